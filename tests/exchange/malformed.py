"""Seeded malformed files of many kinds: what offices send when something went wrong on the way."""

import io
import random
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import xlsxwriter

from mingjian.exchange.identity import check_digit
from mingjian.exchange.standard import Column, Table, tables
from mingjian.exchange.templates import example

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


NOTE = "附注说明"
UNKNOWN_WORDS = ["受理中", "unknown", "审核?", "approve ", "是否", "其它", "0", "复核完毕"]


@dataclass(frozen=True)
class Forms:
    """What a table looks like when nothing has gone wrong: its columns and one unknown column behind them."""

    table: Table

    @property
    def titles(self) -> list[str]:
        """The Chinese headers."""
        return [*(column.zh for column in self.table.columns), NOTE]

    def good_row(self, dice: random.Random, number: int) -> list[str]:
        """A row that is accepted; other numbers give other keys."""
        return [*(self._cell(column, dice, number) for column in self.table.columns), "乌兰图雅"]

    def good_rows(self, dice: random.Random) -> list[list[str]]:
        """Some rows that are accepted."""
        return [self.good_row(dice, number) for number in range(dice.randint(0, 40))]

    def of_kinds(self, *kinds: str) -> list[int]:
        """The positions of the columns of these kinds."""
        return [i for i, column in enumerate(self.table.columns) if column.kind in kinds]

    def _cell(self, column: Column, dice: random.Random, number: int) -> str:
        day = date(2020, 1, 1) + timedelta(days=number)
        first17 = f"15990119500101{number:03d}"
        values = {
            "text": f"T{number}" if column.name in self.table.key else "娜仁",
            "id": first17 + check_digit(first17),
            "month": f"{2000 + number // 12}-{number % 12 + 1:02d}",
            "date": day.isoformat(),
            "time": f"{day.isoformat()} 09:30",
            "money": f"{dice.randint(1, 900)}.{dice.randint(0, 99):02d}",
            "number": "0.5",
            "int": str(number if column.name in self.table.key else dice.randint(1, column.largest or 9)),
        }
        return values.get(column.kind) or example(column)


def as_csv(forms: Forms, rows: list[list[str]], delimiter: str = ",") -> str:
    """Headers and rows as CSV, quoted where they must be."""
    return "".join(
        delimiter.join(_quoted(cell, delimiter) for cell in row) + "\n" for row in [forms.titles, *rows]
    )


