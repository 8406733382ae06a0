"""The database of a site: made, brought to the form that this program knows, and looked at before it is used."""

from collections.abc import Mapping

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from mingjian.desk.config import postgres_roles
from mingjian.desk.core.actor import Site
from mingjian.desk.people.actions.places import take_divisions
from mingjian.wording import Refusal


def make_database() -> int:
    """Make every table and take the built-in places in; how many places there were to take."""
    bring_up()
    places: int = take_divisions(Site("init"))
    return places


def bring_up() -> None:
    """Apply the migrations that are missing; triggers are put on again at their end."""
    call_command("migrate", verbosity=0, interactive=False)
    postgres_roles.renew()


def waiting() -> list[str]:
    """The migrations that this program has and the site lacks, such as `cases.0002_erasure`."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def applied() -> Mapping[str, list[str]]:
    """The migrations that the site has, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationLoader(connection).applied_migrations):
        found.setdefault(app, []).append(name)
    return found


def unknown(schema: Mapping[str, list[str]]) -> list[str]:
    """Of some migrations those that this program does not have: they come from a later one."""
    known = MigrationLoader(None).disk_migrations
    return [f"{app}.{name}" for app, names in schema.items() for name in names if (app, name) not in known]


def demand_current() -> None:
    """Raise Refusal where the database cannot be reached or is not of the form that this program knows."""
    try:
        missing, later = waiting(), unknown(applied())
    except OperationalError as error:
        raise Refusal(
            "数据库连接不上；请检查 MINGJIAN_DATABASE 和数据库服务后重试。",
            "The database cannot be reached; check MINGJIAN_DATABASE and the database server.",
        ) from error
    if later:
        raise Refusal(
            f"该站点由更新版本的明鉴建立（{later[0]}）；请安装那个版本再运行。",
            f"This site belongs to a later version of Mingjian ({later[0]}); install that version.",
        )
    if missing:
        raise Refusal(
            f"站点的数据库还没有升级（缺 {len(missing)} 步）；请先运行 mingjian upgrade 站点。",
            f"The database of the site lacks {len(missing)} steps; run mingjian upgrade SITE first.",
        )
