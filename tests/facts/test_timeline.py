"""The PERIOD mentions of a bulletin in order, each leaning on the right one."""

import re
from datetime import date

import pytest

from extractor.facts.timeline import as_compared, fit_to_role, read_timeline
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
    "surface", ["Đến thời điểm chốt số liệu", "tới thời điểm ấy", "đến thời điểm tổng hợp"]
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
        ("cuối quý IV", "target", date(2025, 8, 20), "2025-10-01", "2025-12-31"),
        ("từ nay đến 31/12", "target", date(2025, 10, 11), "2025-12-31", "2025-12-31"),
        ("từ nay đến hết năm", "target", date(2023, 10, 18), "2023-01-01", "2023-12-31"),
        ("từ nay đến 31/12", "value", date(2025, 10, 11), "2025-10-11", "2025-12-31"),
        ("quý I", "value", date(2026, 1, 8), "2025-01-01", "2025-03-31"),
        ("quý I", "value", date(2026, 3, 8), "2026-01-01", "2026-03-31"),
        ("quý I", "target", date(2026, 1, 8), "2026-01-01", "2026-03-31"),
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


JULY_17 = date(2025, 7, 17)
JULY_2020 = date(2020, 7, 27)
SEPT_1 = date(2025, 9, 1)
OPENED = "Trung tâm khai trương ngày 1/7/2025."
SINCE = "[từ khi hoạt động đến nay]"


