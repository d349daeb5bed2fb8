"""Tell the network what grammar and gazetteer see: each hinted token gets a tag as a feature.

The tag replaces the tokenizer's S/B/I on tokens inside a numeral, a period, a level phrase, a named
body or a notion of the thesaurus; the network learns how far to trust it.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc

from extractor.pipes.hinting import find_hints


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
