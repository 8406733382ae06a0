"""Ledgers (台账): one definition of a list, from which its page, its places, its totals and its export come.

What the page shows and what the export holds are the same cells: the same rows, columns and order. Rows come through
the queries of a room with the reader first, so places, counts and sums speak of what she may see and of nothing else.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict

from mingjian.desk.core import prepared
from mingjian.desk.core.models import ShownColumns
from mingjian.desk.core.place_tree import Places
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
    none. `reads` is the tuple that `lines` takes for a row: its fields are columns as a query names them, the first of
    them `pk`; where it is None rows are objects of the model.
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
    reads: Any = None  # a class of named tuples

    def __post_init__(self) -> None:
        """Be known by its id, so that a remembered choice and a large export find their ledger again."""
        REGISTER[self.id] = self


REGISTER: dict[str, Ledger] = {}


def ledger_or_404(name: str) -> Ledger:
    """The ledger of an id."""
    if name not in REGISTER:
        raise Http404("no such ledger")
    return REGISTER[name]


class ShownCell(NamedTuple):
    """A cell of the page."""

    column: Column
    value: Cell
    address: str
    light: str

    @property
    def is_void(self) -> bool:
        """Whether nothing stands in it."""
        return self.value is None or self.value == ""


class ShownRow(NamedTuple):
    """A row of the page: its line, for what a page adds to it, and its cells."""

    line: Any
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True)
class Totals:
    """Of all rows, not of one page: how many, how many months, how much; None where that does not apply."""

    count: int
    months: int | None
    yuan: float | None


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
    kept = prepared.rows(
        ("columns of a ledger", ledger.id, reader.account_id),
        lambda: ShownColumns.objects.filter(account_id=reader.account_id, ledger=ledger.id).values_list(
            "columns"
        ),
    )
    chosen = set(kept[0][0]) if kept else set()
    found = tuple(column for column in ledger.columns if column.id in chosen)
    return found or tuple(column for column in ledger.columns if not column.is_optional)


def read(ledger: Ledger, rows: QuerySet[Any]) -> Iterator[Any]:
    """All rows as `lines` takes them, some at a time."""
    if ledger.reads is None:
        return rows.iterator(AT_ONCE)
    return map(ledger.reads._make, rows.values_list(*ledger.reads._fields).iterator(AT_ONCE))


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
        yield [value_of(column, line) for column in columns]


def narrowed_words(ledger: Ledger, found: Narrowed, place: str) -> str:
    """What a list was narrowed to, for the head of an export and its line in the journal."""
    where = [str(PLACE).format(divisions.name_of(place), place)] if place and ledger.place else []
    return str(AND).join([*where, *found.words])


def value_of(column: Column, line: Any) -> Cell:  # noqa: ANN401  the lines of any room
    """What stands in a column for a line, in the language of the reader."""
    value = column.cell(line)
    return str(value) if isinstance(value, Text) else value
