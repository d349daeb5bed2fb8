"""Turn a raw score into the chance that a fact is right, by a table that training fitted."""

from __future__ import annotations

import numpy as np

#: Points of a rising curve: raw scores and the chance at each.
Table = dict[str, list[float]]


def calibrated(raw: float, table: Table | None) -> float:
    """Return the chance that a fact with this raw score is right.

    >>> calibrated(0.5, {"raw": [0.0, 1.0], "chance": [0.2, 0.9]})
    0.55
    """
    if not table:
        return raw
    return round(float(np.interp(raw, table["raw"], table["chance"])), 4)
