"""Content that is sealed in pieces: whole and in its place it opens, otherwise it does not."""

import io
import tracemalloc
import zipfile
from os import urandom

import pytest
from django.core.files.uploadhandler import FileUploadHandler

from mingjian.desk.core import ciphers, sealed_content
from mingjian.desk.core.ciphers import TAG, Spoilt
from mingjian.desk.core.uploads import SealedUploads

PLACE = ("paper", "file", "1")
SMALL = 64


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    """A site of its own, with two keys of files."""
    settings.SITE_FOLDER = tmp_path
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "evidence.key").write_text("09" * 32)
    return tmp_path / "keys"


@pytest.fixture(params=["aes", "sm4"])
def cipher(request, settings):
    settings.CIPHER = request.param
    return request.param


@pytest.fixture
def small(monkeypatch):
    """Pieces so small that there are many."""
    monkeypatch.setattr(sealed_content, "PIECE", SMALL)


def sealed(content, *place):
    into = io.BytesIO()
    sealed_content.seal([content[at : at + 100] for at in range(0, len(content), 100)], into, *place or PLACE)
    return into.getvalue()


def unsealed(file, *place):
    content = sealed_content.unseal(io.BytesIO(file), *place or PLACE)
    return b"".join(sealed_content.parts(content))


def pieces_of(file):
    """The header and the sealed pieces of a file."""
    header, _, body = file.partition(b"\n")
    size = SMALL + TAG
    return header + b"\n", [body[at : at + size] for at in range(0, len(body), size)]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("size", [0, 1, SMALL - 1, SMALL, SMALL + 1, 2 * SMALL, 1000])
def test_content_of_any_size_comes_back_and_says_its_hash(cipher, size):
    content = urandom(size)
    file = sealed(content)
    assert unsealed(file) == content
    assert file.startswith(f"MINGJIAN-FILE 1 {ciphers.LETTERS[cipher]}1 ".encode())
    assert size < SMALL or content[:SMALL] not in file
    again = sealed_content.seal([content], io.BytesIO(), *PLACE)
    assert (again.size, again.sha256) == (size, sealed_content.sha256(content).hexdigest())


@pytest.mark.usefixtures("cipher", "small")
def test_it_is_read_from_any_place():
    content = urandom(1000)
    opened = sealed_content.unseal(io.BytesIO(sealed(content)), *PLACE)
    assert (opened.seek(0, io.SEEK_END), opened.read(5)) == (1000, b"")
    buffered = io.BufferedReader(opened)
    for at in (999, 0, 500, SMALL, SMALL - 1):
        buffered.seek(at)
        assert buffered.read(200) == content[at : at + 200]


@pytest.mark.usefixtures("cipher", "small")
def test_one_flipped_bit_anywhere_is_noticed():
    file = sealed(b"x" * 150)
    for at in range(len(file)):
        wrong = bytearray(file)
        wrong[at] ^= 4
        with pytest.raises(Spoilt):
            unsealed(bytes(wrong))


@pytest.mark.usefixtures("cipher", "small")
def test_no_length_but_its_own_is_taken():
    file = sealed(b"x" * (2 * SMALL))
    for size in range(len(file)):
        with pytest.raises(Spoilt):
            unsealed(file[:size])
    for more in (b"y", b"y" * TAG, b"y" * (SMALL + TAG)):
        with pytest.raises(Spoilt):
            unsealed(file + more)


@pytest.mark.usefixtures("cipher", "small")
def test_pieces_are_neither_swapped_nor_dropped_nor_repeated_nor_taken_from_elsewhere():
    header, pieces = pieces_of(sealed(b"x" * (4 * SMALL)))
    _, others = pieces_of(sealed(b"x" * (4 * SMALL)))
    assert len(pieces) == 4
    wrong = [
        [pieces[1], pieces[0], *pieces[2:]],
        [pieces[0], *pieces[2:]],
        [pieces[0], *pieces],
        pieces[:-1],
        pieces[1:],
        [*pieces, pieces[-1]],
        [others[0], *pieces[1:]],
        [],
    ]
    for arranged in wrong:
        with pytest.raises(Spoilt):
            unsealed(header + b"".join(arranged))
    assert unsealed(header + b"".join(pieces)) == b"x" * (4 * SMALL)


