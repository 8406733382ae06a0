"""Scenes of family E about the steps themselves: missing, out of order, posted too briefly, one visitor, appraisals."""

from collections.abc import Sequence
from datetime import date, timedelta

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import months_between, working_days_after
from mingjian.sample.scenes.files import (
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
    spared,
    steps_of,
)
from mingjian.sample.scenes.ordinary import rows_of, settled
from mingjian.sample.scenes.play import Play, Script

TOWNSHIP = ("8(3)",)
COUNTY = ("9(2)",)
BOTH = ("8(3)", "9(2)")


def granted_without_a_visit(play: Play) -> Sequence[Scene]:
    """The file goes from acceptance to the posting."""
    return _without(play, TOWNSHIP, "surveyed")


def granted_without_a_check(play: Play) -> Sequence[Scene]:
    """The county asked no register."""
    return _without(play, COUNTY, "check_requested", "check_replied")


def neither_posted_nor_published(play: Play) -> Sequence[Scene]:
    """Nobody in the village could know."""
    return _without(play, BOTH, "posted_first", "published")


def _without(play: Play, clauses: tuple[str, ...], *names: str) -> Sequence[Scene]:
    _, rows, number = granted(play)
    drop(rows, number, *names)
    return found(play, number, clauses, rows)


def neighbours_were_asked_instead_of_a_visit(play: Play) -> Sequence[Scene]:
    """A lead: there may have been a reason not to go."""
    _, rows, number = granted(play)
    enter(rows, number, "surveyed", "neighbours_asked", day_of(rows, number, "surveyed"))
    drop(rows, number, "surveyed")
    return found(play, number, TOWNSHIP, rows)


def the_township_approved_and_published_nothing(play: Play) -> Sequence[Scene]:
    """What the county would owe elsewhere is the township's where the power was handed down."""
    _, rows, number = granted_by_township(play)
    drop(rows, number, "published")
    return found(play, number, TOWNSHIP, rows)


def not_appraised_under_the_old_procedure(play: Play) -> Sequence[Scene]:
    """Until the middle of 2021 every application was appraised."""
    rows, number = granted_long_ago(play)
    drop(rows, number, "appraised")
    return found(play, number, TOWNSHIP, rows)


def not_posted_again_under_the_old_procedure(play: Play) -> Sequence[Scene]:
    """The county's own posting is missing."""
    rows, number = granted_long_ago(play)
    drop(rows, number, "posted_second")
    return found(play, number, COUNTY, rows)


def the_township_approved_and_need_not_send_up(play: Play) -> Sequence[Scene]:
    """There was nobody to send it to."""
    _, rows, number = granted_by_township(play)
    drop(rows, number, "submitted")
    return spared(play, number, rows)


def letters_were_sent_beside_the_visit(play: Play) -> Sequence[Scene]:
    """More was done than is asked."""
    _, rows, number = granted(play)
    enter(rows, number, "surveyed", "letters_sent", day_of(rows, number, "surveyed"))
    return spared(play, number, rows)


def no_check_before_the_platform_was_connected(play: Play) -> Sequence[Scene]:
    """Accepted early in 2020; the first department was connected in April."""
    home = settled(play, months_between(date(2020, 4, 1), date(2020, 12, 1)))
    rows, number = rows_of(play, home), f"{home.household_id}-A1"
    del rows["payments"]
    drop(rows, number, "check_requested", "check_replied")
    return spared(play, number, rows)


def visited_before_it_was_accepted(play: Play) -> Sequence[Scene]:
    """The form of the visit is a working day older than the application's acceptance."""
    _, rows, number = granted(play)
    move(rows, number, "surveyed", working_days_after(day_of(rows, number, "accepted"), -1))
    mark(rows, number, applied_on=day_of(rows, number, "surveyed"))
    move(rows, number, "applied", day_of(rows, number, "surveyed"))
    return found(play, number, TOWNSHIP, rows)


def posted_before_it_was_visited(play: Play) -> Sequence[Scene]:
    """What was posted nobody had looked at."""
    _, rows, number = granted(play)
    move(rows, number, "posted_first", working_days_after(day_of(rows, number, "surveyed"), -1))
    return found(play, number, TOWNSHIP, rows)


def decided_before_it_was_sent_up(play: Play) -> Sequence[Scene]:
    """The papers came to the county on the working day after its decision."""
    _, rows, number = granted(play)
    move(rows, number, "submitted", working_days_after(day_of(rows, number, "decided"), 1))
    return found(play, number, COUNTY, rows)


