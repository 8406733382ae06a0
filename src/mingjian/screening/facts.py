"""Facts: what several rules ask of a snapshot, worked out once and kept as Parquet beside it."""

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources
from pathlib import Path

import duckdb

from mingjian.exchange import identity
from mingjian.screening import registries
from mingjian.screening.dossiers import folding, unfolding
from mingjian.screening.engine import Session
from mingjian.screening.names import with_names
from mingjian.screening.workspace import quoted, words_after

# Facts are read again and again by this machine alone: quick to write and read, no dictionary for what hardly repeats.
KEPT_AS = "FORMAT parquet, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 1000"
# Words that stand in every row of a large fact, and are few: as an enumeration a word is written as a small number.
WORDS = {"division_word": "division", "county_word": "county", "area_word": "area"}
# What is written out in the text of a fact: what an identity number says of itself, and the days of the steps.
WRITTEN_OUT = {
    "members": {
        "check_ok": identity.check_ok_sql("m.person_id"),
        "id_born_on": identity.born_on_sql("m.person_id"),
    },
    "step_days": folding(),
    "dossiers": unfolding(),
}
# Read by other facts alone: held while these are built and never written, which would cost more than making them.
PASSING = frozenset({"step_days"})
Announce = Callable[[str], None]


@cache
def fact_names() -> tuple[str, ...]:
    """Every fact that can be built."""
    written = [f.name.removesuffix(".sql") for f in _folder().iterdir() if f.name.endswith(".sql")]
    return tuple(sorted(written) + [f"recipient_{name}" for name in registries.RECIPIENT_TABLES])


@cache
def fact_sql(name: str) -> str:
    """The SELECT that makes a fact; KeyError where there is none of that name."""
    if name not in fact_names():
        raise KeyError(name)
    if name.startswith("recipient_"):
        return registries.recipient_fact(name.removeprefix("recipient_"))
    text = _folder().joinpath(f"{name}.sql").read_text(encoding="utf-8")
    return with_names(text.format(**WRITTEN_OUT[name]) if name in WRITTEN_OUT else text)


@cache
def unordered_sql(name: str) -> str:
    """The SELECT that makes a fact where rows come in no order: its own where the other counts on that of the file."""
    own = _folder().joinpath("unordered", f"{name}.sql")
    return own.read_text(encoding="utf-8") if own.is_file() else fact_sql(name)


@cache
def facts_version() -> str:
    """Changes when the text of any fact or the engine's own version does: facts of another version are not used."""
    texts = [f"{name}\u241f{fact_sql(name)}\u241f{unordered_sql(name)}" for name in fact_names()]
    return hashlib.sha256("\u241e".join([duckdb.__version__, *texts]).encode()).hexdigest()[:12]


def with_dependencies(wanted: Iterable[str]) -> tuple[str, ...]:
    """The facts wanted and all that they are made of, in the order in which they can be built."""
    ordered: dict[str, None] = {}

    def add(name: str) -> None:
        for lower in words_after("kept", fact_sql(name)):
            add(lower)
        ordered.setdefault(name)

    for name in wanted:
        add(name)
    return tuple(ordered)


def keep_facts(
    connection: Session,
    wanted: Iterable[str],
    folder: Path,
    announce: Announce,
    *,
    in_order: bool = True,
) -> tuple[str, ...]:
    """Make every wanted fact readable as kept.<name>, building what the folder does not hold yet.

    Returns the names that had to be built. A fact is written beside its place and then renamed, so that a
    run that was broken off leaves no half of one. `in_order`: the session sees rows in the order of their file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = tuple(wanted)
    missing = _to_build(wanted, folder)
    held = PASSING.intersection(missing) if in_order else frozenset()
    for name in with_dependencies(wanted):
        path = folder / f"{name}.parquet"
        if name in missing:
            announce(name)
            _make(connection, name, None if name in held else path, in_order=in_order)
        if path.exists():
            source = f"read_parquet('{quoted(path.resolve())}')"
            connection.execute(f"CREATE VIEW kept.{name} AS SELECT * FROM {source}")
        if name == "households" and missing:
            _list_words(connection)
    for name in held:
        connection.execute(f"DROP TABLE kept.{name}")
    return missing


def _to_build(wanted: Iterable[str], folder: Path) -> tuple[str, ...]:
    """The facts that are not there, in an order in which they can be built."""
    missing: dict[str, None] = {}

    def add(name: str) -> None:
        if (folder / f"{name}.parquet").exists():
            return
        for lower in words_after("kept", fact_sql(name)):
            add(lower)
        missing.setdefault(name)

    for name in wanted:
        add(name)
    return tuple(missing)


def make_facts(connection: Session, wanted: Iterable[str], *, in_order: bool = True) -> None:
    """Make the wanted facts in memory: for examples of a few rows. `in_order` as in `keep_facts`."""
    for word in WORDS:
        connection.execute(f"CREATE TYPE {word} AS VARCHAR")
    for name in with_dependencies(wanted):
        connection.execute(f"CREATE TABLE kept.{name} AS {_text(name, in_order=in_order)}")


def _make(connection: Session, name: str, path: Path | None, *, in_order: bool) -> None:
    """Write a fact, or hold it in memory where no path is given."""
    select = _text(name, in_order=in_order)
    if path is None:
        connection.execute(f"CREATE TABLE kept.{name} AS {select}").fetchall()
        return
    part = path.with_suffix(".part")
    connection.execute(f"COPY ({select}) TO '{quoted(part.resolve())}' ({KEPT_AS})").fetchall()
    part.rename(path)


def _text(name: str, *, in_order: bool) -> str:
    return fact_sql(name) if in_order else unordered_sql(name)


def _list_words(connection: Session) -> None:
    for word, column in WORDS.items():
        connection.execute(
            f"CREATE TYPE {word} AS ENUM (SELECT DISTINCT {column} FROM kept.households ORDER BY 1)"
        )


def _folder() -> resources.abc.Traversable:
    return resources.files(__package__).joinpath("sql", "facts")
