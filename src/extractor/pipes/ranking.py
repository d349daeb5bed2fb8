"""Choose the links of a page: the committee's scores, and the chain over the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from extractor.features.layout import Ints
from extractor.features.page import Page
from extractor.features.pairs import KINDS
from extractor.features.parts import part_page
from extractor.features.segments import first_greatest
from extractor.pipes.batches import NONE, PairBatch, build_batch
from extractor.pipes.chain import infer, weigh
from extractor.pipes.committee import Committee, Params
from extractor.pipes.rows import LinkRow


def find_links(page: Page, committee: Committee, *, rows: int) -> list[LinkRow]:
    """Return the links of a page; `rows` is how many rows the features are hashed into.

    A page longer than any bulletin is decided part by part: of a text of 1 MB at once, pairs and
    chain took 2.5 GB.
    """
    found: list[LinkRow] = []
    for part, asked in part_page(page):
        found += _link(part, committee, rows, asked)
    return found


def _link(page: Page, committee: Committee, rows: int, asked: range) -> Iterator[LinkRow]:
    """Yield the links of some figures of a page."""
    batch = build_batch(page, rows=rows)
    if not len(batch.ids):
        return
    best, chances = rank(batch, committee)
    linked = zip(batch.mention[best].tolist(), chances.tolist(), strict=True)
    for group, (mention, chance) in enumerate(linked):
        if mention == NONE or group // len(KINDS) not in asked:
            continue
        figure, target = page.figures[group // len(KINDS)], page.mentions[mention]
        kind = KINDS[group % len(KINDS)]
        yield figure.start, figure.end, kind, target.start, target.end, chance


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
    pairs, unary = weigh(committee.score(batch), batch)
    chance = infer(unary, committee.steps(batch)).chance
    reading = chance.argmax(axis=2).ravel()
    group = np.repeat(np.arange(len(reading)), np.diff(batch.group))
    inside = np.where(batch.reading == reading[group], pairs, -1.0)
    return first_greatest(inside, batch.group[:-1]), chance.max(axis=2).ravel()
