"""Scenes of family H about one request for a check: refused, unanswered, taken back, contradicted, unauthorised."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import month_after, on_or_before, working_days_before
from mingjian.sample.scenes.ordinary import rows_of, settled
from mingjian.sample.scenes.people import Person, kin_row, person
from mingjian.sample.scenes.play import Play, Script, merged

REFUSED = ("11(1)",)
FALSE_DATA = ("11(3)",)
FAVOURED = ("11(4)",)
NO_OFFICE = ()
"""Banks stand in none of the articles."""
REGION = "15"
LONG_KNOWN = timedelta(days=900)


@dataclass(frozen=True)
class Request:
    """One request to a department about one item and person, as the county's ledger has it."""

    request_id: str
    county: str
    department: str
    item: str
    person: Person
    requested_on: date
    replied_on: date | None
    result: str | None = "none"
    authorised_on: date | None = None
    withdrawn_on: date | None = None
    answered_by: str | None = None

    def rows(self, **changed: object) -> Rows:
        row: dict[str, object] = {
            "request_id": self.request_id,
            "division": self.county,
            "department": self.department,
            "item": self.item,
            "person_id": self.person.person_id,
            "authorised_on": self.authorised_on or self.requested_on - timedelta(days=1),
            "requested_on": self.requested_on,
            "replied_on": self.replied_on,
            "result": self.result,
            "withdrawn_on": self.withdrawn_on,
            "answered_by": self.answered_by or self.county,
        }
        return {"checks": [row | changed]}


def asked(play: Play, department: str, item: str, year: int = 1970) -> Request:
    """A request about somebody on no list, asked on a working day of the later months and answered three days later."""
    month = play.rng.choice(play.window(12)[2:9])
    requested_on = on_or_before(play.day_in(month))
    return Request(
        request_id=f"H{play.county}{play.registrar.number('request')}",
        county=play.county,
        department=department,
        item=item,
        person=person(play, "其他", play.rng.choice(("male", "female")), year),
        requested_on=requested_on,
        replied_on=requested_on + timedelta(days=3),
    )


def _found(play: Play, request: Request, clauses: tuple[str, ...], *records: Rows) -> Sequence[Scene]:
    return [play.violation("request", request.request_id, clauses, merged(request.rows(), *records))]


def _spared(play: Play, request: Request, *records: Rows) -> Sequence[Scene]:
    return [play.look_alike("request", request.request_id, merged(request.rows(), *records))]


def the_tax_office_refused(play: Play) -> Sequence[Scene]:
    """In words, and in time."""
    return _found(play, replace(asked(play, "tax", "tax"), result="refused"), REFUSED)


def silent_for_eleven_working_days(play: Play) -> Sequence[Scene]:
    """The least that counts as no answer."""
    return _found(play, _unanswered(play, 11), REFUSED)


def a_bank_refused(play: Play) -> Sequence[Scene]:
    """Banks answer checks, but no clause names them."""
    return _found(play, replace(asked(play, "bank", "deposits"), result="refused"), NO_OFFICE)


def _unanswered(play: Play, working_days: int) -> Request:
    request = asked(play, "market", "companies")
    requested_on = working_days_before(play.stage.as_of, working_days)
    return replace(request, requested_on=requested_on, replied_on=None, result=None)


def silent_for_ten_working_days(play: Play) -> Sequence[Scene]:
    """The last day on which the answer is not overdue."""
    return _spared(play, _unanswered(play, 10))


def answered_after_two_months(play: Play) -> Sequence[Scene]:
    """Late is not refused."""
    request = asked(play, "market", "companies")
    return _spared(play, replace(request, replied_on=request.requested_on + timedelta(days=61)))


def the_vehicle_office_took_its_hit_back(play: Play) -> Sequence[Scene]:
    """A month later it turned out to be another person's car."""
    request = asked(play, "transport", "vehicles")
    withdrawn_on = request.requested_on + timedelta(days=33)
    return _found(play, replace(request, result="hit", withdrawn_on=withdrawn_on), FALSE_DATA)


def the_region_took_its_hit_back(play: Play) -> Sequence[Scene]:
    """The answer was the region's, and so is the finding."""
    request = asked(play, "labour", "pensions")
    withdrawn_on = request.requested_on + timedelta(days=15)
    return _found(
        play, replace(request, result="hit", withdrawn_on=withdrawn_on, answered_by=REGION), FALSE_DATA
    )


def a_hit_that_stands(play: Play) -> Sequence[Scene]:
    """The car is there, and the office says so."""
    request = replace(asked(play, "transport", "vehicles"), result="hit")
    return _spared(play, request, _car(play, request))


