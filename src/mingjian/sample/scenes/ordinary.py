"""The lawful household: who lives in it, what was granted and paid month by month, and the rows that say so.

Every planted scene starts from one of these and changes what it is about; nothing else may catch a rule's eye.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from mingjian.exchange.divisions import name_of
from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import last_day, month_after, on_or_before
from mingjian.sample.scenes.people import (
    COUPLE,
    DAUGHTER,
    FATHER,
    GRANDCHILD,
    HEAD,
    MOTHER,
    SON,
    SPOUSE,
    Person,
    kin_row,
    people,
)
from mingjian.sample.scenes.play import Play, area_of, merged
from mingjian.sample.scenes.procedure import application_rows, review_rows

LEFT_FOR_INCOME = "收入超过标准，家庭申请退出"


@dataclass(frozen=True)
class Home:
    """A household with its months on the list; `rates` are the standards its allowance follows, one per month."""

    household_id: str
    village: str
    members: tuple[Person, ...]
    months: tuple[date, ...]
    rates: tuple[Decimal, ...]
    income_per_capita: Decimal
    granted_on: date
    account_no: str
    holder_id: str | None
    hukou_no: str
    phone: str
    area: str
    runs_on: bool = False
    institution: bool = False
    devolved: bool = False
    cause: str = "因病"

    @property
    def county(self) -> str:
        return self.village[:6]

    @property
    def approved_by(self) -> str:
        """`township` where the power of approval was devolved, else `county`."""
        return "township" if self.devolved else "county"

    @property
    def head(self) -> Person:
        return self.members[0]

    def with_member(self, index: int, **changes: object) -> "Home":
        """The same household with one member changed."""
        members = list(self.members)
        members[index] = replace(members[index], **changes)  # type: ignore[arg-type]
        return replace(self, members=tuple(members))

    def allowances(self) -> list[tuple[int, Decimal]]:
        """Covered persons and the household's allowance in yuan, month by month: standard less income, per person."""
        covered = [sum(person.covered_in(month) for person in self.members) for month in self.months]
        return [(n, (rate - self.income_per_capita) * n) for n, rate in zip(covered, self.rates, strict=True)]


