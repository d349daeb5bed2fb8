from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.vietnamese.periods import (
    Period,
    find_date_of_issue,
    find_periods,
    read_period,
)

OCTOBER = Period(date(2021, 9, 21), date(2021, 10, 20), "stated")
PUBLISHED = date(2025, 9, 30)


def mentions(text):
    return [text[start:end] for start, end in find_periods(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trong quý III/2023, tỉnh", ["quý III/2023"]),
        ("Quý 3/2023: 98,7%", ["Quý 3/2023"]),
        (
            "Tháng 10/2021 (kỳ báo cáo từ ngày 21/9/2021 đến ngày 20/10/2021)",
            ["Tháng 10/2021", "từ ngày 21/9/2021 đến ngày 20/10/2021"],
        ),
        ("trong 6 tháng đầu năm 2024", ["6 tháng đầu năm 2024"]),
        ("Sáu tháng đầu năm,", ["Sáu tháng đầu năm"]),
        ("9 tháng của năm 2019 các", ["9 tháng của năm 2019"]),
        ("Cũng trong 9 tháng, bưu điện", ["9 tháng"]),
        ("tính đến ngày 25/9, theo", ["tính đến ngày 25/9"]),
        ("Đến nay, toàn tỉnh hiện có", ["Đến nay", "hiện"]),
        ("Lũy kế từ đầu năm đến ngày 15/8/2021", ["từ đầu năm đến ngày 15/8/2021"]),
        ("từ đầu năm đến nay toàn tỉnh", ["từ đầu năm đến nay"]),
        ("so với cùng kỳ năm 2021.", ["cùng kỳ năm 2021"]),
        ("tăng nhẹ so với tháng trước.", ["tháng trước"]),
        ("từ 11.5 đến 17.5.2018, trung tâm", ["từ 11.5 đến 17.5.2018"]),
        ("quãng 1 - 14/7 các xã", ["quãng 1 - 14/7"]),
        ("mô hình mới (01 - 14/7), phường", ["01 - 14/7"]),
        ("chỉ từ 1/7 đến 6/7/2025, toàn", ["từ 1/7 đến 6/7/2025"]),
        ("giai đoạn 2021 - 2025", ["giai đoạn 2021 - 2025"]),
        ("tuần 12/2024", ["tuần 12/2024"]),
        ("tính đến ngày 15.7, Quảng Nam", ["tính đến ngày 15.7"]),
        ("trong quý đầu tiên của năm 2019", ["quý đầu tiên của năm 2019"]),
        ("Hà Nội, ngày 17 tháng 01 năm 2025", []),
        ("tháng 10-2025, tỉnh", ["tháng 10-2025"]),
        ("đến hết quý II/2025", ["đến hết quý II/2025"]),
        ("Quyết định số 766/QĐ-TTg ngày 23 tháng 6 năm 2022 của", []),
        ("Thứ 5 Ngày 14/5/2020, 10:13", []),
        ("thực hiện, thể hiện, hiện đại", []),
        ("tăng từ 18,9% lên 21,5%", []),
        ("từ ngày 1.8 đến hết 12.9, quầy", ["từ ngày 1.8 đến hết 12.9"]),
        ("cho hay, từ 3.7 đến 15.10, xã", ["từ 3.7 đến 15.10"]),
        ("từ đầu năm đến ngày 7.4, xã", ["từ đầu năm đến ngày 7.4"]),
        ("nhanh hơn từ 1.5 đến 2.7 lần", []),
        ("đạt từ 1.5 đến 2.7% số", []),
        ("So với 9 tháng 2024, số", ["9 tháng 2024"]),
        ("trong nửa đầu 2026, xã", ["nửa đầu 2026"]),
        ("gấp 5 - 7 lần", []),
        ("dịch vụ cả năm qua không", ["cả năm qua"]),
        ("suốt năm vừa qua, quận", ["năm vừa qua"]),
        ("kỳ từ 01/09/2025 → 21/09/2025 | sở", ["từ 01/09/2025 → 21/09/2025"]),
        ("tăng từ 3/5 -> 4/5 tiêu chí", []),
        ("tăng từ 3/5 → 4/5 so với", []),
        ("giảm từ 5/7 đến 4/7 chỉ tiêu", []),
        ("trong bốn năm qua, tỉnh", []),
        ("các năm vừa qua, sở", []),
    ],
)
def test_periods_are_found_with_their_prepositions(text, expected):
    assert mentions(text) == expected


