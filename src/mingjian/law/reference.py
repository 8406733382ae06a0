"""The reference page of the law room, `docs/reference/law.md`, made from its data.

python -m mingjian.law.reference > docs/reference/law.md
"""

import sys
from collections.abc import Iterable, Iterator

from mingjian.law.duties import duties
from mingjian.law.instruments import Basis, grouped, instruments, sources, successors
from mingjian.law.limits import limits
from mingjian.law.measures import cites, elements, provision
from mingjian.law.pages import PRECISION, RELATIONS, period
from mingjian.law.procedures import differences, procedures
from mingjian.law.sanctions import catalogues, conducts
from mingjian.law.texts import SURE_TITLES
from mingjian.wording import Text

INTRODUCTION = """\
# What the program knows of the law

<!-- Made by `python -m mingjian.law.reference`; edit the files in src/mingjian/law/ instead. -->

The Measures (《内蒙古自治区城乡居民最低生活保障工作监督检查及责任追究办法》) stand here in our own short
wording, which is not the official text and must not be quoted as one. `mingjian law read FILE --beside` sets the
official text beside it. Dates are included on both ends; an open end means that no end was found. No text was read in
the official gazette: check every number against the gazette before a decision rests on it.

How sure a fact is:
"""


def document() -> str:
    """The whole page as Markdown, in English with the Chinese term beside it."""
    lines = [INTRODUCTION]
    lines += [f"- `{sure.value}`: {words.en} ({words.zh})" for sure, words in SURE_TITLES.items()]
    for section in (_measures, _duties, _limits, _procedures, _instruments, _conducts, _catalogues, _sources):
        lines += ["", *section()]
    return "\n".join(lines) + "\n"


def _measures() -> Iterator[str]:
    yield "## The Measures"
    for cite in cites():
        found = provision(cite)
        if "(" not in cite:
            yield f"\n### Article {cite}: {found.title.en} ({found.title.zh})\n"
            yield f"{found.wording.en}<br>{found.wording.zh}\n"
            continue
        yield f"- **{cite}** {found.title.en} ({found.title.zh}): {found.wording.en}"
        for element in elements(cite):
            yield f"    - `{element.id}` {element.phrase.en} ({element.phrase.zh})"


def _duties() -> Iterator[str]:
    yield "## Duties of Article 6\n"
    rows = (
        (
            f"`{d.id}`",
            _both(d.who),
            _both(d.duty),
            _least(d.bound, d.term.number) + d.term.words.en,
            " ".join(d.limits),
        )
        for d in duties()
    )
    yield from _table(("id", "who", "duty", "how often", "limits"), rows)


def _limits() -> Iterator[str]:
    yield "## Time limits\n"
    rows = []
    for found in limits():
        further = "; ".join(f"{term.about.en}: {term.words.en}" for term in found.further)
        number = _least(found.bound, found.number) + found.main.words.en + (f"; {further}" if further else "")
        days = period(found.from_on, found.until_on).en + PRECISION[found.dates].en
        note = f" {found.note.en}" if found.note.en else ""
        rows.append(
            (
                found.id,
                _both(found.duty),
                number,
                found.trigger.en or "–",
                found.who.en,
                _bases(found.basis),
                days,
                f"{found.sure}{note and ';'}{note}",
            )
        )
    yield from _table(("id", "duty", "limit", "from", "who", "basis", "in force", "how sure"), rows)


def _procedures() -> Iterator[str]:
    yield "## The two procedures\n"
    for found in procedures().values():
        days = period(found.from_on, found.until_on).en
        yield f"- **{found.regime}** {_both(found.title)}, accepted {days}. {found.note.en}."
    yield ""
    yield from _table(("point", "A", "B"), ((d.point.en, d.a.en, d.b.en) for d in differences()))


def _instruments() -> Iterator[str]:
    yield "## Instruments\n"
    rows = []
    for found in instruments().values():
        later = "; ".join(
            f"{RELATIONS[r.kind].en}`{i.id}` ({r.on}, {r.sure})" for r, i in successors(found.id)
        )
        days = period(found.from_on, found.until_on).en + PRECISION[found.dates].en
        rows.append(
            (
                f"`{found.id}`",
                found.title.zh,
                found.number or "–",
                days,
                found.sure.value,
                later or "–",
                found.note.en,
            )
        )
    yield from _table(("id", "title", "number", "in force", "how sure", "what followed", "note"), rows)


def _conducts() -> Iterator[str]:
    yield "## From conduct to provision\n"
    yield "Analysis, no legal text. The law of the day of the act counts.\n"
    rows = (
        (" ".join(c.clauses) or "–", _both(c.about), _bases(p.basis for p in c.provisions), c.note.en)
        for c in conducts()
    )
    yield from _table(("circumstances", "conduct", "provisions", "note"), rows)


def _catalogues() -> Iterator[str]:
    yield "## Sanctions\n"
    rows = []
    for c in catalogues():
        kinds = ", ".join(f"{k.name.en} {k.months or ''}".strip() for k in c.kinds)
        rows.append((_both(c.covers), kinds, _bases(c.basis), period(c.from_on, c.until_on).en, c.sure.value))
    yield from _table(("who", "sanctions with months", "basis", "in force", "how sure"), rows)


def _sources() -> Iterator[str]:
    yield "## Where it was read\n"
    yield from (f"- `{key}` {title.en}" for key, title in sources().items())


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


def _bases(bases: Iterable[Basis]) -> str:
    return ", ".join(words.en for words in grouped(bases))


def _both(text: Text) -> str:
    return f"{text.en} ({text.zh})"


def _least(bound: str, number: int | None) -> str:
    return "at least " if bound == "at_least" and number is not None else ""


if __name__ == "__main__":
    sys.stdout.write(document())
