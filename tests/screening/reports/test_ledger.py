"""The ledger holds every finding once on each office's sheet, can be worked with, printed and shown around."""

import zipfile
from collections import Counter
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, get_column_letter

from mingjian.privacy.masking import Disclosure
from mingjian.privacy.scanning import find_numbers, find_traces
from mingjian.screening.reports import ledger, showing, wrapping
from mingjian.screening.reports.ledger import SHEETS, Edition
from mingjian.screening.reports.words import Office, offices_of
from tests.screening.reports.run_folder import (
    ACCOUNTS,
    ATTACK,
    RULES,
    a_finding,
    a_gap,
    finding_id,
    make_run,
    person,
    plausible,
    write_reports,
)

OFFICE_SHEETS = [SHEETS[office].zh for office in Office]


def written(folder, found=None, edition=None):
    make_run(folder, found)
    write_reports(folder, edition or Edition())
    return openpyxl.load_workbook(folder / "findings.xlsx")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("ledger")
    written(made)
    return made


@pytest.fixture(scope="module")
def book(folder):
    return openpyxl.load_workbook(folder / "findings.xlsx")


def rows_of(sheet):
    """The rows of an office's sheet by the heads of its columns."""
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    return [row for row in rows if row["线索编号"]]


def every_text(book):
    return [
        str(cell)
        for sheet in book
        for line in sheet.iter_rows(values_only=True)
        for cell in line
        if cell is not None
    ]


def test_there_is_a_sheet_for_the_reader_each_office_the_data_and_the_undecided(book):
    assert book.sheetnames == ["封面说明", *OFFICE_SHEETS, "未能判断"]


def test_each_finding_stands_with_every_office_its_clauses_speak_of(book):
    expected = {office: Counter() for office in Office}
    for made in plausible():
        for office in offices_of(tuple(c for c in made.clause.split(";") if c), RULES[made.rule].clauses):
            expected[office][finding_id(made)] += 1
    for office, ids in expected.items():
        assert Counter(row["线索编号"] for row in rows_of(book[SHEETS[office].zh])) == ids


def test_a_finding_on_two_sheets_has_one_number_and_counts_once_in_the_total(book):
    numbers = {}
    for name in OFFICE_SHEETS:
        for row in rows_of(book[name]):
            assert numbers.setdefault(row["线索编号"], row["序号"]) == row["序号"]
    assert sorted(numbers.values()) == list(range(1, len(plausible()) + 1))
    total = next(
        line for line in book["封面说明"].iter_rows(values_only=True) if str(line[0]).startswith("合计")
    )
    assert total[1] == len(plausible())
    assert Decimal(str(total[6])) == sum(f.amount or 0 for f in plausible())


def test_the_cover_keeps_money_of_offices_in_a_column_of_its_own(tmp_path):
    found = [a_finding(2, months={"2024-05": "100.00"}), a_gap(2023, "5000000.00")]
    front = written(tmp_path, found)["封面说明"]
    rows = list(front.iter_rows(values_only=True))
    head = next(row for row in rows if row[0] == "工作表")
    total = next(row for row in rows if str(row[0]).startswith("合计"))
    assert head[6:8] == ("低保金（元）", "单位资金（元）")
    assert total[6:8] == (100, 5000000)


def test_months_and_yuan_are_those_of_the_findings(book):
    rows = {row["线索编号"]: row for name in OFFICE_SHEETS for row in rows_of(book[name])}
    for made in plausible():
        row = rows[finding_id(made)]
        assert row["月数"] == (len(made.months) or None)
        assert row["金额（元）"] == (
            made.amount if made.amount is None else pytest.approx(float(made.amount), abs=0.001)
        )


def test_every_sheet_can_be_filtered_scrolled_and_printed_on_a4(book):
    for name in [*OFFICE_SHEETS, "未能判断"]:
        sheet = book[name]
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref.startswith("A2:")
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert int(sheet.page_setup.fitToWidth or 1) == 1
        assert int(sheet.page_setup.fitToHeight) == 0
        assert sheet.print_title_rows == "$1:$2"
        assert "&P" in sheet.oddFooter.center.text