def _quoted(cell: str, delimiter: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & {'"', delimiter, "\n", "\r"} else cell


def as_xlsx(forms: Forms, rows: list[list[object]], sheet: str = "Sheet1") -> bytes:
    """Headers and rows as a workbook."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "nan_inf_to_errors": True}
    ) as book:
        page = book.add_worksheet(sheet)
        for position, row in enumerate([forms.titles, *rows]):
            page.write_row(position, 0, row)
    return file.getvalue()


def odd_cells(forms: Forms, dice: random.Random) -> bytes:
    rows = [*forms.good_rows(dice), forms.good_row(dice, 500)]
    for _ in range(dice.randint(1, 12)):
        dice.choice(rows)[dice.randrange(len(forms.titles))] = dice.choice(ODD_CELLS)
    return as_csv(forms, rows).encode(dice.choice(["utf-8", "utf-8-sig", "gb18030"]))


def ragged(forms: Forms, dice: random.Random) -> bytes:
    lines = as_csv(forms, forms.good_rows(dice)).splitlines()
    for _ in range(dice.randint(1, 5)):
        place = dice.randint(1, len(lines))
        lines.insert(place, ",".join("x" * dice.randint(0, 15)))
    return "\n".join(lines).encode()


def open_quotes(forms: Forms, dice: random.Random) -> bytes:
    lines = as_csv(forms, forms.good_rows(dice)).splitlines()
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(lines))
        at = dice.randint(0, len(lines[place]))
        lines[place] = lines[place][:at] + '"' + lines[place][at:]
    return "\n".join(lines).encode(dice.choice(["utf-8", "gb18030"]))


def nuls(forms: Forms, dice: random.Random) -> bytes:
    content = bytearray(as_csv(forms, forms.good_rows(dice)).encode())
    for _ in range(dice.randint(1, 5)):
        content.insert(dice.randrange(len(content)), 0)
    return bytes(content)


def noise(forms: Forms, dice: random.Random) -> bytes:
    content = bytearray(as_csv(forms, forms.good_rows(dice)).encode(dice.choice(["utf-8", "gb18030"])))
    for _ in range(dice.randint(1, 20)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return bytes(content)


def mixed_encodings(forms: Forms, dice: random.Random) -> bytes:
    lines = as_csv(forms, forms.good_rows(dice)).splitlines(keepends=True)
    return b"".join(line.encode(dice.choice(["utf-8", "utf-8", "gb18030"])) for line in lines)


def long_cell(forms: Forms, dice: random.Random) -> bytes:
    rows = [*forms.good_rows(dice), forms.good_row(dice, 500)]
    dice.choice(rows)[-1] = dice.choice("长x ") * dice.choice([40_000, 700_000, 1_500_000])
    return as_csv(forms, rows).encode()


def line_ends(forms: Forms, dice: random.Random) -> bytes:
    text = as_csv(forms, forms.good_rows(dice))
    ends = [dice.choice(["\n", "\r\n", "\r", "\n\n", "\r\r\n"]) for _ in range(3)]
    return "".join(line + dice.choice(ends) for line in text.splitlines()).encode()


def headers(forms: Forms, dice: random.Random) -> bytes:
    titles = list(forms.titles)
    for _ in range(dice.randint(1, 4)):
        titles[dice.randrange(len(titles))] = dice.choice(
            ["", NOTE, forms.titles[0], "?", "行号", '"', forms.table.columns[-1].name, "原因", "来源"]
        )
    return as_csv(forms, forms.good_rows(dice)).replace(",".join(forms.titles), ",".join(titles)).encode()


def cut_off(forms: Forms, dice: random.Random) -> bytes:
    content = as_csv(forms, forms.good_rows(dice)).encode(dice.choice(["utf-8", "utf-16", "gb18030"]))
    return content[: dice.randint(0, len(content))]


def duplicates(forms: Forms, dice: random.Random) -> bytes:
    rows = [forms.good_row(dice, 500), *forms.good_rows(dice)]
    for _ in range(dice.randint(1, 10)):
        row = list(dice.choice(rows))
        row[dice.randrange(len(row))] = dice.choice(["1.00", "2.00", row[-1]])
        rows.append(row)
    dice.shuffle(rows)
    return as_csv(forms, rows).encode()


def delimiters(forms: Forms, dice: random.Random) -> bytes:
    return as_csv(forms, forms.good_rows(dice), dice.choice(["\t", ";", "|", ", "])).encode()


def swapped(forms: Forms, dice: random.Random) -> bytes:
    """Days, months and moments in one another's places: what ends before it begins, an answer before its question."""
    rows = [*forms.good_rows(dice), forms.good_row(dice, 500)]
    places = forms.of_kinds("date", "month", "time") or [0]
    for row in rows:
        cells = [row[place] for place in places]
        if len(places) > 1:
            row[places[0]] = "2024-03-05 10:00"
            row[places[1]] = dice.choice(
                ["2024-03-04 09:59:59", "2024-03-05T10:00", "2024年3月4日", "24:00", "2024-02-30"]
            )
        dice.shuffle(cells)
        if dice.random() < 0.5:
            for place, cell in zip(places, cells, strict=True):
                row[place] = cell
    return as_csv(forms, rows).encode(dice.choice(["utf-8", "gb18030"]))


def unknown_words(forms: Forms, dice: random.Random) -> bytes:
    """Words that the standard does not list, in columns of words, of yes and no, and of codes."""
    rows = [*forms.good_rows(dice), forms.good_row(dice, 500)]
    places = forms.of_kinds("enum", "bool", "code") or [0]
    for _ in range(dice.randint(1, 12)):
        dice.choice(rows)[dice.choice(places)] = dice.choice(UNKNOWN_WORDS)
    return as_csv(forms, rows).encode(dice.choice(["utf-8", "utf-8-sig", "gb18030"]))


def titled(forms: Forms, dice: random.Random) -> bytes:
    """Lines above the header, some of which look like one."""
    above = ["明细表", "单位：元,2024-12-31", "", '"', ",".join(forms.titles[:2]), '"一\n二",三']
    lines = "\n".join(dice.choices(above, k=dice.randint(1, 7)))
    return (lines + "\n" + as_csv(forms, forms.good_rows(dice))).encode(dice.choice(["utf-8", "gb18030"]))


def rejected_before(forms: Forms, dice: random.Random) -> bytes:
    """Something like a rejects file, the columns of which say what cannot be."""
    rows = [*forms.good_rows(dice), forms.good_row(dice, 500)]
    told = [["来源", "行号", "列", "值", "原因"]]
    sources = ["x.csv#12345678", "", "#", f"{forms.table.name}.csv#0", "长" * 300]
    told += [[dice.choice(sources), dice.choice(["2", "-1", "", "x", "9" * 30]), "", "", ""] for _ in rows]
    lines = as_csv(forms, rows).splitlines()
    return "\n".join(line + "," + ",".join(more) for line, more in zip(lines, told, strict=True)).encode()


def odd_sheet(forms: Forms, dice: random.Random) -> bytes:
    rows: list[list[object]] = [list(row) for row in [*forms.good_rows(dice), forms.good_row(dice, 500)]]
    numbers = [1.5e17, 45356.5, -1, True, 1e300, 0.1 + 0.2, 202403, 6.2e18]
    for _ in range(dice.randint(1, 12)):
        row = dice.choice(rows)
        row[dice.randrange(len(forms.titles))] = dice.choice([*ODD_CELLS, *numbers])
    return as_xlsx(forms, rows, dice.choice(["Sheet1", forms.table.zh, forms.table.name]))


def broken_sheet(forms: Forms, dice: random.Random) -> bytes:
    content = bytearray(as_xlsx(forms, [list(row) for row in forms.good_rows(dice)]))
    if dice.random() < 0.5:
        return bytes(content[: dice.randint(0, len(content))])
    for _ in range(dice.randint(1, 30)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return bytes(content)


def no_sheet(forms: Forms, dice: random.Random) -> bytes:
    protected = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + dice.randbytes(2000)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    return dice.choice(
        [protected, other.getvalue(), as_csv(forms, forms.good_rows(dice)).encode(), b"", dice.randbytes(500)]
    )


def broken_parquet(forms: Forms, dice: random.Random) -> bytes:
    return dice.choice(
        [
            b"PAR1" + dice.randbytes(300) + b"PAR1",
            b"",
            as_csv(forms, forms.good_rows(dice)).encode(),
            dice.randbytes(99),
        ]
    )


def odd_parquet(forms: Forms, dice: random.Random) -> bytes:
    """A whole Parquet file with values of types that the standard does not know."""
    values = [
        "[1, 2]", "{'a': 1}", "'x'::BLOB", "TIME '09:30'", "INTERVAL 1 DAY", "'nan'::DOUBLE", "'infinity'::DOUBLE",
        "'infinity'::TIMESTAMP", "DATE '0044-03-15 (BC)'", "170141183460469231731687303715884105727::HUGEINT", "NULL",
        "true", "1e300", "uuid()", "'NUL' || chr(0)", "-5::TINYINT", "12345678901234567.89::DECIMAL(38, 2)",
    ]  # fmt: skip
    names = [dice.choice([column.name, column.zh]) for column in forms.table.columns]
    names += dice.choice([[], ["file_row_number"], ["line"], ["raw", "extra"], ['a"b', "c0"]])
    cells = ", ".join(f"""{dice.choice(values)} AS "{name.replace('"', '""')}\"""" for name in names)
    with tempfile.TemporaryDirectory() as place, duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT {cells} FROM range({dice.randint(0, 9)})) TO '{place}/odd' (FORMAT parquet)"
        )
        return (Path(place) / "odd").read_bytes()


CSV_KINDS: tuple[Callable[[Forms, random.Random], bytes], ...] = (
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
    swapped,
    unknown_words,
    titled,
    rejected_before,
)
KINDS = {
    "csv": CSV_KINDS,
    "xlsx": (odd_sheet, broken_sheet, no_sheet),
    "parquet": (broken_parquet, odd_parquet),
}
WEIGHTS = {"csv": 16, "xlsx": 5, "parquet": 2}


def malformed(seed: int) -> tuple[str, str, bytes, str]:
    """The table, the ending, the content and the kind of the malformed file of that seed; tables take turns."""
    names = list(tables())
    forms = Forms(tables()[names[seed % len(names)]])
    dice = random.Random(seed)
    form = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    kind = dice.choice(KINDS[form])
    return forms.table.name, form, kind(forms, dice), kind.__name__