@pytest.mark.parametrize(
    ("surface", "start", "end", "basis"),
    [
        ("quý III/2023", "2023-07-01", "2023-09-30", "nominal"),
        ("quý I năm 2022", "2022-01-01", "2022-03-31", "nominal"),
        ("quý II.2024", "2024-04-01", "2024-06-30", "nominal"),
        ("tháng 2/2024", "2024-02-01", "2024-02-29", "nominal"),
        ("năm 2022", "2022-01-01", "2022-12-31", "nominal"),
        ("6 tháng đầu năm 2024", "2024-01-01", "2024-06-30", "nominal"),
        ("6 tháng cuối năm 2024", "2024-07-01", "2024-12-31", "nominal"),
        ("nửa đầu năm 2024", "2024-01-01", "2024-06-30", "nominal"),
        ("từ ngày 21/9/2021 đến ngày 20/10/2021", "2021-09-21", "2021-10-20", "stated"),
        ("từ ngày 1 - 14/7/2025", "2025-07-01", "2025-07-14", "stated"),
        ("từ 15/12 đến 14/3/2023", "2022-12-15", "2023-03-14", "stated"),
        ("tháng 1 và tháng 2/2026", "2026-01-01", "2026-02-28", "stated"),
        ("tháng 1 - tháng 4/2025", "2025-01-01", "2025-04-30", "stated"),
        ("từ ngày 01/7 đến hết năm 2025", "2025-07-01", "2025-12-31", "stated"),
        ("từ đầu năm đến hết quý III/2024", "2024-01-01", "2024-09-30", "stated"),
        ("từ khi hợp nhất (01/7/2025) đến 15/10/2025", "2025-07-01", "2025-10-15", "stated"),
        ("tại thời điểm 15/7/2019", "2019-07-15", "2019-07-15", "as_of"),
        ("trước ngày 30/6/2026", "2026-06-30", "2026-06-30", "as_of"),
        ("đến cuối tháng 5/2025", "2025-05-31", "2025-05-31", "as_of"),
        ("cuối tháng 10/2024", "2024-10-31", "2024-10-31", "as_of"),
        ("tháng hai năm 2026", "2026-02-01", "2026-02-28", "nominal"),
        ("tháng tư năm 2026", "2026-04-01", "2026-04-30", "nominal"),
        ("nửa năm 2024", "2024-01-01", "2024-06-30", "nominal"),
        ("từ ngày 15 đến ngày 20 tháng 9 năm 2024", "2024-09-15", "2024-09-20", "stated"),
        ("từ tháng 1 đến tháng 9/2023", "2023-01-01", "2023-09-30", "stated"),
        ("từ 2016 đến 2018", "2016-01-01", "2018-12-31", "stated"),
        ("giai đoạn 2021-2025", "2021-01-01", "2025-12-31", "stated"),
        ("tính đến ngày 25/9/2023", "2023-09-25", "2023-09-25", "as_of"),
        ("ngày 14/7/2025", "2025-07-14", "2025-07-14", "as_of"),
        ("tuần 12/2024", "2024-03-18", "2024-03-24", "nominal"),
        ("II/2024", "2024-04-01", "2024-06-30", "nominal"),
        ("01/09/2025 → 21/09/2025", "2025-09-01", "2025-09-21", "stated"),
        ("01/09/2025 -> 21/09/2025", "2025-09-01", "2025-09-21", "stated"),
        ("1/9 => 21/9/2025", "2025-09-01", "2025-09-21", "stated"),
        ("10/2021 - 20/6/2022", "2021-10-01", "2022-06-20", "stated"),
        ("từ 10/2021 đến 6/2022", "2021-10-01", "2022-06-30", "stated"),
        ("quý ba/2025", "2025-07-01", "2025-09-30", "nominal"),
        ("Q3/2025", "2025-07-01", "2025-09-30", "nominal"),
        ("T9/2025", "2025-09-01", "2025-09-30", "nominal"),
        ("T1-T9/2025", "2025-01-01", "2025-09-30", "stated"),
        ("T7, T8/2025", "2025-07-01", "2025-08-31", "stated"),
        ("T7, T8 và T9/2025", "2025-07-01", "2025-09-30", "stated"),
        ("Q1 - Q3/2025", "2025-01-01", "2025-09-30", "stated"),
        ("Q1+Q2/2025", "2025-01-01", "2025-06-30", "stated"),
        ("T1 → T9/2025", "2025-01-01", "2025-09-30", "stated"),
        ("tháng 1 → tháng 9/2025", "2025-01-01", "2025-09-30", "stated"),
        ("Quý I/2025 → quý III/2025", "2025-01-01", "2025-09-30", "stated"),
        ("nửa đầu quý III/2025", "2025-07-01", "2025-08-15", "stated"),
        ("nửa cuối quý III/2025", "2025-08-16", "2025-09-30", "stated"),
        ("đến hết 6 tháng năm 2025", "2025-01-01", "2025-06-30", "nominal"),
        ("tính đến hết 9 tháng năm 2025", "2025-01-01", "2025-09-30", "nominal"),
        ("hết 9 tháng năm 2024", "2024-01-01", "2024-09-30", "nominal"),
        ("từ 6 tháng năm 2024", "2024-01-01", "2024-06-30", "nominal"),
        ("cuối quý III/2024", "2024-09-30", "2024-09-30", "as_of"),
        ("cuối tháng 10 năm 2024", "2024-10-31", "2024-10-31", "as_of"),
        ("ngày 25 tháng Tám năm 2025", "2025-08-25", "2025-08-25", "as_of"),
        ("sang 2023", "2023-01-01", "2023-12-31", "nominal"),
    ],
)
def test_a_full_period_needs_no_context(surface, start, end, basis):
    period = read_period(surface)

    assert period == Period(date.fromisoformat(start), date.fromisoformat(end), basis)


