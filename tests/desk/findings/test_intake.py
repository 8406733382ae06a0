"""A run that comes as a zip: what is no run is refused with its reason, and nothing of it stays on the disk."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from desk.cast import NORTH_VILLAGE
from desk.findings.runs import Row, write_run

from mingjian.desk.findings import intake, jobs
from mingjian.desk.findings.models import Finding, Run
from mingjian.wording import Refusal

pytestmark = pytest.mark.django_db
WHOLE = ("run.json", "findings.parquet", "answers.csv", "finding_months.csv")


@pytest.fixture
def files(tmp_path):
    """The files of a run with one finding, by name."""
    folder = write_run(tmp_path / "run", [Row(1, division=NORTH_VILLAGE)])
    return {name: (folder / name).read_bytes() for name in WHOLE}


@pytest.fixture
def upload(cast, settings, tmp_path):
    """Send a zip of some files; the answer's words, and what lies in the folder of uploads."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "keys").symlink_to(settings.SITE_FOLDER / "keys")
    settings.SITE_FOLDER = tmp_path / "site"
    client = cast.client("league_supervisor")

    def sent(content):
        file = BytesIO(content)
        file.name = "run.zip"
        answer = client.post("/findings/runs", {"file": file}, follow=True)
        return answer.content.decode(), sorted((tmp_path / "site").glob("intake/*"))

    return sent


def zipped(files, kind=zipfile.ZIP_DEFLATED):
    content = BytesIO()
    with zipfile.ZipFile(content, "w", kind) as archive:
        for name, part in files.items():
            archive.writestr(name, part)
    return content.getvalue()


def without(files, name):
    return {other: part for other, part in files.items() if other != name}


def twice(files):
    return {f"{folder}/{name}": part for folder in ("a", "b") for name, part in files.items()}


def spoilt(files):
    content = bytearray(zipped(files))
    content[60:90] = bytes(30)
    return bytes(content)


WRONG = {
    "a picture": (lambda _: b"\x89PNG" + bytes(500), "不是完好的 zip"),
    "a zip with a broken stream": (spoilt, "不是完好的 zip"),
    "half a run": (lambda files: zipped(without(files, "findings.parquet")), "没有 findings.parquet"),
    "two runs": (lambda files: zipped(twice(files)), "两个 run.json"),
    "a cut table": (
        lambda files: zipped(files | {"findings.parquet": files["findings.parquet"][:200]}),
        "不是完整的筛查结果",
    ),
    "another table": (lambda files: zipped(files | {"answers.csv": b"a,b\n1,2\n"}), "不是完整的筛查结果"),
    "a nest of brackets": (lambda files: zipped(files | {"run.json": b"[" * 200_000}), "不是完整的筛查结果"),
    "a bomb": (lambda files: zipped(files | {"findings.parquet": bytes(40 * 1024**2)}), "展开后大得不正常"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_run_is_refused_with_its_reason_and_leaves_nothing(files, upload, wrong):
    make, said = WRONG[wrong]
    page, left = upload(make(files))
    assert said in page
    assert left == []
    assert not Run.objects.exists()


def test_a_run_is_received_and_a_second_time_found_again(files, upload):
    page, (folder,) = upload(zipped(files))
    assert "正在后台装入" in page
    run = Run.objects.get()
    jobs.load_upload.func(str(run.pk), str(folder))
    assert not folder.exists()
    assert Finding.objects.everything(reason="a test").count() == 1
    page, left = upload(zipped(files))
    assert "没有重复装入" in page
    assert left == []


def test_a_run_sent_twice_before_it_was_loaded_keeps_its_counts(files, upload, load):
    load(Row(1, division=NORTH_VILLAGE), Row(2, division=NORTH_VILLAGE), as_of=date(2026, 9, 30))
    upload(zipped(files))
    _, folders = upload(zipped(files))
    run = Run.objects.get(as_of="2026-10-31")
    for folder in folders:
        jobs.load_upload.func(str(run.pk), str(folder))
    run.refresh_from_db()
    assert (run.stage, run.loaded, run.cleared) == (Run.Stage.LOADED, 1, 1)


def test_a_run_that_turns_out_to_be_damaged_says_so_and_may_be_sent_again(files, upload):
    _, (folder,) = upload(zipped(files | {"finding_months.csv": b"x,y\n1,2\n"}))
    run = Run.objects.get()
    jobs.load_upload.func(str(run.pk), str(folder))
    run.refresh_from_db()
    assert (run.stage, folder.exists()) == (Run.Stage.REFUSED, False)
    assert "已损坏" in run.said
    _, (folder,) = upload(zipped(files))
    jobs.load_upload.func(str(run.pk), str(folder))
    run.refresh_from_db()
    assert run.stage == Run.Stage.LOADED


def test_nothing_is_left_of_a_zip_that_was_refused_half_way(files, tmp_path):
    bomb = BytesIO(zipped(files | {"answers.csv": bytes(40 * 1024**2)}))
    with pytest.raises(Refusal, match="展开后大得不正常"):
        intake.unpack(bomb, tmp_path / "unpacked")
    assert not (tmp_path / "unpacked").exists()
