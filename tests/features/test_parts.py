"""Parts of a long page offer the candidates and the features that the whole page has."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.features import parts
from extractor.features.kin import Kin
from extractor.features.page import Page
from extractor.features.pairs import KINDS, build_pairs, candidates
from extractor.features.parts import part_page
from extractor.labels import LABELS
from extractor.schema import Mention

LABEL_LISTS = st.lists(st.sampled_from(LABELS), min_size=1, max_size=60)


def page_of(labels):
    """A page of one-letter mentions with the labels given, two blanks apart."""
    mentions = tuple(Mention(3 * n, 3 * n + 1, label) for n, label in enumerate(labels))
    return Page("9  " * len(labels), mentions)


def offered(page, asked):
    """Return (figure, kind, target) of every candidate pair by offsets."""
    return {
        (page.figures[figure].start, KINDS[kind], page.mentions[target].start)
        for figure, kind, target in zip(*map(np.ndarray.tolist, candidates(page)), strict=True)
        if figure in asked
    }


def test_a_page_as_long_as_a_bulletin_is_one_part():
    page = page_of(["QUANTITY", "PERIOD"] * (parts.STRIDE + 2 * parts.MARGIN))

    assert list(part_page(page)) == [(page, range(len(page.figures)))]


@pytest.mark.parametrize("more", [1, parts.STRIDE, 5 * parts.STRIDE])
def test_every_figure_is_asked_about_once(more):
    page = page_of(["QUANTITY"] * (parts.STRIDE + 2 * parts.MARGIN + more))
    asked = [part.figures[at].start for part, wanted in part_page(page) for at in wanted]

    assert asked == [figure.start for figure in page.figures]


@given(LABEL_LISTS)
def test_parts_offer_the_candidates_of_the_whole_page(labels):
    found = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "STRIDE", 7)
        patch.setattr(parts, "MARGIN", 40)
        long = page_of(labels * 3 + ["QUANTITY"] * 90)
        for part, asked in part_page(long):
            found |= offered(part, asked)

    assert found == offered(long, range(len(long.figures)))


def test_the_pairs_of_a_part_have_the_features_of_the_whole_page():
    page = page_of(["QUANTITY", "PERIOD", "LEVEL", "QUANTITY", "INDICATOR"] * 300)
    whole = build_pairs(page)
    told = {
        (page.figures[f].start, k, page.mentions[t].start): ids
        for f, k, t, ids in zip(
            whole.figure.tolist(), whole.kind.tolist(), whole.target.tolist(),
            whole.ids.tolist(), strict=True,
        )
    }  # fmt: skip
    for part, asked in part_page(page):
        pairs = build_pairs(part)
        for f, k, t, ids in zip(
            pairs.figure.tolist(), pairs.kind.tolist(), pairs.target.tolist(),
            pairs.ids.tolist(), strict=True,
        ):  # fmt: skip
            if f in asked:
                place = part.figures[f].start, k, part.mentions[t].start
                assert told[place] == ids


def slow_unit(page, position, targets):
    """Go back over the page for the unit that a figure without one is lent."""
    figure = page.figures[position]
    if figure.quantity.unit is not None:
        return figure.quantity.unit
    own = targets.get((figure.index, "HAS_INDICATOR"))
    whole = targets.get((figure.index, "PART_OF"))
    near = [f for f in page.figures if f.index == whole]
    for other in reversed(page.figures[:position]):
        if own == targets.get((other.index, "HAS_INDICATOR")):
            near.append(other)
    return next((f.quantity.unit for f in near if f.quantity.unit), "none")


@given(st.data())
def test_kin_are_those_that_going_back_over_the_page_finds(data):
    printed = ("9 hồ sơ", "9", "9%", "9 xã")
    pieces = data.draw(st.lists(st.sampled_from((*printed, "nhận", "trả")), max_size=25))
    text, mentions = "", []
    for piece in pieces:
        label = "QUANTITY" if piece in printed else "INDICATOR"
        mentions.append(Mention(len(text), len(text) + len(piece), label))
        text += piece + " ; "
    page = Page(text, tuple(mentions))
    named, figures = page.of("INDICATOR"), page.of("QUANTITY")
    targets = {}
    for index in figures:
        if named and data.draw(st.booleans()):
            targets[index, "HAS_INDICATOR"] = data.draw(st.sampled_from(named))
        if data.draw(st.booleans()):
            targets[index, "PART_OF"] = data.draw(st.sampled_from(figures))
    kin = Kin(page, targets)
    for position, figure in enumerate(page.figures):
        before = page.figures[:position][::-1]
        own = targets.get((figure.index, "HAS_INDICATOR"))
        unit = kin.unit(position)
        owned = [(f, targets.get((f.index, "HAS_INDICATOR"))) for f in before]

        assert unit == slow_unit(page, position, targets)
        assert list(kin.sharing(position, unit)) == [
            f for f, other in owned if other == own and (f.quantity.unit or "none") == unit
        ]
        assert list(kin.named(position)) == [
            f
            for f, other in owned
            if None not in (own, other) and page.surface(other) == page.surface(own)
        ]