@pytest.mark.parametrize(
    ("surface", "start", "end", "basis"),
    [
        ("đến nay", "2025-09-30", "2025-09-30", "as_of"),
        ("hiện", "2025-09-30", "2025-09-30", "as_of"),
        ("từ đầu năm đến nay", "2025-01-01", "2025-09-30", "stated"),
        ("từ đầu tháng đến nay", "2025-09-01", "2025-09-30", "stated"),
        ("từ 1/7 đến nay", "2025-07-01", "2025-09-30", "stated"),
        ("tính đến ngày 25/9", "2025-09-25", "2025-09-25", "as_of"),
        ("quý 3", "2025-07-01", "2025-09-30", "nominal"),
        ("quý I năm nay", "2025-01-01", "2025-03-31", "nominal"),
        ("tháng 8 năm ngoái", "2024-08-01", "2024-08-31", "nominal"),
        ("bốn tháng đầu năm nay", "2025-01-01", "2025-04-30", "nominal"),
        ("cả năm", "2025-01-01", "2025-12-31", "nominal"),
        ("bốn tháng qua", "2025-05-01", "2025-08-31", "nominal"),
        ("đến cuối năm", "2025-12-31", "2025-12-31", "as_of"),
        ("cuối năm ngoái", "2024-01-01", "2024-12-31", "nominal"),  # guideline section 6
        ("đến cuối năm ngoái", "2024-12-31", "2024-12-31", "as_of"),
        ("hết quý III", "2025-09-30", "2025-09-30", "as_of"),
        ("đến năm 2026", "2026-01-01", "2026-12-31", "nominal"),
        ("đầu năm", "2025-01-01", "2025-01-01", "as_of"),
        ("tháng qua", "2025-08-01", "2025-08-31", "nominal"),
        ("quý vừa qua", "2025-04-01", "2025-06-30", "nominal"),
        ("năm tới", "2026-01-01", "2026-12-31", "nominal"),
        ("quý tới", "2025-10-01", "2025-12-31", "nominal"),
        ("ba tháng", "2025-06-01", "2025-08-31", "nominal"),
        ("6 tháng", "2025-01-01", "2025-06-30", "nominal"),
        ("10 tháng năm ngoái", "2024-01-01", "2024-10-31", "nominal"),
        ("tuần đầu tháng 7", "2025-07-01", "2025-07-07", "stated"),
        ("20 ngày đầu tháng 8", "2025-08-01", "2025-08-20", "stated"),
        ("tuần cuối tháng 8", "2025-08-25", "2025-08-31", "stated"),
        ("giữa tháng 8", "2025-08-15", "2025-08-15", "as_of"),
        ("kể từ ngày 01/7", "2025-07-01", "2025-09-30", "stated"),
        ("từ đầu tháng 7", "2025-07-01", "2025-09-30", "stated"),
        ("hết giờ làm việc thứ Sáu 26/9", "2025-09-26", "2025-09-26", "as_of"),
        ("từ thứ Hai 22/9 đến Chủ nhật 28/9", "2025-09-22", "2025-09-28", "stated"),
        ("từ ngày mồng 1/7 tới nay", "2025-07-01", "2025-09-30", "stated"),
        ("từ 15/12 năm trước đến 14/1 năm nay", "2024-12-15", "2025-01-14", "stated"),
        ("từ tháng Giêng đến tháng Tư", "2025-01-01", "2025-04-30", "stated"),
        ("kể từ 1/7 đến lúc chốt sổ (25/8)", "2025-07-01", "2025-08-25", "stated"),
        ("hai mươi ngày đầu tháng 8", "2025-08-01", "2025-08-20", "stated"),
        ("hai tuần đầu tháng 7", "2025-07-01", "2025-07-14", "stated"),
        ("ba tháng kể từ 1/6/2025", "2025-06-01", "2025-08-31", "stated"),
        ("45 ngày tính đến 15/8", "2025-07-01", "2025-08-15", "stated"),
        ("từ nay đến hết quý IV", "2025-09-30", "2025-12-31", "stated"),
        ("từ đầu quý III tới hết tháng 9", "2025-07-01", "2025-09-30", "stated"),
        ("từ năm 2021", "2021-01-01", "2025-09-30", "stated"),
        ("đến 2030", "2030-01-01", "2030-12-31", "nominal"),
        ("tháng đầu năm 2025", "2025-01-01", "2025-01-31", "nominal"),
        ("tháng đầu quý III", "2025-07-01", "2025-07-31", "nominal"),
        ("ba quý đầu năm 2024", "2024-01-01", "2024-09-30", "nominal"),
        ("tháng cuối cùng của năm 2024", "2024-12-01", "2024-12-31", "nominal"),
        ("tháng cuối quý III", "2025-09-01", "2025-09-30", "nominal"),
        ("tháng 9 (đến hết ngày 25)", "2025-09-01", "2025-09-25", "stated"),
        ("tháng 1 đến hết tháng 8", "2025-01-01", "2025-08-31", "stated"),
        ("hai quý cuối", "2025-07-01", "2025-12-31", "nominal"),
        ("quý cuối năm", "2025-10-01", "2025-12-31", "nominal"),
        ("từ ngày 1.8 đến hết 12.9", "2025-08-01", "2025-09-12", "stated"),
        ("từ 1.7 tới 5.9.2025", "2025-07-01", "2025-09-05", "stated"),
        ("mười lăm ngày gần nhất, 1-15.9", "2025-09-01", "2025-09-15", "stated"),
        ("thứ Tư 3.9", "2025-09-03", "2025-09-03", "as_of"),
        ("đến 31.8", "2025-08-31", "2025-08-31", "as_of"),
        ("từ đầu năm đến ngày 7.4", "2025-01-01", "2025-04-07", "stated"),
        ("từ năm 2022 đến hết tháng 5/2025", "2022-01-01", "2025-05-31", "stated"),
        ("từ năm 2022 đến ngày 20/5/2025", "2022-01-01", "2025-05-20", "stated"),
        ("từ năm 2022 đến hết quý II", "2022-01-01", "2025-06-30", "stated"),
        ("từ tháng 7 đến giữa tháng 9", "2025-07-01", "2025-09-15", "stated"),
        ("từ quý IV năm ngoái đến nay", "2024-10-01", "2025-09-30", "stated"),
        ("từ tháng 10 đến hết quý I/2025", "2024-10-01", "2025-03-31", "stated"),
        ("từ tháng 7 trở lại đây", "2025-07-01", "2025-09-30", "stated"),
        ("từ 01/8 đến giờ", "2025-08-01", "2025-09-30", "stated"),
        ("từ mồng 1 tới 25 tháng này", "2025-09-01", "2025-09-25", "stated"),
        ("từ mồng 1 tới 25 tháng trước", "2025-08-01", "2025-08-25", "stated"),
        ("từ 1/7 đến rằm tháng 9", "2025-07-01", "2025-09-15", "stated"),
        ("tháng 9, tính tới bữa 28", "2025-09-01", "2025-09-28", "stated"),
        ("2025 (tới 20/9)", "2025-01-01", "2025-09-20", "stated"),
        ("quý III, tính đến ngày 20/9", "2025-07-01", "2025-09-20", "stated"),
        ("ba năm 2021, 2022, 2023", "2021-01-01", "2023-12-31", "stated"),
        ("2 năm, 2023 - 2024", "2023-01-01", "2024-12-31", "stated"),
        ("năm 2023 và năm 2024", "2023-01-01", "2024-12-31", "stated"),
        ("ba tháng 6, 7, 8", "2025-06-01", "2025-08-31", "stated"),
        ("tháng 5, 6, 7 và 8/2024", "2024-05-01", "2024-08-31", "stated"),
        ("quý I và quý II/2024", "2024-01-01", "2024-06-30", "stated"),
        ("quý I, II, III", "2025-01-01", "2025-09-30", "stated"),
        ("quý I - III/2024", "2024-01-01", "2024-09-30", "stated"),
        ("nửa đầu 2024", "2024-01-01", "2024-06-30", "nominal"),
        ("nửa cuối 2024", "2024-07-01", "2024-12-31", "nominal"),
        ("9 tháng 2024", "2024-01-01", "2024-09-30", "nominal"),
        ("nửa tháng đầu năm nay", "2025-01-01", "2025-01-15", "stated"),
        ("hai tuần cuối năm 2024", "2024-12-18", "2024-12-31", "stated"),
        ("10 ngày đầu quý III", "2025-07-01", "2025-07-10", "stated"),
        ("ba tuần đầu tháng 8", "2025-08-01", "2025-08-21", "stated"),
        ("nửa năm qua", "2025-01-01", "2025-06-30", "nominal"),
        ("mười hai tháng qua", "2024-09-01", "2025-08-31", "nominal"),
        ("hôm qua", "2025-09-29", "2025-09-29", "as_of"),
        ("đến chiều qua", "2025-09-29", "2025-09-29", "as_of"),
        ("tính đến 17 giờ thứ Sáu", "2025-09-26", "2025-09-26", "as_of"),
        ("sáng Chủ nhật", "2025-09-28", "2025-09-28", "as_of"),
        ("từ ngày 15/10", "2025-10-15", "2025-10-15", "as_of"),  # ahead: that day
        ("bây giờ", "2025-09-30", "2025-09-30", "as_of"),
        ("\u00d0ến nay", "2025-09-30", "2025-09-30", "as_of"),
        ("từ thứ Hai mùng 1 đến thứ Sáu mùng 5 tháng 9", "2025-09-01", "2025-09-05", "stated"),
        ("từ mùng một đến mồng năm tháng 8", "2025-08-01", "2025-08-05", "stated"),
        ("hôm mùng 5 tháng 9", "2025-09-05", "2025-09-05", "as_of"),
        ("từ ngày 1 tháng Bảy đến ngày 5 tháng Chín", "2025-07-01", "2025-09-05", "stated"),
        ("ngày 5 tháng Năm", "2025-05-05", "2025-05-05", "as_of"),
        ("ngày 5 tháng năm năm 2024", "2024-05-05", "2024-05-05", "as_of"),
        ("đến 5 tháng Năm", "2025-05-05", "2025-05-05", "as_of"),
        ("tới hết 9 tháng năm nay", "2025-01-01", "2025-09-30", "nominal"),
        ("từ T1 đến T9", "2025-01-01", "2025-09-30", "stated"),
        ("T2, 22/9", "2025-09-22", "2025-09-22", "as_of"),  # a Monday
        ("đến ngày cuối cùng của quý III", "2025-09-30", "2025-09-30", "as_of"),
        ("đến giờ phút này", "2025-09-30", "2025-09-30", "as_of"),
        ("tháng Một", "2025-01-01", "2025-01-31", "nominal"),
        ("quý một", "2025-01-01", "2025-03-31", "nominal"),
        ("quý bốn năm ngoái", "2024-10-01", "2024-12-31", "nominal"),
        ("nửa năm", "2025-01-01", "2025-06-30", "nominal"),
        ("cuối quý II", "2025-06-30", "2025-06-30", "as_of"),
        ("đến giữa tháng này", "2025-09-15", "2025-09-15", "as_of"),
        ("từ đầu năm tới giữa tháng này", "2025-01-01", "2025-09-15", "stated"),
        ("cuối tháng trước", "2025-08-31", "2025-08-31", "as_of"),
        ("giờ đây", "2025-09-30", "2025-09-30", "as_of"),
        ("tới giờ", "2025-09-30", "2025-09-30", "as_of"),
        ("sang năm", "2026-01-01", "2026-12-31", "nominal"),
        ("mỗi năm", "2025-01-01", "2025-12-31", "nominal"),
        ("quý gần nhất", "2025-04-01", "2025-06-30", "nominal"),
        ("giai đoạn 2021 đến nay", "2021-01-01", "2025-09-30", "stated"),
        ("từ 1/7 - nay", "2025-07-01", "2025-09-30", "stated"),
        ("tháng 7+8", "2025-07-01", "2025-08-31", "stated"),
        ("đến thời điểm báo cáo (ngày 25/9)", "2025-09-25", "2025-09-25", "as_of"),
    ],
)
def test_the_day_of_publication_fills_what_is_elided(surface, start, end, basis):
    period = read_period(surface, published=PUBLISHED)

    assert period == Period(date.fromisoformat(start), date.fromisoformat(end), basis)


