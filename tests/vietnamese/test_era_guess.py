import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.vietnamese.era_guess import find_era

BEFORE, AFTER = "before_2025_07", "after_2025_07"


@pytest.mark.parametrize(
    ("text", "era"),
    [
        ("Sáng 22-10, quý III/2025 người dân gửi 1.208 phản ánh; tỉnh đứng thứ 12/34.", AFTER),
        ("Tính đến 15/4/2025, tỉnh xếp thứ 9/63, vượt 3 bậc.", BEFORE),
        ("Đến hết tháng 11 năm 2025 đạt 90%.", None),  # may lie ahead
        ("Tháng 11 năm 2025 nhận 512 hồ sơ.", AFTER),
        ("Số liệu tháng 6/2025 và tháng 7/2025 của cấp xã.", AFTER),  # the younger one counts
        ("Phấn đấu đến 31/12/2025 đạt 90%. UBND huyện Phú Vang còn 58 hồ sơ.", BEFORE),
        ("Năm 2023, toàn tỉnh nhận 9.000 hồ sơ.", BEFORE),
        ("Đặc khu Phú Quý nhận 41 hồ sơ.", AFTER),
        ("Trung tâm nhận 41 hồ sơ trong tuần.", None),
        ("Năm 2025, Trung tâm nhận 41 hồ sơ.", None),
    ],
)
def test_the_era_is_guessed_from_dates_ranks_and_bodies(text, era):
    assert find_era(text) == era


@given(st.text(max_size=120))
def test_any_text_has_an_era_or_none(text):
    assert find_era(text) in (BEFORE, AFTER, None)
