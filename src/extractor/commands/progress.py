"""Progress of a long call on stderr: how many, how fast, how long still."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Final

import typer

from extractor.documents.sources import TABLES, Source

#: Seconds between two lines where stderr is no terminal.
_PAUSE: Final = 30.0


@contextmanager
def progress(sources: Sequence[Source]) -> Iterator[Callable[[int], None]]:
    """Give a function that is told of each part done; a bar on a terminal, else a line at times."""
    total = None if any(s.kind in TABLES for s in sources) else len(sources)
    if total == 1:
        yield lambda number: None
    elif sys.stderr.isatty():
        yield from _bar(total)
    else:
        yield _lines(total)


def _bar(total: int | None) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import TextColumn as Text

    # Drawn by hand after each part: a drawing thread and forked workers do not mix.
    with Progress(
        SpinnerColumn(), MofNCompleteColumn(), BarColumn(), Text("{task.fields[rate]}"),
        TimeElapsedColumn(), Text("left"), TimeRemainingColumn(),
        console=Console(stderr=True), auto_refresh=False, transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("", total=total, rate="")
        start = monotonic()

        def advance(number: int) -> None:
            done = bar.tasks[0].completed + number
            rate = done / max(monotonic() - start, 1e-6)
            bar.update(task, advance=number, rate=f"{rate:.1f}/s", refresh=True)

        yield advance


def _lines(total: int | None) -> Callable[[int], None]:
    start = last = monotonic()
    done = 0

    def advance(number: int) -> None:
        nonlocal last, done
        done += number
        now = monotonic()
        if now - last < _PAUSE:
            return
        last, rate = now, done / (now - start)
        rest = "" if total is None else f" of {total:,}, {(total - done) / rate:,.0f} s left"
        typer.echo(f"extractor: {done:,}{rest}, {rate:.1f}/s", err=True)

    return advance
