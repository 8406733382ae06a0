"""How many queries a list takes: no more than twelve, however many rows stand behind it."""

import pytest
from desk.cast import NORTH_VILLAGE, NORTH_VILLAGE_2
from desk.duties.owed import owed
from desk.findings.runs import Row, write_run
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingjian.desk.core.actor import Site
from mingjian.desk.findings import jobs

pytestmark = pytest.mark.django_db
MOST = 12
LISTS = {
    "league_supervisor": (
        "/",
        "/findings",
        "/findings?page=2&state=open&place=150423",
        "/findings/rules",
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
        Row(at, clause=clauses[at % 2], division=villages[at // 2 % 2], household=f"H{at}")
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
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200, address
            counted[name, address] = len(queries)
    assert {page: number for page, number in counted.items() if number > MOST} == {}
