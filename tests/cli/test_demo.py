"""The demonstration: everything that was planted is found, and nothing but a demonstration is ever used again."""

import contextlib
import io
import json

import pytest

from mingjian.cli import main

SMALL = ["--households", "60", "--json"]


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The folder of a demonstration and what it told."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["demo", "--dir", str(folder), *SMALL]) == 0
    return folder, json.loads(said.getvalue())


def demonstrate(folder, capsys, *words):
    status = main(["demo", "--dir", str(folder), *words])
    return status, capsys.readouterr()


def test_a_demonstration_finds_what_was_planted_and_no_look_alike(first):
    _, told = first
    assert told["planted"] == told["found"] > 0
    assert told["look_alikes"] > 0
    assert told["mistaken"] == 0


def test_a_second_demonstration_takes_the_same_data_into_a_new_run(first, capsys):
    folder, told = first
    written = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    again = json.loads(demonstrate(folder, capsys, *SMALL)[1].out)
    assert again["out"] != told["out"]
    assert again["findings"] == told["findings"]
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == written


def test_the_last_screen_says_what_to_open_and_what_to_try(first, capsys):
    status, said = demonstrate(first[0], capsys, "--households", "60", "--no-serve")
    assert status == 0
    assert "report.html" in said.out
    assert "找到" in said.out
    assert "mingjian template" in said.out


def test_a_demonstration_of_another_size_does_not_take_the_place_of_the_first(first, capsys):
    status, said = demonstrate(first[0], capsys, "--households", "61")
    assert status == 2
    assert "--dir" in said.err


def test_a_demonstration_never_writes_into_a_folder_of_data(tmp_path, capsys):
    (tmp_path / "死亡信息.csv").write_text("身份证号,死亡日期\n", encoding="utf-8")
    status, said = demonstrate(tmp_path, capsys)
    assert status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["死亡信息.csv"]
    assert len(said.err.splitlines()) == 1
