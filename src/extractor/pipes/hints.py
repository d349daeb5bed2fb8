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

from extractor.features.survey import survey
from extractor.rules.cues import GENERAL

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
    found = survey(text)
    wrapped = [(z.start, z.end) for z in found.zones if z.zone == "boilerplate"]
    for quantity in found.quantities:
        kind = quantity.kind or f"q_{quantity.unit}"
        yield quantity.start, quantity.end, kind
    yield from _tagged(found.periods, "period")
    yield from _tagged(found.agencies, "agency")
    yield from _tagged(found.levels, "level")
    for hit in found.cues:
        yield hit.start, hit.end, "general" if hit.cue.name in GENERAL else "cue"
    yield from _tagged(wrapped, _WRAPPED)


def _tagged(spans: Iterable[tuple[int, int]], tag: str) -> Iterator[tuple[int, int, str]]:
    for start, end in spans:
        yield start, end, tag
