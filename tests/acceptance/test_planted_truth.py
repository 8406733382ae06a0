"""On synthetic places every planted violation is found, no look-alike is, and nothing that was not planted."""

import json

import duckdb
import pytest

from mingjian.exchange.checking import check_folder
from mingjian.exchange.progress import silent
from mingjian.sample.building import Plan, build, stage_on, write_truth
from mingjian.sample.places import Scale, ground
from mingjian.sample.scenes import scenes
from mingjian.sample.when import standard_span
from mingjian.screening.catalogue import load_rules
from mingjian.screening.order import Order
from mingjian.screening.running import screen

SEEDS = (1, 2, 3)
SMALL = 200
PLACES = [
    *(pytest.param(Plan(Scale.VILLAGE, seed=seed), id=f"village-{seed}") for seed in SEEDS),
    pytest.param(Plan(Scale.BANNER, households=SMALL, seed=1), id="small-banner-1"),
    *(
        pytest.param(Plan(Scale.BANNER, seed=seed), id=f"banner-{seed}", marks=pytest.mark.slow)
        for seed in SEEDS
    ),
    pytest.param(Plan(Scale.LEAGUE, households=20_000, seed=1), id="league-20000-1", marks=pytest.mark.slow),
]


def test_a_banner_holds_a_violation_and_a_look_alike_of_every_rule():
    planted = tuple(scenes(stage_on(ground(Scale.BANNER, SMALL, 1), standard_span(), 1)))
    assert {s.rule for s in planted if s.kind == "violation"} == set(load_rules())
    assert {s.rule for s in planted if s.kind == "look_alike"} == set(load_rules())


@pytest.mark.parametrize("plan", PLACES)
def test_every_planted_violation_is_found_with_its_clauses_and_nothing_else_is(
    plan, tmp_path, record_property
):
    violations, look_alikes = planted_in(tmp_path, plan)
    found = found_in(tmp_path)
    mistaken, unplanned = found.keys() & look_alikes, found.keys() - violations.keys() - look_alikes
    recall = violations.keys() & found.keys()
    record_property(
        "recall and precision",
        {
            rule: {
                "planted": count(violations, rule),
                "found": count(recall, rule),
                "look_alikes": count(look_alikes, rule),
                "mistaken": count(mistaken, rule),
                "unplanned": count(unplanned, rule),
            }
            for rule in load_rules()
        },
    )
    wrong = {
        "missed": violations.keys() - found.keys(),
        "look-alikes taken for violations": mistaken,
        "found but not planted": unplanned,
        "other clauses than planted": {key for key in recall if found[key] != violations[key]},
    }
    assert {name: keys for name, keys in wrong.items() if keys} == {}


def planted_in(place, plan):
    """Build the sample and read its truth file: clauses by violation, and the look-alikes.

    Both are known by (rule, subject kind, subject id).
    """
    sample = build(place / "data", plan, silent)
    write_truth(place / "truth.json", sample)
    told = json.loads((place / "truth.json").read_text(encoding="utf-8"))["scenes"]
    keys = [(scene["rule"], scene["subject_kind"], scene["subject_id"]) for scene in told]
    assert len(set(keys)) == len(keys)
    violations = {
        key: ";".join(scene["clauses"])
        for key, scene in zip(keys, told, strict=True)
        if scene["kind"] == "violation"
    }
    return violations, set(keys) - violations.keys()


def found_in(place):
    """Check and screen the sample: clauses by (rule, subject kind, subject id)."""
    checked = check_folder(place / "data", place / "store", progress=silent)
    assert checked.is_clean
    screen(checked.snapshot, place / "store", Order(standard_span().as_of, load_rules()), place / "run")
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT rule, subject_kind, subject_id, clause FROM '{place / 'run' / 'findings.parquet'}'"
        ).fetchall()
    found = {(rule, kind, subject): clause for rule, kind, subject, clause in rows}
    assert len(found) == len(rows)
    return found


def count(keys, rule):
    """How many of the keys are of a rule."""
    return sum(key[0] == rule for key in keys)
