"""Scenes of family E about applications left without an answer, and people and files left lying after a decision."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import month_after, on_or_before, working_days_after
from mingjian.sample.scenes.ordinary import rows_of, settled
from mingjian.sample.scenes.play import NoRoom, Play, Script, merged
from mingjian.sample.scenes.refusals import certificate, found_in, owner, refused_because, spared_in
from mingjian.sample.scenes.ungranted import (
    OVER_INCOME,
    day_of,
    ended_because,
    passed_on,
    refusal,
    settled_day,
    somebody,
    step,
    steps_of,
    stop_file,
    without_steps,
)

NOT_TAKEN = ("8(1)",)
QUALITY = ()


def _applied_before(file: tuple[str, Rows], days: int) -> tuple[str, Rows]:
    """The same file, applied for so many days before it was accepted."""
    number, rows = file
    (accepted,) = steps_of(rows, "accepted")
    applied_on = day_of(accepted, "at") - timedelta(days=days)
    rows["applications"][0]["applied_on"] = applied_on
    return number, merged({"steps": [step(number, "applied", applied_on, 9)]}, without_steps(rows, "applied"))


def it_was_accepted_on_the_sixteenth_day(play: Play) -> Sequence[Scene]:
    """A day too late."""
    return found_in(play, NOT_TAKEN, _applied_before(refused_because(play, OVER_INCOME), 16))


def nobody_has_answered_for_three_weeks(play: Play) -> Sequence[Scene]:
    """Written down, and nothing since."""
    return found_in(play, NOT_TAKEN, _waiting(play, 21))


def it_was_accepted_on_the_fifteenth_day(play: Play) -> Sequence[Scene]:
    """The last day."""
    return spared_in(play, _applied_before(refused_because(play, OVER_INCOME), 15))


def papers_are_still_to_come(play: Play) -> Sequence[Scene]:
    """Asked for on the third day; the clock stands still since."""
    number, rows = _waiting(play, 25)
    asked_on = day_of(rows["applications"][0], "applied_on") + timedelta(days=3)
    return spared_in(play, (number, rows), {"steps": [step(number, "supplement", asked_on, 10)]})


def it_was_made_ten_days_ago(play: Play) -> Sequence[Scene]:
    """There is time yet."""
    return spared_in(play, _waiting(play, 10))


def _waiting(play: Play, days: int) -> tuple[str, Rows]:
    """An application made at least so many days before the extract, without an answer."""
    if len(play.months) < 4:
        raise NoRoom("a month of work before the extract")
    number = f"{play.county}S{play.registrar.number('file')}"
    applied_on = on_or_before(play.stage.as_of - timedelta(days=days))
    row: dict[str, object] = {
        "application_id": number,
        "applicant_id": somebody(play).person_id,
        "division": play.village,
        "kind": "application",
        "applied_on": applied_on,
        "decision": "pending",
    }
    return number, {"applications": [row], "steps": [step(number, "applied", applied_on, 9)]}


def _in_need(play: Play, grade: int = 2, decided_on: date | None = None) -> tuple[str, date, Rows]:
    """A disabled person with a car is refused."""
    asker, own = owner(play)
    decided_on = decided_on or settled_day(play)
    number, rows = refusal(play, asker, decided_on, "家庭财产超过规定")
    return number, decided_on, merged(rows, own, certificate(play, asker, "physical", grade))


def a_severely_disabled_person_is_refused_and_left_alone(play: Play) -> Sequence[Scene]:
    """Nobody told him of other support."""
    number, _, rows = _in_need(play)
    return found_in(play, QUALITY, (number, rows))


def he_was_passed_on_after_more_than_a_month(play: Play) -> Sequence[Scene]:
    """The thirty-first day and later."""
    number, decided_on, rows = _in_need(play)
    late = working_days_after(decided_on + timedelta(days=30), 1)
    return found_in(play, QUALITY, (number, rows), {"steps": [step(number, "referred", late, 11)]})


def the_allowance_of_a_sick_man_is_stopped_and_he_is_left_alone(play: Play) -> Sequence[Scene]:
    """The list calls him gravely ill."""
    home = settled(play, play.window(8, until=month_after(play.stage.last_month, -4)))
    rows = ended_because(rows_of(play, home), OVER_INCOME)
    rows["members"][0]["health"] = "重病"
    number, _, file = stop_file(play, home, OVER_INCOME)
    return found_in(play, QUALITY, (number, merged(rows, file)))


def he_was_passed_on_in_time(play: Play) -> Sequence[Scene]:
    """On the thirtieth day, or the working day before."""
    number, decided_on, rows = _in_need(play)
    return spared_in(play, (number, rows), passed_on(number, decided_on, 30))


def a_person_disabled_in_the_third_grade_is_refused(play: Play) -> Sequence[Scene]:
    """Not severe."""
    number, _, rows = _in_need(play, grade=3)
    return spared_in(play, (number, rows))


def the_refusal_was_some_weeks_ago(play: Play) -> Sequence[Scene]:
    """There is time yet."""
    if len(play.months) < 6:
        raise NoRoom("a file decided some weeks ago")
    number, _, rows = _in_need(play, decided_on=on_or_before(play.stage.as_of - timedelta(days=18)))
    return spared_in(play, (number, rows))


def the_file_was_never_put_away(play: Play) -> Sequence[Scene]:
    """Decided months ago."""
    number, rows = refused_because(play, OVER_INCOME)
    return found_in(play, QUALITY, (number, without_steps(rows, "archived")))


def the_file_was_put_away_after_more_than_ninety_days(play: Play) -> Sequence[Scene]:
    """The ninety-first day and later."""
    return found_in(
        play, QUALITY, _put_away(play, lambda day: working_days_after(day + timedelta(days=90), 1))
    )


def the_file_was_put_away_in_time(play: Play) -> Sequence[Scene]:
    """On the ninetieth day, or the working day before."""
    return spared_in(play, _put_away(play, lambda day: on_or_before(day + timedelta(days=90))))


def the_file_is_two_months_old(play: Play) -> Sequence[Scene]:
    """Not put away, and there is time yet."""
    if len(play.months) < 6:
        raise NoRoom("a file decided two months ago")
    number, rows = refusal(play, somebody(play), on_or_before(play.stage.as_of - timedelta(days=70)))
    return spared_in(play, (number, without_steps(rows, "archived")))


def _put_away(play: Play, when: Callable[[date], date]) -> tuple[str, Rows]:
    """A refusal that was put away on a day counted from its decision."""
    decided_on = settled_day(play)
    number, rows = refusal(play, somebody(play), decided_on)
    return number, merged(
        without_steps(rows, "archived"), {"steps": [step(number, "archived", when(decided_on), 15)]}
    )


SCRIPTS = {
    "not-accepted-silently": Script(
        (it_was_accepted_on_the_sixteenth_day, nobody_has_answered_for_three_weeks),
        (it_was_accepted_on_the_fifteenth_day, papers_are_still_to_come, it_was_made_ten_days_ago),
    ),
    "not-referred": Script(
        (
            a_severely_disabled_person_is_refused_and_left_alone,
            the_allowance_of_a_sick_man_is_stopped_and_he_is_left_alone,
            he_was_passed_on_after_more_than_a_month,
        ),
        (
            he_was_passed_on_in_time,
            the_refusal_was_some_weeks_ago,
            a_person_disabled_in_the_third_grade_is_refused,
        ),
    ),
    "not-archived": Script(
        (the_file_was_never_put_away, the_file_was_put_away_after_more_than_ninety_days),
        (the_file_was_put_away_in_time, the_file_is_two_months_old),
    ),
}
