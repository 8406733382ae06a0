"""The pages of duties: lights, the strip of days, urging, letters, the calendar of a year."""

import re
from datetime import date

import pytest
from desk.cast import DAY, LEAGUE, NORTH
from desk.documents.papers import issued
from desk.duties.owed import again, owed, proof
from django.urls import reverse
from django.utils import timezone

from mingjian.desk.duties.actions import owing
from mingjian.desk.duties.models import Letter, Urging, Year
from mingjian.desk.duties.states import State
from mingjian.desk.duties.ticking import tick

pytestmark = pytest.mark.django_db


def post(client, name, /, *args, **fields):
    return client.post(reverse(name, args=args), fields)


def text_of(client, name, *args):
    page = client.get(reverse(name, args=args))
    assert page.status_code == 200
    return page.content.decode()


def test_my_duties_have_lights_with_words_and_days(cast):
    duty = owed()
    days = (timezone.localdate() - duty.due_on).days
    text = text_of(cast.client("north_handler"), "duties")
    assert f"红·超期{days}天" in text
    assert "light-red" in text
    assert "核查一件疑点线索" in text
    assert duty.cite in text


def test_a_duty_shows_how_its_due_day_came_about(cast):
    duty = owed(trigger=date(2026, 9, 28))
    text = text_of(cast.client("north_handler"), "duty", duty.pk)
    assert "自2026-09-28起算，当日不计" in text
    assert 'class="rest"' in text
    assert "makeup" in text
    assert "10/10" in text


def test_a_year_without_a_notice_is_said_on_the_page_of_the_duty_and_of_the_calendar(cast):
    duty = owed(trigger=date(2026, 12, 28))
    client = cast.client("north_handler")
    assert "2027年放假通知未录入" in text_of(client, "duty", duty.pk)
    assert "这一年的放假通知还没有录入" in text_of(client, "calendar", 2027)


def test_the_level_above_urges_and_supervises_from_the_page(cast):
    duty = owed()
    client = cast.client("league_supervisor")
    assert "核查一件疑点线索" in text_of(client, "duties-below")
    text = text_of(client, "duty", duty.pk)
    assert "拟蓝色督办" in text.replace("\n", "")
    post(client, "duty-urge", duty.pk, note="请抓紧")
    assert Urging.objects.get().note == "请抓紧"
    answer = post(client, "duty-supervise", duty.pk)
    assert answer.headers["Location"] == reverse("document", args=[Letter.objects.get().document_id])
    assert "请抓紧" in text_of(cast.client("north_handler"), "duty", duty.pk)


def test_the_owner_asks_and_the_approver_decides_in_the_pages(cast):
    duty = owed(limit="P-04")
    post(cast.client("north_handler"), "duty-ask", duty.pk, "extension", number="30", reason="需要入户")
    client = cast.client("north_approver")
    assert "待您批准" in text_of(client, "duties")
    text = text_of(client, "duty", duty.pk)
    asked = text.split("/extension/")[1][:36]
    post(client, "duty-decide", duty.pk, "extension", asked, "grant")
    assert again(duty).extended == 30


def test_a_pause_is_asked_granted_and_ended_in_the_pages(cast):
    duty = owed(trigger=timezone.localdate())
    post(cast.client("north_handler"), "duty-ask", duty.pk, "pause", reason="听证")
    client = cast.client("north_approver")
    asked = text_of(client, "duty", duty.pk).split("/pause/")[1][:36]
    post(client, "duty-decide", duty.pk, "pause", asked, "grant")
    assert "灰·暂停" in text_of(cast.client("north_handler"), "duties")
    post(cast.client("north_handler"), "duty-resume", duty.pk)
    assert again(duty).state == State.RUNNING


def test_a_duty_is_met_by_an_issued_document_and_by_nothing_less(cast):
    duty = owed(place=LEAGUE)
    client = cast.client("league_handler")
    post(client, "duty-meet", duty.pk)
    assert again(duty).state == State.RUNNING
    document = issued(cast)
    assert document.number in text_of(client, "duty", duty.pk)
    post(client, "duty-meet", duty.pk, document=str(document.pk))
    assert again(duty).state == State.MET


def test_a_stranger_gets_404_for_everything_of_a_duty(cast):
    duty = owed()
    client = cast.client("south_handler")
    assert client.get(reverse("duty", args=[duty.pk])).status_code == 404
    for name in ("duty-urge", "duty-resume", "duty-meet"):
        assert post(client, name, duty.pk).status_code == 404
    assert post(cast.client("other_supervisor"), "duty-supervise", duty.pk).status_code == 404


def test_a_county_sees_the_lights_of_the_levels_above(cast):
    tick(today=DAY)
    text = text_of(cast.client("north_handler"), "duties-above")
    assert "12月向自治区民政厅报告本年工作" in text
    assert "综合考评各盟市" in text


def test_the_colours_filter_a_list(cast):
    owed()
    owed(kind="case.review", trigger=timezone.localdate(), limit="B-08")
    client = cast.client("north_handler")

    def count(colour):
        page = client.get(reverse("duties"), {"colour": colour}).content.decode()
        return len(re.findall(r'<td[^>]*><a href="/duties/[0-9a-f]{8}-', page))

    assert (count("red"), count("yellow"), count("green"), count("grey"), count("")) == (1, 0, 1, 0, 2)


def test_the_region_enters_a_year_and_sees_it(cast):
    client = cast.client("region_supervisor")
    fields = {
        "source": "国办发明电〔2026〕7号",
        "rest_lines": "2027-01-01 2027-01-03 元旦",
        "work_lines": "2027-01-09",
    }
    assert post(client, "calendar-notice", 2027, **fields).status_code == 302
    text = text_of(client, "calendar", 2027)
    assert "国办发明电〔2026〕7号" in text
    assert 'class="makeup">9班' in text
    assert Year.objects.get().entered_by_id == cast.region_supervisor.person_id


def test_a_wrong_calendar_keeps_what_was_typed_and_says_what_is_wrong(cast):
    client = cast.client("region_supervisor")
    page = post(client, "calendar-notice", 2027, source="国办", rest_lines="元旦放三天", work_lines="")
    assert page.status_code == 422
    text = page.content.decode()
    assert "元旦放三天" in text
    assert "应写成" in text


def test_a_league_enters_its_days_off_and_how_often_counties_report(cast):
    client = cast.client("league_supervisor")
    local = {
        "division": LEAGUE,
        "name": "地方节日",
        "first": "2027-07-12",
        "last": "2027-07-13",
        "document": "赤政办〔2027〕1号",
    }
    post(client, "calendar-local", 2027, **local)
    frequency = {
        "division": NORTH,
        "kind": "6(1)/periodic-report",
        "times": "4",
        "document": "赤民〔2027〕2号",
    }
    post(client, "calendar-frequency", 2027, **frequency)
    text = text_of(client, "calendar", 2027)
    assert 'class="local">12假' in text
    assert "自2027年起每年4次" in text
    outside = post(client, "calendar-local", 2027, **(local | {"division": "150523"}))
    assert outside.status_code == 404


def test_pages_of_duties_need_few_queries(cast, django_assert_max_num_queries):
    for number in range(12):
        owed(kind=f"case.{number}")
    met = owed(kind="case.met")
    owing.meet(met, cast.north_handler, met_by=proof(), today=DAY)
    client = cast.client("north_approver")
    for name, *args in (("duties",), ("duty", met.pk), ("calendar", 2026)):
        address = reverse(name, args=args)
        client.get(address)
        with django_assert_max_num_queries(12):
            client.get(address)
