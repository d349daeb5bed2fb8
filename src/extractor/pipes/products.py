"""What training does most, done faster than by thinc: products of matrices and dropout.

NumPy's BLAS takes a half to a third of the time of thinc's own, a byte a coin a tenth of a double.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from thinc.api import NumpyOps, get_current_ops, set_current_ops

Floats = NDArray[np.float32]


class MatmulOps(NumpyOps):  # type: ignore[misc]
    """thinc's operations on NumPy arrays, but for the products of matrices and for dropout."""

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

    def get_dropout_mask(self, shape: tuple[int, ...], drop: float | None) -> Floats:
        """Return a mask that drops a share of about `drop` (in steps of 1/256) and scales the rest.

        The coins come from NumPy's global generator, which spaCy seeds.
        """
        sides = 256
        blanks = round((drop or 0.0) * sides)
        if not 0 < blanks < sides:
            return np.asarray(super().get_dropout_mask(shape, drop), np.float32)
        coins = np.frombuffer(np.random.bytes(int(np.prod(shape))), np.uint8).reshape(shape)
        return (coins >= blanks) * np.float32(sides / (sides - blanks))


@contextmanager
def fast_products() -> Iterator[None]:
    """Let the networks that are built inside multiply by NumPy."""
    before = get_current_ops()
    set_current_ops(MatmulOps())
    try:
        yield
    finally:
        set_current_ops(before)
