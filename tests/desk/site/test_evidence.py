"""Files of evidence under the commands of an operator: backed up sealed, restored, upgraded, under fresh keys."""

import json
import subprocess
import sys

import pytest

# Each of these makes whole sites, one process after another.
pytestmark = pytest.mark.slow
MARK = b"152301198001011234 " * 9000

ENTER = """
import json, sys
from pathlib import Path
import django
from mingjian.desk.config.sites import enter
enter(Path(sys.argv[1]))
django.setup()
from mingjian.desk.cases.models import Piece
from mingjian.desk.core import files
"""
FILE = """
from desk.cases.conftest import NOON, OPENED, Story
from desk.cast import NORTH_VILLAGE, make_cast
from desk.findings.runs import Row, write_run
from django.core.files.base import ContentFile
from mingjian.desk.cases.actions import checking
from mingjian.desk.core import journal
from mingjian.desk.core.actor import Site
from mingjian.desk.findings import jobs
from mingjian.desk.people.models import Division
with journal.opened("test", Site()):
    Division.objects.all().delete()  # the cast brings its own
cast = make_cast()
row = Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1")
jobs.load_folder(write_run(Path(sys.argv[2]), [row]), Site())
story = Story(cast).assign().check()
for _ in range(3):
    piece = checking.file_piece(
        story.case, story.checker, kind="record", title="a", provider="b", captured_on=OPENED, now=NOON,
        upload=checking.Upload("a.pdf", ContentFile(b"152301198001011234 " * 9000)),
    )
"""
MAKE_CLEAR = """
for piece in Piece.objects.all():
    files.clear_path_of(piece).write_bytes(b"152301198001011234 " * 9000)
    files.clear_path_of(piece).chmod(0o600)
    files.remove(piece)
"""
READ = """
print(json.dumps([files.opened(piece).readall() == b"152301198001011234 " * 9000 for piece in Piece.objects.all()]))
"""


def does(operator, script, *words):
    command = [sys.executable, "-W", "ignore", "-c", ENTER + script, *map(str, words)]
    done = subprocess.run(command, env=operator.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def reads(operator, site):
    """Whether each file opens and is what was filed."""
    return json.loads(does(operator, READ, site))


def in_clear(folder):
    return [path for path in folder.rglob("*") if path.is_file() and MARK[:18] in path.read_bytes()]


@pytest.fixture
def filled(operator, site, tmp_path):
    """A site with three pieces of one content."""
    does(operator, FILE, site, tmp_path / "run")
    assert in_clear(site) == []
    return site


def test_a_backup_brings_sealed_files_and_their_keys(operator, filled, tmp_path):
    operator.gets("backup", filled, tmp_path / "b.bak")
    operator.gets("restore", tmp_path / "b.bak", tmp_path / "again")
    assert in_clear(tmp_path / "again") == []
    assert reads(operator, tmp_path / "again") == [True] * 3


def test_an_upgrade_seals_what_stood_in_clear_and_its_backup_still_opens(operator, filled, tmp_path):
    does(operator, MAKE_CLEAR, filled)
    assert len(in_clear(filled)) == 1
    assert "files-in-clear" in {line["id"] for line in operator.gets("doctor", filled)["said"]}
    said = operator.gets("upgrade", filled)
    assert (said["sealed"], said["safe"]) == (3, True)
    assert "files-in-clear" not in {line["id"] for line in said["said"]}
    assert in_clear(filled / "files") == []
    assert reads(operator, filled) == [True] * 3
    operator.gets("restore", said["backup"], tmp_path / "before")
    assert reads(operator, tmp_path / "before") == [True] * 3
    assert operator.gets("upgrade", filled)["sealed"] == 0
    assert operator.gets("verify-journal", filled)["faults"] == []


def test_files_are_under_the_fresh_key_and_the_old_one_may_go(operator, filled):
    done = operator.gets("rotate-keys", filled)
    assert (done["key"], done["files"], done["spoilt"]) == ("a2", 3, [])
    (filled / "keys" / "evidence.key").unlink()
    assert reads(operator, filled) == [True] * 3
    assert operator.gets("doctor", filled)["safe"]
    piece = next(path for path in (filled / "files" / "evidence").iterdir())
    piece.write_bytes(piece.read_bytes()[:-1])
    assert len(operator.gets("rotate-keys", filled, status=1)["spoilt"]) == 1
