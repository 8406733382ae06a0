"""Where a case stands: the steps of its life in their order, who did each and when."""

from dataclasses import dataclass
from datetime import date

from mingjian.desk.cases.models import Case
from mingjian.desk.cases.states import STATE_WORDS, State
from mingjian.wording import Text

# The straight way of a case; what ends as harmless leaves it after the review.
WAY = (
    State.PENDING,
    State.ASSIGNED,
    State.CHECKING,
    State.REVIEWED,
    State.RECTIFYING,
    State.ACCEPTED,
    State.CLOSED,
)
SHORT_WAY = (*WAY[:4], State.HARMLESS)
NEXT = {
    State.PENDING: Text("等监督人员指定核查人", "a supervisor names who checks"),
    State.ASSIGNED: Text("等核查人开始核查", "the checker begins"),
    State.CHECKING: Text("等核查人提交情况、另一人复核", "the checker reports, somebody else reviews"),
    State.REVIEWED: Text("等审批人作出决定", "an approver decides"),
    State.RECTIFYING: Text(
        "等报告整改结果、另一人验收", "what was put right is reported, somebody else accepts it"
    ),
    State.ACCEPTED: Text("等证明材料或下一次筛查结果，再销号", "proof or the next run closes it"),
    State.HARMLESS: Text("已办结", "it has ended"),
    State.CLOSED: Text("到期复查（30、90、365天）", "it is tested again after 30, 90 and 365 days"),
}


@dataclass(frozen=True)
class Stage:
    """One step: its words, whether it lies behind, is the present one or comes, who did it and when."""

    words: Text
    is_done: bool
    is_current: bool
    who: str
    on: date | None


def stages(case: Case) -> list[Stage]:
    """The steps of a case."""
    state = State(case.state)
    way = SHORT_WAY if state is State.HARMLESS else WAY
    here = way.index(state)
    did = _did(case)
    return [
        Stage(
            words=STATE_WORDS[step],
            is_done=number < here or state in (State.HARMLESS, State.CLOSED),
            is_current=number == here,
            who=did.get(step, ("", None))[0] if number <= here else "",
            on=did.get(step, ("", None))[1] if number <= here else None,
        )
        for number, step in enumerate(way)
    ]


def next_step(case: Case) -> Text:
    """What the case waits for."""
    return NEXT[State(case.state)]


def _did(case: Case) -> dict[State, tuple[str, date | None]]:
    def name(person: object) -> str:
        return str(getattr(person, "name", "") or "")

    closed = (name(case.closer), case.closed_on)
    return {
        State.PENDING: ("", case.opened_on),
        State.ASSIGNED: (name(case.checker), None),
        State.CHECKING: (name(case.checker), case.found_on),
        State.REVIEWED: (name(case.reviewer), case.reviewed_on),
        State.RECTIFYING: ("", case.put_right_on),
        State.ACCEPTED: (name(case.accepter), case.accepted_on),
        State.CLOSED: closed,
        State.HARMLESS: closed,
    }
