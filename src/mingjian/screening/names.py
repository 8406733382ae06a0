"""Names as they are compared: without dots and spaces, every written form of a word read as one and the same sign."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

# The private use area of Unicode: no name holds a character of it.
FIRST_SIGN = 0xE000
LONGEST = 12
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWX"
CALL = re.compile(r"\b(plain_name|name_key|without_surname|characters_apart)\(([^()]*)\)")


@dataclass(frozen=True)
class NameForms:
    """`characters` as pairs (traditional, simplified), `words` as groups of forms, `surnames` as characters."""

    characters: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, ...], ...]
    surnames: str


@cache
def name_forms() -> NameForms:
    """The forms of the data file."""
    text = resources.files(__package__).joinpath("name_forms.toml").read_text(encoding="utf-8")
    entry = tomllib.loads(text)
    return NameForms(
        characters=tuple((pair[0], pair[1]) for pair in entry["characters"]),
        words=tuple(tuple(word["forms"]) for word in entry["words"]),
        surnames=entry["surnames"],
    )


def with_names(sql: str) -> str:
    """The SQL text of a fact with its calls of the functions of this module written out.

    A fact writes `name_key(u.name)` as if it were a function of DuckDB; arguments are columns.
    """
    return CALL.sub(lambda call: _written_out(call[1], [a.strip() for a in call[2].split(",")]), sql)


def _written_out(function: str, columns: list[str]) -> str:
    if function == "plain_name":
        return plain_name_sql(columns[0])
    if function == "name_key":
        return name_key_sql(columns[0])
    if function == "without_surname":
        return without_surname_sql(columns[0])
    return characters_apart_sql(columns[0], columns[1])


def plain_name_sql(column: str) -> str:
    """SQL for a name's letters alone, traditional characters as simplified ones: no dots, no spaces."""
    traditional, simplified = ("".join(side) for side in zip(*name_forms().characters, strict=True))
    letters = f"regexp_replace({column}, '[^\\p{{L}}]', '', 'g')"
    return f"translate({letters}, '{traditional}', '{simplified}')"


def name_key_sql(plain: str) -> str:
    """SQL for a plain name with every listed word as one sign of its own, the longest forms first.

    Most names hold none of them: one look for all of the words spares those a search for each.
    """
    signs = [(form, FIRST_SIGN + number) for number, forms in enumerate(name_forms().words) for form in forms]
    forms, key = "|".join(form for form, _ in signs), plain
    for form, sign in sorted(signs, key=lambda pair: (-len(pair[0]), pair[0])):
        key = f"replace({key}, '{form}', chr({sign}))"
    return f"CASE WHEN regexp_matches({plain}, '{forms}') THEN {key} ELSE {plain} END"


def without_surname_sql(key: str) -> str:
    """SQL for a name's key without a surname before a Mongolian name, NULL where there is none to leave out."""
    signs = f"[\\x{{{FIRST_SIGN:X}}}-\\x{{{FIRST_SIGN + len(name_forms().words) - 1:X}}}]"
    return f"CASE WHEN regexp_matches({key}, '^[{name_forms().surnames}].*{signs}') THEN substr({key}, 2) END"


def characters_apart_sql(one: str, other: str) -> str:
    """SQL for the edit distance of two texts in characters, of which at most the first twelve count.

    DuckDB measures it in bytes, three to a Chinese character; so each character of the two is first given a letter.
    """
    one, other = f"left({one}, {LONGEST})", f"left({other}, {LONGEST})"
    both = f"{one} || {other}"
    return f"levenshtein(translate({one}, {both}, '{LETTERS}'), translate({other}, {both}, '{LETTERS}'))"
