"""Money: recovery with instalments, waiver and appeal; restoring and back-paying a household wrongly stopped."""

from datetime import date

from django.db.models import Sum

from mingjian.desk.cases import deadlines, policies
from mingjian.desk.cases.actions import clock
from mingjian.desk.cases.actions.checking import demand_in
from mingjian.desk.cases.models import Case, Instalment, Recovery, Restoration
from mingjian.desk.cases.states import Household, State, Step
from mingjian.desk.core.actions import Conflict, action
from mingjian.desk.people.officers import Officer


@action("recovery.order", may=policies.may_decide)
def order_recovery(
    case: Case, by: Officer, *, household: str, fen: int, monthly_allowance_fen: int, today: date
) -> Recovery:
    """Order that a household pays back a sum, in fen."""
    demand_in(case, State.RECTIFYING)
    if case.household == Household.RESTORE:
        raise Conflict(
            "本件已认定停发有误，应恢复并补发，不能追缴。",
            "The stop was wrong: the household is restored and back-paid, and pays nothing back.",
        )
    if household not in case.households.split("|"):
        raise Conflict(
            "追缴对象应是本件涉及的家庭。", "Only a household of this case can be asked to pay back."
        )
    if fen <= 0:
        raise Conflict("追缴金额应大于零。", "The sum has to be more than nothing.")
    return Recovery.objects.create(
        case=case,
        household=household,
        fen=fen,
        monthly_allowance_fen=monthly_allowance_fen,
        ordered_on=today,
        ordered_by_id=by.person_id,
    )


@action("recovery.note_payment", may=policies.may_note_payment)
def note_payment(recovery: Recovery, by: Officer, *, fen: int, paid_on: date, receipt: str) -> Instalment:
    """Note a sum that was paid back; while the household lives on the allowance no more than the guard allows."""
    left = outstanding(recovery)
    if fen <= 0 or fen > left:
        raise Conflict(
            f"尚欠 {left / 100:,.2f} 元；请核对金额。", f"{left / 100:,.2f} yuan are open; check the sum."
        )
    guard = deadlines.hardship_share(recovery.monthly_allowance_fen)
    if recovery.monthly_allowance_fen and fen > guard:
        raise Conflict(
            f"该户仍在领取低保，每月扣回不超过 {guard / 100:,.2f} 元，以免影响基本生活。",
            f"The household lives on the allowance: no more than {guard / 100:,.2f} yuan a month may be taken.",
        )
    return Instalment.objects.create(
        recovery=recovery, fen=fen, paid_on=paid_on, receipt=receipt, noted_by_id=by.person_id
    )


@action("recovery.waive", may=policies.may_waive)
def waive(recovery: Recovery, by: Officer, *, fen: int, because: str) -> None:
    """Waive a part or all of what is open: another person than the one who ordered it, with the reason."""
    if not because.strip():
        raise Conflict("请写明减免的理由。", "Say why it is waived.")
    if fen <= 0 or fen > outstanding(recovery):
        raise Conflict("减免金额不能超过尚欠金额。", "No more can be waived than is open.")
    recovery.waived_fen += fen
    recovery.waived_because, recovery.waived_by_id = because.strip()[:300], by.person_id
    recovery.save()


@action("recovery.appeal", may=policies.may_note_payment)
def note_appeal(recovery: Recovery, by: Officer, *, today: date) -> None:
    """Note that the household has appealed; the order is not stayed by it, but the reader has to see it."""
    if recovery.appealed_on is not None:
        raise Conflict("申诉已登记。", "The appeal is on file already.")
    recovery.appealed_on = today
    recovery.save(update_fields=["appealed_on"])


@action("restoration.restore", may=policies.may_restore)
def restore(
    restoration: Restoration,
    by: Officer,
    *,
    restored_on: date,
    owed_fen: int,
    paid_fen: int,
    paid_on: date | None,
    today: date,
) -> None:
    """Note from when a household is paid again, and what it was owed and paid for the months between, in fen.

    Its clock stops when nothing of what is owed is open any more.
    """
    if owed_fen < 0 or paid_fen < 0 or paid_fen > owed_fen:
        raise Conflict("补发金额不能超过应补金额。", "No more can be back-paid than is owed.")
    restoration.restored_on, restoration.owed_fen = restored_on, owed_fen
    restoration.paid_fen, restoration.paid_on = paid_fen, paid_on
    restoration.save()
    if paid_fen == owed_fen:
        clock.met(restoration.case, by, Step.RESTORE, of=restoration, met_by=restoration, today=today)


def outstanding(recovery: Recovery) -> int:
    """What is still open, in fen."""
    paid = Instalment.objects.filter(recovery=recovery).aggregate(sum=Sum("fen"))["sum"] or 0
    return int(recovery.fen - recovery.waived_fen - paid)
