"""The blind-spot map: which circumstance and element is seen where, by data, by log, only by people, or not at all."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from mingjian.law import measures
from mingjian.law.measures import Element, ElementKind
from mingjian.screening.answers import OF_DOSSIER, Inventory
from mingjian.screening.catalogue import Rule, load_rules
from mingjian.screening.deciding import Verdict
from mingjian.screening.engine import Session
from mingjian.screening.obstacles import Obstacle, missing_table
from mingjian.wording import Text


class Seen(StrEnum):
    """How a thing is seen in a place; the first is the sharpest eye."""

    DATA = "data"
    LOG = "log"
    INSPECTION = "inspection"
    NONE = "none"


SEEN_WORDS = {
    Seen.DATA: Text("数据可见", "seen by data"),
    Seen.LOG: Text("过程记录可见", "seen by the log of the procedure"),
    Seen.INSPECTION: Text("只能靠检查、投诉", "only by inspection or complaint"),
    Seen.NONE: Text("看不到", "not at all"),
}
# Tables in which offices write down what they did: a rule that needs one of them sees by the log of the procedure.
LOGS = frozenset(
    {"applications", "steps", "checks", "platform", "complaints", "oversight", "outcomes", "relative_filings"}
    | {"card_custody", "complainants"}
)
BY_NATURE, NOT_RUN, UNWATCHED = "by_nature", "not_run", "unwatched"
# Who looks without data, of three years: a complaint about the place, an inspection, an audit, a published telephone.
# An audit by a higher office names the counties that it covers.
WATCHED = """
SELECT DISTINCT a.county FROM answering AS a
JOIN raw.complaints AS c ON starts_with(c.division, a.county)
CROSS JOIN run
WHERE c.received_on BETWEEN run.as_of - INTERVAL 3 YEAR AND run.as_of
UNION
SELECT DISTINCT a.county FROM answering AS a CROSS JOIN run
JOIN raw.oversight AS o ON starts_with(a.county, o.division) OR contains(
    concat(',', regexp_replace(coalesce(o.covers, ''), '[^0-9]+', ',', 'g'), ','), concat(',', a.county, ','))
