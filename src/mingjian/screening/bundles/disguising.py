"""Rows without the persons in them: every number, name and address is put in another's place, the same one everywhere.

What rules ask of a number stays as it was: sex, year and month of birth, whether its check digit is right, and whether
two rows name the same one. The day of birth is set to the first: it is what links a number to a person. Free text is
left out, and so are outcomes: they name findings about others by ids that can be guessed from an identity number.
"""

from collections.abc import Callable

import duckdb

from mingjian.exchange import identity
from mingjian.exchange.standard import Column, tables
from mingjian.privacy import masking
from mingjian.privacy.masking import COLUMNS, Holds
from mingjian.privacy.scanning import Trace, find_traces
from mingjian.screening.hits import PERSONAL
from mingjian.wording import Refusal

# The beginnings of the numbers put in the place of others, 159900 to 159999: no place has such a code. With the 500
# serial numbers of a sex each of them serves 500 persons born in one month.
NOWHERE, PER_CODE, MOST = 159900, 500, 50_000
ALIKE = {
    "account_no": "account",
    "phone": "phone",
    "address": "address",
    "hukou_no": "book",
    "split_from": "book",
    "vehicle_id": "vehicle",
    "property_id": "property",
    "uscc": "company",
    "employer": "employer",
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
    "employer": "DW",
    "key": "BH",
}
NAMES = frozenset(name for name, holds in COLUMNS.items() if holds is Holds.NAME)
HEALTH = frozenset({*(name for name, holds in COLUMNS.items() if holds is Holds.HEALTH), "disabled.kind"})
FREE_TEXT = frozenset(
    {"end_reason", "reason", "outcome", "opinion", "place", "purpose", "labour", "source", "refusal", "note"}
)
"""Text columns in which somebody may have written anything about anybody."""
WORDS = frozenset(
    {"relation", "status", "post", "department", "machine", "kind", "covers", "rule", "parameter", "value"}
    | {"document", "source_row"}
)
"""Text columns of words and numbers that rules compare and that name no person."""
LEFT_OUT = ("outcomes",)


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
        none = " WHERE false" if table in LEFT_OUT else ""
        parts = [
            f'{_disguised(table, by_name[name], kind)} AS "{name}"'
            if name in by_name
            else (f'"{name}"' if name in kept else f'cast(NULL AS {kind}) AS "{name}"')
            for name, kind, *_ in described
        ]
        return f"SELECT {', '.join(parts)} FROM ({source}) AS t{none}"

    def subject(self, subject_id: str, kind: str) -> str:
        """The subject of a finding in disguise: `a|b@day` with its numbers replaced and in order again."""
        head, at, tail = subject_id.partition("@")
        return "|".join(sorted(self._part(part, kind) for part in head.split("|"))) + at + tail

    def households(self, household_id: str) -> str:
        """The households of a finding in disguise: most keep their number, but not where it is somebody's own."""
        return "|".join(sorted(self._word(part, "household") or part for part in household_id.split("|")))

    def _part(self, text: str, kind: str) -> str:
        if kind in PERSONAL:
            return self._person(text) or text
        return self._word(text, kind) or self._person(text) or text

    def _word(self, text: str, kind: str) -> str | None:
        """What stands in the place of a word: of an account where the subject is one, else of a number of a thing."""
        row = self.connection.execute(
            "SELECT other FROM other_word WHERE word = ? ORDER BY kind = ? DESC, kind = 'key' DESC, kind",
            [text, kind],
        ).fetchone()
        return str(row[0]) if row else None

    def _person(self, text: str) -> str | None:
        number = identity.id_number(text) if len(text) == 18 else None
        row = self.connection.execute(
            "SELECT other FROM other_person WHERE person_id = ?", [number]
        ).fetchone()
        return identity.id_text(row[0]) if row else None


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
        f"cast(concat({NOWHERE} + place // {PER_CODE}, "
        "lpad(cast(person_id // 11000 % 100000000 // 100 AS VARCHAR), 6, '0'), '01', "
        f"lpad(cast(2 * (place % {PER_CODE}) + person_id // 11 % 2 AS VARCHAR), 3, '0')) AS BIGINT)"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE other_person AS WITH every AS ("
        + (" UNION ALL ".join(ids) or "SELECT cast(NULL AS BIGINT) AS person_id")
        + "), placed AS (SELECT person_id, row_number() OVER (PARTITION BY person_id // 11000 % 100000000 // 100, "
        "person_id // 11 % 2 ORDER BY hash(person_id)) - 1 AS place "
        "FROM (SELECT DISTINCT person_id FROM every) WHERE person_id IS NOT NULL), "
        f"made AS (SELECT person_id, {first17} AS first17, {identity.check_ok_sql('person_id')} AS is_right "
        f"FROM placed) SELECT person_id, first17 * 11 + ({identity.check_value_sql('first17')} "
        "+ CASE WHEN is_right THEN 0 ELSE 1 END) % 11 AS other FROM made"
    )
    row = connection.execute("SELECT count(*) - count(DISTINCT other // 11) FROM other_person").fetchone()
    if row and row[0]:
        raise Refusal(
            f"同月出生的人超过 {MOST:,} 个，编不出互不相同的替代号码；请加 --reveal 写出完整的线索包，并专人保管。",
            f"More than {MOST:,} persons are born in one month, and there are no numbers left to stand for them; add "
            "--reveal for a full bundle, and keep it in one hand.",
        )


