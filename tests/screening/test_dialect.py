"""A rule uses only what DuckDB and Spark understand alike, and what it may not use is named."""

import pytest

from mingjian.screening.catalogue import load_rules
from mingjian.screening.dialect import foreign_constructs
from mingjian.screening.outsiders import faults


@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)
def test_a_rule_uses_what_both_engines_understand_alike(rule):
    # Nothing else is asked of rules from outside, so that a copy of any of these is a good draft.
    assert faults(rule) == ()


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("SELECT * FROM pay", "SELECT *"),
        ("SELECT list_sort(b.x) AS y FROM pay AS b", "LIST_SORT"),
        ("SELECT list_transform(b.x, e -> e) AS y FROM pay AS b", "list_transform"),
        ("SELECT date_diff('month', b.x, b.y) AS y FROM pay AS b", "MONTH"),
        ("SELECT a.x AS x FROM pay AS a ASOF JOIN pay AS b ON a.x >= b.x", "ASOF JOIN"),
        ("SELECT a.x AS x FROM pay AS a QUALIFY row_number() OVER (ORDER BY a.x) = 1", "QUALIFY"),
        ("SELECT median(a.x) AS x FROM pay AS a", "MEDIAN"),
        ("SELECT levenshtein(a.x, a.y) AS x FROM pay AS a", "LEVENSHTEIN"),
        ("SELECT a.x[1:2] AS x FROM pay AS a", "x[1"),
        ("SELECT sum(a.x) FROM pay AS a", "without AS"),
        ("SELECT FROM", "cannot be parsed"),
        ("SELECT 'a AS b", "cannot be parsed"),
        ("SELECT a.x AS x FROM pay AS a; DROP TABLE pay", "anything but one SELECT"),
        ("DROP TABLE pay", "anything but one SELECT"),
    ],
)
def test_what_a_rule_may_not_use_is_named(sql, named):
    found = foreign_constructs(sql)
    assert any(named.lower() in word.lower() for word in found), found
    assert all(word.isprintable() for word in found)


def test_days_between_two_dates_are_the_same_everywhere():
    assert foreign_constructs("SELECT date_diff('day', a.x, a.y) AS d FROM pay AS a") == ()
