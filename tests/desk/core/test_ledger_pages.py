"""Pages of lists: quick while nothing is written, and never behind what was written, whoever wrote it."""

import re
from datetime import timedelta

import pytest
from desk.cast import DAY, LEAGUE, NORTH, NORTH_VILLAGE, SOUTH_VILLAGE, number_of
from desk.cast import PARTS as CAST
from desk.duties.owed import again, owed, proof
from desk.findings.runs import Row, write_run
from desk.world import end_roles
from desk_ledger import reading
from desk_ledger.real_sites import race, real_site
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory

from mingjian.desk.core import ledger_pages, prepared, remembered
from mingjian.desk.core.actor import Site
from mingjian.desk.duties.actions.owing import meet
from mingjian.desk.duties.views.ledger import MINE, mine
from mingjian.desk.findings import jobs
from mingjian.desk.findings.actions import triage
from mingjian.desk.findings.models import Finding
from mingjian.desk.findings.views.ledger import LEDGER
from mingjian.desk.people.actions.persons import record_kin
from mingjian.desk.people.models import Organ, Term

pytestmark = pytest.mark.django_db
NUMBERS = {name: number_of(position) for position, (name, *_) in enumerate(CAST)}
MANY = 30  # more than stand on a page


@pytest.fixture
def loaded(cast, tmp_path):
    """Thirty findings above the county, the last of them about north_reviewer."""
    rows = [
        Row(at, clause="9(3)", division=NORTH_VILLAGE, household=f"H{at:02}", persons=_named(at))
        for at in range(1, MANY + 1)
    ]
    jobs.load_folder(write_run(tmp_path / "run", rows), Site())
    return cast


def _named(at):
    return (NUMBERS["north_reviewer"],) if at == MANY else ()


def households(client, address="/findings"):
    return re.findall(r">(H\d\d)<", client.get(address).content.decode())


def numbered(first, last):
    return [f"H{at:02}" for at in range(first, last + 1)]


def finding(household):
    return Finding.objects.everything(reason="a test looks").get(households=household)


def put_off(loaded, *households):
    triage.hold(
        loaded.league_supervisor,
        findings=[finding(household) for household in households],
        until=DAY + timedelta(days=30),
        because="等数据",
        today=DAY,
    )


ALWAYS = ("session", "head", "columns")
READ = {
    "/findings": (*ALWAYS, "rows"),
    "/findings?page=2&state=open": (*ALWAYS, "rows"),
    "/duties": (*ALWAYS, "rows", "urged"),
    "/cases": ALWAYS,  # there is none
}


def test_a_list_that_was_opened_before_reads_its_rows_and_little_else(loaded, django_assert_num_queries):
    owed(place=LEAGUE)
    client = loaded.client("league_handler")
    for address, read in READ.items():
        first = client.get(address).content
        with django_assert_num_queries(len(read)):
            second = client.get(address).content
        assert len(second) == len(first)  # tokens differ, and are of one length


def test_what_an_act_has_changed_stands_on_the_next_page(loaded):
    client, address = loaded.client("league_handler"), "/findings?state=open"
    assert households(client, address) == households(client, address) == numbered(1, 25)
    assert households(client, f"{address}&page=2") == numbered(26, 30)
    put_off(loaded, "H03", "H04")
    assert households(client, address) == numbered(1, 2) + numbered(5, 27)
    assert households(client, f"{address}&page=2") == numbered(28, 30)
    assert "共 28 条" in client.get(address).content.decode()
    assert "共 2 条" in client.get("/findings?state=held").content.decode()


def test_who_has_become_a_relative_no_longer_sees_the_finding(loaded):
    client = loaded.client("league_handler")
    address = "/findings?page=2"
    assert households(client, address) == households(client, address) == numbered(26, 30)
    one, other = loaded.person("league_handler"), loaded.person("north_reviewer")
    record_kin(Site(), person=one, relative=other, tie="sibling")
    assert households(client, address) == numbered(26, 29)
    assert "共 29 条" in client.get("/findings").content.decode()


def test_a_row_that_no_longer_fits_is_not_shown_even_on_a_page_that_was_remembered(loaded):
    """Between the head and the rows of one request somebody may write: the rows are narrowed again."""
    officer = loaded.league_handler
    request = RequestFactory().get("/findings?state=open")
    request.officer = officer
    with remembered.one_reading():
        before = ledger_pages.shown(request, LEDGER).rows
        put_off_elsewhere(loaded, "H03")
        after = ledger_pages.shown(request, LEDGER).rows
    assert [row.line["households"] for row in before] == numbered(1, 25)
    assert [row.line["households"] for row in after] == numbered(1, 2) + numbered(4, 25)


def put_off_elsewhere(loaded, household):
    """As another request does it: this one goes on as it was."""
    seen = remembered._seen.get()
    put_off(loaded, household)
    remembered._seen.set(seen)


def test_whose_roles_end_finds_no_list_any_more(loaded):
    client = loaded.client("league_handler")
    assert client.get("/findings").status_code == client.get("/findings").status_code == 200
    end_roles(loaded, "league_handler")
    answer = client.get("/findings")
    assert answer.status_code in {302, 404}  # signed out, or outside her roles


