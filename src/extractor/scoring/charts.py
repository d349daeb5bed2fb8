"""Points of the report's charts, in the units of their SVG: 0 to 100, y downwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.scoring.abstention import Abstention
from extractor.scoring.calibration import Reliability
from extractor.scoring.studies import Row


@dataclass(frozen=True, slots=True)
class Mark:
    """A point at (x, y) with its radius and its tooltip."""

    x: float
    y: float
    radius: float
    title: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One named line through its marks."""

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


def abstention_curve(found: Abstention | None) -> Curve | None:
    """Draw the share kept to the right and the share of whole facts right upwards."""
    if found is None:
        return None
    marks = [
        Mark(
            round(100 * point.kept, 1),
            round(100 - 100 * point.precision, 1),
            1.0,
            f"confidence at least {point.floor:.2f}: {point.kept:.0%} kept, "
            f"{point.precision:.1%} of them right",
        )
        for point in found.points
    ]
    return Curve("whole fact right", tuple(marks))


def learning_curves(rows: Sequence[Row]) -> tuple[Curve, ...]:
    """Draw one curve for each score over the number of training bulletins; nulls are left out."""
    ordered = sorted(rows, key=lambda row: int(row["bulletins"]))
    names = dict.fromkeys(name for row in ordered for name in row["scores"])
    most = max((int(row["bulletins"]) for row in ordered), default=1)
    curves = []
    for name in names:
        marks = []
        for row in ordered:
            score, size = row["scores"].get(name), int(row["bulletins"])
            if score is not None:
                title = f"{name}: {score:.3f} with {size} bulletins"
                marks.append(
                    Mark(round(100 * size / most, 1), round(100 - 100 * score, 1), 1.2, title)
                )
        if marks:
            curves.append(Curve(name, tuple(marks)))
    return tuple(curves)
