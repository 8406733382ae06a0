"""The rooms of the house: what may import what, and that every room has its place."""

import tomllib
from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]


def test_a_room_imports_only_the_rooms_below_it(capsys):
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_a_new_room_must_be_given_its_place():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    placed = {room for layer in contract["layers"] for room in layer.split(" | ")}
    folders = {folder.parent.name for folder in (ROOT / "src" / "mingjian").glob("*/__init__.py")}
    assert contract["exhaustive"]
    assert folders <= placed
