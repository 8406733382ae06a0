"""How high a row must be for its wrapped texts to be read: office programs do not work it out for a file they print."""

from collections.abc import Iterable

# Few lines are filled to the end: a comma may not begin the next one, a number is not torn apart.
_LOST_AT_LINE_END = 2
LINE_POINTS, PADDING_POINTS = 14.5, 4.0
# A row stays below a page and below what office programs allow (409 pt); the cell holds the whole text all the same.
MOST_LINES = 27


def units(text: str) -> int:
    """The length of a text in half-width characters; a Chinese or full-width one counts two."""
    # GB18030 gives a Chinese character two bytes and an ASCII one a single byte, and counts at the speed of C.
    return len(text.encode("gb18030", "replace"))


def lines(text: str, width: float) -> int:
    """Into how many lines a column breaks a text; `width` in half-width characters of the standard font."""
    room = max(int(width) - _LOST_AT_LINE_END, 2)
    return sum(max(-(-units(line) // room), 1) for line in text.split("\n"))


def height(cells: Iterable[tuple[str, float]]) -> float:
    """The height in points of a row with these texts in columns of these widths."""
    most = max((lines(text, width) for text, width in cells), default=1)
    return min(most, MOST_LINES) * LINE_POINTS + PADDING_POINTS
