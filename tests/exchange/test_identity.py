"""Resident identity numbers, as text, as integers and in SQL."""

from datetime import date

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.exchange import identity

GOOD = "11010519491231002X"  # the example of GB 11643-1999
first17s = st.integers(10**16, 10**17 - 1).map(str)


@pytest.fixture(scope="module", autouse=True)
def _connection():
    # One for all examples: opening takes longer than asking.
    with duckdb.connect() as con:
        CONNECTIONS.append(con)
        yield
        CONNECTIONS.clear()


CONNECTIONS: list[duckdb.DuckDBPyConnection] = []


def in_sql(expression: str, **values: object) -> object:
    given_ = ", ".join(f"${name} AS {name}" for name in values)
    row = CONNECTIONS[0].execute(f"SELECT {expression} FROM (SELECT {given_})", values).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    "written",
    [
        GOOD,
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
        "110105491231002",
        "'" + GOOD,
    ],
)
def test_every_usual_way_of_writing_is_the_same_person(written):
    assert identity.normal_text(written) == GOOD
    assert identity.id_number(written) == identity.id_number(GOOD)


@pytest.mark.parametrize(
    "written", ["", "1.10105E+17", "11010519491231002", "A10105194912310021", "110105194912310021X"]
)
def test_what_is_no_identity_number_is_not_guessed(written):
    assert identity.id_number(written) is None


def test_the_standard_example_says_its_birth_date_and_sex():
    number = identity.id_number(GOOD)
    assert number is not None
    assert identity.check_ok(number)
    assert identity.born_on(number) == date(1949, 12, 31)
    assert identity.sex(number) == "female"


def test_a_wrong_check_digit_is_kept_and_can_be_told():
    number = identity.id_number("110105194912310021")
    assert number is not None
    assert identity.id_text(number) == "110105194912310021"
    assert not identity.check_ok(number)


def test_an_impossible_birth_date_is_none():
    number = identity.id_number("110105194913310020")
    assert number is not None
    assert identity.born_on(number) is None
    assert in_sql(identity.born_on_sql("n"), n=number) is None


@given(first17s, st.sampled_from("0123456789X"))
def test_no_identity_number_is_lost_on_the_way_through_the_integer(first17, last):
    number = identity.id_number(first17 + last)
    assert number is not None
    assert identity.id_text(number) == first17 + last
    assert number < 2**63


@given(first17s, st.sampled_from("0123456789X"))
def test_sql_and_python_agree(first17, last):
    text = first17 + last
    number = identity.id_number(text)
    assert number is not None
    assert in_sql(identity.id_number_sql("t"), t=text) == number
    assert in_sql(identity.id_text_sql("CAST(n AS BIGINT)"), n=number) == text
    assert in_sql(identity.check_ok_sql("n"), n=number) == identity.check_ok(number)
    assert in_sql(identity.born_on_sql("n"), n=number) == identity.born_on(number)
    assert in_sql(identity.sex_sql("n"), n=number) == identity.sex(number)


@given(st.text(alphabet="0123456789Xx eE+._-", min_size=17, max_size=19))
def test_sql_reads_nothing_that_python_refuses(text):
    expected = (
        identity.id_number(text) if len(text) == 18 and text == (identity.normal_text(text) or "") else None
    )
    assert in_sql(identity.id_number_sql("t"), t=text) == expected


@given(st.integers(10**14, 10**15 - 1).map(str))
def test_fifteen_digits_are_upgraded_alike(old):
    assert in_sql(identity.upgraded_sql("t"), t=old) == identity.id_number(old)
