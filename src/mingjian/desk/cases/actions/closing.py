"""Deciding, putting right, accepting, closing and opening again."""

from datetime import date

from mingjian.desk.cases import deadlines, policies, states
from mingjian.desk.cases.actions.checking import demand_fit, demand_unbarred
from mingjian.desk.cases.models import Case, Piece, Restoration, Retest, Taken
from mingjian.desk.cases.states import Household, Kind, Official, State
from mingjian.desk.core.actions import Conflict, action
from mingjian.desk.core.actor import Actor
from mingjian.desk.findings.models import Finding
from mingjian.desk.findings.states import Outcome, Presence
from mingjian.desk.findings.states import State as FindingState
from mingjian.desk.people.models import Person
from mingjian.desk.people.officers import Officer

# What has to be on file before a household is closed as not eligible.
ASKED_FOR_STOPPING = (Kind.SURVEY, Kind.STATEMENT, Kind.NOTICE)


@action("case.clear", may=policies.may_decide)
def clear(case: Case, by: Officer, *, innocent: str, today: date) -> None:
    """Close as harmless: nothing was wrong, and with which explanation; the household stays as it is."""
    demand_fit("clear", case)
    _demand_no_part(case, by)
    if not innocent.strip():
        raise Conflict("请写明属于哪种正常情形。", "Say which harmless explanation it is.")
    case.state, case.innocent = states.after("clear", case.state), innocent[:300]
    case.household, case.official = Household.ELIGIBLE, Official.NOTHING
    case.closer_id, case.closed_on, case.closing = by.person_id, today, innocent[:1000]
    case.save()
    _settle(case, by, Outcome.HARMLESS, innocent, today)


@action("case.order_rectification", may=policies.may_decide)
def order_rectification(
    case: Case, by: Officer, *, household: Household, official: Official, what: str, today: date
) -> None:
    """Order what has to be put right, and decide two things apart: the household, and the conduct of officials."""
    demand_fit("order_rectification", case)
    _demand_no_part(case, by)
    if not what.strip():
        raise Conflict("请写明要整改什么。", "Say what has to be put right.")
    if household == Household.INELIGIBLE:
        demand_pieces(case, ASKED_FOR_STOPPING)
    case.state = states.after("order_rectification", case.state)
    case.household, case.official, case.ordered = household, official, what.strip()[:1000]
    case.ordered_by_id = by.person_id
    case.save()
    if household == Household.RESTORE:
        for number in filter(None, case.households.split("|")):
            Restoration.objects.get_or_create(case=case, household=number, defaults={"stopped_on": today})


@action("case.report_put_right", may=policies.may_report)
def report_put_right(case: Case, by: Officer, *, what: str, on: date, today: date) -> None:
    """Say what was put right and on which day; it waits for acceptance by somebody else."""
    if case.state != State.RECTIFYING:
        demand_fit("accept_rectification", case)
    if on > today or on < case.opened_on:
        raise Conflict(
            "整改完成日期应在立件之后、今天之前。", "It was put right between the opening and today."
        )
    if not what.strip():
        raise Conflict("请写明整改的结果。", "Say what was put right.")
    case.put_right, case.put_right_on, case.put_right_by_id = what.strip()[:1000], on, by.person_id
    case.save(update_fields=["put_right", "put_right_on", "put_right_by"])


@action("case.accept_rectification", may=policies.may_accept)
def accept_rectification(case: Case, by: Officer, *, today: date) -> None:
    """Accept what was put right: not the person who checked, nor the one who put it right."""
    demand_fit("accept_rectification", case)
    if case.put_right_on is None:
        raise Conflict("整改结果还没有报告。", "Nothing was reported as put right yet.")
    _demand_no_part(case, by)
    case.state, case.accepter_id = states.after("accept_rectification", case.state), by.person_id
    case.accepted_on = today
    case.save(update_fields=["state", "accepter", "accepted_on"])


@action("case.return_to_rectifying", may=policies.may_decide)
def return_to_rectifying(case: Case, by: Officer, *, reason: str) -> None:
    """It was not put right after all."""
    demand_fit("return_to_rectifying", case)
    case.state = states.after("return_to_rectifying", case.state)
    case.accepter, case.accepted_on, case.put_right_on = None, None, None
    case.save(update_fields=["state", "accepter", "accepted_on", "put_right_on"])


