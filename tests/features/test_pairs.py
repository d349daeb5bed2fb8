"""Candidates of every figure and the features of each pair."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.corpus.store import load_bulletins
from extractor.features.page import Page
from extractor.features.pairs import (
    KINDS,
    PAIR_FEATURES,
    PAIR_IDS,
    WINDOWS,
    build_pairs,
    candidates,
)
from extractor.labels import LABELS, TARGETS
from extractor.pipes.completion import complete
from extractor.schema import Mention
from extractor.vietnamese.text import normalise

ROOT = Path(__file__).parents[2]
LABEL_LISTS = st.lists(st.sampled_from(LABELS), min_size=1, max_size=60)


def page_of(labels):
    """A page of one-letter mentions with the labels given, two blanks apart."""
    mentions = tuple(Mention(3 * n, 3 * n + 1, label) for n, label in enumerate(labels))
    return Page("9  " * len(labels), mentions)


def windows(page):
    """Regroup the candidates: the targets of every figure and kind, also where there are none."""
    found = {(f, k): [] for f in range(len(page.figures)) for k in range(len(KINDS))}
    for figure, kind, target in zip(*map(np.ndarray.tolist, candidates(page)), strict=True):
        found[figure, kind].append(target)
    return found


def window_of(page, figure, kind):
    """Say it slowly: the nearest targets of the label and the document's first ones."""
    indices = page.of(TARGETS[KINDS[kind]])
    start = page.figures[figure].start
    before = [i for i in indices if page.mentions[i].start < start]
    after = [i for i in indices if page.mentions[i].start > start]
    if KINDS[kind] == "RATE_OF" and page.figures[figure].quantity.unit not in ("percent", None):
        return []
    window = WINDOWS[KINDS[kind]]
    near = before[-window.before :] + after[: window.after]
    return [i for i in before[: window.first] if i not in near] + near


def gold_page(bulletin):
    normal = normalise(bulletin.text)
    spans = {m.id: normal.normal_span(m.start, m.end) for m in bulletin.gold.mentions}
    marked = [Mention(*spans[m.id], m.label) for m in bulletin.gold.mentions]
    return Page(normal.text, complete(normal.text, marked)), spans


@pytest.mark.parametrize(("split", "links"), [("dev", 3000)])
def test_the_window_holds_the_gold_targets(split, links):
    seen, held = Counter(), Counter()
    for bulletin in load_bulletins(split, root=ROOT):
        page, spans = gold_page(bulletin)
        index = {(m.start, m.end): n for n, m in enumerate(page.mentions)}
        window = {(page.figures[f].index, KINDS[k]): c for (f, k), c in windows(page).items()}
        for link in bulletin.gold.links:
            source, target = index[spans[link.source]], index[spans[link.target]]
            seen[link.kind] += 1
            held[link.kind] += target in window[source, link.kind]

    assert seen.total() > links
    assert held.total() / seen.total() >= 0.995
    assert min(held[kind] / count for kind, count in seen.items()) >= 0.98


def test_a_count_is_no_rate_of_another():
    text = "nhận 900 hồ sơ, đúng hạn 880 hồ sơ (98%), trễ 20"
    marked = [(text.index(words), words) for words in ("900 hồ sơ", "880 hồ sơ", "98%", "20")]
    page = Page(text, tuple(Mention(at, at + len(w), "QUANTITY") for at, w in marked))
    found = windows(page)
    rates = [found[number, KINDS.index("RATE_OF")] for number in range(4)]

    assert rates == [[], [], [0, 1, 3], [0, 1, 2]]
    assert found[1, KINDS.index("PART_OF")] == [0, 2, 3]


@given(LABEL_LISTS)
def test_candidates_have_the_label_of_their_kind_and_never_the_figure_itself(labels):
    page = page_of(labels)
    groups = windows(page)

    assert len(groups) == len(page.figures) * len(KINDS)
    for (number, kind), chosen in groups.items():
        figure = page.figures[number].index
        assert {page.mentions[i].label for i in chosen} <= {TARGETS[KINDS[kind]]}
        assert figure not in chosen
        assert len(chosen) == len(set(chosen)) <= sum(WINDOWS[KINDS[kind]])


@given(LABEL_LISTS)
def test_candidates_are_the_nearest_and_the_first_in_the_order_of_the_text(labels):
    page = page_of(labels)
    for (figure, kind), chosen in windows(page).items():
        assert chosen == window_of(page, figure, kind)


@settings(max_examples=30)
@given(LABEL_LISTS)
def test_feature_ids_of_a_kind_stay_in_its_block(labels):
    pairs = build_pairs(page_of(labels))
    low = pairs.kind[:, None] * PAIR_IDS

    assert pairs.ids.shape == (len(pairs.target), PAIR_FEATURES)
    assert np.all((low <= pairs.ids) & (pairs.ids < low + PAIR_IDS))


def test_a_text_without_figures_has_no_pairs():
    pairs = build_pairs(Page("toàn tỉnh", (Mention(0, 9, "LEVEL"),)))

    assert pairs.ids.shape == (0, PAIR_FEATURES)


def test_a_lone_figure_has_no_pairs():
    pairs = build_pairs(Page("9", (Mention(0, 1, "QUANTITY"),)))

    assert pairs.ids.shape == (0, PAIR_FEATURES)
