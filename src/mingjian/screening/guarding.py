"""A custodian's run: the guarded rules alone, over a table held in memory, into a folder that only its owner opens."""

import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mingjian.exchange.custodian import COMPLAINANTS, Pair
from mingjian.exchange.progress import Progress
from mingjian.exchange.snapshots import Snapshot
from mingjian.exchange.standard import tables
from mingjian.screening.catalogue import Rule
from mingjian.screening.engine import Session
from mingjian.screening.order import Order
from mingjian.screening.running import find, record
from mingjian.screening.workspace import TRACE_COLUMNS, session
from mingjian.wording import Refusal, Text

FOLDER, FILE = 0o700, 0o600
# How much of the custodian's table fits the data that it is asked about.
FITTING = """
SELECT count(*) FILTER (h.household_id IS NOT NULL), count(*) FILTER (c.complaint_id IS NOT NULL),
       count(*) FILTER (h.household_id IS NOT NULL AND c.complaint_id IS NOT NULL),
       count(*) FILTER (c.complaint_id IS NOT NULL AND (starts_with(h.division, ?) OR starts_with(h.county, ?)
                        OR starts_with(h.league, ?)) AND coalesce(h.household_id = ?, true)),
       count(*)
FROM raw.complainants AS x
LEFT JOIN kept.households AS h ON h.household_id = x.household_id
LEFT JOIN (SELECT DISTINCT complaint_id FROM raw.complaints) AS c ON c.complaint_id = x.complaint_id"""
APART = "-custodian"


def guarded(rules: Mapping[str, Rule]) -> Mapping[str, Rule]:
    """Those of the rules that need a custodian's table."""
    return {rule.id: rule for rule in rules.values() if rule.is_guarded}


def folder_beside(out: Path, store: Path) -> Path:
    """Where the custodian's findings go: a folder beside that of the run, and never in the store."""
    if out.resolve().is_relative_to(store.resolve()):
        return store.with_name(store.name + APART) / out.name
    return out.with_name(out.name + APART)


def screen_guarded(
    snapshot: Snapshot, store: Path, order: Order, pairs: Sequence[Pair], out: Path, progress: Progress
) -> Text | None:
    """Run the guarded rules of the order with these complainants and write their findings into `out`.

    Returns what of the table does not fit the data, in words that quote nothing of it; None where all of it does.

    Nothing reaches the store, not even that there was such a run: the table stays in memory; what does not fit there,
    and facts that the store lacks, go into a folder of `out` that is gone at the end. Raises Refusal where `out` lies
    in the store.
    """
    started = time.perf_counter()
    # Neither a draft nor the memory of other runs has anything to do with what a custodian holds.
    order = replace(order, rules=guarded(order.rules), drafts=(), is_incremental=False)
    _refuse_in_store(out, store)
    part = out.with_name(f".{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=FOLDER)
    files = {name: table.path for name, table in snapshot.tables.items()}
    workplace = part / "tmp"
    try:
        borrow_facts(store, workplace)
        with session(files, store, part, workplace) as connection:
            hold(connection, pairs)
            found = find(connection, snapshot, workplace, order, progress, {COMPLAINANTS: len(pairs)})
            unfitting = misfit(connection, order)
            progress(Text("写出专管结果", "writing the custodian's results"), 0, 0)
            record(connection, snapshot, order, found, started, part)
        shutil.rmtree(workplace, ignore_errors=True)
        _close(part)
        if out.exists():
            out.rmdir()
        part.rename(out)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return unfitting


def misfit(connection: Session, order: Order) -> Text | None:
    """What of the table held in the session does not fit the households, the complaints or the place of the run."""
    place = order.scope.division
    row = connection.execute(FITTING, [place, place, place, order.scope.household_id]).fetchone()
    homes, complaints, both, here, every = row or (0, 0, 0, 0, 0)
    if not homes:
        return Text("家庭编号没有一个在数据中", "no household of it is in the data")
    if not complaints:
        return Text("投诉编号没有一个在数据中", "no complaint of it is in the data")
    if not here:
        return Text(
            "没有一行的投诉和家庭都在数据中、又属于本次的范围",
            "no line of it is about a household of this run",
        )
    if both < every:
        return Text(
            "有的行的家庭编号或者投诉编号不在数据中，这些行没有核对",
            "the household or the complaint of some lines is not in the data; they were not compared",
        )
    return None


def borrow_facts(store: Path, workplace: Path) -> None:
    """Make the facts of the store readable in another place, where those that are missing can be built beside them."""
    for kept in (store / "facts").glob("*/*.parquet"):
        beside = workplace / kept.relative_to(store)
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.symlink_to(kept.resolve())


def hold(connection: Session, pairs: Sequence[Pair]) -> None:
    """Put the pairs where the rules look for the table, in the memory of the session."""
    typed = {c.name: c.sql_type for c in tables()[COMPLAINANTS].columns} | TRACE_COLUMNS
    columns = ", ".join(f'"{name}" {kind}' for name, kind in typed.items())
    connection.execute(f"DROP VIEW raw.{COMPLAINANTS}")
    connection.execute(f"CREATE TABLE raw.{COMPLAINANTS} ({columns})")
    connection.execute(
        f"INSERT INTO raw.{COMPLAINANTS} (complaint_id, household_id) "
        "SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
        [[complaint for complaint, _ in pairs], [household for _, household in pairs]],
    )


def _refuse_in_store(out: Path, store: Path) -> None:
    if out.resolve().is_relative_to(store.resolve()):
        raise Refusal(
            f"专管结果不能写入快照库 {store}；请用 --out 另指定位置。",
            f"The custodian's results must not lie in the store {store}; name another place with --out.",
        )


def _close(folder: Path) -> None:
    """Nobody but the owner opens the folder or a file of it, whatever the process usually leaves to others."""
    folder.chmod(FOLDER)
    for path in folder.rglob("*"):
        path.chmod(FOLDER if path.is_dir() else FILE)
