"""What the database itself refuses and no constraint of one table can say, as plain-SQL triggers for both engines.

An account of one kind never holds a role of another; the kind of an account never changes; no account belongs to an
organ below the township.
"""

from dataclasses import dataclass

from django.db import connections


@dataclass(frozen=True)
class Guard:
    """A trigger: on which table before which event, when it refuses (a query that finds a row), with what words."""

    name: str
    table: str
    event: str
    refuses: str
    says: str


KINDS = "SELECT 1 FROM people_account AS a WHERE a.id = NEW.account_id AND a.kind <> NEW.kind"
VILLAGE = (
    "SELECT 1 FROM people_organ AS o JOIN people_division AS d ON d.code = o.division_id "
    "WHERE o.id = NEW.organ_id AND d.level = 'village'"
)
GUARDS = (
    Guard("role_insert_kind", "people_roleterm", "INSERT", KINDS, "role_kind_is_the_account_kind"),
    Guard("role_update_kind", "people_roleterm", "UPDATE", KINDS, "role_kind_is_the_account_kind"),
    Guard(
        "account_keeps_kind",
        "people_account",
        "UPDATE",
        "SELECT 1 WHERE NEW.kind <> OLD.kind OR NEW.person_id <> OLD.person_id",
        "account_kind_and_person_never_change",
    ),
    Guard("account_insert_place", "people_account", "INSERT", VILLAGE, "no_account_below_the_township"),
    Guard("account_update_place", "people_account", "UPDATE", VILLAGE, "no_account_below_the_township"),
)


def install(using: str, **_: object) -> None:
    """Make the triggers anew in a database; after every migration, because SQLite loses them with a rebuilt table."""
    connection = connections[using]
    write = _for_postgresql if connection.vendor == "postgresql" else _for_sqlite
    with connection.cursor() as cursor:
        for guard in GUARDS:
            for statement in write(guard):
                cursor.execute(statement)


def _for_sqlite(guard: Guard) -> tuple[str, ...]:
    return (
        f"DROP TRIGGER IF EXISTS guard_{guard.name}",
        f"CREATE TRIGGER guard_{guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW "
        f"WHEN EXISTS ({guard.refuses}) BEGIN SELECT RAISE(ABORT, '{guard.says}'); END",
    )


def _for_postgresql(guard: Guard) -> tuple[str, ...]:
    return (
        f"CREATE OR REPLACE FUNCTION guard_{guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS ({guard.refuses}) THEN RAISE EXCEPTION '{guard.says}' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS guard_{guard.name} ON {guard.table}",
        f"CREATE TRIGGER guard_{guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW "
        f"EXECUTE FUNCTION guard_{guard.name}()",
    )
