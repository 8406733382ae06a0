"""Files that went wrong on the way: one sentence or a balance, never a crash, and nothing is lost."""

import runpy
from collections import Counter
from pathlib import Path

import pytest

from mingjian.exchange.checking import check_folder
from mingjian.wording import Refusal

malformed = runpy.run_path(str(Path(__file__).with_name("malformed.py")))["malformed"]


def read(seed: int, place: Path) -> str:
    """Check one malformed file; gives what became of it."""
    form, content, kind = malformed(seed)
    data = place / str(seed)
    data.mkdir()
    (data / f"payments.{form}").write_bytes(content)
    try:
        result = check_folder(data, place / f"{seed}.store")
    except Refusal:
        return "nothing"
    for table in result.tables:
        if table.snapshot is None:
            assert table.fault, (seed, kind)
            continue
        counts = table.snapshot
        assert counts.accepted + counts.rejected == counts.read, (seed, kind)
        assert sum(source.rows for source in counts.sources) == counts.read, (seed, kind)
        assert bool(counts.rejected) == bool(table.rejects), (seed, kind)
    return "read" if result.is_clean else "something rejected or refused"


def check_all(seeds: range, place: Path) -> Counter[str]:
    return Counter(read(seed, place) for seed in seeds)


def test_two_hundred_malformed_files_are_accounted_for(tmp_path):
    outcomes = check_all(range(200), tmp_path)
    assert outcomes["something rejected or refused"] > 50
    assert outcomes["read"] > 5


@pytest.mark.slow
def test_two_thousand_malformed_files_are_accounted_for(tmp_path):
    assert check_all(range(2000), tmp_path)["something rejected or refused"] > 500
