"""How the cases of a demonstration go: each as far as its plot says, by the officers whose steps they are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from mingjian.desk.cases.actions import checking, closing, money, opening
from mingjian.desk.cases.models import Case
from mingjian.desk.cases.states import Household, Kind, Official
from mingjian.desk.demonstration.players import Player, Players
from mingjian.desk.findings import engine, queries
from mingjian.desk.findings.models import Finding
from mingjian.desk.findings.states import State

GAP = timedelta(days=1)
RECOUNT = "一个月内重新核定该户保障金额，向本人书面告知，并完善经办手续。"
RECOUNTED = "已重新核定并从下月起按新金额发放，书面告知已送达。"
REDO = "一个月内补办缺少的手续，向当事人书面说明，并对同类事项逐件自查。"
REDONE = "缺少的手续已补办并向当事人说明；同类事项已逐件自查。"


@dataclass(frozen=True)
class Office:
    """The officers of one office who work on cases."""

    place: str
    supervisor: Player
    opener: Player
    checker: Player
    reviewer: Player
    approver: Player


@dataclass
class Scene:
    """A case on its way: whose it is, and the day of its next step; no step lies after today."""

    case: Case
    office: Office
    day: date
    today: date

    def next_day(self) -> date:
        """The day of the next step."""
        self.day = min(self.day + GAP, self.today)
        return self.day


Step = Callable[[Scene], None]


def assign(scene: Scene) -> None:
    """The supervisor names who checks."""
    supervisor = scene.office.supervisor.on(scene.day)
    checking.assign(scene.case, supervisor, checker=scene.office.checker.person, today=scene.next_day())


def take_up(scene: Scene) -> None:
    """The checker begins and files what she found at home with the household."""
    checker = scene.office.checker.on(scene.next_day())
    checking.take_up(scene.case, checker)
    for kind, title, provider in (
        (Kind.SURVEY, "入户调查记录", "核查组两人"),
        (Kind.RECORD, "发放明细和账户流水", "代发银行"),
    ):
        checking.file_piece(
            scene.case, checker, kind=kind, title=title, provider=provider, captured_on=scene.day, now=at(scene.day),
            text="当面核对原件后复印，当事人签字确认。",
        )  # fmt: skip


def report(scene: Scene) -> None:
    """The checker reports, after the person concerned was heard."""
    day = scene.next_day()
    checker = scene.office.checker.on(day)
    statement = checking.offer_statement(scene.case, checker, of="户主", today=day)
    words = "情况属实，当时不知道要报告，愿意配合。"
    checking.take_statement(scene.case, checker, statement=statement, words=words, today=day)
    found = "经入户、查档和比对，线索反映的情况与登记材料一致；家庭现状和收入已逐项核对，材料附后。"
    checking.report(scene.case, checker, found=found, today=day)


def send_back(scene: Scene) -> None:
    """The reviewer wants to know more."""
    reviewer = scene.office.reviewer.on(scene.next_day())
    checking.return_to_checker(scene.case, reviewer, reason="缺少嘎查公示的照片，请补充。", today=scene.day)


def review(scene: Scene) -> None:
    """The reviewer agrees."""
    day = scene.next_day()
    checking.review(scene.case, scene.office.reviewer.on(day), today=day)


def clear(scene: Scene) -> None:
    """The approver closes it as harmless."""
    day = scene.next_day()
    closing.clear(
        scene.case, scene.office.approver.on(day), innocent="登记时间差造成，款项已在当月冲回", today=day
    )


def order(scene: Scene) -> None:
    """The approver orders what has to be put right."""
    day = scene.next_day()
    closing.order_rectification(
        scene.case,
        scene.office.approver.on(day),
        household=Household.ADJUST if scene.case.households else Household.ELIGIBLE,
        official=Official.NOTHING,
        what=RECOUNT if scene.case.households else REDO,
        today=day,
    )


def recover(scene: Scene) -> None:
    """Money is to be paid back, and a first instalment comes."""
    day = scene.next_day()
    households = [one for one in scene.case.households.split("|") if one]
    if not households or not scene.case.fen:
        return
    recovery = money.order_recovery(
        scene.case,
        scene.office.approver.on(day),
        household=households[0],
        fen=scene.case.fen,
        monthly_allowance_fen=0,
        today=day,
    )
    instalment = max(scene.case.fen // 3, 1)
    money.note_payment(
        recovery, scene.office.checker.on(day), fen=instalment, paid_on=day, receipt="缴款书0001"
    )


def put_right(scene: Scene) -> None:
    """The checker reports what was put right."""
    day = scene.next_day()
    what = RECOUNTED if scene.case.households else REDONE
    closing.report_put_right(scene.case, scene.office.checker.on(day), what=what, on=day, today=day)


def accept(scene: Scene) -> None:
    """The approver accepts it."""
    day = scene.next_day()
    closing.accept_rectification(scene.case, scene.office.approver.on(day), today=day)


def close(scene: Scene) -> None:
    """Proof of the corrective act is filed, and the approver closes the case."""
    day = scene.next_day()
    checking.file_piece(
        scene.case, scene.office.checker.on(day), kind=Kind.CORRECTION, title="整改证明材料", provider="低保中心",
        captured_on=day, now=at(day), text="审批表、告知书和送达回证复印件。",
    )  # fmt: skip
    closing.close(scene.case, scene.office.approver.on(day), closing="整改完成，证明材料齐全。", today=day)


CHECKED: tuple[Step, ...] = (assign, take_up, report)
REVIEWED: tuple[Step, ...] = (*CHECKED, review)
ORDERED: tuple[Step, ...] = (*REVIEWED, order)
# The plots, those first that any sample should show.
PLOTS: Mapping[str, tuple[Step, ...]] = {
    "closed": (*ORDERED, put_right, accept, close),
    "checking": (assign, take_up),
    "rectifying": (*ORDERED, recover),
    "reviewed": REVIEWED,
    "harmless": (*REVIEWED, clear),
    "pending": (),
    "assigned": (assign,),
    "accepted": (*ORDERED, put_right, accept),
    "reported": CHECKED,
    "put_right": (*ORDERED, put_right),
    "sent_back": (*CHECKED, send_back),
}


def offices(players: Players) -> Iterator[Office]:
    """The offices that have everybody a case needs."""
    for place in dict.fromkeys(player.part.place for player in players.by_user.values()):
        handlers = [
            player
            for player in players.by_user.values()
            if player.part.place == place and player.part.roles == ("handler",) and not player.part.of_sample
        ]
        others = [players.of(place, role) for role in ("supervisor", "reviewer", "approver")]
        supervisor, reviewer, approver = others
        if handlers and supervisor and reviewer and approver:
            yield Office(place, supervisor, handlers[0], handlers[-1], reviewer, approver)


def play(
    office: Office, avoided: frozenset[object], *, since: date, today: date
) -> Iterator[tuple[str, Case]]:
    """Open and move the cases of one office, one for each plot as far as its findings reach; plot and case."""
    bundles = list(bundles_of(office, avoided, today))
    for number, (plot, steps) in enumerate(PLOTS.items()):
        bundle = _fitting(bundles, plot)
        if not bundle:
            continue
        bundles.remove(bundle)
        day = min(since + timedelta(days=2 + number % 4), today)
        case = opening.open_case(office.opener.on(day), findings=bundle, title=title_of(bundle), today=day)
        scene = Scene(case, office, day, today)
        for step in steps:
            step(scene)
        yield plot, case


def bundles_of(office: Office, avoided: frozenset[object], today: date) -> Iterator[list[Finding]]:
    """The open findings that everybody of the office may see, together by household; the others one by one."""
    seen = [set(queries.findings(p.on(today)).values_list("pk", flat=True)) for p in workers(office)]
    both = set.intersection(*seen) - avoided
    mine = queries.findings(office.opener.on(today)).filter(owner_code=office.place, state=State.OPEN)
    groups: dict[str, list[Finding]] = {}
    for finding in mine.filter(pk__in=both).order_by("-fen", "finding_id"):
        groups.setdefault(finding.households or finding.finding_id, []).append(finding)
    yield from groups.values()


def workers(office: Office) -> Sequence[Player]:
    """Everybody who has a step in a case of the office."""
    return (office.supervisor, office.opener, office.checker, office.reviewer, office.approver)


def title_of(bundle: Sequence[Finding]) -> str:
    """What a case is called: what was found, and where."""
    first = bundle[0]
    several = f"等{len(bundle)}项" if len(bundle) > 1 else ""
    return f"{engine.place_name(first.division)}：{engine.title_of(first.rule).zh}{several}"[:200]


def at(day: date) -> datetime:
    """Ten o'clock of a day at the site."""
    return timezone.make_aware(datetime.combine(day, time(10)))


def _fitting(bundles: Sequence[list[Finding]], plot: str) -> list[Finding]:
    """A bundle for a plot: to be closed it has to hold past acts, to be recovered it needs money."""
    for bundle in bundles:
        rules = [engine.rule_of(finding.rule) for finding in bundle]
        is_past = any(rule and rule.closes_by == "proof" for rule in rules)
        if plot == "closed" and not is_past:
            continue
        if plot == "rectifying" and not (
            bundle[0].households and sum(finding.fen or 0 for finding in bundle)
        ):
            continue
        return bundle
    return []
