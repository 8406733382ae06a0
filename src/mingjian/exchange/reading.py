"""Reading one source into typed rows, on the quick way where its records are lines, else record by record."""

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import duckdb

from mingjian.exchange.conversion import quoted
from mingjian.exchange.discovery import Source
from mingjian.exchange.headers import Headers, known_columns, match_headers, not_found
from mingjian.exchange.numbering import Numbered, number_records, number_sheet
from mingjian.exchange.openings import opening
from mingjian.exchange.staging import Records, lines_relation, numbered_relation, stage
from mingjian.exchange.standard import Table
from mingjian.exchange.surveying import NAMES, UTF8, Care, Survey, is_utf8, survey
from mingjian.exchange.transcoding import prevailing, transcode
from mingjian.wording import Refusal, Text


@dataclass(frozen=True)
class Examined:
    """A source before its rows are read: its hash, its encoding (a codec; empty for XLSX and Parquet), its survey.

    `is_given` where a person named the encoding.
    """

    source: Source
    sha256: str
    encoding: str
    survey: Survey | None
    is_given: bool = False


@dataclass(frozen=True)
class Read:
    """A staged source: table `name` of the connection, and the records that could not even be cut into cells.

    `header` is the line of the titles, as the file counts them.
    """

    examined: Examined
    name: str
    headers: Headers
    records: Records
    delimiter: str
    numbered: Numbered | None
    header: int = 1

    @property
    def encoding(self) -> str:
        """The encoding as a person calls it."""
        return NAMES.get(self.examined.encoding, self.examined.encoding)


class TableFault(Exception):
    """The whole table cannot be used; `text` says which file and why."""

    def __init__(self, source: Source, text: Text) -> None:
        super().__init__(text.en)
        self.text = Text(f"{source.label}：{text.zh}", f"{source.label}: {text.en}")


def examine(source: Source, encoding: str | None) -> Examined:
    """Look at the outside of a source: what its hash and its encoding are."""
    if source.format != "csv":
        with source.path.open("rb") as file:
            return Examined(source, hashlib.file_digest(file, "sha256").hexdigest(), "", None)
    seen = survey(source.path, encoding)
    return Examined(source, seen.sha256, seen.encoding, seen, encoding is not None)


def read(
    con: duckdb.DuckDBPyConnection, table: Table, examined: Examined, name: str, workplace: Path
) -> Read:
    """Stage a source as the table `name`; TableFault where its headers or its form make that impossible."""
    if examined.source.format == "parquet":
        return _read_parquet(con, table, examined, name)
    if examined.source.format == "xlsx":
        return _read_sheet(con, table, examined, name, workplace)
    return _read_csv(con, table, examined, name, workplace)


def _read_parquet(con: duckdb.DuckDBPyConnection, table: Table, examined: Examined, name: str) -> Read:
    file = f"read_parquet({quoted(str(examined.source.path))}, file_row_number = true)"
    try:
        described = con.execute(f"DESCRIBE SELECT * EXCLUDE file_row_number FROM {file}").fetchall()
        titles = tuple(row[0] for row in described)
        headers = _matched(table, examined.source, titles)
        months = {headers.columns.get(column.name) for column in table.columns if column.kind == "month"}
        cells = ", ".join(
            f"{_as_text(title, kind, is_month=i in months)} AS c{i}"
            for i, (title, kind, *_) in enumerate(described)
        )
        records = Records(f"(SELECT file_row_number + 1 AS line, {cells} FROM {file})", "line")
        stage(con, name, table, headers, records)
    except (duckdb.InvalidInputException, duckdb.IOException, duckdb.BinderException) as error:
        if "No space left" in str(error):
            raise
        raise TableFault(
            examined.source,
            Text(
                "不是完整的 Parquet 文件，无法读取；请重新导出。",
                "is no whole Parquet file; export it again.",
            ),
        ) from error
    return Read(examined, name, headers, records, "", None)


def _as_text(title: str, sql_type: str, *, is_month: bool) -> str:
    column = '"' + title.replace('"', '""') + '"'
    if sql_type == "DATE" and is_month:
        return f"strftime({column}, '%Y-%m')"
    # A binary fraction shows 15 digits, as an office program does: 0.1 + 0.2 is 0.3.
    return (
        f"format('{{:.15g}}', {column})" if sql_type in ("DOUBLE", "FLOAT") else f"CAST({column} AS VARCHAR)"
    )


