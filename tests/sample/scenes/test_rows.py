"""The rows of the scenes: they fit the data standard, their numbers are true, their money adds up."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal

import pytest

from mingjian.exchange.divisions import level
from mingjian.exchange.identity import born_on, check_ok, id_number, sex
from mingjian.exchange.standard import tables
from mingjian.sample.scene import SCENE_ACCOUNTS, SCENE_ADDRESS_CODES

from .conftest import stage_of

TYPES = {
    "text": str, "code": str, "enum": str, "id": str, "bool": bool, "int": int, "money": Decimal,
    "date": date, "month": date, "time": datetime,
}  # fmt: skip


@pytest.fixture(scope="module")
def every_row(every_scene):
    return [(table, row) for scene in every_scene for table, of in scene.rows.items() for row in of]


def test_rows_have_columns_of_the_standard_and_all_that_are_required(every_row):
    for table, row in every_row:
        known = {column.name: column for column in tables()[table].columns}
        assert set(row) <= set(known), table
        missing = [name for name, column in known.items() if column.required and row.get(name) is None]
        assert missing == [], (table, row)


def test_cells_have_the_types_and_words_of_their_columns(every_row):
    for table, row in every_row:
        for name, cell in row.items():
            column = tables()[table].column(name)
            if cell is None or column.kind in ("number", "ratio"):
                continue
            assert isinstance(cell, TYPES[column.kind]), (table, name, cell)
            assert not column.words or cell in column.words.values(), (table, name, cell)


def test_months_are_first_days_and_money_has_two_decimals(every_row):
    for table, row in every_row:
        for name, cell in row.items():
            kind = tables()[table].column(name).kind
            if isinstance(cell, date) and kind == "month":
                assert cell.day == 1
            if isinstance(cell, Decimal) and kind == "money":
                assert cell >= 0
                assert cell == round(cell, 2), (table, name, cell)


def test_no_two_rows_of_a_table_have_one_key(every_row):
    keys = Counter(
        (table, *(row.get(column) for column in tables()[table].key))
        for table, row in every_row
        if table != "local_rules"
    )
    assert [key for key, times in keys.items() if times > 1] == []


def test_identity_numbers_are_true_but_where_a_scene_is_about_a_false_one(every_scene):
    for scene in every_scene:
        about_false = scene.rule == "invalid-identity" and scene.kind == "violation"
        for row in scene.rows.get("members", ()):
            number = id_number(row["person_id"])
            lowest, highest = SCENE_ADDRESS_CODES
            assert lowest <= row["person_id"][:6] <= highest
            true = (
                check_ok(number)
                and row["sex"] in (None, sex(number))
                and row["born_on"] in (None, born_on(number))
            )
            assert true or (about_false and row["person_id"] == scene.subject_id)


def test_a_person_stands_in_two_households_only_where_a_scene_is_about_it(every_scene):
    places: dict[object, set[object]] = {}
    about: dict[object, str] = {}
    for scene in every_scene:
        for row in scene.rows.get("members", ()):
            places.setdefault(row["person_id"], set()).add(row["household_id"])
            about[row["person_id"]] = scene.rule
    assert {about[person] for person, homes in places.items() if len(homes) > 1} == {
        "double-benefit",
        "shared-account",
        "split-household",
    }


def test_an_account_serves_one_household_but_where_a_scene_is_about_it(every_scene):
    users: dict[object, set[object]] = {}
    about: dict[object, str] = {}
    for scene in every_scene:
        for row in scene.rows.get("payments", ()):
            assert row["account_no"].startswith(SCENE_ACCOUNTS)
            users.setdefault(row["account_no"], set()).add(row["household_id"])
            about[row["account_no"]] = scene.rule
    assert {about[account] for account, homes in users.items() if len(homes) > 1} == {"shared-account"}


def test_every_member_is_in_the_register_but_where_a_scene_is_about_it(every_row, every_scene):
    registered = {row["person_id"] for table, row in every_row if table == "hukou"}
    missing = {
        scene.rule
        for scene in every_scene
        for row in scene.rows.get("members", ())
        if row["person_id"] not in registered
    }
    assert missing == {"unknown-person"}


def test_villages_are_villages_and_every_payment_has_its_household(every_row):
    homes = {row["household_id"]: row for table, row in every_row if table == "households"}
    assert {level(row["division"]) for row in homes.values()} == {"village"}
    for table, row in every_row:
        # An application that was not granted belongs to no household yet.
        if table in ("payments", "grants", "members") or row.get("decision") == "granted":
            assert row["household_id"] in homes


def test_allowances_are_the_standard_less_the_income_but_where_a_village_shares_out(every_scene):
    stage = stage_of(per_rule=6)
    for scene in every_scene:
        homes = {row["household_id"]: row for row in scene.rows.get("households", ())}
        if scene.rule in ("equal-shares", "below-standard", "fixed-quota", "retaliation"):
            continue
        for grant in scene.rows.get("grants", ()):
            home = homes[grant["household_id"]]
            standard = stage.standard_of(home["division"][:6], home["area"], grant["from_month"])
            assert grant["allowance"] == (standard - grant["income_per_capita"]) * grant["covered_persons"]
            # Where nobody earns anything, all incomes are the same, lawfully.
            assert 0 < grant["income_per_capita"] < standard or scene.rule == "identical-incomes"


def test_registry_rows_say_since_when_they_could_be_seen(every_scene):
    stage = stage_of(per_rule=6)
    for scene in every_scene:
        for table, of in scene.rows.items():
            if not tables()[table].is_registry:
                continue
            assert all(row["available_on"] is not None for row in of)
            late = [row for row in of if row["available_on"] > stage.as_of]
            assert not late or scene.kind == "look_alike"


def test_batches_agree_with_their_payments_but_where_a_scene_is_about_it(every_scene):
    rows = {
        table: [r for s in every_scene for r in s.rows.get(table, ())]
        for table in ("payments", "account_entries")
    }
    sent: dict[object, list[Decimal]] = {}
    for row in rows["payments"]:
        if row["kind"] == "allowance":
            sent.setdefault(row["batch_id"], []).append(row["paid"])
    out: dict[object, Decimal] = {}
    for row in rows["account_entries"]:
        if row["direction"] == "out":
            out[row["batch_id"]] = out.get(row["batch_id"], Decimal(0)) + row["amount"]
    for scene in every_scene:
        for batch in scene.rows.get("batches", ()):
            number = batch["batch_id"]
            figures = {batch["roster_amount"], batch["bank_amount"], sum(sent[number]), out[number]}
            counts = {batch["households"], batch["bank_households"], len(sent[number])}
            disagree = len(figures) > 1 or len(counts) > 1
            assert not disagree or scene.rule == "batch-unreconciled"
            if scene.rule == "batch-unreconciled" and scene.kind == "violation":
                assert disagree


def test_payments_in_an_ordinary_village_belong_to_the_ordinary_batch_of_their_month(every_scene):
    stage = stage_of(per_rule=6)
    own = {row["batch_id"] for scene in every_scene for row in scene.rows.get("batches", ())}
    for scene in every_scene:
        for row in scene.rows.get("payments", ()):
            if row["kind"] != "allowance" or row["batch_id"] in own:
                continue
            assert row["batch_id"] == stage.batch_of(row["batch_id"][1:7], row["period"])


def test_a_county_without_a_base_brings_its_standards_and_a_batch_for_every_month(planted, stage):
    told = [scene for scene in planted if scene.subject_id in stage.empty_counties and scene.rows]
    assert told
    for scene in told:
        months = {row["period"] for row in scene.rows["batches"]}
        assert min(months) == stage.first_month
        assert max(months) == stage.last_month
        assert len(months) == 36
        assert {row["area"] for row in scene.rows["standards"]} == {"urban", "rural"}
