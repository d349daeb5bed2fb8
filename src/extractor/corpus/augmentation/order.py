"""Put paragraphs and table rows into another order where no link would read differently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from extractor.corpus.augmentation.edits import move_annotation
from extractor.corpus.store import Bulletin

#: Lines at the head of a bulletin that stay: title, lead, date line.
_HEAD: Final = 3
_LISTED: Final = "list_number"


@dataclass(slots=True)
class _Line:
    """One line: its place in the text and what its annotation needs.

    `has` are labels marked in it; `inherits` labels that its figures take from lines above;
    `bound` says that it cannot move: figures elsewhere need it, it needs a line below, or it is
    numbered.
    """

    start: int
    end: int
    has: set[str] = field(default_factory=set)
    inherits: set[str] = field(default_factory=set)
    bound: bool = False


def vary_order(bulletin: Bulletin, random: Random, *, share: float = 0.6) -> Bulletin:
    """Return the bulletin with some neighbouring lines in another order.

    Lines change places only where none of them gives what another lacks: if one inherits its level
    from above, none of them names a level.
    """
    lines = _read_lines(bulletin)
    order = list(range(len(lines)))
    for block in _blocks(lines):
        if random.random() < share:
            moved = random.sample(block, len(block))
            for slot, number in zip(block, moved, strict=True):
                order[slot] = number
    if order == sorted(order):
        return bulletin
    return _reorder(bulletin, lines, order)


def _read_lines(bulletin: Bulletin) -> list[_Line]:
    lines, at = [], 0
    for content in bulletin.text.split("\n"):
        lines.append(_Line(at, at + len(content)))
        at += len(content) + 1
    gold = bulletin.gold
    place = {m.id: _line_at(lines, m.start, m.end) for m in gold.mentions}
    labels = {m.id: m.label for m in gold.mentions}
    for name, number in place.items():
        if number is None:  # a mention over two lines holds them together
            return []
        lines[number].has.add(labels[name])
    for link in gold.links:
        here, there = place[link.source], place[link.target]
        if here is None or there is None or here == there:
            continue
        lines[there].bound = True
        lines[here].bound |= there > here
        if labels[link.target] != "QUANTITY":
            lines[here].inherits.add(labels[link.target])
    for distractor in gold.distractors:
        line = _line_at(lines, distractor.start, distractor.end)
        if line is None:
            return []
        lines[line].bound |= distractor.kind == _LISTED
    return lines


def _line_at(lines: list[_Line], start: int, end: int) -> int | None:
    return next((n for n, one in enumerate(lines) if one.start <= start and end <= one.end), None)


def _blocks(lines: list[_Line]) -> Iterator[list[int]]:
    """Yield runs of lines that may change places; blank lines between them stay where they are."""
    written = [n for n, line in enumerate(lines) if line.end > line.start]
    block: list[int] = []
    for number in written[_HEAD:]:
        if not _fits(lines, [*block, number]):
            if len(block) > 1:
                yield block
            block = []
        if _fits(lines, [number]):
            block = [*block, number]
    if len(block) > 1:
        yield block


def _fits(lines: list[_Line], block: list[int]) -> bool:
    members = [lines[number] for number in block]
    has = set().union(*(line.has for line in members))
    inherits = set().union(*(line.inherits for line in members))
    figures = all("QUANTITY" in line.has and not line.bound for line in members)
    alone = len(block) == 1
    return figures and (alone or not has & inherits)


def _reorder(bulletin: Bulletin, lines: list[_Line], order: list[int]) -> Bulletin:
    text, starts = "", {}
    for number in order:
        line = lines[number]
        starts[number] = len(text)
        text += bulletin.text[line.start : line.end] + "\n"
    shifts = [starts[number] - line.start for number, line in enumerate(lines)]

    def move(offset: int) -> int:
        number = next(n for n, line in enumerate(lines) if line.start <= offset <= line.end)
        return offset + shifts[number]

    return move_annotation(bulletin, text[:-1], move)
