"""Officers of the scenes with their posts, and what ties a household to one: kinship and its filing."""

from dataclasses import dataclass
from datetime import date, timedelta

from mingjian.sample.scene import Rows
from mingjian.sample.scenes.ordinary import Home
from mingjian.sample.scenes.people import Person, kin_row, person
from mingjian.sample.scenes.play import Play

ELECTED = date(2018, 12, 10)


@dataclass(frozen=True)
class Office:
    """A post by organ, rank and title; `digits` is how much of a village's code its place has."""

    organ: str
    rank: str
    title: str
    digits: int


CADRE = Office("village", "cadre", "嘎查达", 12)
HANDLER = Office("township", "handler", "民政助理员", 9)
DEPUTY = Office("civil_affairs", "deputy", "民政局副局长", 6)


def somebody(play: Play, sex: str = "") -> Person:
    """A grown person of no household of the list."""
    return person(play, "其他", sex or play.rng.choice(("male", "female")), play.rng.randint(1964, 1984))


def in_office(
    play: Play, officer: Person, office: Office, from_day: date = ELECTED, to_day: date | None = None
) -> Rows:
    """A term of that officer over the village where the scene plays."""
    place = play.village[: office.digits]
    row = {"person_id": officer.person_id, "name": officer.name, "organ": office.organ, "division": place}
    term = {"post": office.title, "rank": office.rank, "from_day": from_day, "to_day": to_day}
    return {"officers": [row | term]}


def tie(home: Home, of: Person, relative: Person, relation: str) -> Rows:
    """Kinship on record since long before the grant: what the relative is to the person."""
    return {"kinship": [kin_row(of, relative, relation, home.granted_on - timedelta(days=400))]}


def filing(
    officer: Person, relative: Person, relation: str, filed_on: date, visited_on: date | None = None
) -> Rows:
    """A filing of kin, with the day of the county's visit."""
    row = {"officer_id": officer.person_id, "relative_id": relative.person_id, "relation": relation}
    return {"relative_filings": [row | {"filed_on": filed_on, "county_visited_on": visited_on}]}


def filed_in_time(home: Home, officer: Person, relative: Person, relation: str) -> Rows:
    """Filed before the application was decided, and visited by the county."""
    filed_on, visited_on = home.granted_on - timedelta(days=20), home.granted_on - timedelta(days=6)
    return filing(officer, relative, relation, filed_on, visited_on)


def marked(rows: Rows) -> Rows:
    """The same rows, the application marked as that of kin."""
    for row in rows["applications"]:
        row["relative_registered"] = True
    return rows


def not_spot_checked(rows: Rows) -> Rows:
    """The same rows without a spot check by the county."""
    return rows | {"steps": [row for row in rows["steps"] if row["step"] != "spot_checked"]}
