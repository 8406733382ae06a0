"""The stages on which the scenes are tested: a banner with empty villages and counties, a village, and older days."""

from datetime import date

import pytest

from mingjian.exchange.divisions import inside
from mingjian.sample.places import SPARE_LEAGUES
from mingjian.sample.scene import Scene, Stage
from mingjian.sample.scenes import scenes

BANNER = "150423"
NEIGHBOURS = ("150402", "150421", "150422", "150424")


def stage_of(
    seed=1, per_rule=2, first=date(2023, 11, 1), last=date(2026, 10, 1), as_of=date(2026, 10, 31), **places
):
    villages = inside(BANNER, "village")
    given = {
        "villages": villages[:30],
        "empty_villages": villages[40:60],
        "empty_counties": NEIGHBOURS,
        "spare_counties": {
            family: tuple(c for league in leagues for c in inside(league, "county"))
            for family, leagues in SPARE_LEAGUES.items()
        },
    } | places
    triggers = (date(2024, 2, 1), date(2024, 3, 1), date(2025, 8, 1))
    return Stage(seed, first, last, as_of, per_rule=per_rule, trigger_months=triggers, **given)


@pytest.fixture(scope="session")
def stage() -> Stage:
    return stage_of()


@pytest.fixture(scope="session")
def planted(stage) -> list[Scene]:
    return list(scenes(stage))


@pytest.fixture(scope="session")
def every_scene() -> list[Scene]:
    """Every scene that is written, not only the first ones of each rule."""
    return list(scenes(stage_of(per_rule=6)))