def test_a_page_of_january_speaks_of_the_year_before():
    assert read_period("quý IV", published=date(2024, 1, 10)).start == date(2023, 10, 1)


def test_months_past_may_lie_on_both_sides_of_a_new_year():
    past = read_period("ba tháng qua", published=date(2026, 2, 5))

    assert (past.start, past.end) == (date(2025, 11, 1), date(2026, 1, 31))


def test_the_half_that_is_about_to_end_is_the_one_past():
    past = read_period("nửa năm qua", published=date(2026, 6, 22))

    assert (past.start, past.end) == (date(2026, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("surface", "published", "start", "end"),
    [
        ("năm qua", date(2025, 12, 20), "2025-01-01", "2025-12-31"),
        ("năm qua", date(2026, 1, 20), "2025-01-01", "2025-12-31"),
        ("cả năm qua", date(2026, 1, 29), "2025-01-01", "2025-12-31"),
        ("năm vừa rồi", date(2024, 1, 12), "2023-01-01", "2023-12-31"),
        ("nửa năm", date(2026, 1, 17), "2025-07-01", "2025-12-31"),
        ("nửa năm", date(2025, 12, 29), "2025-07-01", "2025-12-31"),
        ("5 tháng qua", date(2025, 5, 28), "2025-01-01", "2025-05-31"),
        ("5 tháng qua", date(2025, 5, 20), "2024-12-01", "2025-04-30"),
    ],
)
def test_what_is_past_ends_about_the_day_of_publication(surface, published, start, end):
    period = read_period(surface, published=published)

    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


def test_a_year_that_ends_far_from_the_page_is_not_guessed():
    assert read_period("năm qua", published=PUBLISHED) is None


@pytest.mark.parametrize(
    "several",
    [
        "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười lăm", "5", "10",
        "những", "các", "vài", "mấy", "nhiều",
    ],
)  # fmt: skip
def test_several_years_past_are_not_one(several):
    assert read_period(f"{several} năm qua", published=date(2025, 12, 20)) is None


@pytest.mark.parametrize("surface", ["trong tuần thứ hai", "tăng 1.5 lần", "gấp 12.13"])
def test_what_looks_like_a_day_is_none(surface):
    assert read_period(surface, published=PUBLISHED) is None


def test_the_nearest_full_period_gives_the_year_before_the_publication_does():
    period = read_period("tháng 9", anchor=OCTOBER, published=PUBLISHED)

    assert (period.start, period.end) == (date(2021, 9, 1), date(2021, 9, 30))


@pytest.mark.parametrize(
    ("surface", "start", "end"),
    [
        ("cùng kỳ", "2020-09-21", "2020-10-20"),
        ("cùng kỳ năm trước", "2020-09-21", "2020-10-20"),
        ("cùng kỳ năm 2019", "2019-09-21", "2019-10-20"),
        ("tháng trước", "2021-09-01", "2021-09-30"),
        ("năm trước", "2020-01-01", "2020-12-31"),
        ("kỳ trước", "2021-08-21", "2021-09-20"),
    ],
)
def test_periods_of_comparison_are_counted_from_the_anchor(surface, start, end):
    period = read_period(surface, anchor=OCTOBER)

    assert (period.start, period.end) == (date.fromisoformat(start), date.fromisoformat(end))
    assert period.reference


def test_a_bare_length_takes_the_last_full_period_of_that_length():
    half = Period(date(2022, 1, 1), date(2022, 6, 30), "nominal")

    assert read_period("6 tháng", anchor=half) == half


@pytest.mark.parametrize(
    "surface", ["đến nay", "quý 3", "tháng 9", "cùng kỳ", "31/6/2024", "tháng trước", "vừa qua", ""]
)
def test_what_cannot_be_known_is_none(surface):
    assert read_period(surface) is None


@pytest.mark.parametrize(
    ("text", "issued"),
    [
        ("Quý 3\nNgày đăng: 26/09/2023  14:01\nnội dung", "2023-09-26"),
        ("Trang chủ\n08:45 | 14/05/2025\n\nNghệ An", "2025-05-14"),
        ("tin\nĐăng ngày 20.8.2024 8:30\n\nĐến ngày 19/8", "2024-08-20"),
        ("Thứ Sáu, 18/09/2020, 07:42 [GMT+7]\nIn bài này", "2020-09-18"),
        ("Số: 193/UBND | Hà Nội, ngày 17 tháng 01 năm 2025\nV/v", "2025-01-17"),
        ("tin\n" * 300 + "ĐỨC TRUNG - 6/7/2025", "2025-07-06"),
    ],
)
def test_the_day_of_issue_is_found_in_head_or_foot(text, issued):
    assert find_date_of_issue(text) == date.fromisoformat(issued)


@pytest.mark.parametrize(
    "text",
    [
        "Thứ 5 Ngày 14/5/2020, 10:13:21 AM\nThống kê: 487.514",
        "theo Quyết định số 766/QĐ-TTg ngày 23/6/2022 của Thủ tướng",
        "Từ ngày 21/9/2021 đến ngày 20/10/2021, toàn huyện nhận",
        "ngày 31/6/2024",
        "",
    ],
)
def test_other_dates_are_no_day_of_issue(text):
    assert find_date_of_issue(text) is None


@given(st.text(max_size=120))
def test_any_text_is_read_without_failing(text):
    for start, end in find_periods(text):
        assert 0 <= start < end <= len(text)
    read_period(text, anchor=OCTOBER, published=PUBLISHED)
    find_date_of_issue(text)


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 500))
def test_any_stated_range_is_read_back(start, days):
    end = date.fromordinal(start.toordinal() + days)
    surface = f"từ ngày {start:%d/%m/%Y} đến ngày {end:%d/%m/%Y}"

    assert mentions(surface) == [surface]
    assert read_period(surface) == Period(start, end, "stated")


