"""Number features by their hashes in one sorted array.

A dict of 70,000 strings lies all over the memory: looking up the features of a page, each once,
missed the processor's cache every time (4.2 ms a bulletin on a busy machine, so 3.1).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

#: Features whose place is remembered.
_REMEMBERED: Final = 20_000


class Known(NamedTuple):
    """The rows of the known features of samples: `rows` flat, `starts` where each begins."""

    rows: Ints
    starts: Ints


def read_vocabulary(names: bytes) -> Vocabulary:
    """Return the vocabulary of names written as JSON; asked for the same again, the same object."""
    mark = hash(names), len(names)  # 64 bits for a handful: SHA-256 cost 10 ms of a start
    found = _SHARED.get(mark)
    if found is None:
        found = _SHARED[mark] = Vocabulary(json.loads(names))
    return found


class Vocabulary:
    """Names with their places in a list.

    Python's hashes of 64 bits stand for the strings: that one of a million unknown features meets
    one of 70,000 known by chance has odds of one to 10⁸. The names are not kept.
    """

    def __init__(self, names: Collection[str]) -> None:
        self._size = len(names)
        hashes = np.fromiter(map(hash, names), np.int64, self._size)
        self._order = np.argsort(hashes)
        self._hashes = hashes[self._order]
        self._met: dict[str, int] = {}

    def __len__(self) -> int:
        return self._size

    def rows_of(self, features: Collection[str]) -> Ints:
        """Return the place of each feature, −1 where it is unknown."""
        hashes = np.fromiter(map(hash, features), np.int64, len(features))
        if not self._size:
            return np.full(len(hashes), -1)
        at = np.searchsorted(self._hashes, hashes)
        at[at == len(self._hashes)] = 0
        return np.where(self._hashes[at] == hashes, self._order[at], -1)

    def rows_met(self, features: Iterable[str]) -> list[int]:
        """Return the places of the known ones of a few features that come again and again."""
        if len(self._met) > _REMEMBERED:
            self._met.clear()
        met, distinct = self._met, dict.fromkeys(features)
        if new := [feature for feature in distinct if feature not in met]:
            met.update(zip(new, self.rows_of(new).tolist(), strict=True))
        return [row for row in map(met.__getitem__, distinct) if row >= 0]

    def look_up(self, samples: Sequence[Sequence[str]]) -> Known:
        """Return the places of the known features of samples, each once, and then that of the bias.

        The bias is the place after the last name; every sample has it.
        """
        flat: list[str] = []
        ends: list[int] = []
        for sample in samples:
            flat += dict.fromkeys(sample)
            ends.append(len(flat))
            flat.append("")
        rows = self.rows_of(flat)
        rows[ends] = self._size
        known = rows >= 0
        starts = [0, *np.cumsum(known)[ends].tolist()]
        return Known(rows[known], np.array(starts[: len(ends)], np.int64))


_SHARED: Final[WeakValueDictionary[tuple[int, int], Vocabulary]] = WeakValueDictionary()
