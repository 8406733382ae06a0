"""Taking a run in: one identity across runs, offices and persons concerned, questions for counties, owed tables."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid4

from mingjian.desk.core import bulk
from mingjian.desk.core.actions import action, founding
from mingjian.desk.core.actor import Actor
from mingjian.desk.core.sealing import keyed_hash
from mingjian.desk.findings import belonging, naming, policies
from mingjian.desk.findings.actions import chasing, correcting
from mingjian.desk.findings.engine import Found, Missing, RunFacts, Undecided
from mingjian.desk.findings.models import (
    Concern,
    Finding,
    FindingQuerySet,
    Handled,
    Named,
    Owed,
    Run,
)
from mingjian.desk.findings.states import Outcome, Presence, State, presence_on_sight
from mingjian.desk.people.jurisdiction import Answering

COUNTY = 6
EVIDENCE = "finding.evidence"
SUBJECT = "finding.subject"
# As much of a sentence and of a key as a line of the ledger keeps.
REASON, KEY = 300, 400


@dataclass(frozen=True)
class Known:
    """A finding that was there before the run, as far as loading needs it."""

    id: UUID
    rule_version: str
    presence: str
    state: str
    outcome: str
    evidence_hash: str
    settled_evidence: str


@founding("findings.take_run", may=policies.may_load)
def take_run(by: Actor, *, facts: RunFacts, now: datetime) -> Run:
    """The record of a run, made once: a run that was loaded before is found again."""
    digest = hashlib.sha256(
        json.dumps(
            [
                facts.snapshot,
                str(facts.as_of),
                facts.division,
                facts.household,
                facts.version,
                sorted(facts.rules),
            ]
        ).encode()
    ).hexdigest()
    run, _ = Run.objects.get_or_create(
        digest=digest,
        defaults={
            "snapshot": facts.snapshot,
            "as_of": facts.as_of,
            "division": facts.division,
            "program": facts.version,
            "total": facts.findings,
            "asked_at": now,
        },
    )
    return run


@action("findings.load_part", may=policies.may_load_part)
def load_part(run: Run, by: Actor, *, found: Sequence[Found], answering: Answering) -> None:
    """Take in a list of findings: what is new is made, what was known is followed; twice the same changes nothing."""
    known = _known(found)
    fresh = [one for one in found if one.finding_id not in known]
    belongs = _belonging(answering)
    made = {uuid4(): one for one in fresh}
    bulk.insert_values(
        Finding, MADE, (_made(key, one, belongs(one)[1]) for key, one in made.items()), same=_same(run)
    )
    _note_concerned(made, belongs)
    seen: dict[Presence, list[UUID]] = defaultdict(list)
    for one in found:
        if before := known.get(one.finding_id):
            _follow(one, before, run, seen, belongs)
    for presence, keys in seen.items():
        words: dict[str, object] = {"last_run": run, "last_seen": run.as_of, "presence": presence}
        if presence is Presence.RECURRED:
            words["appeared_on"] = run.as_of
        every_finding().filter(pk__in=keys).update(cleared_on=None, **words)
    correcting.keep_away(known[one.finding_id].id for one in found if one.finding_id in known)
    run.stage = Run.Stage.LOADING
    run.loaded += len(found)
    run.fresh += len(fresh)
    run.recurred += len(seen[Presence.RECURRED])
    run.save(update_fields=["stage", "loaded", "fresh", "recurred"])


@action("findings.finish_run", may=policies.may_load_part)
def finish_run(
    run: Run,
    by: Actor,
    *,
    facts: RunFacts,
    undecided: Sequence[Undecided],
    now: datetime,
) -> None:
    """Mark as cleared what the run looked for and no longer holds, and note the tables that are owed.

    What the run did not look at (other rules, other places) or could not decide is not cleared.
    """
    missing = (
        every_finding().filter(rule__in=facts.rules).exclude(last_run=run).exclude(presence=Presence.CLEARED)
    )
    if facts.household:
        missing = missing.none()
    missing = missing.filter(division__startswith=facts.division, first_seen__lte=run.as_of)
    blind = {(line.rule, line.division) for line in undecided}
    cleared = [
        pk
        for pk, rule, division in missing.values_list("pk", "rule", "division")
        if not any((rule, division[:digits]) in blind for digits in (4, COUNTY)) and (rule, "") not in blind
    ]
    for start in range(0, len(cleared), 500):
        every_finding().filter(pk__in=cleared[start : start + 500]).update(
            presence=Presence.CLEARED, cleared_on=run.as_of
        )
    if not facts.household:
        _note_owed(run, frozenset(facts.rules), undecided)
    run.stage, run.cleared, run.finished_at = Run.Stage.LOADED, len(cleared), now
    run.save(update_fields=["stage", "cleared", "finished_at"])


@founding("findings.note_handlers", may=policies.may_load)
def note_handlers(by: Actor, *, handlers: Sequence[tuple[str, str]]) -> None:
    """Note who stands in the log of which household's procedure: pairs of household and identity number."""
    keys = {(household, key) for household, number in handlers for key in naming.keys_of((number,))}
    bulk.insert_values(Handled, ("household", "person_hash"), sorted(keys), skip_known=True)


