"""The form of the journal, and its verification with nothing but the standard library.

    python verify_journal.py SITE_OR_FILE [--heads FOLDER]... [--since NUMBER]

reads a site on SQLite, its database, or the export of any site, and changes nothing. A line of the journal holds the
hash of the line before it, so that nobody can change, drop, swap or insert one without making anew all that follow;
signed heads that have left the machine tell of that. What is hashed is every column, each behind its length: "4:text".
The last image of every row is compared with the row as it stands. Status 0 whole, 1 not, 2 cannot be read.
"""

import argparse
import base64
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from itertools import groupby
from json.encoder import encode_basestring
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

FORM, HEAD_FORM = "mingjian-journal-1", "mingjian-head-1"
PUBLIC_KEY = "journal.pub"
TABLES = "journal.tables"  # the act whose reason lists the tables: {"table": ["key column", "column", …]}
ENTRY = (
    "number", "at", "clock", "act", "actor", "person", "account", "subject", "reason", "within", "images", "previous",
    "hash",
)  # fmt: skip
IMAGE = ("entry", "position", "table_name", "row_key", "operation", "columns", "hash")
LINE_TYPES = (int, *[str] * (len(ENTRY) - 1))
IMAGE_TYPES = (int, int, *[str] * (len(IMAGE) - 2))
EXPORTED = {
    "core_head": ("installation", "number", "hash"),
    "core_entry": ENTRY,
    "core_image": IMAGE,
    "core_matterkey": ("id", "salt"),
    "current_rows": ("table_name", "row_key", "columns"),
    "core_touched": ("act",),
    "core_open": ("act",),
}
SEALED = '":["'  # how the value of a column that is not in clear begins; nothing quoted holds it
Row = tuple[Any, ...]


# -- the form -------------------------------------------------------------------------------------------------------
def netstring(*fields: object) -> bytes:
    """Fields as bytes that no other fields have: each as its length in characters, a colon and its text."""
    return "".join([f"{len(text)}:{text}" for text in map(str, fields)]).encode("utf-8", "surrogateescape")


def hash_of(*fields: object) -> str:
    """The hash of a line or an image: of its columns but the last, in the order of ENTRY or IMAGE."""
    return sha256(netstring(*fields)).hexdigest()


def typed(value: int | str | float | bytes) -> str:
    """One value of a column with its type: i12, ttext, r1.5, b00ff."""
    if isinstance(value, str):
        return f"t{value}"
    if isinstance(value, int):
        return f"i{value}"
    return f"r{value!r}" if isinstance(value, float) else f"b{value.hex()}"


def encode_row(names: Sequence[str], values: Sequence[Any]) -> str:
    """The columns of a row as JSON; the names are JSON already, each with its colon."""
    columns = zip(names, values, strict=True)
    told = [name + ("null" if value is None else encode_basestring(typed(value))) for name, value in columns]
    return f"{{{','.join(told)}}}"


encode_columns = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


