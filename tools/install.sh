#!/bin/sh
# Install Mingjian from this folder, without a network:   sh install.sh TARGET
# TARGET becomes a virtual environment; TARGET/bin/mingjian is the program. Run it again after an update.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:?"用法 Usage: sh install.sh TARGET"}
cd "$here"
sha256sum --check --quiet SHA256SUMS || {
    echo "文件与清单不符，请重新拷贝整个文件夹。Files differ from the list; copy the whole folder again." >&2
    exit 2
}
for python in python3.11 python3.12 python3.13 python3; do
    "$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
    python=
done
[ -n "$python" ] || {
    echo "没有找到 Python 3.11 或更高版本（需带 venv）。No Python 3.11 or later with venv was found." >&2
    exit 2
}
[ -x "$target/bin/python" ] || "$python" -m venv "$target"
"$target/bin/python" -m pip install -q --disable-pip-version-check --no-index --find-links packages --require-hashes -r core.lock
"$target/bin/python" -m pip install -q --disable-pip-version-check --no-index --no-deps --force-reinstall packages/mingjian-*.whl
echo "已安装 installed: $target/bin/mingjian"
"$target/bin/mingjian" --version
