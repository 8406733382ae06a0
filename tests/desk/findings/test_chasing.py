"""Owed tables: owner, day asked, due day, one letter over several, and the run that holds them ends it."""

import json
from datetime import date

import pytest
from desk.cast import DAY, LEAGUE, NORTH, SOUTH
from desk.documents.papers import organ

from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.core.images import name
from mingjian.desk.core.models import Notice
from mingjian.desk.duties.models import Duty
from mingjian.desk.findings import engine, providers, queries
from mingjian.desk.findings.actions import chasing
from mingjian.desk.findings.models import Owed
from mingjian.desk.findings.views.chasing import offices_of
from mingjian.desk.people.actions.places import open_organ
from mingjian.desk.people.kinds import OrganKind

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


def test_a_rule_is_called_by_its_title_in_what_a_run_says(cast, load):
    load(undecided=[(RULES[0], NORTH, "“地方规定”没有本地关于 pastoral-income 的 sheep_price 的文件")])
    client, title = cast.client("north_supervisor"), engine.title_of("pastoral-income")
    page = client.get("/findings/owed?which=other").content.decode()
    assert f"关于“{title.zh}”的 sheep_price" in page
    client.cookies["language"] = "en"
    assert f"“{title.en}”" in client.get("/findings/owed?which=other").content.decode()
    said = engine.titled("该户另有规则 imprisoned-paid 的线索；“存款”（deposits）、规则 deposits 的线索")
    names = [engine.title_of(rule).zh for rule in ("imprisoned-paid", "deposits")]
    assert said == f"该户另有规则“{names[0]}”的线索；“存款”（deposits）、规则“{names[1]}”的线索"
