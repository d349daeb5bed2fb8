"""Periods told by what the page is about, looks back on or has told beside it."""

import re
from datetime import date

import pytest

from extractor.facts.timeline import fit_to_role, read_timeline
from extractor.schema import Mention
from extractor.vietnamese.periods import read_period


def read(source, published):
    """Read the last of the periods that stand in [brackets]."""
    text, mentions = "", []
    for piece in re.split(r"(\[[^\]]*\])", source):
        start = len(text)
        text += piece.strip("[]")
        if piece.startswith("["):
            mentions.append(Mention(start, len(text), "PERIOD"))
    period = read_timeline(text, tuple(mentions), published).periods[len(mentions) - 1]
    return period.start.isoformat(), period.end.isoformat()


SUMMER = date(2026, 7, 9)
DECEMBER = date(2025, 12, 19)
SPAN = "[từ 01/7 đến 15/12/2025]"


@pytest.mark.parametrize(
    ("source", "published", "start", "end"),
    [
        ("Nhìn lại [năm đầu tiên] vận hành", SUMMER, "2025-07-01", "2026-06-30"),
        ("Sau [một năm qua], xã nhận 9", SUMMER, "2025-07-01", "2026-06-30"),
        ("Tròn 12 tháng. [Cả năm] nhận 9", SUMMER, "2025-07-01", "2026-06-30"),
        (f"{SPAN} 9; riêng [tháng 11] 3. [Kỳ này] 7", DECEMBER, "2025-07-01", "2025-12-15"),
        (f"{SPAN} 9 ([tháng 11]: 3). [Thời gian trên] 7", DECEMBER, "2025-07-01", "2025-12-15"),
        (f"{SPAN} 9; riêng [tháng 11] 3. Hơn [cùng kỳ]", DECEMBER, "2024-07-01", "2024-12-15"),
        ("[2 tháng đầu năm] 9, hơn [cùng kỳ]", date(2025, 3, 9), "2024-01-01", "2024-02-29"),
        ("Kết quả quý II/2024\nTrong [kỳ], xã", date(2024, 7, 9), "2024-04-01", "2024-06-30"),
        (f"{SPAN} 9. [Kỳ vừa khép sổ] 7", DECEMBER, "2025-07-01", "2025-12-15"),
        (f"{SPAN} 9. [Quãng thời gian ấy] 7", DECEMBER, "2025-07-01", "2025-12-15"),
        ("[1 - 15/12/2025] 9. Tính [từ đầu năm]", DECEMBER, "2025-01-01", "2025-12-15"),
        ("Trong 12 ngày của [tháng 12], xã", DECEMBER, "2025-12-01", "2025-12-12"),
        ("[Quý III] 9. Kỳ này [năm ngoái] 7", date(2025, 10, 9), "2024-07-01", "2024-09-30"),
        ("[Quý III] 9. Quý này [năm trước] 7", date(2025, 10, 9), "2024-07-01", "2024-09-30"),
        ("Bão vào tháng 10: [tháng ấy] trễ 9", DECEMBER, "2025-10-01", "2025-10-31"),
        ("[Ngày 14/12], 9. [Hôm ấy] còn 7", DECEMBER, "2025-12-14", "2025-12-14"),
        ("[Từ 1/7 đến 30/11/2025] 9; [năm tháng] 7", DECEMBER, "2025-07-01", "2025-11-30"),
        ("[Từ 1/12 đến 3/12] 9; [ba ngày ấy] 7", DECEMBER, "2025-12-01", "2025-12-03"),
        ("[Từ 1/7/2020 đến 9/6/2025]; [5 năm] 7", DECEMBER, "2020-07-01", "2025-06-09"),
        ("[Giai đoạn 2021-2025]: 9; [năm 2024] 8; [cả giai đoạn]", DECEMBER, "2021-01-01",
         "2025-12-31"),
        ("Biên bản 17/12/2025. [Tới ngày họp], 9", DECEMBER, "2025-12-17", "2025-12-17"),
        ("[Ngày 14/12], 9; [một tháng trước] 7", DECEMBER, "2025-11-14", "2025-11-14"),
        ("Tính [tròn năm], xã nhận 9", DECEMBER, "2025-01-01", "2025-12-31"),
        ("[Quý III/2025] 9; đích [kỳ tới] 7", date(2025, 10, 9), "2025-10-01", "2025-12-31"),
        ("[Tháng 11] 9; [kể từ tháng 7/2025] 7", date(2025, 12, 3), "2025-07-01", "2025-11-30"),
        ("[Ngày 14/12], 9; [đúng ngày này năm ngoái] 7", DECEMBER, "2024-12-14", "2024-12-14"),
    ],
)  # fmt: skip
def test_a_period_that_takes_up_another(source, published, start, end):
    assert read(source, published) == (start, end)


@pytest.mark.parametrize(
    ("surface", "start", "end"),
    [
        ("từ mười hai đến hai mươi tháng ba", "2026-03-12", "2026-03-20"),
        ("từ tháng 2 đến giữa năm", "2026-02-01", "2026-06-30"),
    ],
)
def test_days_spelt_in_words_and_the_middle_of_the_year(surface, start, end):
    period = read_period(surface, published=SUMMER)

    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


def test_what_was_so_before_a_day_was_so_on_the_day_before():
    text = "Trước ngày 01/9"
    mention = Mention(0, len(text), "PERIOD")
    period = read_timeline(text, (mention,), DECEMBER).periods[0]

    assert fit_to_role(period, "value", DECEMBER).end == date(2025, 8, 31)
    assert fit_to_role(period, "target", date(2025, 8, 1)).end == date(2025, 9, 1)