def test_each_reader_has_a_page_of_her_own(loaded):
    both = [loaded.client(name) for name in ("league_handler", "league_supervisor")]
    assert [households(client, "/findings?page=2") for client in both] == [numbered(26, 30), numbered(26, 29)]
    for client, name in zip(both, ("league_handler", "league_supervisor"), strict=True):
        assert getattr(loaded, name).label in client.get("/findings").content.decode()


def test_the_light_of_a_duty_is_that_of_the_day(cast):
    owed()  # until 16 November 2026
    lights = [light(cast.officer_on("north_handler", DAY.replace(day=day))) for day in (3, 30)]
    assert lights == [("light-green", "超期 0 件"), ("light-red", "超期 1 件")]


def light(officer):
    request = RequestFactory().get("/duties")
    request.officer = officer
    request.session = SessionStore()
    text = mine(request).content.decode()
    return re.search(r"light-(?:green|yellow|red)", text).group(), re.search(r"超期 \d 件", text).group()


def test_a_duty_that_was_met_is_gone(cast):
    duty = owed()
    client = cast.client("north_handler")
    address = f"/duties/{duty.pk}"
    assert address in client.get("/duties").content.decode()
    assert address in client.get("/duties").content.decode()
    meet(again(duty), Site(), met_by=proof(), today=DAY)
    assert address not in client.get("/duties").content.decode()


def test_a_message_is_told_once(loaded):
    client = loaded.client("league_supervisor")
    client.get("/findings")
    client.post("/findings/bulk", {"verb": "hold", "back": "/findings"})  # nothing ticked
    assert [TOLD in client.get("/findings").content.decode() for _ in range(3)] == [True, False, False]


TOLD = "请先勾选线索。"


def test_the_forms_of_a_remembered_page_have_fresh_tokens_and_are_taken(loaded):
    known = loaded.client("league_supervisor")
    client = Client(enforce_csrf_checks=True)
    client.cookies = known.cookies
    pages = [client.get("/findings").content.decode() for _ in range(2)]
    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)) for page in pages]
    keys = [re.search(r'name="key" value="(\w+)"', page).group(1) for page in pages]
    assert [len(found) for found in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    assert keys[0] != keys[1]
    (token,) = tokens[1]
    typed = {"verb": "hold", "until": "2099-01-01", "because": "等数据", "key": keys[1]}
    one = {**typed, "finding": str(finding("H01").pk)}
    assert client.post("/findings/bulk", one).status_code == 403
    assert client.post("/findings/bulk", {**one, "csrfmiddlewaretoken": token}).status_code == 302
    assert finding("H01").state == "held"


def test_a_choice_of_columns_changes_the_page_at_once(loaded):
    client = loaded.client("league_handler")
    client.get("/findings")
    client.post("/ledgers/findings/columns", {"column": ["rule"], "back": "/findings"})
    text = client.get("/findings").content.decode()
    assert "显示哪些列（1/14）" in text
    assert households(client) == []


def test_a_prepared_query_gives_what_the_query_set_gives(cast):  # noqa: ARG001  there is a site
    def ask():
        return Organ.objects.filter(division_id=NORTH).order_by("kind").values_list("pk", "kind", "from_day")

    with remembered.one_reading():
        assert prepared.rows("organs of a test", ask) == list(ask()) != []
        assert prepared.rows("organs of a test", ask) == list(ask())
        assert prepared.rows("none of a test", lambda: ask().none()) == []
        assert prepared.rows(None, ask) == list(ask())
    assert prepared.rows("organs of a test", ask) == list(ask())


def terms_of(person, on):
    return (
        Term.objects.in_force(on).filter(person=person).order_by("pk").values_list("pk", "from_day", "post")
    )


def test_a_text_that_is_kept_for_the_process_gives_each_its_own_rows(cast):
    """Whatever was asked first, the next words are asked for themselves."""
    for name in ("league_handler", "north_handler", "league_handler"):
        for on in (DAY, DAY.replace(year=1900)):
            found = prepared.rows_of(terms_of, cast.people[name], on)
            assert found == list(terms_of(cast.people[name], on))
        assert prepared.rows_of(terms_of, cast.people[name], DAY) != []


def of_year(on):
    return Term.objects.filter(from_day__year=on.year).values_list("pk")


def of_two_days(on):
    return Term.objects.filter(from_day__lte=on, from_day__gte=on - timedelta(days=1)).values_list("pk")


def nobody(on):
    return Term.objects.in_force(on).none().values_list("pk")


@pytest.mark.parametrize("ask", [of_year, of_two_days, nobody])
def test_a_query_whose_text_is_another_for_other_words_is_refused(cast, ask):  # noqa: ARG001  there is a site
    with pytest.raises(ValueError, match=ask.__name__):
        prepared.rows_of(ask, DAY)


@pytest.mark.parametrize("ledger", [LEDGER, MINE])
def test_what_a_list_reads_begins_with_the_key_of_the_row(ledger):
    assert ledger.reads._fields[0] == "pk"


def test_another_process_sees_at_once_what_this_one_writes(tmp_path):
    with real_site(tmp_path / "site") as environment:
        found = race(environment, reading.one_writes_the_other_reads, 2, tmp_path / "run", SOUTH_VILLAGE)
    answers = {part["who"]: part for part in found if isinstance(part, dict)}
    assert answers["reader"]["before"] == (["H1", "H2"], "共 2 条")
    assert answers["reader"]["again"] == answers["reader"]["before"]
    assert answers["reader"]["after"] == (["H2"], "共 1 条")
    assert answers["writer"]["done"] == ["H1"]
