"""The relation component learns three bulletins by heart, and the same way twice."""

from collections import Counter

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.training import Example
from spacy.util import fix_random_seed
from thinc.api import Adam

from extractor.corpus.docs import make_doc
from extractor.features.page import Page
from extractor.features.readings import reading_keys
from extractor.labels import TARGETS
from extractor.pipes.batches import build_batch
from extractor.pipes.completion import complete
from extractor.pipes.linker import _UNKNOWN, _truth, thin
from extractor.pipes.records import mentions_of, set_mentions, tagged_of
from extractor.schema import Mention

ROWS = 512
MODEL = {
    "@architectures": "tthc.PairRanker.v1", "rows": ROWS, "width": 16, "hidden": 24, "members": 2
}  # fmt: skip


def train(examples, *, seed=1, steps=60):
    """Train a small linker on the examples."""
    fix_random_seed(seed)
    linker = spacy.blank("xx").add_pipe("tthc_linker", config={"model": MODEL})
    linker.initialize(lambda: examples)
    optimizer = Adam(0.01)
    losses = []
    for _ in range(steps):
        losses.append(linker.update(examples, drop=0.0, sgd=optimizer)["tthc_linker"])
    return linker, losses


def read(linker, examples):
    for example in examples:
        linker(example.predicted)
    return linker.score(examples)


@pytest.fixture(scope="module")
def trained(make_examples):
    return train(make_examples())


@pytest.fixture(scope="module")
def linker(trained):
    return trained[0]


def said(example, rows):
    """Return the links as (figure, kind, what the target says): `Trong kỳ` says its quarter."""
    doc = example.predicted
    page = Page(doc.text, complete(doc.text, mentions_of(doc)))
    keys = reading_keys(page)
    at = {(m.start, m.end): int(key) for m, key in zip(page.mentions, keys, strict=True)}
    return {(row[0], row[1], row[2], at[row[3], row[4]]) for row in rows}


def test_it_reproduces_the_links_of_its_three_bulletins(linker, examples):
    read(linker, examples)
    right = predicted = gold = 0
    for example in examples:
        ours = said(example, example.predicted._.tthc_links)
        theirs = said(example, example.reference._.tthc_links)
        right, predicted, gold = (
            right + len(ours & theirs),
            predicted + len(ours),
            gold + len(theirs),
        )

    assert gold > 50
    assert 2 * right / (predicted + gold) >= 0.95


def test_the_loss_falls(trained):
    _, losses = trained

    assert losses[-1] < losses[0] / 5


def test_one_seed_gives_the_same_weights_twice(examples):
    one, _ = train(examples, steps=3)
    two, _ = train(examples, steps=3)

    assert one.to_bytes() == two.to_bytes()


def test_another_seed_gives_other_weights(examples):
    one, _ = train(examples, steps=1)
    two, _ = train(examples, seed=2, steps=1)

    assert one.to_bytes() != two.to_bytes()


def test_bytes_bring_the_same_linker_back(linker, examples):
    doc = examples[0].predicted
    rows = linker(doc)._.tthc_links
    again = spacy.blank("xx").add_pipe("tthc_linker", config={"model": MODEL})
    again.from_bytes(linker.to_bytes())

    assert len(rows) > 10
    assert again(doc)._.tthc_links == rows


def test_a_folder_brings_the_same_linker_back(linker, examples, tmp_path):
    doc = examples[0].predicted
    rows = linker(doc)._.tthc_links
    linker.to_disk(tmp_path / "linker")
    again = spacy.blank("xx").add_pipe("tthc_linker", config={"model": MODEL})
    again.from_disk(tmp_path / "linker")
    found = again(doc)._.tthc_links

    assert [row[:5] for row in found] == [row[:5] for row in rows]
    assert [row[5] for row in found] == pytest.approx([row[5] for row in rows], abs=0.01)
    table = again.model.layers[0].get_param("figures")
    assert table.dtype == np.float32
    assert (tmp_path / "linker" / "model").stat().st_size < 0.6 * len(linker.to_bytes())


LABELLED = st.lists(st.sampled_from(["QUANTITY", *sorted(set(TARGETS.values()))]), max_size=25)


@settings(max_examples=25, deadline=None)
@given(labels=LABELLED)
def test_a_figure_has_at_most_one_link_of_a_kind_to_a_fitting_target(linker, labels):
    doc = spacy.blank("xx")("900 tỉnh. " * len(labels))
    mentions = [Mention(10 * n, 10 * n + 3, label) for n, label in enumerate(labels)]
    set_mentions(doc, mentions)
    tagged = tagged_of(linker(doc))

    assert max(Counter((link.source, link.kind) for link in tagged.links).values(), default=1) == 1
    for link in tagged.links:
        assert tagged.mentions[link.source].label == "QUANTITY"
        assert tagged.mentions[link.target].label == TARGETS[link.kind]
        assert link.source != link.target
        assert 0 < link.score <= 1.0001


