"""Products by NumPy give what thinc's own give, and so does dropout but for the draw."""

import numpy as np
import pytest
from thinc.api import NumpyOps, fix_random_seed, get_current_ops

from extractor.pipes.products import MatmulOps, fast_products


@pytest.mark.parametrize("trans1", [False, True])
@pytest.mark.parametrize("trans2", [False, True])
@pytest.mark.parametrize("into", [False, True])
def test_they_are_thincs(trans1, trans2, into):
    random = np.random.default_rng(0)
    x = random.standard_normal((5, 7) if trans1 else (7, 5)).astype(np.float32)
    y = random.standard_normal((3, 5) if trans2 else (5, 3)).astype(np.float32)
    out = np.empty((7, 3), np.float32) if into else None
    product = MatmulOps().gemm(x, y, out=out, trans1=trans1, trans2=trans2)

    assert np.allclose(product, NumpyOps().gemm(x, y, trans1=trans1, trans2=trans2), atol=1e-5)
    assert (product is out) == into


@pytest.mark.parametrize("drop", [0.1, 0.2, 0.5])
def test_dropout_keeps_the_mean_and_drops_its_share(drop):
    np.random.seed(0)
    mask = MatmulOps().get_dropout_mask((400, 300), drop)

    assert mask.dtype == np.float32
    assert abs((mask == 0).mean() - drop) < 0.01
    assert abs(mask.mean() - 1) < 0.01
    assert len(np.unique(mask)) == 2


def test_the_seed_of_spacy_makes_dropout_the_same_again():
    masks = []
    for _ in range(2):
        fix_random_seed(3)
        masks.append(MatmulOps().get_dropout_mask((20, 5), 0.2))

    assert np.array_equal(*masks)


@pytest.mark.parametrize(("drop", "kept"), [(None, 1), (0.0, 1), (1.0, 0)])
def test_no_dropout_and_all_of_it_are_thincs(drop, kept):
    assert np.array_equal(MatmulOps().get_dropout_mask((2, 3), drop), np.full((2, 3), kept))


def test_the_operations_of_before_come_back():
    before = get_current_ops()
    with pytest.raises(KeyError), fast_products():
        assert isinstance(get_current_ops(), MatmulOps)
        raise KeyError

    assert get_current_ops() is before
