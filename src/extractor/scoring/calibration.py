"""Reliability: does a confidence of 0.8 mean that four whole facts of five are right?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractor.facts.confidence import Table, calibrated

Doubles = NDArray[np.float64]

BINS: Final = 10
#: The split on which training fits the table of a pipeline: there it must be judged cross-fitted.
FITTED_ON: Final = "dev"
FOLDS: Final = 5
#: Points of the shipped curve, at quantiles of the raw scores.
POINTS: Final = 41
#: Raw scores are taken to lie so far from 0 and 1.
_LEAST: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Bin:
    """Observations whose confidence lies in [low, high); the last bin holds 1 too."""

    low: float
    high: float
    observations: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Bins that hold anything, and the two usual summaries.

    `ece` is the mean distance of confidence and share right, weighted by bin; `brier` the mean
    squared error of the confidence. Spurious observations count as wrong.
    """

    observations: int
    ece: float
    brier: float
    bins: tuple[Bin, ...]


def reliability(points: Sequence[tuple[float, bool]]) -> Reliability | None:
    """Compare confidences with verdicts; None where no observation has a confidence.

    >>> reliability([(0.95, True), (0.95, False)]).ece
    0.45
    """
    if not points:
        return None
    sorted_in: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in points:
        sorted_in[min(BINS - 1, max(0, int(confidence * BINS)))].append((confidence, right))
    bins = [
        Bin(
            low=place / BINS,
            high=(place + 1) / BINS,
            observations=len(held),
            confidence=sum(confidence for confidence, _ in held) / len(held),
            right=sum(right for _, right in held) / len(held),
        )
        for place, held in enumerate(sorted_in)
        if held
    ]
    gaps = sum(one.observations * abs(one.confidence - one.right) for one in bins)
    squares = sum((confidence - right) ** 2 for confidence, right in points)
    return Reliability(
        len(points), round(gaps / len(points), 12), squares / len(points), tuple(bins)
    )


def fit_table(raw: Sequence[float], right: Sequence[bool]) -> Table:
    """Fit the table by beta calibration (Kull, Silva Filho and Flach 2017).

    Three numbers are fitted, so that forty bulletins suffice: isotonic regression made steps of a
    few facts each (error on dev, cross-fitted over three draws of folds, .027 to .053; over six
    draws this curve .022 to .035), and facts on one step could no longer be told apart. Chances
    stay within [0.01, 0.99]. Where the raw score tells nothing the curve is flat.
    """
    scores = np.clip(np.asarray(raw, np.float64), _LEAST, 1 - _LEAST)
    points = np.unique(np.quantile(scores, np.linspace(0, 1, POINTS)))
    chances = _fit_curve(scores, np.asarray(right, bool), points)
    return {
        "raw": [round(float(x), 6) for x in points],
        "chance": [round(float(y), 5) for y in np.clip(chances, 0.01, 0.99)],
    }


def _fit_curve(scores: Doubles, right: NDArray[np.bool_], points: Doubles) -> Doubles:
    """Return the chance at each point; it never falls, so a term that would make it fall is left
    out."""
    from sklearn.linear_model import LogisticRegression

    def terms(x: Doubles, chosen: Sequence[int]) -> Doubles:
        return np.stack([np.log(x), -np.log1p(-x)], axis=1)[:, chosen]

    flat = np.full(len(points), right.mean())
    if right.all() or not right.any():
        return flat
    for chosen in ([0, 1], [0], [1]):
        curve = LogisticRegression(C=1000, max_iter=1000).fit(terms(scores, chosen), right)
        if curve.coef_.min() > 0:
            return np.asarray(curve.predict_proba(terms(points, chosen))[:, 1])
    return flat


def cross_fit(facts: Sequence[tuple[str, float, bool]]) -> list[tuple[float, bool]]:
    """Turn (bulletin, raw score, right) into (chance, right) by tables of other bulletins.

    Every fact is judged by a table that never saw its bulletin; a table that was fitted on these
    bulletins would flatter itself. Empty where fewer than two bulletins have facts.
    """
    names = sorted({name for name, _, _ in facts})
    fold_of = {name: index % FOLDS for index, name in enumerate(names)}
    points = []
    for fold in range(FOLDS):
        inside = [(raw, right) for name, raw, right in facts if fold_of[name] != fold]
        outside = [(raw, right) for name, raw, right in facts if fold_of[name] == fold]
        if inside and outside:
            table = fit_table([raw for raw, _ in inside], [right for _, right in inside])
            points += [(calibrated(raw, table), right) for raw, right in outside]
    return points