def test_only_what_is_needed_on_paper_is_printed(book):
    needed = ["序号", "规则", "可能涉及条款", "等级", "对象", "地点"]
    needed += ["家庭编号", "起止月份", "金额（元）", "说明", "先问什么", "核查结果"]
    beside = {"尚待核实要件", "月数", "依据（文件、行）", "旗县", "苏木乡镇", "嘎查村", "线索编号", "备注"}
    for name in OFFICE_SHEETS:
        sheet = book[name]
        printed = sheet[sheet.print_area.replace("$", "").split("!")[-1]]
        assert [cell.value for cell in printed[1]] == needed
        assert len(printed) == max(sheet.max_row, 3)
        heads = {cell.value for cell in sheet[2]}
        assert beside | {"包保干部"} <= heads - set(needed)
        assert sheet.auto_filter.ref.split(":")[1].startswith(get_column_letter(len(heads)))


def test_print_fitted_to_the_width_of_a_page_stays_readable(book):
    # A4 in landscape less the margins is 803 pt wide; a digit of the standard font is at most 0.64 of its size.
    for name in [*OFFICE_SHEETS, "未能判断"]:
        sheet = book[name]
        area = sheet.print_area.replace("$", "").split("!")[-1].split(":")[1]
        last = column_index_from_string(area.rstrip("0123456789"))
        width = sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, last + 1))
        assert sheet["A3"].font.sz * min(803 / (width * 0.64 * 10), 1) >= 8


def test_a_row_is_as_high_as_its_longest_printed_text_needs(tmp_path):
    long = [a_finding(1, explanation="短"), a_finding(2, explanation="长" * 300)]
    sheet = written(tmp_path, long)[SHEETS[Office.TOWNSHIP].zh]
    low, high = (sheet.row_dimensions[row].height for row in (3, 4))
    column = next(cell for cell in sheet[2] if cell.value == "说明").column_letter
    characters_in_a_line = sheet.column_dimensions[column].width / 2
    assert high >= 300 / characters_in_a_line * 10 * 1.3 > low
    assert high <= 409


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [
        ("", 30, 1),
        ("a" * 28, 30, 1),
        ("汉" * 14, 30, 1),
        ("汉" * 15, 30, 2),
        ("一\n二\n三", 30, 3),
        ("１２", 4, 2),
    ],
)
def test_a_full_width_character_takes_the_room_of_two(text, width, count):
    assert wrapping.lines(text, width) == count


def test_no_row_is_higher_than_a_page():
    assert wrapping.height([("汉" * 10_000, 30)]) < 409
    assert wrapping.height([]) < 20


def test_a_line_says_where_it_comes_from_and_what_to_ask_first(book):
    row = rows_of(book[SHEETS[Office.TOWNSHIP].zh])[0]
    assert "低保家庭：低保家庭.xlsx [在保] 第" in row["依据（文件、行）"]
    assert "payments/2024.csv 第100–" in row["依据（文件、行）"]
    assert row["先问什么"].startswith("1. ")
    assert "原始凭证" in row["先问什么"]
    assert row["可能涉及条款"] == "第八条第五项"
    assert row["尚待核实要件"] == "第八条第五项：后果"
    assert row["核查结果"] is None


def test_the_auditors_own_columns_are_carried_along(book):
    rows = rows_of(book[SHEETS[Office.TOWNSHIP].zh])
    assert {"包保干部", "联系人电话", "备注（来表）"} <= set(rows[0])
    assert "李四" in {row["包保干部"] for row in rows}
    assert {row["联系人电话"] for row in rows} - {None} == {"139****5432"}


def test_no_number_of_a_person_stands_in_a_ledger_for_reading(folder, book):
    for text in every_text(book):
        assert list(find_numbers([text])) == []
    with zipfile.ZipFile(folder / "findings.xlsx") as archive:
        whole = "\n".join(archive.read(name).decode() for name in archive.namelist())
    for number in [
        *(person(n) for n in range(41)),
        *ACCOUNTS,
        "13812345678",
        "13998765432",
        "张三丰",
        "三组12号",
    ]:
        assert number not in whole


def test_a_revealed_ledger_shows_persons_in_full_and_says_how_to_keep_it(tmp_path):
    book = written(tmp_path, edition=Edition(Disclosure.FULL))
    texts = " ".join(every_text(book))
    assert person(3) in texts
    assert "张三丰" in texts
    assert "13998765432" in texts
    assert "不得外传" in texts


