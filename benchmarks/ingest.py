"""Reading with checks against bare reading of the same file: UTF-8, GB18030 and XLSX, in one run."""

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import duckdb
import python_calamine
import xlsxwriter
from claims import Claim, told

from mingjian.exchange.checking import check_folder

TARGETS = {"utf-8": 0.6, "gb18030": 0.45, "xlsx": 0.6}
# One payment row in twenty thousand cannot be read, as in real files.
ROWS = """
SELECT 'H' || lpad(CAST(h AS VARCHAR), 8, '0') AS 家庭编号,
    strftime(DATE '2023-01-01' + to_months(CAST(m AS INTEGER)), '%Y-%m') AS 所属年月,
    '低保金' AS 款项类型,
    printf('%.2f', 100 + (hash(h) % 40000) / 100.0) AS 应发金额,
    CASE WHEN hash(i) % 20000 = 0 THEN '-1' ELSE printf('%.2f', 100 + (hash(h) % 40000) / 100.0) END AS 实发金额,
    strftime(DATE '2023-01-08' + to_months(CAST(m AS INTEGER)), '%Y-%m-%d') AS 到账日期,
    '一卡通' AS 发放方式,
    '62' || lpad(CAST(hash(h) % 100000000000000000 AS VARCHAR), 17, '0') AS 银行账号,
    '1599011950' || lpad(CAST(hash(h) % 12 + 1 AS VARCHAR), 2, '0')
        || lpad(CAST(hash(h + 1) % 28 + 1 AS VARCHAR), 2, '0') || lpad(CAST(hash(h) % 1000 AS VARCHAR), 3, '0')
        || CASE WHEN h % 11 = 0 THEN 'X' ELSE CAST(h % 10 AS VARCHAR) END AS 开户人身份证号,
    NULL AS 退票日期, NULL AS 重发日期, NULL AS 重发户名身份证号,
    'B' || m || '-' || (h % 100) AS 批次号
FROM (SELECT i, i // 24 AS h, i % 24 AS m FROM range({rows}) t(i))
ORDER BY m, h
"""


@dataclass(frozen=True)
class Cost:
    """Medians of one way of reading: CPU and wall seconds."""

    cpu: float
    wall: float


def measured(works: dict[str, Callable[[], None]], repeat: int) -> dict[str, Cost]:
    """The cost of each work: all are done in turn, so that a busy machine slows them alike, once more to warm up."""
    cpu: dict[str, list[float]] = {name: [] for name in works}
    wall: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(repeat + 1):
        for name, work in works.items():
            begun = _cpu(), time.perf_counter()
            work()
            if turn:
                cpu[name].append(_cpu() - begun[0])
                wall[name].append(time.perf_counter() - begun[1])
    return {name: Cost(statistics.median(cpu[name]), statistics.median(wall[name])) for name in works}


def _cpu() -> float:
    """CPU seconds of this process, of all its threads and of the processes it has waited for."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


def bare_csv(path: Path, target: Path) -> None:
    """DuckDB as it comes: sniffed types, default compression."""
    with duckdb.connect() as con:
        con.execute("SET enable_progress_bar = false")
        con.execute(f"COPY (FROM read_csv('{path}')) TO '{target}' (FORMAT parquet)")


def bare_xlsx(path: Path) -> None:
    """Calamine as it comes: every row of the sheet as a list."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    for _ in book.get_sheet_by_index(0).iter_rows():
        pass


def checked(folder: Path) -> None:
    """Our reading of the one table in `folder`, into an empty store."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as store:
        result = check_folder(folder, Path(store))
        table = result.tables[0].snapshot
        assert table is not None
        assert table.accepted + table.rejected == table.read


def make_files(place: Path, rows: int, sheet_rows: int) -> dict[str, Path]:
    """One folder per form, each with the payments table; gives the file in each."""
    files = {form: place / form / f"payments.{end}" for form, end in _ENDS.items()}
    for path in files.values():
        path.parent.mkdir()
    with duckdb.connect() as con:
        con.execute(f"COPY ({ROWS.format(rows=rows)}) TO '{files['utf-8']}' (HEADER)")
        some = con.execute(ROWS.format(rows=sheet_rows))
        _write_sheet(files["xlsx"], [column[0] for column in some.description or []], some.fetchall())
    with (
        files["utf-8"].open(encoding="utf-8") as given,
        files["gb18030"].open("w", encoding="gb18030") as wanted,
    ):
        wanted.writelines(given)
    return files


_ENDS = {"utf-8": "csv", "gb18030": "csv", "xlsx": "xlsx"}


def _write_sheet(path: Path, header: list[str], rows: list[tuple[str, ...]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, header)
        for number, row in enumerate(rows, 1):
            for position, cell in enumerate(row):
                if position in (3, 4):
                    page.write_number(number, position, float(cell))
                elif cell is not None:
                    page.write_string(number, position, cell)


def main() -> int:
    """Measure and print; status 1 where a target is missed by CPU."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--sheet-rows", type=int, default=200_000)
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = make_files(Path(folder), args.rows, args.sheet_rows)
        works: dict[str, Callable[[], None]] = {
            "bare csv": partial(bare_csv, files["utf-8"], Path(folder) / "bare.parquet"),
            "bare xlsx": partial(bare_xlsx, files["xlsx"]),
            **{form: partial(checked, path.parent) for form, path in files.items()},
        }
        ours = measured(works, args.repeat)
    bare = {form: ours["bare xlsx" if form == "xlsx" else "bare csv"] for form in TARGETS}
    report = {
        form: {
            "bare": asdict(bare[form]),
            "checked": asdict(ours[form]),
            "cpu_ratio": round(bare[form].cpu / ours[form].cpu, 3),
            "wall_ratio": round(bare[form].wall / ours[form].wall, 3),
            "target": target,
        }
        for form, target in TARGETS.items()
    }
    print_table(report, args.rows, args.sheet_rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        told(
            {**report, "rows": args.rows, "sheet_rows": args.sheet_rows, "peak_mib": round(peak)},
            claims_of(report),
        )
        + "\n"
    )
    return 0 if all(part["cpu_ratio"] >= part["target"] for part in report.values()) else 1  # type: ignore[operator]


def claims_of(report: dict[str, dict[str, object]]) -> list[Claim]:
    """What is promised of each form."""
    return [
        Claim(
            f"reading with checks, {form}",
            part["cpu_ratio"],
            "× bare throughput by CPU",
            "at least",
            part["target"],
        )  # type: ignore[arg-type]
        for form, part in report.items()
    ]


def print_table(report: dict[str, dict[str, object]], rows: int, sheet_rows: int) -> None:
    """The figures for a reader, on standard error."""
    sys.stderr.write(
        f"{rows:,} rows of CSV, {sheet_rows:,} of XLSX; throughput of checked reading / bare reading\n"
    )
    sys.stderr.write(
        f"{'form':10}{'bare CPU':>10}{'our CPU':>10}{'ratio':>8}{'wall ratio':>12}{'target':>8}\n"
    )
    for form, part in report.items():
        bare, ours = part["bare"], part["checked"]
        sys.stderr.write(
            f"{form:10}{bare['cpu']:>10.2f}{ours['cpu']:>10.2f}{part['cpu_ratio']:>8}"  # type: ignore[index]
            f"{part['wall_ratio']:>12}{part['target']:>8}\n"
        )


if __name__ == "__main__":
    sys.exit(main())
