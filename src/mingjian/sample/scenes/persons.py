"""Scenes of family A about persons who died or went to prison while they were paid."""

from collections.abc import Sequence
from datetime import date, timedelta

from mingjian.sample.scene import Scene
from mingjian.sample.scenes.calendar import last_day
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import COUPLE, FAMILY, FATHER, HEAD, SPOUSE
from mingjian.sample.scenes.play import SINCE_THE_NOTICE, Play, Script, merged
from mingjian.sample.scenes.records import death, imprisonment, known_from, known_too_late

WITH_FATHER = (HEAD, SPOUSE, FATHER)
STOPPED = ("8(5)",)
BEFORE_THE_NOTICE = date(2022, 9, 1)
"""The last month in which everything of a scene of the old grace lies."""


def a_dead_man_is_paid(play: Play) -> Sequence[Scene]:
    """The old father of the house died; nobody reports it, and his share runs on for half a year and more."""
    home = settled(play, play.window(12, since=SINCE_THE_NOTICE), WITH_FATHER)
    died_on = play.day_in(home.months[2])
    return _dead_and_paid(play, home, 2, died_on)


def a_dead_woman_is_paid_one_month_too_long(play: Play) -> Sequence[Scene]:
    """Death, the three months of the notice of 2022, and one month more."""
    home = settled(play, play.window(8, since=SINCE_THE_NOTICE), COUPLE)
    return _dead_and_paid(play, home, 1, last_day(home.months[3]))


def the_card_of_a_lone_dead_man_is_still_paid(play: Play) -> Sequence[Scene]:
    """A household of one whose only member died."""
    home = settled(play, play.window(11, since=SINCE_THE_NOTICE), (HEAD,), head_age=(60, 75))
    return _dead_and_paid(play, home, 0, home.months[1])


def a_dead_man_was_paid_two_months_before_the_notice(play: Play) -> Sequence[Scene]:
    """Before 2022-10-20 one month was grace, the second was not."""
    home = settled(play, play.window(6, until=BEFORE_THE_NOTICE), WITH_FATHER)
    return _dead_and_paid(play, home, 2, play.day_in(home.months[3]))


def _dead_and_paid(play: Play, home: Home, index: int, died_on: date) -> Sequence[Scene]:
    person = home.members[index]
    rows = merged(rows_of(play, home), death(person, died_on, known_from(play, died_on)))
    return [play.violation("person", person.person_id, STOPPED, rows)]


def the_dead_man_was_taken_off_in_the_third_month(play: Play) -> Sequence[Scene]:
    """The last month of the grace is the last with his share; the rest of the household stays."""
    home = settled(play, play.window(10, since=SINCE_THE_NOTICE), WITH_FATHER)
    home = home.with_member(2, left_on=last_day(home.months[5]))
    return _dead_but_lawful(play, home, 2, home.months[2].replace(day=1))


def the_death_was_only_visible_later(play: Play) -> Sequence[Scene]:
    """Nobody in this office could see the death before the day of the data."""
    home = settled(play, play.window(10, since=SINCE_THE_NOTICE), WITH_FATHER)
    died_on, person = play.day_in(home.months[2]), home.members[2]
    rows = merged(rows_of(play, home), death(person, died_on, known_too_late(play)))
    return [play.look_alike("person", person.person_id, rows)]


def a_lone_household_was_stopped_in_the_third_month(play: Play) -> Sequence[Scene]:
    """A household of one ends exactly with the grace."""
    home = settled(play, play.window(7, since=SINCE_THE_NOTICE), (HEAD,), head_age=(60, 75))
    return _dead_but_lawful(play, home, 0, play.day_in(home.months[3]))


def the_dead_son_was_never_covered(play: Play) -> Sequence[Scene]:
    """The grown son stands in the list without being covered."""
    home = settled(play, play.window(10, since=SINCE_THE_NOTICE), FAMILY, head_age=(50, 58))
    home = home.with_member(2, covered=False)
    return _dead_but_lawful(play, home, 2, play.day_in(home.months[1]))


def the_dead_man_was_taken_off_next_month_before_the_notice(play: Play) -> Sequence[Scene]:
    """The one month of grace that held before 2022-10-20."""
    home = settled(play, play.window(7, until=BEFORE_THE_NOTICE), WITH_FATHER)
    home = home.with_member(2, left_on=last_day(home.months[3]))
    return _dead_but_lawful(play, home, 2, play.day_in(home.months[2]))


