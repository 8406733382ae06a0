"""Bad input gets one sentence that says what, where and what to do; the last good snapshot stays."""

import errno
import io
import zipfile

import pytest
import xlsxwriter

from mingjian.cli import main
from mingjian.exchange.checking import check_folder, unknown_places
from mingjian.exchange.divisions import nearest
from mingjian.exchange.snapshots import load_snapshot, whole_or_gone
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


def test_a_file_without_a_header_says_what_it_should_have_and_an_empty_one_that_it_is_empty(write, check):
    write("payments.csv", "H1,2024-01,300\nH2,2024-01,300\n")
    said = fault(check())
    assert "没有找到表头，其中应有：家庭编号" in said
    assert "--encoding" in said
    write("payments.csv", PAYMENTS.encode("utf-16-le"))
    assert "--encoding" in fault(check())
    for empty in ("", "\n\n"):
        write("payments.csv", empty)
        assert "文件是空的" in fault(check())


@pytest.mark.parametrize("form", ["xls", "et", "ods"])
def test_a_table_in_an_old_form_is_refused_and_not_passed_over(write, check, form):
    write(f"发放明细.{form}", b"\xd0\xcf\x11\xe0" + bytes(600))
    result = check()
    assert (result.is_clean, result.strangers) == (False, ())
    assert "另存为 XLSX" in result.tables[0].fault.zh
    write("发放明细.csv", PAYMENTS)  # saved in another form beside it
    result = check()
    assert result.is_clean
    assert [name for name, _ in result.strangers] == [f"发放明细.{form}"]


def test_a_store_is_no_folder_of_data(write, check, tmp_path):
    write("payments.csv", PAYMENTS + "H2,2024-01,allowance,300,-1\n")
    check()
    (tmp_path / "store").rename(tmp_path / "2024.mingjian")
    with pytest.raises(Refusal, match=r"2024[.]mingjian is a store .* such as .*2024[.]"):
        check_folder(tmp_path / "2024.mingjian", tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_why_rows_were_rejected_is_counted_by_column_with_the_first_of_each(write, check, tmp_path):
    rows = ["H1,2024-01,allowance,300,三百", "H2,2024-01,allowance,300,二百", "H3,x,allowance,300,300", "H4"]
    write("payments.csv", PAYMENTS + "\n".join([*rows, "H1,2024-01,allowance,300,300", ""]))
    table = check().tables[0].snapshot
    said = [(each.column, each.en, each.rows, each.file, each.line) for each in table.reasons]
    assert said == [
        ("paid", "is not a sum of money; write it like 1234.50", 2, "payments.csv", 3),
        ("period", "is not a month; write it like 2026-03", 1, "payments.csv", 5),
        ("", "another number of cells than the header", 1, "payments.csv", 6),
        ("", "the same as another row; one is kept", 1, "payments.csv", 7),
    ]
    assert table.read == table.accepted + table.rejected
    assert load_snapshot(tmp_path / "store").tables["payments"].reasons == table.reasons


def test_the_screen_says_why_and_never_with_the_value(write, folder, capsys, monkeypatch):
    write("payments.csv", PAYMENTS + "H2,2024-01,allowance,300,SECRET\n")
    for language, said in (
        ("zh", "退回原因　发放明细 payments：1 行　paid：不是金额，应如 1234.50（如 payments.csv 第 3 行）"),
        (
            "en",
            "Rejected  payments: paid: is not a sum of money; write it like 1234.50 (rows: 1, the first at ",
        ),
    ):
        monkeypatch.setenv("MINGJIAN_LANG", language)
        assert main(["check", str(folder)]) == 1
        shown = capsys.readouterr().out
        assert said in shown
        assert "SECRET" not in shown


def test_where_only_whole_tables_were_refused_nobody_is_sent_to_rejects(write, folder, capsys):
    write("payments.csv", "家庭编号\nH1\n")
    assert main(["check", str(folder)]) == 1
    shown = capsys.readouterr().out
    assert "A table was refused" in shown
    assert "rejects file" not in shown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("title", ["[payments]", "[发放明细]", " [ 发放明细 ] "])
def test_a_sources_file_is_read_as_windows_and_a_reader_of_chinese_write_it(write, check, encoding, title):
    write("payments.csv", PAYMENTS)
    write("sources.toml", f'{title}\nprovider = "旗财政局"\n'.encode(encoding))
    assert check().snapshot.declared["payments"].provider == "旗财政局"


def test_a_file_whose_writing_ends_early_is_not_there(tmp_path):
    path = tmp_path / "map.csv"
    path.write_text("half")
    with pytest.raises(KeyboardInterrupt), whole_or_gone(path):
        raise KeyboardInterrupt
    assert not path.exists()
    with whole_or_gone(path):
        path.write_text("whole")
    assert path.read_text() == "whole"


def test_a_slip_in_a_sources_file_is_told_by_its_line_in_chinese(write, check):
    write("payments.csv", PAYMENTS)
    write("sources.toml", "[payments]\nprovider = 旗财政局\n")
    with pytest.raises(Refusal) as refused:
        check()
    assert "第 2 行第 12 列的写法不对；文字要加英文双引号" in refused.value.text.zh
    assert "line 2, column 12" in refused.value.text.en


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
