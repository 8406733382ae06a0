"""A site as an operator has it: made by `mingjian init`, used by processes of their own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


class Operator:
    """Somebody at a terminal, and the folder in which the sites lie."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        left_out = ("MINGJIAN_SITE", "MINGJIAN_DATABASE", "DJANGO_SETTINGS_MODULE")
        kept = {name: value for name, value in os.environ.items() if name not in left_out}
        self.environment = {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

    def types(self, *words, typed=""):
        """One command line, with what is typed into it."""
        command = [sys.executable, "-m", "mingjian", *map(str, words)]
        return subprocess.run(
            command, env=self.environment, input=typed, capture_output=True, text=True, check=False
        )

    def gets(self, *words, status=0, typed=""):
        """What a command prints as JSON."""
        done = self.types(*words, "--json", typed=typed)
        assert done.returncode == status, done.stderr[-2000:]
        return json.loads(done.stdout)


@pytest.fixture(scope="session")
def operator(tmp_path_factory):
    """Somebody at a terminal."""
    return Operator(tmp_path_factory.mktemp("sites"))


@pytest.fixture(scope="session")
def pristine(operator):
    """A new site that nobody changes, and what making it told."""
    folder = operator.folder / "pristine"
    told = operator.gets("init", folder)
    assert told["places"] > 15_000
    return folder


@pytest.fixture
def site(pristine, tmp_path):
    """A new site of one's own."""
    return Path(shutil.copytree(pristine, tmp_path / "site"))
