"""Registers kept from the pages: who may enter, correct and end what; what was typed stays; every act is journalled."""

import re
from datetime import date

import pytest
from desk.cast import (
    DAY,
    LEAGUE,
    NORTH,
    NORTH_TOWNSHIP,
    NORTH_VILLAGE,
    OTHER_LEAGUE,
    PARTS,
    SOUTH,
    number_of,
)

from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry
from mingjian.desk.people import jurisdiction, policies, queries, recusal
from mingjian.desk.people.actions import keeping, places
from mingjian.desk.people.kinds import OrganKind, Personnel, Rank
from mingjian.desk.people.models import Division, Filing, Kin, Organ, Person, Power, Responsibility, Term

pytestmark = pytest.mark.django_db
NEW = number_of(700)
NUMBERS = {name: number_of(position) for position, (name, *_) in enumerate(PARTS)}
TERM = {
    "number": NEW,
    "name": "新来的",
    "post": "科员",
    "rank": "handler",
    "personnel": "civil_servant",
    "from_day": "2026-11-01",
    "to_day": "",
}


def organ(place, kind=OrganKind.CIVIL_AFFAIRS):
    return Organ.objects.get(division_id=place, kind=kind)


def term_of(cast, name):
    return Term.objects.get(person_id=cast.people[name])


def errors(answer):
    return re.findall(r'class="errorlist[^"]*"[^>]*>(?:<li>)?([^<]+)', answer.content.decode())


# -- terms ------------------------------------------------------------------------------------------------------------
def test_the_system_administrator_enters_a_newcomer_who_is_then_on_record(cast):
    client = cast.client("sysadmin")
    page = client.post("/people/terms/new", {"place": NORTH, "look": "1"})
    assert page.status_code == 200
    assert organ(NORTH).name in page.content.decode()
    answer = client.post("/people/terms/new", {**TERM, "place": NORTH, "organ": str(organ(NORTH).pk)})
    entered = Term.objects.get(post="科员")
    assert answer.url == f"/people/persons/{entered.person_id}"
    assert entered.person.name == "新来的"
    assert Entry.objects.filter(act="term.enter_newcomer").exists()
    assert entered in queries.terms(cast.north_supervisor)


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(cast):
    typed = {**TERM, "number": "12345", "to_day": "2026-10-01", "place": NORTH, "organ": str(organ(NORTH).pk)}
    client = cast.client("sysadmin")
    answer = client.post("/people/terms/new", typed)
    assert answer.status_code == 422
    assert errors(answer) == ["截止日期早于起始日期。"]
    assert 'value="新来的"' in answer.content.decode()
    answer = client.post("/people/terms/new", {**typed, "to_day": ""})
    assert answer.status_code == 422
    assert "18 位" in errors(answer)[0]
    assert 'value="12345"' in answer.content.decode()
    assert not Term.objects.filter(post="科员").exists()


def test_a_number_on_record_under_another_name_is_refused_without_telling_the_name(cast):
    typed = {**TERM, "number": NUMBERS["south_handler"], "place": NORTH, "organ": str(organ(NORTH).pk)}
    answer = cast.client("sysadmin").post("/people/terms/new", typed)
    assert "另一个姓名" in errors(answer)[0]
    assert cast.person("south_handler").name not in answer.content.decode()


def test_a_term_is_corrected_and_ended_with_a_reason_but_never_ones_own(cast):
    term = term_of(cast, "north_handler")
    client = cast.client("sysadmin")
    typed = {"post": "主任科员", "rank": "deputy", "personnel": "civil_servant", "from_day": "2020-01-01"}
    assert client.post(f"/people/terms/{term.pk}", typed).status_code == 422
    answer = client.post(
        f"/people/terms/{term.pk}", {**typed, "to_day": "2026-11-25", "reason": "调离"}, follow=True
    )
    assert "账户还在用" in answer.content.decode()
    term.refresh_from_db()
    assert (term.post, term.to_day) == ("主任科员", date(2026, 11, 25))
    assert Entry.objects.get(act="term.correct").reason == "调离"
    assert client.get(f"/people/terms/{term_of(cast, 'sysadmin').pk}").status_code == 404


