"""The pages of the administrators and the registers: who may open them, and what they do."""

import re

import pytest
from desk.cast import NORTH, NORTH_TOWNSHIP, NORTH_VILLAGE, SOUTH, number_of
from desk.cast import PARTS as CAST
from django.test import Client

from mingjian.desk.core import journal
from mingjian.desk.core.actor import Site
from mingjian.desk.people.actions.persons import appoint
from mingjian.desk.people.kinds import OrganKind, Rank
from mingjian.desk.people.models import Account, Handover, Organ, Person, RoleTerm

SITE = Site("test")
NUMBERS = {name: number_of(position) for position, (name, *_) in enumerate(CAST)}
PAGES = {
    "/accounts": {"sysadmin", "secadmin"},
    "/accounts/new": {"sysadmin"},
    "/journal": {"auditadmin"},
    "/people": {"supervisor", "approver", "discipline", "auditor", "sysadmin"},
    "/people/organs": {"supervisor", "approver", "discipline", "auditor", "sysadmin"},
    "/people/in-charge": {"supervisor", "approver", "discipline", "auditor", "sysadmin"},
}


def accounts():
    return Account.objects.everything(reason="test")


def test_a_page_is_there_for_its_roles_and_does_not_exist_for_others(cast):
    for name, *_, role, _ in CAST:
        client = cast.client(name) if role else Client()
        statuses = {page: client.get(page).status_code for page in PAGES}
        expected = {
            page: 302 if role is None else 200 if role.value in roles else 404
            for page, roles in PAGES.items()
        }
        assert statuses == expected, name


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_in_both_languages_where_one_is_and_asks_at_most_twelve_queries(
    cast, page, django_assert_max_num_queries
):
    role = sorted(PAGES[page])[-1]
    client = cast.client(next(name for name, *_, held, _ in CAST if held == role))
    with django_assert_max_num_queries(12):
        chinese = client.get(page).content.decode()
    client.cookies["language"] = "en"
    english = client.get(page).content.decode()
    for text in (chinese, english):
        assert re.search(r'<h1>.+</h1>\s*<p class="lead">', text)
        assert not re.search(r"style=|<script>|onclick|https?://(?!www.w3.org)", text)
    assert re.sub(r"[\u4e00-\u9fff]", "", chinese) != chinese
    assert "<h1>" in english
    assert not re.search(r"[\u4e00-\u9fff]", re.search(r"<h1>(.*?)</h1>", english).group(1))


def made(cast, number, **words):
    return cast.client("sysadmin").post(
        "/accounts/new", {"number": number, "name": "tao-leader", "kind": "business", **words}
    )


def test_an_account_is_made_for_somebody_who_holds_a_post(cast):
    answer = made(cast, NUMBERS["north_leader"])
    account = accounts().get(name="tao-leader")
    assert answer.url == f"/accounts/{account.pk}"
    assert (account.person_id, account.organ.division_id) == (cast.people["north_leader"], NORTH)
    assert NUMBERS["north_leader"] not in answer.url


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("12345", "身份证号应为 18 位"),
        ("159999197501010019", "没有这个人的现任职务"),
        (NUMBERS["north_cadre"], "苏木乡镇以下不设账户"),
        (NUMBERS["north_handler"], "此人已有一个在用的账户"),
    ],
)
def test_a_number_for_which_no_account_is_made_is_refused_with_the_reason(cast, number, said):
    answer = made(cast, number)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not accounts().filter(name="tao-leader").exists()


def test_who_holds_several_posts_gets_an_account_at_the_one_chosen(cast):
    finance = Organ.objects.get(division_id=NORTH, kind=OrganKind.FINANCE)
    appoint(
        SITE,
        person=cast.person("north_leader"),
        organ=finance,
        post="x",
        rank=Rank.DEPUTY,
        from_day=cast.sysadmin.on.replace(year=2025),
    )
    answer = made(cast, NUMBERS["north_leader"])
    assert answer.status_code == 422
    assert answer.content.decode().count('type="radio"') == 2
    assert made(cast, NUMBERS["north_leader"], organ=str(finance.pk)).status_code == 302
    assert accounts().get(name="tao-leader").organ_id == finance.pk


