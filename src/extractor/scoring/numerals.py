"""Broken numerals and numbers that are no figures: what the extractor makes of them.

Here too "right" is tp, so that a higher score is better.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractor.corpus.gold import Gold, GoldFact
from extractor.labels import DISTRACTOR_KINDS
from extractor.schema import Observation
from extractor.scoring.alignment import overlap
from extractor.scoring.counts import Counts
from extractor.scoring.facts import Alignment, Pair
from extractor.scoring.spans import ALL

#: How an observation says that the printed numeral is broken.
_FLAGS = frozenset({"malformed", "repaired"})


@dataclass(frozen=True, slots=True)
class MalformedScores:
    """Counts over numerals that gold calls malformed or repaired.

    `flagged`: said to be broken (spurious: a sound numeral said to be broken). `repaired`: given
    the proven reading (spurious: "repaired" to anything gold does not prove). `not_invented`:
    given no other value than the proven one.
    """

    flagged: Counts
    repaired: Counts
    not_invented: Counts


@dataclass(frozen=True, slots=True)
class DistractorScores:
    """Counts by kind of distractor and for "all": tp left alone, fn taken as a figure.

    `elsewhere`: spurious observations that touch no distractor.
    """

    left_alone: dict[str, Counts]
    elsewhere: int


def score_malformed(alignment: Alignment) -> MalformedScores:
    """Score one bulletin's malformed numerals."""
    broken = [pair for pair in alignment.pairs if pair.fact.status in _FLAGS]
    provable = [pair for pair in broken if pair.fact.status == "repaired"]
    seen = [pair.observation for pair in alignment.pairs if pair.observation]
    seen += alignment.extra
    flagged = sum(_is_flagged(pair.observation) for pair in broken)
    mended = sum(_is_mended(pair) for pair in provable)
    invented = sum(_is_invented(pair) for pair in broken)
    flags = sum(one.status in _FLAGS for one in seen)
    repairs = sum(one.status == "repaired" for one in seen)
    return MalformedScores(
        flagged=Counts(flagged, flags - flagged, len(broken) - flagged),
        repaired=Counts(mended, repairs - mended, len(provable) - mended),
        not_invented=Counts(tp=len(broken) - invented, fn=invented),
    )


def _is_flagged(observation: Observation | None) -> bool:
    return observation is not None and observation.status in _FLAGS


def _is_mended(pair: Pair) -> bool:
    seen = pair.observation
    return seen is not None and seen.status == "repaired" and seen.value == pair.fact.value


def _is_invented(pair: Pair) -> bool:
    seen = pair.observation
    return seen is not None and seen.value is not None and seen.value != _proven(pair.fact)


def _proven(fact: GoldFact) -> object:
    return fact.value if fact.status == "repaired" else None


def score_distractors(gold: Gold, alignment: Alignment) -> DistractorScores:
    """Score the numbers of one bulletin that are no figures; every kind has a row."""
    taken = [False] * len(gold.distractors)
    elsewhere = 0
    for one in alignment.extra:
        hits = [
            n
            for n, number in enumerate(gold.distractors)
            if overlap((one.char_start, one.char_end), (number.start, number.end))
        ]
        elsewhere += not hits
        for n in hits:
            taken[n] = True
    scores = {}
    for kind in DISTRACTOR_KINDS:
        hit = [t for t, number in zip(taken, gold.distractors, strict=True) if number.kind == kind]
        scores[kind] = Counts(tp=len(hit) - sum(hit), fn=sum(hit))
    return DistractorScores({**scores, ALL: sum(scores.values(), Counts())}, elsewhere)
