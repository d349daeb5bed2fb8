from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.labels import SCOPES, is_admin_level
from extractor.vietnamese.levels import find_levels, read_level


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Toàn tỉnh có 43.938 hồ sơ", ["Toàn tỉnh"]),
        ("các đơn vị trên địa bàn tỉnh đã", ["trên địa bàn tỉnh"]),
        ("BPMC cấp huyện, cấp xã tiếp nhận", ["cấp huyện, cấp xã"]),
        ("của các sở, ban, ngành và UBND cấp xã", ["các sở, ban, ngành và UBND cấp xã"]),
        ("UBND các huyện, thị xã, thành phố tiếp tục", ["UBND các huyện, thị xã, thành phố"]),
        ("khối xã, phường, đặc khu có", ["khối xã, phường, đặc khu"]),
        ("trong cả nước; khối huyện giảm", ["cả nước", "khối huyện"]),
        ("chung 3 cấp: 25", ["chung 3 cấp"]),
        ("Tỉnh đã cung cấp 720", ["Tỉnh"]),
        ("Bộ chỉ số của tỉnh đạt 87", ["của tỉnh"]),
        ("khối cơ quan ngành dọc đóng", ["khối cơ quan ngành dọc"]),
        ("vận hành chính quyền 2 cấp", []),
        ("các xã Phú Ninh, Tiên Phước", []),
        ("UBND tỉnh ban hành", []),
        ("huyện Yên Lạc", []),
    ],
)
def test_coordinated_levels_are_one_mention(text, expected):
    assert [text[start:end] for start, end in find_levels(text)] == expected


@pytest.mark.parametrize(
    ("surface", "level"),
    [
        ("toàn tỉnh", ("province", "whole_province")),
        ("trên địa bàn tỉnh", ("province", "whole_province")),
        ("cả ba cấp", ("province", "whole_province")),
        ("tỉnh", ("province", "whole_province")),
        ("cấp tỉnh", ("province", "tier")),
        ("các sở, ban, ngành", ("province", "tier")),
        ("khối sở, ngành", ("province", "tier")),
        ("cấp huyện", ("district", "tier")),
        ("UBND các huyện, thị xã, thành phố", ("district", "tier")),
        ("các xã, phường, đặc khu", ("commune", "tier")),
        ("xã, phường trên địa bàn tỉnh", ("commune", "tier")),
        ("cấp huyện, cấp xã", ("district+commune", "tier")),
        ("các sở, ngành và UBND cấp xã", ("province+commune", "tier")),
        ("cấp tỉnh, UBND cấp huyện và UBND cấp xã", ("province+district+commune", "tier")),
        ("cả nước", ("national", None)),
        ("các bộ, ngành", ("national", "tier")),
        ("toàn huyện", ("district", "area")),
        ("trên địa bàn thị xã", ("district", "area")),
        ("các bộ, ngành, địa phương", ("national+province", "tier")),
        ("một nơi", (None, None)),
        ("", (None, None)),
    ],
)
def test_levels_and_scopes_follow_the_design(surface, level):
    assert read_level(surface) == level


@pytest.mark.parametrize(
    ("surface", "city", "era", "level"),
    [
        ("toàn thành phố", True, None, ("province", "whole_province")),
        ("toàn thành phố", False, "before_2025_07", ("district", "area")),
        ("toàn thành phố", False, "after_2025_07", ("province", "whole_province")),
        ("cấp thành phố", True, None, ("province", "tier")),
        ("cấp thành phố", False, "before_2025_07", ("district", "tier")),
        ("dùng chung", False, "after_2025_07", ("province+commune", "tier")),
        ("sở, ngành, địa phương", False, "after_2025_07", ("province", "whole_province")),
    ],
)
def test_thanh_pho_depends_on_province_and_era(surface, city, era, level):
    assert read_level(surface, province_is_city=city, era=era) == level


@given(st.text(max_size=120))
def test_any_text_gives_ordered_spans_and_known_levels(text):
    found = find_levels(text)
    level, scope = read_level(text)

    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert level is None or is_admin_level(level)
    assert scope is None or scope in SCOPES
