from decimal import Decimal

import pytest

from extractor.export import COLUMNS, choose
from extractor.export.columns import DESCRIPTIONS
from extractor.export.entry import flatten, plain

FIELDS = (
    "obs_id doc_id indicator qualifier role value unit bound direction base_value status "
    "status_note readings admin_level level_scope agency ref_area area_vintage period_start "
    "period_end period_basis part_of rate_of compare_start compare_end surface char_start char_end "
    "evidence confidence"
)


def surfaces(entry):
    return [fact.surface for fact in entry.report.observations]


def test_columns_are_the_public_record_in_its_order():
    assert " ".join(COLUMNS) == FIELDS


def test_every_column_is_described():
    assert tuple(DESCRIPTIONS) == COLUMNS
    assert all(text.endswith(".") for text in DESCRIPTIONS.values())


def test_targets_are_left_out_where_asked(entry):
    assert "80%" in surfaces(choose(entry, targets=True))
    assert surfaces(choose(entry, targets=False)) == ["64.933 hồ sơ", "3,148 tỷ đồng", "151.10%"]


def test_unsure_facts_are_left_out_where_asked_and_those_without_confidence(entry):
    assert surfaces(choose(entry, min_confidence=0.8)) == ["64.933 hồ sơ", "80%"]


def test_a_choice_changes_nothing_else(entry):
    chosen = choose(entry, min_confidence=0.8)
    assert chosen.report.findings == entry.report.findings
    assert chosen.text == entry.text


@pytest.mark.parametrize(
    ("number", "text"),
    [("3.148E+9", "3148000000"), ("98.70", "98.70"), ("0", "0"), ("-1E-3", "-0.001")],
)
def test_numbers_are_plain(number, text):
    assert plain(Decimal(number)) == text


def test_a_row_has_plain_values(entry):
    row = flatten(entry.report.observations[0])
    assert tuple(row) == COLUMNS
    assert row["value"] == "64933"
    assert row["period_start"] == "2023-07-01"
    assert row["agency"] is None
    assert row["evidence"].startswith('{"value": [')
    assert flatten(entry.report.observations[2])["readings"] == "151.1 15.110"
