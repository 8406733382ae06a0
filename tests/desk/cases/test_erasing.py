"""What proved harmless is erased on schedule, and no backup brings it back."""

import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from desk.cases.conftest import NOON, OPENED
from desk.cases.test_life import drafted
from desk.cast import NORTH_VILLAGE, number_of
from desk.findings.runs import Row
from django.core.files.base import ContentFile

from mingjian.desk.cases import jobs, queries
from mingjian.desk.cases.actions import checking, closing, money
from mingjian.desk.cases.models import Case, Matter, Piece, Recovery, Restoration, Statement
from mingjian.desk.cases.states import Household, Kind
from mingjian.desk.config import daily, erasures
from mingjian.desk.core import erasing, export, files, journal, matters, verify_journal
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Image
from mingjian.desk.documents import queries as papers
from mingjian.desk.findings import queries as findings
from mingjian.desk.findings.actions import triage
from mingjian.desk.findings.deadlines import erased_from, settled_until
from mingjian.desk.findings.models import Finding, Named, Question
from mingjian.desk.findings.states import Outcome

pytestmark = pytest.mark.django_db
NEVER_A_DAY_EARLY = date(2027, 11, 1)
A_YEAR_LATER = date(2027, 11, 2)
NOW = datetime(2027, 11, 2, 1, 0, tzinfo=UTC)
WORDS = "张老人一月已经去世"


@pytest.fixture(autouse=True)
def second_place(settings, tmp_path):
    """Where the lists of erased matters go in a test: nowhere that another test reads."""
    settings.SECOND_HEADS = str(tmp_path / "away")
    yield tmp_path / "away"
    (settings.SITE_FOLDER / "heads" / "erased.txt").unlink(missing_ok=True)


@pytest.fixture
def harmless(story):
    """A case that ended as harmless, with a statement and a file, over a finding that names somebody."""
    story.assign().check()
    statement = checking.offer_statement(story.case, story.checker, of="户主张某", today=OPENED)
    checking.take_statement(story.case, story.checker, statement=statement, words=WORDS, today=OPENED)
    checking.file_piece(
        story.case,
        story.checker,
        kind=Kind.RECORD,
        title="死亡证明",
        provider="派出所",
        captured_on=OPENED,
        now=NOON,
        upload=checking.Upload("证明.pdf", ContentFile(b"%PDF-1.4 " + WORDS.encode())),
    )
    story.review()
    closing.clear(story.case, story.cast.north_approver, innocent="死亡登记有误", today=OPENED)
    return story


def the_finding():
    return Finding.objects.everything(reason="a test looks").get()


def the_case():
    return Case.objects.everything(reason="a test looks").get()


def test_a_term_is_counted_in_months_from_the_day_it_was_settled():
    assert erased_from(OPENED) == A_YEAR_LATER
    assert settled_until(A_YEAR_LATER) == OPENED


def test_what_proved_harmless_is_erased_when_its_term_is_over(harmless):
    assert erasures.work(NEVER_A_DAY_EARLY, NOW) == {
        "erased_again": 0,
        "findings_erased": 0,
        "cases_erased": 0,
    }
    (piece,) = Piece.objects.all()
    assert files.path_of(piece).exists()
    assert erasures.work(A_YEAR_LATER, NOW)["findings_erased"] == 1
    assert erasures.work(A_YEAR_LATER, NOW)["findings_erased"] == 0
    assert not files.path_of(piece).exists()
    finding, case = the_finding(), the_case()
    assert (finding.outcome, finding.erased_on) == ("harmless", A_YEAR_LATER)
    assert finding.finding_id == f"{1:032x}"
    assert len(finding.evidence_hash) == 64
    assert (finding.evidence, finding.subject, finding.explanation, finding.households) == ("", "", "", "")
    assert (case.title, case.found, case.households, case.state) == ("", "", "", "harmless")
    assert [model.objects.count() for model in (Piece, Statement, Question)] == [0, 0, 0]
    assert Matter.objects.get().title == ""
    assert harmless.cast.client("north_supervisor").get(f"/cases/{case.pk}").status_code == 200
    assert harmless.cast.client("north_supervisor").get(f"/findings/{finding.pk}").status_code == 200


def test_what_a_case_says_of_households_in_money_and_papers_is_erased_as_well(story, load):
    story.assign().check().review().order()
    story.case.refresh_from_db(from_queryset=Case.objects.everything(reason="a test"))
    sum_of = {"household": "H1", "fen": 900, "monthly_allowance_fen": 0, "today": OPENED}
    recovery = money.order_recovery(story.case, story.cast.north_supervisor, **sum_of)
    money.waive(recovery, story.cast.north_approver, fen=900, because=WORDS)
    paper = drafted(story)
    load(as_of=date(2026, 11, 30))
    story.put_right().close()
    closing.reopen(story.case, story.cast.north_supervisor, reason="再看", today=OPENED)
    story.assign().check().review().order(Household.RESTORE)
    with journal.opened("test", Site()):
        Case.objects.everything(reason="a test").update(
            state="harmless", closed_on=OPENED, closer=story.cast.north_approver.person_id
        )
    assert erasures.work(A_YEAR_LATER, NOW)["cases_erased"] == 1
    assert list(Recovery.objects.values_list("household", "waived_because", "fen")) == [("", "", 900)]
    assert list(Restoration.objects.values_list("household", flat=True)) == [""]
    paper = papers.documents(story.cast.north_supervisor).get(pk=paper.pk)
    assert (paper.said, paper.heading, paper.state) == ({}, "", "dropped")
    assert paper.pk.hex in erasing.erased()
    page = story.cast.client("north_supervisor").get(f"/documents/{paper.pk}").content.decode()
    assert "按期清除" in page


