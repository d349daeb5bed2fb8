"""Points of the report's two charts, in the units of their SVG: 0 to 100, y downwards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import InputError
from extractor.scoring.calibration import Reliability


@dataclass(frozen=True, slots=True)
class Mark:
    """A point at (x, y) with its radius and its tooltip."""

    x: float
    y: float
    radius: float
    title: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One named score over growing training data."""

    name: str
    marks: tuple[Mark, ...]

    @property
    def path(self) -> str:
        """Give the points of an SVG polyline."""
        return " ".join(f"{mark.x},{mark.y}" for mark in self.marks)


def reliability_marks(found: Reliability | None) -> tuple[Mark, ...]:
    """Place one mark per bin: confidence to the right, share right upwards, area by size."""
    if found is None:
        return ()
    largest = max(one.observations for one in found.bins)
    return tuple(
        Mark(
            round(100 * one.confidence, 1),
            round(100 - 100 * one.right, 1),
            round(1.2 + 2.8 * (one.observations / largest) ** 0.5, 2),
            f"{one.observations} observations: confidence {one.confidence:.2f}, "
            f"right {one.right:.2f}",
        )
        for one in found.bins
    )


def read_learning_curve(path: Path) -> tuple[Curve, ...]:
    """Read a learning curve: a JSON list of points (or an object with `points`).

    A point is an object with `bulletins` (training size) and scores between 0 and 1 by name; null
    scores are left out. Refuses (InputError) anything else.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        points = sorted(
            data["points"] if isinstance(data, dict) else data, key=lambda p: int(p["bulletins"])
        )
        return _curves(points)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; name a learning curve") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"{path}: no learning curve ({error!r}); write a list of "
            '{"bulletins": 20, "whole fact": 0.5}'
        ) from error


def _curves(points: Sequence[dict[str, float | None]]) -> tuple[Curve, ...]:
    names = dict.fromkeys(name for point in points for name in point if name != "bulletins")
    most = max((float(point["bulletins"] or 0) for point in points), default=0.0) or 1.0
    curves = []
    for name in names:
        marks = []
        for point in points:
            size, score = float(point["bulletins"] or 0), point.get(name)
            # other numbers (seeds, seconds, words) may stand beside the scores
            if isinstance(score, int | float) and 0 <= score <= 1:
                title = f"{name}: {score:.3f} with {size:g} bulletins"
                marks.append(
                    Mark(round(100 * size / most, 1), round(100 - 100 * score, 1), 1.2, title)
                )
        if marks:
            curves.append(Curve(name, tuple(marks)))
    return tuple(curves)
