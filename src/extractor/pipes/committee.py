"""Run the ranker's committee without its training machinery: all members in one pass.

Their tables lie side by side, so that a row is fetched once for all; their layers are multiplied
together. Features run down and pairs across: pieces, sums and scales are then taken of whole rows
(10.5 → 8.4 ms a bulletin for three members). The scores are those of `ranker` but for rounding
(tests/pipes/test_ranking.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from extractor.errors import ModelError
from extractor.features.chain import CHAIN_IDS
from extractor.features.pairs import KINDS
from extractor.pipes.batches import Bags, PairBatch, pair_rows
from extractor.pipes.chain import STEP_TYPES

Floats = NDArray[np.float32]
Params = Mapping[str, Any]

#: What the chain's table is multiplied by: it must move faster in training than the embeddings,
#: which share its learning rate (links right on 192 held-out bulletins and dev: .932 with 10, .934
#: with 4, .933 with 2).
CHAIN_GAIN: Final = 4.0
#: Pairs that go through the network together: a bulletin's at once, a long page's in parts.
_BLOCK: Final = 4096
_EPSILON: Final = np.float32(1e-8)


class Committee:
    """The weights of the members of the ranker, laid out for running.

    `members` has the parameters of each member's layers in thinc's order: tables, the last layer,
    then maxout and norm twice. Refuses (ModelError) those that were trained with other features.
    """

    def __init__(self, members: Sequence[Sequence[Params]]) -> None:
        filled = [[p for p in params if p] for params in members]
        tables = [params[0] for params in filled]
        self._tables = {
            name: np.concatenate([table[name] for table in tables], axis=1)
            for name in ("figures", "targets", "pairs")
        }
        self._chain = np.mean([table["chain"] for table in tables], axis=0)
        _refuse_other_features(len(self._tables["pairs"]), len(self._chain))
        self._network = _Network([params[1:] for params in filled])

    def steps(self, batch: PairBatch) -> NDArray[np.float64]:
        """Return the logarithm of each step's weight, the members' mean."""
        return sum_steps(self._chain, batch)

    def score(self, batch: PairBatch) -> Floats:
        """Return one score for each pair, the members' mean."""
        figures = sum_bags(self._tables["figures"], batch.figures)
        targets = sum_bags(self._tables["targets"], batch.targets)
        targets = np.vstack([targets, np.zeros((1, targets.shape[1]), np.float32)])
        ids = batch.ids.T
        scores = np.empty(len(batch.ids), np.float32)
        for start in range(0, len(scores), _BLOCK):
            block = slice(start, start + _BLOCK)
            hidden = figures.take(batch.figure[block], axis=0)
            hidden += targets[batch.target[block]]
            self._add_features(hidden, ids[:, block])
            scores[block] = self._network(hidden)
        return scores

    def _add_features(self, hidden: Floats, ids: NDArray[np.int32]) -> None:
        """Add the pair features (features × pairs) to the vectors of pairs."""
        taken = np.empty_like(hidden)
        for rows in np.ascontiguousarray(ids, np.intp):  # take reads these only
            hidden += np.take(self._tables["pairs"], rows, axis=0, out=taken, mode="clip")


def _refuse_other_features(pairs: int, steps: int) -> None:
    """Refuse tables of other features: their rows would be read as others' without a word."""
    ours = pair_rows(), CHAIN_IDS * len(KINDS)
    if (pairs, steps) != ours:
        raise ModelError(
            f"the linker has tables of {pairs:,} and {steps:,} rows, this version reads "
            f"{ours[0]:,} and {ours[1]:,}; train the pipeline again"
        )


class _Network:
    """The members' layers, stacked; centring and scaling of a norm are folded into the layer after
    it."""

    def __init__(self, members: Sequence[Sequence[Params]]) -> None:
        self._members, self._pieces = len(members), members[0][1]["W"].shape[1]
        layers = [np.stack(parts) for parts in zip(*map(_fold, members), strict=True)]
        self._first, self._first_bias, self._second, self._second_bias = layers[:4]
        self._last, self._last_bias = layers[4:]

    def __call__(self, hidden: Floats) -> Floats:
        """Score pairs (pairs × the widths of all members); the mean of the members."""
        hidden = hidden.reshape(len(hidden), self._members, -1).transpose(1, 2, 0)
        hidden = self._greatest(self._first @ hidden, self._first_bias)
        hidden = self._greatest(self._second @ _scale(hidden), self._second_bias)
        scores = self._last @ _scale(hidden) + self._last_bias
        return np.asarray(scores.mean(axis=0)[0], np.float32)

    def _greatest(self, pieces: Floats, bias: Floats) -> Floats:
        pieces += bias
        return np.asarray(reduce(np.maximum, np.split(pieces, self._pieces, axis=1)), np.float32)


def _fold(params: Sequence[Params]) -> tuple[Floats, ...]:
    """Return weights and bias of a member's three layers."""
    last, first, norm, second, last_norm = params
    return (
        *_stack_pieces(first),
        *_after_norm(norm, *_stack_pieces(second)),
        *_after_norm(last_norm, last["W"], last["b"][:, None]),
    )


def _stack_pieces(maxout: Params) -> tuple[Floats, Floats]:
    """Lay the pieces of a maxout one below the other: one product, then the greatest."""
    weights = maxout["W"].transpose(1, 0, 2).reshape(-1, maxout["W"].shape[2])
    return np.ascontiguousarray(weights), maxout["b"].T.reshape(-1, 1)


def _after_norm(norm: Params, weights: Floats, bias: Floats) -> tuple[Floats, Floats]:
    scaled = weights * norm["G"]
    centred = scaled - scaled.mean(axis=1, keepdims=True)
    return np.ascontiguousarray(centred), (weights @ norm["b"])[:, None] + bias


def _scale(hidden: Floats) -> Floats:
    """Divide columns (members × width × pairs) by their spread, in place; what is multiplied with
    them next centres them."""
    share = np.full((1, hidden.shape[1]), 1 / hidden.shape[1], np.float32)
    mean = share @ hidden
    spread = share @ (hidden * hidden) - mean * mean
    spread = np.maximum(spread, 0)  # rounding
    hidden *= 1 / np.sqrt(spread + _EPSILON)
    return hidden


def sum_bags(table: Floats, bags: Bags) -> Floats:
    """Sum the rows of each bag."""
    if not bags.count:
        return np.zeros((0, table.shape[1]), np.float32)
    return np.asarray(
        np.add.reduceat(table.take(bags.rows, axis=0), bags.starts, axis=0), np.float32
    )


def sum_steps(table: Floats, batch: PairBatch) -> NDArray[np.float64]:
    """Return the logarithm of each step's weight: (figures − 1) × kinds × STEP_TYPES."""
    shape = (*batch.chain.shape[:2], STEP_TYPES)
    if not len(batch.chain):
        return np.zeros(shape)
    return np.asarray(CHAIN_GAIN * table[batch.chain].sum(axis=2), np.float64)
