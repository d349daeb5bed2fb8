"""Span scores by hand, and against spaCy's Scorer and nervaluate where they define the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.labels import LABELS
from extractor.scoring.counts import Counts
from extractor.scoring.spans import gold_spans, score_spans, tagged_spans

WORDS = 40


@st.composite
def flat_spans(draw):
    """Sorted spans over words that never overlap nor touch."""
    spans, at = [], 0
    while at < WORDS:
        start = at + draw(st.integers(0, 8))
        end = start + draw(st.integers(1, 4))
        if end > WORDS:
            break
        spans.append((start, end, draw(st.sampled_from(("QUANTITY", "LEVEL", "PERIOD")))))
        at = end + 1
    return spans


def test_gold_against_itself_is_all_right(demo, tagged):
    _, gold = demo
    scores = score_spans(gold_spans(gold), tagged_spans(tagged))
    assert scores.exact["all"] == scores.overlap["all"] == Counts(tp=len(gold.mentions))
    assert scores.exact["QUANTITY"] == Counts(tp=6)


def test_a_label_that_never_occurs_has_an_undefined_score():
    scores = score_spans([(0, 4, "LEVEL")], [(0, 4, "LEVEL")])
    assert set(scores.exact) == {*LABELS, "all"}
    assert scores.exact["AGENCY"].f1 is None


def test_empty_prediction_has_no_precision():
    scores = score_spans([(0, 4, "LEVEL")], [])
    assert scores.exact["all"].precision is None
    assert scores.exact["all"].recall == 0.0


@pytest.mark.parametrize(
    ("predicted", "exact", "overlap"),
    [
        ((10, 20, "QUANTITY"), Counts(tp=1), Counts(tp=1)),
        ((10, 19, "QUANTITY"), Counts(fp=1, fn=1), Counts(tp=1)),
        ((20, 22, "QUANTITY"), Counts(fp=1, fn=1), Counts(fp=1, fn=1)),
        ((10, 20, "LEVEL"), Counts(fp=1, fn=1), Counts(fp=1, fn=1)),
    ],
    ids=["same", "shorter", "touching", "other label"],
)
def test_one_prediction_against_one_gold_span(predicted, exact, overlap):
    scores = score_spans([(10, 20, "QUANTITY")], [predicted])
    assert (scores.exact["all"], scores.overlap["all"]) == (exact, overlap)


def test_a_repeated_prediction_is_spurious():
    scores = score_spans([(0, 4, "LEVEL")], [(0, 4, "LEVEL"), (0, 4, "LEVEL")])
    assert scores.exact["LEVEL"] == scores.overlap["LEVEL"] == Counts(tp=1, fp=1)


@settings(max_examples=40, deadline=None)
@given(flat_spans(), flat_spans())
def test_exact_scores_equal_spacys(gold, predicted):
    spacy = pytest.importorskip("spacy")
    from spacy.scorer import Scorer
    from spacy.tokens import Doc, Span
    from spacy.training import Example

    vocab = spacy.vocab.Vocab()
    docs = []
    for spans in (predicted, gold):
        doc = Doc(vocab, words=["từ"] * WORDS)
        doc.ents = [Span(doc, *span) for span in spans]
        docs.append(doc)
    theirs = Scorer.score_spans([Example(*docs)], "ents")
    ours = score_spans(gold, predicted).exact
    if theirs["ents_p"] is None:
        assert ours["all"].f1 is None
        return
    assert ours["all"].f1 == pytest.approx(theirs["ents_f"])
    for label, score in theirs["ents_per_type"].items():
        # spaCy says 0 where one side is empty; ours is undefined there
        assert (ours[label].precision or 0) == pytest.approx(score["p"])
        assert (ours[label].recall or 0) == pytest.approx(score["r"])
        assert (ours[label].f1 or 0) == pytest.approx(score["f"])


def nervaluate_counts(gold, predicted, schema):
    nervaluate = pytest.importorskip("nervaluate")
    # its ends are inclusive, and only its "dict" loader bears an empty document
    rows = [
        [[{"label": label, "start": start, "end": end - 1} for start, end, label in spans]]
        for spans in (gold, predicted)
    ]
    tags = ["QUANTITY", "LEVEL", "PERIOD"]
    result = nervaluate.Evaluator(*rows, tags=tags, loader="dict").evaluate()
    found = result["overall"][schema]
    return Counts(found.correct, found.actual - found.correct, found.possible - found.correct)


@settings(max_examples=40, deadline=None)
@given(flat_spans(), flat_spans())
def test_exact_scores_equal_nervaluates_strict(gold, predicted):
    ours = score_spans(gold, predicted).exact["all"]
    assert ours == nervaluate_counts(gold, predicted, "strict")


@settings(max_examples=40, deadline=None)
@given(flat_spans(), st.data())
def test_overlap_scores_equal_nervaluates_where_each_overlap_is_a_pair(gold, data):
    # Each prediction stays inside its own gold span: then both definitions say the same.
    predicted = []
    for start, end, label in gold:
        other = data.draw(st.sampled_from((label, label, "QUANTITY", None)))
        if other:
            cut = data.draw(st.integers(start, end - 1))
            predicted.append((cut, end, other))
    ours = score_spans(gold, predicted).overlap["all"]
    assert ours == nervaluate_counts(gold, predicted, "ent_type")
