"""Where a statement is answered: on the cluster if it names what only the cluster reads, else in this process.

What lies on the cluster is everything that grows with the number of households: the snapshot, the facts, and the tables
that rules read. What comes here is what was found, and what is small: the places, the months, the parameters.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from enum import Enum

from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

from mingjian.screening.cluster.translating import parsed

# Small, and asked for by what is said of findings: places and months, what local documents and past checks say.
READ_HERE = frozenset({"kept.calendar", "kept.places", "kept.county_pay", "raw.local_rules", "raw.outcomes"})
# What a run makes of the cluster's tables and reads here: the places that are answered for, what rules hit, the rows
# that are their evidence, and whom and what their sentences name.
COMES_HERE = re.compile(r"hit|hit_\d+|fetched|answering|place_code|head|named")
_SCHEMA = re.compile(r"\b(?:raw|kept)\.\w+")
_CHANGED = re.compile(
    r"\s*(?:INSERT\s+INTO|DELETE\s+FROM|UPDATE|DROP\s+(?:TABLE|VIEW)|CREATE\s+(?:OR\s+REPLACE\s+)?TEMP\s+(?:TABLE|VIEW))"
    r"\s+([\w.]+)",
    re.IGNORECASE,
)


class Kind(Enum):
    """What a statement for the cluster does with its query."""

    ASK = "rows"
    VIEW = "a view of the cluster"
    TABLE = "a table"
    ADD = "rows more in a table of this process"
    KEEP = "a file of Parquet"


@dataclass(frozen=True)
class Statement:
    """A statement for the cluster: its query, the tables that it reads, and the name or file that it is about."""

    kind: Kind
    query: exp.Expr
    about: str = ""


def for_the_cluster(sql: str, there: Set[str]) -> Statement | None:
    """The statement where the cluster has to answer it, None for any other.

    `there` names the views and tables without a schema that only the cluster reads. Raises sqlglot's ParseError.
    """
    words = set(_SCHEMA.findall(sql)) - READ_HERE or set(re.findall(r"\w+", sql)) & there
    statement = _statement(parsed(sql)) if words else None
    if statement is None or not any(_is_there(name, there) for name in names_of(statement.query)):
        return None
    return statement


def _is_there(name: str, there: Set[str]) -> bool:
    return (name not in READ_HERE) if "." in name else name in there


def _statement(tree: exp.Expr) -> Statement | None:
    if isinstance(tree, exp.Query):
        return Statement(Kind.ASK, tree)
    if isinstance(tree, exp.Copy):
        return Statement(Kind.KEEP, tree.this.unnest(), tree.args["files"][0].name)
    if isinstance(tree, exp.Insert):
        return Statement(Kind.ADD, tree.expression, _named(tree))
    if isinstance(tree, exp.Create) and tree.kind in ("TABLE", "VIEW") and tree.expression is not None:
        name = _named(tree)
        is_view = tree.kind == "VIEW" and not comes_here(name)
        return Statement(Kind.VIEW if is_view else Kind.TABLE, tree.expression, name)
    return None


def _named(tree: exp.Expr) -> str:
    """The table that a statement makes or adds to."""
    return name_of(next(iter(tree.this.find_all(exp.Table))))


def comes_here(name: str) -> bool:
    """Whether a table that the cluster makes is read in this process."""
    return COMES_HERE.fullmatch(name) is not None


def tables_of(query: exp.Expr) -> Iterator[exp.Table]:
    """The tables that a query reads, each time that it names one; names of its own WITH are no tables."""
    seen: set[int] = set()
    for scope in traverse_scope(query):
        for source in scope.sources.values():
            if (
                isinstance(source, exp.Table)
                and isinstance(source.this, exp.Identifier)
                and id(source) not in seen
            ):
                seen.add(id(source))
                yield source


def names_of(query: exp.Expr) -> frozenset[str]:
    """The names of those tables, with the schemas raw and kept."""
    return frozenset(name_of(table) for table in tables_of(query))


def name_of(table: exp.Table) -> str:
    """The name of a table as statements write it: `raw.members`, `members`."""
    return f"{table.db}.{table.name}" if table.db in ("raw", "kept") else table.name


def changed_by(sql: str) -> str | None:
    """The table of this process that a statement makes or changes."""
    found = _CHANGED.match(sql)
    return found[1] if found else None


def renamed(query: exp.Expr) -> exp.Expr:
    """The query with the cluster's names for its tables: it has no schemas of ours."""
    for table in list(tables_of(query)):
        alias = table.alias or table.name
        table.set("this", exp.to_identifier(cluster_name(name_of(table))))
        table.set("db", None)
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
    return query


def cluster_name(name: str) -> str:
    """What a table is called on the cluster."""
    return name.replace(".", "_", 1)
