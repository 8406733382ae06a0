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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from json.encoder import encode_basestring as quote
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
LINE_TYPES, IMAGE_TYPES = (int, *[str] * (len(ENTRY) - 1)), (int, int, *[str] * (len(IMAGE) - 2))
EXPORTED = {
    "core_head": ("installation", "number", "hash"), "core_entry": ENTRY, "core_image": IMAGE,
    "core_matterkey": ("id", "salt"), "current_rows": ("table_name", "row_key", "columns"),
    "core_touched": ("act",), "core_open": ("act",),
}  # fmt: skip
SEALED = '":["'  # how the value of a column that is not in clear begins; nothing quoted holds it
MATTER = '":["matter","'  # how ours do: the name of the matter, what ties the value to it, the sealed value
Row = tuple[Any, ...]
Names = dict[str, int]  # the columns of a table as JSON, each with its colon, and where they stand in a row
Seals = dict[str, str]  # the matter of a sealed column, by its name in the same form


# -- the form -------------------------------------------------------------------------------------------------------
def netstring(*fields: object) -> bytes:
    """Fields as bytes that no other fields have: each as its length in characters, a colon and its text."""
    return "".join([f"{len(text)}:{text}" for text in map(str, fields)]).encode("utf-8", "surrogateescape")


def hash_of(*fields: object) -> str:
    """The hash of a line or an image: of its columns but the last, in the order of ENTRY or IMAGE."""
    return sha256(netstring(*fields)).hexdigest()


def typed(value: int | str | float | bytes) -> str:
    """One value of a column with its type: i12, ttext, r1.5, b00ff."""
    if isinstance(value, str | int):
        return f"{'t' if isinstance(value, str) else 'i'}{value}"
    return f"r{value!r}" if isinstance(value, float) else f"b{value.hex()}"


def encode_row(names: Iterable[str], values: Sequence[Any], instead: Mapping[int, str] | None = None) -> str:
    """The columns of a row as JSON; the names are JSON already, each with its colon. `instead` stands for some."""
    told = [
        name + (quote("t" + each) if type(each) is str else "null" if each is None else quote(typed(each)))
        for name, each in zip(names, values, strict=True)
    ]
    for at, text in (instead or {}).items():
        told[at] = text
    return f"{{{','.join(told)}}}"


def hash_of_image(image: Row) -> str:
    """As hash_of, of an image whose types are right: most of a verification is this."""
    a, b, (c, d, e, f) = str(image[0]), str(image[1]), image[2:6]
    said = f"{len(a)}:{a}{len(b)}:{b}{len(c)}:{c}{len(d)}:{d}{len(e)}:{e}{len(f)}:{f}"
    return sha256(said.encode("utf-8", "surrogateescape")).hexdigest()


encode_columns = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


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
}  # fmt: skip


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
        ordered = f"SELECT {', '.join(ENTRY)} FROM core_entry WHERE number > ? ORDER BY number"
        lines = self.connection.execute(ordered, [since])
        ordered = f"SELECT {', '.join(IMAGE)} FROM core_image WHERE entry > ? ORDER BY entry, position"
        images = groupby(self.connection.execute(ordered, [since]), key=itemgetter(0))
        entry, some = next(images, (None, iter(())))
        for line in lines:
            taken: list[Row] = []
            while entry is not None and entry <= line[0]:
                taken += some
                entry, some = next(images, (None, iter(())))
            yield line, taken
        if entry is not None:
            yield (), [*some, *(image for _, more in images for image in more)]

    def tables(self) -> dict[str, list[str]]:
        """The tables that the journal holds, as its last line about them says."""
        found = self.connection.execute("SELECT max(number), reason FROM core_entry WHERE act = ?", [TABLES])
        return parsed(found.fetchone()[1] or "{}")

    def salts(self) -> dict[str, str]:
        """The salts of matters that have not been erased."""
        kept = "SELECT id, salt FROM core_matterkey WHERE salt <> ''"
        return dict(self.connection.execute(kept)) if self.has("core_matterkey") else {}

    def rows(self, tables: dict[str, list[str]]) -> Iterator[tuple[str, Names | None, Iterable[Row]]]:
        """Table, names, and key and values of each row as it stands; of an export no names, the columns as a text."""
        if self.has("current_rows"):
            rows = self.connection.execute("SELECT table_name, row_key, columns FROM current_rows")
            for table, some in groupby(rows, key=itemgetter(0)):
                yield table, None, (row[1:] for row in some if table in tables)
            return
        for table, (key, *columns) in tables.items():
            selected = ", ".join([f"CAST({quoted(key)} AS TEXT)", *map(quoted, columns)])
            try:
                found = self.connection.execute(f"SELECT {selected} FROM {quoted(table)}")
            except sqlite3.OperationalError as error:
                if "no such" not in str(error):
                    raise
                continue  # the table or a column is gone: each of its rows is missing
            yield table, {f"{quote(column)}:": at for at, column in enumerate(columns)}, found

    def image(self, table: str, key: str) -> str:
        """The columns of the last image of a row."""
        last = (
            "SELECT columns FROM core_image WHERE table_name = ? AND row_key = ? ORDER BY entry DESC LIMIT 1"
        )
        return str(self.connection.execute(last, [table, key]).fetchone()[0])

    def left_open(self) -> int:
        """How many writes stand noted without a line."""
        counted = "SELECT (SELECT count(*) FROM core_touched) + (SELECT count(*) FROM core_open)"
        return int(self.connection.execute(counted).fetchone()[0])


