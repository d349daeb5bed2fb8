"""Find and read the quantities of a text: 64.933 hồ sơ, gần 3,148 tỷ đồng, 1.377/1.711 TTHC."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from extractor.labels import Bound, Unit
from extractor.vietnamese.context import (
    Lead,
    announces_rank,
    ends_with_any,
    hedge_of,
    lead_of,
)
from extractor.vietnamese.distractors import fraction_kind, kind_after, number_kind
from extractor.vietnamese.lexicon import alternation, lexicon, lower
from extractor.vietnamese.numerals import Numeral, Sense, read_numeral, read_words
from extractor.vietnamese.shapes import DIGIT, NUMERAL, OUT_OF, SHAPE, is_day_month, is_glued
from extractor.vietnamese.units import match_scale, match_unit

_RATIOS: Final = frozenset({"percent", "point"})
_LISTED: Final = frozenset({"times", "day", "rank"})
_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Quantity:
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
    scale: Decimal = _ONE
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    """A text, the same in lower case, and what the caller knows of the figure to be read."""

    text: str
    lowered: str
    reported: bool = False  # the span is known to be a figure: no distractor rules
    unit: Unit | None = None


def find_quantities(text: str) -> list[Quantity]:
    """Find every number of `text`, in order, never overlapping.

    Numbers that report nothing (dates, document numbers) come too, with their `kind`.

    >>> [(q.value, q.unit) for q in find_quantities("tiếp nhận 64.933 hồ sơ (đạt 98,7%)")]
    [(Decimal('64933'), 'dossier'), (Decimal('98.7'), 'percent')]
    >>> [q.kind for q in find_quantities("ngày 21/9/2021, Đề án 06")]
    ['date', 'named_number']
    """
    from extractor.vietnamese.neighbours import settle
    from extractor.vietnamese.written import find_written

    page = _Page(text, lower(text))
    found = _find_digits(page)
    written = find_written(page.text, page.lowered)
    if written:
        taken = [(quantity.start, quantity.end) for quantity in found]
        found += [q for q in written if not any(q.start < end and start < q.end for start, end in taken)]
        found.sort(key=lambda quantity: quantity.start)
    return settle(text, found)


def read_quantity(
    surface: str, *, before: str = "", after: str = "", unit: Unit | None = None
) -> Quantity:
    """Read one QUANTITY mention; offsets count from the start of `surface`.

    `before` and `after` are the text around it (hedges, rank words); `unit` is the unit of the
    figure where it is known but not printed. A surface without number has value None and no
    readings.

    >>> read_quantity("3,148 tỷ đồng", before="thanh toán gần ").value
    Decimal('3148000000.000')
    """
    head, tail = before[-96:], after[:48]
    text = head + surface + tail
    page = _Page(text, lower(text), reported=True, unit=unit)
    match = DIGIT.search(text, len(head), len(head) + len(surface))
    if match is None:
        return _read_worded(surface, page, len(head))
    quantity = _read_at(page, match.start(), None)[0]
    return _shift(quantity, -len(head))


def _read_worded(surface: str, page: _Page, offset: int) -> Quantity:
    from extractor.vietnamese.written import read_written

    written = read_written(page.text, page.lowered, offset, offset + len(surface))
    if written is None:
        return Quantity(0, len(surface), 0, len(surface), None)
    return _shift(written, -offset)


def _shift(quantity: Quantity, by: int) -> Quantity:
    hedge = quantity.hedge
    return replace(
        quantity,
        start=quantity.start + by,
        end=quantity.end + by,
        num_start=quantity.num_start + by,
        num_end=quantity.num_end + by,
        hedge=(hedge[0] + by, hedge[1] + by) if hedge else None,
    )


def _find_digits(page: _Page) -> list[Quantity]:
    found: list[Quantity] = []
    position = 0
    while match := DIGIT.search(page.text, position):
        read = _read_at(page, match.start(), found[-1] if found else None)
        position = max(read[-1].end, match.end())
        found.extend(q for q in read if q.kind != "")
    return found


def _read_at(page: _Page, start: int, previous: Quantity | None) -> list[Quantity]:
    """Read the number that starts at `start`; a span a-b gives two. Kind "": part of a word."""
    shape = SHAPE.match(page.text, start)
    assert shape is not None  # SHAPE matches every digit
    kind = shape.lastgroup
    if kind in ("x", "y", "low", "high", "sign"):
        kind = next(name for name in ("date", "fraction", "span") if shape[name])
    if page.reported:
        return [_read_figure(page, shape, previous)]
    if is_glued(page.text, start):
        return [_read_glued(page, shape, previous)]
    if kind == "fraction":
        return [_read_fraction(page, shape, previous)]
    if kind == "span":
        return _read_span(page, shape, previous)
    if kind == "blanked":
        return [_read_blanked(page, shape, previous)]
    if kind == "month":
        return [_read_month(page, shape, previous)]
    if kind == "numeral":
        return [_read_number(page, start, shape.end(), previous)]
    kinds = {"document": "document_number", "years": "period"}
    return [_no_figure(start, shape.end(), kinds.get(kind or "", kind or "other"))]


def _no_figure(start: int, end: int, kind: str) -> Quantity:
    return Quantity(start, end, start, end, None, kind=kind)


def _read_figure(page: _Page, shape: re.Match[str], previous: Quantity | None) -> Quantity:
    """Read digits that are known to be a figure, whatever they look like."""
    start = shape.start()
    if shape["fraction"]:
        lead = lead_of(page.lowered, start)
        return _figure(page, (start, shape.end()), (shape["x"], shape["y"]), lead, previous)
    end = shape.end() if shape["blanked"] else NUMERAL.match(page.text, start).end()  # type: ignore[union-attr]
    return _plain(page, start, end, lead_of(page.lowered, start), previous)


def _read_glued(page: _Page, shape: re.Match[str], previous: Quantity | None) -> Quantity:
    """Skip identifiers (A06, ql2), but keep a figure whose blank was lost: nhận5.409 hồ sơ."""
    start, end = shape.span()
    if shape["numeral"] and page.text[start - 1].islower() and end - start > 2:
        quantity = _read_number(page, start, end, previous)
        if quantity.unit is not None:
            return quantity
    kind = "named_number" if page.text[start - 1] in "-+" else ""
    return _no_figure(start, end, kind)


def _read_month(page: _Page, shape: re.Match[str], previous: Quantity | None) -> Quantity:
    """Tell `tháng 12/2024` from `12/2024 hồ sơ`."""
    if "/" in shape["month"] and match_unit(page.text, page.lowered, shape.end()):
        x, y = shape["month"].split("/")
        lead = lead_of(page.lowered, shape.start())
        return _figure(page, shape.span(), (x, y), lead, previous)
    return _no_figure(*shape.span(), "period")


def _read_fraction(page: _Page, shape: re.Match[str], previous: Quantity | None) -> Quantity:
    start, end = shape.span()
    lead = lead_of(page.lowered, start)
    unit = match_unit(page.text, page.lowered, end)
    after = kind_after(page.lowered, end)
    scores = previous is not None and previous.unit == "point" and previous.base_value is not None
    kind = fraction_kind(page.lowered, (start, end), unit=unit[1] if unit else None, lead=lead)
    if after == "duration" and unit is not None and kind is None and shape["y"] == "24":
        kind = "duration"
    if kind == "date" and scores and after is None:
        kind = None
    if kind:
        return _no_figure(start, end, kind)
    return _figure(page, (start, end), (shape["x"], shape["y"]), lead, previous)


def _read_span(page: _Page, shape: re.Match[str], previous: Quantity | None) -> list[Quantity]:
    """Read a-b: a range with a unit (5-7 hồ sơ), else a day (7-8), a phone or a house number."""
    start, end = shape.span()
    unit = match_unit(page.text, page.lowered, end) or match_scale(page.lowered, end)
    if unit is None:
        if is_day_month(shape["span"]):
            return [_no_figure(start, end, "date")]
        kind = "phone" if shape["low"].startswith("0") else "address"
        return [_no_figure(start, end, kind)]
    high = _read_number(page, shape.start("high"), end, previous)
    low = _read_number(page, start, shape.end("low"), high)
    kind = high.kind
    return [
        replace(low, unit=high.unit, bound="range", kind=kind),
        replace(high, bound="range", hedge=None),
    ]


def _read_blanked(page: _Page, shape: re.Match[str], previous: Quantity | None) -> Quantity:
    """Read `12 345 hồ sơ`; without a unit the blank separates two numbers."""
    start, end = shape.span()
    unit = match_unit(page.text, page.lowered, end) or match_scale(page.lowered, end)
    first = NUMERAL.match(page.text, start)
    assert first is not None
    lead = lead_of(page.lowered, start)
    if unit and not first.group().startswith("0"):
        return _plain(page, start, end, lead, previous)
    return _read_number(page, start, first.end(), previous)


def _read_number(page: _Page, start: int, end: int, previous: Quantity | None) -> Quantity:
    lead = lead_of(page.lowered, start)
    quantity = _plain(page, start, end, lead, previous)
    if quantity.unit == "percent" or quantity.scale != _ONE or quantity.base_value is not None:
        return quantity
    if quantity.unit == "rank" and announces_rank(lead, alone=True):
        return quantity
    if quantity.end == end and page.text[end : end + 1].isalpha():
        return replace(quantity, kind="named_number")  # 4G, 02b
    unit = match_unit(page.text, page.lowered, end)
    kind = number_kind(
        page.text,
        page.lowered,
        (start, end),
        unit=unit[1] if unit else None,
        lead=lead,
        place=unit is not None and unit[2],
    )
    return replace(quantity, kind=kind) if kind else quantity


def _plain(page: _Page, start: int, end: int, lead: Lead, previous: Quantity | None) -> Quantity:
    """Read a numeral without y, or with its y in words: hạng 4 trong 63."""
    ranked = announces_rank(lead, alone=True)
    out_of = OUT_OF.match(page.text, end)
    if out_of and (ranked or _is_score(page, out_of.end())):
        return _figure(page, (start, out_of.end()), (page.text[start:end], out_of["y"]), lead, previous)
    return _figure(page, (start, end), (page.text[start:end], None), lead, previous)


def _is_score(page: _Page, at: int) -> bool:
    unit = match_unit(page.text, page.lowered, at)
    return unit is not None and unit[1] == "point"


def _figure(
    page: _Page,
    span: tuple[int, int],
    numerals: tuple[str, str | None],
    lead: Lead,
    previous: Quantity | None,
) -> Quantity:
    """Put a figure together from the numeral(s), the words before and the words after."""
    (start, num_end), (x, y) = span, numerals
    end, factor, added, smallest = match_scale(page.lowered, num_end) or (num_end, _ONE, _ZERO, _ONE)
    unit, end = _unit_at(page, lead, end, fraction=y is not None)
    score = unit == "point" and y is None and _SCORE_BASE.match(page.lowered, end)
    if score:
        y, end = score["y"], score.end()
    sense = _sense(page, unit or page.unit, factor, lead, previous)
    numeral = read_numeral(x, sense=_fraction_sense(x, y, sense))
    base = read_numeral(y, sense=_fraction_sense(y, y, sense)).value if y else None
    if unit is None and y and numeral.decimals and base is not None and base <= 100:
        unit = "point"
    bound, hedge = _bound(page.lowered, unit, lead)
    if bound == "exact" and (after := _HEDGE_AFTER.match(page.lowered, end)):
        bound, hedge = ("ge" if after["up"] else "le"), after.span("word")
    return Quantity(
        start, end, start, num_end,
        value=None if numeral.value is None else numeral.value * factor + added,
        base_value=base if base is None else base * factor,
        unit=unit, bound=bound, hedge=hedge,
        readings=tuple(reading * factor for reading in numeral.readings),
        malformed=numeral.malformed,
        decimals=0 if added else numeral.decimals,
        scale=smallest,
    )  # fmt: skip


def _bound(
    lowered: str, unit: Unit | None, lead: Lead
) -> tuple[Bound, tuple[int, int] | None]:
    """Read the hedge before; `vượt 9 bậc` is a change, `nhóm 35 tỉnh dẫn đầu` an upper bound."""
    if lead.last() == "nhóm" and unit == "rank":
        return "le", None
    bound, hedge = hedge_of(lowered, lead)
    if unit == "rank" and lead.last() == "vượt":
        return "exact", None
    return bound, hedge


_ZERO: Final = Decimal(0)
_LEADING = re.compile(r"[^\S\n]+dẫn[^\S\n]+đầu")
_SCORE_BASE = re.compile(r"\s?/\s?(?P<y>[0-9]+(?:[.,][0-9]+)*)[^\S\n]*(?:điểm)?")
_HEDGE_AFTER = re.compile(
    rf"[^\S\n]+(?P<word>(?P<up>{alternation(lexicon()['hedges_after']['ge'])})"
    rf"|{alternation(lexicon()['hedges_after']['le'])})(?!\w)"
)


def _unit_at(page: _Page, lead: Lead, at: int, *, fraction: bool) -> tuple[Unit | None, int]:
    """Give the unit after `at` and its end; the tỉnh, thành phố of a rank are no unit of it."""
    unit = match_unit(page.text, page.lowered, at)
    ranked = announces_rank(lead, alone=not fraction)
    if ranked and (unit is None or unit[2]):
        return "rank", at
    if unit and unit[2] and lead.last() == "nhóm" and _LEADING.match(page.lowered, unit[0]):
        return "rank", unit[0]
    return (unit[1], unit[0]) if unit else (None, at)


def _sense(
    page: _Page, unit: Unit | None, factor: Decimal, lead: Lead, previous: Quantity | None
) -> Sense:
    if factor != _ONE:
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
