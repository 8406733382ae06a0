"""A statement of DuckDB's dialect as Spark says it: what SQLGlot leaves different is put right, one cause at a time.

Each function below mends one difference that was seen to change an answer; tests/screening/cluster plays every one of
them on both engines. A difference that cannot be mended belongs into dialect.py, which keeps it out of rules.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import reduce

import sqlglot
from sqlglot import exp

# A name is compared in a hundred and fifty REPLACEs, each within the next; SQLGlot calls itself for every one.
DEEP = 20_000
Rewrite = Callable[[exp.Expr], exp.Expr]
WHOLE_TYPES = {exp.DType.INT, exp.DType.BIGINT, exp.DType.SMALLINT, exp.DType.TINYINT}
# What gives a date, by the names of our columns.
DATE_ENDINGS = ("_on", "_day")
DATE_NAMES = ("day", "as_of", "period")


def parsed(sql: str) -> exp.Expr:
    """The tree of one statement in DuckDB's dialect. Raises sqlglot's ParseError."""
    with _deep():
        return sqlglot.parse_one(sql, read="duckdb")


def spark_text(query: exp.Expr) -> str:
    """A query (changed in place) as Spark says it."""
    with _deep():
        rewritten = reduce(lambda tree, rewrite: rewrite(tree), REWRITES, query)
        return rewritten.sql("spark")


def with_values(query: exp.Expr, values: Sequence[object]) -> exp.Expr:
    """The query with its question marks filled in, in their order."""
    given = iter(values)
    for mark in list(query.find_all(exp.Placeholder, bfs=False)):
        mark.replace(_literal(next(given)))
    return query


def _literal(value: object) -> exp.Expr:
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    return exp.convert(value)


@contextmanager
def _deep() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEEP))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def without_hints(tree: exp.Expr) -> exp.Expr:
    """`WITH x AS NOT MATERIALIZED` is advice for DuckDB; Spark does not read it."""
    for cte in tree.find_all(exp.CTE):
        cte.set("materialized", None)
    return tree


def windows_written_out(tree: exp.Expr) -> exp.Expr:
    """`OVER (w ROWS …)` builds on a named window; Spark knows a window by its name alone, or none."""
    for select in tree.find_all(exp.Select):
        named = {window.name: window for window in select.args.get("windows") or ()}
        if not named:
            continue
        for window in list(select.find_all(exp.Window)):
            base = named.get(str(window.args.get("alias") or ""))
            if base is not None and window is not base:
                _build_on(window, base)
        select.set("windows", None)
    return tree


def _build_on(window: exp.Expr, base: exp.Expr) -> None:
    window.set("alias", None)
    window.set("partition_by", [part.copy() for part in base.args.get("partition_by") or ()])
    order = base.args.get("order")
    window.set("order", order.copy() if order else None)


def series_as_range(tree: exp.Expr) -> exp.Expr:
    """`range(n) AS t(i)` is a table of one column, which Spark always calls id."""
    for table in list(tree.find_all(exp.Table)):
        if not isinstance(table.this, exp.GenerateSeries):
            continue
        series, alias = table.this, table.args["alias"]
        column = alias.columns[0].name
        made = sqlglot.parse_one(
            f"SELECT id AS {column} FROM range({series.args['start'].sql()}, {series.args['end'].sql()})",
            read="spark",
        )
        table.replace(exp.Subquery(this=made, alias=exp.TableAlias(this=alias.this.copy())))
    return tree


def _each(kind: type[exp.Expr]) -> Callable[[Callable[[exp.Expr], exp.Expr]], Rewrite]:
    """A rewrite of every node of one kind, innermost first."""

    def made(change: Callable[[exp.Expr], exp.Expr]) -> Rewrite:
        def rewrite(tree: exp.Expr) -> exp.Expr:
            for node in reversed(list(tree.find_all(kind))):
                changed = change(node)
                if changed is not node:
                    if node is tree:
                        tree = changed
                    else:
                        node.replace(changed)
            return tree

        rewrite.__doc__, rewrite.__name__ = change.__doc__, change.__name__
        return rewrite

    return made


@_each(exp.DataType)
def words_are_text(node: exp.Expr) -> exp.Expr:
    """A type of our own (division_word) lists the words of a column, for speed on one machine; Spark has text."""
    return exp.DataType.build("VARCHAR") if node.this == exp.DType.USERDEFINED else node


@_each(exp.Anonymous)
def hash_of_64_bits(node: exp.Expr) -> exp.Expr:
    """`hash(x)` has 64 bits without a sign; Spark's has 32. Which hash it is matters nowhere, only that few are alike.

    The eight bits that are given up keep sums of them within a BIGINT, which Spark does not exceed in silence.
    """
    if node.name.lower() != "hash":
        return node
    whole = exp.cast(node.expressions[0].copy(), "BIGINT")
    mixed = exp.Anonymous(this="xxhash64", expressions=[whole])
    return exp.Anonymous(this="shiftright", expressions=[mixed, exp.Literal.number(8)])


@_each(exp.Anonymous)
def dates_from_text(node: exp.Expr) -> exp.Expr:
    """`try_strptime(x, '%Y%m%d')` is NULL for what is no date."""
    if node.name.lower() != "try_strptime":
        return node
    text, shape = (part.copy() for part in node.expressions)
    if shape.name != "%Y%m%d":
        raise ValueError(f"try_strptime with the format {shape.name} has no translation")
    made = exp.Anonymous(this="try_to_timestamp", expressions=[text, exp.Literal.string("yyyyMMdd")])
    return exp.cast(made, "DATE")


@_each(exp.Chr)
def characters_by_code(node: exp.Expr) -> exp.Expr:
    """Spark's `chr` takes the code modulo 256; a code that is written out is the character itself."""
    code = node.expressions[0]
    return exp.Literal.string(chr(int(code.name))) if isinstance(code, exp.Literal) else node


