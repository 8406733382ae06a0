"""Scenes of family A about who a person is: unknown to the register, or with a false number."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from mingjian.exchange.identity import CHECK_DIGITS
from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import last_day
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import COUPLE, FAMILY, HEAD, SON, Person
from mingjian.sample.scenes.play import WRONGLY_APPROVED, WRONGLY_APPROVED_DEVOLVED, NoRoom, Play, Script
from mingjian.sample.scenes.records import long_before


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
