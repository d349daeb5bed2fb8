"""What surrounds a numeral, column by column."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.features.company import COLUMNS, Company
from extractor.features.judging import candidate_page
from extractor.rules.findings import findings
from extractor.schema import Mention
from extractor.vietnamese.lexicon import lexicon

TEXT = (
    "Tháng 5, tỉnh tiếp nhận 1.250 hồ sơ, giải quyết 98,5%, trễ hạn 12 hồ sơ.\n"
    "GRDP của tỉnh tăng 7,9%."
)


def test_every_kind_that_the_lexicon_names_has_its_column():
    """A word list under a misspelt kind would stop the extractor at its first numeral."""
    words = lexicon()
    kinds = {kind for place in ("before", "before_colon", "after") for kind in words[place]}

    assert len(kinds) > 10
    assert {f"kind_{kind}" for kind in kinds} <= {*COLUMNS}


def company(text, chances, recognised=()):
    page = candidate_page(text, findings(text).quantities)
    table = Company(page, np.array(chances, np.float32), recognised).rows()
    printed = [text[figure.start : figure.end] for figure in page.figures]
    assert len(set(printed)) == len(printed)
    return {
        name: dict(zip(COLUMNS, row, strict=True))
        for name, row in zip(printed, table.tolist(), strict=True)
    }


def mention(printed, label):
    start = TEXT.index(printed)
    return Mention(start, start + len(printed), label)


@pytest.fixture
def told():
    found = [mention("tiếp nhận", "INDICATOR"), mention("98,5%", "QUANTITY")]
    return company(TEXT, [0.1, 0.9, 0.8, 0.5, 0.2], found)


def odds(chance):
    return pytest.approx(np.log(chance / (1 - chance)), abs=1e-4)


def test_the_first_word_is_told_in_log_odds(told):
    assert told["1.250 hồ sơ"]["first"] == odds(0.9)
    assert told["12 hồ sơ"]["first"] == odds(0.5)


def test_of_the_others_of_the_sentence_dates_do_not_count(told):
    row = told["1.250 hồ sơ"]

    assert (row["sentence_least"], row["sentence_most"]) == (odds(0.5), odds(0.8))
    assert row["sentence_mean"] == pytest.approx(np.log(4) / 2, abs=1e-4)


def test_a_numeral_alone_in_its_sentence_hears_of_the_page_only(told):
    row = told["7,9%"]

    assert (row["sentence_mean"], row["sentence_least"], row["sentence_most"]) == (0, 0, 0)
    assert row["page_mean"] == pytest.approx((np.log(9) + np.log(4)) / 3, abs=1e-4)


def test_mentions_are_near_in_the_own_sentence_only(told):
    assert told["1.250 hồ sơ"]["before_INDICATOR"] == pytest.approx(np.exp(-1 / 20))
    assert 0 < told["12 hồ sơ"]["before_INDICATOR"] < told["98,5%"]["before_INDICATOR"]
    assert told["7,9%"]["before_INDICATOR"] == 0
    assert told["7,9%"]["count_INDICATOR"] == 0
    assert told["12 hồ sơ"]["count_INDICATOR"] == 0.25


def test_what_the_recogniser_calls_a_quantity_is_touched(told):
    assert [row["touches_QUANTITY"] for row in told.values()] == [0, 0, 1, 0, 0]


def test_the_mention_that_follows_is_near_too():
    text = "Có 15 hồ sơ trễ hạn."
    row = company(text, [0.5], [Mention(12, 19, "INDICATOR")])["15 hồ sơ"]

    assert row["after_INDICATOR"] == pytest.approx(np.exp(-1 / 20))
    assert row["before_INDICATOR"] == 0


def test_units_and_kinds_have_a_column_each(told):
    assert told["12 hồ sơ"]["unit_dossier"] == 1
    assert told["98,5%"]["unit_percent"] == 1
    assert told["98,5%"]["unit_after"] == 0
    assert told["98,5%"]["kind_None"] == 1
    assert (told["5"]["kind_None"], told["5"]["kind_period"]) == (0, 1)


def test_the_units_of_neighbours_are_compared():
    row = company("Nhận 15 hồ sơ, trả 12 hồ sơ, đạt 80%.", [0.5, 0.5, 0.5])

    sides = {name: (r["unit_before"], r["unit_after"]) for name, r in row.items()}
    assert sides == {"15 hồ sơ": (0, 1), "12 hồ sơ": (1, 0), "80%": (0, 0)}
    assert [r["place"] for r in row.values()] == pytest.approx([0, 1 / 3, 2 / 3])


def test_a_sure_neighbour_counts_no_more_than_the_surest():
    row = company("Nhận 15 hồ sơ, trả 12 hồ sơ.", [0.5, 1.0])

    assert row["15 hồ sơ"]["sentence_most"] == 6
    assert row["12 hồ sơ"]["first"] > 6


def test_a_neighbour_far_along_the_sentence_is_not_asked():
    counts = [f"{n} hồ sơ" for n in range(101, 121)]
    rows = company(", ".join(counts), [0.9] + 19 * [0.5])

    assert rows["113 hồ sơ"]["sentence_most"] == odds(0.9)
    assert rows["114 hồ sơ"]["sentence_most"] == 0


def test_bodies_of_the_sentence_are_counted_up_to_four():
    text = "Sở A, sở B, sở C, sở D, sở E nhận 15 hồ sơ. Sở F thì không."
    bodies = [Mention(m.start(), m.end(), "AGENCY") for m in re.finditer("[Ss]ở [A-F]", text)]

    row = company(text, [0.5], bodies)["15 hồ sơ"]
    assert (row["count_AGENCY"], row["after_AGENCY"]) == (1, 0)
    assert row["before_AGENCY"] == pytest.approx(np.exp(-6 / 20))


def test_a_text_without_numerals_has_no_rows():
    page = candidate_page("Không có số.", [])

    assert Company(page, np.zeros(0, np.float32), []).rows().shape == (0, len(COLUMNS))


@given(
    st.lists(
        st.sampled_from(["12 hồ sơ", "98,5%", "ngày 3/5", "trễ", "\n", ". ", ", "]), max_size=30
    )
)
def test_every_row_is_finite_and_of_its_bounds(words):
    text = " ".join(words)
    quantities = findings(text).quantities
    page = candidate_page(text, quantities)
    late = [Mention(m.start(), m.end(), "INDICATOR") for m in re.finditer("trễ", text)]
    company = Company(page, np.arange(len(quantities)) % 2, late)
    table = company.rows()
    said = {name: table[:, at] for at, name in enumerate(COLUMNS)}

    assert table.shape == (len(quantities), len(COLUMNS))
    assert np.isfinite(table).all()
    assert (np.abs(said["sentence_mean"]) <= 6).all()
    for name in ("place", "before_INDICATOR", "after_INDICATOR", "count_INDICATOR"):
        assert ((said[name] >= 0) & (said[name] <= 1)).all(), name
    assert (np.vstack([company.rows(0, 2), company.rows(2, 99)]) == table).all()
