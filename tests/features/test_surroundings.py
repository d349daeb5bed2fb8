"""What stands between a figure and a target, and what the target heads."""

import re

import numpy as np
import pytest

from extractor.features.page import Page
from extractor.features.surroundings import (
    CLASSES,
    COLUMN_SIZE,
    CROSS_SIZE,
    count_passed,
    cross_units,
    find_columns,
    find_edges,
    find_sections,
    set_aside,
    target_classes,
)
from extractor.schema import Mention

LETTERS = {"Q": "QUANTITY", "I": "INDICATOR", "L": "LEVEL", "A": "AGENCY", "P": "PERIOD"}


def page_of(source):
    """Read `[Q 12 hồ sơ]` as a mention of the label with that letter."""
    mentions, text = [], ""
    for part in re.split(r"(\[[QILAP] [^\]]*\])", source):
        marked = part.startswith("[")
        words = part[3:-1] if marked else part
        if marked:
            mentions.append(Mention(len(text), len(text) + len(words), LETTERS[part[1]]))
        text += words
    return Page(text, tuple(mentions))


def place(page, words):
    return next(
        index
        for index, mention in enumerate(page.mentions)
        if page.text[mention.start : mention.end] == words
    )


@pytest.mark.parametrize(
    ("marked", "aside"),
    [
        ("[P Quý II/2024] nhận [Q 10 hồ sơ]", []),
        ("nhận [Q 10 hồ sơ], tăng [Q 5%] so với [P quý I]", ["quý I"]),
        ("nhận [Q 10 hồ sơ], giảm [Q 5%] so với con số [P quý I]", ["quý I"]),
        ("nhận [Q 10 hồ sơ], [P cùng kỳ năm trước] [Q 8]", ["cùng kỳ năm trước"]),
        ("[L cấp xã] [Q 86,7%], kém [L cấp tỉnh] [Q 9%]", ["cấp tỉnh"]),
        ("[Q 98%] đúng hạn, hơn hẳn [A Sở Xây dựng]", ["Sở Xây dựng"]),
        ("[I giải quyết] [Q 98%]", []),
        ("phường Quy Nhơn [P quý III/2025] nhận [Q 98 hồ sơ]", []),
        ("cấp văn bằng [L cấp xã] [Q 98 hồ sơ]", []),
        ("đúng hạn cao hơn\n[P Quý III] nhận [Q 98 hồ sơ]", []),
    ],
)
def test_what_only_serves_a_comparison_is_set_aside(marked, aside):
    page = page_of(marked)
    told = [
        page.text[m.start : m.end]
        for m, is_aside in zip(page.mentions, set_aside(page), strict=True)
        if is_aside
    ]

    assert told == aside


def test_topics_between_count_but_those_set_aside():
    page = page_of(
        "[P Quý II/2024], [A Sở Y tế] nhận [Q 10 hồ sơ], so với [P quý I] tăng [Q 5%]; "
        "[A Sở Nội vụ] [Q 7]"
    )
    own, target = np.array([place(page, "7")]), np.array([place(page, "Quý II/2024")])
    passed = count_passed(page, own, target, set_aside(page))

    assert {label: int(counts[0]) for label, counts in passed.items()} == {
        "INDICATOR": 0, "LEVEL": 0, "AGENCY": 2, "PERIOD": 0,
    }  # fmt: skip


SECTIONS = """Kết quả của [L tỉnh] trong quý
Mở đầu bài có [Q 3 hồ sơ] của [L xã], một câu dài.
I. Hồ sơ ở [L cấp xã]
Trong [P quý], số liệu của [L huyện] như sau:
- [I Tiếp nhận] [Q 12 hồ sơ]
- [I Giải quyết] [Q 10 hồ sơ]
Ngoài ra, không có gì đáng kể trong mấy tuần qua ở nơi này.
Có [Q 2 sở] chậm."""


