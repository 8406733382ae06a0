"""Which scenes are planted where: every rule, both kinds, deterministic, and nothing where there is no room."""

from collections import Counter
from datetime import date

import pytest

from mingjian.exchange.divisions import inside
from mingjian.sample.scenes import HOUSEHOLD_SCRIPTS, OFFICE_SCRIPTS, scenes
from mingjian.screening.catalogue import load_rules

from .conftest import BANNER, stage_of

RULES = list(load_rules().values())
KINDS = ("violation", "look_alike")
# What scenes of other rules make as well.
MADE_BY_OTHERS_TOO = ("payee-outside-household", "late-payment", "late-roster", "imprisoned-paid")


def test_every_rule_has_scenes_and_no_scene_is_about_another(planted):
    assert {scene.rule for scene in planted} == {rule.id for rule in RULES}


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_a_rule_has_as_many_violations_and_look_alikes_as_asked(planted, rule):
    counted = Counter(scene.kind for scene in planted if scene.rule == rule)
    assert all(counted[kind] >= 2 for kind in KINDS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_scene_names_the_subject_and_the_clauses_that_its_rule_may_name(planted, rule):
    for scene in (scene for scene in planted if scene.rule == rule.id):
        assert "@" not in scene.subject_id or scene.subject_kind in ("group", "department", "fund")
        assert rule.subject in (scene.subject_kind, "county", "league")
        assert set(scene.clauses) <= set(rule.clauses)
        assert bool(scene.clauses) == (scene.kind == "violation" and bool(rule.clauses))


def test_no_subject_is_told_two_things_about_one_rule(planted):
    told = Counter((scene.rule, scene.subject_id) for scene in planted)
    assert [subject for subject, times in told.items() if times > 1] == []


def test_a_subject_stands_in_the_rows_of_its_scene(planted):
    said = {
        str(cell) for scene in planted for of in scene.rows.values() for row in of for cell in row.values()
    }
    named = {part: s.subject_id for s in planted for part in s.subject_id.partition("@")[0].split("|")}
    assert [subject for part, subject in named.items() if part not in said] == []
    # A group names a place and a time behind @, a pair both of its households.
    assert [s.subject_id for s in planted if set(s.subject_id.partition("@")[0].split("|")) - said] == []


def test_the_same_stage_has_the_same_scenes(stage, planted):
    assert list(scenes(stage)) == planted


def test_another_seed_has_other_people(planted):
    one, other = (
        {row["person_id"] for scene in told for row in scene.rows.get("members", ())}
        for told in (planted, scenes(stage_of(seed=2)))
    )
    assert len(one & other) * 20 < len(other)


def test_one_village_holds_the_scenes_of_households_and_of_the_offices_over_it_and_no_others():
    village = inside(BANNER, "village")[:1]
    rules = {
        s.rule
        for s in scenes(
            stage_of(per_rule=1, villages=village, empty_villages=(), empty_counties=(), spare_counties={})
        )
    }
    assert rules == {*HOUSEHOLD_SCRIPTS, *OFFICE_SCRIPTS}


def test_months_too_few_for_a_household_hold_no_scene_of_payments():
    short = stage_of(first=date(2026, 8, 1))
    families = {load_rules()[scene.rule].family for scene in scenes(short)}
    assert families & {"A", "B", "F"} == set()


def test_the_grace_of_before_october_2022_is_played_where_the_months_reach_back():
    older = stage_of(first=date(2020, 7, 1), last=date(2023, 6, 1), as_of=date(2023, 6, 30), per_rule=5)
    deaths = [row for s in scenes(older) if s.rule == "deceased-paid" for row in s.rows.get("deaths", ())]
    before = [row for row in deaths if row["died_on"] < date(2022, 9, 1)]
    assert len(before) >= 2
    assert len(before) < len(deaths)


def test_larger_samples_play_more_of_what_is_written(planted, every_scene):
    for rule in HOUSEHOLD_SCRIPTS:
        few, many = ({s.subject_id for s in told if s.rule == rule} for told in (planted, every_scene))
        assert len(many) > len(few)
