"""What `mingjian screen` makes of the words on its line."""

import csv
import io
import resource
import subprocess
import sys

import pytest

from mingjian.cli import main
from mingjian.cli.screen import a_day, a_place
from mingjian.wording import Refusal


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", ""),
        ("150423", "150423"),
        ("150400", "1504"),
        ("150000", "15"),
        ("150423100000", "150423100"),
        ("152530", "152530"),
    ],
)
def test_only_whole_groups_of_zeros_are_padding(typed: str, code: str) -> None:
    assert a_place(typed) == code


@pytest.mark.parametrize("typed", ["15042", "1504231", "赤峰", "-1", "1504231002011"])
def test_what_is_no_division_code_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        a_place(typed)


def test_a_day_is_read_or_refused() -> None:
    assert a_day("20260301").isoformat() == "2026-03-01"
    with pytest.raises(Refusal, match="13-01"):
        a_day("2026-13-01")
    for typed in ("1890-01-01", "2204-12-31"):
        with pytest.raises(Refusal, match=typed):
            a_day(typed)


def on_a_small_disk() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))


def test_a_bundle_that_could_not_be_written_to_its_end_is_not_there(tmp_path) -> None:
    """Half of it would be taken for a bundle, and stand in the way of the next one."""
    folder, out = tmp_path / "data", tmp_path / "a.zip"
    assert main(["sample", str(folder), "--scale", "village"]) == 0
    line = ["screen", str(folder), "--as-of", "2026-10-31"]
    assert main([*line, "--rules", "deceased-paid"]) == 0
    found = tmp_path / "data.mingjian" / "runs" / "2026-10-31-1" / "findings.csv"
    chosen = next(csv.DictReader(io.StringIO(found.read_text(encoding="utf-8-sig"))))["finding_id"]
    words = [*line, "--bundle", chosen, "--out", str(out)]
    command = [sys.executable, "-m", "mingjian", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=on_a_small_disk)
    assert (done.returncode, "mingjian.cli.bundling" in done.stderr) == (3, True), done.stderr
    assert not out.exists()
    assert main(words) == 0
    assert out.stat().st_size > 30_000


def test_results_do_not_go_into_the_folder_of_data(tmp_path, capsys) -> None:
    assert main(["screen", str(tmp_path), "--out", str(tmp_path / "results")]) == 2
    assert "results" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
