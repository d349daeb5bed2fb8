"""Wrong facts in their sentences, for people to read.

Real bulletins are quoted only on request: a stored report must hold no sentence of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from extractor.corpus.store import REAL
from extractor.scoring.slots import SLOTS, WHOLE
from extractor.scoring.tally import BulletinResult, Wrong

#: Longer contexts are cut on both sides (code points).
_WIDEST: Final = 400
_EDGE: Final = re.compile(r"\n|(?<=[.!?…;])\s+(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class SlotView:
    """One slot of a wrong fact: what gold has, what was given, whether that is wrong."""

    name: str
    gold: str
    observed: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence: the figure, or linked by gold, by the system, by both or neither."""

    text: str
    kind: Literal["figure", "gold", "given", "both", ""]


@dataclass(frozen=True, slots=True)
class WrongView:
    """One wrong fact: the sentence around it in pieces, and its slots."""

    doc_id: str
    at: str
    kind: str
    fault: str
    surface: str
    sentence: tuple[Piece, ...]
    slots: tuple[SlotView, ...]


def view_wrongs(
    results: Sequence[BulletinResult], texts: Mapping[str, str], *, quote_real: bool = False
) -> Iterator[WrongView]:
    """Yield the wrong facts in order; `texts` maps doc_id to raw text (absent: no sentence)."""
    for result in results:
        text = texts.get(result.doc_id, "")
        if result.group == REAL and not quote_real:
            text = ""
        for wrong in result.wrongs:
            yield WrongView(
                doc_id=wrong.doc_id,
                at=f"{wrong.start}–{wrong.end}",
                kind=wrong.kind,
                fault=wrong.kind if wrong.kind != "wrong" else ", ".join(_faults(wrong)),
                surface=wrong.surface,
                sentence=tuple(_sentence(text, wrong)) if text else (),
                slots=tuple(_slots(wrong)),
            )


def _faults(wrong: Wrong) -> list[str]:
    return [slot for slot in wrong.slots if slot in WHOLE]


def _slots(wrong: Wrong) -> Iterator[SlotView]:
    for name in SLOTS:
        gold, observed = wrong.gold.get(name, ""), wrong.observed.get(name, "")
        if name in wrong.gold or name in wrong.observed:
            yield SlotView(name, gold, observed, name in wrong.slots)


def _sentence(text: str, wrong: Wrong) -> Iterator[Piece]:
    edges = [match.end() for match in _EDGE.finditer(text)]
    start = max([0, *(edge for edge in edges if edge <= wrong.start)])
    end = min([len(text), *(edge for edge in edges if edge >= wrong.end)])
    low, high = max(start, wrong.start - _WIDEST), min(end, wrong.end + _WIDEST)
    if low > start:
        yield Piece("… ", "")
    high = low + len(text[low:high].rstrip())
    spans = [(wrong.start, wrong.end), *wrong.gold_at, *wrong.observed_at]
    cuts = {low, high, *(cut for span in spans for cut in span if low < cut < high)}
    cuts -= set(range(wrong.start + 1, wrong.end))  # the figure stays in one piece
    for left, right in pairwise(sorted(cuts)):
        yield Piece(text[left:right], _kind(wrong, left))
    if high < end and end - wrong.end > _WIDEST:
        yield Piece(" …", "")


def _kind(wrong: Wrong, at: int) -> Literal["figure", "gold", "given", "both", ""]:
    if wrong.start <= at < wrong.end:
        return "figure"
    ours = any(start <= at < end for start, end in wrong.gold_at)
    theirs = any(start <= at < end for start, end in wrong.observed_at)
    if ours and theirs:
        return "both"
    return "gold" if ours else "given" if theirs else ""
