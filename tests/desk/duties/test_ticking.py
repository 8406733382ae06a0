"""The day's work: duties of the calendar make themselves, the late are told, officers get digests; twice is once."""

from collections import Counter
from datetime import date, timedelta

import pytest
from desk.cast import DAY, ELSEWHERE, LEAGUE, NORTH, OTHER_LEAGUE, REGION, SOUTH
from desk.documents.papers import organ
from desk.duties.owed import again, owed, proof

from mingjian.desk.core import journal
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry, Notice
from mingjian.desk.documents import actions as papers
from mingjian.desk.duties import queries
from mingjian.desk.duties.actions import calendars, owing, supervising
from mingjian.desk.duties.models import Duty, Letter
from mingjian.desk.duties.states import State
from mingjian.desk.duties.ticking import tick
from mingjian.desk.people.models import Organ

pytestmark = pytest.mark.django_db


def every():
    return Duty.objects.everything(reason="a test looks")


def owners(kind):
    return sorted(every().filter(kind=kind).values_list("place", flat=True))


@pytest.mark.usefixtures("cast")
def test_every_organ_that_owes_a_duty_of_the_calendar_gets_it():
    tick(today=DAY)
    assert owners("6(1)/annual-report") == [LEAGUE, OTHER_LEAGUE]
    assert owners("6(2)/inspections") == [LEAGUE, LEAGUE, OTHER_LEAGUE, OTHER_LEAGUE]
    assert owners("6(1)/periodic-report") == sorted([NORTH, SOUTH, ELSEWHERE])
    assert owners("6(3)/audit") == owners("6(3)/audit-published") == [LEAGUE, NORTH]
    assert owners("6(4)/hotline") == sorted([LEAGUE, OTHER_LEAGUE, NORTH, SOUTH, ELSEWHERE])
    assert owners("6(6)/league-assessment") == [REGION]


@pytest.mark.usefixtures("cast")
def test_the_government_owes_the_assessment_and_civil_affairs_where_there_is_none():
    tick(today=DAY)
    found = every().filter(kind="6(6)/assessment").values_list("place", "organ__kind")
    assert dict(found)[NORTH] == "government"
    assert dict(found)[SOUTH] == "civil_affairs"


@pytest.mark.usefixtures("cast")
def test_a_second_run_changes_nothing_and_writes_no_line():
    owed()
    tick(today=DAY)
    duties, lines, notices = every().count(), Entry.objects.count(), Notice.objects.count()
    done = tick(today=DAY)
    assert (done.made, done.clocks, done.told_late, done.digests) == (0, 0, 0, 0)
    assert (every().count(), Entry.objects.count(), Notice.objects.count()) == (duties, lines, notices)


@pytest.mark.usefixtures("cast")
def test_a_new_year_brings_its_own_duties_and_keeps_the_old():
    tick(today=DAY)
    before = every().count()
    tick(today=date(2027, 1, 4))
    assert every().count() == 2 * before
    assert every().filter(kind="6(1)/annual-report", period="2027").count() == 2


@pytest.mark.usefixtures("cast")
def test_an_organ_that_appears_during_the_year_gets_its_duties_with_the_next_tick():
    tick(today=DAY)
    with journal.opened("test", Site()):
        Organ.objects.create(division_id=SOUTH, kind="audit", name="南旗审计局", from_day=DAY)
    assert tick(today=DAY + timedelta(days=1)).made == 2
    assert SOUTH in owners("6(3)/audit")


def test_a_local_document_sets_how_often_a_county_reports(cast):
    tick(today=DAY)
    calendars.set_frequency(
        cast.league_supervisor,
        division=LEAGUE,
        kind="6(1)/periodic-report",
        times=4,
        document="赤民〔2026〕5号",
        from_year=2026,
        today=DAY,
    )
    tick(today=DAY)
    running = every().filter(kind="6(1)/periodic-report", state=State.RUNNING)
    assert Counter(running.values_list("place", flat=True)) == {NORTH: 4, SOUTH: 4, ELSEWHERE: 1}
    assert running.filter(place=NORTH).first().due_on == date(2026, 3, 31)


def test_who_is_late_is_told_once_and_the_light_says_for_how_long(cast):
    duty = owed()
    assert tick(today=DAY).told_late == 1
    assert tick(today=DAY + timedelta(days=1)).told_late == 0
    assert again(duty).told_late_on == DAY
    told = Notice.objects.filter(kind="duty.late", to_person_id=cast.north_handler.person_id)
    assert [notice.zh.startswith("红·超期10天") for notice in told] == [True]


def test_what_is_met_in_time_is_not_told(cast):
    duty = owed()
    owing.meet(duty, cast.north_handler, met_by=proof(), today=DAY)
    assert tick(today=DAY).told_late == 0


def test_the_clock_of_a_letter_that_went_out_starts_with_the_tick(cast):
    duty = owed()
    letter = supervising.supervise(duty, cast.league_supervisor, organ=organ(LEAGUE), today=DAY)
    assert tick(today=DAY).clocks == 0
    papers.submit(letter.document, cast.league_supervisor, today=DAY)
    papers.check(letter.document, cast.league_reviewer, today=DAY)
    papers.issue(letter.document, cast.league_approver, today=DAY)
    papers.dispatch(letter.document, cast.league_handler, today=DAY)
    assert tick(today=DAY).clocks == 1
    assert Letter.objects.get().answer.due_on == date(2026, 12, 3)


def digests_of(officer):
    return list(Notice.objects.filter(kind="duty.digest", to_person_id=officer.person_id))


def test_an_officer_is_told_once_a_day_what_is_due_and_why(cast):
    duty = owed()
    tick(today=DAY)
    tick(today=DAY)
    (mine,) = digests_of(cast.north_handler)
    assert "红1件" in mine.zh
    assert "红·超期10天" in mine.zh
    assert duty.cite in mine.zh
    assert "2026-11-16到期" in mine.zh
    tick(today=DAY + timedelta(days=1))
    assert len(digests_of(cast.north_handler)) == 2


def test_a_supervisor_is_told_how_much_presses_below(cast):
    owed()
    tick(today=DAY)
    (told,) = digests_of(cast.league_supervisor)
    assert "其中超期1件" in told.zh


def test_nobody_is_told_of_the_matter_of_a_relative(cast):
    owed(named=[cast.people["south_finance"]], person=cast.person("north_handler"), organ=None, place=NORTH)
    tick(today=DAY)
    assert not Notice.objects.filter(kind="duty.late").exists()
    assert all("红1件" not in notice.zh for notice in digests_of(cast.north_handler))


def test_administrators_get_no_digest(cast):
    owed()
    tick(today=DAY)
    assert digests_of(cast.sysadmin) == []


def test_upward_lights_show_a_county_what_league_and_region_owe(cast):
    tick(today=DAY)
    places = set(queries.upward(cast.north_handler).values_list("place", flat=True))
    assert places == {REGION, LEAGUE}
    assert not queries.upward(cast.region_supervisor).exists()
