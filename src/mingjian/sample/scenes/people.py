"""The people of the scenes: who stands in a household, how old, and what they are to each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mingjian.sample.scenes.calendar import last_day
from mingjian.sample.scenes.play import Play

HEAD, SPOUSE, SON, DAUGHTER = "户主", "配偶", "子", "女"
FATHER, MOTHER, GRANDCHILD = "父", "母", "孙子女"
COUPLE = (HEAD, SPOUSE)
FAMILY = (HEAD, SPOUSE, SON)
NOTHING = Decimal(0)

# How much younger than the head, from and to, in years.
YOUNGER = {
    HEAD: (0, 0),
    SPOUSE: (-2, 3),
    SON: (22, 28),
    DAUGHTER: (22, 28),
    GRANDCHILD: (46, 50),
    FATHER: (-28, -22),
    MOTHER: (-27, -21),
}
MEN, WOMEN = (SON, FATHER), (DAUGHTER, MOTHER)


@dataclass(frozen=True)
class Person:
    """A member of a household; `income` is what is declared, yuan a month."""

    person_id: str
    name: str
    sex: str
    born_on: date
    relation: str
    covered: bool = True
    income: Decimal = NOTHING
    joined_on: date | None = None
    left_on: date | None = None

    def covered_in(self, month: date) -> bool:
        """Covered, and belonging on some day of the month."""
        joined = self.joined_on is None or self.joined_on <= last_day(month)
        return self.covered and joined and (self.left_on is None or self.left_on >= month)


def person(play: Play, relation: str, sex: str, year: int) -> Person:
    """Somebody new, born in that year."""
    born_on = date(year, play.rng.randint(1, 12), play.rng.randint(1, 28))
    return Person(
        play.registrar.identity(play.rng, born_on, sex), play.registrar.name(play.rng), sex, born_on, relation
    )


def people(
    play: Play, start: date, relations: Sequence[str], head_age: tuple[int, int]
) -> tuple[Person, ...]:
    rng = play.rng
    head_sex, head_year = rng.choice(("male", "female")), start.year - rng.randint(*head_age)
    people = []
    for relation in relations:
        spouse_sex = "female" if head_sex == "male" else "male"
        sex = (
            "male"
            if relation in MEN
            else "female"
            if relation in WOMEN
            else spouse_sex
            if relation == SPOUSE
            else head_sex
        )
        people.append(person(play, relation, sex, head_year + rng.randint(*YOUNGER[relation])))
    return tuple(people)


def kin_row(of: Person, relative: Person, relation: str, known_on: date) -> dict[str, object]:
    """One row of kinship: what the relative is to the person."""
    return {
        "person_id": of.person_id,
        "relative_id": relative.person_id,
        "relation": relation,
        "available_on": known_on,
    }
