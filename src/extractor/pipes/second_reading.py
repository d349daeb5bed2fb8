"""A second reading of all numerals of a page, now that each is known to the judge.

A small network: fitted by scikit-learn on pages that judge and recogniser had not learned from, run
by numpy alone.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractor.errors import ModelError
from extractor.features.company import COLUMNS, Floats

#: Of 131,924 numerals of train, read by halves and fitted on other authors' pages: other numbers
#: taken at 98.8 % of the figures 1,970 without a second reading, 1,648 with 32, 1,596 with 48.
_HIDDEN: Final = 48
_EPOCHS: Final = 12
#: Steps at least: the numerals of three bulletins make one batch, and 12 steps left a network that
#: had learned nothing.
_STEPS: Final = 500
_BATCH: Final = 256
_DECAY: Final = 1e-3
#: What varies less is not blown up: a unit that three numerals of train have would decide whatever
#: stands beside it.
_LEAST_SPREAD: Final = 1.0
#: Before anything was learned the recogniser's word alone counts: the odds of a numeral that it
#: called a QUANTITY are multiplied by the first, those of another one by the second (fitted on
#: 17,000 numerals that neither it nor the judge had learned from).
_SECONDED: Final = 1.4
_ALONE: Final = 0.26
_FIRST: Final = COLUMNS.index("first")
_TOUCHED: Final = COLUMNS.index("touches_QUANTITY")
#: Log-odds beyond which nothing is surer.
_SUREST: Final = 30


class SecondReading:
    """A network of one hidden layer over the columns of features/company.

    Before it is fitted it knows what the recogniser's word is worth, nothing else.
    """

    def __init__(self) -> None:
        self._weights: list[Floats] = []

    def fit(self, company: Floats, right: NDArray[np.bool_], *, seed: int) -> None:
        """Learn which numerals (rows of `company`) are figures."""
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.neural_network import MLPClassifier

        mean = company.mean(axis=0)
        spread = np.maximum(company.std(axis=0), _LEAST_SPREAD)
        batch = min(_BATCH, len(right))
        epochs = max(_EPOCHS, _STEPS * batch // len(right))
        network = MLPClassifier(
            (_HIDDEN,), alpha=_DECAY, batch_size=batch, max_iter=epochs, random_state=seed
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # it is to stop after so many
            network.fit((company - mean) / spread, right)
        (inner, outer), (bias, out) = network.coefs_, network.intercepts_
        inner = inner / spread[:, None]
        bias = bias - mean @ inner
        weights = (inner, bias, outer[:, 0], out)
        self._weights = [np.ascontiguousarray(part, np.float32) for part in weights]

    def read(self, company: Floats) -> Floats:
        """Return the chance of each numeral to be a figure."""
        if not self._weights:
            told = company[:, _FIRST] + np.log(np.where(company[:, _TOUCHED], _SECONDED, _ALONE))
        else:
            inner, bias, outer, out = self._weights
            told = np.maximum(company @ inner + bias, 0) @ outer + out
        return np.asarray(1 / (1 + np.exp(-np.clip(told, -_SUREST, _SUREST))), np.float32)

    def to_bytes(self) -> bytes:
        """Return the weights as one archive; one without members where nothing was fitted."""
        buffer = io.BytesIO()
        np.savez(buffer, *self._weights)
        return buffer.getvalue()

    def from_bytes(self, data: bytes) -> SecondReading:
        """Restore what `to_bytes` returned; refuse (ModelError) weights of other columns."""
        archive = np.load(io.BytesIO(data))
        self._weights = [archive[name] for name in archive.files]
        if self._weights and len(self._weights[0]) != len(COLUMNS):
            raise ModelError(
                f"the second reading has {len(self._weights[0])} columns, not {len(COLUMNS)}: the "
                "pipeline was trained by another release; train it again"
            )
        return self


def read_second_reading(folder: Path) -> SecondReading:
    """Read the weights that a folder holds; refuse (ModelError) a pipeline without them."""
    file = folder / "second.npz"
    if not file.exists():
        raise ModelError(f"{file}: missing; the pipeline is of an older release; train it again")
    return SecondReading().from_bytes(file.read_bytes())
