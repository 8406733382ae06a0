"""A record that is wrong: whom the notice reaches and what it shows, what the answer does, how it counts."""

import json
from datetime import UTC, date, datetime

import pytest
from desk.cast import DAY, LEAGUE, NORTH, NORTH_VILLAGE, PARTS, number_of
from desk.documents.papers import organ
from desk.findings.runs import Row

from mingjian.desk.core import matters
from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.core.images import name
from mingjian.desk.core.models import Image, Notice
from mingjian.desk.documents import queries as papers
from mingjian.desk.duties import queries as duties
from mingjian.desk.duties.actions import supervising
from mingjian.desk.duties.models import ConcernedKey, Duty
from mingjian.desk.findings import engine, queries
from mingjian.desk.findings.actions import correcting, erasing, triage
from mingjian.desk.findings.actions.correcting import WrongRecord
from mingjian.desk.findings.models import Correction, Finding
from mingjian.desk.findings.states import Correcting, Moved, Outcome, State
from mingjian.desk.people.kinds import OrganKind

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = date(2026, 11, 30), date(2026, 12, 31)
SECRET = number_of(77)
LATER = date(2026, 12, 21)


def position(who):
    return number_of([part[0] for part in PARTS].index(who))


@pytest.fixture
def settled(cast, load):
    """A finding of North county, settled because a record of the housing office is wrong."""

    def made(number=1, by=None, provider=OrganKind.HOUSING, fault="面积与房产证不符", **words):
        rows = [
            Row(each, division=NORTH_VILLAGE, **{"persons": (SECRET,)} | words)
            for each in range(1, number + 1)
        ]
        load(*rows, as_of=date(2026, 10, number))
        by = by or cast.north_supervisor
        finding = Finding.objects.visible_to(by).get(finding_id=f"{number:032x}")
        triage.settle(
            by,
            findings=[finding],
            outcome=Outcome.RECORD_WRONG,
            because="已看原件",
            wrong=WrongRecord("members", organ(NORTH, provider), fault),
            today=DAY,
        )
        return Correction.objects.everything(reason="a test").select_related("duty").get(finding=finding)

    return made


def finding_of(correction):
    return Finding.objects.everything(reason="a test").get(pk=correction.finding_id)


def duty_of(correction):
    return Duty.objects.everything(reason="a test").get(pk=correction.duty_id)


def test_the_provider_gets_a_notice_with_a_clock_of_ten_working_days(cast, settled):
    sent = settled()
    duty = duty_of(sent)
    assert (duty.organ_id, duty.due_on, duty.about) == (
        cast.north_data.organ_id,
        date(2026, 12, 10),
        name(sent),
    )
    (told,) = Notice.objects.filter(kind="findings.correction")
    assert told.to_person_id == cast.people["north_data"]
    assert [one.pk for one in queries.corrections(cast.north_data)] == [sent.pk]
    assert not queries.findings(cast.north_data).exists()


def test_the_provider_sees_its_record_and_neither_clause_nor_rule_nor_household(cast, settled):
    sent = settled(clause="8(5)", household="H77")
    client = cast.client("north_data")
    page = client.get(f"/findings/corrections/{sent.pk}").content.decode()
    assert "面积与房产证不符" in page
    assert "members.csv" in page
    for hidden in ("8(5)", "H77", "deceased-paid", "死亡后仍发放", SECRET, str(sent.finding_id), "已看原件"):
        assert hidden not in page
    assert client.get(f"/findings/{sent.finding_id}").status_code == 404
    shown = client.post(f"/findings/corrections/{sent.pk}/reveal", {"reason": "核对原始登记"})
    assert SECRET in shown.content.decode()


def test_only_rows_of_the_providers_own_table_go_with_the_notice(settled):
    sent = settled()
    assert {row["table"] for row in json.loads(sent.record)["rows"]} == {"members"}


@pytest.mark.parametrize(
    ("table", "fault", "said"),
    [
        ("", "不符", "哪张数据表"),
        ("members", " ", "哪张数据表"),
        ("members", f"{SECRET}不符", "删去号码"),
        ("housing", "面积不符", "无从查找"),
    ],
)
def test_a_notice_says_what_is_wrong_and_names_no_number(cast, load, table, fault, said):
    load(Row(1, division=NORTH_VILLAGE))
    wrong = WrongRecord(table, organ(NORTH, OrganKind.HOUSING), fault)
    with pytest.raises(Conflict) as refused:
        triage.settle(
            cast.north_supervisor,
            findings=list(queries.findings(cast.north_supervisor)),
            outcome=Outcome.RECORD_WRONG,
            because="已看原件",
            wrong=wrong,
            today=DAY,
        )
    assert said in refused.value.text.zh
    assert not Correction.objects.everything(reason="a test").exists()
    assert queries.findings(cast.north_supervisor).get().state == State.OPEN


