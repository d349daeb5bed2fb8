import re
import zipfile
from decimal import Decimal

import pytest

from extractor.errors import InputError
from extractor.export import COLUMNS
from extractor.export.workbook import write_workbook

pytest.importorskip("xlsxwriter")


@pytest.fixture
def book(entry, tmp_path):
    write_workbook([entry], tmp_path / "facts.xlsx")
    with zipfile.ZipFile(tmp_path / "facts.xlsx") as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if "xl/" in name}


def cells(book, sheet, row):
    """Return the cells of a row by column letters, as written in the sheet."""
    found = re.search(rf'<row r="{row}".*?</row>', book[f"xl/worksheets/sheet{sheet}.xml"])
    pattern = r'<c r="([A-Z]+)\d+"([^>]*)>(?:<v>|<is><t[^>]*>)([^<]*)<'
    return {match[0]: (match[1], match[2]) for match in re.findall(pattern, found.group())}


def letter(column):
    number = COLUMNS.index(column)
    return chr(65 + number) if number < 26 else "A" + chr(65 + number - 26)


def test_there_are_three_sheets(book):
    assert re.findall(r'<sheet name="(\w+)"', book["xl/workbook.xml"]) == [
        "facts", "findings", "sources",
    ]  # fmt: skip


def test_the_heads_are_the_columns(book):
    assert tuple(text for _, text in cells(book, 1, 1).values()) == COLUMNS


def test_numbers_and_days_are_excels_own(book):
    row = cells(book, 1, 2)
    assert row[letter("value")][1] == "64933"
    assert 't="inlineStr"' not in row[letter("value")][0]
    assert row[letter("period_start")][1] == "45108"  # days since 1900: 1 July 2023
    assert "dd/mm/yyyy" in book["xl/styles.xml"]
    assert 'formatCode="#,##0"' in book["xl/styles.xml"]


def test_null_is_no_cell(book):
    assert letter("value") not in cells(book, 1, 4)


def test_findings_and_sources_have_their_sheets(book):
    finding, source = cells(book, 2, 3), cells(book, 3, 2)
    assert [finding[c][1] for c in "DEFG"] == [
        "contradicts", "64.933 ≠ 60.000", "4933", "received 64933",
    ]  # fmt: skip
    assert [source[c][1] for c in "ABDFGH"] == ["a", "dir/a.txt", "Kon Tum", "4", "2", "1"]


def test_a_number_that_excel_would_round_is_text(entry, tmp_path):
    fact = entry.report.observations[0].model_copy(update={"value": Decimal("1234567890123456")})
    report = entry.report.model_copy(update={"observations": (fact,)})
    write_workbook([entry.model_copy(update={"report": report})], tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r't="inlineStr"[^>]*><is><t[^>]*>1234567890123456<', sheet)


def test_a_text_like_a_formula_stays_text(entry, tmp_path):
    fact = entry.report.observations[0].model_copy(update={"agency": "=1+1"})
    report = entry.report.model_copy(update={"observations": (fact,)})
    write_workbook([entry.model_copy(update={"report": report})], tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_more_rows_than_a_sheet_holds_are_refused(entry, tmp_path, monkeypatch):
    monkeypatch.setattr("extractor.export.workbook._MOST_ROWS", 3)
    with pytest.raises(InputError, match="write parquet or CSV"):
        write_workbook([entry], tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []
