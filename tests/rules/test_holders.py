"""Whose figure it is by the rules: level and body of the clause, paragraph, heading or topic."""

from datetime import date

import pytest

from extractor.pipeline import load

RULES = load("rules")
PUBLISHED = date(2024, 7, 5)
TITLE = "Kết quả quý II/2024\n"
#: A text, and (level, scope, agency) of its last figure.
CASES = {
    "no word of it in a province's bulletin": (
        TITLE + "Tiếp nhận 9 hồ sơ.",
        ("province", "whole_province", None),
    ),
    "the level of a far sentence is not inherited": (
        TITLE + "Cán bộ cấp xã rất bận.\nTiếp nhận 9 hồ sơ.",
        ("province", "whole_province", None),
    ),
    "what opens a sentence holds for the next": (
        TITLE + "Cấp huyện làm tốt. Tiếp nhận 9 hồ sơ.",
        ("district", "tier", None),
    ),
    "a level in a closed bracket holds nothing after it": (
        TITLE + "Toàn tỉnh nhận 90 hồ sơ (cấp xã 60 hồ sơ); giải quyết 9 hồ sơ.",
        ("province", "whole_province", None),
    ),
    "a bracket opened after the closed one": (
        TITLE + "Toàn tỉnh nhận 90 hồ sơ (cấp xã 60 hồ sơ); trả 9 hồ sơ trễ hạn (1,5%).",
        ("province", "whole_province", None),
    ),
    "a level right after the figure": (
        TITLE + "Toàn tỉnh nhận 90 hồ sơ, trong đó có 9 hồ sơ ở cấp xã.",
        ("commune", "tier", None),
    ),
    "a count of bodies prints its level": (
        TITLE + "Có 9 xã, phường làm tốt.",
        ("commune", "tier", None),
    ),
    "bodies on the territory of the province": (
        TITLE + "UBND các xã, phường trên địa bàn tỉnh nhận 9 hồ sơ.",
        ("commune", "tier", None),
    ),
    "the range of a rank is no level": (
        TITLE + "Tỉnh đứng thứ 9 cả nước.",
        ("province", "whole_province", None),
    ),
    "the body that only reports the figures": (
        TITLE + "Sở Nội vụ cho biết đã tiếp nhận 9 hồ sơ.",
        ("province", "whole_province", None),
    ),
    "a heading": (
        TITLE + "UBND huyện Đăk Hà\nTiếp nhận 9 hồ sơ.",
        ("district", "unit", "UBND huyện Đăk Hà"),
    ),
    "the province of the title gives the level alone": (
        "Kết quả quý II/2024 của tỉnh Kon Tum\nTiếp nhận 9 hồ sơ.",
        ("province", "whole_province", None),
    ),
    "the province that the sentence names": (
        TITLE + "Tỉnh Kon Tum tiếp nhận 9 hồ sơ.",
        ("province", "whole_province", "tỉnh Kon Tum"),
    ),
    "a centre by its short name": (
        TITLE
        + "Trung tâm Phục vụ hành chính công tỉnh họp.\nHôm sau, Trung tâm tiếp nhận 9 hồ sơ.",
        ("province", "tier", "Trung tâm Phục vụ hành chính công tỉnh"),
    ),
    "the whole of a district": (
        "Kết quả quý II/2024\nTrong kỳ, toàn huyện bận rộn.\nTiếp nhận 9 hồ sơ.",
        ("district", "area", None),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_holder_of_a_figure(name):
    text, expected = CASES[name]
    found = RULES.extract(text, province="Kon Tum", published=PUBLISHED).observations

    assert found
    last = found[-1]
    assert (last.admin_level, last.level_scope, last.agency) == expected


def test_without_a_province_nothing_is_assumed():
    (found,) = RULES.extract("Quý II/2024, tiếp nhận 9 hồ sơ.").observations

    assert (found.admin_level, found.level_scope, found.agency) == (None, None, None)
