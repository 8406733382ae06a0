"""A run over one county sees the households of others that kin or a phone ties to its own, and who is covered there."""

import csv
from datetime import date
from pathlib import Path

import pytest

from mingjian.exchange.checking import check_folder
from mingjian.exchange.progress import silent
from mingjian.screening.catalogue import choose_rules
from mingjian.screening.order import Order
from mingjian.screening.running import screen
from mingjian.screening.scope import WHOLE, Scope

NORTH, SOUTH = "150423100201", "150424100201"
WANG, LI, ZHAO, SUN = "159901195001010016", "159901196001010011", "159901197003050010", "159901197503050015"
QIAN, WU = "159901196201010015", "15990119640101001X"
RULES = ("split-household", "shared-contact", "missed-disabled")


def lines(path: Path, *rows: str) -> None:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A couple in H1 (north) and H2 (south), one phone in all; Sun, of the north, is covered in H3 in the south."""
    data = tmp_path / "data"
    data.mkdir()
    homes = {
        "H1": (NORTH, WANG),
        "H2": (SOUTH, LI),
        "H3": (SOUTH, ZHAO),
        "H4": (NORTH, QIAN),
        "H5": (NORTH, WU),
    }
    lines(data / "deaths.csv", "person_id,died_on", "159901193001010019,2020-05-01")
    lines(
        data / "households.csv",
        "household_id,division,area,head_id,phone,address",
        *(f"{h},{place},rural,{head},19900012345,{h}组" for h, (place, head) in homes.items()),
    )
    lines(
        data / "members.csv",
        "household_id,person_id,covered",
        *(f"{h},{head},是" for h, (_, head) in homes.items()),
        f"H3,{SUN},是",
    )
    lines(data / "grants.csv", "grant_id,household_id,from_month,covered_persons,allowance",
          *(f"G{h},{h},2023-01,1,300" for h in homes))  # fmt: skip
    lines(data / "payments.csv", "household_id,period,kind,due,paid,paid_on,batch_id",
          *(f"{h},2024-0{m},allowance,300,300,2024-0{m}-08,B{m}" for h in homes for m in range(1, 10)))  # fmt: skip
    lines(data / "kinship.csv", "person_id,relative_id,relation,from_day,available_on",
          f"{WANG},{LI},配偶,1990-01-01,2019-07-01")  # fmt: skip
    lines(data / "disabled.csv", "person_id,kind,grade,issued_on,division,available_on",
          f"{SUN},精神,2,2015-01-01,{NORTH},2019-07-01")  # fmt: skip
    lines(data / "hukou.csv", "person_id,hukou_no,division,available_on", f"{SUN},K1,{NORTH},2019-07-01")
    for table, head in {
        "payroll": "person_id,employer,kind,from_month",
        "pensions": "person_id,kind,monthly,from_month",
        "companies": "uscc,person_id,kind,role,status,registered_on",
        "vehicles": "vehicle_id,person_id,kind,registered_on,status",
        "destitute": "person_id,division,from_month",
    }.items():
        row = {
            "payroll": f"{WANG},局,公益岗,2010-01", "pensions": f"{WANG},居民,160,2015-01",
            "companies": f"U1,{WANG},合作社,成员,存续,2015-01-01", "vehicles": f"V1,{WANG},摩托车,2015-01-01,正常",
            "destitute": f"{WANG},{SOUTH},2010-01",
        }[table]  # fmt: skip
        lines(data / f"{table}.csv", head, row)
    complete = [
        f'[{table}]\nprovider = "民政局"\ndivisions = ["1504"]\ncomplete = true'
        for table in ("households", "members")
    ]
    lines(data / "sources.toml", *complete)
    return data


def test_a_county_without_a_row_of_the_disabled_is_not_said_to_miss_nobody(folder: Path) -> None:
    found(folder, WHOLE)
    with (folder.with_name("store") / "runs" / "whole" / "answers.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        answers = {row["division"]: row for row in csv.DictReader(file) if row["rule"] == "missed-disabled"}
    assert {county: row["answer"] for county, row in answers.items()} == {
        "150423": "none",
        "150424": "cannot_decide",
    }
    assert "disabled" in answers["150424"]["reason"]


def found(folder: Path, scope: Scope) -> set[tuple[str, str]]:
    store = folder.with_name("store")
    snapshot = check_folder(folder, store, encoding=None, progress=silent).snapshot
    name = scope.division or scope.household_id or "whole"
    outcome = screen(
        snapshot, store, Order(date(2024, 9, 30), choose_rules(RULES), scope), store / "runs" / name
    )
    with (outcome.folder / "findings.csv").open(encoding="utf-8", newline="") as file:
        return {(row["rule"], row["subject_id"]) for row in csv.DictReader(file)}


def test_every_place_and_household_sees_the_ties_that_the_whole_run_sees(folder: Path) -> None:
    couple, phone = ("split-household", "H1|H2"), ("shared-contact", "19900012345")
    assert found(folder, WHOLE) == {couple, phone}
    assert found(folder, Scope("150423")) == {couple, phone}
    assert found(folder, Scope("150424")) == {couple, phone}
    # H1 and H2 are tied by kin and may share a phone: the finding is about the three others.
    assert found(folder, Scope(household_id="H1")) == {couple}
    assert found(folder, Scope(household_id="H3")) == {phone}


def test_whoever_is_covered_in_another_county_is_not_missed(folder: Path) -> None:
    assert ("missed-disabled", SUN) not in found(folder, Scope("150423"))
    # The same person in no list at all is: what the test rests on.
    text = (folder / "members.csv").read_text(encoding="utf-8")
    (folder / "members.csv").write_text(text.replace(f"H3,{SUN},是\n", ""), encoding="utf-8")
    assert ("missed-disabled", SUN) in found(folder, Scope("150424"[:4]))
