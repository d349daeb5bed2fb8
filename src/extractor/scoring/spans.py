"""Mentions: exactly right, or overlapping a gold mention of the same label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from extractor.corpus.gold import Gold
from extractor.labels import LABELS
from extractor.schema import Tagged
from extractor.scoring.alignment import align
from extractor.scoring.counts import Counts, count_matches

#: Start, end (half-open code points) and label.
Span = tuple[int, int, str]
ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class SpanScores:
    """Counts by label and for "all" labels pooled.

    `exact`: same start, end and label. `overlap`: at least one code point shared with a gold
    mention of the same label, paired one to one.
    """

    exact: dict[str, Counts]
    overlap: dict[str, Counts]


def gold_spans(gold: Gold) -> list[Span]:
    """List the mentions of gold as spans."""
    return [(mention.start, mention.end, mention.label) for mention in gold.mentions]


def tagged_spans(tagged: Tagged) -> list[Span]:
    """List the mentions of a prediction as spans."""
    return [(mention.start, mention.end, mention.label) for mention in tagged.mentions]


def score_spans(
    gold: Iterable[Span], predicted: Iterable[Span], *, labels: Sequence[str] = LABELS
) -> SpanScores:
    """Score one bulletin's spans; every label has a row, undefined where it never occurs.

    >>> scores = score_spans([(0, 4, "LEVEL"), (9, 12, "PERIOD")], [(0, 5, "LEVEL")])
    >>> scores.exact["all"], scores.overlap["all"]
    (Counts(tp=0, fp=1, fn=2), Counts(tp=1, fp=0, fn=1))
    """
    wanted, found = list(gold), list(predicted)
    exact: dict[str, Counts] = {}
    loose: dict[str, Counts] = {}
    for label in sorted({*labels, *(span[2] for span in wanted + found)}):
        ours = [span[:2] for span in wanted if span[2] == label]
        theirs = [span[:2] for span in found if span[2] == label]
        exact[label] = count_matches(ours, theirs)
        paired = len(align(ours, theirs))
        loose[label] = Counts(paired, len(theirs) - paired, len(ours) - paired)
    exact[ALL] = sum(exact.values(), Counts())
    loose[ALL] = sum(loose.values(), Counts())
    return SpanScores(exact, loose)