def test_whoever_is_named_is_told_nothing_at_the_provider(cast, settled):
    sent = settled(provider=OrganKind.CIVIL_AFFAIRS, persons=(position("north_handler"),))
    assert not queries.corrections(cast.north_handler).exists()
    assert queries.corrections(cast.north_handler_2).get() == sent
    told = set(Notice.objects.filter(kind="findings.correction").values_list("to_person_id", flat=True))
    assert cast.people["north_handler_2"] in told
    assert cast.people["north_handler"] not in told


def test_a_notice_is_kept_from_whomever_a_later_run_names(cast, load, settled):
    sent = settled(provider=OrganKind.CIVIL_AFFAIRS, persons=(position("north_data"), SECRET))
    assert ConcernedKey.objects.filter(duty=sent.duty_id).count() == 2
    assert duties.duties(cast.north_handler).filter(pk=sent.duty_id).exists()
    row = Row(1, division=NORTH_VILLAGE, persons=(position("north_handler"), SECRET))
    load(row, as_of=NOVEMBER)
    assert not duties.duties(cast.north_handler).filter(pk=sent.duty_id).exists()
    assert duties.duties(cast.north_handler_2).filter(pk=sent.duty_id).exists()


def test_what_a_rule_that_is_gone_has_found_may_be_about_officers():
    assert engine.is_about_officers("a-rule-that-is-gone")
    assert engine.is_about_officers("one-hand")
    assert not engine.is_about_officers("deceased-paid")


def test_an_office_is_not_told_that_its_own_staff_is_looked_at(cast, load):
    load(Row(1, clause="9(3)", division=NORTH_VILLAGE, rule="officer-account", persons=(SECRET,)))
    (finding,) = queries.findings(cast.league_supervisor)
    wrong = WrongRecord("members", organ(NORTH), "不符")
    words = {"findings": [finding], "outcome": Outcome.RECORD_WRONG, "because": "已看", "today": DAY}
    with pytest.raises(Conflict, match="工作人员"):
        triage.settle(cast.league_supervisor, wrong=wrong, **words)
    triage.settle(cast.league_supervisor, wrong=WrongRecord("members", organ(LEAGUE), "不符"), **words)


def test_a_corrected_record_meets_the_clock_and_counts_for_the_provider_and_the_rule(cast, settled):
    sent = settled()
    correcting.corrected(sent, cast.north_data, duty=duty_of(sent), text="已改为62平方米", today=DAY)
    assert (duty_of(sent).met_by, duty_of(sent).met_on) == (name(sent), DAY)
    (housing,) = queries.by_provider(cast.north_supervisor, today=DAY)
    assert (housing.open, housing.corrected, housing.confirmed) == (0, 1, 0)
    (record,) = queries.rule_records(cast.north_supervisor)
    assert (record.wrong, record.precision) == (1, 0.0)
    with pytest.raises(Conflict):
        correcting.corrected(sent, cast.north_data, duty=duty_of(sent), text="又改", today=DAY)


def test_a_record_that_is_right_opens_the_finding_again_and_counts_against_no_rule(cast, settled):
    sent = settled()
    finding = finding_of(sent)
    words = {"duty": duty_of(sent), "finding": finding, "text": "与房产证一致", "today": DAY}
    correcting.confirmed(sent, cast.north_data, **words)
    again = finding_of(sent)
    assert (again.state, again.outcome, again.moved) == (State.OPEN, "", Moved.DISPUTED)
    assert again.moved_because == "与房产证一致"
    (record,) = queries.rule_records(cast.north_supervisor)
    assert (record.open, record.wrong, record.precision) == (1, 0, None)
    assert Notice.objects.filter(
        kind="findings.disputed", to_person_id=cast.people["north_supervisor"]
    ).exists()


def test_a_notice_is_erased_with_its_finding(cast, settled):
    sent = settled()
    letter = correcting.draft_letter(
        cast.north_supervisor, provider=sent.provider, corrections=[sent], today=DAY
    )
    correcting.confirmed(
        sent, cast.north_data, duty=sent.duty, finding=finding_of(sent), text="与原件一致", today=DAY
    )
    finding = finding_of(sent)
    triage.settle(
        cast.north_supervisor,
        findings=[finding],
        outcome=Outcome.HARMLESS,
        because="已看",
        innocent="面积如此",
        today=DAY,
    )
    erasing.erase(Site(), findings=[finding], today=LATER, now=datetime(2027, 12, 21, tzinfo=UTC))
    sent.refresh_from_db(from_queryset=Correction.objects.everything(reason="a test"))
    assert (sent.record, sent.fault, sent.answer, sent.stage) == ("", "", "", "confirmed")
    assert papers.documents(cast.north_supervisor).get(pk=letter.pk).said == {}
    image = Image.objects.filter(table_name="findings_correction").order_by("entry").first()
    kept = json.loads(image.columns)
    assert [matters.shown(kept[name]) for name in ("record", "fault")] == [None, None]


