"""On synthetic places every planted violation is found, no look-alike is, and nothing that was not planted."""

from dataclasses import asdict

import duckdb
import pytest

from mingjian.exchange.checking import check_folder
from mingjian.exchange.progress import silent
from mingjian.sample.building import Plan, build, stage_on, write_truth
from mingjian.sample.places import Scale, ground
from mingjian.sample.proving import findings_in, prove, scenes_told
from mingjian.sample.scenes import scenes
from mingjian.sample.when import standard_span
from mingjian.screening.catalogue import load_rules
from mingjian.screening.order import Order
from mingjian.screening.running import screen

SEEDS = (1, 2, 3)
SMALL = 200
PLACES = [
    *(
        pytest.param(
            Plan(Scale.VILLAGE, seed=seed),
            id=f"village-{seed}",
            marks=() if seed == SEEDS[0] else pytest.mark.slow,
        )
        for seed in SEEDS
    ),
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
    sample = build(tmp_path / "data", plan, silent)
    write_truth(tmp_path / "truth.json", sample)
    planted = scenes_told(tmp_path / "truth.json")
    found = found_in(tmp_path)
    record_property(
        "recall and precision", {r: asdict(score) for r, score in prove(planted, found).rules.items()}
    )
    keys = [(scene.rule, scene.subject_kind, scene.subject_id) for scene in planted]
    assert len(set(keys)) == len(keys)
    expected = {k: ";".join(s.clauses) for k, s in zip(keys, planted, strict=True) if s.kind == "violation"}
    look_alikes = set(keys) - expected.keys()
    wrong = {
        "missed": expected.keys() - found.keys(),
        "look-alikes taken for violations": found.keys() & look_alikes,
        "found but not planted": found.keys() - expected.keys() - look_alikes,
        "other clauses than planted": {k for k in expected.keys() & found.keys() if found[k] != expected[k]},
    }
    assert {name: keys for name, keys in wrong.items() if keys} == {}


def found_in(place):
    """Check and screen the sample: clauses by (rule, subject kind, subject id)."""
    checked = check_folder(place / "data", place / "store", progress=silent)
    assert checked.is_clean
    screen(checked.snapshot, place / "store", Order(standard_span().as_of, load_rules()), place / "run")
    found = findings_in(place / "run")
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT count(*) FROM '{place / 'run' / 'findings.parquet'}'").fetchall()
    assert rows == [(len(found),)]
    return found
