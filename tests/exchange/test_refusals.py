"""Bad input gets one sentence that says what, where and what to do; the last good snapshot stays."""

import errno
import io
import zipfile

import pytest
import xlsxwriter

from mingjian.cli import main
from mingjian.exchange.checking import check_folder, unknown_places
from mingjian.exchange.divisions import nearest
from mingjian.exchange.snapshots import load_snapshot
from mingjian.wording import Refusal

PAYMENTS = "household_id,period,kind,due,paid\nH1,2024-01,allowance,300,300\n"


def fault(result) -> str:
    (table,) = result.tables
    assert table.snapshot is None
    assert not result.is_clean
    return table.fault.zh + table.fault.en


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(Refusal, match="nowhere"):
        check_folder(tmp_path / "nowhere", tmp_path / "store")


def test_a_folder_without_tables_is_refused(write, check):
    write("readme.txt", "hello")
    with pytest.raises(Refusal, match="template"):
        check()


def test_a_store_within_the_folder_is_refused(write, folder):
    write("payments.csv", PAYMENTS)
    with pytest.raises(Refusal, match="must not lie"):
        check_folder(folder, folder / "store")


def test_a_missing_required_column_refuses_the_table_and_names_it(write, check):
    write("payments.csv", PAYMENTS.replace(",paid", ",handed_out"))
    said = fault(check())
    assert "实发金额" in said
    assert "paid" in said
    assert "payments.csv" in said


def test_a_header_that_stands_twice_refuses_the_table_and_names_it(write, check):
    write("payments.csv", PAYMENTS.replace("due,", "实发金额,"))
    assert "表头重复：paid" in fault(check())
    write("payments.csv", "note,note," + PAYMENTS.replace("H1", ",,H1"))
    assert "note" in fault(check())


def test_a_workbook_that_is_cut_off_protected_or_none_refuses_its_table(write, check):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_row(0, 0, PAYMENTS.splitlines()[0].split(","))
    for content, word in (
        (file.getvalue()[:2000], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        (PAYMENTS.encode(), "not an XLSX"),
    ):
        write("payments.xlsx", content)
        assert word in fault(check())


def test_a_zip_that_is_no_workbook_refuses_its_table(write, check):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    write("payments.xlsx", file.getvalue())
    assert "payments.xlsx" in fault(check())


def test_a_broken_parquet_file_refuses_its_table(write, check):
    write("payments.parquet", b"PAR1 nothing PAR1")
    assert "Parquet" in fault(check())


def test_files_of_no_table_are_named_and_not_read(write, check):
    write("payments.csv", PAYMENTS)
    write("别的.csv", "a,b\n")
    write("投诉人家庭.csv", "编号,家庭编号\nC1,H1\n")
    result = check()
    assert [name for name, _ in result.strangers] == ["别的.csv", "投诉人家庭.csv"]
    assert result.is_clean


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("[payments\n", "TOML"),
        ("[nothing]\n", "nothing"),
        ("payments = 1\n", "section"),
        ("[payments]\nkeep_until = 'soon'\n", "soon"),
        ("[payments]\ncomplete = 'yes'\n", "yes"),
        ("[payments]\ncolour = 'red'\n", "colour"),
    ],
)
def test_a_sources_file_that_cannot_be_used_is_refused(write, check, content, word):
    write("payments.csv", PAYMENTS)
    write("sources.toml", content)
    with pytest.raises(Refusal, match=word):
        check()


def test_what_sources_toml_says_stands_in_the_snapshot(write, check, tmp_path):
    write("payments.csv", PAYMENTS)
    write(
        "sources.toml",
        '["发放明细"]\nprovider = "财政局"\ndivisions = ["150423"]\nto_day = 2024-12-31\ncomplete = true\n',
    )
    said = check().snapshot.declared["payments"]
    assert (said.provider, said.divisions, str(said.to_day), said.complete) == (
        "财政局",
        ("150423",),
        "2024-12-31",
        True,
    )
    assert load_snapshot(tmp_path / "store").declared["payments"] == said


def test_the_same_file_twice_changes_nothing(write, check, tmp_path):
    write("payments.csv", PAYMENTS + "H2,2024-01,allowance,300,-1\n")
    first = check()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "store" / "tables").rglob("*")}
    again = check()
    assert again == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "store" / "tables").rglob("*")} == before
    assert load_snapshot(tmp_path / "store") == first.snapshot


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device")])
def test_ctrl_c_or_a_full_disk_leaves_the_last_good_snapshot(write, check, tmp_path, stop):
    write("payments.csv", PAYMENTS)
    good = check().snapshot

    def broken_off(*_: object) -> None:
        raise stop

    write("payments.csv", PAYMENTS.replace("300", "400"))
    with pytest.raises(type(stop)):
        check(progress=broken_off)
    assert load_snapshot(tmp_path / "store") == good
    assert [path.name for path in (tmp_path / "store").iterdir() if path.name.startswith(".work")] == []


def test_the_folder_of_data_is_never_written_to(write, check, folder):
    write("payments.csv", (PAYMENTS + "H2,x,y,z,w\n").encode("gb18030"))
    check()
    assert [path.name for path in folder.rglob("*")] == ["payments.csv"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("150423100260", "150423100206"),
        ("150423100021", "150423100201"),
        ("150423109201", "150423105201"),
        ("150423987654", ""),
        ("150199100201", ""),
    ],
)
def test_the_nearest_village_of_the_township_or_the_county_is_suggested(typed, meant):
    assert nearest(typed) == meant


def test_the_check_names_the_village_that_may_be_meant(write, folder, capsys):
    write("households.csv", "household_id,division,area,head_id\nH1,150423100260,rural,11010519491231002X\n")
    assert main(["check", str(folder)]) == 0
    assert "150423100260 (1, perhaps 150423100206 莫日古其格村?)" in capsys.readouterr().out


def test_a_place_that_no_list_knows_is_named_and_not_rejected(write, check):
    write(
        "households.csv",
        "household_id,division,area,head_id\nH1,150199100201,rural,11010519491231002X\n"
        "H2,150423100201,rural,11010519491231002X\n",
    )
    result = check()
    assert result.is_clean
    assert unknown_places(result.snapshot) == {"150199100201": 1}
