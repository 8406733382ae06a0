"""Every measurement in one go, and the table of docs/explanation/performance.md as Markdown.

    python benchmarks/all.py [--scale league] [--data DIR] [--only screening,peers]

Screening against its floor, the peers, reading, the start, the desk, and the cluster where it can be
measured. They are run one after the other, each in processes of its own. `--scale region` takes the sizes of
the promises and far longer; a league takes minutes, but small runs are mostly start and planning. The
sample is made in `--data` and kept there; without it in a folder that is thrown away. The last lines are the
table. A measurement that broke, or a peer that found something else, makes the status 1; a promise that is
not reached does not.
"""

import argparse
import importlib.util
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import claims

HERE = Path(__file__).resolve().parent
# What only a league can take in minutes; the region is measured at the sizes that each measurement has by itself.
SMALLER = {
    "ingest": ("--rows", "500000", "--sheet-rows", "50000"),
    "start": ("--times", "15"),
    "desk": (
        "--load", "3000", "--cases", "60", "--households", "2000", "--rounds", "3", "--times", "15",
    ),
}  # fmt: skip
ON_DATA = ("screening", "peers")
ORDER = ("start", "screening", "peers", "cluster", "ingest", "desk")
# Packages without which a measurement cannot be had.
NEEDS = {"cluster": ("pysail",)}


def missing(name: str) -> str:
    """Why a measurement cannot be had here; '' where it can."""
    if not (HERE / f"{name}.py").is_file():
        return "not part of this version"
    absent = [package for package in NEEDS.get(name, ()) if importlib.util.find_spec(package) is None]
    return f"without {', '.join(absent)}" if absent else ""


def words(name: str, scale: str, data: Path) -> list[str]:
    """The command of one measurement."""
    given = [str(data)] if name in ON_DATA else ["--scale", scale] if name == "cluster" else []
    smaller = SMALLER.get(name, ()) if scale != "region" else ()
    return [sys.executable, str(HERE / f"{name}.py"), *given, *smaller]


def make_sample(scale: str, data: Path) -> None:
    """Write the sample unless it is there."""
    if not (data.is_dir() and any(data.iterdir())):
        command = [
            sys.executable,
            "-m",
            "mingjian",
            "sample",
            str(data),
            "--scale",
            scale,
            "--format",
            "parquet",
        ]
        subprocess.run(command, check=True, stdout=sys.stderr)


def measured(command: Sequence[str]) -> tuple[list[claims.Claim], bool]:
    """Run a measurement, showing what it prints; its claims, and whether it came to its end."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        last = ""
        for line in child.stdout:
            print(line, end="", flush=True)
            last = line
    try:
        found = claims.read(last)
    except (ValueError, KeyError):
        return [], False
    # Reading ends with status 1 where a promise is missed, the peers where they do not agree.
    return found, child.returncode == 0 or Path(command[1]).stem == "ingest"


def measure_all(names: Sequence[str], scale: str, data: Path) -> tuple[list[claims.Claim], list[str]]:
    """The claims of all measurements, and the names of those that broke."""
    found: list[claims.Claim] = []
    broken: list[str] = []
    if set(names) & set(ON_DATA):
        make_sample(scale, data)
    for name in names:
        if why := missing(name):
            print(f"== {name}: {why}, left out", flush=True)
            continue
        command = words(name, scale, data)
        print(f"== {' '.join(map(str, (f'benchmarks/{name}.py', *command[2:])))}", flush=True)
        more, whole = measured(command)
        found += more
        broken += [] if whole else [name]
    return found, broken


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", choices=["village", "banner", "league", "region"], default="league")
    parser.add_argument("--data", type=Path, help="where the sample is made and kept")
    parser.add_argument("--only", default=",".join(ORDER), help="names, such as screening,peers")
    args = parser.parse_args()
    names = [name for name in ORDER if name in args.only.split(",")]
    with tempfile.TemporaryDirectory(prefix="mingjian-bench-") as folder:
        found, broken = measure_all(names, args.scale, args.data or Path(folder) / args.scale)
    load = os.getloadavg()[0]
    print(f"\nMeasured {date.today()}, sample of a {args.scale}, {os.cpu_count()} cores ({platform.machine()}), "
          f"load average {load:.1f} at the end.\n")  # fmt: skip
    print(claims.table(found))
    for name in broken:
        print(f"\n**{name} broke, or did not agree.**")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
