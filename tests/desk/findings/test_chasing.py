"""Owed tables: owner, day asked, due day, one letter over several, and the run that holds them ends it."""

import html
import io
import json
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from desk.cast import DAY, LEAGUE, NORTH, SOUTH
from desk.documents.papers import organ
from django.test import RequestFactory

from mingjian.desk.core import ledger_pages
from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.core.images import name
from mingjian.desk.core.models import Entry, Notice
from mingjian.desk.duties import queries as duties
from mingjian.desk.duties.models import Duty
from mingjian.desk.duties.states import State as DutyState
from mingjian.desk.findings import providers, queries
from mingjian.desk.findings.actions import chasing
from mingjian.desk.findings.models import Owed
from mingjian.desk.findings.views.chasing import OWED, offices_of
from mingjian.desk.people.actions.places import open_organ
from mingjian.desk.people.kinds import OrganKind
from mingjian.screening.catalogue import load_rules
from mingjian.screening.obstacles import (
    missing_local,
    missing_table,
    no_calendar,
    stale_table,
    too_few_counties,
    withheld_table,
)
from mingjian.wording import Text

pytestmark = pytest.mark.django_db
RULES = ("deceased-paid", "unnamed-house")
DEATHS, HOUSING = "缺少数据表“死亡信息”（deaths）", "“不动产”的“面积”在本旗县全为空（housing.area）"
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31)


@pytest.fixture
def owing(load):
    """North county lacks two tables, South county one."""
    lines = [(RULES[0], NORTH, f"{DEATHS}；{HOUSING}"), (RULES[1], NORTH, HOUSING), (RULES[0], SOUTH, DEATHS)]
    load(undecided=lines, rules=RULES)
    return lines


def lines_of(officer):
    return {(one.division, one.table): one for one in queries.owed_tables(officer)}


def duty_of(owed):
    return Duty.objects.everything(reason="a test").get(pk=Owed.objects.get(pk=owed.pk).duty_id)


@pytest.mark.usefixtures("owing")
def test_each_missing_table_is_a_line_with_the_rules_that_wait_for_it(cast):
    found = {key: len(one.rules) for key, one in lines_of(cast.league_supervisor).items()}
    assert found == {(NORTH, "deaths"): 1, (NORTH, "housing"): 2, (SOUTH, "deaths"): 1}
    assert set(lines_of(cast.north_supervisor)) == {(NORTH, "deaths"), (NORTH, "housing")}


def test_what_is_no_table_is_never_asked_for(cast, load):
    load(undecided=[(RULES[0], NORTH, "2027年没有官方的工作日历，不能计算工作日")])
    (line,) = queries.owed_tables(cast.north_supervisor)
    assert line.table == ""
    housing = organ(NORTH, OrganKind.HOUSING)
    with pytest.raises(Conflict):
        chasing.ask_for_tables(cast.north_supervisor, tables=[line], organ=housing, today=DAY)


@pytest.mark.usefixtures("owing")
def test_nobody_asks_his_own_office(cast):
    line = lines_of(cast.north_supervisor)[NORTH, "deaths"]
    with pytest.raises(NotAllowed):
        chasing.ask_for_tables(cast.north_supervisor, tables=[line], organ=organ(NORTH), today=DAY)
    assert organ(NORTH) not in offices_of([line], cast.north_supervisor)
    assert organ(NORTH) in offices_of([line], cast.league_supervisor)


@pytest.mark.usefixtures("owing")
def test_one_letter_asks_for_all_and_each_has_its_clock(cast):
    lines = list(lines_of(cast.north_supervisor).values())
    housing = organ(NORTH, OrganKind.HOUSING)
    document = chasing.ask_for_tables(cast.north_supervisor, tables=lines, organ=housing, today=DAY)
    assert document.kind == "owed_tables"
    said = json.dumps(document.said, ensure_ascii=False)
    assert "死亡信息" in said
    assert "不动产" in said
    for line in Owed.objects.filter(division=NORTH):
        assert (line.organ, line.asked_on, line.document_id) == (housing, DAY, document.pk)
        assert (duty_of(line).due_on, duty_of(line).about) == (date(2026, 12, 10), name(line))
    assert Notice.objects.filter(kind="findings.owed", to_person_id=cast.people["north_data"]).exists()
    assert set(lines_of(cast.north_data)) == {(NORTH, "deaths"), (NORTH, "housing")}
    with pytest.raises(Conflict, match="已经催报"):
        chasing.ask_for_tables(cast.north_supervisor, tables=lines[:1], organ=housing, today=DAY)


