"""Uncertainty by resampling whole bulletins: intervals, and paired tests of two systems.

Figures of one bulletin succeed or fail together, so bulletins are drawn, never figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractor.scoring.counts import Counts, Measure

RESAMPLES: Final = 1000
SEED: Final = 20_250_701
#: With fewer bulletins not even a system better on every one could differ at the 5 % level
#: (two-sided sign test: 2 / 2⁵ = 0.06), so no p is given.
FEWEST_FOR_P: Final = 6

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 % of the resampled scores."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Two systems on the same bulletins: their scores, one minus two, its interval, p (two-sided).

    p is the share of resamples whose difference, centred, is at least as far from 0 as the observed
    one (with one added above and below, so it is never 0).
    """

    one: float | None
    two: float | None
    delta: float | None
    interval: Interval | None
    p: float | None


def draw(bulletins: int, *, resamples: int = RESAMPLES, seed: int = SEED) -> Array:
    """Draw bulletins with replacement: how often each (column) is in each resample (row).

    >>> draw(3, resamples=2).sum(axis=1).tolist()
    [3.0, 3.0]
    """
    if bulletins == 0:
        return np.zeros((resamples, 0))
    shares = np.full(bulletins, 1 / bulletins)
    drawn = np.random.default_rng(seed).multinomial(bulletins, shares, size=resamples)
    return drawn.astype(np.float64)


def interval(rows: Sequence[Counts], measure: Measure, draws: Array) -> Interval | None:
    """Give the 95 % interval of a pooled score; `rows` are its counts bulletin by bulletin.

    None where fewer than two bulletins have anything to score: nothing is known of the spread then.
    """
    return _middle(_resample(rows, measure, draws), _count_defined(rows, measure))


def macro_interval(
    tables: Sequence[Mapping[str, Counts]], codes: Sequence[str], draws: Array
) -> Interval | None:
    """Give the 95 % interval of the macro F1 over `codes`; a code absent from a resample is out."""
    scores = []
    for code in codes:
        rows = _matrix([table.get(code, Counts()) for table in tables])
        drawn = draws @ rows
        support = drawn[:, 0] + drawn[:, 2]
        scores.append(np.where(support > 0, _FORMULAS["f1"](drawn), np.nan))
    if not scores:
        return None
    stacked = np.array(scores)
    defined = ~np.isnan(stacked)
    counted = defined.sum(axis=0)
    means = _divide(np.where(defined, stacked, 0.0).sum(axis=0), counted.astype(np.float64))
    supported = sum(any(code in table for code in codes) for table in tables)
    return _middle(means, supported)


def compare(
    one: Sequence[Counts], two: Sequence[Counts], measure: Measure, draws: Array
) -> Difference:
    """Compare two systems by counts on the same bulletins in the same order."""
    first = sum(one, Counts()).measure(measure)
    second = sum(two, Counts()).measure(measure)
    if first is None or second is None:
        return Difference(first, second, None, None, None)
    delta = first - second
    drawn = _resample(one, measure, draws) - _resample(two, measure, draws)
    drawn = drawn[~np.isnan(drawn)]
    middle = _middle(drawn, min(_count_defined(one, measure), _count_defined(two, measure)))
    if middle is None:
        return Difference(first, second, delta, None, None)
    if len(one) < FEWEST_FOR_P:
        return Difference(first, second, delta, middle, None)
    # the tolerance keeps rounding errors from parting equal differences
    far = int((np.abs(drawn - delta) >= abs(delta) - 1e-12).sum())
    return Difference(first, second, delta, middle, (far + 1) / (len(drawn) + 1))


def _precision(counts: Array) -> Array:
    return _divide(counts[:, 0], counts[:, 0] + counts[:, 1])


def _recall(counts: Array) -> Array:
    return _divide(counts[:, 0], counts[:, 0] + counts[:, 2])


def _f1(counts: Array) -> Array:
    return _divide(2 * counts[:, 0], 2 * counts[:, 0] + counts[:, 1] + counts[:, 2])


_FORMULAS: Final[dict[Measure, Callable[[Array], Array]]] = {
    "precision": _precision,
    "recall": _recall,
    "f1": _f1,
}


def _divide(above: Array, below: Array) -> Array:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


def _matrix(rows: Sequence[Counts]) -> Array:
    counts = [(row.tp, row.fp, row.fn) for row in rows]
    return np.array(counts, dtype=np.float64).reshape(-1, 3)


def _resample(rows: Sequence[Counts], measure: Measure, draws: Array) -> Array:
    return _FORMULAS[measure](draws @ _matrix(rows))


def _count_defined(rows: Sequence[Counts], measure: Measure) -> int:
    return sum(row.measure(measure) is not None for row in rows)


def _middle(scores: Array, bulletins: int) -> Interval | None:
    defined = scores[~np.isnan(scores)]
    if bulletins < 2 or not len(defined):
        return None
    low, high = np.percentile(defined, [2.5, 97.5])
    return Interval(float(low), float(high))