# -- what is found --------------------------------------------------------------------------------------------------
# fmt: off
WORDS = {
    "unnoted": ("有写入没有记入日志。", "Something was written without a line of the journal."),
    "end": ("站点记得的最后一行与日志的最后一行不同。", "The last line is not the one that the site knows."),
    "tail": ("日志末尾被截去：{what} 签认过第 {line} 行。", "The tail was dropped: {what} was signed at line {line}."),
    "anew": ("第 {line} 行以前被重新写过：与 {what} 不符。", "Up to line {line} it was written anew: {what} differs."),
    "gap": ("第 {line} 行之前缺行。", "Lines before line {line} are missing."),
    "order": ("第 {line} 行接的不是现在的上一行：有增删、对调或改写。",
              "Line {line} does not follow the line before it: one was inserted, dropped, swapped or changed."),
    "line": ("第 {line} 行被改过。", "Line {line} was changed."),
    "earlier": ("第 {line} 行的时间早于上一行。", "Line {line} is earlier than the line before it."),
    "clock": ("写第 {line} 行时服务器的钟慢了（{what}）。", "The clock was behind at line {line} ({what})."),
    "image": ("第 {line} 行中 {row} 的记录被改过。", "The image of {row} in line {line} was changed."),
    "images": ("第 {line} 行的记录有增删或重算。", "Images of line {line} were added, dropped or made anew."),
    "orphan": ("{row} 的一条记录不属于任何一行。", "An image of {row} belongs to no line."),
    "column": ("{row} 的 {what} 与日志不同。", "{row}: {what} is not what the journal says."),
    "unknown": ("{row} 是越过日志写入的。", "{row} was written past the journal."),
    "returned": ("{row} 在日志中已删除，又被写入。", "{row} is gone in the journal and was written again."),
    "deleted": ("{row} 是越过日志删除的。", "{row} was deleted past the journal."),
    "elsewhere": ("{what} 属于另一个站点。", "{what} belongs to another installation."),
    "signature": ("{what} 的签名不对。", "The signature of {what} is wrong."),
    "no heads": ("没有签认的日志头，看不出末尾是否被重写。", "Without signed heads a rewritten tail would not show."),
    "no openssl": ("没有 openssl 或公钥，没有核对签名。", "No openssl or no public key: signatures were not checked."),
}
# fmt: on


class Fault(NamedTuple):
    """Something that is not as it was written: a key of WORDS, the line, the row (table:key), a column or a file."""

    kind: str
    line: int | None = None
    row: str = ""
    what: str = ""

    def said(self, language: str) -> str:
        """In Chinese, or in English for `en`."""
        return WORDS[self.kind][language == "en"].format(line=self.line, row=self.row, what=self.what)


@dataclass
class Report:
    """What a verification has read and found; notes are what cannot be said, or should be looked at."""

    installation: str = ""
    lines: int = 0
    images: int = 0
    rows: int = 0
    heads: int = 0
    last: str = ""
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def fault(self, kind: str, line: int | None = None, row: str = "", what: str = "") -> None:
        """Something is wrong."""
        self.faults.append(Fault(kind, line, row, what))


class Unreadable(Exception):
    """What was named is neither a site nor an export."""


