"""Gold as spaCy documents: entities, links and codes on the normalised text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, DocBin

from extractor.corpus.gold import Gold
from extractor.corpus.store import Bulletin
from extractor.features.scoping import scope_label
from extractor.pipes.records import register_extensions, set_mentions
from extractor.schema import Mention
from extractor.vietnamese.text import normalise


def make_doc(nlp: Language, text: str, gold: Gold) -> Doc:
    """Return the gold document that the components learn from.

    The pipeline reads normalised text, so every raw offset of the gold is moved there. A mention
    that cuts a token is widened to it.
    """
    register_extensions()
    normal = normalise(text)
    doc: Doc = nlp.make_doc(normal.text)
    places = {m.id: _token_span(doc, *normal.normal_span(m.start, m.end)) for m in gold.mentions}
    set_mentions(doc, [Mention(*places[m.id], m.label) for m in gold.mentions])
    doc._.tthc_links = [
        (*places[link.source], link.kind, *places[link.target], 1.0) for link in gold.links
    ]
    doc._.tthc_codes = [
        (
            *places[fact.mention],
            fact.indicator,
            fact.role,
            scope_label(fact.admin_level, fact.level_scope),
            1.0,
        )
        for fact in gold.facts
    ]
    return doc


def _token_span(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Widen a span to whole tokens."""
    span = doc.char_span(start, end, alignment_mode="expand")
    return (span.start_char, span.end_char) if span is not None else (start, end)


def write_docs(nlp: Language, bulletins: Iterable[Bulletin], path: Path) -> int:
    """Write bulletins as one DocBin file; return how many."""
    box = DocBin(store_user_data=True)
    count = 0
    for bulletin in bulletins:
        box.add(make_doc(nlp, bulletin.text, bulletin.gold))
        count += 1
    path.parent.mkdir(parents=True, exist_ok=True)
    box.to_disk(path)
    return count