def _read_csv(
    con: duckdb.DuckDBPyConnection, table: Table, examined: Examined, name: str, workplace: Path
) -> Read:
    text = _in_utf8(examined, workplace / f"{name}.utf8.csv")
    if text is not None:
        done = _read_lines(con, table, examined, name, text)
        if done is not None:
            return done
        # Only the beginning was known to be UTF-8.
        if text.path == examined.source.path and not is_utf8(text.path):
            text = None
    if text is None:
        codec = examined.encoding if examined.is_given else prevailing(examined.source.path)
        examined = replace(examined, encoding=codec)
    return _read_records(con, table, examined, name, workplace, text)


@dataclass(frozen=True)
class Utf8:
    """A file in UTF-8: the source itself or its transcription."""

    path: Path
    care: Care


def _in_utf8(examined: Examined, target: Path) -> Utf8 | None:
    """The file in UTF-8; None where it is not wholly in its encoding."""
    seen = examined.survey
    if seen is not None and seen.is_utf8:
        return Utf8(examined.source.path, seen.care)
    care = transcode(examined.source.path, target, examined.encoding)
    return Utf8(target, care) if care else None


def _read_lines(
    con: duckdb.DuckDBPyConnection, table: Table, examined: Examined, name: str, text: Utf8
) -> Read | None:
    """The quick way: it holds only where every line of the file became exactly one row; else None."""
    seen = examined.survey
    begin = opening(text.path, UTF8, partial(known_columns, table))
    if seen is None or seen.has_nul or not seen.is_lined or not begin.simple:
        return None
    headers = _matched(table, examined.source, begin.titles)
    relation = lines_relation(text.path, headers.width, begin.delimiter, begin.header)
    records = Records(relation, None, text.care, begin.header)
    if _stage_lines(con, name, table, headers, records, seen.lines - begin.header):
        return Read(examined, name, headers, records, begin.delimiter, None, begin.header)
    return None


def _read_records(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    examined: Examined,
    name: str,
    workplace: Path,
    text: Utf8 | None,
) -> Read:
    """The patient way: record by record, from UTF-8 or, where the file is wholly in no encoding, from its bytes."""
    given, codec = (text.path, UTF8) if text else (examined.source.path, examined.encoding)
    begin = opening(given, codec, partial(known_columns, table))
    headers = _matched(table, examined.source, begin.titles)
    target = workplace / f"{name}.csv"
    result = number_records(given, target, codec, begin.delimiter, headers.width, begin.header)
    staged = _stage_numbered(con, table, name, headers, result)
    return Read(examined, name, headers, staged, begin.delimiter, result, begin.header)


def _stage_lines(
    con: duckdb.DuckDBPyConnection, name: str, table: Table, headers: Headers, records: Records, lines: int
) -> bool:
    """Stage a file whose lines should be rows, and say whether they are."""
    try:
        stage(con, name, table, headers, records)
        row = con.execute(f"SELECT count(*) FROM {name}").fetchone()
        if row is not None and row[0] == lines:
            return True
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        pass
    con.execute(f"DROP TABLE IF EXISTS {name}")
    con.execute(f"DROP TABLE IF EXISTS {name}_patient")
    return False


def _read_sheet(
    con: duckdb.DuckDBPyConnection, table: Table, examined: Examined, name: str, workplace: Path
) -> Read:
    numbered = workplace / f"{name}.csv"
    source = examined.source
    try:
        sheet = number_sheet(source.path, source.name, source.sheet, numbered, partial(known_columns, table))
    except Refusal as refusal:
        raise TableFault(source, refusal.text) from refusal
    headers = _matched(table, source, sheet.titles)
    staged = _stage_numbered(con, table, name, headers, sheet.numbered)
    return Read(examined, name, headers, staged, ",", sheet.numbered, sheet.header)


def _stage_numbered(
    con: duckdb.DuckDBPyConnection, table: Table, name: str, headers: Headers, numbered: Numbered
) -> Records:
    records = Records(numbered_relation(numbered, headers.width), "line", numbered.care)
    stage(con, name, table, headers, records)
    return records


def _matched(table: Table, source: Source, titles: tuple[str, ...]) -> Headers:
    headers = match_headers(table, titles)
    if headers.fault:
        raise TableFault(source, headers.fault if headers.columns else not_found(table, titles))
    return headers
