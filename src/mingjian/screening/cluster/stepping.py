"""A long query in steps: what it reads twice is worked out once and laid down, as DuckDB does by itself.

Spark and Sail write a WITH out wherever it is named; a rule whose parts build on each other would be planned a hundred
times over. `NOT MATERIALIZED` says of a part that it is large and quick to read again: it stays where it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

AGAIN = 2


@dataclass(frozen=True)
class Step:
    """A part of a query that is to be answered first, and the name by which what follows reads it."""

    name: str
    query: exp.Expr


def in_steps(query: exp.Expr, first: int) -> tuple[tuple[Step, ...], exp.Expr]:
    """The steps of a query in their order and what remains of it; their names are numbered from `first`."""
    steps: list[Step] = []
    left: list[exp.CTE] = []
    for cte in _parts(query):
        if _is_read_again(query, cte):
            name = f"step_{first + len(steps)}_{cte.alias}"
            made = _with(left, cte.this.copy())
            _point_to(query, cte.alias, name)
            steps.append(Step(name, made))
            cte.pop()
        else:
            left.append(cte)
    if not _parts(query):
        query.set("with_", None)
    return tuple(steps), query


def _parts(query: exp.Expr) -> list[exp.CTE]:
    own = query.args.get("with_")
    return list(own.expressions) if own else []


def _is_read_again(query: exp.Expr, cte: exp.CTE) -> bool:
    return cte.args.get("materialized") is not False and len(_readers(query, cte.alias)) >= AGAIN


def _readers(query: exp.Expr, name: str) -> list[exp.Table]:
    return [table for table in query.find_all(exp.Table) if table.name == name and not table.db]


def _point_to(query: exp.Expr, old: str, new: str) -> None:
    for table in _readers(query, old):
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(old)))
        table.set("this", exp.to_identifier(new))


def _with(ctes: Sequence[exp.CTE], query: exp.Expr) -> exp.Expr:
    """The query with those of the parts before it that it needs."""
    needed: list[exp.CTE] = []
    wanted = {table.name for table in query.find_all(exp.Table)}
    for cte in reversed(ctes):
        if cte.alias in wanted:
            needed.insert(0, cte.copy())
            wanted |= {table.name for table in cte.this.find_all(exp.Table)}
    if needed:
        own = query.args.get("with_")
        query.set("with_", exp.With(expressions=[*needed, *(own.expressions if own else ())]))
    return query
