"""Indicator codes: each code for itself, the confusion between them, macro beside micro.

The micro average follows the frequent codes; the macro average and the one over rare codes show
what it hides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from extractor.scoring.counts import Counts
from extractor.scoring.facts import Alignment

#: Stand in the confusion for a figure that was not found, one without a code, no gold figure.
MISSED: Final = "(missed)"
NO_CODE: Final = "(no code)"
NO_FIGURE: Final = "(no figure)"
_NO_CODES: Final = frozenset({MISSED, NO_CODE, NO_FIGURE})
#: Codes with fewer gold figures than this are rare.
RARE: Final = 5


@dataclass(frozen=True, slots=True)
class CodeScores:
    """Counts by code, and how often each gold code was given each code."""

    by_code: dict[str, Counts]
    confusion: Counter[tuple[str, str]]


def code_pairs(alignment: Alignment) -> list[tuple[str, str]]:
    """List (gold code, observed code) of every figure, missed and spurious ones included."""
    pairs = []
    for pair in alignment.pairs:
        seen = pair.observation
        given = MISSED if seen is None else seen.indicator or NO_CODE
        pairs.append((pair.fact.indicator, given))
    return pairs + [(NO_FIGURE, one.indicator or NO_CODE) for one in alignment.extra]


def score_codes(pairs: Iterable[tuple[str, str]]) -> CodeScores:
    """Score (gold, observed) codes.

    >>> scores = score_codes([("a", "a"), ("a", "b"), ("b", "(missed)"), ("(no figure)", "a")])
    >>> scores.by_code
    {'a': Counts(tp=1, fp=1, fn=1), 'b': Counts(tp=0, fp=1, fn=1)}
    """
    confusion = Counter(pairs)
    codes = sorted({code for pair in confusion for code in pair} - _NO_CODES)
    by_code = {}
    for code in codes:
        gold = sum(n for (ours, _), n in confusion.items() if ours == code)
        given = sum(n for (_, theirs), n in confusion.items() if theirs == code)
        right = confusion[code, code]
        by_code[code] = Counts(right, given - right, gold - right)
    return CodeScores(by_code, confusion)


def micro(by_code: Mapping[str, Counts]) -> Counts:
    """Pool all codes: every figure counts the same."""
    return sum(by_code.values(), Counts())


def macro_f1(by_code: Mapping[str, Counts], *, rarer_than: int | None = None) -> float | None:
    """Average F1 over the codes that gold has: every code counts the same; None without codes.

    `rarer_than` keeps only codes with fewer gold figures than that.

    >>> macro_f1({"a": Counts(tp=98), "b": Counts(fn=2)})
    0.5
    """
    scores = []
    for counts in by_code.values():
        support = counts.tp + counts.fn
        if support and (rarer_than is None or support < rarer_than):
            scores.append(counts.f1 or 0.0)
    return sum(scores) / len(scores) if scores else None
