"""The ranker run without thinc scores as the one that was trained."""

import numpy as np
import pytest
from spacy.util import fix_random_seed

from extractor.errors import ModelError
from extractor.features.page import Page
from extractor.pipes.batches import NONE, build_batch
from extractor.pipes.chain import infer, weigh
from extractor.pipes.ranker import build_ranker, committee_of
from extractor.pipes.ranking import find_links, rank
from extractor.pipes.records import mentions_of
from extractor.pipes.rows import NOWHERE

ROWS = 256


def rank_slowly(model, batch):
    """Average what the members say, and choose group by group."""
    found = model.predict(batch)
    scores = sum(one.pairs for one in found) / len(found)
    pairs, unary = weigh(scores, batch)
    chance = infer(unary, sum(one.steps for one in found) / len(found)).chance
    best = []
    for low, high in zip(batch.group[:-1], batch.group[1:], strict=True):
        top = chance[batch.figure[low], batch.kind[low]].argmax()
        inside = np.where(batch.reading[low:high] == top, pairs[low:high], -1)
        best.append(low + int(inside.argmax()))
    return best, chance.max(axis=2).ravel()


@pytest.mark.parametrize("pieces", [2, 3])
def test_it_ranks_as_the_trained_network(golds, pieces):
    fix_random_seed(pieces + 1)
    model = build_ranker(rows=ROWS, width=12, hidden=16, pieces=pieces, members=2)
    model.initialize()
    random = np.random.default_rng(0)
    for member in model.layers:
        steps = random.standard_normal(member.get_param("chain").shape) * 0.02
        member.set_param("chain", steps.astype(np.float32))
    committee = committee_of(model)
    linked = 0
    for gold in golds:
        batch = build_batch(Page(gold.text, mentions_of(gold)), rows=ROWS)
        ranked = rank(batch, committee)
        expected, sums = rank_slowly(model, batch)

        assert ranked.best.tolist() == expected
        assert np.allclose(ranked.chances, sums, atol=1e-4)
        linked += int((batch.mention[ranked.best] != NONE).sum())
    assert linked > 50


@pytest.mark.parametrize("name", ["chain", "pairs"])
def test_tables_of_other_features_are_refused(name):
    model = build_ranker(rows=ROWS, width=12, hidden=16, members=2)
    model.initialize()
    for member in model.layers:
        member.set_param(name, member.get_param(name)[:-1])

    with pytest.raises(ModelError, match="train the pipeline again"):
        committee_of(model)


def test_doubts_hold_all_that_is_likely(golds):
    """An untrained committee is sure of nothing: the doubts are the likeliest INDICATORs."""
    model = build_ranker(rows=ROWS, width=12, hidden=16, members=2)
    model.initialize()
    page = Page(golds[0].text, mentions_of(golds[0]))
    links, doubts = find_links(page, committee_of(model), rows=ROWS)
    chosen = {row[:2]: row[3:5] for row in links if row[2] == "HAS_INDICATOR"}
    indicators = {(m.start, m.end) for m in page.mentions if m.label == "INDICATOR"}
    of_figure = {}
    for *figure, start, end, chance in doubts:
        of_figure.setdefault(tuple(figure), []).append(((start, end), chance))

    assert len(of_figure) == len(page.figures)
    for figure, likely in of_figure.items():
        targets, chances = zip(*likely, strict=True)
        assert 2 <= len(likely) <= 4
        assert list(chances) == sorted(chances, reverse=True)
        assert sum(chances) <= 1 + 1e-6
        assert targets[0] == chosen.get(figure, (NOWHERE, NOWHERE))
        assert set(targets) <= indicators | {(NOWHERE, NOWHERE)}


def test_members_differ(golds):
    model = build_ranker(rows=ROWS, width=12, hidden=16, members=2)
    model.initialize()
    batch = build_batch(Page(golds[0].text, mentions_of(golds[0])), rows=ROWS)
    one, two = model.predict(batch)

    assert not np.allclose(one.pairs, two.pairs)
