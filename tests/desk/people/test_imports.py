"""Taking in officers, filings, kin and who answers for a place: every row counted, nothing twice."""

import csv
import json
import os
import subprocess
import sys
from datetime import date

import pytest
from desk.cast import DAY, NORTH, NORTH_TOWNSHIP, NORTH_VILLAGE, SOUTH, number_of
from desk_ledger.real_sites import PRODUCTION, migrated

from mingjian.desk.core.actor import Site
from mingjian.desk.people import imports, jurisdiction, recusal
from mingjian.desk.people.actions.persons import identity_key
from mingjian.desk.people.actions.places import take_divisions
from mingjian.desk.people.models import Account, Filing, Kin, Organ, Person, RoleTerm, Term
from mingjian.exchange.checking import check_folder

SITE = Site("test")
LEADER, HANDLER, CADRE, SON, WIFE, FAR, FARTHER = (number_of(position) for position in range(200, 207))
OFFICERS = [
    "person_id,name,organ,division,post,rank,from_day,to_day",
    f"{LEADER},张三,civil_affairs,{NORTH},局长,leader,2020-01-01,",
    f"{HANDLER},李四,township,{NORTH_TOWNSHIP},民政助理,handler,2021-03-01,",
    f"{CADRE},王五,village,{NORTH_VILLAGE},嘎查达,cadre,2018-01-01,2024-12-31",
    f"{CADRE},王五,civil_affairs,159999,科员,staff,2025-01-01,",
]
FILINGS = [
    "officer_id,relative_id,relation,filed_on",
    f"{HANDLER},{SON},儿子,2022-05-01",
    f"{HANDLER},{HANDLER},本人,2022-05-01",
]
KINSHIP = [
    "person_id,relative_id,relation,from_day,to_day",
    f"{SON},{WIFE},spouse,2023-01-01,",
    f"{WIFE},{SON},spouse,2023-01-01,",
    f"{FAR},{FARTHER},sibling,,",
]
RESPONSIBILITY = [
    "division,township,county,league,from_day,to_day,document",
    f"{NORTH_TOWNSHIP},,{SOUTH},,2026-01-01,,赤政发〔2025〕3号",
    f"{NORTH_VILLAGE},,,159900,2026-01-01,,",
]


@pytest.fixture
def places(db):  # noqa: ARG001
    """The places of two counties; a site has them all."""
    take_divisions(SITE, under=(NORTH, SOUTH))


@pytest.fixture
def folder(tmp_path):
    """A folder of data in the standard."""
    where = tmp_path / "data"
    where.mkdir()
    write(where, officers=OFFICERS, relative_filings=FILINGS, kinship=KINSHIP, responsibility=RESPONSIBILITY)
    return where


