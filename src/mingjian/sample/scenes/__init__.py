"""The planted scenes: what each rule of families A, B and F must find, and what it must leave alone."""

from collections.abc import Iterator
from itertools import cycle, islice
from random import Random

from mingjian.sample.scene import Scene, Stage
from mingjian.sample.scenes import (
    accounts,
    amounts,
    belongings,
    disbursement,
    earners,
    employment,
    identity_cards,
    persons,
    running,
    twice,
    villages,
    wealth,
    yearly,
)
from mingjian.sample.scenes.counties import county_scenes
from mingjian.sample.scenes.play import Act, NoRoom, Play, Script
from mingjian.sample.scenes.registrar import Registrar

HOUSEHOLD_SCRIPTS: dict[str, Script] = (
    persons.SCRIPTS
    | earners.SCRIPTS
    | twice.SCRIPTS
    | identity_cards.SCRIPTS
    | belongings.SCRIPTS
    | wealth.SCRIPTS
    | employment.SCRIPTS
    | yearly.SCRIPTS
    | accounts.SCRIPTS
    | running.SCRIPTS
    | amounts.SCRIPTS
    | disbursement.SCRIPTS
)
"""Rules whose scenes play among the households of ordinary villages."""

VILLAGE_SCRIPTS: dict[str, Script] = villages.SCRIPTS
"""Rules whose scenes take a whole village."""

COUNTY_RULES = ("fixed-quota", "below-standard", "off-channel", "price-subsidy-missed")
"""Rules whose scenes take a whole county."""


def scenes(stage: Stage) -> Iterator[Scene]:
    """Every scene that the stage can hold, the same for the same stage.

    A rule gets `stage.per_rule` violations and as many look-alikes. A scene that the months cannot hold gives way to
    the rule's next one; scenes of villages and counties end where the empty ones do.
    """
    registrar = Registrar()
    yield from _among_households(stage, registrar)
    yield from _in_empty_villages(stage, registrar)
    yield from county_scenes(stage, registrar)


def _among_households(stage: Stage, registrar: Registrar) -> Iterator[Scene]:
    village = cycle(stage.villages)
    for rule, script in HOUSEHOLD_SCRIPTS.items():
        for kind in ("violation", "look_alike"):
            places = list(islice(village, stage.per_rule))
            for number, place in enumerate(places):
                yield from _played(stage, registrar, rule, script, kind, number, place)


def _in_empty_villages(stage: Stage, registrar: Registrar) -> Iterator[Scene]:
    village = iter(stage.empty_villages)
    for number in range(stage.per_rule):
        for rule, script in VILLAGE_SCRIPTS.items():
            for kind in ("violation", "look_alike"):
                place = next(village, None)
                if place is not None:
                    yield from _played(stage, registrar, rule, script, kind, number, place)


def _played(
    stage: Stage, registrar: Registrar, rule: str, script: Script, kind: str, number: int, village: str
) -> Iterator[Scene]:
    """The number-th scene of a rule, or the next one that the stage can hold; nothing where it can hold none."""
    rng = Random(f"{stage.seed}/{rule}/{kind}/{number}")
    play = Play(stage, registrar, rng, rule, village)
    acts: tuple[Act, ...] = script.violations if kind == "violation" else script.look_alikes
    for act in (*acts[number % len(acts) :], *acts[: number % len(acts)]):
        try:
            found = act(play)
        except NoRoom:
            continue
        yield from found
        return
