import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.scoring.codes import code_pairs, macro_f1, micro, score_codes
from extractor.scoring.counts import Counts
from extractor.scoring.facts import align_facts

pairs = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=1)


def test_a_missed_figure_is_missed_in_its_code(demo, perfect):
    _, gold = demo
    scores = score_codes(code_pairs(align_facts(gold, perfect[1:])))
    assert scores.by_code["dossiers_received_total"] == Counts(fn=1)
    assert scores.confusion["dossiers_received_total", "(missed)"] == 1
    assert micro(scores.by_code) == Counts(tp=5, fn=1)


def test_a_wrong_code_is_missed_in_one_and_spurious_in_the_other(demo, perfect):
    _, gold = demo
    wrong = [perfect[0].model_copy(update={"indicator": "rate_online"}), *perfect[1:]]
    by_code = score_codes(code_pairs(align_facts(gold, wrong))).by_code
    assert by_code["dossiers_received_total"] == Counts(fn=1)
    assert by_code["rate_online"] == Counts(tp=1, fp=1)


def test_no_code_is_missed_and_spurious_nowhere(demo, perfect):
    _, gold = demo
    wrong = [perfect[0].model_copy(update={"indicator": None}), *perfect[1:]]
    by_code = score_codes(code_pairs(align_facts(gold, wrong))).by_code
    assert micro(by_code) == Counts(tp=5, fn=1)
    assert "(no code)" not in by_code


def test_the_macro_average_shows_the_rare_code_that_the_micro_average_hides():
    by_code = {"frequent": Counts(tp=99, fp=1), "rare": Counts(fn=1)}
    assert micro(by_code).f1 == pytest.approx(0.99)
    assert macro_f1(by_code) < 0.51
    assert macro_f1(by_code, rarer_than=5) == 0.0


def test_a_code_that_gold_lacks_is_not_averaged_but_pooled():
    by_code = {"a": Counts(tp=1), "b": Counts(fp=1)}
    assert macro_f1(by_code) == 1.0
    assert micro(by_code).precision == 0.5


def test_the_macro_average_of_no_codes_is_undefined():
    assert macro_f1({}) is None
    assert macro_f1({"a": Counts(tp=9)}, rarer_than=5) is None


@settings(max_examples=40, deadline=None)
@given(pairs)
def test_scores_equal_sklearns(drawn):
    metrics = pytest.importorskip("sklearn.metrics")
    gold, given_codes = zip(*drawn, strict=True)
    by_code = score_codes(drawn).by_code
    labels = sorted(set(gold))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = metrics.f1_score(gold, given_codes, labels=labels, average="macro")
        overall = metrics.f1_score(gold, given_codes, average="micro")
    assert macro_f1(by_code) == pytest.approx(theirs)
    assert micro(by_code).f1 == pytest.approx(overall)
