"""A custodian's run finds what became of complainants' households, and leaves no trace of them anywhere else."""

import csv
import io
import json
import shutil
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from mingjian.cli import main
from mingjian.exchange.progress import silent
from mingjian.sample.building import Plan, Sample, build, write_complainants
from mingjian.sample.places import Scale

AS_OF = ["--as-of", "2026-10-31"]


@dataclass(frozen=True)
class World:
    """A village, the same runs over it with a custodian's table and without, and who complained."""

    sample: Sample
    data: Path
    table: Path
    without: Path
    given: Path

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(str(row["complaint_id"]), str(row["household_id"])) for row in self.sample.complainants]


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    place = tmp_path_factory.mktemp("custodian")
    data, table = place / "data", place / "who.csv"
    sample = build(data, Plan(Scale.VILLAGE, seed=2), silent)
    write_complainants(table, sample)
    for name, more in (("without", []), ("with", ["--complainants", str(table)])):
        out = ["--store", str(place / f"store-{name}"), "--out", str(place / name / "run")]
        line = ["screen", str(data), *AS_OF, *out]
        assert main([*line, "--rules", "A,K", *more]) == 0
    return World(sample, data, table, place / "without" / "run", place / "with" / "run")


@pytest.fixture
def store(world, tmp_path) -> Path:
    """A store of a test's own in which the village has been read already."""
    shutil.copytree(world.table.with_name("store-without"), tmp_path / "store")
    return tmp_path / "store"


def apart(world: World) -> Path:
    return world.given.with_name("run-custodian")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_custodian_finds_what_was_planted_and_nothing_else(world):
    found = {row["subject_id"]: row["clause"] for row in rows_of(apart(world) / "findings.csv")}
    planted = {s.subject_id: ";".join(s.clauses) for s in world.sample.guarded if s.kind == "violation"}
    assert planted
    assert found == planted
    assert {s.kind for s in world.sample.guarded if s.rule == "retaliation"} == {"violation", "look_alike"}


def test_the_findings_say_nothing_of_a_complaint(world):
    for row in rows_of(apart(world) / "findings.csv"):
        evidence = json.loads(row["evidence"])
        assert {entry["table"] for entry in evidence["rows"]} <= {"households", "grants", "applications"}
        assert not any(
            word in row["explanation"] + row["evidence"] for word in ("投诉", "举报", "complain", "来信")
        )


def test_only_its_owner_opens_the_custodians_folder(world):
    assert stat.S_IMODE(apart(world).stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in apart(world).iterdir()}
    assert set(modes.values()) == {0o600}
    assert "findings.parquet" in modes
    assert [path for path in apart(world).parent.iterdir() if ".part" in path.name] == []


def test_the_ordinary_run_is_the_same_whether_a_custodians_table_was_given_or_not(world):
    names = sorted(path.name for path in world.without.iterdir())
    assert names == sorted(path.name for path in world.given.iterdir())
    for name in names:
        # Only the clock differs: seconds and memory of the run, and what is made of them.
        if name not in ("run.json", "report.html", "findings.xlsx"):
            assert content(world.without / name) == content(world.given / name), name
    assert timeless(world.without) == timeless(world.given)


def content(path: Path) -> object:
    return sorted(rows_in(path)) if path.suffix == ".parquet" else path.read_bytes()


def rows_in(path: Path) -> list[str]:
    """The rows of a Parquet file as text, asked at the one connection of this process: the files are many."""
    return [str(row) for row in duckdb.execute(f"FROM read_parquet('{path}')").fetchall()]


def timeless(folder: Path) -> dict[str, object]:
    card = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    for rule in card["rules"].values():
        rule.pop("seconds")
    return {key: value for key, value in card.items() if key not in ("seconds", "peak_memory_mib")}


def test_the_store_is_the_same_whether_a_custodians_table_was_given_or_not(world):
    root = world.table.parent
    kept = [
        {path.relative_to(store).as_posix(): content(path) for path in store.rglob("*") if path.is_file()}
        for store in (root / "store-without", root / "store-with")
    ]
    assert len(kept[0]) > 50
    assert kept[0] == kept[1]


def test_no_file_but_the_custodians_own_holds_a_complaint_beside_the_household_it_came_from(world):
    assert world.pairs
    root = world.table.parent
    kept_apart = {world.table, *apart(world).iterdir()}
    looked_at = [path for path in root.rglob("*") if path.is_file() and path not in kept_apart]
    assert len(looked_at) > 50
    for path in looked_at:
        for line in records(path):
            assert not any(complaint in line and household in line for complaint, household in world.pairs), (
                path
            )


