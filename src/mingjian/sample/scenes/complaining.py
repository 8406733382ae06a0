"""Scenes of family K about single complaints: how long they took, whether they were answered, how they were closed."""

from collections.abc import Sequence
from datetime import date, timedelta

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.play import Play, Script, merged
from mingjian.sample.scenes.records import imprisonment, known_from

BY_COUNTY, BY_TOWNSHIP, BY_LEAGUE = ("6(4)", "9(1)"), ("6(4)", "8(8)"), ("6(4)",)
NOT_ANSWERED = ("6(4)",)
LIMIT, EXTENSION = timedelta(days=60), timedelta(days=30)
DAY = timedelta(days=1)
ROOM = 8
"""Months that hold a complaint from its receipt to its end."""
QUIET_MONTHS = (3, 7, 8, 11)
"""No public holiday and no make-up day falls into the first three weeks after their first Monday."""


def _complaint(play: Play, accepted_on: date, **more: object) -> dict[str, object]:
    """An anonymous claim taken by the county, accepted three days after it came."""
    return {
        "complaint_id": f"TSS{play.registrar.number('complaint')}",
        "division": play.village,
        "level": "county",
        "channel": "phone",
        "matter": "claim",
        "named": False,
        "received_on": accepted_on - timedelta(days=3),
        "accepted_on": accepted_on,
    } | more


def _begins(play: Play) -> date:
    """A day of acceptance with room for everything that follows."""
    return play.day_in(play.window(ROOM)[0])


def _closed(play: Play, after: timedelta, **more: object) -> dict[str, object]:
    accepted_on = _begins(play)
    return _complaint(play, accepted_on, closed_on=accepted_on + after, outcome="false", **more)


def _found(play: Play, row: dict[str, object], clauses: tuple[str, ...]) -> Sequence[Scene]:
    return [play.violation("complaint", str(row["complaint_id"]), clauses, {"complaints": [row]})]


def _spared(play: Play, row: dict[str, object]) -> Sequence[Scene]:
    return [play.look_alike("complaint", str(row["complaint_id"]), {"complaints": [row]})]


def closed_on_the_day_after_the_limit(play: Play) -> Sequence[Scene]:
    """By the county, on the sixty-first day."""
    return _found(play, _closed(play, LIMIT + DAY), BY_COUNTY)


def still_open_a_day_after_the_limit(play: Play) -> Sequence[Scene]:
    """Accepted sixty-one days before the data, by the township; the matter is not said."""
    play.window(ROOM)
    row = _complaint(play, play.stage.as_of - LIMIT - DAY, level="township", matter=None)
    return _found(play, row, BY_TOWNSHIP)


def extended_and_still_too_late(play: Play) -> Sequence[Scene]:
    """Ninety-one days, by the league."""
    row = _closed(play, LIMIT + EXTENSION + DAY, level="league", extended=True)
    return _found(play, row, BY_LEAGUE)


def closed_on_the_last_day(play: Play) -> Sequence[Scene]:
    """On the sixtieth day."""
    return _spared(play, _closed(play, LIMIT))


def extended_and_closed_on_the_last_day(play: Play) -> Sequence[Scene]:
    """On the ninetieth day."""
    return _spared(play, _closed(play, LIMIT + EXTENSION, extended=True))


def still_open_on_the_last_day(play: Play) -> Sequence[Scene]:
    """Accepted sixty days before the data."""
    play.window(ROOM)
    return _spared(play, _complaint(play, play.stage.as_of - LIMIT))


def a_report_on_a_household_took_four_months(play: Play) -> Sequence[Scene]:
    """Since 2022 no number covers it."""
    return _spared(play, _closed(play, 2 * LIMIT, matter="household"))


def _named(play: Play, **more: object) -> dict[str, object]:
    """Named and closed well within its limit, on the first workday of a month without holidays."""
    play.window(ROOM)
    open_ = [month for month in play.months[2:-2] if month.month in QUIET_MONTHS]
    closed_on = play.rng.choice(open_)
    closed_on += timedelta(days=(7 - closed_on.weekday()) % 7)
    return _complaint(
        play, closed_on - timedelta(days=20), named=True, closed_on=closed_on, outcome="true"
    ) | {name: closed_on + later if isinstance(later, timedelta) else later for name, later in more.items()}


def never_answered(play: Play) -> Sequence[Scene]:
    """Closed on a Monday, and that was all."""
    return _found(play, _named(play), NOT_ANSWERED)


def answered_on_the_sixteenth_working_day(play: Play) -> Sequence[Scene]:
    """Three weeks and a day after a Monday without holidays between."""
    return _found(play, _named(play, replied_on=timedelta(days=22)), NOT_ANSWERED)


