"""The map: tiles of one's own places, coloured by what one asks, with figures that agree with the ledgers."""

from datetime import date

import pytest
from desk.cast import NORTH, NORTH_TOWNSHIP, NORTH_VILLAGE, SOUTH, SOUTH_VILLAGE, number_of
from desk.cast import PARTS as CAST
from desk.findings.runs import Row, write_run
from django.test import RequestFactory

from mingjian.desk.core import journal, ledger_pages
from mingjian.desk.core.actor import Site
from mingjian.desk.findings import jobs, queries
from mingjian.desk.findings.models import Concern, Finding
from mingjian.desk.findings.views.ledger import LEDGER
from mingjian.desk.overview.tiles import MEASURES, tiles
from mingjian.desk.people.jurisdiction import Places

pytestmark = pytest.mark.django_db
NUMBERS = {name: number_of(position) for position, (name, *_) in enumerate(CAST)}


@pytest.fixture
def loaded(cast, tmp_path):
    """Three findings above the county, one of which names north_reviewer, a relative of league_supervisor."""
    rows = [
        Row(1, clause="9(3)", division=NORTH_VILLAGE, household="H1"),
        Row(2, clause="9(3)", division=SOUTH_VILLAGE, household="H2"),
        Row(3, clause="9(3)", division=NORTH_VILLAGE, household="H3", persons=(NUMBERS["north_reviewer"],)),
    ]
    jobs.load_folder(write_run(tmp_path / "run", rows), Site())
    return cast


def values(officer, place, show="findings"):
    return {tile.code: tile.value for tile in tiles(officer, MEASURES[show], place) if tile.value}


def test_a_tile_counts_what_its_reader_may_see(loaded):
    assert values(loaded.league_supervisor, "1504") == {NORTH: 1, SOUTH: 1}
    assert values(loaded.league_handler, "1504") == {NORTH: 2, SOUTH: 1}
    assert values(loaded.league_handler, NORTH) == {NORTH_TOWNSHIP: 2}
    every = queries.findings(loaded.league_handler)
    assert sum(values(loaded.league_handler, "1504", "yuan").values()) == sum(f.fen or 0 for f in every) / 100


def test_a_place_elsewhere_that_her_office_answers_for_stands_beside_her_own(loaded, tmp_path):
    elsewhere = "150525100"
    rows = [Row(5, clause="9(3)", division=f"{elsewhere}201", household="H5")]
    jobs.load_folder(write_run(tmp_path / "there", rows, as_of=date(2026, 11, 5)), Site())
    officer = loaded.league_handler
    vars(officer)["places"] = Places((("1504", True), (elsewhere, True)))
    with journal.opened("test", Site()):
        Concern.objects.all().delete()
        every = Finding.objects.everything(reason="a test").filter(division__startswith=elsewhere)
        every.update(owner_code=elsewhere)
    assert values(officer, "1504") == {NORTH: 2, SOUTH: 1, elsewhere: 1}
    request = RequestFactory().get("/findings")
    request.officer = officer
    places = ledger_pages.shown(request, LEDGER).plan.places
    assert {node.code: node.count for node in places if node.count} == {"": 4, "1504": 3, elsewhere: 1}


def test_the_largest_is_the_darkest_and_nothing_is_the_palest(loaded):
    shades = {tile.code: tile.shade for tile in tiles(loaded.league_handler, MEASURES["findings"], "1504")}
    assert shades[NORTH] == 4
    assert shades[SOUTH] == 2
    assert shades["150421"] == 0


@pytest.mark.parametrize("show", MEASURES)
def test_every_measure_is_shown_with_a_table_beside_it(loaded, show):
    page = loaded.client("league_supervisor").get("/map", {"show": show}).content.decode()
    assert str(MEASURES[show].words) in page
    assert MEASURES[show].list.replace("&", "&amp;") + NORTH in page
    assert "<tfoot>" in page


def test_a_map_of_places_of_others_is_not_there(loaded):
    client = loaded.client("league_supervisor")
    assert client.get("/map", {"place": "1505"}).status_code == 404
    assert client.get("/map", {"place": "15"}).status_code == 404
    assert client.get("/map", {"place": NORTH}).status_code == 200
