"""The program runs without a network: nothing in it points to an outside address or to one machine."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SKIPPED = {
    ".git",
    ".venv",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    "data",
    # What npm brings: pages load it from our own folder, and the lock that names no host is looked at.
    "node_modules",
    "vendor",
    "dist",
}
TEXTS = {
    ".py",
    ".sql",
    ".toml",
    ".yaml",
    ".yml",
    ".md",
    ".csv",
    ".html",
    ".css",
    ".js",
    ".j2",
    ".lock",
    ".in",
    ".txt",
}
NAMELESS_TEXTS = {"Makefile", "run", "NOTICE", ".gitignore", ".editorconfig"}
# The hosts are put together here so that this file does not name them itself.
REGISTRIES = re.compile(
    "|".join(("py" + "pi\\.org", "python" + "hosted\\.org", "registry\\.npm", "npm" + "mirror"))
)
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w|[A-Z]:\\Users")
ADDRESS = re.compile(r"https?://[^\s\"'<>)]+")
# Names of XML vocabularies look like addresses, but nothing is ever fetched from them.
VOCABULARIES = ("http://www.w3.org/", "http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/")


def texts(folder: Path) -> list[Path]:
    """Every text file of ours below a folder."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not SKIPPED & set(path.relative_to(ROOT).parts)
        and (path.suffix in TEXTS or path.name in NAMELESS_TEXTS)
    ]


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Where a pattern stands, as file:line and what was found."""
    return [
        f"{path.relative_to(ROOT)}:{number} {found.group()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1)
        for found in pattern.finditer(line)
    ]


def test_no_file_names_the_host_of_a_registry():
    assert lines_with(REGISTRIES, texts(ROOT)) == []


def test_no_file_holds_a_path_of_one_machine():
    assert lines_with(MACHINE, [path for path in texts(ROOT) if path != Path(__file__)]) == []


def test_the_program_holds_no_outside_address():
    found = lines_with(ADDRESS, texts(ROOT / "src"))
    assert [entry for entry in found if not entry.partition(" ")[2].startswith(VOCABULARIES)] == []


def test_a_lock_pins_every_package_by_hash():
    for lock in (ROOT / "locks").glob("*.lock"):
        packages = re.split(r"^(?=\S+==)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        assert packages, lock.name
        assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


def test_the_search_finds_what_it_looks_for():
    """The patterns above would not notice their own mistakes."""
    assert REGISTRIES.search("https://files.python" + "hosted.org/packages")
    assert MACHINE.search("see /home/someone/file") is not None
    assert MACHINE.search("docs/home/page") is None
    assert ADDRESS.search('src="https://example.org/a.js"') is not None
