"""The doctor refuses what must not be run, each with a sentence that says what to do."""

import sqlite3
from contextlib import closing

import pytest

# Each of these makes whole sites, one process after another.
pytestmark = pytest.mark.slow


def unsafe(operator, site, status=1):
    said = operator.gets("doctor", site, status=status)["said"]
    return {line["id"] for line in said if line["unsafe"]}


def setting(site, line):
    with (site / "site.env").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def test_a_new_site_is_safe_and_lacks_its_administrators(operator, site):
    said = operator.gets("doctor", site)
    assert said["safe"]
    assert [line["id"] for line in said["said"]].count("administrators") == 3


@pytest.mark.parametrize("name", ["keys/session.key", "db.sqlite3", "site.env", "keys"])
def test_what_others_can_read_is_unsafe(operator, site, name):
    (site / name).chmod(0o755 if (site / name).is_dir() else 0o644)
    assert unsafe(operator, site) == {"readable-by-others"}


@pytest.mark.parametrize("key", ["00" * 32, "0123456789abcdef" * 4])
def test_a_secret_that_was_not_drawn_is_unsafe(operator, site, key):
    (site / "keys" / "session.key").write_text(key + "\n")
    assert unsafe(operator, site) == {"default-secret"}


def test_one_key_for_two_purposes_is_unsafe(operator, site):
    (site / "keys" / "session.key").write_text((site / "keys" / "search.key").read_text())
    assert unsafe(operator, site) == {"default-secret"}


def test_a_damaged_key_is_unsafe(operator, site):
    (site / "keys" / "search.key").write_text("no key")
    assert unsafe(operator, site) == {"keys"}


@pytest.mark.parametrize("name", ["accounts.json", "objects.json"])
def test_files_of_a_demonstration_are_unsafe_on_a_real_site_alone(operator, site, name):
    (site / name).touch(mode=0o600)
    assert unsafe(operator, site) == {"demonstration-files"}
    setting(site, "MINGJIAN_DEMO=1")
    assert unsafe(operator, site, status=0) == set()


def test_a_name_of_the_outside_needs_https(operator, site):
    setting(site, "MINGJIAN_HOSTS=127.0.0.1,mj.example")
    assert unsafe(operator, site) == {"no-https"}
    setting(site, "MINGJIAN_HTTPS=1")
    assert unsafe(operator, site, status=0) == set()


def changed(site, *statements):
    with closing(sqlite3.connect(site / "db.sqlite3")) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def test_a_clock_before_the_last_line_of_the_journal_is_unsafe(operator, site):
    with closing(sqlite3.connect(site / "db.sqlite3")) as database:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'core_head'"
        ).fetchall()
    changed(
        site,
        *(f"DROP TRIGGER {name}" for (name,) in names),
        "UPDATE core_head SET at = '2099-01-01T00:00:00.000000Z'",
    )
    assert "clock" in unsafe(operator, site)
    refused = operator.types("serve", site, "--port", "18099")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1


def test_a_trigger_that_is_gone_is_unsafe(operator, site):
    changed(site, "DROP TRIGGER mingjian_insert_core_notice")
    assert unsafe(operator, site) == {"triggers"}


def test_a_database_that_is_behind_is_unsafe_and_is_not_served(operator, site):
    changed(site, "DELETE FROM django_migrations WHERE app = 'django_tasks_database' AND name LIKE '%2%'")
    assert "not-upgraded" in unsafe(operator, site)
    assert operator.types("serve", site, "--port", "18098").returncode == 2


def test_a_database_that_is_none_is_told_without_a_traceback(operator, site):
    (site / "db.sqlite3").write_bytes(b"no database at all, only words " * 200)
    assert "database" in unsafe(operator, site)


def test_what_is_no_site_is_refused(operator, tmp_path):
    assert "error" in operator.gets("doctor", tmp_path, status=2)
