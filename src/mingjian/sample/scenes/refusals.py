"""Scenes of family E about applications that were turned away: for want of a place, by a vote, again."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import month_after, on_or_before
from mingjian.sample.scenes.people import Person, person
from mingjian.sample.scenes.play import NoRoom, Play, Script, merged
from mingjian.sample.scenes.ungranted import (
    not_accepted,
    passed_on,
    refusal,
    settled_day,
    somebody,
)

NOT_TAKEN, NOT_APPROVED = ("8(1)",), ("9(1)",)
FOR_SHOW = ("8(3)",)
LEFT_OUT = ("8(4)",)


def found_in(play: Play, clauses: tuple[str, ...], file: tuple[str, Rows], *beside: Rows) -> Sequence[Scene]:
    """A violation whose subject is the file."""
    return [play.violation("application", file[0], clauses, merged(file[1], *beside))]


def spared_in(play: Play, file: tuple[str, Rows], *beside: Rows) -> Sequence[Scene]:
    """A look-alike whose subject is the file."""
    return [play.look_alike("application", file[0], merged(file[1], *beside))]


def refused_because(play: Play, reason: str) -> tuple[str, Rows]:
    """Somebody's application, refused long ago for this reason."""
    return refusal(play, somebody(play), settled_day(play), reason)


def the_places_of_the_village_are_full(play: Play) -> Sequence[Scene]:
    """Refused at approval."""
    return found_in(play, NOT_APPROVED, refused_because(play, "本村名额已满"))


def there_is_no_quota_this_year(play: Play) -> Sequence[Scene]:
    """Not even accepted."""
    file = not_accepted(play, somebody(play), settled_day(play), "今年没有指标，明年再申请")
    return found_in(play, NOT_TAKEN, file)


def the_income_is_over_an_indicator(play: Play) -> Sequence[Scene]:
    """指标 is also the word for an indicator."""
    return spared_in(play, refused_because(play, "家庭人均收入超过认定指标"))


def the_reason_says_that_places_do_not_matter(play: Play) -> Sequence[Scene]:
    """The word stands in it, denied."""
    return spared_in(play, refused_because(play, "家庭财产超过规定，与名额无关"))


def the_appraisal_did_not_pass_it(play: Play) -> Sequence[Scene]:
    """No word about income or property."""
    return found_in(play, FOR_SHOW, refused_because(play, "民主评议未通过"))


def the_representatives_voted_against_it(play: Play) -> Sequence[Scene]:
    """Not accepted after a vote."""
    file = not_accepted(play, somebody(play), settled_day(play), "村民代表投票未过半数")
    return found_in(play, FOR_SHOW, file)


def the_appraisal_found_the_income_too_high(play: Play) -> Sequence[Scene]:
    """The vote stands beside a condition."""
    return spared_in(play, refused_because(play, "经民主评议和核对，家庭人均收入超过标准"))


def the_appraisal_agreed_and_the_papers_were_missing(play: Play) -> Sequence[Scene]:
    """The appraisal is named, but it was no reason."""
    return spared_in(play, refused_because(play, "评议通过，申请人逾期未补齐材料"))


def owner(play: Play, age: tuple[int, int] = (45, 62)) -> tuple[Person, Rows]:
    """An applicant with a car, in one register with a grown child: not plainly left out, whatever else is on record."""
    asker = somebody(play, age)
    child = person(play, "子", "male", asker.born_on.year + 25)
    known_on = play.stage.first_month - timedelta(days=300)
    book = {"hukou_no": play.registrar.book(), "division": play.village, "available_on": known_on}
    car: dict[str, object] = {
        "vehicle_id": f"LSC{play.registrar.number('vehicle')}",
        "person_id": asker.person_id,
        "kind": "car",
        "registered_on": known_on - timedelta(days=600),
        "value": Decimal(42000),
        "status": "normal",
        "available_on": known_on,
    }
    return asker, {
        "hukou": [{"person_id": one.person_id, "head": one is asker} | book for one in (asker, child)],
        "vehicles": [car],
    }


