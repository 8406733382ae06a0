"""Ledgers: places and totals that agree with what their reader sees, columns that are remembered, the exact export."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from desk.cast import NORTH, NORTH_TOWNSHIP, NORTH_VILLAGE, NORTH_VILLAGE_2, SOUTH, SOUTH_VILLAGE, number_of
from desk.cast import PARTS as CAST
from desk.findings.runs import Row, write_run
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from mingjian.desk.config import daily
from mingjian.desk.core import exporting, journal, ledger_pages, ledgers
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry, Export, ShownColumns
from mingjian.desk.findings import jobs
from mingjian.desk.findings.views.ledger import LEDGER
from mingjian.desk.people.actions import accounts
from mingjian.desk.people.actions.persons import record_kin
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import RoleTerm

pytestmark = pytest.mark.django_db
NUMBERS = {name: number_of(position) for position, (name, *_) in enumerate(CAST)}
LEAGUE_SEES = {"H1": NORTH_VILLAGE, "H2": NORTH_VILLAGE, "H3": NORTH_VILLAGE_2, "H4": SOUTH_VILLAGE}


@pytest.fixture
def loaded(cast, tmp_path):
    """Four findings above the county, and one that names north_reviewer, a relative of league_supervisor."""
    rows = [
        Row(at, clause="9(3)", division=place, household=household)
        for at, (household, place) in enumerate(LEAGUE_SEES.items(), 1)
    ]
    hidden = Row(
        9, clause="9(3)", division=NORTH_VILLAGE, household="H9", persons=(NUMBERS["north_reviewer"],)
    )
    jobs.load_folder(write_run(tmp_path / "run", [*rows, hidden]), Site())
    return cast


def shown(officer, words=""):
    request = RequestFactory().get(f"/findings?{words}")
    request.officer = officer
    return ledger_pages.shown(request, LEDGER)


def places(officer, words=""):
    return {node.code: node.count for node in shown(officer, words).plan.places if node.count}


def sheet_of(answer):
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    head, *rows = sheet.iter_rows(min_row=4, values_only=True)
    return sheet, head, rows


def test_the_tree_counts_what_its_reader_sees_and_nothing_else(loaded):
    assert places(loaded.league_supervisor) == {"": 4, NORTH: 3, SOUTH: 1}
    assert places(loaded.league_handler) == {"": 5, NORTH: 4, SOUTH: 1}
    below = places(loaded.league_supervisor, f"place={NORTH}")
    assert below == {"": 4, NORTH: 3, NORTH_TOWNSHIP: 2, NORTH_VILLAGE_2[:9]: 1}


def test_the_tree_goes_down_to_the_village_and_holds_only_the_readers_places(loaded):
    nodes = shown(loaded.league_supervisor, f"place={NORTH_VILLAGE}").plan.places
    assert [node.code for node in nodes] == ["", NORTH, NORTH_TOWNSHIP, NORTH_VILLAGE]
    assert [node.is_here for node in nodes] == [False, False, False, True]
    for officer in (loaded.league_supervisor, loaded.north_supervisor):
        codes = [node.code for node in shown(officer).plan.places if node.code]
        assert codes
        assert all(code.startswith(officer.division) for code in codes)


def test_totals_are_of_the_whole_list_and_of_the_place_looked_at(loaded):
    whole = shown(loaded.league_supervisor).plan.totals
    every = list(LEDGER.every(loaded.league_supervisor))
    assert whole.count == len(every) == 4
    assert whole.yuan == sum(finding.fen for finding in every) / 100
    assert whole.months == sum(len(finding.months) for finding in every) > 0
    assert shown(loaded.league_supervisor, f"place={SOUTH}").plan.totals.count == 1
    assert shown(loaded.league_supervisor, "place=1505").plan.totals.count == 0


def test_filters_stay_when_a_place_is_chosen(loaded):
    page = loaded.client("league_supervisor").get("/findings", {"state": "open", "place": NORTH})
    text = page.content.decode()
    assert (
        f'href="?state=open&amp;place={SOUTH}"' not in text
    )  # on the way down only what lies below is offered
    assert f'href="?state=open&amp;place={NORTH_TOWNSHIP}"' in text
    assert f'<input type="hidden" name="place" value="{NORTH}">' in text


def test_a_choice_of_columns_is_remembered_for_the_account_alone(loaded):
    client = loaded.client("league_supervisor")
    assert "规则编号" not in re.findall(
        r'<th scope="col">(.*?)</th>', client.get("/findings").content.decode()
    )
    typed = {"column": ["rule", "yuan", "absent"], "back": "/findings"}
    assert client.post("/ledgers/findings/columns", typed).url == "/findings"
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', client.get("/findings").content.decode())
    assert heads == ["金额（元）", "规则编号"]  # in the order of the ledger
    assert next(c.id for c in ledgers.columns_of(LEDGER, loaded.league_handler)) == "place"
    client.post("/ledgers/findings/columns", {"usual": "1"})
    assert not ShownColumns.objects.exists()
    assert Entry.objects.filter(act="columns.choose").count() == 2
    assert client.post("/ledgers/absent/columns", typed).status_code == 404


def test_the_export_is_exactly_what_is_shown(loaded):
    client = loaded.client("league_supervisor")
    client.post("/ledgers/findings/columns", {"column": ["household", "yuan", "state"]})
    page = shown(loaded.league_supervisor, f"place={NORTH}")
    sheet, head, rows = sheet_of(client.get("/findings", {"place": NORTH, "as": "xlsx"}))
    assert list(head) == [str(column.title) for column in page.columns]
    assert [list(row) for row in rows] == [[cell.value for cell in row.cells] for row in page.rows]
    assert "已遮蔽" in sheet["A1"].value
    assert loaded.league_supervisor.label in sheet["A1"].value
    assert loaded.league_supervisor.label in sheet.oddHeader.center.text
    line = Entry.objects.filter(act="export").get()
    assert "3行" in line.reason
    assert "家庭、金额（元）、状态" in line.reason


def large(cast, name, monkeypatch, page="/findings"):
    """A large export as asked by a browser: the limit is lowered so that four rows are large."""
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    answer = cast.client(name).get(f"{page}?as=xlsx")
    assert answer.url == "/exports"
    return Export.objects.get()


def test_a_large_export_is_written_by_the_worker_and_fetched_by_its_owner_alone(loaded, monkeypatch):
    export = large(loaded, "league_supervisor", monkeypatch)
    client = loaded.client("league_supervisor")
    assert "排队中" in client.get("/exports").content.decode()
    exporting.write.func(str(export.pk))
    assert f"/exports/{export.pk}" in client.get("/exports").content.decode()
    answer = client.get(f"/exports/{export.pk}")
    content = b"".join(answer.streaming_content)
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=5, values_only=True))
    assert sorted(row[1] for row in rows) == sorted(LEAGUE_SEES)
    assert exporting._file(export).stat().st_mode & 0o777 == 0o600
    assert loaded.client("league_handler").get(f"/exports/{export.pk}").status_code == 404
    assert Entry.objects.filter(act="export", actor=loaded.league_supervisor.label).count() == 1


def test_an_export_is_not_fetched_when_something_in_it_became_hidden(loaded, monkeypatch):
    export = large(loaded, "league_handler", monkeypatch)
    exporting.write.func(str(export.pk))
    one, other = loaded.person("league_handler"), loaded.person("north_reviewer")
    record_kin(Site(), person=one, relative=other, tie="sibling")
    export.refresh_from_db()
    with pytest.raises(Conflict, match="不能查看"):
        exporting.fetched(loaded.league_handler, export)
    assert loaded.client("league_handler").get(f"/exports/{export.pk}").status_code == 409


def test_an_export_of_an_account_that_was_disabled_is_not_written(loaded, monkeypatch):
    export = large(loaded, "league_handler", monkeypatch)
    accounts.disable(loaded.account("league_handler"), loaded.sysadmin, now=timezone.now(), reason="调离")
    exporting.write.func(str(export.pk))
    export.refresh_from_db()
    assert export.stage == Export.Stage.REFUSED
    assert not exporting._file(export).exists()


def test_an_export_outlives_no_role(loaded, monkeypatch):
    export = large(loaded, "league_supervisor", monkeypatch, page="/people/organs")
    exporting.write.func(str(export.pk))
    export.refresh_from_db()
    answer = exporting.fetched(loaded.league_supervisor, export)
    answer.file_to_stream.close()  # closing the answer would end the connection, as at the end of a request
    assert answer.status_code == 200
    with journal.opened("test", Site()):
        RoleTerm.objects.filter(account=loaded.account("league_supervisor")).update(role=Role.OPERATOR)
    # The organs of her places are hers to see as before; the page of the ledger is not.
    assert ledgers.REGISTER["organs"].every(loaded.league_supervisor).exists()
    with pytest.raises(Conflict, match="不能查看"):
        exporting.fetched(replace(loaded.league_supervisor, roles=frozenset({Role.OPERATOR})), export)
    Export.objects.update(stage=Export.Stage.WAITING)
    exporting.write.func(str(export.pk))
    assert Export.objects.get().stage == Export.Stage.REFUSED


def test_an_export_that_failed_says_so(loaded, monkeypatch):
    export = large(loaded, "league_handler", monkeypatch)
    monkeypatch.setitem(ledgers.REGISTER, "findings", LEDGER)
    replace(LEDGER, lines=lambda _reader, _rows: [{}])
    with pytest.raises(KeyError):
        exporting.write.func(str(export.pk))
    assert "没有写成（程序出错）" in loaded.client("league_handler").get("/exports").content.decode()
    assert not exporting._file(export).exists()


def test_what_has_lain_a_day_is_thrown_away_by_the_days_work(loaded, monkeypatch):
    export = large(loaded, "league_handler", monkeypatch)
    exporting.write.func(str(export.pk))
    now = timezone.now() + timedelta(days=2)
    assert daily.PARTS["exports"](now.date(), now) == {"removed": 1}
    assert not exporting._file(export).exists()
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    "name", ["terms", "organs", "accounts", "powers", "answering", "documents", "duties"]
)
def test_every_ledger_is_narrowed_to_a_place(loaded, name):
    # The ledgers are registered with the addresses of their pages, which the first request loads.
    resolve("/")
    request = RequestFactory().get(f"/?place={NORTH}")
    request.officer = loaded.sysadmin if name == "accounts" else loaded.league_supervisor
    page = ledger_pages.shown(request, ledgers.REGISTER[name])
    rows = page.plan.ledger.found(request.officer, QueryDict()).rows
    codes = list(rows.values_list(page.plan.ledger.place, flat=True))
    there = [code for code in codes if code.startswith(NORTH)]
    assert page.plan.totals.count == len(there)
    assert [node.code for node in page.plan.places if node.is_here] == [NORTH]


def test_a_ledger_without_script_is_whole(loaded):
    text = loaded.client("league_supervisor").get("/findings").content.decode()
    assert "共 4 条" in text
    assert re.search(r'<a [^>]*href="\?as=xlsx"', text)
    assert not re.search(r"on(click|change|submit)=", text)


def test_a_place_of_the_address_is_digits_or_nothing():
    for words, place in (("place=150423", "150423"), ("place=15a", ""), ("place=１５", ""), ("", "")):
        assert ledgers.place_of(QueryDict(words)) == place


def test_several_clauses_of_a_finding_are_listed_one_after_another(cast, tmp_path):
    jobs.load_folder(
        write_run(tmp_path / "run", [Row(1, clause="9(1);9(3)", division=NORTH_VILLAGE)]), Site()
    )
    rows = ledgers.read(LEDGER, LEDGER.every(cast.league_supervisor))
    (line,) = LEDGER.lines(cast.league_supervisor, list(rows))
    assert line["clauses"] == "9(1)、9(3)"


def test_filters_are_told_in_words_and_name_no_household(loaded):
    words = {"state": "open", "household": "H1", "rule": "deceased-paid", "mine": "", "as": "xlsx"}
    link = {"change": "new", "since": "2026-10-01"}
    sheet, _, rows = sheet_of(loaded.client("league_supervisor").get("/findings", {**words, **link}))
    assert len(rows) == 1
    told = Entry.objects.get(act="export").reason
    for said in (sheet["A2"].value, told):
        assert "状态：待分办；规则：死亡后仍发放" in said
        assert "变化：新出现；自：2026-10-01" in said
        assert "家庭编号：（已填）" in said
    assert "H1" not in told


def test_one_filter_that_is_wrong_is_named_and_the_others_hold(loaded):
    client, words = loaded.client("league_supervisor"), {"grade": "huge", "household": "H1"}
    page = client.get("/findings", words).content.decode()
    assert "共 1 条" in page
    assert "没有按这几项筛选，请改正或清除：强度" in page
    refused = client.get("/findings", {**words, "as": "xlsx"}, follow=True)
    assert refused.redirect_chain == [("/findings?grade=huge&household=H1", 302)]
    assert "没有导出：有的筛选条件填写有误。" in refused.content.decode()
    assert not Entry.objects.filter(act="export").exists()


def test_a_list_that_is_too_long_to_be_exported_says_so_on_its_page(loaded, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    monkeypatch.setattr(exporting, "LARGEST", 2)
    refused = loaded.client("league_supervisor").get("/findings", {"as": "xlsx"}, follow=True)
    assert refused.redirect_chain == [("/findings", 302)]
    assert "超过2条，请先按地方或其他条件筛选" in refused.content.decode()
    assert not Export.objects.exists()
