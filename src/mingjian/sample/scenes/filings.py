"""Scenes of family D about papers: filed kin whom the county did not visit, cards kept without an agreement."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.officers import (
    CADRE,
    HANDLER,
    Office,
    filed_in_time,
    filing,
    in_office,
    marked,
    not_spot_checked,
    somebody,
    tie,
)
from mingjian.sample.scenes.ordinary import Home, found_at, rows_of, settled, spared_at
from mingjian.sample.scenes.people import FAMILY, HEAD, Person
from mingjian.sample.scenes.play import Play, Script, merged

NOT_VISITED, KEPT = ("9(2)",), ("8(5)",)
ASKED_FROM = date(2021, 7, 1)
"""The first day on which a card in custody wants an agreement and a filing."""


def filed_kin_are_approved_without_a_visit(play: Play) -> Sequence[Scene]:
    """Neither the filing nor the steps know of a visit by the county."""
    return _unvisited(play, None)


def filed_kin_are_visited_a_day_late(play: Play) -> Sequence[Scene]:
    """The county came on the day after the decision."""
    return _unvisited(play, 1)


def _unvisited(play: Play, days_late: int | None) -> Sequence[Scene]:
    home, cadre = settled(play, play.window(8)), somebody(play)
    visited_on = None if days_late is None else home.granted_on + timedelta(days=days_late)
    rows = merged(
        not_spot_checked(marked(rows_of(play, home))),
        tie(home, cadre, home.head, "sibling"),
        filing(cadre, home.head, "兄弟姐妹", home.granted_on - timedelta(days=20), visited_on),
        in_office(play, cadre, CADRE),
    )
    return found_at(play, home, NOT_VISITED, rows)


def the_spot_check_was_the_visit(play: Play) -> Sequence[Scene]:
    """The filing leaves the day of the visit open; the steps hold it."""
    home, cadre = settled(play, play.window(8)), somebody(play)
    rows = merged(
        marked(rows_of(play, home)),
        tie(home, cadre, home.head, "sibling"),
        filing(cadre, home.head, "兄弟姐妹", home.granted_on - timedelta(days=20)),
        in_office(play, cadre, CADRE),
    )
    return spared_at(play, home, rows)


def the_county_visited_on_the_day_of_the_decision(play: Play) -> Sequence[Scene]:
    """In time by a hair."""
    home, cadre = settled(play, play.window(8)), somebody(play)
    rows = merged(
        not_spot_checked(marked(rows_of(play, home))),
        tie(home, cadre, home.head, "sibling"),
        filing(cadre, home.head, "兄弟姐妹", home.granted_on - timedelta(days=20), home.granted_on),
        in_office(play, cadre, CADRE),
    )
    return spared_at(play, home, rows)


def the_township_confirmed_by_itself(play: Play) -> Sequence[Scene]:
    """Where the power is devolved no visit by the county is asked for."""
    home, cadre = replace(settled(play, play.window(8)), devolved=True), somebody(play)
    rows = merged(
        not_spot_checked(marked(rows_of(play, home))),
        tie(home, cadre, home.head, "sibling"),
        filing(cadre, home.head, "兄弟姐妹", home.granted_on - timedelta(days=20)),
        in_office(play, cadre, CADRE),
    )
    return spared_at(play, home, rows)


def a_cadre_keeps_a_card_without_a_paper(play: Play) -> Sequence[Scene]:
    """No agreement and no filing."""
    return _kept(play, CADRE, {})


def a_handler_keeps_a_card_with_an_agreement_that_was_never_filed(play: Play) -> Sequence[Scene]:
    """One of the two papers."""
    return _kept(play, HANDLER, {"agreement_on": ASKED_FROM + timedelta(days=700)})


def _kept(play: Play, office: Office, papers: Mapping[str, object]) -> Sequence[Scene]:
    home, keeper = settled(play, play.window(8), (HEAD,), head_age=(66, 75)), somebody(play)
    rows = merged(rows_of(play, home), in_office(play, keeper, office), _custody(home, keeper, papers))
    return found_at(play, home, KEPT, rows)


def _custody(home: Home, keeper: Person, more: Mapping[str, object]) -> Rows:
    row = {"household_id": home.household_id, "keeper_id": keeper.person_id, "from_day": home.granted_on}
    return {"card_custody": [{**row, **more}]}


def a_card_is_kept_with_both_papers(play: Play) -> Sequence[Scene]:
    """Agreed and filed."""
    home, cadre = settled(play, play.window(8), (HEAD,), head_age=(66, 75)), somebody(play)
    papers = {"agreement_on": home.granted_on, "filed_on": home.granted_on + timedelta(days=10)}
    rows = merged(rows_of(play, home), in_office(play, cadre, CADRE), _custody(home, cadre, papers))
    return spared_at(play, home, rows)


def a_card_was_given_back_before_papers_were_asked_for(play: Play) -> Sequence[Scene]:
    """Of an earlier time on the list: the last day without the rule was the last in custody."""
    home, cadre = settled(play, play.window(8), (HEAD,), head_age=(66, 75)), somebody(play)
    past = {"from_day": date(2019, 4, 1), "to_day": ASKED_FROM - timedelta(days=1)}
    rows = merged(rows_of(play, home), in_office(play, cadre, CADRE), _custody(home, cadre, past))
    return spared_at(play, home, rows)


def a_neighbour_keeps_a_card(play: Play) -> Sequence[Scene]:
    """Somebody without a post."""
    home, neighbour = settled(play, play.window(8), (HEAD,), head_age=(66, 75)), somebody(play)
    return spared_at(play, home, merged(rows_of(play, home), _custody(home, neighbour, {})))


def the_cadre_keeps_the_card_of_the_house_he_lives_in(play: Play) -> Sequence[Scene]:
    """The grown son is a cadre, uncovered in his parents' list, filed and visited."""
    home = settled(play, play.window(8), FAMILY).with_member(2, covered=False)
    son = home.members[2]
    rows = merged(
        marked(rows_of(play, home)),
        filed_in_time(home, son, home.head, "父母"),
        in_office(play, son, CADRE),
        _custody(home, son, {}),
    )
    return spared_at(play, home, rows)


SCRIPTS = {
    "filed-not-visited": Script(
        (filed_kin_are_approved_without_a_visit, filed_kin_are_visited_a_day_late),
        (
            the_spot_check_was_the_visit,
            the_county_visited_on_the_day_of_the_decision,
            the_township_confirmed_by_itself,
        ),
    ),
    "custody-unfiled": Script(
        (
            a_cadre_keeps_a_card_without_a_paper,
            a_handler_keeps_a_card_with_an_agreement_that_was_never_filed,
        ),
        (
            a_card_is_kept_with_both_papers,
            a_card_was_given_back_before_papers_were_asked_for,
            a_neighbour_keeps_a_card,
            the_cadre_keeps_the_card_of_the_house_he_lives_in,
        ),
    ),
}
