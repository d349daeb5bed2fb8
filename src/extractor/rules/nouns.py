"""Lend a unit to figures without one: `trước hạn 2.640`, `Ba Tri 90,87`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from extractor.labels import Unit
from extractor.rules.grids import column_head
from extractor.vietnamese.numbers import Quantity

#: Units that a list prints once: the figures after the first go without.
_SHARED: Final[frozenset[Unit | None]] = frozenset(
    {"dossier", "service", "procedure", "transaction", "copy", "result", "feedback", "point"}
)
_NOUN: Final = re.compile(
    r"(?<!\w)(?:(?P<dossier>hồ sơ)|(?P<service>(?<!cổng )dịch vụ|dvc(?:tt)?)|(?P<point>điểm)"
    r"|(?P<procedure>(?<!giải quyết )(?:tthc|thủ tục))|(?P<transaction>giao dịch)"
    r"|(?P<copy>bản sao)|(?P<feedback>phản ánh|kiến nghị))(?!\w)",
    re.I,
)

#: Bình Định: pairs of transactions and money, one of which lacks its đồng.
_MONEY: Final = re.compile(r"(?:giao dịch,? với|số tiền|trị giá|tổng giá trị)(?: là)?:?\s*$", re.I)

_SHARE: Final = re.compile(r"%|tỷ lệ|tỉ lệ", re.I)
_POINTS: Final = re.compile(r"(?<!\w)điểm(?! %| phần trăm)(?!\w)", re.I)
#: How far before a bare decimal the word for points may stand (code points).
_FAR: Final = 240


def lend_units(
    text: str, quantities: Sequence[Quantity], starts: Sequence[int]
) -> list[Unit | None]:
    """Return the unit of each figure, printed or lent by its sentence; None where none is near.

    `starts` are where the sentences of the figures start. A figure with decimals takes no unit of
    things that are counted.
    """
    units: list[Unit | None] = []
    for index, quantity in enumerate(quantities):
        unit = quantity.unit
        if unit is None:
            head = column_head(text, quantity.start)
            if head and _SHARE.search(text, *head):
                units.append("percent")
                continue
            if _MONEY.search(text, max(starts[index], quantity.start - 24), quantity.start):
                units.append("VND")
                continue
            lent = _before(units, quantities, index, starts[index])
            unit = lent or _noun(text, starts[index], quantity.start)
            if quantity.decimals and unit != "point":
                scored = _POINTS.search(text, max(0, quantity.start - _FAR), quantity.start)
                unit = "point" if scored else None
        units.append(unit)
    return units


def _before(
    units: Sequence[Unit | None], quantities: Sequence[Quantity], index: int, start: int
) -> Unit | None:
    """Return the unit of the last counted figure before in the sentence."""
    for at in range(index - 1, -1, -1):
        if quantities[at].start < start:
            return None
        if units[at] in _SHARED:
            return units[at]
    return None


def _noun(text: str, start: int, end: int) -> Unit | None:
    """Return the unit of the last counted noun before the figure in its sentence."""
    names = [match.lastgroup for match in _NOUN.finditer(text, start, end)]
    return names[-1] if names else None  # type: ignore[return-value]