def test_a_doc_without_figures_has_no_links(linker, empty):
    doc = empty.make_doc("toàn tỉnh")
    set_mentions(doc, [Mention(0, 9, "LEVEL")])

    assert linker(doc)._.tthc_links == []


def test_a_missed_mention_stays_in_the_denominator(linker, examples):
    for example in examples:
        example.predicted.set_ents([])
    scores = read(linker, examples)

    assert scores == {"links_p": None, "links_r": 0.0, "links_f": 0.0}


def test_nothing_to_score_is_no_score(linker):
    assert linker.score([]) == {"links_p": None, "links_r": None, "links_f": None}


@pytest.fixture
def batch(golds):
    return build_batch(Page(golds[0].text, mentions_of(golds[0])), rows=ROWS)


def truth_of(gold, mentions):
    """Return what is right of each figure's HAS_INDICATOR, as words; None for unknown."""
    page = Page(gold.text, tuple(mentions))
    batch = build_batch(page, rows=ROWS)
    truth = _truth(page, batch, Example(gold.copy(), gold))
    kind = list(TARGETS).index("HAS_INDICATOR")
    said = []
    for number, right in enumerate(truth[:, kind]):
        at = (batch.figure == number) & (batch.kind == kind) & (batch.reading == right)
        words = {page.surface(index) if index >= 0 else "" for index in batch.mention[at]}
        assert (right == _UNKNOWN) == (not words)
        said.append(words.pop() if words else None)
    return said


@pytest.fixture
def annotated(empty, compile_marked):
    text, gold = compile_marked(
        "@@ lv=PW; p=-; per=-; l=-\n[i1:Tiếp nhận mới] [q1:900 hồ sơ|dossiers_received_new|i=i1], "
        "[i2:đúng hạn] [q2:98,5%|rate_within_deadline|i=i2]; họp {12|context_count} người."
    )
    return make_doc(empty, text, gold)


def spans(doc, *marked):
    """Return mentions by words and label, in the order of the text."""
    return [
        Mention(doc.text.index(words), doc.text.index(words) + len(words), label)
        for words, label in marked
    ]


def test_gold_mentions_are_their_own_truth(annotated):
    assert truth_of(annotated, mentions_of(annotated)) == ["tiếp nhận mới", "đúng hạn"]


def test_a_mention_cut_otherwise_stands_for_the_gold_one(annotated):
    read = spans(
        annotated, ("Tiếp nhận", "INDICATOR"), ("900 hồ sơ", "QUANTITY"),
        ("đúng hạn", "INDICATOR"), ("98,5", "QUANTITY"),
    )  # fmt: skip

    assert truth_of(annotated, read) == ["tiếp nhận", "đúng hạn"]


def test_of_two_pieces_the_greater_stands_for_the_gold_mention(annotated):
    read = spans(
        annotated, ("Tiếp nhận", "INDICATOR"), ("mới", "INDICATOR"), ("900 hồ sơ", "QUANTITY")
    )

    assert truth_of(annotated, read) == ["tiếp nhận"]


def test_what_nobody_read_and_what_is_no_figure_teach_nothing(annotated):
    read = spans(
        annotated, ("900 hồ sơ", "QUANTITY"), ("đúng hạn", "INDICATOR"), ("98,5%", "QUANTITY"),
        ("12 người", "QUANTITY"),
    )  # fmt: skip

    assert truth_of(annotated, read) == [None, "đúng hạn", None]


def test_a_read_page_is_learned_from_beside_the_annotated_one(annotated):
    linker = spacy.blank("xx").add_pipe("tthc_linker", config={"model": MODEL})
    example = Example(annotated.copy(), annotated)
    read = spans(annotated, ("Tiếp nhận", "INDICATOR"), ("900 hồ sơ", "QUANTITY"))
    annotated._.tthc_read = [(m.start, m.end, m.label, m.score) for m in read]
    linker.initialize(lambda: [example])
    for _ in range(20):
        linker.update([example])

    assert {len(page.figures) for page, _ in linker._pages.values()} == {1, 2}


def test_thinning_empties_no_bag(batch):
    thinned = thin(batch, np.random.default_rng(0))
    for before, after in ((batch.figures, thinned.figures), (batch.targets, thinned.targets)):
        assert after.count == before.count
        assert 0 < len(after.rows) < len(before.rows)
        assert np.all(np.diff(np.append(after.starts, len(after.rows))) > 0)
