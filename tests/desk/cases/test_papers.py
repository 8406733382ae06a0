"""Official documents of a case: filled from it, leading back to it, hidden with it, proof that a household was told."""

from datetime import date

import pytest
from desk.cases.conftest import NOON, OPENED, Story
from desk.cast import NORTH_VILLAGE, number_of
from desk.findings.runs import Row

from mingjian.desk.cases import jobs, papers
from mingjian.desk.cases.actions import checking, closing
from mingjian.desk.cases.states import Household, Kind, State
from mingjian.desk.cases.views.papers import known_of
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.images import name
from mingjian.desk.core.models import Entry
from mingjian.desk.documents import actions, printing
from mingjian.desk.documents import queries as documents
from mingjian.desk.documents.kinds import kind_of
from mingjian.desk.documents.models import Document
from mingjian.desk.documents.projections import StopNotice
from mingjian.desk.duties.models import Duty

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 30)


def post(story, who, kind, **changed):
    """Fill the form of a document as its page does, change some fields and send it; the document, or the page."""
    client, address = story.cast.client(who), f"/cases/{story.case.pk}/write/{kind}"
    page = client.get(address)
    assert page.status_code == 200
    form = page.context["form"]
    typed = {field: form.initial[field] for field in form.fields if field in form.initial}
    answer = client.post(address, {**typed, "key": "one", **changed})
    if answer.status_code != 302:
        return answer
    return Document.objects.everything(reason="a test looks").latest("drafted_on")


def send(document, cast, *, until="dispatch"):
    on = {"today": NOVEMBER}
    actions.submit(document, cast.north_handler_2, **on)
    actions.check(document, cast.north_reviewer, **on)
    if until == "check":
        return
    actions.issue(document, cast.north_approver, **on)
    if until == "dispatch":
        actions.dispatch(document, cast.north_handler_2, **on)


def stopped(story):
    """A case that found a household not eligible, as far as its acceptance."""
    story.assign().check().file("survey", "statement", "correction").review()
    return story.order(Household.INELIGIBLE).put_right()


def test_stopping_a_household_needs_a_survey_and_its_statement(story):
    story.assign().check().review()
    with pytest.raises(Conflict, match="入户调查记录"):
        story.order(Household.INELIGIBLE)
    story.file("survey")
    with pytest.raises(Conflict, match="家庭陈述"):
        story.order(Household.INELIGIBLE)
    story.file("statement").order(Household.INELIGIBLE)
    assert story.case.state == State.RECTIFYING


def test_who_was_offered_a_statement_and_waived_it_was_heard(story):
    story.assign().check().file("survey")
    statement = checking.offer_statement(story.case, story.checker, of="户主", today=OPENED)
    checking.take_statement(story.case, story.checker, statement=statement, words="", today=OPENED)
    story.review().order(Household.INELIGIBLE)
    assert story.case.state == State.RECTIFYING


def test_a_stopped_household_is_closed_only_after_its_written_notice_went_out(story, load):
    stopped(story).file("notice")  # a scan says nothing of reasons, law and remedies
    load(as_of=NOVEMBER)
    with pytest.raises(Conflict, match="书面告知"):
        story.close()
    document = post(story, "north_handler_2", "stop_notice", addressee="张某", provision="第三十三条")
    send(document, story.cast, until="issue")
    with pytest.raises(Conflict, match="书面告知"):
        story.close()
    actions.dispatch(document, story.cast.north_handler_2, today=NOVEMBER)
    story.close()
    duty = Duty.objects.everything(reason="a test looks").get(kind="case.notify")
    assert (story.case.state, duty.met_by, duty.met_on) == (State.CLOSED, name(document), NOVEMBER)


def test_the_day_after_its_dispatch_the_clock_of_a_notice_has_stopped(story):
    stopped(story)
    document = post(story, "north_handler_2", "stop_notice", addressee="张某", provision="第三十三条")
    send(document, story.cast, until="issue")
    entries = Entry.objects.count()
    assert jobs.mind_clocks(NOVEMBER) == 0
    assert Entry.objects.count() == entries  # where nothing changes nothing is written
    actions.dispatch(document, story.cast.north_handler_2, today=NOVEMBER)
    assert jobs.mind_clocks(date(2026, 12, 1)) == 1
    assert jobs.mind_clocks(date(2026, 12, 1)) == 0
    assert Duty.objects.everything(reason="a test looks").get(kind="case.notify").met_on == NOVEMBER


