"""What a comparison leans on: the period of its own clause, not what was told beside it."""

import datetime

import pytest

from extractor.pipeline import load

RULES = load("rules")


def compared(text, published):
    day = datetime.date.fromisoformat(published)
    report = RULES.extract(text, doc_id="made", published=day)
    return [str(one.compare_start) for one in report.observations if one.compare_start]


@pytest.mark.parametrize(
    ("text", "published", "start"),
    [
        (
            "Tin xã\nTháng 1/2026, toàn xã tiếp nhận 900 hồ sơ. "
            "Năm 2025, toàn xã tiếp nhận 9.000 hồ sơ, tăng 5% so với năm trước.",
            "2026-02-03",
            "2024-01-01",
        ),
        (
            "Tin xã\nNăm 2024, toàn xã tiếp nhận 3.000 hồ sơ. "
            "Riêng trong 9 tháng đầu năm 2025, toàn xã tiếp nhận 900 hồ sơ. "
            "Tỷ lệ đúng hạn đạt 98%, tăng 2% so với cùng kỳ.",
            "2025-10-06",
            "2024-01-01",
        ),
    ],
)
def test_it_is_before_the_period_of_the_figure(text, published, start):
    assert compared(text, published)[-1] == start
