"""A model of misprints: what may have been meant where a numeral is printed as it is.

One slip of one numeral: a separator moved, lost or put too many; a digit lost, doubled, swapped
with its neighbour, wrong or too many; the wrong scale word (triệu for tỷ). Two slips in one numeral
are not considered: they would explain nearly everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from extractor.codebook import load_codebook
from extractor.facts.figures import Figure, interval
from extractor.vietnamese.numerals import read_numeral

_DIGITS: Final = "0123456789"
_NOT_DIGIT: Final = re.compile(r"\D")
_ONE: Final = Decimal(1)
_RATIOS: Final = frozenset({"percent", "point"})
#: Powers of ten between scale words that are taken for one another: nghìn, triệu, tỷ.
_SCALES: Final = (3, -3, 6, -6)
#: No figure has more digits than this; longer runs are no numerals.
_LONGEST: Final = 16


class Reading(NamedTuple):
    """What a numeral may have meant; `lo` to `hi` as in Figure."""

    value: Decimal
    step: Decimal
    lo: Decimal
    hi: Decimal


def find_readings(figure: Figure) -> tuple[Reading, ...]:
    """List what may have been meant, without the value as printed; empty for written numbers.

    A rate over 100 % is never meant.
    """
    digits = _NOT_DIGIT.sub("", figure.printed)
    if not digits or len(digits) > _LONGEST:
        return ()
    meant = _mend(figure, digits) if figure.value is None else _slips(figure, digits)
    most = _most(figure)
    found: dict[tuple[Decimal, Decimal], Reading] = {}
    for value, step in meant:
        if (value, step) not in found and value != figure.value and value <= most:
            ends = interval(value, step, figure.obs.unit, figure.obs.bound)
            found[value, step] = Reading(value, step, *ends)
    return tuple(found.values())


def _most(figure: Figure) -> Decimal:
    indicator = load_codebook().indicators.get(figure.code)
    share = figure.obs.role == "share_of" or (indicator is not None and indicator.kind == "rate")
    if figure.obs.unit == "percent" and share and figure.obs.role in ("value", "share_of"):
        return Decimal(100)
    return Decimal("Infinity")


def _mend(figure: Figure, digits: str) -> Iterator[tuple[Decimal, Decimal]]:
    """Give the well-formed numerals from which one slip makes the malformed print."""
    readings = figure.obs.readings
    factor = readings[0] / int(digits) if readings and int(digits) else _ONE
    if figure.obs.unit in _RATIOS:
        yield from _placed(digits, _ONE)
    elif factor > 1:
        yield from _placed(digits, factor)
    else:
        yield Decimal(digits), _ONE
    sense = "ratio" if figure.obs.unit in _RATIOS else "scaled" if factor > 1 else "count"
    printed = figure.printed
    places = range(len(printed) + 1)
    edited = [printed[:i] + digit + printed[i:] for i in places for digit in _DIGITS]
    edited += [printed[:i] + printed[i + 1 :] for i in places[:-1] if printed[i].isdigit()]
    if printed[0] == "0" and len(printed) > 1:  # 02.255 for 20.255
        edited += [digit + printed[1:] for digit in _DIGITS]
        second = 1 if printed[1].isdigit() else 2  # 0.178 for 1.078
        edited.append(printed[second] + printed[1:second] + "0" + printed[second + 1 :])
    for text in edited:
        if text[:1] in ("", "0") and text[1:2] != ",":
            continue
        numeral = read_numeral(text, sense=sense)  # type: ignore[arg-type]
        if numeral.value is not None:
            yield numeral.value * factor, factor.scaleb(-numeral.decimals)


def _placed(digits: str, factor: Decimal) -> Iterator[tuple[Decimal, Decimal]]:
    """Put the decimal comma at every place; the whole number has none."""
    for decimals in range(len(digits)):
        step = factor.scaleb(-decimals)
        yield int(digits) * step, step


def _slips(figure: Figure, digits: str) -> Iterator[tuple[Decimal, Decimal]]:
    """Give the numerals from which one slip makes the well-formed print."""
    value, step = figure.value, figure.step
    assert value is not None and step is not None
    if int(digits) * step != value:
        return  # `3 tỷ 148 triệu`, `ba thủ tục`: not one plain numeral
    factor, decimals = _scale_of(figure, digits, step)
    if decimals == 0 and factor == 1 and figure.obs.unit not in _RATIOS:
        plain = dict.fromkeys(edited for edited, _ in _edits(digits) if _leads(edited, 0))
        yield from ((Decimal(edited), _ONE) for edited in plain)
        return
    whole = len(digits) - decimals  # digits before the comma
    for edited, after in _edits(digits):
        moved = 0 if after < whole else len(edited) - len(digits)
        if not _leads(edited, whole + len(edited) - len(digits) - moved):
            continue
        yield int(edited) * step.scaleb(-moved), step.scaleb(-moved)
        if after == whole and len(edited) > len(digits):
            yield int(edited) * step, step
    yield from _placed(digits, factor)
    if factor > 1:
        yield from ((value.scaleb(power), step.scaleb(power)) for power in _SCALES)


def _scale_of(figure: Figure, digits: str, step: Decimal) -> tuple[Decimal, int]:
    """Return what the scale word is worth and how many decimals are printed."""
    _, _, tail = figure.printed.replace(".", ",").rpartition(",")
    decimals = -step.adjusted()
    if step > 1 or (figure.obs.unit not in _RATIOS and "," in figure.printed):
        decimals = len(tail) if "," in figure.printed else 0
    return step.scaleb(decimals), decimals


def _leads(digits: str, whole: int) -> bool:
    """Tell whether digits may begin a numeral: no zero first, save `0,5` and `09`."""
    return bool(digits) and (digits[0] != "0" or whole == 1 or len(digits) == 2)


def _edits(digits: str) -> Iterator[tuple[str, int]]:
    """Give the digits after one edit and the place of the edit."""
    for i in range(len(digits) + 1):
        for digit in _DIGITS:
            yield digits[:i] + digit + digits[i:], i
    for i, here in enumerate(digits):
        yield digits[:i] + digits[i + 1 :], i
        for digit in _DIGITS:
            if digit != here:
                yield digits[:i] + digit + digits[i + 1 :], i
        following = digits[i + 1 : i + 2]
        if following and following != here:
            yield digits[:i] + following + here + digits[i + 2 :], i