@pytest.mark.parametrize(
    ("source", "published", "start", "end"),
    [
        ("[tuần qua]", date(2025, 12, 9), "2025-12-01", "2025-12-07"),
        ("[từ 1 đến 5/12/2025] nhận 9; [tuần rồi]", date(2025, 12, 9), "2025-12-01", "2025-12-05"),
        ("[tuần trước]", date(2025, 12, 9), "2025-12-01", "2025-12-07"),
        ("[từ 1 đến 7/12/2025], hơn [tuần trước]", date(2025, 12, 9), "2025-11-24", "2025-11-30"),
        ("[Hai tuần qua]", date(2025, 11, 20), "2025-11-07", "2025-11-20"),
        ("[Từ 2 đến 15/11/2025]; [hai tuần]", date(2025, 11, 20), "2025-11-02", "2025-11-15"),
        ("sau [nửa tháng]", JULY_17, "2025-07-01", "2025-07-15"),
        ("[hai tuần đầu]", date(2025, 7, 15), "2025-07-01", "2025-07-14"),
        ("[đến ngày 8/11/2025] còn 7, [tám ngày]", date(2025, 11, 10), "2025-11-01", "2025-11-08"),
        ("[ngày 5/8/2026], [đến 24/8]; [20 ngày]", date(2026, 8, 28), "2026-08-05", "2026-08-24"),
        ("[1 - 7/7/2025] nhận 9; [tuần thứ hai]", JULY_17, "2025-07-08", "2025-07-14"),
        ("[Tháng 7/2025] nhận 9; [tuần cuối]", date(2025, 8, 5), "2025-07-25", "2025-07-31"),
        ("[Quý III/2025] nhận 9; [tháng cuối quý]", date(2025, 10, 5), "2025-09-01", "2025-09-30"),
        ("[Quý III/2025], [quý IV/2025]; [cả 2 quý]", date(2026, 1, 5), "2025-07-01", "2025-12-31"),
        ("[Hơn ba tháng] qua", date(2025, 10, 12), "2025-07-01", "2025-10-12"),
        ("[Từ khi hợp nhất đến 10-12]", date(2025, 12, 18), "2025-07-01", "2025-12-10"),
        ("[từ khi chạy chính quyền hai cấp]", date(2025, 12, 18), "2025-07-01", "2025-12-18"),
        ("[ngày 1/7/2025] mở; [từ mốc ấy đến 31/12]", date(2026, 1, 9), "2025-07-01", "2025-12-31"),
        ("[1 - 25/02/2026] đủ; [trong tháng]", date(2026, 2, 27), "2026-02-01", "2026-02-25"),
        ("[Quý II/2026] còn 7; [kỳ rà soát]", date(2026, 7, 9), "2026-04-01", "2026-06-30"),
        ("[Quý II/2026]; [cùng khoảng thời gian]", date(2026, 7, 9), "2026-04-01", "2026-06-30"),
        ("[năm 2018] kém; [năm ngoái]", date(2020, 1, 14), "2019-01-01", "2019-12-31"),
        ("[6 tháng cuối năm 2025]; [nửa năm]", date(2025, 12, 9), "2025-07-01", "2025-12-31"),
        ("[6 tháng cuối năm 2025]; [sáu tháng ấy]", date(2026, 1, 9), "2025-07-01", "2025-12-31"),
        ("[15/12/2025 - 14/6/2026]; [sáu tháng]", date(2026, 6, 22), "2026-01-01", "2026-06-30"),
        ("[Tính đến 9/12]; [30 ngày gần nhất]", date(2025, 12, 10), "2025-11-10", "2025-12-09"),
        ("[Tháng 7/2026] đạt 9; [tháng xét hạng]", date(2026, 8, 12), "2026-07-01", "2026-07-31"),
        ("[Quý I/2026] đạt 9; [kỳ vừa chốt]", date(2026, 4, 12), "2026-01-01", "2026-03-31"),
        ("[Tháng 4/2026], hạng 15 [cuối tháng]", date(2026, 5, 6), "2026-04-30", "2026-04-30"),
        ("[Quý II/2020]; [năm ngoái cùng quãng này]", JULY_2020, "2019-04-01", "2019-06-30"),
        ("[Quý I/2026] nay là 8, [một năm trước] 9", date(2026, 4, 6), "2025-01-01", "2025-03-31"),
        ("[Tính đến 20/1/2026]; [một năm trước]", date(2026, 1, 29), "2025-01-20", "2025-01-20"),
        ("từ 10/4/2020; [từ hôm đó đến hết quý II]", JULY_2020, "2020-04-10", "2020-06-30"),
        ("Từ ngày 01/7 mở. [từ mốc ấy đến 31/12]", date(2026, 1, 11), "2025-07-01", "2025-12-31"),
        ("Ngày 1/3/2019 mở. [Từ ngày mở cửa đến nay]", JULY_2020, "2019-03-01", "2020-07-27"),
        ("sau [ba tháng rưỡi]", date(2025, 10, 21), "2025-07-01", "2025-10-15"),
        ("[tám ngày đầu tháng 7]; hơn [tháng trước]", JULY_2020, "2020-06-01", "2020-06-30"),
        ("[Tính đến 15/5/2026]; [từ 5.1.2026]", date(2026, 5, 18), "2026-01-05", "2026-05-15"),
        ("Quý [4/2025] đạt 9", date(2026, 1, 6), "2025-10-01", "2025-12-31"),
        ("Từ [đầu năm đến nay]", date(2025, 9, 30), "2025-01-01", "2025-09-30"),
        ("Từ [tháng 7 đến nay]", date(2025, 9, 30), "2025-07-01", "2025-09-30"),
        ("Từ [01/7 tới nay]", date(2025, 9, 30), "2025-07-01", "2025-09-30"),
        ("Từ [đầu quý III đến nay]", date(2025, 9, 25), "2025-07-01", "2025-09-25"),
        ("Từ [đầu quý III đến ngày 20/9]", date(2025, 9, 25), "2025-07-01", "2025-09-20"),
        ("tháng [6 tháng đầu năm 2025]", date(2025, 9, 25), "2025-01-01", "2025-06-30"),
        ("tháng [7-8/2025] đạt 9", date(2025, 9, 25), "2025-07-01", "2025-08-31"),
        ("[6 tháng cuối năm 2025] 98%; [6 tháng]", date(2025, 7, 9), "2025-01-01", "2025-06-30"),
        ("[6 tháng cuối năm 2025] 98%; [6 tháng]", date(2025, 12, 20), "2025-07-01", "2025-12-31"),
        (f"{OPENED} Theo Công văn ngày 12/8/2025, {SINCE}", SEPT_1, "2025-07-01", "2025-09-01"),
        (f"{OPENED} Quyết định số 9/QĐ ngày 5/8: {SINCE}", SEPT_1, "2025-07-01", "2025-09-01"),
        (f"{OPENED} Tính đến hết ngày 20/8 nhận 9. {SINCE}", SEPT_1, "2025-07-01", "2025-09-01"),
        (f"Kế hoạch nêu từ 2/7/2025 mở cửa. {SINCE}", SEPT_1, "2025-07-02", "2025-09-01"),
        (f"[2/7] mở. {'Tốt. ' * 80}[Tới 20/8] còn 7. {SINCE}", SEPT_1, "2025-07-02", "2025-09-01"),
    ],
)  # fmt: skip
def test_a_period_that_means_another(source, published, start, end):
    assert read(source, published)[-1] == (start, end)


