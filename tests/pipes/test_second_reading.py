"""The network that reads numerals a second time."""

import numpy as np
import pytest

from extractor.errors import ModelError
from extractor.features.company import COLUMNS
from extractor.pipes.second_reading import SecondReading, read_second_reading


@pytest.fixture(scope="module")
def learned():
    """One column decides, unless another one says the contrary: no line parts them."""
    drawn = np.random.default_rng(3)
    company = drawn.normal(size=(20_000, len(COLUMNS))).astype(np.float32)
    company[:, 5:] = 0
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


def test_a_column_that_never_varies_says_nothing(learned):
    company, right, reading = learned
    other = company.copy()
    other[:, -1] = 1

    assert np.allclose(fitted(other, right, seed=4).read(other), reading.read(company), atol=1e-3)


def test_what_few_numerals_have_does_not_decide(learned):
    company, right, _ = learned
    rare = company.copy()
    rare[np.flatnonzero(right)[:3], -1] = 1
    reading = fitted(rare, right, seed=4)
    others = company[~right][:200]
    marked = others.copy()
    marked[:, -1] = 1

    odds = [chance / (1 - chance) for chance in (reading.read(marked), reading.read(others))]
    assert np.median(odds[0] / odds[1]) < 10


def test_nothing_overflows_however_far_a_numeral_stands_off(learned):
    company, _, reading = learned
    chances = reading.read(company[:50] * 1e6)

    assert ((chances >= 0) & (chances <= 1)).all()


def test_weights_of_other_columns_are_refused(learned):
    company, right, _ = learned
    older = fitted(company[:, :-2], right, seed=4).to_bytes()

    with pytest.raises(ModelError, match=r"columns, not .*; train it again"):
        SecondReading().from_bytes(older)


def test_a_pipeline_without_a_second_reading_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"second.npz: missing; .* train it again"):
        read_second_reading(tmp_path)


@pytest.mark.parametrize(
    "reading", [SecondReading(), SecondReading().from_bytes(SecondReading().to_bytes())]
)
def test_before_it_has_learned_the_recogniser_seconds_the_judge(reading):
    company = np.zeros((3, len(COLUMNS)), np.float32)
    company[1, COLUMNS.index("touches_QUANTITY")] = 1
    company[2, COLUMNS.index("first")] = np.log(9)

    assert reading.read(company) == pytest.approx(
        [0.26 / 1.26, 1.4 / 2.4, 9 * 0.26 / (9 * 0.26 + 1)]
    )
