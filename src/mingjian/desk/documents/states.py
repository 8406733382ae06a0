"""The life of an official document: the only place that says which move follows which state."""

from dataclasses import dataclass
from enum import StrEnum

from mingjian.wording import Text


class State(StrEnum):
    """Where a document stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    ISSUED = "issued"
    DISPATCHED = "dispatched"
    RECEIVED = "received"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


STATES: dict[State, Text] = {
    State.DRAFT: Text("拟稿", "draft"),
    State.SUBMITTED: Text("待审核", "to be checked"),
    State.CHECKED: Text("待签发", "to be issued"),
    State.ISSUED: Text("已签发", "issued"),
    State.DISPATCHED: Text("已送出", "dispatched"),
    State.RECEIVED: Text("已签收", "received"),
    State.DROPPED: Text("已放弃", "dropped"),
    State.WITHDRAWN: Text("已撤回（文号保留）", "withdrawn, its number kept"),
}


class Way(StrEnum):
    """How a document reaches somebody."""

    SYSTEM = "system"
    HAND = "hand"
    LEFT = "left"
    POST = "post"


WAYS: dict[Way, Text] = {
    Way.SYSTEM: Text("系统内送达", "inside the system"),
    Way.HAND: Text("直接送达", "by hand"),
    Way.LEFT: Text("留置送达", "left behind"),
    Way.POST: Text("邮寄送达", "by post"),
}


@dataclass(frozen=True)
class Move:
    """From which states to which one, and how it is called on the button."""

    sources: frozenset[State]
    target: State
    words: Text


def _move(sources: tuple[State, ...], target: State, zh: str, en: str) -> Move:
    return Move(frozenset(sources), target, Text(zh, en))


# With several recipients a document stays dispatched until the last of them has it.
MOVES: dict[str, Move] = {
    "rewrite": _move((State.DRAFT,), State.DRAFT, "修改", "Rewrite"),
    "submit": _move((State.DRAFT,), State.SUBMITTED, "送审核", "Send to be checked"),
    "check": _move((State.SUBMITTED,), State.CHECKED, "审核通过", "Pass the check"),
    "send_back": _move((State.SUBMITTED, State.CHECKED), State.DRAFT, "退回拟稿", "Send back"),
    "issue": _move((State.CHECKED,), State.ISSUED, "签发", "Issue"),
    "dispatch": _move((State.ISSUED,), State.DISPATCHED, "送出", "Dispatch"),
    "receive": _move((State.DISPATCHED,), State.RECEIVED, "签收", "Confirm receipt"),
    "drop": _move((State.DRAFT, State.SUBMITTED, State.CHECKED), State.DROPPED, "放弃", "Drop"),
    "withdraw": _move((State.ISSUED, State.DISPATCHED), State.WITHDRAWN, "撤回", "Withdraw"),
}

NUMBERED = (State.ISSUED, State.DISPATCHED, State.RECEIVED, State.WITHDRAWN)


def can_follow(move: str, state: State) -> bool:
    """Whether the move may be made from that state."""
    return state in MOVES[move].sources
