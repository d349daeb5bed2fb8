"""Reliability and abstention in reports: cross-fitted where the confidence was fitted."""

from dataclasses import dataclass

import pytest

from extractor.facts.confidence import Grounds
from extractor.scoring.confidence import abstention_table, reliability_table
from extractor.scoring.evaluation import evaluate
from extractor.scoring.results import to_json


@dataclass(frozen=True)
class Scored:
    observations: tuple
    grounds: dict


@pytest.fixture
def run(bulletins, oracle):
    """Evaluate a system that is always sure, and whose scores are honest."""

    def extract(text, *, doc_id, province=None, published=None):
        seen = oracle()(text, doc_id=doc_id).observations
        wrong = seen[0].model_copy(update={"unit": "copy"})
        sure = [one.model_copy(update={"confidence": 0.99}) for one in (wrong, *seen[1:])]
        rests = {one.obs_id: Grounds(0.0, -2.0 if one is sure[0] else -0.2) for one in sure}
        return Scored(tuple(sure), rests)

    def make(fitted_on=None):
        return evaluate(bulletins, extract, resamples=0, fitted_on=fitted_on)

    return make


def test_a_confidence_of_other_bulletins_is_judged_as_it_is(run):
    summary = run().summaries["test"]
    assert summary.cross_fitted is False
    assert summary.reliability.ece == pytest.approx(0.99 - 5 / 6)
    assert summary.abstention.at_target is None  # 5 of 6 are right, and all are as sure


def test_where_it_was_fitted_it_is_cross_fitted_from_what_facts_rest_on(run):
    summaries = run("test").summaries
    assert summaries["test"].cross_fitted is True
    assert summaries["test"].reliability.ece == pytest.approx(0.01)
    assert summaries["test"].abstention.at_target.kept == pytest.approx(5 / 6)
    assert summaries["real"].cross_fitted is False


def test_tables_say_so_and_show_an_undefined_target_as_dashes(run):
    ours, theirs = run("test").summaries["test"], run().summaries["test"]
    assert "cross-fitted" in reliability_table(ours).note
    assert "cross-fitted" not in reliability_table(theirs).note
    assert abstention_table(theirs).rows[0] == ("at 95% right", "–", "–", "–", "–")
    assert abstention_table(ours).rows[0][1:] == ("0.990", "0.833", "1.000", "0.833")


def test_json_has_the_curve_and_null_where_it_is_undefined(run, bulletins, oracle):
    group = to_json(run("test"))["groups"]["test"]
    assert group["confidence_cross_fitted"] is True
    assert group["abstention"]["at_target"]["precision"] == 1.0
    assert len(group["abstention"]["points"]) == 2
    assert to_json(run())["groups"]["test"]["abstention"]["at_target"] is None
    silent = to_json(evaluate(bulletins, oracle(), resamples=0))["groups"]["test"]
    assert (silent["reliability"], silent["abstention"]) == (None, None)


def test_faults_are_counted_by_what_is_wrong(run):
    summary = run().summaries["test"]
    assert summary.faults == {("unit",): 3}
    assert to_json(run())["groups"]["test"]["faults"] == [[["unit"], 3]]
