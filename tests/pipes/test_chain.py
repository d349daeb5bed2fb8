"""The chain's sums against counting every choice of readings one by one."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.features.page import Page
from extractor.pipes.batches import build_batch
from extractor.pipes.chain import BOTH_NONE, CHANGED, GAINED, LOST, SAME, STEP_TYPES, infer
from extractor.pipes.linker import _losses, _truth
from extractor.pipes.ranker import Scores
from extractor.pipes.records import mentions_of


def agree(one, two, none):
    """Name how two readings in a row agree."""
    if none in {one, two}:
        return BOTH_NONE if one == two else GAINED if one == none else LOST
    return SAME if one == two else CHANGED


def count_all(unary, steps):
    """Sum the weight of every choice (figures × readings) of one kind."""
    none = unary.shape[1] - 1
    chance, agreement, total = np.zeros_like(unary), np.zeros_like(steps), 0.0
    for choice in product(range(none + 1), repeat=len(unary)):
        types = [agree(one, two, none) for one, two in pairwise(choice)]
        weight = np.prod([unary[i, r] for i, r in enumerate(choice)])
        weight *= np.exp(sum(steps[i, t] for i, t in enumerate(types)))
        total += weight
        for i, reading in enumerate(choice):
            chance[i, reading] += weight
        for i, kind in enumerate(types):
            agreement[i, kind] += weight
    return chance / total, agreement / total, np.log(total)


SEEDS = st.integers(0, 2**16)


@given(seed=SEEDS, figures=st.integers(1, 4), readings=st.integers(1, 3))
def test_it_sums_over_every_choice(seed, figures, readings):
    random = np.random.default_rng(seed)
    unary = random.random((figures, 2, readings + 1)) * (
        random.random((figures, 2, readings + 1)) < 0.8
    )
    unary[:, :, -1] += 0.1  # none is always a candidate
    steps = random.standard_normal((figures - 1, 2, STEP_TYPES))
    found = infer(unary, steps)
    for kind in range(2):
        chance, agreement, log_weight = count_all(unary[:, kind], steps[:, kind])

        assert np.allclose(found.chance[:, kind], chance)
        assert np.allclose(found.steps[:, kind], agreement)
        assert np.isclose(found.log_weight[kind], log_weight)


def test_a_run_is_decided_together():
    """Three figures lean one way, the first strongly the other: steps decide the run as one."""
    unary = np.array([[[0.45, 0.5, 0.05]], [[0.6, 0.35, 0.05]], [[0.6, 0.35, 0.05]]])
    steps = np.tile(np.array([0.0, 3.0, 0.0, 0.0, 0.0]), (2, 1, 1))

    assert infer(unary, steps).chance.argmax(axis=2).ravel().tolist() == [0, 0, 0]
    assert infer(unary, 0 * steps).chance.argmax(axis=2).ravel().tolist() == [1, 0, 0]


@pytest.fixture
def page_and_truth(examples):
    page = Page(examples[0].reference.text, mentions_of(examples[0].reference))
    batch = build_batch(page, rows=64)
    return batch, _truth(page, batch, examples[0])


def test_the_gradient_is_that_of_the_loss(page_and_truth):
    batch, truth = page_and_truth
    random = np.random.default_rng(0)
    pairs = random.standard_normal(len(batch.ids))
    steps = random.standard_normal((*batch.chain.shape[:2], STEP_TYPES))
    ((_, gradient),) = _losses([Scores(pairs, steps)], batch, truth)
    small = 1e-5
    for place in random.integers(0, len(pairs), 25):
        moved = pairs.copy()
        moved[place] += small
        high = _losses([Scores(moved, steps)], batch, truth)[0][0]
        moved[place] -= 2 * small
        low = _losses([Scores(moved, steps)], batch, truth)[0][0]
        assert np.isclose((high - low) / (2 * small), gradient.pairs[place], atol=1e-5)
    for place in zip(*(random.integers(0, n, 25) for n in steps.shape), strict=True):
        moved = steps.copy()
        moved[place] += small
        high = _losses([Scores(pairs, moved)], batch, truth)[0][0]
        moved[place] -= 2 * small
        low = _losses([Scores(pairs, moved)], batch, truth)[0][0]
        assert np.isclose((high - low) / (2 * small), gradient.steps[place], atol=1e-5)
