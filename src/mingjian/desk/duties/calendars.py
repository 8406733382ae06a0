"""The calendar that counts in a place: the built-in years, the years the region entered, the place's own days off."""

from datetime import date

from mingjian.desk.duties.models import LocalRest, Year
from mingjian.law import official_calendar
from mingjian.law.calendar import Calendar, CalendarYear, Rest
from mingjian.law.calendar_file import parse_calendar
from mingjian.wording import Refusal, Text


def calendar_of(place: str) -> Calendar:
    """The calendar of a place by its division code."""
    return Calendars().of(place)


class Calendars:
    """The calendars of many places, read once: two queries, however many duties are counted."""

    def __init__(self) -> None:
        entered = {
            row.year: calendar_year(row.year, row.source, row.rest, row.work) for row in Year.objects.all()
        }
        self._base = official_calendar().extended(Calendar(entered))
        self._local = list(LocalRest.objects.values_list("division_id", "name", "first", "last"))
        self._made: dict[tuple[str, ...], Calendar] = {}

    def of(self, place: str) -> Calendar:
        """The calendar of a place: days off of a league count in its counties also."""
        runs = [run for run in self._local if place.startswith(run[0])]
        key = tuple(sorted({run[0] for run in runs}))
        if key not in self._made:
            extra = tuple(Rest(Text(name, name), first, last) for _, name, first, last in runs)
            self._made[key] = self._base.extended(Calendar({}, extra))
        return self._made[key]


def calendar_year(year: int, source: str, rest: list[list[str]], work: list[str]) -> CalendarYear:
    """A year as it is stored: runs of rest as [name, first, last], worked weekend days as ISO text."""
    runs = tuple(Rest(Text(n, n), date.fromisoformat(a), date.fromisoformat(b)) for n, a, b in rest)
    return CalendarYear(year, Text(source, source), runs, tuple(date.fromisoformat(day) for day in work))


def checked_year(
    year: int, source: str, rest_lines: str, work_lines: str
) -> tuple[list[list[str]], list[str]]:
    """Rest and work as they are stored, from what was typed; Refusal that says which line is wrong.

    A line of rest is `2027-01-01 2027-01-03 元旦` (one day: `2027-01-01 元旦`); worked days stand side by side.
    """
    rest = [_run(line) for line in rest_lines.splitlines() if line.strip()]
    work = [_day(word) for word in work_lines.replace("、", " ").replace("，", " ").split()]
    entries = "".join(
        f"    {{ name = {_quoted(name)}, from = {first}, to = {last} }},\n" for name, first, last in rest
    )
    text = f"[[years]]\nyear = {year}\nsource = {_quoted(source)}\nrest = [\n{entries}]\nwork = [{', '.join(work)}]\n"
    parse_calendar(text, f"{year}")
    return rest, work


def typed(rest: list[list[str]], work: list[str]) -> tuple[str, str]:
    """A stored year as the lines of its form."""
    lines = [f"{first} {name}" if first == last else f"{first} {last} {name}" for name, first, last in rest]
    return "\n".join(lines), " ".join(work)


def stored_year(year: int) -> tuple[str, list[list[str]], list[str]] | None:
    """Source, rest and work of a year as they count now, entered or built in; None for a year without a notice."""
    row = Year.objects.filter(year=year).first()
    if row is not None:
        return row.source, row.rest, row.work
    built_in = official_calendar().years.get(year)
    if built_in is None:
        return None
    rest = [[run.name.zh, run.first.isoformat(), run.last.isoformat()] for run in built_in.rest]
    return built_in.source.zh, rest, [day.isoformat() for day in built_in.work]


def _run(line: str) -> list[str]:
    words = line.split()
    days = [word for word in words[:2] if word[:1].isdigit()]
    name = "".join(words[len(days) :])
    if not days or not name:
        raise Refusal(
            f"这一行“{line.strip()}”应写成“2027-01-01 2027-01-03 元旦”。",
            f"The line '{line.strip()}' should read '2027-01-01 2027-01-03 New Year'.",
        )
    return [name, _day(days[0]), _day(days[-1])]


def _day(word: str) -> str:
    try:
        return date.fromisoformat(word).isoformat()
    except ValueError:
        raise Refusal(
            f"“{word}”不是日期，应写成 2027-01-01。", f"'{word}' is no date; write 2027-01-01."
        ) from None


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "").replace('"', "") + '"'
