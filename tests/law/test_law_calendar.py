"""Working days: make-up days, rest days, counting, and calendar files that replace or extend a year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.law.calendar import (
    Calendar,
    add_months,
    add_working_days,
    days_between,
    numbered_days,
    rolled,
    working_days_between,
)
from mingjian.law.calendar_file import changes, official_calendar, parse_calendar, read_calendar, remarks
from mingjian.wording import Refusal

OFFICIAL = official_calendar()
DAYS = st.dates(date(2012, 1, 1), date(2025, 6, 30))
YEAR_2027 = """
[[years]]
year = 2027
source = "国办通知（测试）"
rest = [
    { name = "元旦", from = 2027-01-01, to = 2027-01-03 },
    { name = { zh = "春节", en = "Spring Festival" }, from = 2027-02-05, to = 2027-02-12 },
]
work = [2027-01-30, 2027-02-13]
"""


def entry(**lines):
    """A calendar file of one year, with some of its lines changed."""
    parts = {"year": "2027", "source": '"通知"', "rest": "[]", "work": "[]"} | lines
    return "[[years]]\n" + "\n".join(f"{key} = {value}" for key, value in parts.items() if value)


def test_the_calendar_covers_2012_to_2026():
    assert sorted(OFFICIAL.years) == list(range(2012, 2027))
    assert OFFICIAL.covers(date(2012, 1, 1), date(2026, 12, 31))
    assert not OFFICIAL.covers(date(2026, 12, 31), date(2027, 1, 1))


def test_the_calendar_agrees_with_the_library_it_was_seeded_from():
    library = pytest.importorskip("chinese_calendar")
    for day in days_between(date(2012, 1, 1), date(2026, 12, 31)):
        assert OFFICIAL.is_working_day(day) == library.is_workday(day), day


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 2, 4), True),  # a Sunday worked before Spring Festival
        (date(2024, 2, 12), False),  # a Monday within Spring Festival
        (date(2024, 2, 19), True),
        (date(2025, 1, 28), False),  # New Year's Eve, a holiday from 2025
        (date(2020, 1, 31), False),  # Spring Festival made longer by the epidemic
        (date(2015, 9, 3), False),
        (date(2026, 10, 10), True),
    ],
)
def test_make_up_days_are_worked_and_rest_days_are_not(day, works):
    assert OFFICIAL.is_working_day(day) is works


def test_the_first_day_is_not_counted():
    assert add_working_days(date(2024, 3, 4), 1, OFFICIAL) == date(2024, 3, 5)
    assert add_working_days(date(2024, 3, 4), 0, OFFICIAL) == date(2024, 3, 4)


def test_working_days_skip_spring_festival_and_count_the_make_up_days():
    # After Thu 1 February 2024: Fri 2, Sun 4 (made up), Mon 5 – Fri 9, the festival until 17, Sun 18 (made up).
    assert add_working_days(date(2024, 2, 1), 8, OFFICIAL) == date(2024, 2, 18)
    assert working_days_between(date(2024, 2, 1), date(2024, 2, 17), OFFICIAL) == 7


@given(DAYS, st.integers(0, 60))
def test_adding_and_counting_working_days_agree(start, number):
    due = add_working_days(start, number, OFFICIAL)
    assert working_days_between(start, due, OFFICIAL) == number
    assert number == 0 or OFFICIAL.is_working_day(due)


@given(DAYS, st.integers(0, 400))
def test_numbered_days_give_the_same_count_by_subtraction(start, length):
    end = start + timedelta(days=length)
    numbers = dict(numbered_days(start, end, OFFICIAL))
    assert numbers[end] - numbers[start] == working_days_between(start, end, OFFICIAL)


def test_counting_backwards_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="before"):
        working_days_between(date(2024, 2, 2), date(2024, 2, 1), OFFICIAL)
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2024, 2, 2), -1, OFFICIAL)


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 11, 15), 2, date(2025, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_a_period_of_months_ends_on_the_matching_day_or_at_month_end(start, months, due):
    assert add_months(start, months) == due


def test_a_last_day_of_rest_moves_to_the_next_working_day():
    assert rolled(date(2024, 10, 1), OFFICIAL) == date(2024, 10, 8)
    assert rolled(date(2024, 9, 29), OFFICIAL) == date(2024, 9, 29)  # a Sunday that is worked


def test_a_year_without_an_official_calendar_is_refused_with_what_to_do():
    with pytest.raises(Refusal) as refused:
        add_working_days(date(2026, 12, 28), 10, OFFICIAL)
    assert "2027年没有官方的工作日历" in refused.value.text.zh
    assert "mingjian law calendar" in refused.value.text.zh


def test_a_file_extends_the_calendar_by_a_year(tmp_path):
    path = tmp_path / "2027.toml"
    path.write_bytes(b"\xef\xbb\xbf" + YEAR_2027.encode())
    extended = OFFICIAL.extended(read_calendar(path))
    assert not extended.is_working_day(date(2027, 2, 8))
    assert extended.is_working_day(date(2027, 1, 30))
    assert extended.covers(date(2012, 1, 1), date(2027, 12, 31))
    assert changes(OFFICIAL, extended) == []


def test_a_file_replaces_a_year_and_says_which_days_change():
    given_year = parse_calendar(
        entry(year="2024", rest='[{ name = "元旦", from = 2024-01-01, to = 2024-01-02 }]'), "x"
    )
    replaced = OFFICIAL.extended(given_year)
    found = {change.day: change.works for change in changes(OFFICIAL, replaced)}
    assert found[date(2024, 1, 2)] is False
    assert found[date(2024, 2, 12)] is True
    assert all(day.year == 2024 for day in found)


def test_a_festival_of_the_place_is_a_day_of_rest_on_top():
    local = parse_calendar('[[extra]]\nname = "那达慕"\nfrom = 2024-08-05\nto = 2024-08-06\n', "x")
    calendar = OFFICIAL.extended(local)
    assert not calendar.is_working_day(date(2024, 8, 5))
    assert calendar.is_working_day(date(2024, 8, 7))


def test_a_year_with_an_unusual_number_of_days_off_is_remarked_on():
    assert [text.zh[:4] for text in remarks(OFFICIAL)] == ["2012", "2015", "2020"]
    assert "13" in remarks(parse_calendar(YEAR_2027, "x"))[0].zh


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "[[years]]"),
        ("不是 TOML [", "TOML"),
        ("[[jahre]]\n", "jahre"),
        ("years = 3", "不是列表"),
        ("years = [3]", "应是一个表"),
        (entry(year='"2027"'), "2027"),
        (entry(year="1"), "1950"),
        (entry(source=""), "source"),
        (entry(source="3"), "不是文字"),
        (entry(rest=""), "rest"),
        (entry(rest='[{ name = "春节", from = "2027-02-05", to = 2027-02-06 }]'), "不是日期"),
        (entry(rest='[{ name = "春节", from = 2027-02-06, to = 2027-02-05 }]'), "假期"),
        (entry(rest='[{ name = "春节", from = 2027-02-06, to = 2028-02-05 }]'), "假期"),
        (entry(rest='[{ name = "元旦", from = 2026-12-31, to = 2027-01-01 }]'), "不在2027年"),
        (entry(work="[2027-02-10]"), "平日"),
        (entry(work="[2027-02-13, 2027-02-13]"), "不止一次"),
        (entry(work="[2027-02-13T08:00:00]"), "不是日期"),
        (
            entry(rest='[{ name = "春节", from = 2027-02-13, to = 2027-02-14 }]', work="[2027-02-13]"),
            "不止一次",
        ),
        (entry() + "\n" + entry(), "两次"),
    ],
)
def test_a_wrong_calendar_file_is_refused_with_place_and_value(text, says):
    with pytest.raises(Refusal) as refused:
        parse_calendar(text, "2027.toml")
    assert says in refused.value.text.zh
    assert "law/calendar.toml" in refused.value.text.zh


def test_a_calendar_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(Refusal, match="读不到"):
        read_calendar(tmp_path / "none.toml")
    (tmp_path / "gb.toml").write_bytes("# 放假".encode("gb18030"))
    with pytest.raises(Refusal, match="UTF-8"):
        read_calendar(tmp_path / "gb.toml")


def test_an_empty_calendar_knows_no_year():
    with pytest.raises(Refusal):
        Calendar({}).is_working_day(date(2024, 1, 1))
