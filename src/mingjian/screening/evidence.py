"""The rows that made a finding: fetched from the snapshot with file, sheet and row, as JSON."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mingjian.exchange import identity
from mingjian.exchange.standard import Column, Table, tables
from mingjian.screening.catalogue import EvidenceTable, Rule
from mingjian.screening.engine import Session
from mingjian.screening.hits import Hits
from mingjian.screening.knowing import assumed_sql, recorded_on_sql, settle_known

MOST_ROWS = 200
# Names of the facts on the left, of the standard's columns on the right; other names are the same in both.
IN_TABLE = {"household": "household_id", "m": "period", "county": "division"}


@dataclass(frozen=True)
class Link:
    """How rows of a table are found from hits: pairs of (column of the table, column of the hits)."""

    table: str
    pairs: tuple[tuple[str, str], ...]


def links(rule: Rule, columns: Iterable[str]) -> tuple[Link, ...]:
    """The links a rule declares, and the row of the household (and of the person in it) that every reader needs."""
    declared = [_link(e) for e in rule.evidence]
    named = {link.table for link in declared}
    if "households" not in named:
        declared.append(_link(EvidenceTable("households", ("household",))))
    if "members" not in named and "person_id" in columns:
        declared.append(_link(EvidenceTable("members", ("household", "person_id"))))
    return tuple(declared)


def _link(entry: EvidenceTable) -> Link:
    pairs = []
    for word in entry.by:
        left, _, right = word.partition("=")
        pairs.append((IN_TABLE.get(left, left), right or left))
    return Link(entry.table, tuple(pairs))


def collect_evidence(
    connection: Session,
    all_hits: Sequence[Hits],
    sources: Mapping[str, Sequence[tuple[str, str]]],
) -> None:
    """Make evidence(number, subject_id, rows JSON), at most MOST_ROWS rows a finding and a count, and the table known.

    `sources` gives (file, sheet) per table by the index that stands in source_file.
    """
    connection.execute(
        "CREATE TEMP TABLE evidence_row (number INTEGER, subject_id VARCHAR, place INTEGER, source_file INTEGER, "
        "source_row BIGINT, entry VARCHAR, name VARCHAR, known_on DATE, assumed BOOLEAN)"
    )
    _source_table(connection, sources)
    by_shape: dict[Link, list[Hits]] = defaultdict(list)
    for hits in (h for h in all_hits if h.rows):
        for link in links(hits.rule, hits.types):
            by_shape[link].append(hits)
    # Several rules that look for rows of one table in one way share one reading of it.
    for place, (link, sharing) in enumerate(sorted(by_shape.items(), key=lambda item: item[0].table)):
        # What is wanted is written down first: only of a table does the engine know that it is small.
        table = tables()[link.table]
        refs = "\nUNION\n".join(_refs(link, table, hits) for hits in sharing)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE wanted AS {refs}").fetchall()
        connection.execute(_fetched(link, table)).fetchall()
        connection.execute(_told(table, place)).fetchall()
    connection.execute(_packed())
    settle_known(connection, all_hits)


def _source_table(connection: Session, sources: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    rows = [(name, i, *entry) for name, entries in sources.items() for i, entry in enumerate(entries)]
    connection.execute(
        "CREATE TEMP TABLE source AS SELECT unnest(?::VARCHAR[]) AS name, unnest(?::INTEGER[]) AS source_file, "
        "unnest(?::VARCHAR[]) AS file, unnest(?::VARCHAR[]) AS sheet",
        [[row[place] for row in rows] for place in range(4)],
    )


def _fetched(link: Link, table: Table) -> str:
    """The wanted rows of the table; where they lie elsewhere it is these that come here."""
    conditions = " AND ".join(f'r."{left}" = w.k{i}' for i, (left, _) in enumerate(link.pairs))
    return (
        "CREATE OR REPLACE TEMP VIEW fetched AS SELECT w.number, w.subject_id, r.* "
        f"FROM raw.{table.name} AS r JOIN wanted AS w ON {conditions}"
    )


def _told(table: Table, place: int) -> str:
    return f"""
INSERT INTO evidence_row
SELECT f.number, f.subject_id, {place}, f.source_file, f.source_row,
       json_object('table', '{table.name}', 'key', {_key(table)}, 'file', s.file, 'sheet', s.sheet,
                   'row', f.source_row, 'values',
                   json_merge_patch({_values(table)}, coalesce(f.extra, '{{}}'))),
       '{table.name}', {recorded_on_sql(table)}, {assumed_sql(table)}
FROM fetched AS f
LEFT JOIN source AS s ON s.name = '{table.name}' AND s.source_file = f.source_file"""


def _refs(link: Link, table: Table, hits: Hits) -> str:
    wanted, joins = [], ""
    for i, (left, right) in enumerate(link.pairs):
        wanted.append(f"{_wanted(table, left, right)} AS k{i}")
        if right == "m":
            joins += " JOIN kept.calendar AS c ON c.m = x.m"
    return f"SELECT DISTINCT {hits.number} AS number, x.subject_id, {', '.join(wanted)} FROM {hits.table} AS x{joins}"


def _wanted(table: Table, left: str, right: str) -> str:
    if right == "household" and left == "household_id":
        return "x.home_id"
    if right == "m" and table.column(left).kind == "month":
        return "c.first_on"
    return f"x.{right}"


def _key(table: Table) -> str:
    return "concat_ws('|', " + ", ".join(_text(table.column(name)) for name in table.key) + ")"


def _values(table: Table) -> str:
    # Merging into an empty object drops what is NULL.
    pairs = ", ".join(f"'{column.name}', {_text(column)}" for column in table.columns)
    return f"json_merge_patch('{{}}', json_object({pairs}))"


def _text(column: Column) -> str:
    name = f'f."{column.name}"'
    if column.kind == "id":
        return identity.id_text_sql(name)
    if column.kind == "month":
        return f"strftime({name}, '%Y-%m')"
    return f"cast({name} AS VARCHAR)"


def _packed() -> str:
    return f"""
CREATE TEMP TABLE evidence AS
WITH ranked AS (
    SELECT number, subject_id, place, source_file, source_row, entry,
           row_number() OVER (PARTITION BY number, subject_id ORDER BY place, source_file, source_row) AS rank,
           count(*) OVER (PARTITION BY number, subject_id) AS total
    FROM evidence_row
)
SELECT number, subject_id, any_value(total) AS total,
       string_agg(entry, ',' ORDER BY place, source_file, source_row) AS entries
FROM ranked
WHERE rank <= {MOST_ROWS}
GROUP BY number, subject_id"""