def test_the_arrival_of_the_table_in_a_later_run_meets_the_clock(cast, load, owing):
    lines = lines_of(cast.league_supervisor)
    asked = [lines[NORTH, "deaths"], lines[NORTH, "housing"]]
    chasing.ask_for_tables(cast.league_supervisor, tables=asked, organ=organ(NORTH), today=DAY)
    run = load(undecided=owing[1:], rules=RULES, as_of=NOVEMBER)
    assert (duty_of(asked[0]).state, duty_of(asked[0]).met_by) == ("met", name(run))
    assert duty_of(asked[1]).state == "running"
    load(undecided=owing, rules=RULES, as_of=DECEMBER)
    again = Owed.objects.get(pk=asked[0].pk)
    assert (again.supplied_on, again.asked_on, again.duty_id) == (None, None, None)
    assert again.organ == organ(NORTH)


@pytest.mark.usefixtures("owing")
def test_who_owes_does_not_chase_and_a_county_not_its_neighbour(cast):
    lines = lines_of(cast.league_supervisor)
    for who, key in (("north_data", (NORTH, "deaths")), ("north_supervisor", (SOUTH, "deaths"))):
        with pytest.raises(NotAllowed):
            chasing.ask_for_tables(
                getattr(cast, who), tables=[lines[key]], organ=organ(NORTH, OrganKind.HOUSING), today=DAY
            )


@pytest.mark.usefixtures("cast")
def test_the_likeliest_office_stands_first_and_those_above_behind_it():
    found = providers.organs_for(["housing"], [NORTH], on=DAY)
    offices = [(one.kind, one.division_id) for one in found]
    assert offices == [
        ("housing", NORTH),
        ("civil_affairs", NORTH),
        ("civil_affairs", LEAGUE),
        ("civil_affairs", "15"),
    ]


def test_every_table_of_the_standard_has_somebody_who_supplies_it():
    named = providers.table_names_without_provider()
    assert named == frozenset()


@pytest.mark.usefixtures("owing")
def test_the_page_asks_one_office_of_that_place(cast):
    lines = lines_of(cast.league_supervisor)
    both = [str(lines[NORTH, "deaths"].pk), str(lines[SOUTH, "deaths"].pk)]
    client = cast.client("league_supervisor")
    refused = client.post("/findings/owed/ask", {"owed": both, "organ": str(organ(NORTH).pk)}, follow=True)
    assert "请分地方催报" in refused.content.decode()
    assert not Owed.objects.exclude(duty=None).exists()
    police = open_organ(Site(), division=LEAGUE, kind=OrganKind.POLICE)
    done = client.post("/findings/owed/ask", {"owed": both, "organ": str(police.pk)})
    assert done.status_code == 302
    assert Owed.objects.exclude(duty=None).count() == 2
    page = client.get("/findings/owed").content.decode()
    assert "2026-" in page
    assert "催报函（未编号）" in page


def shown(officer, words=""):
    request = RequestFactory().get(f"/findings/owed?{words}")
    request.officer = officer
    return ledger_pages.shown(request, OWED)


@pytest.mark.usefixtures("owing")
def test_the_ledger_has_the_tree_and_the_totals_of_what_its_reader_sees(cast):
    def places(officer, words=""):
        return {node.code: node.count for node in shown(officer, words).plan.places if node.count}

    assert places(cast.league_supervisor) == {"": 3, NORTH: 2, SOUTH: 1}
    assert places(cast.north_supervisor) == {"": 2}
    there = shown(cast.league_supervisor, f"place={SOUTH}")
    assert (there.plan.totals.count, [row.line["table"].zh for row in there.rows]) == (1, ["死亡信息"])
    assert shown(cast.north_supervisor, f"place={SOUTH}").rows == []
    assert shown(cast.league_supervisor, "which=supplied").plan.totals.count == 0


