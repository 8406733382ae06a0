"""Seed `law/calendar.toml`, rest days and make-up working days by year, from the library chinesecalendar 1.11.0.

    python tools/seed_calendar.py 2012 2026

The library holds what the yearly notices of the State Council's General Office say (MIT licence); only the days
and their names are kept. Run it once: afterwards the file is edited by hand, from the notice itself.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from chinese_calendar import Holiday, constants

TARGET = Path(__file__).parents[1] / "src/mingjian/law/calendar.toml"
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
HEADER = """\
# Working days by year. Every day is a working day from Monday to Friday, save for `rest`, and for `work`, the
# Saturdays and Sundays that are worked to make up for a long holiday (调休).
# A day stands in its own year: 31 December belongs to the old year though the notice of the new one gives it.
# Correct a year here, or hand a file of the same form to `mingjian law calendar FILE`.
"""
SOURCE = (
    'source = { zh = "国务院办公厅年度节假日安排通知（经 chinesecalendar 1.11.0 录入，未逐日对照原文）", '
    'en = "yearly notice of the General Office of the State Council (seeded from chinesecalendar 1.11.0, '
    'not compared day by day with the notice)" }'
)


def main(first: int, last: int) -> None:
    """Write the calendar of the years first to last, both included."""
    years = (_year(year) for year in range(first, last + 1))
    TARGET.write_text(HEADER + "".join(years), encoding="utf-8")


def _year(year: int) -> str:
    rest = sorted(day for day in constants.holidays if day.year == year)
    work = sorted(day for day in constants.workdays if day.year == year)
    lines = [f"\n[[years]]\nyear = {year}\n{SOURCE}\nrest = ["]
    for name, first, last in _runs(rest):
        lines.append(
            f'    {{ name = {{ zh = "{NAMES[name]}", en = "{name}" }}, from = {first}, to = {last} }},'
        )
    return "\n".join([*lines, "]", f"work = [{', '.join(map(str, work))}]", ""])


def _runs(days: Sequence[date]) -> Iterator[tuple[str, date, date]]:
    """Neighbouring days of one name as (name, first, last)."""
    numbered = enumerate(days)
    for key, run in groupby(numbered, key=lambda item: (_name(item[1]), item[1] - timedelta(item[0]))):
        block = [day for _, day in run]
        yield key[0], block[0], block[-1]


def _name(day: date) -> str:
    return Holiday(constants.holidays[day]).value


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
