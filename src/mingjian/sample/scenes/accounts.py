"""Scenes of family F about the account the money goes to, and about who empties it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import COUPLE, FAMILY, FATHER, HEAD, SON, Person, kin_row, person
from mingjian.sample.scenes.play import Play, Script, merged

NOT_WATCHED = ("8(5)",)
TAKEN = ("8(7)",)
ONE_HAND = ("8(5)", "8(7)")


def three_households_share_one_account(play: Play) -> Sequence[Scene]:
    """No holder is on record, and nothing ties the three."""
    return _shared(play, 3)


def two_households_share_one_account(play: Play) -> Sequence[Scene]:
    """As few as the rule asks for."""
    return _shared(play, 2)


def _shared(play: Play, count: int) -> Sequence[Scene]:
    months, account = play.window(8), play.registrar.account()
    homes = [replace(settled(play, months), account_no=account, holder_id=None) for _ in range(count)]
    return [play.violation("account", account, NOT_WATCHED, merged(*(rows_of(play, home) for home in homes)))]


def a_grandson_keeps_the_card_of_both_houses(play: Play) -> Sequence[Scene]:
    """Near relatives on one card are a lead for a visit, no more; the holder stands uncovered in both lists."""
    months = play.window(8)
    young = settled(play, months, FAMILY, head_age=(48, 52)).with_member(2, covered=False)
    old = settled(play, months, COUPLE, head_age=(72, 78))
    keeper = young.members[2]
    young = replace(young, holder_id=keeper.person_id)
    old = replace(
        old,
        members=(*old.members, replace(keeper, relation="孙子女")),
        account_no=young.account_no,
        holder_id=keeper.person_id,
    )
    tie = {"kinship": [kin_row(old.head, young.head, "child", young.granted_on - timedelta(days=400))]}
    return [
        play.violation(
            "account", young.account_no, NOT_WATCHED, merged(rows_of(play, young), rows_of(play, old), tie)
        )
    ]


def an_institution_is_paid_for_its_residents(play: Play) -> Sequence[Scene]:
    """Households in collective support are lawfully paid through the institution's account."""
    months, account = play.window(8), play.registrar.account()
    homes = [
        replace(_alone(play, months), account_no=account, holder_id=None, institution=True) for _ in range(3)
    ]
    return [play.look_alike("account", account, merged(*(rows_of(play, home) for home in homes)))]


def an_account_changes_hands(play: Play) -> Sequence[Scene]:
    """The second household is paid to it only after the first has left the list."""
    months, account = play.window(10), play.registrar.account()
    first = replace(_alone(play, months[:5]), account_no=account, holder_id=None)
    second = replace(_alone(play, months[5:]), account_no=account, holder_id=None)
    return [play.look_alike("account", account, merged(rows_of(play, first), rows_of(play, second)))]


def _alone(play: Play, months: Sequence[date]) -> Home:
    return settled(play, months, (HEAD,), head_age=(61, 75))


def a_stranger_holds_the_account(play: Play) -> Sequence[Scene]:
    """Nobody of the household, and no kin on record."""
    home = settled(play, play.window(8))
    return _paid_to(play, home, _somebody(play))


def a_brother_outside_the_household_holds_the_account(play: Play) -> Sequence[Scene]:
    """Kin, but no member: it needs a visit all the same."""
    home, brother = settled(play, play.window(8)), _somebody(play)
    tie = {"kinship": [kin_row(home.head, brother, "sibling", home.granted_on - timedelta(days=400))]}
    return _paid_to(play, home, brother, tie)


def _somebody(play: Play) -> Person:
    return person(play, "其他", play.rng.choice(("male", "female")), play.rng.randint(1962, 1985))


def _paid_to(play: Play, home: Home, holder: Person, *others: Rows) -> Sequence[Scene]:
    rows = merged(rows_of(play, replace(home, holder_id=holder.person_id)), *others)
    return [play.violation("household", home.household_id, NOT_WATCHED, rows)]


def the_holder_of_the_account_is_not_recorded(play: Play) -> Sequence[Scene]:
    """Accounts opened long ago carry no holder."""
    home = replace(settled(play, play.window(8)), holder_id=None)
    return [play.look_alike("household", home.household_id, rows_of(play, home))]


def the_holder_is_an_uncovered_member(play: Play) -> Sequence[Scene]:
    """The grown son keeps his parents' card; he is in the list, though not covered."""
    home = settled(play, play.window(8), FAMILY, head_age=(50, 58)).with_member(2, covered=False)
    home = replace(home, holder_id=home.members[2].person_id)
    return [play.look_alike("household", home.household_id, rows_of(play, home))]


def the_institution_holds_the_account(play: Play) -> Sequence[Scene]:
    """The manager of the institution signs for its account."""
    home = replace(_alone(play, play.window(8)), institution=True, holder_id=_somebody(play).person_id)
    return [play.look_alike("household", home.household_id, rows_of(play, home))]


def a_village_cadre_holds_the_account(play: Play) -> Sequence[Scene]:
    """In office over the village throughout; the holder is also nobody of the household."""
    return _officer_holds(play, play.village, "village", "cadre", "副主任")


def a_township_handler_holds_the_account(play: Play) -> Sequence[Scene]:
    """Who handles the township's applications is in office over all of its villages."""
    return _officer_holds(play, play.village[:9], "township", "handler", "低保专干")


