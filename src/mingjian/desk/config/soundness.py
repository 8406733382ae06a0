"""Whether a site is safe to run: what the doctor looks at, each with a sentence that says what to do."""

import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError

from mingjian.desk.config import clock, first_accounts, heads, making, postgres_roles
from mingjian.desk.config.sites import ENVIRONMENT
from mingjian.desk.core import file_care, triggers
from mingjian.desk.core import heads as core_heads
from mingjian.desk.core.keys import KEYS, read_key
from mingjian.desk.core.models import Head
from mingjian.wording import Refusal, Text

SAFE_WAL = (3, 51, 3)
FULL = 2
DEMONSTRATION_FILES = ("accounts.json", "objects.json")
LOOPBACK = {"127.0.0.1", "localhost", "::1", "[::1]"}
SLACK = timedelta(seconds=5)
HEADS_LATE = timedelta(days=2)
LITTLE_ROOM = 1024**3
# Of 32 bytes that were drawn some thirty differ; a pattern that somebody typed has few.
FEWEST_DIFFERENT_BYTES = 16


class Said(NamedTuple):
    """One thing that was found: unsafe, or only to be noted."""

    id: str
    is_unsafe: bool
    text: Text


def examine() -> list[Said]:
    """Everything that is wrong with the site that this process speaks for, or worth a note."""
    found = [said for look in (*OF_FILES, of_settings) for said in look()]
    try:
        return found + [said for look in OF_DATABASE for said in look()]
    except DatabaseError:
        return [
            *found,
            unsafe(
                "database",
                "数据库连接不上或读不出来；请检查数据库服务和 MINGJIAN_DATABASE。",
                "The database does not answer or cannot be read; check it and MINGJIAN_DATABASE.",
            ),
        ]


def unsafe(name: str, zh: str, en: str) -> Said:
    """Something that must not be run."""
    return Said(name, is_unsafe=True, text=Text(zh, en))


def noted(name: str, zh: str, en: str) -> Said:
    """Something to be looked at."""
    return Said(name, is_unsafe=False, text=Text(zh, en))


# -- files ----------------------------------------------------------------------------------------------
def of_keys() -> Iterator[Said]:
    """Keys that are missing, that are no keys, or that stand in two files."""
    folder: Path = settings.SITE_FOLDER
    seen: dict[bytes, str] = {}
    for path in sorted((folder / KEYS).glob("*.key")):
        try:
            key = read_key(folder, path.name)
        except Refusal as refusal:
            yield Said("keys", is_unsafe=True, text=refusal.text)
            continue
        if len(set(key)) < FEWEST_DIFFERENT_BYTES:
            yield unsafe(
                "default-secret",
                f"密钥 {path.name} 不是随机生成的；请用 mingjian init 新建站点并重新装入数据。",
                f"The key {path.name} was not drawn at random; make a new site with mingjian init and load it anew.",
            )
        elif key in seen:
            yield unsafe(
                "default-secret",
                f"密钥 {path.name} 与 {seen[key]} 相同；每个密钥应单独生成。",
                f"The keys {path.name} and {seen[key]} are the same; each has to be drawn for itself.",
            )
        seen[key] = path.name


def of_permissions() -> Iterator[Said]:
    """What others than the owner can read: keys, settings, database, files."""
    folder: Path = settings.SITE_FOLDER
    private = [
        folder,
        folder / KEYS,
        *(folder / KEYS).glob("*"),
        folder / ENVIRONMENT,
        *folder.glob("db.sqlite3*"),
    ]
    for path in (*private, *(folder / name for name in ("files", "backups", *DEMONSTRATION_FILES))):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            shown = path.relative_to(folder) if path != folder else path
            mode = "700" if path.is_dir() else "600"
            yield unsafe(
                "readable-by-others",
                f"{shown} 可被其他用户读取；请执行 chmod {mode} {path}。",
                f"Other users can read {shown}; run chmod {mode} {path}.",
            )


