"""Taking a run in: one identity across runs, offices and persons concerned, questions for counties, owed tables."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from mingjian.desk.core import bulk
from mingjian.desk.core.actions import action, founding
from mingjian.desk.core.actor import Actor
from mingjian.desk.core.sealing import keyed_hash
from mingjian.desk.findings import belonging, engine, naming, policies, providers
from mingjian.desk.findings.actions import chasing, correcting
from mingjian.desk.findings.engine import Found, RunFacts, Undecided
from mingjian.desk.findings.models import (
    Asked,
    Concern,
    Finding,
    FindingQuerySet,
    Handled,
    Named,
    Owed,
    Question,
    Run,
)
from mingjian.desk.findings.states import Outcome, Presence, State, presence_on_sight
from mingjian.desk.people.jurisdiction import Answering
from mingjian.wording import Text

COUNTY = 6
EVIDENCE = "finding.evidence"
SUBJECT = "finding.subject"
QUESTION_TEXT = 400
REASONS = "；"  # between several reasons of one answer


@dataclass(frozen=True)
class Known:
    """A finding that was there before the run, as far as loading needs it."""

    id: UUID
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
    made = [_made(one, run, belonging_of(one, answering)) for one in fresh]
    bulk.insert(made)
    _note_concerned({finding.pk: one for finding, one in zip(made, fresh, strict=True)}, answering)
    seen: dict[Presence, list[UUID]] = defaultdict(list)
    for one in found:
        if before := known.get(one.finding_id):
            _follow(one, before, run, seen, answering)
    for presence, keys in seen.items():
        words: dict[str, object] = {"last_run": run, "last_seen": run.as_of, "presence": presence}
        if presence is Presence.RECURRED:
            words["appeared_on"] = run.as_of
        _everything().filter(pk__in=keys).update(cleared_on=None, **words)
    correcting.keep_away(known[one.finding_id].id for one in found if one.finding_id in known)
    run.stage = Run.Stage.LOADING
    run.loaded += len(found)
    run.fresh += len(fresh)
    run.recurred += len(seen[Presence.RECURRED])
    run.save(update_fields=["stage", "loaded", "fresh", "recurred"])


@dataclass(frozen=True)
class Asking:
    """What a finding lets one ask about a household; `one` is the finding where its months are this household's."""

    finding_id: str
    household: str
    division: str
    ask: Text
    one: Found | None

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same question: the household and the words."""
        return self.household, hashlib.sha256(self.ask.zh.encode()).hexdigest()


@action("findings.ask_counties", may=policies.may_load_part)
def ask_counties(run: Run, by: Actor, *, found: Sequence[Found], silent: frozenset[str]) -> None:
    """Put the household's question alone to the county: months, money, what to ask; no clause, officer or source.

    `silent` holds the households about which a question could warn an officer: their counties are asked nothing.
    """
    gone = _erased(found)
    asking = [one for each in found if each.finding_id not in gone for one in _askings(each, silent)]
    households = {one.household for one in asking}
    known = _questions(households)
    fresh: dict[tuple[str, str], Question] = {}
    changed: dict[tuple[str, str], Question] = {}
    for one in asking:
        question = known.get(one.key) or fresh.get(one.key)
        if question is None:
            fresh[one.key] = _new_question(one, run)
        elif _takes_in(question, one.one) and one.key in known:
            changed[one.key] = question
    # Whoever loads another run meanwhile may have asked the same: theirs then stands.
    bulk.insert(list(fresh.values()), skip_known=True)
    for question in changed.values():
        question.save()
    put = {
        (household, digest): pk
        for household, digest, pk in Question.objects.filter(household__in=households).values_list(
            "household", "digest", "pk"
        )
    }
    _note_asked([(one.finding_id, put[one.key]) for one in asking])


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
        _everything().filter(rule__in=facts.rules).exclude(last_run=run).exclude(presence=Presence.CLEARED)
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
        _everything().filter(pk__in=cleared[start : start + 500]).update(
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


def evidence_hash(evidence: str) -> str:
    """The keyed hash of the values that a finding rests on; where they stand in which file does not count."""
    said = json.loads(evidence)
    values = [[row.get("table"), row.get("values")] for row in said.get("rows", [])]
    canonical = json.dumps([values, said.get("values"), said.get("more")], sort_keys=True, ensure_ascii=False)
    return keyed_hash(EVIDENCE, canonical)


def _everything() -> FindingQuerySet:
    return Finding.objects.everything(reason="a run is loaded for all offices")


COLUMNS = ("pk", "presence", "state", "outcome", "evidence_hash", "settled_evidence")


def _known(found: Sequence[Found]) -> dict[str, Known]:
    """What was there before; what has been erased as harmless is known as long as it stands as it was."""
    rows = _everything().filter(finding_id__in=[one.finding_id for one in found], erased_on__isnull=True)
    standing = {row[0]: Known(*row[1:]) for row in rows.values_list("finding_id", *COLUMNS)}
    return _erased(found) | standing


def _erased(found: Sequence[Found]) -> dict[str, Known]:
    """The erased ones of some findings, where the evidence is what it was: they stay settled, and nobody is asked."""
    rows = _everything().filter(finding_id__in=[one.finding_id for one in found], erased_on__isnull=False)
    standing = rows.exclude(presence=Presence.CLEARED)
    # One finding may have been erased more than once: by each evidence that proved harmless.
    gone = {(row[0], row[5]): Known(*row[1:]) for row in standing.values_list("finding_id", *COLUMNS)}
    again = {name for name, _ in gone}
    known = {
        one.finding_id: gone.get((one.finding_id, evidence_hash(one.evidence)))
        for one in found
        if one.finding_id in again
    }
    return {name: erased for name, erased in known.items() if erased}


def _made(one: Found, run: Run, belongs: tuple[frozenset[str], str]) -> Finding:
    return Finding(
        finding_id=one.finding_id,
        rule=one.rule,
        rule_version=one.rule_version,
        clauses=";".join(one.clauses),
        elements_open=";".join(one.elements_open)[:400],
        grade=one.grade,
        subject_kind=one.subject_kind,
        subject=one.subject_id,
        subject_hash=keyed_hash(SUBJECT, f"{one.subject_kind}:{one.subject_id}"),
        subject_shown=naming.shown(one.subject_kind, one.subject_id),
        division=belonging.common_place(list(one.divisions))
        if len(one.divisions) > 1
        else "".join(one.divisions),
        places=naming.joined(one.divisions),
        households=naming.joined(one.households),
        first=one.first,
        last=one.last,
        fen=one.fen,
        months=dict(one.months),
        explanation=one.explanation[:1000],
        evidence=one.evidence,
        evidence_hash=evidence_hash(one.evidence),
        owner_code=belongs[1],
        first_run=run,
        last_run=run,
        first_seen=run.as_of,
        last_seen=run.as_of,
        appeared_on=run.as_of,
    )


def _note_concerned(found: Mapping[UUID, Found], answering: Answering) -> None:
    """Note the offices and persons that findings touch now; those of an earlier evidence stay kept away from them."""
    bulk.insert_values(
        Concern,
        ("finding_id", "office"),
        [(key, office) for key, one in found.items() for office in sorted(belonging_of(one, answering)[0])],
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
    one: Found, before: Known, run: Run, seen: dict[Presence, list[UUID]], answering: Answering
) -> None:
    presence = presence_on_sight(before.presence)
    digest = evidence_hash(one.evidence)
    if digest == before.evidence_hash and not _comes_back(before, presence, digest):
        seen[presence].append(before.id)
        return
    finding = _everything().get(pk=before.id)
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
    _note_concerned({before.id: one}, answering)
    seen[presence].append(before.id)


def _comes_back(before: Known, presence: Presence, digest: str) -> bool:
    """A settled finding opens again where it recurs, or where it was harmless and a value of its evidence changed."""
    if before.state != State.SETTLED:
        return False
    changed = before.outcome in (Outcome.HARMLESS, Outcome.RECORD_WRONG) and digest != before.settled_evidence
    return changed or presence is Presence.RECURRED


def _per_household(one: Found) -> tuple[str, ...]:
    if len(one.divisions) == len(one.households):
        return one.divisions
    return (one.divisions[0] if len(set(one.divisions)) == 1 else "",) * len(one.households)


def _note_asked(putting: Sequence[tuple[str, UUID]]) -> None:
    rows = _everything().filter(finding_id__in={finding for finding, _ in putting}, erased_on__isnull=True)
    keys = dict(rows.values_list("finding_id", "pk"))
    pairs = [(keys[finding], question) for finding, question in putting]
    bulk.insert_values(Asked, ("finding_id", "question_id"), pairs, skip_known=True)


def _askings(found: Found, silent: frozenset[str]) -> Iterator[Asking]:
    ask = engine.ask_of(found.rule)
    if ask is None or silent.intersection(found.households):
        return
    one = found if len(found.households) == 1 else None
    for household, division in zip(found.households, _per_household(found), strict=True):
        if len(division) >= COUNTY:
            yield Asking(found.finding_id, household, division, ask, one)


def _questions(households: set[str]) -> dict[tuple[str, str], Question]:
    return {(row.household, row.digest): row for row in Question.objects.filter(household__in=households)}


def _new_question(asking: Asking, run: Run) -> Question:
    one = asking.one
    return Question(
        household=asking.household,
        digest=asking.key[1],
        county=asking.division[:COUNTY],
        division=asking.division,
        ask_zh=asking.ask.zh[:QUESTION_TEXT],
        ask_en=asking.ask.en[:600],
        months=dict(one.months) if one else {},
        first=one.first if one else None,
        last=one.last if one else None,
        fen=one.fen if one else None,
        asked_on=run.as_of,
    )


def _takes_in(question: Question, one: Found | None) -> bool:
    """Add the months of another finding to a question, which opens it again; False where it holds them already."""
    months: Mapping[str, int] = one.months if one else {}
    merged = {month: max(question.months.get(month, 0), fen) for month, fen in months.items()}
    every = {**question.months, **merged}
    if every == question.months:
        return False
    question.months, question.fen = every, sum(every.values())
    question.first = _earlier(question.first, one.first if one else None)
    question.last = _later(question.last, one.last if one else None)
    question.stage, question.answered_on = Question.Stage.OPEN, None
    return True


def _earlier(a: date | None, b: date | None) -> date | None:
    return min(filter(None, (a, b)), default=None)


def _later(a: date | None, b: date | None) -> date | None:
    return max(filter(None, (a, b)), default=None)


def _note_owed(run: Run, looked_for: frozenset[str], undecided: Iterable[Undecided]) -> None:
    """Keep the ledger of owed tables: a line for a place and each thing that is missing there.

    A line is met where the run looked for all of its rules there and lacked nothing.
    """
    lines: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in undecided:
        for reason in filter(None, line.reason.split(REASONS)):
            lines[line.division, reason[:300]].add(line.rule)
    for (division, reason), rules in sorted(lines.items()):
        owed, is_new = Owed.objects.get_or_create(
            division=division,
            reason=reason,
            defaults={
                "table": providers.table_in(reason),
                "rules": sorted(rules),
                "first_run": run,
                "last_run": run,
                "noted_on": run.as_of,
            },
        )
        if not is_new:
            if owed.supplied_on:
                chasing.owed_again(owed)
            owed.table = providers.table_in(reason)
            owed.rules, owed.last_run = sorted(rules | set(owed.rules) - looked_for), run
            owed.save()
    came = Owed.objects.filter(division__startswith=run.division, supplied_on__isnull=True)
    for owed in came.exclude(last_run=run).select_related("duty"):
        if looked_for.issuperset(owed.rules):
            chasing.supplied(owed, run)
