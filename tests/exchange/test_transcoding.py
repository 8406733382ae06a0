"""GB18030 becomes UTF-8 as its codec says, also where the words of a file are replaced instead of decoded."""

import random

import pytest

from mingjian.exchange.transcoding import PIECE, Words, transcode

# Usual words; one that begins another; characters with a low second byte, of four bytes, and beyond the first plane.
FEW = ["低保金", "补发", "一卡通", "补发款"]
RARE = ["丂", "补乗", "補", "𠮷", "低保金额", "€", "\u00a0", "ä", "一卡", "卡通低保金"]


def lines(dice: random.Random, rare: list[str], delimiter: str) -> str:
    words = [*FEW, *rare, "", "300.00", "H1 x"]
    rows = (
        delimiter.join(dice.choices(words, weights=[40] * 4 + [1] * len(rare) + [9] * 3, k=6))
        for _ in range(50_000)
    )
    return "标题,款项\n" + "\n".join(rows)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize(
    "rare", [[], RARE, *([word] for word in RARE)], ids=lambda rare: "".join(rare) or "none"
)
def test_every_character_of_gb18030_is_the_one_that_its_codec_reads(tmp_path, rare, delimiter):
    text = lines(random.Random(7), rare, delimiter)
    content = text.encode("gb18030")
    assert len(content) > 4 * PIECE
    (tmp_path / "given").write_bytes(content)
    assert transcode(tmp_path / "given", tmp_path / "wanted", "gb18030")
    assert (tmp_path / "wanted").read_bytes().decode() == text


def test_a_byte_that_is_no_character_is_seen_among_known_words(tmp_path):
    content = lines(random.Random(7), [], ",").encode("gb18030")
    for spoilt in (b"\xff", b"\xb5", b"\xb5\xcd\xb1"):
        (tmp_path / "given").write_bytes(content + b"," + spoilt + b"\n")
        assert transcode(tmp_path / "given", tmp_path / "wanted", "gb18030") is None


def test_words_are_learned_from_the_second_piece_and_given_up_where_they_do_not_suffice():
    words = Words("gb18030")
    piece = "1,低保金,一卡通,2\n".encode("gb18030")
    for _ in range(2):
        assert words.replaced(piece) is None
        words.learn(piece, piece.decode("gb18030").encode())
    assert words.replaced(piece) == "1,低保金,一卡通,2\n".encode()
    assert words.replaced("1,低保金额,2\n".encode("gb18030")) is None
    for word in ("乌兰", "巴图", "其木格", "娜仁"):
        words.learn(f"1,{word},2\n".encode("gb18030"), b"")
    assert not words.known