def write(where, **tables):
    for name, lines in tables.items():
        (where / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def load(folder):
    found = check_folder(folder, folder.parent / "store").snapshot
    taken = imports.take_in(SITE, tables=imports.read_tables(found))
    assert [name for name, each in taken.items() if not each.balances] == []
    return {name: (t.read, t.new, t.changed, t.same, sum(t.left_out.values())) for name, t in taken.items()}


def person(number):
    return Person.objects.everything(reason="test").get(identity_key=identity_key(number))


def test_every_row_is_new_changed_the_same_or_left_out(folder, places):  # noqa: ARG001
    assert load(folder) == {
        "responsibility": (2, 1, 0, 0, 1),
        "officers": (4, 3, 0, 0, 1),
        "relative_filings": (2, 1, 0, 0, 1),
        "kinship": (3, 1, 0, 1, 1),
    }


def test_the_same_folder_again_changes_nothing(folder, places):  # noqa: ARG001
    load(folder)
    rows = [list(model.objects.values()) for model in (Term, Filing, Kin, Organ)]
    assert load(folder) == {
        "responsibility": (2, 0, 0, 1, 1),
        "officers": (4, 0, 0, 3, 1),
        "relative_filings": (2, 0, 0, 1, 1),
        "kinship": (3, 0, 0, 2, 1),
    }
    assert [list(model.objects.values()) for model in (Term, Filing, Kin, Organ)] == rows


def test_the_rows_in_another_order_come_to_the_same(folder, places):  # noqa: ARG001
    load(folder)
    before = set(
        Term.objects.values_list("person__identity_key", "organ__name", "post", "from_day", "to_day")
    )
    write(folder, officers=[OFFICERS[0], *reversed(OFFICERS[1:])])
    load(folder)
    after = set(Term.objects.values_list("person__identity_key", "organ__name", "post", "from_day", "to_day"))
    assert before == after


def test_a_term_that_has_ended_meanwhile_ends(folder, places):  # noqa: ARG001
    load(folder)
    ended = OFFICERS[1] + "2026-06-30"
    write(folder, officers=[OFFICERS[0], ended, *OFFICERS[2:]])
    assert load(folder)["officers"] == (4, 0, 1, 2, 1)
    assert Term.objects.get(person=person(LEADER)).to_day == date(2026, 6, 30)


def test_what_was_loaded_is_what_recusal_and_jurisdiction_ask(folder, places):  # noqa: ARG001
    load(folder)
    assert recusal.relatives_of(person(HANDLER).pk, on=DAY) == {person(SON).pk, person(WIFE).pk}
    assert recusal.relatives_of(person(WIFE).pk, on=DAY) == {person(SON).pk, person(HANDLER).pk}
    assert jurisdiction.answering(DAY).office_place(NORTH_VILLAGE, "county") == SOUTH


def test_kin_that_lead_to_no_officer_stay_behind(folder, places):  # noqa: ARG001
    load(folder)
    keys = [identity_key(number) for number in (FAR, FARTHER)]
    assert not Person.objects.everything(reason="test").filter(identity_key__in=keys).exists()


def test_kin_lead_to_officers_whom_the_site_knows_already(folder, places):  # noqa: ARG001
    write(folder, kinship=KINSHIP[:1])
    load(folder)
    other = folder.parent / "later"
    other.mkdir()
    write(other, kinship=[KINSHIP[0], f"{LEADER},{FAR},parent,,", KINSHIP[3]])
    assert load(other) == {"kinship": (2, 2, 0, 0, 0)}
    assert recusal.relatives_of(person(LEADER).pk, on=DAY) == {person(FAR).pk, person(FARTHER).pk}


def test_identity_numbers_are_sealed_and_found_by_their_hash_alone(folder, places):  # noqa: ARG001
    load(folder)
    kept = Person.objects.everything(reason="test").values_list("identity", flat=True)
    assert person(LEADER).identity == LEADER
    assert [text for text in kept if LEADER in str(text)] == []


def test_no_import_makes_an_account_or_gives_a_role(folder, places):  # noqa: ARG001
    load(folder)
    assert not Account.objects.everything(reason="test").exists()
    assert not RoleTerm.objects.exists()


def test_a_column_of_roles_in_a_file_is_no_way_to_a_role(folder, cast):
    """As an import would be asked to give the system administrator another role."""
    number = cast.person("sysadmin").identity
    rows = [
        f"{OFFICERS[0]},role,account",
        f"{number},赵系统,civil_affairs,15,科长,staff,2020-01-01,,secadmin,sysadmin",
    ]
    write(folder, officers=rows)
    load(folder)
    assert cast.sysadmin.roles == {"sysadmin"}


# -- the command ------------------------------------------------------------------------------------------------------
def run(site, *words):
    environment = {
        **os.environ,
        "MINGJIAN_SITE": str(site),
        "DJANGO_SETTINGS_MODULE": "mingjian.desk.config.settings",
    }
    environment.pop("MINGJIAN_DATABASE", None)
    return subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, env=environment, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of its own with its tables."""
    where = tmp_path_factory.mktemp("sites") / "site"
    migrated(where, PRODUCTION)
    return where


def test_the_command_loads_a_folder_into_a_site_and_accounts_for_every_row(site, folder):
    done = run(site, "-m", "mingjian", "load", str(site), str(folder), "--json")
    assert done.returncode == 1, done.stderr
    said = json.loads(done.stdout)["tables"]
    assert said["officers"]["new"] == 3
    assert said["officers"]["left_out"][0]["rows"] == 1
    again = run(site, "-m", "mingjian", "load", str(site), str(folder))
    assert "经办人员和村干部" in again.stdout
    assert "行政区划代码不在区划表中" in again.stdout
    numbers = (LEADER, HANDLER, CADRE, SON)
    assert [n for n in numbers if n in again.stdout + again.stderr + done.stdout + done.stderr] == []


def test_the_command_refuses_what_is_no_site_and_what_holds_no_people(site, tmp_path, folder):
    refused = run(site, "-m", "mingjian", "load", str(tmp_path / "nowhere"), str(folder))
    assert (refused.returncode, "不是明鉴站点" in refused.stderr) == (2, True)
    other = tmp_path / "other"
    other.mkdir()
    with (other / "deaths.csv").open("w", encoding="utf-8") as file:
        csv.writer(file).writerows([["person_id", "died_on"], [LEADER, "2025-01-01"]])
    refused = run(site, "-m", "mingjian", "load", str(site), str(other))
    assert (refused.returncode, "没有可导入的表" in refused.stderr) == (2, True)
