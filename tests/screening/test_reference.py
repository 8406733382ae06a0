"""The pages made from the catalogue and the facts are those that the program would make today."""

import json
from pathlib import Path

import pytest

from mingjian.exchange.standard import tables
from mingjian.screening.catalogue import load_rules
from mingjian.screening.reference import catalogue_page, pages, rule_tables_page
from mingjian.screening.running import needed_names

REFERENCE = Path(__file__).parents[2] / "docs/reference"


MEASURED = json.loads((REFERENCE / "accuracy.json").read_text(encoding="utf-8"))
MAKERS = {"catalogue.md": lambda: catalogue_page(MEASURED), "rule-tables.md": rule_tables_page}


@pytest.fixture(scope="module")
def made():
    """The pages as the one command makes them."""
    return pages(MEASURED)


@pytest.mark.parametrize("name", MAKERS)
def test_a_page_is_fresh(name, made):
    assert (REFERENCE / name).read_text(encoding="utf-8") == made[name], "run make reference"


@pytest.mark.parametrize("name", MAKERS)
def test_a_page_made_alone_is_that_of_the_one_command(name, made):
    assert MAKERS[name]() == made[name]


def test_every_page_is_made_by_the_one_command(made):
    assert set(made) == set(MAKERS)


def test_the_accuracy_was_measured_on_the_rules_as_they_are():
    versions = {rule.id: rule.version for rule in load_rules().values()}
    assert MEASURED["versions"] == versions, "run make accuracy reference"


def test_every_planted_violation_was_found_and_nothing_else():
    scores = [*MEASURED["rules"].values(), *MEASURED["circumstances"].values()]
    assert [s for s in scores if s["found"] < s["planted"] or s["mistaken"] or s["unplanned"]] == []


def test_every_rule_is_in_the_catalogue_with_what_to_ask_first():
    page = (REFERENCE / "catalogue.md").read_text(encoding="utf-8")
    for rule in load_rules().values():
        assert f"## {rule.id} · {rule.title.zh}\n" in page
        assert [reason for reason in rule.innocent if reason.question.zh not in page] == [], rule.id


def test_every_table_that_a_rule_reads_is_explained():
    page = (REFERENCE / "rule-tables.md").read_text(encoding="utf-8")
    explained = {line[3:] for line in page.splitlines() if line.startswith("## ")}
    read = set(needed_names(load_rules().values())) - set(tables())
    assert read - explained == set()
    assert {"p", "run", "extracts"} <= explained
