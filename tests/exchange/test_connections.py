"""Small tables share a connection: none of them meets what another left, and what spilled goes with its folder."""

import pytest

from mingjian.exchange import ingesting
from mingjian.exchange.ingesting import Connections


def settings_of(con):
    told = con.execute("SELECT current_setting('memory_limit'), current_setting('temp_directory')")
    return told.fetchone()


def test_the_next_table_finds_an_empty_connection_that_spills_into_its_own_folder(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    with Connections() as connections:
        with connections.open(first, 1) as con:
            con.execute("CREATE TABLE staged_0 AS SELECT 1 AS a")
            con.execute("SET memory_limit = '1GB'")
        with connections.open(second, 1) as again:
            assert again is con
            assert again.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)
            assert settings_of(again) == ("2.3 GiB", str(second / "spill"))


def test_a_connection_that_spilled_or_failed_is_not_used_again(tmp_path):
    (tmp_path / "first").mkdir()
    with Connections() as connections:
        with connections.open(tmp_path / "first", 1) as con:
            con.execute("SET memory_limit = '40MB'")
            con.execute("CREATE TABLE staged_0 AS SELECT hash(i)::VARCHAR AS a FROM range(3000000) t(i)")
            assert (tmp_path / "first" / "spill").exists()
        with connections.open(tmp_path / "second", 1) as second:
            assert second is not con
            assert settings_of(second) == ("2.3 GiB", str(tmp_path / "second" / "spill"))
        with pytest.raises(KeyboardInterrupt), connections.open(tmp_path / "third", 1) as third:
            raise KeyboardInterrupt
        with connections.open(tmp_path / "fourth", 1) as fourth:
            assert fourth is not third
            assert settings_of(fourth) == ("2.3 GiB", str(tmp_path / "fourth" / "spill"))


def test_a_large_table_has_a_connection_of_its_own(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    with (
        Connections() as connections,
        connections.open(first, 1) as small,
        connections.open(second, ingesting.MOST_SHARED + 1) as large,
    ):
        assert large is not small
        assert settings_of(small) == ("2.3 GiB", str(first / "spill"))
        assert settings_of(large) == ("2.3 GiB", str(second / "spill"))
