"""Scenes of family A about persons who are supported twice: in two households, or as destitute as well."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import last_day, month_after
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import DAUGHTER, FAMILY, GRANDCHILD, HEAD, SPOUSE, kin_row
from mingjian.sample.scenes.play import WRONGLY_APPROVED, WRONGLY_APPROVED_DEVOLVED, Play, Script, merged
from mingjian.sample.scenes.records import destitution, known_before, known_from, month_long_before

PARENTS = (HEAD, SPOUSE, DAUGHTER)
GRANDPARENTS = (HEAD, SPOUSE, GRANDCHILD)
OVERLAP_LATER = ("8(5)",)


def a_child_is_covered_twice(play: Play) -> Sequence[Scene]:
    """With her parents, and some months later with her grandparents too."""
    return _covered_twice(play, "county", WRONGLY_APPROVED)


def a_child_is_covered_twice_by_the_township(play: Play) -> Sequence[Scene]:
    """The same where the township had approved the second household."""
    return _covered_twice(play, "township", WRONGLY_APPROVED_DEVOLVED)


def _covered_twice(play: Play, second_by: str, clauses: tuple[str, ...]) -> Sequence[Scene]:
    first, second = _two_homes(play, play.window(10), 4)
    second = replace(second, devolved=second_by == "township")
    return [play.violation("person", first.members[2].person_id, clauses, _both(play, first, second))]


def a_child_joins_a_second_household_unasked(play: Play) -> Sequence[Scene]:
    """Entered with her grandparents long after both grants, which nobody weighed again."""
    first, second = _two_homes(play, play.window(10), 0)
    rows = _both(play, first, second.with_member(2, covered=False))
    for row in rows["members"]:
        if row["household_id"] == second.household_id and row["person_id"] == first.members[2].person_id:
            row.update(covered=True, joined_on=second.months[5])
    return [play.violation("person", first.members[2].person_id, OVERLAP_LATER, rows)]


def a_child_moved_within_a_month(play: Play) -> Sequence[Scene]:
    """One month counted in both households is a move."""
    first, second = _two_homes(play, play.window(10), 0)
    month = first.months[5]
    first, second = (
        first.with_member(2, left_on=month.replace(day=20)),
        second.with_member(2, joined_on=month),
    )
    return [play.look_alike("person", first.members[2].person_id, _both(play, first, second))]


def a_child_moved_at_the_end_of_a_month(play: Play) -> Sequence[Scene]:
    """No month in both."""
    first, second = _two_homes(play, play.window(10), 0)
    first = first.with_member(2, left_on=last_day(first.months[4]))
    second = second.with_member(2, joined_on=first.months[5])
    return [play.look_alike("person", first.members[2].person_id, _both(play, first, second))]


def a_child_stands_in_two_lists_and_is_covered_in_one(play: Play) -> Sequence[Scene]:
    """The grandparents' household names her without being paid for her."""
    first, second = _two_homes(play, play.window(10), 2)
    second = second.with_member(2, covered=False)
    return [play.look_alike("person", first.members[2].person_id, _both(play, first, second))]


def _two_homes(play: Play, months: tuple[date, ...], later: int) -> tuple[Home, Home]:
    """Parents with a grown daughter, and from `later` months on grandparents in the same village with the same girl."""
    first = settled(play, months, PARENTS, head_age=(48, 52))
    second = settled(play, months[later:], GRANDPARENTS, head_age=(74, 78))
    girl = replace(first.members[2], relation=GRANDCHILD)
    return first, replace(second, members=(*second.members[:2], girl))


def _both(play: Play, first: Home, second: Home) -> Rows:
    tie = {"kinship": [kin_row(second.head, first.head, "child", first.granted_on - timedelta(days=400))]}
    return merged(rows_of(play, first), rows_of(play, second), tie)


def a_destitute_man_was_approved(play: Play) -> Sequence[Scene]:
    """Supported as destitute and visible there before the grant."""
    home = settled(play, play.window(9))
    return _destitute(play, home, WRONGLY_APPROVED, month_long_before(home), known_before(home))


def a_destitute_man_was_approved_by_the_township(play: Play) -> Sequence[Scene]:
    """The same where the power of approval was devolved."""
    home = replace(settled(play, play.window(9)), devolved=True)
    return _destitute(play, home, WRONGLY_APPROVED_DEVOLVED, month_long_before(home), known_before(home))


def a_man_became_destitute_and_stayed_on_the_list(play: Play) -> Sequence[Scene]:
    """The later support did not end the allowance."""
    home = settled(play, play.window(9))
    begun = home.months[3]
    return _destitute(play, home, OVERLAP_LATER, begun, known_from(play, begun))


def two_months_of_allowance_and_destitute_support(play: Play) -> Sequence[Scene]:
    """As many as the rule asks for."""
    home = settled(play, play.window(9))
    begun = home.months[-2]
    return _destitute(play, home, OVERLAP_LATER, begun, known_from(play, begun))


def _destitute(
    play: Play, home: Home, clauses: tuple[str, ...], begun: date, known: dict[str, date]
) -> Sequence[Scene]:
    person = home.members[1]
    rows = merged(rows_of(play, home), destitution(home, person, begun, None, known))
    return [play.violation("person", person.person_id, clauses, rows)]


def one_month_of_allowance_and_destitute_support(play: Play) -> Sequence[Scene]:
    """The change from one support to the other took a month."""
    home = settled(play, play.window(9))
    begun = home.months[-1]
    return _destitute_but_lawful(play, home, 1, begun, None)


def the_destitute_support_ended_before_the_grant(play: Play) -> Sequence[Scene]:
    """The last month of support is the one before the first allowance."""
    home = settled(play, play.window(9))
    return _destitute_but_lawful(play, home, 1, month_long_before(home), month_after(home.months[0], -1))


def the_destitute_man_is_not_covered(play: Play) -> Sequence[Scene]:
    """He lives in the house and is named in the list, but not covered."""
    home = settled(play, play.window(9), FAMILY, head_age=(50, 58)).with_member(2, covered=False)
    return _destitute_but_lawful(play, home, 2, month_long_before(home), None)


def _destitute_but_lawful(
    play: Play, home: Home, index: int, begun: date, ended: date | None
) -> Sequence[Scene]:
    known = known_before(home) if begun < home.granted_on else known_from(play, begun)
    rows = merged(rows_of(play, home), destitution(home, home.members[index], begun, ended, known))
    return [play.look_alike("person", home.members[index].person_id, rows)]


SCRIPTS = {
    "double-benefit": Script(
        (
            a_child_is_covered_twice,
            a_child_joins_a_second_household_unasked,
            a_child_is_covered_twice_by_the_township,
        ),
        (
            a_child_moved_within_a_month,
            a_child_stands_in_two_lists_and_is_covered_in_one,
            a_child_moved_at_the_end_of_a_month,
        ),
    ),
    "destitute-overlap": Script(
        (
            a_destitute_man_was_approved,
            a_man_became_destitute_and_stayed_on_the_list,
            two_months_of_allowance_and_destitute_support,
            a_destitute_man_was_approved_by_the_township,
        ),
        (
            one_month_of_allowance_and_destitute_support,
            the_destitute_support_ended_before_the_grant,
            the_destitute_man_is_not_covered,
        ),
    ),
}
