"""What stands on the workbench of an officer, and what happened at a place: all through the rooms' own queries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet, Sum, Window

from mingjian.desk.cases import queries as cases
from mingjian.desk.cases.models import Case
from mingjian.desk.cases.states import ENDED, STATE_WORDS
from mingjian.desk.cases.states import State as CaseState
from mingjian.desk.documents import queries as documents
from mingjian.desk.duties import queries as duties
from mingjian.desk.duties.models import Duty
from mingjian.desk.findings import engine
from mingjian.desk.findings import queries as findings
from mingjian.desk.findings.models import LOOKING, Finding, Question
from mingjian.desk.findings.states import OUTCOME_WORDS, PRESENCE_WORDS, Outcome, Presence, State
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Organ
from mingjian.desk.people.officers import Officer
from mingjian.exchange import divisions
from mingjian.wording import Text

SHOWN = 8
Row = TypeVar("Row", bound=Model)
WORKING = (Role.HANDLER, Role.SUPERVISOR)


@dataclass(frozen=True)
class Queue:
    """A named queue: how many stand in it, the first of them, and where the rest is."""

    id: str
    words: Text
    about: Text
    count: int
    address: str
    lines: tuple["Line", ...]


@dataclass(frozen=True)
class Line:
    """One line of a queue; `light` is a colour for the words beside it, empty where there is none."""

    words: Text
    detail: str
    address: tuple[str, UUID | str]
    light: str = ""
    light_words: Text | None = None


@dataclass(frozen=True)
class Happening:
    """One thing that happened to a household or at a place, for a time line."""

    on: date
    words: Text
    address: tuple[str, UUID] | None = None


def workbench(officer: Officer, *, today: date) -> list[Queue]:
    """The queues that this officer's roles give her, those with something in them first."""
    made = [build(officer, today) for build in _QUEUES]
    queues = [queue for queue in made if queue is not None]
    return sorted(queues, key=lambda queue: queue.count == 0)


def _first(found: QuerySet[Row]) -> tuple[int, list[Row]]:
    """How many stand in a queue, and the first of them, by one query."""
    rows = list(found.annotate(in_all=Window(Count("pk")))[:SHOWN])
    return int(getattr(rows[0], "in_all", 0)) if rows else 0, rows


def _duties(officer: Officer, today: date) -> Queue | None:
    # The ledger begins with what is due first, so the pressing ones are at its head.
    count, first = _first(duties.in_hand(duties.mine(officer)))
    return Queue(
        "due",
        Text("有期限的事项", "owed by a day"),
        Text("本单位和本人负有期限的事项", "what your office or you owe by a day"),
        count,
        "duties",
        tuple(_duty_line(duty, today) for duty in first),
    )


def _duty_line(duty: Duty, today: date) -> Line:
    light = duties.light(duty, today=today)
    due = f"{duty.due_on}" if duty.due_on else ""
    return Line(duties.title(duty), due, ("duty", duty.pk), str(light.colour), light.words)


def _findings(officer: Officer, _today: date) -> Queue | None:
    if not officer.has(*WORKING):
        return None
    own = findings.findings(officer).filter(owner_code=officer.division)
    mine = own.filter(
        Q(state=State.ASSIGNED, assignee_id=officer.person_id)
        | (Q(state=State.OPEN) if officer.has(Role.SUPERVISOR) else Q(pk__in=[]))
    )
    count, first = _first(mine.defer("evidence", "subject").order_by("-grade", "division", "pk"))
    return Queue(
        "findings",
        Text("待办线索", "findings to do"),
        Text("待分办的、交办给我的疑点线索", "findings to be assigned, and those assigned to me"),
        count,
        "findings",
        tuple(_finding_line(finding) for finding in first),
    )


def _finding_line(finding: Finding) -> Line:
    return Line(engine.title_of(finding.rule), finding.explanation, ("finding", finding.pk))


def _questions(officer: Officer, _today: date) -> Queue | None:
    if not officer.has(*WORKING) or officer.level != "county":
        return None
    count, first = _first(findings.questions(officer).filter(stage=Question.Stage.OPEN))
    return Queue(
        "questions",
        Text("待核实的家庭", "households to ask"),
        Text("上级要求向家庭核实的问题", "what the level above asks of households"),
        count,
        "questions",
        tuple(
            Line(Text(q.ask_zh, q.ask_en), f"{place_words(q.division)} {q.household}", ("question", q.pk))
            for q in first
        ),
    )


