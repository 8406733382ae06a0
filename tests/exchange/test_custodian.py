"""A custodian's table is read from CSV or XLSX under any header, and no message ever quotes it."""

from pathlib import Path

import openpyxl
import pytest

from mingjian.exchange.custodian import read_complainants
from mingjian.wording import Refusal

PAIRS = (("T1", "H1"), ("T2", "H2"))


@pytest.mark.parametrize(
    "text",
    [
        "complaint_id,household_id\nT1,H1\nT2,H2\n",
        "编号,家庭编号\nT1,H1\nT2,H2\n",
        "\ufeff备注;家庭编号;编号\r\n甲; H1 ;T1\r\n;;\r\n乙;H2;T2\r\n",
        '家庭编号\t编号\n"H1"\tT1\n\'H2\tT2\nH1\tT1\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_file_is_read_whatever_its_header_delimiter_and_encoding(text, encoding, tmp_path: Path):
    path = tmp_path / "who.csv"
    path.write_bytes(text.removeprefix("\ufeff" if encoding != "utf-8" else "").encode(encoding))
    assert read_complainants(path) == PAIRS


def test_a_workbook_is_read_from_the_sheet_of_that_name_or_from_the_first(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["编号", "家庭编号"])
    book.active.append(["T9", "H9"])
    path = tmp_path / "who.xlsx"
    book.save(path)
    assert read_complainants(path) == (("T9", "H9"),)
    sheet = book.create_sheet("投诉人家庭")
    for row in (["家庭编号", "编号"], ["H1", "T1"], [None, None], ["H2", "T2"]):
        sheet.append(row)
    book.save(path)
    assert read_complainants(path) == PAIRS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("编号,家庭编号\nT1,H1\nT1,SECRET\n", "第 3 行"),
        ("编号,家庭编号\nT1,H1\nSECRET,\n", "第 3 行的“家庭编号”"),
        ("编号,家庭编号\nSECRET\n", "第 2 行的“家庭编号”"),
        ("编号,户号\nSECRET,H1\n", "家庭编号"),
        ("", "编号"),
    ],
)
def test_a_fault_is_told_by_line_and_column_and_never_by_value(text, said, tmp_path: Path):
    path = tmp_path / "who.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read_complainants(path)
    assert said in refused.value.text.zh
    assert "SECRET" not in refused.value.text.zh + refused.value.text.en


def test_a_file_of_another_kind_or_none_is_refused(tmp_path: Path):
    (tmp_path / "who.pdf").write_bytes(b"%PDF")
    (tmp_path / "broken.csv").write_bytes(b"\x81\x00\xff\xfe\xff")
    for name in ("who.pdf", "broken.csv", "none.csv"):
        with pytest.raises(Refusal):
            read_complainants(tmp_path / name)
