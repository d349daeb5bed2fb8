"""Masked shingles see through changed figures and names; copied runs are found."""

from __future__ import annotations

import pytest

from extractor.corpus.augmentation import STEPS, Stock, augment
from extractor.corpus.leakage import LIMIT_ACROSS, find_alike, find_copied, mask_words, shingles

from .sources import compile_bulletin, marked_figures

TEXT = "Bà con xã Đăk La kể rằng trước đây muốn xin một tờ giấy phải lội bộ cả buổi sáng."
OTHER = "Lãnh đạo đơn vị cho hay máy lấy số tự động giúp quầy tiếp dân bớt cảnh chen chúc."


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("đã nhận 64.933 hồ sơ", "đã nhận 0 hồ sơ"),
        ("tại huyện Yên Lạc đạt 98,7%", "tại huyện A đạt 0 %"),
        ("Hoà Bình. Năm nay", "hòa A năm nay"),
        ("ngày 21/9/2021 ở Hà Nội", "ngày 0 ở A"),
    ],
)
def test_numbers_and_names_are_masked(text: str, masked: str) -> None:
    assert " ".join(mask_words(text)) == masked


def test_changed_names_and_figures_change_no_shingle() -> None:
    one = f"{TEXT} Xã có 812 hộ."
    two = one.replace("Đăk La", "Sa Loong").replace("812", "97")
    assert shingles(one) == shingles(two)


def test_likeness_is_the_share_of_the_shorter_text() -> None:
    (pair,) = find_alike({"short": TEXT, "long": f"{TEXT} {OTHER}"})
    assert (pair.one, pair.two, pair.share) == ("long", "short", 1.0)


def test_texts_without_common_words_are_not_paired() -> None:
    assert find_alike({"a": TEXT, "b": OTHER}) == []


def test_an_augmented_copy_is_found_as_a_copy() -> None:
    bulletin = compile_bulletin(f"{TEXT}\n{OTHER}\n{marked_figures()}")
    copy = augment(bulletin, seed=4, stock=Stock(provinces=("Lạng Sơn",)), steps=STEPS)
    (pair,) = find_alike({"original": bulletin.text, "copy": copy.text})
    assert pair.share > LIMIT_ACROSS


def test_twelve_words_in_a_row_are_copied_and_eleven_are_not() -> None:
    words = TEXT.split()
    assert len(list(find_copied(" ".join(words[3:15]), [TEXT]))) == 1
    assert list(find_copied(" ".join(words[3:14]), [TEXT])) == []


def test_a_long_copy_is_reported_once_per_twelve_words() -> None:
    assert len(list(find_copied(TEXT.upper(), [OTHER, TEXT]))) == len(TEXT.split()) // 12
