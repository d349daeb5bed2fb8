"""Judge which numerals are figures, and put them among the mentions; no spaCy needed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

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
#: What the recogniser's word is worth: the odds of a figure are multiplied by the first where it
#: found a QUANTITY too, else by the second (fitted on 17,000 numerals that neither had learned
#: from). Figures found on dev .985 → .989, on 837 bulletins that a half pipeline never saw .982 →
#: .984.
_SECONDED: Final = 1.4
_ALONE: Final = 0.26


def find_figures(
    text: str, judge: LinearClassifier, recognised: Iterable[Mention], *, threshold: float
) -> list[Mention]:
    """Return the numerals that report something, each with its chance.

    The judge reads words around a numeral, the recogniser vectors: together they know more than
    either, so what is `recognised` as QUANTITY seconds the judge.
    """
    quantities = findings(text).quantities
    page, at = candidate_page(text, quantities), judge.classes.index(FIGURE)
    seconded = _seconded(quantities, recognised)
    found = []
    for first in range(0, len(quantities), _BLOCK):
        block = quantities[first : first + _BLOCK]
        samples = [judging_features(page, first + place) for place in range(len(block))]
        chances = judge.predict_all(samples)[:, at]
        odds = np.where(seconded[first : first + _BLOCK], _SECONDED, _ALONE) * chances
        chances = (odds / (odds + 1 - chances)).tolist()
        found += [
            Mention(quantity.start, quantity.end, "QUANTITY", chance)
            for quantity, chance in zip(block, chances, strict=True)
            if chance >= threshold
        ]
    forget_page()
    return found


def _seconded(quantities: list[Quantity], recognised: Iterable[Mention]) -> NDArray[np.bool_]:
    """Tell of each numeral whether a recognised QUANTITY touches it; neither overlap their like."""
    spans = sorted((m.start, m.end) for m in recognised if m.label == "QUANTITY")
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    return np.array(
        [bisect_left(starts, q.end) > bisect_right(ends, q.start) for q in quantities], bool
    )


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
