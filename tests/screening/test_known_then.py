"""Every finding says what was on record and visible on the day of the decision, and what came later."""

import json
from datetime import date

from mingjian.screening.assembling import assemble
from mingjian.screening.catalogue import load_rules
from mingjian.screening.evidence import collect_evidence
from mingjian.screening.examples import Example, examples_of, stage
from mingjian.screening.reports.known import NO_DECISION, known_words
from mingjian.screening.running import run_in_turn
from mingjian.screening.sentences import OPEN
from tests.screening.conftest import VILLAGE

DAY = date(2024, 12, 31)
OWNER = "15990119500101001?"
HOME = {
    "households": [{"household_id": "H1", "division": VILLAGE, "head_id": OWNER}],
    "members": [{"household_id": "H1", "person_id": OWNER}],
    "grants": [{"household_id": "H1", "granted_on": date(2022, 12, 20)}],
    "payments": [{"household_id": "H1", "period": "2023-01..2024-12"}],
}


def known(rule_id, rows, as_of=DAY):
    """What the one finding of a rule over the rows says was known."""
    rule = load_rules()[rule_id]
    with stage(rule, Example("", "hit", as_of, rows, ())) as (connection, order):
        hits = run_in_turn(connection, [rule], order)
        collect_evidence(connection, hits, {})
        assemble(connection, hits, "example", OPEN)
        (row,) = connection.execute("SELECT evidence FROM finding").fetchall()
        return json.loads(row[0])["known"]


def dead(**more):
    return HOME | {"deaths": [{"person_id": OWNER, "died_on": date(2022, 3, 5), **more}]}


def tables(entries):
    return [entry["table"] for entry in entries]


def test_a_record_that_was_visible_on_the_day_of_the_grant_was_known_then():
    told = known("deceased-paid", dead(available_on=date(2022, 12, 20)))
    assert (told["decision"], told["decided_on"], told["visible"]) == ("grant", "2022-12-20", "then")
    assert told["then"] == [
        {"table": "deaths", "rows": 1, "first": "2022-12-20", "last": "2022-12-20", "assumed": False}
    ]
    assert tables(told["later"]) == ["payments"]


def test_a_record_that_became_visible_a_day_later_came_later():
    told = known("deceased-paid", dead(available_on=date(2022, 12, 21)))
    assert (told["visible"], told["then"]) == ("later", [])
    assert tables(told["later"]) == ["deaths", "payments"]


def test_a_record_of_which_nobody_wrote_down_since_when_counts_from_its_day_and_says_so():
    told = known("deceased-paid", dead())
    assert (told["visible"], told["then"][0]["first"], told["then"][0]["assumed"]) == (
        "then",
        "2022-03-05",
        True,
    )
    assert "首次可查询日不明" in known_words(told).zh


def test_of_two_grants_the_one_under_which_the_first_month_was_paid_is_the_decision():
    first = {
        "household_id": "H1",
        "to_month": "2022-12",
        "from_month": "2021-01",
        "granted_on": date(2020, 12, 20),
    }
    grants = [first, {"household_id": "H1", "granted_on": date(2022, 12, 20)}]
    told = known("deceased-paid", dead(available_on=date(2022, 1, 1)) | {"grants": grants})
    assert told["decided_on"] == "2022-12-20"
    paid = [{"household_id": "H1", "period": "2022-10..2024-12"}]
    told = known("deceased-paid", dead(available_on=date(2022, 1, 1)) | {"grants": grants, "payments": paid})
    assert (told["decided_on"], told["visible"]) == ("2020-12-20", "later")


def test_a_grant_without_a_day_is_no_decision_of_a_day():
    undated = dead(available_on=date(2022, 1, 1)) | {"grants": [{"household_id": "H1", "granted_on": None}]}
    told = known("deceased-paid", undated)
    assert (told["decision"], told["decided_on"], told["then"]) == ("none", None, [])
    earlier = {
        "household_id": "H1",
        "from_month": "2021-01",
        "to_month": "2022-12",
        "granted_on": date(2020, 12, 20),
    }
    assert known("deceased-paid", undated | {"grants": [earlier, *undated["grants"]]})["decided_on"] is None


def test_a_finding_about_a_file_looks_at_its_decision_and_one_about_a_request_at_the_reply():
    told = known("missing-step", examples_of(load_rules()["missing-step"])[0].rows)
    assert (told["decision"], told["visible"]) == ("application", "none")
    assert "steps" in tables(told["then"])
    told = known("check-contradicted", examples_of(load_rules()["check-contradicted"])[0].rows)
    assert (told["decision"], told["visible"]) == ("reply", "then")


def test_a_finding_about_a_village_is_about_no_single_decision():
    example = examples_of(load_rules()["rotation"])[0]
    told = known("rotation", example.rows, example.as_of)
    assert told == {"decision": "none", "decided_on": None, "visible": "none", "then": [], "later": []}
    assert known_words(told) == NO_DECISION


def test_the_sentence_names_the_day_the_decision_and_both_sides():
    said = known_words(known("deceased-paid", dead(available_on=date(2023, 2, 1))))
    for sentence in (said.zh, said.en):
        assert "2022-12-20" in sentence
        assert "2023-02-01" in sentence
    assert "没有相关记录" in said.zh
