"""A site comes back from its backup bit by bit, and nothing else does."""

import hashlib
import json
import sqlite3
from contextlib import closing

import pytest

PHRASE = "草原上的风吹过备份箱子的口令"

# Each of these makes whole sites, one process after another.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def backed_up(operator, pristine):
    """The pristine site with a file in it, and its backup."""
    (pristine / "files" / "evidence").mkdir(parents=True, exist_ok=True, mode=0o700)
    (pristine / "files" / "evidence" / "abc").write_bytes(b"\x00\xff" * 5000)
    file = operator.folder / "pristine.bak"
    told = operator.gets("backup", pristine, file)
    return file, told


def contents(folder):
    """Every file of a site by its hash, and every row of its database."""
    files = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("db.sqlite3")
    }
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        schema = database.execute("SELECT name, type, sql FROM sqlite_master ORDER BY name").fetchall()
        tables = [name for name, kind, _ in schema if kind == "table"]
        rows = [
            database.execute(f'SELECT rowid, * FROM "{name}" ORDER BY rowid').fetchall() for name in tables
        ]
    return {**files, "rows": hashlib.sha256(repr((schema, rows)).encode()).hexdigest()}


def test_a_restored_site_is_the_same_bit_by_bit(operator, pristine, backed_up, tmp_path):
    file, told = backed_up
    said = operator.gets("restore", file, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(pristine)
    assert (said["journal"], said["waiting"]) == (told["journal"], [])
    assert operator.gets("verify-journal", tmp_path / "again")["faults"] == []
    assert operator.gets("doctor", tmp_path / "again")["safe"]


def test_the_same_site_gives_the_same_backup(operator, backed_up, pristine, tmp_path):
    file, _ = backed_up
    operator.gets("restore", file, tmp_path / "again")
    operator.gets("backup", tmp_path / "again", tmp_path / "again.bak")
    operator.gets("restore", tmp_path / "again.bak", tmp_path / "third")
    assert contents(tmp_path / "third") == contents(pristine)


def test_a_sealed_backup_opens_with_its_passphrase_alone(operator, pristine, tmp_path):
    phrase, other = tmp_path / "phrase", tmp_path / "other"
    phrase.write_text(PHRASE, encoding="utf-8")
    other.write_text("另一行差不多同样长的备份口令", encoding="utf-8")
    file = tmp_path / "sealed.bak"
    assert operator.gets("backup", pristine, file, "--passphrase", phrase)["sealed"]
    key = (pristine / "keys" / "session.key").read_bytes().strip()
    assert key not in file.read_bytes()
    for words in ((), ("--passphrase", other)):
        assert "error" in operator.gets("restore", file, tmp_path / "x", *words, status=2)
        assert not (tmp_path / "x").exists()
    operator.gets("restore", file, tmp_path / "x", "--passphrase", phrase)
    assert contents(tmp_path / "x") == contents(pristine)


def test_a_backup_without_a_passphrase_says_that_it_holds_the_keys(operator, pristine, tmp_path):
    done = operator.types("backup", pristine, tmp_path / "b")
    assert "密钥" in done.stderr
    assert done.returncode == 0


def test_a_damaged_backup_is_refused_and_leaves_nothing(operator, backed_up, tmp_path):
    whole = bytearray(backed_up[0].read_bytes())
    whole[len(whole) // 2] ^= 1
    (tmp_path / "bad.bak").write_bytes(whole)
    assert "损坏" in operator.gets("restore", tmp_path / "bad.bak", tmp_path / "x", status=2)["error"]["zh"]
    assert [path.name for path in tmp_path.iterdir()] == ["bad.bak"]


def test_a_site_is_never_restored_over_another(operator, backed_up, site):
    assert "error" in operator.gets("restore", backed_up[0], site, status=2)


def test_a_backup_of_a_later_version_is_refused_by_its_name(operator, site, tmp_path):
    with closing(sqlite3.connect(site / "db.sqlite3")) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '0999_later', '2027-01-01')"
        )
        database.commit()
    operator.gets("backup", site, tmp_path / "later.bak")
    said = operator.gets("restore", tmp_path / "later.bak", tmp_path / "x", status=2)
    assert "cases.0999_later" in said["error"]["zh"]
    assert not (tmp_path / "x").exists()
    assert "later-version" in json.dumps(operator.gets("doctor", site, status=1))


def test_upgrading_backs_up_first_and_then_looks_at_the_site(operator, site, tmp_path):
    said = operator.gets("upgrade", site)
    assert (said["steps"], said["safe"]) == ([], True)
    operator.gets("restore", said["backup"], tmp_path / "before")
    assert contents(tmp_path / "before")["rows"] == contents(site)["rows"]
