"""`python -m mingjian.desk.demonstration SITE STORE RUN`: make a demonstration site in a process of its own.

Progress and the end are told as lines of JSON on standard output: `mingjian demo` and `init --sample` read them.
"""

import json
import shutil
import sys
from importlib import import_module
from pathlib import Path

import django

from mingjian.desk.config.sites import enter, make_site, remember
from mingjian.wording import Refusal, Text

OBJECTS = "objects.json"
DONE, REFUSED = 0, 2


def main(site: Path, store: Path, run: Path) -> int:
    """Make the site beside its place and move it there when it is whole; one that is there already is left as it is."""
    if (site / OBJECTS).is_file():
        tell(json.loads((site / COUNTS).read_text(encoding="utf-8")))
        return DONE
    if site.exists() and any(site.iterdir()):
        raise Refusal(
            f"{site} 不是空文件夹，也不是演示站点；请另指定位置，或先移走其中的文件。",
            f"{site} is neither empty nor a demonstration; name another place, or move away what is in it.",
        )
    part = site.with_name(f".{site.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        make_site(part)
        remember(part, "MINGJIAN_DEMO", "1")
        remember(part, "MINGJIAN_NAME", "明鉴演示")
        enter(part)
        django.setup()
        counts = import_module("mingjian.desk.demonstration.building").build(store, run, watch)
        (part / COUNTS).write_text(json.dumps(counts), encoding="utf-8")
        import_module("django.db").connections.close_all()
        if site.exists():
            site.rmdir()
        part.rename(site)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    tell(counts)
    return DONE


COUNTS = "demonstration.json"


def watch(doing: Text, done: int, total: int) -> None:
    """Tell how far it is."""
    tell({"doing": list(doing), "done": done, "total": total})


def tell(said: object) -> None:
    """One line for who started us."""
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(*map(Path, sys.argv[1:4])))
    except Refusal as refusal:
        tell({"refused": list(refusal.text)})
        sys.exit(REFUSED)