def _cases(queue: str, words: Text, about: Text) -> Callable[[Officer, date], Queue | None]:
    def build(officer: Officer, today: date) -> Queue | None:
        if not officer.has(*LOOKING):
            return None
        count, first = _first(cases.cases(officer, cases.Sift(queue=queue)))
        return Queue(f"cases-{queue}", words, about, count, f"cases?queue={queue}", _case_lines(first, today))

    return build


def _deciding(officer: Officer, today: date) -> Queue | None:
    """What waits for a review or a decision of hers: the state says so, and she did not check it."""
    states = [CaseState.CHECKING] if officer.has(Role.REVIEWER) else []
    if officer.has(Role.APPROVER):
        states += [CaseState.REVIEWED, CaseState.ACCEPTED, CaseState.RECTIFYING]
    if not states:
        return None
    own = cases.cases(officer).filter(organ_id=officer.organ_id, state__in=states)
    waiting = own.exclude(Q(checker_id=officer.person_id) | Q(second_id=officer.person_id)).exclude(
        state=CaseState.CHECKING, found_on__isnull=True
    )
    count, first = _first(waiting.exclude(state=CaseState.RECTIFYING, put_right_on__isnull=True))
    return Queue(
        "deciding",
        Text("待复核、待决定", "to review and decide"),
        Text("核查人员已提交、等您复核或决定的核查件", "cases that wait for your review or decision"),
        count,
        "cases?queue=all",
        _case_lines(first, today),
    )


def _case_lines(found: Iterable[Case], today: date) -> tuple[Line, ...]:
    """Cases as lines, each with the light of what it owes next."""
    shown = list(found)
    lights = (
        {key: duties.light(duty, today=today) for key, duty in cases.due([case.pk for case in shown]).items()}
        if shown
        else {}
    )
    return tuple(
        Line(
            Text(f"{case.label} {case.title}", f"{case.label} {case.title}"),
            f"{place_words(case.division)} · {STATE_WORDS[CaseState(case.state)]}",
            ("case", case.pk),
            str(lights[case.pk].colour) if case.pk in lights else "",
            lights[case.pk].words if case.pk in lights else None,
        )
        for case in shown
    )


def _documents(officer: Officer, _today: date) -> Queue | None:
    count, first = _first(documents.waiting(officer))
    return Queue(
        "documents",
        Text("待办公文", "documents to do"),
        Text("待核稿、签发、送达的公文", "documents to check, issue and dispatch"),
        count,
        "documents",
        tuple(Line(Text(d.heading, d.heading), "", ("document", d.pk)) for d in first),
    )


def _held(officer: Officer, _today: date) -> Queue | None:
    """What is put off, the one that comes back first at its head, with the day and the reason."""
    if not officer.has(*WORKING):
        return None
    own = findings.findings(officer).filter(owner_code=officer.division, state=State.HELD)
    mine = own if officer.has(Role.SUPERVISOR) else own.filter(assignee_id=officer.person_id)
    count, first = _first(mine.defer("evidence", "subject").order_by("held_until", "division", "pk"))
    return Queue(
        "held",
        Text("暂缓的线索", "findings put off"),
        Text("到期自动恢复，下面写明到哪天、为什么", "they come back by themselves; until when, and why"),
        count,
        "findings?state=held",
        tuple(
            Line(engine.title_of(one.rule), f"{one.held_until} · {one.held_because}", ("finding", one.pk))
            for one in first
        ),
    )


_QUEUES: tuple[Callable[[Officer, date], Queue | None], ...] = (
    _duties,
    _cases(
        "todo",
        Text("待办核查件", "cases to do"),
        Text("交办给我、还没有开始核查", "assigned to me, not begun"),
    ),
    _cases("doing", Text("在办核查件", "cases in hand"), Text("我正在核查或整改的", "that I am at")),
    _deciding,
    _findings,
    _held,
    _questions,
    _documents,
)


def place_words(code: str) -> str:
    """A place with the county it lies in."""
    upper = engine.place_name(code[:6]) if len(code) > 6 else ""
    return f"{upper}{engine.place_name(code)}"