@pytest.mark.usefixtures("owing")
def test_the_export_is_what_is_shown_with_watermark_and_a_line_of_the_journal(cast):
    client = cast.client("league_supervisor")
    chosen = {"column": ["place", "table", "titles"], "back": "/findings/owed"}
    assert client.post("/ledgers/owed/columns", chosen).status_code == 302
    page = shown(cast.league_supervisor, f"which=unasked&place={NORTH}")
    answer = client.get("/findings/owed", {"which": "unasked", "place": NORTH, "as": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    head, *rows = sheet.iter_rows(min_row=4, values_only=True)
    assert head == ("地方", "缺什么", "不能判断的规则")
    assert rows == [tuple(str(cell.value) for cell in row.cells) for row in page.rows]
    assert "死亡后仍发放" in rows[0][2]
    assert "还没有催报的" in sheet["A2"].value
    line = Entry.objects.get(act="export")
    assert line.person == str(cast.people["league_supervisor"])
    assert line.reason.startswith("欠报数据台账 2行")
    assert "还没有催报的" in line.reason
    mark = line.reason.split()[-2]
    assert mark in sheet["A1"].value
    assert mark in sheet.oddFooter.center.text


@pytest.mark.usefixtures("owing")
def test_boxes_stand_before_what_one_may_ask_for_and_letters_open_for_their_office_alone(cast):
    lines = lines_of(cast.north_supervisor)
    boxes = 'type="checkbox" name="owed"'
    client = cast.client("north_supervisor")
    assert client.get("/findings/owed").content.decode().count(boxes) == 2
    assert boxes not in cast.client("north_handler").get("/findings/owed").content.decode()
    housing = organ(NORTH, OrganKind.HOUSING)
    document = chasing.ask_for_tables(
        cast.north_supervisor, tables=[lines[NORTH, "housing"]], organ=housing, today=DAY
    )
    page = client.get("/findings/owed").content.decode()
    assert page.count(boxes) == 1
    assert f'<a href="/documents/{document.pk}">催报函（未编号）</a>' in page
    above = cast.client("league_supervisor").get("/findings/owed").content.decode()
    assert (housing.name in above, f"/documents/{document.pk}" in above) == (True, False)


def test_a_line_says_whether_it_was_asked_for_is_late_or_came(cast, load, owing):
    def states(words=""):
        rows = shown(cast.league_supervisor, words).rows
        return {str(row.line["table"]): (str(row.line["state"]), row.line["colour"]) for row in rows}

    asked = lines_of(cast.league_supervisor)[NORTH, "deaths"]
    assert states(f"place={NORTH}") == {"死亡信息": ("未催报", ""), "不动产": ("未催报", "")}
    chasing.ask_for_tables(cast.league_supervisor, tables=[asked], organ=organ(NORTH), today=DAY)
    assert states(f"place={NORTH}")["死亡信息"] == (
        str(duties.light(duty_of(asked), today=DAY).words),
        "green",
    )
    load(undecided=owing[1:], rules=RULES, as_of=NOVEMBER)
    assert states("which=supplied")["死亡信息"] == ("已补齐 2026-11-30", "")


@pytest.mark.usefixtures("owing")
def test_who_reads_english_reads_the_ledger_in_english(cast):
    client = cast.client("league_supervisor")
    client.cookies["language"] = "en"
    text = client.get("/findings/owed").content.decode()
    assert "3 rows" in text
    assert "What is missing" in text


@pytest.fixture
def local():
    """No local document sets what the rule about herds needs."""
    return missing_local(load_rules()["pastoral-income"], ["sheep_price", "exempt_units"])


# The sentence by which a version before 0.1.0 knew the line.
ONCE = "“地方规定”（local_rules）没有本地关于 pastoral-income 的 sheep_price、exempt_units 的文件"


def test_the_ledger_says_what_the_run_says_in_the_language_of_the_reader(cast, load, local):
    load(undecided=[("pastoral-income", NORTH, local)])
    client = cast.client("north_supervisor")
    page = client.get("/findings/owed").content.decode()
    assert html.escape(local.text.zh) in page
    assert "关于“牲畜和补贴收入超过标准”的“每个羊单位的年收入”、“每人免计的羊单位”的文件" in page
    client.cookies["language"] = "en"
    page = client.get("/findings/owed").content.decode()
    assert html.escape(local.text.en) in page
    assert (local.text.zh in page, "sheep_price" in page) == (False, False)


def test_a_line_is_known_by_ids_whatever_the_words_of_the_run_are(cast, load, local):
    load(undecided=[("pastoral-income", NORTH, local)], rules=("pastoral-income",))
    (line,) = queries.owed_tables(cast.league_supervisor)
    assert (line.table, line.key) == ("local_rules", local.key)
    chasing.ask_for_tables(cast.league_supervisor, tables=[line], organ=organ(NORTH), today=DAY)
    again = replace(local, text=Text("换了说法", "in other words"))
    load(undecided=[("pastoral-income", NORTH, again)], rules=("pastoral-income",), as_of=NOVEMBER)
    (same,) = queries.owed_tables(cast.league_supervisor)
    assert (same.pk, same.said, same.supplied_on) == (line.pk, again.text, None)
    assert duty_of(same).pk == duty_of(line).pk
    load(rules=("pastoral-income",), as_of=DECEMBER)
    assert Owed.objects.get().supplied_on == DECEMBER


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (stale_table("deaths", DAY), stale_table("deaths", NOVEMBER)),
        (withheld_table("deaths", "等省局答复"), withheld_table("deaths", "省局不同意")),
        (too_few_counties(3, 8, 20), too_few_counties(5, 8, 20)),
    ],
)
def test_a_line_is_the_same_whatever_figures_a_month_brings(cast, load, before, after):
    load(undecided=[(RULES[0], NORTH, before)])
    (line,) = queries.owed_tables(cast.league_supervisor)
    load(undecided=[(RULES[0], NORTH, after)], as_of=NOVEMBER)
    (same,) = queries.owed_tables(cast.league_supervisor)
    assert (same.pk, same.said, same.supplied_on) == (line.pk, after.text, None)


