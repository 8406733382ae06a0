"""Duties and documents of a demonstration: those of the calendar, urging, more time, a notice issued and received."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from mingjian.desk.core.actions import Conflict
from mingjian.desk.demonstration.players import Player, Players
from mingjian.desk.documents import actions as papers
from mingjian.desk.documents.models import Delivery, Document
from mingjian.desk.documents.projections import InspectionNotice
from mingjian.desk.duties import queries, ticking
from mingjian.desk.duties.actions import supervising, timing
from mingjian.desk.duties.models import Duty
from mingjian.desk.people.models import Organ

LEAGUE, BANNER = "1504", "150423"


@dataclass(frozen=True)
class Papers:
    """The documents that were made, and the duties that somebody has pressed for."""

    documents: tuple[UUID, ...]
    duties: int
    urged: tuple[UUID, ...]
    extended: tuple[UUID, ...]


def make_papers(players: Players, *, since: date, today: date) -> Papers:
    """The day's work, some urging, a request for more time that waits, and two documents."""
    made = ticking.tick(today=today).made
    return Papers(
        documents=tuple(
            one.pk for one in (_received(players, since, today), _drafted(players, since, today)) if one
        ),
        duties=made,
        urged=tuple(_urged(players, today)),
        extended=tuple(_asked_for_time(players, today)),
    )


def _urged(players: Players, today: date) -> list[UUID]:
    """The league urges what presses most of its banners."""
    supervisor = players.of(LEAGUE, "supervisor")
    if supervisor is None:
        return []
    officer = supervisor.on(today)
    pressing = queries.in_hand(queries.below(officer))
    found = list(pressing.filter(place__in=[BANNER, "150404"])[:2])
    for duty in found:
        supervising.urge(duty, officer, today=today, note="年底前须完成，请报进度。")
    return [duty.pk for duty in found]


def _asked_for_time(players: Players, today: date) -> list[UUID]:
    """A banner asks for more time where the law lets it; the league has not decided yet."""
    handler = players.of(BANNER, "handler")
    if handler is None:
        return []
    officer = handler.on(today)
    for duty in queries.in_hand(queries.mine(officer))[:20]:
        if _asks(duty, handler, today):
            return [duty.pk]
    return []


def _asks(duty: Duty, handler: Player, today: date) -> bool:
    try:
        timing.ask_extension(
            duty, handler.on(today), number=5, today=today, reason="大雪封路，两个嘎查无法入户。"
        )
    except Conflict:
        return False
    return True


def _notice(since: date, today: date) -> InspectionNotice:
    first = min(since + timedelta(days=14), today)
    return InspectionNotice(
        subject="低保资金发放和动态管理",
        places="巴林右旗、松山区、敖汉旗",
        first_day=first,
        last_day=first + timedelta(days=4),
        scope=("2025年以来低保金发放情况", "近亲属备案和入户抽查情况", "核对结果使用情况"),
        materials=("发放批次表和账户流水", "近亲属备案登记表", "入户调查和公示记录"),
        materials_by=first,
        office="赤峰市民政局社会救助科",
    )


def _made(players: Players, since: date, today: date) -> Document | None:
    handler = players.of(LEAGUE, "handler")
    banner = players.of(BANNER, "handler")
    if handler is None or banner is None:
        return None
    officer = handler.on(today)
    document: Document = papers.draft(
        officer,
        organ=Organ.objects.get(pk=officer.organ_id),
        kind="inspection_notice",
        said=_notice(since, today),
        today=min(since + timedelta(days=5), today),
        recipients=[Organ.objects.get(pk=banner.account.organ_id)],
    )
    return document


def _received(players: Players, since: date, today: date) -> Document | None:
    """A notice of inspection all the way: drafted, checked, issued, dispatched, received."""
    document = _made(players, since, today)
    reviewer, approver = players.of(LEAGUE, "reviewer"), players.of(LEAGUE, "approver")
    if document is None or reviewer is None or approver is None:
        return document
    day = min(since + timedelta(days=6), today)
    handler, receiver = (
        players.by_user["chifeng-handler"].on(day),
        players.by_user["balinyou-handler"].on(day),
    )
    papers.set_code(Organ.objects.get(pk=handler.organ_id), approver.on(day), code="赤民")
    papers.submit(document, handler, today=day)
    papers.check(document, reviewer.on(day), today=day)
    papers.issue(document, approver.on(day), today=day)
    papers.dispatch(document, handler, today=day)
    delivery = Delivery.objects.get(document=document)
    papers.receive(delivery, receiver, document=document, today=day)
    return document


def _drafted(players: Players, since: date, today: date) -> Document | None:
    """Another one that waits for its check."""
    document = _made(players, since, today)
    if document is not None:
        papers.submit(document, players.by_user["chifeng-handler"].on(today), today=today)
    return document
