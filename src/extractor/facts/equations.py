"""Equations between figures, solved with intervals so that rounding is neither error nor proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Final

from extractor.facts.figures import Figure

Interval = tuple[Decimal, Decimal]
Figures = Mapping[str, Figure]

_ZERO: Final = Decimal(0)
_ENDLESS: Final = Decimal("Infinity")
#: `nghìn tỷ` after a long numeral has more digits than Decimal keeps by default.
WIDE: Final = Context(prec=60)
#: Gaps are told to this many decimals.
_GAP: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum, a bound or a product over figures, named by their keys.

    - sum: Σ sign·term = constant, give or take `tolerance`;
    - `at_most`: Σ sign·term ≤ constant;
    - `factor` (a, b): (a + b·rate)·denominator = Σ sign·term, where the first two keys are rate and
      denominator and their signs are not used. A rate has (0, 1/100), a relative rise (1, 1/100).
    """

    keys: tuple[str, ...]
    signs: tuple[int, ...]
    constant: Decimal = _ZERO
    tolerance: Decimal = _ZERO
    at_most: bool = False
    factor: tuple[Decimal, Decimal] | None = None


def unknowns(equation: Equation, figures: Figures) -> list[str]:
    """Return the keys of the terms that have no value."""
    return [key for key in equation.keys if figures[key].value is None]


def holds(equation: Equation, figures: Figures) -> bool:
    """Tell whether the equation can be true within the printed precision of all its terms."""
    key = equation.keys[0]
    return meets(figures[key], solve(equation, key, figures))


def meets(figure: Figure, interval: Interval) -> bool:
    """Tell whether the figure may have a value in the interval."""
    assert figure.lo is not None and figure.hi is not None
    return figure.lo <= interval[1] and interval[0] <= figure.hi


def solve(equation: Equation, key: str, figures: Figures) -> Interval:
    """Return the values of one term with which the equation holds, all others as they are.

    The interval is empty (first end above the second) where no value does.
    """
    if equation.factor is not None:
        return _solve_product(equation, key, figures, equation.factor)
    low, high = _rest(equation, key, figures, 0)
    if equation.at_most:
        low = -_ENDLESS
    low, high = low - equation.tolerance, high + equation.tolerance
    sign = equation.signs[equation.keys.index(key)]
    return (low, high) if sign > 0 else (-high, -low)


def _rest(equation: Equation, key: str, figures: Figures, first: int) -> Interval:
    """Return constant minus all terms from `first` on but `key`, as an interval."""
    low = high = equation.constant
    for other, sign in zip(equation.keys[first:], equation.signs[first:], strict=True):
        figure = figures[other]
        if other == key:
            continue
        assert figure.lo is not None and figure.hi is not None
        low -= figure.hi if sign > 0 else -figure.lo
        high -= figure.lo if sign > 0 else -figure.hi
    return low, high


def _solve_product(
    equation: Equation, key: str, figures: Figures, factor: tuple[Decimal, Decimal]
) -> Interval:
    rate, whole = (figures[k] for k in equation.keys[:2])
    a, b = factor
    low, high = (-end for end in _rest(equation, key, figures, 2)[::-1])  # Σ sign·term
    if key == rate.key:
        low, high = _divide((low, high), (whole.lo, whole.hi))
        ends = (low - a) / b, (high - a) / b
        return min(ends), max(ends)
    assert rate.lo is not None and rate.hi is not None
    share = min(a + b * rate.lo, a + b * rate.hi), max(a + b * rate.lo, a + b * rate.hi)
    if key == whole.key:
        return _divide((low, high), share)
    assert whole.lo is not None and whole.hi is not None
    low, high = share[0] * whole.lo - high, share[1] * whole.hi - low
    sign = equation.signs[equation.keys.index(key)]
    return (low, high) if sign > 0 else (-high, -low)


def _divide(over: Interval, under: tuple[Decimal | None, Decimal | None]) -> Interval:
    """Divide intervals of figures that cannot be negative; by zero nothing is excluded."""
    low, high = under
    assert low is not None and high is not None
    return (
        over[0] / high if high > 0 else -_ENDLESS,
        over[1] / low if low > 0 else _ENDLESS,
    )


def gap(equation: Equation, figures: Figures) -> Decimal | None:
    """Return left side minus right side with the values as printed; None where one is unknown.

    In the unit of the terms; for a rate, in percentage points.
    """
    values = [figures[key].value for key in equation.keys]
    if None in values:
        return None
    known = [value for value in values if value is not None]
    if equation.factor is None:
        total = sum((s * v for s, v in zip(equation.signs, known, strict=True)), _ZERO)
        return _plain(total - equation.constant)
    rate, whole, *terms = known
    a, b = equation.factor
    if whole == 0:
        return None
    total = sum((s * v for s, v in zip(equation.signs[2:], terms, strict=True)), _ZERO)
    return _plain(rate - (total / whole - a) / b)


def _plain(value: Decimal) -> Decimal:
    """Round to four decimals and drop zeros and exponents: 1E+3 is 1000."""
    value = value.quantize(_GAP, context=WIDE).normalize(WIDE) + 0
    whole = value == value.to_integral_value()
    return value.quantize(Decimal(1), context=WIDE) if whole else value
