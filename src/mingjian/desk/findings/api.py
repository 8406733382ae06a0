"""Operations of findings: the list for comparing, the rules that occur in it, one finding, triage."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from mingjian.desk.core.operations import (
    MOST_AT_ONCE,
    Body,
    Done,
    Key,
    Line,
    Listed,
    Masked,
    Paging,
    Place,
    Said,
    Words,
    all_or_404,
    both,
    doing,
    one_of,
    page_of,
    reading,
)
from mingjian.desk.findings import engine, naming, policies, queries
from mingjian.desk.findings.actions import triage
from mingjian.desk.findings.actions.correcting import WrongRecord
from mingjian.desk.findings.models import LOOKING, Finding
from mingjian.desk.findings.queries import Sift
from mingjian.desk.findings.states import Outcome, Presence, State
from mingjian.desk.findings.views.finding import may
from mingjian.desk.findings.views.ledger import records
from mingjian.desk.findings.views.offering import choices_of, innocents_of, organs_of
from mingjian.desk.people import queries as people
from mingjian.desk.people.kinds import Role, Scope
from mingjian.desk.people.models import Organ
from mingjian.desk.people.officers import Officer, OfficerRequest
from mingjian.wording import Refusal

FindingState = Annotated[State, one_of(State)]
router = Router(tags=["findings"])
READ, WORK = Scope.READ_FINDINGS, Scope.WORK_ON_FINDINGS
WORKING = policies.WORKING
Findings = Annotated[list[UUID], Field(min_length=1, max_length=MOST_AT_ONCE)]


class FindingLine(Schema):
    """A finding as a line of the list: whoever is named is masked. Money in fen."""

    id: UUID
    finding_id: str
    rule: str
    title: Said
    grade: str
    subject_kind: str
    subject: str
    division: str
    households: list[str]
    first: date | None
    last: date | None
    fen: int | None
    explanation: Masked
    owner: str
    state: FindingState
    presence: Presence
    outcome: str
    assignee: UUID | None
    held_until: date | None
    first_seen: date
    last_seen: date
    cleared_on: date | None


class RuleLine(Schema):
    """A rule that occurs among the findings one may see: its id is what `rule` of the list is narrowed to."""

    id: str
    title: Said
    family: str
    family_title: Said
    open: int


class Innocent(Schema):
    """A harmless explanation, with the question that settles it; `reason.zh` is what settling as harmless names."""

    reason: Said
    question: Said


class Cell(Schema):
    """A value of a row, under the title of its column."""

    column: Said
    value: str


class EvidenceLine(Schema):
    """A row that a finding rests on, masked."""

    table: Said
    where: str
    cells: list[Cell]


class FindingWhole(FindingLine):
    """One finding with its evidence, masked, and what may be done with it."""

    rule_version: str
    clauses: list[str]
    elements_open: list[str]
    months: dict[str, int]
    innocents: list[Innocent]
    evidence: list[EvidenceLine]
    innocent: Masked
    outcome_because: Masked
    settled_on: date | None
    held_because: Masked
    may: dict[str, bool]


class FindingFilter(Paging):
    """What the list is narrowed to."""

    state: FindingState | None = None
    presence: Presence | None = None
    grade: Line = ""
    rule: Line = ""
    place: Place = ""
    household: Line = ""
    mine: bool = False


class Several(Body):
    """Some findings."""

    findings: Findings


class FindingAssignment(Several):
    """To whom: a handler or supervisor of one's own office."""

    to: UUID


class ToHold(Several):
    """Until when, and why."""

    until: date
    because: Line


class ToGiveBack(Several):
    """Why."""

    reason: Line


class Wrong(Body):
    """Of a record that is wrong: its table, the organ that supplied it, what is wrong without anybody's number."""

    table: Line
    provider: UUID
    fault: Line


class ToSettle(Several):
    """What looking came to, and on what it rests; harmless names one of the explanations of the rule in Chinese."""

    outcome: Outcome
    because: Words
    innocent: Line = ""
    wrong: Wrong | None = None


