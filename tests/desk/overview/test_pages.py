"""The workbench, one-place pages and the export."""

import io
from datetime import date

import openpyxl
import pytest
from desk.cast import NORTH, NORTH_VILLAGE, number_of
from desk.findings.runs import Row, write_run

from mingjian.desk.cases.actions import opening
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry
from mingjian.desk.findings import jobs, queries
from mingjian.desk.findings.actions import triage
from mingjian.desk.overview.queries import household, workbench

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


@pytest.fixture
def loaded(cast, tmp_path):
    """Three findings of a village: one of the township's doing, two above the county."""
    rows = [
        Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1"),
        Row(2, clause="9(3)", division=NORTH_VILLAGE, household="H1"),
        Row(3, clause="9(3)", division=NORTH_VILLAGE, household="=H3", persons=(number_of(0),)),
    ]
    jobs.load_folder(write_run(tmp_path / "run", rows), Site())
    return cast


def counts(officer):
    return {queue.id: queue.count for queue in workbench(officer, today=TODAY)}


def test_the_workbench_counts_what_is_asked_of_each(loaded):
    assert counts(loaded.north_supervisor)["findings"] == 1
    assert counts(loaded.league_supervisor)["findings"] == 2
    assert counts(loaded.north_handler)["questions"] == 2
    (finding,) = queries.findings(loaded.north_supervisor)
    to = loaded.person("north_handler")
    assert counts(loaded.north_handler)["findings"] == 0
    triage.assign(loaded.north_supervisor, findings=[finding], to=to, today=TODAY)
    assert counts(loaded.north_handler)["findings"] == 1


def test_a_household_is_shown_to_each_as_far_as_he_may_see(loaded):
    assert len(household(loaded.north_supervisor, "H1").findings) == 1
    assert len(household(loaded.league_supervisor, "H1").findings) == 2
    assert household(loaded.south_handler, "H1").is_empty
    assert loaded.client("south_handler").get("/households/H1").status_code == 404
    assert loaded.client("north_handler").get("/households/H9").status_code == 404


def test_a_household_has_a_line_of_what_happened(loaded):
    found = list(queries.findings(loaded.league_supervisor).filter(owner_code="1504"))
    opening.open_case(loaded.league_supervisor, findings=found, title="件", today=TODAY)
    words = [one.words.zh for one in household(loaded.league_supervisor, "H1").happenings]
    assert any("立为核查件" in word for word in words)
    page = loaded.client("league_supervisor").get("/households/H1").content.decode()
    assert "立为核查件" in page


def test_a_place_shows_its_parts_and_nothing_outside_ones_own(loaded):
    page = loaded.client("league_supervisor").get(f"/places/{NORTH}").content.decode()
    assert "未办结" in page
    assert loaded.client("north_supervisor").get("/places/1505").status_code == 404
    assert loaded.client("north_supervisor").get("/places/999999").status_code == 404


def test_an_export_holds_what_the_page_shows_and_is_journalled(loaded):
    client = loaded.client("league_supervisor")
    answer = client.get("/findings", {"as": "xlsx", "place": NORTH})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert sorted(row[1] for row in rows) == ["=H3", "H1", "H1"]
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert loaded.league_supervisor.label in sheet["A1"].value
    entry = Entry.objects.filter(act="export").get()
    assert "3行" in entry.reason
    assert NORTH in entry.reason


def test_the_workbench_opens_for_every_role(loaded):
    for name in loaded.accounts:
        assert loaded.client(name).get("/").status_code == 200, name
