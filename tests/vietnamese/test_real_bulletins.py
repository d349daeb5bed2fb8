"""Readings of the three real bulletins; skipped where their folder is absent."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.vietnamese.numbers import find_quantities
from extractor.vietnamese.periods import find_date_of_issue, find_periods, read_period
from extractor.vietnamese.places import find_province
from extractor.vietnamese.text import normalise

FOLDER = Path(__file__).parents[3] / "shared" / "bulletins"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the real bulletins are not beside the project"
)


def read(name):
    return normalise((FOLDER / f"{name}.txt").read_bytes().decode("utf-8")).text


@pytest.mark.parametrize(
    ("name", "figures", "malformed"),
    [
        ("binh-dinh-2022-q1", 49, ["350.600.00", "711.450.00"]),
        ("kon-tum-2023-q3", 35, ["151.10", "5.9123"]),
        ("vinh-phuc-2021-10", 35, []),
    ],
)
def test_figures_are_found_and_misprints_kept_open(name, figures, malformed):
    text = read(name)
    found = [q for q in find_quantities(text) if q.kind is None]

    assert len(found) == figures
    assert [text[q.num_start : q.num_end] for q in found if q.malformed] == malformed
    assert all((q.value is None) == q.malformed for q in found)


def test_the_reading_that_the_sums_prove_is_among_the_readings():
    found = find_quantities(read("kon-tum-2023-q3"))
    readings = [q.readings for q in found if q.malformed]

    assert Decimal(64933 - 45161 - 4662) in readings[0]


@pytest.mark.parametrize(
    ("name", "province", "issued"),
    [
        ("binh-dinh-2022-q1", "Bình Định", None),
        ("kon-tum-2023-q3", "Kon Tum", date(2023, 9, 26)),
        ("vinh-phuc-2021-10", "Vĩnh Phúc", None),
    ],
)
def test_province_and_day_of_issue(name, province, issued):
    text = read(name)

    assert (find_province(text), find_date_of_issue(text)) == (province, issued)


def test_the_stated_range_of_a_month_is_read():
    text = read("vinh-phuc-2021-10")
    periods = [read_period(text[start:end]) for start, end in find_periods(text)]
    stated = [p for p in periods if p and p.basis == "stated"]

    assert {(p.start, p.end) for p in stated} == {(date(2021, 9, 21), date(2021, 10, 20))}
