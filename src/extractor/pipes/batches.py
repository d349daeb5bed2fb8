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
    pairs, keys = build_pairs(page), np.append(reading_keys(page), NONE)
    groups = np.arange(len(page.figures) * len(KINDS))
    group_of = pairs.figure * len(KINDS) + pairs.kind
    sizes = np.bincount(group_of, minlength=len(groups)) + 1
    group = np.append(0, np.cumsum(sizes))
    place = np.arange(len(group_of)) + group_of  # each group before has one pair more, its "none"
    mention = np.full(group[-1], NONE)
    mention[place] = pairs.target
    ids = np.empty((PAIR_FEATURES, len(mention)), np.int32)
    ids[:, place] = pairs.ids.T
    ids[:, group[1:] - 1] = none_row(0) + groups % len(KINDS)
    kind, key = np.repeat(groups % len(KINDS), sizes), keys[mention]
    reading, readings = _number_readings(kind, key)
    used = np.flatnonzero(np.bincount(pairs.target, minlength=len(page.mentions)))
    number = np.full(len(keys), NONE)
    number[used] = np.arange(len(used))
    return PairBatch(
        figures=_bags([figure_features(page, f, n) for n, f in enumerate(page.figures)], rows),
        targets=_bags([target_features(page, index) for index in used.tolist()], rows),
        figure=np.repeat(groups // len(KINDS), sizes),
        kind=kind,
        target=number[mention],
        mention=mention,
        key=key,
        reading=reading,
        readings=readings,
        ids=ids.T,
        group=group,
        chain=chain_ids(page),
    )


def _number_readings(kind: Ints, key: Ints) -> tuple[Ints, int]:
    """Number the readings of each kind from 0; none gets the number after the greatest."""
    told = np.zeros((len(KINDS), key.max(initial=NONE) + 2), bool)
    told[kind, key] = True
    told[:, NONE] = False
    count = int(told.sum(axis=1).max())
    return np.where(key == NONE, count, (told.cumsum(axis=1) - 1)[kind, key]), count


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
