"""What changed since an earlier run: every number is that of the list behind it, and all of them make up the whole."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from math import ceil

import pytest
from desk.cast import DAY, NORTH, NORTH_VILLAGE, NORTH_VILLAGE_2, SOUTH_VILLAGE
from desk.findings.runs import Row

from mingjian.desk.findings import engine, jobs, queries
from mingjian.desk.findings.actions import triage
from mingjian.desk.findings.models import Finding
from mingjian.desk.findings.queries import Change, Sift
from mingjian.desk.findings.states import Moved, Outcome, State
from mingjian.screening.catalogue import load_rules

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 20)
CELL = re.compile(r'<td class="number"><a href="(/findings\?[^"]+)">(\d+)</a></td>')
COUNT = re.compile(r"共 (\d+) 条")


@pytest.fixture
def three_runs(load):
    """1 persists, 2 goes, 3 comes, 4 goes and comes again, 5 is elsewhere and not looked at again."""

    def row(number, division=NORTH_VILLAGE):
        return Row(number, division=division, rule="deceased-paid" if number % 2 else "equal-shares")

    south = row(5, SOUTH_VILLAGE)
    load(row(1), row(2), row(4), south, as_of=SEPTEMBER)
    load(row(1), row(2), south, as_of=OCTOBER)
    load(row(1), row(3, NORTH_VILLAGE_2), row(4), as_of=NOVEMBER, division=NORTH)


@pytest.mark.usefixtures("three_runs")
def test_every_finding_has_changed_in_one_way_alone(cast):
    officer = cast.league_supervisor
    found = {change: set() for change in Change}
    for change in Change:
        for one in queries.findings(officer, Sift(change=change, since=OCTOBER)):
            found[change].add(one.finding_id[-1])
    assert found == {
        Change.NEW: {"3"},
        Change.RECURRED: {"4"},
        Change.PERSISTING: {"1"},
        Change.CLEARED: {"2"},
        Change.UNSEEN: {"5"},
        Change.BEFORE: set(),
    }


@pytest.mark.usefixtures("three_runs")
@pytest.mark.parametrize("address", ["/findings/changes", "/findings/changes?since=2026-09-30"])
def test_every_number_of_the_page_is_that_of_the_list_behind_it(cast, address):
    client = cast.client("league_supervisor")
    cells = CELL.findall(client.get(address).content.decode())
    assert len(cells) > 10
    for link, number in cells:
        listed = COUNT.search(client.get(unescape(link)).content.decode())
        assert int(listed.group(1) if listed else 0) == int(number), link
    in_all = sum(int(number) for _, number in cells[: len(Change)])
    assert in_all == queries.findings(cast.league_supervisor).count()


def test_the_bundles_hold_as_many_as_their_lists(cast, load):
    load(
        *(Row(n, division=NORTH_VILLAGE, household="H1" if n < 4 else "H12") for n in range(1, 6)),
        Row(6, division=NORTH_VILLAGE_2, household="H1|H12"),
    )
    client = cast.client("north_supervisor")
    for by, most in (("household", 3), ("village", 5)):
        page = client.get(f"/findings/bundles?by={by}").content.decode()
        cells = re.findall(r'<a href="(/findings\?[^"]+)">(\d+)</a>', page)
        assert int(cells[0][1]) == most
        for link, number in cells:
            listed = COUNT.search(client.get(unescape(link)).content.decode())
            assert listed is not None
            assert int(listed.group(1)) == int(number)


def test_what_was_put_off_says_until_when_and_why_and_comes_back_to_its_handler(cast, load):
    load(Row(1, division=NORTH_VILLAGE))
    (finding,) = queries.findings(cast.north_supervisor)
    triage.assign(cast.north_supervisor, findings=[finding], to=cast.person("north_handler"), today=DAY)
    until = date(2026, 12, 10)
    words = {"findings": [finding], "until": until, "because": "等房产月底补报", "today": DAY}
    triage.hold(cast.north_supervisor, **words)
    client = cast.client("north_supervisor")
    for page in ("/findings", f"/findings/{finding.pk}"):
        shown = client.get(page).content.decode()
        assert "2026-12-10" in shown
        assert "等房产月底补报" in shown
    assert jobs.bring_back(date(2026, 12, 9)) == 0
    assert jobs.bring_back(until) == 1
    assert jobs.bring_back(until) == 0
    again = Finding.objects.everything(reason="a test").get()
    assert (again.state, again.held_until, again.assignee_id) == (
        State.ASSIGNED,
        None,
        cast.people["north_handler"],
    )


def test_what_is_handed_up_says_why_and_may_be_handed_down(cast, load):
    load(Row(1, division=NORTH_VILLAGE))
    (finding,) = queries.findings(cast.north_supervisor)
    triage.escalate(finding, cast.north_supervisor, reason="本旗无力核查", today=DAY)
    page = cast.client("league_supervisor").get(f"/findings/{finding.pk}").content.decode()
    assert "本旗无力核查" in page
    (above,) = queries.findings(cast.league_supervisor)
    triage.hand_down(above, cast.league_supervisor, reason="请先入户", today=DAY)
    (again,) = queries.findings(cast.north_supervisor)
    assert (again.owner_code, again.moved, again.moved_because) == (NORTH, Moved.DOWN, "请先入户")


def test_a_rule_below_its_floor_is_advice_only_in_list_and_page(cast, load):
    rows = [Row(n, division=NORTH_VILLAGE) for n in range(1, engine.ENOUGH + 2)]
    load(*rows)
    found = list(queries.findings(cast.north_supervisor).order_by("finding_id"))
    words = {"outcome": Outcome.HARMLESS, "innocent": "死亡登记有误", "because": "公安已核对", "today": DAY}
    triage.settle(cast.north_supervisor, findings=found[: engine.ENOUGH - 1], **words)
    client, page = cast.client("north_supervisor"), f"/findings/{found[-1].pk}"
    assert "只作参考" not in client.get(page).content.decode()
    triage.settle(cast.north_supervisor, findings=found[engine.ENOUGH - 1 : engine.ENOUGH], **words)
    assert "只作参考" in client.get(page).content.decode()
    assert "仅供参考" in client.get("/findings").content.decode()
    shown = client.get("/findings/rules").content.decode()
    assert "0%（0%–16%）" in shown
    floor = load_rules()[found[0].rule].floor
    assert f'<td class="number">{floor:.0%}</td>' in shown


def test_the_desk_reckons_with_the_floor_of_the_rule_itself():
    for rule in load_rules().values():
        record = queries.RuleRecord(rule.id, rule.title, 0, ceil(100 * rule.floor), 0, 0, 0)
        assert not replace(record, wrong=100 - record.confirmed).is_advice_only
        assert replace(record, wrong=101 - record.confirmed).is_advice_only
