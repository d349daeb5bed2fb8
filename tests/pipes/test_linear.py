"""The sparse linear classifier: fitted by scikit-learn, run by numpy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.pipes.linear import NEGLIGIBLE, LinearClassifier

SAMPLES = [["a", "x"], ["a", "y"], ["b", "x"], ["b", "y"], ["c", "x"], ["c", "y"]]
LABELS = ["one", "one", "two", "two", "three", "three"]


def fitted(count=3, *, margins=False):
    model = LinearClassifier(margins=margins)
    model.fit(SAMPLES[: 2 * count], LABELS[: 2 * count])
    return model


@pytest.mark.parametrize("margins", [False, True])
@pytest.mark.parametrize("count", [2, 3])
def test_it_learns_what_it_is_shown(count, margins):
    model = fitted(count, margins=margins)

    assert [model.best(sample)[0] for sample in SAMPLES[: 2 * count]] == LABELS[: 2 * count]


@given(st.lists(st.sampled_from(["a", "b", "c", "x", "y", "unseen"])))
def test_chances_are_positive_and_sum_to_one(sample):
    chances = MODEL.predict(sample)

    assert chances.shape == (3,)
    assert np.all(chances > 0)
    assert float(chances.sum()) == pytest.approx(1, abs=1e-5)


MODEL = fitted()


def test_features_never_seen_change_nothing():
    assert np.array_equal(MODEL.predict(["a", "unseen"]), MODEL.predict(["a"]))


def test_a_feature_said_twice_counts_once():
    assert np.array_equal(MODEL.predict(["a", "a"]), MODEL.predict(["a"]))


def test_rare_features_are_left_out():
    model = LinearClassifier()
    model.fit([["a", "rare"], ["a"], ["b"], ["b"]], ["one", "one", "two", "two"])

    assert model.rows_of(["rare"]) == []
    assert len(model.rows_of(["a", "b"])) == 2


def test_a_single_class_is_certain():
    model = LinearClassifier()
    model.fit(SAMPLES, ["one"] * len(SAMPLES))

    assert model.best(["a"]) == ("one", 1.0)
    assert LinearClassifier().from_bytes(model.to_bytes()).best([]) == ("one", 1.0)


@pytest.mark.parametrize("count", [2, 3])
def test_it_says_the_same_without_what_decides_nothing(count):
    """x and y stand beside each class as often."""
    whole, slim = fitted(count), fitted(count)
    slim.forget_idle()

    assert slim.rows_of(["a", "b", "x", "y"]) == [0, 1]
    assert len(whole.rows_of(["a", "b", "x", "y"])) == 4
    for sample in [*SAMPLES, [], ["unseen"]]:
        assert np.array_equal(slim.predict(sample), whole.predict(sample))
    again = LinearClassifier().from_bytes(slim.to_bytes())
    assert again.rows_of(["a", "b", "x", "y"]) == [0, 1]


def test_the_two_class_chance_is_the_one_of_scikit_learn():
    from sklearn.linear_model import LogisticRegression

    matrix = np.array([[1, 0], [1, 0], [0, 1], [0, 1]])
    theirs = LogisticRegression(C=1.0, tol=1e-3).fit(matrix, LABELS[:4])
    model = LinearClassifier()
    model.fit([["a"], ["a"], ["b"], ["b"]], LABELS[:4])

    assert model.predict(["a"]) == pytest.approx(theirs.predict_proba([[1, 0]])[0], abs=1e-3)


@given(st.lists(st.sampled_from(["a", "b", "x"])), st.lists(st.sampled_from(["c", "y", "unseen"])))
def test_features_may_be_added_to_a_sum(first, more):
    (scores,) = MODEL.sum(MODEL.look_up([first]))
    (whole,) = MODEL.sum(MODEL.look_up([first + more]))

    assert MODEL.add(scores, MODEL.rows_of(more)) == pytest.approx(whole, abs=1e-6)


@pytest.mark.parametrize("again", [False, True])
def test_weights_are_kept_in_half_precision_and_summed_in_single(again):
    model = LinearClassifier().from_bytes(MODEL.to_bytes()) if again else MODEL
    sums = model.sum(model.look_up([["a", "x"]]))

    assert (model._weights.dtype, sums.dtype) == (np.float16, np.float32)
    assert model.add(sums[0], model.rows_of(["b"])).dtype == np.float32


@pytest.mark.parametrize("margins", [False, True])
def test_bytes_bring_the_same_model_back(margins):
    model = fitted(margins=margins)
    again = LinearClassifier().from_bytes(model.to_bytes())

    assert again.classes == model.classes
    for sample in SAMPLES:
        assert np.array_equal(again.predict(sample), model.predict(sample))


def test_the_same_samples_give_the_same_bytes():
    assert fitted().to_bytes() == fitted().to_bytes()


def test_weights_that_decide_nothing_are_no_weights():
    model = fitted()

    found = np.abs(model._weights)
    assert np.all((found == 0) | (found >= NEGLIGIBLE * 0.99))
