"""The words that stand right after a numeral: scale words (triệu, tỷ) and units (hồ sơ, %)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import cast

from extractor.labels import Unit
from extractor.vietnamese.lexicon import alternation, lexicon, phrase_kinds

_BLANK = r"[^\S\n]*"


@cache
def _scale_pattern() -> re.Pattern[str]:
    scales = alternation(lexicon()["scale"])
    more = rf"(?:[^\S\n]+(?P<more>[0-9]{{1,3}})[^\S\n]+(?P<less>{scales})(?![\w.]))?"
    return re.compile(rf"{_BLANK}(?P<scale>{scales})(?!\w)(?P<half>[^\S\n]+rưỡi(?!\w))?{more}")


@cache
def _unit_pattern() -> re.Pattern[str]:
    units = phrase_kinds("units")
    signs = alternation(unit for unit in units if not unit[-1].isalpha())
    words = alternation(unit for unit in units if unit[-1].isalpha())
    places = lexicon()["places"]
    first, follower = (
        alternation(places["words"]),
        alternation([*places["words"], *places["followers"]]),
    )
    coordinated = rf"(?:{first})(?:(?:,\s*|\s+và\s+|\s*-\s*|[^\S\n]+)(?:{follower})(?!\w))*"
    return re.compile(
        rf"(?:{_BLANK}|{_BLANK}\n{_BLANK})"
        rf"(?P<unit>(?:{signs})|(?:{words})(?!\w)|(?P<place>{coordinated})(?!\w))"
    )


@cache
def _scales() -> dict[str, Decimal]:
    return {word: Decimal(factor) for word, factor in lexicon()["scale"].items()}


def match_scale(lowered: str, at: int) -> tuple[int, Decimal, Decimal, Decimal] | None:
    """Read the scale word at `at` of a lower-cased text.

    The tuple is (end, factor of the numeral, what is added, smallest scale printed): `9 tỷ 480
    triệu` adds 480 million, `2 triệu rưỡi` half a million.
    """
    match = _scale_pattern().match(lowered, at)
    if match is None:
        return None
    factor = _scales()[" ".join(match["scale"].split())]
    added, smallest, end = Decimal(0), factor, match.end()
    if match["half"]:
        added, smallest = factor / 2, factor / 10
    elif match["more"]:
        smallest = _scales()[" ".join(match["less"].split())]
        added = int(match["more"]) * smallest
        if smallest >= factor:  # "9 tỷ 480 tỷ" are two numbers
            added, smallest, end = Decimal(0), factor, match.start("more") - 1
    return end, factor, added, smallest


def match_unit(text: str, lowered: str, at: int) -> tuple[int, Unit, bool] | None:
    """Read the unit word at `at`: (end, unit, whether it names bodies or places).

    A unit on the next line must start with a small letter: a capital starts another item.
    """
    match = _unit_pattern().match(lowered, at)
    if match is None:
        return None
    start = match.start("unit")
    if text.find("\n", at, start) >= 0 and not text[start].islower():
        return None
    if match["place"] == "bộ":  # `842 bộ` are dossiers; ministries are named: `22 bộ, ngành`
        return match.end(), "dossier", False
    if match["place"]:
        return match.end(), "unit", True
    words = " ".join(match["unit"].split())
    return match.end(), cast(Unit, phrase_kinds("units")[words]), False
