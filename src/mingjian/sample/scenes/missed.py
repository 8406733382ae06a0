"""Scenes of family I: people in need who are on no list, and people who only look as if they were left out."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import month_after
from mingjian.sample.scenes.ordinary import rows_of, settled
from mingjian.sample.scenes.outsiders import (
    OTHER,
    aged,
    born,
    joined,
    known_long,
    last_months,
    on_book,
    parentage,
)
from mingjian.sample.scenes.people import HEAD, Person
from mingjian.sample.scenes.play import NoRoom, Play, Script, merged
from mingjian.sample.scenes.records import death, pension, post, vehicle

LEFT_OUT = ("8(4)",)
EIGHTY = 80


def _found(play: Play, person: Person, *records: Rows) -> Sequence[Scene]:
    return [play.violation("person", person.person_id, LEFT_OUT, merged(*records))]


def _spared(play: Play, person: Person, *records: Rows) -> Sequence[Scene]:
    return [play.look_alike("person", person.person_id, merged(*records))]


def _since_long(play: Play) -> dict[str, date]:
    return {"available_on": known_long(play)}


def _at_home(play: Play, *persons: Person) -> Rows:
    """People on one register; NoRoom on a stage too short for any list to be judged on."""
    last_months(play, 6)
    return on_book(play, play.registrar.book(), *persons)


def _certificate(play: Play, person: Person, kind: str, grade: int, issued_on: date | None = None) -> Rows:
    issued = issued_on or known_long(play)
    row = {"person_id": person.person_id, "kind": kind, "grade": grade, "issued_on": issued}
    return {"disabled": [row | {"division": play.village, "available_on": issued}]}


def _bills(play: Play, person: Person, yuan: Decimal, days_ago: int = 31) -> Rows:
    counted = play.stage.as_of - timedelta(days=days_ago)
    row = {
        "person_id": person.person_id,
        "as_of": counted,
        "out_of_pocket_12m": yuan,
        "division": play.village,
    }
    return {"illness": [row | {"available_on": counted + timedelta(days=10)}]}


def _warning(play: Play, person: Person, list_: str, days_ago: int, assessed: date | None = None) -> Rows:
    warned = play.stage.as_of - timedelta(days=days_ago)
    row = {"person_id": person.person_id, "list": list_, "warned_on": warned, "assessed_on": assessed}
    return {"monitored": [row | {"division": play.village, "available_on": warned}]}


def a_severely_disabled_man_lives_with_his_mother(play: Play) -> Sequence[Scene]:
    """In no list; the mother has the pension of residents and nothing else."""
    man, mother = aged(play, 45, "male"), aged(play, 69, "female")
    basic = pension(mother, "resident", Decimal(165), known_long(play).replace(day=1), _since_long(play))
    return _found(play, man, _at_home(play, man, mother), _certificate(play, man, "physical", 2), basic)


def a_woman_with_a_mental_disability_of_grade_three(play: Play) -> Sequence[Scene]:
    """The third grade counts where it is of the mind."""
    woman = aged(play, 38, "female")
    return _found(play, woman, _at_home(play, woman), _certificate(play, woman, "mental", 3))


def certified_thirty_one_days_ago(play: Play) -> Sequence[Scene]:
    """The first day on which the rule looks; a vehicle for the disabled is no wealth."""
    man = aged(play, 51, "male")
    issued = play.stage.as_of - timedelta(days=31)
    chair = vehicle(play, man, "assistive", Decimal(3800), issued, {"available_on": issued})
    return _found(play, man, _at_home(play, man), _certificate(play, man, "visual", 1, issued), chair)


def a_disabled_man_whose_sister_has_a_car(play: Play) -> Sequence[Scene]:
    """Somebody on the register has means."""
    man, sister = aged(play, 45, "male"), aged(play, 41, "female")
    car = vehicle(play, sister, "car", Decimal(52000), known_long(play), _since_long(play))
    return _spared(play, man, _at_home(play, man, sister), _certificate(play, man, "physical", 1), car)


def a_disabled_man_of_grade_three(play: Play) -> Sequence[Scene]:
    """The third grade of the body is not severe."""
    man = aged(play, 45, "male")
    return _spared(play, man, _at_home(play, man), _certificate(play, man, "physical", 3))


def a_disabled_man_left_the_list_two_months_ago(play: Play) -> Sequence[Scene]:
    """Covered until August: what became of it is for the file of the stop."""
    months = play.months[-10:-2]
    if len(months) < 8:
        raise NoRoom("ten months")
    home = settled(play, months, (HEAD,))
    rows = merged(rows_of(play, home), _certificate(play, home.head, "physical", 2))
    return _spared(play, home.head, rows)


def a_disabled_woman_moved_to_another_province(play: Play) -> Sequence[Scene]:
    """Struck off the register of the place last year."""
    woman = aged(play, 47, "female")
    last_months(play, 6)
    gone = month_after(play.stage.last_month, -12).replace(day=14)
    book = on_book(play, play.registrar.book(), woman, moved_out_on=gone)
    return _spared(play, woman, book, _certificate(play, woman, "intellectual", 2))


def a_woman_with_bills_of_ten_thousand(play: Play) -> Sequence[Scene]:
    """Exactly as much as the rule asks for."""
    woman, man = aged(play, 52, "female"), aged(play, 54, "male")
    return _found(play, woman, _at_home(play, woman, man), _bills(play, woman, Decimal(10000)))


def a_man_with_large_bills_counted_a_year_ago(play: Play) -> Sequence[Scene]:
    """The last day on which a count is fresh."""
    man = aged(play, 49, "male")
    return _found(play, man, _at_home(play, man), _bills(play, man, Decimal(38400), days_ago=365))


def bills_of_a_yuan_less(play: Play) -> Sequence[Scene]:
    """Under the limit."""
    man = aged(play, 49, "male")
    return _spared(play, man, _at_home(play, man), _bills(play, man, Decimal(9999)))


def an_ill_woman_whose_husband_is_retired_from_a_school(play: Play) -> Sequence[Scene]:
    """Paid by the treasury every month."""
    woman, man = aged(play, 60, "female"), aged(play, 64, "male")
    pay = post(man, "retired", Decimal(5300), (known_long(play).replace(day=1), None), _since_long(play))
    return _spared(play, woman, _at_home(play, man, woman), _bills(play, woman, Decimal(26000)), pay)


def an_ill_woman_is_supported_as_destitute(play: Play) -> Sequence[Scene]:
    """Another scheme takes care of her."""
    woman = aged(play, 66, "female")
    row = {
        "person_id": woman.person_id,
        "division": play.village,
        "from_month": known_long(play).replace(day=1),
    }
    support = {"destitute": [row | _since_long(play)]}
    return _spared(play, woman, _at_home(play, woman), _bills(play, woman, Decimal(26000)), support)


def _eighty(play: Play, days: int) -> Person:
    """Somebody who turned eighty so many days before the day of the data."""
    day = play.stage.as_of - timedelta(days=days)
    return born(play, day.replace(year=day.year - EIGHTY), play.rng.choice(("male", "female")))


def eighty_yesterday_and_alone(play: Play) -> Sequence[Scene]:
    """The first day on which the rule looks."""
    old = _eighty(play, 1)
    return _found(play, old, _at_home(play, old))


def a_widow_of_eighty_six_is_alone(play: Play) -> Sequence[Scene]:
    """Her husband still stands on the register; he died years ago."""
    widow, man = aged(play, 84, "female"), aged(play, 86, "male")
    died = play.stage.first_month - timedelta(days=120)
    gone = death(man, died, {"available_on": died + timedelta(days=12)})
    basic = pension(widow, "resident", Decimal(180), known_long(play).replace(day=1), _since_long(play))
    return _found(play, widow, _at_home(play, man, widow), gone, basic)


def eighty_today(play: Play) -> Sequence[Scene]:
    """A day too early."""
    old = _eighty(play, 0)
    return _spared(play, old, _at_home(play, old))


def an_old_man_draws_an_employee_pension(play: Play) -> Sequence[Scene]:
    """Retired from a factory."""
    old = aged(play, 83, "male")
    works = pension(old, "employee", Decimal(2750), known_long(play).replace(day=1), _since_long(play))
    return _spared(play, old, _at_home(play, old), works)


def an_old_woman_shares_the_register_with_a_son(play: Play) -> Sequence[Scene]:
    """Not alone."""
    old, son = aged(play, 82, "female"), aged(play, 55, "male")
    return _spared(play, old, _at_home(play, son, old), parentage(play, old, son))


def an_old_man_is_covered_with_his_son(play: Play) -> Sequence[Scene]:
    """On a register of his own, and in his son's household on the list."""
    father = aged(play, 81, "male", "父")
    home = joined(settled(play, last_months(play, 8), (HEAD,), head_age=(48, 55)), father)
    rows = rows_of(play, home)
    for row in rows["hukou"]:
        if row["person_id"] == father.person_id:
            row["hukou_no"] = play.registrar.book()
    return _spared(play, father, rows)