def an_answer_of_none_was_taken_back(play: Play) -> Sequence[Scene]:
    """No hit, and no record against it."""
    request = asked(play, "land", "housing")
    return _spared(play, replace(request, withdrawn_on=request.requested_on + timedelta(days=20)))


def authorised_a_day_later(play: Play) -> Sequence[Scene]:
    """The paper was signed when the question had been asked."""
    request = asked(play, "tax", "tax")
    return _found(play, replace(request, authorised_on=request.requested_on + timedelta(days=1)), NO_OFFICE)


def never_authorised(play: Play) -> Sequence[Scene]:
    """No day is on record, though the county writes them down."""
    request = asked(play, "tax", "tax")
    return [
        play.violation("request", request.request_id, NO_OFFICE, request.rows(authorised_on=None)),
    ]


def authorised_on_the_day(play: Play) -> Sequence[Scene]:
    """Signed and asked on one day."""
    request = asked(play, "tax", "tax")
    return _spared(play, replace(request, authorised_on=request.requested_on))


def a_bulk_request_names_nobody(play: Play) -> Sequence[Scene]:
    """The authorisations of its households cover it."""
    request = asked(play, "finance", "payroll")
    return [
        play.look_alike(
            "request", request.request_id, request.rows(authorised_on=None, person_id=None, result=None)
        )
    ]


def a_car_that_the_vehicle_office_denied(play: Play) -> Sequence[Scene]:
    """Registered and visible for years."""
    request = asked(play, "transport", "vehicles")
    return _found(play, request, FALSE_DATA, _car(play, request))


def a_house_visible_on_the_very_day(play: Play) -> Sequence[Scene]:
    """Entered and visible on the day of the request itself."""
    request = asked(play, "land", "housing")
    return _found(play, request, FALSE_DATA, _house(play, request, request.requested_on))


def a_recipients_motorcycle_was_denied(play: Play) -> Sequence[Scene]:
    """Harmless for the household, wrong as an answer all the same."""
    home = settled(play, play.window(10))
    day = on_or_before(play.day_in(home.months[5]))
    request = replace(asked(play, "transport", "vehicles"), person=home.head, requested_on=day)
    request = replace(request, replied_on=day + timedelta(days=3))
    bike = _car(play, request, kind="motorcycle", value=Decimal(900))
    return _found(play, request, FALSE_DATA, rows_of(play, home), bike)


def the_region_denied_a_firm(play: Play) -> Sequence[Scene]:
    """Answered by the region: no county office is named."""
    request = replace(asked(play, "market", "companies"), answered_by=REGION)
    return _found(play, request, FALSE_DATA, _firm(play, request, "active", None))


def a_bank_denied_a_deposit(play: Play) -> Sequence[Scene]:
    """Half a year old; a bank carries no clause."""
    request = asked(play, "bank", "deposits")
    as_of = request.requested_on - timedelta(days=180)
    row = {"person_id": request.person.person_id, "as_of": as_of, "balance": Decimal(64000)}
    return _found(
        play, request, NO_OFFICE, {"deposits": [row | {"available_on": as_of + timedelta(days=20)}]}
    )


def _car(play: Play, request: Request, **changed: object) -> Rows:
    registered_on = request.requested_on - LONG_KNOWN
    row: dict[str, object] = {
        "vehicle_id": f"LSQ{play.registrar.number('vehicle')}",
        "person_id": request.person.person_id,
        "kind": "car",
        "registered_on": registered_on,
        "value": Decimal(48000),
        "status": "normal",
        "available_on": registered_on + timedelta(days=30),
    }
    return {"vehicles": [row | changed]}


def _house(play: Play, request: Request, visible_on: date) -> Rows:
    row: dict[str, object] = {
        "property_id": f"{play.county}S{play.registrar.number('property')}",
        "person_id": request.person.person_id,
        "usage": "dwelling",
        "area_sqm": play.rng.randint(60, 110),
        "registered_on": request.requested_on,
        "available_on": visible_on,
    }
    return {"housing": [row]}


def _firm(play: Play, request: Request, status: str, ended_on: date | None) -> Rows:
    registered_on = request.requested_on - LONG_KNOWN
    row: dict[str, object] = {
        "uscc": f"92{play.county}S{play.registrar.number('firm')}",
        "person_id": request.person.person_id,
        "kind": "sole",
        "role": "owner",
        "status": status,
        "registered_on": registered_on,
        "ended_on": ended_on,
        "available_on": registered_on + timedelta(days=30),
    }
    return {"companies": [row]}


def a_car_sold_that_very_day(play: Play) -> Sequence[Scene]:
    """Owned for years, and no longer on the day of the request."""
    request = asked(play, "transport", "vehicles")
    return _spared(play, request, _car(play, request, status="transferred", ended_on=request.requested_on))