@pytest.mark.usefixtures("cipher")
@pytest.mark.parametrize("place", [("paper", "file", "2"), ("paper", "scan", "1"), ("papers", "file", "1")])
def test_it_opens_in_its_own_row_alone(place):
    for content in (b"", b"a scan"):
        with pytest.raises(Spoilt):
            unsealed(sealed(content), *place)


@pytest.mark.usefixtures("cipher")
def test_a_key_that_is_gone_or_another_opens_nothing(keys):
    file = sealed(b"a scan")
    (keys / "evidence-2.key").write_text("0a" * 32)
    assert unsealed(file) == b"a scan"
    assert sealed(b"a scan").split()[2].endswith(b"2")
    for number in (b"2", b"3", b"1000"):
        with pytest.raises(Spoilt):
            unsealed(file.replace(b"1 ", number + b" ", 2).replace(b"FILE " + number, b"FILE 1"))


@pytest.mark.parametrize("file", [b"", b"%PDF-1.4 scan", b"MINGJIAN-FILE 2 a1 " + b"0" * 64 + b"\n"])
def test_what_is_no_sealed_file_is_not_opened(file):
    with pytest.raises(Spoilt):
        unsealed(file)


def test_a_salt_and_so_a_key_is_never_used_twice():
    assert len({sealed(b"").split()[3] for _ in range(1000)}) == 1000


def test_a_large_file_is_never_whole_in_memory(tmp_path):
    """Forty megabytes pass in a few pieces of memory, into the file and out of it."""
    piece, count = bytes(1024 * 1024), 40
    tracemalloc.start()
    with (tmp_path / "large").open("wb") as into:
        sealed_content.seal((piece for _ in range(count)), into, *PLACE)
    with (tmp_path / "large").open("rb") as file:
        opened = sealed_content.unseal(file, *PLACE)
        assert sum(map(len, sealed_content.parts(opened))) == count * len(piece)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 4 * 1024 * 1024


# -- what is being received -----------------------------------------------------------------------------------
def received(content):
    """A file as the handler gives it, and the bytes that lie on the disk meanwhile."""
    handler = SealedUploads()
    assert isinstance(handler, FileUploadHandler)
    handler.new_file("file", "大.bin", "application/pdf", None, "utf-8", {})
    scratch = handler.scratch
    for at in range(0, len(content), 1000):
        handler.receive_data_chunk(content[at : at + 1000], at)
    file = handler.file_complete(len(content))
    scratch.into.seek(0)
    return file, scratch.into.read(), scratch.into.name


@pytest.mark.usefixtures("cipher")
def test_what_is_received_lies_nowhere_in_clear_and_under_no_name():
    content = b"152301198001011234 " * 10_000
    file, lying, name = received(content)
    assert isinstance(name, int)
    assert len(lying) > len(content)
    assert b"152301198001011234" not in lying
    assert (file.size, file.name, file.content_type) == (len(content), "大.bin", "application/pdf")
    assert b"".join(file.chunks()) == b"".join(file.chunks()) == content
    file.seek(-19, io.SEEK_END)
    assert file.read() == content[-19:]
    file.close()
    assert file.file.raw.file.closed


def test_a_zip_that_is_received_is_read_as_any_other():
    sent = io.BytesIO()
    with zipfile.ZipFile(sent, "w") as archive:
        archive.writestr("run.json", "{}")
        archive.writestr("findings.parquet", urandom(300_000))
    with received(sent.getvalue())[0] as file, zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert archive.read("run.json") == b"{}"


def test_an_upload_that_is_broken_off_leaves_nothing():
    handler = SealedUploads()
    handler.new_file("file", "大.bin", "application/pdf", None, "utf-8", {})
    handler.receive_data_chunk(b"x" * 100_000, 0)
    lying = handler.scratch.into
    handler.upload_interrupted()
    assert lying.closed
    handler.upload_interrupted()
