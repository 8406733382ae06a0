"""What is remembered until the next act: worked out once while nothing is written, and never past a write."""

import pytest
from django.db import transaction

from mingjian.desk.core import remembered
from mingjian.desk.core.actor import Site
from mingjian.desk.people.actions.places import open_organ
from mingjian.desk.people.kinds import OrganKind
from mingjian.desk.people.models import Organ
from mingjian.wording import Text, speaking

pytestmark = pytest.mark.django_db


@pytest.fixture
def organs(cast):  # noqa: ARG001  there is a site
    """How many organs there are, and how often that was counted."""
    counted: list[int] = []

    def count():
        counted.append(Organ.objects.count())
        return counted[-1]

    return counted, lambda: remembered.until_next_act(("organs", "test"), count)


def open_one(place):
    return open_organ(Site(), division=place, kind=OrganKind.BANK)


def test_what_nobody_has_changed_is_worked_out_once(organs):
    counted, ask = organs
    assert ask() == ask()
    assert len(counted) == 1


def test_an_act_makes_it_be_worked_out_anew(organs):
    counted, ask = organs
    before = ask()
    open_one("150428")
    assert ask() == before + 1
    assert len(counted) == 2


def test_an_act_that_was_rolled_back_is_forgotten_with_what_was_counted_during_it(organs):
    _, ask = organs
    before = ask()
    mark = transaction.savepoint()
    open_one("150428")
    assert ask() == before + 1
    transaction.savepoint_rollback(mark)
    assert ask() == before
    open_one("150429")
    open_one("150430")
    assert ask() == before + 2


def test_each_language_has_an_answer_of_its_own(cast):  # noqa: ARG001  there is a site
    def ask():
        return remembered.until_next_act("words", lambda: str(Text("暂停", "paused")))

    with speaking("zh"):
        assert ask() == "暂停"
    with speaking("en"):
        assert ask() == "paused"


def test_another_question_has_an_answer_of_its_own_and_the_oldest_are_forgotten(organs):
    counted, ask = organs
    ask()
    for number in range(remembered.MOST):
        assert remembered.until_next_act(("number", number), lambda: number) == number  # noqa: B023  called at once
    ask()
    assert len(counted) == 2


def test_a_page_asks_once_how_far_the_journal_has_come(organs, django_assert_num_queries):
    counted, ask = organs
    with remembered.one_reading():
        ask()
        with django_assert_num_queries(0):
            assert ask() == counted[0]
    open_one("150428")
    with remembered.one_reading():
        assert ask() == counted[0] + 1


def test_from_the_first_act_on_a_request_asks_the_rows(organs):
    counted, ask = organs
    with remembered.one_reading():
        before = ask()
        assert remembered.is_reading()
        open_one("150428")
        assert not remembered.is_reading()
        assert ask() == before + 1
    assert len(counted) == 2
