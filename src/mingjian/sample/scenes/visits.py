"""Scenes of family E about visits: more on a day than a day holds, and households that nobody looked at again."""

from collections.abc import Sequence
from datetime import date, datetime, time

from mingjian.law.calendar import add_months
from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import month_after, working_days_after
from mingjian.sample.scenes.files import AFTER_THE_SNOW, day_of, refused, somebody, steps_of, with_rows
from mingjian.sample.scenes.ordinary import Home, found_at, settled, spared_at
from mingjian.sample.scenes.people import Person
from mingjian.sample.scenes.play import NoRoom, Play, Script, merged

NOT_DONE = ("8(3)",)
A_YEAR = 12


def sixteen_homes_on_a_day(play: Play) -> Sequence[Scene]:
    """One more than a day holds."""
    rows, group = _round(play, 16)
    return [play.violation("group", group, NOT_DONE, rows)]


def twenty_homes_whoever_is_named_first(play: Play) -> Sequence[Scene]:
    """Half of the forms name the one first, half the other."""
    rows, group = _round(play, 20)
    for row in rows["steps"][::2]:
        if row["step"] == "surveyed":
            row["officer_id"], row["officer2_id"] = row["officer2_id"], row["officer_id"]
    return [play.violation("group", group, NOT_DONE, rows)]


def fifteen_homes_on_a_day(play: Play) -> Sequence[Scene]:
    """As many as can be."""
    rows, group = _round(play, 15)
    return [play.look_alike("group", group, rows)]


def sixteen_homes_by_two_teams(play: Play) -> Sequence[Scene]:
    """The second team has one officer in common with the first."""
    rows, group = _round(play, 16)
    third, officer = _officer(play)
    visits = [row for row in rows["steps"] if row["step"] == "surveyed"]
    for row in visits[::2]:
        row["officer2_id"] = third.person_id
    return [play.look_alike("group", group, merged(rows, officer))]


def _round(play: Play, homes: int) -> tuple[Rows, str]:
    """Applications of one round, all visited on a day by the same two officers and refused; and their group."""
    (one, first), (other, second) = _officer(play), _officer(play)
    month = play.window(1, since=AFTER_THE_SNOW, until=month_after(play.stage.last_month, -3))[0]
    decided_on = play.day_in(month)
    files: list[Rows] = [first, second]
    for home in range(homes):
        rows, number = refused(play, decided_on)
        (visit,) = steps_of(rows, number, "surveyed")
        day = day_of(rows, number, "surveyed")
        visit["at"] = datetime.combine(day, time(8 + home // 2, 30 * (home % 2)))
        visit.update(officer_id=one.person_id, officer2_id=other.person_id)
        files.append(rows)
    pair = "|".join(sorted((one.person_id, other.person_id)))
    return merged(*files), f"{pair}@{day}"


def _officer(play: Play) -> tuple[Person, Rows]:
    officer = somebody(play)
    row = {
        "person_id": officer.person_id,
        "name": officer.name,
        "organ": "township",
        "division": play.village[:9],
        "post": "社会救助协理",
        "rank": "handler",
        "from_day": date(2019, 3, 1),
    }
    return officer, {"officers": [row]}


def never_looked_at_again(play: Play) -> Sequence[Scene]:
    """On the list for sixteen months; the visit of the application was the last."""
    home, rows = _on_the_list(play, 16, "B")
    return found_at(play, home, NOT_DONE, rows)


def category_c_after_eight_months(play: Play) -> Sequence[Scene]:
    """Where income changes half a year is the longest."""
    home, rows = _on_the_list(play, 8, "C")
    return found_at(play, home, NOT_DONE, rows)


def a_review_that_was_begun_and_never_made(play: Play) -> Sequence[Scene]:
    """The registers were asked, nobody went and nobody decided."""
    home, rows = _on_the_list(play, 16, "B")
    rows = merged(rows, _look(play, home, "review", "check_requested", play.stage.as_of.replace(day=8)))
    return found_at(play, home, NOT_DONE, rows)


def reviewed_a_year_ago_to_the_day(play: Play) -> Sequence[Scene]:
    """The next review is due today."""
    home, rows = _on_the_list(play, 30, "B")
    rows = merged(rows, _look(play, home, "review", "decided", add_months(play.stage.as_of, -A_YEAR)))
    return spared_at(play, home, rows)


def category_a_after_eight_months(play: Play) -> Sequence[Scene]:
    """A year is the longest where nothing changes."""
    home, rows = _on_the_list(play, 8, "A")
    return spared_at(play, home, rows)


def visited_because_of_a_change(play: Play) -> Sequence[Scene]:
    """Category C, seen five months ago when a child was born."""
    home, rows = _on_the_list(play, 16, "C")
    day = working_days_after(add_months(play.stage.as_of, -5), 1)
    return spared_at(play, home, merged(rows, _look(play, home, "change", "surveyed", day)))


def _on_the_list(play: Play, months: int, category: str) -> tuple[Home, Rows]:
    """A household for so many months up to the last, without any review."""
    if len(play.months) < months:
        raise NoRoom(f"{months} months")
    home, rows, number = with_rows(play, settled(play, play.months[-months:]))
    for row in rows["grants"]:
        row["category"] = category
    rows["applications"] = [row for row in rows["applications"] if row["application_id"] == number]
    rows["steps"] = [row for row in rows["steps"] if row["application_id"] == number]
    return home, rows


def _look(play: Play, home: Home, kind: str, step: str, day: date) -> Rows:
    """A file of which a single step was taken, by the officers of the township."""
    handlers, officers = play.registrar.handlers(play.rng, home.village[:9], date(2019, 1, 1))
    number = f"{home.household_id}-F9"
    file = {
        "application_id": number,
        "household_id": home.household_id,
        "applicant_id": home.head.person_id,
        "division": home.village,
        "kind": kind,
        "applied_on": day,
        "decision": "granted" if step == "decided" else "pending",
    }
    row: dict[str, object] = {
        "application_id": number,
        "step": step,
        "at": datetime.combine(day, time(10, 30)),
        "officer_id": handlers[0],
    }
    if step == "surveyed":
        row["officer2_id"] = handlers[1]
    return merged({"applications": [file], "steps": [row]}, officers)


SCRIPTS = {
    "implausible-pace": Script(
        (sixteen_homes_on_a_day, twenty_homes_whoever_is_named_first),
        (fifteen_homes_on_a_day, sixteen_homes_by_two_teams),
    ),
    "review-overdue": Script(
        (never_looked_at_again, category_c_after_eight_months, a_review_that_was_begun_and_never_made),
        (reviewed_a_year_ago_to_the_day, category_a_after_eight_months, visited_because_of_a_change),
    ),
}
