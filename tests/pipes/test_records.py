"""What the components write on a Doc, and how it becomes a tagged text."""

import pytest
import spacy
from spacy.tokens import Doc

from extractor.pipes.records import (
    mentions_of,
    register_extensions,
    set_mentions,
    tagged_of,
)
from extractor.schema import Code, Link, Mention

TEXT = "toàn tỉnh tiếp nhận 900 hồ sơ"


@pytest.fixture
def doc():
    register_extensions()
    return spacy.blank("xx")(TEXT)


def span(words):
    return TEXT.index(words), TEXT.index(words) + len(words)


def test_extensions_may_be_registered_again():
    register_extensions()
    register_extensions()

    assert all(Doc.has_extension(name) for name in ("tthc_links", "tthc_codes", "tthc_scores"))


def test_mentions_come_back_with_their_scores(doc):
    mentions = [Mention(*span("900 hồ sơ"), "QUANTITY", 0.25), Mention(*span("toàn tỉnh"), "LEVEL")]
    set_mentions(doc, mentions)

    assert mentions_of(doc) == (mentions[1], mentions[0])


def test_a_mention_that_cuts_a_token_is_widened(doc):
    start, end = span("toàn tỉnh")
    set_mentions(doc, [Mention(start + 1, end - 1, "LEVEL")])

    assert [(m.start, m.end) for m in mentions_of(doc)] == [(start, end)]


def test_the_first_of_two_mentions_that_overlap_after_widening_stays(doc):
    start, end = span("toàn tỉnh")
    set_mentions(doc, [Mention(start, start + 5, "LEVEL"), Mention(start + 6, end, "AGENCY")])
    assert len(mentions_of(doc)) == 2

    set_mentions(doc, [Mention(start, start + 6, "LEVEL"), Mention(start + 3, end, "AGENCY")])
    assert [m.label for m in mentions_of(doc)] == ["LEVEL"]


def test_links_and_codes_point_at_mentions_by_index(doc):
    level, figure = span("toàn tỉnh"), span("900 hồ sơ")
    set_mentions(doc, [Mention(*level, "LEVEL"), Mention(*figure, "QUANTITY")])
    doc._.tthc_links = [(*figure, "AT_LEVEL", *level, 0.5)]
    doc._.tthc_codes = [(*figure, "OTHER", "value", "province|tier", 0.75)]
    tagged = tagged_of(doc)

    assert tagged.links == (Link(1, "AT_LEVEL", 0, 0.5),)
    assert tagged.codes == {1: Code("OTHER", "value", scope=("province", "tier"), score=0.75)}


def test_rows_whose_mention_is_gone_are_left_out(doc):
    level, figure = span("toàn tỉnh"), span("900 hồ sơ")
    set_mentions(doc, [Mention(*figure, "QUANTITY")])
    doc._.tthc_links = [(*figure, "AT_LEVEL", *level, 0.5)]
    doc._.tthc_codes = [(*level, "OTHER", "value", "-|-", 1.0)]
    tagged = tagged_of(doc)

    assert (tagged.links, tagged.codes) == ((), {})


def test_a_doc_that_nobody_wrote_on_is_empty(doc):
    tagged = tagged_of(doc)

    assert (tagged.text, tagged.mentions, tagged.links, tagged.codes) == (TEXT, (), (), {})