@action("findings.refuse_run", may=policies.may_load_part)
def refuse_run(run: Run, by: Actor, *, said: str, now: datetime) -> None:
    """Note that a run could not be taken in, and why."""
    run.stage, run.said, run.finished_at = Run.Stage.REFUSED, said[:400], now
    run.save(update_fields=["stage", "said", "finished_at"])


def belonging_of(one: Found, answering: Answering) -> tuple[frozenset[str], str]:
    """The offices that a finding touches, and the place that owns it."""
    touched = belonging.offices(one.clauses, one.divisions, one.subject_kind, one.subject_id, answering)
    return touched, belonging.owner(touched, one.divisions)


Belonging = Callable[[Found], tuple[frozenset[str], str]]


def _belonging(answering: Answering) -> Belonging:
    """As `belonging_of`, asked once for all findings of the same clauses and places."""
    known: dict[tuple[Any, ...], tuple[frozenset[str], str]] = {}

    def belongs(one: Found) -> tuple[frozenset[str], str]:
        office = one.subject_id if one.subject_kind == "department" else ""
        asked = (one.clauses, one.divisions, one.subject_kind, office)
        if asked not in known:
            known[asked] = belonging_of(one, answering)
        return known[asked]

    return belongs


def evidence_hash(evidence: str) -> str:
    """The keyed hash of the values that a finding rests on; where they stand in which file does not count."""
    said = json.loads(evidence)
    values = [[row.get("table"), row.get("values")] for row in said.get("rows", [])]
    canonical = json.dumps([values, said.get("values"), said.get("more")], sort_keys=True, ensure_ascii=False)
    return keyed_hash(EVIDENCE, canonical)


def every_finding() -> FindingQuerySet:
    """All findings, whosever they are."""
    return Finding.objects.everything(reason="a run is loaded for all offices")


COLUMNS = ("pk", "rule_version", "presence", "state", "outcome", "evidence_hash", "settled_evidence")


def _known(found: Sequence[Found]) -> dict[str, Known]:
    """What was there before; what has been erased as harmless is known as long as it stands as it was."""
    rows = every_finding().filter(finding_id__in=[one.finding_id for one in found], erased_on__isnull=True)
    standing = {row[0]: Known(*row[1:]) for row in rows.values_list("finding_id", *COLUMNS)}
    return erased_again(found) | standing


def erased_again(found: Sequence[Found]) -> dict[str, Known]:
    """The erased ones of some findings, where the evidence is what it was: they stay settled, and nobody is asked."""
    rows = every_finding().filter(finding_id__in=[one.finding_id for one in found], erased_on__isnull=False)
    standing = rows.exclude(presence=Presence.CLEARED)
    # One finding may have been erased more than once: by each evidence that proved harmless.
    gone = {(row[0], row[6]): Known(*row[1:]) for row in standing.values_list("finding_id", *COLUMNS)}
    again = {name for name, _ in gone}
    known = {
        one.finding_id: gone.get((one.finding_id, evidence_hash(one.evidence)))
        for one in found
        if one.finding_id in again
    }
    return {name: erased for name, erased in known.items() if erased}


MADE = (
    "id",
    "finding_id",
    "rule",
    "rule_version",
    "clauses",
    "elements_open",
    "grade",
    "subject_kind",
    "subject",
    "subject_hash",
    "subject_shown",
    "division",
    "places",
    "households",
    "first",
    "last",
    "fen",
    "months",
    "explanation",
    "evidence",
    "evidence_hash",
    "owner_code",
)


def _made(key: UUID, one: Found, owner: str) -> tuple[Any, ...]:
    """A new finding, in the order of MADE."""
    return (
        key,
        one.finding_id,
        one.rule,
        one.rule_version,
        ";".join(one.clauses),
        ";".join(one.elements_open)[:400],
        one.grade,
        one.subject_kind,
        one.subject_id,
        keyed_hash(SUBJECT, f"{one.subject_kind}:{one.subject_id}"),
        naming.shown(one.subject_kind, one.subject_id),
        belonging.common_place(list(one.divisions)) if len(one.divisions) > 1 else "".join(one.divisions),
        naming.joined(one.divisions),
        naming.joined(one.households),
        one.first,
        one.last,
        one.fen,
        dict(one.months),
        one.explanation[:1000],
        one.evidence,
        evidence_hash(one.evidence),
        owner,
    )