@action("case.close", may=policies.may_close)
def close(case: Case, by: Officer, *, closing: str, today: date) -> None:
    """Close by proof (销号): a later run holds none of its findings, or the corrective act is on file.

    Conflict says what is still wanting.
    """
    demand_fit("close", case)
    _demand_no_part(case, by)
    demand_closable(case)
    case.state, case.closing = states.after("close", case.state), closing.strip()[:1000]
    case.closer_id, case.closed_on = by.person_id, today
    case.save()
    _settle(case, by, Outcome.CONFIRMED, "", today)
    Retest.objects.bulk_create(
        Retest(case=case, days=days, due_on=due) for days, due in deadlines.retest_days(today)
    )


@action("case.reopen", may=policies.may_assign)
def reopen(case: Case, by: Officer, *, reason: str) -> None:
    """Open an ended case again, with the reason."""
    demand_fit("reopen", case)
    _reopen(case)


@action("case.test_again", may=policies.may_test_again)
def test_again(case: Case, by: Actor, *, retest: Retest, today: date) -> None:
    """Test a closed case again by the runs since: a finding that is there opens it again."""
    row = Retest.objects.select_for_update().get(pk=retest.pk)
    if row.done_on is not None:
        return
    row.done_on, row.has_recurred = today, bool(standing(case))
    row.save()
    if row.has_recurred and states.fits("reopen", case.state):
        _reopen(case)


def _demand_no_part(case: Case, by: Officer) -> None:
    """Raise Conflict where who decides is named in the case or stands in the log of the procedure."""
    demand_unbarred(case, Person.objects.everything(reason="recusal").get(pk=by.person_id))


def _reopen(case: Case) -> None:
    case.state = states.after("reopen", case.state)
    case.reopened += 1
    case.checker = case.second = case.reviewer = case.accepter = case.closer = None
    case.found, case.found_on, case.reviewed_on, case.put_right_on = "", None, None, None
    case.accepted_on = case.closed_on = None
    case.household = case.official = case.innocent = case.closing = ""
    case.save()
    for finding in _findings(case):
        finding.state, finding.outcome, finding.innocent = FindingState.TAKEN, "", ""
        finding.outcome_because, finding.settled_on, finding.settled_by = "", None, None
        finding.save()
    Taken.objects.filter(case=case).update(is_running=True)


def demand_closable(case: Case) -> None:
    """Raise Conflict with what is still wanting before the case may be closed."""
    if case.household == Household.RESTORE:
        if Restoration.objects.filter(case=case, restored_on__isnull=True).exists():
            raise Conflict(
                "误停的家庭还没有恢复保障。", "The household that was wrongly stopped is not restored yet."
            )
        if any(row.paid_fen < row.owed_fen for row in Restoration.objects.filter(case=case)):
            raise Conflict(
                "应补发的低保金还没有补足。", "What is owed to the household was not paid in full yet."
            )
    if case.closes_by == "proof":
        demand_pieces(case, (Kind.CORRECTION,))
    elif still := standing(case):
        raise Conflict(
            f"整改之后还没有新的筛查结果证明问题已消失（{len(still)}条线索仍在）；请等下一次筛查。",
            f"No run since shows that it is gone ({len(still)} findings stand); wait for the next run.",
        )


def demand_pieces(case: Case, kinds: tuple[Kind, ...]) -> None:
    """Raise Conflict naming the evidence that is not on file."""
    filed = set(Piece.objects.filter(case=case).values_list("kind", flat=True))
    missing = [kind for kind in kinds if kind not in filed]
    if missing:
        zh = "、".join(states.KIND_WORDS[kind].zh for kind in missing)
        en = ", ".join(states.KIND_WORDS[kind].en for kind in missing)
        raise Conflict(f"还缺少材料：{zh}；请先归入证据。", f"Still missing: {en}; file it first.")


def standing(case: Case) -> list[Finding]:
    """The findings of the case that no run since the day it was put right has shown to be gone."""
    return [finding for finding in _findings(case) if not _is_gone(finding, case.put_right_on)]


def _is_gone(finding: Finding, put_right_on: date | None) -> bool:
    if finding.presence != Presence.CLEARED or finding.cleared_on is None:
        return False
    return put_right_on is None or finding.cleared_on > put_right_on


def _findings(case: Case) -> list[Finding]:
    keys = Taken.objects.filter(case=case).values("finding")
    return list(Finding.objects.everything(reason="the findings of a case").filter(pk__in=keys))


def _settle(case: Case, by: Officer, outcome: Outcome, innocent: str, today: date) -> None:
    for finding in _findings(case):
        finding.state, finding.outcome, finding.innocent = FindingState.SETTLED, outcome, innocent[:300]
        finding.outcome_because = f"核查件{case.label}"
        finding.settled_on, finding.settled_by_id = today, by.person_id
        finding.settled_evidence = finding.evidence_hash
        finding.save()
    Taken.objects.filter(case=case).update(is_running=False)
