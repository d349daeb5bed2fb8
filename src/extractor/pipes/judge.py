"""Judge which numerals are figures, and put them among the mentions; no spaCy needed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Final

from extractor.features.judging import candidate_page, forget_page, judging_features
from extractor.pipes.completion import complete
from extractor.pipes.linear import LinearClassifier
from extractor.rules.findings import findings
from extractor.schema import Mention
from extractor.vietnamese.numbers import Quantity

FIGURE: Final = "figure"
OTHER: Final = "other"
#: Numerals whose features are held at a time: all those of a bulletin.
_BLOCK: Final = 1024


def find_figures(text: str, judge: LinearClassifier, *, threshold: float) -> list[Mention]:
    """Return the numerals that report something, each with its chance."""
    quantities = findings(text).quantities
    page, at = candidate_page(text, quantities), judge.classes.index(FIGURE)
    found = []
    for first in range(0, len(quantities), _BLOCK):
        block = quantities[first : first + _BLOCK]
        samples = [judging_features(page, first + place) for place in range(len(block))]
        chances = judge.predict_all(samples)[:, at].tolist()
        found += [
            Mention(quantity.start, quantity.end, "QUANTITY", chance)
            for quantity, chance in zip(block, chances, strict=True)
            if chance >= threshold
        ]
    forget_page()
    return found


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
