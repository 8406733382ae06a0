"""The light of a duty: a colour, and beside it always words with days."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mingjian.desk.duties.states import State
from mingjian.wording import Text

SOONEST_WARNING, LATEST_WARNING = 3, 30
PART_THAT_WARNS = 5


class Colour(StrEnum):
    """The colours; in the order of how urgent they are."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    GREY = "grey"


@dataclass(frozen=True)
class Light:
    """A colour with its words, such as 红·超期3天; `days` left, negative when over, None where none are counted."""

    colour: Colour
    words: Text
    days: int | None


def warns_from(trigger: date, due_on: date) -> date:
    """The day from which a duty is yellow: in its last fifth, at least 3 and at most 30 days before it is due."""
    fifth = (due_on - trigger).days // PART_THAT_WARNS
    return due_on - timedelta(days=min(LATEST_WARNING, max(SOONEST_WARNING, fifth)))


def light_of(state: State, trigger: date, due_on: date | None, met_on: date | None, *, today: date) -> Light:
    """The light of a duty on a day."""
    if state is State.PAUSED:
        return Light(Colour.GREY, Text("灰·暂停", "grey · paused"), None)
    if state is State.VOID:
        return Light(Colour.GREY, Text("灰·已撤销", "grey · void"), None)
    if due_on is None:
        return Light(Colour.GREY, Text("灰·未设期限", "grey · no limit set"), None)
    if met_on is not None:
        return _met(due_on, met_on)
    days = (due_on - today).days
    if days < 0:
        return Light(Colour.RED, Text(f"红·超期{-days}天", f"red · {-days} days over"), days)
    if today >= warns_from(trigger, due_on):
        words = Text(f"黄·还剩{days}天", f"yellow · {days} days left")
        return Light(Colour.YELLOW, words if days else Text("黄·今天到期", "yellow · due today"), days)
    return Light(Colour.GREEN, Text(f"绿·还剩{days}天", f"green · {days} days left"), days)


def _met(due_on: date, met_on: date) -> Light:
    late = (met_on - due_on).days
    if late > 0:
        return Light(Colour.GREY, Text(f"灰·超期{late}天后完成", f"grey · met {late} days late"), -late)
    return Light(Colour.GREEN, Text("绿·按期完成", "green · met in time"), -late)
