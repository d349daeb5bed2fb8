"""Whether a change is up or down, told by the words around it."""

from decimal import Decimal

import pytest

from extractor.facts.direction import read_direction

# the figure stands in square brackets
CASES = [
    ("tăng [12%]", "up"),
    ("tăng rồi giảm [12%]", "down"),
    ("giảm hơn [96 nghìn hồ sơ] so với cuối tháng", "down"),
    ("93,1 điểm, hơn tháng 4 [1,9 điểm]", "up"),
    ("nhỉnh hơn Sở Nội vụ đúng [0,5 điểm]", "up"),
    ("thấp hơn phường Cam Ranh (93,05) [1,85 điểm]", "down"),
    ("ít hơn tháng 11 chừng [một nghìn lượt]", "down"),
    ("tiếp 6.214 lượt người, bớt [18%] so với tháng 6", "down"),
    ("cải cách tài chính công sụt [0,64 điểm]", "down"),
    ("hạng 12, nhảy [9 bậc] chỉ sau một năm", "up"),
    ("Sở Y tế rớt [6 hạng]", "down"),
    ("thứ 9/34 và trên mặt bằng chung cả nước [18,8 điểm phần trăm]", "up"),
    ("dẫn trước chỉ hơn [1,48 điểm]", "up"),
    ("Thanh toán trực tuyến;10;7,7;7,1;[-0,6]", "down"),
    ("Công khai, minh bạch;18;15,2;16,0;[+0,8]", "up"),
    ("thay đổi [12%] theo hướng giảm", "down"),
    (
        "các tỉnh tăng cao: Bà Rịa - Vũng Tàu, Hưng Yên, Thái Nguyên, Huế và Cao Bằng, với [39,2%]",
        "up",
    ),
    ("thay đổi [12%]", None),
    ("Thanh toán trực tuyến;10;7,7;7,1;-[0,6]", "down"),
    ("điểm số +[21,5%]", "up"),
    ("tăng 3-[5%]", "up"),
    ("Giảm ở nhóm tiến độ giải quyết [0,4 điểm]", "down"),
    ("giảm tại Trung tâm Xúc tiến đầu tư [5%]", "down"),
    ("giảm mạnh hơn tháng trước [1,9 điểm]", "down"),
    ("tăng nhanh hơn [12%]", "up"),
    ("giảm còn hơn một nghìn hồ sơ, tức [12%]", "down"),
    ("giảm ở huyện Thăng Bình [3%]", "down"),
    ("giảm ở phường Tân Tiến [3%]", "down"),
    ("giảm, tổ công nghệ số cộng đồng [3%]", "down"),
    ("tăng tại Hạ Long [3%]", "up"),
    ("tụt thêm [3 bậc]", "down"),
    ("giảm lên tới [12%]", "down"),
]


@pytest.mark.parametrize(("sentence", "direction"), CASES)
def test_the_words_around_a_change_tell_its_direction(sentence, direction):
    start, end = sentence.index("["), sentence.index("]") - 1
    text = sentence.replace("[", "").replace("]", "")
    found = read_direction(text, start, end, role="change_abs", value=Decimal(9), unit="point")

    assert found == direction


@pytest.mark.parametrize(
    ("printed", "value", "unit", "direction"),
    [
        ("bằng [137%] cùng kỳ", "137", "percent", "up"),
        ("bằng [61,5%] tháng 01/2026", "61.5", "percent", "down"),
        ("bằng gần [4,5 lần] cả năm 2020", "4.5", "times", "up"),
        ("bằng [100%] cùng kỳ", "100", "percent", None),
        ("tăng, bằng [91%] cùng kỳ", "91", "percent", "down"),
        ("tăng 300 hồ sơ (tương đương [12%])", "12", "percent", "up"),
        ("tốc độ tăng đạt [8%]", "8", "percent", "up"),
    ],
)
def test_a_share_of_an_earlier_figure_tells_it_by_its_value(printed, value, unit, direction):
    start, end = printed.index("["), printed.index("]") - 1
    text = printed.replace("[", "").replace("]", "")
    found = read_direction(text, start, end, role="change_rel", value=Decimal(value), unit=unit)

    assert found == direction


def test_what_is_no_change_has_no_direction():
    assert read_direction("tăng 12%", 5, 8, role="value", value=Decimal(12), unit="percent") is None
