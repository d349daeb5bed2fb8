"""Pair predicted stretches of text with gold ones, one to one."""

from __future__ import annotations

from collections.abc import Sequence

Stretch = tuple[int, int]


def overlap(one: Stretch, two: Stretch) -> int:
    """Count the code points that two half-open stretches share.

    >>> overlap((0, 5), (3, 9)), overlap((0, 5), (5, 9))
    (2, 0)
    """
    return max(0, min(one[1], two[1]) - max(one[0], two[0]))


def align(gold: Sequence[Stretch], predicted: Sequence[Stretch]) -> dict[int, int]:
    """Map indices of `gold` to indices of `predicted`, each used once, overlapping pairs only.

    Greatest overlap first; among equals the prediction with the least beside the overlap (so an
    exact one wins over a longer one), then the earliest.

    >>> align([(0, 10), (11, 20)], [(0, 20), (18, 20)])
    {0: 0, 1: 1}
    """
    candidates = []
    for g, one in enumerate(gold):
        for p, two in enumerate(predicted):
            shared = overlap(one, two)
            if shared:
                excess = two[1] - two[0] - shared
                candidates.append((-shared, excess, one[0], two[0], g, p))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, g, p in sorted(candidates):
        if g not in pairs and p not in taken:
            pairs[g] = p
            taken.add(p)
    return dict(sorted(pairs.items()))
