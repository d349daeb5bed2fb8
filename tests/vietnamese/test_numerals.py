from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.vietnamese.numerals import read_numeral, read_words


@pytest.mark.parametrize(
    ("printed", "sense", "value", "decimals"),
    [
        ("64.933", "count", "64933", 0),
        ("8.188.730.383", "count", "8188730383", 0),
        ("09", "count", "9", 0),
        ("0", "count", "0", 0),
        ("5409", "count", "5409", 0),
        ("12 345", "count", "12345", 0),
        ("98,70", "ratio", "98.7", 2),
        ("1.234,5", "ratio", "1234.5", 1),
        ("3,148", "scaled", "3.148", 3),
        ("1.118", "scaled", "1118", 0),
        ("35.8", "scaled", "35.8", 1),
        ("13.2", "ratio", "13.2", 1),
        ("0.04", "listed", "0.04", 2),
        ("22.317", "listed", "22317", 0),
        ("98.123", "ratio", "98.123", 3),
        ("12,5", "mean", "12.5", 1),
        ("2,3", "free", "2.3", 1),
    ],
)
def test_well_formed_numerals_have_one_value(printed, sense, value, decimals):
    numeral = read_numeral(printed, sense=sense)

    assert (numeral.value, numeral.decimals) == (Decimal(value), decimals)
    assert not numeral.malformed


@pytest.mark.parametrize(
    ("printed", "sense", "first", "among"),
    [
        ("151.10", "count", "15110", "151100"),
        ("5.9123", "count", "59123", "5912"),
        ("350.600.00", "count", "35060000", "350600000"),
        ("3227.885", "count", "3227885", "327885"),
        ("257.7575", "count", "2577575", "257575"),
        ("47.90", "count", "4790", "47905"),
        ("713.64", "count", "71364", "713640"),
        ("1,234", "count", "1234", "1234"),
        ("1,234,567", "count", "1234567", "1234567"),
        ("12.5", "free", "125", "12.5"),
    ],
)
def test_broken_numerals_have_readings_and_no_value(printed, sense, first, among):
    numeral = read_numeral(printed, sense=sense)

    assert numeral.malformed
    assert numeral.readings[0] == Decimal(first)
    assert Decimal(among) in numeral.readings
    assert len(numeral.readings) == len(set(numeral.readings)) <= 32


def test_a_number_longer_than_any_figure_is_not_read():
    assert read_numeral("1" * 40).value is None
    assert read_numeral("1" * 40).readings == ()


@given(st.integers(min_value=0, max_value=10**14))
def test_grouping_by_dots_is_read_back(number):
    assert read_numeral(f"{number:,}".replace(",", "."), sense="count").value == number


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_a_decimal_comma_is_read_back(number):
    assert read_numeral(str(number).replace(".", ","), sense="ratio").value == number


@given(st.text(alphabet="0123456789.,", min_size=1, max_size=30))
def test_any_digits_and_signs_give_a_value_or_readings(printed):
    if not printed[0].isdigit():
        printed = "1" + printed
    numeral = read_numeral(printed.rstrip(".,"))

    assert (numeral.value is None) == numeral.malformed
    assert numeral.value is None or not numeral.readings


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("ba", 3),
        ("mười", 10),
        ("mười lăm", 15),
        ("hai mươi", 20),
        ("hai mươi lăm", 25),
        ("một trăm linh hai", 102),
        ("ba nghìn hai trăm", 3200),
    ],
)
def test_numbers_in_words(words, value):
    assert read_words(words) == value


@pytest.mark.parametrize("words", ["một cửa", "nhiều", ""])
def test_other_words_are_no_number(words):
    assert read_words(words) is None
