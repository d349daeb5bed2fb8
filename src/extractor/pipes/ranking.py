"""Choose the links of a page: the committee's scores, and the chain over the figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractor.features.layout import Ints
from extractor.features.page import Page
from extractor.features.pairs import KINDS
from extractor.features.segments import first_greatest
from extractor.pipes.batches import NONE, PairBatch, build_batch, window
from extractor.pipes.chain import infer, weigh
from extractor.pipes.committee import Committee, Floats, Params
from extractor.pipes.rows import LinkRow

#: Longer pages than a bulletin's are decided in windows of so many figures, each with so many more
#: on both sides: the chain's table grows with the square of its figures (5 GB for a text of 1 MB).
_STRIDE: Final = 300
_MARGIN: Final = 60


def find_links(page: Page, committee: Committee, *, rows: int) -> list[LinkRow]:
    """Return the links of a page; `rows` is how many rows the features are hashed into."""
    batch = build_batch(page, rows=rows)
    if not len(batch.ids):
        return []
    best, chances = rank(batch, committee)
    found: list[LinkRow] = []
    linked = zip(batch.mention[best].tolist(), chances.tolist(), strict=True)
    for group, (mention, chance) in enumerate(linked):
        if mention == NONE:
            continue
        figure, target = page.figures[group // len(KINDS)], page.mentions[mention]
        kind = KINDS[group % len(KINDS)]
        found.append((figure.start, figure.end, kind, target.start, target.end, chance))
    return found


def split_members(params: Sequence[Params]) -> list[list[Params]]:
    """Part the weights of a whole committee, as thinc writes them, by member."""
    filled = [p for p in params if p]
    count = sum("figures" in p for p in filled)
    tables, lasts, layers = filled[:count], filled[count : 2 * count], filled[2 * count :]
    return [
        [table, last, *layers[4 * number : 4 * number + 4]]
        for number, (table, last) in enumerate(zip(tables, lasts, strict=True))
    ]


def rank(batch: PairBatch, committee: Committee) -> tuple[Ints, NDArray[np.float64]]:
    """Return the best pair of every group and its chance; the members' scores are averaged.

    The likeliest reading given the whole page is taken; of the mentions that say it the likeliest
    (mostly the nearest) is linked.
    """
    scores, steps = committee.score(batch), committee.steps(batch)
    count = batch.figures.count
    if count <= _STRIDE + 2 * _MARGIN:
        return _decide(batch, scores, steps)
    best, chances = [], []
    for first in range(0, count, _STRIDE):
        last = min(first + _STRIDE, count)
        low, high = max(0, first - _MARGIN), min(count, last + _MARGIN)
        part, pairs = window(batch, low, high)
        chosen, chance = _decide(part, scores[pairs], steps[low : high - 1])
        inner = slice((first - low) * len(KINDS), (last - low) * len(KINDS))
        best.append(chosen[inner] + pairs.start)
        chances.append(chance[inner])
    return np.concatenate(best), np.concatenate(chances)


def _decide(
    batch: PairBatch, scores: Floats, steps: NDArray[np.float64]
) -> tuple[Ints, NDArray[np.float64]]:
    pairs, unary = weigh(scores, batch)
    chance = infer(unary, steps).chance
    reading = chance.argmax(axis=2).ravel()
    group = np.repeat(np.arange(len(reading)), np.diff(batch.group))
    inside = np.where(batch.reading == reading[group], pairs, -1.0)
    return first_greatest(inside, batch.group[:-1]), chance.max(axis=2).ravel()
