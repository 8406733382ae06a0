"""Scenes of family A about persons who are on a payroll or draw a pension while they are paid."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from mingjian.sample.scene import Scene
from mingjian.sample.scenes.calendar import month_after
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import COUPLE, FAMILY, FATHER, HEAD, NOTHING, SON, SPOUSE
from mingjian.sample.scenes.play import (
    BECAME_INELIGIBLE_BY_INCOME,
    DEVOLVED_INELIGIBLE_BY_INCOME,
    SINCE_THE_NOTICE,
    WRONGLY_APPROVED,
    WRONGLY_APPROVED_DEVOLVED,
    Play,
    Script,
    merged,
)
from mingjian.sample.scenes.records import known_before, known_from, month_long_before, pension, post


def a_teacher_was_approved(play: Play) -> Sequence[Scene]:
    """On the established payroll and visible there before the grant."""
    home = settled(play, play.window(9))
    return _on_the_payroll(play, home, WRONGLY_APPROVED, month_long_before(home), known_before(home))


def a_teacher_was_approved_by_the_township(play: Play) -> Sequence[Scene]:
    """The same where the power of approval was devolved."""
    home = replace(settled(play, play.window(9)), devolved=True)
    return _on_the_payroll(play, home, WRONGLY_APPROVED_DEVOLVED, month_long_before(home), known_before(home))


def a_new_post_outlasts_the_six_months(play: Play) -> Sequence[Scene]:
    """Work begun after the grant; the six months of 渐退 pass, and the seventh month is still paid."""
    home = settled(play, play.window(9, since=SINCE_THE_NOTICE))
    begun = home.months[2]
    return _on_the_payroll(play, home, BECAME_INELIGIBLE_BY_INCOME, begun, known_from(play, begun))


def an_old_post_was_visible_only_after_the_grant(play: Play) -> Sequence[Scene]:
    """Not known when the household was granted, so it stands under what was not ended in time."""
    home = settled(play, play.window(9))
    known = {"available_on": home.months[2].replace(day=9)}
    return _on_the_payroll(play, home, BECAME_INELIGIBLE_BY_INCOME, month_long_before(home), known)


def a_low_paid_post_is_still_a_post(play: Play) -> Sequence[Scene]:
    """The pay keeps the household under the standard: the rows make a lead of it, no more."""
    home = settled(play, play.window(9), (HEAD, SPOUSE, SON, FATHER))
    rows = merged(
        rows_of(play, home),
        post(
            home.members[1], "established", Decimal(120), (month_long_before(home), None), known_before(home)
        ),
    )
    return [play.violation("person", home.members[1].person_id, WRONGLY_APPROVED, rows)]


def _on_the_payroll(
    play: Play, home: Home, clauses: tuple[str, ...], begun: date, known: dict[str, date]
) -> Sequence[Scene]:
    pay = Decimal(play.rng.randint(3800, 6900))
    rows = merged(rows_of(play, home), post(home.members[1], "established", pay, (begun, None), known))
    return [play.violation("person", home.members[1].person_id, clauses, rows)]


def a_welfare_post_under_the_standard(play: Play) -> Sequence[Scene]:
    """A post made for the poor, declared."""
    home = settled(play, play.window(9))
    pay = (home.income_per_capita * 2).quantize(Decimal(1))
    home = home.with_member(0, income=NOTHING).with_member(1, income=pay)
    return _post_but_lawful(play, home, 1, "welfare_post", pay, (month_long_before(home), None))


def the_employed_son_is_not_covered(play: Play) -> Sequence[Scene]:
    """A child with a post of its own stands in the list, uncovered."""
    home = settled(play, play.window(9), FAMILY, head_age=(50, 58)).with_member(2, covered=False)
    return _post_but_lawful(play, home, 2, "established", Decimal(4600), (month_long_before(home), None))


def a_new_post_within_the_six_months(play: Play) -> Sequence[Scene]:
    """Six months of 渐退 and not one more, then the household left."""
    home = settled(play, play.window(8, since=SINCE_THE_NOTICE))
    return _post_but_lawful(play, home, 1, "established", Decimal(4300), (home.months[2], None))


def the_post_ended_before_the_grant(play: Play) -> Sequence[Scene]:
    """The last pay was for the month before the first allowance."""
    home = settled(play, play.window(9))
    return _post_but_lawful(
        play,
        home,
        1,
        "established",
        Decimal(4100),
        (month_long_before(home), month_after(home.months[0], -1)),
    )


def _post_but_lawful(
    play: Play, home: Home, index: int, kind: str, pay: Decimal, months: tuple[date, date | None]
) -> Sequence[Scene]:
    known = known_before(home) if months[0] < home.granted_on else known_from(play, months[0])
    rows = merged(rows_of(play, home), post(home.members[index], kind, pay, months, known))
    return [play.look_alike("person", home.members[index].person_id, rows)]


def a_pension_was_concealed(play: Play) -> Sequence[Scene]:
    """The head draws an employee pension that the declaration does not know."""
    home = _retired(play, 9)
    monthly = Decimal(play.rng.randint(2400, 4200))
    return _over_the_standard(
        play, home, monthly, month_long_before(home), known_before(home), WRONGLY_APPROVED
    )


def a_pension_began_after_the_grant(play: Play) -> Sequence[Scene]:
    """He reached the age while on the list."""
    home = _retired(play, 9)
    begun = home.months[3]
    return _over_the_standard(
        play, home, Decimal(2900), begun, known_from(play, begun), BECAME_INELIGIBLE_BY_INCOME
    )


def a_pension_one_fen_over_the_standard(play: Play) -> Sequence[Scene]:
    """Just over, in a household whose approval was devolved."""
    home = replace(_retired(play, 9), devolved=True)
    monthly = max(home.rates) * 2 + Decimal("0.01")
    return _over_the_standard(
        play, home, monthly, month_long_before(home), known_before(home), WRONGLY_APPROVED_DEVOLVED
    )


def a_pension_over_the_standard_for_two_months(play: Play) -> Sequence[Scene]:
    """The two months that the rule asks for, and a devolved grant."""
    home = replace(_retired(play, 9), devolved=True)
    begun = home.months[-2]
    return _over_the_standard(
        play, home, Decimal(3100), begun, known_from(play, begun), DEVOLVED_INELIGIBLE_BY_INCOME
    )


def _retired(play: Play, length: int) -> Home:
    return settled(play, play.window(length), COUPLE, head_age=(63, 72))


def _over_the_standard(
    play: Play, home: Home, monthly: Decimal, begun: date, known: dict[str, date], clauses: tuple[str, ...]
) -> Sequence[Scene]:
    rows = merged(rows_of(play, home), pension(home.head, "employee", monthly, begun, known))
    return [play.violation("household", home.household_id, clauses, rows)]


def a_pension_exactly_at_the_standard(play: Play) -> Sequence[Scene]:
    """Not over it."""
    home = _retired(play, 9)
    return _pension_but_lawful(play, home, "employee", min(home.rates) * 2, month_long_before(home))


def a_pension_over_the_standard_for_one_month(play: Play) -> Sequence[Scene]:
    """The first pension came in the last month of the allowance."""
    home = _retired(play, 8)
    return _pension_but_lawful(play, home, "employee", Decimal(2800), home.months[-1])


def a_pension_that_was_declared(play: Play) -> Sequence[Scene]:
    """Known, declared, and shared by four persons."""
    home = settled(play, play.window(9), (HEAD, SPOUSE, SON, FATHER), head_age=(60, 66))
    return _pension_but_lawful(play, home, "employee", home.head.income, month_long_before(home))


def a_resident_pension(play: Play) -> Sequence[Scene]:
    """The basic pension of residents."""
    home = _retired(play, 9)
    return _pension_but_lawful(
        play, home, "resident", Decimal(play.rng.randint(150, 230)), month_long_before(home)
    )


def _pension_but_lawful(play: Play, home: Home, kind: str, monthly: Decimal, begun: date) -> Sequence[Scene]:
    known = known_before(home) if begun < home.granted_on else known_from(play, begun)
    rows = merged(rows_of(play, home), pension(home.head, kind, monthly, begun, known))
    return [play.look_alike("household", home.household_id, rows)]


SCRIPTS = {
    "payroll-recipient": Script(
        (
            a_teacher_was_approved,
            a_new_post_outlasts_the_six_months,
            a_teacher_was_approved_by_the_township,
            an_old_post_was_visible_only_after_the_grant,
            a_low_paid_post_is_still_a_post,
        ),
        (
            a_new_post_within_the_six_months,
            a_welfare_post_under_the_standard,
            the_employed_son_is_not_covered,
            the_post_ended_before_the_grant,
        ),
    ),
    "pension-over-standard": Script(
        (
            a_pension_was_concealed,
            a_pension_began_after_the_grant,
            a_pension_one_fen_over_the_standard,
            a_pension_over_the_standard_for_two_months,
        ),
        (
            a_pension_exactly_at_the_standard,
            a_pension_over_the_standard_for_one_month,
            a_pension_that_was_declared,
            a_resident_pension,
        ),
    ),
}
