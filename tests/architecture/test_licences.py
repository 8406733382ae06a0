"""Third-party software is listed, and nothing that runs asks more of its users than we may promise."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def packages(lock: str) -> dict[str, str]:
    """Version of every package of a lock."""
    return dict(
        re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "locks" / lock).read_text(encoding="utf-8"), re.MULTILINE)
    )


def listed() -> dict[tuple[str, str], str]:
    """Licence of every package and version in THIRD_PARTY.md."""
    text = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    return {
        (name, version): licence
        for name, version, licence in re.findall(r"^\| (\S+) \| (\S+) \| (.+) \|$", text, re.M)
    }


def test_every_locked_package_is_listed_with_its_licence():
    locked = {
        entry
        for lock in ("core.lock", "test.lock", "setup.lock", "bench.lock")
        for entry in packages(lock).items()
    }
    assert locked - listed().keys() == set(), "run make licences"
    assert [entry for entry, licence in listed().items() if licence in ("not installed", "")] == []


def test_nothing_that_runs_is_under_the_gpl_or_agpl():
    strict = {name for (name, _), licence in listed().items() if re.search(r"(?<!L)GPL|Affero", licence)}
    assert strict & packages("core.lock").keys() == set()


def test_the_tests_run_on_the_versions_that_run_in_production():
    assert packages("core.lock").items() <= packages("test.lock").items()
