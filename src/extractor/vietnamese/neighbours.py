"""What a number learns from its neighbour: lists of levels, from-to dates, ranges of figures."""

from __future__ import annotations

import re
from typing import Final

from extractor.labels import Bound
from extractor.vietnamese.quantity import Quantity
from extractor.vietnamese.shapes import is_small

_TO = re.compile(r"\s*(?:-|–|đến|tới|đến hết|đến ngày|đến hết ngày|tới ngày)\s*", re.IGNORECASE)
_TO_FIGURE = re.compile(
    r"\s*(?:-|–|đến|tới)\s*(?P<hedge>dưới\s+|gần\s+|hơn\s+|trên\s+)?", re.IGNORECASE
)
_AND = re.compile(r"\s*(?:,|và|-|–|/|&|;|hoặc|đến)\s*", re.IGNORECASE)
_HOUR = re.compile(r"\s*(?:giờ|h)\s*", re.IGNORECASE)
_PHONE_GAP = re.compile(r"[)\s.\-–/]{1,3}")
_LISTED: Final = {"service_level": 4, "place_number": 40, "period": 53, "level_count": 5}
_FROM = re.compile(r"(?:^|\s)từ\s+$", re.IGNORECASE)


def settle(text: str, found: list[Quantity]) -> list[Quantity]:
    """Let each number of `found` (in order) correct its neighbour, giving a new list."""
    settled = list(found)
    for at in range(1, len(settled)):
        first, second = settled[at - 1], settled[at]
        gap = text[first.end : second.start]
        if len(gap) > 16:
            continue
        if first.kind is not None and second.kind in (None, "year"):
            settled[at] = _continue_list(text, gap, first, second)
        elif first.kind is None and second.kind is not None:
            settled[at - 1] = _begin_span(text, gap, first, second)
        elif first.kind is None and second.kind is None:
            settled[at - 1], settled[at] = _join_range(text, gap, first, second)
    return settled


def _continue_list(text: str, gap: str, first: Quantity, second: Quantity) -> Quantity:
    """Read `mức độ 3, 4`, `phường 1 và 2`, `(0235) 3812 345` as lists of one kind."""
    printed = text[second.num_start : second.num_end]
    if second.unit is not None:
        return second
    if first.kind == "phone" and _PHONE_GAP.fullmatch(gap):
        return second._replace(kind="phone")
    if first.kind in ("clock", "duration") and _HOUR.fullmatch(gap) and is_small(printed, 59):
        return second._replace(kind="clock")  # 11 giờ 30
    if first.kind == "date" and _TO.fullmatch(gap) and is_small(printed, 31):
        return second._replace(kind="date")
    most = _LISTED.get(first.kind or "")
    if most and _AND.fullmatch(gap) and is_small(printed, most):
        return second._replace(kind=first.kind)
    return second


def _begin_span(text: str, gap: str, first: Quantity, second: Quantity) -> Quantity:
    """Read the bare start of `1 - 14/7`, `11.5 đến 17.5.2018`, `9 - 10 giờ`."""
    if (
        first.unit is not None
        or not _TO.fullmatch(gap)
        or first.malformed > (second.kind == "date")
    ):
        return first
    if second.kind in ("date", "duration", "clock", "period"):
        return first._replace(kind=second.kind)
    return first


def _join_range(
    text: str, gap: str, first: Quantity, second: Quantity
) -> tuple[Quantity, Quantity]:
    """Read `5% đến 83%`, `180 đến 220 lượt` as a range, `80% đến dưới 90%` as two bounds."""
    match = _TO_FIGURE.fullmatch(gap)
    if match is None or first.unit not in (None, second.unit) or first.base_value is not None:
        return first, second
    if first.unit is None and first.scale == 1 and second.scale != 1 and second.value is not None:
        lifted = first.value * second.scale if first.value is not None else None
        if lifted is not None and lifted < second.value:  # từ 3 đến 5 triệu
            first = first._replace(value=lifted, scale=second.scale)
    stated = _FROM.search(text[max(0, first.start - 6) : first.start])
    if match["hedge"]:
        low: Bound = "ge" if stated else first.bound
        return first._replace(unit=second.unit, bound=low), second
    return (
        first._replace(unit=second.unit, bound="range", hedge=None),
        second._replace(bound="range", hedge=None),
    )
