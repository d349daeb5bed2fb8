from hypothesis import given
from hypothesis import strategies as st

from extractor.scoring.alignment import align, overlap

stretch = st.tuples(st.integers(0, 40), st.integers(1, 10)).map(lambda p: (p[0], p[0] + p[1]))
stretches = st.lists(stretch, max_size=8)


def test_touching_stretches_do_not_overlap():
    assert align([(0, 5)], [(5, 9)]) == {}


def test_greatest_overlap_wins():
    assert align([(0, 10)], [(0, 4), (3, 10)]) == {0: 1}


def test_among_equal_overlaps_the_exact_prediction_wins():
    assert align([(5, 9)], [(0, 9), (5, 9)]) == {0: 1}


def test_among_equals_the_earliest_wins():
    assert align([(0, 4), (6, 10)], [(2, 8)]) == {0: 0}


def test_a_prediction_is_used_once():
    assert align([(0, 4), (4, 8)], [(0, 8)]) == {0: 0}


@given(stretches, stretches)
def test_pairs_overlap_are_one_to_one_and_leave_no_overlapping_pair_free(gold, predicted):
    pairs = align(gold, predicted)
    assert len(set(pairs.values())) == len(pairs)
    assert all(overlap(gold[g], predicted[p]) for g, p in pairs.items())
    free = set(range(len(predicted))) - set(pairs.values())
    missed = set(range(len(gold))) - set(pairs)
    assert not any(overlap(gold[g], predicted[p]) for g in missed for p in free)
