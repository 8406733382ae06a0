"""The columns of the ledger: what each is called, how wide it is and what it says of a finding."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from mingjian.privacy.masking import Disclosure
from mingjian.screening.catalogue import Rule
from mingjian.screening.reports import showing
from mingjian.screening.reports.known import known_words
from mingjian.screening.reports.run_folder import Finding
from mingjian.screening.reports.styles import Style
from mingjian.screening.reports.words import (
    BEFORE_THE_MEASURES,
    GRADES,
    Language,
    clause_name,
    elements_by_clause,
    in_language,
)
from mingjian.wording import Text

Cell = str | int | float | None


@dataclass(frozen=True)
class Entry:
    """One finding as it enters the ledger, with all that its cells need to know."""

    number: int
    finding: Finding
    rule: Rule | None
    disclosure: Disclosure
    language: Language
    remark: Text | None = None

    def say(self, text: Text) -> str:
        """A text in the language of the ledger."""
        return in_language(text, self.language)

    @cached_property
    def own(self) -> dict[str, list[str]]:
        """The auditor's own columns in the rows of the finding."""
        return showing.own_columns(self.finding)


@dataclass(frozen=True)
class Heading:
    """One column; `value` gives a text, a number, or nothing."""

    title: Text
    width: float
    style: Style
    value: Callable[[Entry], Cell]


def own_headings(heads: Iterable[str]) -> tuple[Heading, ...]:
    """All columns, with the auditor's own behind those that are looked up on the screen."""
    return (*PRINTED, *ON_SCREEN, *(_own_heading(head) for head in heads), *AT_THE_END)


def _own_heading(head: str) -> Heading:
    taken = {title for column in COLUMNS for title in column.title}
    title = f"{head}（来表）" if head in taken else head
    return Heading(
        Text(title, title),
        16,
        Style.TEXT,
        lambda entry: showing.own_value(head, entry.own.get(head, ()), entry.disclosure),
    )


def _clauses(entry: Entry) -> str:
    if entry.finding.clauses:
        return "\n".join(entry.say(clause_name(clause)) for clause in entry.finding.clauses)
    return entry.say(
        BEFORE_THE_MEASURES if entry.rule and entry.rule.clauses else Text("无（数据质量）", "none (data)")
    )


def _period(entry: Entry) -> str:
    months = [f"{day:%Y-%m}" for day in (entry.finding.first, entry.finding.last) if day]
    return (
        "\n至".join(dict.fromkeys(months)) if entry.language == "zh" else "\nto ".join(dict.fromkeys(months))
    )


def _place(entry: Entry) -> str:
    levels = (showing.COUNTY, showing.TOWNSHIP, showing.VILLAGE)
    names = (showing.places(entry.finding, digits) for digits in levels)
    return "\n".join(name for name in names if name)


OUTCOME = Heading(Text("核查结果", "Outcome"), 8, Style.HAND, lambda _: None)

# What an officer has on paper while asking: twelve columns fill an A4 page in landscape at more than 8 pt.
PRINTED: tuple[Heading, ...] = (
    Heading(Text("序号", "No."), 4.5, Style.COUNT, lambda e: e.number),
    Heading(Text("规则", "Rule"), 8, Style.TEXT, lambda e: e.say(e.rule.title) if e.rule else e.finding.rule),
    Heading(Text("可能涉及条款", "Clause it may touch"), 8.5, Style.TEXT, _clauses),
    Heading(
        Text("等级", "Grade"),
        4.5,
        Style.CENTRE,
        lambda e: e.say(GRADES.get(e.finding.grade, Text(e.finding.grade, e.finding.grade))),
    ),
    Heading(
        Text("对象", "Subject"),
        10,
        Style.TEXT,
        lambda e: showing.subject(e.finding, e.disclosure, e.language),
    ),
    Heading(Text("地点", "Place"), 10, Style.TEXT, _place),
    Heading(
        Text("家庭编号", "Household"),
        8.5,
        Style.TEXT,
        lambda e: showing.office_number(e.finding.household_id.replace("|", "、"), e.disclosure),
    ),
    Heading(Text("起止月份", "From, to"), 9, Style.TEXT, _period),
    Heading(
        Text("金额（元）", "Yuan"),
        10,
        Style.MONEY,
        lambda e: None if e.finding.amount is None else float(e.finding.amount),
    ),
    Heading(
        Text("说明", "Explanation"),
        29,
        Style.TEXT,
        lambda e: showing.free_text(e.finding.explanation, e.disclosure),
    ),
    Heading(Text("先问什么", "Ask first"), 34, Style.TEXT, lambda e: showing.questions(e.rule, e.language)),
    OUTCOME,
)

# What is looked up, filtered and sorted on the screen, to the right of what is printed.
ON_SCREEN: tuple[Heading, ...] = (
    Heading(
        Text("尚待核实要件", "Still to be shown"),
        24,
        Style.TEXT,
        lambda e: "\n".join(e.say(line) for line in elements_by_clause(e.finding.elements_open)),
    ),
    Heading(Text("月数", "Months"), 6, Style.COUNT, lambda e: e.finding.months),
    Heading(
        Text("依据（文件、行）", "Rows it rests on"),
        44,
        Style.SMALL,
        lambda e: showing.grounds(e.finding, e.language),
    ),
    Heading(
        Text("决定之日可知", "Known then"),
        40,
        Style.SMALL,
        lambda e: e.say(known_words(e.finding.evidence.get("known") or {})),
    ),
    Heading(Text("旗县", "County"), 12, Style.TEXT, lambda e: showing.places(e.finding, showing.COUNTY)),
    Heading(
        Text("苏木乡镇", "Township"), 14, Style.TEXT, lambda e: showing.places(e.finding, showing.TOWNSHIP)
    ),
    Heading(Text("嘎查村", "Village"), 16, Style.TEXT, lambda e: showing.places(e.finding, showing.VILLAGE)),
)

AT_THE_END: tuple[Heading, ...] = (
    Heading(Text("线索编号", "Finding"), 30, Style.SMALL, lambda e: e.finding.finding_id),
    Heading(
        Text("备注", "Notes"),
        20,
        Style.HAND,
        lambda e: showing.free_text(e.say(e.remark), e.disclosure) if e.remark else None,
    ),
)
COLUMNS = (*PRINTED, *ON_SCREEN, *AT_THE_END)