def a_house_visible_a_day_later(play: Play) -> Sequence[Scene]:
    """Entered, but not yet to be seen."""
    request = asked(play, "land", "housing")
    return _spared(play, request, _house(play, request, request.requested_on + timedelta(days=1)))


def a_firm_struck_off_long_before(play: Play) -> Sequence[Scene]:
    """A cancelled firm contradicts nothing."""
    request = asked(play, "market", "companies")
    return _spared(
        play, request, _firm(play, request, "cancelled", request.requested_on - timedelta(days=200))
    )


def a_pension_that_ended_the_month_before(play: Play) -> Sequence[Scene]:
    """Paid until the end of the month before the request."""
    request = asked(play, "labour", "pensions", year=1950)
    row = {
        "person_id": request.person.person_id,
        "kind": "resident",
        "monthly": Decimal(160),
        "from_month": month_after(request.requested_on.replace(day=1), -30),
        "to_month": month_after(request.requested_on.replace(day=1), -1),
        "available_on": request.requested_on - LONG_KNOWN + timedelta(days=20),
    }
    return _spared(play, request, {"pensions": [row]})


def _kinsman_in_office(play: Play, request: Request, relation: str, to_day: date | None) -> Rows:
    """An officer of the department that was asked, whose kin the person is."""
    officer = person(play, "其他", "male", 1975)
    term: dict[str, object] = {
        "person_id": officer.person_id,
        "name": officer.name,
        "organ": request.department,
        "division": request.county,
        "post": "科员",
        "rank": "staff",
        "from_day": date(2019, 1, 15),
        "to_day": to_day,
    }
    tie = kin_row(officer, request.person, relation, request.requested_on - LONG_KNOWN)
    return {"officers": [term], "kinship": [tie]}


def _contradicted(request: Request) -> Scene:
    """What the rule about contradicted answers finds in the same rows."""
    return Scene("check-contradicted", "violation", "request", request.request_id, FALSE_DATA, {})


def the_clerks_brother_has_no_car(play: Play) -> Sequence[Scene]:
    """So his brother's office says."""
    request = asked(play, "transport", "vehicles")
    kinsman = _kinsman_in_office(play, request, "sibling", None)
    return [*_found(play, request, FAVOURED, _car(play, request), kinsman), _contradicted(request)]


def the_mother_of_an_officer_on_his_last_day(play: Play) -> Sequence[Scene]:
    """He left office on the day of the request."""
    request = asked(play, "land", "housing", year=1951)
    kinsman = _kinsman_in_office(play, request, "parent", request.requested_on)
    house = _house(play, request, request.requested_on)
    return [*_found(play, request, FAVOURED, house, kinsman), _contradicted(request)]


def the_brother_had_left_office(play: Play) -> Sequence[Scene]:
    """The answer is wrong, but he was gone the day before."""
    request = asked(play, "transport", "vehicles")
    kinsman = _kinsman_in_office(play, request, "sibling", request.requested_on - timedelta(days=1))
    return [*_spared(play, request, _car(play, request), kinsman), _contradicted(request)]


def the_answer_about_the_brother_was_right(play: Play) -> Sequence[Scene]:
    """Kin, a car, and an office that says so."""
    request = replace(asked(play, "transport", "vehicles"), result="hit")
    return _spared(play, request, _car(play, request), _kinsman_in_office(play, request, "sibling", None))


SCRIPTS = {
    "check-refused": Script(
        (the_tax_office_refused, silent_for_eleven_working_days, a_bank_refused),
        (silent_for_ten_working_days, answered_after_two_months),
    ),
    "check-wrong-hit": Script(
        (the_vehicle_office_took_its_hit_back, the_region_took_its_hit_back),
        (a_hit_that_stands, an_answer_of_none_was_taken_back),
    ),
    "unauthorised-check": Script(
        (authorised_a_day_later, never_authorised), (authorised_on_the_day, a_bulk_request_names_nobody)
    ),
    "check-contradicted": Script(
        (
            a_car_that_the_vehicle_office_denied,
            a_house_visible_on_the_very_day,
            a_recipients_motorcycle_was_denied,
            the_region_denied_a_firm,
            a_bank_denied_a_deposit,
        ),
        (
            a_car_sold_that_very_day,
            a_house_visible_a_day_later,
            a_firm_struck_off_long_before,
            a_pension_that_ended_the_month_before,
        ),
    ),
    "favoured-by-department": Script(
        (the_clerks_brother_has_no_car, the_mother_of_an_officer_on_his_last_day),
        (the_brother_had_left_office, the_answer_about_the_brother_was_right),
    ),
}
