"""Files of evidence, for programs: put into the locker and fetched by the rules of the page, and by no others."""

import re
from hashlib import sha256
from uuid import uuid4

import pytest
from desk import matrix
from desk.matrix import reads, sees, works_on
from desk.world import make_world
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mingjian.desk.cases.actions.checking import Upload
from mingjian.desk.cases.forms import LARGEST_FILE
from mingjian.desk.cases.models import Case, Piece
from mingjian.desk.core import files, requests
from mingjian.desk.core.images import name
from mingjian.desk.core.models import Entry
from mingjian.desk.people.kinds import Scope

BOSS, CHECKER = "north_supervisor", "north_handler_2"
SCAN = ("核减表.pdf", b"%PDF-1.4 \x00\xff" + "核减表".encode())
SAID = {"kind": "survey", "title": "入户调查表", "provider": "苏木乡镇", "captured_on": "2026-11-10"}


@pytest.fixture
def path(story):
    story.assign().check()
    return f"cases/{story.case.pk}"


def acts():
    return Entry.objects.filter(act="case.file").count()


def bytes_of(answer):
    return b"".join(answer.streaming_content)


def test_a_file_is_put_in_listed_and_comes_back_as_it_was(program, path, cast):
    checker = program(CHECKER)
    filed = checker.send(f"{path}/upload", SAID, SCAN)
    assert filed.status_code == 200
    said = filed.json()
    assert (said["sha256"], said["size"], said["name"]) == (
        sha256(SCAN[1]).hexdigest(),
        len(SCAN[1]),
        SCAN[0],
    )
    assert (said["kind"], said["filed_by"]) == ("survey", str(cast.people[CHECKER]))
    assert checker.get(f"{path}/evidence").json() == [said] == checker.get(path).json()["pieces"]
    fetched = program("league_supervisor").get(f"{path}/evidence/{said['id']}")
    assert sha256(bytes_of(fetched)).hexdigest() == said["sha256"]
    page = cast.client(BOSS).get(f"/cases/{path.removeprefix('cases/')}/evidence/{said['id']}")
    assert bytes_of(page) == SCAN[1]
    for head in ("Content-Type", "Content-Disposition", "Content-Security-Policy", "X-Content-Type-Options"):
        assert fetched.headers[head] == page.headers[head]
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in fetched.headers["Cache-Control"]
    taken = Entry.objects.filter(act="evidence.read").order_by("number")
    piece = name(Piece.objects.get())
    assert [(one.reason, one.subject) for one in taken] == [(said["sha256"], piece)] * 2
    assert [one.person for one in taken] == [str(cast.people["league_supervisor"]), str(cast.people[BOSS])]


def test_the_page_and_the_program_write_the_same_into_locker_and_journal(program, path, cast):
    program(CHECKER).send(f"{path}/upload", SAID | {"text": "一页"}, SCAN)
    form = SAID | {"text": "一页", "file": SimpleUploadedFile(*SCAN)}
    cast.client(CHECKER).post(f"/{path}/file", form)
    by_program, by_page = Piece.objects.all()
    columns = ("kind", "title", "provider", "captured_on", "filed_by_id", "name", "size", "sha256", "text")
    assert [getattr(by_program, name) for name in columns] == [getattr(by_page, name) for name in columns]
    first, second = Entry.objects.filter(act="case.file").order_by("number")
    same = ("subject", "account", "person", "reason")
    assert [getattr(first, name) for name in same] == [getattr(second, name) for name in same]


def test_what_is_sent_twice_under_one_key_is_filed_once(program, path):
    checker = program(CHECKER)
    first = checker.send(f"{path}/upload", SAID, SCAN, key="k")
    again = checker.send(f"{path}/upload", SAID, SCAN, key="k")
    assert (first.status_code, again.json()) == (200, first.json())
    assert (Piece.objects.count(), acts()) == (1, 1)
    for other in ((SCAN[0], SCAN[1] + b"!"), ("别的名字.pdf", SCAN[1])):
        assert checker.send(f"{path}/upload", SAID, other, key="k").status_code == 409
    assert checker.send(f"{path}/upload", SAID | {"title": "别的"}, SCAN, key="k").status_code == 409
    assert (Piece.objects.count(), acts()) == (1, 1)


def test_what_was_asked_under_a_key_is_known_by_the_hash_of_a_file():
    assert requests.plain(Upload(SCAN[0], ContentFile(SCAN[1]))) == {
        "name": SCAN[0],
        "content": sha256(SCAN[1]).hexdigest(),
    }


