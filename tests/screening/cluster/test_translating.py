"""What SQLGlot leaves different between DuckDB and Spark is put right, one cause at a time."""

from datetime import date

import pytest

from mingjian.screening.cluster.stepping import in_steps
from mingjian.screening.cluster.translating import REWRITES, parsed, spark_text, with_values

TRANSLATED = {
    "without_hints": (
        "WITH x AS NOT MATERIALIZED (SELECT 1 AS a) SELECT a FROM x",
        "WITH x AS (SELECT 1 AS a) SELECT a FROM x",
    ),
    "windows_written_out": (
        "SELECT max(a) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS x FROM t WINDOW w AS (PARTITION BY b)",
        "SELECT MAX(a) OVER (PARTITION BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS x FROM t",
    ),
    "series_as_range": (
        "SELECT i FROM range(840) AS t(i)",
        "SELECT i FROM (SELECT id AS i FROM RANGE(0, 840)) AS t",
    ),
    "words_are_text": ("SELECT cast(a AS area_word) AS a FROM t", "SELECT CAST(a AS STRING) AS a FROM t"),
    "hash_of_64_bits": (
        "SELECT hash(a) AS x FROM t",
        "SELECT SHIFTRIGHT(XXHASH64(CAST(a AS BIGINT)), 8) AS x FROM t",
    ),
    "dates_from_text": (
        "SELECT try_strptime(a, '%Y%m%d') AS x FROM t",
        "SELECT CAST(TRY_TO_TIMESTAMP(a, 'yyyyMMdd') AS DATE) AS x FROM t",
    ),
    "characters_by_code": ("SELECT chr(9247) AS x", "SELECT '\u241f' AS x"),
    "greatest_without_null": (
        "SELECT arg_max(a, b) FILTER (WHERE b > 1) AS x FROM t",
        "SELECT MAX_BY(a, b) FILTER(WHERE b > 1 AND NOT a IS NULL) AS x FROM t",
    ),
    "least_without_null": (
        "SELECT arg_min(a, b) AS x FROM t",
        "SELECT MIN_BY(a, b) FILTER(WHERE NOT a IS NULL) AS x FROM t",
    ),
    "any_value_is_the_least": ("SELECT any_value(a) AS x FROM t", "SELECT MIN(a) AS x FROM t"),
    "casts_round": (
        "SELECT cast((a / b) * 2 AS BIGINT) AS x FROM t",
        "SELECT CAST(RINT((CAST(a AS DOUBLE) / b) * 2) AS BIGINT) AS x FROM t",
    ),
    "quotients_are_doubles": (
        "SELECT (a + b) / c AS x FROM t",
        "SELECT CAST((a + b) AS DOUBLE) / c AS x FROM t",
    ),
    "days_between": (
        "SELECT t.until_on - t.due_on AS x, t.due_on - 3 AS y FROM t",
        "SELECT DATEDIFF(DAY, t.due_on, t.until_on) AS x, t.due_on - 3 AS y FROM t",
    ),
    "joined_as_text": (
        "SELECT concat(a, '、', b) AS x FROM t",
        "SELECT CONCAT(COALESCE(CAST(a AS STRING), ''), '、', COALESCE(CAST(b AS STRING), '')) AS x FROM t",
    ),
    "grouped_by_names": (
        "SELECT a + 1 AS b, c, count(*) AS n FROM t GROUP BY ALL",
        "SELECT a + 1 AS b, c, COUNT(*) AS n FROM t GROUP BY a + 1, c",
    ),
    "ordered_by_names": (
        "SELECT a, b AS c FROM t ORDER BY ALL",
        "SELECT a, b AS c FROM t ORDER BY a NULLS LAST, c NULLS LAST",
    ),
}


@pytest.mark.parametrize(("duckdb_text", "text"), TRANSLATED.values(), ids=TRANSLATED)
def test_a_difference_between_the_dialects_is_put_right(duckdb_text, text):
    assert spark_text(parsed(duckdb_text)) == text


def test_a_date_format_without_a_translation_is_refused():
    with pytest.raises(ValueError, match="%d"):
        spark_text(parsed("SELECT try_strptime(a, '%d.%m.%Y') AS x FROM t"))


def test_the_values_of_a_statement_are_written_in_their_order():
    query = with_values(
        parsed("SELECT a FROM t WHERE s = ? AND d <= ? AND n = ?"), ["it's", date(2025, 1, 2), 7]
    )
    assert (
        spark_text(query)
        == "SELECT a FROM t WHERE s = 'it\\'s' AND d <= CAST('2025-01-02' AS DATE) AND n = 7"
    )


LONG = """
WITH large AS NOT MATERIALIZED (SELECT r.a AS a FROM raw.r AS r),
once AS (SELECT l.a AS a FROM large AS l),
again AS (SELECT o.a AS a FROM once AS o JOIN large AS l ON l.a = o.a)
SELECT x.a AS a FROM again AS x JOIN again ON again.a = x.a"""


def test_what_a_query_reads_twice_is_a_step_before_it_unless_it_is_said_to_be_large():
    steps, last = in_steps(parsed(LONG), 7)
    assert [step.name for step in steps] == ["step_7_again"]
    assert spark_text(steps[0].query).startswith("WITH large AS (SELECT r.a AS a FROM raw.r AS r), once AS (")
    assert spark_text(last).endswith(
        "SELECT x.a AS a FROM step_7_again AS x JOIN step_7_again AS again ON again.a = x.a"
    )


def test_a_query_that_reads_nothing_twice_is_one_step():
    steps, last = in_steps(parsed("WITH a AS (SELECT 1 AS x) SELECT a.x AS x FROM a"), 0)
    assert steps == ()
    assert spark_text(last) == "WITH a AS (SELECT 1 AS x) SELECT a.x AS x FROM a"


def test_every_rewrite_is_shown():
    assert [rewrite.__name__ for rewrite in REWRITES] == list(TRANSLATED)
