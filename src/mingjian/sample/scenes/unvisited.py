"""Scenes of family E about visits: made by the village alone, not made by the county, not made before a stop."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import month_after, on_or_before, working_days_after
from mingjian.sample.scenes.ordinary import Home, found_at, rows_of, settled, spared_at
from mingjian.sample.scenes.people import Person
from mingjian.sample.scenes.play import Play, Script, merged
from mingjian.sample.scenes.refusals import found_in, refused_because, spared_in
from mingjian.sample.scenes.ungranted import (
    OVER_INCOME,
    day_of,
    ended_because,
    ended_on,
    finding_id,
    report,
    somebody,
    steps_of,
    stop_file,
    without_steps,
)

PUSHED_DOWN = ("8(2)",)
NOT_VISITED = ("9(2)",)
STOPPED_UNSEEN = ("8(5)", "9(1)")


def two_cadres_made_the_visit(play: Play) -> Sequence[Scene]:
    """Nobody from the township was there."""
    file, cadres = refused_because(play, OVER_INCOME), [cadre(play, "主任"), cadre(play, "会计")]
    return found_in(play, PUSHED_DOWN, surveyed_by(file, cadres))


def the_same_cadres_came_twice(play: Play) -> Sequence[Scene]:
    """A second visit in the evening makes it no better."""
    number, rows = refused_because(play, OVER_INCOME)
    cadres = [cadre(play, "主任"), cadre(play, "妇联主席")]
    number, rows = surveyed_by((number, rows), cadres)
    again = [
        visit | {"at": datetime.combine(day_of(visit, "at"), time(17, 30))}
        for visit in steps_of(rows, "surveyed")
    ]
    return found_in(play, PUSHED_DOWN, (number, merged(rows, {"steps": again})))


def a_cadre_went_along(play: Play) -> Sequence[Scene]:
    """With the township's handler."""
    number, rows = refused_because(play, OVER_INCOME)
    guide, guides = cadre(play, "主任")
    for visit in steps_of(rows, "surveyed"):
        visit["officer2_id"] = guide.person_id
    return spared_in(play, (number, rows), guides)


def a_cadre_on_loan_to_the_township_made_the_visit(play: Play) -> Sequence[Scene]:
    """He holds a post in the township as well."""
    file, (lent, terms), other = (
        refused_because(play, OVER_INCOME),
        cadre(play, "副主任"),
        cadre(play, "会计"),
    )
    loan = terms["officers"][0] | {
        "organ": "township",
        "division": play.village[:9],
        "post": "借调社会事务办",
    }
    lent_terms = merged(terms, {"officers": [loan | {"rank": "handler"}]})
    return spared_in(play, surveyed_by(file, [(lent, lent_terms), other]))


def cadre(play: Play, post: str) -> tuple[Person, Rows]:
    """A new cadre of the village, in office throughout."""
    who = somebody(play, (40, 58))
    since = play.stage.first_month.replace(year=play.stage.first_month.year - 4)
    row = {"person_id": who.person_id, "name": who.name, "organ": "village", "division": play.village}
    return who, {"officers": [row | {"post": post, "rank": "cadre", "from_day": since}]}


def surveyed_by(file: tuple[str, Rows], pair: Sequence[tuple[Person, Rows]]) -> tuple[str, Rows]:
    """The same file, its home visited by these two."""
    number, rows = file
    for visit in steps_of(rows, "surveyed"):
        visit |= {"officer_id": pair[0][0].person_id, "officer2_id": pair[1][0].person_id}
    return number, merged(rows, *(terms for _, terms in pair))


def _granted(play: Play) -> tuple[Home, str]:
    home = settled(play, play.window(8))
    return home, f"{home.household_id}-A1"


def somebody_objected_and_the_county_did_not_visit(play: Play) -> Sequence[Scene]:
    """An objection at the posting."""
    home, number = _granted(play)
    rows = without_steps(rows_of(play, home), "spot_checked")
    _first(rows)["objection"] = True
    return found_in(play, NOT_VISITED, (number, rows))


def a_report_was_open_and_the_county_did_not_visit(play: Play) -> Sequence[Scene]:
    """A letter a week before the decision, settled a week after it."""
    home, number = _granted(play)
    rows = without_steps(rows_of(play, home), "spot_checked")
    letter = report(play, home, _before(home, 7), on_or_before(home.granted_on + timedelta(days=12)))
    return found_in(play, NOT_VISITED, (number, rows), letter)


def somebody_objected_and_the_county_visited(play: Play) -> Sequence[Scene]:
    """As it should be."""
    home, number = _granted(play)
    rows = rows_of(play, home)
    _first(rows)["objection"] = True
    return spared_in(play, (number, rows))


