"""What keeps a run from the cluster is said in one sentence, and nothing of Spark is loaded for a run without it."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from mingjian.cli import main
from mingjian.screening.cluster.connecting import open_cluster, refuse_patterns
from mingjian.wording import Refusal


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.mark.parametrize("address", ["http://127.0.0.1", "127.0.0.1:15002", "sc://", "sc://host:port"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(Refusal, match="sc://"):
        open_cluster(address)


def test_without_the_client_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql.connect.session", None)
    with pytest.raises(Refusal, match=r"mingjian\[spark\]"):
        open_cluster("sc://127.0.0.1:15002")


@pytest.mark.parametrize("name", ["50%", "数据[1]", "a*"])
def test_a_store_whose_path_a_cluster_would_read_as_a_pattern_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="--store"):
        refuse_patterns(Path("/data") / name)
    refuse_patterns(Path("/data/全区 数据.mingjian"))


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--engine", "spark"), "--remote"),
        (("--remote", "sc://127.0.0.1"), "--engine spark"),
        (("--engine", "spark", "--remote", "sc://127.0.0.1", "--incremental"), "--incremental"),
        (("--engine", "spark", "--remote", "sc://127.0.0.1", "--bundle", "0" * 32), "--bundle"),
        (("--engine", "spark", "--remote", "sc://127.0.0.1", "--complainants", "x.csv"), "--complainants"),
        (("--engine", "spark", "--remote", "sc://h", "--for", "county", "--division", "150423"), "--for"),
    ],
)
def test_options_that_do_not_go_together_are_refused_before_anything_is_read(
    options: tuple[str, ...], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["screen", "no-such-folder", "--json", *options]) == 2
    assert named in json.loads(capsys.readouterr().out)["error"]["en"]


@pytest.mark.spark
def test_an_address_where_nothing_answers_is_named_without_its_token(remote: str) -> None:
    port = free_port()
    with pytest.raises(Refusal) as refused:
        open_cluster(f"sc://127.0.0.1:{port}/;token=secret")
    assert f"127.0.0.1:{port}" in str(refused.value)
    assert "secret" not in str(refused.value)
    assert open_cluster(remote).label.startswith("spark ")


LOADED = (
    "import sys, mingjian.cli.screen; print({n.partition('.')[0] for n in sys.modules} & {'pyspark', 'grpc'})"
)


@pytest.mark.spark
def test_nothing_of_spark_is_loaded_unless_it_is_asked_for(remote: str) -> None:
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()", remote


def test_a_run_on_this_machine_does_not_wait_for_the_parser_of_clusters() -> None:
    code = "import sys, mingjian.cli.screen; print('sqlglot' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
