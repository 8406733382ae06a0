"""Working through the list: assign, give back, hold, escalate, settle; one answer may settle many findings."""

from collections.abc import Sequence
from datetime import date

from mingjian.desk.core import outbox
from mingjian.desk.core.actions import Conflict, action, founding
from mingjian.desk.core.actor import Actor
from mingjian.desk.findings import policies, states
from mingjian.desk.findings.actions.correcting import (
    WrongRecord,
    note_move,
    open_again,
    send_notices,
    withdraw_open,
)
from mingjian.desk.findings.models import Finding, Question
from mingjian.desk.findings.states import STATE_WORDS, Moved, Outcome, State
from mingjian.desk.people.jurisdiction import above
from mingjian.desk.people.models import Person
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text

MOVED = ("moved", "moved_because", "moved_on", "moved_by")
HANDED = ("state", "assignee", "held_until", "held_because", "owner_code", "came_from", *MOVED)


def demand_fit(verb: str, finding: Finding) -> None:
    """Raise Conflict where the verb does not follow the state in which the finding is by now."""
    if states.fits(verb, finding.state):
        return
    if finding.state == State.TAKEN:
        raise Conflict(
            "该线索已由核查件办理，请在核查件中办理。", "A case has taken the finding up; deal with it there."
        )
    words = STATE_WORDS[State(finding.state)]
    raise Conflict(
        f"该线索现在的状态是“{words.zh}”，不能这样办理；请刷新后查看。",
        f"The finding is '{words.en}' by now and this does not follow; reload it.",
    )


@founding("findings.assign", may=policies.may_triage_all, also=("findings",))
def assign(by: Officer, *, findings: Sequence[Finding], to: Person, today: date) -> None:
    """Make one officer of the office answerable for findings; he gets one notice for all of them."""
    for finding in findings:
        demand_fit("assign", finding)
        finding.state, finding.assignee = states.after("assign", finding.state), to
        finding.save(update_fields=["state", "assignee"])
    outbox.post(
        "findings.assigned",
        to.pk,
        Text(
            f"{today}，{by.label}交办您{len(findings)}条疑点线索。",
            f"{by.label} assigned you {len(findings)} findings.",
        ),
    )


@founding("findings.give_back", may=policies.may_triage_all, also=("findings",))
def give_back(by: Officer, *, findings: Sequence[Finding], reason: str, today: date) -> None:
    """Put findings back into the common queue, with the reason."""
    for finding in findings:
        demand_fit("give_back", finding)
        finding.state, finding.assignee = states.after("give_back", finding.state), None
        note_move(finding, Moved.GIVEN_BACK, by, reason, today)
        finding.save(update_fields=["state", "assignee", *MOVED])


@founding("findings.hold", may=policies.may_triage_all, also=("findings",))
def hold(by: Officer, *, findings: Sequence[Finding], until: date, because: str, today: date) -> None:
    """Put findings off until a day, with the reason; `tick` brings them back."""
    if until <= today:
        raise Conflict("暂缓的截止日应在今天之后。", "The day until which it is put off has to lie ahead.")
    for finding in findings:
        demand_fit("hold", finding)
        finding.state = states.after("hold", finding.state)
        finding.held_until, finding.held_because = until, because
        finding.save(update_fields=["state", "held_until", "held_because"])


@action("findings.resume", may=policies.may_resume)
def resume(finding: Finding, by: Actor) -> None:
    """Bring back a finding that was put off; whoever it was assigned to has it again."""
    verb = "resume_assigned" if finding.assignee_id else "resume"
    demand_fit(verb, finding)
    finding.state = states.after(verb, finding.state)
    finding.held_until, finding.held_because = None, ""
    finding.save(update_fields=["state", "held_until", "held_because"])


@founding("findings.resume_all", may=policies.may_triage_all, also=("findings",))
def resume_all(by: Officer, *, findings: Sequence[Finding]) -> None:
    """Bring back findings that were put off, all of them or none."""
    for finding in findings:
        resume(finding, by)


@action("findings.escalate", may=policies.may_triage)
def escalate(finding: Finding, by: Officer, *, reason: str, today: date) -> None:
    """Hand a finding to the level above, which owns it from now on and reads why."""
    demand_fit("escalate", finding)
    finding.state, finding.assignee = states.after("escalate", finding.state), None
    finding.held_until, finding.held_because = None, ""
    finding.came_from, finding.owner_code = finding.owner_code, above(finding.owner_code)
    note_move(finding, Moved.UP, by, reason, today)
    finding.save(update_fields=HANDED)


@action("findings.hand_down", may=policies.may_hand_down)
def hand_down(finding: Finding, by: Officer, *, reason: str, today: date) -> None:
    """Return a finding to the level that handed it up, with the reason."""
    demand_fit("hand_down", finding)
    finding.state, finding.assignee = states.after("hand_down", finding.state), None
    finding.held_until, finding.held_because = None, ""
    finding.owner_code, finding.came_from = finding.came_from, ""
    note_move(finding, Moved.DOWN, by, reason, today)
    finding.save(update_fields=HANDED)


@founding("findings.settle", may=policies.may_settle_all, also=("findings",))
def settle(
    by: Officer,
    *,
    findings: Sequence[Finding],
    outcome: Outcome,
    because: str,
    today: date,
    innocent: str = "",
    wrong: WrongRecord | None = None,
) -> None:
    """Record what looking came to. One answer with one proof may settle many findings of one explanation.

    Harmless names its innocent explanation; it stays settled until a value in the evidence changes. A record that is
    wrong names whose it is: the provider gets a notice for each finding.
    """
    if outcome is Outcome.HARMLESS and not innocent:
        raise Conflict("请选择属于哪一种正常情形。", "Say which harmless explanation it is.")
    if not because.strip():
        raise Conflict(
            "请写明依据：查了什么、谁证明的。", "Say on what it rests: what was looked at, who confirmed it."
        )
    for finding in findings:
        demand_fit("settle", finding)
        finding.state = states.after("settle", finding.state)
        finding.outcome, finding.innocent, finding.outcome_because = outcome, innocent[:300], because[:1000]
        finding.settled_on, finding.settled_by_id = today, by.person_id
        finding.settled_evidence = finding.evidence_hash
        finding.save(
            update_fields=[
                "state",
                "outcome",
                "innocent",
                "outcome_because",
                "settled_on",
                "settled_by",
                "settled_evidence",
            ]
        )
    if outcome is Outcome.RECORD_WRONG:
        send_notices(by, findings, wrong, today)


@action("findings.reopen", may=policies.may_assign)
def reopen(finding: Finding, by: Officer, *, reason: str, today: date) -> None:
    """Open a settled finding again, with the reason; what its provider was asked is withdrawn."""
    demand_fit("reopen", finding)
    open_again(finding, Moved.REOPENED, by, reason, today)
    withdraw_open(finding, reason, today)


@action("question.answer", may=policies.may_answer)
def answer(question: Question, by: Officer, *, text: str, today: date) -> None:
    """Write down what the household said and what was seen; the level above reads it beside its finding."""
    if not text.strip():
        raise Conflict("请写明核实的情况。", "Write down what was found.")
    question.stage, question.answer = Question.Stage.ANSWERED, text.strip()[:1000]
    question.answered_on, question.answered_by_id = today, by.person_id
    question.save(update_fields=["stage", "answer", "answered_on", "answered_by"])
