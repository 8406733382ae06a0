"""The blind-spot map says how every circumstance and element is seen in every county, and why it is not."""

import csv
import json
import tomllib
from dataclasses import replace
from datetime import date
from importlib import resources

import pytest

from mingjian.cli import main
from mingjian.exchange.snapshots import Declared
from mingjian.law import measures
from mingjian.screening.catalogue import choose_rules, load_rules
from mingjian.screening.coverage import WATCHED, Seen
from mingjian.screening.ground import load_rows
from mingjian.screening.looking import look_around
from mingjian.screening.order import Order
from mingjian.screening.recording import SIGHT_HEADS, sight_row

SEEING = (Seen.DATA, Seen.LOG)
COUNTY = "150423"


def charted(village, snapshot=None):
    """The map of the sample, by element (a circumstance by its cite)."""
    order = Order(village.as_of, load_rules())
    sights = look_around(snapshot or village.snapshot, village.store, order)
    assert {sight.county for sight in sights} == {COUNTY}
    return {sight.element or sight.circumstance: sight for sight in sights}


def without(village, table):
    # With its section in sources.toml: a table declared complete and empty is there.
    tables = {name: kept for name, kept in village.snapshot.tables.items() if name != table}
    declared = {name: said for name, said in village.snapshot.declared.items() if name != table}
    return replace(village.snapshot, id=f"without-{table}", tables=tables, declared=declared)


@pytest.fixture(scope="module")
def whole(village):
    return charted(village)


def entries():
    """What the rule folders say, read by themselves."""
    for folder in resources.files("mingjian.rules").iterdir():
        if folder.joinpath("rule.toml").is_file():
            yield tomllib.loads(folder.joinpath("rule.toml").read_text(encoding="utf-8"))


def needing(table):
    return {e["id"] for e in entries() if any(need.partition(".")[0] == table for need in e["needs"])}


# Who acted is seen without a rule: by the list of officers and, of townships and county civil affairs, by the log.
WITNESSES = {
    **{f"{cite}/who": {"officers"} for cite in measures.circumstances()},
    **{f"{cite}/who": {"officers", "steps"} for cite in measures.circumstances() if cite[0] in "89"},
    **{f"{cite}/duty": {"the law"} for cite in measures.circumstances()},
}


@pytest.mark.parametrize("table", [
    "deaths",
    "steps",
    *(pytest.param(table, marks=pytest.mark.slow) for table in ("officers", "funds", "checks")),
])  # fmt: skip
def test_without_one_table_the_map_loses_exactly_the_elements_that_depend_on_it(village, whole, table):
    after = charted(village, without(village, table))
    gone = needing(table)
    depending = {
        name
        for name, sight in whole.items()
        if sight.seen in SEEING and set(sight.rules) <= gone and WITNESSES.get(name, set()) <= {table}
    }
    lost = {name for name, sight in whole.items() if sight.seen in SEEING and after[name].seen not in SEEING}
    assert lost == depending
    assert depending or table == "deaths"
    for name in lost:
        assert table in {reason.table for reason in after[name].reasons}, name
        assert "missing" in {reason.why for reason in after[name].reasons}
    for name, sight in after.items():
        assert set(sight.rules) == set(whole[name].rules) - gone, name


def test_every_circumstance_and_element_stands_in_the_map_and_the_blind_ones_say_why(whole):
    elements = [e.id for cite in measures.circumstances() for e in measures.elements(cite)]
    assert set(whole) == {*measures.circumstances(), *elements}
    assert [name for name, sight in whole.items() if sight.seen not in SEEING and not sight.reasons] == []
    assert [
        name for name, sight in whole.items() if sight.seen in SEEING and sight.reasons and sight.rules
    ] == []


def test_what_leaves_no_row_is_seen_by_inspection_alone(whole):
    for name in ("8(7)/act", "9(7)/act", "8(4)/act", "8(8)/damage", "9(1)/threshold"):
        assert whole[name].seen is Seen.INSPECTION
        assert [reason.why for reason in whole[name].reasons] == ["by_nature"]


def test_where_nobody_looks_either_nothing_is_seen_at_all(village):
    tables = {n: t for n, t in village.snapshot.tables.items() if n not in ("oversight", "complaints")}
    blind = charted(village, replace(village.snapshot, id="unwatched", tables=tables))
    assert blind["8(7)/act"].seen is Seen.NONE
    assert "unwatched" in {reason.why for reason in blind["8(7)/act"].reasons}
    assert blind["8(5)/act"].seen is Seen.DATA


