"""Keeping persons, organs, terms, kin and filings up to date from the pages: enter, correct, end, and why."""

from datetime import date, timedelta

from mingjian.desk.core.actions import Conflict, action, founding
from mingjian.desk.core.actor import Actor
from mingjian.desk.core.sealing import keyed_hash
from mingjian.desk.people import policies, recusal
from mingjian.desk.people.actions.persons import (
    IDENTITY,
    file_relative,
    know_person,
    normal_identity,
    record_kin,
)
from mingjian.desk.people.kinds import OrganKind, Personnel, Rank
from mingjian.desk.people.models import Account, Filing, Kin, Organ, Person, Term
from mingjian.desk.people.models.places import in_force
from mingjian.desk.people.officers import Officer


@founding("organ.enter", may=policies.may_open_organ)
def enter_organ(by: Actor, *, division: str, kind: OrganKind, name: str, from_day: date | None) -> Organ:
    """Enter an organ; Conflict where it stands there already."""
    if Organ.objects.filter(division_id=division, kind=kind, name=name).exists():
        raise Conflict("该地已有同类同名的单位。", "An organ of that kind and name stands there already.")
    return Organ.objects.create(division_id=division, kind=kind, name=name, from_day=from_day)


@action("organ.correct", may=policies.may_keep_organ)
def correct_organ(
    organ: Organ, by: Actor, *, name: str, from_day: date | None, to_day: date | None, reason: str
) -> None:
    """Correct an organ, or close it: nobody may serve in it after its last day, and no account stay open."""
    _must_say_why(reason)
    if to_day is not None:
        _must_be_empty(organ, to_day)
    organ.name, organ.from_day, organ.to_day = name, from_day, to_day
    organ.save(update_fields=["name", "from_day", "to_day"])


def _must_be_empty(organ: Organ, to_day: date) -> None:
    after = Term.objects.filter(in_force(to_day + timedelta(days=1)), organ=organ).count()
    every = Account.objects.everything(reason="an organ is closed")
    accounts = every.active().filter(organ=organ).count()
    if after or accounts:
        raise Conflict(
            f"该单位在{to_day}以后还有{after}人在任、{accounts}个在用账户；请先结束任期、停用账户。",
            f"After {to_day} {after} persons still serve there and {accounts} accounts are open; end those first.",
        )


@founding("term.enter", may=policies.may_appoint, also=("person",))
def enter_term(
    by: Actor,
    *,
    person: Person,
    organ: Organ,
    post: str,
    rank: Rank,
    personnel: Personnel,
    from_day: date,
    to_day: date | None = None,
) -> Term:
    """Enter a term of office of somebody who is known; Conflict where it stands there already."""
    if Term.objects.filter(person=person, organ=organ, post=post, from_day=from_day).exists():
        raise Conflict("这一任职已经登记过。", "This term stands there already.")
    return Term.objects.create(
        person=person,
        organ=organ,
        post=post,
        rank=rank,
        personnel=personnel,
        from_day=from_day,
        to_day=to_day,
    )


@founding("term.enter_newcomer", may=policies.may_appoint)
def enter_newcomer(
    by: Actor,
    *,
    number: str,
    name: str,
    organ: Organ,
    post: str,
    rank: Rank,
    personnel: Personnel,
    from_day: date,
    to_day: date | None = None,
) -> Term:
    """Enter a term of somebody by his number: he is known from now on, if he was not."""
    person = _named(by, number, name)
    term: Term = enter_term(
        by,
        person=person,
        organ=organ,
        post=post,
        rank=rank,
        personnel=personnel,
        from_day=from_day,
        to_day=to_day,
    )
    return term


def _named(by: Actor, number: str, name: str) -> Person:
    """The person of a number; Conflict where he is on record under another name, which is not told."""
    person: Person = know_person(by, number=number, name=name)
    if name and person.name != name:
        raise Conflict(
            "这个身份证号登记的是另一个姓名；请核对身份证号和姓名。",
            "This number is on record under another name; check both.",
        )
    return person