def appraised_before_it_was_visited(play: Play) -> Sequence[Scene]:
    """Under the old procedure the visit comes first."""
    rows, number = granted_long_ago(play)
    move(rows, number, "appraised", working_days_after(day_of(rows, number, "surveyed"), -1))
    return found(play, number, TOWNSHIP, rows)


def visited_once_more_after_the_posting(play: Play) -> Sequence[Scene]:
    """A doubt was looked into; the first visit stands where it belongs."""
    _, rows, number = granted(play)
    first = steps_of(rows, number, "surveyed")[0]
    again = working_days_after(day_of(rows, number, "posted_first"), 3)
    enter(rows, number, "surveyed", "surveyed", again, officer2_id=first["officer2_id"])
    return spared(play, number, rows)


def papers_were_looked_up_before_acceptance(play: Play) -> Sequence[Scene]:
    """Examining an application the office may ask the registers."""
    _, rows, number = granted(play)
    day = working_days_after(day_of(rows, number, "accepted"), -1)
    move(rows, number, "check_requested", day)
    move(rows, number, "applied", day)
    mark(rows, number, applied_on=day)
    return spared(play, number, rows)


def accepted_and_visited_on_one_day(play: Play) -> Sequence[Scene]:
    """Several steps of a day are in order."""
    _, rows, number = granted(play)
    move(rows, number, "surveyed", day_of(rows, number, "accepted"))
    return spared(play, number, rows)


def posted_for_six_days(play: Play) -> Sequence[Scene]:
    """The first and the last day counted."""
    _, rows, number = granted(play)
    _posted(rows, number, "posted_first", 6)
    return found(play, number, TOWNSHIP, rows)


def taken_down_on_the_second_day(play: Play) -> Sequence[Scene]:
    """Long enough for a photograph."""
    _, rows, number = granted(play)
    _posted(rows, number, "posted_first", 2)
    return found(play, number, TOWNSHIP, rows)


def posted_for_five_days_with_an_objection(play: Play) -> Sequence[Scene]:
    """A lead: the notice may have been taken down because of it."""
    _, rows, number = granted(play)
    _posted(rows, number, "posted_first", 5)
    mark(rows, number, objection=True)
    return found(play, number, TOWNSHIP, rows)


def the_county_posted_for_six_days_under_the_old_procedure(play: Play) -> Sequence[Scene]:
    """The second posting has to hang as long as the first; the decision followed in time."""
    rows, number = granted_long_ago(play)
    decided_on = day_of(rows, number, "decided")
    first = decided_on - timedelta(days=6)
    move(rows, number, "posted_second", first)
    move(rows, number, "submitted", working_days_after(first, -3))
    _posted(rows, number, "posted_second", 6)
    return found(play, number, COUNTY, rows)


def posted_for_seven_days_with_both_ends(play: Play) -> Sequence[Scene]:
    """Worth a note: without the first day it is one short."""
    _, rows, number = granted(play)
    _posted(rows, number, "posted_first", 7)
    return spared(play, number, rows)


def posted_for_eight_days(play: Play) -> Sequence[Scene]:
    """Seven without the first."""
    _, rows, number = granted(play)
    _posted(rows, number, "posted_first", 8)
    return spared(play, number, rows)


def put_up_again_for_the_full_time(play: Play) -> Sequence[Scene]:
    """The wind had taken the first notice."""
    _, rows, number = granted(play)
    last = steps_of(rows, number, "posted_first")[0]["until"]
    first_on = day_of(rows, number, "posted_first")
    _posted(rows, number, "posted_first", 2)
    enter(rows, number, "posted_first", "posted_first", first_on + timedelta(days=3), until=last)
    return spared(play, number, rows)


def _posted(rows: Rows, number: str, name: str, days: int) -> None:
    end_posting(rows, number, name, day_of(rows, number, name) + timedelta(days=days - 1))


def one_officer_went_alone(play: Play) -> Sequence[Scene]:
    """The second name is missing."""
    _, rows, number = granted(play)
    del steps_of(rows, number, "surveyed")[0]["officer2_id"]
    return found(play, number, TOWNSHIP, rows)


