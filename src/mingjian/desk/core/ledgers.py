"""Ledgers (台账): one definition of a list, from which its page, its places, its totals and its export come.

What the page shows and what the export holds are the same cells: the same rows, columns and order. Rows come through
the queries of a room with the reader first, so places, counts and sums speak of what she may see and of nothing else.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Literal, Protocol
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Count, Func, QuerySet, Sum
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, QueryDict

from mingjian.desk.core.listing import ROWS
from mingjian.desk.core.models import ShownColumns
from mingjian.desk.core.place_tree import Node, Places, Sums, part_digits, tree
from mingjian.desk.core.remembered import until_next_act
from mingjian.exchange import divisions
from mingjian.wording import Text

Cell = str | int | float | date | None
Kind = Literal["text", "money", "number", "day"]
AT_ONCE = 500
BRIEF, SHORT = 14, 30  # up to how many characters a column is brief or short
PLACE, AND = Text("地方：{}（{}）", "place: {} ({})"), Text("；", "; ")
# What the machinery itself asks in an address; the rest are filters of the list.
OWN_WORDS = ("page", "place", "as")


class Reader(Protocol):
    """Who reads a ledger: somebody with an account, a place and a day."""

    @property
    def person_id(self) -> UUID:
        """The natural person."""

    @property
    def account_id(self) -> UUID:
        """The account."""

    @property
    def label(self) -> str:
        """The name as it stands in the journal."""

    @property
    def place(self) -> str:
        """The name of her office."""

    @property
    def division(self) -> str:
        """The code of its place."""

    @property
    def on(self) -> date:
        """The day on which she reads."""

    @property
    def roles(self) -> Collection[str]:
        """The roles that she holds on it."""


@dataclass(frozen=True)
class Readers:
    """What the mechanism has to be told of people: who stands behind an account on a day, and which places are hers."""

    officer: Callable[[UUID, date], Any]
    places: Callable[[Any], Places]


@dataclass(frozen=True)
class Column:
    """A column: what stands in it for a line; `address` makes it a link, `light` names the colour beside its words."""

    id: str
    title: Text
    cell: Callable[[Any], Cell | Text]
    width: int = 16
    kind: Kind = "text"
    address: Callable[[Any], str] | None = None
    light: Callable[[Any], str] | None = None
    is_optional: bool = False

    @property
    def look(self) -> str:
        """The class of its cells: numbers to the right, short words unbroken, longer ones with room to stand in."""
        if self.kind in ("money", "number"):
            return "number"
        if self.kind == "day" or self.width <= BRIEF:
            return "brief"
        return "short" if self.width <= SHORT else ""


@dataclass(frozen=True)
class Narrowed:
    """The rows that filters leave, whatever their place; the filters in words, and those that are wrong."""

    rows: QuerySet[Any]
    words: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def as_they_are(_reader: Any, rows: Sequence[Any]) -> Sequence[Any]:  # noqa: ANN401  the rows of any room
    """Rows that need nothing beside themselves."""
    return rows


@dataclass(frozen=True)
class Ledger:
    """A list: `every(reader)` are the rows she may see, `found(reader, asked)` those that her filters leave.

    `roles` are those that its page is open to: whoever holds none of them any more takes nothing from it either.
    `lines(reader, rows)` adds to some rows what their columns need. `place`, `fen` and `months` name the columns of the
    table that hold a division's code, an amount in fen, and months as the keys of an object; empty where the list has
    none.
    """

    id: str
    name: Text
    columns: tuple[Column, ...]
    every: Callable[[Any], QuerySet[Any]]
    found: Callable[[Any, QueryDict], Narrowed]
    readers: Readers
    roles: frozenset[str]
    lines: Callable[[Any, Sequence[Any]], Sequence[Any]] = as_they_are
    place: str = ""
    fen: str = ""
    months: str = ""

    def __post_init__(self) -> None:
        """Be known by its id, so that a remembered choice and a large export find their ledger again."""
        REGISTER[self.id] = self


REGISTER: dict[str, Ledger] = {}


def ledger_or_404(name: str) -> Ledger:
    """The ledger of an id."""
    if name not in REGISTER:
        raise Http404("no such ledger")
    return REGISTER[name]


@dataclass(frozen=True)
class ShownCell:
    """A cell of the page."""

    column: Column
    value: Cell
    address: str
    light: str

    @property
    def is_void(self) -> bool:
        """Whether nothing stands in it."""
        return self.value is None or self.value == ""


@dataclass(frozen=True)
class ShownRow:
    """A row of the page: its line, for what a page adds to it, and its cells."""

    line: Any
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True)
class Totals:
    """Of all rows, not of one page: how many, how many months, how much; None where that does not apply."""

    count: int
    months: int | None
    yuan: float | None


@dataclass(frozen=True)
class Shown:
    """A ledger as its page shows it."""

    ledger: Ledger
    page: Page[Any]
    rows: list[ShownRow]
    columns: tuple[Column, ...]
    totals: Totals
    places: list[Node]
    place: str
    kept: str
    query: str
    unfit: tuple[str, ...]
    chosen: frozenset[str] = field(default_factory=frozenset)

    def context(self) -> dict[str, Any]:
        """What core/ledger.html and its pieces need."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | {"shown": self}


