"""Features of a figure's code: what a paragraph says is paid, and whether the rules agree."""

import pytest

from extractor.features.coding import fixed_features
from extractor.features.kin import Kin
from extractor.features.page import Page
from extractor.rules.findings import findings
from extractor.schema import Mention

TEXT = (
    "Về nghĩa vụ tài chính về đất đai, quý I/2024 có 1.250 giao dịch thanh toán trực tuyến. "
    "Các nơi làm tốt: huyện Tây Sơn (534 giao dịch)."
)


def features_of(text, surface):
    quantities = [q for q in findings(text).quantities if q.kind is None]
    page = Page(text, tuple(Mention(q.start, q.end, "QUANTITY") for q in quantities))
    at = next(i for i, q in enumerate(quantities) if text[q.start : q.end] == surface)
    return fixed_features(Kin(page, {}), [at])[0]


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("1.250 giao dịch", "paid=land|sentence|transaction"),
        ("534 giao dịch", "paid=land|line|transaction"),
    ],
)
def test_the_paragraph_says_what_is_paid(surface, expected):
    assert expected in features_of(TEXT, surface)


def test_paragraph_and_rules_together_are_a_feature():
    assert "surepaid=land|transaction" in features_of(TEXT, "1.250 giao dịch")


def test_without_land_or_fees_nothing_is_sure():
    found = features_of("Quý I/2024 có 1.250 giao dịch thanh toán trực tuyến.", "1.250 giao dịch")

    assert "paid=none|transaction" in found
    assert not [feature for feature in found if feature.startswith("surepaid")]