def a_warning_of_thirty_one_days_ago(play: Play) -> Sequence[Scene]:
    """The first day after the thirty."""
    man = aged(play, 44, "male")
    return _found(play, man, _at_home(play, man), _warning(play, man, "poverty_watch", 31))


def a_child_whom_nobody_raises_was_never_visited(play: Play) -> Sequence[Scene]:
    """On the list since last year, living with a grandmother of sixty."""
    child, old = aged(play, 9, "female"), aged(play, 60, "female", OTHER)
    return _found(play, child, _at_home(play, old, child), _warning(play, child, "orphan", 400))


def a_warning_of_thirty_days_ago(play: Play) -> Sequence[Scene]:
    """Still in time."""
    man = aged(play, 44, "male")
    return _spared(play, man, _at_home(play, man), _warning(play, man, "unemployed", 30))


def assessed_on_the_last_day(play: Play) -> Sequence[Scene]:
    """Visited thirty days after the warning, with the result that they do not qualify."""
    woman = aged(play, 40, "female")
    visited = play.stage.as_of - timedelta(days=170)
    return _spared(play, woman, _at_home(play, woman), _warning(play, woman, "marginal", 200, visited))


def a_warned_man_has_died(play: Play) -> Sequence[Scene]:
    """Before anybody came."""
    man = aged(play, 58, "male")
    died = play.stage.as_of - timedelta(days=60)
    gone = death(man, died, {"available_on": died + timedelta(days=10)})
    return _spared(play, man, _at_home(play, man), _warning(play, man, "poverty_watch", 90), gone)


