"""The life of a case: four eyes, two decisions, closing by proof, re-tests, recurrence."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from desk.cases.conftest import NOON, OPENED, Story
from desk.cast import NORTH, NORTH_VILLAGE, number_of
from desk.documents.papers import organ
from desk.findings.runs import Row
from django.core.files.base import ContentFile

from mingjian.desk.cases import jobs, queries
from mingjian.desk.cases.actions import checking, closing, money, opening, writing
from mingjian.desk.cases.models import Case, Piece, Retest, Taken
from mingjian.desk.cases.states import Household, Kind, Official, State
from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry
from mingjian.desk.documents import queries as papers
from mingjian.desk.documents.projections import VerificationNotice
from mingjian.desk.duties import queries as duties
from mingjian.desk.findings import naming
from mingjian.desk.findings.actions import loading, triage
from mingjian.desk.findings.models import Finding
from mingjian.desk.findings.states import Outcome
from mingjian.desk.findings.states import State as FindingState
from mingjian.desk.people.kinds import OrganKind

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = date(2026, 11, 30), date(2026, 12, 31)


def the_finding():
    return Finding.objects.everything(reason="a test").get()


def test_a_lasting_state_closes_when_a_later_run_shows_nothing(story, load):
    story.assign().check().review().order().put_right()
    with pytest.raises(Conflict, match="筛查结果"):
        story.close()
    load(as_of=NOVEMBER)
    story.close()
    assert (story.case.state, the_finding().outcome) == (State.CLOSED, Outcome.CONFIRMED)
    assert list(Retest.objects.values_list("days", flat=True)) == [30, 90, 365]


def test_a_run_before_the_day_it_was_put_right_proves_nothing(story, load):
    story.assign().check().review().order()
    load(as_of=date(2026, 11, 5))
    story.put_right(on=date(2026, 11, 10))
    with pytest.raises(Conflict):
        story.close()


def test_a_past_act_closes_by_proof_of_the_corrective_act(cast, load):
    load(Row(1, rule="off-channel", clause="8(5)", division=NORTH_VILLAGE))
    story = Story(cast).assign().check().review().order().put_right()
    assert story.case.closes_by == "proof"
    with pytest.raises(Conflict, match="纠正行为的证明"):
        story.close()
    story.file("correction").close()
    assert story.case.state == State.CLOSED


def test_a_wrongful_stop_closes_by_restoring_and_back_paying(story, load):
    story.assign().check().review().order(Household.RESTORE).put_right()
    load(as_of=NOVEMBER)
    with pytest.raises(Conflict, match="恢复"):
        story.close()
    row = queries.restorations(story.case).get()
    restore = {"restored_on": NOVEMBER, "owed_fen": 90000, "paid_on": NOVEMBER, "today": NOVEMBER}
    money.restore(row, story.checker, paid_fen=60000, **restore)
    with pytest.raises(Conflict, match="补"):
        story.close()
    money.restore(row, story.checker, paid_fen=90000, **restore)
    story.close()


def test_whoever_checked_neither_reviews_nor_decides(story, cast):
    story.assign("north_supervisor").check()
    with pytest.raises(NotAllowed):
        checking.review(story.case, cast.north_supervisor, today=OPENED)
    story.review()
    with pytest.raises(NotAllowed):
        closing.clear(story.case, cast.north_supervisor, innocent="登记有误", today=OPENED)
    with pytest.raises(NotAllowed):
        closing.order_rectification(
            story.case,
            cast.north_supervisor,
            household=Household.ADJUST,
            official=Official.NOTHING,
            what="x",
            today=OPENED,
        )


def test_whoever_stands_in_the_log_of_the_procedure_is_barred(cast, load):
    load(Row(1, division=NORTH_VILLAGE, household="H1"))
    number = number_of(list(cast.people).index("north_handler_2"))
    reviewer = number_of(list(cast.people).index("north_reviewer"))
    loading.note_handlers(Site(), handlers=[("H1", number), ("H1", reviewer)])
    story = Story(cast)
    with pytest.raises(Conflict, match="回避"):
        story.assign("north_handler_2")
    story.assign("north_handler").check()
    with pytest.raises(Conflict, match="回避"):
        story.review()


def test_a_case_is_nothing_to_whoever_is_named_in_it(cast, load):
    named = number_of(list(cast.people).index("north_handler"))
    load(Row(1, division=NORTH_VILLAGE, persons=(named,)))
    story = Story(cast)
    assert not queries.cases(cast.north_handler).exists()
    assert queries.cases(cast.north_supervisor).get() == story.case
    assert cast.client("north_handler").get(f"/cases/{story.case.pk}").status_code == 404


def test_whoever_a_later_run_names_knows_no_more_of_the_finding_and_its_case(cast, load):
    named = number_of(list(cast.people).index("north_handler"))
    load(Row(1, division=NORTH_VILLAGE))
    story = Story(cast)
    assert queries.cases(cast.north_handler).get() == story.case
    load(Row(1, division=NORTH_VILLAGE, persons=(named,)), as_of=date(2026, 11, 5))
    assert not queries.cases(cast.north_handler).exists()
    assert not Finding.objects.visible_to(cast.north_handler).exists()
    assert queries.cases(cast.north_supervisor).get() == story.case


def test_whoever_a_later_run_names_is_kept_away_from_all_that_hangs_on_the_matter(cast, load):
    row = Row(1, division=NORTH_VILLAGE, household="H1")
    load(row)
    story = Story(cast).assign().check()
    sibling = opening.add_organ(
        story.case,
        cast.north_supervisor,
        organ=organ(NORTH, OrganKind.AUDIT),
        asked="拨付日期。",
        today=OPENED,
    )
    letter = drafted(story)
    auditor, handler = cast.north_auditor, cast.north_handler
    assert sibling in queries.cases(auditor)
    persons = [number_of(list(cast.people).index(name)) for name in ("north_auditor", "north_handler")]
    load(replace(row, persons=tuple(persons)), as_of=date(2026, 11, 5))
    assert not queries.cases(auditor).exists()
    checking.give_back(story.case, story.checker, reason="换人", today=OPENED)
    with pytest.raises(Conflict, match="回避"):
        checking.assign(story.case, cast.north_supervisor, checker=cast.person("north_handler"), today=OPENED)
    assert papers.documents(handler).filter(pk=letter.pk).exists()
    assert jobs.mind_clocks(NOVEMBER) == 2
    assert not papers.documents(handler).filter(pk=letter.pk).exists()
    assert not duties.duties(auditor).exists()
    assert not duties.duties(handler).exists()
    assert not papers.documents(handler).filter(pk=drafted(story).pk).exists()
    entries = Entry.objects.count()
    assert jobs.mind_clocks(NOVEMBER) == 0
    assert Entry.objects.count() == entries


def drafted(story):
    said = VerificationNotice(
        matter="一", question="二", months="三", points=("四",), answer_by=NOVEMBER, office="四"
    )
    return writing.write(
        story.case,
        story.cast.north_supervisor,
        kind="verification_notice",
        said=said,
        recipients=[organ(NORTH, OrganKind.AUDIT)],
        today=OPENED,
    )


@pytest.mark.usefixtures("story")
def test_a_finding_that_a_case_has_taken_up_is_settled_by_the_case_alone(cast):
    words = {"outcome": Outcome.CONFIRMED, "because": "查了户籍", "today": OPENED}
    with pytest.raises(Conflict, match="请在核查件中办理"):
        triage.settle(cast.north_supervisor, findings=[the_finding()], **words)


def test_a_case_keeps_the_whole_number_of_every_household(cast, load):
    numbers = [f"15042320261126{at:06}" for at in range(30)]
    load(*(Row(at, division=NORTH_VILLAGE, household=number) for at, number in enumerate(numbers, 1)))
    assert Story(cast).case.households.split("|") == numbers
    assert naming.joined(numbers).split("|") == numbers[:19]


@pytest.mark.usefixtures("story")
def test_two_cases_never_take_the_same_finding(cast):
    with pytest.raises(Conflict):
        opening.open_case(cast.north_supervisor, findings=[the_finding()], title="又一件", today=OPENED)
    assert Taken.objects.count() == 1


def test_numbers_say_nothing_of_other_cases(cast, load):
    load(*(Row(n, division=NORTH_VILLAGE) for n in range(1, 9)))
    for finding in Finding.objects.visible_to(cast.north_supervisor):
        opening.open_case(cast.north_supervisor, findings=[finding], title="件", today=OPENED)
    numbers = list(Case.objects.everything(reason="a test").values_list("number", flat=True))
    assert all(100_000 <= number <= 999_999 for number in numbers)
    assert len({*numbers}) == 8
    steps = {after - before for before, after in pairwise(sorted(numbers))}
    assert steps != {1}


def test_what_recurs_opens_the_case_again(story, load):
    story.assign().check().review().order().put_right()
    load(as_of=NOVEMBER)
    story.close(today=DECEMBER)
    load(Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1"), as_of=date(2027, 1, 20))
    assert jobs.test_again(date(2027, 2, 1)) == 1
    assert jobs.test_again(date(2027, 2, 1)) == 0
    case = Case.objects.everything(reason="a test").get()
    assert (case.state, case.reopened, the_finding().state) == (State.PENDING, 1, FindingState.TAKEN)
    assert Retest.objects.get(days=30).has_recurred


def test_a_harmless_case_settles_its_findings_with_the_explanation(story, cast):
    story.assign().check().review()
    closing.clear(story.case, cast.north_approver, innocent="死亡登记有误", today=OPENED)
    assert (the_finding().outcome, the_finding().innocent) == (Outcome.HARMLESS, "死亡登记有误")


def test_a_statement_that_was_offered_is_on_file_before_the_review(story):
    story.assign().check()
    checking.offer_statement(story.case, story.checker, of="户主", today=OPENED)
    with pytest.raises(Conflict, match="陈述"):
        story.review()
    statement = queries.statements(story.case).get()
    checking.take_statement(story.case, story.checker, statement=statement, words="", today=OPENED)
    story.review()
    assert queries.statements(story.case).get().is_waived


def test_evidence_is_kept_by_its_hash(story):
    story.assign().check()
    upload = checking.Upload("收据.pdf", ContentFile(b"%PDF-1.4 receipt"))
    piece = checking.file_piece(
        story.case,
        story.checker,
        kind=Kind.RECORD,
        title="收据",
        provider="银行",
        captured_on=OPENED,
        now=NOON,
        upload=upload,
    )
    assert Piece.objects.get().sha256 == piece.sha256
    answer = story.cast.client("north_supervisor").get(f"/cases/{story.case.pk}/evidence/{piece.pk}")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 receipt"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_what_was_taken_after_midnight_is_filed_on_that_day_and_nothing_of_tomorrow(story):
    story.assign().check()
    # Half past midnight in Beijing is the day before in Greenwich.
    early = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
    taken = {"kind": Kind.RECORD, "title": "夜间照片", "provider": "嘎查", "now": early}
    checking.file_piece(story.case, story.checker, captured_on=date(2026, 11, 27), **taken)
    with pytest.raises(Conflict, match="今天之后"):
        checking.file_piece(story.case, story.checker, captured_on=date(2026, 11, 28), **taken)
    assert Piece.objects.get().captured_on == date(2026, 11, 27)


def test_money_is_recovered_within_the_guard_and_waived_by_another(story, cast):
    story.assign().check().review().order()
    recovery = money.order_recovery(
        story.case,
        cast.north_supervisor,
        household="H1",
        fen=100000,
        monthly_allowance_fen=60000,
        today=OPENED,
    )
    with pytest.raises(Conflict, match="基本生活"):
        money.note_payment(recovery, story.checker, fen=20000, paid_on=NOVEMBER, receipt="1")
    money.note_payment(recovery, story.checker, fen=12000, paid_on=NOVEMBER, receipt="1")
    with pytest.raises(Conflict):
        money.note_payment(recovery, story.checker, fen=12000, paid_on=NOVEMBER, receipt="1")
    with pytest.raises(NotAllowed):
        money.waive(recovery, cast.north_supervisor, fen=88000, because="家庭困难")
    money.waive(recovery, cast.north_approver, fen=88000, because="家庭困难")
    assert money.outstanding(recovery) == 0
    story.put_right()
    with pytest.raises(Conflict, match="状态"):
        money.order_recovery(
            story.case,
            cast.north_supervisor,
            household="H1",
            fen=1,
            monthly_allowance_fen=0,
            today=OPENED,
        )


def test_a_page_shows_only_the_verbs_that_one_may_do(story, cast):
    page = cast.client("north_supervisor").get(f"/cases/{story.case.pk}").content.decode()
    assert "交办" in page
    other = cast.client("north_auditor").get(f"/cases/{story.case.pk}").content.decode()
    assert "由别人办理" in other


def test_a_form_that_lacks_something_keeps_what_was_typed(story, cast):
    story.assign()
    client = cast.client("north_handler_2")
    client.post(f"/cases/{story.case.pk}/take-up", {"key": "a"})
    answer = client.post(f"/cases/{story.case.pk}/file", {"title": "入户照片", "kind": "survey", "key": "b"})
    page = answer.content.decode()
    assert "入户照片" in page
    assert "errorlist" in page
