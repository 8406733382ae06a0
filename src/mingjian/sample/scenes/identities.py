"""Scenes of family A about who a person is: twice on the lists, destitute as well, unknown, or with a false number."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from mingjian.exchange.identity import CHECK_DIGITS
from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import last_day, month_after
from mingjian.sample.scenes.ordinary import (
    COUPLE,
    DAUGHTER,
    FAMILY,
    GRANDCHILD,
    HEAD,
    SON,
    SPOUSE,
    Home,
    Person,
    kin_row,
    rows_of,
    settled,
)
from mingjian.sample.scenes.play import (
    WRONGLY_APPROVED,
    WRONGLY_APPROVED_DEVOLVED,
    NoRoom,
    Play,
    Script,
    merged,
)
from mingjian.sample.scenes.records import (
    destitution,
    known_before,
    known_from,
    long_before,
    month_long_before,
)

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
    """Parents with a daughter, and from `later` months on grandparents in the same village with the same girl."""
    first = settled(play, months, PARENTS, head_age=(40, 46))
    second = settled(play, months[later:], GRANDPARENTS, head_age=(68, 76))
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
    home = settled(play, play.window(9), FAMILY).with_member(2, covered=False)
    return _destitute_but_lawful(play, home, 2, month_long_before(home), None)


def _destitute_but_lawful(
    play: Play, home: Home, index: int, begun: date, ended: date | None
) -> Sequence[Scene]:
    known = known_before(home) if begun < home.granted_on else known_from(play, begun)
    rows = merged(rows_of(play, home), destitution(home, home.members[index], begun, ended, known))
    return [play.look_alike("person", home.members[index].person_id, rows)]


def a_check_digit_is_wrong(play: Play) -> Sequence[Scene]:
    """One figure of the number was mistyped, in the list and in the register alike."""
    home = settled(play, play.window(8), FAMILY)
    number = home.members[2].person_id
    wrong = CHECK_DIGITS[(CHECK_DIGITS.index(number[17]) + play.rng.randint(1, 10)) % 11]
    return _false_identity(play, home.with_member(2, person_id=number[:17] + wrong), 2)


def a_sex_disagrees_with_the_number(play: Play) -> Sequence[Scene]:
    """The list says a man where the number says a woman, or the other way round."""
    home = settled(play, play.window(8))
    other = "male" if home.members[1].sex == "female" else "female"
    return _false_identity(play, home.with_member(1, sex=other), 1)


def a_birth_date_disagrees_with_the_number(play: Play) -> Sequence[Scene]:
    """One day apart."""
    home = settled(play, play.window(8))
    return _false_identity(play, home.with_member(1, born_on=home.members[1].born_on + timedelta(days=1)), 1)


def a_child_is_older_than_its_parent(play: Play) -> Sequence[Scene]:
    """The son in the list was born before the head whose son he is."""
    home = settled(play, play.window(8), (HEAD, SON))
    born_on = home.head.born_on - timedelta(days=play.rng.randint(100, 2000))
    number = play.registrar.identity(play.rng, born_on, "male")
    return _false_identity(play, home.with_member(1, person_id=number, born_on=born_on), 1)


def _false_identity(play: Play, home: Home, index: int) -> Sequence[Scene]:
    return [play.violation("person", home.members[index].person_id, (), rows_of(play, home))]


def a_check_digit_is_x(play: Play) -> Sequence[Scene]:
    """X is the check digit ten."""
    home = settled(play, play.window(8))
    old = home.members[1]
    number = old.person_id
    while number[17] != "X":
        number = play.registrar.identity(play.rng, old.born_on, old.sex)
    return _true_identity(play, home.with_member(1, person_id=number))


def sex_and_birth_date_are_not_recorded(play: Play) -> Sequence[Scene]:
    """What is unknown disagrees with nothing."""
    home = settled(play, play.window(8))
    rows = rows_of(play, home)
    rows["members"][1].update(sex=None, born_on=None)
    return [play.look_alike("person", home.members[1].person_id, rows)]


def somebody_was_born_on_the_leap_day(play: Play) -> Sequence[Scene]:
    """The twenty-ninth of February is a day."""
    home = settled(play, play.window(8))
    born_on, old = date(play.rng.choice((1968, 1972, 1976)), 2, 29), home.members[1]
    return _true_identity(
        play,
        home.with_member(1, person_id=play.registrar.identity(play.rng, born_on, old.sex), born_on=born_on),
    )


def a_parent_is_sixteen_years_older(play: Play) -> Sequence[Scene]:
    """Young, but a parent."""
    home = settled(play, play.window(8), (HEAD, SON))
    born_on = home.head.born_on.replace(year=home.head.born_on.year + 16)
    return _true_identity(
        play,
        home.with_member(1, person_id=play.registrar.identity(play.rng, born_on, "male"), born_on=born_on),
    )


def _true_identity(play: Play, home: Home) -> Sequence[Scene]:
    return [play.look_alike("person", home.members[1].person_id, rows_of(play, home))]


def a_person_nobody_knows_is_covered(play: Play) -> Sequence[Scene]:
    """The register of residents of the county does not hold her."""
    return _not_in_the_register(play, _running(play), 1, WRONGLY_APPROVED)


def a_person_nobody_knows_was_approved_by_the_township(play: Play) -> Sequence[Scene]:
    """The same where the power of approval was devolved."""
    return _not_in_the_register(play, replace(_running(play), devolved=True), 1, WRONGLY_APPROVED_DEVOLVED)


def _running(play: Play, relations: Sequence[str] = COUPLE) -> Home:
    """A household on the list to the end of the data, on one standard where the last months share one."""
    if len(play.months) < 8:
        raise NoRoom("eight months")
    return settled(play, play.months[-8:], relations)


def _not_in_the_register(play: Play, home: Home, index: int, clauses: tuple[str, ...]) -> Sequence[Scene]:
    person = home.members[index]
    rows = _without_register(rows_of(play, home), person)
    return [play.violation("person", person.person_id, clauses, rows)]


def _without_register(rows: Rows, person: Person) -> Rows:
    return rows | {"hukou": [row for row in rows["hukou"] if row["person_id"] != person.person_id]}


def an_uncovered_son_is_not_in_the_register(play: Play) -> Sequence[Scene]:
    """He went to another province; the household is not paid for him."""
    home = _running(play, FAMILY).with_member(2, covered=False)
    rows = _without_register(rows_of(play, home), home.members[2])
    return [play.look_alike("person", home.members[2].person_id, rows)]


def a_wife_is_registered_with_her_parents(play: Play) -> Sequence[Scene]:
    """On another book in the county's seat."""
    home = _running(play)
    rows = rows_of(play, home)
    for row in rows["hukou"]:
        if row["person_id"] == home.members[1].person_id:
            row.update(hukou_no=play.registrar.book(), division=home.county, available_on=long_before(home))
    return [play.look_alike("person", home.members[1].person_id, rows)]


def a_household_left_before_its_member_moved_away(play: Play) -> Sequence[Scene]:
    """Taken off the household's list at the end of a month, and gone from the register since."""
    home = _running(play, FAMILY)
    home = home.with_member(2, left_on=last_day(home.months[3]))
    rows = _without_register(rows_of(play, home), home.members[2])
    return [play.look_alike("person", home.members[2].person_id, rows)]


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
    "invalid-identity": Script(
        (
            a_check_digit_is_wrong,
            a_sex_disagrees_with_the_number,
            a_birth_date_disagrees_with_the_number,
            a_child_is_older_than_its_parent,
        ),
        (
            a_check_digit_is_x,
            sex_and_birth_date_are_not_recorded,
            somebody_was_born_on_the_leap_day,
            a_parent_is_sixteen_years_older,
        ),
    ),
    "unknown-person": Script(
        (a_person_nobody_knows_is_covered, a_person_nobody_knows_was_approved_by_the_township),
        (
            an_uncovered_son_is_not_in_the_register,
            a_wife_is_registered_with_her_parents,
            a_household_left_before_its_member_moved_away,
        ),
    ),
}
