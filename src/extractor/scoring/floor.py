"""The floor: digits with a unit word beside them, and nothing else.

What a plain regular expression reaches on value and unit; every other slot stays unknown. It shares
no code with the product's readers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from extractor.labels import Unit
from extractor.schema import Observation

#: Unit words as printed, with their unit.
UNIT_WORDS: Final[tuple[tuple[str, Unit], ...]] = (
    ("%", "percent"), ("hồ sơ", "dossier"), ("thủ tục", "procedure"), ("TTHC", "procedure"),
    ("dịch vụ công", "service"), ("DVC", "service"), ("giao dịch", "transaction"),
    ("đồng", "VND"), ("điểm", "point"), ("bậc", "rank"), ("kết quả", "result"), ("bản", "copy"),
    ("phản ánh", "feedback"), ("kiến nghị", "feedback"), ("người", "person"), ("lượt", "times"),
)  # fmt: skip
_SCALES: Final = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_FIGURE: Final = re.compile(
    r"(?<![\w./-])(?P<number>\d+(?:\.\d{3})*(?:,\d+)?)\s*"
    rf"(?P<scale>{'|'.join(_SCALES)})?\s*"
    rf"(?P<unit>{'|'.join(re.escape(word) for word, _ in UNIT_WORDS)})(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a baseline has found in one bulletin; it tags no mentions."""

    observations: tuple[Observation, ...]


def extract_floor(
    text: str,
    *,
    doc_id: str,
    province: str | None = None,
    published: date | None = None,
) -> Found:
    """Find numerals that a unit word follows.

    >>> found = extract_floor("tiếp nhận 64.933 hồ sơ, đạt 98,7% trong 3 ngày", doc_id="d")
    >>> [(str(one.value), one.unit) for one in found.observations]
    [('64933', 'dossier'), ('98.7', 'percent')]
    """
    units = dict(UNIT_WORDS)
    return Found(
        tuple(
            observe(
                text,
                match.start(),
                match.end(),
                doc_id=doc_id,
                value=read_plain(match["number"]) * _SCALES.get(match["scale"] or "", 1),
                unit=units[match["unit"]],
            )
            for match in _FIGURE.finditer(text)
        )
    )


def read_plain(numeral: str) -> Decimal:
    """Read dots as thousands and the comma as decimal sign.

    >>> read_plain("1.234,5")
    Decimal('1234.5')
    """
    return Decimal(numeral.replace(".", "").replace(",", "."))


def observe(
    text: str, start: int, end: int, *, doc_id: str, value: Decimal | None, unit: Unit | None
) -> Observation:
    """Make an observation of value and unit alone."""
    return Observation(
        obs_id=f"{doc_id}#{start}",
        doc_id=doc_id,
        indicator=None,
        value=value,
        unit=unit,
        surface=text[start:end],
        char_start=start,
        char_end=end,
    )
