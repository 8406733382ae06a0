"""What the program says, in Chinese and in English, and how it refuses bad input."""

import os
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Text(NamedTuple):
    """One thing said in both languages; `str()` gives the language of the reader."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if reader_language() == "en" else self.zh


def reader_language() -> Language:
    """The language of the screen, `zh` (default) or `en`: MINGJIAN_LANG in the environment."""
    return "en" if os.environ.get("MINGJIAN_LANG", "").lower().startswith("en") else "zh"


class Refusal(Exception):
    """Input that cannot be used: one sentence that says what happened, which value, and what to do.

    The command line prints the sentence and ends with status 2; it never shows a traceback for it.
    """

    def __init__(self, zh: str, en: str) -> None:
        self.text = Text(zh, en)
        super().__init__(en)

    def __str__(self) -> str:
        return str(self.text)
