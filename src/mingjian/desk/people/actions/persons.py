"""Persons: know them by their identity number, appoint them, record their kin and what was filed about it."""

from datetime import date

from mingjian.desk.core.actions import founding
from mingjian.desk.core.actor import Actor
from mingjian.desk.core.sealing import keyed_hash
from mingjian.desk.people import policies, relations
from mingjian.desk.people.kinds import Personnel, Rank
from mingjian.desk.people.models import Filing, Kin, Organ, Person, Term
from mingjian.exchange.identity import normal_text
from mingjian.wording import Refusal

IDENTITY = "person.identity"


def identity_key(number: str) -> str:
    """The keyed hash of an identity number in any usual way of writing; Refusal where it is none."""
    return keyed_hash(IDENTITY, normal_identity(number))


def normal_identity(number: str) -> str:
    """An identity number as it is kept: 18 characters, whatever was typed; Refusal where it is none."""
    normal = normal_text(number)
    if normal is None:
        raise Refusal(
            "身份证号应为 18 位（或旧的 15 位）数字，末位可以是 X；请核对后重新填写。",
            "An identity number has 18 digits (15 in its old form), the last may be X; check it and type it again.",
        )
    return normal


@founding("person.know", may=policies.may_know_person)
def know_person(by: Actor, *, number: str, name: str = "") -> Person:
    """The person of an identity number, known from now on; a name that was missing is filled in."""
    normal = normal_identity(number)
    every = Person.objects.everything(reason="a person is known once, whoever asks")
    person, is_new = every.get_or_create(
        identity_key=keyed_hash(IDENTITY, normal), defaults={"identity": normal, "name": name}
    )
    if name and not is_new and not person.name:
        person.name = name
        person.save(update_fields=["name"])
    return person


@founding("term.appoint", may=policies.may_appoint)
def appoint(
    by: Actor,
    *,
    person: Person,
    organ: Organ,
    post: str,
    rank: Rank,
    from_day: date,
    to_day: date | None = None,
    personnel: Personnel = Personnel.OPEN,
) -> Term:
    """Record a term of office; one that is there already gets its last day."""
    term, _ = Term.objects.update_or_create(
        person=person,
        organ=organ,
        post=post,
        from_day=from_day,
        defaults={"rank": rank, "to_day": to_day, "personnel": personnel},
    )
    return term


@founding("kin.record", may=policies.may_keep_kin)
def record_kin(
    by: Actor,
    *,
    person: Person,
    relative: Person,
    tie: str,
    from_day: date | None = None,
    to_day: date | None = None,
    source: str = "",
) -> Kin | None:
    """Record what `relative` is to `person`; None where they are one person.

    A tie recorded from both sides or twice is one row, and the shorter time holds: a divorce that one side leaves out
    is a divorce. A marriage that begins after the earlier one of the same two ended is a row of its own.
    """
    if person.pk == relative.pk:
        return None
    one, other, stored = relations.canonical(person.pk, relative.pk, tie)
    known = Kin.objects.filter(person_id=one, relative_id=other, tie=stored).order_by("-from_day")
    for row in known:
        if _is_later(row, from_day):
            break
        if not _is_later(Kin(to_day=to_day), row.from_day):
            row.from_day = _latest(row.from_day, from_day)
            row.to_day = _earliest(row.to_day, to_day)
            row.save(update_fields=["from_day", "to_day"])
            return row
    return Kin.objects.create(
        person_id=one, relative_id=other, tie=stored, from_day=from_day, to_day=to_day, source=source
    )


def _is_later(row: Kin, from_day: date | None) -> bool:
    """Whether something that begins on a day begins after a tie has ended."""
    return row.to_day is not None and from_day is not None and from_day > row.to_day


def _latest(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)


def _earliest(one: date | None, other: date | None) -> date | None:
    return min(filter(None, (one, other)), default=None)


@founding("filing.record", may=policies.may_file)
def file_relative(
    by: Actor,
    *,
    officer: Person,
    relative: Person,
    relation: str,
    filed_on: date,
    county_visited_on: date | None = None,
) -> Filing | None:
    """Record a filing; where its words name a tie by blood, that is recorded too. None where they are one person.

    A filed marriage is no row of its own: the filing says nothing of when it began and whether it holds.
    """
    if officer.pk == relative.pk:
        return None
    filing, _ = Filing.objects.update_or_create(
        officer=officer,
        relative=relative,
        defaults={"relation": relation, "filed_on": filed_on, "county_visited_on": county_visited_on},
    )
    tie = relations.tie_of_word(relation)
    if tie and tie != "spouse":
        record_kin(by, person=officer, relative=relative, tie=tie, source="filing")
    return filing
