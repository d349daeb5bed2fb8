"""The PERIOD mentions of a bulletin in order, each leaning on the right one."""

import re
from datetime import date

import pytest

from extractor.facts.timeline import fit_to_role, read_timeline
from extractor.schema import Mention
from extractor.vietnamese.periods import read_period


def read(source, published=None):
    """Read the periods that stand in [brackets]; None where a mention is unreadable."""
    text, mentions = "", []
    for piece in re.split(r"(\[[^\]]*\])", source):
        start = len(text)
        text += piece.strip("[]")
        if piece.startswith("["):
            mentions.append(Mention(start, len(text), "PERIOD"))
    found = read_timeline(text, tuple(mentions), published).periods
    return [
        (found[i].start.isoformat(), found[i].end.isoformat()) if i in found else None
        for i in range(len(mentions))
    ]


def test_a_full_period_is_read_by_itself():
    assert read("Kết quả [quý III/2023] của tỉnh") == [("2023-07-01", "2023-09-30")]


def test_a_missing_year_comes_from_the_period_before():
    assert read("[Năm 2022], riêng [quý II], tỉnh") == [
        ("2022-01-01", "2022-12-31"),
        ("2022-04-01", "2022-06-30"),
    ]


def test_a_missing_year_comes_from_the_first_full_period_after():
    assert read("[Quý II] tỉnh nhận nhiều hơn [quý I/2022]")[0] == ("2022-04-01", "2022-06-30")


def test_the_day_of_publication_tells_the_year_before_any_other_period():
    found = read("So với [năm 2022], trong [quý II] tỉnh", published=date(2024, 7, 3))

    assert found[1] == ("2024-04-01", "2024-06-30")


def test_the_same_time_of_last_year_is_counted_from_the_period_before():
    found = read("[Quý II/2024] tăng so với [cùng kỳ năm trước]", published=date(2024, 7, 3))

    assert found == [("2024-04-01", "2024-06-30"), ("2023-04-01", "2023-06-30")]


def test_a_period_of_comparison_is_no_anchor():
    source = "[Quý II/2024] tăng so với [cùng kỳ năm 2023]; [quý I] thì giảm"

    assert read(source)[2] == ("2024-01-01", "2024-03-31")


def test_the_month_before_is_counted_from_the_month():
    assert read("[Tháng 5/2024] giảm so với [tháng trước]")[1] == ("2024-04-01", "2024-04-30")


def test_an_unreadable_period_is_left_out():
    assert read("[Quý II] không rõ năm") == [None]


def test_a_day_of_a_stock_is_no_anchor():
    found = read("[Năm 2023]; [tính đến ngày 31/01/2024]; trong [quý II]")

    assert found[1] == ("2024-01-31", "2024-01-31")
    assert found[2] == ("2023-04-01", "2023-06-30")


@pytest.mark.parametrize("label", ["LEVEL", "AGENCY", "INDICATOR", "QUANTITY"])
def test_other_mentions_are_no_periods(label):
    text = "quý III/2023"

    assert read_timeline(text, (Mention(0, len(text), label),), None).periods == {}


@pytest.mark.parametrize("bare", ["quý", "Cả quý", "trong quý", "một quý"])
def test_a_bare_unit_is_the_last_period_of_its_length(bare):
    published = date(2025, 10, 3)
    found = read(f"[Quý III/2025], riêng [tháng 9], số hồ sơ [{bare}] là", published)

    assert found[2] == found[0] == ("2025-07-01", "2025-09-30")


def test_a_bare_period_may_be_stated_by_its_days():
    found = read("[từ ngày 15/8/2025 đến ngày 14/9/2025] nhận 9; [trong tháng] trả 8; [kỳ báo cáo]")

    assert found == [("2025-08-15", "2025-09-14")] * 3


def test_since_the_start_of_the_year_ends_with_the_printed_data():
    published = date(2024, 10, 15)
    found = read("Số liệu [tính đến ngày 10/10/2024]. [Từ đầu năm], tỉnh nhận 9", published)

    assert found[1] == ("2024-01-01", "2024-10-10")


def test_old_data_end_no_year():
    published = date(2024, 10, 15)
    found = read("[Tính đến ngày 10/4/2024] còn 7. [Từ đầu năm], tỉnh nhận 9", published)

    assert found[1] == ("2024-01-01", "2024-10-15")


def test_a_bare_unit_means_the_freshest_period_not_the_last_told():
    found = read("[Quý III/2025] hơn [quý I/2025]. [Cả quý] thu 9", date(2025, 10, 3))

    assert found[2] == ("2025-07-01", "2025-09-30")


