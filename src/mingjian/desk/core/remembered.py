"""What is worked out from many rows, remembered in this process until the next line of the journal."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

from django.db import connection

from mingjian.wording import reader_language

MOST = 1024
T = TypeVar("T")
_kept: OrderedDict[Hashable, tuple[str, Any]] = OrderedDict()
_lock = Lock()
_seen: ContextVar[list[str] | None] = ContextVar("the head as a page has seen it", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Let everything inside the block, the answer to one request, ask for the head once until an act is opened.

    What is worked out meanwhile is kept under the older head: whoever asks after the next act finds another head.
    """
    token = _seen.set([])
    try:
        yield
    finally:
        _seen.reset(token)


def stop_reading() -> None:
    """An act is opened: from here on the rows are asked themselves."""
    _seen.set(None)


def is_reading() -> bool:
    """Whether this request has opened no act yet, so that what is remembered may stand for the rows."""
    return _seen.get() is not None


def until_next_act(key: Hashable, work_out: Callable[[], T]) -> T:
    """The value of a key, worked out anew once anything was written: every act adds a line to the journal.

    The key says everything that the value depends on beside the rows of the site and the language of the reader: what
    is asked, who asks, on which day, by which filters. The hash of the last line, not its number, tells one state
    from another: an act that was rolled back leaves its number to the next. To be used where a page reads, never
    within an act.
    """
    head = _head()
    said = reader_language(), key
    with _lock:
        found = _kept.get(said)
        if found is not None and found[0] == head:
            _kept.move_to_end(said)
            return found[1]  # type: ignore[no-any-return]
    value = work_out()
    with _lock:
        _kept[said] = head, value
        _kept.move_to_end(said)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return value


def _head() -> str:
    seen = _seen.get()
    if not seen:
        with connection.cursor() as cursor:  # no query set: every page asks
            cursor.execute("SELECT hash FROM core_head")
            found = str(cursor.fetchone()[0])
        if seen is None:
            return found
        seen.append(found)
    return seen[0]
