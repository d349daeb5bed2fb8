"""Abstaining: how many facts are left when only the surer ones are kept, and how right they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

#: The share of whole facts right that a careful reader asks for.
TARGET: Final = 0.95
#: Steps of the curve: a point wherever another twentieth of the observations is let in.
STEPS: Final = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """What a confidence of at least `floor` keeps.

    `kept` is the share of the observations, `precision` the share of whole facts right among
    them, `found` how many of gold's figures they give right, as a share (None without gold).
    """

    floor: float
    kept: float
    precision: float
    found: float | None


@dataclass(frozen=True, slots=True)
class Abstention:
    """The curve from the surest observations to all, and its widest point at the target.

    `at_target` is None where no floor makes the share right reach `target`.
    """

    target: float
    at_target: Kept | None
    points: tuple[Kept, ...]


def abstain(
    points: Sequence[tuple[float, bool]], *, figures: int, target: float = TARGET
) -> Abstention | None:
    """Draw the curve over (confidence, right); None where no observation has a confidence.

    Spurious observations are among the points, as wrong; `figures` counts gold, missed ones too.
    Observations of one confidence are kept or left together.

    >>> curve = abstain([(0.9, True), (0.8, True), (0.8, False), (0.1, False)], figures=5)
    >>> curve.at_target
    Kept(floor=0.9, kept=0.25, precision=1.0, found=0.2)
    >>> [(point.kept, round(point.precision, 2)) for point in curve.points]
    [(0.25, 1.0), (0.75, 0.67), (1.0, 0.5)]
    """
    if not points:
        return None
    every = list(_walk(points, figures))
    reached = [point for point in every if point.precision >= target]
    widest = max(reached, key=lambda point: point.kept, default=None)
    return Abstention(target, widest, tuple(_thin(every)))


def _walk(points: Sequence[tuple[float, bool]], figures: int) -> Iterator[Kept]:
    """Yield one point for each distinct confidence, the surest first."""
    kept = right = 0
    ordered = sorted(points, reverse=True)
    for floor, group in groupby(ordered, key=lambda point: point[0]):
        verdicts = [verdict for _, verdict in group]
        kept += len(verdicts)
        right += sum(verdicts)
        yield Kept(floor, kept / len(points), right / kept, right / figures if figures else None)


def _thin(points: Sequence[Kept]) -> Iterator[Kept]:
    """Leave out points that let in less than a step more than the one before, but not the ends."""
    last = -1
    for point in points:
        step = int(point.kept * STEPS)
        if step > last or point is points[-1]:
            yield point
        last = step
