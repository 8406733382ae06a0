"""Triggers in plain SQL on every table: no write without an open act, and each write noted; the journal stays as it is.

The database refuses what Django's own hooks would miss: `update()`, `bulk_create`, raw SQL, the shell of the database.
"""

import json
from collections.abc import Iterable, Iterator

from django.db import connection

from mingjian.desk.core import images, journal
from mingjian.desk.core.actor import Site
from mingjian.desk.core.images import Table
from mingjian.desk.core.models import Entry, Head, Image

# Tables outside the journal, each with its reason. A model of ours says so itself: `unaudited = "why"`.
UNAUDITED = {
    "django_migrations": "written by migrate itself, before there is a journal",
    "django_content_type": "names of models, made by migrate",
    "django_session": "sessions come and go with every page",
    "django_tasks_database_dbtaskresult": "the worker takes and ends jobs; what they do is an act of its own",
    "core_entry": "the journal itself, with triggers of its own",
    "core_image": "the journal itself, with triggers of its own",
    "core_head": "the journal itself, with triggers of its own",
    "core_open": "the gate of the journal",
    "core_touched": "the gate of the journal",
    "core_matterkey": "salts that erasing destroys: an image of one would keep it",
    "core_answered": "repeated requests: no facts, and they are forgotten",
}
ACT = "journal.tables"
PREFIX = "mingjian_"
OPERATIONS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def audited() -> dict[str, Table]:
    """The tables whose rows the journal holds, by name."""
    return {
        name: table
        for name, table in images.tables().items()
        if name not in UNAUDITED and not getattr(table.model, "unaudited", "")
    }


def install() -> None:
    """Put the triggers on every table, begin the journal of a new site, and note tables that have changed.

    Safe to run again; migrations of SQLite make tables anew without triggers, so it runs after each migrate.
    """
    wanted = dict(_wanted(audited().values()))
    _replace(wanted)
    journal.begin()
    _note_tables()


def missing() -> list[str]:
    """The names of triggers that should be there and are not as they should be."""
    present = _present()
    wanted = dict(_wanted(audited().values()))
    if connection.vendor == "sqlite":
        return sorted(name for name, sql in wanted.items() if present.get(name) != sql)
    return sorted(name for name in wanted if name not in present)


def remove() -> None:
    """Take every trigger off again: for tests that empty the database."""
    with connection.cursor() as cursor:
        for name, table in _tables_of_triggers():
            on = "" if connection.vendor == "sqlite" else f" ON {_quoted(table)}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {_quoted(name)}{on}")


def _replace(wanted: dict[str, str]) -> None:
    tables = dict(_tables_of_triggers())
    present = _present()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in sorted(present.keys() | wanted.keys()):
                if present.get(name) == wanted.get(name):
                    continue
                cursor.execute(f"DROP TRIGGER IF EXISTS {_quoted(name)}")
                if name in wanted:
                    cursor.execute(wanted[name])
            return
        for name in sorted(present.keys() - wanted.keys()):
            cursor.execute(f"DROP TRIGGER {_quoted(name)} ON {_quoted(tables[name])}")
        for statement in (*_functions(audited().values()), *wanted.values()):
            cursor.execute(statement)


