"""Evidence between the values of two figures, against asking every count of the page."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.features.arithmetic import relate_values
from extractor.features.page import Page
from extractor.schema import Mention

FIGURES = st.lists(
    st.tuples(
        st.sampled_from(["0", "1", "7", "12", "19", "24", "50", "100", "1.250", "33,3", "9.99"]),
        st.sampled_from(["%", " hồ sơ", " điểm", ""]),
    ),
    min_size=2,
    max_size=12,
)


def page_of(figures):
    text, mentions = "", []
    for number, unit in figures:
        start = len(text) + len("nhận ")
        text += f"nhận {number}{unit}; "
        mentions.append(Mention(start, start + len(number + unit), "QUANTITY"))
    return Page(text, tuple(mentions))


def relate_slowly(page, one, two):
    """Ask every count of the page."""
    values = [
        float("nan") if f.quantity.value is None else float(f.quantity.value) for f in page.figures
    ]
    units = [f.quantity.unit or "none" for f in page.figures]
    counts = [v for v, u in zip(values, units, strict=True) if u != "percent" and v > 0]
    x, y, same = values[one], values[two], units[one] == units[two]
    percent = units[one] == "percent"
    if np.isnan(x) or np.isnan(y) or y <= 0:
        return 1
    if percent and not same and x > 0:
        share = any(abs(100 * y / count - x) < 0.06 for count in counts)
        base = any(abs(100 * count / y - x) < 0.06 for count in counts)
        return 2 + share + 2 * base
    if same and not percent:
        return 6 + (x < y and any(abs(count + x - y) < 0.5 for count in counts))
    return 8


@given(FIGURES)
def test_the_counts_around_the_crossing_stand_for_all(figures):
    page = page_of(figures)
    pairs = [(a, b) for a in range(len(figures)) for b in range(len(figures)) if a != b]
    one, two = np.array(pairs).T
    found, _ = relate_values(page, one, two)

    assert found.tolist() == [relate_slowly(page, *pair) for pair in pairs]


@pytest.mark.parametrize(
    ("figures", "evidence"),
    [
        ([("50", "%"), ("12", " hồ sơ"), ("24", " hồ sơ")], 3),  # 12 is 50 % of 24
        ([("12", " hồ sơ"), ("19", " hồ sơ"), ("7", " hồ sơ")], 7),  # 12 + 7 = 19
        ([("12", " hồ sơ"), ("50", " hồ sơ"), ("7", " hồ sơ")], 6),
    ],
)
def test_shares_and_sums_are_told(figures, evidence):
    found, _ = relate_values(page_of(figures), np.array([0]), np.array([1]))

    assert found.tolist() == [evidence]
