"""Editions for offices, attacked: nothing of what touches the reader is in any byte of them, nor can it be inferred."""

import csv
import io
import json
import re
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from mingjian.cli import main
from mingjian.exchange.identity import id_text_sql
from mingjian.exchange.progress import silent
from mingjian.sample.building import Plan, build
from mingjian.sample.places import Scale
from mingjian.screening.catalogue import load_rules

AS_OF = ["--as-of", "2026-10-31"]
COUNTY, TOWNSHIP = "150423", "150423100"
FILES = {"questions.csv", "questions.xlsx", "questions.html", "edition.json"}
ARTICLES = {"county": ("7", "9", "10", "11"), "township": ("8",)}
READERS = ("county", "township")


@dataclass(frozen=True)
class World:
    """A village, the whole run over it, and an edition for each of its offices."""

    data: Path
    run: Path
    editions: dict[str, Path]

    def ask(self, sql: str) -> list[tuple]:
        """Ask the whole run: `finding` stands for its findings."""
        with duckdb.connect() as connection:
            connection.execute(f"CREATE VIEW finding AS FROM read_parquet('{self.run / 'findings.parquet'}')")
            return connection.execute(sql).fetchall()

    def written(self, table: str, expression: str) -> set[str]:
        """Every value of an expression over a table of the snapshot."""
        (data,) = (self.run.parent / "store" / "tables" / table).glob("*/data.parquet")
        with duckdb.connect() as connection:
            rows = connection.execute(f"SELECT DISTINCT {expression} FROM read_parquet('{data}')").fetchall()
        return {value for (value,) in rows if value}


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    place = tmp_path_factory.mktemp("editions")
    data = place / "data"
    build(data, Plan(Scale.VILLAGE, seed=3), silent)
    line = ["screen", str(data), *AS_OF, "--store", str(place / "store")]
    assert main([*line, "--out", str(place / "run")]) == 0
    editions = {}
    for reader, code in zip(READERS, (COUNTY, TOWNSHIP), strict=True):
        editions[reader] = place / reader
        assert main([*line, "--for", reader, "--division", code, "--out", str(editions[reader])]) == 0
    return World(data, place / "run", editions)


def every_byte(folder: Path) -> str:
    """All text of an edition, workbooks unpacked, with the names of what is in them."""
    texts = []
    for path in sorted(folder.iterdir()):
        texts.append(path.name)
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
                texts += [f"{name}\n{book.read(name).decode()}" for name in book.namelist()]
        else:
            texts.append(path.read_text(encoding="utf-8"))
    return "\n".join(texts)


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "questions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def touches(clause: str, rule: str, reader: str) -> bool:
    cites = clause.split(";") if clause else load_rules()[rule].clauses
    return any(cite.partition("(")[0] in ARTICLES[reader] for cite in cites)


@pytest.mark.parametrize("reader", READERS)
def test_an_edition_has_its_four_files_and_they_are_for_the_owner_alone(world, reader):
    folder = world.editions[reader]
    assert {path.name for path in folder.iterdir()} == FILES
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    card = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    assert set(card) == {"program_version", "for", "division", "as_of", "masked", "files"}
    assert set(rows_of(folder)[0]) == {
        "行政区划代码",
        "家庭编号",
        "户主",
        "起始年月",
        "终止年月",
        "月数",
        "金额（元）",
        "要问什么",
    }


@pytest.mark.parametrize("reader", READERS)
def test_an_edition_asks_about_households_of_its_own_place(world, reader):
    rows = rows_of(world.editions[reader])
    assert rows
    code = COUNTY if reader == "county" else TOWNSHIP
    assert all(row["行政区划代码"].startswith(code) for row in rows)


@pytest.mark.parametrize("reader", READERS)
def test_no_household_is_asked_about_only_because_of_what_touches_the_reader(world, reader):
    free = {
        household
        for rule, clause, households in world.ask(
            "SELECT rule, clause, household_id FROM finding WHERE household_id <> ''"
        )
        if not touches(clause, rule, reader)
        for household in households.split("|")
    }
    bound = {
        household
        for (households,) in world.ask("SELECT household_id FROM finding WHERE household_id <> ''")
        for household in households.split("|")
    } - free
    assert bound
    text = every_byte(world.editions[reader])
    assert [household for household in bound if household in text] == []
    assert {row["家庭编号"] for row in rows_of(world.editions[reader])} <= free


@pytest.mark.parametrize("reader", READERS)
def test_no_byte_of_an_edition_names_a_person_an_account_a_finding_or_a_file(world, reader):
    text = every_byte(world.editions[reader])
    subjects = {
        subject
        for kind, subject in world.ask("SELECT subject_kind, subject_id FROM finding")
        if kind not in ("household", "county", "league", "village", "township")
    }
    ids = {finding for (finding,) in world.ask("SELECT finding_id FROM finding")}
    number = id_text_sql("person_id")
    persons = (
        world.written("members", number)
        | world.written("officers", number)
        | world.written("officers", "name")
    )
    assert len(subjects) > 10
    assert len(persons) > 100
    found = [word for word in subjects | ids | persons if word in text]
    assert found == []
    assert re.findall(r"\d{17}[\dX]|62\d{17}", text) == []


@pytest.mark.parametrize("reader", READERS)
def test_no_byte_of_an_edition_names_a_clause_a_grade_a_rule_or_a_complaint(world, reader):
    text = every_byte(world.editions[reader])
    rules = {word for rule in load_rules().values() for word in (rule.id, rule.title.zh, rule.title.en)}
    clauses = {clause for rule in load_rules().values() for clause in rule.clauses}
    words = {"第七条", "第八条", "第九条", "第十条", "可能涉及", "待核", "线索", "疑点", "投诉", "举报", "经办",
             "民政", "财政", "乡镇领导", "strong", "lead", "weak", "finding", "complain", "officer"}  # fmt: skip
    shown = [
        word for word in rules | clauses | words if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)
    ]
    assert shown == []
    complaints = world.written("complaints", "complaint_id")
    assert complaints
    assert [number for number in complaints if number in text] == []


@pytest.mark.parametrize("reader", READERS)
def test_no_number_of_an_edition_counts_what_is_not_in_it(world, reader):
    rows, folder = rows_of(world.editions[reader]), world.editions[reader]
    card = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    assert [value for value in card.values() if isinstance(value, int) and not isinstance(value, bool)] == []
    page = (folder / "questions.html").read_text(encoding="utf-8")
    said = re.sub(r"(?s)<table>.*</table>|<style>.*</style>", "", page)
    assert set(re.findall(r"\d+", said)) <= {"8", "1", "2026", "10", "31"}
    assert page.count("<tr>") == len(rows) + 1


def test_an_edition_leaves_no_findings_anywhere(world):
    root = world.run.parent
    kept = [
        path for path in root.rglob("*") if path.name.startswith(("findings", "answers", "finding_months"))
    ]
    assert {path.parent for path in kept} == {world.run}


def test_money_and_months_are_those_of_the_household_alone(world):
    by_household = {row["家庭编号"]: row for row in rows_of(world.editions["county"])}
    alone = world.ask(
        "SELECT household_id, strftime(first, '%Y-%m'), strftime(last, '%Y-%m'), CAST(amount AS VARCHAR) FROM finding "
        "WHERE rule = 'imprisoned-paid'"
    )
    assert alone
    for household, first, last, amount in alone:
        row = by_household[household]
        assert (row["起始年月"], row["终止年月"], row["金额（元）"]) == (first, last, amount)
