"""The files of a run have the columns that their reference page promises, and hold what it says."""

import csv
import json
import re
import stat
from pathlib import Path

import duckdb
import openpyxl
import pytest

from mingjian.screening.catalogue import load_rules

PAGE = (Path(__file__).parents[2] / "docs/reference/run-folder.md").read_text(encoding="utf-8")
FINDINGS, TABLE, RULE = "findings.parquet, findings.csv", "run.json: a table", "run.json: a rule"
DECLARED = {"provider", "to_day", "complete"}


def promised(heading):
    """The first column of the first table below a heading, and the second: name to type or meaning."""
    section = re.split(rf"^##+ {re.escape(heading)}$", PAGE, flags=re.M)[1].split("\n#")[0]
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \|", section, re.M)
    assert rows, heading
    return dict(rows)


def promised_known():
    """The keys of `known` in the order of the table of the page, where two share a line."""
    section = PAGE.split("`known` says what")[1].split("\n## ")[0]
    return re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`.+?) \|", section, re.M)))


def head_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


@pytest.mark.parametrize("name", ["finding_months.csv", "answers.csv", "coverage.csv", "notes.csv"])
def test_a_csv_file_has_the_promised_columns(own_run, name):
    assert head_of(own_run / name) == list(promised(name))


def test_both_files_of_findings_have_the_promised_columns_and_types(own_run):
    kinds = {"text": "VARCHAR", "date": "DATE", "decimal": "DECIMAL(18,2)"}
    described = duckdb.sql(f"DESCRIBE FROM '{own_run / 'findings.parquet'}'").fetchall()
    assert {row[0]: row[1] for row in described} == {
        column: kinds[kind] for column, kind in promised(FINDINGS).items()
    }
    assert head_of(own_run / "findings.csv") == [row[0] for row in described] == list(promised(FINDINGS))


def test_the_record_of_the_run_has_the_promised_keys(own_run):
    record = json.loads((own_run / "run.json").read_text(encoding="utf-8"))
    assert list(record) == list(promised("run.json"))
    assert list(record["rules"]["deceased-paid"]) == list(promised(RULE))
    assert list(record["tables"]["households"]) == list(promised(TABLE))
    assert set(record["tables"]["deaths"]) == set(promised(TABLE)) | DECLARED
    assert [name for name in DECLARED if f"`{name}`" not in PAGE] == []


def test_the_ledger_has_the_promised_heads(own_run):
    book = openpyxl.load_workbook(own_run / "findings.xlsx")
    assert [cell.value for cell in book["苏木乡镇（第八条）"][2]] == list(promised("findings.xlsx"))
    assert [sheet.title for sheet in book if sheet.title not in PAGE] == []


def test_the_folder_holds_the_files_of_the_page_and_no_others(own_run):
    listed = set(re.findall(r"`([a-z_]+\.[a-z]+)`", PAGE.split("## ")[0]))
    assert {path.name for path in own_run.iterdir()} == listed


def test_what_holds_persons_is_readable_by_its_owner_alone(own_run):
    record = json.loads((own_run / "run.json").read_text(encoding="utf-8"))
    private = {*record["personal_data"], "findings.xlsx", "report.html"}
    assert {stat.S_IMODE((own_run / name).stat().st_mode) for name in private} == {0o600}


def test_every_kind_of_subject_that_a_rule_names_is_explained():
    section = PAGE.split("### Subjects")[1].split("###")[0]
    explained = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (.+?) \|", section, re.M))))
    assert {rule.subject for rule in load_rules().values()} - explained == set()


def test_an_evidence_row_has_the_promised_keys_and_the_months_add_up(own_run):
    with duckdb.connect() as connection:
        evidence, amount, months = connection.execute(
            f"SELECT f.evidence, f.amount, sum(m.amount) FROM '{own_run}/findings.parquet' AS f "
            f"JOIN read_csv('{own_run}/finding_months.csv', types={{'amount': 'DECIMAL(18,2)'}}) AS m "
            "USING (finding_id) WHERE f.rule = 'deceased-paid' GROUP BY ALL"
        ).fetchone()
    told = json.loads(evidence)
    assert amount == months
    assert list(told) == ["rows", "values", "known"]
    assert list(told["known"]) == list(promised_known())
    assert told["known"]["decided_on"] == "2022-12-20"
    assert [(entry["table"], entry["first"]) for entry in told["known"]["later"]] == [
        ("deaths", "2024-03-20"),
        ("payments", "2024-07-08"),
    ]
    assert {tuple(row) for row in told["rows"]} == {("table", "key", "file", "sheet", "row", "values")}
