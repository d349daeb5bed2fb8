"""Judge which numerals are figures, and put them among the mentions; no spaCy needed."""

from __future__ import annotations

from typing import Final

from extractor.features.judging import candidate_page, judging_features
from extractor.features.survey import survey
from extractor.pipes.completion import complete
from extractor.pipes.linear import LinearClassifier
from extractor.schema import Mention
from extractor.vietnamese.numbers import Quantity

FIGURE: Final = "figure"
OTHER: Final = "other"


def find_figures(text: str, judge: LinearClassifier, *, threshold: float) -> list[Mention]:
    """Return the numerals that report something, each with its chance."""
    found = []
    at = judge.classes.index(FIGURE) if judge.classes else 0
    for quantity, features in samples_of(text):
        chance = float(judge.predict(features)[at])
        if chance >= threshold:
            found.append(Mention(quantity.start, quantity.end, "QUANTITY", chance))
    return found


def place_figures(
    text: str, figures: list[Mention], mentions: tuple[Mention, ...]
) -> tuple[Mention, ...]:
    """Put the figures among recognised mentions, where they win, and complete them all."""
    taken = [(m.start, m.end) for m in figures]
    kept = [
        mention
        for mention in mentions
        if mention.label != "QUANTITY"
        and not any(start < mention.end and mention.start < end for start, end in taken)
    ]
    return complete(text, figures + kept)


def samples_of(text: str) -> list[tuple[Quantity, list[str]]]:
    """Return every numeral of a text with its features."""
    found = survey(text)
    quantities, zones = found.quantities, found.zones
    page = candidate_page(text, quantities)
    return [(q, judging_features(page, i, zones)) for i, q in enumerate(quantities)]
