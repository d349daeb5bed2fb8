"""Tables on the confidence: does it mean what it says, and what is left when doubt is left out?"""

from __future__ import annotations

from typing import Final

from extractor.scoring.abstention import Kept
from extractor.scoring.cells import UNDEFINED, TableView, show
from extractor.scoring.summary import Summary

_CROSS_FITTED: Final = (
    "The confidence was fitted on these bulletins, so it is cross-fitted here: each fact judged "
    "by a table that never saw its bulletin. "
)
#: Rows of the printed curve; JSON and the chart have every point.
_ROWS: Final = 10


def reliability_table(summary: Summary) -> TableView:
    """Tabulate confidence against the share of whole facts right; no rows without confidences."""
    found = summary.reliability
    rows = [
        (f"{b.low:.1f}–{b.high:.1f}", str(b.observations), show(b.confidence), show(b.right))
        for b in (found.bins if found else ())
    ]
    if found:
        total = sum(b.observations * b.confidence for b in found.bins) / found.observations
        right = sum(b.observations * b.right for b in found.bins) / found.observations
        rows.append(("all", str(found.observations), show(total), show(right)))
    note = _note(summary)
    if found:
        note += f"Expected calibration error {found.ece:.3f}, Brier score {found.brier:.3f}."
    header = ("confidence", "observations", "mean confidence", "whole fact right")
    return TableView("Reliability of the confidence", note, header, tuple(rows))


def abstention_table(summary: Summary) -> TableView:
    """Tabulate what is kept by floors of the confidence; no rows without confidences."""
    found = summary.abstention
    header = ("", "confidence at least", "facts kept", "whole fact right", "right, of gold")
    title = "Keeping only the surer facts"
    if found is None:
        return TableView(title, "", header, ())
    first = _row(f"at {found.target:.0%} right", found.at_target)
    curve = found.points[:: max(1, -(-len(found.points) // _ROWS))]
    shown = [*curve, *(point for point in found.points[-1:] if point not in curve)]
    rows = (first, *(_row(f"{point.kept:.0%}", point) for point in shown))
    note = _note(summary) + "Shares of all observations; the last column of all gold figures."
    return TableView(title, note, header, rows)


def _note(summary: Summary) -> str:
    return _CROSS_FITTED if summary.cross_fitted else ""


def _row(name: str, point: Kept | None) -> tuple[str, ...]:
    if point is None:
        return (name, *[UNDEFINED] * 4)
    return name, *map(show, (point.floor, point.kept, point.precision, point.found))
