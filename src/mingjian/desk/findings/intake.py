"""A run folder that came as a zip: unpacked with care, because whoever sends it may wish us ill."""

import zipfile
from pathlib import Path
from typing import IO

from mingjian.wording import Refusal

# The files of a run that are read; anything else in the zip is left alone.
WANTED = ("run.json", "findings.parquet", "answers.csv", "finding_months.csv")
LARGEST = 2 * 1024**3
AT_ONCE = 1024 * 1024


def unpack(upload: IO[bytes], folder: Path) -> Path:
    """Unpack the wanted files of a zip into a new folder; Refusal where it is no zip, lacks one, or is too large.

    Sizes are counted while unpacking: what a zip says of itself is not believed.
    """
    try:
        with zipfile.ZipFile(upload) as archive:
            members = _members(archive)
            folder.mkdir(parents=True, mode=0o700)
            for name, member in members.items():
                _write(archive, member, folder / name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, RuntimeError) as error:
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


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    written = 0
    with archive.open(member) as source, path.open("xb") as target:
        path.chmod(0o600)
        while piece := source.read(AT_ONCE):
            written += len(piece)
            if written > LARGEST:
                raise Refusal(
                    "压缩包展开后超过 2 GB；请分地区运行后分别上传。",
                    "Unpacked it is larger than 2 GB; run place by place and send each.",
                )
            target.write(piece)
