"""What the scope model reads of a linked body."""

import pytest

from extractor.features.page import Page
from extractor.features.scoping import fixed_scoping, ruled_label
from extractor.schema import Mention


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ("UBND thị xã Hoài Nhơn", "district|unit"),
        ("UBND huyện Vân Canh", "district|unit"),
        ("UBND xã Tân Hòa", "commune|unit"),
        ("Sở Tư pháp", "province|unit"),
        ("huyện Tây Sơn", "district|area"),
    ],
)
def test_the_level_of_a_body_is_read_from_its_name_as_printed(body, label):
    text = f"{body} có 561 giao dịch."
    at = text.index("561")
    page = Page(text, (Mention(0, len(body), "AGENCY"), Mention(at, at + 13, "QUANTITY")))
    found = fixed_scoping(
        page, 0, {(1, "BY_AGENCY"): 0}, indicator="OTHER", province="Bình Định", era=None
    )

    assert ruled_label(found) == label
