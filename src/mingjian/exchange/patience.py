"""Reading what is not written as usual: full-width digits, 1,234.50, 2024年3月5日, Excel days; and why it fails.

Every column goes through steps, one SQL layer each, so that no step is written (or computed) twice; what the
last step gives is judged: it is a value, or there is a reason why not.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mingjian.exchange.conversion import (
    CODE,
    FIRST_YEAR,
    LAST_YEAR,
    NO,
    VILLAGE,
    YES,
    code_sql,
    enum_sql,
    listed,
    quoted,
)
from mingjian.exchange.identity import id_number_sql, upgraded_sql
from mingjian.exchange.standard import Column, Kind

FULL_WIDTH = "".join(chr(0xFF01 + i) for i in range(94)) + "￥"
HALF_WIDTH = "".join(chr(0x21 + i) for i in range(94)) + "¥"
BLANKS = " \t\r\n\u3000\u00a0\ufeff\u200b"
# Five digits are a day count of Excel (1927 to 2173); six are a month and eight a day.
EXCEL_DAY = "[1-9][0-9]{4}"
CLOCK = "([0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)([.][0-9]+)?Z?$"
# The apostrophe that keeps a cell from being a formula.
GUARD = "^'([=+@-])"
MOST_MONEY = 10**15
MOST_COUNT = 10**12


@dataclass(frozen=True)
class Names:
    """What a step may use: the raw cell, the cell half-width without blanks, and the result of the step before."""

    cell: str
    tight: str
    x: str


@dataclass(frozen=True)
class Way:
    """How a kind is read with patience: its steps, then the value (NULL for none) and the reason (its code) if none."""

    steps: tuple[Callable[[Names], str], ...]
    value: Callable[[Column, Names], str]
    reason: Callable[[Column, Names], str]


def way_of(kind: Kind) -> Way:
    """How cells of a kind are read with patience."""
    return _WAYS[kind]


def unwrapped_sql(cell: str) -> str:
    """The text within ="…", as business systems write one that no office program shall take for a number."""
    wrapped = quoted('^\\s*\'?="([^"]*)"\\s*$')
    return (
        f"(CASE WHEN contains({cell}, '=\"') THEN regexp_replace({cell}, {wrapped}, '\\1') ELSE {cell} END)"
    )


def loose_sql(cell: str) -> str:
    """The text half-width and without blanks around it."""
    # To translate costs a thousand comparisons a cell; few cells need it.
    given, wanted = quoted(FULL_WIDTH + BLANKS), quoted(HALF_WIDTH + " " * len(BLANKS))
    return f"(CASE WHEN {_is_odd(cell)} THEN trim(translate({cell}, {given}, {wanted})) ELSE {cell} END)"


def tight_sql(cell: str) -> str:
    """The text half-width and without any blank."""
    return f"replace({loose_sql(cell)}, ' ', '')"


def is_blank_sql(text: str) -> str:
    """Whether a text holds nothing but blanks."""
    return f"NOT regexp_matches({text}, {quoted(f'[^{BLANKS}]')})"


def _is_odd(cell: str) -> str:
    return f"regexp_matches({cell}, {quoted(f'[{FULL_WIDTH[0]}-{FULL_WIDTH[-2]}{FULL_WIDTH[-1]}{BLANKS}]')})"


def _is_float(n: Names) -> str:
    """Whether Excel made a rounded number of the digits: 1.50102E+17."""
    return f"regexp_full_match({n.tight}, '[0-9]([.][0-9]*)?[eE][+]?[0-9]+|[0-9]{{15,}}[.][0-9]+')"


def _fixed(code: str) -> Callable[[Column, Names], str]:
    return lambda _, __: quoted(code)


def _loose(n: Names) -> str:
    return loose_sql(n.cell)


def _without_clock(n: Names) -> str:
    return f"regexp_replace({n.x}, {quoted('[ T]*' + CLOCK)}, '')"


def _dashed(n: Names) -> str:
    return f"rtrim(translate(replace({n.x}, ' ', ''), '年月日/.', '-----'), '-')"


def _day(n: Names) -> str:
    return (
        f"(CASE WHEN regexp_full_match({n.x}, '[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}') THEN TRY_CAST({n.x} AS DATE)"
        f" WHEN regexp_full_match({n.x}, '[0-9]{{8}}')"
        f" THEN TRY_CAST(left({n.x}, 4) || '-' || substr({n.x}, 5, 2) || '-' || right({n.x}, 2) AS DATE)"
        f" WHEN regexp_full_match({n.x}, '{EXCEL_DAY}') THEN DATE '1899-12-30' + CAST({n.x} AS INTEGER) END)"
    )


def _first_of_month(n: Names) -> str:
    return (
        f"(CASE WHEN regexp_full_match({n.x}, '[0-9]{{4}}-[0-9]{{1,2}}') THEN TRY_CAST({n.x} || '-1' AS DATE)"
        f" WHEN regexp_full_match({n.x}, '[0-9]{{6}}')"
        f" THEN TRY_CAST(left({n.x}, 4) || '-' || right({n.x}, 2) || '-01' AS DATE)"
        f" ELSE CAST(date_trunc('month', {_day(n)}) AS DATE) END)"
    )


def _moment(n: Names) -> str:
    clock = f"regexp_extract({loose_sql(n.cell)}, {quoted(CLOCK)}, 1)"
    seconds = f"to_seconds(CAST(round(86400 * CAST({n.tight} AS DOUBLE)) AS BIGINT))"
    return (
        f"(CASE WHEN regexp_full_match({n.tight}, '{EXCEL_DAY}[.][0-9]+') THEN TIMESTAMP '1899-12-30' + {seconds}"
        f" WHEN {clock} = '' THEN CAST({_day(n)} AS TIMESTAMP)"
        f" ELSE {_day(n)} + TRY_CAST({clock} AS TIME) END)"
    )


def _within_years(_: Column, n: Names) -> str:
    return f"CASE WHEN year({n.x}) BETWEEN {FIRST_YEAR} AND {LAST_YEAR} THEN {n.x} END"


def _year_or(code: str) -> Callable[[Column, Names], str]:
    return lambda _, n: f"CASE WHEN {n.x} IS NULL THEN '{code}' ELSE 'year' END"


def _without_sign(n: Names) -> str:
    return f"regexp_replace({n.tight}, '^¥|元$|%$', '', 'g')"


def _without_commas(n: Names) -> str:
    grouped = f"regexp_full_match({n.x}, '-?[0-9]{{1,3}}(,[0-9]{{3}})+([.][0-9]*)?')"
    return f"CASE WHEN {grouped} THEN replace({n.x}, ',', '') ELSE {n.x} END"


def _amount(n: Names) -> str:
    return (
        f"CASE WHEN regexp_full_match({n.x}, '-?([0-9]+[.]?[0-9]*|[.][0-9]+)')"
        f" THEN TRY_CAST({n.x} AS DECIMAL(38, 10)) END"
    )


def _money(column: Column, n: Names) -> str:
    exact = f"{n.x} = CAST({n.x} AS DECIMAL(18, 2)) AND {n.tight} NOT LIKE '%\\%' ESCAPE '\\'"
    return (
        f"CASE WHEN {n.x} BETWEEN 0 AND {column.largest or MOST_MONEY} THEN"
        f" CASE WHEN {exact} THEN CAST({n.x} AS DECIMAL(18, 2)) END END"
    )


def _no_money(column: Column, n: Names) -> str:
    # An exponent from fifteen on is how a workbook shows a sum that it has rounded.
    large = "[0-9]{16,}([.][0-9]*)?|[0-9.]+[eE][+]?(1[5-9]|[2-9][0-9]|[0-9]{3,})"
    huge = f"regexp_full_match({n.tight}, '{large}')"
    most = "'too_much'" if column.largest else "'huge'"
    return (
        f"CASE WHEN {n.x} < 0 THEN 'negative' WHEN {n.x} > {column.largest or MOST_MONEY} OR {huge} THEN {most}"
        f" WHEN {_is_float(n)} THEN 'float' WHEN {n.x} IS NOT NULL THEN 'decimals' ELSE 'money' END"
    )


def _int(column: Column, n: Names) -> str:
    most = column.largest or MOST_COUNT
    whole = f"{n.x} BETWEEN 0 AND {most} AND {n.x} = round({n.x}) AND {n.tight} NOT LIKE '%\\%' ESCAPE '\\'"
    return f"CASE WHEN {whole} THEN CAST({n.x} AS BIGINT) END"


def _no_int(column: Column, n: Names) -> str:
    # A whole number that the column does not go up to, such as a ninth grade of four.
    beyond = f"{n.x} > {column.largest} AND {n.x} = round({n.x})" if column.largest else "false"
    return f"CASE WHEN {beyond} THEN 'beyond' ELSE 'int' END"


def _number(column: Column, n: Names) -> str:
    percent = f"CASE WHEN {n.tight} LIKE '%\\%' ESCAPE '\\' THEN 100 ELSE 1 END"
    number = f"CAST({n.x} AS DOUBLE) / ({percent})"
    return f"CASE WHEN {number} BETWEEN 0 AND {column.largest or MOST_COUNT} THEN {number} END"


def _ratio(_: Column, n: Names) -> str:
    return f"CASE WHEN {n.x} BETWEEN -100 AND 100 THEN CAST({n.x} AS DOUBLE) END"


def _bare_id(n: Names) -> str:
    return f"ltrim(upper({n.tight}), '''`')"


def _id(n: Names) -> str:
    return f"coalesce({id_number_sql(n.x)}, {upgraded_sql(n.x)})"


def _code(column: Column, n: Names) -> str:
    if column.is_village:
        return f"CASE WHEN regexp_full_match({n.tight}, '{VILLAGE}') THEN {n.tight} END"
    return f"CASE WHEN regexp_full_match({n.tight}, '{CODE}') THEN {code_sql(n.tight)} END"


def _no_code(column: Column, n: Names) -> str:
    inside = "'village'" if column.is_village else "'code'"
    digits = f"regexp_full_match({n.tight}, '[0-9]{{6}}|[0-9]{{9}}|[0-9]{{12}}')"
    return (
        f"CASE WHEN {_is_float(n)} THEN 'float' WHEN NOT {digits} OR {n.tight} LIKE '15%' THEN {inside}"
        " ELSE 'region' END"
    )


def _lower(n: Names) -> str:
    return f"lower({n.tight})"


def _bool(_: Column, n: Names) -> str:
    return f"CASE WHEN {n.x} IN {listed(YES)} THEN true WHEN {n.x} IN {listed(NO)} THEN false END"


def _enum(column: Column, n: Names) -> str:
    return enum_sql({word.lower().replace(" ", ""): of for word, of in column.words.items()}, n.x)


def _trimmed(n: Names) -> str:
    return f"nullif(regexp_replace(trim({n.cell}, {quoted(BLANKS)}), {quoted(GUARD)}, '\\1'), '')"


def _text(column: Column, n: Names) -> str:
    return f"CASE WHEN NOT {_is_float(n)} THEN {n.x} END" if column.is_number_in_text else n.x


def _as_read(_: Column, n: Names) -> str:
    return n.x


def _float_or(code: str) -> Callable[[Column, Names], str]:
    return lambda _, n: f"CASE WHEN {_is_float(n)} THEN 'float' ELSE '{code}' END"


_NUMBER = (_without_sign, _without_commas, _amount)
_WAYS: dict[Kind, Way] = {
    "text": Way((_trimmed,), _text, _float_or("text")),
    "bool": Way((_lower,), _bool, _fixed("bool")),
    "int": Way(_NUMBER, _int, _no_int),
    "money": Way(_NUMBER, _money, _no_money),
    "ratio": Way(_NUMBER, _ratio, _fixed("ratio")),
    "number": Way(_NUMBER, _number, _fixed("number")),
    "date": Way((_loose, _without_clock, _dashed, _day), _within_years, _year_or("date")),
    "month": Way((_loose, _without_clock, _dashed, _first_of_month), _within_years, _year_or("month")),
    "time": Way((_loose, _without_clock, _dashed, _moment), _within_years, _year_or("time")),
    "id": Way((_bare_id, _id), _as_read, _float_or("id")),
    "code": Way((), _code, _no_code),
    "enum": Way((_lower,), _enum, _fixed("word")),
}
