"""What stands on an official document, before anything is said about fonts: the input of the layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class Level(IntEnum):
    """How a paragraph stands in the order of headings: 一、 then （一）; the body has none."""

    BODY = 0
    FIRST = 1
    SECOND = 2


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the body."""

    text: str
    level: Level = Level.BODY


@dataclass(frozen=True)
class Table:
    """A table in the body; `widths` are parts of the width of the text block, in any unit."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


Block = Paragraph | Table


@dataclass(frozen=True)
class Sheet:
    """One document as it is printed. `number` is empty as long as it is a draft; `signed_on` likewise None.

    `stage` stands above the head of a paper that is not issued, so that no draft passes for the real thing.
    """

    organ: str
    number: str
    title: str
    recipients: Sequence[str]
    body: Sequence[Block]
    signed_on: date | None
    copies: Sequence[str] = ()
    printed_by: str = ""
    attachments: Sequence[str] = ()
    note: str = ""
    stage: str = ""

    def text(self) -> str:
        """Every word of the document, line by line: what a scan for personal data reads."""
        lines = [self.organ, self.number, self.title, *self.recipients]
        for block in self.body:
            if isinstance(block, Paragraph):
                lines.append(block.text)
            else:
                lines += ["  ".join(row) for row in (block.heads, *block.rows)]
        return "\n".join([*lines, *self.attachments, *self.copies, self.printed_by, self.note])


def written_day(day: date) -> str:
    """A day as documents write it: 2026年3月1日, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
