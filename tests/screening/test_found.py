"""A rule sees of what others have found only what it says that it builds on."""

from dataclasses import replace

from mingjian.exchange.snapshots import Snapshot
from mingjian.screening.bundles.replaying import replay
from mingjian.screening.catalogue import load_rules
from mingjian.screening.examples import Example, stage
from mingjian.screening.found import show_found
from mingjian.screening.running import run_in_turn
from tests.screening.test_known_then import DAY, dead

SEEING = "SELECT f.household AS household, 'lead' AS grade, '' AS clause, f.rule AS base FROM found AS f"


def seeing(*words):
    """A rule about households that finds what it sees of the findings of others."""
    rule = load_rules()["relative-preferred"]
    return replace(
        rule,
        id="seeing",
        subject="household",
        evidence=(),
        values=(),
        sentence="{place}",
        sql=SEEING,
        builds_on=words,
    )


def seen(connection, *words):
    show_found(connection, seeing(*words))
    return {row[0] for row in connection.execute("SELECT DISTINCT rule FROM found").fetchall()}


def test_found_holds_the_rules_and_families_that_a_rule_names_and_no_others():
    rules = load_rules()
    # Two rules about the same dead head: his payments, and the answer of the register that named no death.
    lower = [rules["deceased-paid"], replace(rules["deceased-paid"], id="other", family="B")]
    with stage(lower[0], Example("", "hit", DAY, dead(), ())) as (connection, order):
        run_in_turn(connection, lower, order)
        assert seen(connection, "A", "B") == {"deceased-paid", "other"}
        assert seen(connection, "B") == {"other"}
        assert seen(connection, "deceased-paid") == {"deceased-paid"}
        assert seen(connection) == set()


def test_what_a_rule_finds_does_not_hang_on_which_others_run_before_it():
    lower = load_rules()["deceased-paid"]
    unnamed = replace(lower, id="other", family="B")
    with stage(lower, Example("", "hit", DAY, dead(), ())) as (connection, order):
        told = replay(connection, Snapshot("", {}, {}, ()), order, [lower, unnamed, seeing("B")])
        assert len(told) == 1
    with stage(lower, Example("", "hit", DAY, dead(), ())) as (connection, order):
        assert replay(connection, Snapshot("", {}, {}, ()), order, [lower, seeing("B")]) == {}
