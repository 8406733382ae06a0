"""Whole leagues for the duties of Article 6 and for the patterns of offices: what is planted, and how it is told."""

import hashlib
from collections import Counter
from datetime import date

import pytest

from mingjian.exchange.divisions import inside
from mingjian.sample.building import gathered, without_places_of
from mingjian.sample.ledgers import duties_of
from mingjian.sample.scenes import OFFICE_RULES, OVERSIGHT_RULES, scenes
from mingjian.sample.scenes.lists import ORDINARY_HOMES, has_mark
from mingjian.screening.catalogue import load_rules

from .conftest import stage_of

LEAGUES = {"K": ("1502", "1503", "1522", "1529"), "M": ("1507",)}
SPARE = {family: tuple(c for code in of for c in inside(code, "county")) for family, of in LEAGUES.items()}


@pytest.fixture(scope="module")
def told():
    return list(scenes(stage_of(villages=(), empty_villages=(), empty_counties=(), spare_counties=SPARE)))


@pytest.mark.parametrize("rule", [*OVERSIGHT_RULES, *OFFICE_RULES])
def test_every_rule_has_violations_and_look_alikes(told, rule):
    counted = Counter(scene.kind for scene in told if scene.rule == rule)
    # Three families are needed for the leaders, and one of them may not be in the catalogue.
    assert counted["violation"] >= 2 or (rule == "leadership-pattern" and not has_mark("E"))
    assert counted["look_alike"] >= 2


def test_every_rule_of_both_families_has_scenes_somewhere():
    planted = {scene.rule for scene in scenes(stage_of(spare_counties=SPARE))}
    missing = {rule.id for rule in load_rules().values() if rule.family in "KM"} - planted
    assert missing == set()


def test_every_county_has_a_list_long_enough_to_be_compared(told):
    households = gathered(scene.rows for scene in told)["households"]
    counted = Counter(str(row["division"])[:6] for row in households)
    assert set(counted) == {county for counties in SPARE.values() for county in counties}
    assert min(counted.values()) >= ORDINARY_HOMES


def test_no_subject_is_told_two_things_about_one_rule(told):
    counted = Counter((scene.rule, scene.subject_kind, scene.subject_id) for scene in told)
    assert [subject for subject, times in counted.items() if times > 1] == []


def test_a_scene_brings_all_of_the_oversight_of_its_place(told):
    rows = gathered(scene.rows for scene in told)
    ledgers = {"oversight": list(duties_of("1502", date(2026, 10, 31)))}
    assert without_places_of(ledgers, rows)["oversight"] == []
    kinds = Counter((row["division"], row["kind"]) for row in rows["oversight"])
    assert kinds["1502", "special_inspection"] == 9
    assert kinds["1529", "special_inspection"] == 10


def test_open_outcomes_are_those_of_findings_that_a_run_must_make(told):
    rows = gathered(scene.rows for scene in told)
    names = {
        hashlib.sha256("\u241f".join((s.rule, s.subject_kind, s.subject_id)).encode()).hexdigest()[:32]
        for s in told
        if s.rule == "complaint-overdue" and s.kind == "violation"
    }
    assert {row["finding_id"] for row in rows["outcomes"]} == names


def test_without_counties_of_their_own_or_with_few_months_nothing_is_planted():
    assert not any(scene.rule in OVERSIGHT_RULES for scene in scenes(stage_of(spare_counties={})))
    few = stage_of(first=date(2026, 8, 1), spare_counties=SPARE)
    assert [scene for scene in scenes(few) if scene.rule in (*OVERSIGHT_RULES, *OFFICE_RULES)] == []
