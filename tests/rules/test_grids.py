"""Heads of the columns of tables in plain text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.rules.grids import column_head

TABLE = "Kết quả\nNơi | Nhận | Trễ\nXã A | 90 | 2\nXã B | 70 | 5\n\nXã C | 60 | 1"


@pytest.mark.parametrize(("cell", "head"), [("90", "Nhận"), ("5", "Trễ"), ("70", "Nhận")])
def test_the_head_stands_in_the_first_row_of_the_table(cell, head):
    start, end = column_head(TABLE, TABLE.index(cell))

    assert TABLE[start:end].strip() == head


@pytest.mark.parametrize("cell", ["Nhận", "60", "Kết quả"])
def test_no_head_outside_a_table_or_in_its_first_row(cell):
    assert column_head(TABLE, TABLE.index(cell)) is None


def test_every_row_of_a_long_table_has_the_head_of_the_first():
    text = "Nơi | Nhận | Trễ\n" + "".join(f"Xã {row} | 90 | 2\n" for row in range(3000))
    cells = [match.start() for match in re.finditer(r"(?<=\| )90(?= \|)", text)]

    assert len(cells) == 3000
    assert {text[slice(*column_head(text, cell))].strip() for cell in cells} == {"Nhận"}


def test_tabs_part_cells_too():
    text = "Nơi\tNhận\tTrễ\nXã A\t90\t2"
    start, end = column_head(text, text.index("2"))

    assert text[start:end] == "Trễ"


@given(st.text(alphabet="a|\t\n", max_size=40), st.integers(0, 40))
def test_a_head_is_a_cell_above(text, at):
    head = column_head(text, min(at, len(text)))

    assert head is None or (
        0 <= head[0] <= head[1] < min(at, len(text)) and "\n" not in text[slice(*head)]
    )