@pytest.mark.parametrize(
    ("bare", "published", "start"),
    [
        ("trong tháng", date(2025, 11, 27), "2025-11-01"),
        ("trong tháng", date(2025, 11, 5), "2025-10-01"),
        ("cả quý", date(2026, 1, 14), "2025-10-01"),
        ("của năm", date(2022, 11, 12), "2022-01-01"),
    ],
)
def test_a_bare_unit_that_nothing_tells_is_the_one_just_over(bare, published, start):
    assert read(f"Kết quả [{bare}]", published)[0][0] == start


def test_the_same_time_of_last_year_is_no_bare_unit():
    found = read("[Quý II/2024] tăng so với [cùng kỳ]", date(2024, 7, 3))

    assert found[1] == ("2023-04-01", "2023-06-30")


@pytest.mark.parametrize(
    "surface", ["Đến thời điểm chốt số liệu", "tới thời điểm ấy", "đến thời điểm báo cáo"]
)
def test_the_day_of_the_data_is_the_one_printed_before(surface):
    found = read(f"[Tính đến ngày 8/7/2025] nhận 9. [{surface}] còn 7", date(2025, 7, 10))

    assert found[1] == ("2025-07-08", "2025-07-08")


def test_from_a_day_told_before():
    found = read("[ngày 10/7/2023] mở cửa; [từ đó đến hết năm] nhận 9", date(2024, 1, 14))

    assert found[1] == ("2023-07-10", "2023-12-31")


def test_words_after_a_mention_tell_which_months():
    assert read("[Bốn tháng] qua, toàn tỉnh", date(2025, 11, 12)) == [("2025-07-01", "2025-10-31")]


@pytest.mark.parametrize("surface", ["Tháng đầu tiên", "sau một tháng", "Một tháng"])
def test_the_first_month_of_the_two_level_government(surface):
    found = read(f"[{surface}] chính quyền hai cấp: 98.236 hồ sơ", date(2025, 8, 4))

    assert found == [("2025-07-01", "2025-07-31")]


def test_from_the_merger_to_the_day_of_the_data():
    source = "[đến ngày 15/10/2025] còn 7; [từ ngày nhập tỉnh đến nay] nhận 9"

    assert read(source, date(2025, 10, 17))[1] == ("2025-07-01", "2025-10-15")


def test_a_month_has_the_days_that_its_bulletin_prints_for_it():
    source = "[Tháng 10/2021] ([từ ngày 21/9/2021 đến ngày 20/10/2021]) đạt 9; [tháng 10] trả 7"

    assert read(source, date(2021, 10, 25)) == [("2021-09-21", "2021-10-20")] * 3


def test_a_longer_stated_period_does_not_change_a_month():
    source = "[từ ngày 1/7/2025 đến ngày 6/8/2025]; chỉ tiêu [tháng 8]"

    assert read(source, date(2025, 8, 7))[1] == ("2025-08-01", "2025-08-31")


@pytest.mark.parametrize(
    ("surface", "role", "published", "start", "end"),
    [
        ("hết quý III", "value", date(2025, 10, 10), "2025-09-30", "2025-09-30"),
        ("hết quý III", "target", date(2025, 8, 1), "2025-07-01", "2025-09-30"),
        ("hết quý II", "target", date(2025, 12, 30), "2026-04-01", "2026-06-30"),
        ("nửa cuối năm", "value", date(2026, 4, 22), "2025-07-01", "2025-12-31"),
        ("tháng 10", "target", date(2025, 11, 12), "2025-10-01", "2025-10-31"),
    ],
)
def test_a_target_lies_ahead_and_a_value_behind(surface, role, published, start, end):
    period = fit_to_role(read_period(surface, published=published), role, published)

    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


def test_days_further_on_do_not_belong_to_the_month():
    source = "[năm 2022] xếp hạng 9. Số liệu ([từ ngày 15/12/2021 đến ngày 14/12/2022]) là 7"

    assert read(source, date(2023, 2, 17))[0] == ("2022-01-01", "2022-12-31")


def test_a_year_long_over_is_not_what_the_whole_year_means():
    found = read("So với [năm 2024], [cả năm] nhận 9", date(2026, 1, 20))

    assert found[1] == ("2025-01-01", "2025-12-31")


def test_the_end_of_the_period_told():
    found = read("[từ ngày 15/8/2025 đến ngày 14/9/2025] nhận 9, [đến cuối kỳ] còn 7")

    assert found[1] == ("2025-09-14", "2025-09-14")
