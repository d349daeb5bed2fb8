"""Gold ↔ Label Studio: pure, lossless both ways, and strict about what a person left undone.

    encode_gold(gold, text) → task data and result;  decode_task(data, result) → gold or faults

Only blanks and hanging punctuation at the ends of drawn regions, backward arrows and arrows
without a label are mended, each with a note. Everything else that breaks the gold format refuses
the task: a gold file with holes would be false gold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from extractor.corpus.compiler import GUIDELINE_VERSION
from extractor.corpus.gold import (
    Distractor,
    Gold,
    GoldFact,
    GoldLink,
    GoldMention,
    check_text,
    text_digest,
)
from extractor.errors import AnnotationError
from extractor.labels import LABELS, TARGETS
from extractor.labelstudio.arrows import Ends, mend_arrows
from extractor.labelstudio.facts import read_fact, write_fact
from extractor.labelstudio.fields import DISTRACTOR, QUANTITY, fields_by_name, group_of
from extractor.labelstudio.regions import Arrow, Region, ResultItem, read_result, write_result

_LETTER: Final = dict(zip(LABELS, "qilap", strict=True))
_OPENING: Final = "([“\"'‘"
_CLOSING: Final = ")]”\"'’.,;:"
_PAIRS: Final = {")": "(", "]": "[", "”": "“", "’": "‘"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """What one annotation gives: gold, or the faults that refuse it; notes say what was mended."""

    gold: Gold | None
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def task_data(
    doc_id: str,
    text: str,
    *,
    province: str | None,
    published: date | None,
    guideline: str = GUIDELINE_VERSION,
    codebook: str,
) -> dict[str, Any]:
    """Return the data of a task: the text, what names it, and what is known of it."""
    return {
        "doc_id": doc_id,
        "sha256": text_digest(text),
        "text": text,
        "province": province,
        "published": published.isoformat() if published else None,
        "guideline": guideline,
        "codebook": codebook,
    }  # fmt: skip


def encode_gold(gold: Gold, text: str) -> tuple[dict[str, Any], list[ResultItem]]:
    """Return the task data and the annotation result that say what `gold` says of `text`.

    Refuses (AnnotationError) a text that is not the annotated one, and codes that the screen does
    not offer.
    """
    check_text(gold, text)
    unknown = sorted({fact.indicator for fact in gold.facts} - group_of().keys())
    if unknown:
        raise AnnotationError(f"{gold.doc_id}: {', '.join(unknown)} not in the codebook; recode it")
    facts = {fact.mention: fact for fact in gold.facts}
    regions = [
        Region(m.id, m.label, m.start, m.end, _values(facts.get(m.id), gold.breaks))
        for m in gold.mentions
    ]
    taken = {region.id for region in regions}
    for number, other in enumerate(gold.distractors, start=1):
        name = f"n{number}"
        while name in taken:
            name += "n"
        regions.append(Region(name, DISTRACTOR, other.start, other.end, {"kind": (other.kind,)}))
    arrows = [Arrow(link.source, link.kind, link.target) for link in gold.links]
    data = task_data(
        gold.doc_id, text, province=gold.province, published=gold.published,
        guideline=gold.guideline, codebook=gold.codebook,
    )  # fmt: skip
    return data, write_result(regions, arrows, text)


def _values(fact: GoldFact | None, breaks: Sequence[str]) -> dict[str, tuple[str, ...]]:
    if fact is None:
        return {}
    values = write_fact(fact)
    return {**values, "breaks": ("yes",)} if fact.mention in breaks else values


def decode_task(
    data: Mapping[str, Any], result: Sequence[ResultItem], *, annotator: str
) -> Decoded:
    """Return the gold that one annotation of one task amounts to, or everything that refuses it."""
    text = data.get("text")
    if not isinstance(text, str) or not data.get("doc_id"):
        return Decoded(None, ("the task has no text or no doc_id; push the bulletin again",))
    if text_digest(text) != data.get("sha256"):
        return Decoded(None, ("the text was changed on the server; push it as a new task",))
    reading = read_result(result)
    faults: list[str] = list(reading.faults)
    notes: list[str] = []
    regions = [_trimmed(region, text, notes) for region in reading.regions]
    _check_regions(regions, text, faults)
    names = _rename([r for r in regions if r.label != DISTRACTOR])
    labels = {region.id: region.label for region in regions}
    changes = {r.id for r in regions if r.values.get("role", ("",))[0].startswith("change")}
    ends = Ends(labels, _shown(regions, text), changes, faults, notes)
    arrows = mend_arrows(reading.arrows, ends)
    facts = [
        _fact(region, names, text, faults, notes) for region in regions if region.label == QUANTITY
    ]
    if faults:
        return Decoded(None, tuple(faults), tuple(notes))
    try:
        gold = _gold(
            data,
            annotator,
            regions=regions,
            names=names,
            arrows=arrows,
            facts=[fact for fact in facts if fact],
        )
        check_text(gold, text)
    except (ValidationError, AnnotationError, ValueError) as error:
        return Decoded(None, (_first_line(error),), tuple(notes))
    return Decoded(gold, (), tuple(notes))


def _gold(
    data: Mapping[str, Any],
    annotator: str,
    *,
    regions: Sequence[Region],
    names: Mapping[str, str],
    arrows: Sequence[Arrow],
    facts: Sequence[GoldFact],
) -> Gold:
    """Put the parts in the order of the text, links in the order of their kinds."""
    mentions = sorted((r for r in regions if r.label != DISTRACTOR), key=lambda r: r.start)
    place = {names[region.id]: at for at, region in enumerate(mentions)}
    kinds = list(TARGETS)
    links = [
        GoldLink(source=names[a.source], kind=a.kind, target=names[a.target])  # type: ignore[arg-type]
        for a in arrows
    ]
    published = data.get("published")
    return Gold(
        doc_id=str(data["doc_id"]),
        text_sha256=str(data["sha256"]),
        annotator=annotator,
        guideline=str(data.get("guideline") or GUIDELINE_VERSION),
        codebook=str(data.get("codebook") or ""),
        province=data.get("province"),
        published=date.fromisoformat(published) if published else None,
        mentions=tuple(
            GoldMention(id=names[r.id], label=r.label, start=r.start, end=r.end)  # type: ignore[arg-type]
            for r in mentions
        ),
        links=tuple(sorted(links, key=lambda k: (place[k.source], kinds.index(k.kind)))),
        facts=tuple(sorted(facts, key=lambda fact: place[fact.mention])),
        distractors=tuple(
            Distractor(start=r.start, end=r.end, kind=r.values["kind"][0])
            for r in sorted(regions, key=lambda r: (r.start, r.end))
            if r.label == DISTRACTOR
        ),
        breaks=tuple(names[r.id] for r in mentions if "breaks" in r.values),
    )


def _trimmed(region: Region, text: str, notes: list[str]) -> Region:
    """Leave out blanks at the ends, and punctuation that selecting by words took along."""
    start, end = region.start, region.end
    if not 0 <= start < end <= len(text) or (region.label == DISTRACTOR and not region.drawn):
        return region
    start, end = _strip(text, start, end)
    while region.drawn and end - start > 1:
        body, last, first = text[start : end - 1], text[end - 1], text[start]
        if last in _CLOSING and (last not in _PAIRS or _PAIRS[last] not in body):
            start, end = _strip(text, start, end - 1)
        elif first in _OPENING:
            start, end = _strip(text, start + 1, end)
        else:
            break
    if (start, end) == (region.start, region.end) or start >= end:
        return region
    notes.append(
        f"{text[region.start : region.end]!r} ({region.start}–{region.end}) "
        f"trimmed to {text[start:end]!r}"
    )
    return Region(region.id, region.label, start, end, region.values, region.score, region.drawn)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _check_regions(regions: Sequence[Region], text: str, faults: list[str]) -> None:
    known = {*LABELS, DISTRACTOR}
    last: Region | None = None
    for region in sorted(regions, key=lambda r: (r.start, r.end)):
        shown = show_region(region, text)
        if not 0 <= region.start < region.end <= len(text):
            faults.append(f"{shown} is empty or outside the text; draw it again")
        elif not text[region.start : region.end].strip():
            faults.append(f"{shown} holds only blanks; delete it")
        if region.label not in known:
            faults.append(f"{shown} has a label that is not on the screen; give it another")
        _check_values(region, shown, faults)
        if region.label == DISTRACTOR:
            if "kind" not in region.values:
                faults.append(f"{shown} has no kind; choose one")
            continue
        if last is not None and region.start < last.end:
            faults.append(f"{show_region(last, text)} and {shown} overlap; keep one")
        last = region


def _check_values(region: Region, shown: str, faults: list[str]) -> None:
    for name, values in region.values.items():
        known = fields_by_name()[name]
        if known.kind != "choices" and len(values) != 1:
            faults.append(f"{shown}: {name} has {len(values)} values; keep one")
        for value in values:
            if known.options and value not in known.stored:
                faults.append(f"{shown}: {name} {value!r} is not on the screen; choose another")


def _rename(regions: Sequence[Region]) -> dict[str, str]:
    """Keep ids like q1; number the others, which the browser named at random, after them."""
    names: dict[str, str] = {}
    for region in regions:
        letter = _LETTER.get(region.label, "")  # type: ignore[call-overload]
        if letter and re.fullmatch(rf"{letter}[0-9]+", region.id):
            names[region.id] = region.id
    taken = set(names.values())
    for region in sorted(regions, key=lambda r: (r.start, r.end)):
        if region.id not in names:
            letter = _LETTER.get(region.label, "x")  # type: ignore[call-overload]
            number = 1
            while f"{letter}{number}" in taken:
                number += 1
            names[region.id] = f"{letter}{number}"
            taken.add(names[region.id])
    return names


def _fact(
    region: Region, names: Mapping[str, str], text: str, faults: list[str], notes: list[str]
) -> GoldFact | None:
    shown = show_region(region, text)
    try:
        fact = read_fact(names[region.id], region.values)
    except AnnotationError as error:
        faults.extend(f"{shown}: {line}" for line in str(error).splitlines())
        return None
    if fact.value is None and fact.status == "ok":
        notes.append(f"{shown} has no value although its status is ok")
    if fact.value is not None and _looks_grouped(fact.value, text[region.start : region.end]):
        notes.append(
            f"{shown}: value {fact.value} is below one thousand; was a point a group mark?"
        )
    return fact


def _looks_grouped(value: Decimal, surface: str) -> bool:
    """Tell whether 64.933 was typed for a printed 64.933, which is sixty-four thousand."""
    printed = re.match(r"\d{1,3}\.\d{3}(?!\d)", surface)
    return printed is not None and str(value) == printed.group()


def _shown(regions: Sequence[Region], text: str) -> dict[str, str]:
    return {region.id: show_region(region, text) for region in regions}


def show_region(region: Region, text: str) -> str:
    """Return what messages call a region: its label, surface and offsets."""
    surface = " ".join(text[max(0, region.start) : max(0, region.end)].split())
    short = surface if len(surface) <= 40 else surface[:39] + "…"
    return f"{region.label} {short!r} ({region.start}–{region.end})"


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}".lstrip(": ")
    return str(error).splitlines()[0]
