"""What grammar and gazetteer find in one text, each looked for once.

Hints, figures, completion, linker and coder all ask for the same: looking five times cost 10 ms a
bulletin. `survey` remembers the last few texts, so that the stages need not hand it on.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

from extractor.features.layout import Layout
from extractor.features.notions import Notion, find_notions
from extractor.rules.cues import Hit, find_cues
from extractor.rules.zones import ZoneSpan, find_zones
from extractor.vietnamese.issue_date import find_date_of_issue
from extractor.vietnamese.levels import find_levels
from extractor.vietnamese.lexicon import lower
from extractor.vietnamese.numbers import Quantity, find_quantities
from extractor.vietnamese.periods import find_periods
from extractor.vietnamese.places import find_agencies, find_province

Span = tuple[int, int]
#: Texts whose findings are remembered: those that one worker has under way.
_REMEMBERED: Final = 4
_WORD: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]")
#: How many characters a word and the blank after it are taken to need at most.
_STRIDE: Final = 14


@lru_cache(maxsize=_REMEMBERED)
def survey(text: str) -> Survey:
    """Return the findings of a text; asked again soon, the same object."""
    return Survey(text)


class Survey:
    """A text with everything that is read from it alone, each on first use."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lowered(self) -> str:
        """The text in lower case, offset by offset."""
        return lower(self.text)

    @cached_property
    def layout(self) -> Layout:
        """Sentences, lines, brackets and signs."""
        return Layout(self.text)

    @cached_property
    def quantities(self) -> list[Quantity]:
        """All numerals, of every kind."""
        return find_quantities(self.text)

    @cached_property
    def periods(self) -> list[Span]:
        """Where periods are named."""
        return find_periods(self.text)

    @cached_property
    def agencies(self) -> list[Span]:
        """Where bodies and territories are named."""
        return find_agencies(self.text)

    @cached_property
    def levels(self) -> list[Span]:
        """Where administrative levels are named."""
        return find_levels(self.text)

    @cached_property
    def cues(self) -> list[Hit]:
        """The cues of the codebook."""
        return find_cues(self.text)

    def cues_in(self, start: int, end: int) -> list[Hit]:
        """Return the cues that touch a span, in order."""
        starts, ends = self._cue_places
        return self.cues[bisect_right(ends, start) : bisect_left(starts, end)]

    def cues_from(self, start: int, end: int) -> list[Hit]:
        """Return the cues that begin in a span, in order."""
        starts, _ = self._cue_places
        return self.cues[bisect_left(starts, start) : bisect_left(starts, end)]

    def cues_before(self, offset: int) -> list[Hit]:
        """Return the last three cues that end at or before an offset, in order."""
        last = bisect_right(self._cue_places[1], offset)
        return self.cues[max(0, last - 3) : last]

    @cached_property
    def _cue_places(self) -> tuple[list[int], list[int]]:
        return [hit.start for hit in self.cues], [hit.end for hit in self.cues]

    @cached_property
    def notions(self) -> list[Notion]:
        """The notions of the thesaurus."""
        return find_notions(self.lowered)

    def notions_in(self, start: int, end: int) -> list[str]:
        """Return the names of the notions that touch a span, in order."""
        starts, ends, names = self._notion_places
        return names[bisect_right(ends, start) : bisect_left(starts, end)]

    @cached_property
    def _notion_places(self) -> tuple[list[int], list[int], list[str]]:
        found = self.notions
        return [n.start for n in found], [n.end for n in found], [n.name for n in found]

    @cached_property
    def zones(self) -> list[ZoneSpan]:
        """The lines with their zones."""
        return find_zones(self.text)

    @cached_property
    def published(self) -> date | None:
        """The day of publication as printed."""
        return find_date_of_issue(self.text)

    @cached_property
    def province(self) -> str | None:
        """The province that the text is about."""
        return find_province(self.text)

    def words_before(self, offset: int, count: int) -> list[str]:
        """Return up to `count` words left of an offset, nearest first, digits masked."""
        low = max(0, offset - _STRIDE * count)
        starts, ends, words = self._words
        last = bisect_right(ends, offset)
        first = last - count
        if first < 0 or starts[first] < low or (last < len(starts) and starts[last] < offset):
            return masked_words(self.lowered[low:offset])[::-1][:count]
        return words[first:last][::-1]

    def words_after(self, offset: int, count: int) -> list[str]:
        """Return up to `count` words right of an offset, digits masked."""
        high = offset + _STRIDE * count
        starts, ends, words = self._words
        first = bisect_left(starts, offset)
        last = first + count
        if last > len(ends) or ends[last - 1] > high or (first and ends[first - 1] > offset):
            return masked_words(self.lowered[offset:high])[:count]
        return words[first:last]

    def words(self, start: int, end: int) -> list[str]:
        """Return the words between two offsets, digits masked; a cut word counts as it is cut."""
        starts, ends, words = self._words
        first, last = bisect_left(starts, start), bisect_right(ends, end)
        if first > last:  # within one word
            return masked_words(self.lowered[start:end])
        found = words[first:last]
        if first and ends[first - 1] > start:
            found = masked_words(self.lowered[start : ends[first - 1]]) + found
        if last < len(starts) and starts[last] < end:
            found = found + masked_words(self.lowered[starts[last] : end])
        return found

    @cached_property
    def _words(self) -> tuple[list[int], list[int], list[str]]:
        """Starts, ends and words of the whole text; a window may cut one."""
        found = list(_WORD.finditer(self.lowered))
        return (
            [match.start() for match in found],
            [match.end() for match in found],
            ["0" if match.group()[0].isdigit() else match.group() for match in found],
        )


def plain_words(text: str) -> list[str]:
    """Return words, numerals and signs as they stand."""
    return _WORD.findall(text)


def masked_words(text: str) -> list[str]:
    """Return words and signs, each numeral as 0."""
    return ["0" if word[0].isdigit() else word for word in _WORD.findall(text)]
