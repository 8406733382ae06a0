"""Progress on standard error: a bar on a terminal, nothing where nobody looks."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from mingjian.exchange.progress import Progress as Listener
from mingjian.wording import Text


@contextmanager
def shown() -> Iterator[Listener]:
    """A listener that draws what is being done; the bar disappears when the work is over."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def listener(doing: Text, done: int, total: int) -> None:
            bar.update(task, description=str(doing), completed=done, total=total or None)

        yield listener
