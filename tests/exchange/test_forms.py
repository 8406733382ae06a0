"""The same rows in any form: encodings, formats, header languages, orders, several files and sheets."""

import csv
import io
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from mingjian.cli import main
from mingjian.exchange import ingesting
from mingjian.exchange.checking import check_folder
from mingjian.exchange.standard import tables
from mingjian.wording import Refusal

HEADER = ["家庭编号", "行政区划代码", "户籍类别", "户主身份证号", "户主姓名", "家庭人口", "备注"]
ENGLISH = ["household_id", "division", "area", "head_id", "head_name", "persons", "备注"]
ROWS = [
    ["H1", "150423100201", "城市", "11010519491231002X", "𠮷日嘎拉", "3", "=1+1"],
    ["H2", "150423100202", "农村牧区", "110105194912310021", "王芳", "", "说,明"],
    ["H3", "150423100202", "农村", "110105491231002", "张　三", "2", ""],
]
CONTENT = "* EXCLUDE (source_file, source_row)"


def as_csv(rows=ROWS, header=HEADER, delimiter=",") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows([header, *rows])
    return file.getvalue()


def as_xlsx(path: Path, sheets: dict[str, list[list[str]]]) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)


def as_parquet(path: Path) -> None:
    plain = path.with_suffix(".tmp")
    plain.write_text(as_csv(), encoding="utf-8")
    with duckdb.connect() as con:
        con.execute(
            f"COPY (FROM read_csv('{plain}', all_varchar = true, header = true)) TO '{path}' (FORMAT parquet)"
        )
    plain.unlink()


@pytest.fixture
def expected(tmp_path, only, rows):
    place = tmp_path / "expected"
    place.mkdir()
    (place / "households.csv").write_text(as_csv(), encoding="utf-8")
    table = only(check_folder(place, tmp_path / "expected.store"))
    assert (table.accepted, table.marked, table.extra) == (3, 1, ("备注",))
    return rows(table, CONTENT)


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8-BOM"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")],
)
def test_every_encoding_gives_the_same_rows_and_is_stated(write, check, only, rows, expected, codec, name):
    write("低保家庭.csv", as_csv().encode(codec))
    table = only(check())
    assert rows(table, CONTENT) == expected
    assert table.sources[0].encoding == name


def test_an_encoding_named_by_hand_overrides_the_guess(write, check, only, rows):
    plain = [[cell.replace("𠮷", "吉") for cell in row] for row in ROWS]
    write("households.csv", as_csv(plain).encode("gbk"))
    table = only(check(encoding="gbk"))
    assert table.sources[0].encoding == "GBK"
    assert [row[4] for row in rows(table, CONTENT)] == ["吉日嘎拉", "王芳", "张　三"]


def test_an_unknown_encoding_is_refused(write, check):
    write("households.csv", as_csv())
    with pytest.raises(Refusal, match="klingon"):
        check(encoding="klingon")


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_tabs_and_semicolons_are_detected(write, check, only, rows, expected, delimiter):
    write("households.csv", as_csv(delimiter=delimiter))
    assert rows(only(check()), CONTENT) == expected


def test_headers_may_be_english_full_width_or_in_any_order(write, check, only, rows, expected):
    order = [3, 0, 6, 2, 1, 5, 4]
    titles = [
        [" Household_ID", "Ｄｉｖｉｓｉｏｎ", "area ", "head_id", "head_name", "persons", "备注"][i]
        for i in order
    ]
    write("households.csv", as_csv([[row[i] for i in order] for row in ROWS], titles))
    assert rows(only(check()), CONTENT) == expected


@pytest.mark.parametrize(
    "names", [("低保家庭.xlsx", "Sheet1"), ("外部数据.xlsx", "低保家庭"), ("x.xlsx", "households")]
)
def test_a_workbook_or_a_sheet_is_named_after_the_table(folder, check, only, rows, expected, names):
    as_xlsx(folder / names[0], {names[1]: [HEADER, *ROWS]})
    table = only(check())
    assert rows(table, CONTENT) == expected
    assert [row[0] for row in rows(table, "source_row")] == [2, 3, 4]


def test_one_workbook_holds_several_tables(folder, check):
    members = [["家庭编号", "身份证号", "是否保障对象"], ["H1", "11010519491231002X", "是"]]
    as_xlsx(folder / "导出.xlsx", {"低保家庭": [HEADER, *ROWS], "说明": [["随便"]], "家庭成员": members})
    assert {table.name: table.snapshot.accepted for table in check().tables} == {
        "households": 3,
        "members": 1,
    }