def _present() -> dict[str, str]:
    """The triggers of ours that are there, with their text."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"]
            )
        else:
            cursor.execute(
                "SELECT t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgname LIKE %s "
                "AND c.relnamespace = current_schema()::regnamespace",
                [f"{PREFIX}%"],
            )
        return dict(cursor.fetchall())


def _tables_of_triggers() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
                [f"{PREFIX}%"],
            )
        else:
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgname LIKE %s AND c.relnamespace = current_schema()::regnamespace",
                [f"{PREFIX}%"],
            )
        return [(str(name), str(table)) for name, table in cursor.fetchall()]


def _note_tables() -> None:
    """Where tables or their columns differ from what the journal knows: one line that says so, with changed rows anew.

    So an upgrade leaves every row with an image of all its columns, also of those that a migration has added.
    """
    now = {table.name: [table.key, *table.columns] for table in audited().values()}
    last = Entry.objects.filter(act=ACT).order_by("-number").values_list("reason", flat=True).first()
    before = json.loads(last) if last else {}
    if before == now:
        return
    with (
        journal.opened(ACT, Site(), reason=json.dumps(now, sort_keys=True)) as act,
        connection.cursor() as cursor,
    ):
        for table in audited().values():
            if before.get(table.name) != now[table.name]:
                cursor.execute(
                    "INSERT INTO core_touched (act, table_name, row_key, operation) "
                    f"SELECT %s, %s, CAST({_quoted(table.key)} AS {_text()}), 'update' FROM {_quoted(table.name)}",
                    [act.token, table.name],
                )


def _wanted(tables: Iterable[Table]) -> Iterator[tuple[str, str]]:
    if connection.vendor == "sqlite":
        for table in tables:
            yield from _sqlite_triggers(table)
        yield from _sqlite_journal()
    else:
        for table in tables:
            yield from _postgres_triggers(table)
        yield from _postgres_journal()


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _text() -> str:
    return "TEXT" if connection.vendor == "sqlite" else "varchar(100)"


def _refusal(table: str) -> str:
    return f"mingjian: a write to {table} outside an act is refused 操作之外不得写入"


KEPT = "mingjian: the journal is only added to 日志只增不改"


# -- SQLite ---------------------------------------------------------------------------------------------------------
def _sqlite_triggers(table: Table) -> Iterator[tuple[str, str]]:
    for operation, sides in OPERATIONS.items():
        name = f"{PREFIX}{operation}_{table.name}"
        notes = "".join(
            "INSERT INTO core_touched (act, table_name, row_key, operation) "
            f"SELECT act, '{table.name}', CAST({side}.{_quoted(table.key)} AS TEXT), '{operation}' FROM core_open"
            + (
                f" WHERE OLD.{_quoted(table.key)} <> NEW.{_quoted(table.key)}; "
                if side == "OLD" != sides[-1]
                else "; "
            )
            for side in sides
        )
        yield (
            name,
            (
                f"CREATE TRIGGER {_quoted(name)} AFTER {operation.upper()} ON {_quoted(table.name)} BEGIN "
                f"SELECT RAISE(ABORT, '{_refusal(table.name)}') WHERE NOT EXISTS (SELECT 1 FROM core_open); "
                f"{notes}END"
            ),
        )


def _sqlite_journal() -> Iterator[tuple[str, str]]:
    entry, image, head = (_quoted(model._meta.db_table) for model in (Entry, Image, Head))
    follows = f"NEW.number <> (SELECT number FROM {head}) + 1 OR NOT EXISTS (SELECT 1 FROM core_open)"
    rules = {
        "entry_insert": (entry, "INSERT", follows),
        "entry_update": (entry, "UPDATE", ""),
        "entry_delete": (entry, "DELETE", ""),
        "image_insert": (image, "INSERT", follows.replace("NEW.number", "NEW.entry")),
        "image_update": (image, "UPDATE", ""),
        "image_delete": (image, "DELETE", ""),
        "head_insert": (head, "INSERT", f"EXISTS (SELECT 1 FROM {head})"),
        "head_update": (head, "UPDATE", f"NEW.installation <> OLD.installation OR {follows}"),
        "head_delete": (head, "DELETE", ""),
    }
    for rule, (table, operation, condition) in rules.items():
        name = f"{PREFIX}journal_{rule}"
        when = f"WHEN {condition} " if condition else ""
        yield (
            name,
            (
                f"CREATE TRIGGER {_quoted(name)} BEFORE {operation} ON {table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
            ),
        )


# -- PostgreSQL: a refusal is of the class of broken constraints, so that Django raises the same as on SQLite ----------
def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$\n"
        f"DECLARE act text := coalesce(current_setting('mingjian.act', true), '');\nBEGIN\n{body}\nEND $body$"
    )


def _raise(text: str) -> str:
    return f"RAISE EXCEPTION '{text}' USING ERRCODE = '23M01';"


def _functions(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        key = f"CAST({_quoted(table.key)} AS varchar(100))"
        note = f"INSERT INTO core_touched (act, table_name, row_key, operation) SELECT act, '{table.name}'"
        yield _function(
            f"{PREFIX}note_{table.name}",
            f"""IF act = '' OR TG_OP = 'TRUNCATE' THEN {_raise(_refusal(table.name))} END IF;
IF TG_OP = 'INSERT' THEN {note}, {key}, 'insert' FROM fresh;
ELSIF TG_OP = 'DELETE' THEN {note}, {key}, 'delete' FROM stale;
ELSE {note}, k, 'update' FROM (SELECT {key} AS k FROM fresh UNION SELECT {key} FROM stale) AS keys;
END IF;
RETURN NULL;""",
        )
    yield _function(f"{PREFIX}kept", _raise(KEPT))
    follows = (
        f"IF act = '' OR NEW.%s <> (SELECT number FROM core_head) + 1 THEN {_raise(KEPT)} END IF; RETURN NEW;"
    )
    yield _function(f"{PREFIX}entry", follows % "number")
    yield _function(f"{PREFIX}image", follows % "entry")
    yield _function(
        f"{PREFIX}head",
        f"IF TG_OP = 'INSERT' THEN IF EXISTS (SELECT 1 FROM core_head) THEN {_raise(KEPT)} END IF; RETURN NEW; END IF; "
        f"IF NEW.installation <> OLD.installation THEN {_raise(KEPT)} END IF; " + follows % "number",
    )


def _postgres_triggers(table: Table) -> Iterator[tuple[str, str]]:
    sides = {
        "insert": "REFERENCING NEW TABLE AS fresh",
        "update": "REFERENCING OLD TABLE AS stale NEW TABLE AS fresh",
        "delete": "REFERENCING OLD TABLE AS stale",
    }
    for operation, side in sides.items():
        name = f"{PREFIX}{operation}_{table.name}"
        yield name, _trigger(name, f"AFTER {operation.upper()}", table.name, f"note_{table.name}", side)
    name = f"{PREFIX}truncate_{table.name}"
    yield name, _trigger(name, "BEFORE TRUNCATE", table.name, f"note_{table.name}")


def _postgres_journal() -> Iterator[tuple[str, str]]:
    for part in ("entry", "image"):
        name = f"{PREFIX}journal_{part}_kept"
        yield name, _trigger(name, "BEFORE UPDATE OR DELETE OR TRUNCATE", f"core_{part}", "kept")
        name = f"{PREFIX}journal_{part}_follows"
        yield name, _trigger(name, "BEFORE INSERT", f"core_{part}", part, "FOR EACH ROW")
    name = f"{PREFIX}journal_head_kept"
    yield name, _trigger(name, "BEFORE DELETE OR TRUNCATE", "core_head", "kept")
    name = f"{PREFIX}journal_head_follows"
    yield name, _trigger(name, "BEFORE INSERT OR UPDATE", "core_head", "head", "FOR EACH ROW")


def _trigger(name: str, when: str, table: str, function: str, how: str = "") -> str:
    return (
        f"CREATE OR REPLACE TRIGGER {_quoted(name)} {when} ON {_quoted(table)} {how} "
        f"EXECUTE FUNCTION {PREFIX}{function}()"
    )
