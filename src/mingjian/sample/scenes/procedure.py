"""The lawful way of an application to its grant or refusal, of a review and of a stop: every step in order and in time.

Days are counted in working days from the decision, so that every clock holds across holidays too.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from mingjian.law.procedures import Regime, regime
from mingjian.sample.scene import Rows
from mingjian.sample.scenes.calendar import month_after, on_or_before, working_days_after
from mingjian.sample.scenes.play import Play, merged

HAND, DEPUTY, DECIDER, NOBODY = "hand", "deputy", "decider", ""
MONTHS_BETWEEN_REVIEWS = 9
REVIEWED_UNTIL = 2
"""So many months before the extract the last one may lie."""


@dataclass(frozen=True)
class PlannedStep:
    """A step so many working days after the decision; a posting hangs until the day before working day `ends`."""

    step: str
    after: int
    who: str
    ends: int | None = None


# Procedure of 2012: surveyed within 10, appraised within 5, posted again 5 after sending up, decided 3 after that.
PLAN_2012 = (
    PlannedStep("applied", -27, NOBODY),
    PlannedStep("accepted", -26, HAND),
    PlannedStep("check_requested", -25, HAND),
    PlannedStep("surveyed", -23, HAND),
    PlannedStep("check_replied", -22, NOBODY),
    PlannedStep("appraised", -22, HAND),
    PlannedStep("reviewed", -20, DEPUTY),
    PlannedStep("posted_first", -19, DEPUTY, ends=-10),
    PlannedStep("submitted", -10, DEPUTY),
    PlannedStep("spot_checked", -9, DECIDER),
    PlannedStep("posted_second", -8, DECIDER, ends=0),
    PlannedStep("decided", 0, DECIDER),
    PlannedStep("published", 1, DEPUTY),
    PlannedStep("notified", 1, HAND),
    PlannedStep("archived", 10, HAND),
)
# Procedure of 2021: within the 30 working days of the county or the 20 of a devolved approval.
PLAN_2021 = (
    PlannedStep("applied", -15, NOBODY),
    PlannedStep("accepted", -15, HAND),
    PlannedStep("check_requested", -15, HAND),
    PlannedStep("surveyed", -13, HAND),
    PlannedStep("check_replied", -12, NOBODY),
    PlannedStep("reviewed", -12, DEPUTY),
    PlannedStep("posted_first", -12, DEPUTY, ends=-2),
    PlannedStep("submitted", -2, DEPUTY),
    PlannedStep("spot_checked", -1, DECIDER),
    PlannedStep("decided", 0, DECIDER),
    PlannedStep("published", 1, DEPUTY),
    PlannedStep("notified", 1, HAND),
    PlannedStep("archived", 10, HAND),
)
# A refusal is not posted; under the procedure of 2012 it is due within 5 working days of sending up.
REFUSAL_2012 = (
    PlannedStep("applied", -21, NOBODY),
    PlannedStep("accepted", -20, HAND),
    PlannedStep("check_requested", -19, HAND),
    PlannedStep("surveyed", -17, HAND),
    PlannedStep("check_replied", -16, NOBODY),
    PlannedStep("appraised", -14, HAND),
    PlannedStep("reviewed", -8, DEPUTY),
    PlannedStep("submitted", -4, DEPUTY),
    PlannedStep("decided", 0, DECIDER),
    PlannedStep("notified", 1, HAND),
    PlannedStep("archived", 10, HAND),
)
REFUSAL_2021 = (
    PlannedStep("applied", -14, NOBODY),
    PlannedStep("accepted", -14, HAND),
    PlannedStep("check_requested", -14, HAND),
    PlannedStep("surveyed", -12, HAND),
    PlannedStep("check_replied", -10, NOBODY),
    PlannedStep("reviewed", -8, DEPUTY),
    PlannedStep("submitted", -6, DEPUTY),
    PlannedStep("decided", 0, DECIDER),
    PlannedStep("notified", 1, HAND),
    PlannedStep("archived", 10, HAND),
)
STOP = (
    PlannedStep("check_requested", -10, HAND),
    PlannedStep("check_replied", -7, NOBODY),
    PlannedStep("surveyed", -6, HAND),
    PlannedStep("decided", 0, DECIDER),
    PlannedStep("notified", 1, HAND),
    PlannedStep("archived", 14, HAND),
)
REVIEW = (
    PlannedStep("check_requested", -6, HAND),
    PlannedStep("check_replied", -3, NOBODY),
    PlannedStep("surveyed", -1, HAND),
    PlannedStep("decided", 0, DECIDER),
    PlannedStep("archived", 14, HAND),
)
# Homes take turns on so many working days, the last of them as planned, since no pair can visit all on one.
TURNS = {PLAN_2012: 5, PLAN_2021: 12, REVIEW: 14}
TURNS_WHERE_DEVOLVED = 5
IN_TURN = ("applied", "accepted", "check_requested", "surveyed", "check_replied")


def application_rows(
    play: Play,
    village: str,
    application_id: str,
    household_id: str | None,
    applicant_id: str,
    decided_on: date,
    approved_by: str,
    decision: str = "granted",
) -> Rows:
    """The application that was decided on that working day by the `county` or the `township`, and its steps."""
    plan = _in_turn(play, village, plan_of(decided_on), decided_on, approved_by)
    application: dict[str, object] = {
        "application_id": application_id,
        "household_id": household_id,
        "applicant_id": applicant_id,
        "division": village,
        "kind": "application",
        "applied_on": working_days_after(decided_on, plan[0].after),
        "decision": decision,
        "relative_registered": False,
        "objection": False,
        "complex": False,
        "devolved": approved_by == "township",
    }
    return _file(play, application, plan, decided_on)


def review_rows(
    play: Play, village: str, household_id: str, applicant_id: str, granted_on: date, approved_by: str
) -> Rows:
    """A review every nine months from the grant to the last months before the extract, each with its visit."""
    files: list[Rows] = []
    for number, day in enumerate(_review_days(granted_on, play.stage.as_of), start=1):
        plan = _in_turn(play, village, REVIEW, day, approved_by)
        review: dict[str, object] = {
            "application_id": f"{household_id}-F{number}",
            "household_id": household_id,
            "applicant_id": applicant_id,
            "division": village,
            "kind": "review",
            "applied_on": working_days_after(day, plan[0].after),
            "decision": "granted",
            "devolved": approved_by == "township",
        }
        files.append(_file(play, review, plan, day))
    return merged(*files)


def refusal_rows(
    play: Play,
    village: str,
    application_id: str,
    applicant_id: str,
    decided_on: date,
    approved_by: str = "county",
) -> Rows:
    """An application refused on that working day because of the household's income, with its steps."""
    accepted_on = working_days_after(decided_on, REFUSAL_2012[1].after)
    plan = REFUSAL_2012 if regime(accepted_on) is Regime.A else REFUSAL_2021
    application: dict[str, object] = {
        "application_id": application_id,
        "applicant_id": applicant_id,
        "division": village,
        "kind": "application",
        "applied_on": working_days_after(decided_on, plan[0].after),
        "decision": "refused",
        "reason": "家庭人均收入超过当地低保标准",
        "relative_registered": False,
        "objection": False,
        "complex": False,
        "devolved": approved_by == "township",
    }
    return _file(play, application, plan, decided_on)