def of_demonstration() -> Iterator[Said]:
    """Files with passwords and the hidden truth, on a site that is no demonstration."""
    if settings.DEMONSTRATION:
        yield noted(
            "demonstration",
            "这是演示站点：账户和密码公开列出，只能装虚构数据。",
            "This is a demonstration: its accounts and passwords are listed openly; it takes invented data alone.",
        )
        return
    for name in DEMONSTRATION_FILES:
        if (settings.SITE_FOLDER / name).exists():
            yield unsafe(
                "demonstration-files",
                f"正式站点里有演示文件 {name}（含账户密码）；演示站点不能改作正式站点，请用 mingjian init 另建。",
                f"A real site holds {name} of a demonstration, with passwords; make a real one with mingjian init.",
            )


def of_files() -> Iterator[Said]:
    """Evidence that an earlier version kept in clear."""
    clear = [path for model in file_care.keepers() for path in file_care.in_clear(model)]
    if clear:
        yield noted(
            "files-in-clear",
            f"files 文件夹里有 {len(clear)} 份附件没有加密；请运行 mingjian upgrade 站点。"
            "升级后仍在的，没有登记在案或与归入时不一致，请核对后处理。",
            f"{len(clear)} files in the folder files are not sealed; run mingjian upgrade SITE. "
            "What is left then is on no record or not what was filed: look into it.",
        )


def of_room() -> Iterator[Said]:
    """Little room on the disk."""
    free = shutil.disk_usage(settings.SITE_FOLDER).free
    if free < LITTLE_ROOM:
        yield noted(
            "room",
            f"站点所在磁盘只剩 {free // 1024**2} MB；请尽快清理。",
            f"Only {free // 1024**2} MB are left on the disk of the site.",
        )


# -- settings ----------------------------------------------------------------------------------------------
def of_settings() -> Iterator[Said]:
    """Reached from outside without https; heads of the journal that stay on this machine."""
    outside = sorted({host.strip() for host in settings.ALLOWED_HOSTS} - LOOPBACK)
    if outside and not settings.HTTPS:
        yield unsafe(
            "no-https",
            f"{outside[0]} 可从外部访问而没有启用 https；请设 MINGJIAN_HTTPS=1，并在反向代理上配置证书。",
            f"{outside[0]} is reached without https; set MINGJIAN_HTTPS=1, with a certificate in the proxy.",
        )
    if settings.DEBUG:
        yield unsafe("debug", "调试方式已打开；请关闭。", "Debugging is on; turn it off.")
    if not settings.SECOND_HEADS and not settings.DEMONSTRATION:
        yield noted(
            "heads",
            "没有设置日志头的另存位置（MINGJIAN_HEADS）；能改动本机的人就能改动日志而不被发现。",
            "No second place for the journal's heads (MINGJIAN_HEADS): whoever rules this machine could rewrite it.",
        )


def of_heads() -> Iterator[Said]:
    """A place for the heads of the journal that gets none: the chain alone does not stop who rules this machine."""
    if settings.DEMONSTRATION or Head.objects.filter(number=0).exists():
        return
    for folder in core_heads.folders():
        late = heads.lagging(folder, clock.now())
        if late is None or late > HEADS_LATE:
            since = "从未收到" if late is None else f"{late.days}天没有收到"
            yield noted(
                "heads-late",
                f"日志头存放位置 {folder} {since}日志头；请确认该位置可写、mingjian tick 每天运行。",
                f"{folder} has had no head of the journal {'yet' if late is None else f'for {late.days} days'}; see "
                "that it can be written to and that mingjian tick runs every day.",
            )


# -- database ----------------------------------------------------------------------------------------------
def of_engine() -> Iterator[Said]:
    """What the database promises about what it has taken."""
    yield from _of_sqlite() if connection.vendor == "sqlite" else _of_postgres()


def _of_sqlite() -> Iterator[Said]:
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        full = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if mode.lower() == "wal" and sqlite3.sqlite_version_info < SAFE_WAL:
        yield unsafe(
            "sqlite-wal",
            f"SQLite {sqlite3.sqlite_version} 在 WAL 方式下多进程写入可能损坏数据库（3.51.3 修复）；"
            "请安装 pysqlite3 0.6.1 或更高版本。",
            f"SQLite {sqlite3.sqlite_version} can spoil a database in WAL mode with several processes (until 3.51.3); "
            "install pysqlite3 0.6.1 or later.",
        )
    if full < FULL:
        yield unsafe(
            "synchronous",
            "SQLite 的 synchronous 低于 FULL，断电会丢失已确认的内容；请恢复默认设置。",
            "SQLite's synchronous is below FULL: a power cut would lose what was confirmed; restore the default.",
        )


