"""Signed heads: what the last line of the journal was at a moment, kept out of the reach of who runs the site.

A chain alone does not stop whoever can make all of it anew; a head that has left the machine does.
"""

import base64
import json
import os
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from mingjian.desk.core import journal
from mingjian.desk.core.keys import key_of
from mingjian.desk.core.models import Head
from mingjian.desk.core.verify_journal import HEAD_FORM, PUBLIC_KEY, netstring

KEY = "journal.key"


def folders() -> list[Path]:
    """Where heads are kept: in the site, and in the second place where one is set."""
    second = [Path(settings.SECOND_HEADS)] if settings.SECOND_HEADS else []
    return [settings.SITE_FOLDER / "heads", *second]


def sign_head(now: datetime) -> Path:
    """Sign the head of the journal and write it to every place; where the one in the site lies.

    OSError where a place cannot be written to: whoever calls it has to tell the administrator.
    """
    head = Head.objects.get()
    at = journal.stamp(now)
    signature = private_key().sign(netstring(HEAD_FORM, head.installation, head.number, at, head.hash))
    said = {
        "installation": head.installation,
        "number": head.number,
        "at": at,
        "hash": head.hash,
        "signature": base64.b64encode(signature).decode(),
    }
    name = f"{at.replace(':', '')}-{head.number}.json"
    for folder in folders():
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / PUBLIC_KEY, public_key())
        _write(folder / name, json.dumps(said, indent=1).encode() + b"\n")
    return folders()[0] / name


def private_key() -> Ed25519PrivateKey:
    """The key with which this site signs."""
    return Ed25519PrivateKey.from_private_bytes(key_of(KEY))


def public_key() -> bytes:
    """The key by which anybody verifies, as PEM."""
    return private_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _write(file: Path, content: bytes) -> None:
    """Write a file that stays: another writer's is left as it is, and the disk has it before we go on."""
    if file.exists():
        return
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
