"""Small charts as SVG text, drawn by ourselves: no script, no network, sharp on paper."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup

Amount = int | float | Decimal


class Part(NamedTuple):
    """One part of a bar: the class that colours it and how much it stands for."""

    style: str
    value: Amount


class Column(NamedTuple):
    """One column of a chart: what stands under it, how high it is, what stands above it."""

    label: str
    value: Amount
    caption: str


def stacked_bar(parts: Sequence[Part], most: Amount) -> Markup:
    """A bar of parts side by side, 100 units wide where their sum is `most`; parts of nothing are left out.

    The numbers stand beside it in the table, so the bar is hidden from screen readers.
    """
    pieces, left = [], 0.0
    for part in parts:
        width = round(100 * float(part.value) / float(most), 2) if most else 0.0
        if width <= 0:
            continue
        pieces.append(
            Markup('<rect class="{}" x="{}" y="0" width="{}" height="10"/>').format(
                part.style, _n(left), _n(width)
            )
        )
        left += width
    drawn = Markup("").join(pieces)
    frame = '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
    return Markup(frame).format(drawn)


def column_chart(columns: Sequence[Column], title: str) -> Markup:
    """Columns on one base line, each with its label below and its caption above; 180 units high."""
    most = max((float(column.value) for column in columns), default=0.0) or 1.0
    step, height, base = 96, 120, 150
    pieces = [
        Markup('<line class="axis" x1="0" y1="{}" x2="{}" y2="{}"/>').format(base, step * len(columns), base)
    ]
    for place, column in enumerate(columns):
        tall = round(height * float(column.value) / most, 1)
        middle = step * place + step // 2
        pieces.append(
            Markup(
                '<rect class="column" x="{}" y="{}" width="44" height="{}"/>'
                '<text class="caption" x="{}" y="{}">{}</text><text class="label" x="{}" y="170">{}</text>'
            ).format(
                middle - 22,
                _n(base - tall),
                _n(tall),
                middle,
                _n(base - tall - 7),
                column.caption,
                middle,
                column.label,
            )
        )
    frame = '<svg class="columns" viewBox="0 0 {} 180" width="{}" height="180" role="img" aria-label="{}">{}</svg>'
    width = step * max(len(columns), 1)
    return Markup(frame).format(width, width, title, Markup("").join(pieces))


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
