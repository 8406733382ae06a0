"""Files that went wrong on the way: one sentence or a balance, never a crash, and nothing is lost."""

import random
import runpy
from collections import Counter
from pathlib import Path

import pytest

from mingjian.exchange.checking import check_folder
from mingjian.exchange.standard import CUSTODIAN_TABLES, tables
from mingjian.wording import Refusal

MADE = runpy.run_path(str(Path(__file__).with_name("malformed.py")))
malformed, Forms, as_csv = MADE["malformed"], MADE["Forms"], MADE["as_csv"]


def read(seed: int, place: Path) -> tuple[str, str]:
    """Check one malformed file; gives its table and what became of it."""
    name, form, content, kind = malformed(seed)
    data = place / str(seed)
    data.mkdir()
    (data / f"{name}.{form}").write_bytes(content)
    try:
        result = check_folder(data, place / f"{seed}.store")
    except Refusal:
        return name, "nothing"
    assert not set(CUSTODIAN_TABLES) & {table.name for table in result.tables}, (seed, kind)
    for table in result.tables:
        if table.snapshot is None:
            assert table.fault, (seed, kind)
            continue
        counts = table.snapshot
        assert counts.accepted + counts.rejected == counts.read, (seed, kind)
        assert sum(source.rows for source in counts.sources) == counts.read, (seed, kind)
        assert bool(counts.rejected) == bool(table.rejects), (seed, kind)
        assert not counts.superseded, (seed, kind)
    return name, "read" if result.is_clean else "something rejected or refused"


def check_all(seeds: range, place: Path) -> Counter[tuple[str, str]]:
    return Counter(read(seed, place) for seed in seeds)


def outcomes(counted: Counter[tuple[str, str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for (_, outcome), number in counted.items():
        total[outcome] += number
    return total


@pytest.mark.parametrize("name", [name for name in tables() if name not in CUSTODIAN_TABLES])
def test_the_rows_that_are_spoilt_were_good(name, write, check, only):
    forms = Forms(tables()[name])
    dice = random.Random(1)
    write(f"{name}.csv", as_csv(forms, [forms.good_row(dice, number) for number in range(30)]))
    assert (only(check()).read, only(check()).accepted) == (30, 30)


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_a_list_of_complainants_is_never_read_beside_other_tables(write, check, form):
    custodian = tables()["complainants"]
    write("payments.csv", "household_id,period,kind,due,paid\nH1,2024-01,allowance,300,300\n")
    names = (f"complainants.{form}", f"complainants/1.{form}", f"payments/{custodian.zh}.{form}")
    for name in names:
        write(name, as_csv(Forms(custodian), [["秘密"] * 3]))
    result = check()
    assert [(table.name, table.snapshot.read) for table in result.tables] == [("payments", 1)]
    assert {name for name, reason in result.strangers if "custodian" in reason.en} == set(names)


def test_two_hundred_malformed_files_are_accounted_for(tmp_path):
    counted = check_all(range(200), tmp_path)
    assert outcomes(counted)["something rejected or refused"] > 50
    assert outcomes(counted)["read"] > 5
    assert {name for name, _ in counted} == set(tables())
    assert {outcome for name, outcome in counted if name in CUSTODIAN_TABLES} == {"nothing"}


@pytest.mark.slow
def test_two_thousand_malformed_files_are_accounted_for(tmp_path):
    assert outcomes(check_all(range(2000), tmp_path))["something rejected or refused"] > 500
