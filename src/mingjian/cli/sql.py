"""`mingjian sql`: the auditor's own questions to a snapshot, its facts and a run, read-only."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from mingjian.exchange import identity
from mingjian.exchange.snapshots import Snapshot, load_snapshot, store_beside
from mingjian.exchange.standard import tables
from mingjian.screening.facts import facts_version
from mingjian.screening.workspace import open_session, quoted
from mingjian.wording import Refusal, Text

try:
    import readline
except ImportError:  # Windows has none; the prompt works without a history there.
    readline = None  # type: ignore[assignment]

# A screen is for looking; --json gives every row.
MOST_SHOWN = 500
WHOLE_LINE = 100_000
PROMPT, MORE = "mingjian> ", "     ...> "
LEAVE = (".quit", ".exit", "exit", "quit")
RUN_FILES = {"findings": "findings.parquet", "finding_months": "finding_months.csv", "answers": "answers.csv"}


@dataclass(frozen=True)
class Source:
    """What is asked: the store, one of its snapshots, and a run folder where one was named."""

    store: Path
    snapshot: Snapshot
    run: Path | None


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "source",
        metavar="SNAPSHOT",
        help=str(
            Text(
                "数据文件夹、快照库、快照文件（snapshots/….json）或一次筛查的结果文件夹",
                "a folder of data, a store, a snapshot file (snapshots/….json) or a run folder",
            )
        ),
    )
    parser.add_argument(
        "-c", "--command", metavar="QUERY", help=str(Text("执行一条查询后退出", "run one query and leave"))
    )
    parser.add_argument(
        "--store",
        metavar="DIR",
        type=Path,
        help=str(Text("快照库（默认 DIR.mingjian）", "the store; default DIR.mingjian")),
    )


def run(args: argparse.Namespace) -> int:
    """Answer one query, or ask for queries until the reader leaves."""
    source = find_source(args.source, args.store)
    if args.json and args.command is None:
        raise Refusal("--json 需要用 -c 给出查询。", "--json needs a query: give one with -c.")
    with opened(source) as connection:
        if args.command is None:
            converse(connection, source)
            return 0
        columns, rows = ask(connection, args.command)
        if args.json:
            print(json.dumps({"columns": columns, "rows": rows}, ensure_ascii=False, default=_plain))
        else:
            show(columns, rows)
    return 0


def find_source(word: str, store: Path | None) -> Source:
    """The snapshot that a word names; Refusal where there is none.

    The word is a folder of data, a store, a snapshot file, a run folder, or with `store` the id of a snapshot.
    """
    path = Path(word)
    if store is not None and not path.exists():
        return Source(store, load_snapshot(store, word), None)
    if path.is_file() and path.parent.name == "snapshots":
        return Source(path.parent.parent, load_snapshot(path.parent.parent, path.stem), None)
    if (path / "run.json").is_file():
        of_run = store or path.resolve().parent.parent
        record = json.loads((path / "run.json").read_text(encoding="utf-8"))
        return Source(of_run, load_snapshot(of_run, record["snapshot"]), path)
    for candidate in (store, path, store_beside(path)):
        if candidate is not None and (candidate / "snapshots").is_dir():
            return Source(candidate, load_snapshot(candidate), None)
    raise Refusal(
        f"“{word}”处没有快照；请先运行 mingjian check {word}，或用 --store 指明快照库。",
        f"There is no snapshot at '{word}'; run mingjian check {word} first, or name the store with --store.",
    )


@contextmanager
def opened(source: Source) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads the files of the source, no other file, and cannot be told otherwise.

    The standard's tables stand under their own names with identity numbers as they are written, and in schema raw as
    they are kept (as integers: id_text and id_number change one into the other); the kept facts stand in schema kept,
    the files of a run under findings, finding_months and answers.
    """
    views = dict(_views(source))
    connection = open_session()
    try:
        files = [str(path.resolve()) for path in views.values()]
        connection.execute("SET allowed_paths = ?", [files])
        connection.execute("SET enable_external_access = false")
        connection.execute(f"CREATE MACRO id_text(n) AS {identity.id_text_sql('n')}")
        connection.execute(f"CREATE MACRO id_number(t) AS {identity.id_number_sql('t')}")
        for name, path in views.items():
            shown = f"SELECT *{_in_full(name)} FROM '{quoted(path.resolve())}'"
            connection.execute(f"CREATE VIEW {name} AS {shown}")
        connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


def _in_full(name: str) -> str:
    """What shows identity numbers as they are written, in the tables of the standard: as integers they look real."""
    columns = tables()[name].columns if name in tables() else ()
    numbers = [f"id_text({column.sql}) AS {column.sql}" for column in columns if column.kind == "id"]
    return f" REPLACE ({', '.join(numbers)})" if numbers else ""


