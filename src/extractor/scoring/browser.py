"""Wrong facts in their sentences, for people to read.

Real bulletins are quoted only on request: a stored report must hold no sentence of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

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
class WrongView:
    """One wrong fact: the sentence around it in three pieces, and its slots."""

    doc_id: str
    at: str
    kind: str
    fault: str
    before: str
    surface: str
    after: str
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
            before, after = _context(text, wrong) if text else ("", "")
            yield WrongView(
                doc_id=wrong.doc_id,
                at=f"{wrong.start}–{wrong.end}",
                kind=wrong.kind,
                fault=wrong.kind if wrong.kind != "wrong" else ", ".join(_faults(wrong)),
                before=before,
                surface=wrong.surface,
                after=after,
                slots=tuple(_slots(wrong)),
            )


def _faults(wrong: Wrong) -> list[str]:
    return [slot for slot in wrong.slots if slot in WHOLE]


def _slots(wrong: Wrong) -> Iterator[SlotView]:
    for name in SLOTS:
        gold, observed = wrong.gold.get(name, ""), wrong.observed.get(name, "")
        if name in wrong.gold or name in wrong.observed:
            yield SlotView(name, gold, observed, name in wrong.slots)


def _context(text: str, wrong: Wrong) -> tuple[str, str]:
    edges = [match.end() for match in _EDGE.finditer(text)]
    start = max([0, *(edge for edge in edges if edge <= wrong.start)])
    end = min([len(text), *(edge for edge in edges if edge >= wrong.end)])
    cut_start, cut_end = max(start, wrong.start - _WIDEST), min(end, wrong.end + _WIDEST)
    before = ("… " if cut_start > start else "") + text[cut_start : wrong.start]
    after = text[wrong.end : cut_end].rstrip() + (" …" if cut_end < end else "")
    return before, after
