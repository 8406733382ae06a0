"""Commands that look after a site, typed as an operator types them."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from desk_ledger.real_sites import PRODUCTION, real_site, run


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with real_site(tmp_path_factory.mktemp("cli") / "site", PRODUCTION) as environment:
        yield environment


def mingjian(environment, *words, status=0):
    """What a command prints as JSON, in a process of its own."""
    code = f"import sys; from mingjian.cli import main; sys.exit(int(main(sys.argv[1:]) != {status}))"
    return json.loads(run({**environment, "MINGJIAN_SITE": ""}, "-c", code, *words, "--json"))


def test_a_fresh_site_is_whole_and_a_tampered_one_is_not(site, tmp_path):
    folder = Path(site["MINGJIAN_SITE"])
    report = mingjian(site, "verify-journal", folder)
    assert (report["lines"], report["faults"]) == (1, [])
    export = tmp_path / "journal.jsonl"
    mingjian(site, "verify-journal", folder, "--export", export)
    export.write_text(export.read_text().replace("journal.tables", "journal.cables"))
    (fault,) = mingjian(site, "verify-journal", export, status=1)["faults"]
    assert (fault["kind"], fault["line"], fault["zh"]) == ("line", 1, "第 1 行被改过。")
    if "MINGJIAN_DATABASE" not in site:
        with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
            database.execute("DROP TRIGGER mingjian_insert_core_notice")
            database.execute(
                "INSERT INTO core_notice VALUES ('77', 'k', '77', 'z', 'e', '', '2026-01-01', NULL)"
            )
            database.commit()
        (fault,) = mingjian(site, "verify-journal", folder, status=1)["faults"]
        assert (fault["kind"], fault["row"]) == ("unknown", "core_notice:77")


def test_keys_are_rotated(site):
    done = mingjian(site, "rotate-keys", site["MINGJIAN_SITE"])
    assert (done["key"], done["spoilt"]) == ("a2", [])
    assert Path(site["MINGJIAN_SITE"], "keys", "seal-2.key").is_file()


def test_what_is_no_site_is_refused(site, tmp_path):
    assert "error" in mingjian(site, "verify-journal", tmp_path / "nothing", status=2)
    assert "error" in mingjian(site, "rotate-keys", tmp_path, status=2)
    (tmp_path / "page.html").write_text("<html>")
    assert "error" in mingjian(site, "verify-journal", tmp_path / "page.html", status=2)