def test_the_system_administrator_enters_no_term_of_his_own(cast):
    words = {"organ": organ(NORTH), "post": "局长", "rank": Rank.LEADER, "personnel": Personnel.CIVIL_SERVANT}
    himself, day = cast.person("sysadmin"), date(2026, 1, 1)
    with pytest.raises(NotAllowed):
        keeping.enter_term(cast.sysadmin, person=himself, from_day=day, **words)
    assert keeping.enter_term(cast.sysadmin, person=cast.person("north_cadre"), from_day=day, **words)


@pytest.mark.usefixtures("cast")
def test_what_is_said_of_a_place_overlaps_nothing_that_ends_in_the_future():
    day, later = date(2026, 6, 1), date(2027, 12, 31)
    said = {"division": f"{NORTH}102", "document": "旗政办〔2026〕1号"}
    places.set_power(Site(), held_by="county", from_day=date(2020, 1, 1), to_day=later, **said)
    places.give_power(Site(), held_by="township", from_day=day, **said)
    assert list(Power.objects.values_list("from_day", "to_day").order_by("from_day")) == [
        (date(2020, 1, 1), date(2026, 5, 31)),
        (day, None),
    ]
    places.set_responsibility(Site(), county=NORTH, from_day=day, to_day=later, **said)
    with pytest.raises(Conflict, match="晚于"):
        places.assign_place(Site(), county=NORTH, from_day=day, **said)
    places.assign_place(Site(), county=NORTH, from_day=date(2027, 1, 1), **said)
    days = Responsibility.objects.filter(division_id=said["division"]).order_by("from_day")
    assert list(days.values_list("to_day", flat=True)) == [date(2026, 12, 31), None]


def test_only_the_system_administrator_of_the_place_keeps_terms(cast):
    for name in ("north_supervisor", "league_approver", "secadmin", "auditadmin"):
        assert not policies.may_appoint(getattr(cast, name), organ=organ(NORTH)), name
    with pytest.raises(NotAllowed):
        keeping.enter_term(
            cast.north_supervisor,
            person=cast.person("north_cadre"),
            organ=organ(NORTH),
            post="科员",
            rank=Rank.HANDLER,
            personnel=Personnel.OPEN,
            from_day=DAY,
        )


# -- persons and organs -----------------------------------------------------------------------------------------------
def test_a_corrected_number_is_the_one_by_which_a_person_is_found_and_recused(cast):
    person = cast.person("north_handler")
    keeping.correct_person(person, cast.sysadmin, name="何北办", number=NEW, reason="录入有误")
    assert queries.persons(cast.sysadmin).get(identity_key=person.identity_key) == person
    assert recusal.barred(cast.north_handler).filter(identity_key=person.identity_key).exists()
    taken = NUMBERS["south_handler"]
    with pytest.raises(Conflict, match="另一人"):
        keeping.correct_person(person, cast.sysadmin, name="何北办", number=taken, reason="录入有误")
    own = cast.person("sysadmin")
    with pytest.raises(NotAllowed):
        keeping.correct_person(own, cast.sysadmin, name="某", number="", reason="本人")


def test_no_number_stands_on_the_page_of_a_person_or_in_its_address(cast):
    person = cast.person("north_handler")
    for address in ("", "/correct"):
        text = cast.client("sysadmin").get(f"/people/persons/{person.pk}{address}").content.decode()
        assert NUMBERS["north_handler"] not in text


def test_an_organ_is_entered_corrected_and_closed_only_when_nobody_serves_there(cast):
    client = cast.client("sysadmin")
    typed = {"division": NORTH_TOWNSHIP, "kind": "finance", "organ_name": "某镇财政所", "from_day": ""}
    assert client.post("/people/organs/new", {**typed, "division": "159999"}).status_code == 422
    assert client.post("/people/organs/new", typed).status_code == 302
    again = client.post("/people/organs/new", typed)
    assert "已有" in errors(again)[0]
    new = Organ.objects.get(name="某镇财政所")
    closing = {"organ_name": "某镇财政所", "to_day": "2026-11-30", "reason": "机构改革"}
    assert client.post(f"/people/organs/{new.pk}/correct", closing).status_code == 302
    busy = client.post(f"/people/organs/{organ(NORTH).pk}/correct", {**closing, "organ_name": "民政局"})
    assert "还有" in errors(busy)[0]


