"""Numbers drawn by lot: they say nothing of how many there are, nor of one that a reader may not know of."""

import secrets
from collections.abc import Callable

# Six digits: never a leading zero, and so many that two draws hardly ever meet.
FIRST, LAST = 100_000, 999_999


def draw_from(is_free: Callable[[int], bool]) -> int:
    """A number of six digits that is free; the constraint of its table has the last word."""
    while not is_free(number := FIRST + secrets.randbelow(LAST - FIRST + 1)):
        continue
    return number