def settled(
    play: Play,
    months: Sequence[date],
    relations: Sequence[str] = COUPLE,
    *,
    head_age: tuple[int, int] = (42, 58),
    village: str = "",
) -> Home:
    """A lawful household on the list for these months (in a row), with an account of its head's own."""
    village, rng = village or play.village, play.rng
    rates = tuple(play.stage.standard_of(village[:6], area_of(village), month) for month in months)
    per_capita = Decimal(rng.randint(int(min(rates)) // 10, int(min(rates)) * 6 // 10))
    members = people(play, months[0], relations, head_age)
    members = (replace(members[0], income=per_capita * len(members)), *members[1:])
    granted_on = on_or_before(play.day_in(month_after(months[0], -1), 19, 26))
    return Home(
        household_id=play.registrar.household(village[:6]),
        village=village,
        members=members,
        months=tuple(months),
        rates=rates,
        income_per_capita=per_capita,
        granted_on=granted_on,
        account_no=play.registrar.account(),
        holder_id=members[0].person_id,
        hukou_no=play.registrar.book(),
        phone=play.registrar.phone(),
        area=area_of(village),
        runs_on=months[-1] >= play.stage.last_month,
    )


def rows_of(play: Play, home: Home) -> Rows:
    """Every row of a lawful household: list, members, grants, payments, register, kin, files and their steps."""
    return merged(
        {
            "households": [_household_row(home)],
            "members": [_member_row(home, member) for member in home.members],
            "grants": _grant_rows(home),
            "payments": _payment_rows(play, home),
            "hukou": [_hukou_row(home, member) for member in home.members],
            "kinship": _kinship_rows(home),
        },
        application_rows(
            play,
            home.village,
            f"{home.household_id}-A1",
            home.household_id,
            home.head.person_id,
            home.granted_on,
            home.approved_by,
        ),
        _reviews(play, home),
    )


def _reviews(play: Play, home: Home) -> Rows:
    """Whoever is on the list is looked at again in time."""
    if not home.runs_on:
        return {}
    return review_rows(
        play, home.village, home.household_id, home.head.person_id, home.granted_on, home.approved_by
    )


def _payment_rows(play: Play, home: Home) -> list[dict[str, object]]:
    """The allowance of every month, credited to the household's card with the county's ordinary batch."""
    return [
        {
            "household_id": home.household_id,
            "period": month,
            "kind": "allowance",
            "due": allowance,
            "paid": allowance,
            "paid_on": play.stage.paid_on(month),
            "channel": "card",
            "account_no": home.account_no,
            "account_holder_id": home.holder_id,
            "batch_id": play.stage.batch_of(home.county, month),
        }
        for month, (_, allowance) in zip(home.months, home.allowances(), strict=True)
    ]


def _household_row(home: Home) -> dict[str, object]:
    return {
        "household_id": home.household_id,
        "division": home.village,
        "area": home.area,
        "head_id": home.head.person_id,
        "head_name": home.head.name,
        "hukou_no": home.hukou_no,
        "address": f"{name_of(home.village)}{home.hukou_no[-6:]}号",
        "phone": home.phone,
        "persons": sum(member.left_on is None for member in home.members),
        "cause": home.cause,
        "institution": home.institution,
    }


def _member_row(home: Home, member: Person) -> dict[str, object]:
    return {
        "household_id": home.household_id,
        "person_id": member.person_id,
        "name": member.name,
        "sex": member.sex,
        "born_on": member.born_on,
        "relation": member.relation,
        "covered": member.covered,
        "monthly_income": member.income,
        "health": "健康",
        "joined_on": member.joined_on,
        "left_on": member.left_on,
    }


def _grant_rows(home: Home) -> list[dict[str, object]]:
    """One row per stretch of months on one allowance; all but the first are re-ratings in the month before."""
    rows: list[dict[str, object]] = []
    for (covered, allowance), group in groupby(
        zip(home.allowances(), home.months, strict=True), key=lambda pair: pair[0]
    ):
        months = [month for _, month in group]
        is_last = months[-1] == home.months[-1]
        ends = not is_last or not home.runs_on
        rows.append(
            {
                "grant_id": f"{home.household_id}-G{len(rows) + 1}",
                "household_id": home.household_id,
                "application_id": f"{home.household_id}-A1",
                "from_month": months[0],
                "to_month": months[-1] if ends else None,
                "category": "B",
                "covered_persons": covered,
                "income_per_capita": home.income_per_capita,
                "allowance": allowance,
                "account_no": home.account_no,
                "account_holder_id": home.holder_id,
                "granted_on": on_or_before(month_after(months[0], -1).replace(day=22))
                if rows
                else home.granted_on,
                "granted_by": home.approved_by,
                "ended_on": on_or_before(last_day(months[-1]) - timedelta(days=3)) if ends else None,
                "end_reason": (LEFT_FOR_INCOME if is_last else "保障金额调整") if ends else None,
            }
        )
    return rows


def _hukou_row(home: Home, member: Person) -> dict[str, object]:
    return {
        "person_id": member.person_id,
        "hukou_no": home.hukou_no,
        "division": home.village,
        "address": name_of(home.village),
        "head": member.relation == HEAD,
        "available_on": home.granted_on - timedelta(days=400),
    }


def _kinship_rows(home: Home) -> list[dict[str, object]]:
    """The head's kin in the household, and the spouse's children."""
    words = {
        SPOUSE: "spouse",
        SON: "child",
        DAUGHTER: "child",
        FATHER: "parent",
        MOTHER: "parent",
        GRANDCHILD: "grandchild",
    }
    known_on = home.granted_on - timedelta(days=400)
    rows = [
        kin_row(home.head, other, words[other.relation], known_on)
        for other in home.members[1:]
        if other.relation in words
    ]
    spouses = [member for member in home.members if member.relation == SPOUSE]
    children = [member for member in home.members if member.relation in (SON, DAUGHTER)]
    return rows + [kin_row(spouse, child, "child", known_on) for spouse in spouses for child in children]


def found_at(play: Play, home: Home, clauses: tuple[str, ...], rows: Rows) -> Sequence[Scene]:
    """A violation whose subject is the household."""
    return [play.violation("household", home.household_id, clauses, rows)]


def spared_at(play: Play, home: Home, rows: Rows) -> Sequence[Scene]:
    """A look-alike whose subject is the household."""
    return [play.look_alike("household", home.household_id, rows)]


def found_beside(play: Play, home: Home, clauses: tuple[str, ...], *records: Rows) -> Sequence[Scene]:
    """A lawful household but for the records laid beside it."""
    return found_at(play, home, clauses, merged(rows_of(play, home), *records))


def spared_beside(play: Play, home: Home, *records: Rows) -> Sequence[Scene]:
    """A lawful household, whatever the records beside it look like."""
    return spared_at(play, home, merged(rows_of(play, home), *records))
