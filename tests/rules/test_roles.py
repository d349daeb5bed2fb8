"""The role of a figure from the words around it."""

import pytest

from extractor.rules.roles import read_role
from extractor.vietnamese.numbers import read_quantity


def role(surface, code, *, before="", units=False, restates=False):
    return read_role(
        read_quantity(surface),
        code,
        before=before,
        after_count_of_units=units,
        restates=restates,
    )


@pytest.mark.parametrize(
    ("surface", "code", "before", "expected"),
    [
        ("12%", "dossiers_received_total", "số hồ sơ tăng ", "change_rel"),
        ("12%", "dossiers_received_total", "so với quý trước tăng khoảng ", "change_rel"),
        ("2,3%", "rate_online", "tỷ lệ giảm ", "change_pp"),
        ("2,3%", "psi_score", "điểm số thấp hơn ", "change_pp"),
        ("120 hồ sơ", "dossiers_received_total", "tăng thêm ", "change_abs"),
        ("5 bậc", "psi_rank", "xếp hạng giảm ", "change_rank"),
        ("80%", "rate_online", "phấn đấu đạt ", "target"),
        ("80%", "rate_online", "chỉ tiêu năm là ", "target"),
        ("7,7/18 điểm", "psi_score", "đạt ", "score_of"),
        ("7/63", "psi_rank", "xếp thứ ", "rank_of"),
        ("98%", "rate_online", "đạt ", "value"),
        ("900 hồ sơ", "dossiers_received_total", "tiếp nhận ", "value"),
    ],
)
def test_the_words_before_tell_the_role(surface, code, before, expected):
    assert role(surface, code, before=before) == expected


def test_a_rate_that_restates_a_count_is_its_share():
    assert role("98%", "rate_online", restates=True) == "share_of"


def test_a_limit_after_a_count_of_units_is_a_threshold():
    assert role("95%", "rate_online", before="có tỷ lệ trên ", units=True) == "threshold"
    assert role("95%", "rate_online", before="có tỷ lệ trên ", units=False) == "value"
