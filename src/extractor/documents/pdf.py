"""Read the text pages of a PDF: paragraphs put together again, tables as lines, in page order.

Lines that a page's width has broken are joined; a line that ends early, an indent or a wider gap
ends a paragraph. Numbers of pages are left out. Scanned pages hold no text and are refused, page by
page, beside the text of the others.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from extractor.documents.document import Document
from extractor.documents.plain import check_letters, check_size
from extractor.documents.tables import render_table, unit_above
from extractor.errors import InputError, MissingExtra

if TYPE_CHECKING:
    from pdfplumber.page import Page

# pdfminer warns of every odd colour and font; nothing of it concerns the text.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())

_PAGE_NUMBER: Final = re.compile(r"\W*(?:trang\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?\W*", re.IGNORECASE)
_ITEM: Final = re.compile(r"\s*(?:[-–+•*]|\d{1,2}[.)]|[a-zđ][.)]|[IVX]{1,5}\.)\s")
_SENTENCE_END: Final = re.compile(r"[.:;!?…/]\W*$")
_UNMAPPED: Final = re.compile(r"\(cid:\d+\)")
#: A page with an image over half of it and fewer letters than these is a scan with a stamp.
_FEW_LETTERS: Final = 300


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page or, with rows, a table; positions in points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    rows: tuple[tuple[str | None, ...], ...] = ()


def read_pdf(data: bytes, *, doc_id: str, name: str) -> Iterator[Document | InputError]:
    """Yield the document of all text pages, then an error for the scanned ones.

    Refuses (InputError) what is no PDF, is locked, has no page with text or fonts without letters,
    and (MissingExtra) any PDF where pdfplumber is not installed.
    """
    check_size(data, name=name)
    pages, scanned = _pages_of(data, name)
    blocks = [block for page in pages for block in page]
    text = "\n".join(_written(blocks))
    if text.strip():
        letters = len(_UNMAPPED.sub("", text))
        if len(_UNMAPPED.findall(text)) * 20 > letters:
            raise InputError(f"{name}: its fonts name no letters; export the PDF again, or use OCR")
        check_letters(text, name=name)
        yield Document(doc_id, text, name)
    if scanned:
        yield InputError(
            f"{name}: scanned without text on page {_ranges(scanned)}; run OCR on it first"
        )
    elif not text.strip():
        raise InputError(f"{name}: no text in it; nothing to extract")


def _pages_of(data: bytes, name: str) -> tuple[list[list[_Line]], list[int]]:
    """Return the lines of each page and the numbers of scanned pages."""
    try:
        import pdfplumber
    except ImportError as error:
        raise MissingExtra("pdfplumber", "readers") from error
    pages, scanned = [], []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                if _is_scanned(page):
                    scanned.append(page.page_number)
                else:
                    pages.append(_lines_of(page))
                page.close()
    except Exception as error:  # a damaged PDF raises anything, deep inside pdfminer
        reason = str(error) or repr(error)
        raise InputError(
            f"{name}: no readable PDF ({reason[:80]}); check it, or remove its password"
        ) from error
    return pages, scanned


def _is_scanned(page: Page) -> bool:
    covered = sum(float(image["width"]) * float(image["height"]) for image in page.images)
    large = covered > float(page.width) * float(page.height) / 2
    return large and len(page.chars) < _FEW_LETTERS


def _lines_of(page: Page) -> list[_Line]:
    """Return a page's lines and tables from top to bottom, without its number."""
    tables = page.find_tables()
    rest: Any = page
    found = []
    for table in tables:
        rows = tuple(tuple(row) for row in table.extract())
        left, top, right, bottom = table.bbox
        found.append(_Line("", left, right, top, bottom, rows))
        rest = rest.filter(lambda item, box=table.bbox: not _is_inside(item, box))
    for line in rest.extract_text_lines(return_chars=False):
        found.append(_Line(line["text"], line["x0"], line["x1"], line["top"], line["bottom"]))
    found.sort(key=lambda line: line.top)
    edges = [line for line in (found[:1] + found[-1:]) if _PAGE_NUMBER.fullmatch(line.text)]
    return [line for line in found if line not in edges]


def _is_inside(item: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    across, down = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def _written(blocks: list[_Line]) -> Iterator[str]:
    """Yield paragraphs and the lines of tables; what a page break parted is put together."""
    margin = max((line.right for line in blocks if line.text), default=0.0)
    height = median([line.bottom - line.top for line in blocks if line.text] or [0.0])
    number = 0
    last = ""
    while number < len(blocks):
        line = blocks[number]
        number += 1
        if line.rows:
            rows = list(line.rows)
            while number < len(blocks) and _continues(blocks[number], rows):
                rows.extend(row for row in blocks[number].rows if row != rows[0])
                number += 1
            yield from render_table(_filled(rows), unit=unit_above(last))
            continue
        last = line.text
        while number < len(blocks) and _goes_on(line, blocks[number], margin, height):
            line = blocks[number]
            last = f"{last} {line.text}"
            number += 1
        yield last


def _continues(block: _Line, rows: list[tuple[str | None, ...]]) -> bool:
    return bool(block.rows) and len(block.rows[0]) == len(rows[0])


def _goes_on(line: _Line, following: _Line, margin: float, height: float) -> bool:
    """Tell whether a paragraph goes on: the line fills the width, nothing begins on the next."""
    if following.rows or _ITEM.match(following.text):
        return False
    if line.right < margin - 6 * height:
        return False
    turned = following.top < line.top  # over to the next page
    if not turned and following.top - line.bottom > 1.2 * height:
        return False
    indented = following.left > line.left + height and _SENTENCE_END.search(line.text)
    return not indented


def _filled(rows: list[tuple[str | None, ...]]) -> list[list[str | None]]:
    """Put the text of merged cells into the places that they cover: None is one of those."""
    filled: list[list[str | None]] = []
    heads = next((n for n, row in enumerate(rows) if None not in row), len(rows))
    for number, row in enumerate(rows):
        cells = list(row)
        for at, cell in enumerate(cells):
            if cell is None and number and number <= heads and _covers_down(rows, number, at):
                cells[at] = filled[number - 1][at]
            elif cell is None and at:
                cells[at] = cells[at - 1]
        filled.append(cells)
    return filled


def _covers_down(rows: list[tuple[str | None, ...]], number: int, at: int) -> bool:
    """Tell whether a merged cell came from above: the cell left of it has text of its own."""
    return at == 0 or rows[number][at - 1] is not None or rows[number - 1][at] is not None


def _ranges(pages: list[int]) -> str:
    """Write page numbers shortly.

    >>> _ranges([1, 2, 3, 7])
    '1-3, 7'
    """
    groups: list[list[int]] = []
    for page in pages:
        if groups and page == groups[-1][-1] + 1:
            groups[-1].append(page)
        else:
            groups.append([page])
    return ", ".join(f"{g[0]}-{g[-1]}" if len(g) > 1 else str(g[0]) for g in groups)
