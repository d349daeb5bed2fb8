"""From raw scores to the chance of a right fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.calibration import calibrated, expected_error, fit_table

TABLE = {"raw": [0.2, 0.6, 0.8], "chance": [0.1, 0.5, 0.9]}


@pytest.mark.parametrize(
    ("raw", "chance"),
    [(0.2, 0.1), (0.4, 0.3), (0.6, 0.5), (0.7, 0.7), (0.0, 0.1), (1.0, 0.9)],
)
def test_chances_are_read_off_the_table_and_kept_within_it(raw, chance):
    assert calibrated(raw, TABLE) == chance


@pytest.mark.parametrize("table", [None, {}])
def test_without_a_table_the_raw_score_stays(table):
    assert calibrated(0.37, table) == 0.37


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=30))
def test_a_fitted_table_rises_and_keeps_the_order(facts):
    table = fit_table([raw for raw, _ in facts], [right for _, right in facts])

    assert table["chance"] == sorted(table["chance"])
    assert 0.01 <= table["chance"][0] <= table["chance"][-1] <= 0.99
    low, high = calibrated(0.1, table), calibrated(0.9, table)
    assert low <= high


def test_a_table_tells_how_often_facts_of_a_score_were_right():
    raw = [0.3] * 4 + [0.9] * 4
    right = [False, False, False, True, True, True, True, False]
    table = fit_table(raw, right)

    assert calibrated(0.3, table) == pytest.approx(0.25)
    assert calibrated(0.9, table) == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("chances", "rights", "error"),
    [
        ([], [], None),
        ([1.0, 1.0], [True, True], 0.0),
        ([0.75] * 4, [True, True, True, False], 0.0),
        ([0.9, 0.9], [True, False], 0.4),
        ([0.9, 0.1], [False, True], 0.9),
    ],
)
def test_the_error_is_the_gap_between_chance_and_share(chances, rights, error):
    assert expected_error(chances, rights) == error


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_the_error_is_a_share(facts):
    error = expected_error([chance for chance, _ in facts], [right for _, right in facts])

    assert 0 <= error <= 1