@pytest.mark.parametrize(
    ("surface", "start"),
    [
        ("tháng trước", "2025-10-01"),
        ("tháng liền trước", "2025-10-01"),
        ("tháng trước đó", "2025-10-01"),
    ],
)
def test_the_one_before_is_before_the_freshest_not_the_last_told(surface, start):
    source = f"[Tháng 11/2025] hơn [tháng 10/2025]; so với [{surface}]"

    assert read(source, date(2025, 12, 5))[2][0] == start


def test_the_same_time_of_last_year_is_before_the_freshest_year():
    source = "[Quý I/2025] hơn [quý IV/2024], gấp đôi [cùng kỳ]"

    assert read(source, date(2025, 4, 3))[2] == ("2024-01-01", "2024-03-31")


def test_other_months_of_a_page_are_closed_on_the_days_of_its_own():
    source = "[từ 16/8 đến 15/9/2025] đạt 9; [kỳ tháng 8] đạt 7; tăng so với [tháng trước]"

    assert read(source, date(2025, 9, 22))[1:] == [("2025-07-16", "2025-08-15")] * 2


@pytest.mark.parametrize(
    ("month", "start", "end"),
    [
        ("tháng 5", "2025-05-01", "2025-05-30"),
        ("tháng 6", "2025-05-31", "2025-06-30"),
        ("tháng 2", "2025-01-31", "2025-02-28"),
    ],
)
def test_a_month_without_the_day_of_closing_is_closed_on_its_last(month, start, end):
    source = f"[Từ ngày 31/7/2025 đến ngày 30/8/2025] nhận 12.500 hồ sơ, cao hơn [{month}] 9%"

    assert read(source, date(2025, 9, 5))[1] == (start, end)


def test_a_month_with_its_year_printed_is_the_calendars():
    source = "[từ 16/8 đến 15/9/2025] đạt 9; [tháng 8/2025] xếp hạng 7"

    assert read(source, date(2025, 9, 22))[1] == ("2025-08-01", "2025-08-31")


@pytest.mark.parametrize(
    ("surface", "basis"), [("từ nay đến 31/12", "as_of"), ("từ nay đến hết quý IV", "nominal")]
)
def test_what_a_target_is_to_be_reached_by(surface, basis):
    published = date(2025, 10, 11)
    period = fit_to_role(read_period(surface, published=published), "target", published)

    assert period.basis == basis


@pytest.mark.parametrize(
    ("surface", "start"),
    [("cuối năm 2024", "2024-12-31"), ("cuối năm ngoái", "2024-12-31"), ("năm 2024", "2024-01-01")],
)
def test_the_end_of_a_year_compared_with_is_its_last_day(surface, start):
    period = as_compared(read_period(surface, published=date(2025, 4, 17)))

    assert (period.start.isoformat(), period.end.isoformat()) == (start, "2024-12-31")


