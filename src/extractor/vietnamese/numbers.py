"""Find and read the quantities of a text: 64.933 hồ sơ, gần 3,148 tỷ đồng, 1.377/1.711 TTHC."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from extractor.labels import Unit
from extractor.vietnamese.context import announces_rank, kind_before, lead_of
from extractor.vietnamese.distractors import fraction_kind, kind_after, number_kind
from extractor.vietnamese.figures import build_figure, read_plain
from extractor.vietnamese.lexicon import lower
from extractor.vietnamese.neighbours import settle
from extractor.vietnamese.quantity import ONE, Page, Quantity
from extractor.vietnamese.shapes import DIGIT, NUMERAL, SHAPE, is_day_month, is_glued
from extractor.vietnamese.units import match_scale, match_unit
from extractor.vietnamese.written import find_written, read_written

__all__ = ["Quantity", "find_quantities", "read_figure", "read_quantity"]

#: How much text around a QUANTITY may hold its hedge or rank word.
_REACH: Final = 48


def find_quantities(text: str) -> list[Quantity]:
    """Find every number of `text`, in order, never overlapping.

    Numbers that report nothing (dates, document numbers) come too, with their `kind`.

    >>> [(q.value, q.unit) for q in find_quantities("tiếp nhận 64.933 hồ sơ (đạt 98,7%)")]
    [(Decimal('64933'), 'dossier'), (Decimal('98.7'), 'percent')]
    >>> [q.kind for q in find_quantities("ngày 21/9/2021, Đề án 06")]
    ['date', 'named_number']
    """
    page = Page(text, lower(text))
    found = _find_digits(page) + find_written(page.text, page.lowered)
    found.sort(key=lambda quantity: (quantity.start, quantity.end))
    return settle(text, _without_overlaps(found))


def read_figure(text: str, start: int, end: int, *, unit: Unit | None = None) -> Quantity:
    """Read the QUANTITY mention [start, end) of a text, as `read_quantity` does with its words.

    >>> read_figure("đạt gần 98,7% hồ sơ", 8, 13).bound
    'approx_below'
    """
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    return read_quantity(text[start:end], before=before, after=after, unit=unit)


def _without_overlaps(found: list[Quantity]) -> list[Quantity]:
    """Keep the first of overlapping numbers; `found` is sorted."""
    kept: list[Quantity] = []
    for quantity in found:
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
    return kept


@lru_cache(maxsize=2048)
def read_quantity(
    surface: str, *, before: str = "", after: str = "", unit: Unit | None = None
) -> Quantity:
    """Read one QUANTITY mention; offsets count from the start of `surface`.

    `before` and `after` are the text around it (hedges, rank words); `unit` is the unit of the
    figure where it is known but not printed. A surface without number has value None and no
    readings.

    >>> read_quantity("3,148 tỷ đồng", before="thanh toán gần ").value
    Decimal('3148000000')
    """
    head, tail = before[-96:], after[:48]
    text = head + surface + tail
    page = Page(text, lower(text), reported=True, end=len(head) + len(surface), unit=unit)
    match = DIGIT.search(text, len(head), len(head) + len(surface))
    if match is None:
        return _read_worded(surface, page, len(head))
    quantity = _read_at(page, match.start(), None)[0]
    return _shift(_settle_one(page, quantity), -len(head))


_TO_NEXT = re.compile(r"\s*(?:-|–|đến|tới)\s*(?:(?:dưới|gần|hơn|trên)\s+)?(?=[0-9])")
_FROM_PREVIOUS = re.compile(
    r"(?<![0-9.,/])(?P<number>[0-9]+(?:[.,][0-9]+)*)\s?(?:%|[^\W\d]{1,8}(?:\s[^\W\d]{1,8})?)?"
    r"\s*(?:-|–|đến|tới)\s*(?:(?:dưới|gần|hơn|trên)\s+)?$"
)


def _settle_one(page: Page, quantity: Quantity) -> Quantity:
    """Let the other end of a range (từ 5% đến 83%) correct a figure that is read alone."""
    if following := _TO_NEXT.match(page.lowered, quantity.end):
        second = _read_at(Page(page.text, page.lowered), following.end(), None)[0]
        if second.kind is None:
            return settle(page.text, [quantity, second])[0]
    start = max(0, quantity.start - 40)
    if preceding := _FROM_PREVIOUS.search(page.lowered[start : quantity.start]):
        first = _read_at(Page(page.text, page.lowered), start + preceding.start("number"), None)[0]
        if first.kind is None and first.end <= quantity.start:
            return settle(page.text, [first, quantity])[1]
    return quantity


def _read_worded(surface: str, page: Page, offset: int) -> Quantity:
    written = read_written(page.text, page.lowered, offset, offset + len(surface))
    if written is None:
        return Quantity(0, len(surface), 0, len(surface), None)
    return _shift(written, -offset)


def _shift(quantity: Quantity, by: int) -> Quantity:
    hedge = quantity.hedge
    return quantity._replace(
        start=quantity.start + by,
        end=quantity.end + by,
        num_start=quantity.num_start + by,
        num_end=quantity.num_end + by,
        hedge=(hedge[0] + by, hedge[1] + by) if hedge else None,
    )


def _find_digits(page: Page) -> list[Quantity]:
    found: list[Quantity] = []
    position = 0
    while match := DIGIT.search(page.text, position):
        read = _read_at(page, match.start(), found[-1] if found else None)
        position = max(read[-1].end, match.end())
        found.extend(q for q in read if q.kind != "")
    return found


def _read_at(page: Page, start: int, previous: Quantity | None) -> list[Quantity]:
    """Read the number that starts at `start`; a span a-b gives two. Kind "": part of a word."""
    shape = SHAPE.match(page.text, start)
    if shape is None:
        return [_no_figure(start, start + 1, "")]
    kind = shape.lastgroup or ""
    if page.reported:
        return [_read_known(page, shape, previous)]
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
    return [_no_figure(start, shape.end(), _KINDS[kind])]


_KINDS = {
    "date": "date", "clock": "clock", "document": "document_number", "years": "period",
    "phone": "phone",
}  # fmt: skip


def _no_figure(start: int, end: int, kind: str) -> Quantity:
    return Quantity(start, end, start, end, None, kind=kind)


def _read_known(page: Page, shape: re.Match[str], previous: Quantity | None) -> Quantity:
    """Read digits that are known to be a figure, whatever they look like."""
    start, end = shape.span()
    lead = lead_of(page.lowered, start)
    inside = page.end is None or end <= page.end
    if shape["fraction"] and inside:
        return build_figure(page, (start, end), (shape["x"], shape["y"]), lead, previous)
    if not (shape["blanked"] and inside):
        end = _numeral_end(page.text, start)
    return read_plain(page, start, end, lead, previous)


def _numeral_end(text: str, start: int) -> int:
    match = NUMERAL.match(text, start)
    return match.end() if match else start


def _read_glued(page: Page, shape: re.Match[str], previous: Quantity | None) -> Quantity:
    """Skip identifiers (A06, ql2), but keep a figure whose blank was lost: nhận5.409 hồ sơ."""
    start, end = shape.span()
    before = page.text[start - 1]
    if shape["numeral"] and (before.islower() or before == "/") and end - start > 2:
        quantity = _read_number(page, start, end, previous)
        if quantity.unit is not None and quantity.unit != "other":
            return quantity
    kind = "named_number" if before in "-+" else ""
    return _no_figure(start, end, kind)


def _read_month(page: Page, shape: re.Match[str], previous: Quantity | None) -> Quantity:
    """Tell `tháng 12/2024` from `12/2024 hồ sơ`."""
    unit = match_unit(page.text, page.lowered, shape.end())
    if "/" in shape["month"] and unit and unit[1] != "other":
        x, y = shape["month"].split("/")
        lead = lead_of(page.lowered, shape.start())
        return build_figure(page, shape.span(), (x, y), lead, previous)
    return _no_figure(*shape.span(), "period")


def _read_fraction(page: Page, shape: re.Match[str], previous: Quantity | None) -> Quantity:
    start, end = shape.span()
    lead = lead_of(page.lowered, start)
    unit = match_unit(page.text, page.lowered, end)
    after = kind_after(page.lowered, end)
    scores = previous is not None and previous.unit == "point" and previous.base_value is not None
    kind = fraction_kind(page.lowered, (start, end), unit=unit[1] if unit else None, lead=lead)
    if after == "duration" and kind is None and shape["y"] == "24":
        kind = "duration"
    if kind == "date" and after is None and (scores or _repeats_base(previous, shape["y"])):
        kind = None
    if kind:
        return _no_figure(start, end, kind)
    return build_figure(page, (start, end), (shape["x"], shape["y"]), lead, previous)


def _repeats_base(previous: Quantity | None, y: str) -> bool:
    """Tell whether the figure before is a fraction of the same whole: từ 7/8 lên 3/8."""
    return (
        previous is not None and previous.base_value is not None and str(previous.base_value) == y
    )


def _read_span(page: Page, shape: re.Match[str], previous: Quantity | None) -> list[Quantity]:
    """Read a-b: a range with a unit (5-7 hồ sơ), else a day (7-8), a phone or a house number."""
    start, end = shape.span()
    unit = match_unit(page.text, page.lowered, end) or match_scale(page.lowered, end)
    if unit is None:
        if is_day_month(shape["span"]):
            return [_no_figure(start, end, "date")]
        return [_no_figure(start, end, "phone" if page.text[start] == "0" else "address")]
    high = _read_number(page, shape.start("high"), end, previous)
    low = _read_number(page, start, shape.end("low"), high)
    kind = high.kind
    return [
        low._replace(unit=high.unit, bound="range", kind=kind),
        high._replace(bound="range", hedge=None),
    ]


def _read_blanked(page: Page, shape: re.Match[str], previous: Quantity | None) -> Quantity:
    """Read `12 345 hồ sơ`; without a unit the blank separates two numbers."""
    start, end = shape.span()
    unit = match_unit(page.text, page.lowered, end) or match_scale(page.lowered, end)
    lead = lead_of(page.lowered, start)
    announced = kind_before(lead) or lead.last() == "thứ"  # "mức độ 3 596 dịch vụ"
    if unit and not announced and page.text[start] != "0":
        return read_plain(page, start, end, lead, previous)
    return _read_number(page, start, _numeral_end(page.text, start), previous)


def _read_number(page: Page, start: int, end: int, previous: Quantity | None) -> Quantity:
    lead = lead_of(page.lowered, start)
    quantity = read_plain(page, start, end, lead, previous)
    if quantity.unit == "percent" or quantity.scale != ONE or quantity.base_value is not None:
        return quantity
    if quantity.unit == "rank" and announces_rank(lead, alone=True):
        return quantity
    if quantity.end == end and page.text[end : end + 1].isalpha():
        return quantity._replace(kind="named_number")  # 4G, 02b
    unit = match_unit(page.text, page.lowered, end)
    kind = number_kind(
        page.text,
        page.lowered,
        (start, end),
        unit=unit[1] if unit else None,
        lead=lead,
        place=unit is not None and unit[2],
    )
    if kind is None and unit is None and lead.last() == "thứ":
        return quantity._replace(unit="rank")
    return quantity._replace(kind=kind) if kind else quantity
