import json

import pytest

from extractor.errors import InputError
from extractor.scoring.counts import Counts
from extractor.scoring.evaluation import evaluate
from extractor.scoring.results import dump_json, read_results, to_json, write_text


@pytest.fixture
def evaluation(bulletins, oracle):
    return evaluate(
        bulletins, oracle(lambda seen, _: seen[1:]), model="m", resamples=50, facts={"schema": "1"}
    )


def test_undefined_scores_are_null_and_never_nan(evaluation):
    scores = json.loads(dump_json(to_json(evaluation)))["groups"]["test"]["scores"]
    clock = scores["distractors/left_alone/clock"]
    assert (clock["f1"], clock["f1_interval"]) == (None, None)
    assert scores["facts/detection"]["recall"] == pytest.approx(15 / 18, abs=1e-6)


def test_a_group_states_its_size_and_digests(evaluation):
    group = to_json(evaluation)["groups"]["test"]
    assert (group["bulletins"], group["figures"], group["observed"]) == (3, 18, 15)
    assert (group["corpus_sha256"], group["annotations_sha256"]) == evaluation.digests["test"]


def test_no_text_of_a_bulletin_is_stored(evaluation, bulletins):
    printed = dump_json(to_json(evaluation))
    sentences = [line for b in bulletins for line in b.text.splitlines() if len(line) > 40]
    assert sentences
    assert not [sentence for sentence in sentences if sentence in printed]


def test_counts_come_back_as_they_were_written(evaluation, tmp_path):
    write_text(dump_json(to_json(evaluation)), tmp_path / "new" / "results.json")
    model, results = read_results(tmp_path / "new" / "results.json")
    assert model == "m"
    for ours, theirs in zip(results, evaluation.results, strict=True):
        assert ours.table == {k: v for k, v in theirs.table.items() if v != Counts()}
        assert (ours.doc_id, ours.group, ours.gold_sha256) == (
            theirs.doc_id, theirs.group, theirs.gold_sha256,
        )  # fmt: skip
        assert ours.confusion == theirs.confusion
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["results.json"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "No such file"),
        ("{", "no results of an evaluation"),
        ("[]", "no results of an evaluation"),
        ('{"format": "0", "bulletins": []}', "format '0', not '1'"),
        ('{"format": "1", "bulletins": [{}]}', "no results of an evaluation"),
    ],
    ids=["missing", "cut", "list", "format", "empty row"],
)
def test_a_broken_file_is_refused_in_one_line(tmp_path, content, fault):
    path = tmp_path / "r.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=fault) as caught:
        read_results(path)
    assert "\n" not in str(caught.value)
