"""What is done with a duty: owing, meeting, more time, pauses, urging, letters, calendars."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from desk.cast import DAY, LEAGUE, NORTH, SOUTH
from desk.documents.papers import again as paper_again
from desk.documents.papers import issued, organ
from desk.duties.owed import TITLE, again, owed, proof
from django.db import IntegrityError, transaction

from mingjian.desk.core import journal
from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry, Image, Notice
from mingjian.desk.documents import actions as papers
from mingjian.desk.documents.models import Delivery
from mingjian.desk.duties import deadlines, queries
from mingjian.desk.duties.actions import calendars, owing, supervising, timing
from mingjian.desk.duties.deadlines import Span
from mingjian.desk.duties.lights import Colour
from mingjian.desk.duties.models import Duty, Letter, Pause, Recount, Urging
from mingjian.desk.duties.states import State, Step
from mingjian.desk.people.kinds import OrganKind
from mingjian.law.limits import Unit
from mingjian.wording import Refusal

pytestmark = pytest.mark.django_db


def extended(cast, duty, number=30, on=DAY):
    asked = timing.ask_extension(duty, cast.north_handler, number=number, today=on, reason="需要入户")
    timing.grant_extension(asked, cast.north_approver, duty=duty, today=on)
    return asked


@pytest.mark.usefixtures("cast")
def test_a_duty_knows_its_due_day_its_basis_and_how_both_came_about():
    duty = again(owed())
    assert duty.due_on == date(2026, 11, 16)
    assert "20" in duty.cite
    assert deadlines.read(duty.working).due_on == duty.due_on
    assert "10个工作日" in deadlines.read(duty.working).explained().zh


def test_a_duty_is_met_by_a_row_that_exists_and_by_its_owner(cast):
    duty = owed()
    for nothing in ("", "done", "no_table:1", "people_organ:nothing", f"people_organ:{duty.pk}"):
        with pytest.raises(Conflict, match="实际的办理行为"):
            owing.meet(duty, cast.north_handler, met_by=nothing, today=DAY)
    with pytest.raises(NotAllowed):
        owing.meet(duty, cast.south_handler, met_by=proof(), today=DAY)
    owing.meet(duty, cast.north_handler, met_by=proof(), today=DAY)
    found = again(duty)
    assert (found.state, found.met_on, found.met_by) == (State.MET, DAY, proof())
    assert queries.light(found, today=DAY).words.zh == "灰·超期10天后完成"


@pytest.mark.usefixtures("cast")
def test_the_database_refuses_a_duty_that_is_met_by_nothing():
    duty = owed()
    duty.state, duty.met_on = State.MET, DAY
    with journal.opened("test", Site()), pytest.raises(IntegrityError), transaction.atomic():
        duty.save()


def test_one_row_has_one_running_duty_of_a_kind(cast):
    first = owed(about=proof())
    with pytest.raises(Conflict):
        owed(about=proof())
    owing.meet(first, cast.north_handler, met_by=proof(), today=DAY)
    assert owed(about=proof()).pk != first.pk


def test_more_time_is_asked_for_by_one_and_granted_by_another(cast):
    duty = owed(limit="P-04")
    before = duty.due_on
    asked = timing.ask_extension(duty, cast.north_handler, number=30, today=DAY, reason="需要入户")
    both = replace(cast.north_handler, roles=frozenset({"handler", "approver"}))
    with pytest.raises(NotAllowed):
        timing.grant_extension(asked, both, duty=duty, today=DAY)
    timing.grant_extension(asked, cast.north_approver, duty=duty, today=DAY)
    found = again(duty)
    assert found.due_on > before
    assert found.extended == 30
    assert Recount.objects.get(duty=duty).before == before


def test_more_time_than_the_law_allows_is_refused(cast):
    duty = owed(limit="P-04")
    extended(cast, duty)
    with pytest.raises(Conflict, match="最多延长30"):
        timing.ask_extension(again(duty), cast.north_handler, number=1, today=DAY, reason="还需要")


def test_a_limit_without_extension_in_the_law_has_none(cast):
    with pytest.raises(Conflict, match="没有延期的规定"):
        timing.ask_extension(owed(), cast.north_handler, number=1, today=DAY, reason="忙")


def test_a_decision_is_made_once(cast):
    duty = owed(limit="P-04")
    asked = extended(cast, duty)
    with pytest.raises(Conflict, match="已有决定"):
        timing.refuse(asked, cast.north_approver, duty=duty, today=DAY, reason="不同意")


def test_a_pause_stops_the_clock_and_its_end_works_the_day_out_anew(cast):
    duty = owed(trigger=date(2026, 11, 24))
    before = duty.due_on
    asked = timing.ask_pause(duty, cast.north_handler, today=DAY, reason="听证")
    timing.grant_pause(asked, cast.league_supervisor, duty=duty, today=DAY)
    paused = again(duty)
    assert (paused.state, paused.due_on) == (State.PAUSED, None)
    assert queries.light(paused, today=DAY).colour is Colour.GREY
    # Paused from Friday to Tuesday: three working days.
    timing.resume(paused, cast.north_handler, today=DAY + timedelta(days=6))
    running = again(duty)
    assert running.state == State.RUNNING
    assert running.due_on == before + timedelta(days=3)


def test_a_pause_that_ends_before_it_began_never_was(cast):
    duty = owed(trigger=date(2026, 11, 24))
    before = duty.due_on
    asked = timing.ask_pause(duty, cast.north_handler, today=DAY, reason="听证")
    timing.grant_pause(asked, cast.north_approver, duty=duty, today=DAY)
    timing.resume(again(duty), cast.north_handler, today=DAY)
    assert again(duty).due_on == before
    assert Pause.objects.get().first is None


def test_anyone_in_the_chain_urges_once_a_day_and_the_owners_are_told(cast):
    duty = owed()
    for officer in (cast.league_supervisor, cast.region_supervisor, cast.north_approver):
        supervising.urge(duty, officer, today=DAY)
    with pytest.raises(Conflict, match="今天已经催办"):
        supervising.urge(duty, cast.league_supervisor, today=DAY)
    supervising.urge(duty, cast.league_supervisor, today=DAY + timedelta(days=1))
    for officer in (cast.south_handler, cast.other_supervisor, cast.township_handler):
        with pytest.raises(NotAllowed):
            supervising.urge(duty, officer, today=DAY)
    assert Urging.objects.count() == 4
    told = set(Notice.objects.filter(kind="duty.urged").values_list("to_person_id", flat=True))
    assert cast.north_handler.person_id in told
    assert cast.league_handler.person_id not in told


def dispatched(cast, letter, on):
    document = letter.document
    papers.submit(document, cast.league_supervisor, today=on)
    papers.check(document, cast.league_reviewer, today=on)
    papers.issue(document, cast.league_approver, today=on)
    papers.dispatch(document, cast.league_handler, today=on)
    supervising.start_answer(letter, Site(), document=document)
    return document


def test_supervision_goes_blue_yellow_red_each_after_its_clock(cast):
    duty, on, numbers = owed(), DAY, []
    for step in Step:
        letter = supervising.supervise(duty, cast.league_supervisor, organ=organ(LEAGUE), today=on)
        assert letter.step == step
        numbers.append(dispatched(cast, letter, on).number)
        with pytest.raises(Conflict):
            supervising.supervise(duty, cast.league_supervisor, organ=organ(LEAGUE), today=on)
        on = Letter.objects.get(pk=letter.pk).answer.due_on + timedelta(days=1)
    with pytest.raises(Conflict, match="三次督办"):
        supervising.supervise(duty, cast.league_supervisor, organ=organ(LEAGUE), today=on)
    assert len(set(numbers)) == 3
    red = Letter.objects.get(step=Step.RED).document
    assert numbers[0] in red.said["earlier"]
    assert numbers[1] in red.said["earlier"]


@pytest.mark.usefixtures("cast")
def test_the_red_letter_is_copied_to_the_government_of_the_owners_level_alone():
    north, south = owed(), owed(place=SOUTH)
    copied = supervising.copies_of(north, Step.RED, on=DAY)
    assert ([(one.kind, one.division_id) for one in copied.organs], copied.missing) == (
        [("government", NORTH)],
        None,
    )
    assert supervising.copies_of(north, Step.BLUE, on=DAY).organs == []
    assert supervising.copies_of(south, Step.YELLOW, on=DAY).missing is None
    lacking = supervising.copies_of(south, Step.RED, on=DAY)
    assert (lacking.organs, lacking.missing and lacking.missing.zh) == ([], "敖汉旗人民政府")


@pytest.mark.usefixtures("cast")
def test_of_a_duty_of_a_government_the_copy_goes_to_the_one_above_it():
    duty = owed(organ=organ(NORTH, OrganKind.GOVERNMENT))
    said = supervising.copies_of(duty, Step.RED, on=DAY)
    assert (said.organs, said.missing and said.missing.zh) == ([], "赤峰市人民政府")


def test_the_page_says_before_the_red_letter_that_no_government_gets_the_copy(cast):
    duty, on = owed(place=SOUTH, trigger=date(2026, 8, 3)), date(2026, 8, 20)
    client = cast.client("league_supervisor")
    for _ in (Step.BLUE, Step.YELLOW):
        assert "不会自动抄送" not in client.get(f"/duties/{duty.pk}").content.decode()
        letter = supervising.supervise(duty, cast.league_supervisor, organ=organ(LEAGUE), today=on)
        dispatched(cast, letter, on)
        on = Letter.objects.get(pk=letter.pk).answer.due_on + timedelta(days=1)
    page = client.get(f"/duties/{duty.pk}").content.decode()
    assert "系统中没有登记敖汉旗人民政府，红色督办单不会自动抄送" in page
    red = supervising.supervise(duty, cast.league_supervisor, organ=organ(LEAGUE), today=on)
    assert not Delivery.objects.filter(document=red.document, is_copy=True).exists()


def test_a_duty_that_is_not_late_is_not_supervised(cast):
    with pytest.raises(Conflict, match="还没有超期"):
        supervising.supervise(owed(trigger=DAY), cast.league_supervisor, organ=organ(LEAGUE), today=DAY)


def test_the_letter_is_written_by_the_level_above_alone(cast):
    duty = owed()
    for officer in (cast.north_supervisor, cast.other_supervisor, cast.league_handler):
        with pytest.raises(NotAllowed):
            supervising.supervise(duty, officer, organ=organ(LEAGUE), today=DAY)


def test_the_clock_of_a_letter_starts_with_its_dispatch_and_once(cast):
    duty = owed()
    letter = supervising.supervise(duty, cast.league_supervisor, organ=organ(LEAGUE), today=DAY)
    assert supervising.start_answer(letter, Site(), document=letter.document) is None
    dispatched(cast, letter, DAY)
    supervising.start_answer(letter, Site(), document=paper_again(letter.document))
    clocks = Duty.objects.everything(reason="a test looks").filter(kind=supervising.ANSWER)
    assert [clock.due_on for clock in clocks] == [date(2026, 12, 3)]


def test_a_letter_is_answered_by_a_document_that_was_issued(cast):
    duty = owed(place=LEAGUE, organ=organ(LEAGUE))
    letter = supervising.supervise(duty, cast.region_supervisor, organ=organ("15"), today=DAY)
    document = letter.document
    with journal.opened("test", Site()):
        type(document)._base_manager.filter(pk=document.pk).update(
            state="dispatched",
            number="内民督〔2026〕1号",
            year=2026,
            serial=1,
            digest="0",
            dispatched_on=DAY,
            issued_on=DAY,
            checked_by_id=cast.people["region_auditor"],
            issued_by_id=cast.people["region_auditor"],
        )
    supervising.start_answer(letter, Site(), document=paper_again(document))
    answer, reply = Letter.objects.get().answer, issued(cast)
    supervising.answer_letter(letter, cast.league_handler, document=reply, answer=answer, today=DAY)
    assert again(answer).met_by == papers.about(reply)


def test_a_new_calendar_works_running_duties_out_anew_with_a_line_in_the_journal(cast):
    running = owed(trigger=date(2026, 12, 28))
    other = owed(place=SOUTH, trigger=date(2026, 10, 12))
    owing.meet(other, cast.south_handler, met_by=proof(), today=DAY)
    assert deadlines.read(running.working).unofficial == (2027,)
    calendars.set_year(
        cast.region_supervisor,
        year=2027,
        source="国办发明电〔2026〕7号",
        rest_lines="2027-01-01 2027-01-03 元旦",
        work_lines="2027-01-09",
        today=DAY,
    )
    found = again(running)
    assert running.due_on == date(2027, 1, 11)
    # One working day fewer on 1 January, one more on Saturday the 9th.
    assert found.due_on == date(2027, 1, 11)
    assert deadlines.read(found.working).unofficial == ()
    entry = Entry.objects.get(act="calendar.set_year")
    assert Image.objects.filter(entry=entry.number, table_name="duties_duty").count() == 1


def test_a_calendar_that_moves_a_due_day_says_from_when_to_when(cast):
    running = owed(trigger=date(2026, 12, 28))
    calendars.set_year(
        cast.region_supervisor,
        year=2027,
        source="国办发明电〔2026〕7号",
        rest_lines="2027-01-01 2027-01-05 元旦",
        work_lines="",
        today=DAY,
    )
    recount = Recount.objects.get(duty=running)
    assert (recount.before, recount.after) == (date(2027, 1, 11), date(2027, 1, 14))
    assert "2027年放假通知" in recount.zh


@pytest.mark.parametrize(
    ("rest", "work", "what"),
    [
        ("2027-01-01 2027-01-03", "", "应写成"),
        ("2027-13-01 元旦", "", "不是日期"),
        ("2027-01-01 元旦", "2027-01-04", "平日"),
        ("2026-12-31 元旦", "", "不在2027年"),
    ],
)
def test_a_wrong_line_of_a_calendar_is_refused_and_named(cast, rest, work, what):
    with pytest.raises(Refusal, match=what):
        calendars.set_year(
            cast.region_supervisor, year=2027, source="国办", rest_lines=rest, work_lines=work, today=DAY
        )


def test_only_the_region_enters_a_calendar(cast):
    for officer in (cast.league_supervisor, cast.region_auditor):
        with pytest.raises(NotAllowed):
            calendars.set_year(officer, year=2027, source="国办", rest_lines="", work_lines="", today=DAY)


def test_days_off_of_a_league_count_in_its_counties_alone(cast):
    here, elsewhere = owed(trigger=date(2026, 11, 24)), owed(place="150523", trigger=date(2026, 11, 24))
    calendars.set_local(
        cast.league_supervisor,
        division=LEAGUE,
        name="地方节日",
        first=date(2026, 11, 30),
        last=date(2026, 11, 30),
        document="赤政办〔2026〕1号",
        today=DAY,
    )
    assert again(here).due_on == here.due_on + timedelta(days=1)
    assert again(elsewhere).due_on == elsewhere.due_on


def test_the_matter_of_a_relative_is_not_seen_and_nobody_is_told_of_it(cast):
    duty = owed(named=[cast.people["south_finance"]])
    assert not queries.mine(cast.north_handler).exists()
    assert queries.mine(cast.north_handler_2).exists()
    assert cast.north_handler.person_id not in supervising.owners_of(duty, on=DAY)


def test_duties_are_seen_by_owner_and_watchers_and_the_calendar_upward(cast):
    case = owed()
    yearly = owe_of_calendar()

    def seen(officer):
        return set(queries.duties(officer).values_list("pk", flat=True))

    assert seen(cast.north_handler) == {case.pk, yearly.pk}
    assert seen(cast.league_supervisor) == {case.pk, yearly.pk}
    assert seen(cast.south_handler) == {yearly.pk}
    assert seen(cast.other_handler) == set()
    assert [duty.pk for duty in queries.upward(cast.township_handler)] == [yearly.pk]


def owe_of_calendar():
    return owing.owe(
        Site(),
        kind="6(1)/annual-report",
        title=TITLE,
        trigger=date(2026, 12, 1),
        organ=organ(LEAGUE),
        local=Span(0, Unit.DAY, date(2026, 12, 31)),
        period="2026",
    )


def test_a_level_below_urges_what_the_calendar_asks_of_the_level_above(cast):
    yearly = owe_of_calendar()
    supervising.urge(yearly, cast.north_handler, today=DAY)
    assert Urging.objects.get().place == cast.north_handler.place


def history_of(officer, duty):
    letters, asked = queries.letters(officer, duty), queries.requests(officer, duty)
    return queries.history(officer, duty, letters=letters, asked=asked)


def test_the_history_of_a_duty_tells_everything_in_order(cast):
    duty = owed(limit="P-04")
    supervising.urge(duty, cast.league_supervisor, today=DAY, note="请抓紧")
    extended(cast, duty)
    told = [event.what.zh for event in history_of(cast.north_handler, again(duty))]
    assert told[0] == "开始计时"
    assert {"催办", "申请延期", "批准延期", "批准延期，重新计算"} <= set(told)
    assert NORTH in duty.place
