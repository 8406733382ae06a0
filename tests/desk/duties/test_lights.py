"""Lights: a colour and words with days."""

from datetime import date

import pytest

from mingjian.desk.duties.lights import Colour, light_of
from mingjian.desk.duties.states import MOVES, State, Step, next_step

TODAY = date(2026, 11, 26)
BEGAN = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("state", "due", "met", "colour", "zh"),
    [
        (State.RUNNING, date(2026, 11, 23), None, Colour.RED, "红·超期3天"),
        (State.RUNNING, date(2026, 11, 25), None, Colour.RED, "红·超期1天"),
        (State.RUNNING, date(2026, 11, 26), None, Colour.YELLOW, "黄·今天到期"),
        (State.RUNNING, date(2026, 11, 28), None, Colour.YELLOW, "黄·还剩2天"),
        (State.RUNNING, date(2026, 12, 20), None, Colour.GREEN, "绿·还剩24天"),
        (State.PAUSED, None, None, Colour.GREY, "灰·暂停"),
        (State.MET, date(2026, 11, 20), date(2026, 11, 20), Colour.GREEN, "绿·按期完成"),
        (State.MET, date(2026, 11, 20), date(2026, 11, 22), Colour.GREY, "灰·超期2天后完成"),
        (State.VOID, date(2026, 11, 20), None, Colour.GREY, "灰·已撤销"),
    ],
)
def test_a_light_has_a_colour_and_says_the_days(state, due, met, colour, zh):
    light = light_of(state, BEGAN, due, met, today=TODAY)
    assert (light.colour, light.words.zh) == (colour, zh)


@pytest.mark.parametrize(
    ("began", "due", "colour"),
    [
        # A year warns for its last month, ten days for their last three.
        (date(2026, 1, 1), date(2026, 12, 26), Colour.YELLOW),
        (date(2026, 1, 1), date(2026, 12, 27), Colour.GREEN),
        (date(2026, 11, 20), date(2026, 11, 29), Colour.YELLOW),
        (date(2026, 11, 20), date(2026, 11, 30), Colour.GREEN),
    ],
)
def test_a_light_turns_yellow_in_the_last_fifth(began, due, colour):
    assert light_of(State.RUNNING, began, due, None, today=TODAY).colour is colour


def test_letters_go_blue_yellow_red_and_then_end():
    assert next_step(frozenset()) is Step.BLUE
    assert next_step(frozenset({Step.BLUE})) is Step.YELLOW
    assert next_step(frozenset({Step.BLUE, Step.YELLOW})) is Step.RED
    assert next_step(frozenset(Step)) is None


def test_nothing_follows_a_duty_that_is_met_or_void():
    assert [name for name, move in MOVES.items() if move.sources & {State.MET, State.VOID}] == []