@pytest.mark.parametrize(
    ("change", "files", "zh", "en"),
    [
        ({}, [], "file: 这个字段是必填项。", "file: This field is required."),
        ({}, [("空.pdf", b"")], "file: 所提交的是空文件。", "file: The submitted file is empty."),
        ({"kind": "film"}, [SCAN], "kind: 选择一个有效的选项", "kind: Select a valid choice."),
        ({"title": " "}, [SCAN], "title: 这个字段是必填项。", "title: This field is required."),
        ({"title": "长" * 201}, [SCAN], "title: 确保", "title: Ensure this value has at most 200"),
        ({"provider": "x\x00"}, [SCAN], "provider: ", "provider: Null characters"),
        (
            {"captured_on": "去年"},
            [SCAN],
            "captured_on: 输入一个有效的日期。",
            "captured_on: Enter a valid date.",
        ),
        ({"captured": "2026-11-10"}, [SCAN], "只能填这些项目：kind、", "no fields but kind, title,"),
        ({"title": ["甲", "乙"]}, [SCAN], "title：一次只能有一个", "title: one at a time"),
        ({}, [SCAN, SCAN], "file：一次只能有一个", "file: one at a time"),
    ],
)
def test_what_is_not_as_on_the_page_is_refused_by_field_and_reason(program, path, change, files, zh, en):
    refused = program(CHECKER).send(f"{path}/upload", SAID | change, *files)
    assert refused.status_code == 422
    assert zh in refused.json()["zh"]
    assert en in refused.json()["en"]
    assert (Piece.objects.count(), acts()) == (0, 0)


def test_a_file_of_twenty_megabytes_is_taken_and_a_larger_one_is_not(program, path):
    checker = program(CHECKER)
    most = bytes(LARGEST_FILE)
    refused = checker.send(f"{path}/upload", SAID, ("大.bin", most + b"!"))
    assert refused.status_code == 422
    assert refused.json()["zh"] == "请改正这些项目。file: 附件超过20 MB，请压缩或分开上传。"
    assert refused.json()["en"].startswith("Correct these fields. file: The file is larger than 20 MB")
    assert Piece.objects.count() == 0
    assert checker.send(f"{path}/upload", SAID, ("大.bin", most), key="k").json()["size"] == LARGEST_FILE


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\..\\a.pdf", "a.pdf"),
        ('a"; filename="b.exe', 'a"; filename="b.exe'),
        ("a%0D%0ASet-Cookie: b=c.pdf", "aSet-Cookie: b=c.pdf"),  # as filename*=
        ("账\u202egpj.exe", "账gpj.exe"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("152301198001011234.jpg", "152301********1234.jpg"),
    ],
)
def test_a_hostile_name_is_a_name_and_nothing_else(program, path, sent, kept):
    checker = program(CHECKER)
    body, kind = multipart(sent)
    head = {"Authorization": f"Bearer {checker.text}"}
    filed = checker.client.post(f"/api/{path}/upload", body, content_type=kind, headers=head)
    assert filed.status_code == 200, filed.content.decode()
    assert filed.json()["name"] == kept
    fetched = checker.get(f"{path}/evidence/{filed.json()['id']}")
    assert bytes_of(fetched) == SCAN[1]
    lying = list(files.folder_of(Piece).iterdir())
    assert all(path.is_file() and re.fullmatch("[0-9a-f]{32}", path.name) for path in lying)
    assert files.path_of(Piece.objects.get()) in lying
    assert "152301198001011234" not in str(fetched.headers) + filed.content.decode()


