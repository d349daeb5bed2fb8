"""Words that may name a period, level or body: candidates, not mentions."""

import pytest

from extractor.vietnamese.maybe import find_maybes


def found(text, label, province="Ninh Thuận"):
    return [text[s:e] for kind, s, e in find_maybes(text, province=province) if kind == label]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cả quý thanh toán 9 tỷ", ["cả quý"]),
        ("Số liệu: 15/12/2024 - 14/3/2025.", ["15/12/2024 - 14/3/2025"]),
        ("Cũng trong tám ngày, gần 6.930 lượt", ["tám ngày"]),
        ("Tuần đầu ở tỉnh mới: mười nghìn", ["tuần đầu"]),
        ("mười tháng nhận 9 hồ sơ", ["mười tháng"]),
        ("tới thời điểm ấy còn 9", ["tới thời điểm ấy"]),
        ("tăng 21,5% (2024)", ["2024"]),
        ("trả 3.205 hồ sơ", []),
        ("đạt 98,2/100 điểm", []),
    ],
)
def test_what_may_be_a_period(text, expected):
    assert [span.lower() for span in found(text, "PERIOD")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bác Ái 98,2%, Thuận Bắc 97%", ["Bác Ái", "Thuận Bắc"]),
        ("UBND huyện Ninh Phước", ["Ninh Phước"]),
        ("Đắk Nông đứng sau 9 bậc", ["Đắk Nông"]),
        ("Trung tâm nhận 9 hồ sơ", ["Trung tâm"]),
        ("Tổng đài 1022 nghe 9 cuộc", ["Tổng đài 1022"]),
        ("Bà Nguyễn Thị Hoa nói", []),
    ],
)
def test_what_may_be_a_body(text, expected):
    assert [name for name in found(text, "AGENCY") if name in expected or not expected] == expected


def test_places_of_other_provinces_are_left_alone():
    assert "Bác Ái" not in found("Bác Ái 98,2%", "AGENCY", province="Cà Mau")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tỷ lệ của cả khối là 99,93%", ["cả khối"]),
        ("Các địa phương có điểm dưới 70", ["Các địa phương"]),
        ("khối xã, phường trả chậm 9", ["khối xã, phường"]),
        ("các cơ quan, địa phương phải giảm", ["các cơ quan, địa phương"]),
    ],
)
def test_what_may_be_a_level(text, expected):
    assert found(text, "LEVEL") == expected
