"""Every claim about speed is a command: one runs all measurements, and the page of performance names no other."""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"
# What measures nothing by itself, or nothing that is promised.
SHARED = {"all", "claims", "peers_polars", "statements"}


@pytest.fixture
def load(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module


def test_one_command_runs_every_measurement(load):
    measurements = {path.stem for path in BENCHMARKS.glob("*.py")} - SHARED
    assert measurements <= set(load("all").ORDER)
    assert "benchmarks/all.py" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_command_of_the_page_is_there():
    page = (ROOT / "docs" / "explanation" / "performance.md").read_text(encoding="utf-8")
    named = set(re.findall(r"benchmarks/\w+\.\w+", page))
    assert {"benchmarks/all.py", "benchmarks/peers.py"} <= named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_table_says_of_each_promise_whether_it_is_reached(load):
    claims = load("claims")
    found = [
        claims.Claim("cold", 9.5, "× floor", "at most", 8),
        claims.Claim("reading", 0.61, "× bare", "at least", 0.6),
        claims.Claim("a league", 3.0, "CPU s"),
    ]
    assert claims.read(claims.told({"cold": 1}, found)) == found
    assert claims.table(found).splitlines()[2:] == [
        "| cold | 9.50 × floor | at most 8 | **not reached** |",
        "| reading | 0.61 × bare | at least 0.6 | reached |",
        "| a league | 3.00 CPU s |  |  |",
    ]


def test_a_measurement_that_cannot_be_had_is_left_out_with_its_reason(load):
    every = load("all")
    assert every.missing("nothing") == "not part of this version"
    assert every.missing("start") == ""
