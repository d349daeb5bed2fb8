"""Check every task strictly before it is sent: the server itself accepts almost anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from extractor.corpus.gold import text_digest
from extractor.labels import LABELS, TARGETS
from extractor.labelstudio.fields import DISTRACTOR, QUANTITY, fields_by_name, group_of
from extractor.labelstudio.regions import Region, ResultItem, read_result
from extractor.labelstudio.screen import TEXT


def check_task(task: Mapping[str, Any]) -> list[str]:
    """Return one line for each fault of a task with its predictions; empty where it may be sent."""
    data = task.get("data") or {}
    text = data.get("text")
    if not isinstance(text, str) or not text.strip():
        return ["the task has no text"]
    faults = [f"data.{key} is missing" for key in ("doc_id", "sha256") if not data.get(key)]
    if not is_plain_name(str(data.get("doc_id"))):
        faults.append(
            f"doc_id {data.get('doc_id')!r} cannot name a file; use letters, digits, - _ ."
        )
    if data.get("sha256") != text_digest(text):
        faults.append("data.sha256 is not the digest of data.text")
    for prediction in task.get("predictions") or ():
        faults.extend(check_prediction(prediction, text))
    return faults


def is_plain_name(doc_id: str) -> bool:
    """Tell whether a doc_id can safely name a file: it comes back from the server as one."""
    return re.fullmatch(r"\w[\w.-]*", doc_id) is not None


def check_prediction(prediction: Mapping[str, Any], text: str) -> list[str]:
    """Return one line for each fault of a prediction or annotation over `text`.

    Tests what the server and the SDK do not: offsets, overlaps, labels, values, taxonomy paths,
    scores, and arrows with their ends and labels.
    """
    result: Sequence[ResultItem] = prediction.get("result") or []
    reading = read_result(result)
    faults = list(reading.faults)
    faults.extend(_score_faults(prediction, result))
    faults.extend(_item_faults(result, text))
    faults.extend(_region_faults(reading.regions, text))
    labels = {region.id: region.label for region in reading.regions}
    seen: set[tuple[str, str | None]] = set()
    for arrow in reading.arrows:
        name = f"arrow {arrow.source} {arrow.kind} {arrow.target}"
        if (arrow.source, arrow.kind) in seen:
            faults.append(f"{name}: the second of its kind")
        seen.add((arrow.source, arrow.kind))
        if arrow.source not in labels or arrow.target not in labels:
            faults.append(f"{name} dangles")
        elif arrow.kind not in TARGETS:
            faults.append(f"{name}: unknown kind")
        elif labels[arrow.source] != QUANTITY or labels[arrow.target] != TARGETS[arrow.kind]:
            faults.append(f"{name} joins {labels[arrow.source]} and {labels[arrow.target]}")
    return faults


def _score_faults(prediction: Mapping[str, Any], result: Sequence[ResultItem]) -> Iterator[str]:
    scores = [("prediction", prediction.get("score"))]
    scores += [(str(item.get("id")), item.get("score")) for item in result]
    for where, score in scores:
        if score is not None and not 0 <= score <= 1:
            yield f"{where}: score {score} is outside 0–1"


def _item_faults(result: Sequence[ResultItem], text: str) -> Iterator[str]:
    spans = {
        item.get("id"): (item["value"].get("start"), item["value"].get("end"))
        for item in result
        if item.get("type") == "labels"
    }
    for item in result:
        if item.get("type") == "relation":
            continue
        value = item.get("value") or {}
        span = value.get("start"), value.get("end")
        if item.get("to_name") != TEXT:
            yield f"{item.get('id')}: to_name is {item.get('to_name')!r}, not {TEXT!r}"
        if span != spans.get(item.get("id")):
            yield f"{item.get('id')}: {item.get('from_name')} stands at {span}, not at its region"
        for path in value.get("taxonomy") or ():
            if len(path) != 2 or group_of().get(path[-1]) != path[0]:
                yield f"{item.get('id')}: {path} is no path of the screen"


def _region_faults(regions: Sequence[Region], text: str) -> Iterator[str]:
    for region in regions:
        if region.label not in (*LABELS, DISTRACTOR):
            yield f"{region.id}: unknown label {region.label!r}"
        if not 0 <= region.start < region.end <= len(text):
            yield f"{region.id}: {region.start}–{region.end} is empty or outside the text"
        for name, values in region.values.items():
            known = fields_by_name()[name]
            for value in values:
                if known.options and value not in known.stored:
                    yield f"{region.id}: {name} {value!r} is not on the screen"
    flat = sorted((r for r in regions if r.label != DISTRACTOR), key=lambda r: (r.start, r.end))
    for one, two in pairwise(flat):
        if two.start < one.end:
            yield f"{one.id} and {two.id} overlap"
