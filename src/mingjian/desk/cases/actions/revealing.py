"""Opening what is written in a piece of evidence or was said in a statement: for a reason that is journalled."""

from dataclasses import dataclass
from datetime import date

from mingjian.desk.cases import policies
from mingjian.desk.cases.actions import checking
from mingjian.desk.cases.models import Piece, Statement
from mingjian.desk.core import journal, sealing
from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.people.models import Person
from mingjian.desk.people.officers import Officer


@dataclass(frozen=True)
class Written:
    """What is written in a piece of evidence or a statement; `of` is whose statement it is, empty for evidence."""

    text: str
    of: str = ""


def reveal_piece(piece: Piece, by: Officer, *, reason: str, today: date) -> Written:
    """What is written in a piece of evidence. As `_demand_readable`, and Refusal without a reason."""
    _demand_readable(piece, by, on=today)
    return Written(sealing.reveal(piece, "text", by, reason=reason, may=_may_read))


def reveal_statement(statement: Statement, by: Officer, *, reason: str, today: date) -> Written:
    """What was said in a statement and who said it, in one line of the journal. As `_demand_readable`, and Refusal
    without a reason."""
    _demand_readable(statement, by, on=today)
    with journal.opened("reveal", by, subject=statement, reason=reason):
        of = sealing.reveal(statement, "of", by, reason=reason, may=_may_read)
        return Written(sealing.reveal(statement, "words", by, reason=reason, may=_may_read), of)


def _may_read(officer: Officer, row: Piece | Statement) -> bool:
    return policies.may_read(officer, row.case)


def _demand_readable(row: Piece | Statement, by: Officer, *, on: date) -> None:
    """Raise NotAllowed where she may not read it or nothing is written, Conflict where she has to keep away."""
    if not row.has_words or not _may_read(by, row):
        raise NotAllowed("nothing is shown")
    if checking.is_barred(row.case, Person.objects.everything(reason="recusal").get(pk=by.person_id), on=on):
        raise Conflict(
            "您办理过这户的申请或与本件有关，应当回避，不能查看原文。",
            "You have handled this household or stand in the matter, keep away and do not read this.",
        )
