"""Choose by discourse which cue a figure belongs to: verb before, modifier after, or inherited."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final

from extractor.rules.cues import GENERAL, Hit
from extractor.rules.grids import column_head
from extractor.rules.nouns import lend_units
from extractor.vietnamese.numbers import Quantity

_SENTENCE_END: Final = re.compile(
    r"\n|[.!?](?<=[^\d\W].)(?=\s)|[.](?<=[)%\"”].)(?=\s)|\.(?<=\d.)(?=\s)"
)
_CLAUSE_END: Final = re.compile(r"[,;()\n]|\.(?=\s|$)|(?<!\w)(?:và|còn|trong đó|gồm|riêng)(?!\w)")
_BRACKET: Final = re.compile(r"\s*\([^()\n]{0,60}\)(?=\s+[^\W\d])")
_ATTACHED: Final = re.compile(
    r"^(?:[^,;:.()\d]{0,24}\()?[\s,(\[–-]*"
    r"(?:tương ứng|tức|bằng|đạt|chiếm|tỷ lệ|với tỷ lệ|là|khoảng|gần|hơn|trên|,|\s)*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The cue hit chosen for a figure; `inherited` when it stands in an earlier clause."""

    hit: Hit
    inherited: bool


class Discourse:
    """Sentence boundaries, figures and cues of one text, for look-ups by offset."""

    def __init__(self, text: str, quantities: list[Quantity], hits: list[Hit]) -> None:
        self.text = text
        self.quantities = quantities
        self.hits = hits
        self._starts = [hit.start for hit in hits]
        self._ends = [m.end() for m in _SENTENCE_END.finditer(text)]
        starts = [self.sentence_start(quantity.start) for quantity in quantities]
        self.units = lend_units(text, quantities, starts)

    def sentence_start(self, offset: int) -> int:
        """Return where the sentence around `offset` starts."""
        at = bisect_right(self._ends, offset)
        return self._ends[at - 1] if at else 0

    def sentence_end(self, offset: int) -> int:
        """Return where the sentence around `offset` ends."""
        at = bisect_right(self._ends, offset)
        return self._ends[at] if at < len(self._ends) else len(self.text)

    def hits_between(self, start: int, end: int) -> list[Hit]:
        """Return the cues that lie wholly between two offsets."""
        inside = self.hits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [hit for hit in inside if hit.end <= end]

    def choose(self, index: int, previous: list[Choice | None]) -> Choice | None:
        """Choose the cue of the figure `index`, given the choices of all figures before it."""
        figure = self.quantities[index]
        head = column_head(self.text, figure.start)
        if head and (named := self._fitting(*head, index)):
            telling = [hit for hit in named if hit.cue.name not in GENERAL]
            return Choice((telling or named)[-1], True)
        start = self.sentence_start(figure.start)
        before_end = self._modifier_end(index - 1, previous) if index else 0
        window = self.text[max(start, before_end) : figure.start]
        before = self._fitting(max(start, before_end), figure.start, index)
        after = self._after(index)
        if before_end > start and _ATTACHED.match(window) and not after and previous[-1]:
            inherited = previous[-1]
            share = not before and figure.unit == "percent"
            if share or inherited.hit.cue.code(self.units[index]):
                return Choice(inherited.hit, True)
        if after and (not before or before[-1].cue.name in GENERAL):
            telling = [hit for hit in after if hit.cue.name not in GENERAL]
            return Choice((telling or after)[0], False)
        if before:
            telling = [hit for hit in before if hit.cue.name not in GENERAL]
            return Choice((telling or before)[-1], False)
        return self._topic(index, start, previous)

    def _modifier_end(self, index: int, previous: list[Choice | None]) -> int:
        """Return where the figure `index` ends together with the modifier that it has taken."""
        choice, figure = previous[index], self.quantities[index]
        if choice is None or choice.inherited or choice.hit.start < figure.end:
            return figure.end
        return choice.hit.end

    def _after(self, index: int) -> list[Hit]:
        """Cues of the post-modifier: `N hồ sơ trực tuyến`, up to the next clause or figure."""
        figure = self.quantities[index]
        stop = self.sentence_end(figure.end)
        if index + 1 < len(self.quantities):
            stop = min(stop, self.quantities[index + 1].start)
        bracket = _BRACKET.match(self.text, figure.end)
        if bracket:  # 117 hồ sơ (chiếm 2,23%) trả lại: the clause goes on after its bracket
            sentence = self.sentence_end(figure.end)
            later = [q.start for q in self.quantities[index + 1 :] if q.start >= bracket.end()]
            stop = min(sentence, later[0]) if later else sentence
            end = _CLAUSE_END.search(self.text, bracket.end(), stop)
        else:
            end = _CLAUSE_END.search(self.text, figure.end, stop)
        last = end.start() if end else stop
        # a cue may reach over the clause's end: `trực tiếp và bưu chính`
        found = [hit for hit in self._fitting(figure.num_end, stop, index) if hit.start < last]
        return [hit for hit in found if hit.end > figure.end] or found

    def _fitting(self, start: int, end: int, index: int) -> list[Hit]:
        unit = self.units[index]
        return [hit for hit in self.hits_between(start, end) if hit.cue.code(unit)]

    def _topic(self, index: int, start: int, previous: list[Choice | None]) -> Choice | None:
        """Fall back on the sentence, then the figure before, then the nearest earlier cue."""
        figure = self.quantities[index]
        sentence = self._fitting(start, figure.start, index)
        if sentence:
            return Choice(sentence[-1], True)
        line = self.text.rfind("\n", 0, figure.start) + 1
        if previous:
            line = max(line, self.quantities[index - 1].end)
        between = [h for h in self._fitting(line, start, index) if h.cue.name not in GENERAL]
        if between:  # the sentence before named it: `Tỷ lệ đúng hạn tương đương. Sông Lô 99,66%`
            return Choice(between[-1], True)
        for choice in reversed(previous):
            if choice is not None and choice.hit.cue.code(self.units[index]):
                return Choice(choice.hit, True)
        earlier = self._fitting(max(0, start - 600), start, index)
        return Choice(earlier[-1], True) if earlier else None
