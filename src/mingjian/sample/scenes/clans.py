"""Scenes of family D about a whole village: how many of its households are kin of one cadre."""

from collections.abc import Sequence
from datetime import date, timedelta

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.officers import CADRE, ELECTED, filed_in_time, in_office, marked, somebody, tie
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import COUPLE, FAMILY, FATHER, HEAD
from mingjian.sample.scenes.play import NoRoom, Play, Script, merged

KINDS = ((HEAD,), COUPLE, FAMILY, (HEAD, FATHER))
BADLY_LED = ("8(4)",)


def _village(play: Play, count: int) -> list[Home]:
    """Households on the list throughout, and one that left in the last year: no list stands still."""
    months = play.months
    if len(months) < 14:
        raise NoRoom("a year and more")
    homes = [settled(play, months, KINDS[n % len(KINDS)]) for n in range(count)]
    return [*homes, settled(play, months[: len(months) - play.rng.randint(4, 8)])]


def _related(play: Play, homes: Sequence[Home], from_day: date) -> Rows:
    """The heads of these households are brothers and sisters of one cadre; all filed, all visited."""
    cadre = somebody(play)
    parts = [
        merged(
            marked(rows_of(play, home)),
            tie(home, cadre, home.head, "sibling"),
            filed_in_time(home, cadre, home.head, "兄弟姐妹"),
        )
        for home in homes
    ]
    return merged(*parts, in_office(play, cadre, CADRE, from_day))


def _others(play: Play, homes: Sequence[Home]) -> Rows:
    return merged(*(rows_of(play, home) for home in homes))


def six_households_of_ten_are_kin_of_the_cadre(play: Play) -> Sequence[Scene]:
    """Most of the village's list."""
    return _crowded(play, 10, 6)


def five_households_of_twelve_are_kin_of_the_cadre(play: Play) -> Sequence[Scene]:
    """As few as the rule asks for."""
    return _crowded(play, 12, 5)


def _crowded(play: Play, count: int, kin: int) -> Sequence[Scene]:
    homes = _village(play, count)
    rows = merged(_related(play, homes[:kin], ELECTED), _others(play, homes[kin:]))
    return [play.violation("village", play.village, BADLY_LED, rows)]


def four_households_of_ten_are_kin_of_the_cadre(play: Play) -> Sequence[Scene]:
    """One fewer than the rule asks for."""
    homes = _village(play, 10)
    rows = merged(_related(play, homes[:4], ELECTED), _others(play, homes[4:]))
    return [play.look_alike("village", play.village, rows)]


def two_cadres_have_four_households_each(play: Play) -> Sequence[Scene]:
    """Eight of ten, but of two families."""
    homes = _village(play, 10)
    rows = merged(
        _related(play, homes[:4], ELECTED), _related(play, homes[4:8], ELECTED), _others(play, homes[8:])
    )
    return [play.look_alike("village", play.village, rows)]


def the_cadre_was_elected_when_his_kin_were_on_the_list(play: Play) -> Sequence[Scene]:
    """He took office the day after the last of them was approved."""
    homes = _village(play, 10)
    elected = max(home.granted_on for home in homes[:6]) + timedelta(days=1)
    rows = merged(_related(play, homes[:6], elected), _others(play, homes[6:]))
    return [play.look_alike("village", play.village, rows)]


SCRIPTS = {
    "relatives-concentration": Script(
        (six_households_of_ten_are_kin_of_the_cadre, five_households_of_twelve_are_kin_of_the_cadre),
        (
            four_households_of_ten_are_kin_of_the_cadre,
            two_cadres_have_four_households_each,
            the_cadre_was_elected_when_his_kin_were_on_the_list,
        ),
    ),
}
