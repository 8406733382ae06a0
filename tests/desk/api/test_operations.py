"""What programs read and do: the same as the pages, once under a key, 404 for what is none of their business."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from desk.cast import NORTH_VILLAGE, SOUTH_VILLAGE
from desk.documents.papers import organ
from desk.duties.owed import owed
from desk.findings.runs import Row
from django.utils import timezone

from mingjian.desk.core.models import Entry
from mingjian.desk.duties.deadlines import Span
from mingjian.desk.findings import queries
from mingjian.desk.findings.models import Finding
from mingjian.desk.people import recusal
from mingjian.law.limits import Unit


@pytest.fixture
def two(load, cast):  # noqa: ARG001  the offices have to be there
    """A finding in North county that names nobody of the cast, and one in South county."""
    load(
        Row(1, division=NORTH_VILLAGE, household="H1", persons=("152301198001011234",)),
        Row(2, division=SOUTH_VILLAGE, household="H2"),
        undecided=[("equal-shares", "150423", "缺少数据表“家庭成员”（members）")],
    )


def only(cast, name="north_supervisor"):
    return queries.findings(getattr(cast, name)).get()


@pytest.mark.usefixtures("two")
def test_a_list_holds_what_its_page_holds(program, cast):
    said = program("north_supervisor").get("findings").json()
    assert said["count"] == 1
    assert said["rows"][0]["id"] == str(only(cast).pk)
    assert program("south_handler").get("findings").json()["rows"][0]["households"] == ["H2"]
    assert program("league_supervisor").get("findings").json()["count"] == 2


@pytest.mark.usefixtures("two")
def test_lists_are_filtered_and_paged(program):
    caller = program("league_supervisor")
    first = caller.get("findings", size=1).json()
    second = caller.get("findings", size=1, page=2).json()
    assert (first["count"], first["pages"], len(first["rows"])) == (2, 2, 1)
    assert first["rows"] != second["rows"]
    assert caller.get("findings", page=9).json()["rows"] == []
    assert caller.get("findings", place="150430").json()["count"] == 1
    assert caller.get("findings", state="settled").json()["count"] == 0
    assert caller.get("findings", household="H2", grade="strong", presence="new").json()["count"] == 1


@pytest.mark.usefixtures("two")
def test_the_rules_of_a_list_are_those_one_may_see(program, load):
    above = Row(3, division=SOUTH_VILLAGE, rule="officer-account", clause="9(3)", household="H3")
    load(above, as_of=date(2026, 11, 20), rules=("officer-account",))
    county, league = program("south_handler"), program("league_supervisor")
    assert [row["id"] for row in county.get("findings/rules").json()] == ["deceased-paid"]
    assert [(row["id"], row["family"], row["open"]) for row in league.get("findings/rules").json()] == [
        ("deceased-paid", "A", 2),
        ("officer-account", "F", 1),
    ]
    assert county.get("findings/rules").json()[0]["title"] == {"zh": "死亡后仍发放", "en": "Paid after death"}
    assert league.get("findings", rule="officer-account").json()["count"] == 1
    assert county.get("findings", rule="officer-account").json()["count"] == 0


@pytest.mark.parametrize(
    "ask", [{"state": "gone"}, {"page": 0}, {"size": 101}, {"place": "x"}, {"household": "a\x00"}]
)
def test_a_filter_that_is_not_as_described_is_422_in_both_languages(program, ask):
    answer = program("league_supervisor").get("findings", **ask)
    assert answer.status_code == 422
    assert next(iter(ask)) in answer.json()["zh"]
    assert set(answer.json()) == {"zh", "en"}


@pytest.mark.usefixtures("two")
def test_no_answer_holds_an_identity_number(program, cast):
    caller = program("north_supervisor")
    whole = caller.get(f"findings/{only(cast).pk}")
    assert whole.status_code == 200
    assert whole.json()["evidence"][0]["cells"]
    assert "198001011234" not in whole.content.decode()
    body = {"findings": [only(cast).pk], "outcome": "confirmed", "because": "查户口 152301198001011234 属实"}
    assert caller.post("findings/settle", body).status_code == 200
    assert Finding.objects.visible_to(cast.north_supervisor).get().outcome_because == body["because"]
    assert "198001011234" not in caller.get(f"findings/{only(cast).pk}").content.decode()


@pytest.mark.usefixtures("two")
def test_outside_ones_places_a_row_is_404_to_read_and_to_act(program, cast):
    elsewhere = only(cast, "south_handler").pk
    caller = program("north_supervisor")
    assert caller.get(f"findings/{elsewhere}").status_code == 404
    assert caller.get(f"findings/{elsewhere}").content == caller.get(f"findings/{uuid4()}").content
    body = {"findings": [only(cast).pk, elsewhere], "until": "2030-01-01", "because": "等材料"}
    assert caller.post("findings/hold", body).status_code == 404
    assert only(cast).state == "open"


@pytest.mark.usefixtures("two")
def test_who_is_above_reads_but_does_not_do_the_work_of_those_below(program, cast):
    found, caller = only(cast).pk, program("league_supervisor")
    assert caller.get(f"findings/{found}").status_code == 200
    body = {"findings": [found], "outcome": "confirmed", "because": "属实"}
    assert caller.post("findings/settle", body).status_code == 404


def test_where_one_or_a_relative_is_named_there_is_nothing(load, program, cast):
    load(Row(1, division=NORTH_VILLAGE, persons=(str(cast.person("south_finance").identity),)))
    found = only(cast)
    assert program("north_handler_2").get(f"findings/{found.pk}").status_code == 200
    assert recusal.must_recuse(cast.north_handler, [cast.people["south_finance"]])
    named = program("north_handler")
    assert named.get(f"findings/{found.pk}").status_code == 404
    assert named.get("findings").json()["count"] == 0


@pytest.mark.usefixtures("two")
def test_what_is_sent_twice_under_one_key_is_done_once(program, cast):
    caller = program("north_supervisor")
    body = {
        "findings": [only(cast).pk],
        "until": timezone.localdate() + timedelta(days=9),
        "because": "等材料",
    }
    first = caller.post("findings/hold", body, key="k1")
    lines = Entry.objects.count()
    second = caller.post("findings/hold", body, key="k1")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json() == {"done": [str(only(cast).pk)]}
    assert Entry.objects.count() == lines
    assert caller.post("findings/hold", body, key="k2").status_code == 409
    assert caller.post("findings/hold", body | {"because": "别的"}, key="k1").status_code == 409


@pytest.mark.usefixtures("two")
def test_the_verbs_of_triage(program, cast):
    boss, found = program("north_supervisor"), only(cast).pk
    to = cast.people["north_handler_2"]
    assert boss.post("findings/assign", {"findings": [found], "to": to}).status_code == 200
    assert program("north_handler_2").get("findings", mine=True).json()["count"] == 1
    strangers = {"findings": [found], "to": cast.people["south_handler"]}
    assert boss.post("findings/assign", strangers).status_code == 404
    assert boss.post("findings/give-back", {"findings": [found], "reason": " "}).status_code == 422
    assert boss.post("findings/give-back", {"findings": [found], "reason": "忙"}).status_code == 200
    harmless = {"findings": [found], "outcome": "harmless", "because": "查过", "innocent": "随便"}
    assert boss.post("findings/settle", harmless).status_code == 422
    named = boss.get(f"findings/{found}").json()["innocents"][0]["reason"]["zh"]
    assert boss.post("findings/settle", harmless | {"innocent": named}).status_code == 200
    assert boss.post(f"findings/{found}/reopen", {"reason": "有新情况"}).status_code == 200
    assert boss.post(f"findings/{found}/escalate", {"reason": "涉及本级"}).status_code == 200
    assert {row["owner"] for row in program("league_supervisor").get("findings").json()["rows"]} == {
        "1504",
        "150430",
    }


@pytest.mark.usefixtures("two")
def test_a_body_that_is_not_as_described_is_422_and_nothing_of_it_comes_back(program):
    caller = program("north_supervisor")
    for body in ({}, {"findings": []}, {"findings": ["x"], "secret": "152301198001011234"}, []):
        answer = caller.post("findings/settle", body)
        assert answer.status_code == 422
        assert "152301198001011234" not in answer.content.decode()
    broken = caller.client.post(
        "/api/findings/settle",
        "{",
        content_type="application/json",
        headers={"Authorization": f"Bearer {caller.text}"},
    )
    assert broken.status_code == 400
    assert set(broken.json()) == {"zh", "en"}


def test_another_method_is_told_in_both_languages(program):
    answer = program("north_supervisor").post("findings", {})
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"
    assert set(answer.json()) == {"zh", "en"}


@pytest.mark.usefixtures("two")
def test_a_question_is_answered_by_its_county(program):
    asked = program("north_handler").get("questions", stage="open").json()["rows"]
    assert len(asked) == 1
    path, body = f"questions/{asked[0]['id']}/answer", {"text": "已入户，人已去世。"}
    assert program("south_handler").post(path, body).status_code == 404
    assert program("league_supervisor").post(path, body).status_code == 404
    done = program("north_handler").post(path, body)
    assert (done.status_code, done.json()["stage"], done.json()["answer"]) == (200, "answered", body["text"])
    assert program("league_supervisor").get(f"questions/{asked[0]['id']}").json()["answer"] == body["text"]


@pytest.mark.usefixtures("two")
def test_an_owed_table_is_asked_for(program):
    boss = program("league_supervisor")
    owed_table = boss.get("owed").json()["rows"][0]
    asked = {"organ": str(organ("150423").pk)}
    assert program("north_supervisor").post(f"owed/{owed_table['id']}/ask", asked).status_code == 422
    done = boss.post(f"owed/{owed_table['id']}/ask", asked)
    assert (done.status_code, done.json()["owner"]) == (200, organ("150423").name)
    assert done.json()["due_on"] > done.json()["asked_on"]
    assert program("south_handler").post(f"owed/{owed_table['id']}/ask", asked).status_code == 404


@pytest.mark.usefixtures("two")
def test_a_wrong_record_names_its_provider(program):
    boss = program("north_supervisor")
    finding = next(row for row in boss.get("findings").json()["rows"] if row["households"] == ["H1"])
    said = {"findings": [finding["id"]], "outcome": "record_wrong", "because": "已看原件"}
    assert boss.post("findings/settle", said).status_code == 409
    wrong = {"table": "members", "provider": str(organ("150423").pk), "fault": "人口数不符"}
    assert boss.post("findings/settle", said | {"wrong": wrong}).status_code == 200


@pytest.mark.usefixtures("two")
def test_a_case_from_opening_to_closing_by_four_persons(program, cast):
    boss, checker = program("north_supervisor"), program("north_handler_2")
    reviewer, approver = program("north_reviewer"), program("north_approver")
    opening = {"findings": [only(cast).pk], "title": "死亡后仍发放"}
    case = boss.post("cases/open", opening, key="open").json()
    assert boss.post("cases/open", opening, key="open").json() == case
    assert boss.post("cases/open", opening).status_code == 409
    path, today = f"cases/{case['id']}", str(timezone.localdate())
    assert boss.post(f"{path}/assign", {"checker": cast.people["north_handler_2"]}).status_code == 200
    assert program("north_handler").post(f"{path}/take-up").status_code == 404
    assert checker.post(f"{path}/take-up").json()["state"] == "checking"
    assert reviewer.post(f"{path}/review").status_code == 409
    assert checker.post(f"{path}/report", {"found": "属实"}).status_code == 200
    assert checker.post(f"{path}/review").status_code == 404
    assert reviewer.post(f"{path}/return", {"reason": "补材料"}).status_code == 200
    assert checker.post(f"{path}/report", {"found": "属实，已补。"}).status_code == 200
    assert reviewer.post(f"{path}/review").json()["state"] == "reviewed"
    order = {"household": "adjust", "official": "nothing", "what": "核减一人"}
    assert approver.post(f"{path}/order", order | {"household": "other"}).status_code == 422
    assert approver.post(f"{path}/order", order).json()["state"] == "rectifying"
    piece = {"kind": "correction", "title": "核减表", "provider": "苏木乡镇", "captured_on": today}
    assert checker.post(f"{path}/file", piece).json()["pieces"][0]["title"] == "核减表"
    assert checker.post(f"{path}/put-right", {"what": "已核减", "on": today}).status_code == 200
    assert checker.post(f"{path}/accept").status_code == 404
    assert approver.post(f"{path}/accept").json()["state"] == "accepted"
    closed = approver.post(f"{path}/close", {"closing": "已纠正"})
    if case["closes_by"] == "proof":
        assert closed.json()["state"] == "closed"
    else:
        assert closed.status_code == 409
    assert program("league_supervisor").get(path).json()["label"] == case["label"]
    assert program("south_handler").get(path).status_code == 404
    assert boss.get("cases", household="H1").json()["count"] == 1


def test_an_offered_verb_is_one_of_the_page(story, program, cast):
    said = program("north_supervisor").get(f"cases/{story.case.pk}").json()
    assert "assign" in said["offered"]
    page = cast.client("north_supervisor").get(f"/cases/{story.case.pk}").content.decode()
    assert all(f"/{verb}" in page for verb in said["offered"])


def test_a_duty_is_read_with_its_working_out_and_urged_once_a_day(program):
    duty = owed()
    boss = program("league_supervisor")
    assert str(duty.pk) in [row["id"] for row in boss.get("duties/below", all=True).json()["rows"]]
    whole = boss.get(f"duties/{duty.pk}").json()
    assert whole["due_on"] == "2026-11-16"
    assert "2026-11-02" in whole["working_out"]["en"]
    first = boss.post(f"duties/{duty.pk}/urge", {"note": "请抓紧"}, key="u")
    assert (first.status_code, first.json()["urged"]) == (200, 1)
    assert boss.post(f"duties/{duty.pk}/urge", {"note": "请抓紧"}, key="u").json()["urged"] == 1
    assert boss.post(f"duties/{duty.pk}/urge", {}).status_code == 409
    assert program("other_supervisor").get(f"duties/{duty.pk}").status_code == 404
    assert program("south_handler").get(f"duties/{duty.pk}").status_code == 404


def test_more_time_is_asked_for_by_the_owner_alone(program):
    duty = owed(limit="", local=Span(10, Unit.WORKING_DAY))
    path = f"duties/{duty.pk}/ask-pause"
    assert program("league_supervisor").post(path, {"reason": "听证"}).status_code == 404
    assert program("north_handler").post(path, {"reason": " "}).status_code == 409
    assert program("north_handler").post(path, {"reason": "听证"}).status_code == 200
    assert program("north_handler").post(path, {"reason": "听证"}).status_code == 409


def test_organs_and_terms_of_ones_places_are_read(program):
    boss = program("north_supervisor")
    organs = boss.get("organs").json()
    assert organs["count"]
    assert all(row["division"].startswith("150423") for row in organs["rows"])
    assert boss.get(f"organs/{organs['rows'][0]['id']}").json() == organs["rows"][0]
    other = program("other_supervisor").get("organs").json()["rows"][0]["id"]
    assert boss.get(f"organs/{other}").status_code == 404
    leaders = boss.get("in-charge", place="150423", day="2026-11-26").json()
    assert "张北批" in [row["name"] for row in leaders]
    terms = boss.get("terms", name="张北批").json()["rows"]
    assert [row["organ"]["division"] for row in terms] == ["150423"]
    assert boss.get("in-charge", place="15042").status_code == 422
    assert program("north_handler").get("organs").status_code == 404
