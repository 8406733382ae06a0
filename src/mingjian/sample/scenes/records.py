"""Rows of the registries and of other households' people, as the scenes need them: one function per sort of record."""

from datetime import date, timedelta
from decimal import Decimal

from mingjian.sample.scene import Rows
from mingjian.sample.scenes.ordinary import Home
from mingjian.sample.scenes.people import Person
from mingjian.sample.scenes.play import Play

LONG_BEFORE = timedelta(days=420)
BEFORE = timedelta(days=70)


def known_before(home: Home) -> dict[str, date]:
    """First visible well before the household was granted."""
    return {"available_on": home.granted_on - BEFORE}


def known_from(play: Play, day: date, later: int = 25) -> dict[str, date]:
    """First visible so many days after the day, at the latest on the day of the data."""
    return {"available_on": min(day + timedelta(days=later), play.stage.as_of)}


def known_too_late(play: Play) -> dict[str, date]:
    """First visible after the day of the data: such a record may not be used."""
    return {"available_on": play.stage.as_of + timedelta(days=12)}


def long_before(home: Home) -> date:
    """A day more than a year before the grant."""
    return home.granted_on - LONG_BEFORE


def month_long_before(home: Home) -> date:
    """The first day of a month more than a year before the grant."""
    return long_before(home).replace(day=1)


def death(person: Person, died_on: date, known: dict[str, date]) -> Rows:
    """A death from the register of residents."""
    return {"deaths": [{"person_id": person.person_id, "died_on": died_on, "source": "公安销户"} | known]}


def imprisonment(person: Person, from_day: date, to_day: date | None, known: dict[str, date]) -> Rows:
    """A term in custody."""
    return {"prisoners": [{"person_id": person.person_id, "from_day": from_day, "to_day": to_day} | known]}


def post(
    person: Person, kind: str, pay: Decimal, months: tuple[date, date | None], known: dict[str, date]
) -> Rows:
    """A payroll row: `kind` as in the standard, pay in yuan a month, first and last month."""
    row = {
        "employer": "旗县教育局",
        "kind": kind,
        "monthly_pay": pay,
        "from_month": months[0],
        "to_month": months[1],
    }
    return {"payroll": [{"person_id": person.person_id} | row | known]}


def pension(person: Person, kind: str, monthly: Decimal, from_month: date, known: dict[str, date]) -> Rows:
    """A pension (`employee` or `resident`) in yuan a month, still paid."""
    return {
        "pensions": [
            {"person_id": person.person_id, "kind": kind, "monthly": monthly, "from_month": from_month}
            | known
        ]
    }


def destitution(
    home: Home, person: Person, from_month: date, to_month: date | None, known: dict[str, date]
) -> Rows:
    """Support as a destitute person (特困供养) in the household's county."""
    row = {
        "person_id": person.person_id,
        "division": home.county,
        "from_month": from_month,
        "to_month": to_month,
    }
    return {"destitute": [row | known]}


def vehicle(
    play: Play, person: Person, kind: str, value: Decimal, registered_on: date, known: dict[str, date]
) -> Rows:
    """A vehicle in normal use, its value in yuan."""
    row = {
        "vehicle_id": f"LSC{play.registrar.number('vehicle')}",
        "person_id": person.person_id,
        "kind": kind,
    }
    return {"vehicles": [row | {"registered_on": registered_on, "value": value, "status": "normal"} | known]}


def property_of(
    play: Play, owners: tuple[Person, ...], usage: str, registered_on: date, known: dict[str, date]
) -> Rows:
    """One property unit with one or more owners."""
    unit = f"{play.county}S{play.registrar.number('property')}"
    row = {
        "property_id": unit,
        "usage": usage,
        "area_sqm": play.rng.randint(50, 110),
        "registered_on": registered_on,
    }
    return {"housing": [row | {"person_id": owner.person_id} | known for owner in owners]}


def business(
    play: Play, person: Person, role: str, sales: Decimal, registered_on: date, known: dict[str, date]
) -> Rows:
    """An active firm of the person's in that role, with its invoices of twelve months in yuan."""
    kind = {"owner": "sole", "member": "cooperative"}.get(role, "company")
    row = {
        "uscc": f"92{play.county}S{play.registrar.number('firm')}",
        "person_id": person.person_id,
        "kind": kind,
        "role": role,
    }
    return {
        "companies": [row | {"status": "active", "registered_on": registered_on, "sales_12m": sales} | known]
    }


def balance(person: Person, on: date, yuan: Decimal, known: dict[str, date]) -> Rows:
    """Deposits and other financial assets on a day."""
    return {"deposits": [{"person_id": person.person_id, "as_of": on, "balance": yuan} | known]}


def fund_account(
    person: Person, base: Decimal, months: tuple[date, date | None], known: dict[str, date]
) -> Rows:
    """A housing provident fund account in normal use, paid into on a base in yuan a month."""
    row = {
        "person_id": person.person_id,
        "base": base,
        "status": "normal",
        "from_month": months[0],
        "to_month": months[1],
    }
    return {"provident_fund": [row | known]}


def insured_work(
    person: Person, base: Decimal, months: tuple[date, date | None], known: dict[str, date]
) -> Rows:
    """Employee insurance paid by an employer."""
    row = {
        "employer": "某某商贸有限公司",
        "base": base,
        "flexible": False,
        "from_month": months[0],
        "to_month": months[1],
    }
    return {"insurance": [{"person_id": person.person_id} | row | known]}


def taxed(person: Person, year: int, income: Decimal, known: dict[str, date]) -> Rows:
    """A year's income as the tax office has it."""
    return {"tax": [{"person_id": person.person_id, "year": year, "income": income} | known]}


def disability(home: Home, person: Person, kind: str, grade: int) -> Rows:
    """A disability certificate issued long before the grant."""
    row = {
        "person_id": person.person_id,
        "kind": kind,
        "grade": grade,
        "issued_on": long_before(home),
        "division": home.county,
    }
    return {"disabled": [row | known_before(home)]}


def herd(person: Person, units: Decimal, on: date, known: dict[str, date]) -> Rows:
    """A herd of sheep on a census day, in sheep units."""
    row = {"person_id": person.person_id, "kind": "羊", "head": int(units), "sheep_units": units, "as_of": on}
    return {"livestock": [row | known]}


def changed(rows: Rows, **columns: object) -> Rows:
    """The same rows with some columns replaced."""
    return {table: [row | columns for row in of] for table, of in rows.items()}
