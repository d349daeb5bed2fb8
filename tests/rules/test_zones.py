"""Title, body and boilerplate of a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.rules.zones import find_zones


def zones(text):
    return [(text[z.start : z.end], z.zone) for z in find_zones(text)]


@pytest.mark.parametrize(
    "line",
    [
        "Lượt xem: 1.204",
        "Đang online 35",
        "Địa chỉ: 12 Lê Lợi",
        "Email: a@b.vn",
        "© Cổng thông tin",
        "Cỡ chữ 12",
        "Đăng nhập",
    ],
)
def test_lines_of_menus_and_counters_are_boilerplate(line):
    assert zones(f"{line}\nKết quả quý I")[0] == (line, "boilerplate")


def test_the_first_line_that_is_no_boilerplate_is_the_title():
    assert zones("Trang chủ\n\n  Kết quả quý I\nToàn tỉnh nhận 9 hồ sơ.") == [
        ("Trang chủ", "boilerplate"),
        ("  Kết quả quý I", "title"),
        ("Toàn tỉnh nhận 9 hồ sơ.", "body"),
    ]


def test_a_first_line_of_more_than_forty_words_is_body():
    assert zones(" ".join(["chữ"] * 40))[0][1] == "title"
    assert zones(" ".join(["chữ"] * 41))[0][1] == "body"


def test_everything_after_the_list_of_other_articles_is_boilerplate():
    text = "Kết quả quý I\nThân bài\nTin liên quan\nXã A nhận 9 hồ sơ"

    assert [zone for _, zone in zones(text)] == ["title", "body", "boilerplate", "boilerplate"]


def test_a_heading_of_other_articles_before_the_title_hides_nothing():
    found = [zone for _, zone in zones("Tin nổi bật\nKết quả quý I\nThân bài")]

    assert len(found) == 3
    assert "boilerplate" not in found


@given(st.text(alphabet="ab \n\r", max_size=40))
def test_zones_are_the_lines_that_hold_something(text):
    expected = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]

    assert [surface for surface, _ in zones(text)] == expected
