"""The clock of a case: what a step owes is a duty of its organ, and the verb that does the step meets it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from mingjian.desk.cases import deadlines, queries, states
from mingjian.desk.cases.models import Case, Restoration, Retest, Statement
from mingjian.desk.cases.states import IN_TURN, MOVES, STEP_WORDS, Step
from mingjian.desk.core import images
from mingjian.desk.core.actor import Actor, Site
from mingjian.desk.duties.actions import owing
from mingjian.desk.duties.deadlines import Span
from mingjian.desk.duties.models import Duties, Duty
from mingjian.desk.duties.states import OPEN
from mingjian.law.limits import Unit
from mingjian.wording import Text

REASON = "the clock of a case is part of its own acts"
FELL_AWAY = "核查件已退回或重新办理，这一步不再适用"
Matter = Case | Statement | Restoration | Retest


def turn(case: Case, by: Actor, verb: str, *, today: date) -> None:
    """What a verb does to the clock: the step that it does is met, another one falls away, the next one is owed.

    A step that is owed already keeps its day, however often the verb is repeated.
    """
    move = MOVES[verb]
    running = list(_open(case, [case], IN_TURN).select_related("organ"))
    if any(duty.kind == move.owes.kind for duty in running if move.owes):
        return
    for duty in running:
        if duty.kind in {step.kind for step in move.does}:
            owing.meet(duty, by, met_by=images.name(case), today=today)
        else:
            owing.void(duty, Site(), reason=FELL_AWAY, today=today)
    if move.owes:
        owe(case, by, move.owes, today=today)


def start(case: Case, by: Actor, *, today: date) -> bool:
    """Start the clock of a running case that has none; whether it had none."""
    step = states.owed(
        case.state, has_found=case.found_on is not None, has_put_right=case.put_right_on is not None
    )
    if step is None or _open(case, [case], IN_TURN).exists():
        return False
    owe(case, by, step, today=today)
    return True


def owe(
    case: Case, by: Actor, step: Step, *, today: date, of: Matter | None = None, until: date | None = None
) -> Duty:
    """Let the organ of a case owe a step from today on; `of` is a part of the case, `until` a day set by itself."""
    clock = None if until else deadlines.clock_of(step, on=today)
    words, label = STEP_WORDS[step], case.label
    return owing.owe(
        by,
        kind=step.kind,
        title=Text(f"核查件{label}：{words.zh}", f"case {label}: {words.en}"),
        trigger=today,
        organ=case.organ,
        limit=clock.limit if clock else "",
        local=clock.span if clock else Span(0, Unit.DAY, until),
        cite=clock.basis if clock else "本系统工作时限（销号后30、90、365天复查）",
        about=images.name(of or case),
        named_keys=queries.named_keys(case),
    )


def met(case: Case, by: Actor, step: Step, *, of: Matter, met_by: Any, today: date) -> None:  # noqa: ANN401  any row
    """A step that runs beside the others was done: its duty, where one is open, is met by a row."""
    for duty in _open(case, [of], (step,)):
        owing.meet(duty, by, met_by=images.name(met_by), today=today)


def fall_away(case: Case, of: Iterable[Matter], *, today: date) -> None:
    """What was owed about some parts of a case is owed no longer."""
    for duty in _open(case, list(of), states.Step):
        owing.void(duty, Site(), reason=FELL_AWAY, today=today)


def _open(case: Case, of: list[Any], steps: Iterable[Step]) -> Duties:
    """The open duties of a case about it or its parts."""
    return Duty.objects.everything(reason=REASON).filter(
        organ_id=case.organ_id,
        about__in=[images.name(row) for row in of],
        kind__in=[step.kind for step in steps],
        state__in=OPEN,
    )
