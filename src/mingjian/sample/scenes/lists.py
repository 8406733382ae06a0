"""A whole county's list in a county with nothing of the base: lawful but for the marks put on single households.

A mark makes one strong finding of a family: somebody in custody is paid (A), the survey of means began too late (E),
an officer of the township holds the account (F). Where every county carries a few, one stands out only by many.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from mingjian.exchange.divisions import inside
from mingjian.sample.scene import Rows, Scene, Stage
from mingjian.sample.scenes.calendar import months_between, working_days_after
from mingjian.sample.scenes.ledger import batch_rows
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import Person, person
from mingjian.sample.scenes.play import Play, merged
from mingjian.sample.scenes.records import imprisonment, known_from
from mingjian.sample.scenes.registrar import Registrar
from mingjian.screening.catalogue import load_rules

ORDINARY_HOMES, ORDINARY_MARKS = 20, 4
MONTHS = 6
TOO_LATE = 4
"""Working days by which an acceptance comes too early for a survey that has to begin within three."""


@dataclass(frozen=True)
class Ground:
    """A county left to the scenes, with the dice of its own."""

    code: str
    stage: Stage
    registrar: Registrar
    rng: Random

    @property
    def months(self) -> tuple[date, ...]:
        """Every month of the stage."""
        return months_between(self.stage.first_month, self.stage.last_month)

    @property
    def villages(self) -> tuple[str, ...]:
        return inside(self.code, "village")

    def villages_of(self, number: int) -> tuple[str, ...]:
        """The villages of the number-th township, the one with the most villages first."""
        townships: dict[str, list[str]] = {}
        for village in self.villages:
            townships.setdefault(village[:9], []).append(village)
        ordered = sorted(townships.values(), key=lambda of: (-len(of), of))
        return tuple(ordered[min(number, len(ordered) - 1)])

    def play(self, village: str) -> Play:
        return Play(self.stage, self.registrar, self.rng, "", village)


@dataclass(frozen=True)
class Marked:
    """A household to be: the village, the letters of its marks, and the months it is on the list."""

    village: str
    marks: str
    months: tuple[date, ...]


@dataclass(frozen=True)
class Listed:
    """A list as it was drawn up: its rows, and the scenes that its marks make."""

    homes: tuple[Home, ...]
    rows: Rows
    scenes: tuple[Scene, ...]


def ground_of(stage: Stage, registrar: Registrar, code: str) -> Ground:
    """The ground of a county: the same dice for the same seed, whatever is played elsewhere."""
    return Ground(code, stage, registrar, Random(f"{stage.seed}/list/{code}"))


def ordinary_homes(ground: Ground, count: int = ORDINARY_HOMES, marked: int = ORDINARY_MARKS) -> list[Marked]:
    """Households spread over the county's villages, on the list for the last months; a few bear every mark."""
    villages = ground.villages
    return [
        Marked(villages[n * len(villages) // count], "AEF" if n < marked else "", recent(ground, n))
        for n in range(count)
    ]


def recent(ground: Ground, n: int = 0) -> tuple[date, ...]:
    """The last months of the stage: six, or up to three more, so that not all were granted in one month."""
    return ground.months[-(MONTHS + n % 4) :]


def drawn_up(ground: Ground, homes: Iterable[Marked]) -> Listed:
    """The rows of a list with its batches, and the scenes of its marks; the scenes bear no rows themselves."""
    parts: list[Rows] = []
    scenes: list[Scene] = []
    drawn: list[Home] = []
    holders: dict[str, Person] = {}
    for wanted in homes:
        play = ground.play(wanted.village)
        home = settled(play, wanted.months)
        if "F" in wanted.marks:
            home = _held(play, home, holders)
        rows = _custody(play, home) if "A" in wanted.marks else rows_of(play, home)
        if "E" in wanted.marks:
            _put_off(rows, home)
        parts.append(rows)
        drawn.append(home)
        scenes += _scenes_of(home, wanted.marks)
    officers = {"officers": [_post(township, holder) for township, holder in holders.items()]}
    rows = with_batches(ground.stage, ground.code, merged(*parts, officers))
    return Listed(tuple(drawn), rows, tuple(scenes))


def with_batches(stage: Stage, county: str, rows: Rows) -> Rows:
    """The rows with a lawful batch for every month in which they pay an allowance."""
    paid: dict[date, list[dict[str, object]]] = {}
    for row in rows["payments"]:
        if row["kind"] == "allowance" and isinstance(row["period"], date):
            paid.setdefault(row["period"], []).append(row)
    batches = [
        batch_rows(of, stage.batch_of(county, month), county, month, stage.paid_on(month))
        for month, of in sorted(paid.items())
    ]
    return merged(rows, *batches)


def _held(play: Play, home: Home, holders: dict[str, Person]) -> Home:
    township = play.village[:9]
    if township not in holders:
        holders[township] = person(play, "其他", "male", play.rng.randint(1970, 1988))
    return replace(home, holder_id=holders[township].person_id)


def _post(township: str, holder: Person) -> dict[str, object]:
    return {
        "person_id": holder.person_id,
        "name": holder.name,
        "organ": "township",
        "division": township,
        "post": "低保专干",
        "rank": "handler",
        "from_day": date(2019, 1, 15),
    }


def _custody(play: Play, home: Home) -> Rows:
    """The second member is in custody from the second month on, and still counted."""
    from_day = play.day_in(home.months[1])
    kept = imprisonment(home.members[1], from_day, None, known_from(play, from_day))
    return merged(rows_of(play, home), kept)


def _put_off(rows: Rows, home: Home) -> None:
    """The application was accepted four working days before anything was done about it."""
    file = _file_of(home)
    for row in rows["applications"]:
        if row["application_id"] == file:
            row["applied_on"] = _earlier(row["applied_on"])
    for row in rows["steps"]:
        if row["application_id"] == file and row["step"] in ("applied", "accepted"):
            row["at"] = _earlier(row["at"])


def _earlier(moment: object) -> date:
    """The same moment so many working days earlier; a day where a day was given."""
    if isinstance(moment, datetime):
        return datetime.combine(working_days_after(moment.date(), -TOO_LATE), moment.time())
    if not isinstance(moment, date):
        raise TypeError(f"{moment!r} is no day")
    return working_days_after(moment, -TOO_LATE)


def _file_of(home: Home) -> str:
    return f"{home.household_id}-A1"


def _scenes_of(home: Home, marks: str) -> list[Scene]:
    """What the marks of a household make; a family whose rules are not there makes nothing."""
    told: Mapping[str, Sequence[tuple[str, str, str, tuple[str, ...]]]] = {
        "A": [("imprisoned-paid", "person", home.members[1].person_id, ("8(5)",))],
        "E": [("survey-late", "application", _file_of(home), ("8(1)",))],
        "F": [
            ("officer-account", "household", home.household_id, ("8(7)",)),
            ("payee-outside-household", "household", home.household_id, ("8(5)",)),
        ],
    }
    return [
        Scene(rule, "violation", kind, subject, clauses, {})
        for mark in marks
        for rule, kind, subject, clauses in told[mark]
        if rule in load_rules()
    ]


def has_mark(mark: str) -> bool:
    """Whether the rules that see a mark are in the catalogue."""
    return mark != "E" or "survey-late" in load_rules()