def loaded(file: Path) -> sqlite3.Connection:
    """The export of a site as a database that is gone when it is closed: JSON lines, each with one name."""
    database, added, kind = sqlite3.connect(""), {}, ""
    for table, columns in EXPORTED.items():
        database.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        added[table] = f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})"
    database.execute("CREATE INDEX of_row ON core_image (table_name, row_key, entry)")
    with file.open(encoding="utf-8", errors="surrogateescape") as lines:
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

    def __init__(self, source: Site, heads: Sequence[Signed], key: Path | None, since: int = 0) -> None:
        self.source, self.heads, self.public_key, self.since = source, heads, key, since
        self.report, self.tables = Report(), source.tables()
        self.last: dict[str, dict[str, bytes | None]] = {}  # the last image by table and key; None: gone
        self.sealed: dict[str, dict[str, Seals]] = {}  # by table and key: the columns that are not in clear

    def run(self) -> Report:
        """Everything, in the order in which it is read."""
        self.report.installation, number, last = self.source.head()
        if self.source.left_open():
            self.report.fault("unnoted")
        signed = self._signed()
        self._chain(self.report.installation, signed)
        if (number, last) != (self.number, self.hash):
            self.report.fault("end", self.number)
        for line in sorted(line for line in signed if line > self.number):
            self.report.fault("tail", line, what=signed[line].path.name)
        self._rows(self.source.salts())
        self.report.last = self.hash
        return self.report

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
            if tuple(map(type, image)) != IMAGE_TYPES or hash_of_image(image) != digest or entered != number:
                self.report.fault("image", number, f"{table}:{key}")
                columns = str(columns)
            if table in self.sealed:
                self.sealed[table].pop(key, None)
            if SEALED in columns:
                self.sealed.setdefault(table, {})[key], columns = opened_seals(columns)
            self.last.setdefault(table, {})[key] = None if operation == "delete" else _short(columns)
        self.report.images += len(images)
        if hash_of(*(image[-1] for image in images)) != entry["images"]:
            self.report.fault("images", number)

    def _rows(self, salts: dict[str, str]) -> None:
        for table, names, found in self.source.rows(self.tables):
            known, sealed = self.last.get(table, {}), self.sealed.get(table, {})
            for key, *values in found:
                self.report.rows += 1
                if key in known:
                    last, columns = known.pop(key), retied(names, values, sealed.get(key), salts)
                    if last is None or last != _short(columns):
                        self._row(table, key, columns, last)
                elif not self.since:
                    self.report.fault("unknown", row=f"{table}:{key}")
        for table, known in self.last.items():
            for key in [key for key, last in known.items() if last is not None and table in self.tables]:
                self.report.fault("deleted", row=f"{table}:{key}")

    def _row(self, table: str, key: str, columns: str, last: bytes | None) -> None:
        if last is None:
            self.report.fault("returned", row=f"{table}:{key}")
        else:
            now, before = json.loads(columns), json.loads(tied(parsed(self.source.image(table, key)))[1])
            for column in sorted(now.keys() | before.keys()):
                if now.get(column, "") != before.get(column, ""):
                    self.report.fault("column", row=f"{table}:{key}", what=column)

    def _signed(self) -> dict[int, Signed]:
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


