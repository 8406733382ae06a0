"""What belongs to a case, for programs: statements, money, another organ, papers; the same acts as on its page."""

from uuid import uuid4

import pytest
from desk.cast import NORTH, SOUTH
from desk.documents.papers import organ
from django.urls import reverse

from mingjian.desk.cases.models import Case, Recovery, Restoration, Statement
from mingjian.desk.cases.states import Household
from mingjian.desk.cases.views.verbs import VERBS
from mingjian.desk.config.api import urls
from mingjian.desk.core.models import Entry
from mingjian.desk.documents.models import Document
from mingjian.desk.people.kinds import OrganKind, Scope

BOSS, APPROVER, CHECKER = "north_supervisor", "north_approver", "north_handler_2"


@pytest.fixture
def path(story):
    return f"cases/{story.case.pk}"


@pytest.fixture
def ordered(story):
    """The case while it is put right."""
    return story.assign().check().review().order()


def acts(act):
    return Entry.objects.filter(act=act).count()


def test_whatever_the_page_of_a_case_can_do_an_operation_can():
    known = {pattern.name for pattern in urls[0]}
    assert {f"api-case-{verb}" for verb in VERBS} - known == set()
    assert "api-case-write" in known  # the page of its papers


@pytest.mark.parametrize("verb", [*VERBS, "write"])
def test_what_does_something_asks_for_its_scope_and_for_a_case_that_one_may_see(story, program, verb):
    address = reverse(f"api:api-case-{verb}", args=[story.case.pk]).removeprefix("/api/")
    assert program(BOSS, Scope.READ_CASES).post(address, {}).status_code == 403
    elsewhere, lines = program("south_handler"), Entry.objects.count()
    answer, absent = (elsewhere.post(to, BODIES.get(verb, {})) for to in (address, f"cases/{uuid4()}/{verb}"))
    assert (answer.status_code, answer.content) == (404, absent.content)
    assert Entry.objects.count() == lines


BODIES = {
    "assign": {"checker": str(uuid4())},
    "report": {"found": "属实"},
    "return": {"reason": "补材料"},
    "order": {"household": "adjust", "official": "nothing", "what": "核减"},
    "clear": {"innocent": "已更正"},
    "put-right": {"what": "已核减", "on": "2026-11-10"},
    "close": {"closing": ""},
    "not-put-right": {"reason": "未到账"},
    "file": {"kind": "survey", "title": "表", "provider": "苏木", "captured_on": "2026-11-10"},
    "offer-statement": {"of": "户主"},
    "take-statement": {"statement": str(uuid4()), "words": "无异议"},
    "recover": {"household": "H1", "fen": 100, "monthly_allowance_fen": 0},
    "pay": {"recovery": str(uuid4()), "fen": 100, "paid_on": "2026-11-10", "receipt": "1"},
    "waive": {"recovery": str(uuid4()), "fen": 100, "reason": "困难"},
    "appeal": {"recovery": str(uuid4())},
    "restore": {"restoration": str(uuid4()), "restored_on": "2026-11-10", "owed_fen": 0, "paid_fen": 0},
    "give-back": {"reason": "回避"},
    "add-organ": {"organ": str(uuid4()), "asked": "核实"},
    "reopen": {"reason": "新情况"},
    "write": {"kind": "hearing_letter"},
}


def test_a_statement_is_offered_and_taken_once_and_no_answer_says_whose_it_is(story, program, path):
    story.assign().check()
    checker = program(CHECKER)
    offered = checker.post(f"{path}/offer-statement", {"of": "王大山"}, key="o").json()
    assert checker.post(f"{path}/offer-statement", {"of": "王大山"}, key="o").json() == offered
    assert checker.post(f"{path}/offer-statement", {"of": " "}).status_code == 422
    assert (offered["given_on"], Statement.objects.get().of) == (None, "王大山")
    said = {"statement": offered["id"], "words": "我不知情"}
    first = checker.post(f"{path}/take-statement", said, key="t")
    assert first.json()["statements"][0]["given_on"] is not None
    assert checker.post(f"{path}/take-statement", said, key="t").json() == first.json()
    assert checker.post(f"{path}/take-statement", said).status_code == 409
    assert (acts("case.offer_statement"), acts("case.take_statement")) == (1, 1)
    assert checker.post(f"{path}/take-statement", said | {"statement": str(uuid4())}).status_code == 404
    whole = str(program(BOSS).get(path).json())
    assert ("王大山" in whole, "我不知情" in whole) == (False, False)


