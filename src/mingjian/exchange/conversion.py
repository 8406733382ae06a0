"""From the text of a cell to the value of its type, as SQL; NULL where the text is no such value.

Every expression has a quick branch for the usual way of writing and a patient one for all others. A cell is
computed only in the branch that is taken, so the patient ones may be long.
"""

from collections.abc import Callable
from typing import Literal

from mingjian.exchange.identity import id_number_sql, upgraded_sql
from mingjian.exchange.standard import Column, Kind

Care = Literal["plain", "patient"]

FULL_WIDTH = "".join(chr(0xFF01 + i) for i in range(94))
HALF_WIDTH = "".join(chr(0x21 + i) for i in range(94))
BLANKS = " \t\r\n\u3000\u00a0\ufeff\u200b"
FIRST_DAY, LAST_DAY = "DATE '1900-01-01'", "DATE '2100-12-31'"
# Five digits are a day count of Excel (1927 to 2173); six are a month and eight a day.
EXCEL_DAY = "[1-9][0-9]{4}"
CLOCK = "[ T]*[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?Z?$"
GUARD = "^'([=+@-])"
THOUSANDS = "[0-9]{1,3}(,[0-9]{3})+([.][0-9]*)?"


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def value_sql(column: Column, cell: str, care: Care = "patient") -> str:
    """The value of `cell` (an SQL expression of text) as `column` wants it, NULL where empty or not such a value.

    `care` is plain for a source whose survey saw no blanks around cells and no rounded numbers: text is taken as it is.
    """
    if care == "plain" and column.kind == "text":
        return f"nullif({cell}, '')"
    return f"(CASE WHEN {cell} IS NULL THEN NULL ELSE {_PARSERS[column.kind](column, cell)} END)"


def loose_sql(cell: str) -> str:
    """The text half-width and without blanks around it."""
    return f"trim(translate({cell}, {quoted(FULL_WIDTH + BLANKS)}, {quoted(HALF_WIDTH + ' ' * len(BLANKS))}))"


def tight_sql(cell: str) -> str:
    """The text half-width and without any blank."""
    return f"replace({loose_sql(cell)}, ' ', '')"


def is_blank_sql(cell: str) -> str:
    """Whether there is nothing but blanks in a cell (NULL counts)."""
    return f"(coalesce({tight_sql(cell)}, '') = '')"


def day_sql(cell: str) -> str:
    """A day in any listed form, whatever its year; a time of day behind it is dropped."""
    plain = f"regexp_replace({loose_sql(cell)}, {quoted(CLOCK)}, '')"
    dashed = f"rtrim(translate(replace({plain}, ' ', ''), '年月日/.', '-----'), '-')"
    return (
        f"(CASE WHEN regexp_full_match({dashed}, '[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}')"
        f" THEN TRY_CAST({dashed} AS DATE)"
        f" WHEN regexp_full_match({dashed}, '[0-9]{{8}}') THEN"
        f" TRY_CAST(left({dashed}, 4) || '-' || substr({dashed}, 5, 2) || '-' || right({dashed}, 2) AS DATE)"
        f" WHEN regexp_full_match({dashed}, {quoted(EXCEL_DAY)})"
        f" THEN DATE '1899-12-30' + CAST({dashed} AS INTEGER) END)"
    )


def month_sql(cell: str) -> str:
    """The first day of a month in any listed form, whatever its year; of a day, the month it lies in."""
    dashed = f"rtrim(translate({tight_sql(cell)}, '年月日/.', '-----'), '-')"
    return (
        f"(CASE WHEN regexp_full_match({dashed}, '[0-9]{{4}}-[0-9]{{1,2}}') THEN TRY_CAST({dashed} || '-1' AS DATE)"
        f" WHEN regexp_full_match({dashed}, '[0-9]{{6}}') THEN"
        f" TRY_CAST(left({dashed}, 4) || '-' || right({dashed}, 2) || '-01' AS DATE)"
        f" ELSE CAST(date_trunc('month', {day_sql(cell)}) AS DATE) END)"
    )


