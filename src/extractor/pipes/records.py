"""What the components write on a Doc beside `doc.ents`, and how it becomes a `Tagged`.

`doc._.tthc_links` holds (figure start, figure end, kind, target start, target end, score),
`doc._.tthc_doubts` the INDICATORs that a figure may have where that is unsure (rows.DoubtRow) and
`doc._.tthc_codes` (figure start, figure end, indicator, role, scope, score), all in code points of
`doc.text`: character offsets survive every change of tokens. A gold doc may hold in
`doc._.tthc_read` the mentions (start, end, label, score) that a pipeline read which never learned
from it.
"""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc

from extractor.pipes.rows import gather
from extractor.schema import Mention, Tagged

_EXTENSIONS: Final = ("tthc_links", "tthc_doubts", "tthc_codes", "tthc_scores", "tthc_read")


def register_extensions() -> None:
    """Declare the Doc attributes; safe to call again."""
    for name in _EXTENSIONS:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


def mentions_of(doc: Doc) -> tuple[Mention, ...]:
    """Return `doc.ents` as mentions in order, with the scores that the components left."""
    scores: dict[tuple[int, int], float] = doc._.tthc_scores or {}
    return tuple(
        Mention(e.start_char, e.end_char, e.label_, scores.get((e.start_char, e.end_char), 1.0))  # type: ignore[arg-type]
        for e in doc.ents
    )


def set_mentions(doc: Doc, mentions: list[Mention]) -> None:
    """Write mentions as `doc.ents`; one that cuts a token is widened, one that overlaps dropped."""
    spans, taken = [], -1
    scores: dict[tuple[int, int], float] = {}
    for mention in sorted(mentions, key=lambda m: m.start):
        span = doc.char_span(
            mention.start, mention.end, label=mention.label, alignment_mode="expand"
        )
        if span is None or span.start < taken:
            continue
        spans.append(span)
        scores[(span.start_char, span.end_char)] = mention.score
        taken = span.end
    doc.set_ents(spans)
    doc._.tthc_scores = scores


def tagged_of(doc: Doc) -> Tagged:
    """Collect what the components wrote on a Doc."""
    return gather(doc.text, mentions_of(doc), doc._.tthc_links or (), doc._.tthc_codes or ())
