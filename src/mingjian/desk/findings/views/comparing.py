"""What changed since an earlier run, and findings bundled by household or village."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from mingjian.desk.core.http import open_to
from mingjian.desk.core.listing import paged
from mingjian.desk.findings import engine, queries
from mingjian.desk.findings.queries import CHANGE_WORDS, Change, Changes
from mingjian.desk.findings.views.ledger import LOOKING, officer_of, place_words
from mingjian.wording import Text

DAYS = 12


@open_to(*LOOKING)
@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """New, recurred, persisting and cleared since a day, by rule and by place; each number opens its list."""
    officer = officer_of(request)
    days = queries.days_of_runs(officer)
    since = _since(request, days)
    by_rule = queries.changes(officer, since, by="rule")
    by_place = queries.changes(officer, since, by="division")
    digits = queries.part_digits(officer)
    context = {
        "since": since,
        "days": _choices(days, since),
        "latest": days[0] if days else None,
        "words": list(CHANGE_WORDS.values()),
        "total": _cells(_sum(by_rule), since),
        "tables": [
            (
                Text("按规则", "By rule"),
                [(engine.title_of(one.key), _cells(one.counts, since, rule=one.key)) for one in by_rule],
            ),
            (
                Text("按地方", "By place"),
                [
                    (_place(one, digits), _cells(one.counts, since, **_narrow(one.key, digits)))
                    for one in by_place
                ],
            ),
        ],
    }
    return render(request, "findings/changes.html", context)


def _since(request: HttpRequest, days: Sequence[date]) -> date:
    """The day that the address asks for; else that of the run before the last, or the day before the only one."""
    try:
        asked = parse_date(request.GET.get("since", ""))
    except ValueError:
        asked = None
    if asked:
        return asked
    if len(days) > 1:
        return days[1]
    return days[0] - timedelta(days=1) if days else date.min


def _choices(days: Sequence[date], since: date) -> list[date]:
    """The days that one may compare with: those of earlier runs, the one before the first, and the one in use."""
    if not days:
        return []
    return sorted({*days[1:DAYS], days[-1] - timedelta(days=1), since}, reverse=True)


def _place(one: Changes, digits: int) -> str:
    """A part of the officer's place; what belongs to none of its parts alone is that of the place itself."""
    whole = Text("（本级或涉及多地）", " (itself, or several parts)")
    return place_words(one.key) + (str(whole) if len(one.key) < digits else "")


def _narrow(key: str, digits: int) -> dict[str, str]:
    return {"place": key} if len(key) >= digits else {"at": key}


def _sum(lines: Sequence[Changes]) -> dict[Change, int]:
    return {change: sum(line.counts[change] for line in lines) for change in Change}


def _cells(counts: Any, since: date, **narrow: str) -> list[tuple[int, str]]:  # noqa: ANN401  counts by change
    """The numbers with the address of the list behind each; none where the list cannot be narrowed to it."""
    listed = "" not in narrow.values()
    address = reverse("findings")
    return [
        (
            counts[change],
            f"{address}?{urlencode({'change': change, 'since': since, **narrow})}" if listed else "",
        )
        for change in Change
    ]


@open_to(*LOOKING)
@require_GET
def bundles(request: HttpRequest) -> HttpResponse:
    """Findings that are not settled, bundled by household or by village: the heaviest bundle first."""
    officer = officer_of(request)
    by: Literal["household", "village"] = "village" if request.GET.get("by") == "village" else "household"
    place = request.GET.get("place", "")
    found = queries.bundles(officer, by=by, place=place if place.isdigit() else "")
    listed = paged(request, found)
    rows = [
        {
            "place": place_words(row["division"]),
            "household": row.get("households", ""),
            "division": row["division"],
            "count": row["count"],
            "rules": row["rules"],
            "mine": row["mine"],
            "yuan": (row["fen"] or 0) / 100,
            "list": _list_of(row),
        }
        for row in listed["page"].object_list
    ]
    return render(request, "findings/bundles.html", {**listed, "rows": rows, "by": by, "place": place})


def _list_of(row: dict[str, Any]) -> str:
    words = {"at": row["division"], "bundle": row.get("households", ""), "open": "on"}
    return f"{reverse('findings')}?{urlencode({name: word for name, word in words.items() if word})}"
