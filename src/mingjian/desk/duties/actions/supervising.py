"""Urging (催办) and supervising (督办): pressing for a duty that is late or will be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from mingjian.desk.core import outbox
from mingjian.desk.core.actions import Conflict, action
from mingjian.desk.core.actor import Site
from mingjian.desk.documents import actions as papers
from mingjian.desk.documents.models import Document
from mingjian.desk.documents.projections import SupervisionLetter
from mingjian.desk.documents.staff import staff_of, without_barred
from mingjian.desk.documents.states import NUMBERED
from mingjian.desk.documents.states import State as PaperState
from mingjian.desk.duties import deadlines, policies
from mingjian.desk.duties.actions.owing import meet, move, owe
from mingjian.desk.duties.calendar_duties import days_to_answer
from mingjian.desk.duties.calendars import calendar_of
from mingjian.desk.duties.deadlines import Span
from mingjian.desk.duties.models import Concerned, ConcernedKey, Duty, Letter, Urging
from mingjian.desk.duties.states import STEPS, Step, next_step
from mingjian.desk.people.actions.places import usual_name
from mingjian.desk.people.jurisdiction import above
from mingjian.desk.people.kinds import OrganKind
from mingjian.desk.people.models import Organ
from mingjian.desk.people.models.places import in_force
from mingjian.desk.people.officers import Officer
from mingjian.law.limits import Unit
from mingjian.wording import Text

ANSWER = "supervision.answer"


@action("duty.urge", may=policies.may_urge)
def urge(duty: Duty, by: Officer, *, today: date, note: str = "") -> Urging:
    """Press for it, once a day at most; those who work on it are told by whom."""
    move(duty, "urge")
    if Urging.objects.filter(duty=duty, by_id=by.person_id, on=today).exists():
        raise Conflict("今天已经催办过。", "You have urged this today already.")
    made = Urging.objects.create(duty=duty, by_id=by.person_id, place=by.place, on=today, note=note)
    text = Text(f"{by.place}催办：{duty.zh}。{note}".strip(), f"{by.place} urges: {duty.en}. {note}".strip())
    for person in owners_of(duty, on=today):
        outbox.post("duty.urged", person, text, duty)
    return made


@action("duty.supervise", may=policies.may_supervise)
def supervise(duty: Duty, by: Officer, *, organ: Organ, today: date) -> Letter:
    """Draft the next letter of supervision; it is checked, issued and dispatched like every document."""
    move(duty, "supervise")
    if duty.due_on is None or duty.due_on >= today:
        raise Conflict("这项义务还没有超期，不能督办；可以先催办。", "It is not late yet; urge it instead.")
    letters = list(Letter.objects.filter(duty=duty).select_related("document", "answer"))
    step = next_step(frozenset(Step(letter.step) for letter in letters))
    if step is None:
        raise Conflict("三次督办都已发出。", "All three letters have been sent.")
    _must_be_over(letters, today)
    said = SupervisionLetter(
        duty=duty.zh,
        cite=duty.cite or "上级部署",
        due_on=duty.due_on,
        days_over=(today - duty.due_on).days,
        answer_by=answer_by(step, duty.place, today),
        earlier=tuple(letter.document.number for letter in letters),
    )
    owner = duty.organ
    if owner is None:
        raise ValueError("the policy lets only duties of organs be supervised")
    document = papers.draft(
        by,
        organ=organ,
        kind=f"supervision_{step}",
        said=said,
        recipients=[owner],
        copies=copies_of(duty, step, on=today).organs,
        about=papers.about(duty),
        named=_named(duty),
        named_keys=_named_keys(duty),
        today=today,
    )
    return Letter.objects.create(duty=duty, step=step, document=document, drafted_on=today)


@action("duty.start_answer", may=lambda by, letter: isinstance(by, Site), also=("document",))  # noqa: ARG005
def start_answer(letter: Letter, by: Site, *, document: Document) -> Duty | None:
    """Start the clock of a letter that has been dispatched; the clock that runs already stays as it is."""
    if letter.answer_id or document.dispatched_on is None or document.state == PaperState.WITHDRAWN:
        return None
    duty, step = letter.duty, Step(letter.step)
    letter.answer = owe(
        by,
        kind=ANSWER,
        title=Text(f"答复{STEPS[step].zh}：{duty.zh}"[:200], f"answer the {STEPS[step].en}: {duty.en}"[:200]),
        trigger=document.dispatched_on,
        organ=duty.organ,
        local=Span(days_to_answer()[step], Unit.WORKING_DAY),
        cite=document.number,
        about=papers.about(letter),
        named=_named(duty),
        named_keys=_named_keys(duty),
    )
    letter.save()
    return letter.answer


@action("duty.answer_letter", may=policies.may_answer, also=("document", "answer"))
def answer_letter(letter: Letter, by: Officer, *, document: Document, answer: Duty, today: date) -> None:
    """Answer a letter by a document of one's own organ that has been issued: it meets the letter's clock."""
    if letter.answer_id != answer.pk or document.organ_id != by.organ_id:
        raise Conflict("请选择本单位已签发的答复。", "Choose an answer that your own office has issued.")
    if document.state not in NUMBERED or document.state == PaperState.WITHDRAWN:
        raise Conflict("答复要先签发。", "The answer has to be issued first.")
    meet(answer, by, met_by=papers.about(document), today=today)


def answer_by(step: Step, place: str, today: date) -> date:
    """Until when a letter asks for its answer, if it goes out today."""
    span = Span(days_to_answer()[step], Unit.WORKING_DAY)
    due_on = deadlines.work_out(today, span, calendar_of(place)).due_on
    return due_on or today + timedelta(days=span.number)


def owners_of(duty: Duty, *, on: date) -> list[UUID]:
    """Who is to be told of a duty: the person, or those who work at the organ and may know of it."""
    persons = staff_of(duty.organ_id, policies.WORKERS, on=on) if duty.organ_id else []
    if duty.person_id:
        persons = [duty.person_id]
    return without_barred(persons, _named(duty), on=on, keys=_named_keys(duty))


def _must_be_over(letters: Sequence[Letter], today: date) -> None:
    """The next letter follows when the last one was issued and its answer is late."""
    if not letters:
        return
    last = letters[-1]
    if last.document.state in (PaperState.DROPPED, PaperState.WITHDRAWN):
        raise Conflict("上一份督办单已放弃或撤回，请先处理。", "The last letter was dropped or withdrawn.")
    answer = last.answer
    if answer is None or answer.due_on is None or answer.due_on >= today:
        raise Conflict(
            "上一份督办单的答复期限还没有到；到期仍未办结的，再发下一份。",
            "The answer to the last letter is not late yet; the next one follows then.",
        )


@dataclass(frozen=True)
class Copies:
    """Whom a letter is copied to inside the system; `missing` is the government that is not there, in words."""

    organs: list[Organ]
    missing: Text | None


def copies_of(duty: Duty, step: Step, *, on: date) -> Copies:
    """The red letter is copied to the government of the owner's level; of a government's own duty, to the one above.

    Where that government is no organ of the site nobody else gets the copy in its place: the page says that it has to
    go there on paper.
    """
    owner = duty.organ
    if step is not Step.RED or owner is None:
        return Copies([], None)
    place = owner.division_id
    if owner.kind == OrganKind.GOVERNMENT:
        if place == policies.REGION:
            return Copies([], None)
        place = above(place)
    there = list(Organ.objects.filter(in_force(on), division_id=place, kind=OrganKind.GOVERNMENT))
    name = usual_name(place, OrganKind.GOVERNMENT)
    return Copies(there, None if there else Text(name, name))


def _named(duty: Duty) -> list[UUID]:
    return list(Concerned.objects.filter(duty_id=duty.pk).values_list("person_id", flat=True))


def _named_keys(duty: Duty) -> list[str]:
    return list(ConcernedKey.objects.filter(duty_id=duty.pk).values_list("person_hash", flat=True))
