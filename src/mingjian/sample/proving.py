"""How much of what was planted a run found: recall and precision per rule and per circumstance of the Measures."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from mingjian.exchange.checking import check_folder
from mingjian.exchange.progress import Progress
from mingjian.sample.building import Plan, build
from mingjian.sample.scene import Scene
from mingjian.screening.catalogue import load_rules
from mingjian.screening.order import Order
from mingjian.screening.running import screen

Key = tuple[str, str, str]
"""Rule, kind and id of the subject."""


@dataclass(frozen=True)
class Score:
    """Violations planted and found, look-alikes planted and mistaken for one, findings that nobody planted."""

    planted: int = 0
    found: int = 0
    look_alikes: int = 0
    mistaken: int = 0
    unplanned: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(a + b for a, b in zip(asdict(self).values(), asdict(other).values(), strict=True)))

    @property
    def recall(self) -> float | None:
        """The share of the violations that was found; None where none was planted."""
        return self.found / self.planted if self.planted else None

    @property
    def precision(self) -> float | None:
        """The share of the findings that had been planted; None where there is none."""
        findings = self.found + self.mistaken + self.unplanned
        return self.found / findings if findings else None


@dataclass(frozen=True)
class Proof:
    """What a run made of the scenes: the score of every rule, and of every circumstance that a scene is about."""

    rules: Mapping[str, Score]
    circumstances: Mapping[str, Score]

    def __add__(self, other: "Proof") -> "Proof":
        return Proof(_added(self.rules, other.rules), _added(self.circumstances, other.circumstances))

    @property
    def all(self) -> Score:
        """The scores of all rules together."""
        return sum(self.rules.values(), Score())


def prove(scenes: Iterable[Scene], findings: Mapping[Key, str]) -> Proof:
    """Hold the findings (the clauses they name, joined by `;`) against the scenes."""
    violations, look_alikes = dict[Key, str](), set[Key]()
    for scene in scenes:
        key = (scene.rule, scene.subject_kind, scene.subject_id)
        if scene.kind == "violation":
            violations[key] = ";".join(scene.clauses)
        else:
            look_alikes.add(key)
    return Proof(
        {rule: _of_rule(rule, violations, look_alikes, findings) for rule in load_rules()},
        {cite: _of_circumstance(cite, violations, findings) for cite in _cites((violations, findings))},
    )


def prove_plan(plan: Plan, place: Path, progress: Progress) -> Proof:
    """Build the sample of a plan in an empty place, check and screen it, and hold what is found against it."""
    sample = build(place / "data", plan, progress)
    snapshot = check_folder(place / "data", place / "store", progress=progress).snapshot
    outcome = screen(
        snapshot, place / "store", Order(sample.span.as_of, load_rules()), place / "run", progress=progress
    )
    return prove(sample.scenes, findings_in(outcome.folder))


def scenes_told(truth: Path) -> tuple[Scene, ...]:
    """The scenes of a truth file, without their rows."""
    told = json.loads(truth.read_text(encoding="utf-8"))["scenes"]
    return tuple(Scene(**scene | {"clauses": tuple(scene["clauses"]), "rows": {}}) for scene in told)


def findings_in(run: Path) -> dict[Key, str]:
    """The clauses of every finding of a run folder, by rule and subject."""
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT rule, subject_kind, subject_id, clause FROM read_parquet(?)",
            [str(run / "findings.parquet")],
        ).fetchall()
    return {(rule, kind, subject): clause for rule, kind, subject, clause in rows}


def _of_rule(
    rule: str, violations: Mapping[Key, str], look_alikes: set[Key], findings: Mapping[Key, str]
) -> Score:
    planted = {key for key in violations if key[0] == rule}
    alike = {key for key in look_alikes if key[0] == rule}
    found = {key for key in findings if key[0] == rule}
    return Score(
        len(planted), len(planted & found), len(alike), len(alike & found), len(found - planted - alike)
    )


def _of_circumstance(cite: str, violations: Mapping[Key, str], findings: Mapping[Key, str]) -> Score:
    planted = {key for key, clauses in violations.items() if cite in clauses.split(";")}
    found = {key for key, clauses in findings.items() if cite in clauses.split(";")}
    return Score(len(planted), len(planted & found), unplanned=len(found - planted))


def _cites(of: Iterable[Mapping[Key, str]]) -> list[str]:
    return sorted({cite for clauses in of for each in clauses.values() for cite in each.split(";") if cite})


def _added(one: Mapping[str, Score], other: Mapping[str, Score]) -> dict[str, Score]:
    return {name: one.get(name, Score()) + other.get(name, Score()) for name in {**one, **other}}
