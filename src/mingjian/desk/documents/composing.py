"""From a kind and what is to be said to the sheet that is printed: fixed wording filled, the law of the day cited."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from typing import Any

from mingjian.desk.documents.kinds import Grid, Kind, Passage
from mingjian.desk.documents.sheets import Block, Paragraph, Table, written_day
from mingjian.law import instrument, limit
from mingjian.law.cites import parse_cite
from mingjian.law.instruments import Basis
from mingjian.wording import Refusal

YEAR_OF_TEXT = re.compile(r"（\d{4}年[^）]*）$")
ENDS = "。；;.,，、"


def heading(kind: Kind, said: Any) -> str:  # noqa: ANN401  a projection of the kind
    """The title of the document."""
    return kind.heading.format(**_words(said))


def body(kind: Kind, said: Any, *, on: date) -> list[Block]:  # noqa: ANN401  a projection of the kind
    """The body of a document signed on that day. Refusal where nothing it rests on is in force then."""
    words = _words(said) | {
        f"limit_{name}": limit(id_, on=on).main.words.zh for name, id_ in kind.limits.items()
    }
    words["basis"] = basis_words(kind.basis, on=on)
    blocks: list[Block] = []
    for passage in kind.body:
        if isinstance(passage, Grid):
            entries = getattr(said, passage.field)
            blocks.extend([_table(passage, entries)] if entries else [])
        else:
            blocks.extend(_paragraphs(passage, said, words))
    return blocks


def basis_words(bases: Iterable[Basis], *, on: date) -> str:
    """根据《…》第四条、第六条第二项: the provisions whose instrument is in force on the day, others left out.

    A dead instrument cannot be cited for a later act: Refusal where none is left.
    """
    articles: dict[str, list[str]] = {}
    for basis in bases:
        if instrument(basis.instrument).in_force(on):
            articles.setdefault(basis.instrument, []).append(_spoken(basis.article))
    if not articles:
        raise Refusal(
            f"{written_day(on)}没有现行有效的依据，这种公文不能签发；请核对日期。",
            f"Nothing this document rests on is in force on {on}; check the day.",
        )
    cited = [f"《{_title(name)}》{'、'.join(listed)}" for name, listed in articles.items()]
    return "根据" + "，".join(cited) + "规定"


def _title(name: str) -> str:
    return YEAR_OF_TEXT.sub("", instrument(name).title.zh)


def _spoken(article: str) -> str:
    cite = parse_cite(article)
    return cite.spoken if cite else article


def _paragraphs(passage: Passage, said: Any, words: dict[str, str]) -> Iterator[Paragraph]:  # noqa: ANN401
    if passage.when and not getattr(said, passage.when):
        return
    if not passage.each:
        lines = passage.text.format(**words).splitlines()
        yield from (Paragraph(_ended(line), passage.level) for line in lines if line.strip())
        return
    for number, entry in enumerate(getattr(said, passage.each), start=1):
        yield Paragraph(passage.text.format(n=number, item=entry.strip().rstrip(ENDS)), passage.level)


def _ended(text: str) -> str:
    """The text without a doubled full stop, where what was typed already ended with one."""
    return re.sub(r"[。．.]。", "。", text.strip())


def _table(grid: Grid, entries: Iterable[Any]) -> Table:
    rows = [
        [str(number) if name == "n" else _word(getattr(entry, name)) for name in grid.columns]
        for number, entry in enumerate(entries, start=1)
    ]
    return Table(grid.heads, rows, grid.widths)


def _words(said: Any) -> dict[str, str]:  # noqa: ANN401  any projection
    return {each.name: _word(getattr(said, each.name)) for each in fields(said)}


def _word(value: Any) -> str:  # noqa: ANN401  any field of a projection
    if isinstance(value, date):
        return written_day(value)
    if isinstance(value, tuple):
        return "、".join(str(entry) for entry in value)
    return str(value).strip()