def test_the_quarter_before_one_that_is_stated_is_closed_on_its_days():
    source = "[15/12/2023-14/3/2024] đạt 9; [quý trước] đạt 8; [quý III/2023] đạt 7"

    assert read(source, date(2024, 3, 20))[1:] == [
        ("2023-09-15", "2023-12-14"),
        ("2023-07-01", "2023-09-30"),
    ]


def test_days_counted_back_are_no_month_of_the_books():
    source = "[Tính đến 9/12]; [30 ngày gần nhất] đạt 9; [tháng 9] đạt 7"

    assert read(source, date(2025, 12, 10))[2] == ("2025-09-01", "2025-09-30")


def test_a_target_for_the_whole_year_is_not_one_of_a_year_long_over():
    text = "năm 2022 đạt 9; cả năm phải đạt 8"
    mentions = (Mention(0, 8, "PERIOD"), Mention(16, 23, "PERIOD"))
    published = date(2023, 4, 28)

    told = read_timeline(text, mentions, published).periods[1]

    assert fit_to_role(told, "target", published).start == date(2023, 1, 1)
    assert fit_to_role(told, "value", published).start == date(2022, 1, 1)


def test_a_year_told_that_has_just_begun_is_not_the_one_before():
    text = "năm 2026 giao 9; trong năm 7"
    mentions = (Mention(0, 8, "PERIOD"), Mention(17, 26, "PERIOD"))
    published = date(2026, 1, 8)

    told = read_timeline(text, mentions, published).periods[1]

    assert fit_to_role(told, "value", published).start == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("surface", "role", "published", "start", "end"),
    [
        ("đến cuối quý", "target", date(2025, 10, 20), "2025-10-01", "2025-12-31"),
        ("đến cuối quý", "value", date(2025, 10, 20), "2025-09-30", "2025-09-30"),
        ("đến cuối quý", "target", date(2025, 9, 10), "2025-07-01", "2025-09-30"),
        ("hết tháng", "target", date(2025, 9, 10), "2025-09-01", "2025-09-30"),
        ("hết tháng", "value", date(2025, 9, 10), "2025-08-31", "2025-08-31"),
    ],
)
def test_a_target_by_the_end_of_a_unit_that_nothing_names(surface, role, published, start, end):
    mentions = (Mention(0, len(surface), "PERIOD"),)
    told = read_timeline(f"{surface} đạt 98%", mentions, published).periods[0]

    period = fit_to_role(told, role, published)

    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    ("source", "end"),
    [
        ("[Tháng 4/2026] đạt 9. [Lũy kế từ đầu năm]", "2026-04-30"),
        ("[Tháng 4/2026] đạt 9. Cộng dồn [từ đầu năm]", "2026-04-30"),
        ("[Tháng 4/2026] đạt 9. [Kể từ 1/3]", "2026-04-30"),
        ("[Tháng 4/2026] đạt 9. [Từ đầu năm]", "2026-05-07"),
        ("[Tháng 4/2026] đạt 9. [Lũy kế từ đầu năm đến nay]", "2026-05-07"),
        ("[Tính đến 5/5/2026] còn 9. [Lũy kế từ đầu năm]", "2026-05-05"),
    ],
)
def test_what_is_added_up_ends_with_the_month_of_the_page(source, end):
    assert read(source, date(2026, 5, 7))[-1][1] == end


@pytest.mark.parametrize(
    ("surface", "role", "stock", "end"),
    [
        ("từ ngày 16/3", "value", True, "2026-03-16"),
        ("từ ngày 16/3", "value", False, "2026-04-06"),
        ("kể từ ngày 16/3", "value", True, "2026-04-06"),
        ("từ ngày 16/3", "target", False, "2026-03-16"),
        ("từ 1/5", "target", False, "2026-05-01"),
    ],
)
def test_what_holds_since_a_day_is_of_that_day(surface, role, stock, end):
    published = date(2026, 4, 6)
    period = fit_to_role(read_period(surface, published=published), role, published, stock=stock)

    assert period.end.isoformat() == end