def test_an_account_is_opened_by_two_administrators_each_of_whom_knows_a_half(cast):
    account = cast.account("north_handler")
    page = cast.client("sysadmin").post(f"/accounts/{account.pk}/handover", {"handover-reason": "新人"})
    code = re.search(r'class="handed">([0-9A-Z-]+)<', page.content.decode()).group(1)
    assert "no-store" in page.headers["Cache-Control"]
    handover = Handover.objects.get(account=account)
    assert cast.client("sysadmin").post(f"/handovers/{handover.pk}/confirm").status_code == 404
    page = cast.client("secadmin").post(f"/handovers/{handover.pk}/confirm").content.decode()
    password = re.search(r'class="handed">([\w-]+)<', page).group(1)
    assert code not in page
    client = Client()
    assert client.post("/sign-in", {"name": "north-handler", "password": password}).status_code == 302
    assert client.post("/sign-in/second-factor", {"code": code}).url == "/sign-in/password"
    again = cast.client("secadmin").post(f"/handovers/{handover.pk}/confirm")
    assert again.status_code == 404


def test_a_role_is_given_for_a_term_and_ended_at_once(cast):
    account = cast.account("north_handler")
    words = {"role": "reviewer", "from_day": "2026-11-01", "to_day": "2027-12-31"}
    secadmin = cast.client("secadmin")
    assert secadmin.post(f"/accounts/{account.pk}/roles", words).status_code == 302
    assert cast.north_handler.roles == {"handler", "reviewer"}
    term = RoleTerm.objects.get(account=account, role="reviewer")
    assert secadmin.post(f"/roles/{term.pk}/end").status_code == 302
    assert cast.north_handler.roles == {"handler"}
    assert secadmin.post(f"/roles/{term.pk}/end").status_code == 409


def test_the_page_offers_no_role_that_excludes_the_account(cast):
    page = cast.client("secadmin").get(f"/accounts/{cast.account('north_handler').pk}").content.decode()
    assert 'value="approver"' in page
    assert 'value="sysadmin"' not in page
    words = {"role": "sysadmin", "from_day": "2026-11-01", "to_day": "2027-12-31"}
    answer = cast.client("secadmin").post(f"/accounts/{cast.account('north_handler').pk}/roles", words)
    assert answer.status_code == 422


def test_a_term_that_ends_before_it_begins_is_a_conflict(cast):
    words = {"role": "reviewer", "from_day": "2026-11-02", "to_day": "2026-11-01"}
    answer = cast.client("secadmin").post(f"/accounts/{cast.account('north_handler').pk}/roles", words)
    assert answer.status_code == 409
    assert "截止日期早于起始日期" in answer.content.decode()


def test_an_account_is_disabled_with_a_reason(cast):
    address = f"/accounts/{cast.account('north_handler').pk}/disable"
    assert cast.client("sysadmin").post(address, {"disable-reason": ""}).status_code == 422
    assert cast.client("sysadmin").post(address, {"disable-reason": "调离"}).status_code == 302
    assert cast.account("north_handler").disabled_at is not None
    assert cast.client("sysadmin").post(address, {"disable-reason": "调离"}).status_code in (404, 409)


def test_an_administrator_finds_no_button_for_his_own_account(cast):
    for name in ("sysadmin", "secadmin"):
        account = cast.account(name)
        page = cast.client(name).get(f"/accounts/{account.pk}").content.decode()
        assert not re.search(r'action="/(accounts|roles|handovers)/', page)


def test_an_administrator_of_a_county_does_not_reach_another(cast):
    with journal.opened("test", SITE):
        accounts().filter(name="sysadmin").update(organ=cast.account("north_handler").organ)
    client = cast.client("sysadmin")
    names = client.get("/accounts").content.decode()
    assert "north-handler" in names
    assert "south-handler" not in names
    assert client.get(f"/accounts/{cast.account('south_handler').pk}").status_code == 404
    assert client.get(f"/accounts/{cast.account('north_handler').pk}").status_code == 200
    assert made(cast, NUMBERS["township_leader"]).status_code == 302
    assert made(cast, NUMBERS["league_supervisor_son"], name="son").status_code == 422


def test_lists_are_filtered_and_paged(cast):
    client = cast.client("sysadmin")
    assert client.get("/accounts?q=南办").content.decode().count("south-handler") == 1
    assert "north-handler" not in client.get("/accounts?state=disabled").content.decode()
    assert client.get("/accounts?page=999").status_code == 200


