"""Plain cells of a report, the same for Markdown and HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from extractor.scoring.bootstrap import Interval

UNDEFINED: Final = "–"


@dataclass(frozen=True, slots=True)
class TableView:
    """One table: the first column names the row; `note` says how to read it."""

    title: str
    note: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def show(value: float | None, interval: Interval | None = None) -> str:
    """Print a score and its interval; an undefined one is a dash.

    >>> show(0.8125, Interval(0.7, 0.9)), show(None)
    ('0.812 [0.700–0.900]', '–')
    """
    if value is None:
        return UNDEFINED
    span = f" [{interval.low:.3f}–{interval.high:.3f}]" if interval else ""
    return f"{value:.3f}{span}"


def show_signed(delta: float | None, interval: Interval | None) -> str:
    """Print a difference and its interval, with their signs; an undefined one is a dash."""
    if delta is None:
        return UNDEFINED
    span = f" [{interval.low:+.3f} … {interval.high:+.3f}]" if interval else ""
    return f"{delta:+.3f}{span}"
