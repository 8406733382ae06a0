"""Scenes of family C about people who should stand in a household's list, and about what households share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import month_after
from mingjian.sample.scenes.ordinary import Home, found_at, rows_of, settled, spared_at
from mingjian.sample.scenes.outsiders import (
    aged,
    born,
    known_long,
    last_months,
    marriage,
    on_book,
    parentage,
)
from mingjian.sample.scenes.people import COUPLE, HEAD, SON, Person, kin_row
from mingjian.sample.scenes.play import Play, Script, merged
from mingjian.sample.scenes.records import insured_work, pension, post

SLACK = ("8(6)",)
BADLY_ORGANISED = ("8(4)",)
ALONE = (HEAD,)
YEARS = timedelta(days=1500)


def _alone(play: Play, length: int = 9) -> Home:
    return settled(play, play.window(length), ALONE, head_age=(48, 56))


def _spouse_of(play: Play, home: Home) -> tuple[Person, Rows]:
    """The head's husband or wife, and the marriage on record."""
    sex = "female" if home.head.sex == "male" else "male"
    other = aged(play, 50, sex)
    return other, marriage(play, home.head, other, play.stage.first_month - YEARS)


def _since_long(play: Play) -> dict[str, date]:
    return {"available_on": known_long(play)}


def _found(play: Play, home: Home, outsider: Person, *records: Rows) -> Sequence[Scene]:
    rows = merged(rows_of(play, home), on_book(play, home.hukou_no, outsider, head=False), *records)
    return found_at(play, home, SLACK, rows)


def _spared(play: Play, home: Home, outsider: Person, *records: Rows) -> Sequence[Scene]:
    rows = merged(rows_of(play, home), on_book(play, home.hukou_no, outsider, head=False), *records)
    return spared_at(play, home, rows)


def a_wife_on_the_payroll_is_not_declared(play: Play) -> Sequence[Scene]:
    """On the register of the house, in a post for years, and in no list."""
    home = _alone(play)
    other, wed = _spouse_of(play, home)
    pay = (play.stage.first_month.replace(year=play.stage.first_month.year - 4), None)
    return _found(play, home, other, wed, post(other, "established", Decimal(5100), pay, _since_long(play)))


def an_employed_son_is_not_declared(play: Play) -> Sequence[Scene]:
    """Insured by an employer for three months of those paid."""
    home, son = _alone(play), aged(play, 25, "male")
    months = (home.months[2], home.months[4])
    known = {"available_on": home.months[3].replace(day=15)}
    return _found(
        play, home, son, parentage(play, home.head, son), insured_work(son, Decimal(4400), months, known)
    )


def a_pensioned_husband_or_wife_is_not_declared(play: Play) -> Sequence[Scene]:
    """An employee pension began in the last month paid."""
    home = _alone(play)
    other, wed = _spouse_of(play, home)
    known = {"available_on": home.months[-1].replace(day=10)}
    return _found(play, home, other, wed, pension(other, "employee", Decimal(2300), home.months[-1], known))


def the_wife_has_a_welfare_post(play: Play) -> Sequence[Scene]:
    """A post made for the poor."""
    home = _alone(play)
    other, wed = _spouse_of(play, home)
    months = (home.months[1], None)
    known = {"available_on": home.months[1].replace(day=20)}
    return _spared(play, home, other, wed, post(other, "welfare_post", Decimal(700), months, known))


def a_married_son_shares_the_register(play: Play) -> Sequence[Scene]:
    """In a post and with a family of his own."""
    home, son = _alone(play), aged(play, 27, "male")
    wed = marriage(play, son, aged(play, 26, "female"), play.stage.first_month - timedelta(days=400))
    work = post(son, "established", Decimal(4700), (home.months[0], None), _since_long(play))
    return _spared(play, home, son, parentage(play, home.head, son), wed, work)


def two_months_of_work_that_did_not_last(play: Play) -> Sequence[Scene]:
    """A month less than three."""
    home, son = _alone(play), aged(play, 24, "male")
    months = (home.months[3], home.months[4])
    known = {"available_on": home.months[4].replace(day=15)}
    return _spared(
        play, home, son, parentage(play, home.head, son), insured_work(son, Decimal(4400), months, known)
    )


def _child(play: Play, home: Home, age: int) -> Person:
    """A child of that age in the household's first month."""
    birth = date(home.months[0].year - age, play.rng.randint(1, 12), play.rng.randint(2, 28))
    return born(play, birth, play.rng.choice(("male", "female")), SON)


def _left_out(play: Play, home: Home, *records: Rows) -> Sequence[Scene]:
    return found_at(play, home, BADLY_ORGANISED, merged(rows_of(play, home), *records))


def a_schoolchild_on_the_register_is_in_no_list(play: Play) -> Sequence[Scene]:
    """The parents are covered, the child of ten is not even named."""
    home = settled(play, play.window(9), COUPLE, head_age=(38, 44))
    child = _child(play, home, 10)
    ties = [parentage(play, parent, child) for parent in home.members]
    return _left_out(play, home, on_book(play, home.hukou_no, child, head=False), *ties)


def a_schoolchild_is_named_and_not_covered(play: Play) -> Sequence[Scene]:
    """Only the parents are paid for."""
    home = settled(play, play.window(9), COUPLE, head_age=(38, 44))
    child = replace(_child(play, home, 12), covered=False)
    return _left_out(play, replace(home, members=(*home.members, child)))