def _officer_holds(play: Play, place: str, organ: str, rank: str, title: str) -> Sequence[Scene]:
    home, officer = settled(play, play.window(8)), _somebody(play)
    home = replace(home, holder_id=officer.person_id)
    rows = merged(rows_of(play, home), _term(officer, place, organ, rank, title, date(2019, 1, 15), None))
    outside = Scene("payee-outside-household", "violation", "household", home.household_id, NOT_WATCHED, {})
    return [play.violation("household", home.household_id, TAKEN, rows), outside]


def _term(
    officer: Person, place: str, organ: str, rank: str, title: str, from_day: date, to_day: date | None
) -> Rows:
    row = {
        "person_id": officer.person_id,
        "name": officer.name,
        "organ": organ,
        "division": place,
        "post": title,
    }
    return {"officers": [row | {"rank": rank, "from_day": from_day, "to_day": to_day}]}


def the_cadre_is_a_member_of_the_household(play: Play) -> Sequence[Scene]:
    """The head's own wife or husband is a cadre, filed and visited as the rules ask; the card is theirs."""
    home = settled(play, play.window(8))
    cadre = home.members[1]
    filing = {
        "officer_id": cadre.person_id,
        "relative_id": home.head.person_id,
        "relation": "配偶",
        "filed_on": home.granted_on - timedelta(days=30),
        "county_visited_on": home.granted_on - timedelta(days=8),
    }
    rows = merged(
        rows_of(play, replace(home, holder_id=cadre.person_id)),
        _term(cadre, play.village, "village", "cadre", "妇联主席", date(2021, 12, 20), None),
        {"relative_filings": [filing]},
    )
    return [play.look_alike("household", home.household_id, rows)]


def the_cadre_had_left_office(play: Play) -> Sequence[Scene]:
    """His term ended the day before the first month; that he is no member stands on its own."""
    home, former = settled(play, play.window(8)), _somebody(play)
    home = replace(home, holder_id=former.person_id)
    term = _term(
        former, play.village, "village", "cadre", "会计", date(2015, 7, 1), home.months[0] - timedelta(days=1)
    )
    outside = Scene("payee-outside-household", "violation", "household", home.household_id, NOT_WATCHED, {})
    return [play.look_alike("household", home.household_id, merged(rows_of(play, home), term)), outside]


def three_cards_are_emptied_in_half_an_hour(play: Play) -> Sequence[Scene]:
    """Three recipients' cards at one machine, the last a minute within the half hour."""
    return _emptied(play, (0, 12, 29))


def five_cards_are_emptied_in_ten_minutes(play: Play) -> Sequence[Scene]:
    """One hand and five cards."""
    return _emptied(play, (0, 2, 4, 7, 10))


def _emptied(play: Play, minutes: tuple[int, ...]) -> Sequence[Scene]:
    rows, first = _drawn(play, minutes)
    return [play.violation("group", first, ONE_HAND, rows)]


def two_cards_at_one_machine(play: Play) -> Sequence[Scene]:
    """A neighbour takes a neighbour along."""
    return _queued(play, (0, 6))


def three_cards_in_more_than_half_an_hour(play: Play) -> Sequence[Scene]:
    """The third comes a minute after the half hour."""
    return _queued(play, (0, 16, 31))


def _queued(play: Play, minutes: tuple[int, ...]) -> Sequence[Scene]:
    rows, first = _drawn(play, minutes)
    return [play.look_alike("group", first, rows)]


def small_sums_are_drawn_on_pay_day(play: Play) -> Sequence[Scene]:
    """Three in a queue, each of whom leaves most of the month's money on the card."""
    rows, first = _drawn(play, (0, 5, 11))
    for row in rows["withdrawals"]:
        row["amount"] = Decimal(10)
    return [play.look_alike("group", first, rows)]


def _drawn(play: Play, minutes: tuple[int, ...]) -> tuple[Rows, str]:
    """Households of a village, each drawing its month's allowance so many minutes after the first; and the group."""
    months = play.window(8)
    homes = [settled(play, months, (HEAD, SON, FATHER)) for _ in minutes]
    machine = f"ATMS{play.village}{play.registrar.number('machine')}"
    first = datetime.combine(
        months[4].replace(day=play.rng.randint(9, 20)), time(play.rng.randint(9, 15), play.rng.randrange(25))
    )
    rows = [
        {
            "account_no": home.account_no,
            "at": first + timedelta(minutes=later),
            "machine": machine,
            "amount": home.allowances()[4][1],
        }
        for home, later in zip(homes, minutes, strict=True)
    ]
    return merged(
        *(rows_of(play, home) for home in homes), {"withdrawals": rows}
    ), f"{machine}@{first:%Y-%m-%dT%H:%M}"


SCRIPTS = {
    "shared-account": Script(
        (
            three_households_share_one_account,
            a_grandson_keeps_the_card_of_both_houses,
            two_households_share_one_account,
        ),
        (an_institution_is_paid_for_its_residents, an_account_changes_hands),
    ),
    "payee-outside-household": Script(
        (a_stranger_holds_the_account, a_brother_outside_the_household_holds_the_account),
        (
            the_holder_of_the_account_is_not_recorded,
            the_holder_is_an_uncovered_member,
            the_institution_holds_the_account,
        ),
    ),
    "officer-account": Script(
        (a_village_cadre_holds_the_account, a_township_handler_holds_the_account),
        (the_cadre_is_a_member_of_the_household, the_cadre_had_left_office),
    ),
    "one-hand": Script(
        (three_cards_are_emptied_in_half_an_hour, five_cards_are_emptied_in_ten_minutes),
        (three_cards_in_more_than_half_an_hour, two_cards_at_one_machine, small_sums_are_drawn_on_pay_day),
    ),
}
