"""The slots of a figure, gold and observed, in a form in which equal means right.

Gold slots are taken as the annotator wrote them; no reader of the product is run on them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from typing import Final

from extractor.corpus.gold import GoldFact
from extractor.schema import Observation
from extractor.scoring.names import fold_name

#: Slot values by name; None is "nothing", and nothing equals nothing.
Slots = dict[str, Hashable | None]

SLOTS: Final = (
    "value", "unit", "indicator", "role", "direction", "level", "period", "agency", "bound",
    "base_value", "status", "qualifier", "scope", "area", "basis", "compare",
)  # fmt: skip
#: The whole fact (DESIGN.md): every one of these right, null included.
WHOLE: Final = ("value", "unit", "indicator", "role", "direction", "level", "period")
#: The variant with five slots.
CORE: Final = ("value", "unit", "indicator", "level", "period")
#: Slots added one by one: each step asks for all before it too.
LADDER: Final = ("value", "unit", "indicator", "level", "agency", "period")


def gold_slots(fact: GoldFact) -> Slots:
    """Give the slots of one gold fact."""
    return {
        "value": fact.value,
        "unit": fact.unit,
        "indicator": fact.indicator,
        "role": fact.role,
        "direction": fact.direction,
        "level": fact.admin_level,
        "period": _interval(fact.period_start, fact.period_end),
        "agency": fold_name(fact.agency),
        "bound": fact.bound,
        "base_value": fact.base_value,
        "status": fact.status,
        "qualifier": fold_name(fact.qualifier),
        "scope": fact.level_scope,
        "area": fact.ref_area,
        "basis": fact.period_basis,
        "compare": _interval(fact.compare_start, fact.compare_end),
    }


def observed_slots(observation: Observation) -> Slots:
    """Give the slots of one observation."""
    return {
        "value": observation.value,
        "unit": observation.unit,
        "indicator": observation.indicator,
        "role": observation.role,
        "direction": observation.direction,
        "level": observation.admin_level,
        "period": _interval(observation.period_start, observation.period_end),
        "agency": fold_name(observation.agency),
        "bound": observation.bound,
        "base_value": observation.base_value,
        "status": observation.status,
        "qualifier": fold_name(observation.qualifier),
        "scope": observation.level_scope,
        "area": observation.ref_area,
        "basis": observation.period_basis,
        "compare": _interval(observation.compare_start, observation.compare_end),
    }


def wrong_slots(fact: GoldFact, observation: Observation | None) -> frozenset[str]:
    """Name the slots that differ; all of them where the figure was missed."""
    if observation is None:
        return frozenset(SLOTS)
    ours, theirs = gold_slots(fact), observed_slots(observation)
    return frozenset(slot for slot in SLOTS if ours[slot] != theirs[slot])


def all_right(wrong: Iterable[str], slots: Iterable[str]) -> bool:
    """Tell whether none of `slots` is among the wrong ones."""
    return not set(slots) & set(wrong)


def _interval(start: date | None, end: date | None) -> tuple[date | None, date | None] | None:
    return None if start is None and end is None else (start, end)