class FindingReason(Body):
    """Why."""

    reason: Line


@reading(router, "/findings", to=LOOKING, scope=READ, name="api-findings", answer=Listed[FindingLine])
def findings(request: OfficerRequest, ask: Query[FindingFilter]) -> Listed[FindingLine]:
    """The findings of one's places, narrowed."""
    sift = Sift(
        state=ask.state or "",
        presence=ask.presence or "",
        rule=ask.rule,
        grade=ask.grade,
        place=ask.place,
        household=ask.household,
        mine=ask.mine,
    )
    found = queries.findings(request.officer, sift).defer("evidence", "subject", "months")
    return page_of(found.order_by("division", "households", "rule", "pk"), ask, finding_line)


@reading(router, "/findings/rules", to=LOOKING, scope=READ, name="api-findings-rules", answer=list[RuleLine])
def rules(request: OfficerRequest) -> list[RuleLine]:
    """The rules that occur among the findings of one's places, by family, and how many of each are not settled."""
    return sorted(map(_rule_line, records(request.officer)), key=lambda line: (line.family, line.id))


@reading(router, "/findings/{uuid:pk}", to=LOOKING, scope=READ, name="api-finding", answer=FindingWhole)
def finding(request: OfficerRequest, pk: UUID) -> FindingWhole:
    """One finding with its evidence, masked."""
    return finding_whole(request.officer, get_object_or_404(queries.findings(request.officer), pk=pk))


@doing(router, "/findings/assign", to=WORKING, scope=WORK, name="api-findings-assign", answer=Done)
def assign(request: OfficerRequest, body: FindingAssignment, key: Key = "") -> Done:
    """Make one officer of the office answerable for findings."""
    chosen = _chosen(request.officer, body)
    to = get_object_or_404(people.holders_of(request.officer, Role.HANDLER, Role.SUPERVISOR), pk=body.to)
    triage.assign(request.officer, findings=chosen, to=to, today=timezone.localdate(), key=key)
    return _done(body)


@doing(router, "/findings/give-back", to=WORKING, scope=WORK, name="api-findings-give-back", answer=Done)
def give_back(request: OfficerRequest, body: ToGiveBack, key: Key = "") -> Done:
    """Put findings back into the common queue, with the reason."""
    _must_say(body.reason)
    triage.give_back(
        request.officer,
        findings=_chosen(request.officer, body),
        reason=body.reason,
        today=timezone.localdate(),
        key=key,
    )
    return _done(body)


@doing(router, "/findings/hold", to=WORKING, scope=WORK, name="api-findings-hold", answer=Done)
def hold(request: OfficerRequest, body: ToHold, key: Key = "") -> Done:
    """Put findings off until a day, with the reason."""
    _must_say(body.because)
    triage.hold(
        request.officer,
        findings=_chosen(request.officer, body),
        until=body.until,
        because=body.because,
        today=timezone.localdate(),
        key=key,
    )
    return _done(body)


@doing(router, "/findings/settle", to=WORKING, scope=WORK, name="api-findings-settle", answer=Done)
def settle(request: OfficerRequest, body: ToSettle, key: Key = "") -> Done:
    """Record what looking came to; one answer with one proof may settle many findings."""
    chosen = _chosen(request.officer, body)
    is_harmless = body.outcome is Outcome.HARMLESS
    if is_harmless:
        _must_be_explained(body.innocent, chosen)
    triage.settle(
        request.officer,
        findings=chosen,
        outcome=body.outcome,
        innocent=body.innocent if is_harmless else "",
        because=body.because,
        wrong=_wrong(request.officer, body, chosen),
        today=timezone.localdate(),
        key=key,
    )
    return _done(body)


@doing(
    router, "/findings/{uuid:pk}/escalate", to=WORKING, scope=WORK, name="api-finding-escalate", answer=Done
)
def escalate(request: OfficerRequest, pk: UUID, body: FindingReason, key: Key = "") -> Done:
    """Hand a finding to the level above, which owns it from then on."""
    _must_say(body.reason)
    row = get_object_or_404(queries.findings(request.officer), pk=pk)
    triage.escalate(row, request.officer, reason=body.reason, today=timezone.localdate(), key=key)
    return Done(done=[str(pk)])


