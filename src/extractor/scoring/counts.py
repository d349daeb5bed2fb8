"""Right, spurious and missed: the three counts that every score here is made of.

A score is undefined (None) where nothing could be counted; it is never 0 or 1 then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Measure = Literal["precision", "recall", "f1"]
MEASURES: Final[tuple[Measure, ...]] = ("precision", "recall", "f1")


@dataclass(frozen=True, slots=True)
class Counts:
    """Count what is right (tp), spurious (fp) and missed (fn); add them to pool.

    Where gold is the denominator (accuracy over all gold figures, shares), read `recall`.

    >>> Counts(tp=3, fp=1, fn=0) + Counts(fn=3)
    Counts(tp=3, fp=1, fn=3)
    >>> Counts(tp=3, fp=1, fn=3).f1
    0.6
    >>> Counts(fn=2).precision is None, Counts(fn=2).recall, Counts(fn=2).f1
    (True, 0.0, 0.0)
    """

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float | None:
        """Give right / predicted, None where nothing was predicted."""
        return _ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float | None:
        """Give right / gold, None where gold has nothing."""
        return _ratio(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float | None:
        """Give 2·tp / (2·tp + fp + fn), None where neither side has anything."""
        return _ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    def measure(self, name: Measure) -> float | None:
        """Give precision, recall or f1 by name."""
        score: float | None = getattr(self, name)
        return score


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


#: Counts by name, such as "spans/exact/LEVEL"; every name present has been looked for.
Table = Mapping[str, Counts]


def add_tables(tables: Iterable[Table]) -> dict[str, Counts]:
    """Pool tables name by name; a name that one table lacks counts as nothing there.

    >>> add_tables([{"a": Counts(tp=1)}, {"a": Counts(fp=1), "b": Counts(fn=1)}])
    {'a': Counts(tp=1, fp=1, fn=0), 'b': Counts(tp=0, fp=0, fn=1)}
    """
    total: dict[str, Counts] = {}
    for table in tables:
        for name, counts in table.items():
            total[name] = total.get(name, Counts()) + counts
    return total


def count_matches(gold: Iterable[Hashable], predicted: Iterable[Hashable]) -> Counts:
    """Count equal items of two lists one to one, so that a repeated prediction is spurious.

    >>> count_matches(["a", "b"], ["a", "a", "c"])
    Counts(tp=1, fp=2, fn=1)
    """
    ours, theirs = Counter(gold), Counter(predicted)
    right = (ours & theirs).total()
    return Counts(right, theirs.total() - right, ours.total() - right)
