"""The nation province by province: nothing of two provinces meets, and a part is a part of the whole."""

import duckdb
import pytest

from mingjian.exchange.checking import check_folder
from mingjian.exchange.progress import silent
from mingjian.sample.building import Plan, build
from mingjian.sample.layouts import Format
from mingjian.sample.nation import Share, provinces
from mingjian.sample.places import HOUSEHOLDS, PROVINCES, Scale, invented_counties

# Provinces 15 and 65, with twenty households each: the home province and the farthest from it in the order.
TWO = Share(5, 26)


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    """Two provinces of the smallest nation: (folder, sample)."""
    folder = tmp_path_factory.mktemp("nation") / "data"
    return folder, build(folder, Plan(Scale.NATION, Format.PARQUET, 620, share=TWO), silent)


def test_every_province_is_in_one_part_alone():
    parts = [Share(number, 4).provinces for number in (1, 2, 3, 4)]
    assert sorted(code for part in parts for code in part) == sorted(PROVINCES)
    assert HOUSEHOLDS[Scale.NATION] // len(PROVINCES) < HOUSEHOLDS[Scale.REGION]


def test_a_province_is_the_same_whatever_part_it_is_built_in():
    (alone, seed) = next(provinces(31_007, Share(31, 31), 3))
    *_, (among, same_seed) = provinces(31_007, TWO, 3)
    assert (alone, seed) == (among, same_seed)
    assert len({village.code for village in alone.villages}) == len(alone.villages)
    assert sum(village.households for village in alone.villages) == alone.households in (1000, 1001)


def test_no_county_stands_in_two_provinces():
    codes = [code for province in PROVINCES for code in invented_counties(province).values()]
    assert len(set(codes)) == len(codes) > 3000


def test_a_province_is_written_into_files_of_its_own(nation):
    folder, sample = nation
    assert sorted(path.name for path in (folder / "households").iterdir()) == ["15.parquet", "65.parquet"]
    assert {path.name[:2] for path in (folder / "payments").iterdir()} == {"15", "65"}
    assert len(sample.span.months) == 12


def test_every_row_is_accepted_and_no_number_stands_for_things_of_two_provinces(nation, tmp_path):
    folder, sample = nation
    # Keys are unique over all files: a number used twice would be rejected as a contradiction.
    checked = check_folder(folder, tmp_path, encoding=None, progress=silent)
    read = {name: (table.accepted, table.rejected) for name, table in checked.snapshot.tables.items()}
    assert read == {name: (rows, 0) for name, rows in sample.rows.items()}
    held = {
        ("members", "person_id"), ("officers", "person_id"), ("hukou", "person_id"), ("households", "phone"),
        ("grants", "account_no"), ("vehicles", "vehicle_id"), ("housing", "property_id"), ("companies", "uscc"),
    }  # fmt: skip
    with duckdb.connect() as engine:
        for table, column in held:
            home, far = (f"SELECT {column} FROM '{folder}/{table}/{code}.parquet'" for code in ("15", "65"))
            assert engine.execute(f"{home} INTERSECT {far}").fetchall() == [], (table, column)
            assert engine.execute(f"SELECT count(*) FROM ({far})").fetchone() > (0,), table


def test_nothing_happens_before_or_after_the_year(nation):
    folder, sample = nation
    with duckdb.connect() as engine:
        found = engine.execute(
            f"SELECT min(period), max(period) FROM '{folder}/payments/*.parquet'"
        ).fetchone()
        latest = engine.execute(f"SELECT max(from_month) FROM '{folder}/grants/*.parquet'").fetchone()
    assert found == (sample.span.first_month, sample.span.last_month)
    assert latest <= (sample.span.last_month,)
