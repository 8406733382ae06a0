"""Seeded malformed files of many kinds: what offices send when something went wrong on the way."""

import io
import random
import zipfile
from collections.abc import Callable

import xlsxwriter

HEADERS = [
    "家庭编号",
    "所属年月",
    "款项类型",
    "应发金额",
    "实发金额",
    "到账日期",
    "开户人身份证号",
    "批次号",
    "备注",
]
ODD_CELLS = [
    "",
    " ",
    "0001-01-01",
    "9999-99-99",
    "45356",
    "1,234.50",
    "１２３",
    "1000000000000000000",
    "-5",
    "1.50102E+17",
    "=1+1",
    '=HYPERLINK("http://x")',
    '"',
    '"",""',
    "a,b",
    "行一\n行二",
    "𠮷",
    "NaN",
    "infinity",
    "NULL",
    "\ufeff",
    "\u2028",
    "%",
    "2024-03-05T25:61",
    "1e400",
    "0x10",
    "_",
    "٣",
]


def good_row(dice: random.Random, number: int) -> list[str]:
    """A row that is accepted."""
    household, month = divmod(number, 12)
    money = f"{dice.randint(1, 900)}.{dice.randint(0, 99):02d}"
    return [
        f"H{household}",
        f"2024-{month + 1:02d}",
        "低保金",
        money,
        money,
        f"2024-{month + 1:02d}-08",
        "11010519491231002X",
        "B1",
        "乌兰图雅",
    ]


def good_rows(dice: random.Random) -> list[list[str]]:
    """Some rows that are accepted."""
    return [good_row(dice, number) for number in range(dice.randint(0, 40))]


def as_csv(rows: list[list[str]], delimiter: str = ",") -> str:
    """Headers and rows as CSV, quoted where they must be."""
    return "".join(
        delimiter.join(_quoted(cell, delimiter) for cell in row) + "\n" for row in [HEADERS, *rows]
    )


