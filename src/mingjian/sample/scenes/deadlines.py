"""Scenes of family E about clocks: surveys begun late, decisions made late, refusals and stops not told in writing."""

from collections.abc import Sequence
from datetime import date, timedelta

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import month_after, on_or_before, working_days_after
from mingjian.sample.scenes.files import (
    AFTER_THE_SNOW,
    day_of,
    drop,
    end_posting,
    enter,
    found,
    granted,
    granted_by_township,
    granted_long_ago,
    mark,
    move,
    refused,
    refused_lately,
    shift,
    spared,
    waiting,
    with_rows,
)
from mingjian.sample.scenes.ordinary import settled
from mingjian.sample.scenes.play import Play, Script, merged
from mingjian.sample.scenes.procedure import stop_rows

TOWNSHIP = ("8(1)",)
COUNTY = ("4(2)", "9(1)")
BOTH = ("4(2)", "8(1)", "9(1)")
NOT_TOLD = ("4(2)", "8(3)", "9(1)")
NOT_TOLD_BY_TOWNSHIP = ("8(3)",)
BEFORE_POSTING = ("applied", "accepted", "check_requested", "surveyed", "check_replied")
BEFORE_THE_COUNTY = (*BEFORE_POSTING, "appraised", "reviewed", "posted_first", "submitted")
ONE_DAY = timedelta(days=1)


def the_survey_begins_on_the_fourth_working_day(play: Play) -> Sequence[Scene]:
    """Neither the register nor anybody was asked before."""
    _, rows, number = granted(play)
    surveyed_on = day_of(rows, number, "surveyed")
    _accept(rows, number, working_days_after(surveyed_on, -4))
    move(rows, number, "check_requested", surveyed_on)
    return found(play, number, TOWNSHIP, rows)


def the_register_was_asked_in_time_and_the_home_visited_late(play: Play) -> Sequence[Scene]:
    """A lead: whether the check was the beginning has to be asked."""
    _, rows, number = granted(play)
    accepted_on = working_days_after(day_of(rows, number, "surveyed"), -4)
    _accept(rows, number, accepted_on)
    move(rows, number, "check_requested", accepted_on)
    return found(play, number, TOWNSHIP, rows)


def nobody_came_by_the_day_of_the_extract(play: Play) -> Sequence[Scene]:
    """Accepted six working days ago, and nothing since."""
    rows, number = waiting(play, 6, "accepted")
    return found(play, number, TOWNSHIP, rows)


def visited_on_the_eleventh_working_day_under_the_old_procedure(play: Play) -> Sequence[Scene]:
    """Accepted on its last day, 2021-06-30."""
    rows, number = refused(play, working_days_after(date(2021, 6, 30), 20))
    shift(rows, number, ("surveyed", "check_replied", "appraised"), 8)
    for step in ("reviewed", "submitted"):
        move(rows, number, step, day_of(rows, number, "decided"))
    return found(play, number, TOWNSHIP, rows)


def visited_on_the_third_working_day_a_make_up_sunday(play: Play) -> Sequence[Scene]:
    """Accepted before Spring Festival 2024; offices worked on the Sunday after it."""
    rows, number = refused(play, working_days_after(date(2024, 2, 7), 14))
    move(rows, number, "surveyed", date(2024, 2, 18))
    move(rows, number, "check_requested", date(2024, 2, 18))
    return spared(play, number, rows)


def neighbours_were_asked_in_time(play: Play) -> Sequence[Scene]:
    """The visit came later; the survey had begun."""
    _, rows, number = granted(play)
    accepted_on = working_days_after(day_of(rows, number, "surveyed"), -6)
    _accept(rows, number, accepted_on)
    enter(rows, number, "surveyed", "neighbours_asked", working_days_after(accepted_on, 3))
    return spared(play, number, rows)


def papers_were_missing_for_a_week(play: Play) -> Sequence[Scene]:
    """A supplement stops the clock from the second day to the seventh."""
    _, rows, number = granted(play)
    surveyed_on = day_of(rows, number, "surveyed")
    _accept(rows, number, working_days_after(surveyed_on, -7))
    enter(rows, number, "accepted", "supplement", working_days_after(surveyed_on, -5))
    move(rows, number, "check_requested", working_days_after(surveyed_on, -1))
    return spared(play, number, rows)


def visited_on_the_tenth_working_day_under_the_old_procedure(play: Play) -> Sequence[Scene]:
    """Accepted on its last day, 2021-06-30."""
    rows, number = refused(play, working_days_after(date(2021, 6, 30), 20))
    shift(rows, number, ("surveyed", "check_replied", "appraised"), 7)
    for step in ("reviewed", "submitted"):
        move(rows, number, step, day_of(rows, number, "decided"))
    return spared(play, number, rows)


def _accept(rows: Rows, number: str, day: date) -> None:
    move(rows, number, "accepted", day)
    move(rows, number, "applied", day)
    mark(rows, number, applied_on=day)


