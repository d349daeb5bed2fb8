"""Turn a raw score into the chance that a fact is right, by a table that training fitted."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

#: Points of a rising curve: lists of raw scores and of the chance at each. ALONE has the curve of
#: bulletins whose province and day of publication were not given.
Table = dict[str, Any]
ALONE: Final = "alone"


def calibrated(raw: float, table: Table | None, *, told: bool = True) -> float:
    """Return the chance that a fact with this raw score is right.

    `told`: province and day of publication were given, not found in the text.

    >>> calibrated(0.5, {"raw": [0.0, 1.0], "chance": [0.2, 0.9]})
    0.55
    """
    if not table:
        return raw
    if not told:
        table = table.get(ALONE, table)
    return round(float(np.interp(raw, table["raw"], table["chance"])), 4)
