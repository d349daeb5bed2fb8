"""One tagged text with everything that the features read, computed once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from extractor.facts.timeline import read_timeline
from extractor.features.layout import Ints
from extractor.features.notions import Notion
from extractor.features.ruled import Ruling, read_rulings
from extractor.features.survey import plain_words, survey
from extractor.labels import LABELS, Label
from extractor.rules.cues import Hit
from extractor.schema import Mention
from extractor.vietnamese.numbers import Quantity, read_figure
from extractor.vietnamese.periods import Period


@dataclass(frozen=True, slots=True)
class Figure:
    """A QUANTITY mention with its reading; `index` is its place among the page's mentions."""

    index: int
    start: int
    end: int
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Places:
    """Where the mentions of a page start and end, and the lines and sentences that they start in,
    numbered from 0; `figures` are the places of the figures among the mentions."""

    starts: Ints
    ends: Ints
    lines: Ints
    sentences: Ints
    figures: Ints


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
        self.survey = survey(text)
        self.layout = self.survey.layout
        #: What features/lexical says of each figure: the linker and the coder both ask.
        self.said: dict[int, list[str]] = {}
        known = quantities or {}
        self.figures = [
            Figure(i, m.start, m.end, known.get(m.start) or read_figure(text, m.start, m.end))
            for i, m in enumerate(mentions)
            if m.label == "QUANTITY"
        ]

    @cached_property
    def places(self) -> Places:
        """Where the mentions stand, as arrays."""
        starts = np.array([mention.start for mention in self.mentions], np.int64)
        return Places(
            starts=starts,
            ends=np.array([mention.end for mention in self.mentions], np.int64),
            lines=self.layout.number("line", starts),
            sentences=self.layout.number("sentence", starts),
            figures=np.array(self.of("QUANTITY"), np.int64),
        )

    def of(self, label: Label) -> list[int]:
        """Return the indices of the mentions with a label, in order."""
        return self._indices[label]

    @cached_property
    def _indices(self) -> dict[Label, list[int]]:
        found: dict[Label, list[int]] = {name: [] for name in LABELS}
        for index, mention in enumerate(self.mentions):
            found[mention.label].append(index)
        return found

    def figures_from(self, start: int, end: int) -> list[Figure]:
        """Return the figures that begin in a span, in order."""
        starts = self.figure_starts
        return self.figures[bisect_left(starts, start) : bisect_left(starts, end)]

    @cached_property
    def figure_starts(self) -> list[int]:
        """Where every figure of the text begins, in order."""
        return [figure.start for figure in self.figures]

    def sentence_of(self, figure: Figure) -> tuple[int, int]:
        """Return the half-open span of a figure's sentence, for which a dozen features ask."""
        return self._sentences[figure.start]

    @cached_property
    def _sentences(self) -> dict[int, tuple[int, int]]:
        return {figure.start: self.layout.sentence_of(figure.start) for figure in self.figures}

    def last_before(self, label: Label, offset: int) -> Mention | None:
        """Return the last mention with a label that ends at or before an offset."""
        mentions, ends = self._by_label[label]
        at = bisect_right(ends, offset)
        return mentions[at - 1] if at else None

    @cached_property
    def _by_label(self) -> dict[Label, tuple[list[Mention], list[int]]]:
        found: dict[Label, tuple[list[Mention], list[int]]] = {name: ([], []) for name in LABELS}
        for mention in self.mentions:
            mentions, ends = found[mention.label]
            mentions.append(mention)
            ends.append(mention.end)
        return found

    @property
    def lowered(self) -> str:
        """The text in lower case, offset by offset."""
        return self.survey.lowered

    def printed(self, index: int) -> str:
        """Return the words of a mention as printed: names of bodies are known by their capitals."""
        mention = self.mentions[index]
        return self.text[mention.start : mention.end]

    def surface(self, index: int) -> str:
        """Return the words of a mention as printed, in lower case."""
        mention = self.mentions[index]
        return self.lowered[mention.start : mention.end]

    @property
    def cues(self) -> list[Hit]:
        """The cues of the codebook in the text."""
        return self.survey.found.cues

    @property
    def published(self) -> date | None:
        """The day of publication as printed in the text."""
        return self.survey.found.published

    @property
    def province(self) -> str | None:
        """The province that the text is about."""
        return self.survey.found.province

    @cached_property
    def periods(self) -> dict[int, Period]:
        """What each PERIOD mention says, by mention index."""
        return read_timeline(self.text, self.mentions, self.published).periods

    @cached_property
    def days(self) -> Counter[tuple[date, date]]:
        """How often the PERIOD mentions name the same days."""
        return Counter((period.start, period.end) for period in self.periods.values())

    def cues_in(self, start: int, end: int) -> list[Hit]:
        """Return the cues that touch a span."""
        return self.survey.cues_in(start, end)

    @cached_property
    def rulings(self) -> list[Ruling | None]:
        """What the rules say of each figure."""
        return read_rulings(self)

    @property
    def notions(self) -> list[Notion]:
        """The notions of the thesaurus in the text."""
        return self.survey.notions

    def notions_in(self, start: int, end: int) -> list[str]:
        """Return the names of the notions that touch a span, in order."""
        return self.survey.notions_in(start, end)

    def words_before(self, offset: int, count: int) -> list[str]:
        """Return up to `count` words left of an offset, nearest first, digits masked."""
        return self.survey.words_before(offset, count)

    def words_after(self, offset: int, count: int) -> list[str]:
        """Return up to `count` words right of an offset, digits masked."""
        return self.survey.words_after(offset, count)

    def words(self, start: int, end: int, *, masked: bool = True) -> list[str]:
        """Return the words between two offsets; digits are masked unless told otherwise.

        `mức độ 3` and `mức độ 4` are two things: names keep their digits.
        """
        if masked:
            return self.survey.words(start, end)
        return plain_words(self.lowered[start:end])
