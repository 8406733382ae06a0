"""Scenes of family C about what belongs together: one family in two households, two families in one, guests in one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import month_after
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.outsiders import (
    aged,
    born,
    joined,
    known_long,
    last_months,
    marriage,
    moved_to_book,
    on_book,
    parentage,
)
from mingjian.sample.scenes.people import COUPLE, DAUGHTER, FATHER, GRANDCHILD, HEAD, NOTHING, SPOUSE, Person
from mingjian.sample.scenes.play import Play, Script, merged
from mingjian.sample.scenes.records import death, disability

BADLY_ORGANISED = ("8(4)",)
ALONE = (HEAD,)
WITH_DAUGHTER = (HEAD, SPOUSE, DAUGHTER)


def _wedding(play: Play) -> date:
    return play.stage.first_month - timedelta(days=play.rng.randint(800, 1800))


def _couple_apart(play: Play, his: Sequence[date], hers: Sequence[date]) -> tuple[Home, Home]:
    """Two households of one person each, a man's and a woman's, with the months of each on the list."""
    one, other = settled(play, his, ALONE), settled(play, hers, ALONE)
    if one.head.sex == other.head.sex:
        sex = "female" if one.head.sex == "male" else "male"
        again = replace(born(play, other.head.born_on, sex, HEAD), income=other.head.income)
        other = replace(other, members=(again,), holder_id=again.person_id)
    return one, other


def _pair(one: Home, other: Home) -> str:
    return "|".join(sorted((one.household_id, other.household_id)))


def _split(play: Play, one: Home, other: Home, *records: Rows) -> Sequence[Scene]:
    rows = merged(*records, rows_of(play, one), rows_of(play, other))
    return [play.violation("household", _pair(one, other), BADLY_ORGANISED, rows)]


def _apart(play: Play, one: Home, other: Home, *records: Rows) -> Sequence[Scene]:
    rows = merged(*records, rows_of(play, one), rows_of(play, other))
    return [play.look_alike("household", _pair(one, other), rows)]


def husband_and_wife_have_a_household_each(play: Play) -> Sequence[Scene]:
    """Married for years, each the head and only member of a household of the same village."""
    months = play.window(9)
    one, other = _couple_apart(play, months, months[3:])
    return _split(play, one, other, marriage(play, one.head, other.head, _wedding(play)))


def a_schoolchild_is_put_with_its_grandmother(play: Play) -> Sequence[Scene]:
    """The parents are on the list, and so is the grandmother, with the child in her household."""
    months = play.window(8)
    parents = settled(play, months, COUPLE, head_age=(36, 42))
    child = born(play, date(months[0].year - 11, play.rng.randint(1, 12), 12), "male", GRANDCHILD)
    old = joined(settled(play, months, ALONE, head_age=(62, 66)), child)
    ties = [parentage(play, parent, child) for parent in parents.members]
    return _split(play, parents, old, *ties, parentage(play, old.head, parents.head))


def his_list_names_the_wife_who_has_one_of_her_own(play: Play) -> Sequence[Scene]:
    """The marriage is on no record but his list of members, where she stands uncovered."""
    months = play.window(8)
    one, other = _couple_apart(play, months, months)
    named = joined(one, replace(other.head, relation=SPOUSE, covered=False, income=NOTHING))
    rows = merged(rows_of(play, named), rows_of(play, other))
    rows["kinship"] = []
    return [play.violation("household", _pair(one, other), BADLY_ORGANISED, rows)]


def a_student_is_put_with_the_grandmother(play: Play) -> Sequence[Scene]:
    """Grown, and still at college."""
    months = play.window(8)
    parents = settled(play, months, COUPLE, head_age=(44, 47))
    child = born(play, date(months[0].year - 21, play.rng.randint(1, 12), 12), "female", GRANDCHILD)
    old = joined(settled(play, months, ALONE, head_age=(68, 71)), child)
    rows = merged(rows_of(play, parents), rows_of(play, old), parentage(play, parents.head, child))
    for row in rows["members"]:
        if row["person_id"] == child.person_id:
            row["status"] = "在校生"
    return [play.violation("household", _pair(parents, old), BADLY_ORGANISED, rows)]


def a_severely_disabled_wife_stands_alone(play: Play) -> Sequence[Scene]:
    """Who is disabled in the first two grades may apply alone."""
    months = last_months(play, 8)
    one, other = _couple_apart(play, months, months)
    wed = marriage(play, one.head, other.head, _wedding(play))
    return _apart(play, one, other, wed, disability(other, other.head, "physical", 2))


def a_grown_son_lives_apart_from_his_father(play: Play) -> Sequence[Scene]:
    """A parent and a grown child who live apart are two families."""
    months = play.window(9)
    old = settled(play, months, ALONE, head_age=(66, 70))
    young = settled(play, months, COUPLE, head_age=(40, 44))
    return _apart(play, old, young, parentage(play, old.head, young.head))


def the_two_were_divorced_before(play: Play) -> Sequence[Scene]:
    """The marriage ended the day before the second household began."""
    months = play.window(9)
    one, other = _couple_apart(play, months, months[3:])
    ended = other.months[0] - timedelta(days=1)
    return _apart(play, one, other, marriage(play, one.head, other.head, _wedding(play), ended))


def a_child_lives_with_its_divorced_mother(play: Play) -> Sequence[Scene]:
    """The father has a household of his own; the child belongs to the mother's."""
    months = play.window(9)
    one, other = _couple_apart(play, months, months)
    child = born(play, date(other.months[0].year - 9, play.rng.randint(1, 12), 7), "female", DAUGHTER)
    ended = play.stage.first_month - timedelta(days=700)
    ties = (parentage(play, one.head, child), marriage(play, one.head, other.head, _wedding(play), ended))
    return _apart(play, one, joined(other, child), *ties)


