"""How long work tells what it is doing, without knowing who is listening."""

from typing import Protocol

from mingjian.wording import Text


class Progress(Protocol):
    """Called with what is being done and how much of it: `done` of `total` in any unit, total 0 where unknown."""

    def __call__(self, doing: Text, done: int, total: int) -> None: ...


def silent(doing: Text, done: int, total: int) -> None:
    """A progress that nobody watches."""
