"""Turn a raw score into the chance that a fact is right, by a table that training fitted."""

from __future__ import annotations

from bisect import bisect_right

#: Points of a rising curve: raw scores and the chance at each.
Table = dict[str, list[float]]


def calibrated(raw: float, table: Table | None) -> float:
    """Return the chance that a fact with this raw score is right.

    >>> calibrated(0.5, {"raw": [0.0, 1.0], "chance": [0.2, 0.9]})
    0.55
    """
    if not table:
        return raw
    raws, chances = table["raw"], table["chance"]
    at = bisect_right(raws, raw)
    if at in (0, len(raws)):  # before the first point or behind the last
        return round(chances[min(at, len(raws) - 1)], 4)
    slope = (chances[at] - chances[at - 1]) / (raws[at] - raws[at - 1])
    return round(slope * (raw - raws[at - 1]) + chances[at - 1], 4)
