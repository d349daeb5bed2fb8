import pytest

from extractor.errors import InputError
from extractor.scoring.comparison import COMPARED, compare_results
from extractor.scoring.evaluation import evaluate


@pytest.fixture
def runs(bulletins, oracle):
    def spoil(observations, doc_id):
        return [observations[0].model_copy(update={"unit": "copy"}), *observations[1:]]

    return [
        evaluate(bulletins, extract, resamples=0).results for extract in (oracle(), oracle(spoil))
    ]


def difference(comparisons, group, name, measure="f1"):
    found = [c for c in comparisons if (c.group, c.name, c.measure) == (group, name, measure)]
    assert len(found) == 1
    return found[0].difference


def test_two_systems_are_compared_group_by_group(runs):
    found = compare_results(*runs, resamples=200)
    assert {c.group for c in found} == {"test", "real"}
    assert difference(found, "test", "facts/whole").delta == pytest.approx(1 / 6)
    assert difference(found, "test", "facts/detection").delta == 0.0


def test_one_real_bulletin_gives_a_difference_without_interval_or_p(runs):
    found = difference(compare_results(*runs, resamples=200), "real", "facts/whole")
    assert found.delta == pytest.approx(1 / 6)
    assert (found.interval, found.p) == (None, None)


def test_what_neither_run_measured_is_left_out(runs):
    names = {(c.name, c.measure) for c in compare_results(*runs, resamples=10)}
    assert names == {pair for pair in COMPARED if not pair[0].startswith("gold_links")}


def test_the_order_of_bulletins_does_not_matter(runs):
    ours, theirs = runs
    assert compare_results(ours, theirs[::-1], resamples=50) == compare_results(
        ours, theirs, resamples=50
    )


def test_runs_on_other_bulletins_are_refused(runs):
    ours, theirs = runs
    with pytest.raises(InputError, match=r"group test: the two runs differ .*\(1: b0\)"):
        compare_results(ours, theirs[1:])
