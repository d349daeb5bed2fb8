"""From raw scores to the chance of a right fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts.confidence import calibrated
from extractor.scoring.calibration import cross_fit, fit_table, reliability

TABLE = {"raw": [0.2, 0.6, 0.8], "chance": [0.1, 0.5, 0.9]}


@pytest.mark.parametrize(
    ("raw", "chance"),
    [(0.2, 0.1), (0.4, 0.3), (0.6, 0.5), (0.7, 0.7), (0.0, 0.1), (1.0, 0.9)],
)
def test_chances_are_read_off_the_table_and_kept_within_it(raw, chance):
    assert calibrated(raw, TABLE) == chance


def test_a_bulletin_of_which_nothing_is_told_has_a_table_of_its_own():
    alone = {"raw": [0.0, 1.0], "chance": [0.0, 0.4]}

    assert calibrated(0.5, {**TABLE, "alone": alone}, told=False) == 0.2
    assert calibrated(0.5, TABLE, told=False) == calibrated(0.5, TABLE) == 0.4


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

    assert calibrated(0.3, table) == pytest.approx(0.25, abs=0.001)
    assert calibrated(0.9, table) == pytest.approx(0.75, abs=0.001)


@pytest.mark.parametrize(
    ("right", "chance"),
    [([True] * 4, 0.99), ([False] * 4, 0.01), ([True, True, False, False], 0.5)],
)
def test_a_score_that_tells_nothing_gives_a_flat_table(right, chance):
    table = fit_table([0.2, 0.4, 0.6, 0.8], right)

    assert set(table["chance"]) == {chance}


def test_two_scores_apart_stay_apart():
    """Steps of a few facts each gave 0.81 and 0.85 the same chance."""
    raw = [0.1, 0.3, 0.5, 0.7, 0.8, 0.82, 0.84, 0.86, 0.9, 0.95]
    table = fit_table(raw, [False, False, True, False, True, True, True, True, True, True])

    assert calibrated(0.81, table) < calibrated(0.85, table)


@pytest.mark.parametrize(
    ("points", "error"),
    [
        ([(1.0, True), (1.0, True)], 0.0),
        ([(0.75, True)] * 3 + [(0.75, False)], 0.0),
        ([(0.9, True), (0.9, False)], 0.4),
        ([(0.9, False), (0.1, True)], 0.9),
    ],
)
def test_the_error_is_the_gap_between_chance_and_share(points, error):
    assert reliability(points).ece == pytest.approx(error)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_the_error_is_a_share(points):
    assert 0 <= reliability(points).ece <= 1


def test_a_fact_is_judged_by_a_table_of_other_bulletins():
    # in the first bulletin high scores are right, in the second wrong: each is judged by the other
    facts = [("a", 0.9, True)] * 4 + [("b", 0.9, False)] * 4

    assert sorted(cross_fit(facts)) == [(0.01, True)] * 4 + [(0.99, False)] * 4


@pytest.mark.parametrize("facts", [[], [("a", 0.9, True), ("a", 0.2, False)]])
def test_one_bulletin_cannot_be_cross_fitted(facts):
    assert cross_fit(facts) == []


@given(st.lists(st.tuples(st.sampled_from("abcdefg"), st.floats(0, 1), st.booleans())))
def test_every_fact_is_judged_once_where_there_are_two_bulletins(facts):
    judged = cross_fit(facts)

    several = len({name for name, _, _ in facts}) > 1
    assert sorted(right for _, right in judged) == sorted(r for _, _, r in facts if several)
