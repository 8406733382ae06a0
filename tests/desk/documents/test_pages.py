"""The pages of documents: what is shown, what may be done there, and what a stranger gets."""

from datetime import date

import pytest
from desk.cast import DAY, NORTH
from desk.documents.papers import STOP, again, drafted, issued, organ
from django.urls import reverse

from mingjian.desk.documents import actions, pdf
from mingjian.desk.documents.jobs import make_pdf
from mingjian.desk.documents.kinds import kinds
from mingjian.desk.documents.models import Document, Print
from mingjian.desk.documents.states import State
from mingjian.desk.documents.views.drafting import FROM_ELSEWHERE

pytestmark = pytest.mark.django_db
FIELDS = {
    "matter": "HC-2026-0012",
    "facts": "该户多计保障人数1人。",
    "provision": "第九条第四项",
    "measures": "核减保障人数\n书面告知",
    "due_on": "2026-12-20",
}


def post(client, name, *args, **fields):
    return client.post(reverse(name, args=args), fields)


def test_the_ledger_shows_documents_in_words_and_numbers(cast):
    document = issued(cast)
    page = cast.client("league_handler").get(reverse("documents"))
    assert page.status_code == 200
    text = page.content.decode()
    assert document.number in text
    assert "已签发" in text
    assert "限期整改通知书" in text


def test_a_document_goes_through_its_life_in_the_pages(cast):
    client = cast.client("league_handler")
    to = organ(NORTH)
    made = post(client, "document-draft", "rectification_notice", recipients=[str(to.pk)], **FIELDS)
    document = Document.objects.everything(reason="a test looks").get()
    assert made.headers["Location"] == reverse("document", args=[document.pk])
    post(client, "document-act", document.pk, "submit")
    post(cast.client("league_reviewer"), "document-act", document.pk, "check")
    post(cast.client("league_approver"), "document-act", document.pk, "issue")
    post(client, "document-act", document.pk, "dispatch", way="hand")
    receiver = cast.client("north_handler")
    page = receiver.get(reverse("document", args=[document.pk])).content.decode()
    assert "签收</button>" in page
    (delivery,) = page.split("/receipts/")[1:]
    post(receiver, "document-receive", document.pk, delivery[:36])
    assert again(document).state == State.RECEIVED


def test_what_was_typed_stays_when_it_is_wrong(cast):
    page = post(
        cast.client("league_handler"),
        "document-draft",
        "rectification_notice",
        **(FIELDS | {"due_on": "明天"}),
    )
    assert page.status_code == 422
    assert "该户多计保障人数1人。" in page.content.decode()


def test_a_row_of_a_table_with_too_few_parts_is_named(cast):
    page = post(
        cast.client("league_handler"),
        "document-draft",
        "problem_list",
        subject="动态管理",
        inspected_on="2026-11-20",
        problems="未核减｜第八条",
        answer_by="2026-12-08",
        recipients=[str(organ(NORTH).pk)],
    )
    assert page.status_code == 422
    assert "应有4项" in page.content.decode()


def test_a_draft_with_a_phone_is_told_and_not_sent(cast):
    client = cast.client("league_handler")
    fields = FIELDS | {"facts": "电话13812345678"}
    post(client, "document-draft", "rectification_notice", recipients=[str(organ(NORTH).pk)], **fields)
    document = Document.objects.everything(reason="a test looks").get()
    page = client.post(reverse("document-act", args=[document.pk, "submit"]), follow=True)
    assert "138****5678" in page.content.decode()
    assert again(document).state == State.DRAFT


