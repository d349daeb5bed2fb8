"""One tagged text with everything that the features read, computed once."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from extractor.facts.timeline import read_timeline
from extractor.features.layout import Layout
from extractor.features.notions import Notion, find_notions
from extractor.features.ruled import Ruling, read_rulings
from extractor.labels import Label
from extractor.rules.cues import Hit, find_cues
from extractor.schema import Mention
from extractor.vietnamese.numbers import Quantity, read_quantity
from extractor.vietnamese.periods import Period, find_date_of_issue
from extractor.vietnamese.places import find_province

_REACH: Final = 48
_WORD: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A QUANTITY mention with its reading; `index` is its place among the page's mentions."""

    index: int
    start: int
    end: int
    quantity: Quantity


class Page:
    """A text with its mentions in order; figures, words, cues and layout are computed once."""

    def __init__(
        self,
        text: str,
        mentions: tuple[Mention, ...],
        quantities: dict[int, Quantity] | None = None,
    ) -> None:
        self.text = text
        self.mentions = mentions
        self.layout = Layout(text)
        known = quantities or {}
        self.figures = [
            Figure(i, m.start, m.end, known.get(m.start) or self._read(m))
            for i, m in enumerate(mentions)
            if m.label == "QUANTITY"
        ]

    def _read(self, mention: Mention) -> Quantity:
        return read_quantity(
            self.text[mention.start : mention.end],
            before=self.text[max(0, mention.start - _REACH) : mention.start],
            after=self.text[mention.end : mention.end + _REACH],
        )

    def of(self, label: Label) -> list[int]:
        """Return the indices of the mentions with a label, in order."""
        return [i for i, m in enumerate(self.mentions) if m.label == label]

    @cached_property
    def lowered(self) -> str:
        """The text in lower case, offset by offset."""
        lowered = self.text.lower()
        if len(lowered) != len(self.text):
            return "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        return lowered

    @cached_property
    def cues(self) -> list[Hit]:
        """The cues of the codebook in the text."""
        return find_cues(self.text)

    @cached_property
    def published(self) -> date | None:
        """The day of publication as printed in the text."""
        return find_date_of_issue(self.text)

    @cached_property
    def periods(self) -> dict[int, Period]:
        """What each PERIOD mention says, by mention index."""
        return read_timeline(self.text, self.mentions, self.published).periods

    @cached_property
    def province(self) -> str | None:
        """The province that the text is about."""
        return find_province(self.text)

    def cues_in(self, start: int, end: int) -> list[Hit]:
        """Return the cues that touch a span."""
        at = bisect_left(self._cue_ends, start + 1)
        found = []
        while at < len(self.cues) and self.cues[at].start < end:
            found.append(self.cues[at])
            at += 1
        return found

    @cached_property
    def _cue_ends(self) -> list[int]:
        return [hit.end for hit in self.cues]

    @cached_property
    def rulings(self) -> list[Ruling | None]:
        """What the rules say of each figure."""
        return read_rulings(self)

    @cached_property
    def notions(self) -> list[Notion]:
        """The notions of the thesaurus in the text."""
        return find_notions(self.lowered)

    @cached_property
    def _notion_ends(self) -> list[int]:
        return [notion.end for notion in self.notions]

    def notions_in(self, start: int, end: int) -> list[str]:
        """Return the names of the notions that touch a span, in order."""
        at = bisect_left(self._notion_ends, start + 1)
        found = []
        while at < len(self.notions) and self.notions[at].start < end:
            found.append(self.notions[at].name)
            at += 1
        return found

    def words_before(self, offset: int, count: int) -> list[str]:
        """Return up to `count` words left of an offset, nearest first, digits masked."""
        words = _words(self.lowered[max(0, offset - 14 * count) : offset])
        return words[::-1][:count]

    def words_after(self, offset: int, count: int) -> list[str]:
        """Return up to `count` words right of an offset, digits masked."""
        return _words(self.lowered[offset : offset + 14 * count])[:count]

    def words(self, start: int, end: int, *, masked: bool = True) -> list[str]:
        """Return the words between two offsets; digits are masked unless told otherwise.

        `mức độ 3` and `mức độ 4` are two things: names keep their digits.
        """
        if masked:
            return _words(self.lowered[start:end])
        return _WORD.findall(self.lowered[start:end])


def _words(text: str) -> list[str]:
    return ["0" if word[0].isdigit() else word for word in _WORD.findall(text)]
