"""A site that an earlier version made is upgraded with all that it holds.

`previous/` has a backup of a site of each version, made by that version's own commands: `init`, `load` of a sample
village and `load-findings` of a run over it. Its keys keep invented data alone. A release adds its own.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

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
            for table in ("findings_finding", "findings_question", "people_person", "core_entry")
        }


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


def test_there_is_a_site_of_an_earlier_version():
    assert PREVIOUS
