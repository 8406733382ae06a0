"""The clock of a case: what is owed by when, what stops it, and who sees it."""

from datetime import date, timedelta

import pytest
from desk.cases.conftest import OPENED, Story
from desk.cast import NORTH_VILLAGE, number_of
from desk.findings.runs import Row

from mingjian.desk.cases import jobs, queries
from mingjian.desk.cases.actions import checking, closing, money
from mingjian.desk.cases.deadlines import OFFICE_RULE, clock_of, clocks
from mingjian.desk.cases.states import IN_TURN, Household, Step
from mingjian.desk.core import journal
from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.core.images import name
from mingjian.desk.core.models import Entry
from mingjian.desk.duties import queries as duties
from mingjian.desk.duties.actions import timing
from mingjian.desk.duties.models import Concerned, ConcernedKey, Duty
from mingjian.law import limit

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = date(2026, 11, 30), date(2026, 12, 31)


def every(**words):
    return Duty.objects.everything(reason="a test looks").filter(**words)


def owed(case):
    """What is owed about the case itself, by step."""
    return {duty.kind.removeprefix("case."): duty for duty in every(about=name(case), state="running")}


def the(kind):
    return every(kind=f"case.{kind}").get()


def test_a_case_owes_one_step_after_the_other(story):
    steps = []
    for verb in ("", "assign", "check", "review", "order", "put_right"):
        if verb:
            getattr(story, verb)()
        steps += owed(story.case)
    assert steps == ["assign", "check", "review", "decide", "rectify", "close"]
    assert {duty.state for duty in every().exclude(kind="case.close")} == {"met"}
    assert {duty.met_by for duty in every(state="met")} == {name(story.case)}


def test_a_step_is_due_by_working_days_of_the_calendar_and_says_whose_rule_it_is(story):
    duty = owed(story.case)["assign"]
    assert (duty.trigger_on, duty.due_on) == (OPENED, date(2026, 11, 5))
    assert duty.cite == OFFICE_RULE.zh
    assert (duty.organ_id, duty.place) == (story.case.organ_id, story.case.owner_code)


def test_a_written_notice_is_due_by_the_number_of_the_law(story):
    story.assign().check().file("survey", "statement").review().order(Household.INELIGIBLE)
    duty = the("notify")
    assert (duty.limit, duty.number, duty.unit) == ("B-07", limit("B-07", on=OPENED).number, "working_day")
    assert duty.cite == "民发〔2021〕57号第21条（不予确认的书面告知，停发比照）"


def test_a_limit_holds_from_its_day_on():
    assert (clock_of(Step.NOTIFY, on=date(2021, 6, 30)).limit) == "A-08"
    assert (clock_of(Step.NOTIFY, on=date(2021, 7, 1)).limit) == "B-07"
    assert {clock.step for clock in clocks()} >= IN_TURN


def test_sending_back_does_not_give_the_first_limit_again(story):
    story.assign().check()
    checking.return_to_checker(story.case, story.cast.north_reviewer, reason="缺照片", today=OPENED)
    (step,) = owed(story.case)
    assert step == "recheck"
    assert owed(story.case)["recheck"].number < clock_of(Step.CHECK, on=OPENED).span.number
    assert the("review").state == "met"


def test_a_reviewer_cannot_send_back_what_was_not_reported(story):
    story.assign()
    checking.take_up(story.case, story.checker)
    with pytest.raises(Conflict, match="还没有提交"):
        checking.return_to_checker(story.case, story.cast.north_reviewer, reason="再查", today=OPENED)


def test_writing_the_report_again_or_naming_another_checker_leaves_the_day_as_it_is(story):
    story.assign()
    first = owed(story.case)["check"]
    checking.assign(
        story.case,
        story.cast.north_supervisor,
        checker=story.cast.person("north_handler"),
        today=OPENED + timedelta(days=9),
    )
    assert owed(story.case)["check"].due_on == first.due_on


def test_giving_back_lets_the_check_fall_away_and_a_supervisor_owes_again(story):
    story.assign()
    checking.give_back(story.case, story.checker, reason="回避", today=OPENED)
    assert list(owed(story.case)) == ["assign"]
    assert the("check").state == "void"


def test_what_is_not_accepted_is_put_right_within_a_limit_of_its_own(story):
    story.assign().check().review().order()
    closing.report_put_right(story.case, story.checker, what="已核减", on=OPENED, today=OPENED)
    assert list(owed(story.case)) == ["accept"]
    closing.return_to_rectifying(story.case, story.cast.north_approver, reason="未改", today=OPENED)
    assert list(owed(story.case)) == ["rectify_again"]


def test_a_statement_that_was_offered_is_owed_until_it_is_on_file(story):
    story.assign().check()
    statement = checking.offer_statement(story.case, story.checker, of="户主", today=OPENED)
    assert the("statement").state == "running"
    checking.take_statement(story.case, story.checker, statement=statement, words="", today=OPENED)
    assert (the("statement").state, the("statement").met_by) == ("met", name(statement))


def test_a_wrongful_stop_has_a_clock_until_it_is_paid_in_full(story):
    story.assign().check().review().order(Household.RESTORE)
    row = queries.restorations(story.case).get()
    words = {"restored_on": OPENED, "owed_fen": 900, "paid_on": OPENED, "today": OPENED}
    money.restore(row, story.checker, paid_fen=600, **words)
    assert the("restore").state == "running"
    money.restore(row, story.checker, paid_fen=900, **words)
    assert (the("restore").state, the("restore").about) == ("met", name(row))


