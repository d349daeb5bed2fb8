"""Figures in a row mostly share their targets: exact inference over the chain of figures.

For one kind of link, figure i takes a reading r(i), or none. A choice of readings for all figures
weighs Π unary(i, r(i)) × Π step(i, how r(i) and r(i+1) agree); forward and backward sums give the
chance of every reading given the whole page (a linear-chain CRF, Lafferty et al. 2001). A run of
figures is so decided by all its evidence together: decided one by one, and corrected in passes by
what the neighbours chose, one wrong figure held the whole run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractor.features.pairs import KINDS
from extractor.pipes.batches import PairBatch

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

#: How two readings in a row agree: none after none, the same, none after some, some after none,
#: another one.
BOTH_NONE, SAME, LOST, GAINED, CHANGED = range(5)
STEP_TYPES: Final = 5
_TINY: Final = 1e-30


@dataclass(frozen=True, slots=True)
class Posterior:
    """What the chain says: `chance` figures × kinds × readings, `steps` (figures − 1) × kinds ×
    STEP_TYPES, and the logarithm of all weight, for each kind."""

    chance: Doubles
    steps: Doubles
    log_weight: Doubles


def weigh(scores: Floats, batch: PairBatch) -> tuple[Doubles, Doubles]:
    """Return the weight of every pair, and of every reading (figures × kinds × readings).

    None is the last reading. Pairs whose targets say the same add up. The greatest pair of a figure
    and kind weighs one.
    """
    starts = batch.group[:-1]
    top = np.repeat(np.maximum.reduceat(scores, starts), np.diff(batch.group))
    pairs = np.exp((scores - top).astype(np.float64))
    shape = (batch.figures.count, len(KINDS), batch.readings + 1)
    table = np.bincount(batch.place, weights=pairs, minlength=int(np.prod(shape)))
    return pairs, np.asarray(table.reshape(shape), np.float64)


def infer(unary: Doubles, steps: Doubles) -> Posterior:
    """Sum over all choices of readings; `unary` holds weights (not logarithms), the last reading
    is none; `steps` holds the logarithms (figures − 1) × kinds × STEP_TYPES."""
    weights = np.exp(np.clip(steps, -20, 20))
    alpha, scale = _forward(unary, weights)
    beta = _backward(unary, weights)
    chance = alpha * beta
    chance /= chance.sum(axis=2, keepdims=True) + _TINY
    agree = _agreement(alpha[:-1], (unary * beta)[1:], weights)
    return Posterior(chance, agree, np.log(scale + _TINY).sum(axis=0))


def _forward(unary: Doubles, weights: Doubles) -> tuple[Doubles, Doubles]:
    """Return the normalised forward sums, and what they were divided by (figures × kinds)."""
    alpha, scale = np.empty_like(unary), np.empty(unary.shape[:2])
    for i in range(len(unary)):
        row = unary[i] if i == 0 else unary[i] * _across(alpha[i - 1], weights[i - 1], LOST)
        scale[i] = row.sum(axis=1)
        alpha[i] = row / (scale[i][:, None] + _TINY)
    return alpha, scale


def _backward(unary: Doubles, weights: Doubles) -> Doubles:
    beta = np.ones_like(unary)
    for i in range(len(unary) - 2, -1, -1):
        row = _across(unary[i + 1] * beta[i + 1], weights[i], GAINED)
        beta[i] = row / (row.sum(axis=1, keepdims=True) + _TINY)
    return beta


def _across(mass: Doubles, weight: Doubles, to_none: int) -> Doubles:
    """Carry the mass (kinds × readings) over one step, forward (`to_none` LOST) or backward."""
    from_none = GAINED if to_none == LOST else LOST
    total, none = mass.sum(axis=1, keepdims=True), mass[:, -1:]
    changed, same = weight[:, CHANGED, None], weight[:, SAME, None]
    row = changed * np.maximum(total - none - mass, 0) + same * mass
    row += weight[:, from_none, None] * none
    row[:, -1:] = weight[:, to_none, None] * (total - none) + weight[:, BOTH_NONE, None] * none
    return np.asarray(row)


def _agreement(before: Doubles, after: Doubles, weights: Doubles) -> Doubles:
    """Return the chance of each way of agreeing, for every step and kind."""
    one, two = before.sum(axis=2), after.sum(axis=2)
    none_one, none_two = before[:, :, -1], after[:, :, -1]
    same = (before[:, :, :-1] * after[:, :, :-1]).sum(axis=2)
    some_one, some_two = one - none_one, two - none_two
    mass = np.stack(
        [
            none_one * none_two,
            same,
            some_one * none_two,
            none_one * some_two,
            np.maximum(some_one * some_two - same, 0),
        ],
        axis=2,
    )
    mass = mass * weights
    return np.asarray(mass / (mass.sum(axis=2, keepdims=True) + _TINY))