def _same(run: Run) -> dict[str, Any]:
    """What all new findings of a run have in common."""
    days = dict.fromkeys(("first_seen", "last_seen", "appeared_on"), run.as_of)
    return {"first_run_id": run.pk, "last_run_id": run.pk, **days}


def _note_concerned(found: Mapping[UUID, Found], belongs: Belonging) -> None:
    """Note the offices and persons that findings touch now; those of an earlier evidence stay kept away from them."""
    bulk.insert_values(
        Concern,
        ("finding_id", "office"),
        [(key, office) for key, one in found.items() for office in sorted(belongs(one)[0])],
        skip_known=True,
    )
    bulk.insert_values(
        Named,
        ("finding_id", "person_hash"),
        [
            (key, person)
            for key, one in found.items()
            for person in sorted(naming.persons_named(one.subject_id, one.evidence))
        ],
        skip_known=True,
    )


def _follow(
    one: Found, before: Known, run: Run, seen: dict[Presence, list[UUID]], belongs: Belonging
) -> None:
    presence = presence_on_sight(before.presence)
    digest = evidence_hash(one.evidence)
    if digest == before.evidence_hash and not _comes_back(before, presence, digest):
        if before.rule_version != one.rule_version:
            _say_anew(one, before)
        seen[presence].append(before.id)
        return
    finding = every_finding().get(pk=before.id)
    finding.rule_version, finding.grade = one.rule_version, one.grade
    finding.clauses, finding.elements_open = ";".join(one.clauses), ";".join(one.elements_open)[:400]
    finding.first, finding.last, finding.fen, finding.months = one.first, one.last, one.fen, dict(one.months)
    finding.explanation, finding.evidence, finding.evidence_hash = (
        one.explanation[:1000],
        one.evidence,
        digest,
    )
    if _comes_back(before, presence, digest):
        finding.state, finding.outcome, finding.innocent, finding.outcome_because = State.OPEN, "", "", ""
        finding.settled_on = finding.settled_by = None
        finding.settled_evidence = ""
    finding.save()
    _note_concerned({before.id: one}, belongs)
    seen[presence].append(before.id)


def _say_anew(one: Found, before: Known) -> None:
    """The words of the rule have changed and the evidence has not: what has been erased stays empty."""
    words = {"rule_version": one.rule_version, "explanation": one.explanation[:1000]}
    every_finding().filter(pk=before.id, erased_on__isnull=True).update(**words)


def _comes_back(before: Known, presence: Presence, digest: str) -> bool:
    """A settled finding opens again where it recurs, or where it was harmless and a value of its evidence changed."""
    if before.state != State.SETTLED:
        return False
    changed = before.outcome in (Outcome.HARMLESS, Outcome.RECORD_WRONG) and digest != before.settled_evidence
    return changed or presence is Presence.RECURRED


def _note_owed(run: Run, looked_for: frozenset[str], undecided: Iterable[Undecided]) -> None:
    """Keep the ledger of owed tables: a line for a place and each thing that is missing there.

    A line is met where the run looked for all of its rules there and lacked nothing.
    """
    lines: dict[tuple[str, str], tuple[Missing, set[str]]] = {}
    for line in undecided:
        for missing in line.missing:
            at = (line.division, missing.key or missing.text.zh)
            lines.setdefault(at, (missing, set()))[1].add(line.rule)
    for (division, _), (missing, rules) in sorted(lines.items(), key=itemgetter(0)):
        owed = _owed_before(division, missing)
        if owed is None:
            owed = Owed(division=division, first_run=run, noted_on=run.as_of)
        elif owed.supplied_on:
            chasing.owed_again(owed)
        # An earlier run may have said no more than the sentence, or may have said it in other words.
        owed.key, owed.table = missing.key[:KEY] or owed.key, missing.table
        owed.reason, owed.reason_en = missing.text.zh[:REASON], missing.text.en[:REASON]
        owed.rules, owed.last_run = sorted(rules | set(owed.rules) - looked_for), run
        owed.save()
    came = Owed.objects.filter(division__startswith=run.division, supplied_on__isnull=True)
    for owed in came.exclude(last_run=run).select_related("duty"):
        if looked_for.issuperset(owed.rules):
            chasing.supplied(owed, run)


def _owed_before(division: str, missing: Missing) -> Owed | None:
    """The line of what is missing in a place, known by its key; by its sentence where one of the two has no key."""
    here = Owed.objects.filter(division=division)
    if not missing.key:
        return here.filter(reason=missing.text.zh[:REASON]).first()
    keyed = here.filter(key=missing.key[:KEY]).first()
    return keyed or here.filter(key="", reason=missing.text.zh[:REASON]).first()