def test_a_notice_of_stopping_holds_reasons_law_remedies_and_the_check_sheet(story):
    stopped(story)
    document = post(story, "north_handler_2", "stop_notice", addressee="张某", provision="第三十三条")
    sheet = printing.sheet_of(document, on=NOVEMBER).text()
    for said in (
        "经核实属实",
        "第三十三条",
        "行政复议",
        "入户核查",
        "听取陈述和申辩",
        "2026年11月2日",
        "2026年12月",
    ):
        assert said in sheet, said
    assert isinstance(printing.said_in(document), StopNotice)


def test_document_and_case_lead_to_each_other(story):
    story.assign().check()
    document = post(story, "north_handler_2", "hearing_letter", addressee="张某")
    assert document.about == name(story.case)
    client = story.cast.client("north_handler_2")
    assert f"/documents/{document.pk}" in client.get(f"/cases/{story.case.pk}").content.decode()
    assert f"/cases/{story.case.pk}" in client.get(f"/documents/{document.pk}").content.decode()


def test_a_document_of_a_case_is_hidden_with_it_and_its_number_tells_nothing(cast, load):
    named = number_of(list(cast.people).index("north_approver"))
    load(Row(1, division=NORTH_VILLAGE, household="H1", persons=(named,)))
    story = Story(cast).assign().check()
    document = post(story, "north_handler_2", "hearing_letter", addressee="张某")
    assert not documents.documents(cast.north_approver).exists()
    assert documents.documents(cast.north_reviewer).exists()
    send(document, cast, until="check")
    actions.issue(document, cast.league_supervisor, today=NOVEMBER)
    assert document.serial >= 100_000
    assert actions.numbers_without_gap(document.organ, document.mark, 2026)


@pytest.mark.parametrize("kind", [kind for kind in papers.PAPERS if kind != "refusal_notice"])
def test_every_document_of_a_case_is_filled_from_it(story, kind):
    stopped(story)
    filled = papers.PAPERS[kind].fill(known_of(story.cast.north_handler, story.case))
    wanted = set(kind_of(kind).fields) - set(filled)
    assert wanted <= {"provision", "applied_on"}
    assert not [field for field, value in filled.items() if value == "" and field != "months"]


def test_what_fits_no_document_yet_is_not_offered(story):
    client = story.cast.client("north_handler_2")
    assert client.get(f"/cases/{story.case.pk}/write/stop_notice").status_code == 404
    assert client.get(f"/cases/{story.case.pk}/write/inspection_notice").status_code == 404
    story.assign().check().review()
    closing.clear(story.case, story.cast.north_approver, innocent="登记有误", today=OPENED)
    assert client.get(f"/cases/{story.case.pk}/write/result_notice").status_code == 200


def test_a_page_says_what_the_procedure_still_lacks(cast, load):
    load(Row(1, division=NORTH_VILLAGE, household="H1"))
    story = Story(cast).assign().check()
    known = known_of(cast.north_handler_2, story.case)
    assert papers.check_sheet(known) == []
    checking.file_piece(
        story.case,
        story.checker,
        kind=Kind.SURVEY,
        title="入户",
        provider="镇",
        captured_on=OPENED,
        now=NOON,
    )
    assert len(papers.check_sheet(known_of(cast.north_handler_2, story.case))) == 2


def test_a_field_that_is_missing_keeps_what_was_typed(story):
    answer = post(story, "north_handler_2", "hearing_letter", facts="已经写好的事实", addressee="")
    assert answer.status_code == 422
    assert "已经写好的事实" in answer.content.decode()


def test_who_only_looks_at_a_case_writes_no_papers(story):
    address = f"/cases/{story.case.pk}/write/verification_notice"
    assert story.cast.client("north_reviewer").get(address).status_code == 404
    assert story.cast.client("north_supervisor").get(address).status_code == 200
