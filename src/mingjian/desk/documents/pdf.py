"""The PDF of an issued document: LibreOffice, where it is installed, in a child with limits and a time-out."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path

from mingjian.wording import Refusal

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 90
# The child sets its own limits and then becomes the office program: CPU seconds, memory, size of a file, no core dump.
CONFINED = """
import os, resource, sys
for limit, most in ((resource.RLIMIT_CPU, 60), (resource.RLIMIT_AS, 4 << 30), (resource.RLIMIT_FSIZE, 64 << 20),
                    (resource.RLIMIT_CORE, 0)):
    resource.setrlimit(limit, (most, most))
os.execv(sys.argv[1], sys.argv[1:])
"""
# Who made a PDF, with what and when: strings in hexadecimal and dates, blanked without moving anything else.
MADE_BY = re.compile(rb"/(?:Author|Creator|Producer|CreationDate|ModDate)\s*(?:<[0-9A-Fa-f\s]*>|\([^)]*\))")


def office_program() -> str | None:
    """The path of LibreOffice, or None where it is not installed."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def pdf_of(docx: bytes) -> bytes:
    """The PDF of a .docx. Refusal where LibreOffice is missing, takes too long or gives nothing."""
    program = office_program()
    if program is None:
        raise Refusal(
            "这台服务器没有安装 LibreOffice，不能生成 PDF；请管理员安装 libreoffice-writer-nogui 和中文字体，"
            "或下载 .docx 自行打印。",
            "LibreOffice is not installed on this server, so there is no PDF; install libreoffice-writer-nogui and "
            "Chinese fonts, or download the .docx and print it.",
        )
    with tempfile.TemporaryDirectory(prefix="mingjian-pdf-") as name:
        folder = Path(name)
        (folder / "in.docx").write_bytes(docx)
        _convert(program, folder)
        made = folder / "in.pdf"
        if not made.is_file():
            raise Refusal(
                "LibreOffice 没有生成 PDF；请稍后再试，或下载 .docx 自行打印。",
                "LibreOffice gave no PDF; try again later, or download the .docx and print it.",
            )
        return MADE_BY.sub(lambda found: b" " * len(found.group()), made.read_bytes())


def _convert(program: str, folder: Path) -> None:
    """Run LibreOffice with a profile of its own, an environment of its own, and the whole group killed when late."""
    with resources.as_file(resources.files(__package__).joinpath("data/fonts.conf")) as fonts:
        environment = {
            "PATH": os.defpath,
            "HOME": str(folder),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "LANG": "C.UTF-8",
            "FONTCONFIG_FILE": str(fonts),
        }
        words = [f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
        words += ["--convert-to", "pdf", "--outdir", str(folder), str(folder / "in.docx")]
        child = subprocess.Popen(
            [sys.executable, "-I", "-c", CONFINED, program, *words],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            child.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise Refusal(
                f"生成 PDF 超过 {SECONDS} 秒，已停止；请稍后再试，或下载 .docx 自行打印。",
                f"Making the PDF took more than {SECONDS} seconds and was stopped; try again later, or download "
                "the .docx and print it.",
            ) from None
        finally:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the group of the child, also what it started and left behind."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
