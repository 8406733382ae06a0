"""A new month's payments re-run only what can change, and the result is that of a full run."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from mingjian.cli import main
from mingjian.exchange.checking import check_folder
from mingjian.exchange.progress import silent
from mingjian.screening.catalogue import choose_rules, load_rules
from mingjian.screening.order import Order
from mingjian.screening.running import screen
from tests.screening.test_running import NORTH, WANG, lines

# Of the month: payments and what is about the day of the run. Of the files, of persons, of offices: not.
OF_THE_MONTH = ("deceased-paid", "shared-account", "double-benefit", "check-contradicted")
# The last of these builds on a rule that is run anew and finds the same as before.
OF_THE_FILES = (
    "appraisal-unlawful",
    "one-surveyor",
    "out-of-order",
    "implausible-pace",
    "identical-incomes",
    "favoured-by-department",
)
RULES = (*OF_THE_MONTH, *OF_THE_FILES)
FILES = ("findings.csv", "finding_months.csv", "answers.csv", "notes.csv", "coverage.csv")


def run(data: Path, store: Path, as_of, rules=RULES, *, incremental=True, name="run"):
    snapshot = check_folder(data, store, encoding=None, progress=silent).snapshot
    order = Order(as_of, choose_rules(rules), is_incremental=incremental)
    out = store / "runs" / name
    screen(snapshot, store, order, out)
    return out


def told(out):
    return json.loads((out / "run.json").read_text(encoding="utf-8"))


def everything(out):
    """All that a run says of its findings, and the Parquet file beside the text."""
    held = {name: (out / name).read_bytes() for name in FILES}
    rows = duckdb.sql(f"SELECT * FROM read_parquet('{out / 'findings.parquet'}') ORDER BY ALL").fetchall()
    types = duckdb.sql(f"DESCRIBE FROM read_parquet('{out / 'findings.parquet'}')").fetchall()
    return held, rows, types


@pytest.fixture
def home(tmp_path):
    """One household whose dead head is still paid; the payment of November is not yet in."""
    data = tmp_path / "data"
    data.mkdir()
    lines(data / "households.csv", "household_id,division,area,head_id", f"H1,{NORTH},农村,{WANG}")
    lines(data / "members.csv", "household_id,person_id,covered", f"H1,{WANG},是")
    lines(
        data / "grants.csv",
        "grant_id,household_id,from_month,covered_persons,allowance",
        "G1,H1,2023-01,1,300",
    )
    lines(data / "deaths.csv", "person_id,died_on,available_on", f"{WANG},2024-03-05,2024-03-20")
    paid(data, [m for m in range(1, 13) if m != 11])
    return data


def paid(data, months):
    """Payments of those months of the year."""
    entries = (f"H1,2024-{m:02d},allowance,300,300,2024-{m:02d}-08,B{m}" for m in months)
    lines(data / "payments.csv", "household_id,period,kind,due,paid,paid_on,batch_id", *entries)


def test_a_late_payment_runs_anew_what_reads_it_and_takes_over_the_rest(home, tmp_path):
    rules, day = ("deceased-paid", "invalid-identity"), date(2024, 12, 31)
    run(home, tmp_path / "store", day, rules, name="before")
    paid(home, range(1, 13))
    out = run(home, tmp_path / "store", day, rules, name="after")
    taken = told(out)["increment"]
    assert taken["rules_taken_over"] == ["invalid-identity"]
    assert "members" in taken["facts_taken_over"]
    assert "pay" not in taken["facts_taken_over"]
    full = everything(run(home, tmp_path / "full", day, rules, incremental=False))
    assert full[1]
    assert everything(out) == full
    again = run(home, tmp_path / "store", day, rules, name="again")
    assert set(told(again)["increment"]["rules_taken_over"]) == set(rules)
    assert everything(again) == full


def test_a_new_month_of_pay_runs_no_rule_anew_that_asks_for_the_day_alone(home, tmp_path):
    rules, day = ("deceased-paid", "invalid-identity"), date(2024, 12, 31)
    paid(home, range(1, 12))
    run(home, tmp_path / "store", day, rules, name="before")
    paid(home, range(1, 13))
    out = run(home, tmp_path / "store", day, rules, name="after")
    # The second reads the day of the run, and not in which months there were payments.
    assert told(out)["increment"]["rules_taken_over"] == ["invalid-identity"]
    assert everything(out) == everything(run(home, tmp_path / "full", day, rules, incremental=False))


def test_who_is_seventy_is_asked_anew_only_when_the_last_year_paid_is_another(home, tmp_path):
    rules = ("deceased-paid", "missed-elderly")
    run(home, tmp_path / "store", date(2024, 10, 31), rules, name="before")
    paid(home, range(1, 13))
    out = run(home, tmp_path / "store", date(2024, 12, 31), rules, name="same")
    assert "bookmates" in told(out)["increment"]["facts_taken_over"]
    with (home / "payments.csv").open("a", encoding="utf-8") as file:
        file.write("H1,2025-01,allowance,300,300,2025-01-08,B13\n")
    out = run(home, tmp_path / "store", date(2025, 1, 31), rules, name="next")
    assert "members" in told(out)["increment"]["facts_taken_over"]
    assert "bookmates" not in told(out)["increment"]["facts_taken_over"]
    full = run(home, tmp_path / "full", date(2025, 1, 31), rules, incremental=False)
    assert everything(out) == everything(full)


def prints_of(store):
    return json.loads((store / "results" / "prints.json").read_text(encoding="utf-8"))


def test_of_a_table_that_cannot_be_another_the_print_is_remembered_and_the_rows_are_not_read(home, tmp_path):
    rules, day, store = ("deceased-paid", "invalid-identity"), date(2024, 12, 31), tmp_path / "store"
    run(home, store, day, rules, name="before")
    first = prints_of(store)
    paid(home, range(1, 13))
    out = run(home, store, day, rules, name="after")
    assert told(out)["increment"]["rules_taken_over"] == ["invalid-identity"]
    added = prints_of(store).keys() - first.keys()
    # What is made of payments is read anew, as is the run itself; members, grants and deaths are not.
    assert added
    assert len(added) < len(first)
    # Whoever wrote another print there would have the rules run again: nobody looks at the rows.
    path = store / "results" / "prints.json"
    path.write_text(json.dumps(dict.fromkeys(prints_of(store), "0:0")), encoding="utf-8")
    again = run(home, store, day, rules, name="again")
    assert told(again)["increment"]["rules_taken_over"] == []
    full = run(home, tmp_path / "full", day, rules, incremental=False)
    assert everything(again) == everything(out) == everything(full)


@pytest.mark.parametrize("content", ["", "{", "[1]", "\xff"])
def test_prints_that_cannot_be_read_are_worked_out_anew(home, tmp_path, content):
    rules, day, store = ("deceased-paid", "invalid-identity"), date(2024, 12, 31), tmp_path / "store"
    run(home, store, day, rules, name="before")
    known = prints_of(store)
    (store / "results" / "prints.json").write_text(content, encoding="latin-1")
    out = run(home, store, day, rules, name="after")
    assert set(told(out)["increment"]["rules_taken_over"]) == set(rules)
    assert prints_of(store) == known


def test_a_list_that_is_delivered_again_in_another_file_is_the_same_list(home, tmp_path):
    rules, day, store = ("deceased-paid", "invalid-identity"), date(2024, 12, 31), tmp_path / "store"
    run(home, store, day, rules, name="before")
    (home / "deaths.csv").write_text(
        (home / "deaths.csv").read_text(encoding="utf-8") + "\n", encoding="utf-8"
    )
    out = run(home, store, day, rules, name="after")
    assert "recipient_deaths" not in told(out)["increment"]["facts_taken_over"]
    assert set(told(out)["increment"]["rules_taken_over"]) == set(rules)


def test_a_store_forgets_the_prints_that_were_used_longest_ago(home, tmp_path, monkeypatch):
    monkeypatch.setattr("mingjian.screening.prints.MOST", 3)
    day, store = date(2024, 12, 31), tmp_path / "store"
    run(home, store, day, ("deceased-paid", "invalid-identity"), name="before")
    assert len(prints_of(store)) == 3
    out = run(home, store, day, ("deceased-paid", "invalid-identity"), name="after")
    assert len(told(out)["increment"]["rules_taken_over"]) == 2


def test_what_a_broken_run_left_in_the_store_is_no_fact_and_goes(home, tmp_path):
    rules, day, store = ("deceased-paid",), date(2024, 12, 31), tmp_path / "store"
    run(home, store, day, rules, name="before")
    (facts,) = (store / "facts").iterdir()
    (kept,) = (store / "results" / "deceased-paid").iterdir()
    strays = [facts / "pay.part", store / "results" / "deceased-paid" / "stray"]
    for stray in strays:
        stray.write_bytes(b"half")
    half = store / "results" / "deceased-paid" / "half"
    half.mkdir()
    (store / "results" / "stray").write_bytes(b"")
    out = run(home, store, day, rules, name="after")
    assert told(out)["increment"]["rules_taken_over"] == ["deceased-paid"]
    assert [path for path in (*strays, half) if path.exists()] == []
    assert kept.is_dir()


@pytest.fixture(scope="module")
def months(tmp_path_factory, village):
    """The sample without its last month, the store in which it was screened, and the sample beside it."""
    folder = tmp_path_factory.mktemp("months")
    data, store = folder / "data", folder / "store"
    assert main(["sample", str(data), "--scale", "village", "--format", "csv"]) == 0
    held = {path: path.read_bytes() for path in (data / "payments").glob("*.csv")}
    last = max(row["所属年月"] for path in held for row in rows_of(path))
    for path in held:
        rows = [row for row in rows_of(path) if row["所属年月"] != last]
        write(path, rows)
    run(data, store, village.as_of.replace(month=village.as_of.month - 1, day=30), name="before")
    # The payments of the last month came late: everything else is there and is judged on the same day.
    run(data, store, village.as_of, name="late")
    for path, content in held.items():
        path.write_bytes(content)
    return data, store


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def full_store(tmp_path_factory):
    return tmp_path_factory.mktemp("full")


@pytest.fixture(scope="module")
def full(village, months, full_store):
    return everything(run(months[0], full_store, village.as_of, incremental=False))


@pytest.mark.slow
def test_a_new_month_takes_over_what_it_cannot_change_and_finds_what_a_full_run_finds(village, months, full):
    data, store = months
    late = told(store / "runs" / "late")["increment"]
    # A later day lets the run see further steps of files; what it sees no more of is taken over all the same.
    assert {"identical-incomes", "shared-account"} <= set(late["rules_taken_over"])
    assert not {"appraisal-unlawful", "out-of-order"} & set(late["rules_taken_over"])
    out = run(data, store, village.as_of, name="after")
    assert everything(out) == full
    taken = told(out)["increment"]
    # It belongs to the month by the day of the run alone.
    assert set(taken["rules_taken_over"]) == {*OF_THE_FILES, "check-contradicted"}
    assert {"dossiers", "members", "grants", "recipient_deaths"} <= set(taken["facts_taken_over"])
    assert not {"pay", "batches", "bounces", "hubs"} & set(taken["facts_taken_over"])


@pytest.mark.slow
def test_the_same_run_again_runs_nothing(village, months, full):
    data, store = months
    out = run(data, store, village.as_of, name="again")
    assert set(told(out)["increment"]["rules_taken_over"]) == set(RULES)
    assert everything(out) == full


@pytest.mark.slow
def test_a_changed_row_of_another_table_runs_the_rules_that_read_it(village, months, tmp_path):
    data, store = months
    path = data / "steps.csv"
    rows = rows_of(path)
    changed = next(row for row in rows if row["环节"] == "入户调查" and row["经办人2身份证号"])
    changed["经办人2身份证号"] = ""
    before = path.read_bytes()
    write(path, rows)
    out = run(data, store, village.as_of, name="changed")
    assert everything(out) == everything(run(data, tmp_path, village.as_of, incremental=False))
    assert not {"one-surveyor", "implausible-pace"} & set(told(out)["increment"]["rules_taken_over"])
    assert "deceased-paid" in told(out)["increment"]["rules_taken_over"]
    path.write_bytes(before)


@pytest.mark.slow
def test_another_setting_is_another_question(village, months):
    data, store = months
    snapshot = check_folder(data, store, encoding=None, progress=silent).snapshot
    order = Order(village.as_of, choose_rules(["one-surveyor", "out-of-order"]), is_incremental=True)
    out = store / "runs" / "set"
    screen(snapshot, store, replace(order, settings={("one-surveyor", "officers"): "3"}), out)
    assert told(out)["increment"]["rules_taken_over"] == ["out-of-order"]


@pytest.mark.slow
def test_a_run_that_does_not_ask_for_it_neither_keeps_nor_takes(full_store, full):
    assert full
    assert "increment" not in told(full_store / "runs" / "run")
    assert not (full_store / "results").exists()


def test_findings_do_not_ask_over_how_many_rows_the_payments_of_a_household_are_spread(
    village, months, tmp_path
):
    data, every = months[0], tuple(load_rules())
    usual = everything(run(data, tmp_path, village.as_of, every, incremental=False, name="usual"))
    (pay,) = tmp_path.glob("facts/*/pay.parquet")
    calendar, spread = pay.with_name("calendar.parquet"), tmp_path / "spread.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT p.* REPLACE (c.bit AS months) FROM '{pay}' AS p JOIN '{calendar}' AS c "
            f"ON c.year = p.year AND (p.months & c.bit) <> 0) TO '{spread}'"
        )
        rows = [con.execute(f"SELECT count(*) FROM '{path}'").fetchall() for path in (pay, spread)]
    assert rows[0] < rows[1]
    spread.replace(pay)
    assert everything(run(data, tmp_path, village.as_of, every, incremental=False, name="spread")) == usual
