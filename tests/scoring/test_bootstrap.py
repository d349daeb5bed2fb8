import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.scoring.bootstrap import compare, draw, interval, macro_interval
from extractor.scoring.counts import MEASURES, Counts

small = st.integers(0, 9)
rows = st.lists(st.builds(Counts, tp=small, fp=small, fn=small), min_size=2, max_size=12)


def test_every_resample_has_as_many_bulletins():
    assert set(draw(7, resamples=50).sum(axis=1)) == {7.0}


def test_draws_are_the_same_for_the_same_seed():
    assert (draw(5, seed=3) == draw(5, seed=3)).all()
    assert (draw(5, seed=3) != draw(5, seed=4)).any()


@pytest.mark.parametrize("measure", MEASURES)
@settings(max_examples=30, deadline=None)
@given(rows)
def test_an_interval_lies_between_the_extremes_of_bulletins(measure, drawn):
    found = interval(drawn, measure, draw(len(drawn), resamples=200))
    single = [score for row in drawn if (score := row.measure(measure)) is not None]
    if found is not None:
        assert min(single) - 1e-9 <= found.low <= found.high <= max(single) + 1e-9


def test_the_interval_of_equal_bulletins_is_a_point():
    found = interval([Counts(3, 1, 1)] * 5, "f1", draw(5))
    assert found.low == found.high == pytest.approx(0.75)


def test_the_interval_narrows_with_more_bulletins():
    def width(n):
        found = interval([Counts(tp=1), Counts(fn=1)] * n, "recall", draw(2 * n))
        return found.high - found.low

    assert width(50) < width(5) / 2


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    import numpy as np

    chance, hits, runs = np.random.default_rng(5), 0, 200
    for _ in range(runs):
        right = chance.binomial(10, 0.7, size=40)
        found = interval([Counts(tp=int(n), fn=10 - int(n)) for n in right], "recall",
                         draw(40, resamples=300))  # fmt: skip
        hits += found.low <= 0.7 <= found.high
    assert 0.88 <= hits / runs <= 0.99


def test_one_bulletin_has_no_interval():
    assert interval([Counts(tp=4)], "f1", draw(1)) is None


def test_a_score_that_one_bulletin_alone_defines_has_no_interval():
    assert interval([Counts()] * 4, "f1", draw(4)) is None
    assert interval([Counts(tp=1), *[Counts()] * 9], "f1", draw(10)) is None
    assert interval([Counts(tp=1), Counts(fn=1), *[Counts()] * 9], "f1", draw(11)) is not None


def test_a_code_in_one_bulletin_widens_the_macro_interval():
    tables = [{"a": Counts(tp=5)} for _ in range(9)] + [{"a": Counts(tp=5), "b": Counts(fn=1)}]
    found = macro_interval(tables, ["a", "b"], draw(10))
    assert (found.low, found.high) == (0.5, 1.0)
    assert macro_interval(tables, [], draw(10)) is None


def test_a_system_does_not_differ_from_itself():
    drawn = [Counts(3, 1, 2), Counts(5, 0, 1), Counts(0, 2, 2)] * 2
    same = compare(drawn, drawn, "f1", draw(6))
    assert same.delta == 0.0
    assert same.p == 1.0


def test_a_system_better_on_every_bulletin_differs():
    better = [Counts(tp=9, fn=1)] * 12
    worse = [Counts(tp=5 + n % 2, fn=5 - n % 2) for n in range(12)]
    found = compare(better, worse, "recall", draw(12))
    assert found.delta == pytest.approx(0.35)
    assert found.p < 0.01
    assert found.interval.low > 0


def test_a_difference_of_one_bulletin_of_many_is_no_evidence():
    one = [Counts(tp=5, fn=5)] * 19 + [Counts(tp=10)]
    two = [Counts(tp=5, fn=5)] * 20
    assert compare(one, two, "recall", draw(20)).p > 0.1


def test_the_order_of_systems_turns_the_difference_around():
    one = [Counts(3, 1, 2), Counts(5, 0, 1), Counts(1, 2, 2), Counts(2, 2, 0)]
    two = [Counts(2, 1, 3), Counts(4, 0, 2), Counts(2, 2, 1), Counts(1, 2, 1)]
    one, two = one * 2, two * 2
    there, back = compare(one, two, "f1", draw(8)), compare(two, one, "f1", draw(8))
    assert there.delta == -back.delta
    assert there.p == back.p


def test_an_undefined_score_has_no_difference():
    found = compare([Counts()], [Counts(tp=1)], "f1", draw(1))
    assert (found.one, found.two, found.delta, found.p) == (None, 1.0, None, None)


def test_p_is_about_uniform_where_the_systems_are_equal():
    import numpy as np

    chance, low, runs = np.random.default_rng(11), 0, 200
    draws = draw(30, resamples=300)
    for _ in range(runs):
        one, two = (
            [Counts(tp=int(n), fn=10 - int(n)) for n in chance.binomial(10, 0.6, size=30)]
            for _ in range(2)
        )
        low += compare(one, two, "recall", draws).p < 0.05
    assert low / runs < 0.12


@pytest.mark.parametrize(("bulletins", "has_p"), [(2, False), (5, False), (6, True)])
def test_a_handful_of_bulletins_gives_no_p(bulletins, has_p):
    found = compare([Counts(tp=1)] * bulletins, [Counts(fn=1)] * bulletins, "recall",
                    draw(bulletins))  # fmt: skip
    assert found.delta == 1.0
    assert (found.p is not None) is has_p
