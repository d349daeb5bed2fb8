"""Facts, findings and sources as an Excel workbook, a row at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.errors import InputError, MissingExtra
from extractor.export.columns import DESCRIPTIONS
from extractor.export.entry import COLUMNS, Entry, flatten, plain
from extractor.export.files import whole
from extractor.schema import Finding, Observation

if TYPE_CHECKING:
    from xlsxwriter.workbook import Format, Workbook
    from xlsxwriter.worksheet import Worksheet

_FINDINGS: Final = ("doc_id", "kind", "rule", "verdict", "equation", "gap", "figures", "note")
_SOURCES: Final = (
    "doc_id", "source", "title", "province", "published", "facts", "findings", "contradictions",
    "model", "codebook",
)  # fmt: skip
#: Excel holds no more rows on a sheet, and 15 digits of a number.
_MOST_ROWS: Final = 1_048_576
_MOST_DIGITS: Final = 15
_LONGEST_CELL: Final = 32_767
_WIDTHS: Final = {
    "obs_id": 24, "doc_id": 20, "indicator": 32, "qualifier": 24, "value": 16, "agency": 30,
    "surface": 20, "evidence": 24, "equation": 70, "figures": 40, "note": 40, "source": 50,
    "title": 60, "status_note": 40, "period_start": 12, "period_end": 12, "published": 12,
}  # fmt: skip

Formats = Callable[[str], "Format"]


def write_workbook(entries: Iterable[Entry], path: Path) -> None:
    """Write three sheets: facts, findings, sources.

    Numbers and days are Excel's own, shown as the reader's country writes them (1.234,5 and
    03/05/2024 in Việt Nam); a number of more than 15 digits is text, as Excel would round it.
    Refuses (InputError) more rows than a sheet holds, (MissingExtra) without xlsxwriter.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtra("xlsxwriter", "data") from error
    with whole(path) as temporary:
        book = xlsxwriter.Workbook(str(temporary), {"constant_memory": True})
        with book:
            formats = _formats(book)
            facts = _Sheet(book, "facts", COLUMNS, formats)
            findings = _Sheet(book, "findings", _FINDINGS, formats)
            sources = _Sheet(book, "sources", _SOURCES, formats)
            for entry in entries:
                for fact in entry.report.observations:
                    facts.add(_fact_cells(fact), path)
                for finding in entry.report.findings:
                    findings.add(_finding_cells(finding), path)
                sources.add(_source_cells(entry), path)
            for sheet in (facts, findings, sources):
                sheet.close()


class _Sheet:
    """A sheet that grows by rows; the row number is its only state."""

    def __init__(self, book: Workbook, name: str, heads: Sequence[str], formats: Formats) -> None:
        self._sheet: Worksheet = book.add_worksheet(name)
        self._formats = formats
        self._heads = heads
        self._next = 1
        self._sheet.freeze_panes(1, 1)
        for column, head in enumerate(heads):
            self._sheet.set_column(column, column, _WIDTHS.get(head, 14))
            self._sheet.write_string(0, column, head, formats("head"))
            if head in DESCRIPTIONS and name == "facts":
                self._sheet.write_comment(0, column, DESCRIPTIONS[head])

    def add(self, cells: Sequence[object], path: Path) -> None:
        """Write a row; refuse (InputError) the one that Excel does not hold."""
        if self._next >= _MOST_ROWS:
            raise InputError(f"{path}: more than {_MOST_ROWS:,} rows; write parquet or CSV")
        for column, cell in enumerate(cells):
            self._write(column, cell)
        self._next += 1

    def close(self) -> None:
        """Let the reader filter by column."""
        self._sheet.autofilter(0, 0, self._next - 1, len(self._heads) - 1)

    def _write(self, column: int, cell: object) -> None:
        row = self._next
        if cell is None:
            return
        if isinstance(cell, datetime | date):
            self._sheet.write_datetime(row, column, cell, self._formats("dd/mm/yyyy"))
        elif isinstance(cell, Decimal) and len(cell.as_tuple().digits) > _MOST_DIGITS:
            self._sheet.write_string(row, column, plain(cell) or "")
        elif isinstance(cell, int | float | Decimal):
            self._sheet.write_number(row, column, float(cell), self._formats(_number_format(cell)))
        else:
            # write_string: a text that begins with = or + must not become a formula
            self._sheet.write_string(row, column, str(cell)[:_LONGEST_CELL])


def _formats(book: Workbook) -> Formats:
    """Return a function that makes each number format once."""
    made: dict[str, Format] = {
        "head": book.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1})
    }

    def format_of(name: str) -> Format:
        if name not in made:
            made[name] = book.add_format({"num_format": name})
        return made[name]

    return format_of


def _number_format(number: int | float | Decimal) -> str:
    """Return thousands and as many decimals as the number has: Excel turns the signs by country."""
    if not isinstance(number, Decimal):
        return "#,##0" if isinstance(number, int) else "0.00"
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _fact_cells(fact: Observation) -> list[object]:
    cells: dict[str, Any] = flatten(fact)
    for name in COLUMNS:
        if isinstance(getattr(fact, name), Decimal | date):
            cells[name] = getattr(fact, name)
    return list(cells.values())


def _finding_cells(finding: Finding) -> list[object]:
    terms = (f"{term.name} {plain(term.value) or '?'}" for term in finding.terms)
    return [
        finding.doc_id, finding.kind, finding.rule, finding.verdict, finding.equation, finding.gap,
        "; ".join(terms) or None, finding.note,
    ]  # fmt: skip


def _source_cells(entry: Entry) -> list[object]:
    report = entry.report
    broken = sum(finding.verdict == "contradicts" for finding in report.findings)
    return [
        report.doc_id, entry.source, entry.title, entry.province, entry.published,
        len(report.observations), len(report.findings), broken, report.model,
        report.codebook_version,
    ]  # fmt: skip
