"""The limits of the style guide, measured on every file of the program."""

import ast
import graphlib
import math
import re
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "mingjian"
# Migrations are written by Django and are never changed.
FILES = sorted(path for path in SOURCE.rglob("*.py") if path.parent.name != "migrations")
# Names that say nothing about the procedure and so collect whatever is left over.
NAMELESS = {"utils", "helpers", "services", "manager", "managers", "common", "misc"}
MARK = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?! \(#\d+\))")


def ninth_tenth(lengths: list[int]) -> int:
    """The length that nine tenths of the given ones do not exceed."""
    return sorted(lengths)[math.ceil(0.9 * len(lengths)) - 1]


def functions() -> dict[str, int]:
    """Lines of every function, by file, line and name."""
    return {
        f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_files_stay_short():
    lengths = {str(f.relative_to(SOURCE)): len(f.read_text(encoding="utf-8").splitlines()) for f in FILES}
    assert {name: n for name, n in lengths.items() if n > 500} == {}
    assert ninth_tenth(list(lengths.values())) <= 300


def test_functions_stay_short():
    lengths = functions()
    assert {name: n for name, n in lengths.items() if n > 60} == {}
    assert ninth_tenth(list(lengths.values())) <= 30


def test_modules_import_each_other_in_no_ring():
    graph = grimp.build_graph("mingjian", cache_dir=None)
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    # A ring raises CycleError, whose message names its modules.
    graphlib.TopologicalSorter(imported).prepare()


def test_a_module_begins_with_one_sentence():
    firsts = {
        f: (ast.get_docstring(ast.parse(f.read_text(encoding="utf-8"))) or "").split("\n\n")[0] for f in FILES
    }
    wrong = {
        str(f.relative_to(SOURCE)): first for f, first in firsts.items() if not first.endswith((".", "。"))
    }
    assert wrong == {}


def test_no_folder_or_module_has_a_name_that_says_nothing():
    names = {part.removesuffix(".py") for f in FILES for part in f.relative_to(SOURCE).parts}
    assert names & NAMELESS == set()


def test_a_mark_of_unfinished_work_names_its_issue():
    marked = {
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("src", "tests", "tools", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MARK.search(line)
    }
    assert marked == set()