def test_the_form_of_a_draft_shows_what_it_says(cast):
    document = drafted(cast)
    page = cast.client("league_handler").get(reverse("document-rewrite", args=[document.pk]))
    text = page.content.decode()
    assert "核减保障人数并书面告知该户\n查明未及时调整的原因" in text
    assert 'value="2026-12-20"' in text
    post(
        cast.client("league_handler"),
        "document-rewrite",
        document.pk,
        recipients=[str(organ(NORTH).pk)],
        **(FIELDS | {"facts": "改过的事实。"}),
    )
    assert again(document).said["facts"] == "改过的事实。"


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind not in FROM_ELSEWHERE])
def test_every_kind_has_a_form(cast, kind):
    page = cast.client("league_handler").get(reverse("document-draft", args=[kind]))
    assert page.status_code == 200
    assert all(label in page.content.decode() for label in kinds()[kind].fields.values())


def test_letters_of_supervision_are_not_written_by_hand(cast):
    page = cast.client("league_handler").get(reverse("document-draft", args=["supervision_red"]))
    assert page.status_code == 404


def test_a_stranger_gets_404_for_everything_of_a_document(cast):
    document = issued(cast)
    client = cast.client("south_handler")
    for name in ("document", "document-docx", "document-pdf", "document-rewrite"):
        assert client.get(reverse(name, args=[document.pk])).status_code == 404
    for move in ("submit", "check", "issue", "dispatch", "withdraw", "nonsense"):
        assert post(client, "document-act", document.pk, move, reason="x").status_code == 404


def test_who_may_see_but_not_do_gets_404_and_nothing_changes(cast):
    document = issued(cast)
    assert (
        post(cast.client("league_handler"), "document-act", document.pk, "withdraw", reason="x").status_code
        == 404
    )
    assert again(document).state == State.ISSUED


def test_a_move_that_no_longer_fits_is_told_as_a_conflict(cast):
    document = issued(cast)
    page = post(cast.client("league_approver"), "document-act", document.pk, "issue")
    assert page.status_code == 409
    assert "已签发" in page.content.decode()


def test_a_double_click_issues_once(cast):
    document = drafted(cast)
    actions.submit(document, cast.league_handler, today=DAY)
    actions.check(document, cast.league_reviewer, today=DAY)
    client = cast.client("league_approver")
    first, second = (post(client, "document-act", document.pk, "issue", key="k") for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert again(document).serial == 1


def test_the_docx_that_was_issued_is_what_is_downloaded(cast):
    document = issued(cast)
    answer = cast.client("league_reviewer").get(reverse("document-docx", args=[document.pk]))
    assert answer.content == Print.objects.get(document=document).docx
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.skipif(pdf.office_program() is None, reason="LibreOffice is not installed")
def test_the_pdf_is_made_by_a_job_while_the_page_waits(cast):
    document = issued(cast)
    client = cast.client("league_reviewer")
    assert client.get(reverse("document-pdf", args=[document.pk])).status_code == 202
    make_pdf.call(str(document.pk))
    answer = client.get(reverse("document-pdf", args=[document.pk]))
    assert answer.content.startswith(b"%PDF-")


def test_a_server_without_libreoffice_says_what_to_install(cast, monkeypatch):
    monkeypatch.setattr(pdf, "PROGRAMS", ("no-such-program",))
    document = issued(cast)
    page = cast.client("league_reviewer").get(reverse("document-pdf", args=[document.pk]))
    assert "libreoffice-writer-nogui" in page.content.decode()


def test_the_name_of_a_household_stands_on_its_notice_and_nowhere_in_a_list(cast):
    issued(cast, kind="stop_notice", said=STOP, recipients=[], addressee="云某某")
    client = cast.client("league_handler")
    assert "云某某" not in client.get(reverse("documents")).content.decode()
    document = Document.objects.everything(reason="a test looks").get()
    assert "云某某" in client.get(reverse("document", args=[document.pk])).content.decode()


def test_pages_of_documents_need_few_queries(cast, django_assert_max_num_queries):
    for number in range(12):
        drafted(cast, today=date(2026, 11, 1 + number))
    client = cast.client("league_handler")
    client.get(reverse("documents"))
    with django_assert_max_num_queries(12):
        client.get(reverse("documents"))
