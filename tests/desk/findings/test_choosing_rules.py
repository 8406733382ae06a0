"""The rules by which a list of findings is narrowed: by title, under their family, and only those one may know of."""

import re
from html import unescape

import pytest
from desk.cast import NORTH_VILLAGE, PARTS, SOUTH_VILLAGE, number_of
from desk.findings.runs import Row

from mingjian.desk.core.http import LANGUAGE_COOKIE

pytestmark = pytest.mark.django_db
HANDLER = [name for name, *_ in PARTS].index("north_handler")
SELECT = re.compile(r'<select name="rule".*?</select>', re.DOTALL)
GROUP = re.compile(r'<optgroup label="([^"]+)">(.*?)</optgroup>', re.DOTALL)
OPTION = re.compile(r'<option value="([^"]*)"(?: selected)?>([^<]+)</option>')


@pytest.fixture
def five(load):
    """Of North's own: A, F and one that the catalogue has no longer; of the league: G; of South: B."""
    load(
        Row(1, division=NORTH_VILLAGE, rule="deceased-paid"),
        Row(2, division=NORTH_VILLAGE, rule="amount-mismatch"),
        Row(3, division=NORTH_VILLAGE, rule="gone-by-now"),
        Row(4, division=NORTH_VILLAGE, rule="parked", clause="9(1)"),
        Row(5, division=SOUTH_VILLAGE, rule="deposits"),
        Row(6, division=NORTH_VILLAGE, rule="imprisoned-paid", persons=(number_of(HANDLER),)),
    )


def page(cast, who, address="/findings", *, english=False):
    client = cast.client(who)
    if english:
        client.cookies[LANGUAGE_COOKIE] = "en"
    return unescape(client.get(address).content.decode())


def offered(text):
    """What is offered: the title of each family with its rules."""
    groups = GROUP.findall(SELECT.search(text)[0])
    return {family: dict(OPTION.findall(rules)) for family, rules in groups}


@pytest.mark.usefixtures("five")
def test_rules_are_chosen_by_title_under_their_family(cast):
    assert offered(page(cast, "north_handler")) == {
        "不应发放的人员": {"deceased-paid": "死亡后仍发放"},
        "发放": {"amount-mismatch": "实发与审批金额不符"},
        "目录中已没有的规则": {"gone-by-now": "gone-by-now"},
    }


@pytest.mark.usefixtures("five")
def test_who_reads_english_chooses_in_english(cast):
    assert list(offered(page(cast, "north_handler", english=True))) == [
        "Persons who should not be paid",
        "Payment",
        "Rules that the catalogue no longer has",
    ]


@pytest.mark.usefixtures("five")
def test_a_rule_of_which_one_may_see_no_finding_is_not_offered(cast):
    of = {
        who: set().union(*offered(page(cast, who)).values()) for who in ("north_handler", "north_handler_2")
    }
    assert of["north_handler_2"] - of["north_handler"] == {"imprisoned-paid"}  # which names the other
    above = set().union(*offered(page(cast, "league_supervisor")).values())
    assert above - of["north_handler_2"] == {"parked", "deposits"}


@pytest.mark.usefixtures("five")
def test_the_id_of_a_rule_still_narrows_and_stays_chosen(cast):
    text = page(cast, "north_handler", "/findings?rule=deceased-paid")
    assert '<option value="deceased-paid" selected>' in text
    assert ("死亡后仍发放</a>" in text, "实发与审批金额不符</a>" in text) == (True, False)


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize("rule", ["parked", "deposits", "imprisoned-paid", "no-such-rule"])
def test_the_id_of_one_that_is_hidden_finds_nothing_as_does_one_that_is_none(cast, rule):
    text = page(cast, "north_handler", f"/findings?rule={rule}")
    assert f'<option value="{rule}" selected>' in text
    assert "没有符合条件的线索" in text


@pytest.mark.usefixtures("five")
def test_what_is_too_long_for_an_id_is_left_out_and_named(cast):
    text = page(cast, "north_handler", f"/findings?rule={'x' * 61}")
    assert "没有按这几项筛选，请改正或清除：规则" in text
    assert "xxx" not in SELECT.search(text)[0]