def moment_sql(cell: str) -> str:
    """A day with its time in any listed form; without one it is midnight."""
    clock = f"regexp_extract({loose_sql(cell)}, '([0-9]{{1,2}}:[0-9]{{2}}(:[0-9]{{2}})?)([.][0-9]+)?Z?$', 1)"
    serial = f"regexp_full_match({tight_sql(cell)}, '{EXCEL_DAY}[.][0-9]+')"
    seconds = f"to_seconds(CAST(round(86400 * CAST({tight_sql(cell)} AS DOUBLE)) AS BIGINT))"
    return (
        f"(CASE WHEN {serial} THEN TIMESTAMP '1899-12-30' + {seconds}"
        f" WHEN {clock} = '' THEN CAST({day_sql(cell)} AS TIMESTAMP)"
        f" ELSE CAST({day_sql(cell)} AS TIMESTAMP) + TRY_CAST({clock} AS TIME)::INTERVAL END)"
    )


def amount_sql(cell: str) -> str:
    """A sum in any listed form, with its sign and all its decimals (DECIMAL(38, 10)); NULL where it is none."""
    bare = f"regexp_replace({tight_sql(cell)}, '^[¥￥]|元$', '', 'g')"
    bare = (
        f"CASE WHEN regexp_full_match({bare}, '-?{THOUSANDS}') THEN replace({bare}, ',', '') ELSE {bare} END"
    )
    return (
        f"(CASE WHEN regexp_full_match({bare}, '-?([0-9]+[.]?[0-9]*|[.][0-9]+)')"
        f" THEN TRY_CAST({bare} AS DECIMAL(38, 10)) END)"
    )


def code_sql(cell: str) -> str:
    """A division code of Inner Mongolia at its significant digits: zero groups at the end are padding."""
    return (
        f"(CASE WHEN right({cell}, 10) = '0000000000' OR {cell} = '150000' THEN left({cell}, 2)"
        f" WHEN substr({cell}, 5) IN ('00', '00000', '00000000') THEN left({cell}, 4)"
        f" WHEN substr({cell}, 7) IN ('', '000', '000000') THEN left({cell}, 6)"
        f" WHEN substr({cell}, 10) IN ('', '000') THEN left({cell}, 9) ELSE {cell} END)"
    )


def _text(column: Column, cell: str) -> str:
    """Text without the blanks around it and without the apostrophe that keeps a cell from being a formula."""
    edge = f"[{BLANKS}]"
    odd = f"regexp_matches({cell}, {quoted(f'^{edge}|{edge}$|{GUARD}')})"
    plain = f"regexp_replace(trim({cell}, {quoted(BLANKS)}), {quoted(GUARD)}, '\\1')"
    trimmed = f"nullif(CASE WHEN {odd} THEN {plain} ELSE {cell} END, '')"
    if not column.is_number_in_text:
        return trimmed
    rounded = f"regexp_matches({cell}, '[0-9][eE.][+0-9]') AND {is_float_sql(cell)}"
    return f"(CASE WHEN {rounded} THEN NULL ELSE {trimmed} END)"


def is_float_sql(cell: str) -> str:
    """Whether Excel made a rounded number of the digits: 1.50102E+17."""
    return f"regexp_full_match({tight_sql(cell)}, '[0-9]([.][0-9]*)?[eE][+]?[0-9]+|[0-9]{{15,}}[.][0-9]+')"


def _id(_: Column, cell: str) -> str:
    bare = f"ltrim(upper({tight_sql(cell)}), '''`')"
    return f"coalesce({id_number_sql(cell)}, {id_number_sql(bare)}, {upgraded_sql(bare)})"


def _code(column: Column, cell: str) -> str:
    village = "15[0-9]{7}(00[1-9]|0[1-9][0-9]|[1-9][0-9]{2})"
    if column.is_village:
        bare = f"regexp_extract({tight_sql(cell)}, '^{village}$')"
        return f"(CASE WHEN regexp_full_match({cell}, '{village}') THEN {cell} ELSE nullif({bare}, '') END)"
    bare = tight_sql(cell)
    form = "15[0-9]{4}([0-9]{3}([0-9]{3})?)?"
    return (
        f"(CASE WHEN regexp_full_match({cell}, '{form}') THEN {code_sql(cell)}"
        f" WHEN regexp_full_match({bare}, '{form}') THEN {code_sql(bare)} END)"
    )


