import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.scoring.abstention import Kept, abstain

POINTS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200)


def test_without_confidences_there_is_no_curve():
    assert abstain([], figures=9) is None


def test_hand_worked_curve():
    points = [(0.99, True)] * 18 + [(0.9, True), (0.9, False), (0.5, False)]
    curve = abstain(points, figures=40)
    assert curve.points == (
        Kept(0.99, 18 / 21, 1.0, 18 / 40),
        Kept(0.9, 20 / 21, 19 / 20, 19 / 40),
        Kept(0.5, 1.0, 19 / 21, 19 / 40),
    )
    assert curve.at_target == curve.points[1]


def test_a_target_out_of_reach_is_undefined():
    assert abstain([(0.9, False), (0.8, True)], figures=2).at_target is None


def test_without_gold_figures_nothing_is_a_share_of_them():
    assert abstain([(0.9, False)], figures=0).points[0].found is None


def test_the_widest_point_counts_even_where_a_narrower_one_fell_short():
    points = [(0.9, False)] + [(0.8, True)] * 19
    assert abstain(points, figures=20).at_target.kept == 1.0


@given(POINTS)
def test_the_curve_ends_with_everything_and_never_turns_back(points):
    curve = abstain(points, figures=len(points)).points
    kept = [point.kept for point in curve]
    assert kept == sorted(set(kept))
    assert kept[-1] == 1.0
    assert curve[-1].precision == pytest.approx(sum(right for _, right in points) / len(points))
    assert len(curve) <= 22


@given(POINTS)
def test_what_is_kept_at_the_target_reaches_it(points):
    found = abstain(points, figures=len(points)).at_target
    if found is None:
        return
    kept = [right for confidence, right in points if confidence >= found.floor]
    assert sum(kept) / len(kept) >= 0.95
    assert found.kept == pytest.approx(len(kept) / len(points))