@pytest.mark.parametrize("is_quoted", [False, True])
@pytest.mark.parametrize("columns", [range(7), (0,), (1,), (3,), (4,), (5,)])
def test_a_text_written_as_a_formula_is_the_text(folder, check, only, rows, expected, columns, is_quoted):
    """Business systems write ="0123" so that no office program makes a number of it."""
    wrapped = [
        [f'="{cell}"' if i in columns and i < 6 else cell for i, cell in enumerate(row)] for row in ROWS
    ]
    plain = "".join(f"{','.join([*row[:6], ''])}\r\n" for row in [HEADER, *wrapped])
    text = as_csv([[*row[:6], ""] for row in wrapped]) if is_quoted else plain
    (folder / "households.csv").write_text(text, encoding="utf-8")
    table = only(check())
    assert (table.accepted, table.rejected) == (3, 0)
    without = "* EXCLUDE (source_file, source_row, extra)"
    known = [tuple(cell for cell in row if not isinstance(cell, dict | list)) for row in expected]
    assert [row[:6] for row in rows(table, without)] == [row[:6] for row in known]


def test_a_formula_that_is_no_text_stays_what_it_is_and_an_empty_one_is_empty(folder, check, only, rows):
    lines = ["家庭编号,所属年月,款项类型,应发金额,实发金额,银行账号,批次号", '="",2024-01,低保金,1,1,,']
    lines += ['H2,="2024-02",="低保金",="1,2",1,,', 'H3,2024-03,低保金,="1.50",1,="6.2E+18",']
    lines += ['H4,="2024-04",="低保金",="4.50",1,="0620",="a"&"b"']
    (folder / "payments.csv").write_text("\n".join(lines), encoding="utf-8")
    result = check()
    table = only(result)
    assert rows(table, "household_id, month(period), due::VARCHAR, account_no, batch_id") == [
        ("H4", 4, "4.50", "0620", '="a"&"b"')
    ]
    assert {each.line for each in table.reasons} == {2, 3, 4}
    assert {("家庭编号", 2), ("银行账号", 4)} <= {(each.column, each.line) for each in table.reasons}


def test_a_sheet_that_is_not_read_is_named_and_an_empty_or_an_explaining_one_is_not(folder, check, capsys):
    whole = [HEADER, *ROWS]
    as_xlsx(
        folder / "低保家庭.xlsx", {"城区": whole, "牧区": whole, "Sheet3": [], "填写说明": [["列", "英文名"]]}
    )
    deaths = [["身份证号", "死亡日期"], ["11010519491231002X", "2024-01-01"]]
    as_xlsx(folder / "部门.xlsx", {"死亡信息": deaths, "别的": [["a"]], "投诉人家庭": [["编号"]]})
    result = check()
    told = dict(result.strangers)
    assert set(told) == {"低保家庭.xlsx [牧区]", "部门.xlsx [别的]", "部门.xlsx [投诉人家庭]"}
    assert "放进以表名命名的文件夹" in told["低保家庭.xlsx [牧区]"].zh
    assert "--complainants" in told["部门.xlsx [投诉人家庭]"].zh
    assert {table.name: table.snapshot.accepted for table in result.tables} == {"households": 3, "deaths": 1}
    assert main(["check", str(folder)]) == 0
    assert "what was not read is named above" in capsys.readouterr().out


def test_the_row_of_a_sheet_is_the_one_the_office_program_shows(folder, check, only, rows):
    as_xlsx(folder / "households.xlsx", {"a": [[], [], HEADER, ROWS[0], [], ROWS[1]]})
    assert rows(only(check()), "household_id, source_row") == [("H1", 4), ("H2", 6)]


def test_parquet_is_read_alike(folder, check, only, rows, expected):
    as_parquet(folder / "households.parquet")
    assert rows(only(check()), CONTENT) == expected


def test_parquet_with_types_of_its_own_is_read(folder, check, only, rows):
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT 'H1' AS household_id, DATE '2024-01-01' AS period, 'allowance' AS kind,"
            " 300.10::DOUBLE AS due, 300.10::DECIMAL(18,2) AS paid, DATE '2024-01-08' AS paid_on)"
            f" TO '{folder}/payments.parquet'"
        )
    ((due, paid, paid_on),) = rows(only(check()), "due, paid, paid_on")
    assert (str(due), str(paid), str(paid_on)) == ("300.10", "300.10", "2024-01-08")