@pytest.mark.parametrize(
    ("surface", "role", "published", "end"),
    [
        ("trước ngày 31/3", "threshold", date(2026, 3, 12), "2026-03-31"),
        ("tháng 8", "threshold", date(2021, 7, 15), "2021-08-31"),
        ("cuối năm", "value", date(2026, 1, 22), "2025-12-31"),
        ("cuối năm", "target", date(2026, 1, 22), "2026-12-31"),
    ],
)
def test_a_threshold_lies_ahead_like_a_target(surface, role, published, end):
    period = fit_to_role(read_period(surface, published=published), role, published)

    assert period.end.isoformat() == end


@pytest.mark.parametrize("surface", ["Đến thời điểm báo cáo", "Đến thời điểm này"])
def test_the_day_of_the_report_is_that_of_the_page(surface):
    found = read(f"[Tính đến ngày 20/9/2025] có 9. [{surface}] có 7", date(2025, 9, 25))

    assert found[1] == ("2025-09-25", "2025-09-25")


@pytest.mark.parametrize(
    ("source", "start", "end"),
    [
        ("[Tính đến 14/8/2023] còn 9. [Tính đến cùng ngày] còn 7", "2023-08-14", "2023-08-14"),
        ("[Tháng 7/2023] đạt 9%. Cả nước [cùng lúc] 7%", "2023-07-01", "2023-07-31"),
        ("[Từ 03/7/2023 đến 14/7/2023] nhận 9. [Toàn giai đoạn] trả 7", "2023-07-03", "2023-07-14"),
        ("[6 tháng đầu năm 2023] nhận 9. [Trọn kỳ], trả 7", "2023-01-01", "2023-06-30"),
        ("[Tháng 7/2023] nhận 9. [Trong kỳ chấm] trả 7", "2023-07-01", "2023-07-31"),
        ("[Tháng 7/2023] nhận 9. [Trong kỳ nêu trên] trả 7", "2023-07-01", "2023-07-31"),
        ("[Đến 14/8/2023] còn 9. [Cùng thời điểm], tỉnh có 7", "2023-08-14", "2023-08-14"),
        ("[Đến nay] (số liệu ngày 15/8), có 9", "2023-08-15", "2023-08-15"),
        ("Số liệu [từ đầu năm đến nay] (chốt 15/8/2023): 9", "2023-01-01", "2023-08-15"),
        ("[7 tháng] đạt 58% (cùng kỳ [năm 2022]: 41%)", "2022-01-01", "2022-07-31"),
        ("cộng cả ba tháng ([5 - 7/2023]), nhận 9", "2023-05-01", "2023-07-31"),
        ("kể từ ngày 1/7 chạy, nhận 141.352 hồ sơ [đến hết ngày 31/7]", "2023-07-01", "2023-07-31"),
        ("Kể từ ngày 1/7 đã chạy. Hồ sơ nhận [đến hết ngày 31/7]", "2023-07-31", "2023-07-31"),
        ("Kỳ [15/2 - 14/8/2023] nhận 9. [Sáu tháng qua] trả 7", "2023-02-15", "2023-08-14"),
        ("[Năm nay, cũng tới 15/8], nhận 9", "2023-01-01", "2023-08-15"),
        ("[Kỳ đánh giá 2022] được 9", "2022-01-01", "2022-12-31"),
        ("[Ba tháng sau, tính đến 31/7] nhận 9", "2023-05-01", "2023-07-31"),
        ("Trong [tháng 7/2023] nhận 9. [Lũy kế từ đầu năm] thu 7", "2023-01-01", "2023-07-31"),
    ],
)
def test_a_period_that_leans_on_its_sentence(source, start, end):
    assert read(source, date(2023, 8, 18))[-1] == (start, end)


