"""Accounts and roles: one for each person, none below the township, three administrators who check each other."""

import json
from datetime import timedelta

import pytest
from desk.cast import DAY, MADE, NORTH, NORTH_VILLAGE, REGION, SINCE, UNTIL, number_of
from django.core import serializers
from django.db import IntegrityError, connection

from mingjian.desk.core import journal
from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.people import queries, sessions
from mingjian.desk.people.actions import accounts as acts
from mingjian.desk.people.actions.persons import know_person
from mingjian.desk.people.actions.places import open_organ, take_divisions
from mingjian.desk.people.actions.signing import begin_session
from mingjian.desk.people.kinds import ADMINISTRATORS, AccountKind, OrganKind, Role, kind_for
from mingjian.desk.people.models import Account, Handover, OneTimeCode, Organ, RoleTerm, SignedIn

SITE = Site("test")
NOW = MADE + timedelta(days=300)
INCOMPATIBLE = [
    (held, wanted)
    for held in (*ADMINISTRATORS, Role.HANDLER)
    for wanted in Role
    if kind_for(held) != kind_for(wanted)
]
HOLDERS = {
    Role.SYSADMIN: "sysadmin",
    Role.SECADMIN: "secadmin",
    Role.AUDITADMIN: "auditadmin",
    Role.HANDLER: "north_handler",
}


def term(account, role):
    """A role that an account is to hold, as somebody would write it who does not care."""
    return RoleTerm(account=account, kind=kind_for(role), role=role, from_day=SINCE, to_day=UNTIL)


def by_action(cast, account, role):
    """As the security administrator; where the account is his own the policy is in the way, so another one acts."""
    by = cast.secadmin
    if account.person_id == by.person_id:
        by = sessions.Officer(**{**vars(by), "person_id": cast.people["north_leader"]})
    acts.grant_role(account, by, role=role, from_day=SINCE, to_day=UNTIL, now=NOW)


def by_save(_cast, account, role):
    with journal.opened("test", SITE):
        term(account, role).save()


def by_bulk(_cast, account, role):
    with journal.opened("test", SITE):
        RoleTerm.objects.bulk_create([term(account, role)])


def by_update(_cast, account, role):
    with journal.opened("test", SITE):
        RoleTerm.objects.filter(account=account).update(role=role, kind=kind_for(role))


def by_raw_sql(_cast, account, role):
    made = term(account, role)
    values = {
        field.column: field.get_db_prep_save(getattr(made, field.attname), connection)
        for field in RoleTerm._meta.concrete_fields
    }
    places = ", ".join(["%s"] * len(values))
    with journal.opened("test", SITE), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO people_roleterm ({', '.join(values)}) VALUES ({places})", list(values.values())
        )


def by_import(_cast, account, role):
    """As a fixture of Django is loaded."""
    text = json.dumps(json.loads(serializers.serialize("json", [term(account, role)])))
    with journal.opened("test", SITE):
        for row in serializers.deserialize("json", text):
            row.save()


WAYS = (by_action, by_save, by_bulk, by_update, by_raw_sql, by_import)


@pytest.mark.parametrize("way", WAYS)
def test_roles_that_exclude_each_other_are_refused_whichever_way_they_come(cast, way):
    refused = 0
    for held, wanted in INCOMPATIBLE:
        account = cast.account(HOLDERS[held])
        with pytest.raises((IntegrityError, Conflict)):
            way(cast, account, wanted)
        refused += 1
    assert refused == len(INCOMPATIBLE) > 35


@pytest.mark.parametrize("way", [by_save, by_bulk, by_raw_sql, by_import])
def test_a_role_that_says_it_is_of_the_right_kind_is_refused_as_well(cast, way):
    """The kind that stands in the row is checked against the account and against the role."""
    account = cast.account("sysadmin")
    lying = [
        RoleTerm(
            account=account, kind=AccountKind.SYSADMIN, role=Role.AUDITADMIN, from_day=SINCE, to_day=UNTIL
        ),
        RoleTerm(account=account, kind=AccountKind.BUSINESS, role=Role.HANDLER, from_day=SINCE, to_day=UNTIL),
    ]
    for row in lying:
        with pytest.raises(IntegrityError), journal.opened("test", SITE):
            row.save()
    with pytest.raises(IntegrityError):
        way(cast, account, Role.HANDLER)


def test_the_kind_of_an_account_never_changes(cast):
    account = cast.account("sysadmin")
    with pytest.raises(IntegrityError), journal.opened("test", SITE):
        Account.objects.everything(reason="test").filter(pk=account.pk).update(kind=AccountKind.SECADMIN)


