"""The closed vocabularies that every part shares: mention labels, link kinds, slot values."""

from __future__ import annotations

from typing import Final, Literal

Label = Literal["QUANTITY", "INDICATOR", "LEVEL", "AGENCY", "PERIOD"]
LABELS: Final[tuple[Label, ...]] = ("QUANTITY", "INDICATOR", "LEVEL", "AGENCY", "PERIOD")

LinkKind = Literal[
    "HAS_INDICATOR", "AT_LEVEL", "BY_AGENCY", "IN_PERIOD", "COMPARED_TO", "PART_OF", "RATE_OF"
]
#: Every link starts at a QUANTITY; this is the label its target must have.
TARGETS: Final[dict[LinkKind, Label]] = {
    "HAS_INDICATOR": "INDICATOR",
    "AT_LEVEL": "LEVEL",
    "BY_AGENCY": "AGENCY",
    "IN_PERIOD": "PERIOD",
    "COMPARED_TO": "PERIOD",
    "PART_OF": "QUANTITY",
    "RATE_OF": "QUANTITY",
}

Role = Literal[
    "value", "share_of", "score_of", "rank_of", "change_abs", "change_rel", "change_pp",
    "change_rank", "target", "threshold",
]  # fmt: skip
ROLES: Final[tuple[Role, ...]] = (
    "value", "share_of", "score_of", "rank_of", "change_abs", "change_rel", "change_pp",
    "change_rank", "target", "threshold",
)  # fmt: skip

Unit = Literal[
    "dossier", "result", "transaction", "VND", "percent", "point", "rank", "procedure", "service",
    "copy", "unit", "process", "feedback", "person", "day", "times", "other",
]  # fmt: skip
UNITS: Final[tuple[Unit, ...]] = (
    "dossier", "result", "transaction", "VND", "percent", "point", "rank", "procedure", "service",
    "copy", "unit", "process", "feedback", "person", "day", "times", "other",
)  # fmt: skip

Bound = Literal["exact", "approx", "approx_below", "gt", "ge", "lt", "le", "range"]
BOUNDS: Final[tuple[Bound, ...]] = (
    "exact", "approx", "approx_below", "gt", "ge", "lt", "le", "range",
)  # fmt: skip

Direction = Literal["up", "down"]
DIRECTIONS: Final[tuple[Direction, ...]] = ("up", "down")

Status = Literal["ok", "malformed", "repaired", "contradicted"]
STATUSES: Final[tuple[Status, ...]] = ("ok", "malformed", "repaired", "contradicted")

#: Administrative level of a figure; several at once are joined in this order with "+".
LEVELS: Final[tuple[str, ...]] = ("national", "province", "district", "commune")

LevelScope = Literal["whole_province", "tier", "unit", "area"]
SCOPES: Final[tuple[LevelScope, ...]] = ("whole_province", "tier", "unit", "area")

PeriodBasis = Literal["stated", "nominal", "as_of"]
PERIOD_BASES: Final[tuple[PeriodBasis, ...]] = ("stated", "nominal", "as_of")

#: Kinds of numbers that are no reported figure (see annotations/guidelines.md).
DISTRACTOR_KINDS: Final[tuple[str, ...]] = (
    "date", "year", "period", "clock", "document_number", "named_number", "service_level",
    "level_count", "place_number", "duration", "weekday", "list_number", "caption", "counter",
    "phone", "address", "context_count", "count_word", "rank_word", "related_headline",
    "off_topic", "other",
)  # fmt: skip


def is_admin_level(level: str) -> bool:
    """Tell whether `level` is one of LEVELS or several of them joined in order with "+".

    >>> is_admin_level("district+commune"), is_admin_level("commune+district")
    (True, False)
    """
    parts = level.split("+")
    if any(part not in LEVELS for part in parts):
        return False
    ranks = [LEVELS.index(part) for part in parts]
    return ranks == sorted(set(ranks))
