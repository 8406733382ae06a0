"""A run folder that came as a zip: unpacked with care, because whoever sends it may wish us ill."""

import lzma
import shutil
import zipfile
import zlib
from pathlib import Path
from typing import IO

from mingjian.wording import Refusal

# The files of a run that are read; anything else in the zip is left alone.
WANTED = ("run.json", "findings.parquet", "answers.csv", "finding_months.csv")
LARGEST = 2 * 1024**3
# What is honest unpacks to a few times its size; a file of zeros to a thousand times.
MOST_TIMES, FREE_OF_CHARGE = 60, 8 * 1024**2
LEFT_ON_DISK = 512 * 1024**2
AT_ONCE = 1024 * 1024
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    EOFError,
    RuntimeError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
)


def unpack(upload: IO[bytes], folder: Path) -> Path:
    """Unpack the wanted files of a zip into a new folder; Refusal where it is no zip, lacks one, or is too large.

    Sizes are counted while unpacking: what a zip says of itself is not believed. Nothing is left of what was refused.
    """
    try:
        return _unpack(upload, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _unpack(upload: IO[bytes], folder: Path) -> Path:
    sent = upload.seek(0, 2)
    upload.seek(0)
    room = min(LARGEST, MOST_TIMES * sent + FREE_OF_CHARGE)
    try:
        with zipfile.ZipFile(upload) as archive:
            members = _members(archive)
            folder.mkdir(parents=True, mode=0o700)
            free = shutil.disk_usage(folder).free - LEFT_ON_DISK
            for name, member in members.items():
                room -= _write(archive, member, folder / name, most=min(room, free))
    except BROKEN as error:
        raise Refusal(
            "上传的不是完好的 zip 压缩包；请把筛查结果文件夹重新压缩后上传。",
            "What was sent is no sound zip; zip the run folder again and send it.",
        ) from error
    return folder


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name = member.filename.rpartition("/")[2]
        if name in WANTED:
            if name in found:
                raise Refusal(
                    f"压缩包里有两个 {name}；请只压缩一个筛查结果文件夹。",
                    f"The zip holds {name} twice; zip one run folder alone.",
                )
            found[name] = member
    for name in WANTED[:3]:
        if name not in found:
            raise Refusal(
                f"压缩包里没有 {name}；请压缩 mingjian screen 写出的整个文件夹。",
                f"The zip holds no {name}; zip the whole folder that mingjian screen wrote.",
            )
    return found


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, *, most: int) -> int:
    """Write a member; how many bytes it had."""
    written = 0
    with archive.open(member) as source, path.open("xb") as target:
        path.chmod(0o600)
        while piece := source.read(AT_ONCE):
            written += len(piece)
            if written > most:
                raise Refusal(
                    f"{path.name} 展开后大得不正常，或磁盘放不下，已停止；请只压缩 mingjian screen 写出的文件夹，"
                    "数据很多时分地区运行后分别上传。",
                    f"{path.name} unpacks to far more than was sent, or the disk cannot hold it; zip the folder that "
                    "mingjian screen wrote alone, and where it is large run place by place.",
                )
            target.write(piece)
    return written