def test_money_is_recovered_by_instalments_and_waived_by_another_person(ordered, program, path):
    boss, approver, checker = program(BOSS), program(APPROVER), program(CHECKER)
    order = {"household": "H1", "fen": 120_000, "monthly_allowance_fen": 60_000}
    assert checker.post(f"{path}/recover", order).status_code == 404
    assert boss.post(f"{path}/recover", order | {"household": "H9"}).status_code == 409
    assert boss.post(f"{path}/recover", order | {"fen": 0}).status_code == 422
    (recovery,) = boss.post(f"{path}/recover", order, key="r").json()["recoveries"]
    boss.post(f"{path}/recover", order, key="r")
    assert Recovery.objects.get().ordered_by_id == ordered.cast.people[BOSS]
    one = {"recovery": recovery["id"], "fen": 1_000, "paid_on": "2026-11-20", "receipt": "收据1号"}
    assert checker.post(f"{path}/pay", one | {"fen": 60_000}).status_code == 409  # it lives on the allowance
    paid = checker.post(f"{path}/pay", one, key="p").json()["recoveries"][0]
    assert checker.post(f"{path}/pay", one, key="p").json()["recoveries"][0] == paid
    assert (paid["paid_fen"], paid["open_fen"]) == (1_000, 119_000)
    let_off = {"recovery": recovery["id"], "fen": 19_000, "reason": "家庭困难"}
    assert boss.post(f"{path}/waive", let_off).status_code == 404  # who ordered it
    assert approver.post(f"{path}/waive", let_off | {"reason": " "}).status_code == 422
    assert approver.post(f"{path}/waive", let_off | {"fen": 200_000}).status_code == 409
    waived = approver.post(f"{path}/waive", let_off).json()["recoveries"][0]
    assert (waived["waived_fen"], waived["open_fen"], waived["waived_because"]) == (
        19_000,
        100_000,
        "家庭困难",
    )
    against = {"recovery": recovery["id"]}
    assert checker.post(f"{path}/appeal", against).json()["recoveries"][0]["appealed_on"]
    assert checker.post(f"{path}/appeal", against).status_code == 409
    assert [acts(f"recovery.{act}") for act in ("order", "note_payment", "waive", "appeal")] == [1, 1, 1, 1]


def test_who_orders_as_approver_does_not_waive_it(ordered, program, path):  # noqa: ARG001  the case
    approver = program(APPROVER)
    order = {"household": "H1", "fen": 120_000, "monthly_allowance_fen": 0}
    (recovery,) = approver.post(f"{path}/recover", order).json()["recoveries"]
    waiver = {"recovery": recovery["id"], "fen": 1, "reason": "困难"}
    assert approver.post(f"{path}/waive", waiver).status_code == 404
    assert Recovery.objects.get().waived_fen == 0


def test_a_household_wrongly_stopped_is_restored(story, program, path):
    story.assign().check().review().order(Household.RESTORE)
    checker = program(CHECKER)
    (row,) = checker.get(path).json()["restorations"]
    assert (row["household"], row["restored_on"]) == ("H1", None)
    said = {"restoration": row["id"], "restored_on": "2026-12-01", "owed_fen": 6_000, "paid_fen": 9_000}
    assert checker.post(f"{path}/restore", said).status_code == 409
    said |= {"paid_fen": 6_000, "paid_on": "2026-12-05"}
    assert program(APPROVER).post(f"{path}/restore", said).status_code == 404
    done = checker.post(f"{path}/restore", said, key="b").json()["restorations"][0]
    assert (done["restored_on"], done["paid_fen"]) == ("2026-12-01", 6_000)
    assert checker.post(f"{path}/restore", said, key="b").json()["restorations"][0] == done
    assert (Restoration.objects.get().paid_fen, acts("restoration.restore")) == (6_000, 1)


