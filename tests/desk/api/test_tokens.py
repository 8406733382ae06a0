"""Tokens: shown once, kept as a hash, for some scopes and some days; they die with what the account was."""

import re
from datetime import timedelta

import pytest
from desk.cast import SINCE, UNTIL
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from mingjian.desk.core import journal
from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry
from mingjian.desk.people import sessions
from mingjian.desk.people.actions import accounts
from mingjian.desk.people.actions import tokens as acts
from mingjian.desk.people.actions.signing import set_password
from mingjian.desk.people.kinds import Role, Scope
from mingjian.desk.people.models import RoleTerm, Token

PASSWORD = "Prairie-Wind-2026"


def disable(cast):
    accounts.disable(cast.account("north_handler"), cast.sysadmin, now=timezone.now())


def grant(cast):
    accounts.grant_role(
        cast.account("north_handler"),
        cast.secadmin,
        role=Role.DATA,
        from_day=SINCE,
        to_day=UNTIL,
        now=timezone.now(),
    )


def end_role(cast):
    term = RoleTerm.objects.get(account=cast.account("north_handler"))
    accounts.end_role(term, cast.secadmin, now=timezone.now())


def change_password(cast):
    account = cast.account("north_handler")
    set_password(account, sessions.newcomer(account), password=PASSWORD, now=timezone.now())


def test_a_token_says_for_whom_it_stands(program, cast):
    said = program("north_handler", Scope.READ_CASES).get("me")
    assert said.status_code == 200
    assert said.json()["person"] == str(cast.people["north_handler"])
    assert said.json()["roles"] == ["handler"]
    assert said.json()["scopes"] == ["cases:read"]
    assert "no-store" in said.headers["Cache-Control"]


@pytest.mark.parametrize("change", [disable, grant, end_role, change_password])
def test_a_token_dies_with_what_the_account_was(program, cast, change):
    caller = program("north_handler")
    assert caller.get("me").status_code == 200
    change(cast)
    assert caller.get("me").status_code == 401


def test_a_token_expires(program):
    assert program("north_handler", days=7, ago=timedelta(days=7, minutes=-1)).get("me").status_code == 200
    assert program("north_handler", days=7, ago=timedelta(days=7, minutes=1)).get("me").status_code == 401


def test_a_token_that_was_ended_opens_nothing(program, cast):
    caller = program("north_handler")
    acts.end_token(caller.made, cast.north_handler, now=timezone.now())
    assert caller.get("me").status_code == 401


def test_nobody_ends_or_makes_a_token_of_somebody_else(program, cast):
    caller = program("north_handler")
    with pytest.raises(NotAllowed):
        acts.end_token(caller.made, cast.north_supervisor, now=timezone.now())
    with pytest.raises(NotAllowed):
        acts.make_token(
            cast.account("north_handler"),
            cast.sysadmin,
            token_key="k",
            name="n",
            scopes=[Scope.READ_CASES],
            days=7,
            now=timezone.now(),
        )
    assert caller.get("me").status_code == 200


def test_a_wrong_token_opens_nothing(program):
    caller = program("north_handler")
    caller.text = caller.text[:-1] + ("a" if caller.text[-1] != "a" else "b")
    assert caller.get("me").status_code == 401


def test_a_scope_that_was_not_given_is_refused_by_name(program):
    answer = program("north_handler", Scope.READ_CASES).get("findings")
    assert answer.status_code == 403
    assert "findings:read" in answer.json()["en"]


def test_outside_ones_roles_an_operation_does_not_exist(program):
    assert program("north_finance").get("findings").status_code == 404
    assert program("sysadmin").get("cases").status_code == 404


def test_a_session_opens_no_operation_and_a_token_opens_no_page(program, cast):
    assert cast.client("north_handler").get("/api/me").status_code == 401
    page = Client().get("/findings", headers={"Authorization": f"Bearer {program('north_handler').text}"})
    assert page.status_code == 302
    assert page.headers["Location"].startswith("/sign-in")


def test_a_token_holds_for_ninety_days_at_most_and_there_are_ten(program):
    with pytest.raises(Conflict):
        program("north_handler", days=91)
    for _ in range(acts.MOST):
        program("north_handler")
    with pytest.raises(Conflict):
        program("north_handler")


def test_the_database_keeps_no_token_and_none_without_an_end(program):
    caller = program("north_handler")
    assert caller.text not in str(Token.objects.values_list())
    assert caller.text not in str(Entry.objects.values_list())
    with pytest.raises(IntegrityError), journal.opened("test", Site()):
        Token.objects.filter(pk=caller.made.pk).update(expires_at=caller.made.made_at)


def test_a_token_is_made_on_its_page_with_the_password_and_shown_once(cast):
    change_password(cast)
    browser = cast.client("north_handler")
    form = {"name": "台账对接", "scopes": ["findings:read"], "days": "30", "present": PASSWORD}
    assert browser.post("/account/tokens", form | {"present": "wrong"}).status_code == 422
    assert browser.post("/account/tokens", form | {"days": "400"}).status_code == 422
    assert not Token.objects.exists()
    page = browser.post("/account/tokens", form)
    assert page.status_code == 200
    text = re.search(r"<code>(mj_[\w-]+)</code>", page.content.decode())[1]
    asked = Client().get("/api/findings", headers={"Authorization": f"Bearer {text}"})
    assert asked.status_code == 200
    again = browser.get("/account/tokens").content.decode()
    assert "台账对接" in again
    assert text not in again
    assert browser.post(f"/account/tokens/{Token.objects.get().pk}/end").status_code == 302
    assert Client().get("/api/findings", headers={"Authorization": f"Bearer {text}"}).status_code == 401
    assert (
        cast.client("south_handler").post(f"/account/tokens/{Token.objects.get().pk}/end").status_code == 404
    )