def _quoted(cell: str, delimiter: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & {'"', delimiter, "\n", "\r"} else cell


def as_xlsx(rows: list[list[object]], sheet: str = "Sheet1") -> bytes:
    """Headers and rows as a workbook."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "nan_inf_to_errors": True}
    ) as book:
        page = book.add_worksheet(sheet)
        for position, row in enumerate([HEADERS, *rows]):
            page.write_row(position, 0, row)
    return file.getvalue()


def odd_cells(dice: random.Random) -> bytes:
    rows = [*good_rows(dice), good_row(dice, 500)]
    for _ in range(dice.randint(1, 12)):
        dice.choice(rows)[dice.randrange(len(HEADERS))] = dice.choice(ODD_CELLS)
    return as_csv(rows).encode(dice.choice(["utf-8", "utf-8-sig", "gb18030"]))


def ragged(dice: random.Random) -> bytes:
    lines = as_csv(good_rows(dice)).splitlines()
    for _ in range(dice.randint(1, 5)):
        place = dice.randint(1, len(lines))
        lines.insert(place, ",".join("x" * dice.randint(0, 15)))
    return "\n".join(lines).encode()


def open_quotes(dice: random.Random) -> bytes:
    lines = as_csv(good_rows(dice)).splitlines()
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(lines))
        at = dice.randint(0, len(lines[place]))
        lines[place] = lines[place][:at] + '"' + lines[place][at:]
    return "\n".join(lines).encode(dice.choice(["utf-8", "gb18030"]))


def nuls(dice: random.Random) -> bytes:
    content = bytearray(as_csv(good_rows(dice)).encode())
    for _ in range(dice.randint(1, 5)):
        content.insert(dice.randrange(len(content)), 0)
    return bytes(content)


def noise(dice: random.Random) -> bytes:
    content = bytearray(as_csv(good_rows(dice)).encode(dice.choice(["utf-8", "gb18030"])))
    for _ in range(dice.randint(1, 20)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return bytes(content)


def mixed_encodings(dice: random.Random) -> bytes:
    lines = as_csv(good_rows(dice)).splitlines(keepends=True)
    return b"".join(line.encode(dice.choice(["utf-8", "utf-8", "gb18030"])) for line in lines)


def long_cell(dice: random.Random) -> bytes:
    rows = [*good_rows(dice), good_row(dice, 500)]
    dice.choice(rows)[-1] = dice.choice("长x ") * dice.choice([40_000, 700_000, 1_500_000])
    return as_csv(rows).encode()


def line_ends(dice: random.Random) -> bytes:
    text = as_csv(good_rows(dice))
    ends = [dice.choice(["\n", "\r\n", "\r", "\n\n", "\r\r\n"]) for _ in range(3)]
    return "".join(line + dice.choice(ends) for line in text.splitlines()).encode()


def headers(dice: random.Random) -> bytes:
    titles = list(HEADERS)
    for _ in range(dice.randint(1, 4)):
        titles[dice.randrange(len(titles))] = dice.choice(
            ["", "备注", "应发金额", "?", "行号", '"', "paid", "原因"]
        )
    return as_csv(good_rows(dice)).replace(",".join(HEADERS), ",".join(titles)).encode()


def cut_off(dice: random.Random) -> bytes:
    content = as_csv(good_rows(dice)).encode(dice.choice(["utf-8", "utf-16", "gb18030"]))
    return content[: dice.randint(0, len(content))]


def duplicates(dice: random.Random) -> bytes:
    rows = [good_row(dice, 500), *good_rows(dice)]
    for _ in range(dice.randint(1, 10)):
        row = list(dice.choice(rows))
        row[dice.choice([3, 4, 7, 8])] = dice.choice(["1.00", "2.00", row[3]])
        rows.append(row)
    dice.shuffle(rows)
    return as_csv(rows).encode()


def delimiters(dice: random.Random) -> bytes:
    return as_csv(good_rows(dice), dice.choice(["\t", ";", "|", ", "])).encode()


def odd_sheet(dice: random.Random) -> bytes:
    rows: list[list[object]] = [list(row) for row in [*good_rows(dice), good_row(dice, 500)]]
    numbers = [1.5e17, 45356.5, -1, True, 1e300, 0.1 + 0.2, 202403, 6.2e18]
    for _ in range(dice.randint(1, 12)):
        row = dice.choice(rows)
        row[dice.randrange(len(HEADERS))] = dice.choice([*ODD_CELLS, *numbers])
    return as_xlsx(rows, dice.choice(["Sheet1", "发放明细", "payments"]))


def broken_sheet(dice: random.Random) -> bytes:
    content = bytearray(as_xlsx([list(row) for row in good_rows(dice)]))
    if dice.random() < 0.5:
        return bytes(content[: dice.randint(0, len(content))])
    for _ in range(dice.randint(1, 30)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return bytes(content)


def no_sheet(dice: random.Random) -> bytes:
    protected = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + dice.randbytes(2000)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    return dice.choice(
        [protected, other.getvalue(), as_csv(good_rows(dice)).encode(), b"", dice.randbytes(500)]
    )


def broken_parquet(dice: random.Random) -> bytes:
    return dice.choice(
        [b"PAR1" + dice.randbytes(300) + b"PAR1", b"", as_csv(good_rows(dice)).encode(), dice.randbytes(99)]
    )


CSV_KINDS: tuple[Callable[[random.Random], bytes], ...] = (
    odd_cells,
    ragged,
    open_quotes,
    nuls,
    noise,
    mixed_encodings,
    long_cell,
    line_ends,
    headers,
    cut_off,
    duplicates,
    delimiters,
)
KINDS = {
    "csv": CSV_KINDS,
    "xlsx": (odd_sheet, broken_sheet, no_sheet),
    "parquet": (broken_parquet,),
}
WEIGHTS = {"csv": 16, "xlsx": 5, "parquet": 1}


def malformed(seed: int) -> tuple[str, bytes, str]:
    """The ending, the content and the kind of the malformed file of that seed."""
    dice = random.Random(seed)
    form = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    kind = dice.choice(KINDS[form])
    return form, kind(dice), kind.__name__
