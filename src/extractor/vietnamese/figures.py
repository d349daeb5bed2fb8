"""Put a figure together from its numerals, the words before them and the words after them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from extractor.labels import Bound, Unit
from extractor.vietnamese.context import Lead, announces_rank, ends_with_any, hedge_of
from extractor.vietnamese.lexicon import alternation, lexicon
from extractor.vietnamese.numerals import Sense, read_numeral
from extractor.vietnamese.quantity import ONE, Page, Quantity
from extractor.vietnamese.shapes import OUT_OF
from extractor.vietnamese.units import match_scale, match_unit

_RATIOS: Final = frozenset({"percent", "point"})
_LISTED: Final = frozenset({"times", "day", "rank"})
#: What the groups of the index of Decision 766/QĐ-TTg, and the index itself, count up to.
_HIGHEST_SCORES: Final = frozenset({"10", "12", "18", "20", "22", "100"})
_ZERO: Final = Decimal(0)


def read_plain(page: Page, start: int, end: int, lead: Lead, previous: Quantity | None) -> Quantity:
    """Read a numeral without y, or with its y in words: hạng 4 trong 63."""
    ranked = announces_rank(lead, alone=True)
    out_of = OUT_OF.match(page.text, end)
    if out_of and page.end is not None and out_of.end() > page.end:
        out_of = None
    if out_of and (ranked or _is_score(page, page.text[start:end], out_of)):
        return build_figure(
            page, (start, out_of.end()), (page.text[start:end], out_of["y"]), lead, previous
        )
    return build_figure(page, (start, end), (page.text[start:end], None), lead, previous)


def _is_score(page: Page, x: str, out_of: re.Match[str]) -> bool:
    unit = match_unit(page.text, page.lowered, out_of.end())
    if unit is None:
        return "," in x and out_of["y"] in _HIGHEST_SCORES
    return unit[1] == "point"


def build_figure(
    page: Page,
    span: tuple[int, int],
    numerals: tuple[str, str | None],
    lead: Lead,
    previous: Quantity | None,
) -> Quantity:
    """Put a figure together from the numeral(s), the words before and the words after."""
    (start, num_end), (x, y) = span, numerals
    end, factor, added, smallest = match_scale(page.lowered, num_end) or (num_end, ONE, _ZERO, ONE)
    unit, end = _unit_at(page, lead, end, fraction=y is not None)
    score = unit == "point" and y is None and _SCORE_BASE.match(page.lowered, end)
    if score:
        y, end = score["y"], score.end()
    sense = _sense(page, page.unit or unit, factor, lead, previous)
    numeral = read_numeral(x, sense=_fraction_sense(x, y, sense))
    base = read_numeral(y, sense=_fraction_sense(y, y, sense)).value if y else None
    if unit is None and y and numeral.decimals and base is not None and base <= 100:
        unit = "point"
    bound, hedge = _bound(page.lowered, unit, lead, end)
    if bound == "exact" and (after := _HEDGE_AFTER.match(page.lowered, end)):
        bound, hedge = ("ge" if after["up"] else "le"), after.span("word")
    return Quantity(
        start, end, start, num_end,
        value=_scaled(numeral.value, factor, added),
        base_value=_scaled(base, factor, _ZERO),
        unit=unit, bound=bound, hedge=hedge,
        readings=tuple(_tidy(reading * factor) for reading in numeral.readings),
        malformed=numeral.malformed,
        decimals=0 if added else numeral.decimals,
        scale=smallest,
    )  # fmt: skip


def _scaled(value: Decimal | None, factor: Decimal, added: Decimal) -> Decimal | None:
    if value is None or factor == ONE:
        return value
    return _tidy(value * factor + added)


def _tidy(value: Decimal) -> Decimal:
    """Drop decimals that are zero: 3,148 tỷ is 3148000000, not 3148000000.000."""
    whole = value.to_integral_value()
    return whole if whole == value else value


def _bound(
    lowered: str, unit: Unit | None, lead: Lead, end: int
) -> tuple[Bound, tuple[int, int] | None]:
    """Read the hedge before; `vượt 9 bậc` is a change, `nhóm 35 tỉnh dẫn đầu` an upper bound."""
    if lead.last() == "nhóm" and unit == "rank":
        return "le", None
    bound, hedge = hedge_of(lowered, lead)
    if lead.last() == "vượt" and (unit == "rank" or lowered.startswith(" so với", end)):
        return "exact", None
    return bound, hedge


_LEADING = re.compile(r"[^\S\n]+(?:dẫn|đứng)[^\S\n]+đầu")
_SCORE_BASE = re.compile(r"\s?/\s?(?P<y>[0-9]+(?:[.,][0-9]+)*)[^\S\n]*(?:điểm)?")
_HEDGE_AFTER = re.compile(
    rf"[^\S\n]+(?P<word>(?P<up>{alternation(lexicon()['hedges_after']['ge'])})"
    rf"|{alternation(lexicon()['hedges_after']['le'])})(?!\w)"
)


def _unit_at(page: Page, lead: Lead, at: int, *, fraction: bool) -> tuple[Unit | None, int]:
    """Give the unit after `at` and its end; the tỉnh, thành phố of a rank are no unit of it."""
    unit = match_unit(page.text, page.lowered, at)
    ranked = announces_rank(lead, alone=not fraction)
    ranked = ranked or (page.reported and lead.last() == "thứ")  # known to be no Saturday
    if ranked and (unit is None or unit[2]):
        return "rank", at
    if unit and unit[2] and lead.last() == "nhóm" and _LEADING.match(page.lowered, unit[0]):
        return "rank", unit[0]
    return (unit[1], unit[0]) if unit else (None, at)


def _sense(
    page: Page, unit: Unit | None, factor: Decimal, lead: Lead, previous: Quantity | None
) -> Sense:
    if factor != ONE:
        return "scaled"
    if unit in _RATIOS:
        return "ratio"
    if unit is None:  # lists drop the unit: "UBND quận Hoàng Mai (52.7)" after "(51.06 điểm)"
        return "listed" if previous is not None and _has_decimals(previous) else "free"
    if unit in _LISTED:
        return "listed"
    return "mean" if ends_with_any(lead, "mean", within=8) else "count"


def _has_decimals(previous: Quantity) -> bool:
    return previous.unit in _RATIOS or (previous.unit is None and previous.decimals > 0)


def _fraction_sense(printed: str, y: str | None, sense: Sense) -> Sense:
    """A fraction of at most 100 with a dot is a score: 13.2/18."""
    small = y is not None and y.isdecimal() and int(y) <= 100
    return "ratio" if small and sense in ("free", "count") and "." in printed else sense