# -- kin and filings --------------------------------------------------------------------------------------------------
def test_a_tie_entered_on_the_page_bars_both_at_once_and_ends_with_a_reason(cast):
    person = cast.person("south_approver")
    client = cast.client("league_discipline")
    typed = {"number": NUMBERS["elsewhere_approver"], "tie": "sibling", "source": "本人报告"}
    assert client.post(f"/people/persons/{person.pk}/kin", typed).status_code == 302
    other = cast.people["elsewhere_approver"]
    assert recusal.must_recuse(cast.south_approver, [other])
    assert recusal.must_recuse(cast.elsewhere_approver, [person.pk])
    tie = Kin.objects.get(source="本人报告")
    address = f"/people/persons/{person.pk}/kin/{tie.pk}/end"
    client.post(address, {"to_day": "2026-11-20"})
    assert Kin.objects.get(pk=tie.pk).to_day is None
    client.post(address, {"to_day": "2026-11-20", "reason": "登记有误"})
    assert not recusal.must_recuse(cast.south_approver, [other])
    assert Entry.objects.get(act="kin.end").reason == "登记有误"


def test_nobody_keeps_ties_of_himself_or_of_his_own(cast):
    client = cast.client("league_supervisor")
    for name in ("league_supervisor", "north_reviewer"):
        assert client.get(f"/people/persons/{cast.people[name]}/kin").status_code == 404, name
    person = cast.person("south_approver")
    typed = {"number": NUMBERS["north_reviewer"], "tie": "spouse", "source": "某"}
    answer = client.post(f"/people/persons/{person.pk}/kin", typed)
    assert "他人登记" in errors(answer)[0]
    own = Kin.objects.get(
        person_id__in=[cast.people["north_reviewer"], cast.people["league_supervisor_son"]],
        relative_id__in=[cast.people["north_reviewer"], cast.people["league_supervisor_son"]],
    )
    with pytest.raises(NotAllowed):
        keeping.end_kin(own, cast.league_supervisor, to_day=DAY, reason="想看")


def test_a_filing_is_kept_by_the_county_and_bars_as_a_tie_does(cast):
    person = cast.person("north_approver")
    typed = {"filing": "1", "filing-number": NEW, "filing-relation": "父亲", "filing-filed_on": "2026-11-02"}
    client = cast.client("north_discipline")
    assert client.post(f"/people/persons/{person.pk}/kin", typed).status_code == 302
    filing = Filing.objects.get(officer=person)
    assert recusal.must_recuse(cast.north_approver, [filing.relative_id])
    keeping.end_filing(filing, cast.north_discipline, ended_on=DAY, reason="不再享受低保")
    assert Filing.objects.get(pk=filing.pk).ended_on == DAY


# -- power and places -------------------------------------------------------------------------------------------------
def test_a_delegation_ends_what_stood_there_the_day_before_and_needs_its_document(cast):
    client = cast.client("north_supervisor")
    first = {"division": NORTH, "held_by": "county", "from_day": "2021-01-01", "document": ""}
    assert client.post("/people/powers", first).status_code == 302
    second = {**first, "held_by": "township", "from_day": "2026-01-01"}
    assert "文件" in errors(client.post("/people/powers", second))[0]
    assert client.post("/people/powers", {**second, "document": "旗政发〔2026〕1号"}).status_code == 302
    assert list(Power.objects.order_by("from_day").values_list("held_by", "to_day")) == [
        ("county", date(2025, 12, 31)),
        ("township", None),
    ]
    held = queries.power_in(cast.north_supervisor, NORTH_VILLAGE, on=date(2025, 6, 1))
    assert held is not None
    assert held.held_by == "county"
    earlier = client.post("/people/powers", {**first, "from_day": "2025-01-01"})
    assert "要晚于" in errors(earlier)[0]
    assert client.post("/people/powers", {**first, "division": SOUTH}).status_code == 422
    assert cast.client("league_approver").post("/people/powers", first).status_code == 404