def test_a_role_of_the_right_kind_is_granted(cast):
    acts.grant_role(
        cast.account("north_handler"),
        cast.secadmin,
        role=Role.REVIEWER,
        from_day=DAY,
        to_day=UNTIL,
        now=NOW,
    )
    assert cast.north_handler.roles == {"handler", "reviewer"}


def test_a_role_ends_with_its_term_and_does_not_begin_before_it(cast):
    acts.grant_role(
        cast.account("north_handler"),
        cast.secadmin,
        role=Role.REVIEWER,
        from_day=DAY + timedelta(days=1),
        to_day=DAY + timedelta(days=2),
        now=NOW,
    )
    held = ["reviewer" in cast.officer_on("north_handler", DAY + timedelta(days=n)).roles for n in range(4)]
    assert held == [False, True, True, False]


def test_a_person_has_one_active_account(cast):
    account = cast.account("north_handler")
    wanted = {
        "name": "another",
        "person": account.person,
        "organ": account.organ,
        "division": NORTH,
        "kind": AccountKind.BUSINESS,
        "now": NOW,
    }
    with pytest.raises(Conflict):
        acts.make_account(cast.sysadmin, **wanted)
    acts.disable(account, cast.sysadmin, now=NOW, reason="调离")
    assert acts.make_account(cast.sysadmin, **wanted).name == "another"


@pytest.mark.parametrize("way", ["action", "save", "bulk", "update", "sql"])
def test_there_is_no_account_below_the_township(cast, way):
    village = Organ.objects.get(division_id=NORTH_VILLAGE, kind=OrganKind.VILLAGE)
    person = cast.person("north_cadre")
    made = Account(name="cadre", person=person, organ=village, made_at=MADE)
    other = Account.objects.everything(reason="test").filter(name="north-handler")
    ways = {
        "action": lambda: acts.make_account(
            cast.sysadmin,
            name="cadre",
            person=person,
            organ=village,
            division=NORTH_VILLAGE,
            kind=AccountKind.BUSINESS,
            now=NOW,
        ),
        "save": made.save,
        "bulk": lambda: Account.objects.bulk_create([made]),
        "update": lambda: other.update(organ=village),
        "sql": lambda: connection.cursor().execute(
            "UPDATE people_account SET organ_id = %s WHERE name = 'north-handler'",
            [village._meta.pk.get_db_prep_value(village.pk, connection)],
        ),
    }
    with pytest.raises((IntegrityError, Conflict)), journal.opened("test", SITE):
        ways[way]()


@pytest.mark.parametrize("name", ["north_approver", "secadmin", "auditadmin", "league_supervisor"])
def test_only_the_system_administrator_makes_and_disables_accounts(cast, name):
    officer = getattr(cast, name)
    with pytest.raises(NotAllowed):
        acts.disable(cast.account("north_handler"), officer, now=NOW)
    with pytest.raises(NotAllowed):
        acts.make_account(
            officer,
            name="leader",
            person=cast.person("north_leader"),
            organ=cast.account("north_handler").organ,
            division=NORTH,
            kind=AccountKind.BUSINESS,
            now=NOW,
        )


@pytest.mark.parametrize("name", ["north_approver", "sysadmin", "auditadmin"])
def test_only_the_security_administrator_gives_roles(cast, name):
    with pytest.raises(NotAllowed):
        acts.grant_role(
            cast.account("north_handler"),
            getattr(cast, name),
            role=Role.REVIEWER,
            from_day=DAY,
            to_day=UNTIL,
            now=NOW,
        )


def test_nobody_administers_his_own_account(cast):
    with pytest.raises(NotAllowed):
        acts.disable(cast.account("sysadmin"), cast.sysadmin, now=NOW)
    with pytest.raises(NotAllowed):
        acts.grant_role(
            cast.account("secadmin"), cast.secadmin, role=Role.SECADMIN, from_day=DAY, to_day=UNTIL, now=NOW
        )


def test_the_site_makes_only_the_first_administrators(cast):
    leader = cast.person("north_leader")
    organ = cast.account("sysadmin").organ
    for kind in AccountKind:
        with pytest.raises(NotAllowed):
            acts.make_account(
                SITE, name="first", person=leader, organ=organ, division=REGION, kind=kind, now=NOW
            )


