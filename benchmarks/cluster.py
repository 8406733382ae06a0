"""Sail beside DuckDB: the whole catalogue over one sample, the CPU of each, their ratio, and whether they agree.

Wants what `make test-spark` installs. Sail is one process of this machine and answers as a cluster of one; its CPU is
counted with that of the program. There is nothing to reach but equal results.
"""

import argparse
import importlib.util
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from claims import Claim, told

TOOL = Path(__file__).parents[1] / "tools" / "sail.py"
AS_OF = "2026-10-31"
SAME = ("findings.csv", "finding_months.csv", "answers.csv", "coverage.csv")


def mingjian(*words: str) -> float:
    """CPU seconds of one call of the program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "mingjian", *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cpu_of(process: int) -> float:
    """CPU seconds that a running process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def screened(data: Path, store: Path, *words: str) -> float:
    """CPU seconds of a run on facts of its own; the snapshot is there already."""
    shutil.rmtree(store / "facts", ignore_errors=True)
    return mingjian("screen", str(data), "--store", str(store), "--as-of", AS_OF, "--json", *words)


def measure(folder: Path, scale: str) -> int:
    """Screen one sample on both engines and print the figures; 1 where they do not find the same."""
    data, store = folder / "data", folder / "store"
    mingjian("sample", str(data), "--scale", scale, "--format", "parquet")
    mingjian("check", str(data), "--store", str(store))
    here = screened(data, store, "--out", str(folder / "here"))
    with subprocess.Popen(
        [sys.executable, str(TOOL)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as sail:
        assert sail.stdin is not None
        assert sail.stdout is not None
        remote = sail.stdout.readline().strip()
        driver = screened(
            data, store, "--out", str(folder / "there"), "--engine", "spark", "--remote", remote
        )
        cluster = cpu_of(sail.pid)
        sail.stdin.close()
    same = all(
        (folder / "here" / name).read_bytes() == (folder / "there" / name).read_bytes() for name in SAME
    )
    print(f"DuckDB                 {here:8.1f} s CPU")
    print(f"Sail                   {driver + cluster:8.1f} s CPU   ({driver:.1f} driver, {cluster:.1f} Sail)")
    print(f"ratio                  {(driver + cluster) / here:8.2f}")
    print(f"findings and answers   {'the same' if same else 'NOT THE SAME'}")
    claim = Claim("screening on Sail, nothing promised", (driver + cluster) / here, "× DuckDB, CPU")
    print(told({"duckdb": here, "driver": driver, "sail": cluster, "same": same}, [claim]))
    return 0 if same else 1


def main() -> int:
    """Measure on a sample in a folder that is removed again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="league", help="the scale of the sample (default league)")
    scale = parser.parse_args().scale
    if importlib.util.find_spec("pysail") is None:
        print("left out: pysail is not installed; make test-spark installs it")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder), scale)


if __name__ == "__main__":
    sys.exit(main())
