"""Whom a record without a number means: found among generated persons with variants, and never by the traps."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import duckdb
import pytest

from mingjian.exchange.identity import check_digit, id_text

Build = Callable[..., duckdb.DuckDBPyConnection]
TOWNSHIPS = [f"15042310{n}" for n in range(6)]
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "国强秀英志刚桂兰建军玉梅海龙凤永福淑珍立新春花金山红霞"
WORDS = {
    "娜仁": "纳仁", "其其格": "琪琪格", "萨仁": "莎仁", "高娃": "高瓦", "乌云": "敖云", "斯琴": "斯钦",
    "图雅": "托娅", "巴图": "巴特", "巴特尔": "巴图尔", "特木尔": "铁木尔", "格日勒": "格尔勒", "宝音": "布音",
    "孟和": "孟克", "哈斯": "哈思",
}  # fmt: skip
UNLISTED = ("呼格吉勒玛", "策仁道尔吉", "朝格巴达拉", "敏吉尔玛娜")
TRADITIONAL = str.maketrans("云尔图张陈刘杨赵吴国军龙凤兰红", "雲爾圖張陳劉楊趙吳國軍龍鳳蘭紅")
SCORE = 0.75
LEAST_PRECISION, LEAST_RECALL = 0.99, 0.9


@dataclass(frozen=True)
class Person:
    """Somebody in a village; `words` are those of a Mongolian name."""

    name: str
    sex: str
    born_on: date
    village: str
    order: int
    words: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        order = self.order * 2 + (1 if self.sex == "male" else 0)
        body = f"159901{self.born_on:%Y%m%d}{order:03d}"
        return body + check_digit(body)


Record = dict[str, Any]


def somebody(dice: Random, order: int) -> Person:
    born_on = date(dice.randint(1935, 2005), dice.randint(1, 12), dice.randint(1, 28))
    village = f"{dice.choice(TOWNSHIPS)}{200 + dice.randrange(4)}"
    draw = dice.random()
    words = tuple(dice.sample(list(WORDS), 2)) if draw < 0.4 else ()
    if draw >= 0.9:
        name = dice.choice(UNLISTED)
    else:
        name = "".join(words) or dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, 2))
    return Person(name, dice.choice(("male", "female")), born_on, village, order % 400, words)


def plain(p: Person) -> Record:
    return {"name": p.name, "sex": p.sex, "born_on": p.born_on, "division": p.village}


def dotted(p: Person, dice: Random) -> Record:
    return plain(p) | {"name": dice.choice("·•． ").join(p.words or p.name)}


def other_form(p: Person, _: Random) -> Record:
    return plain(p) | {"name": "".join(WORDS[word] for word in p.words) or p.name}


def traditional(p: Person, _: Random) -> Record:
    return plain(p) | {"name": p.name.translate(TRADITIONAL)}


def with_surname(p: Person, dice: Random) -> Record:
    return plain(p) | {"name": (dice.choice("白包王") if p.words else "") + p.name}


def month_only(p: Person, _: Random) -> Record:
    return plain(p) | {"born_on": None, "born_month": p.born_on.replace(day=1), "division": p.village[:9]}


def lunar(p: Person, dice: Random) -> Record:
    return plain(p) | {"born_on": p.born_on - timedelta(days=dice.randint(18, 52))}


def without_sex(p: Person, _: Random) -> Record:
    return plain(p) | {"sex": None, "division": p.village[:9]}


def old_number(p: Person, _: Random) -> Record:
    old = {"former_id": p.number if p.born_on.year >= 2000 else p.number[:6] + p.number[8:17]}
    return {"name": p.name} | old


def a_year_off(p: Person, _: Random) -> Record:
    return plain(p) | {"born_on": None, "born_month": date(p.born_on.year - 1, 6, 1)}


def county_only(p: Person, _: Random) -> Record:
    return plain(p) | {"division": p.village[:6]}


VARIANTS = (
    dotted, other_form, traditional, with_surname, month_only, lunar, without_sex, old_number, a_year_off, county_only,
)  # fmt: skip


def other_township(p: Person, dice: Random) -> Record:
    township = dice.choice([t for t in TOWNSHIPS if t != p.village[:9]])
    return plain(p) | {"division": f"{township}201"}


def other_sex(p: Person, _: Random) -> Record:
    return plain(p) | {"sex": "male" if p.sex == "female" else "female"}


def twin_elsewhere(p: Person, dice: Random) -> Record:
    """The twin whom no list holds: another word, or another last character, at the end of the name."""
    if p.words:
        return plain(p) | {"name": p.words[0] + dice.choice([w for w in WORDS if w not in p.words])}
    return plain(p) | {"name": p.name[:-1] + dice.choice([g for g in GIVEN if g != p.name[-1]])}


def years_apart(p: Person, dice: Random) -> Record:
    return plain(p) | {"born_on": p.born_on.replace(year=p.born_on.year - dice.randint(2, 30))}


def months_apart(p: Person, _: Random) -> Record:
    return plain(p) | {"born_on": p.born_on + timedelta(days=150), "division": p.village[:9]}


def another_s_number(p: Person, _: Random) -> Record:
    return plain(p) | {"former_id": replace(p, order=450).number}


def stranger(p: Person, dice: Random) -> Record:
    return plain(replace(somebody(dice, 0), village=p.village))


TRAPS = (other_township, other_sex, twin_elsewhere, years_apart, months_apart, another_s_number, stranger)


@dataclass(frozen=True)
class Trial:
    """Members, records by row with their kind, and the number that each record means ('' for nobody's)."""

    members: tuple[Person, ...]
    records: dict[str, Record]
    kinds: dict[str, str]
    meant: dict[str, str]


def trial(seed: int) -> Trial:
    dice = Random(seed)
    members = [somebody(dice, n) for n in range(440)]
    records, kinds, meant = {}, {}, {}

    def add(record: Record, kind: str, number: str) -> None:
        row = f"R{len(records):04d}"
        records[row], kinds[row], meant[row] = record, kind, number

    for n, person in enumerate(members[:220]):
        variant = VARIANTS[n % len(VARIANTS)]
        add(variant(person, dice), variant.__name__, person.number)
    for n, person in enumerate(members[220:360]):
        trap = TRAPS[n % len(TRAPS)]
        add(trap(person, dice), trap.__name__, "")
    # Twins, both on the list: the one meant is found, and the other is not. Namesakes born on one day: neither.
    for n, person in enumerate(members[360:400]):
        twin = replace(person, name=str(twin_elsewhere(person, dice)["name"]), order=460 + n % 30, words=())
        members.append(twin)
        add(plain(person), "twin on the list", person.number)
    for n, person in enumerate(members[400:440]):
        members.append(replace(person, order=460 + n % 30))
        add(plain(person), "two namesakes", "")
    return Trial(tuple(members), records, kinds, meant)


def rows_of(given: Trial) -> dict[str, list[Record]]:
    homes = [
        (f"H{n}", person)
        for n, person in enumerate({person.number: person for person in given.members}.values())
    ]
    return {
        "households": [{"household_id": h, "division": p.village, "head_id": p.number} for h, p in homes],
        "members": [{"household_id": h, "person_id": p.number, "name": p.name} for h, p in homes],
        "unnumbered": [{"row_id": row, "source": "deaths"} | given.records[row] for row in given.records],
    }


@pytest.fixture(params=(1, 2, 3))
def played(request: pytest.FixtureRequest, facts_of: Build) -> tuple[Trial, dict[str, list[str]]]:
    """A trial, and whom the records are taken to mean by the rule's measure."""
    given = trial(request.param)
    connection = facts_of(rows_of(given), "likely_persons")
    found = defaultdict(list)
    likely = f"SELECT row_id, person_id FROM kept.likely_persons WHERE score >= {SCORE} AND rivals = 0"
    for row, number in connection.execute(likely).fetchall():
        found[row].append(id_text(number))
    return given, found


def test_who_is_meant_is_found_and_hardly_anybody_else(played, record_property):
    given, found = played
    taken = [(row, number) for row, numbers in found.items() for number in numbers]
    right = [row for row, number in taken if given.meant[row] == number]
    precision, recall = len(right) / len(taken), len(right) / sum(map(bool, given.meant.values()))
    by_kind = Counter(given.kinds.values())
    hits, mistakes = Counter(given.kinds[row] for row in right), Counter(given.kinds[row] for row, _ in taken)
    mistakes.subtract(hits)
    lines = [
        f"{kind:<18}{count:>4} records{hits[kind]:>5} found{mistakes[kind]:>4} mistaken"
        for kind, count in by_kind.items()
    ]
    said = f"{len(given.records)} records: precision {precision:.3f}, recall {recall:.3f}"
    record_property("persons without a number", [*lines, said])
    assert len(given.records) > 400
    assert precision >= LEAST_PRECISION
    assert recall >= LEAST_RECALL


def test_a_trap_never_catches_anybody(played):
    given, found = played
    traps = {trap.__name__ for trap in TRAPS} | {"two namesakes"}
    assert {given.kinds[row] for row in found if given.kinds[row] in traps} == set()


NARA = Person("娜仁其其格", "female", date(1950, 3, 9), "150423100201", 1, ("娜仁", "其其格"))
ONE = Trial((NARA,), {"R1": plain(NARA)}, {}, {})


def likely(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, float, bool]]:
    rows = connection.execute("SELECT person_id, score, settled FROM kept.likely_persons").fetchall()
    return [(id_text(number), score, settled) for number, score, settled in rows]


