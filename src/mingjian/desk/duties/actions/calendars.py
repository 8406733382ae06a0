"""Entering a calendar: every running duty that it touches is worked out anew in the same act."""

from datetime import date

from django.db.models import Q

from mingjian.desk.core.actions import founding
from mingjian.desk.duties import calendars, policies
from mingjian.desk.duties.actions.timing import recounted
from mingjian.desk.duties.calendar_duties import yearly
from mingjian.desk.duties.models import Duty, Frequency, LocalRest, Year
from mingjian.desk.duties.states import State
from mingjian.desk.people.models import Division
from mingjian.desk.people.officers import Officer
from mingjian.wording import Refusal, Text


@founding("calendar.set_year", may=policies.may_set_calendar)
def set_year(by: Officer, *, year: int, source: str, rest_lines: str, work_lines: str, today: date) -> Year:
    """Enter the working days of a year from the official notice; Refusal that says which line is wrong."""
    if not source.strip():
        raise Refusal("请写明放假通知的文号。", "Give the number of the official notice.")
    rest, work = calendars.checked_year(year, source, rest_lines, work_lines)
    row, _ = Year.objects.update_or_create(
        year=year,
        defaults={
            "source": source,
            "rest": rest,
            "work": work,
            "entered_by_id": by.person_id,
            "entered_on": today,
        },
    )
    _recount(Q(trigger_on__year__lte=year), Text(f"{year}年放假通知", f"the notice of {year}"), today)
    return row


@founding("calendar.set_local", may=policies.may_set_local)
def set_local(
    by: Officer, *, division: str, name: str, first: date, last: date, document: str, today: date
) -> LocalRest:
    """Enter days off that a place has on top of the official ones, with the document they rest on."""
    if not document.strip():
        raise Refusal("请写明依据的文件。", "Give the document it rests on.")
    row = LocalRest.objects.create(
        division=Division.objects.get(pk=division), name=name, first=first, last=last, document=document
    )
    place = Q(place__startswith=division) & Q(trigger_on__lte=last)
    _recount(place, Text(f"地方假日：{name}", f"local days off: {name}"), today)
    return row


@founding("calendar.set_frequency", may=policies.may_set_local)
def set_frequency(
    by: Officer, *, division: str, kind: str, times: int, document: str, from_year: int, today: date
) -> Frequency:
    """Set how many times a year a duty without a number in the law is owed below, by a local document."""
    if kind not in {duty.id for duty in yearly() if duty.basis == "local"}:
        raise Refusal(
            "法规已有次数的义务不能由地方另设。",
            "The law gives a number for this duty; it is not set locally.",
        )
    if not document.strip():
        raise Refusal("请写明依据的文件。", "Give the document it rests on.")
    row, _ = Frequency.objects.update_or_create(
        kind=kind,
        division=Division.objects.get(pk=division),
        from_year=from_year,
        defaults={"times": times, "document": document},
    )
    # What the program assumed so far gives way; `tick` makes the periods that were set.
    every = Duty.objects.everything(reason="a frequency counts for every office below")
    assumed = every.filter(
        kind=kind, place__startswith=division, state=State.RUNNING, period__gte=str(from_year)
    )
    why = f"{document}：每年{times}次"
    assumed.exclude(period__endswith=f"/{times}").update(
        state=State.VOID, closed_because=why, closed_on=today
    )
    return row


def _recount(touched: Q, why: Text, today: date) -> int:
    """Work out anew the running duties that are touched, each locked; how many changed their day."""
    every = Duty.objects.everything(reason="a calendar counts for every duty")
    running = (
        every.filter(touched, state=State.RUNNING, until__isnull=True).order_by("pk").select_for_update()
    )
    return sum(recounted(duty, why, today) for duty in running)
