"""How long `mingjian --help` takes against a bare start of Python: the ratio of medians, alternating, in one run."""

import argparse
import os
import statistics
import subprocess
import sys
import time

from claims import Claim, told

BARE = [sys.executable, "-c", "pass"]
# What was compiled once is kept, as where the program is installed.
KEPT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
HELP = [sys.executable, "-m", "mingjian", "--help"]


def seconds(command: list[str]) -> float:
    """Wall time of one process from start to end."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=KEPT)
    return time.perf_counter() - began


def main() -> None:
    """Print both medians in milliseconds and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=31, help="starts of each (default 31)")
    times = parser.parse_args().times
    pairs = [(seconds(BARE), seconds(HELP)) for _ in range(times)]
    bare, shown = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"python -c pass   {1000 * bare:7.1f} ms")
    print(f"mingjian --help  {1000 * shown:7.1f} ms")
    print(f"ratio            {shown / bare:7.2f}   (at most 4)")
    claim = Claim("`mingjian --help`", shown / bare, "× a bare start of Python, wall clock", "at most", 4)
    print(told({"bare": bare, "help": shown}, [claim]))


if __name__ == "__main__":
    main()
