"""The day's work of duties: make those of the calendar, start the clocks of letters, tell who is late, digests.

Every step is a conditional write on what a constraint or a lock holds, so that it may run twice and in two processes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from mingjian.desk.core import outbox
from mingjian.desk.core.actions import founding
from mingjian.desk.core.actor import Site
from mingjian.desk.documents.states import State as PaperState
from mingjian.desk.duties import policies, queries
from mingjian.desk.duties.actions.owing import worked_out
from mingjian.desk.duties.actions.supervising import owners_of, start_answer
from mingjian.desk.duties.calendar_duties import Period, Yearly, yearly
from mingjian.desk.duties.lights import Colour
from mingjian.desk.duties.models import Digest, Duties, Duty, Frequency, Letter
from mingjian.desk.duties.states import State
from mingjian.desk.people import sessions
from mingjian.desk.people.models import Account, Organ
from mingjian.desk.people.models.places import in_force
from mingjian.desk.people.officers import Officer
from mingjian.exchange import divisions
from mingjian.law.cites import parse_cite
from mingjian.law.limits import Unit
from mingjian.wording import Text

Part = TypeVar("Part")
AT_ONCE = 200
SHOWN_IN_A_DIGEST = 3
REASON = "the day's work is done on nobody's behalf"


@dataclass(frozen=True)
class Done:
    """What a day's work has done: how many of each."""

    made: int
    clocks: int
    told_late: int
    digests: int


def tick(*, today: date) -> Done:
    """Do the day's work of duties; what was done already is left as it is."""
    site = Site()
    return Done(
        made=sum(make_duties(site, wanted=batch) for batch in _batches(list(_missing(today)))),
        clocks=sum(_start(letter, site) for letter in _letters_without_clock()),
        told_late=sum(tell_late(site, keys=batch, today=today) for batch in _batches(_late(today))),
        digests=sum(_digest(site, account, today) for account in _accounts()),
    )


@dataclass(frozen=True)
class Wanted:
    """A duty of the calendar that an organ owes in a period."""

    organ: Organ
    duty: Yearly
    period: Period


@founding("duty.make_of_calendar", may=policies.may_tick)
def make_duties(by: Site, *, wanted: list[Wanted]) -> int:  # noqa: ARG001
    """Make duties of the calendar; one that another process has just made is left out by the constraint."""
    made = [_duty(each) for each in wanted]
    Duty.objects.bulk_create(made, ignore_conflicts=True)
    every = Duty.objects.everything(reason=REASON)
    return every.filter(pk__in=[duty.pk for duty in made]).count()


@founding("duty.tell_late", may=policies.may_tick)
def tell_late(by: Site, *, keys: list[UUID], today: date) -> int:  # noqa: ARG001
    """Tell the owners of duties that are late since today, once: the rows are locked and looked at again."""
    late = _late_duties(today).filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    count = 0
    for duty in late:
        duty.told_late_on = today
        duty.save(update_fields=["told_late_on"])
        words = queries.light(duty, today=today).words
        text = Text(f"{words.zh}：{duty.zh}（{duty.cite}）", f"{words.en}: {duty.en} ({duty.cite})")
        for person in owners_of(duty, on=today):
            outbox.post("duty.late", person, text, duty)
        count += 1
    return count


@founding("duty.digest", may=policies.may_tick)
def send_digest(by: Site, *, person: UUID, text: Text, count: int, today: date) -> bool:  # noqa: ARG001
    """Tell an officer what is due and why, once a day."""
    fresh = Digest(person_id=person, on=today, count=count)
    Digest.objects.bulk_create([fresh], ignore_conflicts=True)
    if not Digest.objects.filter(pk=fresh.pk).exists():
        return False
    outbox.post("duty.digest", person, text)
    return True


def _missing(today: date) -> Iterator[Wanted]:
    """The duties of the calendar of this year that are owed and not there yet."""
    known = set(
        Duty.objects.everything(reason=REASON)
        .filter(period__startswith=str(today.year))
        .values_list("organ_id", "kind", "period")
    )
    offices = _offices(today)
    frequencies = list(Frequency.objects.filter(from_year__lte=today.year).order_by("from_year"))
    for duty in yearly():
        for organ in _owners(duty, offices):
            for period in duty.periods(today.year, _times(duty, organ, frequencies)):
                if (organ.pk, duty.id, period.name) not in known:
                    yield Wanted(organ, duty, period)


