import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.vietnamese.gazetteer import era_of, places_named, provinces
from extractor.vietnamese.places import (
    Agency,
    find_agencies,
    find_province,
    province_code,
    resolve_agency,
)

BEFORE, AFTER = "before_2025_07", "after_2025_07"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thị xã Hoài Nhơn (1.216 bản)", ["thị xã Hoài Nhơn"]),
        ("UBND thị xã Hoài Nhơn (561 giao dịch)", ["UBND thị xã Hoài Nhơn"]),
        ("Sở TN&MT (41), Sở Công Thương (33)", ["Sở TN&MT", "Sở Công Thương"]),
        ("Công an tỉnh với 590 hồ sơ", ["Công an tỉnh"]),
        (
            "Trung tâm Phục vụ hành chính công tỉnh (629)",
            ["Trung tâm Phục vụ hành chính công tỉnh"],
        ),
        ("Bộ Tư pháp và bộ phận khác", ["Bộ Tư pháp"]),
        ("Ban Quản lý Khu kinh tế Đông Nam (83%)", ["Ban Quản lý Khu kinh tế Đông Nam"]),
        ("Văn phòng Đăng ký đất đai tỉnh chiếm", ["Văn phòng Đăng ký đất đai tỉnh"]),
        ("H.Côn Đảo dẫn đầu, TP.Vũng Tàu", ["H.Côn Đảo", "TP.Vũng Tàu"]),
        ("UBND Q.1 (TP.HCM)", ["UBND Q.1", "TP.HCM"]),
        ("Phường 2 (7.340 hồ sơ)", ["Phường 2"]),
        ("xã Sơn Kim 2 chỉ 61 hồ sơ", ["xã Sơn Kim 2"]),
        ("Đà Nẵng có 67% hồ sơ", ["Đà Nẵng"]),
        ("xã Đak Đoa 41 hồ sơ", ["xã Đak Đoa"]),
        ("Sở Tư pháp (15), Công Thương (21)", ["Sở Tư pháp", "Công Thương"]),
        ("UBND tỉnh Nguyễn Văn A nói", ["UBND tỉnh"]),
        ("trên địa bàn tỉnh Quý I năm 2022", []),
        ("BỘ MÁY GỌN HƠN", []),
        ("H.Nguyên", []),
        ("các sở, ngành, cấp huyện", []),
    ],
)
def test_agencies_are_found_with_kind_and_name(text, expected):
    assert [text[start:end] for start, end in find_agencies(text)] == expected


def test_bare_districts_are_found_within_the_province():
    text = "huyện Chợ Đồn (214 bản), Na Rì (168), Ba Bể 9"
    found = find_agencies(text, province="Bắc Kạn")

    assert [text[start:end] for start, end in found] == ["huyện Chợ Đồn", "Na Rì", "Ba Bể"]
    assert len(find_agencies(text)) == 1


