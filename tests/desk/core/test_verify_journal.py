"""Verification: whatever is changed past the journal, or in it, is found, and the place is named."""

import json
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from desk_ledger import acts
from desk_ledger.models import Folder, Label, Paper
from django.db import connection

from mingjian.desk.core import export, heads, journal, verify_journal
from mingjian.desk.core.actor import Site as Nobody
from mingjian.desk.core.models import Head
from mingjian.desk.core.verify_journal import ENTRY, IMAGE, Site, Verification

pytestmark = pytest.mark.django_db(transaction=True)
FILE = Path(verify_journal.__file__)
NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


def lenient(raw):
    return raw.decode("utf-8", "surrogateescape")


@pytest.fixture
def office(settings, tmp_path):
    """A small history: folders opened and decided, a paper, words, something deleted."""
    settings.SITE_FOLDER = tmp_path / "site"
    settings.SECOND_HEADS = str(tmp_path / "elsewhere")
    keys = tmp_path / "site" / "keys"
    keys.mkdir(parents=True)
    (keys / "journal.key").write_text("07" * 32)
    (keys / "seal-1.key").write_text("08" * 32)
    folders = [acts.open_folder(Nobody(), title=f"folder {n}") for n in range(8)]
    for folder in folders[::2]:
        acts.decide(folder, Nobody(), reason="decided")
    with journal.opened("papers", Nobody()):
        Paper.objects.create(number="150429199001011234")
        words = [Label.objects.create(name=name) for name in ("one", "two", "three")]
        words[0].folders.add(folders[0])
        Folder.objects.everything(reason="test").filter(pk=folders[1].pk).update(
            amount="12.50", facts={"a": [1]}
        )
    with journal.opened("word gone", Nobody()):
        words[2].delete()
    return tmp_path


@pytest.fixture(params=["database", "export"])
def ledger(request, office):
    """The site as a database that may be tampered with: a copy of it, or its export."""
    if request.param == "export":
        export.write(office / "journal.jsonl")
        copy = verify_journal.loaded(office / "journal.jsonl")
    else:
        copy = sqlite3.connect(copied(office / "site" / "db.sqlite3"))
    copy.text_factory = lenient
    copy.isolation_level = None
    with closing(copy):
        yield copy


def copied(file):
    if connection.vendor != "sqlite":
        pytest.skip("a copy of the database is taken on SQLite; PostgreSQL has its export")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    with closing(sqlite3.connect(file)) as copy:
        for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            copy.execute(f'DROP TRIGGER "{name}"')
        copy.commit()
    return file


def verified(copy, folder=None):
    signed = verify_journal.read_heads(folder) if folder else []
    key = folder / verify_journal.PUBLIC_KEY if folder else None
    return Verification(Site(copy), signed, key).run()


def kinds(copy, folder=None):
    return {fault.kind for fault in verified(copy, folder).faults}


def changed(copy, *statements):
    """What verification finds after statements that are taken back again."""
    copy.execute("BEGIN")
    for statement, *words in statements:
        copy.execute(statement, words)
    found = verified(copy).faults
    copy.execute("ROLLBACK")
    return found


def test_a_site_that_nobody_tampered_with_is_whole(ledger):
    report = verified(ledger)
    assert report.faults == []
    assert (report.lines, report.last) == (Head.objects.get().number, Head.objects.get().hash)
    assert report.rows == 8 + 16 + 1 + 2 + 1
    assert [note.kind for note in report.notes] == ["no heads"]