def one_household_ended_before_the_other_began(play: Play) -> Sequence[Scene]:
    """They moved together: hers ended in the month before his began."""
    months = play.window(10)
    one, other = _couple_apart(play, months[:5], months[5:])
    return _apart(play, one, other, marriage(play, one.head, other.head, _wedding(play)))


def _with_strangers(play: Play, *strangers: Person) -> Home:
    return joined(settled(play, play.window(8)), *strangers)


def two_families_share_one_file(play: Play) -> Sequence[Scene]:
    """A couple of another register, no kin of anybody in the house."""
    man, woman = aged(play, 57, "male"), aged(play, 55, "female")
    home = _with_strangers(play, man, woman)
    rows = moved_to_book(rows_of(play, home), play.registrar.book(), man, woman)
    rows = merged(rows, marriage(play, man, woman, _wedding(play)))
    return [play.violation("household", home.household_id, BADLY_ORGANISED, rows)]


def a_neighbour_is_covered_in_the_household(play: Play) -> Sequence[Scene]:
    """One person of another register, of whom nothing says that he is kin."""
    neighbour = aged(play, 62, "male")
    home = _with_strangers(play, neighbour)
    rows = moved_to_book(rows_of(play, home), play.registrar.book(), neighbour)
    return [play.violation("household", home.household_id, BADLY_ORGANISED, rows)]


def the_widow_of_a_son_stays_in_the_house(play: Play) -> Sequence[Scene]:
    """She is called 其他; the son through whom she belongs died years ago."""
    home = settled(play, play.window(8), COUPLE, head_age=(52, 58))
    son, widow = aged(play, 28, "male"), aged(play, 27, "female")
    home = joined(home, widow)
    died = play.stage.first_month - timedelta(days=300)
    rows = moved_to_book(rows_of(play, home), play.registrar.book(), widow)
    ties = (parentage(play, home.head, son), marriage(play, son, widow, died - timedelta(days=900)))
    rows = merged(rows, *ties, death(son, died, {"available_on": died + timedelta(days=20)}))
    return [play.look_alike("household", home.household_id, rows)]


def the_mother_of_the_wife_lives_with_them(play: Play) -> Sequence[Scene]:
    """On a register of her own; the list says 岳母."""
    mother = replace(aged(play, 70, "female"), relation="岳母")
    home = _with_strangers(play, mother)
    rows = moved_to_book(rows_of(play, home), play.registrar.book(), mother)
    return [play.look_alike("household", home.household_id, rows)]


def the_register_was_divided(play: Play) -> Sequence[Scene]:
    """Two registers that were one."""
    cousin = aged(play, 50, "male")
    home = _with_strangers(play, cousin)
    split = {"split_on": known_long(play) - timedelta(days=300), "split_from": home.hukou_no}
    rows = moved_to_book(rows_of(play, home), play.registrar.book(), cousin, **split)
    return [play.look_alike("household", home.household_id, rows)]


