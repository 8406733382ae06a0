"""Files of evidence: sealed on the disk, for those who read the words of a case, sent whole and right or not at all."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from os import utime

import pytest
from desk.api.conftest import program_of
from desk.cases.conftest import NOON, OPENED, Story
from desk.cases.test_revealing import READERS
from desk.cast import NORTH_VILLAGE, PARTS
from desk.findings.runs import Row
from desk.world import number
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from mingjian.desk.cases.actions import checking, closing, opening, revealing
from mingjian.desk.cases.models import Piece
from mingjian.desk.cases.states import Kind
from mingjian.desk.config import backups, erasures, sites, soundness
from mingjian.desk.core import ciphers, file_care, files, journal, rotation, sealed_content
from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry
from mingjian.desk.findings import queries as findings
from mingjian.desk.findings.actions import loading

pytestmark = pytest.mark.django_db
MARK = "身份证152301198001011234".encode()
CONTENT = MARK * 20_000  # half a megabyte, more than is received in memory
SAID = {"kind": "survey", "title": "入户调查表", "provider": "苏木乡镇", "captured_on": "2026-11-10"}
CHECKER = "north_handler_2"
A_YEAR_LATER = date(2027, 11, 2)


@pytest.fixture(autouse=True)
def site(settings, tmp_path):
    """A site of its own with fresh keys: what lies in it is of this test."""
    sites.make_site(tmp_path / "site")
    settings.SITE_FOLDER = tmp_path / "site"
    settings.SECOND_HEADS = str(tmp_path / "away")
    return tmp_path / "site"


@pytest.fixture
def case(story):
    return story.assign().check().case


@pytest.fixture
def program(cast):
    """Make a program of somebody of the cast, with every scope."""
    return lambda name: program_of(cast, name)


def filed(case, by, content=b"%PDF-1.4 scan"):
    """A piece with a file."""
    words = {"kind": Kind.RECORD, "title": "材料", "provider": "苏木乡镇", "captured_on": OPENED, "now": NOON}
    return checking.file_piece(case, by, upload=checking.Upload("a.pdf", ContentFile(content)), **words)


def in_clear(piece, content=b"%PDF-1.4 scan"):
    """The file of a piece as it was kept at first."""
    files.clear_path_of(piece).write_bytes(content)
    files.remove(piece)
    return piece


def address(piece):
    return f"/cases/{piece.case_id}/evidence/{piece.pk}"


def bytes_of(answer):
    return b"".join(answer.streaming_content)


def taken():
    return Entry.objects.filter(act="evidence.read")


def standing(folder, words):
    """The files of a folder in which some bytes stand."""
    return [path for path in folder.rglob("*") if path.is_file() and words in path.read_bytes()]


# -- at rest --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("cipher", ["aes", "sm4"])
@pytest.mark.parametrize("content", [MARK, CONTENT], ids=["small", "large"])
def test_what_is_filed_lies_sealed_and_comes_back_by_page_and_program(
    cast, case, program, site, settings, cipher, content
):
    settings.CIPHER = cipher
    form = SAID | {"file": SimpleUploadedFile("调查表.pdf", content)}
    assert cast.client(CHECKER).post(f"/cases/{case.pk}/file", form).status_code == 302
    program(CHECKER).send(f"cases/{case.pk}/upload", SAID, ("调查表.pdf", content))
    for piece in Piece.objects.all():
        assert (piece.sha256, piece.size) == (sha256(content).hexdigest(), len(content))
        assert files.path_of(piece).read_bytes()[:19].decode().split()[2] == f"{ciphers.LETTERS[cipher]}1"
        page = cast.client("north_reviewer").get(address(piece))
        assert page.headers["Content-Length"] == str(len(content))
        assert bytes_of(page) == content
        assert bytes_of(program("north_reviewer").get(address(piece).removeprefix("/"))) == content
    assert standing(site, MARK) == []
    assert len(list(files.folder_of(Piece).iterdir())) == 2
    assert taken().count() == 4


def test_pieces_with_the_same_content_have_files_of_their_own(case, story):
    one, other = filed(case, story.checker), filed(case, story.checker)
    assert one.sha256 == other.sha256
    assert files.path_of(one).read_bytes() != files.path_of(other).read_bytes()


def test_a_piece_that_cannot_be_filed_leaves_no_file(case, story):
    with pytest.raises(Conflict):
        checking.file_piece(
            case,
            story.checker,
            kind=Kind.RECORD,
            title="材料",
            provider="",  # which the database refuses
            captured_on=OPENED,
            now=NOON,
            upload=checking.Upload("a.pdf", ContentFile(b"x")),
        )
    assert list(files.folder_of(Piece).iterdir()) == []


# -- what is spoilt ---------------------------------------------------------------------------------------------
def flip(path):
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)


def cut(path):
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - sealed_content.PIECE - ciphers.TAG])


def empty(path):
    path.write_bytes(b"")


def put_clear(path):
    path.write_bytes(CONTENT)


def put_other_row(path):
    other = next(one for one in path.parent.iterdir() if one != path)
    path.write_bytes(other.read_bytes())


def lose_key(path):
    (path.parents[2] / "keys" / "evidence.key").rename(path.parents[2] / "moved")
    path.write_bytes(path.read_bytes().replace(b" a1 ", b" a7 ", 1))


@pytest.mark.parametrize("spoil", [flip, cut, empty, put_clear, put_other_row, lose_key])
def test_what_is_not_as_it_was_filed_is_told_and_not_sent(cast, case, story, program, spoil):
    piece = filed(case, story.checker, CONTENT)
    filed(case, story.checker, CONTENT)
    spoil(files.path_of(piece))
    page = cast.client("north_reviewer").get(address(piece))
    assert (page.status_code, page.streaming) == (409, False)
    assert "附件打不开" in page.content.decode()
    answer = program("north_reviewer").get(address(piece).removeprefix("/"))
    assert (answer.status_code, set(answer.json())) == (409, {"zh", "en"})
    assert "does not open" in answer.json()["en"]
    assert not taken().exists()


def test_what_changes_while_it_is_sent_breaks_off_short_and_no_wrong_byte_is_sent(cast, case, story):
    piece = filed(case, story.checker, CONTENT)
    answer = cast.client("north_reviewer").get(address(piece))
    sent = iter(answer.streaming_content)
    first = next(sent)
    with files.path_of(piece).open("r+b") as file:  # in place: the same file that is being sent
        file.seek(sealed_content.PIECE * 3)
        file.write(b"\x00" * 100)
    came = [first]
    with pytest.raises(ciphers.Spoilt):
        came.extend(sent)
    assert b"".join(came) == CONTENT[: 2 * sealed_content.PIECE]
    assert int(answer.headers["Content-Length"]) == len(CONTENT)


def test_a_file_in_clear_that_was_changed_is_not_sent(cast, case, story):
    piece = in_clear(filed(case, story.checker), b"%PDF-1.4 other")
    answer = cast.client("north_reviewer").get(address(piece))
    assert (answer.status_code, "附件打不开" in answer.content.decode()) == (409, True)


# -- for whom ---------------------------------------------------------------------------------------------------
def test_who_takes_a_file_is_who_reads_the_words_of_the_case(cast, case, story, program):
    piece = filed(case, story.checker)
    link, took, looked = f'href="{address(piece)}"', set(), set()
    for who, *_, role, _ in PARTS:
        if role is None:
            continue
        page = cast.client(who).get(f"/cases/{case.pk}")
        answers = (
            cast.client(who).get(address(piece)),
            program(who).get(address(piece).removeprefix("/")),
        )
        statuses = {answer.status_code for answer in answers}
        assert not [answer for answer in answers if answer.streaming and bytes_of(answer) != b"%PDF-1.4 scan"]
        if page.status_code == 200:
            looked.add(who)
            assert "a.pdf" in page.content.decode()
        if statuses == {200}:
            took.add(who)
        assert (statuses, page.status_code == 200 and link in page.content.decode()) in [
            ({200}, True),
            ({404}, False),
        ], who
    assert took == READERS
    assert looked - took == {"north_handler", "league_handler", "league_reviewer", "league_approver"}
    assert taken().count() == 2 * len(READERS)


def test_whoever_handled_the_household_takes_no_file(cast, load, program):
    load(Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1"))
    loading.note_handlers(Site(), handlers=[("H1", number("north_supervisor"))])
    story = Story(cast).assign().check()
    piece = filed(story.case, story.checker)
    page = cast.client("north_supervisor").get(address(piece))
    assert (page.status_code, "应当回避" in page.content.decode()) == (409, True)
    answer = program("north_supervisor").get(address(piece).removeprefix("/"))
    assert (answer.status_code, "应当回避" in answer.json()["zh"]) == (409, True)
    assert not taken().exists()


def test_the_act_itself_asks_the_policy(cast, case, story):
    piece = filed(case, story.checker)
    with pytest.raises(NotAllowed):
        revealing.take_file(piece, cast.north_handler, today=OPENED)
    story.file("record")
    with pytest.raises(NotAllowed):
        revealing.take_file(Piece.objects.get(sha256=""), cast.north_reviewer, today=OPENED)
    assert not taken().exists()


# -- in clear, from an earlier version ------------------------------------------------------------------------------
def test_what_was_filed_in_clear_is_read_and_then_sealed_in_place(cast, case, story, site):
    first, second = (in_clear(filed(case, story.checker, CONTENT), CONTENT) for _ in range(2))
    assert bytes_of(cast.client("north_reviewer").get(address(first))) == CONTENT
    assert [said.id for said in soundness.of_files()] == ["files-in-clear"]
    done = file_care.seal_clear(Site())
    assert done == (2, ())
    assert standing(site, MARK) == []
    assert list(soundness.of_files()) == []
    for piece in (first, second):
        assert bytes_of(cast.client("north_reviewer").get(address(piece))) == CONTENT
    lines = Entry.objects.filter(act="files.seal").count()
    assert file_care.seal_clear(Site()) == (0, ())
    assert Entry.objects.filter(act="files.seal").count() == lines == 1


def test_sealing_what_stands_in_clear_may_be_stopped_at_any_moment(cast, case, story, monkeypatch, site):
    """A clear file goes only when each row that it belongs to has a sealed one."""
    pieces = [in_clear(filed(case, story.checker, CONTENT), CONTENT) for _ in range(3)]
    for at in range(3):
        with monkeypatch.context() as patched:
            patched.setattr(sealed_content, "seal", stop_at(2, sealed_content.seal))
            if at < 2:
                with pytest.raises(KeyboardInterrupt):
                    file_care.seal_clear(Site())
            else:
                file_care.seal_clear(Site())
        for piece in pieces:
            assert bytes_of(cast.client("north_reviewer").get(address(piece))) == CONTENT
    assert standing(site, MARK) == []
    assert not list(files.folder_of(Piece).glob(".*"))


def stop_at(count, sealing):
    """Sealing that is interrupted, half a file written, at the file of this number."""
    seen = []

    def seal(content, into, *place):
        seen.append(place)
        if len(seen) == count:
            into.write(b"MINGJIAN-FILE 1 half")
            raise KeyboardInterrupt
        return sealing(content, into, *place)

    return seal


def test_a_clear_file_that_is_not_what_was_filed_stays_and_is_named(case, story):
    piece = in_clear(filed(case, story.checker), b"%PDF-1.4 other")
    assert file_care.seal_clear(Site()) == (0, (f"cases_piece:{piece.pk}",))
    assert files.clear_path_of(piece).exists()
    assert not files.path_of(piece).exists()
    assert [said.id for said in soundness.of_files()] == ["files-in-clear"]


def test_a_clear_file_of_no_row_is_left_for_a_person_to_judge(case, story):
    filed(case, story.checker)
    stranger = files.folder_of(Piece) / sha256(b"of whom?").hexdigest()
    stranger.write_bytes(b"of whom?")
    file_care.seal_clear(Site())
    assert stranger.exists()


# -- rotation -----------------------------------------------------------------------------------------------------
def keys_of(site):
    return sorted(path.name for path in (site / "keys").glob("*-*.key"))


def sealed_with(piece):
    with files.path_of(piece).open("rb") as file:
        return sealed_content.sealed_with(file)


def forget_key(site, name, settings):
    """Move a key away, and have the site read anew."""
    (site / "keys" / name).unlink()
    settings.SITE_FOLDER = site.parent / "." / ".." / site.parent.name / site.name


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_a_rotation_seals_files_anew_and_the_old_key_may_go(cast, case, story, site, settings, cipher):
    settings.CIPHER = cipher
    letter = ciphers.LETTERS[cipher]
    # The cast was sealed with AES: what is sealed otherwise than now is left over from a rotation, and is done first.
    rotation.rotate(Site()) if cipher == "sm4" else None
    pieces = [filed(case, story.checker, CONTENT), in_clear(filed(case, story.checker))]
    done = rotation.rotate(Site())
    assert (done.key, done.files, done.spoilt) == (f"{letter}2", 2, ())
    assert keys_of(site) == ["evidence-2.key", "seal-1.key", "seal-2.key"]
    assert {sealed_with(piece) for piece in pieces} == {f"{letter}2"}
    forget_key(site, "evidence.key", settings)
    assert bytes_of(cast.client("north_reviewer").get(address(pieces[0]))) == CONTENT
    assert bytes_of(cast.client("north_reviewer").get(address(pieces[1]))) == b"%PDF-1.4 scan"
    assert rotation.rotate(Site()).key == f"{letter}3"
    assert {sealed_with(piece) for piece in pieces} == {f"{letter}3"}


def test_a_rotation_that_was_stopped_among_the_files_goes_on_with_its_keys(
    cast, case, story, site, monkeypatch
):
    pieces = [filed(case, story.checker, CONTENT) for _ in range(4)]
    with monkeypatch.context() as patched:
        patched.setattr(sealed_content, "seal", stop_at(3, sealed_content.seal))
        with pytest.raises(KeyboardInterrupt):
            rotation.rotate(Site())
    assert sorted(map(sealed_with, pieces)) == ["a1", "a1", "a2", "a2"]
    for piece in pieces:
        assert bytes_of(cast.client("north_reviewer").get(address(piece))) == CONTENT
    done = rotation.rotate(Site())
    assert (done.key, done.files, keys_of(site)) == ("a2", 2, ["evidence-2.key", "seal-1.key", "seal-2.key"])
    assert set(map(sealed_with, pieces)) == {"a2"}


def test_a_rotation_that_was_stopped_between_its_two_keys_goes_on_with_them(case, story, site, monkeypatch):
    piece = filed(case, story.checker)
    with monkeypatch.context() as patched:
        patched.setattr(rotation, "_write_key", stop_after_first(rotation._write_key))
        with pytest.raises(KeyboardInterrupt):
            rotation.rotate(Site())
    assert keys_of(site) == ["evidence-2.key", "seal-1.key"]
    done = rotation.rotate(Site())
    assert (done.key, keys_of(site)) == ("a2", ["evidence-2.key", "seal-1.key", "seal-2.key"])
    assert sealed_with(piece) == "a2"


def stop_after_first(write):
    def once(kind, number):
        if kind == ciphers.COLUMNS:
            raise KeyboardInterrupt
        write(kind, number)

    return once


def test_a_file_that_does_not_open_is_named_and_keeps_no_rotation_from_ending(case, story):
    spoilt, sound = filed(case, story.checker, CONTENT), filed(case, story.checker)
    flip(files.path_of(spoilt))
    for key in ("a2", "a3"):
        done = rotation.rotate(Site())
        assert (done.key, done.files, done.spoilt) == (key, 1, (f"cases_piece:{spoilt.pk}",))
        assert sealed_with(sound) == key
    assert sealed_with(spoilt) == "a1"


def test_what_is_erased_while_it_is_sealed_anew_does_not_come_back(case, story, monkeypatch):
    piece = filed(case, story.checker)
    sealing = sealed_content.seal

    def erased_meanwhile(content, into, *place):
        passed = sealing(content, into, *place)
        with journal.opened("test", Site()):
            Piece.objects.filter(pk=piece.pk).delete()
        files.path_of(piece).unlink()
        return passed

    monkeypatch.setattr(sealed_content, "seal", erased_meanwhile)
    rotation.rotate(Site())
    assert list(files.folder_of(Piece).iterdir()) == []


# -- erasing --------------------------------------------------------------------------------------------------------
@pytest.fixture
def harmless(case, story):
    """A case that ended as harmless, with one file sealed and one in clear."""
    pieces = [filed(case, story.checker, CONTENT), in_clear(filed(case, story.checker))]
    story.review()
    closing.clear(case, story.cast.north_approver, innocent="死亡登记有误", today=OPENED)
    return pieces


def work():
    return erasures.work(A_YEAR_LATER, datetime(2027, 11, 2, 1, 0, tzinfo=UTC))


def test_files_of_an_erased_case_go_and_are_absent(harmless, cast, program):
    (files.folder_of(Piece) / f".{harmless[0].pk.hex}.0.part").write_bytes(b"half")
    assert work()["cases_erased"] == 1
    assert list(files.folder_of(Piece).iterdir()) == []
    for piece in harmless:
        assert cast.client("north_supervisor").get(address(piece)).status_code == 404
        assert program("north_supervisor").get(address(piece).removeprefix("/")).status_code == 404


@pytest.mark.usefixtures("harmless")
def test_a_clear_file_that_another_case_holds_stays(cast, load):
    load(
        Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1"),
        Row(2, clause="8(5)", division=NORTH_VILLAGE, household="H2"),
        as_of=date(2026, 11, 20),
    )
    found = findings.findings(cast.north_supervisor).get(households="H2")
    other = opening.open_case(cast.north_supervisor, findings=[found], title="另一件", today=OPENED)
    kept = in_clear(filed(other, cast.north_supervisor))
    work()
    assert [path.name for path in files.folder_of(Piece).iterdir()] == [kept.sha256]


def test_a_file_whose_removal_was_missed_goes_the_next_time(harmless):
    sealed = files.path_of(harmless[0])
    content = sealed.read_bytes()
    work()
    sealed.write_bytes(content)  # as if we had been killed between the act and the files
    unknown = sealed.with_name("f" * 32)
    unknown.write_bytes(content)  # of a row that this journal never had
    work()
    assert (sealed.exists(), unknown.exists()) == (False, True)


def test_what_a_killed_process_left_half_written_goes_after_a_day(case, story):
    filed(case, story.checker)
    now = datetime(2026, 11, 12, 4, 0, tzinfo=UTC)
    old, young = (files.folder_of(Piece) / f".{name * 32}.0.part" for name in "ab")
    for path, age in ((old, timedelta(days=2)), (young, timedelta(hours=1))):
        path.write_bytes(b"half")
        utime(path, ((now - age).timestamp(),) * 2)
    assert file_care.sweep(now) == 1
    assert (old.exists(), young.exists()) == (False, True)


# -- backup -----------------------------------------------------------------------------------------------------------
def test_a_backup_takes_files_before_keys_and_nothing_half_written(case, story, site):
    piece = filed(case, story.checker)
    (files.folder_of(Piece) / ".a.0.part").write_bytes(b"half")
    names = [name for name, _ in backups._files(site)]
    assert f"files/evidence/{piece.pk.hex}" in names
    assert names.index("keys/evidence.key") > names.index(f"files/evidence/{piece.pk.hex}")
    assert not [name for name in names if "part" in name]


def test_a_file_that_is_erased_while_a_backup_is_made_is_left_out(tmp_path):
    with backups.tarfile.open(fileobj=io.BytesIO(), mode="w|") as archive:
        assert backups._add(archive, "files/evidence/a", tmp_path / "gone") == 0


def test_the_journal_says_the_hash_of_the_content(cast, case, story):
    piece = filed(case, story.checker, CONTENT)
    bytes_of(cast.client("north_reviewer").get(address(piece)))
    assert taken().get().reason == piece.sha256 == sha256(CONTENT).hexdigest()
    assert json.loads(taken().get().within or "[]") == []
