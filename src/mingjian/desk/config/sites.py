"""A site: the folder in which one installation of the desk keeps its database, keys and files."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from mingjian.desk.core.keys import FIRST_KEYS, KEYS, write_key
from mingjian.wording import Refusal

SITE = "MINGJIAN_SITE"
ENVIRONMENT = "site.env"
# What a new site.env says: every setting with what it is for, none of them set.
SETTINGS = """\
# 本站点的设置：去掉行首的 # 即生效，改后重新启动。The settings of this site; docs/how-to/site.md explains each.
# 数据库（默认站点文件夹内的 SQLite）The database, else SQLite in this folder:
#MINGJIAN_DATABASE=postgres://mingjian:PASSWORD@127.0.0.1:5432/mingjian
# 访问本站点的主机名，逗号分隔 The names by which browsers reach it:
#MINGJIAN_HOSTS=127.0.0.1,localhost
# 经 https 访问时设为 1；前面的反向代理个数 Reached over https; proxies of our own before it:
#MINGJIAN_HTTPS=1
#MINGJIAN_PROXIES=1
# 页首的名称 What stands at the top of every page:
#MINGJIAN_NAME=明鉴
# 口令要求 djbh3 或 asvs；加密算法 aes 或 sm4（建站后不改）Demands on passwords; ciphers, for good:
#MINGJIAN_PASSWORDS=djbh3
#MINGJIAN_CIPHER=aes
# 日志头另存的位置，最好在另一台机器 A second place for the signed heads of the journal, on another machine:
#MINGJIAN_HEADS=
"""


def make_site(folder: Path) -> None:
    """Make the folder of a new site with fresh keys, readable by its owner alone; Refusal where one is there."""
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(
            f"{folder} 不是空文件夹；请另指定一个位置，或先移走其中的文件。",
            f"{folder} is not empty; name another place, or move away what is in it.",
        )
    for part in (folder, folder / KEYS, folder / "files", folder / "heads", folder / "static"):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in FIRST_KEYS:
        write_key(folder, name)
    _write_owned(folder / ENVIRONMENT, SETTINGS)


def remember(folder: Path, name: str, value: str) -> None:
    """Write a setting into the site.env of a site, in place of what was said of it before."""
    path = folder / ENVIRONMENT
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    kept = [line for line in lines if line.partition("=")[0].strip() != name]
    _write_owned(path, "\n".join([*kept, f"{name}={value}"]) + "\n")


def _write_owned(path: Path, text: str) -> None:
    """Write a file that its owner alone can read: an address of a database may hold a password."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text, encoding="utf-8")


def enter(folder: Path) -> None:
    """Make this process speak for a site: its folder and the lines of its site.env become the environment.

    What the environment already says wins over the file. Refusal where the folder is no site.
    """
    if not (folder / KEYS).is_dir():
        raise Refusal(
            f"{folder} 不是明鉴站点；用 mingjian init {folder} 建立。",
            f"{folder} is no site of Mingjian; mingjian init {folder} makes one.",
        )
    # What the database puts beside itself is for its owner alone, like everything else in a site.
    os.umask(0o077)
    for name, value in read_environment(folder / ENVIRONMENT).items():
        os.environ.setdefault(name, value)
    os.environ[SITE] = str(folder.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingjian.desk.config.settings"


def read_environment(path: Path) -> Mapping[str, str]:
    """The lines NAME=value of a file; empty lines and lines that begin with # say nothing."""
    if not path.is_file():
        return {}
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name.strip(): value.strip() for name, _, value in pairs}


def take_safe_sqlite() -> None:
    """Let Django use the SQLite of pysqlite3, which is free of the fault that WAL has before 3.51.3.

    Where pysqlite3 cannot be loaded the standard library's is used, and the settings choose a safe journal for it.
    """
    try:
        import pysqlite3  # noqa: PLC0415  only a site needs it
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
