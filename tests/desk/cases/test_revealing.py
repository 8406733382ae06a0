"""What is written in evidence and said in statements: read by those who need it, for a reason that is journalled."""

import json
from datetime import UTC, date, datetime

import pytest
from desk.cases.conftest import NOON, OPENED, Story
from desk.cast import NORTH_VILLAGE, PARTS
from desk.findings.runs import Row
from desk.world import number
from django.test import Client

from mingjian.desk.cases import policies, queries
from mingjian.desk.cases.actions import checking, closing, opening, revealing
from mingjian.desk.cases.models import Piece, Statement
from mingjian.desk.cases.states import Kind
from mingjian.desk.config import erasures
from mingjian.desk.core.actions import NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.core.images import name
from mingjian.desk.core.models import Entry, Image
from mingjian.desk.findings import queries as findings
from mingjian.desk.findings.actions import loading
from mingjian.wording import Refusal

pytestmark = pytest.mark.django_db
SEEN, SAID, WHO = "炕上无人，邻居称一月已去世 <b>", "我不知道要报停", "户主王大山"
WHY = "复核证据是否支持结论"
# Who reads a case of North county that north_handler_2 checks, with the reviewer, the approver and those who watch.
READERS = {
    "north_handler_2",
    "north_reviewer",
    "north_approver",
    "north_supervisor",
    "north_auditor",
    "north_discipline",
    "league_supervisor",
    "league_auditor",
    "league_discipline",
    "region_supervisor",
    "region_auditor",
}


def told(story):
    """The story with a piece in words and a statement that was given."""
    story.assign().check()
    filed = {"kind": Kind.SURVEY, "title": "入户调查表", "provider": "苏木乡镇", "captured_on": OPENED}
    checking.file_piece(story.case, story.checker, text=SEEN, now=NOON, **filed)
    statement = checking.offer_statement(story.case, story.checker, of=WHO, today=OPENED)
    checking.take_statement(story.case, story.checker, statement=statement, words=SAID, today=OPENED)
    return story


@pytest.fixture
def case(story):
    return told(story).case


def addresses(case):
    """Where the two rows of the case are opened, with what is shown then."""
    piece, statement = Piece.objects.get(), Statement.objects.get()
    return {
        f"/cases/{case.pk}/evidence/{piece.pk}/reveal": (piece, SEEN.replace("<b>", "&lt;b&gt;")),
        f"/cases/{case.pk}/statements/{statement.pk}/reveal": (statement, SAID),
    }


def readings():
    return Entry.objects.filter(act="reveal").order_by("number")


def test_a_reviewer_reads_each_text_for_a_reason_and_the_journal_holds_the_reason_and_not_the_text(
    cast, case
):
    client = cast.client("north_reviewer")
    for address, (row, text) in addresses(case).items():
        before, images = readings().count(), Image.objects.count()
        answer = client.post(address, {"reason": f" {WHY} "})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert page.count(text) == 1
        assert "no-store" in answer.headers["Cache-Control"]
        assert [other for _, other in addresses(case).values() if other != text and other in page] == []
        line = readings()[before]
        assert (readings().count(), Image.objects.count()) == (before + 1, images)
        assert (line.subject, line.reason, line.person) == (
            name(row),
            WHY,
            str(cast.people["north_reviewer"]),
        )
        for secret in (SEEN, SAID, WHO):
            assert secret not in "".join(map(str, vars(line).values()))
    page = client.get(f"/cases/{case.pk}").content.decode()  # the next look starts anew
    assert not [secret for secret in ("邻居称", SAID, WHO) if secret in page]


def test_whose_statement_it_is_is_shown_with_it_in_one_line_of_the_journal(cast, case):
    address = f"/cases/{case.pk}/statements/{Statement.objects.get().pk}/reveal"
    assert WHO in cast.client("north_approver").post(address, {"reason": WHY}).content.decode()
    columns = [what for what, *_ in json.loads(readings().get().within) if what.startswith("read ")]
    assert columns == ["read of", "read words"]


def test_the_page_says_that_there_are_words_and_opens_none(cast, case, story):
    story.file("record")  # without words
    page = cast.client("north_reviewer").get(f"/cases/{case.pk}").content.decode()
    assert [address for address in addresses_of_forms(case) if address not in page] == []
    assert page.count("有内容：写明事由查看") == 2
    assert not [secret for secret in ("邻居称", SAID, WHO) if secret in page]
    assert not readings().exists()


def addresses_of_forms(case):
    piece, statement = Piece.objects.exclude(text="").get(), Statement.objects.get()
    return [
        f'action="/cases/{case.pk}/evidence/{piece.pk}/reveal#',
        f'action="/cases/{case.pk}/statements/{statement.pk}/reveal#',
    ]


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "请写明查看的事由"), ("en", "Say why you need to read it")]
)
@pytest.mark.parametrize("reason", [None, "", "  ", "因" * 201])
def test_without_a_reason_nothing_is_read(cast, case, language, said, reason):
    client = cast.client("north_reviewer")
    client.post("/language", {"language": language})
    for address, (_, text) in addresses(case).items():
        answer = client.post(address, {} if reason is None else {"reason": reason})
        page = answer.content.decode()
        assert (answer.status_code, said in page, text in page) == (409, True, False)
    assert not readings().exists()


def test_a_reading_is_posted_and_nothing_else(cast, case):
    client = cast.client("north_reviewer")
    for address in addresses(case):
        for method in ("get", "head", "put", "delete"):
            assert getattr(client, method)(address).status_code == 405
        assert client.get(address, {"reason": WHY}).status_code == 405
        assert Client(enforce_csrf_checks=True).post(address, {"reason": WHY}).status_code in (302, 403)
    assert not readings().exists()