def _of_postgres() -> Iterator[Said]:
    wanted = {
        "fsync": ("on",),
        "full_page_writes": ("on",),
        "synchronous_commit": ("on", "remote_apply", "remote_write"),
    }
    for name, good in wanted.items():
        if (value := _shown(name)) not in good:
            yield unsafe(
                "synchronous",
                f"PostgreSQL 的 {name} 为 {value}，断电会丢失已确认的内容；请改为 on。",
                f"PostgreSQL's {name} is {value}: a power cut would lose what was confirmed; set it to on.",
            )
    if _shown("data_checksums") != "on":
        yield noted(
            "checksums",
            "PostgreSQL 没有启用数据校验和；可停机后用 pg_checksums --enable 启用。",
            "PostgreSQL keeps no checksums of its pages; pg_checksums --enable turns them on while it is down.",
        )


def of_roles() -> Iterator[Said]:
    """On PostgreSQL: whether the role of the site could rewrite the journal or put its triggers to sleep."""
    if connection.vendor == "sqlite" or settings.DEMONSTRATION:
        return
    if found := postgres_roles.powers():
        yield unsafe(
            "journal-rights",
            f"站点运行所用的数据库角色{'、'.join(each.zh for each in found)}，能改写日志或停用触发器；"
            "请按 docs/how-to/production.md 第2节建立两个角色，执行 mingjian init 写出的 roles.sql。",
            f"The role under which the site runs {', '.join(each.en for each in found)}: it could rewrite the journal. "
            "Make two roles as in docs/how-to/production.md, section 2, with the roles.sql that mingjian init writes.",
        )


def _shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def of_schema() -> Iterator[Said]:
    """Steps that the database lacks or that this program does not know, and triggers that are gone."""
    if later := making.unknown(making.applied()):
        yield unsafe(
            "later-version",
            f"数据库由更新版本建立（{later[0]}）；请安装那个版本。",
            f"The database belongs to a later version ({later[0]}); install that version.",
        )
        return
    if lacking := making.waiting():
        yield unsafe(
            "not-upgraded",
            f"数据库缺 {len(lacking)} 步升级；请运行 mingjian upgrade 站点。",
            f"The database lacks {len(lacking)} steps; run mingjian upgrade SITE.",
        )
        return
    if gone := triggers.missing():
        yield unsafe(
            "triggers",
            f"数据库缺少日志触发器（{gone[0]} 等 {len(gone)} 个），有人可能绕过日志改过数据；"
            "请先运行 mingjian verify-journal 站点。",
            f"Triggers of the journal are gone ({gone[0]}, {len(gone)} in all): rows may have been changed past the "
            "journal; run mingjian verify-journal SITE first.",
        )


def of_clock() -> Iterator[Said]:
    """A clock that stands before the last line of the journal."""
    head = Head.objects.first()
    if head is None or not head.at:
        return
    last = datetime.fromisoformat(head.at.replace("Z", "+00:00")).astimezone(UTC)
    if clock.now() + SLACK < last:
        yield unsafe(
            "clock",
            f"系统时钟早于日志最后一行（{head.at}）；请校准时钟后再启动。",
            f"The clock stands before the last line of the journal ({head.at}); set it right before starting.",
        )


def of_administrators() -> Iterator[Said]:
    """Administrators that nobody is yet."""
    if making.waiting():
        return
    for kind in first_accounts.missing_kinds():
        yield noted(
            "administrators",
            f"还没有 {kind} 管理员；请运行 mingjian account 站点 add --kind {kind} --name 账户名。",
            f"There is no {kind} yet; run mingjian account SITE add --kind {kind} --name NAME.",
        )


Look = Callable[[], Iterator[Said]]
OF_FILES: tuple[Look, ...] = (of_keys, of_permissions, of_demonstration, of_files, of_room)
OF_DATABASE: tuple[Look, ...] = (of_engine, of_roles, of_schema, of_clock, of_heads, of_administrators)
