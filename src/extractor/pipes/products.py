"""Matrix products of training by NumPy's BLAS: thinc's own takes two to three times as long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from thinc.api import NumpyOps, get_current_ops, set_current_ops

Floats = NDArray[np.float32]


class MatmulOps(NumpyOps):  # type: ignore[misc]
    """thinc's operations on NumPy arrays, but for the products of matrices."""

    name = "tthc_matmul"

    def gemm(
        self,
        x: Floats,
        y: Floats,
        out: Floats | None = None,
        trans1: bool = False,
        trans2: bool = False,
    ) -> Floats:
        """Return x·y, either one transposed first where told so."""
        product: Floats = np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)
        return product


@contextmanager
def fast_products() -> Iterator[None]:
    """Let the networks that are built inside multiply by NumPy."""
    before = get_current_ops()
    set_current_ops(MatmulOps())
    try:
        yield
    finally:
        set_current_ops(before)
