"""Deciding, putting right, accepting, closing and opening again."""

from datetime import date

from mingjian.desk.cases import deadlines, policies, states
from mingjian.desk.cases.actions import clock, proving
from mingjian.desk.cases.actions.checking import demand_fit, demand_no_part
from mingjian.desk.cases.models import Case, Matter, Restoration, Retest, Taken
from mingjian.desk.cases.states import ENDED, Household, Official, Step
from mingjian.desk.core.actions import Conflict, action
from mingjian.desk.core.actor import Actor
from mingjian.desk.findings.models import Run
from mingjian.desk.findings.states import Outcome
from mingjian.desk.findings.states import State as FindingState
from mingjian.desk.people.officers import Officer


@action("case.clear", may=policies.may_decide)
def clear(case: Case, by: Officer, *, innocent: str, today: date) -> None:
    """Close as harmless: nothing was wrong, and with which explanation; the household stays as it is."""
    demand_fit("clear", case)
    demand_no_part(case, by, on=today)
    if not innocent.strip():
        raise Conflict("请写明属于哪种正常情形。", "Say which harmless explanation it is.")
    case.state, case.innocent = states.after("clear", case.state), innocent[:300]
    case.household, case.official = Household.ELIGIBLE, Official.NOTHING
    case.closer_id, case.closed_on, case.closing = by.person_id, today, innocent[:1000]
    case.save()
    clock.turn(case, by, "clear", today=today)
    _settle(case, by, Outcome.HARMLESS, innocent, today)
    _close_matter(case, today)


@action("case.order_rectification", may=policies.may_decide)
def order_rectification(
    case: Case, by: Officer, *, household: Household, official: Official, what: str, today: date
) -> None:
    """Order what has to be put right, and decide two things apart: the household, and the conduct of officials."""
    demand_fit("order_rectification", case)
    demand_no_part(case, by, on=today)
    if not what.strip():
        raise Conflict("请写明要整改什么。", "Say what has to be put right.")
    if household == Household.INELIGIBLE:
        proving.demand_heard_at_home(case)
    case.state = states.after("order_rectification", case.state)
    case.household, case.official, case.ordered = household, official, what.strip()[:1000]
    case.ordered_by_id, case.ordered_on = by.person_id, today
    case.save()
    clock.turn(case, by, "order_rectification", today=today)
    if household == Household.INELIGIBLE:
        clock.owe(case, by, Step.NOTIFY, today=today)
    if household == Household.RESTORE:
        _restore(case, by, today)


def _restore(case: Case, by: Officer, today: date) -> None:
    """Every household of the case is to be restored, and each has a clock of its own."""
    for number in filter(None, case.households.split("|")):
        words = {"stopped_on": today}
        row, is_new = Restoration.objects.get_or_create(case=case, household=number, defaults=words)
        if is_new:
            clock.owe(case, by, Step.RESTORE, of=row, today=today)


@action("case.report_put_right", may=policies.may_report)
def report_put_right(case: Case, by: Officer, *, what: str, on: date, today: date) -> None:
    """Say what was put right and on which day; it waits for acceptance by somebody else."""
    demand_fit("report_put_right", case)
    if on > today or on < case.opened_on:
        raise Conflict(
            "整改完成日期应在立件之后、今天之前。", "It was put right between the opening and today."
        )
    if not what.strip():
        raise Conflict("请写明整改的结果。", "Say what was put right.")
    case.put_right, case.put_right_on, case.put_right_by_id = what.strip()[:1000], on, by.person_id
    case.save(update_fields=["put_right", "put_right_on", "put_right_by"])
    clock.turn(case, by, "report_put_right", today=today)


@action("case.accept_rectification", may=policies.may_accept)
def accept_rectification(case: Case, by: Officer, *, today: date) -> None:
    """Accept what was put right: not the person who checked, nor the one who put it right."""
    demand_fit("accept_rectification", case)
    if case.put_right_on is None:
        raise Conflict("整改结果还没有报告。", "Nothing was reported as put right yet.")
    demand_no_part(case, by, on=today)
    case.state, case.accepter_id = states.after("accept_rectification", case.state), by.person_id
    case.accepted_on = today
    case.save(update_fields=["state", "accepter", "accepted_on"])
    clock.turn(case, by, "accept_rectification", today=today)


@action("case.return_to_rectifying", may=policies.may_decide)
def return_to_rectifying(case: Case, by: Officer, *, reason: str, today: date) -> None:
    """It was not put right after all: instead of accepting it, or when that shows later."""
    demand_fit("return_to_rectifying", case)
    if case.put_right_on is None:
        raise Conflict("整改结果还没有报告。", "Nothing was reported as put right yet.")
    case.state = states.after("return_to_rectifying", case.state)
    case.accepter, case.accepted_on, case.put_right_on = None, None, None
    case.save(update_fields=["state", "accepter", "accepted_on", "put_right_on"])
    clock.turn(case, by, "return_to_rectifying", today=today)