@pytest.mark.parametrize(
    ("figure", "target", "section"),
    [
        ("3 hồ sơ", "tỉnh", 2),
        ("3 hồ sơ", "xã", 1),
        ("10 hồ sơ", "cấp xã", 1 + 4),
        ("10 hồ sơ", "huyện", 3 + 4),
        ("10 hồ sơ", "tỉnh", 1 + 4),
        ("2 sở", "huyện", 1),
    ],
)
def test_headings_and_openings_of_lists(figure, target, section):
    page = page_of(SECTIONS)
    own, other = np.array([place(page, figure)]), np.array([place(page, target)])

    assert find_sections(page, own, other).tolist() == [section]


def test_a_figure_above_all_headings_stands_under_none():
    page = page_of("Có [Q 3 hồ sơ] ở [L tỉnh]")

    assert find_sections(page, np.array([0]), np.array([1])).tolist() == [0]


def test_first_and_last_of_a_label_in_a_line():
    page = page_of("[L tỉnh] [Q 1], [L huyện] [Q 2], [L xã] [P quý]\n[L sở] [Q 3]")
    edges = find_edges(page)

    assert [int(edges[place(page, word)]) for word in ("tỉnh", "huyện", "xã", "quý", "sở")] == [
        2, 0, 1, 3, 3,
    ]  # fmt: skip


def test_units_are_crossed_with_what_the_target_is():
    page = page_of(
        "[P quý I/2024] [P năm 2023] [L toàn tỉnh] [L cấp xã] [Q 12 hồ sơ], [Q 98%], [Q 7 hồ sơ]"
    )
    targets = ("quý I/2024", "quý I/2024", "quý I/2024", "năm 2023", "toàn tỉnh", "cấp xã")
    figure = np.array([0, 1, 2, 0, 0, 0])
    crossed = cross_units(page, figure, np.array([place(page, words) for words in targets]))
    one, percent, again, year, province, commune = crossed.tolist()

    assert one == again
    assert len({one, percent, year}) == 3
    assert province != commune
    assert all(0 <= value < CROSS_SIZE for value in crossed)


BARS = "TT | Đơn vị | [I Hồ sơ đến] | [I Trả xong] | [I Lỡ hẹn]\n1 | Sở A | [Q 45] | [Q 44] | [Q 1]"
SPANNED = "TT | Đơn vị | [I Hồ sơ đến] | [I Trả xong]\nCộng | [Q 58] | [Q 57]"


@pytest.mark.parametrize(
    ("source", "figure", "target", "column"),
    [
        (BARS, "45", "Hồ sơ đến", 2),
        (BARS, "45", "Trả xong", 3),
        (BARS, "1", "Lỡ hẹn", 2),
        (BARS, "1", "44", 1),
        (BARS.replace(" | ", "\t"), "44", "Trả xong", 2),
        (BARS.replace(" | ", "; "), "44", "Trả xong", 4),
        (BARS.replace(" | ", "; "), "44", "Lỡ hẹn", 5),
        (SPANNED, "58", "Hồ sơ đến", 2),
        (SPANNED, "57", "Hồ sơ đến", 3),
        ("[I Hồ sơ đến] trong tháng\n1 | Sở A | [Q 45]", "45", "Hồ sơ đến", 0),
        ("[I Tiếp nhận] [Q 45 hồ sơ]; trả [Q 44]", "45 hồ sơ", "Tiếp nhận", 0),
    ],
)
def test_columns_of_tables_are_told_from_the_right(source, figure, target, column):
    page = page_of(source)
    own, other = np.array([place(page, figure)]), np.array([place(page, target)])

    assert find_columns(page, own, other).tolist() == [column]
    assert column < COLUMN_SIZE


def test_every_level_and_tier_is_a_class_of_its_own():
    page = page_of(
        "[L cả nước] [L toàn tỉnh] [L cấp tỉnh] [L cấp huyện] [L cấp xã] [L cấp tỉnh, cấp huyện]"
        " [A Sở Xây dựng] [A UBND xã Tân Lập] [I hồ sơ]"
    )
    classes = target_classes(page).tolist()

    assert len(set(classes[:6])) == 6
    assert len(set(classes[6:])) == 3
    assert all(0 <= value < CLASSES for value in classes)
