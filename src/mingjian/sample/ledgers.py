"""The short ledgers of a sample: standards, prices, supervision, the checking platform, stoppages."""

import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from mingjian.sample.places import HOME, Ground
from mingjian.sample.scene import Rows
from mingjian.sample.standards import standard_rows
from mingjian.sample.when import Span

DEPARTMENTS = (
    "police", "finance", "labour", "housing", "provident_fund", "transport", "tax", "market",
    "agriculture", "land", "medical", "disabled_federation", "health", "justice", "bank",
)  # fmt: skip
YEARLY_DUTIES = (
    ("annual_report", 12, 20), ("periodic_report", 7, 8), ("special_inspection", 5, 16), ("special_inspection", 10, 21),
    ("assessment", 12, 25), ("hotline_published", 1, 12),
)  # fmt: skip
AUDIT_DUTIES = (("annual_audit", 6, 18), ("audit_published", 8, 3))
FIRST_DUTY_YEAR = 2021


def ledger_rows(ground: Ground, span: Span) -> Rows:
    """Rows of the small tables of every county in which the base lives or a scene may play, and of their leagues."""
    return {
        "standards": list(standard_rows(_counties(ground), span.last_month)),
        "cpi": list(_prices(ground, span)),
        "oversight": list(_duties(ground, span)),
        "platform": list(_connections(ground)),
        "stoppages": list(_stoppages(ground)),
    }


def _counties(ground: Ground) -> tuple[str, ...]:
    return tuple(sorted({*ground.counties, *ground.scene_counties}))


def _leagues(ground: Ground) -> tuple[str, ...]:
    return tuple(sorted({county[:4] for county in _counties(ground)}))


def _prices(ground: Ground, span: Span) -> Iterator[dict[str, object]]:
    for place in (*([HOME] if ground.province == HOME else []), *_leagues(ground)):
        for month in span.months:
            noise = Decimal(zlib.crc32(f"{place}/{month}".encode()) % 12) / 10
            high = month in span.trigger_months
            yield {
                "division": place,
                "month": month,
                "cpi": (Decimal("3.6") if high else Decimal("0.4")) + noise / 2,
                "food": (Decimal("6.2") if high else Decimal("1.1")) + noise,
                "grain": Decimal("0.8") + noise,
            }


def _duties(ground: Ground, span: Span) -> Iterator[dict[str, object]]:
    for place in (*_leagues(ground), *_counties(ground)):
        yield from duties_of(place, span.as_of)


def duties_of(place: str, as_of: date) -> Iterator[dict[str, object]]:
    """What a county or league does for its oversight: everything that is owed, in time, up to the day of the data."""
    for year in range(FIRST_DUTY_YEAR, as_of.year):
        days = [(kind, date(year, month, day)) for kind, month, day in YEARLY_DUTIES]
        days += [(kind, date(year + 1, month, day)) for kind, month, day in AUDIT_DUTIES]
        for number, (kind, done_on) in enumerate(days):
            if done_on <= as_of:
                duty = f"JD{place}{year}{number}"
                yield {"duty_id": duty, "division": place, "kind": kind, "year": year, "done_on": done_on}


def _connections(ground: Ground) -> Iterator[dict[str, object]]:
    for county in _counties(ground):
        for number, department in enumerate(DEPARTMENTS):
            asked_on = date(2020, 3, 2) + timedelta(days=number)
            yield {
                "department": department,
                "division": county,
                "asked_on": asked_on,
                "due_on": asked_on + timedelta(days=60),
                "connected_on": asked_on + timedelta(days=41),
            }


def _stoppages(ground: Ground) -> Iterator[dict[str, object]]:
    for county in ground.counties[:: max(len(ground.counties) // 4, 1)]:
        yield {
            "division": county,
            "from_day": date(2024, 11, 25),
            "to_day": date(2024, 12, 10),
            "document": "旗县人民政府防抗雪灾指挥部通知",
        }
