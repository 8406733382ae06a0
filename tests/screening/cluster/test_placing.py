"""The cluster answers what reads the snapshot, the facts or a table of the rules; the rest is answered here."""

import pytest

from mingjian.screening.cluster.placing import Kind, changed_by, for_the_cluster, names_of, renamed
from mingjian.screening.cluster.translating import parsed, spark_text

THERE = frozenset({"members", "scope"})


@pytest.mark.parametrize(
    ("sql", "kind", "about"),
    [
        ("SELECT count(*) FROM raw.members", Kind.ASK, ""),
        ("SELECT a.x AS x FROM p AS a SEMI JOIN members AS m ON m.x = a.x", Kind.ASK, ""),
        ("CREATE VIEW main.pay AS SELECT x FROM kept.pay", Kind.VIEW, "pay"),
        ("CREATE OR REPLACE TEMP TABLE hit AS\n-- why\nSELECT x FROM members\n", Kind.TABLE, "hit"),
        ("CREATE OR REPLACE TEMP VIEW fetched AS SELECT r.* FROM raw.members AS r", Kind.TABLE, "fetched"),
        ("CREATE TABLE kept.pay AS SELECT x FROM raw.payments", Kind.TABLE, "kept.pay"),
        ("INSERT INTO found SELECT x FROM kept.households", Kind.ADD, "found"),
        ("COPY (SELECT x FROM raw.members) TO '/s/f.part' (FORMAT parquet)", Kind.KEEP, "/s/f.part"),
    ],
)
def test_what_reads_the_data_is_for_the_cluster(sql, kind, about):
    statement = for_the_cluster(sql, THERE)
    assert statement is not None
    assert (statement.kind, statement.about) == (kind, about)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT m.x AS members FROM gathered AS m",
        "WITH members AS (SELECT 1 AS x) SELECT x FROM members",
        "SELECT c.first_on FROM run JOIN kept.calendar AS c ON c.m = run.last_m",
        "INSERT INTO raw.members VALUES (?, ?)",
        "CREATE TABLE raw.members (person_id BIGINT)",
        "DESCRIBE kept.households",
        "FROM answering LIMIT 1",
    ],
)
def test_what_reads_findings_and_small_tables_is_answered_here(sql):
    assert for_the_cluster(sql, THERE) is None


def test_a_name_of_a_with_is_no_table_but_may_hide_one():
    query = parsed(
        "WITH found AS (SELECT x FROM found) SELECT f.x AS x FROM found AS f JOIN raw.members AS m ON m.x = f.x"
    )
    assert names_of(query) == {"found", "raw.members"}


def test_the_cluster_knows_tables_of_a_schema_by_one_word():
    text = spark_text(
        renamed(parsed("SELECT members.x AS x FROM raw.members JOIN kept.pay AS p ON p.x = members.x"))
    )
    assert text == "SELECT members.x AS x FROM raw_members AS members JOIN kept_pay AS p ON p.x = members.x"


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("INSERT INTO settled\nSELECT 1", "settled"),
        ("DELETE FROM gathered WHERE x", "gathered"),
        ("CREATE OR REPLACE TEMP VIEW found AS SELECT 1", "found"),
        ("SELECT 1", None),
    ],
)
def test_a_table_that_changes_here_is_known(sql, table):
    assert changed_by(sql) == table