def flipped(value, bit):
    """A value with one bit changed, as an expression of SQL and its word."""
    if isinstance(value, int):
        return "?", value ^ (1 << (bit % 16))
    raw = bytearray(value.encode("utf-8", "surrogateescape"))
    raw[bit // 8 % len(raw)] ^= 1 << bit % 8
    return "CAST(? AS TEXT)", bytes(raw)


def flip(copy, table, columns, row, column, bit):
    """Flip one bit of one value, verify, and flip it back; None where the database itself refuses."""
    key = columns[: 1 if table == "core_entry" else 2]
    expression, word = flipped(row[columns.index(column)], bit)
    where = " AND ".join(f"{name} = ?" for name in key)
    try:
        return changed(
            copy, (f"UPDATE {table} SET {column} = {expression} WHERE {where}", word, *row[: len(key)])
        )
    except sqlite3.IntegrityError:
        copy.execute("ROLLBACK")
        return None


def rows_of(copy, table, columns):
    return copy.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1, 2").fetchall()


@pytest.mark.parametrize("table", ["core_entry", "core_image"])
def test_one_flipped_bit_in_any_row_of_the_journal_is_found_and_named(ledger, table):
    columns = ENTRY if table == "core_entry" else IMAGE
    chance, tried = random.Random(11), 0
    for row in rows_of(ledger, table, columns):
        for column in columns:
            value = row[columns.index(column)]
            if value == "":
                continue
            bits = 16 if isinstance(value, int) else 8 * len(value.encode())
            found = flip(ledger, table, columns, row, column, chance.randrange(bits))
            tried += found is not None
            assert found is None or row[0] in {fault.line for fault in found} or column in columns[:2], (
                row[0],
                column,
            )
            assert found is None or found, (row[0], column)
    assert tried > 100


@pytest.mark.parametrize("table", ["core_entry", "core_image"])
def test_every_single_bit_of_a_row_of_the_journal_is_found(ledger, table):
    columns = ENTRY if table == "core_entry" else IMAGE
    row = rows_of(ledger, table, columns)[-3]
    missed, tried = [], 0
    for column in columns:
        value = row[columns.index(column)]
        for bit in range(16 if isinstance(value, int) else 8 * len(value.encode())):
            found = flip(ledger, table, columns, row, column, bit)
            tried += 1
            if found == []:
                missed.append((column, bit))
    assert missed == []
    assert tried > 1000


def test_other_changes_of_a_line_are_found(ledger):
    number = 4
    for change in (
        "reason = 'other'",
        "reason = reason || ' '",
        "at = replace(at, 'Z', '+08:00')",
        "reason = CAST(reason AS BLOB)",
        "person = 'somebody'",
        "images = previous",
    ):
        assert changed(ledger, (f"UPDATE core_entry SET {change} WHERE number = ?", number)), change


@pytest.mark.parametrize("makes_hashes", ["", "hash"])
def test_a_dropped_swapped_doubled_or_inserted_line_is_found(ledger, makes_hashes):
    lines = rows_of(ledger, "core_entry", ENTRY)
    last = lines[-1][0]
    assert kinds_after(ledger, ("DELETE FROM core_entry WHERE number = 5",)) >= {"gap"}
    assert kinds_after(ledger, ("DELETE FROM core_entry WHERE number = ?", last)) >= {"end"}
    swap = [("UPDATE core_entry SET number = 999 WHERE number = 5",)]
    swap += [
        ("UPDATE core_entry SET number = 5 WHERE number = 6",),
        ("UPDATE core_entry SET number = 6 WHERE number = 999",),
    ]
    assert kinds_after(ledger, *swap) >= {"order", "line"}
    inserted = dict(zip(ENTRY, lines[-1], strict=True)) | {
        "number": last + 1,
        "previous": lines[-1][-1],
        "act": "forged",
    }
    if makes_hashes:
        inserted["hash"] = verify_journal.hash_of(*list(inserted.values())[:-1])
    marks = ", ".join("?" * len(ENTRY))
    found = kinds_after(
        ledger, (f"INSERT INTO core_entry ({', '.join(ENTRY)}) VALUES ({marks})", *inserted.values())
    )
    assert found >= ({"end"} if makes_hashes else {"line"})


def kinds_after(copy, *statements):
    return {fault.kind for fault in changed(copy, *statements)}


def made_anew(copy, first):
    """What somebody does who can write everything: make all hashes from a line on anew, and the head."""
    previous = copy.execute("SELECT hash FROM core_entry WHERE number = ?", [first - 1]).fetchone()[0]
    for image in copy.execute(
        f"SELECT {', '.join(IMAGE)} FROM core_image WHERE entry >= ?", [first]
    ).fetchall():
        copy.execute(
            "UPDATE core_image SET hash = ? WHERE entry = ? AND position = ?",
            [verify_journal.hash_of(*image[:-1]), *image[:2]],
        )
    for line in copy.execute(
        f"SELECT {', '.join(ENTRY)} FROM core_entry WHERE number >= ?", [first]
    ).fetchall():
        hashes = copy.execute("SELECT hash FROM core_image WHERE entry = ? ORDER BY position", [line[0]])
        fields = [*line[:-3], verify_journal.hash_of(*(found for (found,) in hashes)), previous]
        previous = verify_journal.hash_of(*fields)
        copy.execute(
            "UPDATE core_entry SET images = ?, previous = ?, hash = ? WHERE number = ?",
            [*fields[-2:], previous, line[0]],
        )
        copy.execute("UPDATE core_head SET number = ?, hash = ?", [line[0], previous])


def test_a_journal_made_anew_differs_from_the_heads_that_left_the_machine(ledger, office):
    heads.sign_head(NOW)
    elsewhere = office / "elsewhere"
    assert verified(ledger, elsewhere).faults == []
    ledger.execute("UPDATE core_entry SET reason = 'forged' WHERE number = 6")
    made_anew(ledger, 6)
    assert verified(ledger).faults == []  # nothing in the site itself tells of it
    assert kinds(ledger, elsewhere) == {"anew"}


def test_a_tail_that_was_dropped_with_its_head_and_rows_is_missed_by_the_signed_heads(ledger, office):
    heads.sign_head(NOW)
    last = Head.objects.get().number
    ledger.execute("DELETE FROM core_entry WHERE number = ?", [last])
    ledger.execute("DELETE FROM core_image WHERE entry = ?", [last])
    made_anew(ledger, last - 1)
    found = verified(ledger, office / "elsewhere").faults
    assert ("tail", last) in {(fault.kind, fault.line) for fault in found}


def test_heads_of_another_site_or_with_another_signature_are_refused(ledger, office):
    head = heads.sign_head(NOW)
    said = json.loads(head.read_text())
    head.write_text(json.dumps({**said, "at": "2026-11-27T00:00:00.000000Z"}))
    assert kinds(ledger, office / "site" / "heads") == {"signature"}
    head.write_text(json.dumps({**said, "installation": "another"}))
    assert kinds(ledger, office / "site" / "heads") == {"elsewhere"}
    head.write_text(json.dumps({**said, "signature": "no base64"}))
    assert kinds(ledger, office / "site" / "heads") == {"signature"}


def test_a_chain_of_another_installation_does_not_fit(ledger):
    assert "order" in kinds_after(ledger, ("UPDATE core_head SET installation = 'another'",))


def test_an_image_that_is_lost_or_belongs_nowhere_is_found(ledger):
    assert "images" in kinds_after(ledger, ("DELETE FROM core_image WHERE entry = 3 AND position = 1",))
    assert kinds_after(ledger, ("UPDATE core_image SET entry = 99 WHERE entry = 3 AND position = 1",)) >= {
        "images",
        "orphan",
    }


def test_a_write_that_was_noted_and_never_written_down_is_found(ledger):
    row = {name: "1" for (_, name, *_rest) in ledger.execute("PRAGMA table_info(core_touched)")}
    words = (
        f"INSERT INTO core_touched ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        *row.values(),
    )
    assert kinds_after(ledger, words) == {"unnoted"}


def test_a_line_earlier_than_its_predecessor_is_found(ledger):
    ledger.execute("UPDATE core_entry SET at = '2020-01-01T00:00:00.000000Z' WHERE number = 6")
    made_anew(ledger, 6)
    assert kinds(ledger) == {"earlier"}


CHANGES = {
    "title": "'other'",
    "amount": "NULL",
    "place": "place || ' '",
    "facts": "'{}'",
    "weight": "0.25",
    "is_urgent": "1",
    "seen_at": "''",
    "paper": "x'00'",
}


def test_a_row_changed_past_the_journal_is_named_with_its_column(office):
    with closing(sqlite3.connect(copied(office / "site" / "db.sqlite3"))) as copy:
        copy.isolation_level = None
        (key,) = copy.execute("SELECT id FROM desk_ledger_folder WHERE title = 'folder 1'").fetchone()
        row = f"desk_ledger_folder:{key}"
        for column, value in CHANGES.items():
            (fault,) = changed(copy, (f"UPDATE desk_ledger_folder SET {column} = {value} WHERE id = ?", key))
            assert (fault.kind, fault.row, fault.what) == ("column", row, column)
        (first,) = copy.execute("SELECT min(id) FROM desk_ledger_reviewer").fetchone()
        (fault,) = changed(copy, ("DELETE FROM desk_ledger_reviewer WHERE id = ?", first))
        assert (fault.kind, fault.row) == ("deleted", f"desk_ledger_reviewer:{first}")
        (fault,) = changed(copy, ("INSERT INTO desk_ledger_label VALUES (777, 'new')",))
        assert (fault.kind, fault.row) == ("unknown", "desk_ledger_label:777")
        (gone,) = copy.execute("SELECT row_key FROM core_image WHERE operation = 'delete'").fetchone()
        (fault,) = changed(copy, ("INSERT INTO desk_ledger_label VALUES (?, 'three')", gone))
        assert (fault.kind, fault.row) == ("returned", f"desk_ledger_label:{gone}")
        swap = ("UPDATE desk_ledger_folder SET title = CASE title WHEN 'folder 1' THEN 'folder 2' ELSE 'folder 1' END "
                "WHERE title IN ('folder 1', 'folder 2')",)  # fmt: skip
        assert len(changed(copy, swap)) == 2
        assert changed(copy, ("DROP TABLE desk_ledger_label_folders",))


def test_a_row_changed_in_an_export_is_named_with_its_column(office):
    export.write(office / "journal.jsonl")
    changed_to = (
        (office / "journal.jsonl")
        .read_text()
        .replace('\\"title\\":\\"tfolder 1\\"', '\\"title\\":\\"tfolder 9\\"')
    )
    lines = changed_to.splitlines(keepends=True)
    kept = (office / "journal.jsonl").read_text().splitlines(keepends=True)
    tampered = [new if '"current_rows"' in new else old for new, old in zip(lines, kept, strict=True)]
    (office / "tampered.jsonl").write_text("".join(tampered))
    (fault,) = verify_journal.verify(office / "tampered.jsonl").faults
    assert (fault.kind, fault.what) == ("column", "title")
    (office / "cut.jsonl").write_text("".join(kept[:-1]))
    with pytest.raises(verify_journal.Unreadable, match="cut off"):
        verify_journal.verify(office / "cut.jsonl")
    assert (office / "journal.jsonl").stat().st_mode & 0o777 == 0o600


def alone(*words):
    """The verifier by itself: another Python, without this program and its packages."""
    environment = {"PATH": os.environ["PATH"], "MINGJIAN_LANG": "en"}
    command = [sys.executable, "-I", "-S", str(FILE), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_the_verifier_runs_alone_with_the_standard_library(office):
    heads.sign_head(NOW)
    export.write(office / "journal.jsonl")
    whole = alone(office / "journal.jsonl", "--heads", office / "elsewhere")
    assert (whole.returncode, whole.stderr) == (0, "")
    assert "0 faults" in whole.stdout
    tampered = (office / "journal.jsonl").read_text().replace("decided", "refused", 1)
    (office / "tampered.jsonl").write_text(tampered)
    found = alone(office / "tampered.jsonl", "--heads", office / "elsewhere")
    assert found.returncode == 1
    assert "was changed" in found.stdout
    assert alone(office / "nothing").returncode == 2
    (office / "page.html").write_text("<html>")
    assert alone(office / "page.html").returncode == 2


def test_the_verifier_reads_a_site_whose_text_is_none_any_more(office):
    file = copied(office / "site" / "db.sqlite3")
    assert verify_journal.verify(office / "site").faults == []
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("UPDATE core_entry SET reason = CAST(x'ff' AS TEXT) WHERE number = 4")
        copy.commit()
    (fault,) = verify_journal.verify(office / "site").faults
    assert (fault.kind, fault.line) == ("line", 4)


def test_verification_may_begin_behind_a_signed_head(office):
    first = Head.objects.get().number
    heads.sign_head(NOW)
    acts.open_folder(Nobody(), title="later")
    export.write(office / "journal.jsonl")
    report = verify_journal.verify(office / "journal.jsonl", [office / "elsewhere"], since=first)
    assert (report.lines, report.faults) == (1, [])
    with pytest.raises(verify_journal.Unreadable, match="no signed head"):
        verify_journal.verify(office / "journal.jsonl", [office / "elsewhere"], since=first - 1)


TIE = "0" * 64
SEALED = f'["matter","m1","{TIE}","c2VhbGVk+/="]'
IMAGES = (
    "{}",
    '{"a":"tx"}',
    f'{{"a":{SEALED}}}',
    f'{{"a":"ti","b":{SEALED},"c":null,"d":{SEALED}}}',
    f'{{"a":"t\\":[\\"matter\\",","b":{SEALED}}}',
    f'{{"a": {SEALED},"b":{SEALED}}}',
    f'{{"a":["other","m1","{TIE}","x"],"b":{SEALED}}}',
    f'{{"a":["matter","m1","{TIE}"],"b":{SEALED}}}',
    f'{{"a":["matter","m1","{TIE}","x","y"],"b":{SEALED}}}',
    f'{{"a":["matter","m1","{TIE}","x",{{"b":{SEALED}}}]}}',
    f'{{"n\\"a":{SEALED}}}',
    f'{{"a\\u0062":{SEALED}}}',
)
BROKEN = (f'":{SEALED}', f'{{"a":{SEALED}', f'{{"a":{SEALED},"b":["matter","m1"', '":["matter","', "", "[]")


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_is_read_the_same_with_and_without_its_json(image):
    """`opened_seals` takes what we write by its quotation marks; whatever is written otherwise it reads as JSON."""
    assert verify_journal.opened_seals(image) == verify_journal.tied(json.loads(image))


@pytest.mark.parametrize("image", BROKEN)
def test_an_image_that_is_none_is_read_without_failing(image):
    seals, columns = verify_journal.opened_seals(image)
    assert isinstance(seals, dict)
    assert isinstance(columns, str)


@pytest.mark.parametrize("value", ["text", "", '“引号”"\\\n', 12, -1, 0, 1.5, b"\x00\xff", None])
def test_a_row_is_tied_as_its_image_was(value):
    names = {'"a":': 0, '"b":': 1}
    said = None if value is None else verify_journal.typed(value)
    salts = {"m1": "salt"}
    tie = verify_journal.hash_of("sealed", "salt", "b", said)
    expected = verify_journal.encode_columns({"a": "tx", "b": tie})
    assert verify_journal.retied(names, ["x", value], {'"b":': "m1"}, salts) == expected
    text = verify_journal.encode_columns({"a": "tx", "b": said})
    assert verify_journal.retied(None, [text], {'"b":': "m1"}, salts) == expected
    assert verify_journal.retied(names, ["x", value], None, salts) == text
    assert verify_journal.retied(None, [text], None, salts) == text