@action("case.close", may=policies.may_close)
def close(case: Case, by: Officer, *, closing: str, today: date) -> None:
    """Close by proof (销号): a later run holds none of its findings, or the corrective act is on file.

    Conflict says what is still wanting.
    """
    demand_fit("close", case)
    demand_no_part(case, by, on=today)
    proving.demand_closable(case)
    case.state, case.closing = states.after("close", case.state), closing.strip()[:1000]
    case.closer_id, case.closed_on = by.person_id, today
    case.save()
    clock.turn(case, by, "close", today=today)
    if notice := proving.dispatched_notice(case):
        clock.met(case, by, Step.NOTIFY, of=case, met_by=notice, today=notice.dispatched_on or today)
    _settle(case, by, Outcome.CONFIRMED, "", today)
    for days, due in deadlines.retest_days(today):
        retest = Retest.objects.create(case=case, days=days, due_on=due)
        clock.owe(case, by, Step.RETEST, of=retest, until=due, today=today)
    _close_matter(case, today)


@action("case.reopen", may=policies.may_assign)
def reopen(case: Case, by: Officer, *, reason: str, today: date) -> None:
    """Open an ended case again, with the reason."""
    demand_fit("reopen", case)
    _reopen(case, by, today)


@action("case.test_again", may=policies.may_test_again)
def test_again(case: Case, by: Actor, *, retest: Retest, today: date) -> bool:
    """Test a closed case again by the runs since: what recurred opens it again. Whether it was tested.

    Without a run since the test before there is nothing to tell by: it waits, and its light turns red.
    """
    row = Retest.objects.select_for_update().filter(pk=retest.pk, done_on__isnull=True).first()
    if row is None or not can_be_tested(case, row):
        return False
    row.done_on, row.has_recurred = today, bool(proving.recurred(case))
    row.save()
    clock.met(case, by, Step.RETEST, of=row, met_by=row, today=today)
    if row.has_recurred and states.fits("reopen", case.state) and not _is_taken_elsewhere(case):
        _reopen(case, by, today)
    return True


def can_be_tested(case: Case, retest: Retest) -> bool:
    """Whether a run over the place of a closed case came after the re-test before."""
    if case.closed_on is None:
        return False
    places = [case.division[:digits] for digits in (0, 2, 4, 6, 9, 12)]
    since = deadlines.retested_since(case.closed_on, retest.days)
    return Run.objects.filter(stage=Run.Stage.LOADED, as_of__gt=since, division__in=places).exists()


def _is_taken_elsewhere(case: Case) -> bool:
    """Whether another running case has taken its findings up since: there they are answered for."""
    findings = Taken.objects.filter(case=case).values("finding")
    return Taken.objects.filter(finding__in=findings, is_running=True).exclude(case=case).exists()


def _reopen(case: Case, by: Actor, today: date) -> None:
    if case.erased_on is not None:
        raise Conflict(
            "本件已按期清除，不能重新打开；有新的线索请另立一件。",
            "This case was erased on schedule; open another one over what is new.",
        )
    if _is_taken_elsewhere(case):
        raise Conflict(
            "本件的线索已由另一核查件办理，请在那一件中办理。",
            "Another case has taken its findings up; go on there.",
        )
    waiting = list(Retest.objects.filter(case=case, done_on__isnull=True))
    clock.fall_away(case, waiting, today=today)
    Retest.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    case.state = states.after("reopen", case.state)
    case.reopened += 1
    case.checker = case.second = case.reviewer = case.accepter = case.closer = None
    case.ordered_by = case.put_right_by = case.ordered_on = None
    case.found, case.found_on, case.reviewed_on, case.put_right_on = "", None, None, None
    case.accepted_on = case.closed_on = None
    case.household = case.official = case.innocent = case.closing = case.ordered = case.put_right = ""
    case.save()
    clock.turn(case, by, "reopen", today=today)
    Matter.objects.filter(pk=case.matter_id).update(closed_on=None)
    for finding in proving.findings(case):
        finding.state, finding.outcome, finding.innocent = FindingState.TAKEN, "", ""
        finding.outcome_because, finding.settled_on, finding.settled_by = "", None, None
        finding.save()
    Taken.objects.filter(case=case).update(is_running=True)


def _close_matter(case: Case, today: date) -> None:
    """The matter closes with the last of its cases; it is locked, so that two that close at once see each other."""
    matter = Matter.objects.select_for_update().get(pk=case.matter_id)
    cases = Case.objects.everything(reason="the cases of a matter").filter(matter=matter)
    if not cases.exclude(state__in=ENDED).exists():
        matter.closed_on = today
        matter.save(update_fields=["closed_on"])


def _settle(case: Case, by: Officer, outcome: Outcome, innocent: str, today: date) -> None:
    for finding in proving.findings(case):
        finding.state, finding.outcome, finding.innocent = FindingState.SETTLED, outcome, innocent[:300]
        finding.outcome_because = f"核查件{case.label}"
        finding.settled_on, finding.settled_by_id = today, by.person_id
        finding.settled_evidence = finding.evidence_hash
        finding.save()
    Taken.objects.filter(case=case).update(is_running=False)
