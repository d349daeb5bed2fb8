import pytest

from extractor.scoring.calibration import reliability


def test_without_confidences_there_is_no_reliability():
    assert reliability([]) is None


def test_hand_worked_bins():
    found = reliability([(0.95, True), (0.91, True), (0.55, True), (0.55, False), (1.0, True)])
    assert [(b.low, b.observations, b.right) for b in found.bins] == [(0.5, 2, 0.5), (0.9, 3, 1.0)]
    assert found.ece == pytest.approx((2 * 0.05 + 0.05 + 0.09 + 0) / 5)
    assert found.brier == pytest.approx((0.05**2 + 0.09**2 + 0.45**2 + 0.55**2) / 5)


def test_a_perfect_confidence_has_no_error():
    found = reliability([(1.0, True), (0.0, False)])
    assert (found.ece, found.brier) == (0.0, 0.0)