def stop_rows(
    play: Play, village: str, household_id: str, applicant_id: str, decided_on: date, approved_by: str
) -> Rows:
    """The stop of a household that has too much to live on, decided on that working day, with its steps."""
    stop: dict[str, object] = {
        "application_id": f"{household_id}-T1",
        "household_id": household_id,
        "applicant_id": applicant_id,
        "division": village,
        "kind": "stop",
        "applied_on": working_days_after(decided_on, STOP[0].after),
        "decision": "stopped",
        "reason": "家庭人均收入超过标准",
        "devolved": approved_by == "township",
    }
    return _file(play, stop, STOP, decided_on)


def plan_of(decided_on: date) -> tuple[PlannedStep, ...]:
    """The steps of the procedure under which an application decided on that day was accepted."""
    accepted_on = working_days_after(decided_on, PLAN_2012[1].after)
    return PLAN_2012 if regime(accepted_on) is Regime.A else PLAN_2021


def _review_days(granted_on: date, as_of: date) -> list[date]:
    days, month = [], month_after(granted_on, MONTHS_BETWEEN_REVIEWS)
    while month_after(month, REVIEWED_UNTIL) <= as_of:
        days.append(on_or_before(month.replace(day=min(granted_on.day, 28))))
        month = month_after(month, MONTHS_BETWEEN_REVIEWS)
    return days


def _in_turn(
    play: Play, village: str, plan: tuple[PlannedStep, ...], decided_on: date, approved_by: str
) -> tuple[PlannedStep, ...]:
    """The plan with the steps up to the visit moved ahead, to the day on which the township visits fewest."""
    turns = TURNS[plan] if approved_by == "county" else TURNS_WHERE_DEVOLVED
    visit = next(planned.after for planned in plan if planned.step == "surveyed")
    days = [working_days_after(decided_on, visit - turn) for turn in range(turns)]
    turn = play.registrar.quietest(village[:9], days)
    return tuple(replace(p, after=p.after - turn) if p.step in IN_TURN else p for p in plan)


def _file(
    play: Play, application: dict[str, object], plan: tuple[PlannedStep, ...], decided_on: date
) -> Rows:
    """The row of a file and those of its steps, with the officers who take them."""
    village, stage = str(application["division"]), play.stage
    since = stage.first_month.replace(year=stage.first_month.year - 4)
    handlers, officers = play.registrar.handlers(play.rng, village[:9], since)
    deciders, deciding = handlers, Rows()
    if not application["devolved"]:
        deciders, deciding = play.registrar.handlers(play.rng, village[:6], since)
    hands = {HAND: handlers[0], DEPUTY: handlers[1], DECIDER: deciders[0]}
    minute = play.rng.randrange(60)
    steps = [
        _step(str(application["application_id"]), planned, n, minute, decided_on, hands)
        for n, planned in enumerate(plan)
        if working_days_after(decided_on, planned.after) <= stage.as_of
    ]
    return merged({"applications": [application], "steps": steps}, officers, deciding)


def _step(
    application_id: str,
    planned: PlannedStep,
    number: int,
    minute: int,
    decided_on: date,
    hands: dict[str, str],
) -> dict[str, object]:
    day = working_days_after(decided_on, planned.after)
    row: dict[str, object] = {
        "application_id": application_id,
        "step": planned.step,
        "at": datetime.combine(day, time(9 + number // 2, minute)),
    }
    if planned.who:
        row["officer_id"] = hands[planned.who]
    if planned.step == "surveyed":
        row |= {"officer2_id": hands[DEPUTY], "outcome": "属实"}
    if planned.step == "appraised":
        row |= {"attendance": 24, "representatives": 18}
    if planned.ends is not None:
        last = working_days_after(decided_on, planned.ends) - timedelta(days=1)
        row["until"] = datetime.combine(last, time(18, 0))
    return row