def test_a_line_of_a_run_that_said_the_sentence_alone_is_the_same_line_in_later_runs(cast, load):
    deaths, calendar = missing_table("deaths"), no_calendar(2027)
    load(undecided=[(RULES[0], NORTH, f"{deaths.text.zh}；{calendar.text.zh}")])
    before = {line.reason: line.pk for line in queries.owed_tables(cast.league_supervisor)}
    (asked,) = [line for line in queries.owed_tables(cast.league_supervisor) if line.table]
    chasing.ask_for_tables(cast.league_supervisor, tables=[asked], organ=organ(NORTH), today=DAY)
    load(undecided=[(RULES[0], NORTH, one) for one in (deaths, calendar)], as_of=NOVEMBER)
    lines = list(queries.owed_tables(cast.league_supervisor))
    assert {line.reason: line.pk for line in lines} == before
    assert {line.key for line in lines} == {deaths.key, calendar.key}
    assert duty_of(asked).state == DutyState.RUNNING
    load(undecided=[(RULES[0], NORTH, deaths.text.zh)], as_of=DECEMBER)
    assert {line.pk: line.supplied_on for line in queries.owed_tables(cast.league_supervisor)} == {
        asked.pk: None,
        before[calendar.text.zh]: DECEMBER,
    }


def test_what_an_earlier_version_said_with_ids_is_taken_in_as_what_it_meant(cast, load, local):
    load(undecided=[("pastoral-income", NORTH, f"{ONCE}；{DEATHS}")])
    lines = {line.table: line for line in queries.owed_tables(cast.north_supervisor)}
    assert (lines["local_rules"].said, lines["local_rules"].key) == (local.text, local.key)
    assert (lines["deaths"].said, lines["deaths"].key) == (Text(DEATHS, DEATHS), "")


def test_a_sentence_may_hold_what_stood_between_sentences_once(cast, load):
    withheld = withheld_table("tax", "等省局答复；另行通知")
    load(undecided=[(RULES[0], NORTH, withheld)])
    (line,) = queries.owed_tables(cast.north_supervisor)
    assert (line.reason, line.table) == (withheld.text.zh, "tax")
