"""The pages of `mingjian law` as lines of plain text, in the language of the reader."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from mingjian.law.duties import Duty, duties_touching
from mingjian.law.instruments import Basis, Instrument, grouped, instrument, sources, successors
from mingjian.law.limits import Limit, Unit, limits_touching
from mingjian.law.measures import Element, Provision, cites, measures_title, patterns, provision
from mingjian.law.procedures import procedures, regime
from mingjian.law.sanctions import (
    Conduct,
    SanctionCatalogue,
    SanctionProvision,
    catalogues_in_force,
    conduct_of,
)
from mingjian.law.texts import OPEN_END, SURE_TITLES, Sure
from mingjian.wording import Text

OWN_WORDS = Text("自拟的简要表述，不是官方原文", "our own short wording, not the official text")
CLOCKS = {Unit.DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.YEAR}
PATTERN_CLAUSE = "8(4)"
COLON, COMMA, SEMICOLON, LISTED = Text("：", ": "), Text("，", "; "), Text("；", "; "), Text("、", ", ")
PRECISION = {
    "read": Text("", ""),
    "month": Text("（起始日只知月份）", " (first day known to the month)"),
    "year": Text("（起始日只知年份）", " (first day known to the year)"),
    "recalled": Text("（起始日凭记忆）", " (first day from memory)"),
}


def contents_page() -> Iterator[str]:
    """All articles by chapter with the number of their items."""
    yield str(measures_title())
    chapter = None
    for cite in cites():
        found = provision(cite)
        if "(" in cite:
            continue
        if found.chapter != chapter:
            chapter = found.chapter
            yield f"\n{chapter}"
        count = len(found.items)
        items = str(Text(f"（{count}项）", f" ({count} items)")) if count else ""
        yield f"  {cite:>2}  {found.title}{items}"


def provision_page(found: Provision, shown: Sequence[Element], on: date) -> Iterator[str]:
    """A provision with its elements, and the duties, limits and sanctions of that day; `shown` its elements to show."""
    yield f"{found.spoken}  {found.cite}  {found.title}"
    yield f"  {found.wording}"
    yield f"  {bracketed(OWN_WORDS).strip()}"
    measures = instrument("measures-2014")
    days = period(measures.from_on, measures.until_on)
    yield f"  {Text('施行', 'In force')}  {measures.short} {days}{measures.sure.tag}"
    if on < measures.from_on:
        yield str(
            Text(
                f"注意：办法自{measures.from_on}施行，{on}的行为不适用。",
                f"Note: the Measures are in force from {measures.from_on}; they do not reach an act of {on}.",
            )
        )
    for cite in found.items:
        item = provision(cite)
        yield f"  {cite}  {item.title}{COLON}{item.wording}"
    yield from _section(Text("要素", "Elements"), (_element(element) for element in shown))
    if found.cite == PATTERN_CLAUSE:
        yield from _section(
            Text(
                "词义（凭记忆的工作含义，未见官方定义）",
                "Words (working meanings from memory, no official definition)",
            ),
            (f"{p.term.zh}  {p.meaning}" for p in patterns()),
        )
    yield from _section(
        Text("有关的监督检查职责", "Duties of supervision"), map(_duty, duties_touching(found.cite))
    )
    touching = limits_touching(found.cite, on=on)
    yield from _section(Text(f"{on} 的有关时限", f"Time limits on {on}"), map(limit_line, touching))
    yield from _sanctions(found, on)
    read = [limit.sources for limit in touching] + [kinds.sources for kinds in catalogues_in_force(on)]
    yield from legend(key for keys in read for key in keys)


def limit_page(versions: Iterable[Limit]) -> Iterator[str]:
    """One limit, each of its periods in full."""
    for version in versions:
        yield f"{version.id}  {version.duty}"
        yield f"  {Text('时限', 'Limit')}  {_number(version)}"
        for term in version.further:
            yield f"        {term.about}{COLON}{term.words}"
        yield f"  {Text('起算', 'From')}  {str(version.trigger) or '—'}"
        yield f"  {Text('义务人', 'Who')}  {version.who}"
        yield f"  {Text('依据', 'Basis')}  {_bases(version.basis)}"
        yield f"  {Text('施行', 'In force')}  {period(version.from_on, version.until_on)}{PRECISION[version.dates]}"
        yield f"  {Text('可靠程度', 'How sure')}  {version.sure.words}{_read_in(version.sources)}"
        if version.note.zh:
            yield f"  {Text('说明', 'Note')}  {version.note}"
        if version.touches:
            yield f"  {Text('涉及', 'Touches')}  {' '.join(version.touches)}"
        yield ""


def limit_line(limit: Limit) -> str:
    """A limit on one line."""
    trigger = f"{Text('自', 'from: ')}{limit.trigger}" if limit.unit in CLOCKS else ""
    parts = [f"{limit.id}  {limit.duty}", _number(limit), trigger, str(limit.who), _bases(limit.basis)]
    return str(COMMA).join(part for part in parts if part) + str(limit.sure.tag)


def instrument_lines(found: Iterable[Instrument]) -> Iterator[str]:
    """Instruments with their days in force and what followed them."""
    for one in found:
        number = bracketed(one.number) if one.number else ""
        days = f"{period(one.from_on, one.until_on)}{PRECISION[one.dates]}"
        yield f"{one.id}  {one.title}{number}  {days}{one.sure.tag}"
        for relation, later in successors(one.id):
            verb = RELATIONS[relation.kind]
            yield f"    → {relation.on}  {verb}{later.title}{relation.sure.tag}"
        if one.note.zh:
            yield f"    {one.note}"


RELATIONS = {
    "replaces": Text("被取代：", "replaced by "),
    "amends": Text("被修改补充：", "amended by "),
    "prevails": Text("冲突时让位于：", "yields, where they conflict, to "),
}


def bracketed(words: object) -> str:
    """Words in the brackets of the reader's language."""
    return str(Text(f"（{words}）", f" ({words})"))


