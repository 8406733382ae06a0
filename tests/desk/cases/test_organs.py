"""One matter, a case for each organ: each answers its own numbers, and the matter closes with the last of them."""

from dataclasses import replace

import pytest
from desk.cases.conftest import OPENED, Story
from desk.cast import NORTH, NORTH_VILLAGE, number_of
from desk.documents.papers import organ
from desk.findings.runs import Row

from mingjian.desk.cases import queries
from mingjian.desk.cases.actions import checking, closing, opening
from mingjian.desk.cases.models import Case, Matter
from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.duties.models import Duty
from mingjian.desk.people.kinds import OrganKind

pytestmark = pytest.mark.django_db
ASKED = "2026年1月至3月拨付该户的金额和日期。"


def ask(story, kind=OrganKind.AUDIT, **words):
    if story.case.state == "pending":
        story.assign().check()
    words = {"asked": ASKED, "households": ["H1"], "fen": 36000, "today": OPENED} | words
    return opening.add_organ(story.case, story.cast.north_supervisor, organ=organ(NORTH, kind), **words)


def test_another_organ_gets_a_case_with_its_own_question_and_numbers(story):
    sibling = ask(story)
    assert (sibling.matter_id, sibling.asked, sibling.fen) == (story.case.matter_id, ASKED, 36000)
    assert sibling.number != story.case.number
    assert queries.cases(story.cast.north_auditor).filter(pk=sibling.pk).exists()
    owed = Duty.objects.everything(reason="a test looks").get(organ=sibling.organ)
    assert owed.kind == "case.assign"


def test_an_organ_that_looks_at_no_findings_sees_its_own_case_alone(story, cast):
    sibling = ask(story, OrganKind.HOUSING)
    assert not queries.cases(cast.north_data).exists()  # her role looks at nothing
    page = cast.client("north_supervisor").get(f"/cases/{story.case.pk}").content.decode()
    assert f"/cases/{sibling.pk}" in page


def test_the_page_offers_the_organs_that_have_no_case_yet(story, cast):
    story.assign().check()
    client, address = cast.client("north_supervisor"), f"/cases/{story.case.pk}"
    form = {
        "organ": str(organ(NORTH, OrganKind.AUDIT).pk),
        "asked": ASKED,
        "of_these": ["H1"],
        "sum": "360.00",
    }
    assert "交其他单位答复" in client.get(address).content.decode()
    assert client.post(f"{address}/add-organ", {**form, "key": "a"}).status_code == 302
    made = Case.objects.everything(reason="a test looks").get(asked=ASKED)
    assert (made.households, made.fen) == ("H1", 36000)
    again = client.post(f"{address}/add-organ", {**form, "key": "b"})
    assert "errorlist" in again.content.decode()


def test_an_organ_is_asked_once_and_never_one_that_the_matter_touches(story):
    ask(story)
    with pytest.raises(Conflict, match="已经有"):
        ask(story)
    with pytest.raises(Conflict, match="家庭"):
        ask(story, OrganKind.DISCIPLINE, households=["H2"])
    with pytest.raises(NotAllowed):
        opening.add_organ(
            story.case,
            story.cast.north_handler,
            organ=organ(NORTH, OrganKind.DISCIPLINE),
            asked=ASKED,
            today=OPENED,
        )


def test_another_organ_is_asked_while_the_case_is_checked_or_reviewed(story):
    words = {"organ": organ(NORTH, OrganKind.AUDIT), "asked": ASKED, "today": OPENED}
    for _ in range(2):
        with pytest.raises(Conflict, match="状态"):
            opening.add_organ(story.case, story.cast.north_supervisor, **words)
        story.assign() if story.case.state == "pending" else story.check().review().order()


def test_the_matter_closes_with_the_last_of_its_cases_and_opens_with_any(story):
    sibling = ask(story)
    story.review()
    closing.clear(story.case, story.cast.north_approver, innocent="登记有误", today=OPENED)
    assert Matter.objects.get().closed_on is None
    closing.reopen(story.case, story.cast.north_supervisor, reason="再看", today=OPENED)
    story.assign().check().review()
    other = Story.__new__(Story)
    other.cast, other.case = story.cast, sibling
    end_of(other)
    closing.clear(story.case, story.cast.north_approver, innocent="登记有误", today=OPENED)
    assert Matter.objects.get().closed_on == OPENED
    closing.reopen(story.case, story.cast.north_supervisor, reason="再看", today=OPENED)
    assert Matter.objects.get().closed_on is None


def end_of(story):
    """The case of the audit office ends by its own officers, who are lent the roles for it."""
    cast, case = story.cast, story.case
    boss, checker, judge = (with_roles(cast, name, case) for name in LENT)
    checking.assign(case, boss, checker=cast.person(LENT[1]), today=OPENED)
    checking.take_up(case, checker)
    checking.report(case, checker, found="拨付360元，有回单。", today=OPENED)
    checking.review(case, judge, today=OPENED)
    closing.clear(case, judge, innocent="已经冲回", today=OPENED)


LENT = ("north_supervisor", "north_handler_2", "north_approver")


def with_roles(cast, name, case):
    """An officer as she would stand in the organ of a case."""
    return replace(
        getattr(cast, name), organ_id=case.organ_id, roles=frozenset({"supervisor", "reviewer", "approver"})
    )


def test_a_relative_of_somebody_named_has_no_part(cast, load):
    named = number_of(list(cast.people).index("south_finance"))  # the spouse of north_handler
    load(Row(1, division=NORTH_VILLAGE, household="H1", persons=(named,)))
    story = Story(cast)
    with pytest.raises(Conflict, match="回避"):
        story.assign("north_handler")
    story.assign("north_handler_2")
    assert story.case.checker_id == cast.people["north_handler_2"]
