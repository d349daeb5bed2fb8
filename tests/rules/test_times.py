"""Which period the rules give a figure: of its clause, its sentence, its paragraph, the topic."""

from datetime import date

import pytest

from extractor.pipeline import load

RULES = load("rules")
PUBLISHED = date(2024, 7, 5)
CASES = {
    "the topic of the title": (
        "Kết quả quý II/2024\nToàn tỉnh nhận 9 hồ sơ.",
        "2024-04-01..2024-06-30",
    ),
    "the sentence before the topic": (
        "Kết quả quý II/2024\nTrong tháng 5, toàn tỉnh nhận 9 hồ sơ.",
        "2024-05-01..2024-05-31",
    ),
    "what opens a sentence holds to the end of the paragraph": (
        "Kết quả quý II/2024\nRiêng tháng 5, toàn tỉnh bận rộn. Các nơi nhận 9 hồ sơ.",
        "2024-05-01..2024-05-31",
    ),
    "a period of comparison holds nothing": (
        "Kết quả quý II/2024\nSo với cùng kỳ năm 2023, hồ sơ ổn định.\nToàn tỉnh nhận 9 hồ sơ.",
        "2024-04-01..2024-06-30",
    ),
    "a period that the sentence opens with holds, also an earlier one": (
        "Kết quả quý II/2024\nCùng kỳ năm 2023, toàn tỉnh nhận 9 hồ sơ.",
        "2023-04-01..2023-06-30",
    ),
    "a period right after the figure": (
        "Kết quả quý II/2024\nTỷ lệ trực tuyến là 81,5% trong tháng 4 ở toàn tỉnh.",
        "2024-04-01..2024-04-30",
    ),
    "the figure in brackets after a period of comparison": (
        "Kết quả tháng 6/2024\nLượng hồ sơ tiếp nhận cao hơn tháng 5 (9 hồ sơ).",
        "2024-05-01..2024-05-31",
    ),
    "printed dates beat the name that they restate": (
        "Kết quả tháng 6/2024\nTháng 6 (từ ngày 15/5/2024 đến ngày 14/6/2024), tỉnh bận rộn.\n"
        "Toàn tỉnh nhận 9 hồ sơ.",
        "2024-05-15..2024-06-14",
    ),
    "the day of an event holds nothing elsewhere": (
        "Kết quả quý II/2024\nNgày 2/7, tỉnh họp.\nToàn tỉnh nhận 9 hồ sơ.",
        "2024-04-01..2024-06-30",
    ),
    "what was not over when the text came out is no topic": (
        "Hướng tới năm 2024\nTrong kỳ quý II/2024, tỉnh bận rộn.\nToàn tỉnh nhận 9 hồ sơ.",
        "2024-04-01..2024-06-30",
    ),
    "what exists at a day keeps the day": (
        "Kết quả quý II/2024\nĐến nay, tỉnh làm tốt. Toàn tỉnh đang thực hiện 90 thủ tục.",
        "2024-07-05..2024-07-05",
    ),
    "a rank that is held at present": (
        "Kết quả quý II/2024\nĐến nay, mọi nơi đều ổn định.\nTỉnh đang xếp thứ 9/63.",
        "2024-07-05..2024-07-05",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_period_of_a_figure(name):
    text, expected = CASES[name]
    found = RULES.extract(text, province="Kon Tum", published=PUBLISHED).observations

    assert [f"{one.period_start}..{one.period_end}" for one in found] == [expected]


def test_a_change_names_the_period_that_it_is_measured_against():
    text = "Quý II/2024, toàn tỉnh nhận nhiều hồ sơ, tăng 12% so với quý I/2024."
    (found,) = RULES.extract(text, province="Kon Tum", published=PUBLISHED).observations

    assert (str(found.compare_start), str(found.compare_end)) == ("2024-01-01", "2024-03-31")
    assert str(found.period_start) == "2024-04-01"


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("tăng 12% trong quý II/2024, so với quý I/2024", "2024-01-01"),
        ("tăng 12% so với quý I/2024 và quý II/2023", "2024-01-01"),
        ("tăng 12% trong quý II/2024. So với quý I/2024 thì tốt", None),
        ("tăng 12% trong quý II/2024", None),
        ("tăng 12% (cùng kỳ năm 2023)", "2023-01-01"),
    ],
)
def test_the_first_period_after_the_verb_is_compared_with(text, compared):
    text = f"Nửa năm nay, toàn tỉnh nhận nhiều hồ sơ, {text}."
    (found,) = RULES.extract(text, province="Kon Tum", published=PUBLISHED).observations

    assert (str(found.compare_start) if found.compare_start else None) == compared
