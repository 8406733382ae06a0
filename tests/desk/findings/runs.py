"""Run folders as `mingjian screen` writes them, small and by hand."""

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from mingjian.desk.findings.engine import COLUMNS
from mingjian.screening.deciding import AnswerRow
from mingjian.screening.obstacles import Obstacle
from mingjian.screening.recording import write_answers


@dataclass(frozen=True)
class Row:
    """One finding of a run."""

    number: int
    rule: str = "deceased-paid"
    clause: str = "8(5)"
    subject_kind: str = "household"
    subject_id: str = ""
    division: str = "150423102201"
    household: str = ""
    amount: str | None = "1200.00"
    persons: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    known: dict[str, object] | None = None
    version: str = "0" * 12
    explanation: str = "张*（150423********1234）死亡后仍发放3个月。"

    def cells(self) -> list[object]:
        """The row in the order of the columns."""
        household = self.household or f"H{self.number}"
        rows = [
            {
                "table": "members",
                "key": n,
                "file": "members.csv",
                "sheet": "",
                "row": i,
                "values": {"person_id": n},
            }
            for i, n in enumerate(self.persons, 2)
        ]
        evidence = {"rows": rows, "values": self.values} | ({"known": self.known} if self.known else {})
        return [
            f"{self.number:032x}",
            self.rule,
            self.version,
            self.clause,
            "8(5)/damage",
            "strong",
            self.subject_kind,
            self.subject_id or household,
            self.division,
            household,
            date(2026, 1, 1),
            date(2026, 3, 1),
            self.amount,
            json.dumps(evidence),
            self.explanation,
            "a" * 32,
        ]


def write_run(
    folder: Path,
    rows: Iterable[Row],
    *,
    as_of: date = date(2026, 10, 31),
    undecided: Iterable[tuple[str, str, str | Obstacle]] = (),
    rules: tuple[str, ...] = ("deceased-paid", "equal-shares"),
    division: str = "",
) -> Path:
    """Write a run of these findings; `undecided` are rule, place and reason.

    Where the reasons are sentences, the run is one of an earlier version, which said no more than that.
    """
    folder.mkdir(parents=True)
    every = [row.cells() for row in rows]
    _findings(folder / "findings.parquet", every)
    months = [[cells[0], "2026-01", cells[12]] for cells in every if cells[12]]
    _table(folder / "finding_months.csv", ("finding_id", "month", "amount"), months)
    _answers(folder, list(undecided))
    said = {
        "program_version": "0",
        "snapshot": f"{as_of}",
        "as_of": str(as_of),
        "scope": {"division": division, "household": ""},
        "rules": {rule: {} for rule in rules},
    }
    (folder / "run.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


def _answers(folder: Path, undecided: list[tuple[str, str, str | Obstacle]]) -> None:
    if all(isinstance(reason, Obstacle) for _, _, reason in undecided):
        rows = ((rule, place, "cannot_decide", 0, (reason,)) for rule, place, reason in undecided)
        write_answers([AnswerRow(*row) for row in rows], folder)
        return
    once = [[rule, place, "cannot_decide", 0, reason] for rule, place, reason in undecided]
    _table(folder / "answers.csv", ("rule", "division", "answer", "count", "reason"), once)


def _findings(path: Path, every: list[list[object]]) -> None:
    """Write findings at the one connection of this process: to open another costs more than to write a few rows."""
    kinds = ["VARCHAR"] * len(COLUMNS)
    kinds[10:13] = ["DATE", "DATE", "DECIMAL(18,2)"]
    columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(COLUMNS, kinds, strict=True))
    duckdb.execute(f"CREATE OR REPLACE TABLE t ({columns})")
    if every:
        duckdb.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(COLUMNS))})", every)
    duckdb.execute(f"COPY t TO '{path}' (FORMAT parquet)")


def _table(path: Path, head: tuple[str, ...], rows: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
