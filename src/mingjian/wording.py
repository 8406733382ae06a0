"""What the program says, in Chinese and in English, and how it refuses bad input."""

import os
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


class Refusal(Exception):
    """Input that cannot be used: one sentence that says what happened, which value, and what to do.

    The command line prints the sentence and ends with status 2; it never shows a traceback for it.
    """

    def __init__(self, zh: str, en: str) -> None:
        self.text = Text(zh, en)
        super().__init__(en)

    def __str__(self) -> str:
        return str(self.text)
