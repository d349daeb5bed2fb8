"""Where sentences, lines, brackets and list signs stand in a text, for counting between offsets."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

#: A longer line is no title as it stands: of a text without line breaks its beginning is. Nothing
#: is longer than the most; the words of a title are features of every figure.
_TITLE: Final = 200
_MOST_TITLE: Final = 400
_TITLE_WORDS: Final = 5

#: Signs that part a text, each counted on its own. A full stop counts only where a sentence ends;
#: asked for the sign first and for what stands before it then, the pattern takes a third.
_SIGNS: Final[dict[str, re.Pattern[str]]] = {
    "line": re.compile(r"\n"),
    "sentence": re.compile(r"\n|[.!?](?<![\s\d].)(?=\s)|\.(?<=\d.)(?=\s+[^\Wa-z\d])"),
    "semicolon": re.compile(";"),
    "comma": re.compile(r",(?!\d)"),
    "colon": re.compile(":"),
    "open": re.compile(r"[(\[]"),
    "close": re.compile(r"[)\]]"),
}
SIGNS: Final = tuple(_SIGNS)


class Layout:
    """Positions of all signs of one text, sorted, with look-ups that take arrays of offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._at: dict[str, Ints] = {
            name: np.fromiter((m.start() for m in pattern.finditer(text)), np.int64)
            for name, pattern in _SIGNS.items()
        }
        self._sentences: list[int] = self._at["sentence"].tolist()
        self._lines: list[int] = self._at["line"].tolist()
        self.title = self._title()

    def between(self, sign: str, start: Ints, end: Ints) -> Ints:
        """Count a sign in [start, end) for each pair of offsets."""
        at = self._at[sign]
        return at.searchsorted(end) - at.searchsorted(start)

    def number(self, sign: str, offset: Ints) -> Ints:
        """Count a sign before each offset: of "line", the number of the line from 0."""
        return self._at[sign].searchsorted(offset)

    def count_before(self, offset: Ints) -> Ints:
        """Count every sign of SIGNS before each offset (signs × offsets)."""
        return np.array([at.searchsorted(offset) for at in self._at.values()])

    def depth(self, offset: Ints) -> Ints:
        """Count the brackets that are open at each offset, within its line."""
        line = self.line_start(offset)
        opened = self.between("open", line, offset) - self.between("close", line, offset)
        return np.asarray(np.maximum(opened, 0), np.int64)

    def line_start(self, offset: Ints) -> Ints:
        """Return where the line of each offset starts."""
        return self._behind_last("line", offset)

    def sentence_start(self, offset: Ints) -> Ints:
        """Return where the sentence of each offset starts, behind the stop of the one before."""
        return self._behind_last("sentence", offset)

    def _behind_last(self, sign: str, offset: Ints) -> Ints:
        """Return the place behind the last sign before each offset, 0 where there is none."""
        at = self._at[sign]
        if not len(at):
            return np.zeros_like(offset)
        index = at.searchsorted(offset)
        return np.where(index > 0, at[np.maximum(index - 1, 0)] + 1, 0)

    def lines(self) -> Iterator[tuple[int, int]]:
        """Yield the half-open span of every line, without its line break."""
        start = 0
        for end in (*self._lines, len(self.text)):
            yield start, end
            start = end + 1

    def line_of(self, offset: int) -> tuple[int, int]:
        """Return the half-open span of the line around one offset."""
        return _around(self._lines, offset, len(self.text))

    def sentence_of(self, offset: int) -> tuple[int, int]:
        """Return the half-open span of the sentence around one offset."""
        return _around(self._sentences, offset, len(self.text))

    def _title(self) -> tuple[int, int]:
        """Return the first line of at least five words: menus and dates are shorter.

        Of a long line it is as many of its first sentences as make five words.
        """
        for start, end in self.lines():
            words = self.text[start : min(end, start + _MOST_TITLE)].split(maxsplit=_TITLE_WORDS)
            if len(words) >= _TITLE_WORDS:
                return start, end if end - start <= _TITLE else self._headline(start, end)
        return 0, 0

    def _headline(self, start: int, end: int) -> int:
        most = min(end, start + _MOST_TITLE)
        for stop in self._sentences[bisect_left(self._sentences, start) :]:
            if stop > most:
                break
            if len(self.text[start:stop].split()) >= _TITLE_WORDS:
                return stop
        return most


def _around(ends: list[int], offset: int, length: int) -> tuple[int, int]:
    left = bisect_left(ends, offset)
    start = ends[left - 1] + 1 if left else 0
    right = bisect_right(ends, offset - 1)
    return start, ends[right] if right < len(ends) else length
