"""The checked slots of a figure as the values of its fields, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from extractor.corpus.gold import GoldFact
from extractor.errors import AnnotationError
from extractor.labels import LEVELS
from extractor.schema import Observation

Values = dict[str, tuple[str, ...]]

#: Slots of a figure that are fields of the screen, in its order.
SLOTS: Final = (
    "indicator", "value", "unit", "role", "direction", "admin_level", "level_scope", "agency",
    "period_start", "period_end", "period_basis", "qualifier", "bound", "base_value",
    "compare_start", "compare_end", "status", "true_value", "ref_area", "note",
)  # fmt: skip
_NUMBERS: Final = ("value", "base_value", "true_value")
_DATES: Final = ("period_start", "period_end", "compare_start", "compare_end")
_NEEDED: Final = ("indicator", "unit")
#: What the gold format takes where nothing is chosen; not written, so that the screen stays calm.
_DEFAULTS: Final = {"bound": "exact", "status": "ok"}
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def write_fact(fact: GoldFact | Observation) -> Values:
    """Return the slots of a figure as stored values; empty slots are left out."""
    values: Values = {}
    for slot in SLOTS:
        value = getattr(fact, slot, None)
        if value is not None and _DEFAULTS.get(slot) != value:
            values[slot] = _write(slot, value)
    return values


def _write(slot: str, value: Decimal | date | str) -> tuple[str, ...]:
    if slot == "admin_level":
        return tuple(str(value).split("+"))
    if isinstance(value, Decimal):
        return (format(value, "f"),)
    return (value.isoformat() if isinstance(value, date) else str(value),)


def read_fact(mention: str, values: Mapping[str, tuple[str, ...]]) -> GoldFact:
    """Return the slots that a person left on the screen; `mention` is the id of the figure.

    Refuses (AnnotationError, a line a fault) missing codes and units, numbers that are not plain
    (64933 or 98.7) and dates that are not ISO.

    >>> read_fact("q1", {"indicator": ("OTHER",), "unit": ("percent",), "value": ("98.7",)}).value
    Decimal('98.7')
    """
    faults = [f"{slot} is empty; fill it in" for slot in _NEEDED if slot not in values]
    data: dict[str, Any] = {"mention": mention, "value": None}
    for slot in SLOTS:
        stored = values.get(slot, ())
        if not stored:
            continue
        if slot == "admin_level":
            data[slot] = "+".join(sorted(stored, key=_level_rank))
            continue
        text = stored[0].strip()
        fault = _fault(slot, text)
        if fault:
            faults.append(fault)
        elif text:
            data[slot] = text
    if not faults:
        try:
            return GoldFact.model_validate(data)
        except ValidationError as error:
            faults = [
                f"{e['loc'][0]}: {e['msg']}" if e["loc"] else e["msg"] for e in error.errors()
            ]
    raise AnnotationError("\n".join(faults))


def _level_rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _fault(slot: str, text: str) -> str | None:
    if slot in _NUMBERS and text and not _NUMBER.fullmatch(text):
        return f"{slot} {text!r} is no plain number; write 64933 or 98.7"
    if slot in _DATES and text:
        try:
            date.fromisoformat(text)
        except ValueError:
            return f"{slot} {text!r} is no date; write it as 2023-07-01"
    return None
