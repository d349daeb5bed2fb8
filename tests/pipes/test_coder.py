"""The coder tells code, role and scope from links; fitted on three bulletins."""

import pytest
import spacy

from extractor.pipes.records import mentions_of, set_mentions, tagged_of


@pytest.fixture
def coder(examples):
    component = spacy.blank("xx").add_pipe("tthc_coder")
    component.initialize(lambda: examples)
    return component


def read(coder, examples):
    for example in examples:
        set_mentions(example.predicted, list(mentions_of(example.reference)))
        example.predicted._.tthc_links = example.reference._.tthc_links
        coder(example.predicted)
    return coder.score(examples)


def test_it_knows_most_codes_and_roles_of_what_it_was_fitted_on(coder, examples):
    scores = read(coder, examples)

    assert sum(len(example.reference._.tthc_codes) for example in examples) > 15
    assert scores["codes_acc"] >= 0.85
    assert scores["roles_acc"] >= 0.7


def test_every_figure_is_coded_and_nothing_else(coder, examples):
    read(coder, examples)
    tagged = tagged_of(examples[0].predicted)
    figures = [n for n, m in enumerate(tagged.mentions) if m.label == "QUANTITY"]

    assert len(figures) == 7
    assert sorted(tagged.codes) == figures
    assert all(0 < code.score <= 1 for code in tagged.codes.values())


def test_bytes_bring_the_same_coder_back(coder, examples):
    read(coder, examples)
    rows = [example.predicted._.tthc_codes for example in examples]
    again = spacy.blank("xx").add_pipe("tthc_coder").from_bytes(coder.to_bytes())
    read(again, examples)

    assert [example.predicted._.tthc_codes for example in examples] == rows


def test_a_folder_brings_the_same_coder_back(coder, examples, tmp_path):
    read(coder, examples)
    rows = [example.predicted._.tthc_codes for example in examples]
    coder.to_disk(tmp_path / "coder")
    again = spacy.blank("xx").add_pipe("tthc_coder").from_disk(tmp_path / "coder")
    read(again, examples)

    assert [example.predicted._.tthc_codes for example in examples] == rows


def test_a_missed_figure_is_a_wrong_code(coder, examples):
    for example in examples:
        example.predicted.set_ents([])
        example.predicted._.tthc_codes = []

    assert coder.score(examples) == {"codes_acc": 0.0, "roles_acc": 0.0}


def test_nothing_to_score_is_no_score(coder):
    assert coder.score([]) == {"codes_acc": None, "roles_acc": None}
