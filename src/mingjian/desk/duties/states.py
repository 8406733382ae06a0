"""The life of a duty, and the three steps of supervision: which move follows which state."""

from dataclasses import dataclass
from enum import StrEnum

from mingjian.wording import Text


class State(StrEnum):
    """Where a duty stands. Late is no state: it is read from the due day."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    VOID = "void"


STATES: dict[State, Text] = {
    State.RUNNING: Text("在办", "running"),
    State.PAUSED: Text("暂停", "paused"),
    State.MET: Text("已完成", "met"),
    State.VOID: Text("已撤销", "void"),
}


class Step(StrEnum):
    """The steps of supervision (督办); each is a numbered letter."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


STEPS: dict[Step, Text] = {
    Step.BLUE: Text("蓝色督办", "blue letter"),
    Step.YELLOW: Text("黄色督办", "yellow letter"),
    Step.RED: Text("红色督办", "red letter"),
}


@dataclass(frozen=True)
class Move:
    """From which states to which one, and how it is called on the button."""

    sources: frozenset[State]
    target: State
    words: Text


def _move(sources: tuple[State, ...], target: State, zh: str, en: str) -> Move:
    return Move(frozenset(sources), target, Text(zh, en))


OPEN = (State.RUNNING, State.PAUSED)
MOVES: dict[str, Move] = {
    "urge": _move((State.RUNNING,), State.RUNNING, "催办", "Urge"),
    "supervise": _move((State.RUNNING,), State.RUNNING, "督办", "Supervise"),
    "ask_extension": _move((State.RUNNING,), State.RUNNING, "申请延期", "Ask for more time"),
    "extend": _move((State.RUNNING,), State.RUNNING, "批准延期", "Grant more time"),
    "ask_pause": _move((State.RUNNING,), State.RUNNING, "申请暂停", "Ask for a pause"),
    "pause": _move((State.RUNNING,), State.PAUSED, "批准暂停", "Grant the pause"),
    "resume": _move((State.PAUSED,), State.RUNNING, "恢复计时", "Resume"),
    "recount": _move((State.RUNNING,), State.RUNNING, "重新计算", "Work out anew"),
    "meet": _move(OPEN, State.MET, "完成", "Meet"),
    "void": _move(OPEN, State.VOID, "撤销", "Declare void"),
}


def can_follow(move: str, state: State) -> bool:
    """Whether the move may be made from that state."""
    return state in MOVES[move].sources


def next_step(taken: frozenset[Step]) -> Step | None:
    """The step of supervision that comes next; None after the red one."""
    return next((step for step in Step if step not in taken), None)