@pytest.mark.parametrize(
    ("source", "start", "end"),
    [
        ("[Ba tuần], nhận 9.\n\n[Từ 15/9 đến 05/10/2021] nhận 9", "2021-09-15", "2021-10-05"),
        ("Sau [nửa tháng].\n\n[Từ 15/9 đến 30/9/2021] nhận 9", "2021-09-15", "2021-09-30"),
        ("[Tuần đầu].\n\nTính [từ 1/10 đến 8/10/2021] nhận 9", "2021-10-01", "2021-10-08"),
        ("Chỉ [một tháng].\n\nKỳ [10/9 - 09/10/2021] nhận 9", "2021-09-10", "2021-10-09"),
    ],
)
def test_a_title_leans_on_the_days_that_its_lead_tells(source, start, end):
    assert read(source, date(2021, 10, 11))[0] == (start, end)


def test_two_weeks_told_may_be_a_day_longer():
    found = read("[Từ 1/9 đến 15/9/2021] nhận 9. Trong [hai tuần đầu]", date(2021, 9, 17))

    assert found[1] == ("2021-09-01", "2021-09-15")


@pytest.mark.parametrize(
    ("source", "start"),
    [
        ("Tỉnh, [quý I]: nhận 9. Kỳ [từ 15/12/2023 đến 14/3/2024]", "2023-12-15"),
        ("[Quý I năm nay] nhận 9. [Quý I/2024 (15/12/2023 - 14/3/2024)]", "2023-12-15"),
        ("[Quý I] có 9, [đến 31/3] còn 7. Hồ sơ: [15/12/2023 - 14/3/2024]", "2024-01-01"),
        ("[Quý I/2024] nhận 9. Kỳ [từ 15/12/2023 đến 14/3/2024]", "2024-01-01"),
    ],
)
def test_the_own_quarter_of_a_page_is_closed_on_its_days(source, start):
    assert read(source, date(2024, 4, 3))[0][0] == start


def test_the_year_before_is_before_the_one_about_to_end():
    found = read("[Năm 2025] hơn [năm 2024]; [năm trước] đạt 9", date(2025, 12, 30))

    assert found[2] == ("2024-01-01", "2024-12-31")


def test_the_days_of_the_nation_are_not_those_of_the_page():
    source = (
        "Trên phạm vi cả nước, [đến hết ngày 30/9/2023] có 9. [Từ đầu năm đến nay], tỉnh nhận 7"
    )

    assert read(source, date(2023, 10, 9))[1] == ("2023-01-01", "2023-10-09")


def test_the_year_before_one_of_the_books_is_closed_on_its_days():
    found = read(
        "[Năm 2021]. Kỳ [15/12/2020 - 14/12/2021] nhận 9; [năm trước] 7", date(2021, 12, 22)
    )

    assert found[2] == ("2019-12-15", "2020-12-14")


def test_the_first_day_told_is_not_the_last_of_the_data():
    source = (
        "[sáng 1/7] mở cửa. [Từ ngày 1/7 đến 8/7/2025] nhận 9. [Đến thời điểm chốt số liệu] còn 7"
    )

    assert read(source, date(2025, 7, 10))[2] == ("2025-07-08", "2025-07-08")


@pytest.mark.parametrize("surface", ["quý đầu tiên", "sau quý đầu hợp nhất"])
def test_the_first_quarter_of_the_two_level_government(surface):
    assert read(f"Sau [{surface}], xã", date(2025, 10, 8))[0] == ("2025-07-01", "2025-09-30")


def test_a_month_and_a_half_ends_with_the_days_told():
    found = read("[Từ 1/7 đến 14/8/2025] nhận 9; [một tháng rưỡi qua] gọi 7", date(2025, 8, 19))

    assert found[1] == ("2025-07-01", "2025-08-14")


