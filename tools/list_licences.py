"""Writes THIRD_PARTY.md: every package of the locks with the licence that its own metadata states."""

import argparse
import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(?: ; (.+?))? \\$", re.MULTILINE)
HEAD = """# Third-party software

Mingjian ships none of these packages: set-up installs them from the locks. The licences are those that the packages
state in their own metadata; their texts stand in the environment, in each package's `dist-info` folder. This file is
written by `make licences`.
"""


def pinned(lock: str) -> dict[str, tuple[str, str]]:
    """Version and condition (such as `sys_platform == 'win32'`, or '') of every package of a lock."""
    text = (ROOT / "locks" / lock).read_text(encoding="utf-8")
    return {name: (version, condition) for name, version, condition in PINNED.findall(text)}


def licence(package: str) -> str:
    """The licence that an installed package states: expression, short field or classifier."""
    about = metadata.metadata(package)
    field = about.get("License-Expression") or about.get("License") or ""
    if field and len(field.splitlines()) == 1:
        return field
    classifiers = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    return "; ".join(c.rpartition(" :: ")[2] for c in classifiers) or "see its licence file"


def rows(packages: dict[str, tuple[str, str]]) -> list[str]:
    """A Markdown table of packages, versions and licences."""
    lines = ["| package | version | licence |", "|---|---|---|"]
    for name, (version, condition) in sorted(packages.items()):
        try:
            stated = licence(name)
        except metadata.PackageNotFoundError:
            stated = f"installed only where {condition}" if condition else "not installed"
        lines.append(f"| {name} | {version} | {stated} |")
    return lines


def document() -> str:
    """The whole text of THIRD_PARTY.md."""
    core, everything = pinned("core.lock"), pinned("test.lock")
    tests = {name: entry for name, entry in everything.items() if name not in core}
    parts = [
        HEAD,
        "## Needed to install and run",
        "",
        *rows(core),
        "",
        "## Needed only to set up, check and test",
        "",
        *rows(tests | pinned("setup.lock")),
        "",
        "## Needed only to measure",
        "",
        *rows(pinned("bench.lock")),
    ]
    return "\n".join(parts) + "\n"


def main() -> None:
    """Write the document to the file named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="where to write, normally THIRD_PARTY.md")
    parser.parse_args().file.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