def test_no_office_says_of_itself_which_places_it_answers_for(cast):
    said = {"division": NORTH_TOWNSHIP, "county": SOUTH, "from_day": DAY, "document": "赤政发〔2026〕1号"}
    for name in ("north_supervisor", "other_supervisor", "league_approver", "sysadmin"):
        with pytest.raises(NotAllowed):
            places.assign_place(getattr(cast, name), **said)
    with pytest.raises(NotAllowed):
        places.assign_place(cast.league_supervisor, **{**said, "county": f"{OTHER_LEAGUE}23"})
    places.assign_place(cast.league_supervisor, **said)
    assert jurisdiction.places_of(cast.south_handler).holds(NORTH_VILLAGE)
    assert not jurisdiction.places_of(cast.north_handler).holds(NORTH_VILLAGE)
    row = Responsibility.objects.get()
    places.end_assignment(row, cast.league_supervisor, to_day=DAY, reason="改回")
    assert Responsibility.objects.get().to_day == DAY


def test_the_page_of_places_says_which_code_is_wrong(cast):
    typed = {"division": NORTH_TOWNSHIP, "county": "1505", "from_day": "2026-11-26", "document": "文"}
    client = cast.client("league_supervisor")
    assert "6 位" in errors(client.post("/people/answering", typed))[0]
    assert "至少" in errors(client.post("/people/answering", {**typed, "county": ""}))[0]
    assert "没有这个代码" in errors(client.post("/people/answering", {**typed, "county": "150523"}))[0]
    assert client.post("/people/answering", {**typed, "county": SOUTH}).status_code == 302


def test_a_place_is_closed_by_the_region_and_says_into_which_it_was_merged(cast):
    typed = {
        "close-division": NORTH_VILLAGE,
        "close-to_day": "2026-11-30",
        "close-reason": "内政字〔2026〕1号",
    }
    typed["close-successor"] = NORTH_VILLAGE[:9] + "201" if NORTH_VILLAGE[9:] != "201" else NORTH_VILLAGE
    successor = Division.objects.filter(code__startswith=NORTH_TOWNSHIP, level="village").exclude(
        pk=NORTH_VILLAGE
    )
    typed["close-successor"] = successor.first().pk
    assert cast.client("league_supervisor").post("/people/answering/close", typed).status_code == 404
    cast.client("region_supervisor").post("/people/answering/close", typed)
    closed = Division.objects.get(pk=NORTH_VILLAGE)
    assert (closed.to_day, closed.successor_id) == (date(2026, 11, 30), typed["close-successor"])
    with pytest.raises(Conflict, match="同级"):
        places.close_division(
            closed,
            cast.region_supervisor,
            successor=Division.objects.get(pk=LEAGUE),
            to_day=DAY,
            reason="文",
        )


def test_every_page_of_the_registers_has_a_lead_in_both_languages_and_at_most_twelve_queries(
    cast, django_assert_max_num_queries
):
    person = cast.people["south_approver"]
    pages = {
        "sysadmin": (
            "/people/terms/new",
            f"/people/terms/new?person={person}",
            f"/people/terms/{term_of(cast, 'south_approver').pk}",
            f"/people/persons/{person}",
            f"/people/persons/{person}/correct",
            "/people/organs/new",
            f"/people/organs/{organ(NORTH).pk}",
            f"/people/organs/{organ(NORTH).pk}/correct",
        ),
        "league_supervisor": (
            f"/people/persons/{person}",
            f"/people/organs/{organ(NORTH).pk}",
            f"/people/persons/{person}/kin",
            "/people/powers",
            "/people/answering",
        ),
    }
    for name, addresses in pages.items():
        client = cast.client(name)
        for address in addresses:
            client.cookies["language"] = "zh"
            with django_assert_max_num_queries(12):
                text = client.get(address).content.decode()
            assert re.search(r"<h1>.+</h1>\s*<p class=\"lead\">", text), address
            client.cookies["language"] = "en"
            english = client.get(address).content.decode()
            assert not re.search(r"style=|<script>|onclick", english)


def test_who_is_not_of_ones_places_has_no_page(cast):
    everybody = Person.objects.everything(reason="a test looks")
    outside = everybody.get(pk=cast.people["elsewhere_approver"])
    assert cast.client("north_supervisor").get(f"/people/persons/{outside.pk}").status_code == 404
    away = organ("150523")
    assert cast.client("north_supervisor").get(f"/people/organs/{away.pk}").status_code == 404
