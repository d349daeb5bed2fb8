"""Regions and arrows: what one annotation says, and its form as a Label Studio result.

Offsets are code points of the stored text, half-open, as in the rest of the package. `value.text`
of the server is for display only and never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from extractor.labelstudio.fields import fields_by_name, group_of
from extractor.labelstudio.screen import LABELS, TEXT

ResultItem = dict[str, Any]
_TYPES: Final = {
    "taxonomy": "taxonomy", "choice": "choices", "choices": "choices", "text": "textarea",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Region:
    """A labelled stretch with the values of its fields; `drawn` where a person placed it."""

    id: str
    label: str
    start: int
    end: int
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    score: float | None = None
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """A relation between two regions; `kind` is None where a person gave it no label."""

    source: str
    kind: str | None
    target: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The regions and arrows of a result, and one line for each item that could not be read."""

    regions: tuple[Region, ...]
    arrows: tuple[Arrow, ...]
    faults: tuple[str, ...]


def write_result(regions: Iterable[Region], arrows: Iterable[Arrow], text: str) -> list[ResultItem]:
    """Return regions and arrows as a Label Studio result."""
    items: list[ResultItem] = []
    for region in regions:
        items.extend(_write_region(region, text))
    for arrow in arrows:
        items.append(
            {
                "type": "relation",
                "from_id": arrow.source,
                "to_id": arrow.target,
                "direction": "right",
                "labels": [arrow.kind] if arrow.kind else [],
            }
        )
    return items


def _write_region(region: Region, text: str) -> Iterable[ResultItem]:
    span = {"start": region.start, "end": region.end}
    scored = {} if region.score is None else {"score": round(region.score, 4)}
    common: ResultItem = {"id": region.id, "to_name": TEXT, **scored}
    shown = text[region.start : region.end]
    yield {
        **common,
        "from_name": LABELS,
        "type": "labels",
        "value": {**span, "text": shown, "labels": [region.label]},
    }
    for name, values in region.values.items():
        kind = fields_by_name()[name].kind
        value: ResultItem
        if kind == "taxonomy":
            value = {**span, "text": shown, "taxonomy": [[group_of()[v], v] for v in values]}
        elif kind == "text":
            value = {**span, "text": list(values)}
        else:
            value = {**span, "text": shown, "choices": list(values)}
        yield {**common, "from_name": name, "type": _TYPES[kind], "value": value}


def read_result(result: Sequence[ResultItem]) -> Reading:
    """Read a Label Studio result; whatever cannot be read becomes a fault, the rest is kept."""
    faults: list[str] = []
    regions: dict[str, Region] = {}
    for item in result:
        if item.get("type") == "labels":
            region = _read_region(item, faults)
            if region is not None and region.id in regions:
                faults.append(f"two regions share the id {region.id}; draw one of them again")
            elif region is not None:
                regions[region.id] = region
    arrows: list[Arrow] = []
    for item in result:
        if item.get("type") == "relation":
            arrows.extend(_read_arrow(item, faults))
        elif item.get("type") != "labels":
            _read_field(item, regions, faults)
    return Reading(tuple(regions.values()), tuple(arrows), tuple(faults))


def _read_region(item: ResultItem, faults: list[str]) -> Region | None:
    value = item.get("value") or {}
    labels = value.get("labels") or []
    start, end = value.get("start"), value.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        faults.append(f"region {item.get('id')} has no offsets; draw it again")
        return None
    if len(labels) != 1:
        faults.append(f"region {start}–{end} has {len(labels)} labels {labels}; give it one")
        return None
    drawn = str(item.get("origin", "")) in ("manual", "prediction-changed")
    return Region(str(item.get("id")), str(labels[0]), start, end, {}, item.get("score"), drawn)


def _read_field(item: ResultItem, regions: dict[str, Region], faults: list[str]) -> None:
    name, region = str(item.get("from_name")), regions.get(str(item.get("id")))
    known = fields_by_name().get(name)
    if known is None or item.get("type") != _TYPES[known.kind]:
        faults.append(f"field {name!r} is not on the screen any more; clear it")
        return
    if region is None:
        faults.append(f"field {name!r} belongs to no region (id {item.get('id')}); clear it")
        return
    if region.label != known.label:
        # the field of a label that the region had before it was given another one
        return
    value = item.get("value") or {}
    if known.kind == "taxonomy":
        values = tuple(str(path[-1]) for path in value.get("taxonomy") or [] if path)
    elif known.kind == "text":
        texts = value.get("text") or []
        values = tuple(texts if isinstance(texts, list) else [texts])
    else:
        values = tuple(value.get("choices") or [])
    if values:
        region.values[name] = values


def _read_arrow(item: ResultItem, faults: list[str]) -> Iterable[Arrow]:
    source, target = str(item.get("from_id")), str(item.get("to_id"))
    if item.get("direction") == "left":
        source, target = target, source
    labels = item.get("labels") or []
    if len(labels) > 1:
        faults.append(f"the arrow {source} → {target} has several labels {labels}; keep one")
        return
    yield Arrow(source, str(labels[0]) if labels else None, target)
