"""The judge of numerals, fitted on three bulletins."""

import numpy as np
import pytest
import spacy

from extractor.features.company import COLUMNS
from extractor.pipes.figures import are_figures
from extractor.pipes.records import mentions_of, set_mentions
from extractor.rules.findings import findings
from extractor.schema import Mention


@pytest.fixture
def figures(examples):
    component = spacy.blank("xx").add_pipe("tthc_figures")
    component.initialize(lambda: examples)
    return component


def quantities(doc):
    return [doc.text[m.start : m.end] for m in mentions_of(doc) if m.label == "QUANTITY"]


def test_it_tells_figures_from_dates_and_document_numbers(figures, examples, tiny):
    for example in examples:
        figures(example.predicted)

    assert [len(quantities(example.predicted)) for example in examples] == [
        len(bulletin.gold.facts) for bulletin in tiny
    ]
    assert figures.score(examples)["figures_f"] == 1.0


def test_the_bounds_are_those_of_the_grammar(figures, empty):
    doc = figures(empty.make_doc("Toàn tỉnh tiếp nhận 1.250 hồ sơ, đạt 98,5%."))

    assert quantities(doc) == ["1.250 hồ sơ", "98,5%"]


def test_quantities_of_the_recogniser_are_replaced(figures, empty):
    doc = empty.make_doc("Toàn tỉnh tiếp nhận 1.250 hồ sơ.")
    set_mentions(doc, [Mention(0, 9, "QUANTITY"), Mention(10, 19, "INDICATOR", 0.75)])
    figures(doc)

    assert quantities(doc) == ["1.250 hồ sơ"]
    assert Mention(10, 19, "INDICATOR", 0.75) in mentions_of(doc)


def test_a_mention_in_the_way_of_a_figure_goes(figures, empty):
    doc = empty.make_doc("Toàn tỉnh tiếp nhận 1.250 hồ sơ.")
    set_mentions(doc, [Mention(10, 25, "INDICATOR")])
    figures(doc)

    assert quantities(doc) == ["1.250 hồ sơ"]
    assert (10, 25) not in {(m.start, m.end) for m in mentions_of(doc)}


def test_a_threshold_above_certainty_lets_nothing_through(figures, empty):
    figures.threshold = 1.1

    assert quantities(figures(empty.make_doc("Toàn tỉnh tiếp nhận 1.250 hồ sơ."))) == []


@pytest.mark.parametrize("read", ["once", "twice"])
@pytest.mark.parametrize("way", ["bytes", "folder"])
def test_the_judge_comes_back(figures, make_examples, tmp_path, way, read):
    if read == "twice":
        company = np.concatenate([figures.company(one.reference).rows() for one in make_examples()])
        many = np.tile(company, (300, 1))
        figures.fit_second_reading(many, many[:, 0] > 0)
    again = spacy.blank("xx").add_pipe("tthc_figures")
    if way == "bytes":
        again.from_bytes(figures.to_bytes())
    else:
        figures.to_disk(tmp_path / "figures")
        again.from_disk(tmp_path / "figures")
    for one, other in zip(make_examples(), make_examples(), strict=True):
        rows = mentions_of(figures(one.predicted))
        assert len(rows) > 5
        assert mentions_of(again(other.predicted)) == rows


def test_nothing_to_score_is_no_score(figures):
    assert figures.score([]) == {"figures_f": None}


def test_a_second_reading_knows_what_the_recogniser_found(figures, empty):
    text = "Toàn tỉnh tiếp nhận 1.250 hồ sơ."
    company = np.zeros((20_000, len(COLUMNS)), np.float32)
    right = np.arange(20_000) % 2 == 0
    company[:, COLUMNS.index("touches_QUANTITY")] = right
    figures.fit_second_reading(company, right)
    figures.threshold = 0.0
    alone = figures(empty.make_doc(text))
    seconded = empty.make_doc(text)
    set_mentions(seconded, [Mention(20, 25, "QUANTITY")])
    figures(seconded)

    (low,), (high,) = (
        [m.score for m in mentions_of(doc) if m.label == "QUANTITY"] for doc in (alone, seconded)
    )
    assert 0 < low < 0.5 < high < 1


def test_a_second_reading_has_the_last_word(figures, examples):
    """Taught the contrary, it takes all others and no figure."""
    parts, right = [], []
    for example in examples:
        text = example.reference.text
        parts.append(figures.company(example.reference).rows())
        right += are_figures(example.reference, findings(text).quantities)
    figures.fit_second_reading(np.tile(np.concatenate(parts), (300, 1)), ~np.tile(right, 300))
    for example in examples:
        figures(example.predicted)

    assert sum(right) > 15
    assert figures.score(examples)["figures_f"] < 0.1
