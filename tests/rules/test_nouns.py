"""Units that a sentence or a column lends to figures printed without one."""

import pytest

from extractor.rules.nouns import lend_units
from extractor.vietnamese.numbers import find_quantities

CASES = {
    "list after the first": ("90 hồ sơ: trước hạn 60, đúng hạn 30", ["dossier"] * 3),
    "noun before": ("số dịch vụ công là 90", ["service"]),
    "name of a portal": ("trên Cổng Dịch vụ công có 90", [None]),
    "money after transactions": ("60 giao dịch với 120.400.00", ["transaction", "VND"]),
    "scores": ("Ba Tri 90,87 điểm, Bình Đại 87,41", ["point", "point"]),
    "no decimal counts dossiers": ("90 hồ sơ, mức 7,41", ["dossier", None]),
    "column of shares": ("Nơi | Số | Tỷ lệ\nA | 90 | 81,5", [None, "percent"]),
}


@pytest.mark.parametrize("name", CASES)
def test_units_of_figures(name):
    text, expected = CASES[name]
    quantities = [one for one in find_quantities(text) if one.kind is None]

    assert lend_units(text, quantities, [0] * len(quantities)) == expected


def test_the_sentence_before_lends_nothing():
    text = "Có 90 hồ sơ. Còn lại 60"
    quantities = find_quantities(text)

    assert lend_units(text, quantities, [0, text.index("Còn")]) == ["dossier", None]
