"""Time limits by id and day, with number, unit, trigger, source and how sure, and the due dates they give."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Literal

from mingjian.law.calendar import Calendar, add_months, add_working_days
from mingjian.law.instruments import Basis, DatePrecision, basis_of
from mingjian.law.texts import OPEN_END, Sure, load, optional_text, text_of
from mingjian.wording import Refusal, Text


class Unit(StrEnum):
    """What the number of a limit counts."""

    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"
    DAY_OF_MONTH = "day_of_month"
    DAY_OF_QUARTER = "day_of_quarter"
    FOLLOWING_MONTH = "following_month"
    MONTH_OF_YEAR = "month_of_year"
    PER_YEAR = "per_year"
    PER_HALF_YEAR = "per_half_year"
    PER_QUARTER = "per_quarter"
    PER_MONTH = "per_month"
    AT_ONCE = "at_once"
    STANDING = "standing"
    UNSET = "unset"
    SEE = "see"
    DEFINITION = "definition"


UNIT_WORDS = {
    Unit.DAY: Text("{n}日", "{n} days"),
    Unit.WORKING_DAY: Text("{n}个工作日", "{n} working days"),
    Unit.MONTH: Text("{n}个月", "{n} months"),
    Unit.YEAR: Text("{n}年", "{n} years"),
    Unit.DAY_OF_MONTH: Text("每月{n}日前", "by day {n} of the month"),
    Unit.DAY_OF_QUARTER: Text("每季首月{n}日前", "by day {n} of the quarter"),
    Unit.FOLLOWING_MONTH: Text("次月", "the month after"),
    Unit.MONTH_OF_YEAR: Text("每年{n}月", "every year in month {n}"),
    Unit.PER_YEAR: Text("每年{n}次", "{n} a year"),
    Unit.PER_HALF_YEAR: Text("每半年{n}次", "{n} a half-year"),
    Unit.PER_QUARTER: Text("每季{n}次", "{n} a quarter"),
    Unit.PER_MONTH: Text("每月{n}次", "{n} a month"),
    Unit.AT_ONCE: Text("即时", "at once"),
    Unit.STANDING: Text("长期", "at all times"),
    Unit.UNSET: Text("法规没有数字，由地方设定", "no number in the law; set a local one"),
    Unit.SEE: Text("见所列时限", "see the limits named"),
    Unit.DEFINITION: Text("定义", "definition"),
}
Bound = Literal["at_least", "at_most"]


@dataclass(frozen=True)
class Term:
    """One number of a limit; `case` is empty for the main one, else such as `extension` or `special`."""

    number: int | None
    unit: Unit
    case: str
    about: Text

    @property
    def words(self) -> Text:
        """Number and unit as they are shown."""
        pattern = UNIT_WORDS[self.unit]
        return Text(pattern.zh.format(n=self.number), pattern.en.format(n=self.number))


@dataclass(frozen=True)
class Limit:
    """A time limit in force from `from_on` to `until_on`, both included (9999-12-31: no end found).

    `bound` at_least: no shorter or fewer; at_most: no later. `touches` are cites of the Measures it bears on.
    """

    id: str
    duty: Text
    main: Term
    bound: Bound
    trigger: Text
    who: Text
    basis: tuple[Basis, ...]
    from_on: date
    until_on: date
    dates: DatePrecision
    sure: Sure
    sources: tuple[str, ...]
    touches: tuple[str, ...]
    further: tuple[Term, ...]
    note: Text

    @property
    def number(self) -> int | None:
        """The main number; None where the text sets a duty without one."""
        return self.main.number

    @property
    def unit(self) -> Unit:
        """What the main number counts."""
        return self.main.unit

    def in_force(self, on: date) -> bool:
        """Whether the limit holds on that day."""
        return self.from_on <= on <= self.until_on

    def term(self, case: str = "") -> Term:
        """The term of a case (`extension`, `special`, …), the main one by default; KeyError where there is none."""
        for term in (self.main, *self.further):
            if term.case == case:
                return term
        raise KeyError(f"{self.id} has no case {case!r}")


@cache
def limits() -> tuple[Limit, ...]:
    """Every limit of every period, in the order of the file."""
    return tuple(_limit(entry) for entry in load("limits.toml")["limits"])


def limit_versions(name: str) -> tuple[Limit, ...]:
    """The periods of one limit, oldest first; Refusal for an id that is not there."""
    found = tuple(limit for limit in limits() if limit.id == name.strip().upper())
    if not found:
        raise Refusal(
            f"没有时限“{name}”；用 mingjian law limits 查看全部编号，如 B-08、P-04。",
            f"There is no time limit '{name}'; mingjian law limits lists them all, such as B-08 or P-04.",
        )
    return found


def limit(name: str, *, on: date) -> Limit:
    """The limit of that id on that day; Refusal where the id is unknown or the limit was not in force."""
    versions = limit_versions(name)
    for version in versions:
        if version.in_force(on):
            return version
    periods = Text("、".join(_period(v).zh for v in versions), ", ".join(_period(v).en for v in versions))
    raise Refusal(
        f"时限 {versions[0].id} 在 {on} 没有施行（{periods.zh}）；请换一个日期。",
        f"The limit {versions[0].id} was not in force on {on} ({periods.en}); give another day.",
    )


def limits_in_force(on: date) -> tuple[Limit, ...]:
    """Every limit that holds on that day."""
    return tuple(limit for limit in limits() if limit.in_force(on))


def limits_touching(cite: str, *, on: date) -> tuple[Limit, ...]:
    """The limits of that day that bear on an item (`8(4)`), or on an article and any of its items (`8`)."""
    return tuple(limit for limit in limits_in_force(on) if touched(cite, limit.touches))


def touched(cite: str, touches: tuple[str, ...]) -> bool:
    """Whether any of the cites names the provision, its article, or (for an article) one of its items."""
    article = cite.split("(")[0]
    return any(t in (cite, article) or (cite == article and t.startswith(f"{cite}(")) for t in touches)


def due_on(term: Term, start: date, calendar: Calendar) -> date:
    """The last day of a term that starts on `start`; the first day is not counted.

    Calendar days and months are not moved off a day of rest: `rolled` does that. Refusal for a term that is no
    period (such as a number of times a year).
    """
    number = term.number or 0
    match term.unit:
        case Unit.DAY:
            return start + timedelta(days=number)
        case Unit.WORKING_DAY:
            return add_working_days(start, number, calendar)
        case Unit.MONTH:
            return add_months(start, number)
        case Unit.YEAR:
            return add_months(start, 12 * number)
    raise Refusal(
        f"“{term.words.zh}”不是一段期间，算不出到期日；请按当地规定设定天数。",
        f"'{term.words.en}' is no period and gives no due day; set a local number of days.",
    )


def _period(limit: Limit) -> Text:
    if limit.until_on == OPEN_END:
        return Text(f"{limit.from_on}起", f"from {limit.from_on}")
    return Text(f"{limit.from_on}至{limit.until_on}", f"{limit.from_on} to {limit.until_on}")


def _limit(entry: Mapping[str, Any]) -> Limit:
    return Limit(
        id=entry["id"],
        duty=text_of(entry["duty"]),
        main=Term(entry.get("number"), Unit(entry["unit"]), "", Text("", "")),
        bound=entry.get("bound", "at_most"),
        trigger=optional_text(entry, "trigger"),
        who=text_of(entry["who"]),
        basis=tuple(basis_of(b) for b in entry["basis"]),
        from_on=entry["from"],
        until_on=entry.get("until", OPEN_END),
        dates=entry.get("dates", "read"),
        sure=Sure(entry["sure"]),
        sources=tuple(entry.get("source", "").split()),
        touches=tuple(entry.get("touches", ())),
        further=tuple(
            Term(f["number"], Unit(f["unit"]), f["case"], text_of(f["about"]))
            for f in entry.get("further", ())
        ),
        note=optional_text(entry, "note"),
    )
