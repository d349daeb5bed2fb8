"""Sentences that earlier pipelines misread, read by the shipped one; figures stand in brackets."""

import re

import pytest

from extractor import load


@pytest.fixture(scope="module")
def shipped():
    return load()


@pytest.mark.parametrize(
    "marked",
    [
        "Trong 6 tháng đầu năm 2024, toàn tỉnh giải quyết đúng hạn [98,2%] hồ sơ. Cùng kỳ, GRDP của"
        " tỉnh tăng 7,9%, thu ngân sách đạt 3.100 tỷ đồng.",
        "Quý II/2025, UBND tỉnh họp về kinh tế, nêu GRDP tăng 7,9%, xuất khẩu 640 triệu USD. Về thủ"
        " tục hành chính, các sở đã giải quyết [12.450 hồ sơ], trong đó đúng hạn [98,2%].",
    ],
)
def test_numbers_of_other_subjects_are_no_figures(shipped, marked):
    report = shipped.extract(re.sub(r"[\[\]]", "", marked))

    assert [fact.surface for fact in report.observations] == re.findall(r"\[(.*?)\]", marked)
