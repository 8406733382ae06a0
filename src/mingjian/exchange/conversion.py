"""From the text of a cell to the value of its type on the quick way: the usual way of writing, as short SQL.

What is written otherwise gives NULL here and is read by `patience`, row by row that needs it.
"""

from collections.abc import Callable

from mingjian.exchange.identity import id_digits_sql, id_from_digits_sql, plain_id_digits_sql
from mingjian.exchange.standard import Column, Kind
from mingjian.exchange.surveying import ODD_MARKS, Care

FIRST_YEAR, LAST_YEAR = 1900, 2100
# Money of seven digits before the point is within every limit.
MOST_QUICK = "9999999.99"
VILLAGE = "15[0-9]{7}(00[1-9]|0[1-9][0-9]|[1-9][0-9]{2})"
CODE = "15[0-9]{4}([0-9]{3}([0-9]{3})?)?"
YES, NO = ("是", "1", "true"), ("否", "0", "false")


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def listed(words: tuple[str, ...]) -> str:
    """Words as an SQL list for IN."""
    return f"({', '.join(map(quoted, words))})"


def quick_sql(column: Column, cell: str, prepared: str, care: Care) -> str:
    """The value of `cell` where it is written as usual; NULL where it is empty or needs patience.

    `prepared` names what `prepared_sql` gave. `care` is what the survey of the source found to be needed.
    """
    if column.kind == "id":
        return id_from_digits_sql(cell, prepared)
    if column.kind == "money":
        return _money(cell, prepared)
    if column.kind in _DAYS:
        within = f"{prepared} >= DATE '{FIRST_YEAR}-01-01' AND {prepared} < DATE '{LAST_YEAR + 1}-01-01'"
        return f"(CASE WHEN {within} THEN {prepared} END)"
    if column.kind == "text":
        return {"bare": cell, "plain": f"nullif({cell}, '')", "patient": _text(cell)}[care]
    return _QUICK[column.kind](column, cell)


def prepared_sql(column: Column, cell: str, care: Care) -> str:
    """What is computed of a cell beforehand, so that it is computed but once; '' where nothing is."""
    if column.kind == "money":
        return f"TRY_CAST({cell} AS DECIMAL(18, 2))"
    if column.kind in _DAYS:
        return _DAYS[column.kind](cell)
    if column.kind == "id":
        return plain_id_digits_sql(cell) if care == "bare" else id_digits_sql(cell)
    return ""


def needs_patience_sql(column: Column, cell: str, value: str, care: Care) -> str:
    """Whether a cell is not read on the quick way (`value` is what it gave); '' where that cannot be."""
    if column.required:
        return f"{value} IS NULL"
    if column.kind == "text" and care != "patient":
        return ""
    return f"({value} IS NULL AND {cell} IS NOT NULL)"


def code_sql(cell: str) -> str:
    """A division code of Inner Mongolia at its significant digits: zero groups at the end are padding."""
    return (
        f"(CASE WHEN substr({cell}, 3) IN ('0000', '0000000', '0000000000') THEN left({cell}, 2)"
        f" WHEN substr({cell}, 5) IN ('00', '00000', '00000000') THEN left({cell}, 4)"
        f" WHEN substr({cell}, 7) IN ('', '000', '000000') THEN left({cell}, 6)"
        f" WHEN substr({cell}, 10) IN ('', '000') THEN left({cell}, 9) ELSE {cell} END)"
    )


def enum_sql(words: dict[str, str], cell: str) -> str:
    """The English word for each of the accepted ones."""
    return f"(CASE {cell} {' '.join(f'WHEN {quoted(w)} THEN {quoted(of)}' for w, of in words.items())} END)"


def _text(cell: str) -> str:
    odd = " OR ".join(f"contains({cell}, {quoted(mark)})" for mark in ODD_MARKS)
    return f"(CASE WHEN {odd} THEN NULL ELSE nullif({cell}, '') END)"


def _code(column: Column, cell: str) -> str:
    if column.is_village:
        return f"(CASE WHEN regexp_full_match({cell}, '{VILLAGE}') THEN {cell} END)"
    return f"(CASE WHEN regexp_full_match({cell}, '{CODE}') THEN {code_sql(cell)} END)"


def _money(cell: str, amount: str) -> str:
    # A cast takes 1e5 and rounds; to write the amount again and compare is half as dear as to look at the form.
    same = f"CAST({amount} AS VARCHAR) = {cell} AND {amount} BETWEEN 0 AND {MOST_QUICK}"
    form = "[0-9]{1,7}([.][0-9]{1,2})?"
    return f"(CASE WHEN {same} THEN {amount} WHEN regexp_full_match({cell}, '{form}') THEN {amount} END)"


def _date(cell: str) -> str:
    """2026-03-01, or 20260301 as business systems write it."""
    parts = f"left({cell}, 4) || '-' || substr({cell}, 5, 2) || '-' || right({cell}, 2)"
    bare = f"CASE WHEN regexp_full_match({cell}, '[0-9]{{8}}') THEN TRY_CAST({parts} AS DATE) END"
    return f"CASE WHEN strlen({cell}) = 10 THEN TRY_CAST({cell} AS DATE) ELSE {bare} END"


def _month(cell: str) -> str:
    """2026-03, or 202603."""
    parts = f"left({cell}, 4) || '-' || right({cell}, 2) || '-01'"
    bare = f"CASE WHEN regexp_full_match({cell}, '[0-9]{{6}}') THEN TRY_CAST({parts} AS DATE) END"
    return f"CASE WHEN strlen({cell}) = 7 THEN TRY_CAST({cell} || '-01' AS DATE) ELSE {bare} END"


def _time(cell: str) -> str:
    """2026-03-01 09:30, or with seconds."""
    return f"CASE WHEN strlen({cell}) IN (16, 19) THEN TRY_CAST({cell} AS TIMESTAMP) END"


_DAYS: dict[Kind, Callable[[str], str]] = {"date": _date, "month": _month, "time": _time}
_QUICK: dict[Kind, Callable[[Column, str], str]] = {
    "bool": lambda _, c: (
        f"(CASE WHEN {c} IN {listed(YES)} THEN true WHEN {c} IN {listed(NO)} THEN false END)"
    ),
    "int": lambda column, c: (
        f"(CASE WHEN regexp_full_match({c}, '[0-9]{{1,9}}') AND CAST({c} AS BIGINT) <= {column.largest or 999_999_999}"
        f" THEN CAST({c} AS BIGINT) END)"
    ),
    "ratio": lambda _, c: (
        f"(CASE WHEN regexp_full_match({c}, '[0-9]{{1,2}}([.][0-9]+)?') THEN CAST({c} AS DOUBLE) END)"
    ),
    # A number that has a largest value, such as a share, may be a percentage: only patience can tell.
    "number": lambda column, c: (
        f"(CASE WHEN regexp_full_match({c}, '{'0' if column.largest else '[0-9]{1,9}'}([.][0-9]+)?')"
        f" THEN CAST({c} AS DOUBLE) END)"
    ),
    "code": _code,
    "enum": lambda column, c: enum_sql(column.words, c),
}
