"""Sentences, lines, brackets and list signs between offsets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.features.layout import SIGNS, Layout

PIECES = st.lists(
    st.sampled_from(["9", "a", "tỉnh", " ", "\n", ".", ",", ";", ":", "(", ")", "trong đó", "và"]),
    max_size=20,
).map("".join)


def count(text, sign):
    whole = np.array([0]), np.array([len(text)])
    return int(Layout(text).between(sign, *whole)[0])


@pytest.mark.parametrize(
    ("text", "sign", "expected"),
    [
        ("một. Hai", "sentence", 1),
        ("nhận 9. Trong đó", "sentence", 1),
        ("nhận 9. trong đó", "sentence", 0),
        ("1.250 hồ sơ", "sentence", 0),
        ("a\nb", "sentence", 1),
        ("3,5 hồ sơ, 2", "comma", 1),
        ("a; b; c", "semicolon", 2),
        ("gồm (9) và [8]", "open", 2),
    ],
)
def test_signs_are_counted(text, sign, expected):
    assert count(text, sign) == expected


def test_depth_counts_the_brackets_open_in_the_line():
    layout = Layout("(a (b\nc) d")

    assert layout.depth(np.array([0, 1, 4, 6, 8])).tolist() == [0, 1, 2, 0, 0]


def test_sentences_end_where_a_full_stop_ends_them():
    text = "Nhận 1.250 hồ sơ. Giải quyết 9."
    first, second = Layout(text).sentence_of(3), Layout(text).sentence_of(20)

    assert text[slice(*first)] == "Nhận 1.250 hồ sơ"
    assert text[slice(*second)].strip() == "Giải quyết 9."


def test_the_title_is_the_first_line_of_five_words():
    text = "Trang chủ\nKết quả giải quyết hồ sơ quý I\nThân bài có nhiều hơn năm chữ"

    assert text[slice(*Layout(text).title)] == "Kết quả giải quyết hồ sơ quý I"


def test_a_text_without_line_breaks_has_its_first_sentence_for_a_title():
    first = "Quý I toàn tỉnh tiếp nhận 64.933 hồ sơ."
    text = " ".join([first, *["Cấp xã giải quyết 52.110 hồ sơ."] * 40])

    assert text[slice(*Layout(text).title)] == first[:-1]


@pytest.mark.parametrize("opening", ["TP. Hồ Chí Minh: ", "1. Kết quả. ", "... ", "Quảng Nam. "])
def test_a_title_has_five_words_at_least(opening):
    text = opening + "Quý I toàn tỉnh tiếp nhận 64.933 hồ sơ. " + "Cấp xã nhận 52 hồ sơ. " * 40

    title = text[slice(*Layout(text).title)]
    assert title.startswith(opening.strip()) and 5 <= len(title.split()) < 20


def test_no_title_is_longer_than_any_headline():
    assert Layout("tiếp nhận hồ sơ " * 1000).title == (0, 400)


def test_a_text_of_short_lines_has_no_title():
    assert Layout("một hai\nba").title == (0, 0)


@given(PIECES)
def test_lines_hold_their_offsets(text):
    layout = Layout(text)
    for offset in range(len(text)):
        start, end = layout.line_of(offset)
        assert start <= offset <= end
        assert "\n" not in text[start:end]
        assert layout.line_start(np.array([offset])).tolist() == [start]


@given(PIECES, st.integers(0, 60), st.integers(0, 60))
def test_counts_of_two_stretches_add_up(text, one, two):
    layout = Layout(text)
    low, high = sorted((min(one, len(text)), min(two, len(text))))
    for sign in SIGNS:
        parts = layout.between(sign, np.array([0, low, high]), np.array([low, high, len(text)]))
        assert parts.sum() == count(text, sign)
