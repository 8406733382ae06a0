"""Taking in officers, filings, kin and who answers for a place from the tables of a snapshot, in one act.

Every row is counted once: new, changed, the same as before, or left out with its reason. Of kin only what can lead to
an officer is taken: a registry of kin may hold a whole league.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
from django.db import models

from mingjian.desk.core.actions import founding
from mingjian.desk.core.actor import Actor
from mingjian.desk.people import policies, relations
from mingjian.desk.people.actions.persons import file_relative, identity_key, record_kin
from mingjian.desk.people.actions.places import set_responsibility, take_divisions, usual_name
from mingjian.desk.people.kinds import OrganKind, Personnel, Rank
from mingjian.desk.people.models import Division, Filing, Kin, Organ, Person, Responsibility, Term
from mingjian.exchange.conversion import quoted
from mingjian.exchange.identity import id_text
from mingjian.exchange.snapshots import Snapshot
from mingjian.wording import Text

TABLES = ("officers", "relative_filings", "kinship", "responsibility")
# From an officer to the farthest relative of the recusal set (a cousin) there are so many ties.
REACH = 4
AT_ONCE = 500
UNKNOWN_PLACE = Text("行政区划代码不在区划表中", "the code is in no list of divisions")
NO_SUCH_OFFICE = Text("负责单位的代码不在区划表中", "a place that answers is in no list of divisions")
SELF = Text("两个身份证号是同一人", "both numbers are one person's")
FAR = Text("与在任人员没有亲属关系", "leads to no officer")
ENDS_BEFORE = Text("截止日期早于起始日期", "the last day is before the first one")
Row = Mapping[str, Any]


@dataclass
class Taken:
    """What became of the rows of one table; `left_out` counts rows by reason."""

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    left_out: Counter[Text] = field(default_factory=Counter)

    @property
    def balances(self) -> bool:
        """Whether every row read is counted once."""
        return self.read == self.new + self.changed + self.same + sum(self.left_out.values())


@dataclass(frozen=True)
class Tables:
    """The rows of the tables, an absent table being no key; `far` rows of kin that lead to no officer stayed behind."""

    rows: Mapping[str, Sequence[Row]]
    far: int = 0


def read_tables(snapshot: Snapshot) -> Tables:
    """The rows of the four tables of a snapshot; of kin those that lead to an officer of it or of the site."""
    paths = {name: quoted(str(snapshot.tables[name].path)) for name in TABLES if name in snapshot.tables}
    with duckdb.connect() as connection:
        rows = {name: list(_rows(connection, path)) for name, path in paths.items() if name != "kinship"}
        if "kinship" not in paths:
            return Tables(rows)
        _mark_reach(connection, paths["kinship"], rows)
        near = (
            f"{paths['kinship']} AS k SEMI JOIN reached AS p ON p.id = k.person_id "
            "SEMI JOIN reached AS r ON r.id = k.relative_id"
        )
        rows["kinship"] = list(_rows(connection, near))
        counted = connection.execute(f"SELECT count(*) FROM {paths['kinship']}").fetchone()
    return Tables(rows, (counted[0] if counted else 0) - len(rows["kinship"]))


def _rows(connection: duckdb.DuckDBPyConnection, source: str) -> Iterator[Row]:
    cursor = connection.execute(f"SELECT * FROM {source}")
    columns = [column[0] for column in cursor.description or ()]
    while some := cursor.fetchmany(10_000):
        for values in some:
            yield dict(zip(columns, values, strict=True))


def _mark_reach(
    connection: duckdb.DuckDBPyConnection, kinship: str, rows: Mapping[str, Sequence[Row]]
) -> None:
    """Fill reached(id) with the numbers that some ties lead to from an officer or from what was filed."""
    known = _keys_of_officers()
    start = {row["person_id"] for row in rows.get("officers", ())}
    filed = rows.get("relative_filings", ())
    start |= {row[column] for row in filed for column in ("officer_id", "relative_id")}
    named = f"SELECT person_id AS id FROM {kinship} UNION SELECT relative_id FROM {kinship}"
    cursor = connection.execute(named)
    while some := cursor.fetchmany(100_000):
        start |= {number for (number,) in some if identity_key(id_text(number)) in known}
    connection.execute("CREATE TEMP TABLE reached AS SELECT unnest(?::BIGINT[]) AS id", [sorted(start)])
    for _ in range(REACH):
        connection.execute(
            "INSERT INTO reached SELECT other FROM ("
            f"SELECT k.relative_id AS other FROM {kinship} AS k SEMI JOIN reached AS p ON p.id = k.person_id "
            f"UNION SELECT k.person_id FROM {kinship} AS k SEMI JOIN reached AS p ON p.id = k.relative_id"
            ") AS next ANTI JOIN reached AS r ON r.id = next.other"
        )


@founding("people.take_in", may=policies.may_keep_registers)
def take_in(by: Actor, *, tables: Tables) -> dict[str, Taken]:
    """Take the rows in, all of them or none; what has been taken in before is left as it is."""
    if not Division.objects.exists():
        take_divisions(by)
    rows, taken = tables.rows, {}
    if "responsibility" in rows:
        taken["responsibility"] = _take_responsibility(by, rows["responsibility"])
    if "officers" in rows:
        taken["officers"] = _take_officers(rows["officers"])
    if "relative_filings" in rows:
        taken["relative_filings"] = _take_filings(by, rows["relative_filings"])
    if "kinship" in rows:
        taken["kinship"] = _take_kin(by, rows["kinship"], tables.far)
    return taken


# -- persons ----------------------------------------------------------------------------------------------------------
def _persons(named: Iterable[tuple[int, str]]) -> dict[int, Person]:
    """The persons of identity numbers, known from now on; a name that was missing is filled in."""
    names: dict[int, str] = {}
    for number, name in named:
        names[number] = names.get(number) or name
    keys = {identity_key(id_text(number)): number for number in names}
    every = Person.objects.everything(reason="persons are known once, whoever brings them")
    known = {keys[p.identity_key]: p for p in every.filter(identity_key__in=[*keys])}
    fresh = [
        Person(identity=id_text(number), identity_key=key, name=names[number])
        for key, number in keys.items()
        if number not in known
    ]
    Person.objects.bulk_create(fresh, AT_ONCE)
    unnamed = [person for number, person in known.items() if not person.name and names[number]]
    for person in unnamed:
        person.name = names[keys[person.identity_key]]
    every.bulk_update(unnamed, ["name"], AT_ONCE)
    return known | {keys[person.identity_key]: person for person in fresh}


# -- officers ---------------------------------------------------------------------------------------------------------
def _take_officers(rows: Sequence[Row]) -> Taken:
    taken = Taken(read=len(rows))
    fitting = list(_in_known_places(rows, taken))
    persons = _persons((row["person_id"], row.get("name") or "") for row in fitting)
    organs = _organs(fitting)
    known = {(t.person_id, t.organ_id, t.post, t.from_day): t for t in Term.objects.all()}
    fresh: dict[object, Term] = {}
    changed: list[Term] = []
    for row in fitting:
        term = _term(row, persons[row["person_id"]], organs[row["division"], row["organ"]])
        key = (term.person_id, term.organ_id, term.post, term.from_day)
        before = known.get(key)
        if before is None and key not in fresh:
            fresh[key] = term
            taken.new += 1
        elif before is not None and (before.to_day, before.rank) != (term.to_day, term.rank):
            before.to_day, before.rank = term.to_day, term.rank
            changed.append(before)
            taken.changed += 1
        else:
            taken.same += 1
    Term.objects.bulk_create(fresh.values(), AT_ONCE)
    Term.objects.bulk_update(changed, ["to_day", "rank"], AT_ONCE)
    return taken


def _in_known_places(rows: Sequence[Row], taken: Taken) -> Iterator[Row]:
    known = set(Division.objects.values_list("code", flat=True))
    for row in rows:
        if row["division"] not in known:
            taken.left_out[UNKNOWN_PLACE] += 1
        elif row.get("to_day") and row["to_day"] < row["from_day"]:
            taken.left_out[ENDS_BEFORE] += 1
        else:
            yield row


def _organs(rows: Sequence[Row]) -> dict[tuple[str, str], Organ]:
    wanted = {(row["division"], row["organ"]) for row in rows}
    names = {place: usual_name(place[0], OrganKind(place[1])) for place in wanted}
    known = {(o.division_id, o.kind, o.name): o for o in Organ.objects.all()}
    fresh = [
        Organ(division_id=division, kind=kind, name=name)
        for (division, kind), name in names.items()
        if (division, kind, name) not in known
    ]
    Organ.objects.bulk_create(fresh, AT_ONCE)
    found = {(o.division_id, o.kind, o.name): o for o in (*known.values(), *fresh)}
    return {place: found[(*place, name)] for place, name in names.items()}


def _term(row: Row, person: Person, organ: Organ) -> Term:
    return Term(
        person=person,
        organ=organ,
        post=row["post"],
        rank=row["rank"],
        # The table says who is a village cadre; whose law reaches the others somebody has to say.
        personnel=Personnel.VILLAGE_CADRE if row["rank"] == Rank.CADRE else Personnel.OPEN,
        from_day=row["from_day"],
        to_day=row.get("to_day"),
    )


# -- kin --------------------------------------------------------------------------------------------------------------
def _take_filings(by: Actor, rows: Sequence[Row]) -> Taken:
    taken = Taken(read=len(rows))
    persons = _persons((row[column], "") for row in rows for column in ("officer_id", "relative_id"))
    known = {(f.officer_id, f.relative_id): f for f in Filing.objects.all()}
    for row in rows:
        officer, relative = persons[row["officer_id"]], persons[row["relative_id"]]
        if officer.pk == relative.pk:
            taken.left_out[SELF] += 1
            continue
        said: dict[str, Any] = {"relation": row.get("relation") or "", "filed_on": row["filed_on"]}
        said["county_visited_on"] = row.get("county_visited_on")
        if _counted(known.get((officer.pk, relative.pk)), said, taken):
            known[officer.pk, relative.pk] = _made(
                file_relative(by, officer=officer, relative=relative, **said)
            )
    return taken


def _take_kin(by: Actor, rows: Sequence[Row], far: int) -> Taken:
    taken = Taken(read=len(rows) + far)
    if far:
        taken.left_out[FAR] += far
    persons = _persons((row[column], "") for row in rows for column in ("person_id", "relative_id"))
    known = _known_kin()
    for row in rows:
        one, other = persons[row["person_id"]], persons[row["relative_id"]]
        if one.pk == other.pk:
            taken.left_out[SELF] += 1
            continue
        said: dict[str, Any] = {"from_day": row.get("from_day"), "to_day": row.get("to_day")}
        key = relations.canonical(one.pk, other.pk, row["relation"])
        if _counted(known.get(key), said, taken):
            known[key] = _made(
                record_kin(by, person=one, relative=other, tie=row["relation"], source="kinship", **said)
            )
    return taken


def _known_kin() -> dict[tuple[object, object, str], Kin]:
    rows = Kin.objects.order_by(models.F("from_day").asc(nulls_first=True))
    return {(row.person_id, row.relative_id, row.tie): row for row in rows}


def _keys_of_officers() -> set[str]:
    """The hashes of those who hold or held a post, filed, or were filed."""
    every = Person.objects.everything(reason="kin are taken in for officers")
    posts, filings = Term.objects.values("person_id"), Filing.objects
    known = models.Q(pk__in=posts) | models.Q(pk__in=filings.values("officer_id"))
    known |= models.Q(pk__in=filings.values("relative_id"))
    return set(every.filter(known).values_list("identity_key", flat=True))


def _counted(before: models.Model | None, said: Mapping[str, Any], taken: Taken) -> bool:
    """Count a row as new, changed or the same; whether there is something to write."""
    if before is None:
        taken.new += 1
        return True
    if all(_agrees(before, column, value) for column, value in said.items()):
        taken.same += 1
        return False
    taken.changed += 1
    return True


def _agrees(before: models.Model, column: str, value: object) -> bool:
    return value is None or getattr(before, column) == value


def _made(row: Any) -> Any:  # noqa: ANN401  a filing or a tie
    if row is None:
        raise ValueError("rows about one person were left out before")
    return row


# -- who answers ------------------------------------------------------------------------------------------------------
def _take_responsibility(by: Actor, rows: Sequence[Row]) -> Taken:
    taken = Taken(read=len(rows))
    known = {(r.division_id, r.from_day): r for r in Responsibility.objects.all()}
    codes = set(Division.objects.values_list("code", flat=True))
    for row in rows:
        said: dict[str, Any] = {level: row.get(level) or None for level in ("township", "county", "league")}
        if reason := _unfit(row, said, codes):
            taken.left_out[reason] += 1
            continue
        key = (row["division"], row["from_day"])
        whole = {f"{level}_id": code for level, code in said.items()} | _rest(row)
        if _counted(known.get(key), whole, taken):
            set_responsibility(by, division=key[0], from_day=key[1], **said, **_rest(row))
    return taken


def _rest(row: Row) -> dict[str, Any]:
    return {"to_day": row.get("to_day"), "document": row.get("document") or ""}


def _unfit(row: Row, said: Mapping[str, str | None], codes: set[str]) -> Text | None:
    given = [code for code in said.values() if code]
    if row["division"] not in codes:
        return UNKNOWN_PLACE
    if not given or any(code not in codes for code in given):
        return NO_SUCH_OFFICE
    to_day: date | None = row.get("to_day")
    return ENDS_BEFORE if to_day and to_day < row["from_day"] else None
