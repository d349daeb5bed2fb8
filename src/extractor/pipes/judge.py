"""Judge which numerals are figures, and put them among the mentions; no spaCy needed.

Judged twice: each by its words, then all of a page by the company that they keep.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Final

import numpy as np

from extractor.features.company import Company
from extractor.features.judging import candidate_page, forget_page, judging_features
from extractor.features.page import Page
from extractor.pipes.completion import complete
from extractor.pipes.linear import Floats, LinearClassifier
from extractor.pipes.second_reading import SecondReading
from extractor.rules.findings import findings
from extractor.schema import Mention
from extractor.vietnamese.numbers import Quantity

FIGURE: Final = "figure"
OTHER: Final = "other"
#: Numerals whose features are held at a time: all those of a bulletin.
_BLOCK: Final = 1024


def company_in(text: str, judge: LinearClassifier, recognised: Iterable[Mention]) -> Company:
    """Return every numeral of a text, judged by its words, with the company that it keeps."""
    page = candidate_page(text, findings(text).quantities)
    return Company(page, _judge_words(page, judge), recognised)


def find_figures(
    text: str, company: Company, second: SecondReading, *, threshold: float
) -> list[Mention]:
    """Return the numerals that report something, each with its chance."""
    quantities = findings(text).quantities
    chances = [
        chance
        for first in range(0, len(quantities), _BLOCK)
        for chance in second.read(company.rows(first, first + _BLOCK)).tolist()
    ]
    return [
        Mention(quantity.start, quantity.end, "QUANTITY", chance)
        for quantity, chance in zip(quantities, chances, strict=True)
        if chance >= threshold
    ]


def _judge_words(page: Page, judge: LinearClassifier) -> Floats:
    """Return the chance of each numeral of a page, by the words around it."""
    at, size = judge.classes.index(FIGURE), len(page.figures)
    chances = np.zeros(size, np.float32)
    for first in range(0, size, _BLOCK):
        block = range(first, min(first + _BLOCK, size))
        chances[first : block.stop] = judge.predict_all(
            [judging_features(page, place) for place in block]
        )[:, at]
    forget_page()
    return chances


def place_figures(
    text: str, figures: list[Mention], mentions: tuple[Mention, ...]
) -> tuple[Mention, ...]:
    """Put the figures among recognised mentions, where they win, and complete them all."""
    starts, ends = [m.start for m in figures], [m.end for m in figures]
    kept = [
        mention
        for mention in mentions
        if mention.label != "QUANTITY"
        and bisect_left(starts, mention.end) == bisect_right(ends, mention.start)
    ]
    return complete(text, figures + kept)


def samples_of(text: str) -> list[tuple[Quantity, list[str]]]:
    """Return every numeral of a text with its features."""
    quantities = findings(text).quantities
    page = candidate_page(text, quantities)
    return [(q, judging_features(page, i)) for i, q in enumerate(quantities)]