@pytest.mark.parametrize(
    ("surface", "start"),
    [
        ("quý II", "2026-04-01"),  # a month ahead
        ("trước 14-5", "2026-05-14"),
        ("tháng 9", "2025-09-01"),  # half a year ahead: last year's
        ("quý IV", "2025-10-01"),
    ],
)
def test_a_page_of_march_looks_a_quarter_ahead(surface, start):
    period = read_period(surface, published=date(2026, 3, 20))

    assert period.start.isoformat() == start


def test_the_period_before_a_stated_one_is_as_long():
    kept = Period(date(2025, 11, 15), date(2025, 12, 14), "stated")

    before = read_period("kỳ trước", anchor=kept)

    assert (before.start, before.end) == (date(2025, 10, 15), date(2025, 11, 14))


def test_the_same_month_of_last_year_is_no_may():
    october = Period(date(2025, 10, 1), date(2025, 10, 31), "nominal")

    this = read_period("cùng tháng này năm 2023", anchor=october, published=date(2025, 11, 10))
    same = read_period("cùng tháng năm ngoái", anchor=october, published=date(2025, 11, 10))

    assert (same.start, same.end) == (date(2024, 10, 1), date(2024, 10, 31))
    assert (this.start, this.end) == (date(2023, 10, 1), date(2023, 10, 31))