def certificate(play: Play, holder: Person, kind: str, grade: int) -> Rows:
    """A disability certificate from before the first month."""
    known_on = play.stage.first_month - timedelta(days=200)
    row = {
        "person_id": holder.person_id,
        "kind": kind,
        "grade": grade,
        "issued_on": known_on,
        "division": play.village,
    }
    return {"disabled": [row | {"available_on": known_on}]}


def _refused_twice(play: Play, asker: Person, months: int, days: int = 0) -> Rows:
    """Two refusals so many months and days apart, each passed on to other support."""
    if len(play.months) < months + 8:
        raise NoRoom(f"two refusals {months} months apart")
    last = settled_day(play, since=months + 3)
    first = on_or_before(month_after(last, -months).replace(day=min(last.day, 28)) - timedelta(days=days))
    files = [refusal(play, asker, day) for day in (first, last)]
    return merged(
        *(rows for _, rows in files),
        *(passed_on(number, day) for (number, _), day in zip(files, (first, last), strict=True)),
    )


def _again(play: Play, asker: Person, *rows: Rows) -> Sequence[Scene]:
    return [play.violation("person", asker.person_id, LEFT_OUT, merged(*rows))]


def _not_again(play: Play, asker: Person, *rows: Rows) -> Sequence[Scene]:
    return [play.look_alike("person", asker.person_id, merged(*rows))]


def a_severely_disabled_person_is_refused_twice(play: Play) -> Sequence[Scene]:
    """Ten months apart."""
    asker, own = owner(play)
    return _again(play, asker, _refused_twice(play, asker, 10), certificate(play, asker, "physical", 2), own)


def a_mentally_disabled_person_is_refused_twice(play: Play) -> Sequence[Scene]:
    """The third grade counts where the mind is concerned."""
    asker, own = owner(play)
    return _again(play, asker, _refused_twice(play, asker, 14), certificate(play, asker, "mental", 3), own)


def an_old_woman_is_refused_twice(play: Play) -> Sequence[Scene]:
    """Over eighty at the first refusal already, in one register with her child."""
    asker, own = owner(play, (85, 92))
    return _again(play, asker, _refused_twice(play, asker, 6), {"hukou": own["hukou"]})


def a_disabled_person_is_refused_after_more_than_two_years(play: Play) -> Sequence[Scene]:
    """Twenty-four months and some days apart."""
    asker, own = owner(play)
    rows = _refused_twice(play, asker, 24, 4)
    return _not_again(play, asker, rows, certificate(play, asker, "physical", 1), own)


def a_person_disabled_in_the_third_grade_is_refused_twice(play: Play) -> Sequence[Scene]:
    """Not severe where the mind is not concerned."""
    asker, own = owner(play)
    return _not_again(
        play, asker, _refused_twice(play, asker, 10), certificate(play, asker, "visual", 3), own
    )


def an_old_man_with_a_pension_is_refused_twice(play: Play) -> Sequence[Scene]:
    """Provided for."""
    asker, own = owner(play, (85, 92))
    known_on = play.stage.first_month - timedelta(days=300)
    pension = {"person_id": asker.person_id, "kind": "employee", "monthly": Decimal(2900)}
    pension |= {"from_month": date(known_on.year - 8, 1, 1), "available_on": known_on}
    return _not_again(
        play, asker, _refused_twice(play, asker, 8), {"pensions": [pension], "hukou": own["hukou"]}
    )


SCRIPTS = {
    "refused-for-quota": Script(
        (the_places_of_the_village_are_full, there_is_no_quota_this_year),
        (the_income_is_over_an_indicator, the_reason_says_that_places_do_not_matter),
    ),
    "refused-by-vote": Script(
        (the_appraisal_did_not_pass_it, the_representatives_voted_against_it),
        (the_appraisal_found_the_income_too_high, the_appraisal_agreed_and_the_papers_were_missing),
    ),
    "refused-again": Script(
        (
            a_severely_disabled_person_is_refused_twice,
            an_old_woman_is_refused_twice,
            a_mentally_disabled_person_is_refused_twice,
        ),
        (
            a_disabled_person_is_refused_after_more_than_two_years,
            an_old_man_with_a_pension_is_refused_twice,
            a_person_disabled_in_the_third_grade_is_refused_twice,
        ),
    ),
}