def the_township_kept_it_for_too_long(play: Play) -> Sequence[Scene]:
    """Decided on the thirty-first working day, of which the county had two."""
    _, rows, number = granted(play)
    _take(rows, number, 31)
    return found(play, number, TOWNSHIP, rows)


def the_county_kept_it_for_eleven_days(play: Play) -> Sequence[Scene]:
    """In time as a whole, but not at the county."""
    _, rows, number = granted(play)
    _sent_up(rows, number, 11)
    _take(rows, number, 30)
    return found(play, number, COUNTY, rows)


def both_kept_it_for_too_long(play: Play) -> Sequence[Scene]:
    """Twenty-one working days at the township and eleven at the county."""
    _, rows, number = granted(play)
    _sent_up(rows, number, 11)
    _take(rows, number, 32)
    return found(play, number, BOTH, rows)


def the_township_approves_and_took_twenty_one_days(play: Play) -> Sequence[Scene]:
    """Where the power was handed down there are twenty."""
    _, rows, number = granted_by_township(play)
    _take(rows, number, 21)
    return found(play, number, TOWNSHIP, rows)


def it_waits_at_the_township_beyond_thirty_days(play: Play) -> Sequence[Scene]:
    """Visited in time, and nothing since."""
    rows, number = waiting(play, 35, "check_replied")
    return found(play, number, TOWNSHIP, rows)


def a_special_case_on_the_forty_sixth_day(play: Play) -> Sequence[Scene]:
    """One day more than there is even then."""
    _, rows, number = granted(play)
    _take(rows, number, 46)
    mark(rows, number, complex=True)
    return found(play, number, TOWNSHIP, rows)


def posted_again_on_the_sixth_day_under_the_old_procedure(play: Play) -> Sequence[Scene]:
    """Five working days are allowed from sending up."""
    rows, number = granted_long_ago(play)
    shift(rows, number, BEFORE_THE_COUNTY, -4)
    end_posting(rows, number, "posted_first", day_of(rows, number, "submitted") - ONE_DAY)
    return found(play, number, COUNTY, rows)


def decided_on_the_thirtieth_day(play: Play) -> Sequence[Scene]:
    """The last day, ten of them at the county."""
    _, rows, number = granted(play)
    _sent_up(rows, number, 10)
    _take(rows, number, 30)
    return spared(play, number, rows)


def the_township_approves_on_the_twentieth_day(play: Play) -> Sequence[Scene]:
    """The last day where the power was handed down."""
    _, rows, number = granted_by_township(play)
    _take(rows, number, 20)
    return spared(play, number, rows)


def a_special_case_on_the_forty_fifth_day(play: Play) -> Sequence[Scene]:
    """The last day of all."""
    _, rows, number = granted(play)
    _take(rows, number, 45)
    mark(rows, number, complex=True)
    return spared(play, number, rows)


def an_objection_was_looked_into(play: Play) -> Sequence[Scene]:
    """It makes a special case of it; the posting hung to its end."""
    _, rows, number = granted(play)
    _take(rows, number, 40)
    mark(rows, number, objection=True)
    return spared(play, number, rows)


def a_supplement_explains_the_days(play: Play) -> Sequence[Scene]:
    """Thirty-five working days, of which five were the applicant's."""
    _, rows, number = granted(play)
    _take(rows, number, 35)
    asked_on = working_days_after(day_of(rows, number, "surveyed"), 1)
    enter(rows, number, "accepted", "supplement", asked_on)
    move(rows, number, "check_replied", working_days_after(asked_on, 5))
    return spared(play, number, rows)


def posted_again_on_the_fifth_day_under_the_old_procedure(play: Play) -> Sequence[Scene]:
    """The last day for it."""
    rows, number = granted_long_ago(play)
    shift(rows, number, BEFORE_THE_COUNTY, -3)
    end_posting(rows, number, "posted_first", day_of(rows, number, "submitted") - ONE_DAY)
    return spared(play, number, rows)


def _take(rows: Rows, number: str, working_days: int) -> None:
    """Let everything up to the visit lie so far back that the decision falls on that working day."""
    decided_on = day_of(rows, number, "decided")
    accepted_on = working_days_after(decided_on, -working_days)
    _accept(rows, number, accepted_on)
    move(rows, number, "check_requested", accepted_on)
    move(rows, number, "surveyed", working_days_after(accepted_on, 2))
    move(rows, number, "check_replied", working_days_after(accepted_on, 3))


def _sent_up(rows: Rows, number: str, working_days: int) -> None:
    """Let it be sent up so many working days before the decision, with the posting in front of that."""
    submitted_on = working_days_after(day_of(rows, number, "decided"), -working_days)
    move(rows, number, "submitted", submitted_on)
    for step in ("reviewed", "posted_first"):
        move(rows, number, step, working_days_after(submitted_on, -9))
    end_posting(rows, number, "posted_first", submitted_on - ONE_DAY)