def test_who_reads_is_who_checks_reviews_decides_and_watches_and_for_others_there_is_nothing(cast, case):
    read, looked = set(), set()
    for who, *_, role, _ in PARTS:
        if role is None:
            continue
        client = cast.client(who)
        page = client.get(f"/cases/{case.pk}")
        answers = [client.post(address, {"reason": WHY}) for address in addresses(case)]
        if page.status_code == 200:
            looked.add(who)
        if [answer.status_code for answer in answers] == [200, 200]:
            read.add(who)
            assert page.content.decode().count("查看内容</button>") == 2
        else:
            assert [answer.status_code for answer in answers] == [404, 404], who
            assert "/reveal" not in page.content.decode()
    assert read == READERS
    # Colleagues who look at the case and have no part in it.
    assert looked - read == {"north_handler", "league_handler", "league_reviewer", "league_approver"}
    assert readings().count() == 2 * len(READERS)


def test_a_row_is_opened_in_its_own_case_alone(cast, case, load):
    load(
        Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1"),
        Row(2, clause="8(5)", division=NORTH_VILLAGE, household="H2"),
        as_of=date(2026, 11, 20),
    )
    found = findings.findings(cast.north_supervisor).get(households="H2")
    other = opening.open_case(cast.north_supervisor, findings=[found], title="另一件", today=OPENED)
    client = cast.client("north_reviewer")
    for address in addresses(case):
        moved = address.replace(str(case.pk), str(other.pk))
        assert client.post(moved, {"reason": WHY}).status_code == 404
    piece, statement = Piece.objects.get(), Statement.objects.get()
    crossed = f"/cases/{case.pk}/evidence/{statement.pk}/reveal"
    assert client.post(crossed, {"reason": WHY}).status_code == 404
    crossed = f"/cases/{case.pk}/statements/{piece.pk}/reveal"
    assert client.post(crossed, {"reason": WHY}).status_code == 404
    assert not readings().exists()


def test_whoever_handled_the_household_keeps_away_whatever_her_role(cast, load):
    load(Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1"))
    loading.note_handlers(Site(), handlers=[("H1", number("north_supervisor"))])
    case = told(Story(cast)).case
    client = cast.client("north_supervisor")
    for address, (_, text) in addresses(case).items():
        answer = client.post(address, {"reason": WHY})
        page = answer.content.decode()
        assert (answer.status_code, "应当回避" in page, text in page) == (409, True, False)
    assert not readings().exists()


def test_whoever_is_named_or_a_relative_of_somebody_named_finds_nothing(cast, load):
    named = number("north_reviewer")
    load(Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1", persons=(named,)))
    case = told(Story(cast)).case
    for who in ("north_reviewer", "league_supervisor"):  # the wife of his son
        for address in addresses(case):
            assert cast.client(who).post(address, {"reason": WHY}).status_code == 404
    assert not readings().exists()


def test_where_nothing_is_written_nothing_is_read(cast, story):
    story.assign().check().file("record")
    checking.offer_statement(story.case, story.checker, of=WHO, today=OPENED)
    piece, statement = Piece.objects.get(), Statement.objects.get()
    client = cast.client("north_reviewer")
    to_statement = f"/cases/{story.case.pk}/statements/{statement.pk}/reveal"
    assert client.post(to_statement, {"reason": WHY}).status_code == 404  # not given yet
    checking.take_statement(story.case, story.checker, statement=statement, words=" ", today=OPENED)
    assert client.post(to_statement, {"reason": WHY}).status_code == 404  # waived
    to_piece = f"/cases/{story.case.pk}/evidence/{piece.pk}/reveal"
    assert client.post(to_piece, {"reason": WHY}).status_code == 404
    assert "/reveal" not in client.get(f"/cases/{story.case.pk}").content.decode()
    assert not readings().exists()


def test_what_was_erased_is_told_and_has_no_form(cast, case, story, settings, tmp_path):
    settings.SECOND_HEADS = str(tmp_path / "away")
    story.review()
    closing.clear(story.case, cast.north_approver, innocent="死亡登记有误", today=OPENED)
    asked = list(addresses(case))
    erasures.work(OPENED.replace(year=2027), datetime(2027, 11, 2, 1, 0, tzinfo=UTC))
    (settings.SITE_FOLDER / "heads" / "erased.txt").unlink(missing_ok=True)
    client = cast.client("north_reviewer")
    page = client.get(f"/cases/{case.pk}").content.decode()
    assert "无从查看" in page
    assert "/reveal" not in page
    assert [client.post(address, {"reason": WHY}).status_code for address in asked] == [404, 404]
    erased = queries.cases(cast.north_supervisor).get()
    assert not policies.may_read(cast.north_supervisor, erased)
    assert not readings().exists()


@pytest.mark.usefixtures("case")
def test_the_act_itself_asks_policy_and_recusal_and_reason(cast):
    piece, today = Piece.objects.get(), {"today": OPENED}
    with pytest.raises(NotAllowed):
        revealing.reveal_piece(piece, cast.north_handler, reason=WHY, **today)
    with pytest.raises(Refusal):
        revealing.reveal_piece(piece, cast.north_reviewer, reason=" ", **today)
    with pytest.raises(Refusal):
        revealing.reveal_statement(Statement.objects.get(), cast.north_reviewer, reason="", **today)
    assert not readings().exists()
    assert revealing.reveal_piece(piece, cast.north_reviewer, reason=WHY, **today).text == SEEN
