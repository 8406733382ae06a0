"""Scenes of family G about single movements of money on an allowance account."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from mingjian.sample.scene import SCENE_ACCOUNTS, Rows, Scene
from mingjian.sample.scenes.calendar import on_or_before
from mingjian.sample.scenes.play import Play, Script

FINANCE, TO_A_PERSON, TO_OTHERS, TOWNSHIP = ("10(5)",), ("9(5)",), ("9(7)",), ("8(7)",)
NO_OFFICE = ()


def entry(
    entry_id: str, division: str, holder: str, at: date, direction: str, **more: object
) -> dict[str, object]:
    """One movement on the account of a holder; what is not said is empty."""
    account_no = f"{SCENE_ACCOUNTS}{division[:6]}66666666"
    row: dict[str, object] = {"entry_id": entry_id, "division": division, "holder": holder, "at": at}
    return row | {"direction": direction, "account_no": account_no, "batch_id": None} | more


def _paid_out(play: Play, division: str, holder: str, counterparty: str, purpose: str, yuan: int) -> Rows:
    at = on_or_before(play.day_in(play.rng.choice(play.window(6))))
    row = entry(
        f"E{division}{play.registrar.number('entry')}",
        division,
        holder,
        at,
        "out",
        amount=Decimal(yuan),
        purpose=purpose,
        counterparty=counterparty,
    )
    return {"account_entries": [row]}


def _found(play: Play, clauses: tuple[str, ...], rows: Rows) -> Sequence[Scene]:
    return [play.violation("entry", str(rows["account_entries"][0]["entry_id"]), clauses, rows)]


def _spared(play: Play, rows: Rows) -> Sequence[Scene]:
    return [play.look_alike("entry", str(rows["account_entries"][0]["entry_id"]), rows)]


def finance_paid_a_builder(play: Play) -> Sequence[Scene]:
    """The office building was repaired."""
    yuan = play.rng.randint(20_000, 90_000)
    return _found(play, FINANCE, _paid_out(play, play.county, "finance", "company", "办公楼维修", yuan))


def civil_affairs_lent_to_a_person(play: Play) -> Sequence[Scene]:
    """A loan, booked as such."""
    return _found(
        play, TO_A_PERSON, _paid_out(play, play.county, "civil_affairs", "person", "个人借款", 12_000)
    )


def civil_affairs_paid_for_a_festival(play: Play) -> Sequence[Scene]:
    """Neither a recipient nor a person."""
    return _found(
        play, TO_OTHERS, _paid_out(play, play.county, "civil_affairs", "other", "那达慕经费", 6_000)
    )


def a_township_paid_another_office(play: Play) -> Sequence[Scene]:
    """Nothing came in anywhere for it."""
    rows = _paid_out(play, play.village[:9], "township", "government", "垫付防火经费", 15_000)
    return _found(play, TOWNSHIP, rows)


def a_closed_agency_paid_its_debts(play: Play) -> Sequence[Scene]:
    """No clause names an agency that is gone."""
    return _found(play, NO_OFFICE, _paid_out(play, play.county, "closed", "company", "清偿欠款", 4_000))


def a_fee_of_more_than_a_hundred_yuan(play: Play) -> Sequence[Scene]:
    """One fen above the fees that are left out."""
    rows = _paid_out(play, play.county, "finance", "company", "代发手续费", 0)
    rows["account_entries"][0]["amount"] = Decimal("100.01")
    return _found(play, FINANCE, rows)


def a_bank_fee_of_a_hundred_yuan(play: Play) -> Sequence[Scene]:
    """Small, and named for what it is."""
    return _spared(play, _paid_out(play, play.county, "finance", "company", "银行代发手续费", 100))


def a_balance_goes_back_to_the_treasury(play: Play) -> Sequence[Scene]:
    """Handed back at the end of the year."""
    return _spared(play, _paid_out(play, play.county, "finance", "treasury", "结余上缴国库", 30_000))


def an_institution_buys_food(play: Play) -> Sequence[Scene]:
    """Its account pays for the living of its residents."""
    return _spared(play, _paid_out(play, play.county, "institution", "company", "购买粮油", 8_000))


def finance_sends_money_on_to_a_township(play: Play) -> Sequence[Scene]:
    """It arrives on the fifth day, and the township pays it out within the week."""
    yuan = play.rng.randint(10_000, 40_000)
    rows = _paid_out(play, play.county, "finance", "government", "拨付乡镇代发", yuan)
    sent = rows["account_entries"][0]
    at = sent["at"]
    assert isinstance(at, date)
    township = play.village[:9]
    for days, direction, counterparty in ((5, "in", "government"), (9, "out", "recipients")):
        rows["account_entries"].append(
            entry(
                f"E{township}{play.registrar.number('entry')}",
                township,
                "township",
                at + timedelta(days=days),
                direction,
                amount=Decimal(yuan),
                purpose="低保金代发",
                counterparty=counterparty,
            )
        )
    return _spared(play, rows)


SCRIPTS = {
    "funds-diverted": Script(
        (
            finance_paid_a_builder,
            civil_affairs_lent_to_a_person,
            a_township_paid_another_office,
            civil_affairs_paid_for_a_festival,
            a_closed_agency_paid_its_debts,
            a_fee_of_more_than_a_hundred_yuan,
        ),
        (
            finance_sends_money_on_to_a_township,
            a_bank_fee_of_a_hundred_yuan,
            an_institution_buys_food,
            a_balance_goes_back_to_the_treasury,
        ),
    ),
}