def test_no_cell_of_the_ledger_is_a_formula(folder, book):
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert ATTACK in [cell.value for cell in cells]
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "+", "-", "@")))
    with zipfile.ZipFile(folder / "findings.xlsx") as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
        assert not any("externalLink" in name for name in archive.namelist())


def test_the_file_says_nothing_about_who_made_it_or_when(folder):
    with zipfile.ZipFile(folder / "findings.xlsx") as archive:
        core = archive.read("docProps/core.xml").decode()
    assert "<dc:creator></dc:creator>" in core
    assert core.count("2024-12-31T00:00:00Z") == 2


def test_the_same_run_gives_the_same_file(tmp_path):
    for name in ("a", "b"):
        written(tmp_path / name)
    with (
        zipfile.ZipFile(tmp_path / "a/findings.xlsx") as a,
        zipfile.ZipFile(tmp_path / "b/findings.xlsx") as b,
    ):
        assert {n: a.read(n) for n in a.namelist()} == {n: b.read(n) for n in b.namelist()}


def test_an_undecided_question_names_the_reason_and_who_owes_the_table(book):
    lines = list(book["未能判断"].iter_rows(min_row=3, values_only=True))
    assert len(lines) == 4
    by_rule = {line[0]: line for line in lines}
    assert by_rule["死亡后仍发放"][3] == "赤峰市公安局"
    assert "金融机构" in by_rule["存款超过限额"][3]


def test_a_run_that_found_nothing_says_so_on_every_sheet(tmp_path):
    book = written(tmp_path, [])
    assert book.sheetnames == ["封面说明", *OFFICE_SHEETS[:-1], "未能判断"]
    assert all("没有" in book[name]["A3"].value for name in OFFICE_SHEETS[:-1])


def test_a_sheet_that_is_full_is_continued_on_another(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger, "MOST_ROWS", 10)
    book = written(tmp_path, [a_finding(n) for n in range(25)])
    first = SHEETS[Office.TOWNSHIP].zh
    names = [first, f"{first} 2", f"{first} 3"]
    assert [len(rows_of(book[name])) for name in names] == [10, 10, 5]
    assert all(book[name].auto_filter.ref.startswith("A2:") for name in names)


def test_a_cell_longer_than_office_programs_take_is_cut_and_says_so(tmp_path):
    book = written(tmp_path, [a_finding(1, explanation="长" * 40_000)])
    cell = rows_of(book[SHEETS[Office.TOWNSHIP].zh])[0]["说明"]
    assert len(cell) < 32_767
    assert "findings.csv" in cell


def test_the_ledger_is_written_in_english_where_asked(tmp_path):
    book = written(tmp_path, edition=Edition(language="en"))
    assert book.sheetnames[0] == "Read me"
    assert book["Township (8)"]["B2"].value == "Rule"


def test_a_group_of_a_place_and_a_month_is_named_by_both(book):
    assert rows_of(book[SHEETS[Office.FINANCE].zh])[0]["对象"] == "组合 巴林右旗 2024-05"


@pytest.mark.parametrize(
    "shared",
    [
        "13812345678",
        "巴音嘎查三组12号",
        "3号楼三组",
        "159901195099010011|1@2025-09",
        f"{person(3)}|{person(4)}@2025-09-03",
    ],
)
def test_what_a_group_shares_is_masked(tmp_path, shared):
    made = a_finding(1, rule="off-channel", subject_id=shared, clause="10(3)", elements_open="")
    subject = rows_of(written(tmp_path, [made])[SHEETS[Office.FINANCE].zh])[0]["对象"]
    assert subject.startswith("组合 ")
    assert "*" in subject
    assert list(find_numbers([subject])) == []
    assert "三组" not in subject
    assert "1950" not in subject


def test_row_numbers_are_joined_where_they_follow_each_other():
    assert showing.ranges([7, 3, 4, 5, 4, 9]) == "3–5、7、9"
    assert showing.ranges([]) == ""


def test_the_made_run_holds_what_must_not_be_seen():
    rows = [str(value) for made in plausible() for row in made.rows for value in row["values"].values()]
    assert {trace.kind.value for text in rows for trace in find_traces(text)} >= {"identity", "phone"}
