"""The fixed cast: two leagues, North and South county, townships, an officer for every role, who is related to whom.

`cast` is a fixture: `cast.north_handler` is an Officer as she stands on DAY, `cast.person("north_handler")` the natural
person, `cast.client("north_handler")` a browser in which she is signed in, `cast.officer_on("north_handler", day)` the
officer on another day. All of them exist in every test that asks for the cast.

The spouse of north_handler is south_finance; the brother of township_handler is north_cadre, a village cadre without an
account; the wife of league_supervisor's son is north_reviewer. Everybody else is related to nobody.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from mingjian.desk.core import journal
from mingjian.desk.core.actor import Site
from mingjian.desk.people import sessions
from mingjian.desk.people.actions.persons import identity_key
from mingjian.desk.people.actions.places import usual_name
from mingjian.desk.people.actions.signing import begin_session
from mingjian.desk.people.kinds import (
    ADMINISTRATORS,
    RANKS,
    AccountKind,
    OrganKind,
    Personnel,
    Rank,
    Role,
    kind_for,
)
from mingjian.desk.people.models import Account, Division, Kin, Organ, Person, RoleTerm, Term
from mingjian.desk.people.officers import Officer
from mingjian.desk.people.relations import canonical
from mingjian.exchange import divisions
from mingjian.exchange.identity import check_digit

DAY = date(2026, 11, 26)
SINCE = date(2020, 1, 1)
UNTIL = date(2030, 12, 31)
MADE = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)

REGION = "15"
LEAGUE, OTHER_LEAGUE = "1504", "1505"
NORTH, SOUTH, ELSEWHERE = "150423", "150430", "150523"
NORTH_TOWNSHIP, NORTH_TOWNSHIP_2, SOUTH_TOWNSHIP = "150423100", "150423101", "150430100"
NORTH_VILLAGE = divisions.children(NORTH_TOWNSHIP)[0]
NORTH_VILLAGE_2 = divisions.children(NORTH_TOWNSHIP_2)[0]
SOUTH_VILLAGE = divisions.children(SOUTH_TOWNSHIP)[0]

# Who: name, place, kind of organ, role or none, rank of the post. Without a role there is no account.
CIVIL, FINANCE, TOWNSHIP = OrganKind.CIVIL_AFFAIRS, OrganKind.FINANCE, OrganKind.TOWNSHIP
PART = tuple[str, str, str, OrganKind, Role | None, Rank]
PARTS: tuple[PART, ...] = (
    ("region_supervisor", "王区督", REGION, CIVIL, Role.SUPERVISOR, Rank.STAFF),
    ("region_auditor", "李区审", REGION, OrganKind.AUDIT, Role.AUDITOR, Rank.STAFF),
    ("sysadmin", "赵系统", REGION, CIVIL, Role.SYSADMIN, Rank.STAFF),
    ("secadmin", "钱安全", REGION, CIVIL, Role.SECADMIN, Rank.STAFF),
    ("auditadmin", "孙审计", REGION, CIVIL, Role.AUDITADMIN, Rank.STAFF),
    ("league_supervisor", "周盟督", LEAGUE, CIVIL, Role.SUPERVISOR, Rank.DEPUTY),
    ("league_handler", "吴盟办", LEAGUE, CIVIL, Role.HANDLER, Rank.HANDLER),
    ("league_reviewer", "郑盟核", LEAGUE, CIVIL, Role.REVIEWER, Rank.STAFF),
    ("league_approver", "冯盟批", LEAGUE, CIVIL, Role.APPROVER, Rank.LEADER),
    ("league_finance", "陈盟财", LEAGUE, FINANCE, Role.FINANCE, Rank.STAFF),
    ("league_auditor", "褚盟审", LEAGUE, OrganKind.AUDIT, Role.AUDITOR, Rank.STAFF),
    ("league_discipline", "卫盟纪", LEAGUE, OrganKind.DISCIPLINE, Role.DISCIPLINE, Rank.STAFF),
    ("league_operator", "蒋盟线", LEAGUE, CIVIL, Role.OPERATOR, Rank.STAFF),
    ("league_custodian", "沈保一", LEAGUE, CIVIL, Role.CUSTODIAN, Rank.STAFF),
    ("league_custodian_2", "韩保二", LEAGUE, OrganKind.DISCIPLINE, Role.CUSTODIAN, Rank.STAFF),
    ("league_custodian_3", "杨保三", LEAGUE, OrganKind.AUDIT, Role.CUSTODIAN, Rank.STAFF),
    ("other_supervisor", "朱通督", OTHER_LEAGUE, CIVIL, Role.SUPERVISOR, Rank.DEPUTY),
    ("other_handler", "秦通办", OTHER_LEAGUE, CIVIL, Role.HANDLER, Rank.HANDLER),
    ("elsewhere_handler", "尤开办", ELSEWHERE, CIVIL, Role.HANDLER, Rank.HANDLER),
    ("elsewhere_approver", "许开批", ELSEWHERE, CIVIL, Role.APPROVER, Rank.LEADER),
    ("north_handler", "何北办", NORTH, CIVIL, Role.HANDLER, Rank.HANDLER),
    ("north_handler_2", "吕北二", NORTH, CIVIL, Role.HANDLER, Rank.HANDLER),
    ("north_reviewer", "施北核", NORTH, CIVIL, Role.REVIEWER, Rank.STAFF),
    ("north_approver", "张北批", NORTH, CIVIL, Role.APPROVER, Rank.LEADER),
    ("north_supervisor", "孔北督", NORTH, CIVIL, Role.SUPERVISOR, Rank.DEPUTY),
    ("north_finance", "曹北财", NORTH, FINANCE, Role.FINANCE, Rank.STAFF),
    ("north_auditor", "严北审", NORTH, OrganKind.AUDIT, Role.AUDITOR, Rank.STAFF),
    ("north_discipline", "华北纪", NORTH, OrganKind.DISCIPLINE, Role.DISCIPLINE, Rank.STAFF),
    ("north_data", "金北数", NORTH, OrganKind.HOUSING, Role.DATA, Rank.STAFF),
    ("north_operator", "魏北线", NORTH, CIVIL, Role.OPERATOR, Rank.STAFF),
    ("north_leader", "陶北长", NORTH, OrganKind.GOVERNMENT, None, Rank.LEADER),
    ("south_handler", "姜南办", SOUTH, CIVIL, Role.HANDLER, Rank.HANDLER),
    ("south_reviewer", "戚南核", SOUTH, CIVIL, Role.REVIEWER, Rank.STAFF),
    ("south_approver", "谢南批", SOUTH, CIVIL, Role.APPROVER, Rank.LEADER),
    ("south_finance", "邹南财", SOUTH, FINANCE, Role.FINANCE, Rank.STAFF),
    ("township_handler", "喻镇办", NORTH_TOWNSHIP, TOWNSHIP, Role.HANDLER, Rank.HANDLER),
    ("township_reviewer", "柏镇核", NORTH_TOWNSHIP, TOWNSHIP, Role.REVIEWER, Rank.DEPUTY),
    ("township_leader", "水镇长", NORTH_TOWNSHIP, TOWNSHIP, None, Rank.LEADER),
    ("township_2_handler", "窦镇二", NORTH_TOWNSHIP_2, TOWNSHIP, Role.HANDLER, Rank.HANDLER),
    ("south_township_handler", "章南镇", SOUTH_TOWNSHIP, TOWNSHIP, Role.HANDLER, Rank.HANDLER),
    ("north_cadre", "云村长", NORTH_VILLAGE, OrganKind.VILLAGE, None, Rank.CADRE),
    ("league_supervisor_son", "周之子", REGION, OrganKind.OTHER, None, Rank.STAFF),
)
TIES = (
    ("north_handler", "south_finance", "spouse"),
    ("township_handler", "north_cadre", "sibling"),
    ("league_supervisor", "league_supervisor_son", "child"),
    ("league_supervisor_son", "north_reviewer", "spouse"),
)
# Keys that are the same in every run, so that a failure can be looked up.
SPACE = UUID("6d696e67-6a69-616e-0000-000000000001")


def number_of(position: int) -> str:
    """An invented identity number on an address code that no place has."""
    first17 = f"1599{position % 90 + 10}1975{position % 12 + 1:02d}{position % 28 + 1:02d}{position % 900 + 100:03d}"
    return first17 + check_digit(first17)


@dataclass(frozen=True)
class Cast:
    """The cast as it stands in the database of the test."""

    people: dict[str, UUID]
    accounts: dict[str, Account]

    def __getattr__(self, name: str) -> Officer:
        """The officer of that name on DAY."""
        if name.startswith("_") or name not in self.accounts:
            raise AttributeError(name)
        return self.officer_on(name, DAY)

    def officer_on(self, name: str, on: date) -> Officer:
        """An officer on a day, built anew as for every request."""
        return sessions.officer_of(_account(self.accounts[name].pk), on)

    def person(self, name: str) -> Person:
        """A natural person of the cast, with or without an account."""
        return Person.objects.everything(reason="the cast").get(pk=self.people[name])

    def account(self, name: str) -> Account:
        """An account of the cast as it stands now."""
        return _account(self.accounts[name].pk)

    def client(self, name: str) -> Client:
        """A browser in which an officer is signed in, with two factors behind her."""
        account = self.account(name)
        now = timezone.now()
        signed = begin_session(account, sessions.newcomer(account), browser="test", forgiven=(), now=now)
        store = SessionStore()
        store[sessions.SIGNED_IN], store[sessions.SEEN] = str(signed.pk), int(now.timestamp())
        store.save()
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
        return client


def _account(pk: UUID) -> Account:
    every = Account.objects.everything(reason="the cast")
    return every.select_related("person", "organ__division").get(pk=pk)


def make_cast() -> Cast:
    """Put the cast into the database: one act, so that every test can afford it."""
    with journal.opened("test.cast", Site()):
        _places()
        organs = _organs()
        people = {name: uuid5(SPACE, name) for name, *_ in PARTS}
        numbers = {name: number_of(position) for position, (name, *_) in enumerate(PARTS)}
        Person.objects.bulk_create(
            Person(id=people[name], identity=numbers[name], identity_key=identity_key(numbers[name]), name=zh)
            for name, zh, *_ in PARTS
        )
        Term.objects.bulk_create(
            Term(
                person_id=people[name],
                organ=organs[place, kind],
                post=RANKS[rank].zh,
                rank=rank,
                personnel=Personnel.VILLAGE_CADRE if rank == Rank.CADRE else Personnel.CIVIL_SERVANT,
                from_day=SINCE,
            )
            for name, _, place, kind, _, rank in PARTS
        )
        accounts = _accounts(people, organs)
        _ties(people)
    return Cast(people, accounts)


def _places() -> None:
    codes = [code for code in divisions.names() if len(code) <= 6]
    for county in (NORTH, SOUTH, ELSEWHERE):
        codes += divisions.children(county)
    for township in (NORTH_TOWNSHIP, NORTH_TOWNSHIP_2, SOUTH_TOWNSHIP):
        codes += divisions.children(township)
    Division.objects.bulk_create(
        Division(code=code, name=divisions.name_of(code), level=divisions.level(code)) for code in codes
    )


def _organs() -> dict[tuple[str, OrganKind], Organ]:
    places = {(place, kind) for _, _, place, kind, _, _ in PARTS}
    places |= {(place, CIVIL) for place in (NORTH, SOUTH, ELSEWHERE, LEAGUE, OTHER_LEAGUE, REGION)}
    organs = {
        (place, kind): Organ(
            id=uuid5(SPACE, f"{kind}@{place}"),
            division_id=place,
            kind=kind,
            name=usual_name(place, kind),
        )
        for place, kind in sorted(places)
    }
    Organ.objects.bulk_create(organs.values())
    return organs


def _accounts(people: dict[str, UUID], organs: dict[tuple[str, OrganKind], Organ]) -> dict[str, Account]:
    accounts = {
        name: Account(
            id=uuid5(SPACE, f"account {name}"),
            name=name.replace("_", "-"),
            person_id=people[name],
            organ=organs[place, kind],
            kind=kind_for(role),
            made_at=MADE,
        )
        for name, _, place, kind, role, _ in PARTS
        if role is not None
    }
    Account.objects.bulk_create(accounts.values())
    RoleTerm.objects.bulk_create(
        RoleTerm(
            account=accounts[name],
            kind=AccountKind(role.value) if role in ADMINISTRATORS else AccountKind.BUSINESS,
            role=role,
            from_day=SINCE,
            to_day=UNTIL,
            granted_by_id=None if role in ADMINISTRATORS else people["secadmin"],
        )
        for name, _, _, _, role, _ in PARTS
        if role is not None
    )
    return accounts


def _ties(people: dict[str, UUID]) -> None:
    rows = [canonical(people[one], people[other], tie) for one, other, tie in TIES]
    Kin.objects.bulk_create(
        Kin(person_id=one, relative_id=other, tie=tie, source="cast") for one, other, tie in rows
    )