def _dead_but_lawful(play: Play, home: Home, index: int, died_on: date) -> Sequence[Scene]:
    person = home.members[index]
    rows = merged(rows_of(play, home), death(person, died_on, known_from(play, died_on)))
    return [play.look_alike("person", person.person_id, rows)]


def a_prisoner_is_paid(play: Play) -> Sequence[Scene]:
    """In custody from the middle of one month to the middle of another, and paid throughout."""
    home = settled(play, play.window(10))
    return _in_custody(play, home, play.day_in(home.months[2]), play.day_in(home.months[7]))


def a_prisoner_is_paid_for_one_whole_month(play: Play) -> Sequence[Scene]:
    """From the first to the last day of one month."""
    home = settled(play, play.window(7))
    return _in_custody(play, home, home.months[3], last_day(home.months[3]))


def a_prisoner_not_yet_released_is_paid(play: Play) -> Sequence[Scene]:
    """No day of release on record."""
    home = settled(play, play.window(9))
    return _in_custody(play, home, play.day_in(home.months[5]), None)


def _in_custody(play: Play, home: Home, from_day: date, to_day: date | None) -> Sequence[Scene]:
    person = home.members[1]
    rows = merged(rows_of(play, home), imprisonment(person, from_day, to_day, known_from(play, from_day)))
    return [play.violation("person", person.person_id, STOPPED, rows)]


def custody_left_no_whole_month(play: Play) -> Sequence[Scene]:
    """From the second day of a month to the last but one of the next."""
    home = settled(play, play.window(7))
    term = home.months[3].replace(day=2), last_day(home.months[4]) - timedelta(days=1)
    return _custody_but_lawful(play, home, *term, known_from(play, term[0]))


def the_prisoner_was_taken_off_in_his_first_month(play: Play) -> Sequence[Scene]:
    """He left the household on the day he went, and the allowance was cut from the next month."""
    home = settled(play, play.window(9))
    from_day = play.day_in(home.months[3])
    return _custody_but_lawful(
        play, home.with_member(1, left_on=from_day), from_day, None, known_from(play, from_day)
    )


def the_imprisoned_son_was_not_covered(play: Play) -> Sequence[Scene]:
    """He stands in the list, but the allowance does not count him."""
    home = settled(play, play.window(9), FAMILY, head_age=(50, 58)).with_member(2, covered=False)
    from_day = play.day_in(home.months[1])
    return _custody_but_lawful(
        play, home, from_day, play.day_in(home.months[7]), known_from(play, from_day), index=2
    )


def the_custody_was_only_visible_later(play: Play) -> Sequence[Scene]:
    """The extract that holds him came after the day of the data."""
    home = settled(play, play.window(9))
    return _custody_but_lawful(play, home, play.day_in(home.months[2]), None, known_too_late(play))


def _custody_but_lawful(
    play: Play, home: Home, from_day: date, to_day: date | None, known: dict[str, date], index: int = 1
) -> Sequence[Scene]:
    person = home.members[index]
    rows = merged(rows_of(play, home), imprisonment(person, from_day, to_day, known))
    return [play.look_alike("person", person.person_id, rows)]


SCRIPTS = {
    "deceased-paid": Script(
        (
            a_dead_man_is_paid,
            a_dead_woman_is_paid_one_month_too_long,
            the_card_of_a_lone_dead_man_is_still_paid,
            a_dead_man_was_paid_two_months_before_the_notice,
        ),
        (
            the_dead_man_was_taken_off_in_the_third_month,
            the_death_was_only_visible_later,
            a_lone_household_was_stopped_in_the_third_month,
            the_dead_son_was_never_covered,
            the_dead_man_was_taken_off_next_month_before_the_notice,
        ),
    ),
    "imprisoned-paid": Script(
        (a_prisoner_is_paid, a_prisoner_is_paid_for_one_whole_month, a_prisoner_not_yet_released_is_paid),
        (
            custody_left_no_whole_month,
            the_prisoner_was_taken_off_in_his_first_month,
            the_imprisoned_son_was_not_covered,
            the_custody_was_only_visible_later,
        ),
    ),
}
