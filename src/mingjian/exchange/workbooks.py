"""Reading XLSX with calamine: sheets as rows of text, and one sentence for a workbook that cannot be read."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import python_calamine as calamine

from mingjian.wording import Refusal

# Excel keeps 15 significant digits; beyond them a number is rounded and its exponent is shown.
EXACT = 10**15


def sheet_names(path: Path, name: str) -> list[str]:
    """The sheets of a workbook; Refusal where it is protected, cut off or no workbook."""
    with _opened(path, name) as book:
        return list(book.sheet_names)


def filled_sheets(path: Path, name: str, sheets: Collection[str]) -> list[str]:
    """Those of some sheets that hold anything; Refusal where the workbook cannot be read."""
    with _opened(path, name) as book:
        return [
            sheet for sheet in book.sheet_names if sheet in sheets and book.get_sheet_by_name(sheet).height
        ]


def sheet_rows(path: Path, name: str, sheet: str) -> Iterator[list[Any]]:
    """The rows of a sheet from the first that the office program shows."""
    with _opened(path, name) as book:
        page = book.get_sheet_by_name(sheet)
        yield from page.iter_rows()


def cell_text(value: object) -> str:
    """A cell as the text that a person sees; numbers lose the .0, long ones show that they were rounded."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.5E}" if abs(value) >= EXACT else f"{value:.15g}"


@contextmanager
def _opened(path: Path, name: str) -> Iterator[Any]:
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError:
        raise _locked(name) from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise _unreadable(path, name, error) from None
    try:
        yield book
    except calamine.CalamineError as error:
        raise _unreadable(path, name, error) from None


def _unreadable(path: Path, name: str, error: Exception) -> Refusal:
    with path.open("rb") as file:
        start = file.read(8)
    # A protected XLSX is an OLE container instead of a ZIP archive.
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _locked(name)
    if not start.startswith(b"PK"):
        return Refusal(
            f"{name} 不是 XLSX 文件（只是扩展名如此）；请用办公软件另存为 XLSX 或 CSV。",
            f"{name} is not an XLSX file, only named like one; save it again as XLSX or CSV.",
        )
    return Refusal(
        f"{name} 已损坏或不完整，无法打开；请重新导出或复制该文件（{error}）。",
        f"{name} is damaged or cut off and cannot be opened; export or copy it again ({error}).",
    )


def _locked(name: str) -> Refusal:
    return Refusal(
        f"{name} 受密码保护或为旧版 XLS 格式，无法读取；请去除密码并另存为 XLSX。",
        f"{name} is protected by a password or in the old XLS format; remove the password and save it as XLSX.",
    )