def _money(column: Column, cell: str) -> str:
    amount = amount_sql(cell)
    exact = (
        f"{amount} BETWEEN 0 AND {column.largest or 10**15} AND {amount} = CAST({amount} AS DECIMAL(18, 2))"
    )
    return (
        f"(CASE WHEN regexp_full_match({cell}, '[0-9]{{1,7}}([.][0-9]{{1,2}})?') THEN CAST({cell} AS DECIMAL(18, 2))"
        f" ELSE CASE WHEN {exact} THEN CAST({amount} AS DECIMAL(18, 2)) END END)"
    )


def _int(_: Column, cell: str) -> str:
    amount = amount_sql(cell)
    return (
        f"(CASE WHEN regexp_full_match({cell}, '[0-9]{{1,9}}') THEN CAST({cell} AS BIGINT)"
        f" WHEN {amount} BETWEEN 0 AND 1000000000000 AND {amount} = round({amount}) THEN CAST({amount} AS BIGINT) END)"
    )


def _number(column: Column, cell: str) -> str:
    percent = f"CASE WHEN {tight_sql(cell)} LIKE '%\\%' ESCAPE '\\' THEN 100 ELSE 1 END"
    number = f"CAST({amount_sql(_without_percent(cell))} AS DOUBLE) / ({percent})"
    return f"(CASE WHEN {number} BETWEEN 0 AND {column.largest or 10**12} THEN {number} END)"


def _ratio(_: Column, cell: str) -> str:
    number = f"CAST({amount_sql(_without_percent(cell))} AS DOUBLE)"
    return f"(CASE WHEN {number} BETWEEN -100 AND 100 THEN {number} END)"


def _without_percent(cell: str) -> str:
    return f"rtrim({tight_sql(cell)}, '%')"


def _date(_: Column, cell: str) -> str:
    return _quick_or_patient(cell, "length({cell}) = 10", "TRY_CAST({cell} AS DATE)", day_sql(cell))


def _month(_: Column, cell: str) -> str:
    return _quick_or_patient(cell, "length({cell}) = 7", "TRY_CAST({cell} || '-01' AS DATE)", month_sql(cell))


def _time(_: Column, cell: str) -> str:
    return _quick_or_patient(
        cell, "length({cell}) IN (16, 19)", "TRY_CAST({cell} AS TIMESTAMP)", moment_sql(cell)
    )


def _quick_or_patient(cell: str, form: str, quick: str, patient: str) -> str:
    """The quick reading of an ISO form within the years (as text, to compute it but once), else the patient one."""
    within = f"{patient} >= {FIRST_DAY} AND {patient} < {LAST_DAY} + INTERVAL 1 DAY"
    patient = f"CASE WHEN {within} THEN {patient} END"
    form = f"{form} AND {{cell}} >= '1900-' AND {{cell}} < '2101'".format(cell=cell)
    return f"(CASE WHEN {form} THEN coalesce({quick.format(cell=cell)}, {patient}) ELSE {patient} END)"


def _bool(_: Column, cell: str) -> str:
    yes, no = "('是', '1', 'true')", "('否', '0', 'false')"
    folded = f"lower({tight_sql(cell)})"
    return (
        f"(CASE WHEN {cell} IN {yes} THEN true WHEN {cell} IN {no} THEN false"
        f" WHEN {folded} IN {yes} THEN true WHEN {folded} IN {no} THEN false END)"
    )


def _enum(column: Column, cell: str) -> str:
    exact = " ".join(f"WHEN {quoted(word)} THEN {quoted(of)}" for word, of in column.words.items())
    folded = {word.lower().replace(" ", ""): of for word, of in column.words.items()}
    patient = " ".join(f"WHEN {quoted(word)} THEN {quoted(of)}" for word, of in folded.items())
    return f"(CASE {cell} {exact} ELSE CASE lower({tight_sql(cell)}) {patient} END END)"


_PARSERS: dict[Kind, Callable[[Column, str], str]] = {
    "text": _text,
    "bool": _bool,
    "int": _int,
    "money": _money,
    "ratio": _ratio,
    "number": _number,
    "date": _date,
    "time": _time,
    "month": _month,
    "id": _id,
    "code": _code,
    "enum": _enum,
}
