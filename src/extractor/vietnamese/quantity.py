"""The record of one number of a text, and the page that it is read from."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from extractor.labels import Bound, Unit

ONE: Final = Decimal(1)


class Quantity(NamedTuple):
    """A numeral of a text with what stands around it.

    `start, end` is the QUANTITY mention (numeral, scale word, unit word), `num_start, num_end` the
    numeral alone, half-open code points. `value` is in base units (đồng, not triệu); a malformed
    numeral has None and its possible `readings`. `base_value` is y of x/y. `decimals` counts the
    printed decimals, `scale` is what one printed unit is worth, so that rounding is known.
    `kind` names what a number is that reports nothing (labels.DISTRACTOR_KINDS); None: it may.
    """

    start: int
    end: int
    num_start: int
    num_end: int
    value: Decimal | None
    base_value: Decimal | None = None
    unit: Unit | None = None
    bound: Bound = "exact"
    hedge: tuple[int, int] | None = None
    readings: tuple[Decimal, ...] = ()
    malformed: bool = False
    decimals: int = 0
    scale: Decimal = ONE
    kind: str | None = None


class Page(NamedTuple):
    """A text, the same in lower case, and what the caller knows of the figure to be read."""

    text: str
    lowered: str
    reported: bool = False  # the span is known to be a figure: no distractor rules
    end: int | None = None  # where that span ends
    unit: Unit | None = None
