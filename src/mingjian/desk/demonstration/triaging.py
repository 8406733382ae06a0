"""What the officers of a demonstration do with findings beside cases: triage, outcomes, answers, owed tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mingjian.desk.demonstration.plots import Office
from mingjian.desk.findings import engine, naming, policies, providers, queries
from mingjian.desk.findings.actions import chasing, triage
from mingjian.desk.findings.actions.correcting import WrongRecord
from mingjian.desk.findings.models import Finding, Question
from mingjian.desk.findings.states import Outcome, State

ANSWERS = (
    "已入户核实，户主本人在家，情况与登记一致。",
    "已入户，该成员外出务工三个月，家里正在补充务工收入证明。",
    "已查档并询问邻居，该户实际居住人数比登记少一人，正在办理变更。",
)
BECAUSE = {
    Outcome.CONFIRMED: "查看发放明细和登记材料，当事人确认。",
    Outcome.HARMLESS: "调取原始凭证核对，嘎查和经办人员书面说明。",
    Outcome.RECORD_WRONG: "登记证件号录入有误，原件已核对，已通知提供单位更正。",
    Outcome.UNSETTLED: "原始材料已过保存期，无法查清。",
}
TURN = (Outcome.CONFIRMED, Outcome.HARMLESS, Outcome.CONFIRMED, Outcome.RECORD_WRONG, Outcome.UNSETTLED)


@dataclass(frozen=True)
class Triaged:
    """How many findings, questions and tables somebody has dealt with."""

    assigned: int
    held: int
    settled: int
    answered: int
    chased: int


def work_through(office: Office, *, since: date, today: date) -> Triaged:
    """What an office does in three weeks: some findings assigned, put off and settled, questions answered."""
    day = min(since + timedelta(days=12), today)
    supervisor, handler = office.supervisor.on(day), office.opener.on(day)
    mine = [
        one
        for one in _open(office, day)
        if policies.may_triage(supervisor, one) and policies.may_triage(handler, one)
    ]
    settled = sum(_settle(office, one, TURN[n % len(TURN)], day) for n, one in enumerate(mine[:5]))
    to_assign, to_hold = mine[5:9], mine[9:10]
    if to_assign:
        triage.assign(supervisor, findings=to_assign, to=office.opener.person, today=day)
    if to_hold:
        until, because = today + timedelta(days=14), "等待房产登记部门月底补报数据"
        triage.hold(supervisor, findings=to_hold, until=until, because=because, today=day)
    return Triaged(len(to_assign), len(to_hold), settled, _answer(office, day), _chase(office, day))


def _open(office: Office, day: date) -> list[Finding]:
    seen = set(queries.findings(office.opener.on(day)).values_list("pk", flat=True))
    mine = queries.findings(office.supervisor.on(day)).filter(owner_code=office.place, state=State.OPEN)
    return [one for one in mine.order_by("rule", "finding_id") if one.pk in seen]


def _settle(office: Office, finding: Finding, outcome: Outcome, day: date) -> int:
    rule = engine.rule_of(finding.rule)
    wrong = _wrong(finding, day) if outcome is Outcome.RECORD_WRONG else None
    if outcome is Outcome.RECORD_WRONG and wrong is None:
        outcome = Outcome.CONFIRMED
    innocent = rule.innocent[0].reason.zh[:300] if rule and rule.innocent else ""
    if outcome is Outcome.HARMLESS and not innocent:
        outcome = Outcome.UNSETTLED
    triage.settle(
        office.opener.on(day),
        findings=[finding],
        outcome=outcome,
        innocent=innocent if outcome is Outcome.HARMLESS else "",
        because=BECAUSE[outcome],
        wrong=wrong,
        today=day,
    )
    return 1


def _wrong(finding: Finding, day: date) -> WrongRecord | None:
    """Which record is wrong, where the finding rests on one and somebody of the site supplied it."""
    tables = naming.tables_of(finding.evidence)
    organs = providers.organs_for(tables[:1], [finding.division[:6]], on=day)
    about_staff = finding.subject_kind == "officer" or engine.is_about_officers(finding.rule)
    if not tables or not organs or about_staff:
        return None
    return WrongRecord(tables[0], organs[0], "与当事人出示的原件不一致，请核对原始登记。")


def _answer(office: Office, day: date) -> int:
    """The county answers half of what it was asked."""
    handler = office.opener.on(day)
    asked = [
        one
        for one in queries.questions(handler)
        .filter(stage=Question.Stage.OPEN)
        .order_by("household", "digest")
        if policies.may_answer(handler, one)
    ]
    for number, question in enumerate(asked[::2]):
        triage.answer(question, handler, text=ANSWERS[number % len(ANSWERS)], today=day)
    return len(asked[::2])


def _chase(office: Office, day: date) -> int:
    """The supervisor asks for the first tables that are owed, all of one office by one letter."""
    supervisor = office.supervisor.on(day)
    waiting = queries.owed_tables(supervisor).filter(asked_on=None, supplied_on=None).exclude(table="")
    owed = [one for one in waiting.order_by("division", "table")[:20] if policies.may_chase(supervisor, one)]
    owed = [one for one in owed if one.division == owed[0].division][:2]
    able = providers.organs_for({one.table for one in owed}, {one.division for one in owed}, on=day)
    organs = [organ for organ in able if organ.pk != supervisor.organ_id]
    if not organs:
        return 0
    chasing.ask_for_tables(supervisor, tables=owed, organ=organs[0], today=day)
    return len(owed)


def counts(done: Mapping[str, Triaged]) -> Mapping[str, int]:
    """The same in all."""
    names = ("assigned", "held", "settled", "answered", "chased")
    return {name: sum(getattr(one, name) for one in done.values()) for name in names}
