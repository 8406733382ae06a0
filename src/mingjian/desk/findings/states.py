"""What may follow what in the life of a finding, and how it stands between two runs."""

from dataclasses import dataclass

from django.db.models import TextChoices

from mingjian.wording import Text


class State(TextChoices):
    """Where a finding stands in the work of the office that owns it."""

    OPEN = "open"
    ASSIGNED = "assigned"
    HELD = "held"
    TAKEN = "taken"
    SETTLED = "settled"


class Presence(TextChoices):
    """How a finding stands between the runs: the same identity is followed through all of them."""

    NEW = "new"
    PERSISTING = "persisting"
    CLEARED = "cleared"
    RECURRED = "recurred"


class Outcome(TextChoices):
    """What looking came to; `record_wrong` sends a correction notice to whoever supplied the record."""

    CONFIRMED = "confirmed"
    PARTLY = "partly"
    HARMLESS = "harmless"
    UNSETTLED = "unsettled"
    RECORD_WRONG = "record_wrong"


class Correcting(TextChoices):
    """Where a notice to the provider of a record stands."""

    OPEN = "open"
    CORRECTED = "corrected"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Moved(TextChoices):
    """How a finding changed hands last; its reason stands beside it."""

    GIVEN_BACK = "given_back"
    UP = "up"
    DOWN = "down"
    REOPENED = "reopened"
    DISPUTED = "disputed"


STATE_WORDS = {
    State.OPEN: Text("待分办", "to be assigned"),
    State.ASSIGNED: Text("已交办", "assigned"),
    State.HELD: Text("暂缓", "on hold"),
    State.TAKEN: Text("核查中", "in a case"),
    State.SETTLED: Text("已有结论", "settled"),
}
PRESENCE_WORDS = {
    Presence.NEW: Text("新出现", "new"),
    Presence.PERSISTING: Text("仍存在", "persisting"),
    Presence.CLEARED: Text("已消失", "cleared"),
    Presence.RECURRED: Text("又出现", "recurred"),
}
OUTCOME_WORDS = {
    Outcome.CONFIRMED: Text("属实", "confirmed"),
    Outcome.PARTLY: Text("部分属实", "partly confirmed"),
    Outcome.HARMLESS: Text("正常情形", "harmless"),
    Outcome.UNSETTLED: Text("无法查清", "cannot be settled"),
    Outcome.RECORD_WRONG: Text("登记有误", "record wrong"),
}
CORRECTING_WORDS = {
    Correcting.OPEN: Text("待答复", "waits for its answer"),
    Correcting.CORRECTED: Text("已更正", "corrected"),
    Correcting.CONFIRMED: Text("经核对无误", "right as it is"),
    Correcting.WITHDRAWN: Text("已撤回", "withdrawn"),
}
MOVED_WORDS = {
    Moved.GIVEN_BACK: Text("退回待分办", "given back"),
    Moved.UP: Text("下级上报", "handed up"),
    Moved.DOWN: Text("上级退回", "handed down"),
    Moved.REOPENED: Text("重新打开", "opened again"),
    Moved.DISPUTED: Text(
        "提供单位认为登记无误，重新打开", "the provider says the record is right: opened again"
    ),
}


@dataclass(frozen=True)
class Move:
    """From which states a verb leads to which."""

    sources: frozenset[State]
    target: State


MOVES = {
    "assign": Move(frozenset({State.OPEN, State.ASSIGNED}), State.ASSIGNED),
    "give_back": Move(frozenset({State.ASSIGNED}), State.OPEN),
    "hold": Move(frozenset({State.OPEN, State.ASSIGNED}), State.HELD),
    "resume": Move(frozenset({State.HELD}), State.OPEN),
    "resume_assigned": Move(frozenset({State.HELD}), State.ASSIGNED),
    "escalate": Move(frozenset({State.OPEN, State.ASSIGNED, State.HELD}), State.OPEN),
    "hand_down": Move(frozenset({State.OPEN, State.ASSIGNED, State.HELD}), State.OPEN),
    "take": Move(frozenset({State.OPEN, State.ASSIGNED, State.HELD}), State.TAKEN),
    "settle": Move(frozenset({State.OPEN, State.ASSIGNED}), State.SETTLED),
    "reopen": Move(frozenset({State.SETTLED}), State.OPEN),
}


def fits(verb: str, state: State | str) -> bool:
    """Whether the verb may follow the state."""
    return State(state) in MOVES[verb].sources


def after(verb: str, state: State | str) -> State:
    """The state that the verb leads to; ValueError where it does not fit."""
    if not fits(verb, state):
        raise ValueError(f"{verb} does not follow {state}")
    return MOVES[verb].target


def presence_on_sight(before: Presence | str | None) -> Presence:
    """How a finding stands that the new run holds; `before` is None for one never seen."""
    if before is None:
        return Presence.NEW
    return Presence.RECURRED if Presence(before) is Presence.CLEARED else Presence.PERSISTING
