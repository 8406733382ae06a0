"""What the dialect of the rules allows means the same on both engines: every function is played on both."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from mingjian.screening import dialect
from mingjian.screening.cluster.translating import parsed
from mingjian.screening.workspace import open_session

ROWS = """
CREATE TABLE raw.t AS SELECT * FROM (VALUES
    (1, 7::BIGINT, 10.25::DECIMAL(18, 2), DATE '2024-02-29', DATE '2024-01-31', '翁牛特旗;8(5)',
     TIMESTAMP '2024-02-29 23:59:01', true),
    (2, -7::BIGINT, -0.50::DECIMAL(18, 2), DATE '2023-12-31', NULL, ' 乌丹 ', TIMESTAMP '2023-12-31 00:00:00', false),
    (3, NULL, 99.99::DECIMAL(18, 2), NULL, DATE '9999-12-31', NULL, NULL, NULL),
    (4, 3::BIGINT, NULL, DATE '0001-01-01', DATE '2024-02-01', 'it''s \\ 8(6)', TIMESTAMP '2024-02-01 08:05:00', true)
) AS v(i, b, m, d, e, s, z, f)"""
# Each of a row: numbers, conditions, texts, days.
OF_A_ROW = (
    *("abs(t.b)", "t.b // 2", "t.b % 4", "t.b / 2", "t.m / 3", "sqrt(abs(t.b))", "t.b / nullif(t.i - 1, 0)"),
    *("round(t.m, 1)", "round(t.b / 4, 1)", "ceil(t.m)", "floor(t.m)", "1000.0 * t.b / 3"),
    *(
        "cast(t.m * 100 AS BIGINT)",
        "cast(t.b / 2 AS BIGINT)",
        "cast(t.f AS INTEGER)",
        "hash(t.i) = hash(t.b - 6)",
    ),
    *("greatest(t.i, t.b)", "least(t.b, 0)", "coalesce(t.b, 0)", "nullif(t.b, 7)"),
    *("bit_count(t.i)", "t.i & 2", "t.i | 4", "1 << t.i", "t.i >> 1"),
    *(
        "CASE WHEN t.f THEN 1 WHEN NOT t.f THEN 2 END",
        "if(t.f, 1, 0)",
        "CASE WHEN t.i > 1 THEN t.b / (t.i - 1) END",
    ),
    *("t.f AND t.b > 0", "t.f OR t.b > 0", "t.b IS DISTINCT FROM 7", "t.i NOT IN (4)", "t.d < t.e"),
    *("concat(t.s, '·', t.i)", "concat_ws('-', t.s, 'x')", "t.s || 'x'", "chr(9247) || t.i", "sha256(t.s)"),
    *(
        "left(t.s, 2)",
        "right(t.s, 3)",
        "length(t.s)",
        "substr(t.s, 2, 2)",
        "lower(t.s)",
        "upper(t.s)",
        "trim(t.s)",
    ),
    *(
        "lpad(cast(t.i AS VARCHAR), 3, '0')",
        "replace(t.s, '8', '九')",
        "contains(t.s, '旗')",
        "starts_with(t.s, '翁')",
    ),
    *("split_part(t.s, ';', 1)", "split_part(t.s, ';', 2)", "strpos(t.s, '8(')", "t.s LIKE '%旗%'"),
    *("regexp_matches(t.s, '旗|丹')", "regexp_extract(t.s, '([0-9]+)', 1)"),
    *("regexp_replace(t.s, '[^\\p{L}]', '', 'g')", "regexp_replace(coalesce(t.s, ''), '[^0-9]+', ',', 'g')"),
    *(
        "year(t.d)",
        "month(t.d)",
        "day(t.d)",
        "last_day(t.d)",
        "make_date(2024, t.i, 1)",
        "cast(t.z AS DATE)",
    ),
    *(
        "hour(t.z)",
        "minute(t.z)",
        "second(t.z)",
        "t.d + 3",
        "nullif(t.d, DATE '0001-01-01') - 1",
        "date_diff('day', t.d, t.e)",
    ),
    *("cast(t.d + INTERVAL 12 MONTH AS DATE)", "cast(t.e - INTERVAL 1 MONTH AS DATE)"),
    *(
        "strftime(t.d, '%Y-%m-%d')",
        "strftime(t.d, '%Y年%-m月%-d日')",
        "strftime(t.z, '%H:%M')",
        "strftime(t.d, '%Y-%m')",
    ),
    *("cast(t.m AS VARCHAR)", "cast(t.b AS VARCHAR)", "cast(t.d AS VARCHAR)"),
    *("cast(round(cast(t.b / 3 AS DECIMAL(18, 3)), 1) AS VARCHAR)",),
    *("try_strptime('2024022' || (6 + t.i), '%Y%m%d') IS NULL",),
    # Windows.
    *(
        "row_number() OVER (ORDER BY t.b)",
        "rank() OVER (ORDER BY t.f)",
        "first_value(t.i) OVER (ORDER BY t.b)",
    ),
    *("lag(t.i) OVER (ORDER BY t.d DESC)", "lead(t.i) OVER (ORDER BY t.b)", "sum(t.b) OVER (ORDER BY t.i)"),
    *("max(t.b) OVER (ORDER BY t.i ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)",),
)
OF_ALL = (
    *(
        "count(*)",
        "count(t.b)",
        "sum(t.b)",
        "sum(t.m)",
        "min(t.s)",
        "max(t.d)",
        "bit_or(t.i)",
        "count(DISTINCT t.f)",
    ),
    *("bool_or(t.f)", "bool_and(t.f)", "count(*) FILTER (t.f)", "any_value(t.s) FILTER (t.i = 2)"),
    *("arg_max(t.b, t.i)", "arg_min(t.m, t.i)", "arg_max(t.d, t.i)", "arg_max(t.m, t.i)"),
    *("string_agg(t.s, '、' ORDER BY t.i DESC)", "string_agg(DISTINCT t.s, ',' ORDER BY t.s)"),
)
WHOLE = (
    "SELECT t.i AS i FROM raw.t AS t SEMI JOIN raw.t AS o ON o.b = t.b ANTI JOIN raw.t AS n ON n.i = t.i AND n.i = 1",
    "SELECT t.i AS i, o.i AS o FROM raw.t AS t LEFT JOIN raw.t AS o ON o.i = t.i + 1 AND o.f",
    "SELECT t.i AS i FROM raw.t AS t WHERE EXISTS (SELECT 1 FROM raw.t AS o WHERE o.i > t.i AND o.f)",
    "SELECT x.i AS i FROM (SELECT t.i AS i FROM raw.t AS t UNION SELECT o.i FROM raw.t AS o EXCEPT SELECT 2) AS x",
    "SELECT t.f AS f, t.i % 2 AS r, count(*) AS n FROM raw.t AS t GROUP BY ALL ORDER BY ALL",
    "SELECT x.d AS d FROM (SELECT t.i AS i, unnest([t.d, t.e]) AS d FROM raw.t AS t) AS x WHERE x.i < 3",
)
PLAYED = (
    *(f"SELECT t.i AS i, {each} AS x FROM raw.t AS t" for each in OF_A_ROW),
    *(f"SELECT {each} AS x FROM raw.t AS t" for each in OF_ALL),
    *WHOLE,
)


@pytest.mark.spark
@pytest.mark.parametrize("sql", PLAYED)
def test_both_engines_answer_the_same(sql, cluster):
    with open_session() as here, cluster() as there:
        answers = []
        for session in (here, there):
            session.execute(ROWS)
            answers.append(sorted((plain(row) for row in session.execute(sql).fetchall()), key=str))
    assert answers[0] == answers[1]


def plain(row):
    """Whole numbers as such, whatever type they came in; a moment without its zone."""
    return tuple(map(cell, row))


def cell(value):
    if (
        isinstance(value, bool)
        or value is None
        or (isinstance(value, date) and not isinstance(value, datetime))
    ):
        return value
    if isinstance(value, float | Decimal) and value == int(value):
        return int(value)
    return round(float(value), 9) if isinstance(value, float | Decimal) else value


def test_every_function_of_the_dialect_is_played():
    played = {type(node) for sql in PLAYED for node in parsed(sql).walk()}
    assert [kind.__name__ for kind in dialect.FUNCTIONS if kind not in played] == []
