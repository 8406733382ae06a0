"""The tutorial is played as it is printed: its commands work and show what it says they show."""

import os
import re
import subprocess
import sys
from pathlib import Path

TUTORIAL = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```$", TUTORIAL, re.MULTILINE | re.DOTALL)
COMMANDS = ("mingjian", "cp", "sed", "mv")


def test_the_tutorial_can_be_followed_to_its_end(tmp_path):
    # The first block sets the program up, which has been done here.
    lessons = [block for block in BLOCKS[1:] if block.startswith(COMMANDS)]
    promised = [line for block in BLOCKS[1:] if not block.startswith(COMMANDS) for line in block.splitlines()]
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "MINGJIAN_LANG": "en",
        "COLUMNS": "200",
    }
    # Status 1 says that something was not accepted, which one of the lessons is about.
    script = "set -u\n" + "".join(f"{{\n{lesson}}} || [ $? -eq 1 ] || exit $?\n" for lesson in lessons)
    script += "cat spoilt.mingjian/rejects/prisoners/prisoners.csv\n"
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(lessons) >= 10
    assert promised
    missing = [line for line in promised if line.removesuffix("…").strip() not in done.stdout]
    assert missing == [], done.stdout
