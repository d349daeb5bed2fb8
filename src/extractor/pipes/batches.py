"""Turn a page into the arrays that the ranker reads."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from extractor.features.chain import chain_ids
from extractor.features.layout import Ints
from extractor.features.lexical import figure_features, target_features
from extractor.features.page import Page
from extractor.features.pairs import KINDS, PAIR_FEATURES, PAIR_IDS, build_pairs
from extractor.features.readings import reading_keys

#: No target, no mention.
NONE: Final = -1


@dataclass(frozen=True, slots=True)
class Bags:
    """Rows of an embedding to be summed: `rows` flat, `starts` where each bag begins."""

    rows: Ints
    starts: Ints
    count: int


@dataclass(frozen=True, slots=True)
class PairBatch:
    """Candidate pairs of one page, with one "none" pair a group.

    `figure` and `target` point into the bags, `mention` into the page's mentions (−1 is none),
    `key` numbers what a mention says (features/readings), `reading` the same within its kind from
    0 (none is `readings`, the last),
    `ids` is pairs × features, `group` has the start of every (figure, kind) group and the end,
    `chain` holds the feature ids of the steps between figures (features/chain).
    """

    figures: Bags
    targets: Bags
    figure: Ints
    target: Ints
    mention: Ints
    key: Ints
    reading: Ints
    readings: int
    kind: Ints
    ids: NDArray[np.int32]
    group: Ints
    chain: Ints

    @property
    def place(self) -> Ints:
        """The place of each pair's reading in a table figures × kinds × (readings + 1)."""
        return (self.figure * len(KINDS) + self.kind) * (self.readings + 1) + self.reading


def build_batch(page: Page, *, rows: int) -> PairBatch:
    """Turn a page into arrays for the ranker, every group ending with its "none" pair."""
    pairs, keys = build_pairs(page), reading_keys(page)
    used = sorted(set(pairs.target.tolist()))
    place = np.full(len(page.mentions) + 1, NONE)
    place[used] = np.arange(len(used))
    groups = np.arange(len(page.figures) * len(KINDS))
    group_of = np.concatenate([pairs.figure * len(KINDS) + pairs.kind, groups])
    order = np.argsort(group_of, kind="stable")
    none = (none_row(0) + groups[:, None] % len(KINDS)).astype(pairs.ids.dtype)
    none_ids = np.repeat(none, PAIR_FEATURES, axis=1)
    kind = group_of[order] % len(KINDS)
    key = np.concatenate([keys[pairs.target], np.full(len(groups), NONE)])[order]
    reading, readings = _number_readings(kind, key)
    return PairBatch(
        figures=_bags([figure_features(page, f, n) for n, f in enumerate(page.figures)], rows),
        targets=_bags([target_features(page, index) for index in used], rows),
        figure=group_of[order] // len(KINDS),
        kind=kind,
        target=np.concatenate([place[pairs.target], np.full(len(groups), NONE)])[order],
        mention=np.concatenate([pairs.target, np.full(len(groups), NONE)])[order],
        key=key,
        reading=reading,
        readings=readings,
        ids=np.concatenate([pairs.ids, none_ids])[order],
        group=np.searchsorted(group_of[order], np.append(groups, len(groups))),
        chain=chain_ids(page),
    )


def _number_readings(kind: Ints, key: Ints) -> tuple[Ints, int]:
    """Number the readings of each kind from 0; none gets the number after the greatest."""
    reading = np.zeros_like(key)
    count = 0
    for number in range(len(KINDS)):
        at = (kind == number) & (key != NONE)
        names, reading[at] = np.unique(key[at], return_inverse=True)
        count = max(count, len(names))
    return np.where(key == NONE, count, reading), count


def pair_rows() -> int:
    """Return the rows of the pair embedding: all kinds, and one "none" a kind."""
    return (PAIR_IDS + 1) * len(KINDS)


def none_row(kind: int) -> int:
    """Return the row of "none" for a kind."""
    return PAIR_IDS * len(KINDS) + kind


def _bags(features: list[list[str]], rows: int) -> Bags:
    """Hash features into rows, alike on every machine and in every process.

    Each bag has its rows once, in order; all bags are hashed and sorted at once, which takes 0.6
    of the time.
    """
    sizes = np.fromiter(map(len, features), np.int64, len(features))
    encoded = map(str.encode, chain.from_iterable(features))
    hashes = np.fromiter(map(crc32, encoded), np.int64, int(sizes.sum()))
    begins = np.arange(len(features)) * rows
    cells = np.repeat(begins, sizes) + hashes % rows
    cells.sort()  # np.unique takes longer than all the rest
    cells = cells[np.diff(cells, prepend=-1) > 0]
    return Bags(cells % rows, np.searchsorted(cells, begins), len(features))
