"""The keys of a site: files of 32 random bytes in its folder, beside the database and not in it."""

import os
import secrets
import time
from functools import cache
from pathlib import Path

from django.conf import settings

from mingjian.wording import Refusal

KEYS = "keys"
# What a new site gets. Sealing keys have a number, so that they can be replaced.
FIRST_KEYS = ("session.key", "search.key", "seal-1.key", "evidence.key", "journal.key", "matter.key")


def write_key(folder: Path, name: str) -> None:
    """Write a new random key into a site; an existing one is never overwritten."""
    handle = os.open(folder / KEYS / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    # Whoever remembers what is in the folder sees that it has changed, also where two keys come within one tick.
    os.utime(folder / KEYS, ns=(time.time_ns(), time.time_ns()))


def read_key(folder: Path, name: str) -> bytes:
    """One key of a site, 32 bytes; Refusal where the file is missing or spoilt."""
    path = folder / KEYS / name
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise Refusal(
            f"密钥文件 {path} 缺失或损坏；请从备份恢复该站点的 {KEYS} 文件夹。",
            f"The key file {path} is missing or damaged; restore the folder {KEYS} of the site from its backup.",
        ) from error
    if len(key) != 32:
        raise Refusal(
            f"密钥文件 {path} 长度不对；请从备份恢复该站点的 {KEYS} 文件夹。",
            f"The key file {path} has the wrong length; restore the folder {KEYS} of the site from its backup.",
        )
    return key


def key_of(name: str) -> bytes:
    """One key of the site that this process speaks for."""
    return _kept(settings.SITE_FOLDER, name)


@cache
def _kept(folder: Path, name: str) -> bytes:
    return read_key(folder, name)
