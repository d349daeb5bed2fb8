"""Part a page longer than any bulletin: some of its figures, with all that may be linked to them.

What grows with the square of the figures, and all that is held of a page at a time, then grows
with its length. A part has the candidates of its figures that the whole page has.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Final

from extractor.features.page import Figure, Page
from extractor.features.pairs import WINDOWS
from extractor.features.ruled import Ruling
from extractor.labels import TARGETS
from extractor.vietnamese.periods import Period

#: Figures that a part is asked about, and those on both sides that it sees: more than the figures
#: that may be candidates (pairs.WINDOWS).
STRIDE: Final = 340
MARGIN: Final = 40


def part_page(page: Page) -> Iterator[tuple[Page, range]]:
    """Yield the parts of a page, each with which of its own figures it is asked about.

    A page of up to STRIDE + 2 × MARGIN figures is one part, itself.
    """
    count = len(page.figures)
    if count <= STRIDE + 2 * MARGIN:
        yield page, range(count)
        return
    for first in range(0, count, STRIDE):
        low = max(0, first - MARGIN)
        last = min(first + STRIDE, count)
        yield Part(page, low, min(last + MARGIN, count)), range(first - low, last - low)


class Part(Page):
    """The figures [low, high) of a page; what is read of the whole page is not read again."""

    def __init__(self, whole: Page, low: int, high: int) -> None:
        self.whole = whole
        self._low, self._high = low, high
        self._chosen = _choose(whole, low, high)
        super().__init__(
            whole.text,
            tuple(whole.mentions[index] for index in self._chosen),
            {figure.start: figure.quantity for figure in whole.figures[low:high]},
        )

    def figures_from(self, start: int, end: int) -> list[Figure]:
        """Return the figures of the whole page that begin in a span, in order."""
        return self.whole.figures_from(start, end)

    @cached_property
    def figure_starts(self) -> list[int]:
        """Where every figure of the whole page begins."""
        return self.whole.figure_starts

    @cached_property
    def periods(self) -> dict[int, Period]:
        """What each PERIOD mention says on the whole page, by mention index of the part."""
        periods = self.whole.periods
        return {n: periods[index] for n, index in enumerate(self._chosen) if index in periods}

    @cached_property
    def days(self) -> Counter[tuple[date, date]]:
        """How often the PERIOD mentions of the whole page name the same days."""
        return self.whole.days

    @cached_property
    def rulings(self) -> list[Ruling | None]:
        """What the rules say of each figure of the part."""
        return self.whole.rulings[self._low : self._high]


def _choose(page: Page, low: int, high: int) -> list[int]:
    """Return the mentions from the first to the last figure, and the targets around them."""
    opening, closing = page.figures[low].index, page.figures[high - 1].index + 1
    chosen = set(range(opening, closing))
    for kind, label in TARGETS.items():
        if label != "QUANTITY":
            before, after, first = WINDOWS[kind]
            indices = page.of(label)
            begin, end = bisect_left(indices, opening), bisect_left(indices, closing)
            chosen.update(indices[: first + 1])
            chosen.update(indices[max(0, begin - before) : begin])
            chosen.update(indices[end : end + after])
    return sorted(chosen)
