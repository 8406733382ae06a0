"""What `mingjian sample` promises: the same seed the same bytes, clear refusals, a truth beside the data."""

import hashlib
import json

import pytest

from mingjian.cli import main
from mingjian.exchange.checking import check_folder
from mingjian.exchange.progress import silent
from mingjian.sample import places
from mingjian.sample.building import Plan, build
from mingjian.sample.layouts import Format
from mingjian.sample.places import Scale, ground


def bytes_of(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        build(tmp_path / name, Plan(Scale.VILLAGE, Format.CSV, seed=seed), silent)
    first, again, other = (bytes_of(tmp_path / name) for name in "abc")
    assert first == again
    assert first["households.csv"] != other["households.csv"]


@pytest.mark.parametrize("format_", list(Format))
def test_every_row_of_every_format_is_accepted(tmp_path, format_):
    sample = build(tmp_path / "data", Plan(Scale.VILLAGE, format_, households=40), silent)
    checked = check_folder(tmp_path / "data", tmp_path / "store", encoding=None, progress=silent)
    read = {name: (table.accepted, table.rejected) for name, table in checked.snapshot.tables.items()}
    assert read == {name: (rows, 0) for name, rows in sample.rows.items()}


def test_workbooks_split_before_they_are_full(tmp_path, monkeypatch):
    monkeypatch.setattr("mingjian.sample.writing.ROWS_PER_WORKBOOK", 500)
    sample = build(tmp_path / "data", Plan(Scale.VILLAGE, Format.XLSX, households=40), silent)
    books = list((tmp_path / "data" / "户籍").glob("*.xlsx"))
    assert len(books) == -(-sample.rows["hukou"] // 500) > 1


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("mine")
    assert main(["sample", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scale", "nation", "--households", "600"], "620"),
        (["--scale", "nation", "--part", "5/4"], "--part"),
        (["--part", "1/2"], "nation"),
        (["--households", "5"], "--households"),
        (["--seed", "-1"], "--seed"),
    ],
)
def test_a_plan_that_cannot_be_had_is_refused_with_what_to_do(tmp_path, capsys, words, said):
    assert main(["sample", str(tmp_path / "data"), *words]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_the_truth_lists_what_was_planted_and_the_json_counts_it(tmp_path, capsys):
    truth = tmp_path / "truth.json"
    words = ["sample", str(tmp_path / "data"), "--scale", "village", "--truth", str(truth), "--json"]
    assert main(words) == 0
    printed = json.loads(capsys.readouterr().out)
    planted = json.loads(truth.read_text(encoding="utf-8"))
    assert printed["scenes"] == len(planted["scenes"]) > 20
    assert {scene["kind"] for scene in planted["scenes"]} == {"violation", "look_alike"}
    assert planted["as_of"] == printed["as_of"] == "2026-10-31"


@pytest.mark.parametrize("scale", [Scale.VILLAGE, Scale.BANNER, Scale.LEAGUE, Scale.REGION])
def test_a_ground_holds_exactly_the_households_asked_for(scale):
    land = ground(scale, None, 5)
    assert sum(village.households for village in land.villages) == places.HOUSEHOLDS[scale]
    assert set(land.empty_counties).isdisjoint(land.counties)
    assert land.scene_villages
    assert set(land.scene_villages).isdisjoint(land.empty_villages)


def test_from_a_banner_on_there_are_villages_and_counties_without_anybody():
    for scale in (Scale.BANNER, Scale.LEAGUE, Scale.REGION):
        land = ground(scale, None, 1)
        assert len(land.empty_counties) == places.EMPTY_COUNTIES[scale]
        assert len(land.empty_villages) >= 40