def test_a_pair_that_was_denied_never_comes_again(facts_of: Build):
    denied = {"source_row": "unnumbered:R1", "person_id": NARA.number, "same": False}
    assert likely(facts_of(rows_of(ONE) | {"same_person": [denied]}, "likely_persons")) == []


def test_a_pair_that_was_affirmed_is_certain_and_rules_all_others_out(facts_of: Build):
    other = replace(NARA, name="王秀英", born_on=date(1971, 1, 1))
    affirmed = {"source_row": "unnumbered:R1", "person_id": other.number, "same": True}
    given = rows_of(replace(ONE, members=(NARA, other))) | {"same_person": [affirmed]}
    assert likely(facts_of(given, "likely_persons")) == [(other.number, 1.0, True)]


def test_a_decision_about_a_row_of_another_table_is_left_alone(facts_of: Build):
    denied = {"source_row": "deaths:R1", "person_id": NARA.number, "same": False}
    found = likely(facts_of(rows_of(ONE) | {"same_person": [denied]}, "likely_persons"))
    assert found == [(NARA.number, 0.99, False)]


def test_the_reasons_stand_beside_the_score(facts_of: Build):
    record = plain(NARA) | {"name": "纳仁·琪琪格", "born_on": None, "born_month": date(1950, 3, 1)}
    connection = facts_of(rows_of(replace(ONE, records={"R1": record})), "likely_persons")
    reasons = "name_agrees, birth_agrees, place_agrees, sex_agrees"
    assert connection.execute(f"SELECT {reasons}, score FROM kept.likely_persons").fetchall() == [
        ("form", "month", "village", True, 0.87)
    ]


def test_a_filing_by_name_means_every_officer_of_that_name_over_the_village(facts_of: Build):
    def officer(n: int, place: str) -> Record:
        number = replace(NARA, order=n, born_on=date(1970, 1, 1)).number
        return {"person_id": number, "name": "巴图尔", "organ": "village", "division": place, "post": "会计",
                "rank": "cadre", "from_day": date(2020, 1, 1)}  # fmt: skip

    filing = plain(NARA) | {"source": "relative_filings", "officer_name": "巴特爾"}
    rows = rows_of(replace(ONE, records={"R1": filing})) | {
        "officers": [officer(1, NARA.village), officer(2, "150423109201")]
    }
    connection = facts_of(rows, "likely_filings")
    found = connection.execute("SELECT officer_id, filed_on FROM kept.likely_filings").fetchall()
    assert [(id_text(number), day) for number, day in found] == [(officer(1, "")["person_id"], date(1, 1, 1))]
