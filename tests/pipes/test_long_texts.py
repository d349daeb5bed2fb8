"""A text of many bulletins costs no more for each than one does: work is counted, not timed."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.features.parts import MARGIN, STRIDE
from extractor.pipeline import load
from extractor.pipes import ranking, reader
from extractor.pipes.atoms import Words
from extractor.pipes.reader import Reader, cut_stretches


@pytest.fixture(scope="module")
def shipped():
    return load()


@pytest.fixture(scope="module")
def of_many(tiny):
    """Join so many rounds of the tiny bulletins, six figures each."""
    round_ = "\n\n".join(bulletin.text for bulletin in tiny[:3])
    return lambda rounds: "\n\n".join([round_] * rounds)


def count_calls(extract, text):
    """Return how many functions were called, and generators resumed."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        extract(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", [None, "rules"])
def test_twice_the_bulletins_are_twice_the_calls(of_many, name):
    extractor = load(name)
    extractor.extract(of_many(1))
    one, two = (count_calls(extractor.extract, of_many(rounds)) for rounds in (40, 80))

    assert 1.9 * one < two < 2.1 * one


def test_no_more_pairs_are_held_of_a_long_text(shipped, of_many, monkeypatch):
    sizes = []

    def build_batch(page, *, rows):
        batch = original(page, rows=rows)
        sizes.append(batch.figures.count)
        return batch

    original = ranking.build_batch
    monkeypatch.setattr(ranking, "build_batch", build_batch)
    shipped.extract(of_many(60))

    assert len(sizes) > 1
    assert sum(sizes) > 60 * 15
    assert max(sizes) <= STRIDE + 2 * MARGIN


@given(st.lists(st.booleans(), max_size=60))
def test_stretches_join_to_the_text(blank):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_STRETCH", 5)
        stretches = list(cut_stretches(blank))

    assert [at for stretch in stretches for at in stretch] == list(range(len(blank)))
    assert all(len(stretch) <= 10 for stretch in stretches)
    for stretch in stretches[:-1]:
        assert len(stretch) > 5 or not any(blank[stretch.start + 5 : stretch.start + 10])
        assert blank[stretch.stop - 1] or len(stretch) == 10


def test_the_vectors_of_a_stretch_are_those_of_the_whole_text(shipped, of_many):
    tagger = shipped._tag
    assert isinstance(tagger, Reader)
    words: Words = tagger._words.read(of_many(1))
    columns = [atom for atom, _ in words.atoms], words.norms, words.lemmas, words.tags
    whole = tagger._encoder.encode(list(zip(*columns, strict=True)))
    for stretch in (range(len(whole)), range(7, 40), range(2, 3), range(50, len(whole))):
        part = tagger._encoder.encode_stretch(columns, stretch)

        assert np.allclose(part, whole[stretch.start : stretch.stop], atol=1e-4)
