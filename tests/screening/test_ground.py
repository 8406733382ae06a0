"""On the ground of examples an example finds its own rows, whatever was played there before it."""

import pytest

from mingjian.exchange.standard import tables
from mingjian.screening.examples import filled
from mingjian.screening.facts import make_facts, with_dependencies
from mingjian.screening.ground import ground_of, load_rows
from mingjian.screening.workspace import open_session
from tests.screening.conftest import household, payment

FACTS = with_dependencies(("grants", "county_pay", "stretches"))
POOR = {"households": [household()], "members": [{"household_id": "H1", "person_id": "15990119500101001?"}]}
PAID = POOR | {"payments": [payment("2024-01..2024-03")]}
OTHER = {"households": [household("H2")], "payments": [payment("2024-02", "H2", due="50.00")]}


def contents(session):
    """Every table and every fact of a session."""
    names = [f"raw.{name}" for name in tables()] + [f"kept.{name}" for name in FACTS]
    return {name: sorted(map(repr, session.execute(f"FROM {name}").fetchall())) for name in names}


def found(rows):
    """What one who plays an example finds."""
    with ground_of(filled(rows), FACTS) as session:
        return contents(session)


def anew(rows):
    """What lies in a session in which nobody was before."""
    with open_session() as session:
        load_rows(session, filled(rows))
        make_facts(session, FACTS)
        return contents(session)


@pytest.mark.parametrize("before", [POOR, PAID, OTHER, {}])
@pytest.mark.parametrize("rows", [POOR, PAID, OTHER, {}])
def test_an_example_finds_its_own_rows_whatever_was_played_before(before, rows):
    found(before)
    assert found(rows) == anew(rows)


def test_what_an_example_makes_is_gone_for_the_next():
    with ground_of(filled(PAID), FACTS) as session:
        session.execute("CREATE TEMP TABLE run AS SELECT 1 AS x")
        session.execute("DELETE FROM kept.households")
    with ground_of(filled(PAID), FACTS) as session:
        assert session.execute("SELECT count(*) FROM kept.households").fetchone() == (1,)
        session.execute("CREATE TEMP TABLE run AS SELECT 2 AS x")
        assert session.execute("FROM run").fetchall() == [(2,)]


def test_two_at_once_do_not_stand_on_the_same_ground():
    with ground_of(filled(PAID), FACTS), ground_of(filled(OTHER), FACTS) as second:
        assert second.execute("SELECT household_id FROM raw.households").fetchall() == [("H2",)]


def test_nobody_stands_on_ground_that_was_half_laid():
    with pytest.raises(KeyError), ground_of(filled(PAID), ["no_such_fact"]):
        pass
    assert found(OTHER) == anew(OTHER)
