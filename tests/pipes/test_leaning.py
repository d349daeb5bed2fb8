"""A recogniser that leans begins mentions more easily, and is otherwise as it was."""

import numpy as np
import pytest
import spacy
from spacy.training import Example
from spacy.util import fix_random_seed

from extractor.errors import ModelError
from extractor.pipes.leaning import LEANING, lean_to_mentions

TEXT = "Ba xã nhận hồ sơ, trả 800 hồ sơ rồi nghỉ trưa; tiếp nhận 900 hồ sơ"
LABELS = ("INDICATOR", "QUANTITY")


@pytest.fixture
def nlp():
    """A recogniser that has seen very little, so that it is sure of nothing."""
    fix_random_seed(0)
    nlp = spacy.blank("xx")
    nlp.add_pipe("ner")
    annotated = {"entities": [(0, 9, "INDICATOR"), (10, 19, "QUANTITY")]}
    examples = [Example.from_dict(nlp.make_doc("tiếp nhận 900 hồ sơ rồi nghỉ trưa"), annotated)]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(12):
        nlp.update(examples, sgd=optimizer)
    return nlp


def bias(nlp):
    return nlp.get_pipe("ner").model.get_ref("upper").get_param("b").copy()


def found(nlp):
    return {token.i for ent in nlp(TEXT).ents for token in ent}


def test_moves_that_begin_a_mention_are_raised_and_no_others(nlp):
    names = nlp.get_pipe("ner").move_names
    names = [*names[:-1], "U-", names[-1]]  # spaCy hides this one, and says O last
    before = dict(zip(names, bias(nlp), strict=True))
    lean_to_mentions(nlp.get_pipe("ner"))
    after = dict(zip(names, bias(nlp), strict=True))
    raised = {f"{action}-{label}" for action in "BU" for label in (*LABELS, "")}

    for name in names:
        assert after[name] - before[name] == pytest.approx(LEANING if name in raised else 0)


def test_it_finds_more(nlp):
    before = found(nlp)
    lean_to_mentions(nlp.get_pipe("ner"))

    assert before < found(nlp)


def test_a_saved_recogniser_leans_where_it_is_loaded(nlp, tmp_path):
    before = bias(nlp)
    lean_to_mentions(nlp.get_pipe("ner"))
    nlp.to_disk(tmp_path / "leaning")
    loaded = bias(spacy.load(tmp_path / "leaning"))

    assert np.array_equal(loaded, bias(nlp))
    assert not np.array_equal(loaded, before)


def test_labels_that_came_later_are_refused(nlp):
    nlp.get_pipe("ner").add_label("PERIOD")

    with pytest.raises(ModelError, match="train it with all labels"):
        lean_to_mentions(nlp.get_pipe("ner"))