def refused_and_told_on_the_fourth_working_day(play: Play) -> Sequence[Scene]:
    """Three are allowed."""
    rows, number = refused_lately(play)
    move(rows, number, "notified", working_days_after(day_of(rows, number, "decided"), 4))
    return found(play, number, COUNTY, rows)


def refused_and_never_told(play: Play) -> Sequence[Scene]:
    """Whether the county did not write or the township did not deliver is open."""
    rows, number = refused_lately(play)
    drop(rows, number, "notified")
    return found(play, number, NOT_TOLD, rows)


def refused_by_the_township_and_never_told(play: Play) -> Sequence[Scene]:
    """The township decides, and the township tells."""
    rows, number = refused_lately(play, "township")
    drop(rows, number, "notified")
    return found(play, number, NOT_TOLD_BY_TOWNSHIP, rows)


def stopped_without_a_notice(play: Play) -> Sequence[Scene]:
    """The household learned of it at the bank."""
    rows, number = _stopped(play)
    drop(rows, number, "notified")
    return found(play, number, NOT_TOLD, rows)


def told_on_the_fourth_day_under_the_old_procedure(play: Play) -> Sequence[Scene]:
    """Refused on a Monday, told on the Friday."""
    rows, number = refused(play, date(2021, 5, 17))
    move(rows, number, "notified", date(2021, 5, 21))
    return found(play, number, COUNTY, rows)


def refused_and_told_on_the_third_working_day(play: Play) -> Sequence[Scene]:
    """The last day for it."""
    rows, number = refused_lately(play)
    move(rows, number, "notified", working_days_after(day_of(rows, number, "decided"), 3))
    return spared(play, number, rows)


def told_after_national_day(play: Play) -> Sequence[Scene]:
    """Eleven days later, and only three of them working days."""
    rows, number = refused(play, date(2024, 9, 27))
    move(rows, number, "notified", date(2024, 10, 8))
    return spared(play, number, rows)


def told_on_monday_where_the_third_day_was_a_sunday(play: Play) -> Sequence[Scene]:
    """Under the old procedure days count, and the last moves to the next working day."""
    rows, number = refused(play, date(2021, 5, 20))
    move(rows, number, "notified", date(2021, 5, 24))
    return spared(play, number, rows)


def nobody_was_left_to_tell(play: Play) -> Sequence[Scene]:
    """The only member had died."""
    rows, number = _stopped(play)
    drop(rows, number, "notified")
    mark(rows, number, reason="户主死亡，全户终止")
    return spared(play, number, rows)


def _stopped(play: Play) -> tuple[Rows, str]:
    """A household that was stopped in the year before the extract, with the file of the stop."""
    home = settled(play, play.window(6, since=AFTER_THE_SNOW, until=month_after(play.stage.last_month, -3)))
    home, rows, _ = with_rows(play, home)
    day = on_or_before(home.months[-1].replace(day=24))
    stop = stop_rows(play, home.village, home.household_id, home.head.person_id, day, home.approved_by)
    return merged(rows, stop), f"{home.household_id}-T1"


SCRIPTS = {
    "survey-late": Script(
        (
            the_survey_begins_on_the_fourth_working_day,
            visited_on_the_eleventh_working_day_under_the_old_procedure,
            nobody_came_by_the_day_of_the_extract,
            the_register_was_asked_in_time_and_the_home_visited_late,
        ),
        (
            visited_on_the_third_working_day_a_make_up_sunday,
            neighbours_were_asked_in_time,
            papers_were_missing_for_a_week,
            visited_on_the_tenth_working_day_under_the_old_procedure,
        ),
    ),
    "decision-late": Script(
        (
            the_township_kept_it_for_too_long,
            the_county_kept_it_for_eleven_days,
            both_kept_it_for_too_long,
            the_township_approves_and_took_twenty_one_days,
            it_waits_at_the_township_beyond_thirty_days,
            a_special_case_on_the_forty_sixth_day,
            posted_again_on_the_sixth_day_under_the_old_procedure,
        ),
        (
            decided_on_the_thirtieth_day,
            a_special_case_on_the_forty_fifth_day,
            a_supplement_explains_the_days,
            the_township_approves_on_the_twentieth_day,
            an_objection_was_looked_into,
            posted_again_on_the_fifth_day_under_the_old_procedure,
        ),
    ),
    "no-written-notice": Script(
        (
            refused_and_told_on_the_fourth_working_day,
            stopped_without_a_notice,
            refused_and_never_told,
            refused_by_the_township_and_never_told,
            told_on_the_fourth_day_under_the_old_procedure,
        ),
        (
            refused_and_told_on_the_third_working_day,
            told_after_national_day,
            nobody_was_left_to_tell,
            told_on_monday_where_the_third_day_was_a_sunday,
        ),
    ),
}
