"""What may follow what in the life of a case."""

import pytest

from mingjian.desk.cases.states import ENDED, MOVES, State, after, fits


def test_every_state_is_reached_from_the_beginning():
    reached = {State.PENDING}
    while more := {move.target for move in MOVES.values() if move.sources & reached} - reached:
        reached |= more
    assert reached == set(State)


def test_what_has_ended_is_only_opened_again():
    assert {verb for verb in MOVES for state in ENDED if fits(verb, state)} == {"reopen"}


@pytest.mark.parametrize(
    ("state", "before"),
    [
        (State.REVIEWED, {State.CHECKING}),
        (State.RECTIFYING, {State.REVIEWED, State.RECTIFYING, State.ACCEPTED}),
        (State.ACCEPTED, {State.RECTIFYING}),
        (State.CLOSED, {State.ACCEPTED}),
        (State.HARMLESS, {State.REVIEWED}),
    ],
)
def test_no_step_is_skipped(state, before):
    assert set().union(*(move.sources for move in MOVES.values() if move.target is state)) == before


def test_a_move_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="close"):
        after("close", State.CHECKING)
