"""A duty begins with an act or the calendar, and ends with an act that meets it."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q

from mingjian.desk.core import images
from mingjian.desk.core.actions import Conflict, action, founding
from mingjian.desk.core.actor import Actor
from mingjian.desk.documents import actions as papers
from mingjian.desk.duties import deadlines, policies
from mingjian.desk.duties.calendars import calendar_of
from mingjian.desk.duties.deadlines import Span
from mingjian.desk.duties.models import Concerned, ConcernedKey, Duty, Letter, Pause
from mingjian.desk.duties.states import MOVES, STATES, State, can_follow
from mingjian.desk.people.models import Organ, Person
from mingjian.law import limit as limit_of
from mingjian.law.limits import Limit, Unit
from mingjian.wording import Text


@founding("duty.owe", may=policies.may_owe)
def owe(
    by: Actor,
    *,
    kind: str,
    title: Text,
    trigger: date,
    organ: Organ | None = None,
    person: Person | None = None,
    place: str = "",
    limit: str = "",
    local: Span | None = None,
    cite: str = "",
    about: str = "",
    period: str = "",
    named: Collection[UUID] = (),
    named_keys: Collection[str] = (),
) -> Duty:
    """Let an organ or a person owe something from a day on.

    `limit` is the id of a time limit of the law in force on the trigger day; where the law has no number `local` is a
    span that was set locally, and then `limit` only says whose duty it is. `about` is the row it is about (table:key),
    `named` the persons named there, `named_keys` those known by the hash of their identity number alone. `place` is
    needed for a person alone.
    """
    found = limit_of(limit, on=trigger) if limit else None
    span = local or deadlines.span_of(_some(found))
    home = place or (organ.division_id if organ else "")
    duty = Duty(
        kind=kind,
        period=period,
        zh=title.zh,
        en=title.en,
        cite=cite or (basis_of(found) if found else ""),
        limit=limit,
        organ=organ,
        person=person,
        place=home,
        about=about,
        trigger_on=trigger,
        number=span.number,
        unit=span.unit.value,
        until=span.until,
    )
    worked_out(duty)
    duty.save(force_insert=True)
    Concerned.objects.bulk_create(Concerned(duty=duty, person_id=each) for each in sorted(set(named)))
    ConcernedKey.objects.bulk_create(
        ConcernedKey(duty=duty, person_hash=key) for key in sorted(set(named_keys))
    )
    return duty


def keep_away(about: Collection[str], keys: Collection[str]) -> None:
    """Inside an act: what is owed about some rows does not exist for persons who are named there meanwhile.

    Nor do the letters that were written about it, and what is owed because of those.
    """
    every = Duty.objects.everything(reason="whoever is named is kept away")
    letters = list(Letter.objects.filter(duty__in=every.filter(about__in=about)).select_related("document"))
    duties = every.filter(Q(about__in=about) | Q(pk__in=[letter.answer_id for letter in letters]))
    ConcernedKey.objects.bulk_create(
        [ConcernedKey(duty=duty, person_hash=key) for duty in duties for key in sorted(keys)],
        ignore_conflicts=True,
    )
    papers.keep_away([letter.document for letter in letters], keys)


@action("duty.meet", may=policies.may_meet)
def meet(duty: Duty, by: Actor, *, met_by: str, today: date) -> None:
    """Meet a duty by an act: `met_by` is the row that the act made, as table:key, and has to exist."""
    move(duty, "meet")
    if not _exists(met_by):
        raise Conflict(
            "义务要由一个实际的办理行为完成：请先办理，再由该办理结果完成义务。",
            "A duty is met by an act: do it first, and what it made meets the duty.",
        )
    end_pause(duty, today)
    worked_out(duty)
    duty.met_by, duty.met_on, duty.closed_on, duty.closed_by_id = met_by, today, today, by.person_id
    duty.save()


@action("duty.void", may=policies.may_void)
def void(duty: Duty, by: Actor, *, reason: str, today: date) -> None:
    """Declare that it is no longer owed, with the reason."""
    if not reason.strip():
        raise Conflict("撤销要写明理由。", "Declaring it void asks for a reason.")
    move(duty, "void")
    end_pause(duty, today)
    duty.closed_by_id, duty.closed_on, duty.closed_because = by.person_id, today, reason
    duty.save()


def move(duty: Duty, name: str) -> None:
    """Make a move of the table; Conflict where it does not fit the state."""
    state = State(duty.state)
    if not can_follow(name, state):
        raise Conflict(
            f"这项义务现在是“{STATES[state].zh}”，不能{MOVES[name].words.zh}。",
            f"The duty is by now: {STATES[state].en}. {MOVES[name].words.en}: not possible.",
        )
    duty.state = MOVES[name].target


def worked_out(duty: Duty) -> date | None:
    """Work out the due day of a duty from its trigger, calendar, pauses and extensions; it is not saved."""
    granted = Pause.objects.filter(duty_id=duty.pk, is_granted=True, first__isnull=False)
    days = granted.values_list("first", "last")
    pauses = [deadlines.Pause(first, last) for first, last in days if first is not None]
    working = deadlines.work_out(
        duty.trigger_on, span(duty), calendar_of(duty.place), pauses=pauses, extended=duty.extended
    )
    duty.working, duty.due_on = deadlines.kept(working), working.due_on
    return working.due_on


def span(duty: Duty) -> Span:
    """How long the duty may take."""
    return Span(duty.number, Unit(duty.unit), duty.until)


def basis_of(found: Limit) -> str:
    """The basis of a limit as it is cited."""
    return "；".join(basis.words.zh for basis in found.basis)[:80]


def _some(found: Limit | None) -> Limit:
    if found is None:
        raise ValueError("a duty needs a limit of the law or a local span")
    return found


def _exists(name: str) -> bool:
    table, _, key = name.partition(":")
    known = images.tables().get(table)
    if known is None:
        return False
    try:
        return known.model._base_manager.filter(pk=key).exists()
    except (ValidationError, ValueError):
        return False  # no key of that table


def end_pause(duty: Duty, last: date) -> None:
    """End the pause that runs on a day; one that has not begun by then never was."""
    running = Pause.objects.select_for_update().filter(duty=duty, is_granted=True, last__isnull=True).first()
    if running is None:
        return
    if running.first is not None and running.first > last:
        running.is_granted, running.first = False, None
    else:
        running.last = last
    running.save()
