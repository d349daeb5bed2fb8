"""Tell the network what grammar and gazetteer see: each hinted token gets a tag as a feature.

The tag replaces the tokenizer's S/B/I on tokens inside a numeral, a period, a level phrase, a named
body or a cue; the network learns how far to trust it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc

from extractor.rules.cues import GENERAL, find_cues
from extractor.rules.zones import find_zones
from extractor.vietnamese.levels import find_levels
from extractor.vietnamese.numbers import find_quantities
from extractor.vietnamese.periods import find_periods
from extractor.vietnamese.places import find_agencies

_WRAPPED: Final = "wrapped"


@Language.factory("tthc_hints", assigns=["token.tag"])
def make_hints(nlp: Language, name: str) -> Hints:
    """Build the component for a pipeline."""
    return Hints(name)


class Hints(Pipe):
    """Set `token.tag` from grammar and gazetteer; learns nothing."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Tag the tokens of a doc; the first hint of a token counts."""
        hinted: set[int] = set()
        for start, end, tag in find_hints(doc.text):
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is None:
                continue
            for token in span:
                if token.i not in hinted:
                    hinted.add(token.i)
                    token.tag_ = f"{tag}-{'B' if token.i == span.start else 'I'}"
        return doc


def find_hints(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, tag) of everything that grammar and gazetteer know, surest first."""
    wrapped = [(z.start, z.end) for z in find_zones(text) if z.zone == "boilerplate"]
    for quantity in find_quantities(text):
        kind = quantity.kind or f"q_{quantity.unit}"
        yield quantity.start, quantity.end, kind
    yield from _tagged(find_periods(text), "period")
    yield from _tagged(find_agencies(text), "agency")
    yield from _tagged(find_levels(text), "level")
    for hit in find_cues(text):
        yield hit.start, hit.end, "general" if hit.cue.name in GENERAL else "cue"
    yield from _tagged(wrapped, _WRAPPED)


def _tagged(spans: Iterable[tuple[int, int]], tag: str) -> Iterator[tuple[int, int, str]]:
    for start, end in spans:
        yield start, end, tag