# -- the journal ------------------------------------------------------------------------------------------------------
def test_the_audit_administrator_reads_what_was_done_and_by_whom(cast):
    account = cast.account("north_handler")
    cast.client("sysadmin").post(f"/accounts/{account.pk}/disable", {"disable-reason": "调离本单位"})
    client = cast.client("auditadmin")
    page = client.get("/journal?act=account").content.decode()
    assert re.search(r"account\.disable</td><td>赵系统", page)
    number = re.search(r'href="/journal/(\d+)"', page).group(1)
    line = client.get(f"/journal/{number}").content.decode()
    assert "调离本单位" in line
    assert "disabled_at" in line
    assert client.get("/journal?act=nothing").content.decode().count("<tr>") == 0
    assert client.get("/journal/999999").status_code == 404


def test_the_journal_is_filtered_by_day_and_goes_on_page_by_page(cast):
    client = cast.client("auditadmin")
    assert "test.cast" in client.get("/journal?from=2026-01-01").content.decode()
    assert "test.cast" not in client.get("/journal?to=2020-01-01").content.decode()
    for odd in ("from=2026-13-45", "from=x", "before=x", "page=-1"):
        assert client.get(f"/journal?{odd}").status_code == 200
    with journal.opened("test", SITE):
        pass
    for _ in range(110):
        with journal.opened("test.many", SITE):
            pass
    first = client.get("/journal").content.decode()
    more = re.search(r'href="\?([^"]*before=\d+)"', first).group(1).replace("&amp;", "&")
    second = client.get(f"/journal?{more}").content.decode()
    numbers = [set(re.findall(r'href="/journal/(\d+)"', page)) for page in (first, second)]
    assert len(numbers[0]) == 100
    assert not numbers[0] & numbers[1]


def test_what_opens_a_door_is_not_shown_in_the_journal(cast):
    account = cast.account("north_handler")
    cast.client("sysadmin").post(f"/accounts/{account.pk}/handover", {"handover-reason": "新人"})
    cast.client("secadmin").post(f"/handovers/{Handover.objects.get(account=account).pk}/confirm")
    client = cast.client("auditadmin")
    numbers = re.findall(r'href="/journal/(\d+)"', client.get("/journal?act=handover").content.decode())
    assert len(numbers) == 2
    kept = cast.account("north_handler").password
    for number in numbers:
        line = client.get(f"/journal/{number}").content.decode()
        assert kept not in line
        assert "argon2" not in line


# -- the registers ----------------------------------------------------------------------------------------------------
def test_a_supervisor_reads_who_holds_which_post_in_her_places_alone(cast):
    page = cast.client("north_supervisor").get("/people").content.decode()
    assert "云村长" in page
    assert "何北办" in page
    assert "姜南办" not in page
    assert not re.search(r"\d{17}[\dX]", page)


@pytest.mark.parametrize(
    ("words", "there", "not_there"),
    [
        (f"place={NORTH_TOWNSHIP}", "水镇长", "何北办"),
        ("kind=finance", "曹北财", "何北办"),
        ("q=何", "何北办", "曹北财"),
        ("day=2019-01-01", "没有符合条件的", "何北办"),
        ("day=never", "何北办", "没有符合条件的"),
    ],
)
def test_terms_are_filtered(cast, words, there, not_there):
    page = cast.client("league_supervisor").get(f"/people?{words}").content.decode()
    main = page[page.index('<main id="main"') :]
    assert there in main
    assert not_there not in main


def test_who_was_in_charge_is_a_page(cast):
    page = cast.client("league_supervisor").get(f"/people/in-charge?place={NORTH_VILLAGE}&day=2026-11-26")
    assert "水镇长" in page.content.decode()
    wrong = cast.client("league_supervisor").get("/people/in-charge?place=1&day=x").content.decode()
    assert "errorlist" in wrong
    south = cast.client("north_supervisor").get(f"/people/in-charge?place={SOUTH}&day=2026-11-26")
    assert "谢南批" not in south.content.decode()


def test_no_page_of_people_holds_an_identity_number(cast):
    every = "".join(
        cast.client(name).get(page).content.decode()
        for page, name in (
            ("/accounts", "sysadmin"),
            ("/people", "region_supervisor"),
            ("/journal", "auditadmin"),
        )
    )
    assert [number for number in NUMBERS.values() if number in every] == []
    assert (
        Person.objects.everything(reason="test").get(pk=cast.people["north_cadre"]).identity
        in NUMBERS.values()
    )
