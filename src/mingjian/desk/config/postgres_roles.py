"""Two roles on PostgreSQL: the owner of the tables upgrades a site, and the site runs under one that cannot rewrite it.

The site's role may only add to the journal. It owns no table, so it can neither drop a trigger nor put one to sleep.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from mingjian.wording import Refusal, Text

FILE = "roles.sql"
APP = "mingjian_app"
PLAIN = re.compile(r"[a-z_][a-z0-9_]{0,62}")
# The journal is added to; its head moves on; what migrate writes is the owner's.
ONLY_ADDED_TO = ("core_entry", "core_image")
ONLY_MOVED = ("core_head",)
OF_THE_OWNER = ("django_migrations", "django_content_type")
CHANGES = ("UPDATE", "DELETE", "TRUNCATE")

HEAD = """\
-- The rights of the role under which the site runs. Run it as the owner of the tables, once and after each restore:
--     psql "$OWNER_ADDRESS" -v ON_ERROR_STOP=1 -f roles.sql
-- The role itself is made before by an administrator of the server: CREATE ROLE {app} LOGIN PASSWORD '…';
BEGIN;
"""


def write_file(folder: Path) -> Path | None:
    """Write the statements beside a new site on PostgreSQL; None on SQLite, which has no roles."""
    if connection.vendor == "sqlite":
        return None
    path = folder / FILE
    path.touch(mode=0o600)
    path.write_text(HEAD.format(app=APP) + "".join(f"{line};\n" for line in statements(APP)) + "COMMIT;\n")
    return path


def statements(app: str) -> Iterator[str]:
    """The statements that give a role what the site needs and nothing else; Refusal for a name that is none."""
    if not PLAIN.fullmatch(app):
        raise Refusal(
            f"数据库角色名“{app}”只能由小写字母、数字和下划线组成。",
            f"The name of a role has small letters, digits and underscores alone, unlike '{app}'.",
        )
    schema = _schema()
    every = f"IN SCHEMA {schema}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {app}"
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {app}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES {every} TO {app}"
    yield f"REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES {every} FROM PUBLIC, {app}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES {every} TO {app}"
    yield f"REVOKE UPDATE, DELETE ON {', '.join(ONLY_ADDED_TO)} FROM PUBLIC, {app}"
    yield f"REVOKE INSERT, DELETE ON {', '.join(ONLY_MOVED)} FROM PUBLIC, {app}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON {', '.join(OF_THE_OWNER)} FROM PUBLIC, {app}"
    yield f"ALTER DEFAULT PRIVILEGES {every} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}"
    yield f"ALTER DEFAULT PRIVILEGES {every} GRANT USAGE, SELECT ON SEQUENCES TO {app}"


def renew() -> list[str]:
    """After an upgrade by the owner, give the same rights again to the roles that had them; which these were."""
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT g.rolname FROM pg_class c, aclexplode(c.relacl) AS a JOIN pg_roles g ON g.oid = a.grantee "
            "WHERE c.oid = to_regclass('core_entry') AND a.privilege_type = 'INSERT' AND a.grantee <> c.relowner "
            "AND pg_has_role(c.relowner, 'USAGE') ORDER BY 1"
        )
        roles = [str(name) for (name,) in cursor.fetchall() if PLAIN.fullmatch(str(name))]
        for role in roles:
            for statement in statements(role):
                cursor.execute(statement)
    return roles


def powers() -> list[Text]:
    """What the role of this connection could do to the journal; empty where it can only add to it."""
    asked = {
        "SELECT rolsuper FROM pg_roles WHERE rolname = current_user": Text("是超级用户", "is a superuser"),
        "SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user": Text(
            "可以授予自己其他角色", "can give itself other roles"
        ),
        f"SELECT bool_or(pg_has_role(relowner, 'MEMBER')) FROM pg_class WHERE oid IN ({_classes()})": Text(
            "是日志表的所有者", "owns the tables of the journal"
        ),
        f"SELECT {_any_right()}": Text("可以修改或删除日志行", "can change or delete lines of the journal"),
        "SELECT has_parameter_privilege('session_replication_role', 'SET')": Text(
            "可以停用触发器", "can put triggers to sleep"
        ),
        "SELECT has_schema_privilege(current_schema(), 'CREATE')": Text(
            "可以在数据库中新建对象", "can make new objects in the schema"
        ),
    }
    with connection.cursor() as cursor:
        return [words for sql, words in asked.items() if _is_so(cursor, sql)]


def _is_so(cursor: object, sql: str) -> bool:
    cursor.execute(sql)  # type: ignore[attr-defined]
    row = cursor.fetchone()  # type: ignore[attr-defined]
    return bool(row and row[0])


def _classes() -> str:
    return ", ".join(f"to_regclass('{table}')" for table in (*ONLY_ADDED_TO, *ONLY_MOVED))


def _any_right() -> str:
    rights = [f"has_table_privilege('{table}', '{right}')" for table in ONLY_ADDED_TO for right in CHANGES]
    rights += [f"has_any_column_privilege('{table}', 'UPDATE')" for table in ONLY_ADDED_TO]
    rights += [f"has_table_privilege('{table}', '{right}')" for table in ONLY_MOVED for right in CHANGES[1:]]
    return " OR ".join(rights)


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return str(cursor.fetchone()[0])
