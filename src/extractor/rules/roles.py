"""Tell the role of a figure from the words around it."""

from __future__ import annotations

import re
from typing import Final

from extractor.labels import Role
from extractor.vietnamese.numbers import Quantity

_CHANGE: Final = re.compile(
    r"(?:tăng|giảm|cao hơn|thấp hơn|tụt|vượt|nhiều hơn|ít hơn|hạ|thêm|lùi|gấp)"
    r"(?: thêm| được| tới| đến| khoảng| gần| hơn| trên| so với [^,;.]{1,40}(?:là)?"
    r"| mặt bằng [^,;.]{1,30})*\s*$"
)
_TARGET: Final = re.compile(
    r"phấn đấu|chỉ tiêu|mục tiêu|yêu cầu|tối thiểu|đặt ra|kế hoạch giao|đề ra"
)
_LIMIT: Final = re.compile(r"(?:trên|dưới|từ|hơn|vượt|quá|đạt)\s*$", re.I)


def read_role(
    quantity: Quantity,
    code: str,
    *,
    before: str,
    after_count_of_units: bool,
    restates: bool,
) -> Role:
    """Return the role of a figure.

    `before` is its sentence up to it; `after_count_of_units` says that the figure just before is a
    count of units, whose limit this one then is; `restates` that it repeats a printed count as a
    rate.
    """
    if _CHANGE.search(before[-60:].lower()):
        return _change(quantity, code)
    if quantity.base_value is not None:
        if quantity.unit == "point" or code.endswith("_score"):
            return "score_of"
        if quantity.unit == "rank" or code.endswith("_rank"):
            return "rank_of"
    if quantity.unit == "percent" and after_count_of_units and _LIMIT.search(before):
        return "threshold"
    if _TARGET.search(before[-120:].lower()):
        return "target"
    return "share_of" if restates and quantity.unit == "percent" else "value"


def _change(quantity: Quantity, code: str) -> Role:
    if quantity.unit == "rank":
        return "change_rank"
    if quantity.unit == "percent":
        return "change_pp" if code.startswith("rate_") or code.endswith("_score") else "change_rel"
    return "change_abs"
