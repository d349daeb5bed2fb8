"""Change the text of an annotated bulletin and move its annotation along."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.corpus.gold import Distractor, Gold, GoldMention, text_digest
from extractor.corpus.store import Bulletin
from extractor.errors import AnnotationError


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in place of the half-open stretch start–end of the raw text."""

    start: int
    end: int
    text: str


def apply_edits(bulletin: Bulletin, edits: Iterable[Edit]) -> Bulletin:
    """Return the bulletin with all edits made and every offset and the digest recomputed.

    Slots of facts stay as they are. Refuses (AnnotationError) edits that overlap or that cut
    through the border of a mention or distractor.
    """
    ordered = sorted(
        (e for e in edits if bulletin.text[e.start : e.end] != e.text), key=lambda e: e.start
    )
    if not ordered:
        return bulletin
    move = _mover(bulletin.doc_id, ordered)
    pieces, last = [], 0
    for edit in ordered:
        pieces += [bulletin.text[last : edit.start], edit.text]
        last = edit.end
    text = "".join(pieces) + bulletin.text[last:]
    return move_annotation(bulletin, text, move)


def _mover(doc_id: str, edits: Sequence[Edit]) -> Callable[[int], int]:
    """Return the function from an old offset to the new one."""
    for one, two in pairwise(edits):
        if two.start < one.end:
            raise AnnotationError(
                f"{doc_id}: edits at {one.start}–{one.end} and {two.start} overlap; drop one"
            )
    ends = [edit.end for edit in edits]
    shifts = [0]
    for edit in edits:
        shifts.append(shifts[-1] + len(edit.text) - (edit.end - edit.start))

    def move(offset: int) -> int:
        done = bisect_right(ends, offset)
        if done < len(edits) and edits[done].start < offset:
            raise AnnotationError(
                f"{doc_id}: the edit at {edits[done].start}–{edits[done].end} cuts through the "
                f"mention border at {offset}; keep edits inside or outside mentions"
            )
        return offset + shifts[done]

    return move


def move_annotation(bulletin: Bulletin, text: str, move: Callable[[int], int]) -> Bulletin:
    """Return the bulletin with another text and every annotated offset passed through `move`.

    `move` takes the offset of a border; the start and end of a mention are moved alike.
    """
    gold = bulletin.gold
    mentions = [
        GoldMention(id=m.id, label=m.label, start=move(m.start), end=move(m.end))
        for m in gold.mentions
    ]
    numbers = [
        Distractor(start=move(d.start), end=move(d.end), kind=d.kind) for d in gold.distractors
    ]
    changed = gold.model_copy(
        update={
            "mentions": tuple(sorted(mentions, key=lambda m: m.start)),
            "distractors": tuple(sorted(numbers, key=lambda d: d.start)),
            "text_sha256": text_digest(text),
        }
    )
    return replace(bulletin, text=text, gold=changed)


def fitting(gold: Gold, edits: Iterable[Edit]) -> list[Edit]:
    """Keep the edits that respect every border of mentions and numbers and do not overlap.

    Earlier edits of the list win; an edit that covers a number which is no part of the changed
    word is dropped with the rest.
    """
    borders = sorted(
        {o for m in gold.mentions for o in (m.start, m.end)}
        | {o for d in gold.distractors for o in (d.start, d.end)}
    )
    kept: list[Edit] = []
    for edit in edits:
        inside = bisect_right(borders, edit.start)
        cuts = inside < len(borders) and borders[inside] < edit.end
        clashes = any(edit.start < other.end and other.start < edit.end for other in kept)
        if not cuts and not clashes:
            kept.append(edit)
    return kept


def unmarked(gold: Gold, length: int) -> list[tuple[int, int]]:
    """List the stretches of a text of this length that lie in no mention and no distractor."""
    taken = sorted(
        [(m.start, m.end) for m in gold.mentions] + [(d.start, d.end) for d in gold.distractors]
    )
    free, last = [], 0
    for start, end in taken:
        if start > last:
            free.append((last, start))
        last = max(last, end)
    if last < length:
        free.append((last, length))
    return free