def test_a_hold_stops_the_clock_and_another_person_grants_it(story):
    story.assign()
    duty = owed(story.case)["check"]
    asked = timing.ask_pause(duty, story.checker, today=OPENED, reason="大雪封路")
    with pytest.raises(NotAllowed):
        timing.grant_pause(asked, story.checker, duty=duty, today=OPENED)
    timing.grant_pause(asked, story.cast.north_approver, duty=duty, today=OPENED)
    page = story.cast.client("north_supervisor").get(f"/cases/{story.case.pk}").content.decode()
    assert "灰·暂停" in page
    timing.resume(duty, story.checker, today=date(2026, 11, 10))
    assert owed(story.case)["check"].due_on == duty.due_on > date(2026, 11, 30)


def test_more_time_is_granted_by_an_approver_and_moves_the_day(story):
    story.assign()
    duty = owed(story.case)["check"]
    before = duty.due_on
    asked = timing.ask_extension(duty, story.checker, number=5, today=OPENED, reason="两个嘎查无法入户")
    timing.grant_extension(asked, story.cast.north_approver, duty=duty, today=OPENED)
    assert owed(story.case)["check"].due_on > before


def test_no_document_meets_what_a_case_owes(story):
    duty = owed(story.case)["assign"]
    client = story.cast.client("north_supervisor")
    assert "在核查件页面办理后自动完成" in client.get(f"/duties/{duty.pk}").content.decode()
    assert client.post(f"/duties/{duty.pk}/meet", {"document": "x", "key": "a"}).status_code == 409
    assert list(owed(story.case)) == ["assign"]


def test_the_page_shows_due_day_light_and_how_the_day_came_about(story):
    page = story.cast.client("north_supervisor").get(f"/cases/{story.case.pk}").content.decode()
    assert "到期日 2026-11-05" in page
    assert "自2026-11-02起算，当日不计" in page
    assert "本系统工作时限（法规未规定天数）" in page
    assert '<ol class="days"' in page


def test_lists_and_workbench_show_the_light_of_what_is_owed_next(story):
    client = story.cast.client("north_supervisor")
    assert "红·超期" in client.get("/cases").content.decode()
    workbench = client.get("/").content.decode()
    assert f"核查件{story.case.label}：指定核查人" in workbench


def test_the_clock_of_a_case_is_nothing_to_whoever_is_named_in_it_or_related(cast, load):
    named = number_of(list(cast.people).index("north_reviewer"))
    load(Row(1, division=NORTH_VILLAGE, persons=(named,)))
    story = Story(cast)
    assert not Concerned.objects.exists()
    assert ConcernedKey.objects.count() == 1
    mine = {name: duties.duties(getattr(cast, name)).count() for name in CIRCLE}
    assert mine == {"north_reviewer": 0, "league_supervisor": 0, "north_supervisor": 1}
    duty = owed(story.case)["assign"]
    assert cast.client("north_reviewer").get(f"/duties/{duty.pk}").status_code == 404
    shown = cast.client("north_supervisor").get(f"/duties/{duty.pk}").content.decode()
    assert f"/cases/{story.case.pk}" in shown


CIRCLE = ("north_reviewer", "league_supervisor", "north_supervisor")


def test_a_case_from_before_there_were_clocks_gets_its_clock_from_the_day(story):
    story.assign().check()
    with journal.opened("test", Site()):
        ConcernedKey.objects.all().delete()
        every().delete()
    assert jobs.mind_clocks(date(2026, 11, 26)) == 1
    assert jobs.mind_clocks(date(2026, 11, 26)) == 0
    assert owed(story.case)["review"].trigger_on == date(2026, 11, 26)


def test_a_retest_waits_for_a_run_and_is_owed_by_its_day(story, load):
    story.assign().check().review().order().put_right()
    load(as_of=NOVEMBER)
    story.close(today=DECEMBER)
    assert sorted(duty.due_on for duty in every(kind="case.retest")) == [
        date(2027, 1, 30),
        date(2027, 3, 31),
        date(2027, 12, 31),
    ]
    entries = Entry.objects.count()
    assert jobs.test_again(date(2027, 2, 1)) == 0
    assert Entry.objects.count() == entries
    load(as_of=date(2027, 1, 31))
    assert jobs.test_again(date(2027, 2, 1)) == 1
    assert every(kind="case.retest", state="met").count() == 1
    assert every(kind="case.retest", state="running").count() == 2


def test_a_past_act_whose_evidence_is_as_it_was_has_not_recurred(cast, load):
    row = Row(1, rule="off-channel", clause="8(5)", division=NORTH_VILLAGE, household="H1")
    load(row)
    story = Story(cast).assign().check().review().order().put_right().file("correction").close(today=DECEMBER)
    load(row, as_of=date(2027, 1, 31))
    assert jobs.test_again(date(2027, 2, 1)) == 1
    story.case.refresh_from_db(from_queryset=queries.cases(cast.north_supervisor))
    assert (story.case.state, queries.retests(story.case).first().has_recurred) == ("closed", False)


def test_opening_again_owes_from_the_beginning_and_drops_the_retests_to_come(story, load):
    story.assign().check().review().order().put_right()
    load(as_of=NOVEMBER)
    story.close(today=DECEMBER)
    closing.reopen(story.case, story.cast.north_supervisor, reason="群众反映", today=DECEMBER)
    assert list(owed(story.case)) == ["assign"]
    assert {duty.state for duty in every(kind="case.retest")} == {"void"}