SCRIPTS = {
    "missed-disabled": Script(
        (
            a_severely_disabled_man_lives_with_his_mother,
            a_woman_with_a_mental_disability_of_grade_three,
            certified_thirty_one_days_ago,
        ),
        (
            a_disabled_man_whose_sister_has_a_car,
            a_disabled_man_of_grade_three,
            a_disabled_man_left_the_list_two_months_ago,
            a_disabled_woman_moved_to_another_province,
        ),
    ),
    "missed-illness": Script(
        (a_woman_with_bills_of_ten_thousand, a_man_with_large_bills_counted_a_year_ago),
        (
            bills_of_a_yuan_less,
            an_ill_woman_whose_husband_is_retired_from_a_school,
            an_ill_woman_is_supported_as_destitute,
        ),
    ),
    "missed-elderly": Script(
        (eighty_yesterday_and_alone, a_widow_of_eighty_six_is_alone),
        (
            eighty_today,
            an_old_man_draws_an_employee_pension,
            an_old_woman_shares_the_register_with_a_son,
            an_old_man_is_covered_with_his_son,
        ),
    ),
    "missed-monitored": Script(
        (a_warning_of_thirty_one_days_ago, a_child_whom_nobody_raises_was_never_visited),
        (a_warning_of_thirty_days_ago, assessed_on_the_last_day, a_warned_man_has_died),
    ),
}
