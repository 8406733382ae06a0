"""What the program says, in Chinese and in English, and how it refuses bad input."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]
_chosen: ContextVar[Language | None] = ContextVar("language", default=None)


class Text(NamedTuple):
    """One thing said in both languages; `str()` gives the language of the reader."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if reader_language() == "en" else self.zh


def reader_language() -> Language:
    """The language of the screen, `zh` or `en`: as chosen for the page, else MINGJIAN_LANG, else Chinese."""
    chosen = _chosen.get()
    if chosen is not None:
        return chosen
    return "en" if os.environ.get("MINGJIAN_LANG", "").lower().startswith("en") else "zh"


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Let everything inside the block speak one language, whatever the environment says."""
    token = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(token)


OF_THE_SYSTEM = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "该位置只读",
    errno.EEXIST: "已有同名文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EADDRINUSE: "已被占用",
}


def of_system(error: OSError) -> Text:
    """What the operating system says of an error; in its own words where we have none."""
    said = error.strerror or type(error).__name__
    return Text(OF_THE_SYSTEM.get(error.errno or 0, said), said)


def of_toml(error: ValueError) -> Text:
    """What is wrong with a TOML text, with the line; `error` is the one of tomllib."""
    place = re.search(r"at line (\d+), column (\d+)", str(error))
    zh = f"第 {place[1]} 行第 {place[2]} 列的写法不对" if place else "末尾不完整"
    return Text(f"{zh}；文字要加英文双引号，日期写成 2024-12-31", str(error))


class Refusal(Exception):
    """Input that cannot be used: one sentence that says what happened, which value, and what to do.

    The command line prints the sentence and ends with status 2; it never shows a traceback for it.
    """

    def __init__(self, zh: str, en: str) -> None:
        self.text = Text(zh, en)
        super().__init__(en)

    def __str__(self) -> str:
        return str(self.text)
