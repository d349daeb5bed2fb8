"""Choose the links of a page: the committee's scores, and the chain over the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractor.features.layout import Ints
from extractor.features.page import Page
from extractor.features.pairs import KINDS
from extractor.features.parts import part_page
from extractor.features.segments import first_greatest
from extractor.pipes.batches import NONE, PairBatch, build_batch
from extractor.pipes.chain import infer_chances, weigh
from extractor.pipes.committee import Committee, Params
from extractor.pipes.rows import NOWHERE, DoubtRow, LinkRow

#: INDICATORs less likely than this are no doubt, and so many are weighed at most.
_DOUBTFUL: Final = 0.04
_MOST: Final = 4
_NAMING: Final = KINDS.index("HAS_INDICATOR")


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best pair of every group, its chance, the chance of every reading (figures × kinds ×
    readings) and the weight of every pair."""

    best: Ints
    chances: NDArray[np.float64]
    readings: NDArray[np.float64]
    weights: NDArray[np.float64]


def find_links(
    page: Page, committee: Committee, *, rows: int
) -> tuple[list[LinkRow], list[DoubtRow]]:
    """Return the links of a page, and the INDICATORs that a figure may have where that is unsure.

    `rows` is how many rows the features are hashed into. A page longer than any bulletin is decided
    part by part: of a text of 1 MB at once, pairs and chain took 2.5 GB.
    """
    links: list[LinkRow] = []
    doubts: list[DoubtRow] = []
    for part, asked in part_page(page):
        batch = build_batch(part, rows=rows)
        if len(batch.ids):
            ranked = rank(batch, committee)
            links += _link(part, batch, ranked, asked)
            doubts += _doubt(part, batch, ranked, asked)
            del ranked
        del batch  # before the next is built: 35 MB
    return links, doubts


def _link(page: Page, batch: PairBatch, ranked: Ranked, asked: range) -> Iterator[LinkRow]:
    """Yield the links of some figures of a page."""
    linked = zip(batch.mention[ranked.best].tolist(), ranked.chances.tolist(), strict=True)
    for group, (mention, chance) in enumerate(linked):
        if mention == NONE or group // len(KINDS) not in asked:
            continue
        figure, target = page.figures[group // len(KINDS)], page.mentions[mention]
        kind = KINDS[group % len(KINDS)]
        yield figure.start, figure.end, kind, target.start, target.end, chance


def _doubt(page: Page, batch: PairBatch, ranked: Ranked, asked: range) -> Iterator[DoubtRow]:
    """Yield all INDICATORs, none among them, of the figures that more than one is likely for."""
    chances = ranked.readings[:, _NAMING]
    likely = chances >= _DOUBTFUL
    for number in np.flatnonzero(likely.sum(axis=1) > 1).tolist():
        if number not in asked:
            continue
        figure = page.figures[number]
        group = number * len(KINDS) + _NAMING
        pairs = np.arange(batch.group[group], batch.group[group + 1])
        for reading in np.argsort(-chances[number], kind="stable")[:_MOST].tolist():
            if not likely[number, reading]:
                break
            alike = pairs[batch.reading[pairs] == reading]
            mention = int(batch.mention[alike[ranked.weights[alike].argmax()]])
            place = (NOWHERE, NOWHERE)
            if mention != NONE:
                place = page.mentions[mention].start, page.mentions[mention].end
            yield figure.start, figure.end, *place, float(chances[number, reading])


def split_members(params: Sequence[Params]) -> list[list[Params]]:
    """Part the weights of a whole committee, as thinc writes them, by member."""
    filled = [p for p in params if p]
    count = sum("figures" in p for p in filled)
    tables, lasts, layers = filled[:count], filled[count : 2 * count], filled[2 * count :]
    return [
        [table, last, *layers[4 * number : 4 * number + 4]]
        for number, (table, last) in enumerate(zip(tables, lasts, strict=True))
    ]


def rank(batch: PairBatch, committee: Committee) -> Ranked:
    """Rank the pairs of every group; the members' scores are averaged.

    The likeliest reading given the whole page is taken; of the mentions that say it the likeliest
    (mostly the nearest) is linked.
    """
    pairs, unary = weigh(committee.score(batch), batch)
    chance = infer_chances(unary, committee.steps(batch))
    reading = chance.argmax(axis=2).ravel()
    group = np.repeat(np.arange(len(reading)), np.diff(batch.group))
    inside = np.where(batch.reading == reading[group], pairs, -1.0)
    best = first_greatest(inside, batch.group[:-1])
    return Ranked(best, chance.max(axis=2).ravel(), chance, pairs)