class KeysOf(Func):
    """How many keys the object of a JSON column has."""

    output_field = models.IntegerField()
    template = "(SELECT count(*) FROM json_each(%(expressions)s))"

    def as_postgresql(self, compiler: Any, connection: Any, **words: Any) -> Any:  # noqa: ANN401  as Django's
        """The same on PostgreSQL."""
        template = "(SELECT count(*) FROM jsonb_object_keys(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **words)


def reader_of(request: HttpRequest) -> Any:  # noqa: ANN401  people are above this room
    """Whom the door has let in."""
    return getattr(request, "officer", None)


def word(asked: QueryDict, name: str) -> str:
    """A word of the address; empty where it is not asked."""
    return str(asked.get(name, ""))


def place_of(asked: QueryDict) -> str:
    """The code that the address narrows to; empty where it is none."""
    code = asked.get("place", "")
    return code if code.isascii() and code.isdigit() and len(code) <= 12 else ""


def columns_of(ledger: Ledger, reader: Reader) -> tuple[Column, ...]:
    """The columns that a reader has chosen, in the order of the ledger; the usual ones where she chose none."""
    kept = ShownColumns.objects.filter(account_id=reader.account_id, ledger=ledger.id).first()
    chosen = set(kept.columns) if kept else set()
    found = tuple(column for column in ledger.columns if column.id in chosen)
    return found or tuple(column for column in ledger.columns if not column.is_optional)


def shown(request: HttpRequest, ledger: Ledger, size: int = ROWS) -> Shown:
    """The page of a ledger that the address asks for: one query for its sums by place, one for its rows.

    The sums stand until the next act: who turns the pages of a list does not have it counted each time.
    """
    reader, asked = reader_of(request), request.GET
    found, place = ledger.found(reader, asked), place_of(asked)
    sums = until_next_act(
        ("sums of a ledger", ledger.id, reader, _words(asked, "page", "as")),
        lambda: _sums(
            ledger, found.rows, part_digits(place or reader.division, ledger.readers.places(reader))
        ),
    )
    whole = _whole(sums, place)
    pages = Paginator(placed(ledger, found.rows, place), size)
    pages.count = whole.count  # counted already
    page = pages.get_page(asked.get("page"))
    columns = columns_of(ledger, reader)
    return Shown(
        ledger=ledger,
        page=page,
        rows=[_shown_row(line, columns) for line in ledger.lines(reader, list(page.object_list))],
        columns=columns,
        totals=_totals(ledger, whole),
        places=tree(reader.division, ledger.readers.places(reader), sums, place) if ledger.place else [],
        place=place,
        kept=_words(asked, *OWN_WORDS),
        query=_words(asked, "page", "as"),
        unfit=found.wrong,
        chosen=frozenset(column.id for column in columns),
    )


def placed(ledger: Ledger, rows: QuerySet[Any], place: str) -> QuerySet[Any]:
    """The rows of a place."""
    return rows.filter(**{f"{ledger.place}__startswith": place}) if place and ledger.place else rows


def cells(
    ledger: Ledger,
    reader: Any,  # noqa: ANN401
    rows: Iterable[Any],
    columns: Sequence[Column],
) -> Iterator[list[Cell]]:
    """The cells of all rows, part by part, for an export."""
    left = iter(rows)
    while part := list(islice(left, AT_ONCE)):
        yield from _cells(ledger, reader, part, columns)


def _cells(
    ledger: Ledger,
    reader: Any,  # noqa: ANN401
    part: Sequence[Any],
    columns: Sequence[Column],
) -> Iterator[list[Cell]]:
    for line in ledger.lines(reader, part):
        yield [_value(column, line) for column in columns]


def narrowed_words(ledger: Ledger, found: Narrowed, place: str) -> str:
    """What a list was narrowed to, for the head of an export and its line in the journal."""
    where = [str(PLACE).format(divisions.name_of(place), place)] if place and ledger.place else []
    return str(AND).join([*where, *found.words])


def _value(column: Column, line: Any) -> Cell:  # noqa: ANN401  the lines of any room
    value = column.cell(line)
    return str(value) if isinstance(value, Text) else value


def _shown_row(line: Any, columns: Sequence[Column]) -> ShownRow:  # noqa: ANN401
    return ShownRow(
        line,
        tuple(
            ShownCell(
                column,
                _value(column, line),
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
