"""Run the ranker without its training machinery: weights folded, arrays only.

The scores are those of `ranker` but for rounding (tests/pipes/test_ranking.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from extractor.features.layout import Ints
from extractor.features.page import Page
from extractor.features.pairs import KINDS
from extractor.features.segments import first_greatest
from extractor.pipes.batches import NONE, Bags, PairBatch, build_batch, window
from extractor.pipes.chain import STEP_TYPES, infer, weigh
from extractor.pipes.rows import LinkRow

Floats = NDArray[np.float32]
Params = Mapping[str, Any]

#: What the chain's table is multiplied by: it has few rows, and must move faster in training than
#: the embeddings, which share its learning rate.
CHAIN_GAIN: Final = 10.0
#: Longer pages than a bulletin's are decided in windows of so many figures, each with so many more
#: on both sides: the chain's table grows with the square of its figures (5 GB for a text of 1 MB).
_STRIDE: Final = 300
_MARGIN: Final = 60
#: Pairs that go through the network together: a bulletin's at once, a long page's in parts.
_BLOCK: Final = 4096
_EPSILON: Final = np.float32(1e-8)


def find_links(page: Page, members: Sequence[Ranking], *, rows: int) -> list[LinkRow]:
    """Return the links of a page; `rows` is how many rows the features are hashed into."""
    batch = build_batch(page, rows=rows)
    if not len(batch.ids):
        return []
    best, chances = rank(batch, members)
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


def rank(batch: PairBatch, members: Sequence[Ranking]) -> tuple[Ints, NDArray[np.float64]]:
    """Return the best pair of every group and its chance; the members' scores are averaged.

    The likeliest reading given the whole page is taken; of the mentions that say it the likeliest
    (mostly the nearest) is linked.
    """
    scores = np.mean([member.score(batch) for member in members], axis=0)
    steps = np.mean([member.steps(batch) for member in members], axis=0)
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


class Ranking:
    """The weights of one member of the ranker, laid out for running.

    `params` are those of its layers in thinc's order: tables, the last layer, then maxout and norm
    twice. Centring and scaling of a norm are folded into the layer after it.
    """

    def __init__(self, params: Sequence[Params]) -> None:
        self._tables, last, first, norm, second, last_norm = (p for p in params if p)
        self._pieces = first["W"].shape[1]
        self._first, self._first_bias = _side_by_side(first)
        weights, bias = _side_by_side(second)
        self._second, self._second_bias = _after_norm(norm, weights, bias)
        self._last, self._last_bias = _after_norm(last_norm, last["W"].T, last["b"])

    def steps(self, batch: PairBatch) -> NDArray[np.float64]:
        """Return the logarithm of each step's weight."""
        return sum_steps(self._tables["chain"], batch)

    def score(self, batch: PairBatch) -> Floats:
        """Return one score for each pair."""
        figures = sum_bags(self._tables["figures"], batch.figures)
        targets = sum_bags(self._tables["targets"], batch.targets)
        targets = np.vstack([targets, np.zeros((1, targets.shape[1]), np.float32)])
        ids = batch.ids.T
        scores = np.empty(len(batch.ids), np.float32)
        for start in range(0, len(scores), _BLOCK):
            block = slice(start, start + _BLOCK)
            hidden = figures[batch.figure[block]] + targets[batch.target[block]]
            scores[block] = self._score(hidden, ids[:, block])
        return scores

    def _score(self, hidden: Floats, ids: Ints) -> Floats:
        """Add the pair features (features × pairs) to the vectors of pairs, and score them."""
        taken = np.empty_like(hidden)
        for rows in np.ascontiguousarray(ids):
            hidden += np.take(self._tables["pairs"], rows, axis=0, out=taken, mode="clip")
        hidden = _greatest(np.asarray(hidden @ self._first + self._first_bias), self._pieces)
        hidden = _greatest(_normal(hidden, self._second) + self._second_bias, self._pieces)
        return np.asarray(_normal(hidden, self._last)[:, 0] + self._last_bias, np.float32)


def _side_by_side(maxout: Params) -> tuple[Floats, Floats]:
    """Lay the pieces of a maxout side by side: one product, then the greatest."""
    weights = maxout["W"].transpose(1, 0, 2).reshape(-1, maxout["W"].shape[2])
    return np.ascontiguousarray(weights.T), maxout["b"].T.ravel()


def _after_norm(norm: Params, weights: Floats, bias: Floats) -> tuple[Floats, Floats]:
    scaled = norm["G"][:, None] * weights
    centred = scaled - scaled.mean(axis=0)
    return np.ascontiguousarray(centred), norm["b"] @ weights + bias


def _greatest(pieces: Floats, count: int) -> Floats:
    parts = np.split(pieces, count, axis=1)
    return np.asarray(reduce(np.maximum, parts), np.float32)


def _normal(hidden: Floats, weights: Floats) -> Floats:
    """Multiply the normalised rows by weights that centre them."""
    mean = hidden.mean(axis=1)
    spread = np.einsum("ij,ij->i", hidden, hidden) / np.float32(hidden.shape[1]) - mean * mean
    spread = np.maximum(spread, 0)  # rounding
    product: Floats = hidden @ weights
    product *= (1 / np.sqrt(spread + _EPSILON))[:, None]
    return product


def sum_bags(table: Floats, bags: Bags) -> Floats:
    """Sum the rows of each bag."""
    if not bags.count:
        return np.zeros((0, table.shape[1]), np.float32)
    return np.asarray(np.add.reduceat(table[bags.rows], bags.starts, axis=0), np.float32)


def sum_steps(table: Floats, batch: PairBatch) -> NDArray[np.float64]:
    """Return the logarithm of each step's weight: (figures − 1) × kinds × STEP_TYPES."""
    shape = (*batch.chain.shape[:2], STEP_TYPES)
    if not len(batch.chain):
        return np.zeros(shape)
    return np.asarray(CHAIN_GAIN * table[batch.chain].sum(axis=2), np.float64)