def _offices(today: date) -> dict[tuple[str, str], Organ]:
    """The organs that are there today, by place and kind."""
    there = Organ.objects.filter(in_force(today)).order_by("-name")
    return {(organ.division_id, organ.kind): organ for organ in there}


def _owners(duty: Yearly, offices: dict[tuple[str, str], Organ]) -> Iterator[Organ]:
    places = sorted({place for place, _ in offices})
    for owners in duty.owners:
        for place in places:
            if divisions.level(place) != owners.level:
                continue
            there = [offices[place, kind] for kind in owners.kinds if (place, kind) in offices]
            yield from there[:1]


def _times(duty: Yearly, organ: Organ, frequencies: list[Frequency]) -> int | None:
    """How many times a year by a local document: that of the nearest place, the latest of it."""
    if duty.basis != "local":
        return None
    fitting = [f for f in frequencies if f.kind == duty.id and organ.division_id.startswith(f.division_id)]
    return max(fitting, key=lambda f: (len(f.division_id), f.from_year)).times if fitting else None


def _duty(wanted: Wanted) -> Duty:
    title, law = wanted.duty.title(wanted.period), wanted.duty.law
    duty = Duty(
        kind=wanted.duty.id,
        period=wanted.period.name,
        zh=title.zh,
        en=title.en,
        cite=f"办法{_spoken(law.provision)}",
        limit=law.limits[0] if law.limits else "",
        organ=wanted.organ,
        place=wanted.organ.division_id,
        trigger_on=wanted.period.first,
        number=0,
        unit=Unit.DAY.value,
        until=wanted.period.last,
    )
    worked_out(duty)
    return duty


def _spoken(provision: str) -> str:
    cite = parse_cite(provision)
    return cite.spoken if cite else provision


def _letters_without_clock() -> list[Letter]:
    waiting = Letter.objects.filter(answer__isnull=True, document__dispatched_on__isnull=False)
    there = waiting.exclude(document__state=PaperState.WITHDRAWN)
    return list(there.select_related("document", "duty__organ"))


def _start(letter: Letter, site: Site) -> bool:
    return start_answer(letter, site, document=letter.document) is not None


def _late_duties(today: date) -> Duties:
    every = Duty.objects.everything(reason=REASON)
    return every.filter(state=State.RUNNING, due_on__lt=today, told_late_on__isnull=True)


def _late(today: date) -> list[UUID]:
    return list(_late_duties(today).order_by("pk").values_list("pk", flat=True))


def _accounts() -> list[Account]:
    every = Account.objects.everything(reason=REASON)
    return list(every.active().select_related("person", "organ__division").order_by("pk"))


def _digest(site: Site, account: Account, today: date) -> bool:
    """Send one officer her digest, unless she has it or nothing presses."""
    if Digest.objects.filter(person_id=account.person_id, on=today).exists():
        return False
    officer = sessions.officer_of(account, today)
    if not officer.has(*policies.WORKERS):
        return False
    own = queries.pressing(queries.mine(officer), today=today)
    watched = queries.pressing(queries.below(officer), today=today)
    if not own and not watched:
        return False
    text = digest_text(officer, own, watched, today=today)
    return send_digest(site, person=officer.person_id, text=text, count=len(own) + len(watched), today=today)


def digest_text(officer: Officer, own: list[Duty], watched: list[Duty], *, today: date) -> Text:
    """What is due and why: how many of each colour, and the most urgent with day and provision."""
    lights = [queries.light(duty, today=today).colour for duty in own]
    red, yellow = lights.count(Colour.RED), lights.count(Colour.YELLOW)
    zh = [f"{officer.place}：红{red}件，黄{yellow}件"]
    en = [f"{officer.place}: {red} red, {yellow} yellow"]
    for duty in own[:SHOWN_IN_A_DIGEST]:
        words = queries.light(duty, today=today).words
        zh.append(f"{words.zh} {duty.zh}（{duty.cite}，{duty.due_on}到期）")
        en.append(f"{words.en} {duty.en} ({duty.cite}, due {duty.due_on})")
    if watched:
        late = sum(queries.light(duty, today=today).colour is Colour.RED for duty in watched)
        zh.append(f"下级待督促{len(watched)}件，其中超期{late}件")
        en.append(f"{len(watched)} of the offices below press, {late} of them late")
    return Text("；".join(zh) + "。", "; ".join(en) + ".")


def _batches(parts: list[Part]) -> Iterator[list[Part]]:
    for start in range(0, len(parts), AT_ONCE):
        yield parts[start : start + AT_ONCE]
