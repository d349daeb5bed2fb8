"""Progress of a long call on stderr: how many, how fast, how long still."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Final

import typer

from extractor.documents.columns import count_rows
from extractor.documents.sources import TABLES, Source

if TYPE_CHECKING:
    from rich.progress import Progress

#: Seconds between two lines where stderr is no terminal.
_PAUSE: Final = 30.0
Step = Callable[[int], None]


@dataclass(slots=True)
class Pace:
    """What is done and how fast; what an earlier run had done (`skip`) says nothing of the rate."""

    total: int | None
    done: int = 0
    skipped: int = 0
    start: float = field(default_factory=monotonic)

    @property
    def rate(self) -> float:
        """Return bulletins a second since the start."""
        return (self.done - self.skipped) / max(monotonic() - self.start, 1e-6)

    @property
    def left(self) -> timedelta | None:
        """Return the time left, None where the number of bulletins or the rate is not known."""
        if self.total is None or not self.rate:
            return None
        return timedelta(seconds=round(max(0, self.total - self.done) / self.rate))

    def __str__(self) -> str:
        of = "" if self.total is None else f" of {self.total:,}"
        left = self.left
        if left is None:
            return f"{self.done:,}{of}, {self.rate:.1f}/s"
        rest = f"{left.seconds} s" if left < timedelta(minutes=2) else str(left)
        return f"{self.done:,}{of}, {rest} left, {self.rate:.1f}/s"


@contextmanager
def progress(sources: Sequence[Source]) -> Iterator[tuple[Step, Step]]:
    """Give two functions to tell how many items were done now, and how many had been done before.

    They draw a bar on a terminal, else they write a line at times; nothing for a single bulletin.
    """
    pace = Pace(_total(sources))
    if pace.total == 1:
        yield _steps(pace, lambda: None)
    elif sys.stderr.isatty():
        with _bar(pace) as bar:
            yield _steps(pace, lambda: _draw(bar, pace))
    else:
        yield _steps(pace, _lines(pace))


def _total(sources: Sequence[Source]) -> int | None:
    """Return how many bulletins there are, None where counting the rows would mean reading them."""
    files = sum(source.kind not in TABLES for source in sources)
    counts = [count_rows(source) for source in sources if source.kind in TABLES]
    return None if None in counts else files + sum(filter(None, counts))


def _steps(pace: Pace, show: Callable[[], None]) -> tuple[Step, Step]:
    def advance(number: int) -> None:
        pace.done += number
        show()

    def skip(number: int) -> None:
        pace.done += number
        pace.skipped += number

    return advance, skip


def _bar(pace: Pace) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    # Drawn by hand after each part: a drawing thread and forked workers do not mix.
    bar = Progress(
        SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn(),
        console=Console(stderr=True), auto_refresh=False, transient=True,
    )  # fmt: skip
    bar.add_task("", total=pace.total)
    return bar


def _draw(bar: Progress, pace: Pace) -> None:
    bar.update(bar.tasks[0].id, completed=pace.done, description=str(pace), refresh=True)


def _lines(pace: Pace) -> Callable[[], None]:
    last = pace.start

    def show() -> None:
        nonlocal last
        now = monotonic()
        if now - last >= _PAUSE:
            last = now
            typer.echo(f"extractor: {pace}", err=True)

    return show
