"""Number strings and find their rows as spaCy and thinc do, without importing either.

spaCy numbers a string by MurmurHash64A (seed 1), but for a few names of its own, which are counted
(`data/symbols.json`); thinc finds four rows of an embedding by MurmurHash3 of that number. Both
functions are Austin Appleby's, in the public domain.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]

_MASK: Final = 2**64 - 1
_STEP: Final = 0xC6A4A7935BD1E995
_SEED: Final = 1
#: Strings whose number is remembered.
_REMEMBERED: Final = 50_000


@lru_cache(maxsize=_REMEMBERED)
def number_of(string: str) -> int:
    """Return spaCy's number of a string.

    >>> number_of("hồ sơ"), number_of("")
    (10067111726159711758, 0)
    """
    if not string:
        return 0
    symbol = _symbols().get(string)
    if symbol is not None:
        return symbol
    data = string.encode("utf-8")
    whole = len(data) & ~7
    mixed = _SEED ^ (len(data) * _STEP & _MASK)
    for at in range(0, whole, 8):
        block = int.from_bytes(data[at : at + 8], "little") * _STEP & _MASK
        block = (block ^ block >> 47) * _STEP & _MASK
        mixed = (mixed ^ block) * _STEP & _MASK
    if whole < len(data):
        mixed = (mixed ^ int.from_bytes(data[whole:], "little")) * _STEP & _MASK
    mixed = (mixed ^ mixed >> 47) * _STEP & _MASK
    return mixed ^ mixed >> 47


@cache
def _symbols() -> dict[str, int]:
    source = resources.files("extractor.pipes").joinpath("data", "symbols.json")
    found: dict[str, int] = json.loads(source.read_text("utf-8"))
    return found


def rows_of(numbers: Numbers, seed: int, count: int) -> NDArray[np.int64]:
    """Return the four rows of an embedding of `count` rows for each number (numbers × 4)."""
    one = numbers * np.uint64(0x87C37B91114253D5)
    one = (one << np.uint64(31)) | (one >> np.uint64(33))
    one = one * np.uint64(0x4CF5AD432745937F) ^ np.uint64(seed ^ 8)
    two = np.full_like(one, seed ^ 8)
    one = one + two
    two = two + one
    one, two = _mix(one), _mix(two)
    one = one + two
    two = two + one
    low, high = np.uint64(0xFFFFFFFF), np.uint64(32)
    keys = np.stack([one & low, one >> high, two & low, two >> high], axis=1)
    return (keys % np.uint64(count)).astype(np.int64)


def _mix(value: Numbers) -> Numbers:
    shift = np.uint64(33)
    value = (value ^ (value >> shift)) * np.uint64(0xFF51AFD7ED558CCD)
    value = (value ^ (value >> shift)) * np.uint64(0xC4CEB9FE1A85EC53)
    return value ^ (value >> shift)
