import io
from datetime import date

import pytest
from rich.console import Console

from extractor.export.terminal import figure, period, to_table


def printed(entry, width=160):
    console = Console(file=io.StringIO(), width=width)
    console.print(*to_table(entry, width=width), sep="\n")
    return console.file.getvalue()


@pytest.mark.parametrize(
    "cell",
    ["64933", "dossier", "dossiers_received_total", "province", "whole_province", "2023-Q3", "0.90",
     "34-46", "malformed", "≲3148000000", "(target)"],
)  # fmt: skip
def test_the_table_shows_every_slot(entry, cell):
    assert cell in printed(entry)


def test_it_ends_with_counts_and_the_broken_check(entry):
    text = printed(entry)
    assert "4 facts by rules; checks: ✓ 1 holds, ✗ 1 contradicts" in text
    assert "✗ 64.933 ≠ 60.000" in text
    assert "1 + 1 = 2" not in text


def test_signs_of_the_text_are_no_markup(entry):
    assert "Tin [bold]quý" in printed(entry.model_copy(update={"title": "Tin [bold]quý"}))


@pytest.mark.parametrize("width", [80, 100, 120])
def test_a_narrow_terminal_holds_the_table_without_loss(entry, width):
    text = printed(entry, width=width)
    assert max(map(len, text.splitlines())) <= width
    for cell in ("≲3148000000", "dossier", "malformed", "34-46", "2023-Q3", "0.90"):
        assert cell in text


@pytest.mark.parametrize(
    ("slots", "text"),
    [({"bound": "gt"}, ">64933"), ({"direction": "up"}, "↑64933"), ({"value": None}, "?")],
)
def test_a_figure_shows_bound_and_direction(entry, slots, text):
    assert figure(entry.report.observations[0].model_copy(update=slots)) == text


@pytest.mark.parametrize(
    ("start", "end", "basis", "text"),
    [
        ((2023, 7, 1), (2023, 9, 30), "nominal", "2023-Q3"),
        ((2024, 2, 1), (2024, 2, 29), "nominal", "2024-02"),
        ((2024, 1, 1), (2024, 6, 30), "nominal", "2024-H1"),
        ((2024, 1, 1), (2024, 12, 31), "nominal", "2024"),
        ((2024, 1, 1), (2024, 9, 30), "nominal", "2024-01-01 … 2024-09-30"),
        ((2023, 7, 1), (2023, 9, 30), "stated", "2023-07-01 … 2023-09-30"),
        ((2023, 7, 1), (2023, 7, 1), "as_of", "2023-07-01 (as of)"),
        (None, (2023, 7, 1), None, "… … 2023-07-01"),
        (None, None, None, ""),
    ],
)
def test_a_period_is_shown_shortly(entry, start, end, basis, text):
    slots = {
        "period_start": start and date(*start), "period_end": end and date(*end),
        "period_basis": basis,
    }  # fmt: skip
    assert period(entry.report.observations[0].model_copy(update=slots)) == text
