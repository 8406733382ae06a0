"""Due days and their working-out: pure arithmetic on a calendar that is handed in."""

from datetime import date

import pytest

from mingjian.desk.duties import deadlines
from mingjian.desk.duties.deadlines import Mark, Pause, Span, work_out
from mingjian.law import limit, official_calendar
from mingjian.law.calendar import Calendar
from mingjian.law.limits import Unit
from mingjian.wording import Refusal

OFFICIAL = official_calendar()
THURSDAY = date(2026, 11, 26)


def days(number):
    return Span(number, Unit.DAY)


def working(number):
    return Span(number, Unit.WORKING_DAY)


@pytest.mark.parametrize(
    ("trigger", "span", "due"),
    [
        # The first day is not counted: Thursday and one working day is Friday.
        (THURSDAY, working(1), date(2026, 11, 27)),
        # A weekend is skipped.
        (THURSDAY, working(3), date(2026, 12, 1)),
        # National Day 2026: rest from 1 to 7 October, Saturday the 10th is worked.
        (date(2026, 9, 30), working(3), date(2026, 10, 10)),
        # A period of days that ends on a Saturday ends on Monday.
        (THURSDAY, days(2), date(2026, 11, 30)),
        (THURSDAY, days(1), date(2026, 11, 27)),
        # A month ends on the matching day, else on the last of the month; 28 February 2026 is a worked Saturday.
        (date(2026, 1, 31), Span(1, Unit.MONTH), date(2026, 2, 28)),
        (date(2026, 3, 2), Span(6, Unit.MONTH), date(2026, 9, 2)),
        (date(2024, 2, 29), Span(1, Unit.YEAR), date(2025, 2, 28)),
        # A day that the law names stays where it is, also on a Sunday.
        (date(2026, 1, 1), Span(0, Unit.DAY, date(2026, 5, 31)), date(2026, 5, 31)),
    ],
)
def test_a_limit_ends_on_the_right_day(trigger, span, due):
    found = work_out(trigger, span, OFFICIAL)
    assert found.due_on == due
    assert found.days[0].mark is Mark.START
    assert found.days[-1].day == due
    assert found.days[-1].mark is Mark.LAST


def test_make_up_days_are_counted_and_shown():
    found = work_out(date(2026, 9, 30), working(3), OFFICIAL)
    assert [each.day for each in found.days if each.is_makeup] == [date(2026, 10, 10)]
    assert sum(each.mark is Mark.REST for each in found.days) == 7
    assert "含调休上班1天" in found.explained().zh
    assert "跳过休息日7天" in found.explained().zh


def test_a_period_that_ends_on_a_day_of_rest_says_why_it_moved():
    found = work_out(THURSDAY, days(2), OFFICIAL)
    assert found.rolled_from == date(2026, 11, 28)
    assert "2026-11-28为休息日，顺延" in found.explained().zh


def test_days_of_a_pause_are_not_counted():
    pause = Pause(date(2026, 11, 30), date(2026, 12, 2))
    without, with_pause = (work_out(THURSDAY, working(5), OFFICIAL, pauses=p) for p in ((), (pause,)))
    assert without.due_on == date(2026, 12, 3)
    assert with_pause.due_on == date(2026, 12, 8)
    assert "暂停3天不计" in with_pause.explained().zh


def test_while_a_pause_runs_there_is_no_due_day():
    found = work_out(THURSDAY, working(5), OFFICIAL, pauses=[Pause(date(2026, 11, 30), None)])
    assert found.due_on is None
    assert found.days[-1].mark is Mark.PAUSED


def test_a_pause_puts_off_months_and_named_days_by_its_length():
    pause = Pause(date(2026, 3, 2), date(2026, 3, 6))
    assert work_out(date(2026, 2, 2), Span(3, Unit.MONTH), OFFICIAL, pauses=[pause]).due_on == date(
        2026, 5, 7
    )
    named = work_out(date(2026, 2, 2), Span(0, Unit.DAY, date(2026, 3, 10)), OFFICIAL, pauses=[pause])
    assert named.due_on == date(2026, 3, 15)


def test_an_extension_is_counted_in_the_unit_of_the_limit():
    assert work_out(THURSDAY, working(3), OFFICIAL, extended=2).due_on == date(2026, 12, 3)
    assert work_out(THURSDAY, Span(6, Unit.MONTH), OFFICIAL, extended=6).due_on == date(2027, 11, 26)


def test_a_year_without_a_notice_says_so():
    found = work_out(date(2026, 12, 30), working(10), OFFICIAL)
    assert found.unofficial == (2027,)
    assert "2027年放假通知未录入" in found.explained().zh
    # 1 January 2027 is a Friday and would be counted as long as nobody has entered the notice.
    assert date(2027, 1, 1) in [each.day for each in found.days if each.mark is Mark.COUNTED]


def test_a_year_with_its_notice_says_nothing():
    assert work_out(THURSDAY, working(10), OFFICIAL).unofficial == ()


def test_a_named_day_needs_no_notice():
    assert work_out(date(2026, 12, 1), Span(0, Unit.DAY, date(2027, 1, 15)), Calendar({})).unofficial == ()


@pytest.mark.parametrize(
    ("span", "pauses"),
    [
        (working(20), ()),
        (working(3), (Pause(date(2026, 11, 30), date(2026, 12, 4)),)),
        (days(2), ()),
        (Span(6, Unit.MONTH), ()),
        (Span(0, Unit.DAY, date(2026, 12, 31)), ()),
        (working(5), (Pause(date(2026, 11, 30), None),)),
    ],
)
def test_a_working_out_is_kept_and_read_back_whole(span, pauses):
    found = work_out(THURSDAY, span, OFFICIAL, pauses=pauses)
    assert deadlines.read(deadlines.kept(found)) == found


def test_a_long_strip_shows_its_ends_and_how_much_is_left_out():
    found = work_out(date(2026, 1, 5), Span(6, Unit.MONTH), OFFICIAL)
    shown = deadlines.strip(found.days)
    gap = next(part for part in shown if isinstance(part, int))
    assert len(shown) - 1 + gap == len(found.days)
    assert shown[-1].mark is Mark.LAST


def test_a_limit_that_is_no_period_has_no_span():
    with pytest.raises(Refusal, match="不是一段期间"):
        deadlines.span_of(limit("M-04", on=THURSDAY))


@pytest.mark.parametrize(("name", "most"), [("P-04", 30), ("B-06", None)])
def test_an_extension_is_as_long_as_the_law_allows(name, most):
    assert deadlines.longest_extension(limit(name, on=THURSDAY)) == most


def test_a_local_limit_has_no_bound_from_the_law():
    assert deadlines.longest_extension(None) == 0
