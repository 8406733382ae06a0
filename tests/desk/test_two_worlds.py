"""Two worlds: the same site with and without a case that names X; whatever X can reach is the same to the byte."""

import re
from datetime import date
from html import unescape

import pytest
from desk.cast import DAY, LEAGUE, NORTH, NORTH_VILLAGE, SOUTH_VILLAGE
from desk.documents.papers import SAID, organ
from desk.duties.owed import owed
from desk.findings.runs import Row, write_run
from desk.world import number
from django.db import transaction

from mingjian.desk.cases.actions import opening
from mingjian.desk.core.actor import Site
from mingjian.desk.documents import actions as papers
from mingjian.desk.findings import jobs
from mingjian.desk.findings.models import Finding, Question

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PLACE = re.compile(r"place=(\d+)")
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)"')
# Tokens of forms, and the minute at which the run of either world was loaded.
TOKENS = (
    re.compile(rb"(/account/sessions/)[0-9a-f-]{36}"),
    re.compile(rb"()\d{4}-\d\d-\d\d \d\d:\d\d"),
    re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+'),
    re.compile(rb'("X-CSRFToken": ?")[^"]+'),
    re.compile(rb'(name="key"[^>]*? value=")[0-9a-f]{32}'),
)
PAGES = 600
# Of the trees of places one branch is walked: the others are the same pages with other rows.
BRANCH = (NORTH, NORTH_VILLAGE[:9])
SECOND = date(2026, 11, 20)
OPEN = [
    Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1"),
    Row(2, clause="9(3)", division=NORTH_VILLAGE, household="H2"),
    Row(3, clause="8(5)", division=SOUTH_VILLAGE, household="H3"),
]


def crawl(client) -> dict[str, tuple[int, bytes]]:
    """Every page that can be reached from the first one by links, without tokens that change by themselves."""
    found: dict[str, tuple[int, bytes]] = {}
    waiting = ["/"]
    while waiting and len(found) < PAGES:
        address = waiting.pop(0)
        place = PLACE.search(address)
        if address in found or address.startswith("/static/") or (place and place[1] not in BRANCH):
            continue
        answer = client.get(address)
        body = b"" if "xlsx" in address or "docx" in address or answer.streaming else answer.content
        for token in TOKENS:
            body = token.sub(rb"\1", body)
        found[address] = answer.status_code, body
        if answer.status_code == 200 and b"<html" in body[:400]:
            waiting += [unescape(link) for link in LINK.findall(body.decode())]
    return found


def crawl_undone(cast, name) -> dict[str, tuple[int, bytes]]:
    mark = transaction.savepoint()
    found = crawl(cast.client(name))
    transaction.savepoint_rollback(mark)
    return found


def add_what_names(cast, name, folder, clause) -> None:
    """A finding, its question, a case over it, a duty and a document, all of which name somebody."""
    row = Row(9, clause=clause, division=NORTH_VILLAGE, household="H9", persons=(number(name),))
    jobs.load_folder(write_run(folder / "second", [*OPEN, row], as_of=SECOND), Site())
    finding = Finding.objects.everything(reason="a test looks").get(finding_id=f"{9:032x}")
    assert Question.objects.filter(household="H9").exists()
    by = cast.north_supervisor if finding.owner_code == NORTH else cast.league_handler
    opening.open_case(by, findings=[finding], title="指名的件", today=DAY)
    person = [cast.people[name]]
    for place in (NORTH, LEAGUE):
        owed(kind="case.named", organ=organ(place), named=person)
    words = {"said": SAID, "recipients": [organ(NORTH)], "today": DAY, "named": person}
    papers.draft(cast.league_handler, organ=organ(LEAGUE), kind="rectification_notice", **words)


@pytest.mark.parametrize(
    ("named", "reader", "clause"),
    [
        ("north_handler", "north_handler", "8(5)"),
        ("north_reviewer", "league_supervisor", "8(5)"),
        ("north_reviewer", "north_reviewer", "9(3)"),
        ("league_supervisor", "league_supervisor", "9(3)"),
    ],
)
def test_whoever_is_named_or_related_reaches_the_same_pages(cast, tmp_path, named, reader, clause):
    first = write_run(tmp_path / "first", OPEN)
    jobs.load_folder(first, Site())
    seen = Finding.objects.everything(reason="a test looks").filter(owner_code=NORTH)
    opening.open_case(cast.north_supervisor, findings=list(seen), title="平常的件", today=DAY)
    owed(kind="case.plain", organ=organ(NORTH))
    # Both worlds have loaded a second run: only what it holds differs.
    mark = transaction.savepoint()
    jobs.load_folder(write_run(tmp_path / "without", OPEN, as_of=SECOND), Site())
    without = crawl_undone(cast, reader)
    transaction.savepoint_rollback(mark)
    add_what_names(cast, named, tmp_path, clause)
    present = crawl_undone(cast, reader)
    assert sorted(present) == sorted(without)
    different = [address for address in present if present[address] != without[address]]
    assert different == []
    assert {address: status for address, (status, _) in present.items() if status >= 400} == {}
    assert len(present) > 12


def test_the_comparison_sees_a_world_that_differs(cast, tmp_path):
    """Somebody who is neither named nor related sees what was added, so the crawl reaches it."""
    jobs.load_folder(write_run(tmp_path / "first", OPEN), Site())
    without = crawl_undone(cast, "north_handler_2")
    add_what_names(cast, "north_handler", tmp_path, "8(5)")
    present = crawl_undone(cast, "north_handler_2")
    body = b"".join(page for _, page in present.values())
    assert sorted(present) != sorted(without)
    assert b"H9" in body
    assert "指名的件".encode() in body