@pytest.mark.parametrize("name", ["..", ".", "/"])
def test_what_has_no_name_at_all_is_no_file(program, path, name):
    checker = program(CHECKER)
    body, kind = multipart(name)
    head = {"Authorization": f"Bearer {checker.text}"}
    answer = checker.client.post(f"/api/{path}/upload", body, content_type=kind, headers=head)
    assert (answer.status_code, answer.json()["en"]) == (
        422,
        "Correct these fields. file: This field is required.",
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nnothing", "multipart/form-data"),
        (b"\xff", "multipart/form-data; boundary=\xff"),
        (b"{", "application/json"),
        (b"kind=survey", "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_form_with_a_file_is_told_in_both_languages(program, path, body, kind):
    checker = program(CHECKER)
    head = {"Authorization": f"Bearer {checker.text}"}
    answer = checker.client.generic("POST", f"/api/{path}/upload", body, content_type=kind, headers=head)
    assert answer.status_code in (400, 422)
    assert set(answer.json()) == {"zh", "en"}
    assert Piece.objects.count() == 0


def test_a_day_to_come_and_a_case_that_ended_are_conflicts(program, path, story):
    checker = program(CHECKER)
    late = SAID | {"captured_on": "2999-01-01"}
    assert checker.send(f"{path}/upload", late, SCAN).json()["en"] == "It cannot have been taken after today."
    story.review()
    program("north_approver").post(f"{path}/clear", {"innocent": "已更正"})
    ended = checker.send(f"{path}/upload", SAID, SCAN)
    assert (ended.status_code, Piece.objects.count()) == (409, 0)
    assert "已经办结" in ended.json()["zh"]


def test_a_token_needs_the_scope_for_each(program, path):
    filed = program(CHECKER).send(f"{path}/upload", SAID, SCAN).json()
    reader = program(BOSS, Scope.READ_CASES)
    assert reader.get(f"{path}/evidence").json() == [filed]
    assert reader.send(f"{path}/upload", SAID, SCAN).status_code == 403
    refused = reader.get(f"{path}/evidence/{filed['id']}")
    assert (refused.status_code, "files:read" in refused.json()["zh"]) == (403, True)
    fetched = program(BOSS, Scope.READ_FILES).get(f"{path}/evidence/{filed['id']}")
    assert bytes_of(fetched) == SCAN[1]


def test_a_piece_in_words_and_one_of_another_case_have_no_file_here(program, path):
    checker = program(CHECKER)
    words = checker.post(f"{path}/file", SAID).json()["pieces"][0]
    assert (words["sha256"], words["name"], words["size"]) == ("", "", 0)
    filed = checker.send(f"{path}/upload", SAID, SCAN).json()
    absent = checker.get(f"{path}/evidence/{uuid4()}")
    for address in (f"{path}/evidence/{words['id']}", f"cases/{uuid4()}/evidence/{filed['id']}"):
        answer = checker.get(address)
        assert (answer.status_code, answer.content) == (404, absent.content)


def test_a_file_that_is_gone_from_the_disk_is_told_and_is_no_fault(program, path, cast):
    filed = program(CHECKER).send(f"{path}/upload", SAID, SCAN).json()
    files.remove(Piece.objects.get())
    answer = program(BOSS).get(f"{path}/evidence/{filed['id']}")
    assert (answer.status_code, "备份" in answer.json()["zh"]) == (409, True)
    page = cast.client(BOSS).get(f"/{path}/evidence/{filed['id']}")
    assert (page.status_code, "备份" in page.content.decode()) == (409, True)
    assert not Entry.objects.filter(act="evidence.read").exists()  # nobody took anything


def test_for_the_whole_cast_a_locker_is_there_or_is_as_absent_as_any_other(cast, program, tmp_path):
    """Places, recusal, offices that are touched, roles: what the table of the matrix says, three times each."""
    world, asked = make_world(cast, tmp_path), 0
    said = SAID | {"captured_on": str(timezone.localdate())}
    for who in matrix.OFFICERS:
        caller, lines = program(who.name), Entry.objects.count()
        nothing = caller.get(f"cases/{uuid4()}/evidence")
        for thing in world.of("piece"):
            case, piece = thing.key.split("/")
            listed, fetched = (
                caller.get(f"cases/{case}/evidence"),
                caller.get(f"cases/{case}/evidence/{piece}"),
            )
            if who.role in matrix.LOOKING and sees(who, thing):
                assert [row["id"] for row in listed.json()] == [piece], (who, thing)
            else:
                assert (listed.status_code, listed.content) == (404, nothing.content), (who, thing)
            if who.role in matrix.LOOKING and reads(who, thing):
                assert bytes_of(fetched).startswith(b"%PDF"), (who, thing)
                lines += 1  # who took the file
            else:
                assert (fetched.status_code, fetched.content) == (404, nothing.content), (who, thing)
            asked += 2
        assert Entry.objects.count() == lines
    assert asked > 200
    for who in matrix.OFFICERS:
        caller = program(who.name)
        nothing = caller.send(f"cases/{uuid4()}/upload", said, SCAN)
        for thing in world.of("case"):
            count, row = acts(), Case.objects.everything(reason="a test").get(pk=thing.key)
            sent = caller.send(f"cases/{thing.key}/upload", said, SCAN)
            if who.role in matrix.LOOKING and sees(who, thing) and works_on(who, thing):
                part = who.role in matrix.WORKING or row.checker_id == cast.people[who.name]
                assert (sent.status_code, acts() - count) == ((200, 1) if part else (404, 0)), (who, thing)
            else:
                assert (sent.status_code, sent.content, acts()) == (404, nothing.content, count), (who, thing)


def multipart(name):
    """A body whose file has a name that no library would send."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in SAID.items()
    ]
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    named = f"filename*=UTF-8''{name}" if "%" in name else f'filename="{quoted}"'
    head = f'--x\r\nContent-Disposition: form-data; name="file"; {named}\r\n\r\n'
    return b"".join(parts) + head.encode() + SCAN[1] + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"