def _make_words(
    connection: duckdb.DuckDBPyConnection, source: Callable[[str], str], names: tuple[str, ...], kind: str
) -> None:
    """Add to other_word(kind, word, other) every value of the columns that hold this kind of thing."""
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS other_word (kind VARCHAR, word VARCHAR, other VARCHAR)"
    )
    connection.execute("DELETE FROM other_word WHERE kind = ?", [kind])
    parts = [
        f"SELECT DISTINCT {column.sql} AS word FROM ({source(name)})"
        for name in names
        for column in tables()[name].columns
        if kind_of(column) == kind
    ]
    if not parts:
        return
    found = f"SELECT DISTINCT word FROM ({' UNION ALL '.join(parts)}) WHERE word <> ''"
    values: list[object] = []
    if kind == "key":
        long = connection.execute(f"{found} AND regexp_matches(word, '{MANY_DIGITS}')").fetchall()
        found, values = "SELECT unnest(?::VARCHAR[]) AS word", [[w for (w,) in long if gives_away(w)]]
    connection.execute(
        f"INSERT INTO other_word SELECT '{kind}', word, "
        f"concat('{LETTERS[kind]}', lpad(cast(row_number() OVER (ORDER BY hash(word)) AS VARCHAR), 12, '0')) "
        f"FROM ({found})",
        values,
    )


MANY_DIGITS = r"([0-9０-９][ \x{3000}-]?){11}"


def kind_of(column: Column) -> str | None:
    """By which words the values of a column are replaced; None where they are not."""
    is_key = column.kind == "text" and column.name.endswith("_id") and column.name not in ALIKE
    return "key" if is_key else ALIKE.get(column.name)


def gives_away(word: str) -> bool:
    """Whether a number of a household, file or batch is, or holds, that of a person, an account or a telephone."""
    return any(trace.kind is not Trace.ILLNESS for trace in find_traces(word))


def _disguised(table: str, column: Column, kind: str) -> str:
    name = f"t.{column.sql}"
    if column.kind == "id":
        return f"(SELECT o.other FROM other_person AS o WHERE o.person_id = {name})"
    if kind_of(column):
        word = f"(SELECT o.other FROM other_word AS o WHERE o.kind = '{kind_of(column)}' AND o.word = {name})"
        return f"coalesce({word}, {name})"
    if column.name in ("born_on", "born_month"):
        return f"cast(date_trunc('month', {name}) AS {kind})"
    if column.name in NAMES or (table, column.name) == ("unnumbered", "name"):
        return masking.mask_name_sql(name)
    is_free = column.kind == "text" and column.name in FREE_TEXT
    if is_free or HEALTH & {column.name, f"{table}.{column.name}"}:
        return f"cast(NULL AS {kind})"
    if column.kind == "text":
        return f"regexp_replace({name}, '[0-9]{{7,}}[0-9Xx]', '****', 'g')"
    return name
