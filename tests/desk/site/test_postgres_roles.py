"""On PostgreSQL the role under which a site runs does the work of the desk, and cannot touch what the journal says."""

import subprocess
from contextlib import contextmanager
from datetime import date

import pytest
from desk.duties.owed import owed
from django.db import DatabaseError, connection, transaction

from mingjian.desk.config import postgres_roles, soundness
from mingjian.desk.core import triggers
from mingjian.desk.core.models import Entry
from mingjian.desk.duties.actions import timing
from mingjian.wording import Refusal

on_postgres = pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no roles")
pytestmark = pytest.mark.django_db
APP, OWNER = "mingjian_test_app", "mingjian_test_owner"
DAY = date(2026, 11, 26)


@pytest.fixture
def roles(db):  # noqa: ARG001  asked for what it does
    """The tables belong to an owner that is no superuser, and the app has its rights from it."""
    with connection.cursor() as cursor:
        for role in (APP, OWNER):
            cursor.execute(f"CREATE ROLE {role}")
        cursor.execute(f"GRANT CREATE, USAGE ON SCHEMA public TO {OWNER}")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" OWNER TO {OWNER}')
        for statement in postgres_roles.statements(APP):
            cursor.execute(statement)


@contextmanager
def acting_as(role):
    """What the connection does in the block it does as that role, without the rights of the one that made it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@on_postgres
@pytest.mark.usefixtures("roles")
def test_the_role_of_the_site_does_the_work_of_the_desk(cast):
    duty = owed()
    with acting_as(APP):
        before = Entry.objects.count()
        timing.ask_pause(duty, cast.north_handler, reason="听证", today=DAY)
        assert Entry.objects.count() == before + 1
        assert postgres_roles.powers() == []
        assert triggers.missing() == []


REFUSED = [
    "UPDATE core_entry SET reason = 'x'",
    "DELETE FROM core_entry",
    "TRUNCATE core_entry",
    "UPDATE core_image SET columns = '{}'",
    "DELETE FROM core_image",
    "TRUNCATE core_image CASCADE",
    "INSERT INTO core_head (id, installation, number, at, hash) VALUES (1, 'x', 0, '', '')",
    "DELETE FROM core_head",
    "TRUNCATE core_head",
    "TRUNCATE duties_duty CASCADE",
    "ALTER TABLE core_entry DISABLE TRIGGER ALL",
    "ALTER TABLE duties_duty DISABLE TRIGGER mingjian_update_duties_duty",
    "DROP TRIGGER mingjian_journal_entry_kept ON core_entry",
    "DROP TRIGGER mingjian_update_duties_duty ON duties_duty",
    "DROP TABLE core_entry",
    "CREATE OR REPLACE FUNCTION mingjian_kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE TABLE mine (a int)",
    "CREATE TRIGGER mine BEFORE INSERT ON core_entry EXECUTE FUNCTION mingjian_kept()",
    "DELETE FROM django_migrations",
    f"GRANT {OWNER} TO {APP}",
    f"SET LOCAL ROLE {OWNER}",
]


@on_postgres
@pytest.mark.usefixtures("roles")
def test_the_role_of_the_site_rewrites_nothing_and_puts_no_trigger_to_sleep():
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION AUTHORIZATION {APP}")
    try:
        done = [
            statement
            for statement in [*REFUSED, "SET session_replication_role = replica"]
            if _passes(statement)
        ]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET SESSION AUTHORIZATION")
    assert done == []


def _passes(statement):
    """Whether a statement goes through for lack of a right that is missing; nothing of it stays."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return getattr(error.__cause__, "sqlstate", "") != "42501"
    return True


@on_postgres
@pytest.mark.usefixtures("roles")
def test_the_doctor_names_what_an_owner_or_superuser_could_do(settings):
    settings.DEMONSTRATION = False
    (said,) = soundness.of_roles()
    assert said.is_unsafe
    assert "是超级用户" in said.text.zh
    with acting_as(OWNER):
        assert next(words.zh for words in postgres_roles.powers()) == "是日志表的所有者"
    with acting_as(APP):
        assert list(soundness.of_roles()) == []
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE (reason) ON core_entry TO {APP}")
    with acting_as(APP):
        assert [words.zh for words in postgres_roles.powers()] == ["可以修改或删除日志行"]


@on_postgres
@pytest.mark.usefixtures("roles")
def test_an_upgrade_gives_the_rights_of_new_tables_and_takes_back_what_was_added():
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT DELETE ON core_entry TO {APP}")
        cursor.execute(f"SET ROLE {OWNER}")
        cursor.execute("CREATE TABLE later (a int)")
    try:
        assert postgres_roles.renew() == [APP]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    with acting_as(APP), connection.cursor() as cursor:
        cursor.execute("INSERT INTO later VALUES (1)")
        assert postgres_roles.powers() == []


@on_postgres
def test_the_file_is_what_psql_runs(tmp_path):
    path = postgres_roles.write_file(tmp_path)
    address = connection.settings_dict
    words = [
        "psql",
        "-h",
        address["HOST"] or "127.0.0.1",
        "-p",
        str(address["PORT"] or 5432),
        "-U",
        address["USER"],
    ]
    script = f"CREATE ROLE {postgres_roles.APP};\n" + path.read_text().replace("COMMIT;", "ROLLBACK;")
    script = script.replace("BEGIN;", "", 1)
    done = subprocess.run(
        [*words, "-v", "ON_ERROR_STOP=1", "-d", address["NAME"]],
        input="BEGIN;\n" + script,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_name_that_is_no_role_is_refused():
    with pytest.raises(Refusal, match="数据库角色名"):
        list(postgres_roles.statements("x; DROP TABLE core_entry"))