def a_disabled_son_is_named_and_not_covered(play: Play) -> Sequence[Scene]:
    """Grown, disabled in the second grade; an uncle with a pension of his own shares the register."""
    home = settled(play, play.window(9), ALONE, head_age=(52, 57))
    son = replace(aged(play, 24, "male", SON), covered=False)
    home = replace(home, members=(*home.members, son))
    uncle = aged(play, 63, "male")
    pensioned = pension(uncle, "employee", Decimal(2600), known_long(play).replace(day=1), _since_long(play))
    certificate = {
        "disabled": [
            {"person_id": son.person_id, "kind": "hearing", "grade": 2, "issued_on": known_long(play)}
            | {"division": play.village, "available_on": known_long(play)}
        ]
    }
    brother = {"kinship": [kin_row(home.head, uncle, "sibling", known_long(play))]}
    return _left_out(
        play, home, on_book(play, home.hukou_no, uncle, head=False), pensioned, certificate, brother
    )


def a_newborn_is_not_in_the_list_yet(play: Play) -> Sequence[Scene]:
    """Born in the third month before the household left."""
    home = settled(play, play.window(9), COUPLE, head_age=(34, 38))
    child = born(play, home.months[-3].replace(day=9), "female")
    book = on_book(play, home.hukou_no, child, head=False, available_on=home.months[-2].replace(day=3))
    return spared_at(play, home, merged(rows_of(play, home), book, parentage(play, home.head, child)))


def the_child_may_live_with_its_mother(play: Play) -> Sequence[Scene]:
    """The parents are divorced, and the mother is on neither register nor list."""
    home, mother = _alone(play), aged(play, 40, "female")
    child = _child(play, home, 8)
    ties = (parentage(play, home.head, child), parentage(play, mother, child))
    return _spared(play, home, child, *ties)


def a_grown_son_on_the_register_keeps_himself(play: Play) -> Sequence[Scene]:
    """Neither a minor nor disabled, and without a record of work."""
    home, son = _alone(play), aged(play, 26, "male")
    return _spared(play, home, son, parentage(play, home.head, son))


def a_child_moved_away(play: Play) -> Sequence[Scene]:
    """Struck off the register before the first month paid."""
    home = _alone(play)
    child = _child(play, home, 9)
    gone = {"head": False, "moved_out_on": month_after(home.months[0], -2).replace(day=11)}
    book = on_book(play, home.hukou_no, child, **gone)
    return spared_at(play, home, merged(rows_of(play, home), book, parentage(play, home.head, child)))


def _neighbours(play: Play, count: int) -> list[Home]:
    """Households of one village that are still on the list on the day of the data."""
    months = last_months(play, 8)
    return [settled(play, months, ALONE if n % 2 else COUPLE) for n in range(count)]


def three_households_give_one_phone(play: Play) -> Sequence[Scene]:
    """Nothing ties them but the number."""
    homes = _neighbours(play, 3)
    rows = merged(*(rows_of(play, replace(home, phone=homes[0].phone)) for home in homes))
    return [play.violation("group", homes[0].phone, BADLY_ORGANISED, rows)]


def four_households_give_one_door(play: Play) -> Sequence[Scene]:
    """One address down to the door."""
    rows = merged(*(rows_of(play, home) for home in _neighbours(play, 4)))
    address = str(rows["households"][0]["address"])
    for row in rows["households"]:
        row["address"] = address
    return [play.violation("group", address, BADLY_ORGANISED, rows)]


def two_of_three_with_one_phone_are_kin(play: Play) -> Sequence[Scene]:
    """One answers for her sister; the third is a neighbour."""
    homes = [replace(home, phone="") for home in _neighbours(play, 3)]
    phone = play.registrar.phone()
    rows = merged(*(rows_of(play, replace(home, phone=phone)) for home in homes))
    tie = {"kinship": [kin_row(homes[0].head, homes[1].head, "sibling", known_long(play))]}
    return [play.look_alike("group", phone, merged(rows, tie))]


def the_third_household_has_left_the_list(play: Play) -> Sequence[Scene]:
    """Two in the last month paid."""
    homes = _neighbours(play, 2)
    former = settled(play, play.months[-12:-6], ALONE)
    rows = merged(*(rows_of(play, replace(home, phone=homes[0].phone)) for home in (*homes, former)))
    return [play.look_alike("group", homes[0].phone, rows)]


def an_institution_gives_its_phone(play: Play) -> Sequence[Scene]:
    """Its residents have no other."""
    months, phone = last_months(play, 8), play.registrar.phone()
    homes = [settled(play, months, ALONE, head_age=(61, 75)) for _ in range(3)]
    homes = [replace(home, phone=phone, holder_id=None, institution=True) for home in homes]
    return [play.look_alike("group", phone, merged(*(rows_of(play, home) for home in homes)))]


SCRIPTS = {
    "hidden-member": Script(
        (
            a_wife_on_the_payroll_is_not_declared,
            an_employed_son_is_not_declared,
            a_pensioned_husband_or_wife_is_not_declared,
        ),
        (
            the_wife_has_a_welfare_post,
            a_married_son_shares_the_register,
            two_months_of_work_that_did_not_last,
        ),
    ),
    "member-left-out": Script(
        (
            a_schoolchild_on_the_register_is_in_no_list,
            a_schoolchild_is_named_and_not_covered,
            a_disabled_son_is_named_and_not_covered,
        ),
        (
            a_newborn_is_not_in_the_list_yet,
            the_child_may_live_with_its_mother,
            a_grown_son_on_the_register_keeps_himself,
            a_child_moved_away,
        ),
    ),
    "shared-contact": Script(
        (three_households_give_one_phone, four_households_give_one_door),
        (
            two_of_three_with_one_phone_are_kin,
            the_third_household_has_left_the_list,
            an_institution_gives_its_phone,
        ),
    ),
}
