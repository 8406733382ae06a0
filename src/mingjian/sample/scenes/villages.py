"""Scenes of family F about a whole village's list; each has a village of its own, without households of the base."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import month_after, months_between
from mingjian.sample.scenes.ledger import yuan_of
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import COUPLE, FAMILY, FATHER, HEAD
from mingjian.sample.scenes.play import NoRoom, Play, Script, merged

BADLY_ORGANISED = ("8(4)",)
CLAWED_BACK = ("8(4)", "8(7)", "10(3)")
KINDS = ((HEAD,), COUPLE, FAMILY, (HEAD, FATHER))


def _village(play: Play, count: int) -> list[Home]:
    """Households on the list throughout, but for the last one, who left in the last year: no list stands still."""
    months = play.months
    if len(months) < 14:
        raise NoRoom("a year and more")
    homes = [settled(play, months, KINDS[n % len(KINDS)]) for n in range(count)]
    return [*homes, settled(play, months[: len(months) - play.rng.randint(4, 8)])]


def _incomes(play: Play, homes: Sequence[Home], lowest: int, highest: int) -> list[Home]:
    """Incomes per head spread evenly from the lowest to the highest percent of the standard."""
    steps = max(len(homes) - 1, 1)
    shares = [lowest + (highest - lowest) * n // steps for n in range(len(homes))]
    play.rng.shuffle(shares)
    return [
        _on_income(home, min(home.rates) * share // 100) for home, share in zip(homes, shares, strict=True)
    ]


def _on_income(home: Home, per_capita: Decimal) -> Home:
    return replace(home.with_member(0, income=per_capita * len(home.members)), income_per_capita=per_capita)


def _shared_out(play: Play, homes: Sequence[Home], equal: int) -> Rows:
    """Everyone's rows, the first `equal` households on one allowance per head whatever their income."""
    rows = merged(*(rows_of(play, home) for home in homes))
    share = min(homes[0].rates) * 6 // 10
    chosen = {home.household_id: len(home.members) for home in homes[:equal]}
    for row in (*rows["grants"], *rows["payments"]):
        if row["household_id"] in chosen:
            amount = share * chosen[str(row["household_id"])]
            row.update({"allowance": amount} if "grant_id" in row else {"due": amount, "paid": amount})
    return rows


def everyone_gets_the_same(play: Play) -> Sequence[Scene]:
    """One sum a head for the whole village, on incomes from next to nothing to two thirds of the standard."""
    homes = _incomes(play, _village(play, 12), 5, 66)
    return [play.violation("village", play.village, BADLY_ORGANISED, _shared_out(play, homes, len(homes)))]


def four_in_five_get_the_same(play: Play) -> Sequence[Scene]:
    """Eight households in ten, as many as the rule asks for, in a village of ten."""
    homes = _incomes(play, _village(play, 10), 5, 66)[:10]
    return [play.violation("village", play.village, BADLY_ORGANISED, _shared_out(play, homes, 8))]


def fewer_than_four_in_five_get_the_same(play: Play) -> Sequence[Scene]:
    """Eleven of fifteen, and ten of fourteen once one has left."""
    homes = _incomes(play, _village(play, 14), 5, 66)
    return [play.look_alike("village", play.village, _shared_out(play, homes, 11))]


def everyone_gets_the_same_on_the_same_income(play: Play) -> Sequence[Scene]:
    """Old people on one basic pension: equal incomes make equal allowances."""
    homes = _incomes(play, _village(play, 12), 25, 30)
    return [play.look_alike("village", play.village, _shared_out(play, homes, len(homes)))]


def nine_households_get_the_same(play: Play) -> Sequence[Scene]:
    """A village too small to say anything about."""
    homes = _incomes(play, _village(play, 8), 5, 66)
    return [play.look_alike("village", play.village, _shared_out(play, homes, len(homes)))]


def _junes(play: Play) -> list[date]:
    junes = [month for month in play.months if month.month == 6]
    if len(junes) < 3:
        raise NoRoom("three Junes")
    return junes[-3:]


