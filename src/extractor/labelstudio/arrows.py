"""Mend and check the arrows of an annotation: direction, missing labels, doubles, dangling ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from extractor.labels import TARGETS
from extractor.labelstudio.fields import QUANTITY
from extractor.labelstudio.regions import Arrow

#: The one kind of link that an unlabelled arrow to each label can mean; PERIOD may mean two.
_ONLY_KIND: Final = {"INDICATOR": "HAS_INDICATOR", "LEVEL": "AT_LEVEL", "AGENCY": "BY_AGENCY"}


@dataclass(frozen=True, slots=True)
class Ends:
    """What is known of the regions that arrows join, by id, and what is to be told of the arrows.

    `changes` are the regions whose role is a change; `shown` is what messages call a region.
    """

    labels: Mapping[str, str]
    shown: Mapping[str, str]
    changes: Collection[str]
    faults: list[str]
    notes: list[str]


def mend_arrows(arrows: Sequence[Arrow], ends: Ends) -> list[Arrow]:
    """Return the arrows as links, from QUANTITY to target, all with a kind.

    Adds a fault for each arrow that stays doubtful and a note for each that was mended.
    """
    kept: dict[tuple[str, str], Arrow] = {}
    for arrow in arrows:
        mended = _mend(arrow, ends)
        if mended is None or mended.kind is None:
            continue
        key = (mended.source, mended.kind)
        other = kept.setdefault(key, mended)
        if other.target != mended.target:
            both = f"{ends.shown[other.target]} and {ends.shown[mended.target]}"
            ends.faults.append(
                f"{ends.shown[mended.source]} has two arrows {mended.kind}: to {both}; keep one"
            )
        elif other is not mended:
            ends.notes.append(
                f"{ends.shown[mended.source]}: the arrow {mended.kind} was drawn twice"
            )
    return list(kept.values())


def _mend(arrow: Arrow, ends: Ends) -> Arrow | None:
    """Turn an arrow round and infer its kind where only one reading is possible."""
    missing = [end for end in (arrow.source, arrow.target) if end not in ends.labels]
    if missing:
        ends.faults.append(
            f"an arrow {arrow.kind or ''} dangles: no region {missing[0]}; delete it"
        )
        return None
    source, target = arrow.source, arrow.target
    if ends.labels[source] != QUANTITY and ends.labels[target] == QUANTITY:
        source, target = target, source
        ends.notes.append(
            f"the arrow from {ends.shown[target]} to {ends.shown[source]} was turned round"
        )
    path = f"the arrow from {ends.shown[source]} to {ends.shown[target]}"
    kind = arrow.kind
    if kind is None:
        kind = _infer(source, target, ends.labels, ends.changes)
        if kind is None:
            ends.faults.append(f"{path} has no label, and its ends do not tell which; give it one")
            return None
        ends.notes.append(f"{path} had no label; it is {kind}")
    if kind not in TARGETS:
        ends.faults.append(f"{path} is labelled {kind!r}, which is not on the screen; relabel it")
    elif ends.labels[source] != QUANTITY or ends.labels[target] != TARGETS[kind]:
        ends.faults.append(
            f"{path} is {kind}, which goes from QUANTITY to {TARGETS[kind]}; delete or relabel it"
        )
    elif source == target:
        ends.faults.append(f"{path} points at itself; delete it")
    else:
        return Arrow(source, kind, target)
    return None


def _infer(
    source: str, target: str, labels: Mapping[str, str], changes: Collection[str]
) -> str | None:
    """Name the only kind that the ends allow; two figures, or a change and a period, allow two."""
    if labels[source] != QUANTITY:
        return None
    if labels[target] == "PERIOD":
        return None if source in changes else "IN_PERIOD"
    return _ONLY_KIND.get(labels[target])