def tied(image: dict[str, Any]) -> tuple[Seals, str]:
    """The sealed columns of an image ["matter", its name, a tie to it, the value], and all with these by their ties."""
    sealed = {name: value for name, value in image.items() if isinstance(value, list) and len(value) == 4}
    text = encode_columns(image | {name: value[2] for name, value in sealed.items()})
    return {f"{quote(name)}:": value[1] for name, value in sealed.items()}, text


def opened_seals(columns: str) -> tuple[Seals, str]:
    """As `tied`, of an image as a text: without reading the JSON where it is as we write it."""
    first, *parts = columns.split(MATTER)
    seals, told = {}, [first]
    if "\\" not in columns and len(parts) == columns.count("["):
        for part in parts:
            of = part.find('"')
            tie = part.find('"', of + 3)
            end = part.find('"', tie + 3)
            if (part[of : of + 3], part[tie : tie + 3], part[end : end + 2]) != ('","', '","', '"]'):
                break
            seals[told[-1][told[-1].rfind('"') :] + '":'] = part[:of]
            told += '":"', part[of + 3 : tie], '"' + part[end + 2 :]
        else:
            return seals, "".join(told)
    return tied(parsed(columns))


def retied(names: Names | None, values: list[Any], seals: Seals | None, salts: dict[str, str]) -> str:
    """The columns of a row, those that its image seals tied to their matter with the salt of that."""
    if not seals:
        return str(values[0]) if names is None else encode_row(names, values)
    if names is None:
        now = json.loads(values[0])
        for name, of in ((json.loads(name[:-1]), of) for name, of in seals.items()):
            now[name] = hash_of("sealed", salts.get(of, ""), name, now.get(name))
        return encode_columns(now)
    ties = {}
    for name, of in seals.items():
        if name in names:
            at, salt = names[name], salts.get(of, "")
            value, values[at] = values[at], None
            value = f"t{value}" if type(value) is str else str(value if value is None else typed(value))
            tying = f"6:sealed{len(salt)}:{salt}{len(name) - 3}:{name[1:-2]}{len(value)}:{value}"
            ties[at] = f'{name}"{sha256(tying.encode("utf-8", "surrogateescape")).hexdigest()}"'
    return encode_row(names, values, ties)


def parsed(text: object) -> dict[str, Any]:
    """What a column of JSON says; nothing where it has been spoilt, which its hash tells."""
    try:
        found = json.loads(str(text))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _short(columns: object) -> bytes:
    return sha256(str(columns).encode("utf-8", "surrogateescape")).digest()[:16]


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
    key = key or next((at for each in (*more_heads, beside) if (at := each / PUBLIC_KEY).is_file()), None)
    with database.open("rb") as file:
        is_site = file.read(16) == b"SQLite format 3\0"
    site = f"{database.resolve().as_uri()}?mode=ro"
    # A byte of some text may have been changed so that it is none any more; such text is read as well, more slowly.
    for text_factory in (str, lambda raw: raw.decode("utf-8", "surrogateescape")):
        with closing(sqlite3.connect(site, uri=True) if is_site else loaded(database)) as connection:
            connection.text_factory = text_factory
            try:
                return Verification(Site(connection), heads, key, since).run()
            except sqlite3.OperationalError as error:
                if "UTF-8" not in str(error):
                    raise
    raise Unreadable(f"{path}: its text cannot be read")


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
    sys.stdout.writelines(found.said(language) + "\n" for found in (*report.faults, *report.notes))
    sys.stdout.write(
        f"{report.lines} lines, {report.images} images, {report.rows} rows, {report.heads} signed heads; "
        f"{len(report.faults)} faults; installation {report.installation}, last hash {report.last}\n"
    )
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
