from datetime import date

import pytest

from extractor.codebook import load_codebook
from extractor.export import words
from extractor.labels import LEVELS, ROLES, SCOPES, STATUSES, UNITS
from extractor.schema import Observation


def fact(**slots):
    known = {"obs_id": "a#0", "doc_id": "a", "indicator": None, "value": None, "unit": None,
             "surface": "5", "char_start": 0, "char_end": 1}  # fmt: skip
    return Observation(**known | slots)


@pytest.mark.parametrize(
    ("table", "labels"),
    [
        (words.UNITS, UNITS), (words.LEVELS, LEVELS), (words.SCOPES, SCOPES),
        (words.STATUSES, STATUSES), (words.ROLES, ROLES),
    ],
)  # fmt: skip
def test_every_label_has_words_in_both_languages(table, labels):
    assert set(table) == set(labels)
    assert [label for label in labels if bool(table[label].vi) != bool(table[label].en)] == []


@pytest.mark.parametrize(
    ("start", "end", "basis", "vi"),
    [
        ((2023, 1, 1), (2023, 12, 31), "nominal", "năm 2023"),
        ((2023, 1, 1), (2023, 6, 30), "nominal", "6 tháng đầu năm 2023"),
        ((2023, 10, 1), (2023, 12, 31), "nominal", "quý IV/2023"),
        ((2023, 9, 1), (2023, 9, 30), "nominal", "tháng 9/2023"),
        ((2023, 9, 1), (2023, 9, 30), "stated", "01/09/2023 – 30/09/2023"),
        ((2023, 9, 5), (2023, 9, 5), "as_of", "đến 05/09/2023"),
        ((2023, 9, 5), (2023, 9, 5), "stated", "05/09/2023"),
        (None, (2023, 9, 5), "stated", "… – 05/09/2023"),
        (None, None, None, ""),
    ],
)
def test_periods_are_said_as_vietnamese_does(start, end, basis, vi):
    slots = {
        "period_start": date(*start) if start else None,
        "period_end": date(*end) if end else None,
        "period_basis": basis,
    }
    assert words.period_words(fact(**slots)).vi == vi


@pytest.mark.parametrize(
    ("level", "scope", "said"),
    [
        ("province", "whole_province", ("cấp tỉnh · toàn tỉnh", "province · whole province")),
        ("district+commune", None, ("cấp huyện, cấp xã", "district and commune")),
        (None, "tier", ("cả cấp", "tier")),
        (None, None, ("", "")),
    ],
)
def test_levels_are_said_in_both_languages(level, scope, said):
    assert words.level_words(fact(admin_level=level, level_scope=scope)) == said


@pytest.mark.parametrize(
    ("remark", "vi"),
    [
        ('printed "1.5", proven by 3 = 1 + 2', "in là “1.5”, chứng minh bằng 3 = 1 + 2"),
        ("two identities say 7: 3 = 1 + 2", "hai đẳng thức cho 7: 3 = 1 + 2"),
        (
            '"1.5" breaks the grammar of numerals; possible readings: 1, 15',
            "“1.5” sai cách viết số; có thể đọc: 1, 15",
        ),
        (
            '"1.5" breaks the grammar of numerals; possible readings: none',
            "“1.5” sai cách viết số; không có cách đọc nào",
        ),
        ("221.18 hồ sơ read as 22.118", "221.18 hồ sơ đọc là 22.118"),
        ("9 ≠ 3 + 4 (together 7)", "9 ≠ 3 + 4 (cộng lại 7)"),
        ("a remark of tomorrow", "a remark of tomorrow"),
        (None, ""),
    ],
)
def test_remarks_are_said_in_vietnamese(remark, vi):
    assert words.remark_words(remark) == (vi, remark or "")


def test_codes_in_equations_become_names():
    name = load_codebook().indicators["rate_online"]
    said = words.remark_words("rate_online 9% = unknown_code 3")
    assert said == (f"{name.vi} 9% = unknown_code 3", f"{name.en} 9% = unknown_code 3")
