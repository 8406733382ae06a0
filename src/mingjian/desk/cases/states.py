"""The one place that says which move follows which state of a case."""

from dataclasses import dataclass

from django.db.models import TextChoices

from mingjian.wording import Text


class State(TextChoices):
    """How far a case is."""

    PENDING = "pending"
    ASSIGNED = "assigned"
    CHECKING = "checking"
    REVIEWED = "reviewed"
    RECTIFYING = "rectifying"
    ACCEPTED = "accepted"
    HARMLESS = "harmless"
    CLOSED = "closed"


STATE_WORDS = {
    State.PENDING: Text("待交办", "to be assigned"),
    State.ASSIGNED: Text("已交办", "assigned"),
    State.CHECKING: Text("核查中", "being checked"),
    State.REVIEWED: Text("已复核", "reviewed"),
    State.RECTIFYING: Text("整改中", "being put right"),
    State.ACCEPTED: Text("已验收", "accepted"),
    State.HARMLESS: Text("不成立，已办结", "closed as harmless"),
    State.CLOSED: Text("已销号", "closed"),
}
ENDED = (State.HARMLESS, State.CLOSED)


class Household(TextChoices):
    """What was decided about the household; apart from what is decided about officials."""

    ELIGIBLE = "eligible"
    ADJUST = "adjust"
    INELIGIBLE = "ineligible"
    RESTORE = "restore"


HOUSEHOLD_WORDS = {
    Household.ELIGIBLE: Text("符合条件，不变", "eligible, unchanged"),
    Household.ADJUST: Text("符合条件，调整金额", "eligible, amount adjusted"),
    Household.INELIGIBLE: Text("不符合条件，停发", "not eligible, stopped"),
    Household.RESTORE: Text("停发有误，恢复并补发", "wrongly stopped: restore and back-pay"),
}


class Official(TextChoices):
    """What was decided about the conduct of officials: nothing to pursue, or to be determined under Article 12."""

    NOTHING = "nothing"
    DETERMINE = "determine"


OFFICIAL_WORDS = {
    Official.NOTHING: Text("未发现工作人员履职问题", "nothing to pursue in the conduct of officials"),
    Official.DETERMINE: Text("提请责任认定（第十二条）", "to be determined under Article 12"),
}


class Kind(TextChoices):
    """What a piece of evidence is; closing asks for some of them."""

    SURVEY = "survey"
    STATEMENT = "statement"
    NOTICE = "notice"
    CORRECTION = "correction"
    RECORD = "record"
    OTHER = "other"


KIND_WORDS = {
    Kind.SURVEY: Text("入户调查记录", "household survey"),
    Kind.STATEMENT: Text("家庭陈述", "statement of the household"),
    Kind.NOTICE: Text("书面告知（理由、依据、救济途径）", "written notice: reasons, law, remedies"),
    Kind.CORRECTION: Text("纠正行为的证明", "proof of the corrective act"),
    Kind.RECORD: Text("登记或账目材料", "record or account"),
    Kind.OTHER: Text("其他", "other"),
}


@dataclass(frozen=True)
class Move:
    """From which states a verb leads to which."""

    sources: frozenset[State]
    target: State


def _move(target: State, *sources: State) -> Move:
    return Move(frozenset(sources), target)


MOVES = {
    "assign": _move(State.ASSIGNED, State.PENDING, State.ASSIGNED),
    "take_up": _move(State.CHECKING, State.ASSIGNED),
    "give_back": _move(State.PENDING, State.ASSIGNED, State.CHECKING),
    "return_to_checker": _move(State.CHECKING, State.CHECKING, State.REVIEWED),
    "review": _move(State.REVIEWED, State.CHECKING),
    "clear": _move(State.HARMLESS, State.REVIEWED),
    "order_rectification": _move(State.RECTIFYING, State.REVIEWED),
    "accept_rectification": _move(State.ACCEPTED, State.RECTIFYING),
    "return_to_rectifying": _move(State.RECTIFYING, State.ACCEPTED),
    "close": _move(State.CLOSED, State.ACCEPTED),
    "reopen": _move(State.PENDING, State.HARMLESS, State.CLOSED),
}


def fits(verb: str, state: State | str) -> bool:
    """Whether the verb may follow the state."""
    return State(state) in MOVES[verb].sources


def after(verb: str, state: State | str) -> State:
    """The state that the verb leads to; ValueError where it does not fit."""
    if not fits(verb, state):
        raise ValueError(f"{verb} does not follow {state}")
    return MOVES[verb].target
