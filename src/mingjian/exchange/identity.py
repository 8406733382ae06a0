"""Resident identity numbers (GB 11643) as text, as 63-bit integers, and as SQL expressions for both."""

import re
import unicodedata
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
# 17 digits whose first is not 0: no administrative division begins with 0.
SMALLEST = 10**16
_CHECKED = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OLD = re.compile(r"[1-9][0-9]{14}")


def check_digit(first17: str) -> str:
    """The check digit that belongs to 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return CHECK_DIGITS[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def normal_text(text: str) -> str | None:
    """18 characters from any usual way of writing: full-width, spaces, x, 15 digits; None where it is no number.

    A wrong check digit stays as it was given.
    """
    bare = re.sub(r"[\s'`]", "", unicodedata.normalize("NFKC", text)).upper()
    if _OLD.fullmatch(bare):
        first17 = bare[:6] + "19" + bare[6:]
        return first17 + check_digit(first17)
    return bare if _CHECKED.fullmatch(bare) else None


def id_number(text: str) -> int | None:
    """The integer of an identity number: its first 17 digits times 11 plus the check value (X = 10)."""
    normal = normal_text(text)
    if normal is None:
        return None
    return int(normal[:17]) * 11 + (10 if normal[17] == "X" else int(normal[17]))


def id_text(number: int) -> str:
    """The 18 characters of an identity number stored as an integer; the inverse of `id_number`."""
    first17, check = divmod(number, 11)
    return f"{first17:017d}{'X' if check == 10 else check}"


def check_ok(number: int) -> bool:
    """Whether the check digit belongs to the other 17."""
    text = id_text(number)
    return check_digit(text[:17]) == text[17]


def born_on(number: int) -> date | None:
    """The birth date written in an identity number; None where it is no date."""
    text = id_text(number)
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None


def sex(number: int) -> str:
    """`male` or `female`, from the 17th digit: odd for men."""
    return "male" if number // 11 % 2 else "female"


# Expressions for DuckDB and Spark: `column` is the name of a column or an expression.


def id_number_sql(column: str) -> str:
    """Text of 18 characters, digits or a final X, to the integer; NULL for anything else."""
    return id_from_digits_sql(column, f"({id_digits_sql(column)})")


def id_digits_sql(column: str) -> str:
    """The first half of `id_number_sql`, to be computed but once: the digits of 18 characters, without a final X."""
    # A cast reads 1e17, too; nothing else of 18 characters that is no row of digits reaches 10**17.
    rounded = f"contains({column}, 'e') OR contains({column}, 'E')"
    return f"CASE WHEN NOT ({rounded}) THEN {plain_id_digits_sql(column)} END"


def plain_id_digits_sql(column: str) -> str:
    """As `id_digits_sql`, of text that is known to hold no exponent."""
    digits = f"TRY_CAST(CASE WHEN suffix({column}, 'X') THEN left({column}, 17) ELSE {column} END AS BIGINT)"
    return f"CASE WHEN strlen({column}) = 18 THEN {digits} END"


def id_from_digits_sql(column: str, digits: str) -> str:
    """The second half of `id_number_sql`: the integer, from the text and its digits."""
    # 10 a + b becomes 11 a + b; only 18 digits reach 10**17, because a final X is left out.
    return (
        f"(CASE WHEN {digits} >= {10 * SMALLEST} THEN {digits} + {digits} // 10"
        f" WHEN {digits} >= {SMALLEST} AND suffix({column}, 'X') THEN {digits} * 11 + 10 END)"
    )


def upgraded_sql(column: str) -> str:
    """The integer of 15 digits: the century 19 is put in and the check digit computed; NULL for anything else."""
    first17 = f"CAST(left({column}, 6) || '19' || right({column}, 9) AS BIGINT)"
    number = f"{first17} * 11 + {check_value_sql(first17)}"
    return f"(CASE WHEN regexp_full_match({column}, '[1-9][0-9]{{14}}') THEN {number} END)"


def id_text_sql(column: str) -> str:
    """The 18 characters of an identity number stored as an integer."""
    last = f"CASE WHEN {column} % 11 = 10 THEN 'X' ELSE CAST({column} % 11 AS VARCHAR) END"
    return f"(CAST({column} // 11 AS VARCHAR) || {last})"


def check_value_sql(first17: str) -> str:
    """The check value (0 to 10) that belongs to 17 digits given as an integer."""
    terms = [f"({first17} // {10 ** (16 - i)} % 10) * {weight}" for i, weight in enumerate(WEIGHTS)]
    # The value is 12 - sum mod 11, mod 11: the table 10X98765432 read as arithmetic.
    return f"((12 - ({' + '.join(terms)}) % 11) % 11)"


def check_ok_sql(column: str) -> str:
    """Whether the check digit of an identity number stored as an integer belongs to the other 17."""
    return f"({column} % 11 = {check_value_sql(f'({column} // 11)')})"


def born_on_sql(column: str) -> str:
    """The birth date in an identity number stored as an integer; NULL where it is no date."""
    day = f"lpad(CAST({column} // 11000 % 100000000 AS VARCHAR), 8, '0')"
    return f"TRY_CAST(left({day}, 4) || '-' || substr({day}, 5, 2) || '-' || substr({day}, 7, 2) AS DATE)"


def sex_sql(column: str) -> str:
    """`male` or `female`, from the 17th digit of an identity number stored as an integer."""
    return f"(CASE WHEN {column} // 11 % 2 = 1 THEN 'male' ELSE 'female' END)"