@dataclass(frozen=True)
class HouseholdPage:
    """All that an officer may see of a household: findings, questions, cases, and what happened in order."""

    household: str
    findings: list[Finding]
    questions: list[Question]
    cases: list[Case]
    happenings: list[Happening]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that she may see: for her the household is not there."""
        return not (self.findings or self.questions or self.cases)


def household(officer: Officer, number: str) -> HouseholdPage:
    """The page of a household."""
    found = [f for f in findings.of_household(officer, number) if number in f.households.split("|")]
    asked = list(findings.questions(officer).filter(household=number))
    taken = [
        c for c in cases.cases(officer, cases.Sift(household=number)) if number in c.households.split("|")
    ]
    return HouseholdPage(number, found, asked, taken, _time_line(found, asked, taken))


def _time_line(found: list[Finding], asked: list[Question], taken: list[Case]) -> list[Happening]:
    line = [happening for finding in found for happening in _of_finding(finding)]
    line += [happening for question in asked for happening in _of_question(question)]
    line += [happening for case in taken for happening in _of_case(case)]
    return sorted(line, key=lambda happening: happening.on, reverse=True)


def _of_finding(finding: Finding) -> Iterable[Happening]:
    title, address = engine.title_of(finding.rule), ("finding", finding.pk)
    yield Happening(finding.first_seen, Text(f"发现：{title.zh}", f"found: {title.en}"), address)
    if finding.presence == Presence.CLEARED and finding.cleared_on:
        words = PRESENCE_WORDS[Presence.CLEARED]
        yield Happening(
            finding.cleared_on, Text(f"{words.zh}：{title.zh}", f"{words.en}: {title.en}"), address
        )
    if finding.settled_on:
        words = OUTCOME_WORDS[Outcome(finding.outcome)]
        yield Happening(finding.settled_on, Text(f"结论：{words.zh}", f"outcome: {words.en}"), address)


def _of_question(question: Question) -> Iterable[Happening]:
    yield Happening(question.asked_on, Text("请旗县向家庭核实", "the county was asked to look into it"))
    if question.answered_on:
        yield Happening(question.answered_on, Text("旗县已答复", "the county answered"))


def _of_case(case: Case) -> Iterable[Happening]:
    address = ("case", case.pk)
    steps = (
        (case.opened_on, Text("立为核查件", "a case was opened")),
        (case.reviewed_on, Text("复核通过", "reviewed")),
        (case.put_right_on, Text("完成整改", "put right")),
        (case.accepted_on, Text("验收", "accepted")),
        (case.closed_on, STATE_WORDS[CaseState(case.state)]),
    )
    for on, words in steps:
        if on is not None:
            yield Happening(on, Text(f"{case.label} {words.zh}", f"{case.label} {words.en}"), address)


@dataclass(frozen=True)
class PlaceLine:
    """A place below the one looked at: what stands open there."""

    code: str
    name: str
    open: int
    settled: int
    fen: int


@dataclass(frozen=True)
class PlacePage:
    """A place: its parts with what stands open there, its rules, its cases."""

    code: str
    name: str
    parts: list[PlaceLine]
    rules: list[tuple[Text, int]]
    cases: list[Case]
    organs: list[Organ]


def place(officer: Officer, code: str) -> PlacePage | None:
    """The page of a place that her office answers for, or None."""
    if code not in divisions.names() or not code.startswith(officer.division):
        return None
    found = findings.findings(officer).filter(division__startswith=code)
    return PlacePage(
        code=code,
        name=place_words(code),
        parts=_parts(found, code),
        rules=_rules(found),
        cases=list(cases.cases(officer, cases.Sift(place=code)).exclude(state__in=ENDED)[:25]),
        organs=list(Organ.objects.filter(division_id=code).order_by("kind")),
    )


def _parts(found: QuerySet[Finding], code: str) -> list[PlaceLine]:
    children = divisions.children(code)
    if not children:
        return []
    digits = len(children[0])
    counts: dict[str, list[int]] = {child: [0, 0, 0] for child in children}
    rows = found.order_by().values_list("division", "state").annotate(count=Count("pk"), fen=Sum("fen"))
    for division, state, count, fen in rows:
        line = counts.get(division[:digits])
        if line is None:
            continue
        line[state == State.SETTLED] += count
        line[2] += fen or 0
    return [PlaceLine(child, engine.place_name(child), *counts[child]) for child in children]


def _rules(found: QuerySet[Finding]) -> list[tuple[Text, int]]:
    rows = found.exclude(state=State.SETTLED).order_by().values_list("rule").annotate(count=Count("pk"))
    return [(engine.title_of(rule), count) for rule, count in sorted(rows, key=lambda row: -row[1])]
