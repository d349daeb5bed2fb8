import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.vietnamese.text import fold, normalise

SENTENCE = "Tỉnh Kon Tum đã tiếp nhận 64.933 hồ sơ\nĐến nay"


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("5.409\u00a0hồ\u202fsơ", "5.409 hồ sơ"),
        ("\ufeffhồ\u200b s\u00adơ", "hồ sơ"),
        ("\uff19\uff18，７％", "98,7%"),
        ("QÐ-TTg", "QĐ-TTg"),
        ("Сông аn", "Công an"),
        ("Россия", "Россия"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        (unicodedata.normalize("NFD", SENTENCE), SENTENCE),
        ("hoà và hòa", "hoà và hòa"),
        ("", ""),
    ],
)
def test_letters_and_blanks_are_put_right(raw, normal):
    assert normalise(raw).text == normal


def test_a_clean_text_is_given_back_as_it_is():
    normal = normalise(SENTENCE)

    assert normal.text is SENTENCE
    assert normal.raw_span(6, 13) == (6, 13)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_span_finds_its_raw_letters(form):
    raw = unicodedata.normalize(form, "\ufeff" + SENTENCE.replace(" ", "\u00a0"))
    normal = normalise(raw)
    start = normal.text.index("tiếp nhận")
    span = normal.raw_span(start, start + len("tiếp nhận"))

    assert unicodedata.normalize("NFC", raw[slice(*span)]) == "tiếp\u00a0nhận"
    assert normal.normal_span(*span) == (start, start + len("tiếp nhận"))


@given(
    st.text(
        alphabet=st.sampled_from("aăâđeôơưịệ \u00a0\u200b\u0301\u0323\u0302\r\nАоÐ９5.,"),
        max_size=60,
    )
)
def test_offsets_lead_back_and_forth(raw):
    normal = normalise(raw)

    assert unicodedata.is_normalized("NFC", normal.text)
    assert normalise(normal.text).text == normal.text
    for at in range(len(normal.text)):
        start, end = normal.raw_span(at, at + 1)
        assert 0 <= start < end <= len(raw)
        first, last = normal.normal_span(start, end)
        assert first <= at < last


@given(st.text(max_size=80))
def test_any_text_can_be_normalised(raw):
    normal = normalise(raw)

    assert normal.raw_span(0, len(normal.text))[1] <= len(raw)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "hòa  bình"),
        ("Uỷ ban", "Ủy ban"),
        ("Thuỷ Nguyên", "thủy nguyên"),
        ("Quỳnh", "quỳnh"),
        ("qủy", "quỷ"),
    ],
)
def test_folded_words_compare_equal(one, other):
    assert fold(one) == fold(other)


def test_folding_keeps_tones_inside_a_syllable():
    assert fold("Hoàn toàn") == "hoàn toàn"