@pytest.mark.parametrize(
    ("surface", "start"), [("đến hết tháng 11", "2022-11-30"), ("đến hết tháng 12", "2022-12-01")]
)
def test_a_threshold_reached_by_a_day_is_of_that_day(surface, start):
    published = date(2022, 12, 6)
    period = fit_to_role(read_period(surface, published=published), "threshold", published)

    assert period.start.isoformat() == start


@pytest.mark.parametrize(
    "surface",
    [
        "hơn năm tuần qua", "sau hơn một tháng", "trong gần 6 tuần", "gần 40 ngày",
        "thời gian gần hai tháng nói trên",
    ],
)  # fmt: skip
def test_some_more_or_less_than_a_length_is_the_period_told(surface):
    source = f"[Từ 1/7 đến 8/8/2025] nhận 9; [tháng 7] 7. Vậy là [{surface}] trả 8"

    assert read(source, date(2025, 8, 11))[2] == ("2025-07-01", "2025-08-08")


def test_some_more_than_so_many_months_ends_with_the_data():
    source = "[Tính đến ngày 12/10/2025] có 9. [Sau hơn 3 tháng], xã nhận 7"

    assert read(source, date(2025, 10, 16))[1] == ("2025-07-01", "2025-10-12")


@pytest.mark.parametrize(
    ("surface", "end"),
    [
        ("4 tháng kể từ khi sáp nhập", "2025-10-31"),
        ("Sau ba tháng từ ngày hợp nhất tỉnh", "2025-09-30"),
        ("một năm sau ngày nhập xã", "2026-06-30"),
    ],
)
def test_months_counted_from_the_merger(surface, end):
    assert read(f"[{surface}], cấp xã", date(2026, 7, 2))[0] == ("2025-07-01", end)


def test_before_a_time_is_no_time_before():
    source = "So với [năm 2024] tăng 9. Phấn đấu [trước khi hết quý IV] đạt 7"

    assert read(source, date(2025, 10, 3))[1] == ("2025-12-31", "2025-12-31")


@pytest.mark.parametrize(
    ("source", "published", "start", "end"),
    [
        (
            "[Từ 1 đến 18/5/2024] nhận 9; [cùng quãng của tháng 4] 7",
            date(2024, 5, 20), "2024-04-01", "2024-04-18",
        ),
        (
            "[Từ 1 đến 18/1/2024] nhận 9; cùng thời gian này của [tháng trước] 7",
            date(2024, 1, 20), "2023-12-01", "2023-12-18",
        ),
        (
            "[Tính đến ngày 31/3/2024] còn 9; [cùng ngày tháng trước] 7",
            date(2024, 4, 2), "2024-02-29", "2024-02-29",
        ),
        (
            "[Quý II/2024] nhận 9; năm ngoái, [cùng thời gian] 7",
            date(2024, 7, 3), "2023-04-01", "2023-06-30",
        ),
        (
            "[Từ 1/3 đến 9/3/2024] nhận 9; [cùng thời gian ấy của năm 2022] 7",
            date(2024, 3, 12), "2022-03-01", "2022-03-09",
        ),
        (
            "[Tháng 4/2024] nhận 9; [cùng kỳ tháng trước] 7",
            date(2024, 5, 3), "2024-03-01", "2024-03-31",
        ),
    ],
)  # fmt: skip
def test_the_same_days_of_another_month_or_year(source, published, start, end):
    assert read(source, published)[-1] == (start, end)


def test_the_first_day_is_that_of_the_days_told_or_of_the_merger():
    told = read("[Từ 5/8 đến 20/8/2024] nhận 9, gấp ba [ngày đầu]", date(2024, 8, 22))

    assert told[1] == ("2024-08-05", "2024-08-05")
    assert read("So với [ngày đầu tiên], quầy", date(2025, 7, 9))[0] == ("2025-07-01", "2025-07-01")
    assert read("So với [ngày đầu tiên], quầy", date(2026, 7, 9))[0] is None


