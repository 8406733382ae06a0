"""Rows without the persons in them: every number, name and address is put in another's place, the same one everywhere.

What rules ask of a number stays as it was: sex, year and month of birth, whether its check digit is right, and whether
two rows name the same one. The day of birth is set to the first: it is what links a number to a person.
"""

from collections.abc import Callable, Mapping

import duckdb

from mingjian.exchange import identity
from mingjian.exchange.standard import Column, tables
from mingjian.privacy import masking
from mingjian.privacy.masking import COLUMNS, Holds

# The beginning of the numbers put in the place of others: no place has this code, the samples use it too.
NOWHERE = "159901"
ALIKE = {
    "account_no": "account",
    "phone": "phone",
    "address": "address",
    "hukou_no": "book",
    "split_from": "book",
    "vehicle_id": "vehicle",
    "property_id": "property",
    "uscc": "company",
}
"""Columns whose values are compared with each other, by what they hold."""
LETTERS = {
    "account": "ZH",
    "phone": "DH",
    "address": "DZ",
    "book": "HK",
    "vehicle": "CL",
    "property": "FC",
    "company": "QY",
}
NAMES = frozenset(name for name, holds in COLUMNS.items() if holds is Holds.NAME)
HEALTH = frozenset(name for name, holds in COLUMNS.items() if holds is Holds.HEALTH)


class Disguise:
    """The numbers, accounts and addresses of some tables, each with the one that stands in its place."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, source: Callable[[str], str], names: tuple[str, ...]
    ) -> None:
        self.connection = connection
        _make_persons(connection, source, names)
        for kind in LETTERS:
            _make_words(connection, source, names, kind)

    def select(self, table: str, source: str) -> str:
        """The SELECT of a table's rows with everybody in disguise."""
        columns = tables()[table].columns
        kept = {"source_file", "source_row", "source_line"}
        described = self.connection.execute(f"DESCRIBE {source}").fetchall()
        by_name = {column.name: column for column in columns}
        parts = [
            f'{_disguised(table, by_name[name], kind)} AS "{name}"'
            if name in by_name
            else (f'"{name}"' if name in kept else f'cast(NULL AS {kind}) AS "{name}"')
            for name, kind, *_ in described
        ]
        return f"SELECT {', '.join(parts)} FROM ({source}) AS t"

    def subject(self, subject_id: str) -> str:
        """The subject of a finding in disguise: `a|b@day` with its numbers replaced and in order again."""
        words = dict(self.connection.execute("SELECT word, other FROM other_word").fetchall())
        head, at, tail = subject_id.partition("@")
        parts = sorted(words.get(part) or self._person(part) for part in head.split("|"))
        return "|".join(parts) + at + tail

    def _person(self, text: str) -> str:
        number = identity.id_number(text) if len(text) == 18 else None
        row = self.connection.execute(
            "SELECT other FROM other_person WHERE person_id = ?", [number]
        ).fetchone()
        return identity.id_text(row[0]) if row else text


def _make_persons(
    connection: duckdb.DuckDBPyConnection, source: Callable[[str], str], names: tuple[str, ...]
) -> None:
    ids = [
        f"SELECT DISTINCT {column.sql} AS person_id FROM ({source(name)})"
        for name in names
        for column in tables()[name].columns
        if column.kind == "id"
    ]
    # 17 digits: place, year and month of birth and the first of the month, a serial number that keeps the sex.
    first17 = (
        f"cast(concat('{NOWHERE}', lpad(cast(person_id // 11000 % 100000000 // 100 AS VARCHAR), 6, '0'), '01', "
        "lpad(cast(2 * place + person_id // 11 % 2 AS VARCHAR), 3, '0')) AS BIGINT)"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE other_person AS WITH every AS ("
        + " UNION ALL ".join(ids)
        + "), placed AS (SELECT person_id, row_number() OVER (PARTITION BY person_id // 11000 % 100000000 // 100, "
        "person_id // 11 % 2 ORDER BY hash(person_id)) - 1 AS place "
        "FROM (SELECT DISTINCT person_id FROM every) WHERE person_id IS NOT NULL), "
        f"made AS (SELECT person_id, {first17} AS first17, {identity.check_ok_sql('person_id')} AS is_right "
        f"FROM placed) SELECT person_id, first17 * 11 + ({identity.check_value_sql('first17')} "
        "+ CASE WHEN is_right THEN 0 ELSE 1 END) % 11 AS other FROM made"
    )


def _make_words(
    connection: duckdb.DuckDBPyConnection, source: Callable[[str], str], names: tuple[str, ...], kind: str
) -> None:
    """Add to other_word(kind, word, other) every value of the columns that hold this kind of thing."""
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS other_word (kind VARCHAR, word VARCHAR, other VARCHAR)"
    )
    connection.execute("DELETE FROM other_word WHERE kind = ?", [kind])
    words = [
        f"SELECT DISTINCT {column.sql} AS word FROM ({source(name)})"
        for name in names
        for column in tables()[name].columns
        if ALIKE.get(column.name) == kind
    ]
    if words:
        connection.execute(
            f"INSERT INTO other_word SELECT '{kind}', word, "
            f"concat('{LETTERS[kind]}', lpad(cast(row_number() OVER (ORDER BY hash(word)) AS VARCHAR), 12, '0')) "
            f"FROM (SELECT DISTINCT word FROM ({' UNION ALL '.join(words)})) WHERE word IS NOT NULL AND word <> ''"
        )


def _disguised(table: str, column: Column, kind: str) -> str:
    name = f"t.{column.sql}"
    if column.kind == "id":
        return f"(SELECT o.other FROM other_person AS o WHERE o.person_id = {name})"
    if column.name in ALIKE:
        word = (
            f"(SELECT o.other FROM other_word AS o WHERE o.kind = '{ALIKE[column.name]}' AND o.word = {name})"
        )
        return f"coalesce({word}, {name})"
    if column.name in ("born_on", "born_month"):
        return f"cast(date_trunc('month', {name}) AS {kind})"
    if column.name in NAMES or (table, column.name) == ("unnumbered", "name"):
        return masking.mask_name_sql(name)
    if column.name in HEALTH:
        return f"CASE WHEN {name} IS NOT NULL THEN '***' END"
    if column.kind == "text" and column.name not in _keys(table):
        return f"regexp_replace({name}, '[0-9]{{7,}}[0-9Xx]', '****', 'g')"
    return name


def _keys(table: str) -> Mapping[str, None]:
    """Numbers that an office gave to its own things (households, files, batches): they name no person."""
    return dict.fromkeys(column.name for column in tables()[table].columns if column.name.endswith("_id"))