def records(path: Path) -> list[str]:
    """The rows of a file as text, whatever its form."""
    if path.suffix == ".parquet":
        return rows_in(path)
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
            sheets = [book.read(name).decode() for name in book.namelist() if name.endswith(".xml")]
        return [row for sheet in sheets for row in sheet.split("</row>")]
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def test_without_the_table_the_rule_answers_nowhere_and_is_listed_all_the_same(world, capsys):
    for path in world.without.iterdir():
        assert b"retaliation" not in path.read_bytes()
    assert main(["rules"]) == 0
    assert "retaliation" in capsys.readouterr().out


def test_the_rule_asked_for_by_name_needs_the_table(world, store, tmp_path, capsys):
    line = ["screen", str(world.data), *AS_OF, "--store", str(store), "--out", str(tmp_path / "run")]
    assert main([*line, "--rules", "retaliation"]) == 2
    assert "--complainants" in capsys.readouterr().err
    assert main([*line, "--rules", "retaliation", "--complainants", str(world.table), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"custodian": str(tmp_path / "run-custodian")}
    assert not (tmp_path / "run").exists()


def test_a_family_without_the_table_leaves_the_rule_out(world, store, tmp_path):
    line = ["screen", str(world.data), *AS_OF, "--store", str(store), "--out", str(tmp_path / "run")]
    assert main([*line, "--rules", "K"]) == 0
    assert "retaliation" not in {row["rule"] for row in rows_of(tmp_path / "run" / "answers.csv")}


def test_a_run_kept_in_the_store_puts_the_custodians_folder_outside(world, store, tmp_path, capsys):
    line = ["screen", str(world.data), *AS_OF, "--store", str(store), "--rules", "retaliation"]
    assert main([*line, "--complainants", str(world.table), "--json"]) == 0
    out = Path(json.loads(capsys.readouterr().out)["custodian"])
    assert out == tmp_path / "store-custodian" / "2026-10-31-1"
    assert (out / "findings.csv").is_file()
    assert [path for path in store.rglob("*") if "custodian" in path.name] == []


def told_of(world, store, tmp_path, capsys, rows, *more):
    table = tmp_path / "table.csv"
    table.write_text("编号,家庭编号\n" + "".join(f"{c},{h}\n" for c, h in rows), encoding="utf-8")
    place = ["--store", str(store), "--out", str(tmp_path / "run"), "--rules", "retaliation"]
    assert main(["screen", str(world.data), *AS_OF, *place, "--complainants", str(table), *more]) == 0
    told = capsys.readouterr().err
    assert not any(part in told for pair in rows for part in pair)
    return told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda pairs: [(c, f"X{h}") for c, h in pairs], "家庭编号没有一个在数据中"),
        (lambda pairs: [(f"X{c}", h) for c, h in pairs], "投诉编号没有一个在数据中"),
        (lambda pairs: [*pairs, ("X-1", "X-2")], "有的行的家庭编号或者投诉编号不在数据中"),
        (lambda _: [], "表中没有数据行"),
    ],
)
def test_a_table_that_does_not_fit_the_data_is_said_so_to_its_custodian(
    world, store, tmp_path, capsys, change, said
):
    assert said in told_of(world, store, tmp_path, capsys, change(world.pairs))


def test_a_table_that_fits_is_taken_without_a_word(world, store, tmp_path, capsys):
    assert "对不上" not in told_of(world, store, tmp_path, capsys, world.pairs)


def test_a_table_about_another_household_than_that_of_the_run_is_said_so(world, store, tmp_path, capsys):
    households = {h for _, h in world.pairs}
    other = next(
        row["household_id"]
        for row in rows_of(world.without / "findings.csv")
        if row["household_id"] and "|" not in row["household_id"] and row["household_id"] not in households
    )
    assert "又属于本次的范围" in told_of(world, store, tmp_path, capsys, world.pairs, "--household", other)


def test_a_table_among_the_data_is_refused(world, tmp_path, capsys):
    data = tmp_path / "data"
    data.mkdir()
    for path in world.data.rglob("*"):
        if path.is_file() and path.stem in ("households", "低保家庭"):
            (data / path.name).write_bytes(path.read_bytes())
    (data / "who.csv").write_bytes(world.table.read_bytes())
    line = [
        "screen",
        str(data),
        *AS_OF,
        "--out",
        str(tmp_path / "run"),
        "--complainants",
        str(data / "who.csv"),
    ]
    assert main(line) == 2
    told = capsys.readouterr().err
    assert not any(part in told for pair in world.pairs for part in pair)
    assert not (tmp_path / "run").exists()