def answered_on_the_fifteenth_working_day(play: Play) -> Sequence[Scene]:
    """Three weeks after a Monday."""
    return _spared(play, _named(play, replied_on=timedelta(days=21)))


def answered_before_it_was_closed(play: Play) -> Sequence[Scene]:
    """The answer went out two days before the file was closed."""
    return _spared(play, _named(play, replied_on=timedelta(days=-2)))


def nobody_to_answer(play: Play) -> Sequence[Scene]:
    """It was anonymous."""
    return _spared(play, _named(play) | {"named": False})


def _about(play: Play, home: Home, closed_on: date, **more: object) -> dict[str, object]:
    """A report on the household, closed as false on that day."""
    return _complaint(
        play,
        closed_on - timedelta(days=25),
        matter="household",
        household_id=home.household_id,
        closed_on=closed_on,
        outcome="false",
        **more,
    )


def _with_prisoner(play: Play) -> tuple[Home, Rows, Sequence[Scene]]:
    """A household whose second member is in custody from the second month on and paid all the same."""
    home = settled(play, play.window(ROOM))
    from_day = play.day_in(home.months[1])
    rows = merged(
        rows_of(play, home), imprisonment(home.members[1], from_day, None, known_from(play, from_day))
    )
    prisoner = Scene("imprisoned-paid", "violation", "person", home.members[1].person_id, ("8(5)",), {})
    return home, rows, [prisoner]


def the_township_closed_it_as_false(play: Play) -> Sequence[Scene]:
    """Months after the custody began."""
    home, rows, beside = _with_prisoner(play)
    row = _about(play, home, play.day_in(home.months[5]), level="township")
    return [*_closed_as_false(play, row, ("8(8)",), rows), *beside]


def the_county_closed_an_accusation_as_false(play: Play) -> Sequence[Scene]:
    """On the first day of the months that were wrongly paid."""
    home, rows, beside = _with_prisoner(play)
    row = _about(play, home, home.months[2]) | {"matter": "official"}
    return [*_closed_as_false(play, row, ("9(1)",), rows), *beside]


def _closed_as_false(
    play: Play, row: dict[str, object], clauses: tuple[str, ...], rows: Rows
) -> Sequence[Scene]:
    return [
        play.violation("complaint", str(row["complaint_id"]), clauses, merged(rows, {"complaints": [row]}))
    ]


def closed_before_it_began(play: Play) -> Sequence[Scene]:
    """On the last day before the months that were wrongly paid."""
    home, rows, beside = _with_prisoner(play)
    return [*_left_alone(play, _about(play, home, home.months[2] - DAY), rows), *beside]


def closed_as_partly_true(play: Play) -> Sequence[Scene]:
    """Something of it was found."""
    home, rows, beside = _with_prisoner(play)
    row = _about(play, home, play.day_in(home.months[5])) | {"outcome": "partly"}
    return [*_left_alone(play, row, rows), *beside]


def an_own_claim_was_unfounded(play: Play) -> Sequence[Scene]:
    """The household itself asked for more."""
    home, rows, beside = _with_prisoner(play)
    row = _about(play, home, play.day_in(home.months[5])) | {"matter": "claim"}
    return [*_left_alone(play, row, rows), *beside]


def nothing_stands_on_the_household(play: Play) -> Sequence[Scene]:
    """It was false indeed."""
    home = settled(play, play.window(ROOM))
    return _left_alone(play, _about(play, home, play.day_in(home.months[5])), rows_of(play, home))


def _left_alone(play: Play, row: dict[str, object], rows: Rows) -> Sequence[Scene]:
    return [play.look_alike("complaint", str(row["complaint_id"]), merged(rows, {"complaints": [row]}))]


SCRIPTS = {
    "complaint-overdue": Script(
        (closed_on_the_day_after_the_limit, still_open_a_day_after_the_limit, extended_and_still_too_late),
        (
            closed_on_the_last_day,
            still_open_on_the_last_day,
            extended_and_closed_on_the_last_day,
            a_report_on_a_household_took_four_months,
        ),
    ),
    "named-not-answered": Script(
        (never_answered, answered_on_the_sixteenth_working_day),
        (answered_on_the_fifteenth_working_day, answered_before_it_was_closed, nobody_to_answer),
    ),
    "whitewashed": Script(
        (the_township_closed_it_as_false, the_county_closed_an_accusation_as_false),
        (
            closed_before_it_began,
            closed_as_partly_true,
            an_own_claim_was_unfounded,
            nothing_stands_on_the_household,
        ),
    ),
}
