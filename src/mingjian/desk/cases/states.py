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


class Step(TextChoices):
    """What a case owes by a day. The first ones follow each other; the others run beside them."""

    ASSIGN = "assign"
    CHECK = "check"
    RECHECK = "recheck"
    REVIEW = "review"
    DECIDE = "decide"
    RECTIFY = "rectify"
    RECTIFY_AGAIN = "rectify_again"
    ACCEPT = "accept"
    CLOSE = "close"
    STATEMENT = "statement"
    NOTIFY = "notify"
    RESTORE = "restore"
    RETEST = "retest"

    @property
    def kind(self) -> str:
        """How duties are called that are owed for it."""
        return f"case.{self.value}"


STEP_WORDS = {
    Step.ASSIGN: Text("指定核查人", "name who checks"),
    Step.CHECK: Text("核查并提交情况", "check and report"),
    Step.RECHECK: Text("补充核查并提交情况", "check further and report"),
    Step.REVIEW: Text("复核", "review"),
    Step.DECIDE: Text("作出决定（责令整改或办结）", "decide: order rectification or close"),
    Step.RECTIFY: Text("整改并报告结果", "put right and report"),
    Step.RECTIFY_AGAIN: Text("继续整改并报告结果", "put right further and report"),
    Step.ACCEPT: Text("验收整改结果", "accept what was put right"),
    Step.CLOSE: Text("以新的筛查结果或证明销号", "close by a later run or by proof"),
    Step.STATEMENT: Text("听取并记录当事人陈述申辩", "hear the person concerned and put it on file"),
    Step.NOTIFY: Text("书面告知停发理由、依据和救济途径", "give written notice: reasons, law, remedies"),
    Step.RESTORE: Text("恢复误停家庭并补发", "restore and back-pay a household wrongly stopped"),
    Step.RETEST: Text("销号后复查", "test again after closing"),
}


@dataclass(frozen=True)
class Move:
    """From which states a verb leads to which; which step it does, and which one is owed from then on.

    A step that is owed and that the verb neither does nor owes falls away.
    """

    sources: frozenset[State]
    target: State
    does: frozenset[Step]
    owes: Step | None


def _move(target: State, *sources: State, does: tuple[Step, ...] = (), owes: Step | None) -> Move:
    return Move(frozenset(sources), target, frozenset(does), owes)


CHECKS, RECTIFIES = (Step.CHECK, Step.RECHECK), (Step.RECTIFY, Step.RECTIFY_AGAIN)
MOVES = {
    "assign": _move(State.ASSIGNED, State.PENDING, State.ASSIGNED, does=(Step.ASSIGN,), owes=Step.CHECK),
    "take_up": _move(State.CHECKING, State.ASSIGNED, owes=Step.CHECK),
    "give_back": _move(State.PENDING, State.ASSIGNED, State.CHECKING, owes=Step.ASSIGN),
    "report": _move(State.CHECKING, State.CHECKING, does=CHECKS, owes=Step.REVIEW),
    "return_to_checker": _move(
        State.CHECKING, State.CHECKING, State.REVIEWED, does=(Step.REVIEW, Step.DECIDE), owes=Step.RECHECK
    ),
    "review": _move(State.REVIEWED, State.CHECKING, does=(Step.REVIEW,), owes=Step.DECIDE),
    "clear": _move(State.HARMLESS, State.REVIEWED, does=(Step.DECIDE,), owes=None),
    "order_rectification": _move(State.RECTIFYING, State.REVIEWED, does=(Step.DECIDE,), owes=Step.RECTIFY),
    "report_put_right": _move(State.RECTIFYING, State.RECTIFYING, does=RECTIFIES, owes=Step.ACCEPT),
    "accept_rectification": _move(State.ACCEPTED, State.RECTIFYING, does=(Step.ACCEPT,), owes=Step.CLOSE),
    "return_to_rectifying": _move(
        State.RECTIFYING, State.RECTIFYING, State.ACCEPTED, does=(Step.ACCEPT,), owes=Step.RECTIFY_AGAIN
    ),
    "close": _move(State.CLOSED, State.ACCEPTED, does=(Step.CLOSE,), owes=None),
    "reopen": _move(State.PENDING, State.HARMLESS, State.CLOSED, owes=Step.ASSIGN),
}
# The steps that follow each other: a running case owes one of them.
IN_TURN = frozenset(move.owes for move in MOVES.values() if move.owes)


def owed(state: State | str, *, has_found: bool, has_put_right: bool) -> Step | None:
    """The step that a case owes by where it stands: for one whose clock was never started."""
    if state == State.CHECKING and has_found:
        return Step.REVIEW
    if state == State.RECTIFYING and has_put_right:
        return Step.ACCEPT
    return {
        State.PENDING: Step.ASSIGN,
        State.ASSIGNED: Step.CHECK,
        State.CHECKING: Step.CHECK,
        State.REVIEWED: Step.DECIDE,
        State.RECTIFYING: Step.RECTIFY,
        State.ACCEPTED: Step.CLOSE,
    }.get(State(state))


def fits(verb: str, state: State | str) -> bool:
    """Whether the verb may follow the state."""
    return State(state) in MOVES[verb].sources


def after(verb: str, state: State | str) -> State:
    """The state that the verb leads to; ValueError where it does not fit."""
    if not fits(verb, state):
        raise ValueError(f"{verb} does not follow {state}")
    return MOVES[verb].target