def _rotating(play: Play, sizes: tuple[int, int, int], staying: int) -> Rows:
    """A list for each of three Junes, of those sizes, with so many households that stand on all of them."""
    junes = _junes(play)
    spans = [
        months_between(
            max(month_after(june, -5), play.stage.first_month),
            min(month_after(june, 6), play.stage.last_month),
        )
        for june in junes
    ]
    throughout = months_between(spans[0][0], spans[-1][-1])
    homes = [settled(play, throughout, KINDS[n % len(KINDS)]) for n in range(staying)]
    for span, size in zip(spans, sizes, strict=True):
        homes += [settled(play, span, KINDS[n % len(KINDS)]) for n in range(size - staying)]
    return merged(*(rows_of(play, home) for home in homes))


def the_list_is_replaced_every_year(play: Play) -> Sequence[Scene]:
    """Twelve places, two households that stay, the others take turns."""
    return [play.violation("village", play.village, BADLY_ORGANISED, _rotating(play, (12, 12, 12), 2))]


def the_list_is_nearly_replaced_every_year(play: Play) -> Sequence[Scene]:
    """Overlaps of 4 in 17 and 4 in 19, and a size that grows by no more than a tenth."""
    return [play.violation("village", play.village, BADLY_ORGANISED, _rotating(play, (10, 11, 12), 4))]


def a_third_of_the_list_stays(play: Play) -> Sequence[Scene]:
    """Six of twelve stay: six in eighteen is an overlap over three tenths."""
    return [play.look_alike("village", play.village, _rotating(play, (12, 12, 12), 6))]


def the_list_is_replaced_and_grows(play: Play) -> Sequence[Scene]:
    """A village that was moved together: the size changes by more than a tenth."""
    return [play.look_alike("village", play.village, _rotating(play, (10, 14, 18), 1))]


def a_small_list_is_replaced(play: Play) -> Sequence[Scene]:
    """Nine households are too few to say."""
    return [play.look_alike("village", play.village, _rotating(play, (9, 9, 9), 1))]


def _short(play: Play, sums: Sequence[int], months: Sequence[int]) -> Rows:
    """Households short by these sums, each in that month of the window."""
    window = play.window(9)
    homes = [settled(play, window, KINDS[n % len(KINDS)]) for n in range(max(len(sums) + 2, 8))]
    rows = merged(*(rows_of(play, home) for home in homes))
    short: dict[tuple[object, object], int] = {
        (home.household_id, window[m]): yuan for home, yuan, m in zip(homes, sums, months, strict=False)
    }
    for row in rows["payments"]:
        row["paid"] = yuan_of(row) - short.get((row["household_id"], row["period"]), 0)
    return rows


def five_households_are_short_by_one_sum(play: Play) -> Sequence[Scene]:
    """As few as the rule asks for, in one month."""
    yuan = play.rng.choice((20, 30, 50))
    return [play.violation("village", play.village, CLAWED_BACK, _short(play, [yuan] * 5, [4] * 5))]


def seven_households_are_short_by_one_sum(play: Play) -> Sequence[Scene]:
    """Most of the village gave up the same note."""
    return [play.violation("village", play.village, CLAWED_BACK, _short(play, [50] * 7, [3] * 7))]


def four_households_are_short_by_one_sum(play: Play) -> Sequence[Scene]:
    """One fewer."""
    return [play.look_alike("village", play.village, _short(play, [30] * 4, [4] * 4))]


def six_households_are_short_by_different_sums(play: Play) -> Sequence[Scene]:
    """No one sum."""
    return [play.look_alike("village", play.village, _short(play, [11, 16, 23, 31, 38, 44], [4] * 6))]


def five_households_are_short_in_different_months(play: Play) -> Sequence[Scene]:
    """One sum, but never in the same month."""
    return [play.look_alike("village", play.village, _short(play, [30] * 5, [2, 3, 4, 5, 6]))]


SCRIPTS = {
    "equal-shares": Script(
        (everyone_gets_the_same, four_in_five_get_the_same),
        (
            fewer_than_four_in_five_get_the_same,
            everyone_gets_the_same_on_the_same_income,
            nine_households_get_the_same,
        ),
    ),
    "rotation": Script(
        (the_list_is_replaced_every_year, the_list_is_nearly_replaced_every_year),
        (a_third_of_the_list_stays, the_list_is_replaced_and_grows, a_small_list_is_replaced),
    ),
    "clawed-back": Script(
        (five_households_are_short_by_one_sum, seven_households_are_short_by_one_sum),
        (
            four_households_are_short_by_one_sum,
            six_households_are_short_by_different_sums,
            five_households_are_short_in_different_months,
        ),
    ),
}