def ask(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The heads and rows of one query; Refusal for a faulty one and for anything but a question."""
    try:
        statements = duckdb.extract_statements(query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise Refusal(
                "这里只能查询：一次一条 SELECT（或 WITH、FROM、DESCRIBE、SHOW、SUMMARIZE）。",
                "Only questions are answered here: one SELECT (or WITH, FROM, DESCRIBE, SHOW, SUMMARIZE) at a time.",
            )
        cursor = connection.execute(query)
        return [column[0] for column in cursor.description or ()], cursor.fetchall()
    except duckdb.Error as error:
        reason = next(iter(str(error).splitlines()), "")
        raise Refusal(
            f"查询没有执行：{reason}（SHOW TABLES 列出全部表，DESCRIBE 表名 列出列）",
            f"The query did not run: {reason} (SHOW TABLES lists the tables, DESCRIBE name the columns)",
        ) from error


def show(columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    """Print rows as a table on standard output."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    numeric = [
        all(isinstance(row[i], int | float | Decimal | None) for row in rows) for i in range(len(columns))
    ]
    for column, right in zip(columns, numeric, strict=True):
        table.add_column(Line(column), justify="right" if right else "left", overflow="fold")
    for row in rows[:MOST_SHOWN]:
        table.add_row(*(Line("" if value is None else str(value)) for value in row))
    console = Console()
    # A file or another program gets whole lines, however long they are.
    console.print(table, width=None if console.is_terminal else WHOLE_LINE)
    if len(rows) > MOST_SHOWN:
        said = Text(
            f"只显示前 {MOST_SHOWN} 行，共 {len(rows)} 行；--json 给出全部。",
            f"The first {MOST_SHOWN} of {len(rows)} rows; --json gives them all.",
        )
        print(said, file=sys.stderr)


def converse(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Read queries, each ended by a semicolon, and answer them until the reader leaves."""
    print(_greeting(source), file=sys.stderr)
    with _history(source.store / "sql_history"):
        for query in _queries():
            try:
                show(*ask(connection, query))
            except Refusal as refusal:
                print(refusal, file=sys.stderr)
            except KeyboardInterrupt:
                connection.interrupt()
                print(Text("已停止。", "Stopped."), file=sys.stderr)


def _queries() -> Iterator[str]:
    lines: list[str] = []
    while True:
        try:
            line = input(MORE if lines else PROMPT)
        except EOFError:
            return
        except KeyboardInterrupt:
            lines = []
            print(file=sys.stderr)
            continue
        if not lines and line.strip() in LEAVE:
            return
        lines.append(line)
        whole = "\n".join(lines).strip()
        if whole.endswith((";", "；")):
            lines = []
            yield whole.rstrip(";；")


def _greeting(source: Source) -> str:
    names = " ".join(name for name, _ in _views(source) if "." not in name)
    said = (
        Text(
            f"快照 {source.snapshot.id[:12]}，只读。每条查询以分号结束，.quit 退出。",
            f"Snapshot {source.snapshot.id[:12]}, read-only. End a query with a semicolon; .quit leaves.",
        ),
        Text(f"表：{names}", f"Tables: {names}"),
        Text(
            "身份证号以整数存放：id_text(person_id) 还原文字，id_number('…') 由文字得到整数。",
            "Identity numbers are integers: id_text(person_id) gives the text, id_number('…') the integer.",
        ),
        Text("SHOW ALL TABLES 列出 kept 中的事实表。", "SHOW ALL TABLES lists the facts in kept."),
    )
    return "\n".join(map(str, said))


def _views(source: Source) -> Iterator[tuple[str, Path]]:
    for name in tables():
        if name in source.snapshot.tables:
            yield name, source.snapshot.tables[name].path
            yield f"raw.{name}", source.snapshot.tables[name].path
    facts = source.store / "facts" / f"{source.snapshot.id}-{facts_version()}"
    yield from ((f"kept.{path.stem}", path) for path in sorted(facts.glob("*.parquet")))
    if source.run is not None:
        yield from (
            (name, source.run / file) for name, file in RUN_FILES.items() if (source.run / file).is_file()
        )


@contextmanager
def _history(path: Path) -> Iterator[None]:
    """The history of the prompt: in the store, readable by its owner alone, because questions name persons."""
    if readline is None or not sys.stdin.isatty():
        yield
        return
    if path.is_file():
        readline.read_history_file(path)
    try:
        yield
    finally:
        path.touch(mode=0o600)
        readline.write_history_file(path)


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
