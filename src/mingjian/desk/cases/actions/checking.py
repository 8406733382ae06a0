"""Checking: who looks, what was found, evidence, statement and defence, and the review by somebody else."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.utils import timezone

from mingjian.desk.cases import policies, queries, states
from mingjian.desk.cases.actions import clock
from mingjian.desk.cases.models import Case, Party, Piece, Statement
from mingjian.desk.cases.states import STATE_WORDS, Kind, State, Step
from mingjian.desk.core import files, outbox
from mingjian.desk.core.actions import Conflict, action
from mingjian.desk.people import recusal
from mingjian.desk.people.models import Person
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text


@dataclass(frozen=True)
class Upload:
    """A file for the locker: its name as sent, and its content, which is read some at a time."""

    name: str
    content: File[bytes]


def demand_fit(verb: str, case: Case) -> None:
    """Raise Conflict where the verb does not follow the state of the case."""
    demand_in(case, *states.MOVES[verb].sources)


def demand_in(case: Case, *sources: State) -> None:
    """Raise Conflict where the case is in none of some states."""
    if case.state not in sources:
        words = STATE_WORDS[State(case.state)]
        raise Conflict(
            f"核查件现在的状态是“{words.zh}”，不能这样办理；请刷新后查看。",
            f"The case is '{words.en}' by now and this does not follow; reload it.",
        )


def demand_unbarred(case: Case, person: Person, *, on: date) -> None:
    """Raise Conflict where a person may have no part in a case: in the log of the procedure, or named or a relative of
    somebody named in it."""
    if is_barred(case, person, on=on):
        raise Conflict(
            f"{person.name}办理过这户的申请或与本件有关，应当回避；请另选一人。",
            f"{person.name} has handled this household or stands in the matter, and keeps away; choose another.",
        )


def is_barred(case: Case, person: Person, *, on: date) -> bool:
    """Whether a person has handled the household, is named in the matter, or is a relative of somebody named."""
    handled = Party.objects.filter(case=case, part=Party.HANDLED, person_hash=person.identity_key)
    circle = recusal.within_reach(person.pk, on=on).filter(identity_key__in=queries.named_keys(case))
    return handled.exists() or circle.exists()


@action("case.assign", may=policies.may_assign)
def assign(case: Case, by: Officer, *, checker: Person, second: Person | None = None, today: date) -> None:
    """Name who checks, two where two go to the household; nobody who stands in the log of the procedure."""
    demand_fit("assign", case)
    if second is not None and second.pk == checker.pk:
        raise Conflict("两名核查人员应当是两个人。", "The two checkers have to be two persons.")
    for person in filter(None, (checker, second)):
        demand_unbarred(case, person, on=today)
    case.state, case.checker, case.second = states.after("assign", case.state), checker, second
    case.save(update_fields=["state", "checker", "second"])
    clock.turn(case, by, "assign", today=today)
    for person in filter(None, (checker, second)):
        told = Text(
            f"{today}，{by.label}交办您核查件{case.label}。", f"{by.label} assigned you case {case.label}."
        )
        outbox.post("case.assigned", person.pk, told, case)


@action("case.take_up", may=policies.may_take_up)
def take_up(case: Case, by: Officer) -> None:
    """Begin to check."""
    demand_fit("take_up", case)
    case.state = states.after("take_up", case.state)
    case.save(update_fields=["state"])


@action("case.give_back", may=policies.may_take_up)
def give_back(case: Case, by: Officer, *, reason: str, today: date) -> None:
    """Give the case back to be assigned to somebody else, with the reason; recusal is one."""
    demand_fit("give_back", case)
    case.state, case.checker, case.second = states.after("give_back", case.state), None, None
    case.found, case.found_on = "", None
    case.save(update_fields=["state", "checker", "second", "found", "found_on"])
    clock.turn(case, by, "give_back", today=today)


@action("case.file", may=policies.may_file)
def file_piece(
    case: Case,
    by: Officer,
    *,
    kind: Kind,
    title: str,
    provider: str,
    captured_on: date,
    now: datetime,
    text: str = "",
    upload: Upload | None = None,
) -> Piece:
    """Put a piece of evidence into the locker; the day it was taken stands apart from the day it is filed."""
    demand_running(case)
    if captured_on > timezone.localdate(now):
        raise Conflict("取得日期不能在今天之后。", "It cannot have been taken after today.")
    piece = Piece(
        case=case,
        kind=kind,
        title=title,
        provider=provider,
        captured_on=captured_on,
        filed_at=now,
        filed_by_id=by.person_id,
        text=text,
    )
    if upload is not None:
        piece.name = upload.name[-120:]
        piece.sha256, piece.size = files.keep(piece, upload.content.chunks())
    try:
        piece.save()
    except BaseException:
        files.remove(piece)
        raise
    return piece


def demand_running(case: Case) -> None:
    """Raise Conflict where the case has ended."""
    if case.state in states.ENDED:
        raise Conflict(
            "核查件已经办结；如需补充，请先重新打开。", "The case has ended; open it again to add to it."
        )


@action("case.offer_statement", may=policies.may_file)
def offer_statement(case: Case, by: Officer, *, of: str, today: date) -> Statement:
    """Note that a person concerned was offered to state his case and defend himself."""
    demand_running(case)
    statement = Statement.objects.create(case=case, of=of, offered_on=today, offered_by_id=by.person_id)
    clock.owe(case, by, Step.STATEMENT, of=statement, today=today)
    return statement


@action("case.take_statement", may=policies.may_file, also=("statement",))
def take_statement(case: Case, by: Officer, *, statement: Statement, words: str, today: date) -> None:
    """Write down what the person said; no words mean that he waived it."""
    demand_running(case)
    if statement.case_id != case.pk or statement.given_on is not None:
        raise Conflict("这次陈述已经记录。", "This statement is on file already.")
    statement.given_on, statement.words, statement.is_waived = today, words, not words.strip()
    statement.save()
    clock.met(case, by, Step.STATEMENT, of=statement, met_by=statement, today=today)


@action("case.report", may=policies.may_take_up)
def report(case: Case, by: Officer, *, found: str, today: date) -> None:
    """Write down what checking came to; it goes to review, and may be written again until it is reviewed."""
    demand_fit("report", case)
    if not found.strip():
        raise Conflict("请写明核查发现的情况。", "Write down what was found.")
    case.found, case.found_on = found.strip()[:2000], today
    case.save(update_fields=["found", "found_on"])
    clock.turn(case, by, "report", today=today)


@action("case.return_to_checker", may=policies.may_review)
def return_to_checker(case: Case, by: Officer, *, reason: str, today: date) -> None:
    """Send it back to be checked further, with the reason."""
    demand_fit("return_to_checker", case)
    if case.found_on is None:
        raise Conflict("核查人员还没有提交核查情况。", "The checkers have not reported yet.")
    case.state = states.after("return_to_checker", case.state)
    case.reviewer, case.reviewed_on, case.found_on = None, None, None
    case.save(update_fields=["state", "reviewer", "reviewed_on", "found_on"])
    clock.turn(case, by, "return_to_checker", today=today)


@action("case.review", may=policies.may_review)
def review(case: Case, by: Officer, *, today: date) -> None:
    """Review what was found: a natural person who did not check it and stands in no log of the household."""
    demand_fit("review", case)
    if case.found_on is None:
        raise Conflict("核查人员还没有提交核查情况。", "The checkers have not reported yet.")
    demand_no_part(case, by, on=today)
    demand_heard(case)
    case.state = states.after("review", case.state)
    case.reviewer_id, case.reviewed_on = by.person_id, today
    case.save(update_fields=["state", "reviewer", "reviewed_on"])
    clock.turn(case, by, "review", today=today)


def demand_no_part(case: Case, by: Officer, *, on: date) -> None:
    """Raise Conflict where the officer who acts may have no part in the case."""
    demand_unbarred(case, Person.objects.everything(reason="recusal").get(pk=by.person_id), on=on)


def demand_heard(case: Case) -> None:
    """Raise Conflict where somebody was offered a statement and has neither given nor waived it."""
    if Statement.objects.filter(case=case, given_on__isnull=True).exists():
        raise Conflict(
            "还有当事人的陈述申辩没有记录；请先记录或注明其放弃。",
            "A statement that was offered is not on file; record it, or that it was waived.",
        )
