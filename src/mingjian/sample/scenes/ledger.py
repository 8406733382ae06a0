"""The money side of a batch: its row and the two entries of the account it passes through."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from mingjian.sample.scene import SCENE_ACCOUNTS, Rows
from mingjian.sample.scenes.calendar import month_after

ROSTER_DAY, FUNDED_DAY = 20, 5


def batch_rows(
    payments: Iterable[dict[str, object]], batch_id: str, county: str, month: date, paid_on: date
) -> Rows:
    """A lawful batch of these payments: roster in time, from the treasury, credited on the day, everything agreeing."""
    paid = [yuan_of(row) for row in payments]
    total = sum(paid, Decimal(0))
    funded_on = month.replace(day=FUNDED_DAY)
    batch: dict[str, object] = {
        "batch_id": batch_id,
        "division": county,
        "period": month,
        "roster_sent_on": month_after(month, -1).replace(day=ROSTER_DAY),
        "funded_on": funded_on,
        "credited_on": paid_on,
        "paid_from": "treasury",
        "households": len(paid),
        "roster_amount": total,
        "bank_households": len(paid),
        "bank_amount": total,
    }
    return {
        "batches": [batch],
        "account_entries": [_entry(batch_id, county, funded_on, total, way) for way in ("in", "out")],
    }


def _entry(batch_id: str, county: str, at: date, total: Decimal, direction: str) -> dict[str, object]:
    goes_out = direction == "out"
    return {
        "entry_id": f"E{batch_id}-{direction}",
        "division": county,
        "holder": "finance",
        "at": at,
        "direction": direction,
        "amount": total,
        "purpose": "低保金代发" if goes_out else "低保资金拨入",
        "account_no": f"{SCENE_ACCOUNTS}{county}88888888",
        "batch_id": batch_id if goes_out else None,
        "counterparty": "bank_batch" if goes_out else "treasury",
    }


def yuan_of(payment: dict[str, object]) -> Decimal:
    """What a payment row says was paid."""
    paid = payment["paid"]
    if not isinstance(paid, Decimal):
        raise TypeError(f"paid is {paid!r}, not an amount of yuan")
    return paid


def paid_for(rows: Rows, months: Iterable[date]) -> list[dict[str, object]]:
    """The allowances of those months, to be changed in place."""
    wanted = set(months)
    return [row for row in rows["payments"] if row["period"] in wanted and row["kind"] == "allowance"]


def beside(row: dict[str, object], kind: str, yuan: Decimal, paid_on: date) -> dict[str, object]:
    """A payment of another kind for the same month, outside the batch of allowances."""
    return row | {"kind": kind, "due": yuan, "paid": yuan, "paid_on": paid_on, "batch_id": None}
