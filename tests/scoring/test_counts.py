import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.scoring.counts import MEASURES, Counts, add_tables

small = st.integers(0, 50)
counts = st.builds(Counts, tp=small, fp=small, fn=small)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_score_of_nothing_is_undefined(measure):
    assert Counts().measure(measure) is None


def test_precision_of_no_prediction_is_undefined_while_recall_is_zero():
    missed = Counts(fn=4)
    assert (missed.precision, missed.recall, missed.f1) == (None, 0.0, 0.0)


def test_recall_without_gold_is_undefined_while_precision_is_zero():
    spurious = Counts(fp=4)
    assert (spurious.precision, spurious.recall, spurious.f1) == (0.0, None, 0.0)


def test_hand_worked_scores():
    scores = Counts(tp=6, fp=2, fn=4)
    assert (scores.precision, scores.recall) == (0.75, 0.6)
    assert scores.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))


@given(counts)
def test_f1_is_the_harmonic_mean_where_both_parts_are_defined(one):
    if one.tp:
        mean = 2 * one.precision * one.recall / (one.precision + one.recall)
        assert one.f1 == pytest.approx(mean)


@given(st.lists(counts, max_size=5))
def test_pooling_tables_adds_each_name(rows):
    pooled = add_tables([{"x": row} for row in rows])
    assert pooled == ({"x": sum(rows, Counts())} if rows else {})