@pytest.mark.django_db(transaction=True)
def test_the_journal_keeps_nothing_readable_and_is_whole(harmless, tmp_path):
    erasures.work(A_YEAR_LATER, NOW)
    kept = Image.objects.filter(table_name__in=("findings_finding", "cases_case", "cases_piece"))
    hidden = [
        value for image in kept for value in json.loads(image.columns).values() if isinstance(value, list)
    ]
    assert hidden
    assert {matters.shown(value) for value in hidden} == {None}
    export.write(tmp_path / "journal")
    assert verify_journal.verify(tmp_path / "journal").faults == []
    written = (tmp_path / "journal").read_text()
    for word in (WORDS, "死亡证明", "户主张某", "经核实属实", '\\"tH1\\"'):
        assert word not in written, word
    assert harmless.case.pk.hex in erasing.erased()


def test_who_was_named_is_kept_away_from_the_erased_case_as_well(cast, load):
    named = number_of(list(cast.people).index("north_reviewer"))
    load(Row(1, division=NORTH_VILLAGE, household="H1", persons=(named,)))
    finding = the_finding()
    words = {"outcome": Outcome.HARMLESS, "because": "查了户籍", "innocent": "登记有误", "today": OPENED}
    triage.settle(cast.north_supervisor, findings=[finding], **words)
    erasures.work(A_YEAR_LATER, NOW)
    assert Named.objects.exists()
    assert not findings.findings(cast.north_reviewer).exists()
    assert findings.findings(cast.north_supervisor).exists()


@pytest.mark.usefixtures("harmless")
def test_a_later_run_with_the_same_evidence_leaves_it_settled_and_asks_nobody(load):
    erasures.work(A_YEAR_LATER, NOW)
    row = Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1", version="1" * 12)
    load(row, as_of=date(2027, 11, 30))
    finding = the_finding()
    assert (finding.state, finding.evidence, finding.last_seen) == ("settled", "", date(2027, 11, 30))
    assert finding.explanation == ""  # the rule has new words, and what has been erased stays so
    assert not Question.objects.exists()


@pytest.mark.usefixtures("harmless")
def test_new_evidence_about_an_erased_subject_is_a_finding_of_its_own(load):
    erasures.work(A_YEAR_LATER, NOW)
    load(
        Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1", values={"months": "9"}),
        as_of=date(2027, 11, 30),
    )
    every = Finding.objects.everything(reason="a test looks")
    assert sorted(every.values_list("state", flat=True)) == ["open", "settled"]
    assert every.get(state="open").households == "H1"


@pytest.mark.usefixtures("harmless")
def test_each_evidence_that_was_erased_is_known_again(load):
    erasures.work(A_YEAR_LATER, NOW)
    first = Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1")
    every = Finding.objects.everything(reason="a test looks")
    with journal.opened("test", Site()):
        again = every.get()
        again.pk, again.evidence_hash = UUID(int=1), "0" * 64
        again.save(force_insert=True)  # the same finding, erased once more by another evidence
        again.pk = UUID(int=2**128 - 1)
        again.save(force_insert=True)
    load(first, as_of=date(2027, 11, 30))
    assert not every.filter(erased_on__isnull=True).exists()


@pytest.mark.usefixtures("story")
def test_what_is_confirmed_or_open_is_kept(cast):
    assert erasures.work(date(2036, 1, 1), NOW)["findings_erased"] == 0
    assert findings.findings(cast.north_supervisor).get().households == "H1"


def test_an_erased_case_is_not_opened_again(harmless):
    erasures.work(A_YEAR_LATER, NOW)
    with pytest.raises(Conflict, match="清除"):
        closing.reopen(the_case(), harmless.cast.north_supervisor, reason="再看", today=A_YEAR_LATER)


@pytest.mark.usefixtures("harmless")
def test_the_list_of_what_was_erased_is_kept_in_two_places_and_only_grows(second_place, settings):
    erasures.work(A_YEAR_LATER, NOW)
    names = (second_place / "erased.txt").read_text().split()
    assert names == (settings.SITE_FOLDER / "heads" / "erased.txt").read_text().split()
    assert the_finding().pk.hex in names
    (second_place / "erased.txt").write_text("\n".join([*names, "f" * 32, "not a name"]))
    erasures.note()
    assert "f" * 32 in erasures.listed([second_place])


def test_a_backup_brings_nothing_back_that_was_erased_after_it(story, second_place):
    second_place.mkdir(parents=True)
    gone = [the_finding().pk.hex, story.case.pk.hex, "e" * 32]
    (second_place / "erased.txt").write_text("\n".join(gone))
    assert erasures.recover(None, is_current=False, today=A_YEAR_LATER, now=NOW) == 0
    assert the_finding().households == "H1"
    done = daily.PARTS["erasing"](A_YEAR_LATER, NOW)
    assert done["erased_again"] == 2
    finding = the_finding()
    assert (finding.state, finding.outcome, finding.households, finding.evidence) == (
        "settled",
        "harmless",
        "",
        "",
    )
    assert queries.cases(story.cast.north_supervisor).get().title == ""
    assert daily.PARTS["erasing"](A_YEAR_LATER, NOW)["erased_again"] == 0


def test_erasing_named_matters_of_another_site_changes_nothing(story):
    assert jobs.erase_named(["d" * 32], A_YEAR_LATER, NOW) == 0
    assert story.case.title
