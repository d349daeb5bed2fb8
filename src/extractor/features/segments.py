"""Look at every segment of an array at once: the groups of pairs, without a loop over them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def first_greatest(values: NDArray[Any], starts: Ints) -> Ints:
    """Return the index of the first greatest value of each segment; none may be empty.

    >>> first_greatest(np.array([1, 5, 5, 2, 9]), np.array([0, 3])).tolist()
    [1, 4]
    """
    lengths = np.diff(starts, append=len(values))
    top = np.repeat(np.maximum.reduceat(values, starts), lengths)
    places = np.flatnonzero(values == top)
    return places[np.searchsorted(places, starts)]


def spread_ranges(starts: Ints, lengths: Ints) -> Ints:
    """Return the numbers of all ranges [start, start + length) one after the other.

    >>> spread_ranges(np.array([7, 0]), np.array([2, 3])).tolist()
    [7, 8, 0, 1, 2]
    """
    ends = np.cumsum(lengths)
    return np.arange(lengths.sum()) + np.repeat(starts - ends + lengths, lengths)
