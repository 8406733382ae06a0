"""What a rule's text may use: what DuckDB and Spark understand alike, so that a rule says the same on both."""

import re
from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

# Functions that both engines have, with the same result for the same values (integers, DECIMAL, text, dates).
FUNCTIONS: tuple[type[exp.Expr], ...] = (
    exp.Abs, exp.And, exp.AnyValue, exp.ArgMax, exp.ArgMin, exp.BitwiseOrAgg,
    exp.Case, exp.Cast, exp.Ceil, exp.Coalesce, exp.Concat, exp.ConcatWs, exp.Contains, exp.Count,
    exp.DateFromParts, exp.Day, exp.FirstValue, exp.Floor, exp.Greatest, exp.GroupConcat, exp.Hour, exp.If, exp.Lag,
    exp.LastDay, exp.Lead, exp.Least, exp.Left, exp.Length, exp.LogicalAnd, exp.LogicalOr, exp.Lower,
    exp.Max, exp.Min, exp.Minute, exp.Month, exp.Nullif, exp.Or, exp.Pad, exp.Rank, exp.RegexpExtract, exp.RegexpLike,
    exp.Replace, exp.Right, exp.Round, exp.RowNumber, exp.Second, exp.SplitPart, exp.Sqrt,
    exp.StartsWith, exp.StrPosition, exp.Substring, exp.Sum, exp.TimeToStr, exp.Trim, exp.Upper,
    exp.Year,
)  # fmt: skip
# Differ in silence or are not there: list functions, lambdas, slices, ASOF and POSITIONAL joins, QUALIFY.
FOREIGN: tuple[type[exp.Expr], ...] = (
    exp.Lambda,
    exp.Bracket,
    exp.Array,
    exp.Struct,
    exp.Qualify,
    exp.Pivot,
)
TERMINAL_CODE = r"\x1b\[[0-9;]*m"
JOINS = {"", "INNER", "CROSS", "OUTER", "SEMI", "ANTI"}


def foreign_constructs(sql: str) -> tuple[str, ...]:
    """What the text uses and a rule may not, each once, as it is written; empty where there is nothing."""
    try:
        trees = sqlglot.parse(sql, read="duckdb")
    except (SqlglotError, RecursionError) as error:
        # The parser underlines for a terminal what it could not read.
        return (f"cannot be parsed: {re.sub(TERMINAL_CODE, '', str(error)).splitlines()[0]}",)
    # A comment behind the semicolon stands as a statement of its own.
    trees = [tree for tree in trees if not isinstance(tree, exp.Semicolon)]
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        return ("anything but one SELECT",)
    return tuple(dict.fromkeys(_foreign(trees[0])))


def _foreign(tree: exp.Expr) -> Iterator[str]:
    for node in tree.walk():
        if _is_foreign_function(node) or isinstance(node, FOREIGN):
            yield _text(node)
        elif isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
            yield "SELECT *"
        elif isinstance(node, exp.Join) and _is_foreign_join(node):
            yield f"{node.args.get('method') or node.kind} JOIN"
    yield from (f"{_text(column)} without AS" for column in _without_alias(tree))


def _is_foreign_function(node: exp.Expr) -> bool:
    if isinstance(node, exp.DateDiff):
        # Months and years are counted by boundaries here and in full periods there.
        return str(node.args.get("unit") or "").strip("'").upper() != "DAY"
    return isinstance(node, exp.Func) and not isinstance(node, FUNCTIONS)


def _is_foreign_join(join: exp.Join) -> bool:
    return bool(join.args.get("method")) or join.kind.upper() not in JOINS


def _without_alias(tree: exp.Expr) -> Iterator[exp.Expr]:
    """Columns of a SELECT that have no name of their own; a value in a condition or in a column needs none."""
    for select in tree.find_all(exp.Select):
        if not isinstance(select.parent, exp.In | exp.Exists) and not _is_one_value(select):
            yield from (e for e in select.expressions if not isinstance(e, exp.Alias | exp.Star))


def _is_one_value(select: exp.Select) -> bool:
    return isinstance(select.parent, exp.Subquery) and not isinstance(
        select.parent.parent, exp.From | exp.Join
    )


def _text(node: exp.Expr) -> str:
    return node.sql("duckdb")[:80]
