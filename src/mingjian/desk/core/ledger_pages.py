"""A page of a ledger: which rows stand on it, what they come to, the tree of places beside them.

What is asked of all rows stands until the next act: who comes back to a list, or turns its pages, does not have it
counted and ordered each time. Its rows are read each time, through all that narrows them for their reader.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Count, Func, QuerySet, Sum
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse, QueryDict

from mingjian.desk.core import frames, prepared, rows
from mingjian.desk.core.ledgers import (
    OWN_WORDS,
    Column,
    Ledger,
    Narrowed,
    ShownCell,
    ShownRow,
    Totals,
    columns_of,
    place_of,
    placed,
    reader_of,
    value_of,
)
from mingjian.desk.core.listing import ROWS, fresh_key
from mingjian.desk.core.place_tree import Node, Sums, part_digits, tree
from mingjian.desk.core.remembered import until_next_act


@dataclass(frozen=True)
class Plan:
    """A page of a ledger but for its rows and what its reader chose: it stands until the next act.

    `keys` are those of its rows in their order; None where the rows are read as objects.
    """

    ledger: Ledger
    page: Page[Any]
    totals: Totals
    places: list[Node]
    place: str
    kept: str
    query: str
    unfit: tuple[str, ...]
    keys: tuple[Any, ...] | None


@dataclass(frozen=True)
class Shown:
    """A ledger as its page shows it."""

    plan: Plan
    rows: list[ShownRow]
    columns: tuple[Column, ...]

    def context(self) -> dict[str, Any]:
        """What core/ledger.html and its pieces need."""
        told = {name: getattr(self.plan, name) for name in Plan.__dataclass_fields__}
        chosen = frozenset(column.id for column in self.columns)
        return told | {"rows": self.rows, "columns": self.columns, "chosen": chosen}


class KeysOf(Func):
    """How many keys the object of a JSON column has."""

    output_field = models.IntegerField()
    template = "(SELECT count(*) FROM json_each(%(expressions)s))"

    def as_postgresql(self, compiler: Any, connection: Any, **words: Any) -> Any:  # noqa: ANN401  as Django's
        """The same on PostgreSQL."""
        template = "(SELECT count(*) FROM jsonb_object_keys(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **words)


def shown(request: HttpRequest, ledger: Ledger, size: int = ROWS) -> Shown:
    """The page of a ledger that the address asks for."""
    reader, asked = reader_of(request), request.GET
    narrowed = cache(lambda: ledger.found(reader, asked))
    asking = (ledger.id, reader, request.META.get("QUERY_STRING", ""))
    plan = until_next_act(
        ("a page of a ledger", *asking, size), lambda: _plan(ledger, reader, asked, narrowed(), size)
    )
    if plan.keys is None:
        found = list(placed(ledger, narrowed().rows, plan.place)[_slice(plan.page)])
    else:
        found = _found(ledger, asking, plan, lambda: placed(ledger, narrowed().rows, plan.place))
    columns = columns_of(ledger, reader)
    lines = ledger.lines(reader, found)
    return Shown(plan, [_shown_row(line, columns) for line in lines], columns)


def answer(
    request: HttpRequest,
    ledger: Ledger,
    template: str,
    more: Callable[[], Mapping[str, Any]],
    *,
    key: Hashable = (),
    tick: str = "",
) -> HttpResponse:
    """The page of a ledger by a template that includes core/ledger.html; `more` is what that needs beside.

    `key` says what `more` depends on beside the address and the reader as she stands under the head of the journal.
    A box named `tick` stands before each row that she may tick.
    """
    found = shown(request, ledger)

    def context() -> dict[str, Any]:
        return {**found.context(), "rows": bool(found.rows), "tick": tick, **more()}

    fresh = {
        "body": lambda: rows.body(found.rows, found.columns, tick, None),
        "key": fresh_key,
    }
    what = (ledger.id, reader_of(request), tuple(column.id for column in found.columns), bool(found.rows))
    return frames.answer(request, template, (*what, tick, key), context, fresh)


def _plan(ledger: Ledger, reader: Any, asked: QueryDict, found: Narrowed, size: int) -> Plan:  # noqa: ANN401
    place = place_of(asked)
    sums = until_next_act(
        ("sums of a ledger", ledger.id, reader, _words(asked, "page", "as")),
        lambda: _sums(
            ledger, found.rows, part_digits(place or reader.division, ledger.readers.places(reader))
        ),
    )
    whole = _whole(sums, place)
    page = Paginator(range(whole.count), size).get_page(asked.get("page"))
    keys = placed(ledger, found.rows, place).values_list("pk", flat=True)[_slice(page)]
    return Plan(
        ledger=ledger,
        page=page,
        totals=_totals(ledger, whole),
        places=tree(reader.division, ledger.readers.places(reader), sums, place) if ledger.place else [],
        place=place,
        kept=_words(asked, *OWN_WORDS),
        query=_words(asked, "page", "as"),
        unfit=found.wrong,
        keys=tuple(keys) if ledger.reads else None,
    )


def _slice(page: Page[Any]) -> slice:
    return slice(page.paginator.per_page * (page.number - 1), page.paginator.per_page * page.number)


def _found(
    ledger: Ledger, asking: tuple[Any, ...], plan: Plan, rows: Callable[[], QuerySet[Any]]
) -> list[Any]:
    """The rows of a page as they are now, in the order in which they were found."""
    assert plan.keys is not None
    read = prepared.rows(
        ("rows of a ledger", *asking, plan.keys),
        lambda: rows().filter(pk__in=plan.keys).order_by().values_list(*ledger.reads._fields),
    )
    by_key = {row[0]: ledger.reads._make(row) for row in read}
    return [by_key[key] for key in plan.keys if key in by_key]


def _shown_row(line: Any, columns: Sequence[Column]) -> ShownRow:  # noqa: ANN401
    return ShownRow(
        line,
        tuple(
            ShownCell(
                column,
                value_of(column, line),
                column.address(line) if column.address else "",
                column.light(line) if column.light else "",
            )
            for column in columns
        ),
    )


def _sums(ledger: Ledger, rows: QuerySet[Any], digits: int) -> Mapping[str, Sums]:
    """Number, fen and months by the first digits of the place of the rows; all under one where there are no places."""
    count: dict[str, Any] = {"ledger_count": Count("pk")}
    if ledger.fen:
        count["ledger_fen"] = Sum(ledger.fen)
    if ledger.months:
        count["ledger_months"] = Sum(KeysOf(ledger.months))
    if not ledger.place:
        found = rows.order_by().aggregate(**count)
        return {"": _sums_of(found)}
    part = Substr(ledger.place, 1, digits)
    groups = rows.order_by().annotate(ledger_part=part).values("ledger_part").annotate(**count)
    return {group["ledger_part"] or "": _sums_of(group) for group in groups}


def _sums_of(group: Mapping[str, Any]) -> Sums:
    return Sums(*(group.get(f"ledger_{name}") or 0 for name in ("count", "fen", "months")))


def _whole(sums: Mapping[str, Sums], place: str) -> Sums:
    whole = Sums()
    for code, part in sums.items():
        if code.startswith(place):
            whole += part
    return whole


def _totals(ledger: Ledger, whole: Sums) -> Totals:
    return Totals(
        whole.count, whole.months if ledger.months else None, whole.fen / 100 if ledger.fen else None
    )


def _words(asked: QueryDict, *without: str) -> str:
    """The words of an address without some, to be followed by others."""
    words = asked.copy()
    for name in without:
        words.pop(name, None)
    return f"{words.urlencode()}&" if words else ""
