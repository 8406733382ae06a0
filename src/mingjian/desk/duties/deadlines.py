"""When a duty is due, and how that was worked out day by day; nothing here looks at the clock or at a table.

The first day is not counted. A period of days or months that ends on a day of rest ends on the next working day; a
day that the law itself names stays where it is. Days of a pause are not counted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from mingjian.law.calendar import ONE_DAY, SATURDAY, Calendar, add_months
from mingjian.law.limits import Limit, Unit
from mingjian.wording import Refusal, Text

COUNTABLE = (Unit.DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.YEAR)
# More days than these are shown by their beginning and their end.
LONGEST_STRIP, SHOWN_AT_EACH_END = 70, 28


@dataclass(frozen=True)
class Span:
    """How long a duty may take: a number of a unit, or a day that is named itself (`until`)."""

    number: int
    unit: Unit
    until: date | None = None

    @property
    def words(self) -> Text:
        """As it is shown: 20个工作日, or 2026-12-31前."""
        if self.until:
            return Text(f"{self.until}前", f"by {self.until}")
        zh = {Unit.DAY: "日", Unit.WORKING_DAY: "个工作日", Unit.MONTH: "个月", Unit.YEAR: "年"}[self.unit]
        en = {Unit.DAY: "days", Unit.WORKING_DAY: "working days", Unit.MONTH: "months", Unit.YEAR: "years"}
        return Text(f"{self.number}{zh}", f"{self.number} {en[self.unit]}")


@dataclass(frozen=True)
class Pause:
    """Days that are not counted, first and last included; no last day means that it still runs."""

    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day and (self.last is None or day <= self.last)


class Mark(StrEnum):
    """What a day is in the working-out."""

    START = "start"
    COUNTED = "counted"
    REST = "rest"
    MAKEUP = "makeup"
    PAUSED = "paused"
    MOVED = "moved"
    LAST = "last"


@dataclass(frozen=True)
class Day:
    """One day of the strip; `number` counts where the day counts; `is_makeup` where a weekend day is worked."""

    day: date
    mark: Mark
    number: int | None = None
    is_makeup: bool = False


@dataclass(frozen=True)
class Working:
    """How a due day was worked out. `due_on` is None while a pause runs; `unofficial` years have no notice yet."""

    trigger: date
    span: Span
    extended: int
    due_on: date | None
    days: tuple[Day, ...]
    unofficial: tuple[int, ...]
    rolled_from: date | None = None

    def explained(self) -> Text:
        """The working-out in one sentence."""
        return Text("；".join(self._said("zh")) + "。", "; ".join(self._said("en")) + ".")

    def _said(self, language: str) -> list[str]:
        texts = [Text(f"自{self.trigger}起算，当日不计", f"from {self.trigger}, that day not counted")]
        texts.append(Text(f"期限{self.span.words.zh}", f"limit {self.span.words.en}"))
        if self.extended:
            texts.append(Text(f"经批准延长{self.extended}", f"extended by {self.extended}"))
        for mark, zh, en in COUNTS:
            number = sum(each.mark is mark for each in self.days)
            if number:
                texts.append(Text(zh.format(n=number), en.format(n=number)))
        made_up = sum(each.is_makeup for each in self.days)
        if made_up:
            texts.append(Text(f"含调休上班{made_up}天", f"{made_up} make-up days worked"))
        if self.rolled_from:
            texts.append(
                Text(
                    f"{self.rolled_from}为休息日，顺延",
                    f"{self.rolled_from} is a day of rest, so it moves on",
                )
            )
        if self.due_on:
            texts.append(Text(f"{self.due_on}到期", f"due on {self.due_on}"))
        if self.unofficial:
            years = "、".join(map(str, self.unofficial))
            texts.append(
                Text(
                    f"{years}年放假通知未录入，暂按周一至周五为工作日推算，通知录入后自动重算",
                    f"no official notice for {years} yet: Monday to Friday are taken as working days until it is "
                    "entered",
                )
            )
        return [text.zh if language == "zh" else text.en for text in texts]


COUNTS = (
    (Mark.REST, "跳过休息日{n}天", "{n} days of rest skipped"),
    (Mark.PAUSED, "暂停{n}天不计", "{n} days of a pause not counted"),
)


def span_of(limit: Limit) -> Span:
    """The span of a time limit. Refusal for one that is no period, such as a number of times a year."""
    if limit.unit not in COUNTABLE or limit.number is None:
        raise Refusal(
            f"时限 {limit.id}（{limit.main.words.zh}）不是一段期间，不能计算到期日；请设定本地天数。",
            f"The limit {limit.id} ({limit.main.words.en}) is no period; set a local number of days.",
        )
    return Span(limit.number, limit.unit)


def longest_extension(limit: Limit | None) -> int | None:
    """By how many of its unit a limit may be extended: what the law says; None where it allows none.

    A duty without a limit of the law is extended by whoever set it: 0 stands for no bound.
    """
    if limit is None:
        return 0
    return next((term.number for term in limit.further if term.case == "extension"), None)


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether offices work that day; Monday to Friday where the year has no official notice yet."""
    if day.year in calendar.years:
        return calendar.is_working_day(day)
    return day.weekday() < SATURDAY and not any(run.first <= day <= run.last for run in calendar.extra)


