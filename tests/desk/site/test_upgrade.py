"""A site that an earlier version made is upgraded with all that it holds.

`previous/` has a backup of a site of each version, made by that version's own commands: `init`, `load` of a sample
village and `load-findings` of a run over it. Its keys keep invented data alone. A release adds its own.
"""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from desk.findings.runs import write_run

from mingjian.screening.catalogue import load_rules
from mingjian.screening.obstacles import missing_local, missing_table, too_few_counties

PREVIOUS = sorted((Path(__file__).parent / "previous").glob("*.bak"))


def columns(folder):
    """Every column of every table with its type, whether it may be empty, and whether it is of the key."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            (table, name, kind, required, key)
            for table in tables
            for _, name, kind, required, _, key in database.execute(f'PRAGMA table_info("{table}")')
        }


def counted(folder):
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("findings_finding", "findings_question", "findings_owed", "people_person")
        }


def owed(folder, columns="id, division, reason, rules"):
    """The lines of the ledger of owed tables."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        return sorted(database.execute(f"SELECT {columns} FROM findings_owed").fetchall())


def say_with_ids(folder):
    """Have a line stand there as an earlier version wrote it where no local document was on record."""
    said = "“地方规定”（local_rules）没有本地关于 pastoral-income 的 sheep_price、exempt_units 的文件"
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        database.execute("DROP TRIGGER mingjian_update_findings_owed")
        database.execute(
            "UPDATE findings_owed SET reason = ?, \"table\" = 'local_rules', rules = '[\"pastoral-income\"]' "
            "WHERE division = '150423' AND \"table\" = 'outcomes'",
            [said],
        )
        database.commit()


@pytest.mark.parametrize("backup", PREVIOUS, ids=lambda path: path.stem)
def test_a_site_of_an_earlier_version_is_upgraded_and_its_journal_holds(operator, pristine, backup, tmp_path):
    site = tmp_path / "site"
    assert operator.gets("restore", backup, site)["waiting"]
    before = counted(site)
    assert before["findings_finding"] == 76
    said = operator.gets("upgrade", site)
    assert (bool(said["steps"]), said["safe"]) == (True, True)
    assert counted(site) == before
    assert columns(site) == columns(pristine)
    assert operator.gets("verify-journal", site)["faults"] == []


@pytest.mark.parametrize("backup", PREVIOUS, ids=lambda path: path.stem)
def test_what_was_owed_before_an_upgrade_is_the_same_line_in_the_next_run(operator, backup, tmp_path):
    site = tmp_path / "site"
    operator.gets("restore", backup, site)
    say_with_ids(site)
    before = owed(site)
    operator.gets("upgrade", site)
    rule = load_rules()["pastoral-income"]
    local, outcomes = missing_local(rule, rule.needs_local), missing_table("outcomes")
    assert (local.key, local.text.zh, local.text.en) in owed(site, "key, reason, reason_en")
    assert operator.gets("verify-journal", site)["faults"] == []
    few = too_few_counties(1, 8, 20)
    undecided = [("unresolved-league", "1504", outcomes), ("pastoral-income", "150423", local)]
    undecided += [
        (name, "150423", few) for name in ("leadership-pattern", "office-pattern", "office-pattern-township")
    ]
    rules = tuple(load_rules())
    run = write_run(tmp_path / "run", [], as_of=date(2026, 11, 30), undecided=undecided, rules=rules)
    operator.gets("load-findings", site, run)
    after = owed(site, "id, key, supplied_on")
    assert [line[0] for line in after] == [line[0] for line in before]
    assert {line[1:] for line in after} == {(one.key, None) for one in (local, outcomes, few)}


def test_there_is_a_site_of_an_earlier_version():
    assert PREVIOUS
