"""Operations of people: who one is, the organs of one's places, terms of office, who was in charge."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from mingjian.desk.core.operations import Line, Listed, Paging, Place, Said, both, page_of, reading
from mingjian.desk.people import queries
from mingjian.desk.people.kinds import ORGAN_KINDS, PERSONNEL, RANKS, OrganKind, Personnel, Rank, Role, Scope
from mingjian.desk.people.models import Organ, Term
from mingjian.desk.people.officers import OfficerRequest
from mingjian.desk.people.views.registers import READERS

router = Router(tags=["people"])


class Me(Schema):
    """Whom the token stands for."""

    person: UUID
    name: str
    place: str
    division: str
    roles: list[Role]
    scopes: list[Scope]
    on: date


class OrganLine(Schema):
    """An organ."""

    id: UUID
    name: str
    kind: OrganKind
    words: Said
    division: str
    place: str
    from_day: date | None
    to_day: date | None


class TermLine(Schema):
    """A term of office: who holds which post where."""

    id: UUID
    person: UUID
    name: str
    organ: OrganLine
    post: str
    rank: Rank
    rank_words: Said
    personnel: Personnel
    personnel_words: Said
    from_day: date | None
    to_day: date | None


class OrganFilter(Paging):
    """What organs are narrowed to."""

    place: Place = ""
    kind: OrganKind | None = None


class TermFilter(OrganFilter):
    """What terms are narrowed to; those that hold today where no day is named."""

    day: date | None = None
    name: Line = ""


@reading(router, "/me", to=(), scope="", name="api-me", answer=Me)
def me(request: OfficerRequest) -> Me:
    """Whom the token stands for, with the roles of today and the scopes of the token."""
    officer = request.officer
    return Me(
        person=officer.person_id,
        name=officer.label,
        place=officer.place,
        division=officer.division,
        roles=sorted(Role(role) for role in officer.roles),
        scopes=sorted(Scope(scope) for scope in getattr(request, "scopes", ())),
        on=officer.on,
    )


@reading(router, "/organs", to=READERS, scope=Scope.READ_PEOPLE, name="api-organs", answer=Listed[OrganLine])
def organs(request: OfficerRequest, ask: Query[OrganFilter]) -> Listed[OrganLine]:
    """The organs of one's places."""
    found = queries.organs(request.officer).order_by("division_id", "kind", "pk")
    if ask.place:
        found = found.filter(division__code__startswith=ask.place)
    if ask.kind:
        found = found.filter(kind=ask.kind)
    return page_of(found, ask, organ_line)


@reading(router, "/organs/{uuid:pk}", to=READERS, scope=Scope.READ_PEOPLE, name="api-organ", answer=OrganLine)
def organ(request: OfficerRequest, pk: UUID) -> OrganLine:
    """One organ."""
    return organ_line(get_object_or_404(queries.organs(request.officer), pk=pk))


@reading(router, "/terms", to=READERS, scope=Scope.READ_PEOPLE, name="api-terms", answer=Listed[TermLine])
def terms(request: OfficerRequest, ask: Query[TermFilter]) -> Listed[TermLine]:
    """TermFilter of office in one's places that hold a day."""
    found = queries.terms(request.officer).in_force(ask.day or request.officer.on)
    if ask.place:
        found = found.filter(organ__division__code__startswith=ask.place)
    if ask.kind:
        found = found.filter(organ__kind=ask.kind)
    if ask.name:
        found = found.filter(person__name__contains=ask.name)
    return page_of(found, ask, term_line)


FullPlace = Annotated[str, Field(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$")]


@reading(
    router, "/in-charge", to=READERS, scope=Scope.READ_PEOPLE, name="api-in-charge", answer=list[TermLine]
)
def in_charge(request: OfficerRequest, place: FullPlace, day: date | None = None) -> list[TermLine]:
    """Who led the offices that answered for a place on a day; today where none is named."""
    found = queries.in_charge(request.officer, place, on=day or request.officer.on)
    return [term_line(term) for term in found]


def organ_line(row: Organ) -> OrganLine:
    """An organ for an answer."""
    return OrganLine(
        id=row.pk,
        name=row.name,
        kind=OrganKind(row.kind),
        words=both(ORGAN_KINDS[OrganKind(row.kind)]),
        division=row.division_id,
        place=row.division.name,
        from_day=row.from_day,
        to_day=row.to_day,
    )


def term_line(row: Term) -> TermLine:
    """A term for an answer."""
    rank, personnel = Rank(row.rank), Personnel(row.personnel)
    return TermLine(
        id=row.pk,
        person=row.person_id,
        name=row.person.name,
        organ=organ_line(row.organ),
        post=row.post,
        rank=rank,
        rank_words=both(RANKS[rank]),
        personnel=personnel,
        personnel_words=both(PERSONNEL[personnel]),
        from_day=row.from_day,
        to_day=row.to_day,
    )
