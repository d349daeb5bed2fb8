"""One text as the features read it: words by place, layout, cues and notions by span.

`survey` remembers the last few texts, as `findings` does, of which it is an extension.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from sys import intern
from typing import Final

from extractor.features.layout import Layout
from extractor.features.notions import WORD, Notion, notions_of, word_places
from extractor.rules.cues import Hit
from extractor.rules.findings import REMEMBERED, findings
from extractor.vietnamese.lexicon import lower

#: How many characters a word and the blank after it are taken to need at most.
_STRIDE: Final = 14


@lru_cache(maxsize=REMEMBERED)
def survey(text: str) -> Survey:
    """Return the survey of a text; asked again soon, the same object."""
    return Survey(text)


class Survey:
    """A text with what the features look up by place; `found` are its findings."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = findings(text)

    @cached_property
    def lowered(self) -> str:
        """The text in lower case, offset by offset."""
        return lower(self.text)

    @cached_property
    def layout(self) -> Layout:
        """Sentences, lines, brackets and signs."""
        return Layout(self.text)

    def cues_in(self, start: int, end: int) -> list[Hit]:
        """Return the cues that touch a span, in order."""
        starts, ends = self._cue_places
        return self.found.cues[bisect_right(ends, start) : bisect_left(starts, end)]

    def cues_from(self, start: int, end: int) -> list[Hit]:
        """Return the cues that begin in a span, in order."""
        starts, _ = self._cue_places
        return self.found.cues[bisect_left(starts, start) : bisect_left(starts, end)]

    def cues_before(self, offset: int) -> list[Hit]:
        """Return the last three cues that end at or before an offset, in order."""
        last = bisect_right(self._cue_places[1], offset)
        return self.found.cues[max(0, last - 3) : last]

    @cached_property
    def _cue_places(self) -> tuple[list[int], list[int]]:
        return [hit.start for hit in self.found.cues], [hit.end for hit in self.found.cues]

    @cached_property
    def notions(self) -> list[Notion]:
        """The notions of the thesaurus."""
        starts, ends, _ = self._words
        return notions_of(self.lowered, starts, ends)

    def notions_in(self, start: int, end: int) -> list[str]:
        """Return the names of the notions that touch a span, in order."""
        starts, ends, names = self._notion_places
        return names[bisect_right(ends, start) : bisect_left(starts, end)]

    @cached_property
    def _notion_places(self) -> tuple[list[int], list[int], list[str]]:
        found = self.notions
        return [n.start for n in found], [n.end for n in found], [n.name for n in found]

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
    def _words(self) -> tuple[array[int], array[int], list[str]]:
        """Starts, ends and words of the whole text; a window may cut one."""
        # arrays of integers take a quarter of lists: 20 MB less for a text of 1 MB
        starts, ends = word_places(self.lowered)
        words = (self.lowered[start:end] for start, end in zip(starts, ends, strict=True))
        return starts, ends, ["0" if word[0].isdigit() else intern(word) for word in words]


def plain_words(text: str) -> list[str]:
    """Return words, numerals and signs as they stand."""
    return WORD.findall(text)


def masked_words(text: str) -> list[str]:
    """Return words and signs, each numeral as 0."""
    return ["0" if word[0].isdigit() else word for word in WORD.findall(text)]