def test_nobody_answers_for_another_office(cast, settled):
    sent = settled()
    for who in (cast.north_supervisor, cast.north_finance, cast.league_supervisor):
        with pytest.raises(NotAllowed):
            correcting.corrected(sent, who, duty=duty_of(sent), text="已改", today=DAY)


def test_what_is_late_has_its_light_and_is_urged(cast, settled):
    sent = settled()
    supervisor = cast.officer_on("north_supervisor", LATER)
    (housing,) = queries.by_provider(supervisor, today=LATER)
    assert (housing.open, housing.late) == (1, 1)
    supervising.urge(duty_of(sent), supervisor, today=LATER)
    assert Notice.objects.filter(kind="duty.urged", to_person_id=cast.people["north_data"]).exists()


def test_opening_the_finding_again_takes_the_notice_back(cast, settled):
    sent = settled()
    triage.reopen(finding_of(sent), cast.north_supervisor, reason="看错了", today=DAY)
    sent.refresh_from_db()
    assert (sent.stage, duty_of(sent).state) == (Correcting.WITHDRAWN, "void")


def test_what_is_said_to_be_corrected_and_stays_as_it_was_is_shown(cast, load, settled):
    sent = settled()
    correcting.corrected(sent, cast.north_data, duty=duty_of(sent), text="已改", today=DAY)
    load(Row(1, division=NORTH_VILLAGE, persons=(SECRET,)), as_of=NOVEMBER)
    assert queries.by_provider(cast.north_supervisor, today=DAY)[0].unchanged == 1
    load(as_of=DECEMBER)
    assert queries.by_provider(cast.north_supervisor, today=DAY)[0].unchanged == 0


def test_one_letter_holds_all_records_of_a_table_and_nobodys_number(cast, settled):
    first, second = settled(1), settled(2)
    client = cast.client("north_supervisor")
    answer = client.post(f"/findings/corrections/{first.pk}/letter", {})
    first.refresh_from_db()
    second.refresh_from_db()
    assert answer.url == f"/documents/{first.document_id}"
    assert first.document_id == second.document_id
    said = json.dumps(first.document.said, ensure_ascii=False)
    assert said.count("members.csv") == 2
    assert SECRET not in said
    assert client.post(f"/findings/corrections/{first.pk}/letter", {}).status_code == 409


def test_the_pages_settle_with_a_notice_and_take_the_answer(cast, load):
    load(Row(1, division=NORTH_VILLAGE, persons=(SECRET,)), Row(2, division=NORTH_VILLAGE, persons=(SECRET,)))
    keys = [str(key) for key in queries.findings(cast.north_supervisor).values_list("pk", flat=True)]
    client = cast.client("north_supervisor")
    chosen = {"finding": keys, "outcome": "record_wrong", "because": "已看原件"}
    kept = client.post("/findings/settle", chosen)
    assert kept.status_code == 422
    assert "已看原件" in kept.content.decode()
    chosen |= {"table": "members", "provider": str(organ(NORTH).pk), "fault": "人口数不符"}
    assert client.post("/findings/settle", chosen).status_code == 302
    sent = queries.corrections(cast.north_handler)
    assert sent.count() == 2
    answering = cast.client("north_handler")
    page = f"/findings/corrections/{sent[0].pk}"
    assert answering.post(f"{page}/answer", {"stage": "corrected", "text": ""}).status_code == 422
    assert answering.post(f"{page}/answer", {"stage": "confirmed", "text": "户口簿一致"}).status_code == 302
    assert answering.post(f"{page}/answer", {"stage": "corrected", "text": "已改"}).status_code == 409


def test_no_document_meets_the_clock_of_a_notice_and_its_page_leads_to_the_answer(cast, settled):
    sent = settled()
    client, duty = cast.client("north_data"), f"/duties/{sent.duty_id}"
    page = client.get(duty).content.decode()
    assert f"/findings/corrections/{sent.pk}" in page
    assert client.post(f"{duty}/meet", {"document": str(sent.pk)}).status_code == 409
    assert duty_of(sent).state == "running"


def test_what_a_colleague_settled_meanwhile_is_shown_beside_what_was_typed(cast, load):
    load(Row(1, division=NORTH_VILLAGE))
    (finding,) = queries.findings(cast.north_supervisor)
    client = cast.client("north_supervisor")
    page = f"/findings/{finding.pk}/settle"
    first = {"outcome": "unsettled", "because": "档案已过保存期"}
    assert cast.client("north_handler").post(page, first).status_code == 302
    late = client.post(page, {"outcome": "confirmed", "because": "我看了原件，属实"})
    assert late.status_code == 409
    said = late.content.decode()
    assert "档案已过保存期" in said
    assert "我看了原件，属实" in said
    assert finding_outcome(finding) == "unsettled"


def finding_outcome(finding):
    return Finding.objects.everything(reason="a test").get(pk=finding.pk).outcome
