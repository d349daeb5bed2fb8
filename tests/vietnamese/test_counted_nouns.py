"""Nouns that count things of no unit of ours do not make dates or document numbers figures."""

import pytest

from extractor.pipeline import load

RULES = load("rules")


def read(sentence):
    report = RULES.extract("Tin tháng 5/2025\n" + sentence, doc_id="made")
    return {one.surface: one for one in report.observations}


@pytest.mark.parametrize(
    "sentence",
    [
        "Theo Nghị định 61 quy định, toàn tỉnh tiếp nhận 900 hồ sơ.",
        "Theo mẫu số 02 trang 3, toàn tỉnh tiếp nhận 900 hồ sơ.",
        "Tổng đài 1022 máy lẻ 5 mở cửa, toàn tỉnh tiếp nhận 900 hồ sơ.",
        "Đến ngày 15 hệ thống chạy lại, toàn tỉnh tiếp nhận 900 hồ sơ.",
        "Đoạn phim dài 3 phút 20 giây. Toàn tỉnh tiếp nhận 900 hồ sơ.",
        "Cách trung tâm 12 km, toàn tỉnh tiếp nhận 900 hồ sơ.",
    ],
)
def test_look_alikes_before_a_noun_stay_look_alikes(sentence):
    assert set(read(sentence)) == {"900 hồ sơ"}


@pytest.mark.parametrize(
    ("period", "start"), [("Trong quý II/2025", "2025-04-01"), ("Tháng 4/2025", "2025-04-01")]
)
def test_a_period_before_a_noun_stays_a_period(period, start):
    found = read(f"{period} hệ thống của toàn tỉnh tiếp nhận 900 hồ sơ.")

    assert set(found) == {"900 hồ sơ"}
    assert found["900 hồ sơ"].period_start.isoformat() == start