WHERE o.kind IN ('special_inspection', 'annual_audit', 'hotline_published')
  AND o.done_on BETWEEN run.as_of - INTERVAL 3 YEAR AND run.as_of"""
OFFICERS_AT = """
SELECT DISTINCT a.county FROM answering AS a
JOIN raw.officers AS o ON starts_with(o.division, a.county) OR starts_with(a.county, o.division)"""


@dataclass(frozen=True)
class Reason:
    """Why something is not seen, or by what it is: the kind of reason, the table behind it, and the words."""

    why: str
    table: str
    text: Text

    @property
    def data(self) -> dict[str, str]:
        """The reason for a program, with the sentence in both languages."""
        return {"why": self.why, "table": self.table, "zh": self.text.zh, "en": self.text.en}


@dataclass(frozen=True)
class Sight:
    """One circumstance (`element` empty) or element in one county: how it is seen, by which rules, and why not."""

    circumstance: str
    element: str
    county: str
    seen: Seen
    rules: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Record:
    """Tables that show an element by themselves, in some articles."""

    kind: ElementKind
    articles: tuple[int, ...]
    needs: tuple[str, ...]
    is_log: bool
    text: Text


@dataclass(frozen=True)
class Eyes:
    """What one county has to look with: a verdict per rule, records that are there or why not, people who look."""

    county: str
    verdicts: Mapping[str, Verdict]
    records: Mapping[Record, tuple[Obstacle, ...]]
    watched: bool


def map_of(connection: Session, inventory: Inventory, verdicts: Iterable[Verdict]) -> tuple[Sight, ...]:
    """The map of every county that the session answers for: circumstances in order, their elements after each."""
    by_place: dict[tuple[str, str], Verdict] = {(v.rule, v.place): v for v in verdicts}
    watched = {row[0] for row in connection.execute(WATCHED).fetchall()}
    posts = {row[0] for row in connection.execute(OFFICERS_AT).fetchall()}
    listed = "SELECT DISTINCT county, league FROM answering WHERE county <> '' ORDER BY 1"
    places = connection.execute(listed).fetchall()
    known = [record for record in _records() if _is_prepared(connection, record)]
    sights: list[Sight] = []
    for county, league in places:
        verdicts_here = {
            rule: by_place[rule, place]
            for rule in load_rules()
            for place in (county, league)
            if (rule, place) in by_place
        }
        records = {record: tuple(_lacking(inventory, record, county, posts)) for record in known}
        sights += _sights(Eyes(county, verdicts_here, records, county in watched))
    return tuple(sights)


def _is_prepared(connection: Session, record: Record) -> bool:
    """Whether the session can say where the record is filled: a run of few rules has not gone through the log."""
    asks_log = any(need.partition(".")[0] in OF_DOSSIER for need in record.needs)
    there = "SELECT 1 FROM duckdb_views() WHERE schema_name = 'kept' AND view_name = 'dossiers'"
    return not asks_log or bool(connection.execute(there).fetchall())


def _lacking(inventory: Inventory, record: Record, county: str, posts: set[str]) -> Iterator[Obstacle]:
    yield from inventory.lacking(record.needs, county)
    if (
        not inventory.lacking(record.needs, county)
        and "officers.post" in record.needs
        and county not in posts
    ):
        yield missing_table("officers")


def _sights(eyes: Eyes) -> Iterator[Sight]:
    for cite in measures.circumstances():
        yield _sight(eyes, cite, None, _touching(cite))
        for element in measures.elements(cite):
            yield _sight(eyes, cite, element, _showing(element.id))


@cache
def _touching(cite: str) -> tuple[Rule, ...]:
    """The rules that may touch a circumstance."""
    return tuple(rule for rule in load_rules().values() if cite in rule.clauses)


@cache
def _showing(element: str) -> tuple[Rule, ...]:
    """The rules whose rows show an element."""
    return tuple(rule for rule in load_rules().values() if element in rule.shows)


def _sight(eyes: Eyes, cite: str, element: Element | None, rules: Sequence[Rule]) -> Sight:
    """How a circumstance, or one element of it, is seen by these rules and by records."""
    seeing = [rule for rule in rules if rule.id in eyes.verdicts and eyes.verdicts[rule.id].sees]
    records = _records_of(cite, element)
    there = [record for record in records if record in eyes.records and not eyes.records[record]]
    logs = [_is_log(rule) for rule in seeing] + [record.is_log for record in there]
    name = element.id if element else ""
    if logs:
        seen = Seen.LOG if all(logs) else Seen.DATA
        told = tuple(Reason(BY_NATURE, "", record.text) for record in there)
        return Sight(cite, name, eyes.county, seen, tuple(rule.id for rule in seeing), told)
    reasons = [*_why_blind(eyes, rules), *_why_unrecorded(eyes, records)]
    if not reasons:
        reasons = [Reason(BY_NATURE, "", _nature(cite, element))]
    if not eyes.watched:
        reasons.append(NOBODY_LOOKS)
    seen = Seen.INSPECTION if eyes.watched else Seen.NONE
    return Sight(cite, name, eyes.county, seen, (), tuple(dict.fromkeys(reasons)))


NOBODY_LOOKS = Reason(
    UNWATCHED,
    "oversight",
    Text(
        "近三年没有本地的检查、审计、公布电话，也没有投诉的记录",
        "no inspection, audit or published telephone of three years and no complaint is on record here",
    ),
)


def _is_log(rule: Rule) -> bool:
    return any(need.partition(".")[0] in LOGS for need in rule.needs)


def _records_of(cite: str, element: Element | None) -> list[Record]:
    if element is None:
        return []
    article = measures.provision(cite).article
    return [r for r in _records() if r.kind == element.kind and article in r.articles]


def _why_blind(eyes: Eyes, rules: Sequence[Rule]) -> Iterator[Reason]:
    for rule in rules:
        verdict = eyes.verdicts.get(rule.id)
        if verdict is None:
            yield _unasked(rule)
        for obstacle in (verdict.obstacles or verdict.notes) if verdict else ():
            yield _reason(obstacle)


def _unasked(rule: Rule) -> Reason:
    """Why a rule has no verdict: its table is in one hand, or the run was limited to other rules."""
    if rule.is_guarded:
        return _reason(missing_table("complainants"))
    return Reason(
        NOT_RUN, "", Text(f"本次没有运行规则“{rule.title.zh}”", f"the rule '{rule.title.en}' was not run")
    )


def _why_unrecorded(eyes: Eyes, records: Sequence[Record]) -> Iterator[Reason]:
    for record in records:
        yield from map(_reason, eyes.records.get(record, ()))


def _reason(obstacle: Obstacle) -> Reason:
    return Reason(str(obstacle.why), obstacle.table, obstacle.text)


def _nature(cite: str, element: Element | None) -> Text:
    """Why nothing could show it anywhere."""
    if element is None or element.kind is ElementKind.ACT:
        return _unseen_acts().get(cite) or _unseen()[ElementKind.ACT]
    return _unseen()[element.kind]


@cache
def _records() -> tuple[Record, ...]:
    return tuple(
        Record(
            ElementKind(e["kind"]), tuple(e["articles"]), tuple(e["needs"]), e["log"], Text(e["zh"], e["en"])
        )
        for e in _data()["records"]
    )


@cache
def _unseen() -> Mapping[ElementKind, Text]:
    return {ElementKind(kind): Text(e["zh"], e["en"]) for kind, e in _data()["unseen"].items()}


@cache
def _unseen_acts() -> Mapping[str, Text]:
    return {cite: Text(e["zh"], e["en"]) for cite, e in _data()["unseen_act"].items()}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("coverage.toml").read_text(encoding="utf-8"))
