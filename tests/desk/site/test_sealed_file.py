"""The outer form of a backup: every bit counts, and a passphrase opens only what it sealed."""

import random

import pytest

from mingjian.desk.config import sealed_file
from mingjian.wording import Refusal

CONTENT = bytes(range(256)) * 1000
PHRASE = "春风不度玉门关 2026"


def written(path, content=CONTENT, passphrase=""):
    with sealed_file.written(path, passphrase) as sink:
        for at in range(0, len(content), 10_000):
            sink.write(content[at : at + 10_000])
    return path


def read(path, passphrase=""):
    with sealed_file.opened(path, passphrase) as content:
        return content.read()


@pytest.mark.parametrize("passphrase", ["", PHRASE])
@pytest.mark.parametrize(
    "size", [0, 1, sealed_file.PIECE - 1, sealed_file.PIECE, sealed_file.PIECE + 1, 200_000]
)
def test_what_was_written_is_read(tmp_path, passphrase, size):
    content = (CONTENT * 2)[:size]
    assert read(written(tmp_path / "b", content, passphrase), passphrase) == content


@pytest.mark.parametrize("passphrase", ["", PHRASE])
def test_a_single_changed_bit_is_found_wherever_it_stands(tmp_path, passphrase):
    whole = written(tmp_path / "b", CONTENT[:3000], passphrase).read_bytes()
    chance = random.Random(7)
    for place in [*range(20), *(chance.randrange(len(whole)) for _ in range(60)), len(whole) - 1]:
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << chance.randrange(8)
        (tmp_path / "spoilt").write_bytes(spoilt)
        with pytest.raises(Refusal):
            read(tmp_path / "spoilt", passphrase)


@pytest.mark.parametrize("left", [0, 10, 40, 1000, -1])
def test_a_file_that_is_cut_off_is_refused(tmp_path, left):
    whole = written(tmp_path / "b").read_bytes()
    (tmp_path / "cut").write_bytes(whole[:left])
    with pytest.raises(Refusal):
        read(tmp_path / "cut")


def test_a_piece_more_is_refused(tmp_path):
    path = written(tmp_path / "b")
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(Refusal, match="损坏"):
        read(path)


def test_a_passphrase_opens_nothing_it_did_not_seal(tmp_path):
    path = written(tmp_path / "b", passphrase=PHRASE)
    assert CONTENT[:64] not in path.read_bytes()
    with pytest.raises(Refusal, match="passphrase"):
        read(path)
    with pytest.raises(Refusal, match="口令不对"):
        read(path, PHRASE + "x")


def test_a_short_passphrase_seals_nothing(tmp_path):
    with pytest.raises(Refusal, match="12"), sealed_file.written(tmp_path / "b", "short"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_backup_never_takes_the_place_of_another_file(tmp_path):
    path = written(tmp_path / "b")
    with pytest.raises(Refusal, match="已存在"):
        written(path)
    assert read(path) == CONTENT


def test_what_is_broken_off_leaves_nothing_behind(tmp_path):
    def break_off():
        with sealed_file.written(tmp_path / "b") as sink:
            sink.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert list(tmp_path.iterdir()) == []


def test_only_its_owner_reads_a_backup(tmp_path):
    assert written(tmp_path / "b").stat().st_mode & 0o777 == 0o600


def test_another_file_or_another_form_is_refused_with_what_it_is(tmp_path):
    (tmp_path / "page").write_text("<html>")
    with pytest.raises(Refusal, match="不是明鉴的备份文件"):
        read(tmp_path / "page")
    whole = written(tmp_path / "b").read_bytes()
    (tmp_path / "later").write_bytes(whole.replace(b"BACKUP 1", b"BACKUP 2"))
    with pytest.raises(Refusal, match="另一种格式"):
        read(tmp_path / "later")
