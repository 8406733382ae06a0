"""Erasing on schedule, and the list of what was erased: kept beside the signed heads, so that no backup undoes it."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from django.db import connections

from mingjian.desk.cases import jobs as cases
from mingjian.desk.core import erasing
from mingjian.desk.core.heads import folders
from mingjian.desk.findings import jobs as findings

LIST = "erased.txt"
NAME = 32  # a UUID without its hyphens


def work(today: date, now: datetime) -> dict[str, int]:
    """Erase again what a list says, then what is due; write the list anew. How many matters of each."""
    again = replay(listed(folders()), today, now)
    done = {
        "erased_again": again,
        "findings_erased": findings.erase_harmless(today, now),
        "cases_erased": cases.erase_harmless(today, now),
    }
    note()
    return done


def replay(names: Iterable[str], today: date, now: datetime) -> int:
    """Erase again what has been erased before and a backup brought back; how many findings and cases."""
    left = sorted(set(names) - set(erasing.erased()))
    if not left:
        return 0
    # Cases first: their findings are settled by them.
    return cases.erase_named(left, today, now) + findings.erase_named(left, today, now)


def note() -> None:
    """Write the list of all that was erased to every place of the heads: it grows and never forgets a name."""
    for folder in folders():
        _keep(folder, erasing.erased())


def _keep(folder: Path, more: Iterable[str]) -> None:
    """Add names to the list of a folder; one that holds them all already stays as it is."""
    names = sorted({*more, *listed([folder])})
    if names == listed([folder]):
        return
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{LIST}.part"
    part.write_text("\n".join(names) + "\n", encoding="ascii")
    part.chmod(0o600)
    part.replace(folder / LIST)


def recover(given: Path | None, *, is_current: bool, today: date, now: datetime) -> int:
    """Erase again what a restored backup brought back, by the lists of the places of the heads and one that is given.

    A database of an earlier version waits for its upgrade: its list is kept, and the next day's work erases. How many
    findings and cases there were.
    """
    names = names_in([*(folder / LIST for folder in folders()), *([given] if given else [])])
    _keep(folders()[0], names)
    return replay(names, today, now) if is_current else 0


def leave() -> None:
    """Let go of the database, so that its folder may be moved."""
    connections.close_all()


def listed(places: Iterable[Path]) -> list[str]:
    """The names in the lists of some folders."""
    return names_in(place / LIST for place in places)


def names_in(files: Iterable[Path]) -> list[str]:
    """The names in some lists; what is no name is left out."""
    there = [file for file in files if file.is_file()]
    lines = {line.strip() for file in there for line in file.read_text(encoding="ascii").splitlines()}
    return sorted(line for line in lines if len(line) == NAME and set(line) <= set("0123456789abcdef"))
