"""The templates: filled in they are read without a reject; the documentation of the standard is fresh."""

import re
import tomllib
from pathlib import Path

import openpyxl
import pytest

from mingjian.exchange.checking import check_folder
from mingjian.exchange.declared import read_declared
from mingjian.exchange.reference import page
from mingjian.exchange.standard import tables
from mingjian.exchange.templates import example, write_templates
from mingjian.wording import Refusal

ROOT = Path(__file__).parents[2]


def fill(path: Path) -> None:
    """Write one row of examples under the headers."""
    book = openpyxl.load_workbook(path)
    page_ = book.worksheets[0]
    table = next(table for table in tables().values() if table.zh == page_.title)
    for position, column in enumerate(table.columns, 1):
        value = "150423100201" if column.is_village else example(column) or "文字"
        page_.cell(2, position, {"companies.share": "0.35"}.get(f"{table.name}.{column.name}", value))
    book.save(path)


def test_filled_templates_are_read_without_a_reject(tmp_path):
    paths = write_templates(tmp_path / "空白表格")
    for path in paths:
        if path.suffix == ".xlsx":
            fill(path)
    result = check_folder(tmp_path / "空白表格", tmp_path / "store")
    assert {
        table.name: (table.snapshot.read, table.snapshot.rejected)
        for table in result.tables
        if table.snapshot
    } == {name: (1, 0) for name in tables() if name != "complainants"}
    assert result.is_clean
    assert all(table.missing == () for table in result.tables)


def test_unfilled_templates_count_as_not_given(tmp_path):
    write_templates(tmp_path / "空白表格")
    with pytest.raises(Refusal, match="hold no rows"):
        check_folder(tmp_path / "空白表格", tmp_path / "store")


def test_a_template_offers_the_words_and_keeps_identity_numbers_as_text(tmp_path):
    write_templates(tmp_path)
    book = openpyxl.load_workbook(tmp_path / "低保家庭.xlsx")
    page_ = book["低保家庭"]
    assert page_.freeze_panes == "A2"
    assert {str(rule.sqref).split(":")[0] for rule in page_.data_validations.dataValidation} == {"C2", "K2"}
    assert page_.column_dimensions["D"].number_format == "@"
    assert [cell.value for cell in book["填写说明"][2]][:3] == ["家庭编号", "household_id", "是"]


def test_the_notes_explain_a_column_in_chinese(tmp_path):
    write_templates(tmp_path)
    notes = openpyxl.load_workbook(tmp_path / "保障记录.xlsx")["填写说明"]
    meanings = {row[1]: row[5] for row in notes.iter_rows(min_row=2, values_only=True)}
    assert meanings["to_month"] == "最后一个发放的月份；空表示仍在保"
    assert not meanings["grant_id"]


def test_a_column_is_explained_in_both_languages_or_in_none():
    columns = {(table.name, column.name): column for table in tables().values() for column in table.columns}
    assert {key for key, column in columns.items() if bool(column.about) != bool(column.about_zh)} == set()
    assert {
        key for key, column in columns.items() if column.about and re.search("[a-z]{2}", column.about_zh)
    } == set()
    written = tomllib.loads((ROOT / "src/mingjian/exchange/meanings.toml").read_text(encoding="utf-8"))
    assert {(table, column) for table, entry in written.items() for column in entry} <= set(columns)


def test_nothing_is_overwritten(tmp_path):
    write_templates(tmp_path)
    with pytest.raises(Refusal, match="not overwritten"):
        write_templates(tmp_path)


def test_the_sources_form_is_valid_once_the_marks_are_taken_away(tmp_path):
    write_templates(tmp_path)
    form = (tmp_path / "sources.toml").read_text(encoding="utf-8")
    filled = form.split("Take away the # and fill in.")[1].replace("\n# ", "\n")
    (tmp_path / "sources.toml").write_text(filled, encoding="utf-8")
    assert set(read_declared(tmp_path)) == set(tables()) - {"complainants"}


def test_the_page_of_the_standard_is_fresh():
    written = (ROOT / "docs/reference/data-standard.md").read_text(encoding="utf-8")
    assert written == page(), "run python -m mingjian.exchange.reference docs/reference/data-standard.md"


def test_no_two_columns_of_a_table_share_a_header():
    for table in tables().values():
        titles = [title for column in table.columns for title in {column.name, column.zh}]
        assert len(titles) == len(set(titles)), table.name
