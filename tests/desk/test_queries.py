"""How many queries a list takes: no more than twelve, however many rows stand behind it."""

import pytest
from desk.cast import DAY, NORTH_VILLAGE, NORTH_VILLAGE_2, number_of
from desk.documents.papers import organ
from desk.duties.owed import owed
from desk.findings.runs import Row, write_run
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingjian.desk.core import journal
from mingjian.desk.core.actor import Site
from mingjian.desk.findings import jobs, queries
from mingjian.desk.findings.actions import triage
from mingjian.desk.findings.actions.correcting import WrongRecord
from mingjian.desk.findings.models import Concern, Finding, Named
from mingjian.desk.findings.states import Outcome
from mingjian.desk.people.kinds import OrganKind

pytestmark = pytest.mark.django_db
MOST = 12
LISTS = {
    "league_supervisor": (
        "/",
        "/findings",
        "/findings?page=2&state=open&place=150423",
        "/findings/rules",
        "/findings/changes",
        "/findings/bundles",
        "/findings/bundles?by=village",
        "/findings/corrections",
        "/findings/runs",
        "/findings/questions",
        "/findings/owed",
        "/cases",
        "/documents",
        "/duties",
        "/duties/below",
        "/duties/above",
        "/calendar/2026",
        "/people",
        "/people/organs",
        "/people/in-charge?place=150423&day=2026-11-26",
        "/places/150423",
        "/map",
        "/map?show=late&place=150423",
        "/people/powers",
        "/people/answering",
        "/account",
    ),
    "north_handler": ("/", "/findings", "/findings/questions", "/cases", "/duties", "/documents"),
    "league_approver": ("/", "/cases", "/duties"),
    "sysadmin": ("/", "/accounts", "/people"),
    "auditadmin": ("/", "/journal"),
}


@pytest.fixture
def loaded(cast, tmp_path):
    """Two hundred findings, as many questions, and some duties."""
    villages = (NORTH_VILLAGE, NORTH_VILLAGE_2)
    clauses = ("8(5)", "9(3)")
    rows = [
        Row(
            at,
            persons=(number_of(at % 30 + 50),),
            clause=clauses[at % 2],
            division=villages[at // 2 % 2],
            household=f"H{at}",
        )
        for at in range(200)
    ]
    undecided = [("deceased-paid", "150423", f"表{at}缺失") for at in range(30)]
    jobs.load_folder(write_run(tmp_path / "run", rows, undecided=undecided), Site())
    for at in range(30):
        owed(kind=f"case.{at}")
    return cast


def test_no_list_takes_more_than_twelve_queries(loaded):
    counted = {}
    for name, addresses in LISTS.items():
        client = loaded.client(name)
        for address in addresses:
            client.get(address)  # what is read once for the whole process does not count
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200, address
            counted[name, address] = len(asked)
    assert {page: number for page, number in counted.items() if number > MOST} == {}


def test_no_page_of_a_finding_or_a_notice_takes_more_than_twelve_queries(loaded):
    found = list(Finding.objects.visible_to(loaded.north_supervisor).filter(owner_code="150423")[:6])
    wrong = WrongRecord("members", organ("150423"), "人口数不符")
    words = {"outcome": Outcome.RECORD_WRONG, "because": "已看原件", "wrong": wrong, "today": DAY}
    triage.settle(loaded.north_supervisor, findings=found[:5], **words)
    sent = queries.corrections(loaded.north_supervisor).first()
    pages = {
        "north_supervisor": (
            f"/findings/{found[0].pk}",
            f"/findings/{found[5].pk}",
            f"/findings/corrections/{sent.pk}",
        ),
        "north_handler": (
            "/findings/corrections",
            f"/findings/corrections/{sent.pk}",
            f"/duties/{sent.duty_id}",
        ),
    }
    counted = {}
    for name, addresses in pages.items():
        client = loaded.client(name)
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200, address
            counted[name, address] = len(asked)
    assert {page: number for page, number in counted.items() if number > MOST} == {}


def test_no_page_of_a_household_person_or_organ_and_no_form_over_many_takes_more(loaded):
    boss, client = loaded.north_supervisor, loaded.client("north_supervisor")
    found = list(Finding.objects.visible_to(boss).filter(owner_code="150423")[:20])
    triage.assign(boss, findings=found, to=loaded.person("north_handler"), today=DAY)
    with journal.opened("test", Site()):
        keys = [finding.pk for finding in found]
        Finding.objects.everything(reason="a test").filter(pk__in=keys).update(households="H7")
        Named.objects.bulk_create(
            Named(finding_id=key, person_hash=loaded.person("north_data").identity_key) for key in keys
        )
        office = f"{OrganKind.HOUSING}@150423"
        Concern.objects.bulk_create(Concern(finding_id=key, office=office) for key in keys)
    ticked = {"finding": [str(key) for key in keys]}
    pages = {
        "household": lambda: client.get("/households/H7"),
        "person": lambda: client.get(f"/people/persons/{loaded.people['north_handler']}"),
        "named": lambda: client.get(f"/people/persons/{loaded.people['north_data']}"),
        "organ": lambda: client.get(f"/people/organs/{organ('150423', OrganKind.HOUSING).pk}"),
        "settle": lambda: client.post("/findings/settle", ticked),
    }
    counted = {}
    for name, look in pages.items():
        look()
        with CaptureQueriesContext(connection) as asked:
            assert look().status_code == 200, name
        counted[name] = len(asked)
    assert {page: number for page, number in counted.items() if number > MOST} == {}


def test_every_order_is_whole():
    """Two rows that are alike stand in one order, so that no row is on two pages of a list or on none."""
    ours = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("mingjian") and model._meta.ordering
    ]
    loose = [
        model.__name__ for model in ours if model._meta.ordering[-1] not in ("pk", "id", model._meta.pk.name)
    ]
    assert loose == []