def period(first: date, last: date) -> Text:
    """From a day on, or from one to another."""
    if last == OPEN_END:
        return Text(f"{first}起", f"from {first}")
    return Text(f"{first}至{last}", f"{first} to {last}")


def legend(keys: Iterable[str]) -> Iterator[str]:
    """What the tags mean, and the sources of those keys."""
    yield "\n" + str(SEMICOLON).join(f"{sure.tag} {sure.words}" for sure in SURE_TITLES)
    found = dict.fromkeys(keys)
    if found:
        yield f"{Text('见于', 'Read in')}{COLON}" + str(SEMICOLON).join(
            f"{key} {sources()[key]}" for key in found
        )


def _sanctions(found: Provision, on: date) -> Iterator[str]:
    conducts = conduct_of(found.cite, on=on)
    if not conducts:
        return
    heading = Text(
        f"可查的责任规定（按 {on} 的法律；对照分析，不是法条）",
        f"Provisions on sanctions to look at (law of {on}; analysis, no legal text)",
    )
    yield from _section(heading, (line for conduct in conducts for line in _conduct(conduct)))
    public = instrument("public-sanctions-2020")
    if on < public.from_on:
        yield "  " + str(
            Text(
                f"{public.from_on}尚未结案的，再与政务处分法比较，较轻的从轻（第67条）。",
                f"A case still open on {public.from_on}: the Public Sanctions Law where it is milder (its Art. 67).",
            )
        )
    yield from _section(
        Text(f"{on} 有哪些处分", f"Sanctions there are on {on}"), map(_kinds, catalogues_in_force(on))
    )
    applying = procedures()[regime(on)]
    yield f"\n{Text('当日受理的申请适用', 'An application accepted that day follows the')} {applying.title}"


def _conduct(conduct: Conduct) -> Iterator[str]:
    yield f"{conduct.about}{Sure.ANALYSIS.tag}"
    for found in conduct.provisions:
        yield f"  {_sanction(found)}"
    if conduct.note.zh:
        yield f"  {conduct.note}"


def _sanction(found: SanctionProvision) -> str:
    about = f"  {found.about}{found.about_sure.tag}" if found.about.zh else ""
    steps = " → ".join(map(str, found.steps))
    tail = f"{COLON}{steps}{found.sure.tag}" if steps else str(found.sure.tag)
    return f"{found.basis.words}{about}{tail}"


def _kinds(catalogue: SanctionCatalogue) -> str:
    months = Text("个月", " months")
    names = str(LISTED).join(f"{k.name}{f' {k.months}{months}' if k.months else ''}" for k in catalogue.kinds)
    note = bracketed(catalogue.note) if catalogue.note.zh else ""
    return f"{catalogue.covers}{COLON}{names}  {_bases(catalogue.basis)}{catalogue.sure.tag}{note}"


def _element(element: Element) -> str:
    return f"{element.id:<16}{element.kind.words}{COLON}{element.phrase}"


def _duty(duty: Duty) -> str:
    least = _least(duty.bound, duty.term.number)
    note = bracketed(duty.note) if duty.note.zh else ""
    limits = f"  [{' '.join(duty.limits)}]" if duty.limits else ""
    return f"{duty.id}  {duty.who}{COLON}{duty.duty}{COMMA}{least}{duty.term.words}{note}{limits}"


def _number(limit: Limit) -> str:
    return f"{_least(limit.bound, limit.number)}{limit.main.words}"


def _least(bound: str, number: int | None) -> Text:
    return Text("至少", "at least ") if bound == "at_least" and number is not None else Text("", "")


def _bases(bases: Iterable[Basis]) -> str:
    return str(LISTED).join(str(words) for words in grouped(bases))


def _read_in(keys: Sequence[str]) -> str:
    return str(SEMICOLON) + str(LISTED).join(f"{key} {sources()[key]}" for key in keys) if keys else ""


def _section(heading: Text, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"\n{heading}"
        yield from (f"  {line}" for line in found)
