"""What may follow what in the life of a finding."""

import pytest

from mingjian.desk.findings.states import MOVES, Presence, State, after, fits, presence_on_sight


def test_nothing_leaves_a_settled_finding_but_reopening():
    assert {verb for verb in MOVES if fits(verb, State.SETTLED)} == {"reopen"}


def test_a_finding_in_a_case_is_only_settled():
    assert {verb for verb in MOVES if fits(verb, State.TAKEN)} == set()


def test_a_move_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="take"):
        after("take", State.SETTLED)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (None, Presence.NEW),
        (Presence.NEW, Presence.PERSISTING),
        (Presence.PERSISTING, Presence.PERSISTING),
        (Presence.CLEARED, Presence.RECURRED),
        (Presence.RECURRED, Presence.PERSISTING),
    ],
)
def test_one_identity_is_followed_through_the_runs(before, now):
    assert presence_on_sight(before) is now
