"""The page of the map."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mingjian.desk.core.http import open_to
from mingjian.desk.core.ledgers import place_of
from mingjian.desk.core.remembered import until_next_act
from mingjian.desk.findings.views.ledger import LOOKING
from mingjian.desk.overview import tiles
from mingjian.desk.people import jurisdiction
from mingjian.desk.people.officers import Officer, OfficerRequest
from mingjian.exchange import divisions


@open_to(*LOOKING)
@require_GET
def map_page(request: OfficerRequest) -> HttpResponse:
    """The parts of a place of hers, coloured by what she asks."""
    officer, home = request.officer, request.officer.division
    place = place_of(request.GET) or home
    if place not in divisions.names() or not jurisdiction.places_of(officer).holds(place):
        raise Http404("no place of hers")
    asked = request.GET.get("show", "")
    measures = tiles.measures_of(officer)
    name = asked if asked in measures else "findings"
    measure = measures[name]
    shown = until_next_act(("map", officer, name, place), lambda: tiles.tiles(officer, measure, place))
    context = {
        "place": place,
        "name": divisions.name_of(place),
        "upper": _upper(officer, place),
        "measures": measures,
        "show": name,
        "measure": measure,
        "tiles": [(tile, bool(divisions.children(tile.code))) for tile in shown],
        "ranked": sorted(shown, key=lambda tile: (-tile.value, tile.code)),
        "total": sum(tile.value for tile in shown),
    }
    return render(request, "overview/map.html", context)


def _upper(officer: Officer, place: str) -> str:
    """The place above one of hers, her own where that is none of hers; empty above her own."""
    if place == officer.division:
        return ""
    above = divisions.parent(place)
    return above if above and jurisdiction.places_of(officer).holds(above) else officer.division
