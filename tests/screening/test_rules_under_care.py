"""Drafts run in shadow, changed rules are tried, outcomes tell how often a rule was right, findings are put off."""

import csv
import json
import shutil
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest

from mingjian.cli import main
from mingjian.screening.catalogue import load_rules, read_rule
from mingjian.screening.drafts import read_drafts
from mingjian.screening.outcomes import ENOUGH, Record, wilson
from mingjian.screening.tallies import Sketch, Tally, compared
from mingjian.wording import Refusal
from tests.screening.test_running import NORTH, lines

AS_OF = "2024-12-31"
RULES = ["--rules", "deceased-paid,invalid-identity"]
PEOPLE = [f"15990119{50 + n}0101{n:03d}" for n in range(30)]


def checked(number: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return number + "10X98765432"[sum(int(d) * w for d, w in zip(number, weights, strict=True)) % 11]


PEOPLE = [checked(number) for number in PEOPLE]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Thirty single households, urban and rural in turn, whose dead head was paid from July to December."""
    data = tmp_path_factory.mktemp("care") / "data"
    data.mkdir()
    homes = [(f"H{n}", person, "城市" if n % 2 else "农村") for n, person in enumerate(PEOPLE)]
    lines(data / "households.csv", "household_id,division,area,head_id",
          *(f"{h},{NORTH},{area},{p}" for h, p, area in homes))  # fmt: skip
    lines(data / "members.csv", "household_id,person_id,covered", *(f"{h},{p},是" for h, p, _ in homes))
    lines(data / "grants.csv", "grant_id,household_id,from_month,covered_persons,allowance",
          *(f"G{h},{h},2023-01,1,300" for h, _, _ in homes))  # fmt: skip
    paid = [
        f"{h},2024-{m:02d},allowance,300,300,2024-{m:02d}-08,B{m}" for h, _, _ in homes for m in range(1, 13)
    ]
    lines(data / "payments.csv", "household_id,period,kind,due,paid,paid_on,batch_id", *paid)
    # The death of every third is a month earlier than that of the others.
    lines(data / "deaths.csv", "person_id,died_on,available_on",
          *(f"{p},2024-{8 if n % 3 else 7:02d}-05,2024-09-01" for n, p in enumerate(PEOPLE)))  # fmt: skip
    return data


def screened(folder, out, *words):
    assert main(["screen", str(folder), "--as-of", AS_OF, *RULES, "--out", str(out), *words]) == 0
    return out


def personal_data(out):
    return json.loads((out / "run.json").read_text(encoding="utf-8"))["personal_data"]


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def plain(folder):
    """A run without outcomes or drafts, kept in the store as any run is."""
    return screened(folder, folder.with_name("data.mingjian") / "runs" / f"{AS_OF}-1")


def draft(folder, name="deceased-paid", **changed):
    """A copy of a live rule with words of its files replaced."""
    place = folder / name
    shutil.copytree(str(resources.files("mingjian.rules").joinpath("deceased_paid")), place)
    for file, (old, new) in changed.items():
        path = place / f"rule.{file}"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return place


LONGER = ('value = 3\nunit = "month"\nbasis = "national"', 'value = 4\nunit = "month"\nbasis = "national"')


def test_a_draft_runs_in_shadow_and_changes_no_result(folder, plain, tmp_path, capsys):
    draft(tmp_path / "drafts", toml=LONGER)
    out = screened(folder, tmp_path / "out", "--drafts", str(tmp_path / "drafts"))
    assert "试行 deceased-paid：10 条" in capsys.readouterr().err
    for name in ("findings.csv", "finding_months.csv", "answers.csv", "notes.csv", "coverage.csv"):
        assert (out / name).read_bytes() == (plain / name).read_bytes(), name
    counts = {
        (row["area"], row["live"], row["draft"], row["added"], row["removed"])
        for row in rows(out / "shadow.csv")
    }
    assert counts == {("rural", "15", "5", "0", "10"), ("urban", "15", "5", "0", "10")}
    assert len(rows(out / "shadow_findings.csv")) == 10
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))["drafts"]
    assert [(each["rule"], each["findings"]) for each in told] == [("deceased-paid", 10)]
    assert "shadow_findings.csv" in personal_data(out)
    assert "shadow_findings.csv" not in personal_data(plain)
    assert not (plain / "shadow.csv").exists()


def test_a_draft_is_counted_within_the_place_of_the_run_alone(folder, tmp_path):
    draft(tmp_path / "drafts", toml=LONGER)
    out = screened(folder, tmp_path / "out", "--household", "H0", "--drafts", str(tmp_path / "drafts"))
    assert [row["household_id"] for row in rows(out / "shadow_findings.csv")] == ["H0"]
    (counted,) = rows(out / "shadow.csv")
    assert (counted["live"], counted["draft"], counted["added"], counted["removed"]) == ("1", "1", "0", "0")


def test_a_draft_with_broken_sql_stops_nothing_and_says_why(folder, plain, tmp_path, capsys):
    drafts = tmp_path / "drafts"
    draft(drafts, "unreadable", sql=("WITH dead AS (", "WITH dead AS"))
    draft(drafts, "strange", sql=("FROM recipient_deaths AS d", "FROM read_csv('/etc/passwd') AS d"))
    draft(
        drafts,
        "misspelt",
        sql=("d.died_on AS died_on,\n        d.known_on", "d.dyed_on AS died_on,\n        d.known_on"),
    )
    draft(drafts, "unfinished", toml=("sentence =", "sentense ="))
    out = screened(folder, tmp_path / "out", "--drafts", str(drafts))
    said = capsys.readouterr().err
    assert "不能运行" in said
    assert "read_csv" in said.lower()
    assert "sentence" in said
    assert "运行出错" in said
    assert (out / "findings.csv").read_bytes() == (plain / "findings.csv").read_bytes()
    assert "dyed_on" in rows(out / "shadow.csv")[0]["fault"]


def test_a_draft_with_words_that_reach_the_sql_stops_nothing(folder, plain, tmp_path, capsys):
    drafts = tmp_path / "drafts"
    draft(drafts, "quoted", toml=('id = "deceased-paid"', 'id = "it\'s"'))
    draft(drafts, "open-ended", sql=("'8(5)' AS clause", "'8(5) AS clause"))
    (draft(drafts, "of-latin-letters") / "rule.sql").write_bytes("-- 死".encode("gb18030"))
    (draft(drafts, "nowhere") / "rule.sql").unlink()
    (drafts / "nowhere" / "rule.sql").mkdir()
    out = screened(folder, tmp_path / "out", "--drafts", str(drafts))
    said = capsys.readouterr().err
    assert said.count("草案未运行") == 4
    assert "it's" in said
    assert "UTF-8" in said
    assert "\x1b" not in said
    assert (out / "findings.csv").read_bytes() == (plain / "findings.csv").read_bytes()


def test_a_local_value_that_a_draft_cannot_read_stops_only_the_draft(folder, plain, tmp_path, capsys):
    """The live rule has no such parameter, so that the row is nothing to it."""
    changed = draft(tmp_path / "drafts", toml=('name = "strong_after"', 'name = "strong_from"'))
    text = (changed / "rule.sql").read_text(encoding="utf-8")
    (changed / "rule.sql").write_text(text.replace("p.strong_after", "p.strong_from"), encoding="utf-8")
    lines(folder / "local_rules.csv", "division,rule,parameter,value,from_day,document",
          f"{NORTH[:6]},deceased-paid,strong_from,三个月,2020-01-01,旗政府文件")  # fmt: skip
    try:
        out = screened(folder, tmp_path / "out", "--drafts", str(tmp_path / "drafts"))
    finally:
        (folder / "local_rules.csv").unlink()
    assert "不是数字" in capsys.readouterr().err
    assert "不是数字" in rows(out / "shadow.csv")[0]["fault"]
    ids = [[row["finding_id"] for row in rows(run / "findings.csv")] for run in (out, plain)]
    assert ids[0] == ids[1]


def test_a_draft_sees_what_it_builds_on_whichever_rules_are_asked_for(folder, tmp_path, capsys):
    sql = "SELECT f.person_id AS person_id, f.household AS household, 'lead' AS grade, '8(5)' AS clause, "
    sql += "f.first AS died_on, f.last AS known_on FROM found AS f"
    place = draft(
        tmp_path, "seeing", toml=('id = "deceased-paid"', 'id = "seeing"\nbuilds_on = ["deceased-paid"]')
    )
    (place / "rule.sql").write_text(sql, encoding="utf-8")
    line = ["screen", str(folder), "--as-of", AS_OF, "--rules", "invalid-identity", "--drafts", str(place)]
    assert main([*line, "--out", str(tmp_path / "out")]) == 0
    assert "试行 seeing：30 条" in capsys.readouterr().err
    assert {row["rule"] for row in rows(tmp_path / "out" / "answers.csv")} == {"invalid-identity"}


def test_a_folder_without_a_draft_is_refused(folder, tmp_path, capsys):
    assert main(["screen", str(folder), "--drafts", str(tmp_path)]) == 2
    assert "没有规则文件夹" in capsys.readouterr().err
    with pytest.raises(Refusal):
        read_drafts(tmp_path / "nowhere")


def test_a_trial_says_what_a_changed_text_adds_and_removes_by_county_and_area(folder, tmp_path, capsys):
    place = draft(tmp_path, toml=LONGER)
    assert main(["rules", "try", str(place), str(folder), "--as-of", AS_OF, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["live_version"] == load_rules()["deceased-paid"].version
    assert said["tried_version"] == read_rule(place).version
    assert [(t["county"], t["area"], t["before"], t["after"], t["removed"]) for t in said["by_county"]] == [
        ("150423", "rural", 15, 5, 10),
        ("150423", "urban", 15, 5, 10),
    ]


def test_a_trial_of_a_parameter_leaves_findings_that_stay_with_more_months(folder, capsys):
    line = ["rules", "try", "deceased-paid", str(folder), "--as-of", AS_OF]
    assert main([*line, "--set", "deceased-paid.grace=1"]) == 0
    assert "巴林右旗" in capsys.readouterr().out
    assert main([*line, "--set", "deceased-paid.grace=1", "--json"]) == 0
    tallies = json.loads(capsys.readouterr().out)["by_county"]
    assert [(t["added"], t["removed"], t["changed"]) for t in tallies] == [(0, 0, 15), (0, 0, 15)]


def test_a_trial_of_sql_that_breaks_is_refused_with_its_place(folder, tmp_path, capsys):
    broken = draft(
        tmp_path,
        sql=("d.died_on AS died_on,\n        d.known_on", "d.dyed_on AS died_on,\n        d.known_on"),
    )
    assert main(["rules", "try", str(broken), str(folder), "--as-of", AS_OF]) == 2
    said = capsys.readouterr().err
    assert "deceased-paid" in said
    assert "dyed_on" in said
    assert "LINE 6" in said


def test_a_trial_refuses_what_it_cannot_try(folder, tmp_path, capsys):
    broken = draft(tmp_path, sql=("WITH dead AS (", "WITH dead AS"))
    for words in (["deceased-paid", str(folder)], ["nothing", str(folder)], [], [str(broken), str(folder)],
                  [str(tmp_path / "x"), str(folder)], ["deposits", str(tmp_path / "x"), "--set", "deposits.months=9"],
                  ["deposits", str(folder), "--set", "deposits.nothing=9"]):  # fmt: skip
        assert main(["rules", "try", *words]) == 2, words
        assert capsys.readouterr().err


def test_what_one_set_of_findings_has_that_another_has_not():
    one, two = Sketch("150423", "urban", 3, 2, 600), Sketch("150423", "urban", 2, 1, 300)
    there = Sketch("150424", "rural", 3, 1, None)
    assert compared({"a": one, "b": one}, {"a": two, "c": there}) == (
        Tally("150423", "urban", 2, 1, 0, 1, 1, 0, 600),
        Tally("150424", "rural", 0, 1, 1, 0, 0, 0, 0),
    )


@pytest.mark.parametrize(("right", "of", "low", "high"), [
    (0, 20, 0.0, 0.161), (10, 20, 0.299, 0.701), (20, 20, 0.839, 1.0), (1, 1, 0.207, 1.0), (82, 100, 0.733, 0.883),
])  # fmt: skip
def test_the_interval_is_wilsons(right, of, low, high):
    assert [round(end, 3) for end in wilson(right, of)] == [low, high]


@pytest.mark.parametrize(("confirmed", "harmless", "advice"), [
    (5, 14, False),  # too few to say
    (6, 14, False),  # on its floor
    (5, 15, True),
    (0, ENOUGH, True),
])  # fmt: skip
def test_a_rule_under_its_floor_is_advice_only_once_enough_is_settled(confirmed, harmless, advice):
    assert Record("r", confirmed, 0, harmless, 0, 99, 0.3).is_advice_only is advice


@pytest.fixture(scope="module")
def looked_at(folder, plain, tmp_path_factory):
    """A run over the same data and the outcomes of the first run: mostly harmless, one open, one put off."""
    ids = [row["finding_id"] for row in rows(plain / "findings.csv") if row["rule"] == "deceased-paid"]
    day = date(2024, 12, 31)
    outcomes = [f"{ids[n]},2024-11-01,2024-12-01,{'confirmed' if n < 3 else 'harmless'},," for n in range(25)]
    outcomes += [
        f"{ids[25]},2024-11-01,,open,等待公安复核,{day}",
        f"{ids[26]},2024-11-01,,open,已过期,{day - timedelta(days=1)}",
        f"{ids[27]},2024-11-01,,open,,{day}",
        f"{ids[28]},2024-11-01,2025-01-15,confirmed,,",
        f"{'0' * 32},2024-11-01,2024-12-01,confirmed,,",
    ]
    lines(folder / "outcomes.csv", "finding_id,opened_on,settled_on,outcome,reason,snoozed_until", *outcomes)
    yield screened(folder, tmp_path_factory.mktemp("looked") / "out"), ids
    (folder / "outcomes.csv").unlink()


def test_outcomes_give_each_rule_its_precision_with_an_interval(looked_at):
    out, _ = looked_at
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))["rules"]
    # What was settled after the day of the run is still open on it.
    assert told["deceased-paid"]["outcomes"] == {
        "confirmed": 3, "partly": 0, "harmless": 22, "record_wrong": 0, "open": 4, "precision": 0.12, "low": 0.042,
        "high": 0.3, "floor": 0.3, "advice_only": True,
    }  # fmt: skip
    assert "outcomes" not in told["invalid-identity"]
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "仅供参考：以往核查多数不属实" in page
    assert "12%（4%–30%）" in page


def test_a_finding_is_put_off_with_a_reason_until_its_day_and_not_a_day_longer(looked_at):
    out, ids = looked_at
    assert [(row["finding_id"], row["until"], row["reason"]) for row in rows(out / "snoozed.csv")] == [
        (ids[25], AS_OF, "等待公安复核")
    ]
    notes = " ".join(row["sentence"] for row in rows(out / "notes.csv"))
    assert "1 条写了暂缓日期而没有写理由" in notes
    assert "1 条的线索编号不在本次" in notes
    assert len(rows(out / "findings.csv")) == len(PEOPLE)
    assert personal_data(out) == ["findings.parquet", "findings.csv", "finding_months.csv", "snoozed.csv"]
