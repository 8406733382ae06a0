"""Operations of duties: what is owed here, below and above, one duty with its working-out, urging, time."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from mingjian.desk.core.operations import (
    Body,
    Key,
    Listed,
    Masked,
    Paging,
    Place,
    Said,
    both,
    doing,
    one_of,
    page_of,
    reading,
)
from mingjian.desk.duties import deadlines, policies, queries
from mingjian.desk.duties.actions import supervising, timing
from mingjian.desk.duties.lights import Colour
from mingjian.desk.duties.models import WATCHERS, Duties, Duty
from mingjian.desk.duties.states import State
from mingjian.desk.people.kinds import Scope
from mingjian.desk.people.officers import Officer, OfficerRequest

DutyState = Annotated[State, one_of(State)]
router = Router(tags=["duties"])
READ, WORK = Scope.READ_DUTIES, Scope.WORK_ON_DUTIES
WORKERS = policies.WORKERS
Why = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]


class LightOn(Schema):
    """The light of a duty today, always with its words; `days` left, negative when over."""

    colour: Colour
    words: Said
    days: int | None


class DutyLine(Schema):
    """A duty as a line of a list. It is owed by an organ or by a person."""

    id: UUID
    kind: str
    period: str
    title: Said
    cite: str
    organ: UUID | None
    person: UUID | None
    owner: str
    place: str
    state: DutyState
    trigger_on: date
    due_on: date | None
    met_on: date | None
    light: LightOn


class Happened(Schema):
    """One line of the history of a duty."""

    on: date
    who: str
    what: Said
    why: Masked


class DutyWhole(DutyLine):
    """One duty: how its due day came about, and what happened."""

    working_out: Said
    urged: int
    history: list[Happened]
    may_urge: bool
    may_ask: bool


class DutyFilter(Paging):
    """What a list is narrowed to; what is neither met nor void where not all are asked for."""

    place: Place = ""
    colour: Colour | None = None
    all: bool = False


class Note(Body):
    """A few words to those who are urged."""

    note: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""


class Longer(Body):
    """How much more time, in the unit of the limit, and why."""

    number: int = Field(ge=1, le=365)
    reason: Why


class DutyReason(Body):
    """Why."""

    reason: Why


@reading(router, "/duties", to=WORKERS, scope=READ, name="api-duties", answer=Listed[DutyLine])
def mine(request: OfficerRequest, ask: Query[DutyFilter]) -> Listed[DutyLine]:
    """What is asked of one and of one's office."""
    return _listed(queries.mine(request.officer), ask)


@reading(router, "/duties/below", to=WATCHERS, scope=READ, name="api-duties-below", answer=Listed[DutyLine])
def below(request: OfficerRequest, ask: Query[DutyFilter]) -> Listed[DutyLine]:
    """What is asked of the offices of the places below."""
    return _listed(queries.below(request.officer), ask)


@reading(router, "/duties/above", to=WORKERS, scope=READ, name="api-duties-above", answer=Listed[DutyLine])
def above(request: OfficerRequest, ask: Query[DutyFilter]) -> Listed[DutyLine]:
    """The duties of the calendar of the levels above."""
    return _listed(queries.upward(request.officer), ask)


@reading(router, "/duties/{uuid:pk}", to=WORKERS, scope=READ, name="api-duty", answer=DutyWhole)
def duty(request: OfficerRequest, pk: UUID) -> DutyWhole:
    """One duty with its working-out and its history."""
    return _whole(request.officer, _seen(request, pk), timezone.localdate())


@doing(router, "/duties/{uuid:pk}/urge", to=WORKERS, scope=WORK, name="api-duty-urge", answer=DutyWhole)
def urge(request: OfficerRequest, pk: UUID, body: Note, key: Key = "") -> DutyWhole:
    """Press for it, once a day at most."""
    today = timezone.localdate()
    supervising.urge(_seen(request, pk), request.officer, today=today, note=body.note, key=key)
    return _whole(request.officer, _seen(request, pk), today)


@doing(
    router,
    "/duties/{uuid:pk}/ask-extension",
    to=WORKERS,
    scope=WORK,
    name="api-duty-ask-extension",
    answer=DutyWhole,
)
def ask_extension(request: OfficerRequest, pk: UUID, body: Longer, key: Key = "") -> DutyWhole:
    """Ask for more time; another person decides on the page of the duty."""
    today = timezone.localdate()
    timing.ask_extension(
        _seen(request, pk), request.officer, number=body.number, today=today, reason=body.reason, key=key
    )
    return _whole(request.officer, _seen(request, pk), today)


@doing(
    router, "/duties/{uuid:pk}/ask-pause", to=WORKERS, scope=WORK, name="api-duty-ask-pause", answer=DutyWhole
)
def ask_pause(request: OfficerRequest, pk: UUID, body: DutyReason, key: Key = "") -> DutyWhole:
    """Ask that days are not counted; another person decides on the page of the duty."""
    today = timezone.localdate()
    timing.ask_pause(_seen(request, pk), request.officer, today=today, reason=body.reason, key=key)
    return _whole(request.officer, _seen(request, pk), today)


@doing(router, "/duties/{uuid:pk}/resume", to=WORKERS, scope=WORK, name="api-duty-resume", answer=DutyWhole)
def resume(request: OfficerRequest, pk: UUID, key: Key = "") -> DutyWhole:
    """End a pause."""
    today = timezone.localdate()
    timing.resume(_seen(request, pk), request.officer, today=today, key=key)
    return _whole(request.officer, _seen(request, pk), today)


def _seen(request: OfficerRequest, pk: UUID) -> Duty:
    return get_object_or_404(queries.duties(request.officer), pk=pk)


def _listed(found: Duties, ask: DutyFilter) -> Listed[DutyLine]:
    today = timezone.localdate()
    shown = found if ask.all else queries.in_hand(found)
    if ask.colour:
        shown = queries.filtered(shown, colour=ask.colour, today=today)
    if ask.place:
        shown = shown.filter(place__startswith=ask.place)
    return page_of(shown, ask, lambda row: DutyLine(**_columns(row, today)))


def _columns(row: Duty, today: date) -> dict[str, Any]:
    light = queries.light(row, today=today)
    same = ("id", "kind", "period", "cite", "place", "state", "trigger_on", "due_on", "met_on")
    return {
        **{name: getattr(row, name) for name in same},
        "title": both(queries.title(row)),
        "organ": row.organ_id,
        "person": row.person_id,
        "owner": row.organ.name if row.organ else row.person.name if row.person else "",
        "light": LightOn(colour=light.colour, words=both(light.words), days=light.days),
    }


def _whole(officer: Officer, row: Duty, today: date) -> DutyWhole:
    asked, letters = queries.requests(officer, row), queries.letters(officer, row)
    events = queries.history(officer, row, letters=letters, asked=asked)
    return DutyWhole(
        **_columns(row, today),
        working_out=both(deadlines.read(row.working).explained()),
        urged=queries.urged(officer, [row.pk]).get(row.pk, 0),
        history=[Happened(on=one.on, who=one.who, what=both(one.what), why=one.why) for one in events],
        may_urge=policies.may_urge(officer, row),
        may_ask=policies.may_ask(officer, row),
    )