def test_a_disabled_account_has_no_role_no_password_and_no_session(cast):
    account = cast.account("north_handler")
    begin_session(account, sessions.newcomer(account), browser="", forgiven=(), now=NOW)
    acts.disable(account, cast.sysadmin, now=NOW, reason="调离")
    assert (cast.north_handler.roles, cast.account("north_handler").password) == (frozenset(), "")
    assert not SignedIn.objects.filter(account=account, ended_at__isnull=True).exists()
    with pytest.raises(Conflict):
        acts.disable(account, cast.sysadmin, now=NOW)


# -- a password and a code, each known to one administrator ------------------------------------------------------------
def asked(cast, name="north_handler", code="7KQ2M-X04TD"):
    return acts.ask_handover(cast.account(name), cast.sysadmin, code=code, now=NOW, reason="换了手机")


def test_a_reset_needs_two_persons(cast):
    handover = asked(cast)
    before = cast.account("north_handler").password
    with pytest.raises(NotAllowed):
        acts.confirm_handover(handover, cast.sysadmin, password="x", now=NOW)
    assert cast.account("north_handler").password == before
    acts.confirm_handover(handover, cast.secadmin, password="Zx8-kk2m-Qp4w", now=NOW)
    account = cast.account("north_handler")
    assert (account.must_change, account.second) == (True, "none")
    assert OneTimeCode.objects.filter(account=account, used_at__isnull=True).count() == 1


def test_the_database_refuses_one_person_on_both_sides_of_a_reset(cast):
    handover = asked(cast)
    with pytest.raises(IntegrityError), journal.opened("test", SITE):
        Handover.objects.filter(pk=handover.pk).update(
            confirmed_by_id=cast.sysadmin.person_id, confirmed_at=NOW
        )


def test_a_reset_is_asked_for_once_and_confirmed_once(cast):
    handover = asked(cast)
    with pytest.raises(Conflict):
        asked(cast, code="00000-00000")
    acts.confirm_handover(handover, cast.secadmin, password="Zx8-kk2m-Qp4w", now=NOW)
    with pytest.raises(Conflict):
        acts.confirm_handover(handover, cast.secadmin, password="Zx8-kk2m-Qp4x", now=NOW)


def test_a_reset_needs_a_reason_and_may_be_withdrawn(cast):
    with pytest.raises(Conflict):
        acts.ask_handover(
            cast.account("north_handler"), cast.sysadmin, code="7KQ2M-X04TD", now=NOW, reason=" "
        )
    handover = asked(cast)
    acts.withdraw_handover(handover, cast.secadmin, now=NOW)
    with pytest.raises(Conflict):
        acts.confirm_handover(handover, cast.secadmin, password="Zx8-kk2m-Qp4w", now=NOW)
    assert asked(cast).pk != handover.pk


def test_an_administrator_sees_the_accounts_of_his_places_and_others_only_their_own(cast):
    assert queries.accounts(cast.sysadmin).count() == len(cast.accounts)
    for name in ("league_supervisor", "north_approver", "auditadmin"):
        assert [account.pk for account in queries.accounts(getattr(cast, name))] == [cast.accounts[name].pk]


# -- the first three --------------------------------------------------------------------------------------------------
def test_a_new_site_opens_its_three_administrators_and_no_fourth(db):  # noqa: ARG001
    take_divisions(SITE, under=(NORTH,))
    organ = open_organ(SITE, division=REGION, kind=OrganKind.CIVIL_AFFAIRS)
    for position, kind in enumerate((AccountKind.SYSADMIN, AccountKind.SECADMIN, AccountKind.AUDITADMIN)):
        person = know_person(SITE, number=number_of(position), name="管")
        words = {"person": person, "organ": organ, "division": REGION, "kind": kind, "now": NOW}
        account = acts.make_account(SITE, name=f"first-{kind}", **words)
        opening = {
            "account": account,
            "password": "Zx8-kk2m-Qp4w",
            "code": "7KQ2M-X04TD",
            "until": UNTIL,
            "now": NOW,
        }
        acts.open_first(SITE, **opening)
        assert sessions.officer_of(account, DAY).roles == {kind.value}
        with pytest.raises(NotAllowed):
            acts.open_first(SITE, **opening)
        with pytest.raises(NotAllowed):
            acts.make_account(SITE, name="another", **words)


def test_nobody_but_the_site_opens_an_account_alone(cast):
    with pytest.raises(NotAllowed):
        acts.open_first(
            cast.sysadmin,
            account=cast.account("auditadmin"),
            password="Zx8-kk2m-Qp4w",
            code="7KQ2M-X04TD",
            until=UNTIL,
            now=NOW,
        )
