"""Scenes of family F about a batch of payments: its figures, its roster, its day; each is a small batch of its own."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import last_day, month_after
from mingjian.sample.scenes.ledger import batch_rows
from mingjian.sample.scenes.ordinary import rows_of, settled
from mingjian.sample.scenes.play import Play, Script, merged

NOT_RECONCILED = ("9(5)", "10(5)")
LATE_ROSTER = ("9(6)",)
LATE_PAYMENT = ("10(4)",)


def _small_batch(play: Play) -> Rows:
    """Three households, one of whose months is paid through a supplementary batch: the batch is the first row."""
    months = play.window(6)
    homes = [settled(play, months) for _ in range(3)]
    rows = merged(*(rows_of(play, home) for home in homes))
    month = months[3]
    batch_id = f"B{play.county}{month:%Y%m}{play.registrar.number('batch')}"
    paid = [row for row in rows["payments"] if row["period"] == month]
    for row in paid:
        row["batch_id"] = batch_id
    return merged(rows, batch_rows(paid, batch_id, play.county, month, play.stage.paid_on(month)))


def _with(rows: Rows, **columns: object) -> Rows:
    rows["batches"][0].update(columns)
    return rows


def _figure(rows: Rows, column: str) -> Decimal:
    return Decimal(str(rows["batches"][0][column]))


def _hit(play: Play, clauses: tuple[str, ...], rows: Rows) -> Sequence[Scene]:
    return [play.violation("batch", str(rows["batches"][0]["batch_id"]), clauses, rows)]


def _spared(play: Play, rows: Rows) -> Sequence[Scene]:
    return [play.look_alike("batch", str(rows["batches"][0]["batch_id"]), rows)]


def the_bank_has_one_household_more(play: Play) -> Sequence[Scene]:
    """Somebody came to the list between the office and the bank, with a month's allowance."""
    rows = _small_batch(play)
    more = _figure(rows, "bank_amount") + play.rng.randint(180, 460)
    return _hit(play, NOT_RECONCILED, _with(rows, bank_households=4, bank_amount=more))


def the_roster_is_one_yuan_higher(play: Play) -> Sequence[Scene]:
    """The least difference that counts."""
    rows = _small_batch(play)
    return _hit(play, NOT_RECONCILED, _with(rows, roster_amount=_figure(rows, "roster_amount") + 1))


def more_left_the_account_than_the_bank_paid(play: Play) -> Sequence[Scene]:
    """The entry of the account is larger than the roster, the bank file and the receipts."""
    rows = _small_batch(play)
    for entry in rows["account_entries"]:
        entry["amount"] = _figure(rows, "bank_amount") + 500
    return _hit(play, NOT_RECONCILED, rows)


def the_roster_is_a_few_fen_higher(play: Play) -> Sequence[Scene]:
    """A rounding under one yuan."""
    rows = _small_batch(play)
    return _spared(play, _with(rows, roster_amount=_figure(rows, "roster_amount") + Decimal("0.99")))


def the_account_paid_in_two_parts(play: Play) -> Sequence[Scene]:
    """Two entries that make one batch."""
    rows = _small_batch(play)
    out = rows["account_entries"][1]
    whole = _figure(rows, "bank_amount")
    second = out | {"entry_id": f"{out['entry_id']}-2", "amount": whole - 100}
    out["amount"] = Decimal(100)
    rows["account_entries"].append(second)
    return _spared(play, rows)


def the_bank_gave_no_figures(play: Play) -> Sequence[Scene]:
    """What is not on record disagrees with nothing."""
    return _spared(play, _with(_small_batch(play), bank_households=None, bank_amount=None))


def _sent(rows: Rows, roster_day: int, paid_day: int) -> Rows:
    """The roster sent on one day of the month before (31: its last), the money credited on one of the month."""
    batch = rows["batches"][0]
    month = _month(batch)
    before = month_after(month, -1)
    sent_on = min(before + timedelta(days=roster_day - 1), last_day(before))
    credited_on = month.replace(day=paid_day)
    for row in rows["payments"]:
        if row["batch_id"] == batch["batch_id"]:
            row["paid_on"] = credited_on
    for entry in rows["account_entries"]:
        entry["at"] = credited_on - timedelta(days=2)
    return _with(
        rows, roster_sent_on=sent_on, funded_on=credited_on - timedelta(days=2), credited_on=credited_on
    )


def _month(batch: dict[str, object]) -> date:
    month = batch["period"]
    if not isinstance(month, date):
        raise TypeError(f"period is {month!r}, not the first day of a month")
    return month


def the_roster_and_the_money_came_late(play: Play) -> Sequence[Scene]:
    """The roster on the last day of the month before, the money a week after its day."""
    return _hit(play, LATE_ROSTER, _sent(_small_batch(play), 31, 17))


def roster_and_money_came_a_day_late(play: Play) -> Sequence[Scene]:
    """The twenty-sixth and the eleventh."""
    return _hit(play, LATE_ROSTER, _sent(_small_batch(play), 26, 11))


def the_roster_came_late_and_the_money_in_time(play: Play) -> Sequence[Scene]:
    """The twenty-sixth, and credited on the tenth all the same."""
    return _spared(play, _sent(_small_batch(play), 26, 10))


def the_roster_came_on_its_day(play: Play) -> Sequence[Scene]:
    """The twenty-fifth is in time; that the money came late is finance's own delay."""
    rows = _sent(_small_batch(play), 25, 14)
    subject = str(rows["batches"][0]["batch_id"])
    late = Scene("late-payment", "violation", "batch", subject, LATE_PAYMENT, {})
    return [*_spared(play, rows), late]


def the_money_came_late(play: Play) -> Sequence[Scene]:
    """Roster in time, credited in the second half of the month."""
    return _hit(play, LATE_PAYMENT, _sent(_small_batch(play), 19, play.rng.randint(16, 27)))


def the_money_came_a_day_late(play: Play) -> Sequence[Scene]:
    """Roster on its last day in time, credited on the eleventh."""
    return _hit(play, LATE_PAYMENT, _sent(_small_batch(play), 25, 11))


def the_money_came_on_its_day(play: Play) -> Sequence[Scene]:
    """The tenth."""
    return _spared(play, _sent(_small_batch(play), 25, 10))


def the_money_came_late_because_the_roster_did(play: Play) -> Sequence[Scene]:
    """Finance paid late, but civil affairs had sent the roster after its day: that is the roster's finding."""
    rows = _sent(_small_batch(play), 28, 15)
    subject = str(rows["batches"][0]["batch_id"])
    return [*_spared(play, rows), Scene("late-roster", "violation", "batch", subject, LATE_ROSTER, {})]


SCRIPTS = {
    "batch-unreconciled": Script(
        (
            the_bank_has_one_household_more,
            more_left_the_account_than_the_bank_paid,
            the_roster_is_one_yuan_higher,
        ),
        (the_roster_is_a_few_fen_higher, the_account_paid_in_two_parts, the_bank_gave_no_figures),
    ),
    "late-roster": Script(
        (the_roster_and_the_money_came_late, roster_and_money_came_a_day_late),
        (the_roster_came_late_and_the_money_in_time, the_roster_came_on_its_day),
    ),
    "late-payment": Script(
        (the_money_came_late, the_money_came_a_day_late),
        (the_money_came_on_its_day, the_money_came_late_because_the_roster_did),
    ),
}
