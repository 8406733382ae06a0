"""An auditor asks a snapshot his own questions, and can change nothing and see no other file."""

import json
import shutil

import duckdb
import pytest

from mingjian.cli import main
from mingjian.exchange.identity import id_number
from mingjian.exchange.snapshots import TableSnapshot, keep_snapshot, keep_table, snapshot_of
from mingjian.screening.facts import facts_version

ID = "11010519491231002X"  # the example printed in GB 11643


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """A folder and its store, which holds one household as a snapshot keeps it."""
    folder = tmp_path_factory.mktemp("asked") / "2024年数据"
    store, made = folder.with_name(folder.name + ".mingjian"), folder.with_name("made")
    folder.mkdir()
    made.mkdir()
    (folder / "households.csv").write_text("household_id\nH1\n", encoding="utf-8")
    duckdb.execute(
        f"COPY (SELECT 'H1' AS household_id, CAST({id_number(ID)} AS BIGINT) AS head_id, '张三' AS head_name, "
        f"""'{{"包保干部": "李四"}}' AS extra) TO '{made / "data.parquet"}' (FORMAT parquet)"""
    )
    table = TableSnapshot(
        "households", made / "data.parquet", "ab" * 16, 1, 1, 0, (), ("household_id",), ("包保干部",)
    )
    keep_snapshot(store, snapshot_of({"households": keep_table(store, table, made)}, {}))
    return folder


@pytest.fixture
def data(checked, tmp_path):
    """A copy of the folder and its store, so that a test may spoil it."""
    folder = tmp_path / checked.name
    shutil.copytree(checked, folder)
    shutil.copytree(f"{checked}.mingjian", f"{folder}.mingjian")
    return folder


def asked(capsys, *words):
    capsys.readouterr()
    status = main(["sql", *map(str, words)])
    return status, capsys.readouterr()


def test_a_question_is_answered_as_a_table(data, capsys):
    status, said = asked(capsys, data, "-c", "SELECT household_id, head_name FROM households")
    assert status == 0
    assert "H1" in said.out
    assert "张三" in said.out


def test_identity_numbers_are_asked_for_and_shown_as_text(data, capsys):
    query = f"SELECT head_id AS id FROM households WHERE head_id = '{ID}'"
    status, said = asked(capsys, data, "-c", query, "--json")
    assert (status, json.loads(said.out)) == (0, {"columns": ["id"], "rows": [[ID]]})


def test_the_auditors_own_columns_can_be_asked_for(data, capsys):
    query = "SELECT extra ->> '$.包保干部' AS cadre FROM raw.households"
    assert json.loads(asked(capsys, data, "-c", query, "--json")[1].out)["rows"] == [["李四"]]


def test_sums_and_days_come_exact_and_in_plain_form(data, capsys):
    query = "SELECT CAST(1234.50 AS DECIMAL(18,2)) AS yuan, DATE '2024-03-05' AS day, NULL AS nothing"
    assert json.loads(asked(capsys, data, "-c", query, "--json")[1].out)["rows"] == [
        ["1234.50", "2024-03-05", None]
    ]


@pytest.mark.parametrize("place", ["folder", "store", "card"])
def test_a_folder_its_store_and_a_snapshot_file_name_the_same_snapshot(data, capsys, place):
    store = data.with_name(data.name + ".mingjian")
    word = {"folder": data, "store": store, "card": next((store / "snapshots").glob("*.json"))}[place]
    assert json.loads(asked(capsys, word, "-c", "SELECT count(*) AS n FROM households", "--json")[1].out)[
        "rows"
    ] == [[1]]


def test_kept_facts_and_the_files_of_a_run_can_be_asked(data, capsys):
    store = data.with_name(data.name + ".mingjian")
    snapshot = (store / "latest").read_text(encoding="utf-8").strip()
    facts, run = store / "facts" / f"{snapshot}-{facts_version()}", store / "runs" / "2024-12-31-1"
    table = next((store / "tables" / "households").rglob("data.parquet"))
    for folder in (facts, run):
        folder.mkdir(parents=True)
    shutil.copy(table, facts / "households.parquet")
    shutil.copy(table, run / "findings.parquet")
    (run / "run.json").write_text(json.dumps({"snapshot": snapshot}), encoding="utf-8")
    query = "SELECT (SELECT count(*) FROM kept.households) AS kept, (SELECT count(*) FROM findings) AS found"
    assert json.loads(asked(capsys, run, "-c", query, "--json")[1].out)["rows"] == [[1, 1]]


@pytest.mark.parametrize(
    "query",
    [
        "CREATE TABLE x AS SELECT 1",
        "COPY households TO '{table}' (FORMAT parquet, USE_TMP_FILE false)",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{table}' (USE_TMP_FILE false)",
        "ATTACH '{folder}/other.db'",
        "SET memory_limit = '1GB'",
        "SELECT 1; SELECT 2",
        "SELECT * FROM read_text('{folder}/households.csv')",
        "SELECT * FROM '{folder}/households.csv'",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT nothing FROM households",
        "SELEC 1",
        "",
    ],
)
def test_what_is_no_question_to_the_snapshot_is_refused_in_one_sentence_and_changes_nothing(
    data, capsys, query
):
    store = data.with_name(data.name + ".mingjian")
    table = next((store / "tables").rglob("data.parquet"))
    before = table.read_bytes()
    status, said = asked(capsys, data, "-c", query.format(table=table, folder=data))
    assert status == 2
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert "Traceback" not in said.err
    assert table.read_bytes() == before


def test_a_place_without_a_snapshot_is_refused_with_what_to_do(tmp_path, capsys):
    status, said = asked(capsys, tmp_path / "nowhere", "-c", "SELECT 1")
    assert status == 2
    assert "mingjian check" in said.err


def test_the_prompt_answers_until_the_reader_leaves(data, capsys, monkeypatch):
    typed = iter(["SELECT head_name", "FROM households；", "SELECT wrong FROM households;", ".quit"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    status, said = asked(capsys, data)
    assert status == 0
    assert "张三" in said.out
    assert "wrong" in said.err


def test_a_long_answer_says_that_the_screen_shows_a_part(data, capsys):
    status, said = asked(capsys, data, "-c", "SELECT range AS n FROM range(600)")
    assert status == 0
    assert "600" in said.err
    assert len(said.out.splitlines()) < 520
