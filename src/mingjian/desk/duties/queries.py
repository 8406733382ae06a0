"""What an officer sees of duties."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from mingjian.desk.core import prepared
from mingjian.desk.duties.lights import LATEST_WARNING, Colour, Light, light_of
from mingjian.desk.duties.models import (
    Duties,
    Duty,
    Extension,
    Frequency,
    Letter,
    LocalRest,
    Pause,
    Recount,
    Urging,
)
from mingjian.desk.duties.states import STEPS, State, Step
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text

OPEN = (State.RUNNING, State.PAUSED)


@dataclass(frozen=True)
class Event:
    """One line of the history of a duty."""

    on: date
    who: str
    what: Text
    why: str


def duties(officer: Officer) -> Duties:
    """The duties she may know of."""
    return Duty.objects.visible_to(officer).select_related("organ__division", "person", "closed_by")


def mine(officer: Officer) -> Duties:
    """What is asked of her and of her office."""
    return duties(officer).filter(Q(organ_id=officer.organ_id) | Q(person_id=officer.person_id))


def below(officer: Officer) -> Duties:
    """What is asked of the offices of the places below, for those who watch over them."""
    return duties(officer).filter(place__startswith=officer.division).exclude(place=officer.division)


def upward(officer: Officer) -> Duties:
    """The duties of the calendar of the levels above: they are checked by the same engine."""
    above = [officer.division[:digits] for digits in (2, 4, 6) if digits < len(officer.division)]
    return duties(officer).filter(place__in=above).exclude(period="")


def in_hand(found: Duties) -> Duties:
    """Those that are neither met nor void."""
    return found.filter(state__in=OPEN)


def pressing(found: Duties, *, today: date) -> list[Duty]:
    """Those of red and yellow light, the most urgent first."""
    soon = in_hand(found).filter(due_on__lte=today + timedelta(days=LATEST_WARNING))
    return [duty for duty in soon if light(duty, today=today).colour in (Colour.RED, Colour.YELLOW)]


def lights(found: Duties, *, today: date) -> Mapping[Colour, int]:
    """How many of each colour are in hand: asked by the days that make a light, not duty by duty."""
    days = in_hand(found).order_by().values_list("state", "trigger_on", "due_on", "met_on")
    counted: Counter[Colour] = Counter()
    for state, trigger, due, met, number in days.annotate(number=Count("pk")):
        counted[light_of(State(state), trigger, due, met, today=today).colour] += number
    return counted


class Clocked(Protocol):
    """A duty, or as much of it as makes its light."""

    @property
    def state(self) -> str:
        """Where it stands."""

    @property
    def trigger_on(self) -> date:
        """The day from which it is counted."""

    @property
    def due_on(self) -> date | None:
        """The day on which it is due."""

    @property
    def met_on(self) -> date | None:
        """The day on which it was met."""


class Titled(Protocol):
    """A duty, or as much of it as says what is owed."""

    @property
    def zh(self) -> str:
        """In Chinese."""

    @property
    def en(self) -> str:
        """In English."""


def light(duty: Clocked, *, today: date) -> Light:
    """The light of a duty on a day."""
    return light_of(State(duty.state), duty.trigger_on, duty.due_on, duty.met_on, today=today)


def title(duty: Titled) -> Text:
    """What is owed, in both languages."""
    return Text(duty.zh, duty.en)


def filtered(found: Duties, *, colour: str, today: date) -> Duties:
    """Those of one colour, as a query: so that a list counts and pages in the database."""
    running = found.filter(state=State.RUNNING)
    if colour == Colour.RED:
        return running.filter(due_on__lt=today)
    if colour == Colour.YELLOW:
        near = running.filter(due_on__range=(today, today + timedelta(days=LATEST_WARNING)))
        keys = [duty.pk for duty in near if light(duty, today=today).colour is Colour.YELLOW]
        return running.filter(pk__in=keys)
    if colour == Colour.GREEN:
        near = running.filter(due_on__range=(today, today + timedelta(days=LATEST_WARNING)))
        keys = [duty.pk for duty in near if light(duty, today=today).colour is Colour.YELLOW]
        return running.filter(due_on__gte=today).exclude(pk__in=keys)
    if colour == Colour.GREY:
        return found.filter(state=State.PAUSED)
    return found


def urged(officer: Officer, shown: Sequence[UUID]) -> dict[UUID, int]:  # noqa: ARG001  they came through `duties`
    """How often each of some duties she sees was urged, by their keys."""

    def ask() -> QuerySet[Any, Any]:
        found = Urging.objects.filter(duty__in=shown).order_by().values_list("duty_id")
        return found.annotate(number=Count("id"))

    return dict(prepared.rows(prepared.key_of("urged", shown), ask))


def letters(officer: Officer, duty: Duty) -> list[Letter]:  # noqa: ARG001  the duty came through `duties`
    """The letters of supervision of a duty she sees."""
    return list(Letter.objects.filter(duty=duty).select_related("document__organ", "answer"))


def requests(officer: Officer, duty: Duty) -> list[Extension | Pause]:  # noqa: ARG001  as above
    """What was asked for, of a duty she sees: more time, and pauses."""
    people = ("asked_by", "decided_by")
    found: list[Extension | Pause] = list(Extension.objects.filter(duty=duty).select_related(*people))
    found += Pause.objects.filter(duty=duty).select_related(*people)
    for each in found:
        each.duty = duty
    return found


def to_decide(officer: Officer) -> tuple[list[Extension], list[Pause]]:
    """What waits for a decision that she may take: of her office, and of those below."""
    some = {
        key
        for each in (Extension, Pause)
        for key in each.objects.filter(is_granted__isnull=True).values_list("duty_id", flat=True)
    }
    if not some:  # as on most days
        return [], []
    found = in_hand(duties(officer)).filter(place__startswith=officer.division, pk__in=some).values("pk")
    waiting = {"duty__in": found, "is_granted__isnull": True}
    longer = Extension.objects.filter(**waiting).exclude(asked_by_id=officer.person_id)
    pauses = Pause.objects.filter(**waiting).exclude(asked_by_id=officer.person_id)
    people = ("asked_by", "duty__organ")
    return list(longer.select_related(*people)), list(pauses.select_related(*people))


def history(
    officer: Officer,  # noqa: ARG001  the duty came through `duties`
    duty: Duty,
    *,
    letters: Sequence[Letter],
    asked: Sequence[Extension | Pause],
) -> list[Event]:
    """Everything that happened to a duty she sees, day by day; letters and requests as they were read for the page."""
    owner = duty.organ.name if duty.organ else duty.person.name if duty.person else ""
    events = [Event(duty.trigger_on, owner, Text("开始计时", "the clock starts"), duty.cite)]
    for urging in Urging.objects.filter(duty=duty).select_related("by"):
        who = f"{urging.by.name} · {urging.place}"
        events.append(Event(urging.on, who, Text("催办", "urged"), urging.note))
    for letter in letters:
        paper = letter.document
        events.append(Event(letter.drafted_on, paper.organ.name, STEPS[Step(letter.step)], paper.number))
    for each in asked:
        events += _requested(each)
    for recount in Recount.objects.filter(duty=duty):
        changed = f"{recount.before or '—'} → {recount.after or '—'}"
        what = Text(f"{recount.zh}，重新计算", f"{recount.en}: worked out anew")
        events.append(Event(recount.on, "", what, changed))
    return sorted([*events, *_closing(duty)], key=lambda event: event.on)


LONGER = (
    Text("申请延期", "asked for more time"),
    Text("批准延期", "granted more time"),
    Text("未批准延期", "refused more time"),
)
PAUSE = (
    Text("申请暂停", "asked for a pause"),
    Text("批准暂停", "granted the pause"),
    Text("未批准暂停", "refused the pause"),
)


def _requested(asked: Extension | Pause) -> list[Event]:
    words = LONGER if isinstance(asked, Extension) else PAUSE
    events = [Event(asked.asked_on, asked.asked_by.name, words[0], asked.reason)]
    if asked.decided_by and asked.decided_on:
        what = words[1 if asked.is_granted else 2]
        events.append(Event(asked.decided_on, asked.decided_by.name, what, ""))
    return events


def _closing(duty: Duty) -> list[Event]:
    who = duty.closed_by.name if duty.closed_by else ""
    if duty.met_on:
        return [Event(duty.met_on, who, Text("完成", "met"), "")]
    if duty.state == State.VOID:
        return [Event(duty.closed_on or duty.trigger_on, who, Text("撤销", "void"), duty.closed_because)]
    return []


def local_rests(officer: Officer, year: int) -> QuerySet[LocalRest]:
    """Days off of a year in the places of the officer and above."""
    places = [officer.division[:digits] for digits in (2, 4, 6, 9) if digits <= len(officer.division)]
    seen = Q(division__in=places) | Q(division__code__startswith=officer.division)
    return LocalRest.objects.filter(seen, first__year__lte=year, last__year__gte=year).select_related(
        "division"
    )


def frequencies(officer: Officer) -> QuerySet[Frequency]:
    """The local frequencies that count for the officer's place and below."""
    places = [officer.division[:digits] for digits in (2, 4, 6, 9) if digits <= len(officer.division)]
    seen = Q(division__in=places) | Q(division__code__startswith=officer.division)
    return Frequency.objects.filter(seen).select_related("division")