def test_a_day_in_parquet_is_read_as_its_month(folder, check, only, rows):
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT 'H' || d AS household_id, make_date(2024, 1, d::INTEGER) AS period, 'allowance' AS kind,"
            f" 300.10 AS due, 300.10 AS paid FROM range(1, 3) AS t(d)) TO '{folder}/payments.parquet'"
        )
    assert {str(period) for (period,) in rows(only(check()), "period")} == {"2024-01-01"}


def test_a_table_too_large_to_be_sorted_beside_its_staging_is_the_same(write, check, only, rows, monkeypatch):
    write("低保家庭.csv", as_csv([*ROWS[::-1], ROWS[0]]))
    usual = only(check())
    # Ten million rows would show the same and take minutes.
    monkeypatch.setattr(ingesting, "MOST_SORTED", 1)
    write("低保家庭.csv", as_csv([*ROWS[::-1], ROWS[0], ROWS[0]]))
    large = only(check())
    assert rows(large, f"{CONTENT}, source_row") == rows(usual, f"{CONTENT}, source_row")
    assert (large.accepted, large.rejected) == (usual.accepted, usual.rejected + 1)


def test_payments_of_a_large_table_lie_by_household_and_month(folder, check, only, monkeypatch):
    monkeypatch.setattr(ingesting, "MOST_SORTED", 1)
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT 'H' || d % 3 AS household_id, make_date(2024, 12 - d // 3, 1) AS period, 'allowance' AS kind,"
            f" 300.10 AS due, 300.10 AS paid FROM range(36) AS t(d)) TO '{folder}/payments.parquet'"
        )
        lying = con.execute(
            f"SELECT household_id, period FROM read_parquet('{only(check()).path}', file_row_number = true) "
            "ORDER BY file_row_number"
        ).fetchall()
    assert len(lying) == 36
    assert lying == sorted(lying)


def test_several_files_make_one_table(write, check, only, rows):
    write("低保家庭/b.csv", as_csv(ROWS[1:]))
    write("低保家庭/a.csv", as_csv(ROWS[:1], ENGLISH).encode("gb18030"))
    table = only(check())
    assert [(s.path, s.rows, s.encoding) for s in table.sources] == [
        ("低保家庭/a.csv", 1, "GB18030"),
        ("低保家庭/b.csv", 2, "UTF-8"),
    ]
    assert rows(table, "household_id, source_file, source_row") == [("H1", 0, 2), ("H2", 1, 2), ("H3", 1, 3)]


def test_unknown_columns_are_carried_along_without_their_empty_cells(write, check, only, rows):
    write("households.csv", as_csv())
    assert [row[0] for row in rows(only(check()), "extra")] == ['{"备注":"=1+1"}', '{"备注":"说,明"}', None]


def test_the_order_of_rows_does_not_matter_to_what_is_accepted(write, check, only, rows, expected):
    write("households.csv", as_csv(ROWS[::-1]))
    assert sorted(map(str, rows(only(check()), CONTENT))) == sorted(map(str, expected))


def test_a_snapshot_has_every_column_of_the_standard_in_its_type(write, check, only):
    write("households.csv", as_csv())
    path = only(check()).path
    with duckdb.connect() as con:
        described = con.execute(f"DESCRIBE FROM '{path}'").fetchall()
    standard = [(column.name, column.sql_type) for column in tables()["households"].columns]
    assert [row[:2] for row in described][: len(standard)] == standard
    assert [row[:2] for row in described][len(standard) :] == [
        ("source_file", "INTEGER"),
        ("source_row", "BIGINT"),
        ("extra", "VARCHAR"),
    ]


def test_every_table_of_the_standard_can_be_read_from_its_chinese_headers(write, check):
    for table in tables().values():
        write(
            f"{table.zh}.csv",
            ",".join(column.zh for column in table.columns) + "\n" + "," * (len(table.columns) - 1),
        )
        write("sources.toml", "".join(f"[{name}]\n" for name in tables()))
    result = check()
    assert [t.name for t in result.tables if t.fault] == []
    assert {t.name for t in result.tables} == set(tables()) - {"complainants"}