@doing(router, "/findings/{uuid:pk}/reopen", to=WORKING, scope=WORK, name="api-finding-reopen", answer=Done)
def reopen(request: OfficerRequest, pk: UUID, body: FindingReason, key: Key = "") -> Done:
    """Open a settled finding again, with the reason."""
    _must_say(body.reason)
    row = get_object_or_404(queries.findings(request.officer), pk=pk)
    triage.reopen(row, request.officer, reason=body.reason, today=timezone.localdate(), key=key)
    return Done(done=[str(pk)])


def _chosen(officer: Officer, body: Several) -> list[Finding]:
    return all_or_404(queries.findings(officer), body.findings)


def _wrong(officer: Officer, body: ToSettle, chosen: Sequence[Finding]) -> WrongRecord | None:
    if body.wrong is None:
        return None
    provider = offered(organs_of(chosen, officer), body.wrong.provider)
    return WrongRecord(body.wrong.table, provider, body.wrong.fault)


def offered(organs: Sequence[Organ], pk: UUID) -> Organ:
    """The organ of that key; Refusal where it supplies no such table there."""
    for organ in organs:
        if organ.pk == pk:
            return organ
    raise Refusal("该单位不提供这张数据表。", "This organ does not supply that table there.")


def _done(body: Several) -> Done:
    return Done(done=[str(key) for key in dict.fromkeys(body.findings)])


def _must_say(why: str) -> None:
    if not why.strip():
        raise Refusal("请写明原因。", "Say why.")


def _must_be_explained(innocent: str, chosen: Sequence[Finding]) -> None:
    """Refusal unless it is a harmless explanation of the rule behind every one of the findings."""
    if not all(innocent in dict(choices_of(row)) for row in chosen):
        raise Refusal(
            "正当情形应是每条线索所属规则列出的一种（innocents 中的 reason.zh）。",
            "It has to be one of the explanations of the rule of every finding: reason.zh in its innocents.",
        )


def _rule_line(record: queries.RuleRecord) -> RuleLine:
    family, title = engine.family_of(record.rule)
    return RuleLine(
        id=record.rule, title=both(record.title), family=family, family_title=both(title), open=record.open
    )


def finding_line(row: Finding) -> FindingLine:
    """A finding for a list."""
    return FindingLine(**_columns(row))


def _columns(row: Finding) -> dict[str, Any]:
    same = (
        *("id", "finding_id", "rule", "grade", "subject_kind", "division", "first", "last", "fen"),
        *(
            "explanation",
            "state",
            "presence",
            "outcome",
            "held_until",
            "first_seen",
            "last_seen",
            "cleared_on",
        ),
    )
    return {
        **{name: getattr(row, name) for name in same},
        "title": both(engine.title_of(row.rule)),
        "subject": row.subject_shown,
        "households": _parts(row.households, "|"),
        "owner": row.owner_code,
        "assignee": row.assignee_id,
    }


def _parts(joined: str, by: str) -> list[str]:
    return [part for part in joined.split(by) if part]


def finding_whole(officer: Officer, row: Finding) -> FindingWhole:
    """One finding with all that its page shows; nothing that names a person is unmasked."""
    same = ("rule_version", "months", "innocent", "outcome_because", "settled_on", "held_because")
    return FindingWhole(
        **_columns(row),
        **{name: getattr(row, name) for name in same},
        clauses=_parts(row.clauses, ";"),
        elements_open=_parts(row.elements_open, ";"),
        innocents=[
            Innocent(reason=both(one.reason), question=both(one.question)) for one in innocents_of(row)
        ],
        evidence=[
            EvidenceLine(
                table=both(one.table),
                where=one.where,
                cells=[Cell(column=both(column), value=value) for column, value in one.values],
            )
            for one in naming.evidence_rows(naming.masked(row.evidence))
        ],
        may=may(officer, row),
    )
