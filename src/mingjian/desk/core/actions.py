"""Acts: lock the row, ask the policy, make the change, write the journal, all in one transaction or not at all."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from django.db import IntegrityError, OperationalError, models
from django.http import Http404

from mingjian.desk.core import images, journal, requests
from mingjian.desk.core.actor import Actor
from mingjian.wording import Text

Row = TypeVar("Row", bound=models.Model)
By = TypeVar("By", bound=Actor)
Words = ParamSpec("Words")
Result = TypeVar("Result")
Policy = Callable[..., bool]

# What a database says where a row breaks what must always hold, or where two stood in each other's way.
BROKEN = frozenset({"23505", "23514", "23P01"})
STUCK = frozenset({"40P01", "40001", "55P03"})
BROKEN_IN_SQLITE = ("UNIQUE constraint failed", "CHECK constraint failed")
STUCK_IN_SQLITE = ("database is locked", "database table is locked")


class NotAllowed(Http404):
    """The policy says no, or there is no such row: to the one who asks the two look the same."""


class Conflict(Exception):
    """The move does not fit what the row is by now: one sentence for the page, which shows the row as it stands."""

    def __init__(self, zh: str, en: str) -> None:
        self.text = Text(zh, en)
        super().__init__(en)

    def __str__(self) -> str:
        return str(self.text)


class Action(Generic[Row, By, Result]):
    """A verb on a row: `take_up(case, officer, today=…)`, with `reason=` and an idempotency `key=` where wanted."""

    def __init__(
        self, change: Callable[..., Result], act: str, may: Policy, also: tuple[str, ...] = ()
    ) -> None:
        update_wrapper(self, change)
        self.act, self.may, self.also = act, may, also
        self._change = change
        self._takes, self._policy_takes = _keywords(change), _keywords(may)

    def __call__(self, row: Row, by: By, /, *, key: str = "", reason: str = "", **words: object) -> Result:
        """Do it. NotAllowed where the policy refuses the row as it is now, Conflict where the move no longer fits."""
        asked = requests.payload(self.act, row, {**words, "reason": reason}) if key else ""
        with (
            _told(),
            journal.opened(self.act, by, subject=row, reason=reason),
            _answered(by, key, asked) as answered,
        ):
            if answered.again:
                return cast(Result, answered.result)
            rows: list[models.Model] = [row, *_rows(words, self.also)]
            _lock(rows)
            with _put_back(rows):
                if not self.may(by, row, **_named(self._policy_takes, words)):
                    raise NotAllowed(self.act)
                result = self._change(row, by, **_passed(self._takes, words, key, reason))
            answered.result = result
            return result


class Founding(Generic[By, Result]):
    """A verb without a row of its own, which makes one: `open_case(officer, findings=…, today=…)`."""

    def __init__(
        self, change: Callable[..., Result], act: str, may: Policy, also: tuple[str, ...] = ()
    ) -> None:
        update_wrapper(self, change)
        self.act, self.may, self.also = act, may, also
        self._change = change
        self._takes, self._policy_takes = _keywords(change), _keywords(may)

    def __call__(self, by: By, /, *, key: str = "", reason: str = "", **words: object) -> Result:
        """Do it. NotAllowed where the policy refuses, Conflict where it does not fit."""
        asked = requests.payload(self.act, None, {**words, "reason": reason}) if key else ""
        with (
            _told(),
            journal.opened(self.act, by, reason=reason) as act,
            _answered(by, key, asked) as answered,
        ):
            if answered.again:
                return cast(Result, answered.result)
            rows = _rows(words, self.also)
            _lock(rows)
            with _put_back(rows):
                if not self.may(by, **_named(self._policy_takes, words)):
                    raise NotAllowed(self.act)
                result = self._change(by, **_passed(self._takes, words, key, reason))
            if act.name == self.act and not act.subject and isinstance(result, models.Model):
                act.subject = images.name(result)
            answered.result = result
            return result


def action(
    act: str, *, may: Policy, also: tuple[str, ...] = ()
) -> Callable[[Callable[Concatenate[Row, By, Words], Result]], Action[Row, By, Result]]:
    """Make an act of a function whose first parameter is a row.

    The row is locked and read again into the same object, then `may(by, row)` judges it as it is; a policy that names
    keywords of the act gets them. `also` names keywords whose rows are locked and read again as well. A function that
    names `reason` or `key` gets them; in any case they go into the journal and make the act happen once.
    """

    def decorate(change: Callable[Concatenate[Row, By, Words], Result]) -> Action[Row, By, Result]:
        return Action(change, act, may, also)

    return decorate


def founding(
    act: str, *, may: Policy, also: tuple[str, ...] = ()
) -> Callable[[Callable[Concatenate[By, Words], Result]], Founding[By, Result]]:
    """Make an act of a function that starts without a row: `may(by)` judges, with the keywords that it names.

    The subject of its journal line is the row that it returns.
    """

    def decorate(change: Callable[Concatenate[By, Words], Result]) -> Founding[By, Result]:
        return Founding(change, act, may, also)

    return decorate


class _Answer:
    """The answer of an act that may have been given before."""

    def __init__(self) -> None:
        self.again = False
        self.result: Any = None


@contextmanager
def _answered(by: Actor, key: str, asked: str) -> Iterator[_Answer]:
    """The stored answer of a key, or keep the one that comes out of the block."""
    answer = _Answer()
    if not key:
        yield answer
        return
    line = requests.take(by, key)
    if line.answer != requests.NOTHING_YET:
        if line.payload != asked:
            raise Conflict(
                "这个表单已经用来提交过别的内容；请重新打开页面再试。",
                "This form has been used for something else already; open the page again.",
            )
        answer.again, answer.result = True, requests.given(line.answer)
        journal.leave_no_line()
        yield answer
        return
    yield answer
    requests.answer(line, asked, answer.result)


def _lock(rows: Iterable[models.Model]) -> None:
    """Lock rows and read them again, all in one order so that two acts never wait for each other."""
    for row in sorted(rows, key=images.name):
        try:
            row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update())
        except type(row).DoesNotExist as error:  # type: ignore[attr-defined]
            raise NotAllowed("no such row") from error


@contextmanager
def _put_back(rows: list[models.Model]) -> Iterator[None]:
    """Where the act fails its rows say again what the database says, and not what was tried."""
    read = [dict(vars(row)) for row in rows]
    try:
        yield
    except BaseException:
        for row, before in zip(rows, read, strict=True):
            vars(row).clear()
            vars(row).update(before)
        raise


@contextmanager
def _told() -> Iterator[None]:
    """What the database refuses, told as a Conflict: a constraint that no longer holds, two in each other's way."""
    try:
        yield
    except (IntegrityError, OperationalError) as error:
        if journal.is_open():
            raise  # the outermost act tells it
        if _is(error, BROKEN, BROKEN_IN_SQLITE):
            raise Conflict(
                "此事项刚刚已被他人办理或情况已变；请查看现状后再办。",
                "Somebody else has just dealt with this, or it has changed; look at it as it is now.",
            ) from error
        if _is(error, STUCK, STUCK_IN_SQLITE):
            raise Conflict(
                "同时有多人在办理此事项；请稍候再试。",
                "Several people are at this at once; try again in a moment.",
            ) from error
        raise


def _is(error: Exception, states: frozenset[str], words: tuple[str, ...]) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    return state in states if state else str(error).startswith(words)


def _rows(words: Mapping[str, object], also: tuple[str, ...]) -> list[models.Model]:
    """The rows behind the keywords that `also` names, each once."""
    found: list[models.Model] = []
    for word in also:
        value = words.get(word)
        if isinstance(value, models.Model):
            found.append(value)
        elif isinstance(value, Iterable):
            found += [part for part in value if isinstance(part, models.Model)]
    return found


def _keywords(function: Callable[..., object]) -> frozenset[str]:
    parameters = inspect.signature(function).parameters.values()
    return frozenset(
        parameter.name for parameter in parameters if parameter.kind is not inspect.Parameter.POSITIONAL_ONLY
    )


def _named(names: frozenset[str], words: Mapping[str, object]) -> dict[str, object]:
    return {word: value for word, value in words.items() if word in names}


def _passed(names: frozenset[str], words: Mapping[str, object], key: str, reason: str) -> dict[str, object]:
    return {**words, **_named(names, {"key": key, "reason": reason})}
