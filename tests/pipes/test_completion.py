"""Mentions completed with what grammar and gazetteer find beside them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from extractor.pipes.completion import GRAMMAR_SCORE, complete, forget_texts
from extractor.rules.grids import read_tables
from extractor.schema import Mention

TEXT = "Quý II/2024, toàn tỉnh tiếp nhận 900 hồ sơ; Sở Tư pháp giải quyết đúng hạn 55 hồ sơ."


def labelled(text, mentions):
    return [(text[m.start : m.end], m.label) for m in mentions]


def test_grammar_and_gazetteer_fill_the_gaps():
    assert labelled(TEXT, complete(TEXT, ())) == [
        ("Quý II/2024", "PERIOD"),
        ("toàn tỉnh", "LEVEL"),
        ("tiếp nhận", "INDICATOR"),
        ("Sở Tư pháp", "AGENCY"),
        ("giải quyết", "INDICATOR"),
        ("đúng hạn", "INDICATOR"),
    ]


def test_a_mention_that_is_there_stands_in_the_way():
    start = TEXT.index("Tư pháp")
    own = Mention(start, start + len("Tư pháp giải"), "AGENCY", 0.9)
    found = labelled(TEXT, complete(TEXT, [own]))

    assert ("Tư pháp giải", "AGENCY") in found
    assert ("Sở Tư pháp", "AGENCY") not in found
    assert ("giải quyết", "INDICATOR") not in found
    assert ("đúng hạn", "INDICATOR") in found


def test_only_the_grammar_s_mentions_have_its_score():
    own = Mention(0, 11, "PERIOD", 0.9)
    scores = {(m.start, m.score) for m in complete(TEXT, [own])}

    assert (0, 0.9) in scores
    assert {score for start, score in scores if start} == {GRAMMAR_SCORE}


def test_boilerplate_is_not_completed():
    page = "Kết quả quý II/2024\nTin liên quan\nSở Tư pháp tiếp nhận hồ sơ"

    assert labelled(page, complete(page, ())) == [("quý II/2024", "PERIOD")]


@given(st.sets(st.integers(0, len(TEXT) // 4 - 1)))
def test_mentions_stay_and_never_overlap(places):
    own = [Mention(4 * place, 4 * place + 4, "QUANTITY", 0.7) for place in places]
    found = complete(TEXT, own)

    assert set(own) <= set(found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_of_a_long_text_no_table_is_remembered():
    read_tables("Nơi | Nhận | Trễ\nXã A | 90 | 2")
    forget_texts()

    assert read_tables.cache_info().currsize == 0