def one_officer_stands_in_both_cells(play: Play) -> Sequence[Scene]:
    """Two names, one person."""
    _, rows, number = granted(play)
    for row in steps_of(rows, number, "surveyed"):
        row["officer2_id"] = row["officer_id"]
    return found(play, number, TOWNSHIP, rows)


def each_of_two_went_on_another_day(play: Play) -> Sequence[Scene]:
    """One name a visit, two officers in all."""
    _, rows, number = granted(play)
    first = steps_of(rows, number, "surveyed")[0]
    other = first.pop("officer2_id")
    again = working_days_after(day_of(rows, number, "surveyed"), 1)
    enter(rows, number, "surveyed", "surveyed", again, officer_id=other)
    return spared(play, number, rows)


def nobody_is_named(play: Play) -> Sequence[Scene]:
    """Empty cells say nothing about who went."""
    _, rows, number = granted(play)
    for row in steps_of(rows, number, "surveyed"):
        del row["officer_id"], row["officer2_id"]
    return spared(play, number, rows)


def nineteen_representatives_of_thirty(play: Play) -> Sequence[Scene]:
    """One fewer than two thirds."""
    return _appraised(play, (30, 19))


def a_meeting_of_officials(play: Play) -> Sequence[Scene]:
    """Three residents among twelve."""
    return _appraised(play, (12, 3))


def _appraised(play: Play, numbers: tuple[int, int]) -> Sequence[Scene]:
    rows, number = _at_the_meeting(play, numbers)
    return found(play, number, TOWNSHIP, rows)


def twenty_representatives_of_thirty(play: Play) -> Sequence[Scene]:
    """Exactly two thirds."""
    rows, number = _at_the_meeting(play, (30, 20))
    return spared(play, number, rows)


def the_meeting_was_held_again(play: Play) -> Sequence[Scene]:
    """The first had too few representatives, the second enough."""
    rows, number = _at_the_meeting(play, (30, 15))
    again = working_days_after(day_of(rows, number, "appraised"), 1)
    enter(rows, number, "appraised", "appraised", again, attendance=24, representatives=16)
    return spared(play, number, rows)


def an_appraisal_after_the_new_procedure_began(play: Play) -> Sequence[Scene]:
    """Nobody asks for one any more, and no share is set."""
    _, rows, number = granted(play)
    day = day_of(rows, number, "surveyed")
    enter(rows, number, "surveyed", "appraised", day, attendance=30, representatives=10)
    return spared(play, number, rows)


def _at_the_meeting(play: Play, numbers: tuple[int, int]) -> tuple[Rows, str]:
    rows, number = refused(play, date(2021, 5, play.rng.randint(10, 28)))
    for row in steps_of(rows, number, "appraised"):
        row["attendance"], row["representatives"] = numbers
    return rows, number


SCRIPTS = {
    "missing-step": Script(
        (
            granted_without_a_visit,
            not_appraised_under_the_old_procedure,
            granted_without_a_check,
            neither_posted_nor_published,
            neighbours_were_asked_instead_of_a_visit,
            the_township_approved_and_published_nothing,
            not_posted_again_under_the_old_procedure,
        ),
        (
            the_township_approved_and_need_not_send_up,
            no_check_before_the_platform_was_connected,
            letters_were_sent_beside_the_visit,
        ),
    ),
    "out-of-order": Script(
        (
            posted_before_it_was_visited,
            decided_before_it_was_sent_up,
            visited_before_it_was_accepted,
            appraised_before_it_was_visited,
        ),
        (
            visited_once_more_after_the_posting,
            papers_were_looked_up_before_acceptance,
            accepted_and_visited_on_one_day,
        ),
    ),
    "short-posting": Script(
        (
            posted_for_six_days,
            the_county_posted_for_six_days_under_the_old_procedure,
            taken_down_on_the_second_day,
            posted_for_five_days_with_an_objection,
        ),
        (posted_for_seven_days_with_both_ends, posted_for_eight_days, put_up_again_for_the_full_time),
    ),
    "one-surveyor": Script(
        (one_officer_went_alone, one_officer_stands_in_both_cells),
        (each_of_two_went_on_another_day, nobody_is_named),
    ),
    "appraisal-unlawful": Script(
        (nineteen_representatives_of_thirty, a_meeting_of_officials),
        (
            twenty_representatives_of_thirty,
            the_meeting_was_held_again,
            an_appraisal_after_the_new_procedure_began,
        ),
    ),
}
