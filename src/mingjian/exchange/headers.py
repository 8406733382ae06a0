"""Which column of the standard a header names: English or Chinese, in any order and width."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mingjian.exchange.openings import FIRST_ROWS
from mingjian.exchange.standard import Table
from mingjian.wording import Text

# What the rejects file adds after the last column: when it is read again, the first two say which row is answered.
REJECT_HEADERS = ("来源", "行号", "列", "值", "原因")
EARLIER_REJECT_HEADERS = ("行号", "列", "值", "原因")


@dataclass(frozen=True)
class Headers:
    """The headers of one file: standard columns and unknown ones, each by its position (0-based).

    `width` counts all cells of a record, `own` those before what a rejects file adds, `rejected` says where the line
    and the source of a rejected row stand, `fault` why the table cannot be used (None where it can).
    """

    width: int
    columns: dict[str, int]
    extra: dict[str, int]
    titles: tuple[str, ...]
    own: int
    rejected: tuple[int, int] | None = None
    fault: Text | None = None


# The words of the standard are compared with every file.
@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """A header as it is compared: half-width, lower case, without spaces, marks of order and stars."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).strip("\ufeff*")


def known_columns(table: Table, titles: Sequence[str]) -> int:
    """How many titles name columns of `table`."""
    names = {fold(word) for column in table.columns for word in (column.name, column.zh)}
    return sum(fold(title) in names for title in titles)


def match_headers(table: Table, titles: Sequence[str]) -> Headers:
    """Find the columns of `table` among the titles of a file; a fault names what is missing or doubled."""
    names = {fold(word): column.name for column in table.columns for word in (column.name, column.zh)}
    columns: dict[str, int] = {}
    extra: dict[str, int] = {}
    doubled: list[str] = []
    own = _own(titles)
    for position, title in enumerate(titles[:own]):
        name = names.get(fold(title))
        if name in columns:
            doubled.append(title.strip())
        elif name:
            columns[name] = position
        elif fold(title):
            extra[title.strip()] = position
    doubled += [
        t
        for t, n in Counter(t.strip() for t in titles[:own] if fold(t) and fold(t) not in names).items()
        if n > 1
    ]
    fault = _doubled(doubled) if doubled else _missing(table, columns)
    places = (own + 1, own) if tuple(map(fold, titles[own : own + 2])) == REJECT_HEADERS[:2] else None
    return Headers(len(titles), columns, extra, tuple(titles), own, places, fault)


def _own(titles: Sequence[str]) -> int:
    """How many titles stand before what a rejects file adds; all where it adds nothing."""
    folded = tuple(fold(title) for title in titles)
    # A row with trailing delimiters has empty titles behind those that were added.
    end = len(folded)
    while end and not folded[end - 1]:
        end -= 1
    for added in (REJECT_HEADERS, EARLIER_REJECT_HEADERS):
        if folded[max(end - len(added), 0) : end] == added:
            return end - len(added)
    return len(titles)


def _doubled(titles: list[str]) -> Text:
    named = "、".join(dict.fromkeys(titles))
    return Text(
        f"表头重复：{named}；请只保留其中一列。",
        f"The header stands twice: {named}; keep one of the columns.",
    )


def not_found(table: Table, titles: Sequence[str]) -> Text:
    """What is wrong with a file in which no column of `table` was found: `titles` is what was taken for its header."""
    if not any(map(fold, titles)):
        return Text(
            "文件是空的，没有表头；请重新导出，或把它移出数据文件夹。",
            "The file is empty, without a header; export it again, or take it out of the folder.",
        )
    wanted = [column for column in table.columns if column.required]
    zh, en = "、".join(c.zh for c in wanted), ", ".join(f"{c.name} ({c.zh})" for c in wanted)
    return Text(
        f"没有找到表头，其中应有：{zh}；表头要在前 {FIRST_ROWS} 个非空行之内，请删去上面多余的行或改正表头，"
        "读出的是乱码时用 --encoding 指定编码。",
        f"No header was found, which should have: {en}; it has to stand in the first {FIRST_ROWS} rows that hold "
        "anything. Delete the rows above it or correct it; where characters were garbled, name the --encoding.",
    )


def _missing(table: Table, columns: dict[str, int]) -> Text | None:
    lost = [column for column in table.columns if column.required and column.name not in columns]
    if not lost:
        return None
    return Text(
        f"缺少必需的列：{'、'.join(c.zh for c in lost)}；请补上这些列（可用英文列名）。",
        f"Required columns are missing: {', '.join(f'{c.name} ({c.zh})' for c in lost)}; add them.",
    )
