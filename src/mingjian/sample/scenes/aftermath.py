"""Scenes of the guarded rule of family K: what became of a household's allowance after somebody in it complained.

Who complained stands in the table of a custodian, which is never written among the others.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import last_day, month_after
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import COUPLE, HEAD
from mingjian.sample.scenes.play import Play, Script, merged
from mingjian.sample.scenes.records import death, imprisonment, known_from

BY_COUNTY, BY_TOWNSHIP = ("9(7)",), ("8(7)",)
STAY, CUT_AFTER = 9, 6
DAYS = 90
DAY = timedelta(days=1)


def stopped_on_the_ninetieth_day(play: Play) -> Sequence[Scene]:
    """By the county, with nothing on file."""
    home = _leaving(play)
    return _found(play, home, BY_COUNTY, _complained(play, home, _stopped_on(home) - DAYS * DAY))


def stopped_within_two_weeks_by_the_township(play: Play) -> Sequence[Scene]:
    """Where the power of approval is the township's."""
    home = replace(_leaving(play), devolved=True)
    return _found(play, home, BY_TOWNSHIP, _complained(play, home, _stopped_on(home) - 13 * DAY))


def cut_by_a_fifth_after_a_month(play: Play) -> Sequence[Scene]:
    """The same two persons, and less for both."""
    home = _leaving(play)
    less = tuple(
        rate if n < CUT_AFTER else home.income_per_capita + (rate - home.income_per_capita) * Decimal("0.8")
        for n, rate in enumerate(home.rates)
    )
    home = replace(home, rates=less)
    cut_on = last_day(home.months[CUT_AFTER - 1]) - 40 * DAY
    return _found(play, home, BY_COUNTY, _complained(play, home, cut_on))


def stopped_on_the_ninety_first_day(play: Play) -> Sequence[Scene]:
    """A day later than the rule looks."""
    home = _leaving(play)
    return _spared(play, home, _complained(play, home, _stopped_on(home) - (DAYS + 1) * DAY))


def reviewed_and_stopped(play: Play) -> Sequence[Scene]:
    """Somebody went there and wrote down what he saw."""
    home = _leaving(play)
    return _spared(play, home, _complained(play, home, _stopped_on(home) - 40 * DAY), _review(play, home))


def the_head_who_lived_alone_died(play: Play) -> Sequence[Scene]:
    """Nobody was left to be paid."""
    home = _leaving(play, (HEAD,))
    died_on = home.months[-1] + 4 * DAY
    gone = death(home.head, died_on, known_from(play, died_on))
    return _spared(play, home, _complained(play, home, _stopped_on(home) - 40 * DAY), gone)


def somebody_in_it_was_in_custody(play: Play) -> Sequence[Scene]:
    """A finding stands on the household that explains the stop."""
    home = _leaving(play)
    from_day = play.day_in(home.months[2])
    kept = imprisonment(home.members[1], from_day, None, known_from(play, from_day))
    prisoner = Scene("imprisoned-paid", "violation", "person", home.members[1].person_id, ("8(5)",), {})
    return [*_spared(play, home, _complained(play, home, _stopped_on(home) - 40 * DAY), kept), prisoner]


def _leaving(play: Play, relations: Sequence[str] = COUPLE) -> Home:
    """A household that is on the list for some months and leaves it before the end of the data."""
    return settled(play, play.window(STAY, until=month_after(play.stage.last_month, -2)), relations)


def _stopped_on(home: Home) -> date:
    """The day that the list gives for the end."""
    ended_on = last_day(home.months[-1]) - 3 * DAY
    return ended_on - timedelta(days=max(ended_on.weekday() - 4, 0))


def _complained(play: Play, home: Home, received_on: date) -> Rows:
    """A claim that came to the league on that day, and the custodian's row about whose it was."""
    complaint = f"TSS{play.registrar.number('complaint')}"
    row = {
        "complaint_id": complaint,
        "division": home.village,
        "level": "league",
        "channel": "letter",
        "matter": "claim",
        "named": False,
        "received_on": received_on,
        "accepted_on": received_on + 4 * DAY,
        "closed_on": received_on + 34 * DAY,
        "outcome": "partly",
    }
    return {
        "complaints": [row],
        "complainants": [{"complaint_id": complaint, "household_id": home.household_id}],
    }


def _review(play: Play, home: Home) -> Rows:
    """A review with a visit some weeks before the end."""
    file, visited_on = f"{home.household_id}-F1", _stopped_on(home) - 20 * DAY
    (handler, other), officers = play.registrar.handlers(
        play.rng, home.village[:9], play.stage.first_month.replace(year=play.stage.first_month.year - 4)
    )
    application = {
        "application_id": file,
        "household_id": home.household_id,
        "applicant_id": home.head.person_id,
        "division": home.village,
        "kind": "review",
        "applied_on": visited_on - 5 * DAY,
        "decision": "granted",
    }
    steps = [
        {
            "application_id": file,
            "step": "surveyed",
            "at": _at(visited_on),
            "officer_id": handler,
            "officer2_id": other,
        },
        {"application_id": file, "step": "archived", "at": _at(visited_on + 14 * DAY), "officer_id": handler},
    ]
    return merged({"applications": [application], "steps": steps}, officers)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10, 0))


def _found(play: Play, home: Home, clauses: tuple[str, ...], *others: Rows) -> Sequence[Scene]:
    return [play.violation("household", home.household_id, clauses, merged(rows_of(play, home), *others))]


def _spared(play: Play, home: Home, *others: Rows) -> Sequence[Scene]:
    return [play.look_alike("household", home.household_id, merged(rows_of(play, home), *others))]


SCRIPTS = {
    "retaliation": Script(
        (
            stopped_on_the_ninetieth_day,
            stopped_within_two_weeks_by_the_township,
            cut_by_a_fifth_after_a_month,
        ),
        (
            stopped_on_the_ninety_first_day,
            reviewed_and_stopped,
            the_head_who_lived_alone_died,
            somebody_in_it_was_in_custody,
        ),
    )
}
