"""From what facts rest on to the chance that they are right."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import ModelError
from extractor.facts.confidence import (
    Grounds,
    chance_of,
    find_grounds,
    product_of,
    read_weights,
)
from extractor.schema import Code, Link, Mention, Tagged
from extractor.scoring.calibration import cross_fit, fit_weights, reliability

WEIGHTS = {
    "bias": 2.0,
    "mention": 1.0,
    "code": 0.5,
    "indicator": 0,
    "level": 0,
    "period": 3,
    "page": 1,
}
SURE, UNSURE = Grounds(0.0, math.log(0.95)), Grounds(0.0, math.log(0.3))
SCORES = st.floats(0, 1)
LOGS = st.floats(-9, 0)
GROUNDS = st.builds(Grounds, LOGS, LOGS, LOGS, LOGS, LOGS, LOGS)


def tagged(*figures):
    """Lay out figures of (mention, code, {kind: link}) in a row, their targets after them."""
    mentions = [Mention(2 * i, 2 * i + 1, "QUANTITY", m) for i, (m, _, _) in enumerate(figures)]
    end = len(figures)
    mentions.append(Mention(2 * end, 2 * end + 1, "INDICATOR"))
    links = [
        Link(i, kind, end, score)
        for i, (_, _, linked) in enumerate(figures)
        for kind, score in linked.items()
    ]
    codes = {i: Code("OTHER", score=code) for i, (_, code, _) in enumerate(figures)}
    return Tagged("x" * (2 * end + 1), tuple(mentions), tuple(links), codes)


def test_a_fact_rests_on_its_mention_its_code_three_links_and_its_page():
    first = (0.8, 0.5, {"HAS_INDICATOR": 0.9, "AT_LEVEL": 0.7, "IN_PERIOD": 0.6, "PART_OF": 0.1})
    second = (1.0, 0.25, {})
    one, two = find_grounds(tagged(first, second)).values()

    assert [math.exp(x) for x in one[:-1]] == pytest.approx([0.8, 0.5, 0.9, 0.7, 0.6])
    assert two[:-1] == (0, math.log(0.25), 0, 0, 0)
    assert one.page == two.page == pytest.approx((sum(one[:-1]) + sum(two[:-1])) / 2)


def test_a_page_without_facts_rests_on_nothing():
    assert find_grounds(Tagged("không có số", (), ())) == {}


def test_a_score_of_nothing_is_no_end_of_the_world():
    (one,) = find_grounds(tagged((0.0, 0.0, {}))).values()

    assert 0 < product_of(one) < 1e-6


@pytest.mark.parametrize(
    ("grounds", "chance"),
    [
        (Grounds(0.0, 0.0), 1 / (1 + math.exp(-2))),
        (Grounds(-1.0, -2.0), 1 / 2),
        (Grounds(0.0, 0.0, indicator=-5.0, level=-5.0, page=-2.0), 1 / 2),
        (Grounds(0.0, 0.0, period=-9.0), 0.01),
    ],
)
def test_odds_are_the_weighted_sum(grounds, chance):
    assert chance_of(grounds, WEIGHTS) == pytest.approx(chance, abs=1e-4)


def test_each_case_has_its_weights():
    table = {"told": WEIGHTS, "alone": {**WEIGHTS, "bias": -2.0}}

    assert read_weights(table, told=True)["bias"] == 2
    assert read_weights(table, told=False)["bias"] == -2


@pytest.mark.parametrize("table", [None, {}])
def test_without_weights_there_is_the_product(table):
    assert read_weights(table, told=True) is None
    assert product_of(Grounds(math.log(0.5), math.log(0.5), page=-7.0)) == pytest.approx(0.25)


@pytest.mark.parametrize(
    "table",
    [{"raw": [0.0, 1.0], "chance": [0.2, 0.9]}, {"told": {"bias": 1.0}}, {"told": None}],
)
def test_weights_of_another_version_are_refused(table):
    with pytest.raises(ModelError, match="run extractor train again"):
        read_weights(table, told=True)


@given(st.lists(st.tuples(GROUNDS, st.booleans()), max_size=30), GROUNDS, GROUNDS)
def test_a_better_score_never_makes_a_fact_less_sure(facts, one, other):
    weights = fit_weights([grounds for grounds, _ in facts], [right for _, right in facts])
    better = Grounds(*map(max, one, other))

    assert min(weights[name] for name in Grounds._fields) >= 0
    assert 0.01 <= chance_of(one, weights) <= chance_of(better, weights) <= 0.99


def test_weights_tell_how_often_facts_of_a_score_were_right():
    grounds = [UNSURE] * 4 + [SURE] * 4
    right = [False, False, False, True, True, True, True, False]
    weights = fit_weights(grounds, right)

    assert chance_of(UNSURE, weights) == pytest.approx(0.25, abs=0.002)
    assert chance_of(SURE, weights) == pytest.approx(0.75, abs=0.002)


def test_a_hard_page_makes_all_its_facts_less_sure():
    easy, hard = SURE._replace(page=-0.1), SURE._replace(page=-3.0)
    weights = fit_weights([easy] * 4 + [hard] * 4, [True] * 4 + [True, False, False, False])

    assert chance_of(hard, weights) < 0.3
    assert chance_of(easy, weights) > 0.9


@pytest.mark.parametrize(
    ("right", "chance"),
    [([True] * 4, 0.99), ([False] * 4, 0.01), ([False, True, True, False], 0.5), ([], 0.5)],
)
def test_scores_that_tell_nothing_leave_one_chance(right, chance):
    grounds = [Grounds(0.0, code) for code in (-1.0, -0.5, -1.0, -0.5)][: len(right)]
    weights = fit_weights(grounds, right)

    for one in (SURE, UNSURE):
        assert chance_of(one, weights) == pytest.approx(chance, abs=0.001)


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


@given(st.lists(st.tuples(SCORES, st.booleans()), min_size=1))
def test_the_error_is_a_share(points):
    assert 0 <= reliability(points).ece <= 1


def test_a_fact_is_judged_by_weights_of_other_bulletins():
    # in the first bulletin facts are right, in the second wrong: each is judged by the other
    facts = [("a", SURE, True)] * 4 + [("b", SURE, False)] * 4

    assert sorted(cross_fit(facts)) == [(0.01, True)] * 4 + [(0.99, False)] * 4


@pytest.mark.parametrize("facts", [[], [("a", SURE, True), ("a", UNSURE, False)]])
def test_one_bulletin_cannot_be_cross_fitted(facts):
    assert cross_fit(facts) == []


@given(st.lists(st.tuples(st.sampled_from("abcdefg"), GROUNDS, st.booleans())))
def test_every_fact_is_judged_once_where_there_are_two_bulletins(facts):
    judged = cross_fit(facts)

    several = len({name for name, _, _ in facts}) > 1
    assert sorted(right for _, right in judged) == sorted(r for _, _, r in facts if several)
