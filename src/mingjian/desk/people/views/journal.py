"""The pages of the audit administrator: the journal page by page, and one line of it with what it changed."""

import json
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from mingjian.desk.core.http import open_to
from mingjian.desk.core.models import Entry, Image
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.officers import OfficerRequest

PER_PAGE = 100
# What opens a door is no business of who reads the journal.
UNSHOWN = frozenset({"password", "secret", "code_key", "key", "identity", "identity_key"})


@open_to(Role.AUDITADMIN.value)
@require_GET
def entries(request: OfficerRequest) -> HttpResponse:
    """The journal, the newest line first; `before` is the number from which a page goes on."""
    asked = {name: request.GET.get(name, "").strip() for name in ("act", "actor", "subject", "from", "to")}
    found = _filtered(asked)
    before = request.GET.get("before", "")
    if before.isdigit():
        found = found.filter(number__lt=int(before))
    page = list(found.order_by("-number")[: PER_PAGE + 1])
    more = page[PER_PAGE - 1].number if len(page) > PER_PAGE else None
    words = request.GET.copy()
    words.pop("before", None)
    lines = [(entry, datetime.fromisoformat(entry.at)) for entry in page[:PER_PAGE]]
    context = {"entries": lines, "asked": asked, "more": more, "words": words.urlencode()}
    return render(request, "people/journal.html", context)


def _filtered(asked: dict[str, str]) -> QuerySet[Entry]:
    found = Entry.objects.all()
    if asked["act"]:
        found = found.filter(act__startswith=asked["act"])
    if asked["actor"]:
        found = found.filter(actor__contains=asked["actor"])
    if asked["subject"]:
        found = found.filter(subject__startswith=asked["subject"])
    # The journal writes moments in UTC, as text whose order is that of time.
    if first := _day(asked["from"]):
        found = found.filter(at__gte=f"{first - timedelta(days=1):%Y-%m-%d}T16:00")
    if last := _day(asked["to"]):
        found = found.filter(at__lt=f"{last:%Y-%m-%d}T16:00")
    return found


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@open_to(Role.AUDITADMIN.value)
@require_GET
def one_entry(request: OfficerRequest, number: int) -> HttpResponse:
    """One line: every row it touched, and which columns differ from the image before."""
    entry = get_object_or_404(Entry, number=number)
    images = list(Image.objects.filter(entry=number).order_by("position")[:PER_PAGE])
    context = {
        "entry": entry,
        "moment": datetime.fromisoformat(entry.at),
        "within": json.loads(entry.within) if entry.within else [],
        "images": [(image, _changes(image)) for image in images],
        "count": Image.objects.filter(entry=number).count(),
    }
    return render(request, "people/journal_entry.html", context)


def _changes(image: Image) -> list[tuple[str, str, str]]:
    """Column, what it was, what it is, of the columns that differ from the row's image before."""
    earlier = Image.objects.filter(
        table_name=image.table_name, row_key=image.row_key, entry__lt=image.entry
    ).order_by("-entry")
    last = earlier.first()
    before = json.loads(last.columns) if last else {}
    now = json.loads(image.columns)
    return [
        (column, _shown(column, before.get(column)), _shown(column, now.get(column)))
        for column in sorted(before.keys() | now.keys())
        if before.get(column) != now.get(column)
    ]


def _shown(column: str, value: object) -> str:
    if value is None:
        return ""
    # A value stands there behind the letter of its type; what is not kept in clear is no text.
    return value[1:] if isinstance(value, str) and column not in UNSHOWN else "***"
