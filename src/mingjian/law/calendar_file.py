"""Reading a calendar file (TOML), checking it, and saying what it changes."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from mingjian.law.calendar import SATURDAY, Calendar, CalendarYear, Rest, days_between
from mingjian.wording import Refusal, Text, of_system, of_toml

FIRST_YEAR, LAST_YEAR = 1950, 2100
SIXTH_REVISION = 2025
LONGEST_REST = 31


@dataclass(frozen=True)
class Change:
    """A day that one calendar works and the other does not; `works` says what the newer one has."""

    day: date
    works: bool


@cache
def official_calendar() -> Calendar:
    """The calendar that comes with the program, 2012–2026."""
    text = resources.files(__package__).joinpath("calendar.toml").read_text(encoding="utf-8")
    return parse_calendar(text, "calendar.toml")


def read_calendar(path: Path) -> Calendar:
    """A calendar file of the form of `law/calendar.toml`; Refusal with file, place and remedy where it is wrong."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Refusal(
            f"读不到日历文件 {path}（{of_system(error).zh}）；请检查路径。",
            f"Cannot read the calendar file {path} ({of_system(error).en}); check the path.",
        ) from None
    except UnicodeDecodeError:
        raise _wrong(
            str(path), "不是 UTF-8 文本，请另存为 UTF-8", "it is not UTF-8 text; save it as UTF-8"
        ) from None
    return parse_calendar(text, str(path))


def parse_calendar(text: str, name: str) -> Calendar:
    """The calendar in a TOML text; `name` is what the refusals call it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = of_toml(error)
        raise _wrong(name, f"不是有效的 TOML（{said.zh}）", f"it is not valid TOML ({said.en})") from None
    unknown = sorted(set(data) - {"years", "extra"})
    if unknown or not data:
        raise _wrong(
            name,
            f"只能有 [[years]] 和 [[extra]]，现有：{'、'.join(unknown) or '空'}",
            f"it holds [[years]] and [[extra]] only, found: {', '.join(unknown) or 'nothing'}",
        )
    years: dict[int, CalendarYear] = {}
    for entry in _tables(data.get("years", []), f"{name} [[years]]"):
        year = _year(entry, name)
        if year.year in years:
            raise _wrong(name, f"{year.year}年写了两次", f"{year.year} stands there twice")
        years[year.year] = year
    return Calendar(years, _runs(data.get("extra", []), f"{name} [[extra]]"))


def remarks(calendar: Calendar) -> list[Text]:
    """What looks unusual in a valid calendar and should be compared with the notice."""
    found = []
    for year in calendar.years.values():
        usual = 13 if year.year >= SIXTH_REVISION else 11
        if year.extra_days_off() != usual:
            found.append(
                Text(
                    f"{year.year}年周末以外共放假{year.extra_days_off()}天，法定节假日通常为{usual}天，请对照放假通知。",
                    f"{year.year} has {year.extra_days_off()} days off beyond the weekends; the statutory number "
                    f"is usually {usual}: compare it with the notice.",
                )
            )
    return found


def changes(before: Calendar, after: Calendar) -> list[Change]:
    """The days of the years both calendars hold that are working days in one and not in the other."""
    found = []
    for year in sorted(set(before.years) & set(after.years)):
        for day in days_between(date(year, 1, 1), date(year, 12, 31)):
            works = after.is_working_day(day)
            if works != before.is_working_day(day):
                found.append(Change(day, works))
    return found


def _year(entry: Mapping[str, Any], name: str) -> CalendarYear:
    number = entry.get("year")
    if not isinstance(number, int) or not FIRST_YEAR <= number <= LAST_YEAR:
        raise _wrong(
            name,
            f"year = {number!r} 不是{FIRST_YEAR}至{LAST_YEAR}的年份",
            f"year = {number!r} is no year from {FIRST_YEAR} to {LAST_YEAR}",
        )
    place = f"{name} {number}"
    work = tuple(_day(day, f"{place} work") for day in _list(entry.get("work", []), f"{place} work"))
    year = CalendarYear(
        number, _text(entry.get("source"), f"{place} source"), _runs(entry.get("rest"), f"{place} rest"), work
    )
    _check_days(year, place)
    return year


def _check_days(year: CalendarYear, place: str) -> None:
    rest = [day for run in year.rest for day in run.days()]
    for day in [*rest, *year.work]:
        if day.year != year.year:
            raise _wrong(place, f"{day} 不在{year.year}年", f"{day} does not lie in {year.year}")
    for day in year.work:
        if day.weekday() < SATURDAY:
            raise _wrong(
                place,
                f"{day} 是平日，work 只写补班的周六、周日",
                f"{day} is a weekday; `work` holds worked Saturdays and Sundays only",
            )
    listed = [*rest, *year.work]
    for day in sorted(set(listed)):
        if listed.count(day) > 1:
            raise _wrong(place, f"{day} 写了不止一次", f"{day} is listed more than once")


def _runs(entries: object, place: str) -> tuple[Rest, ...]:
    runs = []
    for entry in _tables(entries, place):
        first, last = _day(entry.get("from"), f"{place} from"), _day(entry.get("to"), f"{place} to")
        if not 0 <= (last - first).days < LONGEST_REST:
            raise _wrong(
                place,
                f"{first} 至 {last} 不是 1 至 {LONGEST_REST} 天的假期",
                f"{first} to {last} is no holiday of 1 to {LONGEST_REST} days",
            )
        runs.append(Rest(_text(entry.get("name"), f"{place} name"), first, last))
    return tuple(runs)


def _day(value: object, place: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise _wrong(
        place,
        f"{value!r} 不是日期，应写成 2027-01-01（不加引号）",
        f"{value!r} is no date; write 2027-01-01 (without quotes)",
    )


def _text(value: object, place: str) -> Text:
    match value:
        case str() if value.strip():
            return Text(value, value)
        case {"zh": str() as zh, "en": str() as en}:
            return Text(zh, en)
    raise _wrong(
        place,
        f"{value!r} 不是文字，应写名称或 {{ zh = …, en = … }}",
        f"{value!r} is no text; write a name or {{ zh = …, en = … }}",
    )


def _tables(value: object, place: str) -> Sequence[Mapping[str, Any]]:
    found = _list(value, place)
    if all(isinstance(entry, dict) for entry in found):
        return found
    raise _wrong(place, "每一项应是一个表 { … }", "every entry must be a table { … }")


def _list(value: object, place: str) -> Sequence[Any]:
    if isinstance(value, list):
        return value
    raise _wrong(place, f"{value!r} 不是列表", f"{value!r} is no list")


def _wrong(place: str, zh: str, en: str) -> Refusal:
    return Refusal(
        f"日历文件有误：{place}：{zh}。请改正后再试，样式见 law/calendar.toml。",
        f"The calendar file is wrong: {place}: {en}. Correct it and try again; law/calendar.toml shows the form.",
    )
