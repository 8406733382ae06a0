"""What is handed in another time or in another shape: corrected rows, titles above the header, fewer rows."""

import csv
import io

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from mingjian.exchange.snapshots import Superseded

HEADER = "household_id,period,kind,due,paid,paid_on,batch_id,note"
GOOD = "H{0},2024-01,allowance,300,300,2024-01-08,B1,n"
BAD = "H{0},2024-01,allowance,300,-{0},2024-01-08,B1,n"


def corrected(path, changes):
    """A rejects file with some cells changed, as a person would."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_rejected_row_is_superseded_by_its_correction_in_a_file_beside_it(write, check, only, rows):
    write("payments.csv", "\n".join([HEADER, GOOD.format(1), BAD.format(2), BAD.format(3)]))
    (path,) = check().tables[0].rejects
    write("payments/fixed.csv", corrected(path, {"'-2": "300", "'-3": "300"}))
    result = check()
    table = only(result)
    assert (table.read, table.accepted, table.rejected, table.unanswered) == (5, 3, 2, 0)
    assert table.superseded == (
        Superseded("payments.csv", 3, "payments/fixed.csv", 2),
        Superseded("payments.csv", 4, "payments/fixed.csv", 3),
    )
    assert result.is_clean
    assert rows(table, "household_id, source_row") == [("H1", 2), ("H2", 2), ("H3", 3)]
    assert "superseded by payments/fixed.csv:2" in result.tables[0].rejects[0].read_text(encoding="utf-8")


def test_what_is_not_corrected_or_wrong_again_stays_rejected(write, check, only):
    write("payments.csv", "\n".join([HEADER, BAD.format(1), BAD.format(2), BAD.format(3)]))
    (path,) = check().tables[0].rejects
    text = corrected(path, {"'-1": "300", "'-2": "'-4"})
    write("payments/fixed.csv", "\n".join(text.splitlines()[:3]))
    result = check()
    assert [each.line for each in only(result).superseded] == [2]
    assert (only(result).rejected, only(result).unanswered) == (4, 3)
    assert not result.is_clean


def test_a_correction_of_a_correction_answers_both(write, check, only):
    write("payments.csv", "\n".join([HEADER, GOOD.format(1), BAD.format(2)]))
    write("payments/a.csv", corrected(check().tables[0].rejects[0], {"'-2": "'-5"}))
    (second,) = (path for path in check().tables[0].rejects if path.name == "a.csv")
    assert second.read_text(encoding="utf-8").count("行号") == 1
    write("payments/b.csv", corrected(second, {"'-5": "300"}))
    result = check()
    assert {(each.file, each.by) for each in only(result).superseded} == {
        ("payments.csv", "payments/b.csv"),
        ("payments/a.csv", "payments/b.csv"),
    }
    assert result.is_clean


def test_a_correction_does_not_answer_another_row_that_now_stands_on_its_line(write, check, only):
    write("payments.csv", "\n".join([HEADER, GOOD.format(1), BAD.format(2)]))
    write("payments/fixed.csv", corrected(check().tables[0].rejects[0], {"'-2": "300"}))
    assert check().is_clean
    write("payments.csv", "\n".join([HEADER, GOOD.format(1), BAD.format(7)]))
    result = check()
    assert only(result).superseded == ()
    assert not result.is_clean


def test_a_rejects_file_of_an_earlier_version_is_still_read(write, check, only):
    write("payments.csv", "\n".join([f"{HEADER},行号,列,值,原因", f"{GOOD.format(1)},3,paid,-1,x"]))
    assert (only(check()).accepted, only(check()).extra) == (1, ("note",))


def test_a_workbook_is_corrected_in_the_same_way(folder, check, only):
    def book(path, table):
        path.parent.mkdir(exist_ok=True)
        with xlsxwriter.Workbook(path) as workbook:
            page = workbook.add_worksheet("发放明细")
            for number, row in enumerate(table):
                page.write_row(number, 0, row)

    table = [line.split(",") for line in (HEADER, GOOD.format(1), BAD.format(2))]
    book(folder / "发放明细.xlsx", table)
    assert not check().is_clean
    mark = only(check())
    assert mark.rejected == 1
    (path,) = check().tables[0].rejects
    from_book = check_cells(path)
    from_book[1][4] = "300"
    book(folder / "payments" / "fixed.xlsx", from_book)
    assert check().is_clean


def check_cells(path):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


TITLED = [["2024 年低保金发放明细表"], ["单位：元", "", "制表日期：2024-12-31"], HEADER.split(",")]


def in_csv(table, codec="utf-8", *, even=False):
    file = io.StringIO()
    width = len(HEADER.split(","))
    csv.writer(file).writerows([row + [""] * (width - len(row)) if even else row for row in table])
    return file.getvalue().encode(codec)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("even", [True, False])
@pytest.mark.parametrize("note", ["n", "一\n二", 'a "b" c'])
def test_a_title_above_the_header_is_passed_over_and_lines_are_those_of_the_file(
    write, check, only, rows, rejected, codec, even, note
):
    table = [*TITLED, *(line.split(",") for line in (GOOD.format(1), BAD.format(2), GOOD.format(3)))]
    table[-1][-1] = note
    write("payments.csv", in_csv(table, codec, even=even))
    result = check()
    assert only(result).sources[0].header == 3
    assert (only(result).read, only(result).rejected) == (3, 1)
    assert rows(only(result), "household_id, source_row") == [("H1", 4), ("H3", 6)]
    line = next(csv.reader(rejected(result, codec).splitlines()[1:]))[-4]
    assert line == "5"


def test_a_duplicate_below_a_title_is_named_by_its_line(write, check, rejected):
    table = [*TITLED, *(line.split(",") for line in (GOOD.format(1), GOOD.format(2), GOOD.format(1)))]
    write("payments.csv", in_csv(table))
    assert "is the same as payments.csv:4" in rejected(check())


def test_a_title_above_the_header_of_a_sheet_is_passed_over(folder, check, only, rows):
    with xlsxwriter.Workbook(folder / "payments.xlsx") as book:
        page = book.add_worksheet("any")
        page.merge_range(0, 0, 0, 7, TITLED[0][0])
        page.write_row(1, 0, TITLED[1])
        for number, line in enumerate([HEADER, GOOD.format(1), GOOD.format(2)], 4):
            page.write_row(number, 0, line.split(","))
    table = only(check())
    assert (table.sources[0].header, table.read, table.rejected) == (5, 2, 0)
    assert rows(table, "household_id, source_row") == [("H1", 6), ("H2", 7)]


def test_a_header_in_the_first_row_stays_it_whatever_stands_below(write, check, only):
    write("payments.csv", "\n".join([HEADER, GOOD.format(1).replace(",n", ",period")]))
    assert only(check()).sources[0].header == 1


def test_a_header_below_nine_rows_is_found_in_text_and_sheet(write, check, only):
    lines = [*["说明,注"] * 9, HEADER, GOOD.format(1)]
    write("payments.csv", "\n".join(lines))
    assert (only(check()).sources[0].header, only(check()).read) == (10, 1)
    path = write("payments.csv", "")
    path.unlink()
    with xlsxwriter.Workbook(path.with_suffix(".xlsx")) as book:
        page = book.add_worksheet("Sheet1")
        for number, line in enumerate(lines):
            page.write_row(number, 0, line.split(","))
    assert (only(check()).sources[0].header, only(check()).read) == (10, 1)


def test_a_header_too_far_down_is_not_found_and_the_search_is_told(write, check):
    write("payments.csv", "\n".join(["title,x", *["more,y"] * 9, HEADER, GOOD.format(1)]))
    (table,) = check().tables
    assert "No header was found" in table.fault.en
    assert "前 10 个非空行" in table.fault.zh
    assert "家庭编号" in table.fault.zh


def test_a_table_that_shrinks_by_more_than_a_fifth_is_named_with_both_counts(write, check):
    every = [GOOD.format(number) for number in range(10)]
    write("payments.csv", "\n".join([HEADER, *every]))
    assert check().shrunk == ()
    write("payments.csv", "\n".join([HEADER, *every[:8]]))
    assert check().shrunk == ()
    write("payments.csv", "\n".join([HEADER, *every[:6]]))
    result = check()
    assert [(each.name, each.before, each.now) for each in result.shrunk] == [("payments", 8, 6)]
    assert result.is_clean


def test_a_table_that_is_gone_is_named_too(write, check, folder):
    write("payments.csv", "\n".join([HEADER, GOOD.format(1)]))
    write("cpi.csv", "division,month,cpi,food\n150000,2024-01,1.5,2\n")
    check()
    (folder / "cpi.csv").unlink()
    assert [(each.name, each.before, each.now) for each in check().shrunk] == [("cpi", 1, 0)]
