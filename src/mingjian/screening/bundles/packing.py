"""The file of a bundle: a plain zip whose every byte is settled, so that one changed byte shows."""

import hashlib
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mingjian.wording import Refusal, Text

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "seal.txt"
# No clock and no compression: the same contents always make the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)
# What reading a zip raises where a bit of it was turned: an unknown compression, a password, a place outside the file.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
)
LARGEST = 4_000_000_000
"""The most bytes that a bundle may hold when it is opened."""


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def packed(manifest: Mapping[str, Any], members: Mapping[str, bytes]) -> bytes:
    """The bytes of a bundle; the manifest is completed with the hash of every member, the seal with its own."""
    whole = {**manifest, "files": {name: digest(members[name]) for name in sorted(members)}}
    text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return _zipped({**members, MANIFEST: text, SEAL: f"{digest(text)}\n".encode()})


def _zipped(members: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            archive.writestr(entry, members[name])
    return held.getvalue()


def seal_of(content: bytes) -> str:
    """The seal of a bundle as it is told: the first 16 digits of the hash of the file."""
    return digest(content)[:16]


def unpacked(path: Path) -> tuple[dict[str, Any], dict[str, bytes], tuple[Text, ...]]:
    """The manifest and the members of a bundle, and what in it is not as it was sealed.

    Raises Refusal for a file that is no bundle at all.
    """
    content = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_huge(path, archive)
            members, broken = _members(archive)
        manifest = json.loads(members[MANIFEST])
        sealed, files = members[SEAL], dict(manifest["files"])
        known = manifest["format"] == FORMAT
    except (*DAMAGED, KeyError, TypeError) as error:
        raise _no_bundle(path) from error
    if not known:
        raise Refusal(
            f"{path} 是另一种格式的线索包（{manifest['format']}）；请用写出它的版本核验。",
            f"{path} is a bundle of another format ({manifest['format']}); verify it with the version that wrote it.",
        )
    faults = [_changed(name) for name in broken]
    if sealed != f"{digest(members[MANIFEST])}\n".encode():
        faults.append(_changed(MANIFEST))
    own = {name: held for name, held in members.items() if name not in (MANIFEST, SEAL)}
    faults += [
        _changed(name) for name in sorted({*files, *own}) if files.get(name) != digest(own.get(name, b""))
    ]
    if not faults and _zipped(members) != content:
        faults.append(
            Text(
                "压缩包本身被改动过（成员之外的字节）", "the archive itself was changed, outside its members"
            )
        )
    return manifest, own, tuple(dict.fromkeys(faults))


def _members(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], list[str]]:
    """The members by name, and those whose own check sum does not fit."""
    members: dict[str, bytes] = {}
    broken = []
    for entry in archive.infolist():
        try:
            members[entry.filename] = archive.read(entry)
        except DAMAGED:
            broken.append(entry.filename)
            members.setdefault(entry.filename, b"")
    if MANIFEST in broken:
        raise zipfile.BadZipFile(MANIFEST)
    return members, broken


def _refuse_huge(path: Path, archive: zipfile.ZipFile) -> None:
    if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
        raise Refusal(f"{path} 打开后过大，没有读取。", f"{path} is too large when opened and was not read.")


def _changed(name: str) -> Text:
    return Text(f"{name} 与封存时不同", f"{name} is not as it was sealed")


def _no_bundle(path: Path) -> Refusal:
    return Refusal(
        f"{path} 不是线索包，或者已经损坏；线索包由 mingjian screen 数据目录 --bundle 线索编号 写出。",
        f"{path} is no bundle, or it is damaged; mingjian screen DIR --bundle ID writes one.",
    )
