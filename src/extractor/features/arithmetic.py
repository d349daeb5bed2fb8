"""How the values and units of two figures relate: the evidence for PART_OF and RATE_OF."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from extractor.features.page import Page
from extractor.features.segments import Ints

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: How far a percentage may be from the quotient, and a sum from its total.
_RATE_GAP = 0.06
_SUM_GAP = 0.5


def relate_values(page: Page, figure: Ints, other: Ints) -> tuple[Ints, Ints]:
    """Tell for pairs of figures how their values and units relate: (arithmetic, order).

    `order` crosses same unit, percent and which is larger; `arithmetic` says whether the
    percentage is the other's share of some whole on the page (a rate), or whether the figure and
    another one sum to the other (a part).
    """
    values = np.array([_value(f.quantity.value) for f in page.figures])
    names = [f.quantity.unit or "none" for f in page.figures]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    units = np.array([numbers[name] for name in names])
    is_percent = np.array([name == "percent" for name in names])
    x, y = values[figure], values[other]
    percent, same = is_percent[figure], units[figure] == units[other]
    kind = np.where(same, 0, np.where(percent, 1, np.where(is_percent[other], 2, 3)))
    counts = np.unique(values[(values > 0) & ~is_percent])
    return 1 + _evidence(x, y, percent, same, counts), 1 + kind * 2 + (x <= y)


def _evidence(x: Floats, y: Floats, percent: Bools, same: Bools, counts: Floats) -> Ints:
    evidence = np.full(len(x), 7)
    sums = same & ~percent
    evidence[sums] = 5 + _completes(x[sums], y[sums], counts)
    rates = percent & ~same & (x > 0) & (y > 0)
    evidence[rates] = 1 + _divides(x[rates], y[rates], counts)
    evidence[np.isnan(x) | np.isnan(y) | (y <= 0)] = 0
    return evidence


def _divides(x: Floats, y: Floats, counts: Floats) -> Ints:
    """Add 1 where y is x % of a count of the page, 2 where a count is x % of y."""
    share = _any_near(counts, 100 * y / x, lambda count: np.abs(100 * y / count - x) < _RATE_GAP)
    base = _any_near(counts, x * y / 100, lambda count: np.abs(100 * count / y - x) < _RATE_GAP)
    return share + 2 * base


def _completes(x: Floats, y: Floats, counts: Floats) -> Ints:
    """Tell where x and a count of the page sum to y."""
    found = _any_near(counts, y - x, lambda count: np.abs(count + x - y) < _SUM_GAP)
    return np.where(x < y, found, 0)


def _any_near(counts: Floats, wanted: Floats, fits: Callable[[Floats], Bools]) -> Ints:
    """Tell for each wanted value whether one of the sorted counts fits.

    Only the counts around it are asked, two on each side because of rounding: a long page has
    thousands of figures, and asking all pairs of pairs took most of the time of a short one.
    """
    unread = np.full(2, np.nan)  # fits nothing
    around = np.concatenate([unread, counts, unread])
    at = counts.searchsorted(wanted)
    found = fits(around[at + np.arange(4)[:, None]]).any(axis=0)
    return np.asarray(found, np.int64)


def _value(value: object) -> float:
    return float("nan") if value is None else float(value)  # type: ignore[arg-type]