def _at_her_parents(play: Play) -> tuple[Home, Person, Person]:
    """Parents, their grown daughter on another register, and a man on hers."""
    home = settled(play, play.window(9), WITH_DAUGHTER, head_age=(54, 58))
    return home, home.members[2], aged(play, 32, "male")


def _guest(play: Play, home: Home, guest: Person, *records: Rows) -> Rows:
    """The household with one member on another register."""
    return merged(moved_to_book(rows_of(play, home), play.registrar.book(), guest), *records)


def a_married_daughter_is_covered_with_her_parents(play: Play) -> Sequence[Scene]:
    """She lives on her husband's register, and he in no household of the list."""
    home, daughter, husband = _at_her_parents(play)
    wed = marriage(play, husband, daughter, _wedding(play))
    rows = _guest(play, home, daughter, wed, on_book(play, play.registrar.book(), husband))
    return [play.violation("person", daughter.person_id, BADLY_ORGANISED, rows)]


def a_daughter_stays_four_months_after_her_wedding(play: Play) -> Sequence[Scene]:
    """Three months may pass until a wedding is reported; she stayed on the list longer."""
    home, daughter, husband = _at_her_parents(play)
    wed = marriage(play, daughter, husband, month_after(home.months[-1], -4).replace(day=18))
    return [play.violation("person", daughter.person_id, BADLY_ORGANISED, _guest(play, home, daughter, wed))]


def a_father_is_covered_without_his_wife(play: Play) -> Sequence[Scene]:
    """On a register of his own; the mother lives elsewhere."""
    home = settled(play, play.window(9), (HEAD, SPOUSE, FATHER), head_age=(42, 46))
    father, mother = home.members[2], aged(play, 68, "female")
    rows = _guest(play, home, father, marriage(play, father, mother, _wedding(play)))
    return [play.violation("person", father.person_id, BADLY_ORGANISED, rows)]


def her_husband_has_died(play: Play) -> Sequence[Scene]:
    """A widow who came home."""
    home, daughter, husband = _at_her_parents(play)
    died = play.stage.first_month - timedelta(days=200)
    gone = death(husband, died, {"available_on": died + timedelta(days=15)})
    rows = _guest(play, home, daughter, marriage(play, husband, daughter, _wedding(play)), gone)
    return [play.look_alike("person", daughter.person_id, rows)]


def her_husband_lives_with_them(play: Play) -> Sequence[Scene]:
    """The son-in-law stands in the list too."""
    home, daughter, husband = _at_her_parents(play)
    home = joined(home, replace(husband, relation="女婿"))
    rows = _guest(play, home, daughter, marriage(play, husband, daughter, _wedding(play)))
    return [play.look_alike("person", daughter.person_id, rows)]


def she_left_in_the_third_month_after_her_wedding(play: Play) -> Sequence[Scene]:
    """Reported in time."""
    home, daughter, husband = _at_her_parents(play)
    wed = marriage(play, daughter, husband, month_after(home.months[-1], -3).replace(day=18))
    return [play.look_alike("person", daughter.person_id, _guest(play, home, daughter, wed))]


SCRIPTS = {
    "split-household": Script(
        (
            husband_and_wife_have_a_household_each,
            a_schoolchild_is_put_with_its_grandmother,
            his_list_names_the_wife_who_has_one_of_her_own,
            a_student_is_put_with_the_grandmother,
        ),
        (
            a_severely_disabled_wife_stands_alone,
            a_grown_son_lives_apart_from_his_father,
            the_two_were_divorced_before,
            a_child_lives_with_its_divorced_mother,
            one_household_ended_before_the_other_began,
        ),
    ),
    "merged-household": Script(
        (two_families_share_one_file, a_neighbour_is_covered_in_the_household),
        (
            the_widow_of_a_son_stays_in_the_house,
            the_mother_of_the_wife_lives_with_them,
            the_register_was_divided,
        ),
    ),
    "hitch-hiker": Script(
        (
            a_married_daughter_is_covered_with_her_parents,
            a_daughter_stays_four_months_after_her_wedding,
            a_father_is_covered_without_his_wife,
        ),
        (her_husband_has_died, her_husband_lives_with_them, she_left_in_the_third_month_after_her_wedding),
    ),
}
