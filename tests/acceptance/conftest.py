"""A folder of one's own: the templates, filled in by hand with three households of which one holds a dead person."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from mingjian.cli import main

VILLAGE = "150423100201"
WANG, LI, BAO, NARA = (
    "159901195001010016",
    "159901196001010010",
    "159901197001010015",
    "159901198001010028",
)
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]
# Wang Dashan died in March; until June the law leaves time for stopping; from July on his half of 600 was overpaid.
ROWS = {
    "低保家庭": [
        {"家庭编号": number, "行政区划代码": VILLAGE, "户籍类别": "农村牧区", "户主身份证号": head, "户主姓名": name}
        for number, head, name in (("甲1", WANG, "王大山"), ("甲2", BAO, "包志强"), ("甲3", NARA, "娜日娜"))
    ],
    "家庭成员": [
        {"家庭编号": number, "身份证号": person, "姓名": name, "是否保障对象": "是"}
        for number, person, name in (
            ("甲1", WANG, "王大山"), ("甲1", LI, "李小河"), ("甲2", BAO, "包志强"), ("甲3", NARA, "娜日娜"),
        )
    ],
    "保障记录": [
        {"保障记录编号": f"{number}-1", "家庭编号": number, "起保年月": "2023-01", "保障人口": persons,
         "月保障金额": sum_, "批准日期": date(2022, 12, 20)}
        for number, persons, sum_ in (("甲1", 2, 600), ("甲2", 1, 310.5), ("甲3", 1, 298))
    ],
    "发放明细": [
        {"家庭编号": number, "所属年月": month, "款项类型": "低保金", "应发金额": sum_, "实发金额": sum_,
         "到账日期": date.fromisoformat(f"{month}-08"), "批次号": f"批{month}"}
        for number, sum_ in (("甲1", 600), ("甲2", 310.5), ("甲3", 298))
        for month in MONTHS
    ],
    "死亡信息": [{"身份证号": WANG, "死亡日期": date(2024, 3, 5), "首次可查询日": date(2024, 3, 20)}],
}  # fmt: skip
# Left in the folder as the template has it: empty, and so as good as not there.
UNFILLED = "机动车.xlsx"
SOURCE = '[deaths]\nprovider = "旗公安局"\nto_day = 2024-12-31\ncomplete = true\n'


def fill(path: Path, rows: list[dict[str, object]]) -> None:
    """Write rows below the heads of a template; a head that the template lacks is an error."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    places = {cell.value: cell.column for cell in page[1]}
    for line, row in enumerate(rows, page.max_row + 1 if page.max_row > 1 else 2):
        for head, value in row.items():
            page.cell(line, places[head], value)
    book.save(path)


@pytest.fixture(scope="session")
def fill_own() -> Callable[[Path], Path]:
    """A function that makes such a folder at a place, by `mingjian template` and by hand."""

    def filled(folder: Path) -> Path:
        assert main(["template", str(folder)]) == 0
        for path in folder.glob("*.xlsx"):
            if path.stem in ROWS:
                fill(path, ROWS[path.stem])
            elif path.name != UNFILLED:
                path.unlink()
        (folder / "sources.toml").write_text(SOURCE, encoding="utf-8")
        return folder

    return filled


@pytest.fixture(scope="session")
def own_folder(fill_own, tmp_path_factory) -> Path:
    """The folder, to look at only."""
    return fill_own(tmp_path_factory.mktemp("own") / "2024年数据")


@pytest.fixture(scope="session")
def own_run(own_folder) -> Path:
    """The run folder of `mingjian screen` over it, to look at only."""
    out = own_folder.with_name("结果")
    assert main(["screen", str(own_folder), "--as-of", "2024-12-31", "--out", str(out)]) == 0
    return out