def test_another_organ_of_the_place_gets_a_case_of_its_own_once(story, program, path):
    story.assign().check()
    boss = program(BOSS)
    finance = str(organ(NORTH, OrganKind.FINANCE).pk)
    assert finance in boss.get(path).json()["organs_beside"]
    assert program(CHECKER).get(path).json()["organs_beside"] == []
    asked = {"organ": finance, "asked": "核对专户流水", "households": ["H1"], "fen": 5_000}
    assert program(CHECKER).post(f"{path}/add-organ", asked).status_code == 404
    assert boss.post(f"{path}/add-organ", asked | {"organ": str(organ(SOUTH).pk)}).status_code == 404
    assert boss.post(f"{path}/add-organ", asked | {"households": ["H9"]}).status_code == 409
    first = boss.post(f"{path}/add-organ", asked, key="a")
    assert first.status_code == 200
    assert boss.post(f"{path}/add-organ", asked, key="a").json() == first.json()
    assert boss.post(f"{path}/add-organ", asked).status_code == 409
    beside = Case.objects.everything(reason="a test").exclude(pk=story.case.pk).get()
    assert (beside.organ_id, beside.households, beside.fen) == (
        organ(NORTH, OrganKind.FINANCE).pk,
        "H1",
        5_000,
    )


def test_a_paper_is_filled_from_the_case_and_written_once(story, program, path):
    story.assign().check()
    boss, township = program(BOSS), str(organ(NORTH, OrganKind.FINANCE).pk)
    assert "verification_notice" in boss.get(path).json()["writable"]
    shape = boss.get(f"{path}/paper", kind="verification_notice").json()
    filled = {field["name"]: field for field in shape["fields"]}
    assert filled["matter"]["value"] == story.case.label
    assert filled["question"]["must"]
    assert township in shape["organs"]
    body = {"kind": "verification_notice", "recipients": [township], "said": {"months": "2026年1月至3月"}}
    for wrong, named in (
        ({"recipients": []}, "recipients: This field is required."),
        ({"recipients": [str(uuid4())]}, "recipients: Select a valid choice."),
        ({"said": {"matter": ""}}, "matter: This field is required."),
        ({"said": {"identity": "1"}}, "no field identity; it has matter, question"),
    ):
        refused = boss.post(f"{path}/write", body | wrong)
        assert refused.status_code == 422
        assert named in refused.json()["en"]
    first = boss.post(f"{path}/write", body, key="w").json()
    assert (first["kind"], first["state"], first["title"]["zh"]) == (
        "verification_notice",
        "draft",
        "核查通知",
    )
    assert boss.post(f"{path}/write", body, key="w").json() == first
    document = Document.objects.everything(reason="a test").get()
    assert (document.said["matter"], document.said["months"]) == (story.case.label, "2026年1月至3月")
    assert boss.get(path).json()["papers"] == [first]
    assert acts("case.write") == 1


def test_a_paper_that_does_not_follow_or_is_not_for_one_to_write_is_404(story, program, path):
    story.assign().check()
    for who, kind in ((BOSS, "stop_notice"), (BOSS, "no_such_kind"), ("north_reviewer", "hearing_letter")):
        assert program(who).get(f"{path}/paper", kind=kind).status_code == 404
        assert program(who).post(f"{path}/write", {"kind": kind}).status_code == 404
    assert program("league_supervisor").get(path).json()["writable"] == []
    assert not Document.objects.everything(reason="a test").exists()
