"""The table that a person reads in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
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
_STATUS_STYLES: Final = {"malformed": "red", "contradicted": "red", "repaired": "yellow"}
_VERDICT_SIGNS: Final = {"holds": "✓", "contradicts": "✗", "cannot_tell": "?"}


def to_table(entry: Entry) -> Iterator[RenderableType]:
    """Yield what rich prints of one bulletin: its facts, then the checks that do not hold."""
    from rich.table import Table
    from rich.text import Text

    report = entry.report
    title = report.doc_id if entry.title is None else f"{report.doc_id} — {entry.title}"
    table = Table(title=Text(title), title_justify="left", caption_justify="left")
    table.add_column("value", justify="right", overflow="fold")
    for name in ("unit", "indicator", "level", "agency", "period", "status"):
        table.add_column(name, overflow="fold")
    table.add_column("conf.", justify="right")
    table.add_column("offsets", justify="right", overflow="fold")
    for fact in report.observations:
        table.add_row(*map(Text, _cells(fact)), style=_STATUS_STYLES.get(fact.status))
    table.caption = Text(_summary(entry))
    yield table
    for finding in report.findings:
        if finding.verdict == "contradicts":
            yield Text(f"✗ {finding.equation}", style="red")


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
    """Return the period as ISO dates with its basis when it is not the printed one."""
    if fact.period_start is None and fact.period_end is None:
        return ""
    start, end = fact.period_start, fact.period_end
    dates = str(end) if start == end else f"{start or '…'} … {end or '…'}"
    return dates if fact.period_basis in (None, "stated") else f"{dates} ({fact.period_basis})"


def level(fact: Observation) -> str:
    """Return level and scope in one cell."""
    return ", ".join(filter(None, (fact.admin_level, fact.level_scope)))


def _cells(fact: Observation) -> tuple[str, ...]:
    what = fact.indicator or ""
    if fact.qualifier:
        what = f"{what} [{fact.qualifier}]"
    if fact.role not in ("value", "share_of", "score_of", "rank_of"):
        what = f"{what} ({fact.role})"
    return (
        figure(fact),
        fact.unit or "",
        what,
        level(fact),
        fact.agency or "",
        period(fact),
        fact.status,
        "" if fact.confidence is None else f"{fact.confidence:.2f}",
        f"{fact.char_start}-{fact.char_end}",
    )


def _summary(entry: Entry) -> str:
    report = entry.report
    counts = ", ".join(
        f"{_VERDICT_SIGNS[verdict]} {number} {verdict.replace('_', ' ')}"
        for verdict in _VERDICT_SIGNS
        if (number := sum(finding.verdict == verdict for finding in report.findings))
    )
    facts = f"{len(report.observations)} facts by {report.model}"
    return f"{facts}; checks: {counts}" if counts else facts