def the_report_was_settled_before_the_decision(play: Play) -> Sequence[Scene]:
    """Closed three days before."""
    home, number = _granted(play)
    rows = without_steps(rows_of(play, home), "spot_checked")
    return spared_in(play, (number, rows), report(play, home, _before(home, 14), _before(home, 3)))


def the_household_asked_how_long_it_would_take(play: Play) -> Sequence[Scene]:
    """A claim of its own, open at the decision."""
    home, number = _granted(play)
    rows = without_steps(rows_of(play, home), "spot_checked")
    letter = report(play, home, _before(home, 7), on_or_before(home.granted_on + timedelta(days=12)), "claim")
    return spared_in(play, (number, rows), letter)


def _before(home: Home, days: int) -> date:
    return on_or_before(home.granted_on - timedelta(days=days))


def _first(rows: Rows) -> dict[str, object]:
    return rows["applications"][0]


def _left(play: Play, reason: str) -> tuple[Home, Rows]:
    """A household that left the list months ago for this reason."""
    home = settled(play, play.window(10, until=month_after(play.stage.last_month, -5)))
    return home, ended_because(rows_of(play, home), reason)


def the_file_of_the_stop_holds_no_look(play: Play) -> Sequence[Scene]:
    """Neither a visit nor an answer to the check."""
    home, rows = _left(play, OVER_INCOME)
    _, _, file = stop_file(play, home, OVER_INCOME, skipped=("surveyed", "check_replied"))
    return found_at(play, home, STOPPED_UNSEEN, merged(rows, file))


def it_was_struck_off_two_months_after_a_letter(play: Play) -> Sequence[Scene]:
    """No file, no look."""
    home, rows = _left(play, OVER_INCOME)
    letter = report(
        play, home, on_or_before(ended_on(home) - timedelta(days=60)), _settled_before_the_end(home)
    )
    return found_at(play, home, STOPPED_UNSEEN, merged(rows, letter))


def it_was_struck_off_when_a_finding_was_opened(play: Play) -> Sequence[Scene]:
    """A stranger holds the account; three weeks after that was noted the household was gone."""
    home, _ = _left(play, OVER_INCOME)
    home = replace(home, holder_id=somebody(play).person_id)
    rows = ended_because(rows_of(play, home), "停发")
    opened_on = on_or_before(ended_on(home) - timedelta(days=21))
    outcome: dict[str, object] = {
        "finding_id": finding_id("payee-outside-household", "household", home.household_id),
        "opened_on": opened_on,
        "due_on": opened_on + timedelta(days=60),
        "settled_on": working_days_after(ended_on(home), 5),
        "outcome": "confirmed",
    }
    outside = Scene("payee-outside-household", "violation", "household", home.household_id, ("8(5)",), {})
    return [*found_at(play, home, STOPPED_UNSEEN, merged(rows, {"outcomes": [outcome]})), outside]


def the_home_was_visited_before_the_stop(play: Play) -> Sequence[Scene]:
    """A visit without a check is a look."""
    home, rows = _left(play, OVER_INCOME)
    _, _, file = stop_file(play, home, OVER_INCOME, skipped=("check_requested", "check_replied"))
    return spared_at(play, home, merged(rows, file))


def the_household_asked_to_leave(play: Play) -> Sequence[Scene]:
    """No visit is needed."""
    home, rows = _left(play, "家庭申请退出")
    _, _, file = stop_file(
        play, home, "家庭申请退出", skipped=("surveyed", "check_requested", "check_replied")
    )
    return spared_at(play, home, merged(rows, file))


def it_left_three_months_after_a_letter(play: Play) -> Sequence[Scene]:
    """More than ninety days."""
    home, rows = _left(play, OVER_INCOME)
    letter = report(
        play, home, on_or_before(ended_on(home) - timedelta(days=91)), _settled_before_the_end(home)
    )
    return spared_at(play, home, merged(rows, letter))


def _settled_before_the_end(home: Home) -> date:
    return on_or_before(ended_on(home) - timedelta(days=35))


SCRIPTS = {
    "handed-to-village": Script(
        (two_cadres_made_the_visit, the_same_cadres_came_twice),
        (a_cadre_went_along, a_cadre_on_loan_to_the_township_made_the_visit),
    ),
    "flagged-not-checked": Script(
        (somebody_objected_and_the_county_did_not_visit, a_report_was_open_and_the_county_did_not_visit),
        (
            somebody_objected_and_the_county_visited,
            the_report_was_settled_before_the_decision,
            the_household_asked_how_long_it_would_take,
        ),
    ),
    "hasty-stop": Script(
        (
            the_file_of_the_stop_holds_no_look,
            it_was_struck_off_two_months_after_a_letter,
            it_was_struck_off_when_a_finding_was_opened,
        ),
        (
            the_home_was_visited_before_the_stop,
            the_household_asked_to_leave,
            it_left_three_months_after_a_letter,
        ),
    ),
}