def _others(by: Actor, person: Person) -> Person:
    """Somebody who is neither herself nor a relative of hers."""
    if isinstance(by, Officer) and recusal.must_recuse(by, (person.pk,)):
        raise Conflict(
            "涉及本人或近亲属的关系，请由他人登记。",
            "What concerns oneself or a relative somebody else enters.",
        )
    return person


@action("term.correct", may=policies.may_keep_term)
def correct_term(
    term: Term,
    by: Actor,
    *,
    post: str,
    rank: Rank,
    personnel: Personnel,
    from_day: date,
    to_day: date | None,
    reason: str,
) -> None:
    """Correct a term, or end it by its last day."""
    _must_say_why(reason)
    term.post, term.rank, term.personnel = post, rank, personnel
    term.from_day, term.to_day = from_day, to_day
    term.save(update_fields=["post", "rank", "personnel", "from_day", "to_day"])


@action("person.correct", may=policies.may_correct_person)
def correct_person(person: Person, by: Actor, *, name: str, number: str, reason: str) -> None:
    """Correct the name of a person, and his number where one is given: he is found by it from now on."""
    _must_say_why(reason)
    person.name = name
    if number:
        normal = normal_identity(number)
        key = keyed_hash(IDENTITY, normal)
        every = Person.objects.everything(reason="no two persons have one number")
        if every.filter(identity_key=key).exclude(pk=person.pk).exists():
            raise Conflict(
                "这个身份证号已经登记在另一人名下；请核对。",
                "This number is another person's on record; check it.",
            )
        person.identity, person.identity_key = normal, key
    person.save(update_fields=["name", "identity", "identity_key"])


@founding("kin.enter", may=policies.may_keep_kin)
def enter_kin(
    by: Actor,
    *,
    person: Person,
    number: str,
    name: str,
    tie: str,
    from_day: date | None,
    to_day: date | None,
    source: str,
) -> Kin:
    """Enter what somebody, by his number, is to a person: both keep away from each other's matters from now on."""
    relative = _others(by, _named(by, number, name))
    made: Kin | None = record_kin(
        by, person=person, relative=relative, tie=tie, from_day=from_day, to_day=to_day, source=source
    )
    if made is None:
        raise Conflict("两个身份证号是同一人。", "Both numbers are one person's.")
    return made


@action("kin.end", may=policies.may_end_kin)
def end_kin(kin: Kin, by: Actor, *, to_day: date, reason: str) -> None:
    """End a tie on a day (a divorce), or say from which day on a wrong one no longer counts."""
    _must_say_why(reason)
    if kin.to_day is not None:
        raise Conflict("这一关系已经结束。", "This tie has ended already.")
    if kin.from_day is not None and to_day < kin.from_day:
        raise Conflict("结束日期早于开始日期。", "The last day is before the first one.")
    kin.to_day = to_day
    kin.save(update_fields=["to_day"])


@founding("filing.enter", may=policies.may_file)
def enter_filing(
    by: Actor,
    *,
    officer: Person,
    number: str,
    name: str,
    relation: str,
    filed_on: date,
    county_visited_on: date | None,
) -> Filing:
    """Enter what an officer filed about a relative."""
    relative = _others(by, _named(by, number, name))
    made: Filing | None = file_relative(
        by,
        officer=officer,
        relative=relative,
        relation=relation,
        filed_on=filed_on,
        county_visited_on=county_visited_on,
    )
    if made is None:
        raise Conflict("两个身份证号是同一人。", "Both numbers are one person's.")
    return made


@action("filing.end", may=policies.may_end_filing)
def end_filing(filing: Filing, by: Actor, *, ended_on: date, reason: str) -> None:
    """End a filing: its relative draws the allowance no more, or the officer serves no more."""
    _must_say_why(reason)
    if filing.ended_on is not None:
        raise Conflict("这一备案已经结束。", "This filing has ended already.")
    filing.ended_on = ended_on
    filing.save(update_fields=["ended_on"])


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise Conflict("请写明理由。", "Give a reason.")
