"""Scenes of family B about work that other registries know: provident fund and insurance."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from mingjian.sample.scene import Scene
from mingjian.sample.scenes.calendar import month_after
from mingjian.sample.scenes.ordinary import Home, found_beside, settled, spared_beside
from mingjian.sample.scenes.people import NOTHING
from mingjian.sample.scenes.play import (
    BECAME_INELIGIBLE_BY_INCOME,
    SINCE_THE_NOTICE,
    WRONGLY_APPROVED,
    WRONGLY_APPROVED_DEVOLVED,
    Play,
    Script,
)
from mingjian.sample.scenes.records import (
    changed,
    fund_account,
    insured_work,
    known_before,
    known_from,
    month_long_before,
)

FEN = Decimal("0.01")


def _over(home: Home) -> Decimal:
    return max(home.rates) * len(home.members) + FEN


def _at(home: Home) -> Decimal:
    return min(home.rates) * len(home.members)


def a_provident_fund_was_known(play: Play) -> Sequence[Scene]:
    """An employer pays in on a base far over the standard, on record before the grant."""
    home = settled(play, play.window(9))
    base = Decimal(play.rng.randint(3200, 5400))
    return found_beside(
        play,
        home,
        WRONGLY_APPROVED,
        fund_account(home.head, base, (month_long_before(home), None), known_before(home)),
    )


def a_provident_fund_began_on_the_allowance(play: Play) -> Sequence[Scene]:
    """Work begun after the grant: six months of 渐退, and three months more."""
    home = settled(play, play.window(11, since=SINCE_THE_NOTICE))
    begun = home.months[1]
    return found_beside(
        play,
        home,
        BECAME_INELIGIBLE_BY_INCOME,
        fund_account(home.head, Decimal(3900), (begun, None), known_from(play, begun)),
    )


def a_base_one_fen_over_the_standard(play: Play) -> Sequence[Scene]:
    """For exactly three months of allowance, in a household that the township approved."""
    home = replace(settled(play, play.window(9)), devolved=True)
    account = fund_account(
        home.head, _over(home), (month_long_before(home), home.months[2]), known_before(home)
    )
    return found_beside(play, home, WRONGLY_APPROVED_DEVOLVED, account)


def a_base_exactly_at_the_standard(play: Play) -> Sequence[Scene]:
    """Not over it."""
    home = settled(play, play.window(9))
    return spared_beside(
        play, home, fund_account(home.head, _at(home), (month_long_before(home), None), known_before(home))
    )


def a_sealed_account(play: Play) -> Sequence[Scene]:
    """Nothing is paid in any more."""
    home = settled(play, play.window(9))
    account = fund_account(home.head, Decimal(4200), (month_long_before(home), None), known_before(home))
    return spared_beside(play, home, changed(account, status="sealed"))


def a_provident_fund_for_two_months(play: Play) -> Sequence[Scene]:
    """The job ended with the second month of the allowance."""
    home = settled(play, play.window(9))
    return spared_beside(
        play,
        home,
        fund_account(home.head, Decimal(4200), (month_long_before(home), home.months[1]), known_before(home)),
    )


def a_provident_fund_within_the_six_months(play: Play) -> Sequence[Scene]:
    """Work begun after the grant, and the household left with the sixth month."""
    home = settled(play, play.window(8, since=SINCE_THE_NOTICE))
    return spared_beside(
        play,
        home,
        fund_account(home.head, Decimal(4200), (home.months[2], None), known_from(play, home.months[2])),
    )


def an_insured_worker_declared_nothing(play: Play) -> Sequence[Scene]:
    """Employee insurance since long before the grant, for a member without declared income."""
    home = settled(play, play.window(9))
    base = Decimal(play.rng.randint(3600, 5200))
    return found_beside(
        play,
        home,
        WRONGLY_APPROVED,
        insured_work(home.members[1], base, (month_long_before(home), None), known_before(home)),
    )


def insured_work_began_on_the_allowance(play: Play) -> Sequence[Scene]:
    """Begun after the grant: six months of 渐退, and three months more."""
    home = settled(play, play.window(11, since=SINCE_THE_NOTICE))
    begun = home.months[2]
    work = insured_work(home.members[1], Decimal(4100), (begun, None), known_from(play, begun))
    return found_beside(play, home, BECAME_INELIGIBLE_BY_INCOME, work)


def insured_work_for_three_months(play: Play) -> Sequence[Scene]:
    """Three months of allowance exactly, known to the township that approved."""
    home = replace(settled(play, play.window(9)), devolved=True)
    work = insured_work(
        home.members[1], Decimal(4100), (month_long_before(home), home.months[2]), known_before(home)
    )
    return found_beside(play, home, WRONGLY_APPROVED_DEVOLVED, work)


def a_flexible_worker_pays_for_himself(play: Play) -> Sequence[Scene]:
    """Flexible employment shows no employer and no pay."""
    home = settled(play, play.window(9))
    work = insured_work(home.members[1], Decimal(4100), (month_long_before(home), None), known_before(home))
    return spared_beside(play, home, changed(work, flexible=True, employer="灵活就业"))


def an_insured_worker_declared_the_pay(play: Play) -> Sequence[Scene]:
    """The declared income is his; the rule asks for those who declared none."""
    home = settled(play, play.window(9))
    home = home.with_member(0, income=NOTHING).with_member(1, income=home.head.income)
    work = insured_work(home.members[1], Decimal(4100), (month_long_before(home), None), known_before(home))
    return spared_beside(play, home, work)


def insured_work_for_two_months(play: Play) -> Sequence[Scene]:
    """The job ended with the second month of the allowance."""
    home = settled(play, play.window(9))
    months = month_after(home.months[0], -1), home.months[1]
    work = insured_work(home.members[1], Decimal(4100), months, known_from(play, home.months[0]))
    return spared_beside(play, home, work)


def insured_work_within_the_six_months(play: Play) -> Sequence[Scene]:
    """Begun after the grant, and the household left with the sixth month."""
    home = settled(play, play.window(8, since=SINCE_THE_NOTICE))
    begun = home.months[2]
    return spared_beside(
        play, home, insured_work(home.members[1], Decimal(4100), (begun, None), known_from(play, begun))
    )


SCRIPTS = {
    "provident-fund-income": Script(
        (
            a_provident_fund_was_known,
            a_provident_fund_began_on_the_allowance,
            a_base_one_fen_over_the_standard,
        ),
        (
            a_base_exactly_at_the_standard,
            a_provident_fund_within_the_six_months,
            a_sealed_account,
            a_provident_fund_for_two_months,
        ),
    ),
    "insured-employment": Script(
        (
            an_insured_worker_declared_nothing,
            insured_work_began_on_the_allowance,
            insured_work_for_three_months,
        ),
        (
            a_flexible_worker_pays_for_himself,
            insured_work_within_the_six_months,
            insured_work_for_two_months,
            an_insured_worker_declared_the_pay,
        ),
    ),
}
