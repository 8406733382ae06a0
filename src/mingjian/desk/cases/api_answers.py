"""What the operations of cases answer: a case as a line, and one case with all that belongs to it."""

from datetime import date, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.db.models import Model
from django.shortcuts import get_object_or_404
from ninja import Schema

from mingjian.desk.cases import queries, states
from mingjian.desk.cases.models import Case, Piece, Recovery, Statement
from mingjian.desk.cases.states import Kind, State
from mingjian.desk.cases.views.papers import writable
from mingjian.desk.cases.views.verbs import VERBS
from mingjian.desk.core.operations import Masked, Said, both, one_of
from mingjian.desk.documents.kinds import kind_of
from mingjian.desk.documents.models import Document
from mingjian.desk.documents.states import State as DocumentState
from mingjian.desk.people.officers import Officer, OfficerRequest

CaseState = Annotated[State, one_of(State)]
PaperState = Annotated[DocumentState, one_of(DocumentState)]
Line = TypeVar("Line", bound=Schema)


class CaseLine(Schema):
    """A case as a line of the ledger. Money in fen."""

    id: UUID
    label: str
    title: Masked
    organ: UUID
    owner: str
    division: str
    households: list[str]
    fen: int
    state: CaseState
    words: Said
    checker: UUID | None
    opened_on: date
    closed_on: date | None
    reopened: int


class PieceLine(Schema):
    """A piece of evidence in the locker, without its content; a piece in words has no hash, no name and no size.

    `has_words` says that something is written in it, which is read with a reason.
    """

    id: UUID
    kind: Kind
    title: Masked
    provider: Masked
    captured_on: date
    filed_at: datetime
    filed_by: UUID
    name: Masked
    size: int
    sha256: str
    has_words: bool


class StatementLine(Schema):
    """A statement that was offered, given or waived; whose it is and what was said is read with a reason."""

    id: UUID
    offered_on: date
    given_on: date | None
    is_waived: bool
    has_words: bool


class RecoveryLine(Schema):
    """Money that a household has to pay back, in fen."""

    id: UUID
    household: str
    fen: int
    monthly_allowance_fen: int
    ordered_on: date
    paid_fen: int
    waived_fen: int
    open_fen: int
    waived_because: Masked
    appealed_on: date | None


class RestorationLine(Schema):
    """A household that was wrongly stopped and has to be restored; money in fen."""

    id: UUID
    household: str
    stopped_on: date
    restored_on: date | None
    owed_fen: int
    paid_fen: int
    paid_on: date | None


class PaperLine(Schema):
    """An official document about a case, without what it says."""

    id: UUID
    kind: str
    title: Said
    state: PaperState
    number: str
    drafted_on: date


class CaseWhole(CaseLine):
    """One case: who had which part, what was found, decided and put right; which verbs may follow now.

    `writable` are the kinds of papers that may be written from it, `organs_beside` the organs that may be asked beside.
    """

    matter: UUID
    closes_by: str
    second: UUID | None
    reviewer: UUID | None
    accepter: UUID | None
    closer: UUID | None
    found: Masked
    found_on: date | None
    reviewed_on: date | None
    household: str
    official: str
    innocent: Masked
    ordered: Masked
    put_right: Masked
    put_right_on: date | None
    accepted_on: date | None
    closing: Masked
    findings: list[UUID]
    siblings: list[UUID]
    pieces: list[PieceLine]
    statements: list[StatementLine]
    recoveries: list[RecoveryLine]
    restorations: list[RestorationLine]
    papers: list[PaperLine]
    writable: list[str]
    organs_beside: list[UUID]
    offered: list[str]


def seen(request: OfficerRequest, pk: UUID) -> Case:
    """The case, if whoever asks may know of it."""
    return get_object_or_404(queries.cases(request.officer), pk=pk)


def columns(row: Case) -> dict[str, Any]:
    same = ("id", "label", "title", "division", "fen", "state", "opened_on", "closed_on", "reopened")
    return {
        **{name: getattr(row, name) for name in same},
        "organ": row.organ_id,
        "owner": row.owner_code,
        "households": [part for part in row.households.split("|") if part],
        "words": both(states.STATE_WORDS[State(row.state)]),
        "checker": row.checker_id,
    }


def whole(request: OfficerRequest, pk: UUID) -> CaseWhole:
    """One case as it stands now, with the verbs that its page offers to the officer."""
    officer, row = request.officer, seen(request, pk)
    parts = queries.parts(row)
    same = (
        *("closes_by", "found", "found_on", "reviewed_on", "household", "official", "innocent"),
        *("ordered", "put_right", "put_right_on", "accepted_on", "closing"),
    )
    persons = ("second", "reviewer", "accepter", "closer")
    return CaseWhole(
        **columns(row),
        **{name: getattr(row, name) for name in same},
        **{name: getattr(row, f"{name}_id") for name in persons},
        matter=row.matter_id,
        findings=list(queries.findings_of(officer, row).values_list("pk", flat=True)),
        siblings=list(queries.siblings(officer, row).values_list("pk", flat=True)),
        pieces=[piece_line(one) for one in parts.pieces],
        statements=[_line(StatementLine, one) for one in parts.statements],
        recoveries=[_recovery(one) for one in parts.recoveries],
        restorations=[_line(RestorationLine, one) for one in parts.restorations],
        papers=[paper_line(one) for one in queries.papers_of(officer, row)],
        writable=[kind for kind, _ in writable(officer, row)],
        organs_beside=_beside(officer, row, parts),
        offered=[name for name, verb in VERBS.items() if verb.is_offered(officer, row, parts)],
    )


def piece_line(row: Piece) -> PieceLine:
    """A piece of evidence for an answer."""
    same = {name: getattr(row, name) for name in PieceLine.model_fields if name != "filed_by"}
    return PieceLine(**same, filed_by=row.filed_by_id)


def statement_line(row: Statement) -> StatementLine:
    """A statement for an answer."""
    return _line(StatementLine, row)


def paper_line(row: Document) -> PaperLine:
    """A document for an answer."""
    same = ("id", "kind", "state", "number", "drafted_on")
    return PaperLine(**{name: getattr(row, name) for name in same}, title=both(kind_of(row.kind).title))


def _line(kind: type[Line], row: Model) -> Line:
    """A row as an answer whose fields are columns of it."""
    return kind(**{name: getattr(row, name) for name in kind.model_fields})


def _recovery(row: Recovery) -> RecoveryLine:
    same = {name: getattr(row, name) for name in RecoveryLine.model_fields if name != "open_fen"}
    return RecoveryLine(**same, open_fen=queries.open_fen(row))


def _beside(officer: Officer, row: Case, parts: queries.Parts) -> list[UUID]:
    if not VERBS["add-organ"].is_offered(officer, row, parts):
        return []
    return list(queries.organs_beside(row).values_list("pk", flat=True))