@_each(exp.ArgMax)
def greatest_without_null(node: exp.Expr) -> exp.Expr:
    """`arg_max(x, by)` passes over rows where x is NULL; Spark's `max_by` gives the NULL."""
    return _known_alone(node)


@_each(exp.ArgMin)
def least_without_null(node: exp.Expr) -> exp.Expr:
    """`arg_min(x, by)` passes over rows where x is NULL; Spark's `min_by` gives the NULL."""
    return _known_alone(node)


def _known_alone(node: exp.Expr) -> exp.Expr:
    known = exp.Not(this=exp.Is(this=node.this.copy(), expression=exp.Null()))
    if isinstance(node.parent, exp.Filter):
        where = node.parent.expression
        where.set("this", exp.and_(where.this.copy(), known))
        return node
    return exp.Filter(this=node.copy(), expression=exp.Where(this=known))


@_each(exp.IgnoreNulls)
def any_value_is_the_least(node: exp.Expr) -> exp.Expr:
    """`any_value(x)` is some value that is known; the least is one, and the same on every engine."""
    return exp.Min(this=node.this.this.copy()) if isinstance(node.this, exp.AnyValue) else node


@_each(exp.Div)
def quotients_are_doubles(node: exp.Expr) -> exp.Expr:
    """`a / b` is a DOUBLE whatever a and b are; Spark divides two DECIMALs to a DECIMAL."""
    return exp.Div(this=exp.cast(node.this.copy(), "DOUBLE"), expression=node.expression.copy(), typed=True)


@_each(exp.Cast)
def casts_round(node: exp.Expr) -> exp.Expr:
    """A quotient cast to a whole number is rounded, half to even; Spark cuts off what stands behind the point."""
    value, kind = node.this.unnest(), node.args["to"]
    if kind.this not in WHOLE_TYPES or not isinstance(value, exp.Div | exp.Mul | exp.Add | exp.Sub):
        return node
    if value.find(exp.Div) is None:
        return node
    rounded = exp.Anonymous(this="rint", expressions=[value.copy()])
    return exp.Cast(this=rounded, to=kind.copy())


@_each(exp.Sub)
def days_between(node: exp.Expr) -> exp.Expr:
    """The difference of two dates is a number of days; in Spark it is an interval."""
    if not (_is_date(node.this) and _is_date(node.expression)):
        return node
    return exp.DateDiff(this=node.this.copy(), expression=node.expression.copy(), unit=exp.var("DAY"))


def _is_date(node: exp.Expr) -> bool:
    node = node.unnest()
    if isinstance(node, exp.Cast):
        return bool(node.args["to"].this == exp.DType.DATE)
    return isinstance(node, exp.Column) and (node.name.endswith(DATE_ENDINGS) or node.name in DATE_NAMES)


@_each(exp.Concat)
def joined_as_text(node: exp.Expr) -> exp.Expr:
    """`concat` writes whatever it is given and passes over NULL; Spark has to be told that all of it is text."""
    if isinstance(node, exp.ConcatWs):
        return node
    parts = [part if part.is_string else exp.cast(part.copy(), "VARCHAR") for part in node.expressions]
    return exp.Concat(**{**node.args, "expressions": parts})


@_each(exp.Select)
def grouped_by_names(node: exp.Expr) -> exp.Expr:
    """`GROUP BY ALL` is by every column that adds nothing up."""
    group = node.args.get("group")
    if group is not None and group.args.get("all"):
        names = [each.unalias().copy() for each in node.expressions if each.find(exp.AggFunc) is None]
        node.set("group", exp.Group(expressions=names))
    return node


@_each(exp.Select)
def ordered_by_names(node: exp.Expr) -> exp.Expr:
    """`ORDER BY ALL` is by every column from the first to the last."""
    order = node.args.get("order")
    if order is None or not any(each.this.name.upper() == "ALL" for each in order.expressions):
        return node
    names = [exp.Ordered(this=exp.column(e.alias_or_name), nulls_first=False) for e in node.expressions]
    order.set("expressions", names)
    return node


REWRITES: tuple[Rewrite, ...] = (
    without_hints,
    windows_written_out,
    series_as_range,
    words_are_text,
    hash_of_64_bits,
    dates_from_text,
    characters_by_code,
    greatest_without_null,
    least_without_null,
    any_value_is_the_least,
    casts_round,
    quotients_are_doubles,
    days_between,
    joined_as_text,
    grouped_by_names,
    ordered_by_names,
)