@pytest.mark.parametrize(
    ("surface", "province", "era", "expected"),
    [
        (
            "UBND thị xã Hoài Nhơn", "Bình Định", BEFORE,
            Agency("UBND thị xã Hoài Nhơn", "district", "unit", "VN-D543", BEFORE),
        ),
        (
            "huyện Yên Lạc", "Vĩnh Phúc", BEFORE,
            Agency("huyện Yên Lạc", "district", "area", "VN-D251", BEFORE),
        ),
        (
            "Sở TN&MT", "Quảng Nam", BEFORE,
            Agency("Sở Tài nguyên và Môi trường", "province", "unit", "VN-P49", BEFORE),
        ),
        (
            "Công an tỉnh", "Kon Tum", AFTER,
            Agency("Công an tỉnh", "province", "unit", "VN-P51", AFTER),
        ),
        (
            "tỉnh Kon Tum", "Kon Tum", BEFORE,
            Agency("tỉnh Kon Tum", "province", "whole_province", "VN-P62", BEFORE),
        ),
        (
            "Trung tâm Phục vụ hành chính công tỉnh", "Kon Tum", BEFORE,
            Agency("Trung tâm Phục vụ hành chính công tỉnh", "province", "tier", "VN-P62", BEFORE),
        ),
        (
            "Công Thương", "Kon Tum", BEFORE,
            Agency("Sở Công Thương", "province", "unit", "VN-P62", BEFORE),
        ),
        (
            "Thái Bình", "Thái Bình", BEFORE,
            Agency("tỉnh Thái Bình", "province", "whole_province", "VN-P34", BEFORE),
        ),
        (
            "thành phố Đồng Hới", "Quảng Bình", BEFORE,
            Agency("thành phố Đồng Hới", "district", "area", "VN-D450", BEFORE),
        ),
        ("UBND thị xã", "Bình Định", BEFORE, Agency("UBND thị xã", "district", "unit")),
        ("Bộ Y tế", None, None, Agency("Bộ Y tế", "national", "unit", "VN", None)),
        (
            "TP Đà Lạt", "Lâm Đồng", BEFORE,
            Agency("thành phố Đà Lạt", "district", "area", "VN-D672", BEFORE),
        ),
        (
            "UBND TP Huế", "Huế", AFTER,
            Agency("UBND thành phố Huế", "province", "unit", "VN-P46", AFTER),
        ),
        (
            "phường An Hải", "Đà Nẵng", AFTER,
            Agency("phường An Hải", "commune", "area", "VN-C20275", AFTER),
        ),
        (
            "TP.HCM", None, BEFORE,
            Agency("thành phố Hồ Chí Minh", "province", "area", "VN-P79", BEFORE),
        ),
        (
            "Hội An", "Quảng Nam", BEFORE,
            Agency("thành phố Hội An", "district", "area", "VN-D503", BEFORE),
        ),
        ("huyện Châu Thành", None, BEFORE, Agency("huyện Châu Thành", "district", "area")),
        ("UBND phường Không Có", "Kon Tum", BEFORE,
         Agency("UBND phường Không Có", "commune", "unit")),
    ],
)  # fmt: skip
def test_agencies_get_name_level_scope_and_code(surface, province, era, expected):
    assert resolve_agency(surface, province=province, era=era) == expected


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Sở NN&PTNT", "Sở Nông nghiệp và Phát triển nông thôn"),
        ("Sở LĐ-TB&XH", "Sở Lao động - Thương binh và Xã hội"),
        ("TTPVHCC tỉnh", "Trung tâm Phục vụ hành chính công tỉnh"),
        ("Ủy ban nhân dân huyện Sông Lô", "UBND huyện Sông Lô"),
    ],
)
def test_short_forms_are_spelt_out(short, full):
    assert resolve_agency(short).name == full


@pytest.mark.parametrize(
    ("name", "era", "code"),
    [
        ("Kon Tum", BEFORE, "62"),
        ("Tỉnh Kon Tum", AFTER, "51"),
        ("Gia Lai", BEFORE, "64"),
        ("Gia Lai", AFTER, "52"),
        ("Gia Lai", None, None),
        ("Hoà Bình", BEFORE, "17"),
        ("TP.HCM", None, "79"),
        ("Bà Rịa-Vũng Tàu", BEFORE, "77"),
        ("Thừa Thiên Huế", BEFORE, "46"),
        ("Atlantis", BEFORE, None),
    ],
)
def test_provinces_keep_or_change_their_code(name, era, code):
    assert province_code(name, era=era) == code


def test_every_province_has_a_code_in_both_eras():
    assert len(provinces()) == 63
    assert all(province_code(p.before, era=BEFORE) == p.code_before for p in provinces())
    assert len({province_code(p.before, era=AFTER) for p in provinces()}) > 1


@pytest.mark.parametrize(
    ("day", "era"),
    [(date(2025, 6, 30), BEFORE), (date(2025, 7, 1), AFTER), (None, None)],
)
def test_the_era_turns_on_the_first_of_july(day, era):
    assert era_of(day) == era


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("Trung tâm tỉnh Kon Tum. So với Gia Lai, Kon Tum", "Kon Tum"),
        ("Bà Rịa-Vũng Tàu có", "Bà Rịa - Vũng Tàu"),
        ("UBND huyện Yên Lạc và huyện Vĩnh Tường", "Vĩnh Phúc"),
        ("toàn tỉnh tiếp nhận 5 hồ sơ", None),
    ],
)
def test_the_province_of_a_bulletin_is_guessed_from_names(text, province):
    assert find_province(text) == province


def test_communes_of_the_era_decide_between_provinces_named_alike():
    text = "Cần Thơ và Hậu Giang về chung một nhà. Xã Vị Thủy trả 41 hồ sơ."

    assert find_province(text) is None
    assert find_province(text, era=AFTER) == "Cần Thơ"


@given(st.text(max_size=120))
def test_any_text_is_searched_and_resolved(text):
    found = find_agencies(text)

    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert isinstance(resolve_agency(text, province="Kon Tum", era=BEFORE), Agency)


def test_the_gazetteer_answers_fast():
    places_named("huế")
    started = time.process_time()
    for number in range(200):
        places_named(f"không có {number}")

    assert time.process_time() - started < 1
