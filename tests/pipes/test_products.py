"""Products by NumPy give what thinc's own give."""

import numpy as np
import pytest
from thinc.api import NumpyOps, get_current_ops

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


def test_the_operations_of_before_come_back():
    before = get_current_ops()
    with pytest.raises(KeyError), fast_products():
        assert isinstance(get_current_ops(), MatmulOps)
        raise KeyError

    assert get_current_ops() is before
