"""Recusal (回避): whose matters an officer keeps away from, asked of the ties as they are at every read.

`barred(officer)` stands in a filter as a subquery: `~Q(named__person__in=barred(officer))`; findings that name persons
by the hash of their identity numbers use `barred_keys(officer)`. A request that has opened no act yet has the walk over
the ties done once for all its queries, and kept until the next act: every tie is an audited row.
"""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from mingjian.desk.core import prepared, remembered
from mingjian.desk.people import relations
from mingjian.desk.people.models import Filing, Kin, Person
from mingjian.desk.people.officers import Officer

WALK = """
WITH RECURSIVE step(so_far, tie, forward, is_then) AS (VALUES {steps}),
walk(person_id, is_then) AS (
    SELECT {person}, '{himself}'
    UNION
    SELECT CASE WHEN k.person_id = w.person_id THEN k.relative_id ELSE k.person_id END, s.is_then
    FROM walk AS w
    JOIN {kin} AS k ON (k.person_id = w.person_id OR k.relative_id = w.person_id)
        AND (k.from_day IS NULL OR k.from_day <= %s) AND (k.to_day IS NULL OR k.to_day >= %s)
    JOIN step AS s ON s.so_far = w.is_then AND s.tie = k.tie
        AND s.forward = CASE WHEN k.person_id = w.person_id THEN 1 ELSE 0 END
)
SELECT w.person_id FROM walk AS w WHERE w.is_then IN ({kinds})
UNION
SELECT f.relative_id FROM {filing} AS f
WHERE f.officer_id = {person} AND (f.ended_on IS NULL OR f.ended_on >= %s)
UNION
SELECT f.officer_id FROM {filing} AS f
WHERE f.relative_id = {person} AND (f.ended_on IS NULL OR f.ended_on >= %s)
"""


class _Relatives(models.Expression):
    """The keys of a person's relatives on a day, as one subquery for both databases."""

    output_field = models.UUIDField()
    conditional = False

    def __init__(self, person: UUID, kinds: Collection[str], on: date) -> None:
        super().__init__()
        self.person, self.kinds, self.on = person, sorted(kinds), on

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:  # noqa: ANN401, ARG002
        """The query and its parameters; kinds and steps are data of ours, no input."""
        person = "CAST(%s AS uuid)" if connection.vendor == "postgresql" else "%s"
        quote = connection.ops.quote_name
        sql = WALK.format(
            person=person,
            himself=relations.HIMSELF,
            steps=", ".join(f"('{s.so_far}', '{s.tie}', {s.forward}, '{s.to}')" for s in relations.steps()),
            kinds=", ".join(f"'{kind}'" for kind in self.kinds),
            kin=quote(Kin._meta.db_table),
            filing=quote(Filing._meta.db_table),
        )
        key = models.UUIDField().get_db_prep_value(self.person, connection)
        return f"({sql})", [key, self.on, self.on, key, self.on, key, self.on]


def barred(officer: Officer) -> models.QuerySet[Person]:
    """Herself and her relatives on her day: whoever is named beside one of them, she does not see."""
    return within_reach(officer.person_id, on=officer.on)


def barred_persons(officer: Officer) -> Collection[UUID] | models.QuerySet[Any, Any]:
    """Whom `barred` holds, for a filter `person__in`."""
    return _walked(officer)[0] if remembered.is_reading() else barred(officer)


def barred_keys(officer: Officer) -> Collection[str] | models.QuerySet[Any, Any]:
    """The hashes of the identity numbers of those whom `barred` holds, for a filter `person_hash__in`."""
    return _walked(officer)[1] if remembered.is_reading() else barred(officer).values("identity_key")


def _walked(officer: Officer) -> tuple[tuple[UUID, ...], tuple[str, ...]]:
    def walk() -> tuple[tuple[UUID, ...], tuple[str, ...]]:
        found = sorted(prepared.rows_of(_reached, officer.person_id, officer.on))
        return tuple(pk for pk, _ in found), tuple(key for _, key in found)

    return remembered.until_next_act(("barred", officer.person_id, officer.on), walk)


def _reached(person_id: UUID, on: date) -> models.QuerySet[Person, tuple[Any, ...]]:
    return within_reach(person_id, on=on).values_list("pk", "identity_key")


def within_reach(person_id: UUID, *, on: date) -> models.QuerySet[Person]:
    """A person and all whose matters he keeps away from on a day, through ties, marriages in force and filings."""
    kinds = relations.kinds("recusal") | {relations.HIMSELF}
    return Person.objects.everything(reason="recusal is asked of all ties").filter(
        pk__in=_Relatives(person_id, kinds, on)
    )


def relatives_of(person_id: UUID, *, on: date) -> frozenset[UUID]:
    """Whose matters a person keeps away from on a day, himself left out."""
    found = within_reach(person_id, on=on).exclude(pk=person_id)
    return frozenset(found.values_list("pk", flat=True))


def near_relatives_of(person_id: UUID, *, on: date) -> frozenset[UUID]:
    """The eight kinds of near relatives of a person on a day: those a filing is due for."""
    every = Person.objects.everything(reason="filings are due for all near relatives")
    found = every.filter(pk__in=_Relatives(person_id, relations.kinds("near"), on))
    return frozenset(found.exclude(pk=person_id).values_list("pk", flat=True))


def must_recuse(officer: Officer, named: Collection[UUID]) -> bool:
    """Whether she or a relative of hers is among the persons named."""
    if remembered.is_reading():
        return bool(named) and not set(named).isdisjoint(_walked(officer)[0])
    return bool(named) and barred(officer).filter(pk__in=named).exists()
