"""Names as they are compared: the data file of written forms, and the distance of two names in characters."""

from collections import Counter
from random import Random

import duckdb
import pytest

from mingjian.screening.names import (
    characters_apart_sql,
    name_forms,
    name_key_sql,
    plain_name_sql,
    with_names,
)


def read(name: str) -> str:
    """A name as it is compared."""
    sql = f"SELECT {name_key_sql('plain')} FROM (SELECT {plain_name_sql('name')} AS plain FROM (SELECT ? AS name))"
    return str(duckdb.execute(sql, [name]).fetchall()[0][0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("其其格", "琪琪格"), ("娜仁", "纳仁"), ("格日勒", "格尔勒"), ("巴图", "巴特"), ("斯琴", "色沁"),
        ("高娃", "高瓦"), ("图雅", "托娅"), ("托雅", "陶娅"), ("乌云", "乌雲"), ("乌云·其其格", "乌雲　琪琪格"),
        ("特木尔．巴图", "铁木尔•巴特"), ("巴特爾", "巴图尔"),
    ],
)  # fmt: skip
def test_one_name_in_two_written_forms_is_read_alike(one: str, other: str):
    assert read(one) == read(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("其其格", "其木格"), ("巴图", "巴特尔"), ("格日勒", "格日勒图"), ("斯琴", "赛音"), ("王琪", "王其"),
        ("王建国", "王建军"),
    ],
)  # fmt: skip
def test_two_names_stay_two(one: str, other: str):
    assert read(one) != read(other)


def test_a_form_belongs_to_one_word_and_a_character_stands_for_one_other():
    forms = Counter(form for word in name_forms().words for form in word)
    traditional = Counter(pair[0] for pair in name_forms().characters)
    assert [form for form, count in forms.items() if count > 1 or len(form) < 2] == []
    assert [character for character, count in traditional.items() if count > 1] == []


def test_a_form_is_written_with_simplified_characters_since_others_are_never_met():
    traditional = {one for one, other in name_forms().characters if one != other}
    assert [form for word in name_forms().words for form in word if set(form) & traditional] == []


def test_the_distance_of_names_is_counted_in_characters_up_to_twelve():
    dice, letters = Random(3), "乌云其格娜仁巴图a"
    pairs = [
        tuple("".join(dice.choice(letters) for _ in range(dice.randint(0, 12))) for _ in range(2))
        for _ in range(500)
    ]
    sql = f"SELECT {characters_apart_sql('x', 'y')} FROM (SELECT ? AS x, ? AS y)"
    measured = [duckdb.execute(sql, list(pair)).fetchall()[0][0] for pair in pairs]
    assert measured == [edits(*pair) for pair in pairs]
    assert duckdb.execute(sql, ["王" * 12 + "甲", "王" * 12 + "乙"]).fetchall() == [(0,)]


def edits(one: str, other: str) -> int:
    """The edit distance by the book: a row of the table at a time."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def test_a_fact_writes_the_functions_as_if_the_database_had_them():
    assert with_names("SELECT plain_name(u.name) FROM x") == f"SELECT {plain_name_sql('u.name')} FROM x"
    assert with_names("SELECT other_name(u.name)") == "SELECT other_name(u.name)"
