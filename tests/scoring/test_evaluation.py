from dataclasses import replace

import pytest

from extractor.errors import AnnotationError, InputError, ModelError
from extractor.schema import Tagged
from extractor.scoring.counts import Counts
from extractor.scoring.evaluation import demand_observations, digest, evaluate


def run(bulletins, extract, **options):
    return evaluate(bulletins, extract, resamples=50, **options)


def test_a_perfect_system_is_right_everywhere_and_undefined_nowhere_it_matters(bulletins, oracle):
    summary = run(bulletins, oracle()).summaries["test"]
    for name in ("spans/exact/all", "links/exact/all", "facts/whole", "facts/detection"):
        assert summary.scores[name].values == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert summary.macro.value == 1.0
    assert (summary.bulletins, summary.figures, summary.observed) == (3, 18, 18)


def test_real_bulletins_are_never_pooled_with_written_ones(bulletins, oracle):
    def spoil(observations, doc_id):
        return observations if doc_id != "b3" else observations[1:]

    summaries = run(bulletins, oracle(spoil)).summaries
    assert list(summaries) == ["test", "real"]
    assert summaries["test"].scores["facts/detection"].counts == Counts(tp=18)
    assert summaries["real"].scores["facts/detection"].counts == Counts(tp=5, fn=1)


def test_breakdowns_go_by_type_and_by_the_era_of_publication(bulletins, oracle):
    def spoil(observations, doc_id):
        return observations if doc_id != "b2" else []

    found = run(bulletins, oracle(spoil)).summaries["test"].breakdowns
    recalls = {
        (trait, value): (bulletins, scores["facts/whole"].values["recall"])
        for trait, values in found.items()
        for value, (bulletins, scores) in values.items()
    }
    assert recalls == {
        ("type", "monthly"): (2, 1.0),
        ("type", "news"): (1, 0.0),
        ("era", "before_2025_07"): (1, 1.0),
        ("era", "after_2025_07"): (2, 0.5),
    }


def test_a_system_without_tags_has_no_span_scores_rather_than_zero(bulletins, oracle):
    scores = run(bulletins, oracle(tags=False)).summaries["test"].scores
    assert not [name for name in scores if name.startswith(("spans", "links"))]
    assert "facts/whole" in scores


def test_a_refused_bulletin_is_wholly_missed_noted_and_stops_nothing(bulletins, oracle):
    perfect = oracle()

    def extract(text, *, doc_id, **context):
        if doc_id == "b1":
            raise InputError("b1: too odd; leave it")
        return perfect(text, doc_id=doc_id, **context)

    found = run(bulletins, extract)
    scores = found.summaries["test"].scores
    assert scores["facts/detection"].counts == Counts(tp=12, fn=6)
    mentions = len(bulletins[0].gold.mentions)
    assert scores["spans/exact/all"].counts == Counts(tp=2 * mentions, fn=mentions)
    assert found.notes == ("b1: b1: too odd; leave it; counted as wholly missed",)


def test_a_broken_model_stops_the_run(bulletins):
    def extract(text, **context):
        raise ModelError("the pipeline lacks tthc_linker; train it again")

    with pytest.raises(ModelError, match="tthc_linker"):
        run(bulletins, extract)


def test_another_text_than_the_annotated_one_is_refused(bulletins, oracle):
    changed = replace(bulletins[0], text=bulletins[0].text + " ")
    with pytest.raises(AnnotationError, match="the text differs from the annotated one"):
        run([changed], oracle())


def test_no_bulletins_are_refused(oracle):
    with pytest.raises(InputError, match="no annotated bulletins"):
        run([], oracle())


def test_a_system_that_finds_nothing_is_refused_in_one_line(bulletins, oracle):
    found = run(bulletins, oracle(lambda *_: []), model="empty")
    assert found.summaries["test"].scores["facts/whole"].values["precision"] is None
    with pytest.raises(ModelError, match=r"^empty: no figure found in any of 4 bulletins;[^\n]*$"):
        demand_observations(found)


def test_links_between_gold_mentions_are_scored_beside_end_to_end_ones(bulletins, oracle):
    def link(text, mentions):
        return Tagged(text, mentions, ())

    scores = run(bulletins, oracle(), link=link).summaries["test"].scores
    assert scores["gold_links/exact/all"].values["recall"] == 0.0
    assert scores["links/exact/all"].values["recall"] == 1.0


@pytest.mark.parametrize(("context", "given"), [(True, "Kon Tum"), (False, None)])
def test_what_is_known_of_a_bulletin_can_be_kept_from_the_system(bulletins, oracle, context, given):
    seen = []
    perfect = oracle()

    def extract(text, *, doc_id, province, published):
        seen.append((province, published is not None))
        return perfect(text, doc_id=doc_id)

    run(bulletins[:1], extract, context=context)
    assert seen == [(given, context)]


def test_digests_follow_annotations_and_texts_and_not_the_order(bulletins, oracle):
    results = run(bulletins, oracle()).results
    assert digest(results) == digest(results[::-1])
    other = [replace(results[0], gold_sha256="0" * 64), *results[1:]]
    assert digest(other)[0] == digest(results)[0]
    assert digest(other)[1] != digest(results)[1]


def test_wrong_facts_say_what_is_missed_wrong_or_extra(bulletins, oracle):
    def spoil(observations, doc_id):
        if doc_id != "b0":
            return observations
        extra = observations[0].model_copy(update={"char_start": 0, "char_end": 3})
        wrong = observations[1].model_copy(update={"unit": "copy", "bound": "gt"})
        return [extra, observations[0], wrong, *observations[3:]]

    result = run(bulletins, oracle(spoil)).results[0]
    assert [(w.kind, w.slots) for w in result.wrongs] == [
        ("extra", ()),
        ("wrong", ("unit", "bound")),
        ("missed", ()),
    ]
    assert result.wrongs[1].gold["unit"] == "dossier"
    assert result.wrongs[1].observed["unit"] == "copy"


def test_confidences_are_held_against_whole_facts(bulletins, oracle):
    def spoil(observations, doc_id):
        rated = [one.model_copy(update={"confidence": 0.9}) for one in observations]
        return [rated[0].model_copy(update={"unit": "copy"}), *rated[1:]]

    found = run(bulletins, oracle(spoil)).summaries["test"].reliability
    assert found.observations == 18
    assert found.ece == pytest.approx(0.9 - 15 / 18)
