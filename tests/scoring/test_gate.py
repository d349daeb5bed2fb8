import json
from dataclasses import replace

import pytest

from extractor.errors import InputError
from extractor.scoring.baseline import read_baseline
from extractor.scoring.evaluation import evaluate
from extractor.scoring.gate import check_gate, update_gate


@pytest.fixture
def measure(bulletins, oracle):
    """Evaluate a system that drops the last `missed` figures of each bulletin."""

    def run(missed=0, chosen=bulletins):
        extract = oracle(lambda seen, _: seen[: len(seen) - missed])
        return evaluate(chosen, extract, model=f"misses {missed}", resamples=0)

    return run


@pytest.fixture
def baseline(measure, tmp_path):
    path = tmp_path / "evaluation" / "baseline.json"
    update_gate(measure(1), path)
    return path


def test_the_run_that_set_the_floors_passes(measure, baseline):
    verdict = check_gate(measure(1), baseline)
    assert verdict.passed
    assert verdict == type(verdict)()


def test_a_lower_score_fails_with_a_line_that_names_it(measure, baseline):
    verdict = check_gate(measure(2), baseline)
    assert not verdict.passed
    assert "test: facts/whole recall fell to 0.6667, floor 0.8333" in verdict.falls
    assert any(line.startswith("real: facts/detection f1 fell") for line in verdict.falls)


def test_a_higher_score_passes_and_is_named(measure, baseline):
    verdict = check_gate(measure(0), baseline)
    assert verdict.passed
    assert "test: facts/whole recall rose to 1.0000, floor 0.8333" in verdict.rises


def test_update_raises_floors(measure, baseline):
    update_gate(measure(0), baseline)
    assert not check_gate(measure(1), baseline).passed
    assert read_baseline(baseline).model == "misses 0"


def test_update_refuses_to_lower_a_floor_and_writes_nothing(measure, baseline):
    before = baseline.read_bytes()
    with pytest.raises(InputError, match=r"floors would fall: .*facts/whole .* give the reason"):
        update_gate(measure(2), baseline)
    assert baseline.read_bytes() == before


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_empty_reason_is_no_reason(measure, baseline, reason):
    with pytest.raises(InputError, match="give the reason"):
        update_gate(measure(2), baseline, allow_regression_reason=reason)


def test_a_floor_lowered_with_a_reason_keeps_it_for_ever(measure, baseline):
    update_gate(measure(2), baseline, allow_regression_reason="gold of q6 corrected")
    update_gate(measure(0), baseline)
    kept = [one for one in read_baseline(baseline).lowered if one.score == "facts/whole recall"]
    assert [(one.group, one.floor, one.to, one.reason) for one in kept] == [
        ("test", 0.8333, 0.6666, "gold of q6 corrected"),
        ("real", 0.8333, 0.6666, "gold of q6 corrected"),
    ]
    assert check_gate(measure(0), baseline).passed


def test_a_score_that_is_no_longer_measured_has_fallen(measure, baseline):
    now = measure(1)
    summary = now.summaries["test"]
    scores = {n: s for n, s in summary.scores.items() if not n.startswith("links")}
    cut = {**now.summaries, "test": replace(summary, scores=scores)}
    verdict = check_gate(replace(now, summaries=cut), baseline)
    assert verdict.falls == ("test: links/exact/all f1 fell to none, floor 1.0000",)


def test_only_real_bulletins_may_be_absent(measure, baseline, bulletins):
    without_real = check_gate(measure(1, bulletins[:3]), baseline)
    assert without_real.passed
    assert without_real.skipped == ("real: not measured, floors not checked",)
    without_test = check_gate(measure(1, bulletins[3:]), baseline)
    assert without_test.falls == ("test: not measured, floors not checked",)


def test_updating_without_the_real_bulletins_keeps_their_floors(measure, baseline, bulletins):
    before = read_baseline(baseline).groups["real"]
    update_gate(measure(0, bulletins[:3]), baseline)
    assert read_baseline(baseline).groups["real"] == before


@pytest.mark.parametrize(("place", "what"), [(0, "texts"), (1, "annotations")])
def test_other_texts_or_annotations_are_refused_in_one_line(measure, baseline, place, what):
    now = measure(1)
    digests = list(now.digests["test"])
    digests[place] = "0" * 64
    other = replace(now, digests={**now.digests, "test": tuple(digests)})
    with pytest.raises(InputError, match=f"the {what} of test") as caught:
        check_gate(other, baseline)
    assert "\n" not in str(caught.value)


def test_the_digests_of_an_update_are_recorded(measure, baseline):
    stored = json.loads(baseline.read_text(encoding="utf-8"))["groups"]["test"]
    assert (stored["corpus_sha256"], stored["annotations_sha256"]) == measure(1).digests["test"]
    assert (stored["bulletins"], stored["figures"]) == (3, 18)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "No such file"),
        ("{", "Invalid JSON"),
        ("{}", "no floors in it"),
        ('{"format": "9"}', "format '9'"),
        ('{"groups": {"test": {"floors": {"facts/whole f1": "high"}}}}', "groups.test"),
    ],
    ids=["missing", "cut", "empty", "format", "floor"],
)
def test_a_broken_baseline_is_refused_in_one_line(measure, tmp_path, content, fault):
    path = tmp_path / "baseline.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=fault) as caught:
        check_gate(measure(1), path)
    assert "\n" not in str(caught.value)