def test_this_year_is_the_one_told_by_its_days():
    source = "[Từ 1/1 đến 10/12/2023] nhận 9. [Năm 2022] nhận 8. [Năm nay], khối sở 7"

    assert read(source, date(2023, 12, 14))[2] == ("2023-01-01", "2023-12-10")


def test_the_year_past_is_the_one_told():
    assert read("Chỉ số [năm 2022] là 9. [Năm qua], khối sở 7", date(2023, 5, 4))[1] == (
        "2022-01-01",
        "2022-12-31",
    )
    assert read("[Năm qua], khối sở 7", date(2023, 5, 4))[0] is None


def test_the_same_time_of_a_quarter_about_to_end():
    source = "Nhiều hơn [năm 2022]. [Quý II năm nay] nhận 9, bằng nửa [cùng kỳ năm trước]"

    assert read(source, date(2023, 6, 19))[2] == ("2022-04-01", "2022-06-30")


def test_a_month_ends_with_the_day_in_its_bracket():
    source = "[Tháng 4] nhận 9. [Tháng 5] (mới tính hết ngày 24) 8. Trong [hai tháng], quầy 7"

    assert read(source, date(2024, 5, 25))[1:] == [
        ("2024-05-01", "2024-05-24"),
        ("2024-04-01", "2024-05-24"),
    ]


def test_a_named_month_has_the_days_in_its_bracket_though_it_is_no_mention():
    source = "Tháng 8/2024 ([từ 21/7 đến 20/8/2024]) nhận 9. Riêng [tháng 8/2024], khối sở 7"

    assert read(source, date(2024, 8, 23))[1] == ("2024-07-21", "2024-08-20")


@pytest.mark.parametrize(
    "surface", ["3 tháng kể từ 1/3/2024 đến 31/5/2024", "3 tháng từ ngày 1/3/2024 đến 31/5/2024"]
)
def test_months_since_a_day_do_not_cut_its_year_off(surface):
    assert read(f"[{surface}], xã nhận 9", date(2025, 8, 12))[0] == ("2024-03-01", "2024-05-31")


@pytest.mark.parametrize(
    ("source", "published"),
    [
        ("[Tháng 8/2025] nhận 9; cùng kỳ [tháng 7] 7", date(2025, 9, 3)),
        ("So với cùng kỳ [tháng 7] tăng 7", date(2025, 8, 20)),
    ],
)
def test_a_month_of_its_own_keeps_its_name_where_no_days_were_told(source, published):
    assert read(source, published)[-1] == ("2025-07-01", "2025-07-31")


@pytest.mark.parametrize(
    ("source", "published", "start", "end"),
    [
        ("[Quý I/2025]: 9. [Hơn hai tháng qua] 7", date(2025, 4, 3), "2025-02-01", "2025-04-03"),
        ("[Tháng 7/2025]: 9. [Gần một tháng nay] 7", date(2025, 8, 29), None, None),
    ],
)
def test_full_months_are_not_more_or_less_than_so_many(source, published, start, end):
    found = read(source, published)

    assert found[1] != found[0]
    assert start is None or found[1] == (start, end)


def test_a_month_only_planned_for_is_not_the_one_compared():
    source = "[Tháng 6/2025] nhận 9; [tháng 7/2025] đặt ra 8. Hơn [cùng kỳ năm trước]"

    assert read(source, date(2025, 7, 3))[2] == ("2024-06-01", "2024-06-30")


@pytest.mark.parametrize(
    "surface", ["Sau 3 tháng kể từ khi vận hành trung tâm", "3 tháng kể từ khi vận hành hệ thống"]
)
def test_what_was_put_to_work_later_is_no_merger(surface):
    assert read(f"[{surface}], xã nhận 9", date(2027, 3, 3))[0] is None
