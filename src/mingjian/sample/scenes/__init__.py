"""The planted scenes: what each rule must find, and what it must leave alone."""

from collections.abc import Iterator
from itertools import cycle, islice
from random import Random

from mingjian.sample.scene import Scene, Stage
from mingjian.sample.scenes import (
    accounts,
    aftermath,
    amounts,
    belongings,
    clans,
    complaining,
    deadlines,
    disbursement,
    earners,
    employment,
    entries,
    families,
    filings,
    formalities,
    identity_cards,
    kin,
    members,
    missed,
    namesakes,
    persons,
    refusals,
    requests,
    running,
    twice,
    unanswered,
    unvisited,
    villages,
    visits,
    wealth,
    yearly,
)
from mingjian.sample.scenes.counties import county_scenes
from mingjian.sample.scenes.departments import department_scenes
from mingjian.sample.scenes.figures import figure_scenes
from mingjian.sample.scenes.funds import fund_scenes
from mingjian.sample.scenes.offices import office_scenes
from mingjian.sample.scenes.patterns import pattern_scenes
from mingjian.sample.scenes.play import Act, NoRoom, Play, Script
from mingjian.sample.scenes.registrar import Registrar
from mingjian.sample.scenes.supervision import supervision_scenes

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
    | formalities.SCRIPTS
    | deadlines.SCRIPTS
    | visits.SCRIPTS
    | refusals.SCRIPTS
    | unanswered.SCRIPTS
    | unvisited.SCRIPTS
    | kin.SCRIPTS
    | filings.SCRIPTS
    | namesakes.SCRIPTS
    | families.SCRIPTS
    | members.SCRIPTS
    | missed.SCRIPTS
    | complaining.SCRIPTS
    | aftermath.SCRIPTS
)
"""Rules whose scenes play among the households of ordinary villages."""

OFFICE_SCRIPTS: dict[str, Script] = entries.SCRIPTS | requests.SCRIPTS
"""Rules whose scenes play in the offices over ordinary villages: accounts, and the departments that answer checks."""

VILLAGE_SCRIPTS: dict[str, Script] = villages.SCRIPTS | clans.SCRIPTS
"""Rules whose scenes take a whole village."""

COUNTY_RULES = ("fixed-quota", "below-standard", "off-channel", "price-subsidy-missed")
"""Rules whose scenes take a whole county."""

OVERSIGHT_RULES = (
    "no-annual-report", "no-assessment", "no-audit", "no-hotline", "no-hotline-league", "too-few-inspections",
    "unresolved", "unresolved-league",
)  # fmt: skip
"""Rules whose scenes take a county or league and what it did for its oversight."""

OFFICE_RULES = ("office-pattern", "office-pattern-township", "leadership-pattern", "coverage-drop")
"""Rules whose scenes take a county among many."""


def scenes(stage: Stage) -> Iterator[Scene]:
    """Every scene that the stage can hold, the same for the same stage.

    A rule gets `stage.per_rule` violations and as many look-alikes. A scene that the months cannot hold gives way to
    the rule's next one; scenes of villages and counties end where the empty ones do.
    """
    registrar = Registrar()
    yield from _among_households(stage, registrar)
    yield from _in_empty_villages(stage, registrar)
    yield from county_scenes(stage, registrar)
    yield from office_scenes(stage, registrar)
    yield from fund_scenes(stage, registrar)
    yield from department_scenes(stage, registrar)
    yield from figure_scenes(stage, registrar)
    yield from supervision_scenes(stage, registrar)
    yield from pattern_scenes(stage, registrar)


def _among_households(stage: Stage, registrar: Registrar) -> Iterator[Scene]:
    village = cycle(stage.villages)
    for rule, script in (HOUSEHOLD_SCRIPTS | OFFICE_SCRIPTS).items():
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
