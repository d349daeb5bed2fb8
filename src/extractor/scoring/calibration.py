"""Reliability: does a confidence of 0.8 mean that four whole facts of five are right?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BINS: Final = 10


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
