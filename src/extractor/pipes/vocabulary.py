"""Number features by their hashes, in a hash table of two arrays.

A dict of 70,000 strings lies all over the memory: looking up the features of a page, each once,
misses the processor's cache every time. Bisection of sorted hashes takes twenty steps, a hash table
one or two: 1.05 → .65 ms a bulletin, of which .4 is hashing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final, NamedTuple
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]

#: Features whose place is remembered.
_REMEMBERED: Final = 20_000
#: What a slot of the table holds that no name has.
_FREE: Final = -1


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
        #: The hash of each name, and one more, whatever it is: an empty slot (−1) leads there.
        self._hashes = np.zeros(len(names) + 1, np.int64)
        self._hashes[:-1] = np.fromiter(map(hash, names), np.int64, self._size)
        self._slots = _fill_slots(self._hashes[:-1])
        self._met: dict[str, int] = {}

    def __len__(self) -> int:
        return self._size

    def rows_of(self, features: Collection[str]) -> Ints:
        """Return the place of each feature, −1 where it is unknown."""
        hashes = np.fromiter(map(hash, features), np.int64, len(features))
        last = len(self._slots) - 1
        slots = hashes & last
        rows = self._slots.take(slots)
        astray = _find_astray(rows, self._hashes, hashes)
        while len(astray):  # names that share a slot stand in the next ones
            slots[astray] = (slots[astray] + 1) & last
            rows[astray] = self._slots[slots[astray]]
            astray = astray[_find_astray(rows[astray], self._hashes, hashes[astray])]
        return rows

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


def _fill_slots(hashes: Ints) -> Ints:
    """Return the table: at the last bits of each hash, or the next free slot, its place; else −1.

    At least three of four slots stay free, so that the last of a page's features is found in five
    steps; of a table half full it took fourteen.
    """
    last = (1 << (4 * len(hashes)).bit_length()) - 1
    table = np.full(last + 1, _FREE, np.int32)
    waiting, slots = np.arange(len(hashes)), hashes & last
    while len(waiting):
        free = table[slots] == _FREE
        table[slots[free]] = waiting[free]  # of several that want one slot the last has it
        without = table[slots] != waiting
        waiting, slots = waiting[without], (slots[without] + 1) & last
    return table


def _find_astray(rows: Ints, known: Ints, hashes: Ints) -> Ints:
    """Return which hashes found the slot of another name."""
    return np.flatnonzero((known.take(rows) != hashes) & (rows != _FREE))


_SHARED: Final[WeakValueDictionary[tuple[int, int], Vocabulary]] = WeakValueDictionary()
