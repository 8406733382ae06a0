"""The calendar of a year: working days, days of rest, make-up days; entered by the region from the official notice."""

import calendar as gregorian
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjian.desk.core.http import open_to
from mingjian.desk.duties import calendars, forms, policies, queries
from mingjian.desk.duties.actions import calendars as acts
from mingjian.desk.duties.deadlines import is_working_day
from mingjian.desk.people.models import Division
from mingjian.desk.people.officers import OfficerRequest
from mingjian.law.calendar import SATURDAY, Calendar
from mingjian.wording import Refusal, Text

FIRST, LAST = 2012, 2100
AHEAD = 2  # years; the notices of rest days come a year before
WEEKDAYS = (
    Text("一", "Mo"),
    Text("二", "Tu"),
    Text("三", "We"),
    Text("四", "Th"),
    Text("五", "Fr"),
    Text("六", "Sa"),
    Text("日", "Su"),
)


@dataclass(frozen=True)
class Cell:
    """One day of a month: its number and what it is; 0 where the month has not begun or has ended."""

    number: int
    look: str


@open_to(*policies.WORKERS)
@require_GET
def show(request: OfficerRequest, year: int) -> HttpResponse:
    """The twelve months of a year for the officer's place, and the forms of those who may change it."""
    return _page(request, year, None)


@open_to("supervisor")
@require_http_methods(["POST"])
def set_year(request: OfficerRequest, year: int) -> HttpResponse:
    """Enter a year; what is wrong stands above the form, with what was typed."""
    form = forms.YearForm(request.POST)
    if not form.is_valid():
        return _page(request, year, form, status=422)
    try:
        acts.set_year(
            request.officer,
            year=year,
            today=timezone.localdate(),
            key=request.POST.get("key", ""),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, year, form, status=422)
    text = Text(
        f"{year}年日历已保存，在办义务已重新计算。", f"{year} is saved; running duties were worked out anew."
    )
    messages.success(request, str(text))
    return redirect("calendar", year=year)


@open_to("supervisor")
@require_POST
def set_local(request: OfficerRequest, year: int) -> HttpResponse:
    """Enter days off of a place."""
    form = forms.LocalForm(request.POST)
    _try(request, form, acts.set_local)
    return redirect("calendar", year=year)


@open_to("supervisor")
@require_POST
def set_frequency(request: OfficerRequest, year: int) -> HttpResponse:
    """Set how often a duty without a number in the law is owed."""
    form = forms.FrequencyForm(request.POST)
    _try(request, form, acts.set_frequency, from_year=year)
    return redirect("calendar", year=year)


def _try(
    request: OfficerRequest, form: forms.LocalForm | forms.FrequencyForm, act: object, **more: object
) -> None:
    """Do it, or say above the page what was wrong."""
    if not form.is_valid():
        messages.error(request, str(Text("有一项没有填对：", "One field is wrong: ")) + form.errors.as_text())
        return
    if not Division.objects.filter(pk=form.cleaned_data["division"]).exists():
        messages.error(request, str(Text("没有这个行政区划代码。", "There is no such division code.")))
        return
    words = {**form.cleaned_data, **more, "key": request.POST.get("key", "")}
    words["today"] = timezone.localdate()
    try:
        act(request.officer, **words)  # type: ignore[operator]
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(Text("已保存。", "Saved.")))


def _page(request: OfficerRequest, year: int, form: forms.YearForm | None, status: int = 200) -> HttpResponse:
    if not FIRST <= year <= LAST:
        raise Http404("a year far away")
    stored = calendars.stored_year(year)
    whole = calendars.calendar_of(request.officer.division)
    rest, work = calendars.typed(*stored[1:]) if stored else ("", "")
    initial = {"source": stored[0] if stored else "", "rest_lines": rest, "work_lines": work}
    context = {
        "year": year,
        "years": [one for one in (year - 1, year + 1) if FIRST <= one <= timezone.localdate().year + AHEAD],
        "source": stored[0] if stored else "",
        "has_notice": stored is not None,
        "months": [(month, _weeks(year, month, whole)) for month in range(1, 13)],
        "weekdays": WEEKDAYS,
        "runs": stored[1] if stored else [],
        "local": queries.local_rests(request.officer, year),
        "frequencies": queries.frequencies(request.officer),
        "form": form or forms.YearForm(initial=initial),
        "local_form": forms.LocalForm(initial={"division": request.officer.division}),
        "frequency_form": forms.FrequencyForm(initial={"division": request.officer.division}),
        "may_set": policies.may_set_calendar(request.officer, year=year),
        "may_set_local": policies.may_set_local(request.officer, division=request.officer.division),
    }
    return render(request, "duties/calendar.html", context, status=status)


def _weeks(year: int, month: int, whole: Calendar) -> list[list[Cell]]:
    weeks = gregorian.Calendar().monthdayscalendar(year, month)
    return [[_cell(year, month, number, whole) for number in week] for week in weeks]


def _cell(year: int, month: int, number: int, whole: Calendar) -> Cell:
    if not number:
        return Cell(0, "")
    day = date(year, month, number)
    is_weekend = day.weekday() >= SATURDAY
    if any(run.first <= day <= run.last for run in whole.extra):
        return Cell(number, "local")
    if is_working_day(day, whole):
        return Cell(number, "makeup" if is_weekend else "")
    return Cell(number, "rest" if is_weekend and not _is_named(day, whole) else "holiday")


def _is_named(day: date, whole: Calendar) -> bool:
    official = whole.years.get(day.year)
    return official is not None and any(run.first <= day <= run.last for run in official.rest)