@pytest.mark.parametrize(("complaints", "oversight", "is_watched"), [
    ([(date(2021, 12, 31), "150423100201")], [], True),
    ([(date(2021, 12, 30), "150423100201")], [], False),
    ([(date(2025, 1, 1), "150423100201")], [], False),
    ([(date(2024, 1, 1), "150424100201")], [], False),
    ([], [("1504", "150421、150423"), ("1504", None)], True),
    ([], [("150421", "150423101；2150423；1504230")], False),
])  # fmt: skip
def test_a_county_is_watched_by_complaints_and_inspections_of_three_years_about_itself(
    connection, complaints, oversight, is_watched
):
    rows = {
        "complaints": [
            {"complaint_id": f"T{day}", "received_on": day, "division": at} for day, at in complaints
        ],
        "oversight": [
            {
                "duty_id": at,
                "division": at,
                "kind": "annual_audit",
                "done_on": date(2024, 3, 1),
                "covers": covers,
            }
            for at, covers in oversight
        ],
    }
    load_rows(connection, rows)
    connection.execute("CREATE TEMP TABLE answering AS SELECT '150423' AS county")
    connection.execute("CREATE TEMP TABLE run AS SELECT DATE '2024-12-31' AS as_of")
    assert bool(connection.execute(WATCHED).fetchall()) is is_watched


def test_the_reasons_tell_a_table_that_is_stale_from_one_that_is_withheld(village):
    stale = replace(village.snapshot.declared["funds"], to_day=date(2020, 1, 1)) if (
        "funds" in village.snapshot.declared
    ) else Declared(to_day=date(2020, 1, 1))  # fmt: skip
    declared = {**village.snapshot.declared, "funds": stale}
    old = charted(village, replace(village.snapshot, id="stale", declared=declared))
    assert {reason.why for reason in old["10(2)/act"].reasons} == {"stale"}
    declared = {**village.snapshot.declared, "funds": Declared(withheld="财政局尚未批准")}
    kept = charted(village, replace(without(village, "funds"), id="withheld", declared=declared))
    assert {(reason.why, reason.table) for reason in kept["10(2)/act"].reasons} == {
        ("not_authorised", "funds")
    }
    assert "财政局尚未批准" in kept["10(2)/act"].reasons[0].text.zh


def test_the_command_prints_the_map_as_a_picture_as_json_and_as_a_file(village, tmp_path, capsys):
    line = [
        "coverage",
        str(village.data),
        "--store",
        str(village.store),
        "--as-of",
        village.as_of.isoformat(),
    ]
    assert main([*line, "--division", COUNTY, "--out", str(tmp_path / "map.csv")]) == 0
    shown = capsys.readouterr().out
    assert "8(7) 吃拿卡要、侵占低保金" in shown
    assert "收费和吃拿卡要不留数据" in shown
    with (tmp_path / "map.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(SIGHT_HEADS)
    assert main([*line, "--division", COUNTY, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["circumstances"]
    assert list(said) == list(measures.circumstances())
    assert {row[1]: row[3] for row in rows[1:] if row[1]} == {
        name: sight["seen"] for here in said.values() for name, sight in here[COUNTY]["elements"].items()
    }


def test_the_command_refuses_what_it_cannot_use(village, tmp_path, capsys):
    assert main(["coverage", str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err
    taken = tmp_path / "taken.csv"
    taken.write_text("x", encoding="utf-8")
    line = ["coverage", str(village.data), "--store", str(village.store)]
    assert main([*line, "--out", str(taken)]) == 2
    assert main([*line, "--division", "1101"]) == 2
    assert taken.read_text(encoding="utf-8") == "x"


def test_a_row_of_the_file_holds_rules_kinds_of_reason_tables_and_words(whole):
    row = dict(zip(SIGHT_HEADS, sight_row(whole["7(3)/act"]), strict=True))
    assert (row["seen"], row["why"], row["tables"]) == ("inspection", "missing", "outcomes")
    assert "核查结果" in row["reason"]


def test_a_run_of_few_rules_says_which_it_did_not_ask(village):
    order = Order(village.as_of, choose_rules(["deceased-paid"]))
    sights = {s.element: s for s in look_around(village.snapshot, village.store, order)}
    assert sights["8(5)/act"].rules == ("deceased-paid",)
    assert sights["9(6)/act"].seen is Seen.INSPECTION
    reasons = sights["9(6)/act"].reasons
    assert {reason.why for reason in reasons} == {"not_run"}
    titles = {rule.title for rule in load_rules().values() if "9(6)/act" in rule.shows}
    assert {reason.text.zh for reason in reasons} == {f"本次没有运行规则“{title.zh}”" for title in titles}
    assert {reason.text.en for reason in reasons} == {
        f"the rule '{title.en}' was not run" for title in titles
    }