@pytest.mark.parametrize(
    "surface",
    [
        "nửa tháng qua", "tuần qua", "tuần sau", "những tháng gần đây", "mấy tháng gần đây",
        "các quý gần đây", "hằng năm", "sang năm mới", "đến giờ hẹn", "những ngày cuối quý III",
        "từ 7 giờ đến giờ hành chính", "những ngày cuối tháng 8",
    ],
)  # fmt: skip
def test_days_that_cannot_be_known_are_not_guessed(surface):
    assert read_period(surface, published=PUBLISHED) is None


def test_the_period_before_has_the_length_of_the_one_told():
    half = Period(date(2024, 1, 1), date(2024, 6, 30), "nominal")

    before = read_period("kỳ trước", anchor=half)

    assert (before.start, before.end) == (date(2023, 7, 1), date(2023, 12, 31))


@pytest.mark.parametrize(
    ("surface", "start", "end"),
    [
        ("cả năm đến giờ", "2025-01-01", "2025-09-30"),
        ("năm nay tính đến nay", "2025-01-01", "2025-09-30"),
        ("từ ngày đầu tháng đến nay", "2025-09-01", "2025-09-30"),
        ("từ Tết Dương lịch đến 5/9", "2025-01-01", "2025-09-05"),
        ("Kỳ chấm điểm 2024", "2024-01-01", "2024-12-31"),
        ("ba tháng, tính đến hết ngày 30/9", "2025-07-01", "2025-09-30"),
        ("45 ngày tính đến 15/8", "2025-07-01", "2025-08-15"),
        ("Tròn một năm kể từ ngày 1/3/2024", "2024-03-01", "2025-02-28"),
        ("một năm, từ 15/6/2024", "2024-06-15", "2025-06-14"),
    ],
)
def test_a_period_counted_from_a_first_or_to_a_last_day(surface, start, end):
    period = read_period(surface, published=PUBLISHED)

    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


def test_a_feast_before_its_date_is_a_name():
    period = read_period("trước Tết Dương lịch 01/01/2026", published=PUBLISHED)

    assert period.end == date(2026, 1, 1)