def work_out(
    trigger: date, span: Span, calendar: Calendar, *, pauses: Sequence[Pause] = (), extended: int = 0
) -> Working:
    """The due day of a duty that was triggered on a day, with every day on the way."""
    if span.until:
        days, due_on, rolled_from = *_until(trigger, span.until, extended, pauses), None
    elif span.unit is Unit.WORKING_DAY:
        days, due_on, rolled_from = *_working_days(trigger, span.number + extended, calendar, pauses), None
    elif span.unit is Unit.DAY:
        counted = _counted(trigger, span.number + extended, pauses, lambda _: True)
        days, due_on, rolled_from = _rolled(*counted, calendar)
    else:
        months = (span.number + extended) * (12 if span.unit is Unit.YEAR else 1)
        counted = _until(trigger, add_months(trigger, months), 0, pauses)
        days, due_on, rolled_from = _rolled(*counted, calendar)
    last = due_on or days[-1].day
    unofficial = tuple(year for year in range(trigger.year, last.year + 1) if year not in calendar.years)
    needs_calendar = span.until is None
    return Working(trigger, span, extended, due_on, days, unofficial if needs_calendar else (), rolled_from)


def _working_days(
    trigger: date, number: int, calendar: Calendar, pauses: Sequence[Pause]
) -> tuple[tuple[Day, ...], date | None]:
    """Working days counted, days of rest skipped, worked weekend days marked."""
    days, due_on = _counted(trigger, number, pauses, lambda day: is_working_day(day, calendar))
    made_up = [replace(each, is_makeup=bool(each.number) and each.day.weekday() >= SATURDAY) for each in days]
    return tuple(made_up), due_on


def _counted(
    trigger: date, number: int, pauses: Sequence[Pause], counts: Callable[[date], bool]
) -> tuple[tuple[Day, ...], date | None]:
    """Days from the trigger on until the number is counted; no due day where a running pause stops the count."""
    days = [Day(trigger, Mark.START)]
    count, day = 0, trigger
    while count < number:
        day += ONE_DAY
        pause = _pause_on(day, pauses)
        if pause is not None:
            days.append(Day(day, Mark.PAUSED))
            if pause.last is None:
                return tuple(days), None
        elif counts(day):
            count += 1
            days.append(Day(day, Mark.COUNTED, count))
        else:
            days.append(Day(day, Mark.REST))
    return _ending(days), days[-1].day


def _until(
    trigger: date, until: date, extended: int, pauses: Sequence[Pause]
) -> tuple[tuple[Day, ...], date | None]:
    """Days up to a named one, put off by as many days as were paused before it."""
    return _counted(trigger, (until - trigger).days + extended, pauses, lambda _: True)


def _rolled(
    days: tuple[Day, ...], due_on: date | None, calendar: Calendar
) -> tuple[tuple[Day, ...], date | None, date | None]:
    """A last day that is a day of rest moves to the next working day."""
    if due_on is None or is_working_day(due_on, calendar):
        return days, due_on, None
    moved = [*days[:-1], Day(due_on, Mark.COUNTED, days[-1].number)]
    day = due_on
    while not is_working_day(day, calendar):
        day += ONE_DAY
        moved.append(Day(day, Mark.MOVED))
    return _ending(moved), day, due_on


def _ending(days: Sequence[Day]) -> tuple[Day, ...]:
    last = days[-1]
    if last.mark is Mark.START:
        return tuple(days)
    return (*days[:-1], Day(last.day, Mark.LAST, last.number, last.is_makeup))


def _pause_on(day: date, pauses: Sequence[Pause]) -> Pause | None:
    return next((pause for pause in pauses if pause.holds(day)), None)


def strip(days: Sequence[Day]) -> list[Day | int]:
    """The days as they are shown; of a long period the middle stands as the number of days left out."""
    if len(days) <= LONGEST_STRIP:
        return list(days)
    left_out = len(days) - 2 * SHOWN_AT_EACH_END
    return [*days[:SHOWN_AT_EACH_END], left_out, *days[-SHOWN_AT_EACH_END:]]


def kept(working: Working) -> dict[str, Any]:
    """A working-out as it is stored in a row: what it started from, and the days as runs of one mark."""
    return {
        "trigger": working.trigger.isoformat(),
        "number": working.span.number,
        "unit": working.span.unit.value,
        "until": working.span.until.isoformat() if working.span.until else "",
        "extended": working.extended,
        "due_on": working.due_on.isoformat() if working.due_on else "",
        "rolled_from": working.rolled_from.isoformat() if working.rolled_from else "",
        "unofficial": list(working.unofficial),
        "runs": [[mark, length, number] for mark, length, number in _runs(working.days)],
        "makeup": [each.day.isoformat() for each in working.days if each.is_makeup],
    }


def _runs(days: Sequence[Day]) -> Iterator[tuple[str, int, int]]:
    """Runs of one mark: the mark, how many days, and the number of the first where they count."""
    start = 0
    for place, each in enumerate(days):
        if place + 1 == len(days) or days[place + 1].mark is not each.mark:
            yield each.mark.value, place - start + 1, days[start].number or 0
            start = place + 1


def read(stored: Mapping[str, Any]) -> Working:
    """The working-out that `kept` stored."""
    trigger = date.fromisoformat(stored["trigger"])
    makeup = set(stored["makeup"])
    days: list[Day] = []
    for mark, length, first in stored["runs"]:
        for offset in range(length):
            day = trigger + timedelta(days=len(days))
            number = first + offset if first else None
            days.append(Day(day, Mark(mark), number, day.isoformat() in makeup))
    return Working(
        trigger,
        Span(stored["number"], Unit(stored["unit"]), _day(stored["until"])),
        stored["extended"],
        _day(stored["due_on"]),
        tuple(days),
        tuple(stored["unofficial"]),
        _day(stored["rolled_from"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