# -- where it is read from ------------------------------------------------------------------------------------------
class Site:
    """A site on SQLite, or the export of a site in a database of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def has(self, table: str) -> bool:
        """Whether there is such a table."""
        return bool(self.connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone())

    def head(self) -> Row:
        """Installation, number and hash of the last line, as the site keeps them."""
        found = self.connection.execute("SELECT installation, number, hash FROM core_head").fetchall()
        return found[0] if len(found) == 1 else ("", 0, "")

    def lines(self, since: int) -> Iterator[tuple[Row, list[Row]]]:
        """Every line after a number with its images; images without a line stand behind an empty line."""
        selected = "SELECT {} FROM {} WHERE {} > ? ORDER BY {}"
        ordered = selected.format(", ".join(ENTRY), "core_entry", "number", "number")
        lines = self.connection.execute(ordered, [since])
        ordered = selected.format(", ".join(IMAGE), "core_image", "entry", "entry, position")
        images = self.connection.execute(ordered, [since])
        image = images.fetchone()
        for line in lines:
            taken = []
            while image and image[0] <= line[0]:
                taken.append(image)
                image = images.fetchone()
            yield line, taken
        if image:
            yield (), [image, *images]

    def tables(self) -> dict[str, list[str]]:
        """The tables that the journal holds, as its last line about them says."""
        found = self.connection.execute("SELECT max(number), reason FROM core_entry WHERE act = ?", [TABLES])
        return parsed(found.fetchone()[1] or "{}")

    def salts(self) -> dict[str, str]:
        """The salts of matters that have not been erased."""
        if not self.has("core_matterkey"):
            return {}
        return dict(self.connection.execute("SELECT id, salt FROM core_matterkey WHERE salt <> ''"))

    def rows(self, tables: dict[str, list[str]]) -> Iterator[tuple[str, str, str]]:
        """Table, key and columns of every row as it stands."""
        if self.has("current_rows"):
            rows = self.connection.execute("SELECT table_name, row_key, columns FROM current_rows")
            yield from (row for row in rows if row[0] in tables)
            return
        for table, (key, *columns) in tables.items():
            selected = ", ".join(map(quoted, columns))
            try:
                found = self.connection.execute(
                    f"SELECT CAST({quoted(key)} AS TEXT), {selected} FROM {quoted(table)}"
                )
            except sqlite3.OperationalError as error:
                if "no such" not in str(error):
                    raise
                continue  # the table or a column is gone: each of its rows is missing
            names = [f"{encode_basestring(column)}:" for column in columns]
            for name, *values in found:
                yield table, name, encode_row(names, values)

    def image(self, table: str, key: str) -> str:
        """The columns of the last image of a row."""
        found = self.connection.execute(
            "SELECT columns FROM core_image WHERE table_name = ? AND row_key = ? ORDER BY entry DESC LIMIT 1",
            [table, key],
        ).fetchone()
        return str(found[0])

    def left_open(self) -> int:
        """How many writes stand noted without a line."""
        noted, opened = self.connection.execute(
            "SELECT (SELECT count(*) FROM core_touched), (SELECT count(*) FROM core_open)"
        ).fetchone()
        return int(noted) + int(opened)


def loaded(lines: Iterable[str]) -> sqlite3.Connection:
    """The export of a site as a database that is gone when it is closed: JSON lines, each with one name."""
    database = sqlite3.connect("")
    for table, columns in EXPORTED.items():
        database.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
    database.execute("CREATE INDEX of_row ON core_image (table_name, row_key, entry)")
    added = {
        table: f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})"
        for table, columns in EXPORTED.items()
    }
    kind = ""
    for line in lines:
        ((kind, part),) = json.loads(line).items()
        if kind in added:
            database.execute(added[kind], part)
        elif kind not in ("form", "end") or (kind == "form" and part != FORM):
            raise Unreadable("this is no export of a journal")
    if kind != "end":
        raise Unreadable("the export is cut off: its last line is not the end")
    return database


def quoted(name: str) -> str:
    """A name for SQL."""
    return '"' + name.replace('"', '""') + '"'


# -- the verification -----------------------------------------------------------------------------------------------
class Signed(NamedTuple):
    """A head that was signed and kept: where it lies, and what it says."""

    path: Path
    installation: str
    number: int
    at: str
    hash: str
    signature: str


class Verification:
    """One pass over a journal, then one over the rows."""

    def __init__(
        self, source: Site, heads: Sequence[Signed], public_key: Path | None, since: int = 0
    ) -> None:
        self.source, self.heads, self.public_key, self.since = source, heads, public_key, since
        self.report = Report()
        self.tables = source.tables()
        self.last: dict[str, dict[str, bytes | None]] = {}  # the last image by table and key; None: gone
        self.sealed: dict[
            str, dict[str, dict[str, str]]
        ] = {}  # by table and key: columns not in clear, their matter

    def run(self) -> Report:
        """Everything, in the order in which it is read."""
        installation, number, last = self.source.head()
        self.report.installation = installation
        if self.source.left_open():
            self.report.fault("unnoted")
        signed = self._signed()
        self._chain(installation, signed)
        if (number, last) != (self.number, self.hash):
            self.report.fault("end", self.number)
        for line in sorted(signed):
            if line > self.number:
                self.report.fault("tail", line, what=signed[line].path.name)
        self._rows(self.source.salts())
        self.report.last = self.hash
        return self.report

    # the chain
    def _chain(self, installation: str, signed: dict[int, Signed]) -> None:
        self.number, self.hash, self.at = self.since, hash_of(FORM, installation), ""
        if self.since:
            if self.since not in signed:
                raise Unreadable(f"--since {self.since}: no signed head of that line")
            self.hash = signed[self.since].hash
        for line, images in self.source.lines(self.since):
            if not line:
                for image in images:
                    self.report.fault("orphan", image[0], f"{image[2]}:{image[3]}")
                continue
            self._line(line, images)
            head = signed.get(self.number)
            if head and head.hash != self.hash:
                self.report.fault("anew", self.number, what=head.path.name)

    def _line(self, line: Row, images: list[Row]) -> None:
        entry = dict(zip(ENTRY, line, strict=True))
        number = entry["number"]
        self.report.lines += 1
        if number != self.number + 1:
            self.report.fault("gap", number)
        elif entry["previous"] != self.hash:
            self.report.fault("order", number)
        if tuple(map(type, line)) != LINE_TYPES or hash_of(*line[:-1]) != line[-1]:
            self.report.fault("line", number)
        self._images(entry, images)
        if str(entry["at"]) < self.at:
            self.report.fault("earlier", number)
        if entry["clock"]:
            self.report.notes.append(Fault("clock", number, what=str(entry["clock"])))
        self.number, self.hash, self.at = number, line[-1], str(entry["at"])

    def _images(self, entry: dict[str, Any], images: list[Row]) -> None:
        number = entry["number"]
        for image in images:
            entered, _, table, key, operation, columns, digest = image
            if tuple(map(type, image)) != IMAGE_TYPES or hash_of(*image[:-1]) != digest or entered != number:
                self.report.fault("image", number, f"{table}:{key}")
            if table in self.sealed:
                self.sealed[table].pop(key, None)
            if SEALED in str(columns):
                found = parsed(columns)
                sealed = {name: value[1] for name, value in found.items() if is_sealed(value)}
                self.sealed.setdefault(table, {})[key], columns = sealed, tied(found)
            self.last.setdefault(table, {})[key] = None if operation == "delete" else _short(columns)
        self.report.images += len(images)
        if hash_of(*(image[-1] for image in images)) != entry["images"]:
            self.report.fault("images", number)

    # the rows
    def _rows(self, salts: dict[str, str]) -> None:
        for table, found in groupby(self.source.rows(self.tables), key=itemgetter(0)):
            known, sealed = self.last.get(table, {}), self.sealed.get(table, {})
            for _, key, columns in found:
                self.report.rows += 1
                if key in known:
                    last, kept = known.pop(key), sealed.get(key)
                    self._row(table, key, retied(columns, kept, salts) if kept else columns, last)
                elif not self.since:
                    self.report.fault("unknown", row=f"{table}:{key}")
        for table, known in self.last.items():
            for key in [key for key, last in known.items() if last is not None and table in self.tables]:
                self.report.fault("deleted", row=f"{table}:{key}")

    def _row(self, table: str, key: str, columns: str, last: bytes | None) -> None:
        if last is None:
            self.report.fault("returned", row=f"{table}:{key}")
        elif last != _short(columns):
            now, before = json.loads(columns), json.loads(tied(parsed(self.source.image(table, key))))
            for column in sorted(now.keys() | before.keys()):
                if now.get(column, "") != before.get(column, ""):
                    self.report.fault("column", row=f"{table}:{key}", what=column)

    # the signed heads
    def _signed(self) -> dict[int, Signed]:
        """The heads of this installation, by the line they sign; wrong ones are told."""
        openssl = shutil.which("openssl")
        if not self.heads:
            self.report.notes.append(Fault("no heads"))
        elif not openssl or not self.public_key:
            self.report.notes.append(Fault("no openssl"))
        for head in self.heads:
            self.report.heads += 1
            if head.installation != self.report.installation:
                self.report.fault("elsewhere", what=head.path.name)
            elif openssl and self.public_key and not holds(openssl, self.public_key, head):
                self.report.fault("signature", what=head.path.name)
        return {head.number: head for head in self.heads if head.installation == self.report.installation}


def holds(openssl: str, public_key: Path, head: Signed) -> bool:
    """Whether a head was signed with the key of the site: Ed25519."""
    with tempfile.TemporaryDirectory() as folder:
        message, signature = Path(folder, "message"), Path(folder, "signature")
        message.write_bytes(netstring(HEAD_FORM, head.installation, head.number, head.at, head.hash))
        try:
            signature.write_bytes(base64.b64decode(head.signature, validate=True))
        except ValueError:
            return False
        words = ["pkeyutl", "-verify", "-pubin", "-inkey", str(public_key), "-rawin", "-in", str(message)]
        done = subprocess.run([openssl, *words, "-sigfile", str(signature)], capture_output=True, check=False)
    return done.returncode == 0


def tied(image: dict[str, Any]) -> str:
    """The columns of an image, the sealed ones by what ties them to their matter."""
    return encode_columns({name: value[2] if is_sealed(value) else value for name, value in image.items()})


def is_sealed(value: object) -> bool:
    """Whether a value of an image is ["matter", its name, what ties the value to it, the sealed value]."""
    return isinstance(value, list) and len(value) == 4


def retied(columns: str, sealed: dict[str, str], salts: dict[str, str]) -> str:
    """The columns of a row, those that its image seals tied to their matter with the salt of that."""
    now = json.loads(columns)
    for name, matter in sealed.items():
        now[name] = hash_of("sealed", salts.get(matter, ""), name, now.get(name))
    return encode_columns(now)


def parsed(text: object) -> dict[str, Any]:
    """What a column of JSON says; nothing where it has been spoilt, which its hash tells."""
    try:
        found = json.loads(str(text))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _short(columns: object) -> bytes:
    return blake2b(str(columns).encode("utf-8", "surrogateescape"), digest_size=16).digest()


def read_heads(folder: Path) -> list[Signed]:
    """The signed heads in a folder; Unreadable where one is spoilt."""
    heads = []
    for path in sorted(folder.glob("*.json")):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            heads.append(Signed(path, *(said[part] for part in Signed._fields[1:])))
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(f"{path} is not a signed head") from error
    return heads


def verify(path: Path, more_heads: Sequence[Path] = (), since: int = 0, key: Path | None = None) -> Report:
    """Verify a site on SQLite, its database, or an export; heads lie beside them and in `more_heads`."""
    database = path / "db.sqlite3" if path.is_dir() else path
    if not database.is_file():
        raise Unreadable(f"{path}: there is no site on SQLite and no export")
    beside = database.parent / "heads"
    heads = [head for folder in (beside, *more_heads) for head in read_heads(folder)]
    keys = [folder / PUBLIC_KEY for folder in (*more_heads, beside)]
    key = key or next((file for file in keys if file.is_file()), None)
    with database.open("rb") as file:
        is_site = file.read(16) == b"SQLite format 3\0"
    # A byte of some text may have been changed so that it is none any more; such text is read as well, more slowly.
    for text_factory in (str, lambda raw: raw.decode("utf-8", "surrogateescape")):
        with closing(opened(database, is_site=is_site)) as connection:
            connection.text_factory = text_factory
            try:
                return Verification(Site(connection), heads, key, since).run()
            except sqlite3.OperationalError as error:
                if "UTF-8" not in str(error):
                    raise
    raise Unreadable(f"{path}: its text cannot be read")


def opened(file: Path, *, is_site: bool) -> sqlite3.Connection:
    """A site to be read only, or an export."""
    if is_site:
        return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
    with file.open(encoding="utf-8", errors="surrogateescape") as lines:
        return loaded(lines)


def main() -> int:
    """The command line of the file by itself."""
    parser = argparse.ArgumentParser(description="Verify the journal of a site. 核验站点日志。")
    parser.add_argument("site", type=Path, help="a site on SQLite, its database, or an export")
    parser.add_argument("--heads", type=Path, action="append", default=[], help="more signed heads: a folder")
    parser.add_argument("--key", type=Path, help="public key of the site, as known from elsewhere")
    parser.add_argument("--since", type=int, default=0, help="begin behind the signed head of this line")
    args = parser.parse_args()
    try:
        report = verify(args.site, args.heads, args.since, args.key)
    except (Unreadable, OSError, ValueError, sqlite3.DatabaseError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    language = os.environ.get("MINGJIAN_LANG", "")[:2].lower()
    for found in [*report.faults, *report.notes]:
        sys.stdout.write(found.said(language) + "\n")
    sys.stdout.write(
        f"{report.lines} lines, {report.images} images, {report.rows} rows, {report.heads} signed heads; "
        f"{len(report.faults)} faults; installation {report.installation}, last hash {report.last}\n"
    )
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
