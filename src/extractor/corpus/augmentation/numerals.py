"""Read and print the plain numerals of figures: 64.933, 4126, 09, 98,7, 3,148 tỷ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

_NUMERAL: Final = re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<part>\d+))?(?![\d.,]*\d)")
_SCALES: Final = {
    "nghìn tỷ": 12, "ngàn tỷ": 12, "tỷ": 9, "tỉ": 9, "triệu": 6, "nghìn": 3, "ngàn": 3,
}  # fmt: skip
_SCALE: Final = re.compile(rf"\s({'|'.join(_SCALES)})(?!\w)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A plain numeral at start–end of a text, with what is needed to print another like it.

    `value` is in base units; `scale` is the power of ten of its scale word.
    """

    start: int
    end: int
    value: Decimal
    decimals: int
    grouped: bool
    padded: bool
    scale: int

    @property
    def step(self) -> Decimal:
        """Give what one unit of the last printed digit is worth."""
        return Decimal(1).scaleb(self.scale - self.decimals)

    def show(self, value: Decimal) -> str:
        """Print another value in the same manner.

        >>> read_plain("3,148 tỷ đồng")[0].show(Decimal("12500000000"))
        '12,500'
        """
        shown = (value / Decimal(1).scaleb(self.scale)).quantize(Decimal(1).scaleb(-self.decimals))
        whole, _, part = f"{shown:f}".partition(".")
        if self.grouped or (self.value < 1000 and len(whole) > 3):
            whole = f"{int(whole):,}".replace(",", ".")
        if self.padded and len(whole) == 1:
            whole = f"0{whole}"
        return f"{whole},{part}" if part else whole


def read_plain(surface: str, *, at: int = 0) -> list[Numeral]:
    """Return the numerals of a figure (two for x/y), offsets from `at`; [] where one is not plain.

    >>> [n.value for n in read_plain("1.377/1.711 TTHC")]
    [Decimal('1377'), Decimal('1711')]
    >>> read_plain("151.10 hồ sơ"), read_plain("bảy hồ sơ"), read_plain("6 tỷ 150 triệu đồng")
    ([], [], [])
    """
    parts = surface.split("/") if re.match(r"\d[\d.,]*/\d", surface) else [surface]
    found, offset = [], at
    for part in parts:
        numeral = _read_one(part, offset)
        if numeral is None:
            return []
        found.append(numeral)
        offset += len(part) + 1
    return found


def _read_one(part: str, at: int) -> Numeral | None:
    match = _NUMERAL.search(part)
    numerals = re.findall(r"\d+(?:[.,]\d+)*", part)
    if match is None or numerals != [match.group()]:
        return None
    whole, decimals = match["whole"], match["part"] or ""
    scale_word = _SCALE.match(part, match.end())
    scale = _SCALES[scale_word[1]] if scale_word else 0
    number = Decimal(whole.replace(".", "") + ("." + decimals if decimals else ""))
    return Numeral(
        at + match.start(), at + match.end(), number.scaleb(scale), len(decimals),
        "." in whole, len(whole) > 1 and whole[0] == "0", scale,
    )  # fmt: skip


def round_to(value: Decimal, step: Decimal, *, mode: str = ROUND_HALF_UP) -> Decimal:
    """Round to a multiple of `step`.

    >>> round_to(Decimal("1234.5"), Decimal(100)), round_to(Decimal("98.765"), Decimal("0.01"))
    (Decimal('1200'), Decimal('98.77'))
    """
    rounded = (value / step).to_integral_value(rounding=mode) * step
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def round_step(value: Decimal) -> Decimal:
    """Give the power of ten to which a round number is rounded: 2.100 → 100, 39.000 → 1000.

    >>> round_step(Decimal(2100)), round_step(Decimal(2136))
    (Decimal('100'), Decimal('1'))
    """
    digits = f"{value:f}".partition(".")[0]
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0"))) if value else Decimal(1)


DOWN: Final = ROUND_FLOOR
UP: Final = ROUND_CEILING
