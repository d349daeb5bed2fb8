"""The coder tells code, role and scope from links; fitted on three bulletins."""

import pytest
import spacy

from extractor.features.coding import coding_features
from extractor.features.page import Page
from extractor.features.scoping import read_label, ruled_label
from extractor.pipes.coder import Coder, completed
from extractor.pipes.codes import OVERRULE, History, code_figures
from extractor.pipes.records import mentions_of, set_mentions, tagged_of
from extractor.pipes.rows import targets_of
from extractor.schema import Mention


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


@pytest.mark.parametrize("only", [["indicator"], ["role"], ["scope"], ["indicator", "scope"]])
def test_the_models_asked_for_are_fitted_as_with_all_others(coder, examples, only):
    alone = Coder("alone", strengths=coder.strengths)
    alone.fit(((completed(e.reference), e.reference) for e in examples), only=only)

    assert {name for name, model in alone._models.items() if model.classes} == set(only)
    for name in only:
        assert alone._models[name].to_bytes() == coder._models[name].to_bytes()


def test_every_figure_is_coded_and_nothing_else(coder, examples):
    read(coder, examples)
    tagged = tagged_of(examples[0].predicted)
    figures = [n for n, m in enumerate(tagged.mentions) if m.label == "QUANTITY"]

    assert len(figures) == 7
    assert sorted(tagged.codes) == figures
    assert all(0 < code.score <= 1 for code in tagged.codes.values())


def code_slowly(coder, doc):
    """Code figure by figure, every model on all features of one figure."""
    models, mentions = coder._models, mentions_of(doc)
    page, targets = Page(doc.text, mentions), targets_of(mentions, doc._.tthc_links)
    history, found = History(page), []
    for position, figure in enumerate(page.figures):
        features = coding_features(page, position, targets, history.codes)
        code, certainty = models["indicator"].best(features)
        role, role_certainty = models["role"].best(features)
        sample = history.scoping(position, targets, code)
        scope, scope_certainty = models["scope"].best(sample)
        said = ruled_label(sample)
        if scope_certainty < OVERRULE and read_label(said)[0] is not None:
            scope = said
        history.add(figure.index, code, scope)
        score = certainty * role_certainty * scope_certainty
        found.append((figure.start, figure.end, code, role, scope, pytest.approx(score, abs=1e-5)))
    return found


def test_a_coder_that_is_not_fitted_codes_nothing(examples):
    scores = read(spacy.blank("xx").add_pipe("tthc_coder"), examples)

    assert scores == {"codes_acc": 0.0, "roles_acc": 0.0}


def test_a_page_at_once_is_coded_as_figure_by_figure(coder, examples):
    read(coder, examples)

    for example in examples:
        assert example.predicted._.tthc_codes == code_slowly(coder, example.predicted)


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


def test_likely_indicators_decide_the_code_together(coder):
    """The two others say the same and outweigh `trễ hạn`, which the figure is linked to."""
    text = "Tiếp nhận, thu nhận hồ sơ; trễ hạn: 1.250 hồ sơ."
    spans = ["Tiếp nhận", "thu nhận", "trễ hạn"]
    found = [Mention(text.index(w), text.index(w) + len(w), "INDICATOR") for w in spans]
    start = text.index("1.250")
    mentions = (*found, Mention(start, start + len("1.250 hồ sơ"), "QUANTITY"))

    def code(doubts):
        return code_figures(Page(text, mentions), {(3, "HAS_INDICATOR"): 2}, coder._models, doubts)[
            0
        ][2]

    alone = [
        code_figures(Page(text, mentions), {(3, "HAS_INDICATOR"): n}, coder._models)[0][2]
        for n in range(3)
    ]
    assert alone == ["dossiers_received_total", "dossiers_received_total", "dossiers_resolved_late"]
    assert code({}) == "dossiers_resolved_late"
    assert code({3: [(0, 0.4), (1, 0.4), (2, 0.2)]}) == "dossiers_received_total"
    assert code({3: [(2, 0.9), (0, 0.1)]}) == "dossiers_resolved_late"
    assert code({3: [(2, 0.4), (None, 0.1)]}) == "dossiers_resolved_late"
