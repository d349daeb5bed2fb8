"""Reliability: does a confidence of 0.8 mean that four whole facts of five are right?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from extractor.facts.confidence import BIAS, LEAST, MOST, Grounds, chance_of

BINS: Final = 10
#: The split on which training fits the confidence: there it must be judged cross-fitted.
FITTED_ON: Final = "dev"
FOLDS: Final = 5


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


def fit_weights(grounds: Sequence[Grounds], right: Sequence[bool]) -> dict[str, float]:
    """Fit the weight of everything that facts rest on, by logistic regression.

    A better score never makes a fact less sure: what would weigh less than nothing is left out.
    Where nothing is told, every fact has the same chance.
    """
    from sklearn.linear_model import LogisticRegression

    rows, verdicts = np.asarray(grounds, np.float64), np.asarray(right, bool)
    share = min(max(float(verdicts.mean()) if len(verdicts) else 0.5, LEAST), MOST)
    weights = {BIAS: math.log(share / (1 - share))} | dict.fromkeys(Grounds._fields, 0.0)
    chosen = [] if verdicts.all() or not verdicts.any() else list(range(rows.shape[1]))
    while chosen:
        fitted = LogisticRegression(C=1000, max_iter=1000).fit(rows[:, chosen], verdicts)
        worst = int(fitted.coef_[0].argmin())
        if fitted.coef_[0, worst] >= 0:
            weights[BIAS] = float(fitted.intercept_[0])
            named = zip(chosen, fitted.coef_[0].tolist(), strict=True)
            weights |= {Grounds._fields[place]: weight for place, weight in named}
            break
        del chosen[worst]
    return {name: round(weight, 5) for name, weight in weights.items()}


def cross_fit(facts: Sequence[tuple[str, Grounds, bool]]) -> list[tuple[float, bool]]:
    """Turn (bulletin, grounds, right) into (chance, right) by weights of other bulletins.

    Every fact is judged by weights that never saw its bulletin; those fitted on these bulletins
    would flatter themselves. Empty where fewer than two bulletins have facts.
    """
    names = sorted({name for name, _, _ in facts})
    fold_of = {name: index % FOLDS for index, name in enumerate(names)}
    points = []
    for fold in range(FOLDS):
        inside = [(grounds, right) for name, grounds, right in facts if fold_of[name] != fold]
        outside = [(grounds, right) for name, grounds, right in facts if fold_of[name] == fold]
        if inside and outside:
            weights = fit_weights([rests for rests, _ in inside], [right for _, right in inside])
            points += [(chance_of(grounds, weights), right) for grounds, right in outside]
    return points
