"""The table that a person reads in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from extractor.export.entry import Entry, plain
from extractor.schema import Observation

if TYPE_CHECKING:
    from rich.console import RenderableType

_BOUNDS: Final = {
    "exact": "", "approx": "≈", "approx_below": "≲", "gt": ">", "ge": "≥", "lt": "<", "le": "≤",
    "range": "↔",
}  # fmt: skip
_DIRECTIONS: Final = {"up": "↑", "down": "↓"}
_HEADS: Final = (
    "value", "unit", "indicator", "level", "agency", "period", "status", "conf.", "offsets",
)  # fmt: skip
_NARROW_HEADS: Final = ("value", "indicator", "level", "period", "status", "conf.", "offsets")
#: Terminals of fewer columns get the narrow table.
_NARROW: Final = 120
_STATUS_STYLES: Final = {"malformed": "red", "contradicted": "red", "repaired": "yellow"}
VERDICT_SIGNS: Final = {"holds": "✓", "contradicts": "✗", "cannot_tell": "?"}


def to_table(entry: Entry, *, width: int = 160) -> Iterator[RenderableType]:
    """Yield what rich prints of one bulletin: its facts, then the checks that do not hold.

    Where `width` (columns of the terminal) is small, two slots share a cell.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    report = entry.report
    title = report.doc_id if entry.title is None else f"{report.doc_id} — {entry.title}"
    yield Text(title, style="bold")
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    rows = [_slots(fact, narrow=width < _NARROW) for fact in report.observations]
    names = _NARROW_HEADS if width < _NARROW else _HEADS
    heads = [name for name in names if any(row[name] for row in rows)]
    for name in heads:
        table.add_column(
            name,
            justify="right" if name in ("value", "conf.", "offsets") else "left",
            no_wrap=name in ("unit", "status", "conf.", "offsets"),
            overflow="fold",
        )
    for fact, row in zip(report.observations, rows, strict=True):
        table.add_row(*(Text(row[name]) for name in heads), style=_STATUS_STYLES.get(fact.status))
    yield table
    yield Text(_summary(entry))
    for finding in report.findings:
        if finding.verdict == "contradicts":
            yield Text(f"✗ {finding.equation}", style="red")
    yield Text("")


def figure(fact: Observation) -> str:
    """Return the figure as a person reads it: bound, direction, value, whole; ? when unknown.

    >>> from decimal import Decimal
    >>> figure(Observation(obs_id="a#0", doc_id="a", indicator=None, value=Decimal(17), unit="rank",
    ...     base_value=Decimal(63), surface="17/63", char_start=0, char_end=5))
    '17/63'
    """
    value = plain(fact.value) or "?"
    whole = f"/{plain(fact.base_value)}" if fact.base_value is not None else ""
    return f"{_DIRECTIONS.get(fact.direction or '', '')}{_BOUNDS[fact.bound]}{value}{whole}"


def period(fact: Observation) -> str:
    """Return the period shortly: calendar units by their name, else ISO dates.

    >>> from datetime import date
    >>> period(Observation(obs_id="a#0", doc_id="a", indicator=None, value=None, unit=None,
    ...     period_start=date(2023, 7, 1), period_end=date(2023, 9, 30), period_basis="nominal",
    ...     surface="5", char_start=0, char_end=1))
    '2023-Q3'
    """
    start, end = fact.period_start, fact.period_end
    if start is None or end is None:
        return "" if start == end else f"{start or '…'} … {end or '…'}"
    if fact.period_basis == "nominal":
        named = calendar_unit(start, end)
        if named is not None:
            return named
    if start == end:
        return f"{end} (as of)" if fact.period_basis == "as_of" else str(end)
    return f"{start} … {end}"


def calendar_unit(start: date, end: date) -> str | None:
    """Name the year, half-year, quarter or month that two days enclose; None when it is none."""
    if start.day != 1 or start.year != end.year or (end + timedelta(days=1)).day != 1:
        return None
    names = {(1, 12): "", (1, 6): "-H1", (7, 12): "-H2"}
    names |= {(3 * q - 2, 3 * q): f"-Q{q}" for q in range(1, 5)}
    names |= {(month, month): f"-{month:02}" for month in range(1, 13)}
    name = names.get((start.month, end.month))
    return None if name is None else f"{start.year}{name}"


def level(fact: Observation) -> str:
    """Return level and scope in one cell."""
    return ", ".join(filter(None, (fact.admin_level, fact.level_scope)))


def _slots(fact: Observation, *, narrow: bool) -> dict[str, str]:
    """Return the cells of a fact by head; in a narrow table unit and agency share one."""
    what = fact.indicator or ""
    if fact.qualifier:
        what = f"{what} [{fact.qualifier}]"
    if fact.role not in ("value", "share_of", "score_of", "rank_of"):
        what = f"{what} ({fact.role})"
    unit, agency = fact.unit or "", fact.agency or ""
    return {
        "value": f"{figure(fact)}\n{unit}" if narrow else figure(fact),
        "unit": unit,
        "indicator": what,
        "level": "\n".join(filter(None, (level(fact), agency))) if narrow else level(fact),
        "agency": agency,
        "period": period(fact),
        "status": fact.status,
        "conf.": "" if fact.confidence is None else f"{fact.confidence:.2f}",
        "offsets": f"{fact.char_start}-{fact.char_end}",
    }


def _summary(entry: Entry) -> str:
    report = entry.report
    counts = ", ".join(
        f"{VERDICT_SIGNS[verdict]} {number} {verdict.replace('_', ' ')}"
        for verdict in VERDICT_SIGNS
        if (number := sum(finding.verdict == verdict for finding in report.findings))
    )
    facts = f"{len(report.observations)} facts by {report.model}"
    return f"{facts}; checks: {counts}" if counts else facts
