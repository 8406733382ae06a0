"""Locks the texts of the rules as they stand: a new revision for every rule whose text or parameter changed.

python tools/lock_rules.py "what changed, in one sentence" [YYYY-MM-DD]
"""

import sys
from datetime import date
from pathlib import Path

from mingjian.screening.catalogue import load_rules
from mingjian.screening.versions import FILE, lock_text, read_lock, with_changes

LOCK = Path(__file__).parents[1] / "src" / "mingjian" / "rules" / FILE


def main() -> int:
    """Write the lock anew and say which rules have a new revision."""
    if len(sys.argv) < 2 or not sys.argv[1].strip() or '"' in sys.argv[1]:
        print(__doc__, file=sys.stderr)
        return 2
    on = date.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else date.today()
    before = read_lock(LOCK.read_text(encoding="utf-8")) if LOCK.is_file() else {}
    after = with_changes(load_rules(), before, on=on, change=sys.argv[1])
    LOCK.write_text(lock_text(after), encoding="utf-8")
    for name in sorted(after):
        if after[name] != before.get(name):
            print(f"{name}: revision {after[name][-1].number}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
