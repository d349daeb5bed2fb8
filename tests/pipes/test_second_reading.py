"""The network that reads numerals a second time."""

import numpy as np
import pytest

from extractor.pipes.second_reading import SecondReading


@pytest.fixture(scope="module")
def learned():
    """One column decides, unless another one says the contrary: no line parts them."""
    drawn = np.random.default_rng(3)
    company = drawn.normal(size=(20_000, 5)).astype(np.float32)
    right = (company[:, 0] > 0) ^ (company[:, 1] > 0)
    return company, right, fitted(company, right, seed=4)


def fitted(company, right, seed):
    reading = SecondReading()
    reading.fit(company, right, seed=seed)
    return reading


def test_it_learns_what_hangs_on_two_columns(learned):
    company, right, reading = learned

    assert ((reading.read(company) > 0.5) == right).mean() > 0.9


def test_the_same_seed_gives_the_same_weights(learned):
    company, right, reading = learned

    assert fitted(company, right, seed=4).to_bytes() == reading.to_bytes()
    assert fitted(company, right, seed=5).to_bytes() != reading.to_bytes()


def test_it_comes_back(learned):
    company, _, reading = learned
    again = SecondReading().from_bytes(reading.to_bytes())

    assert (again.read(company) == reading.read(company)).all()


def test_a_column_that_never_varies_is_no_division_by_zero(learned):
    company, right, _ = learned
    still = np.hstack([company, np.ones((len(company), 1), np.float32)])

    assert np.isfinite(fitted(still, right, seed=4).read(still)).all()


def test_what_was_not_fitted_comes_back_so():
    assert not SecondReading().from_bytes(SecondReading().to_bytes()).fitted
