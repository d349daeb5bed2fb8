"""Read a Word file (.docx): paragraphs and tables in order; deleted text stays out.

Paragraphs are taken from the file itself, so that inserted (tracked) text, links and text boxes,
which python-docx skips, are read too.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from extractor.documents.document import Document
from extractor.documents.plain import check_letters, check_size
from extractor.documents.tables import render_table, unit_above
from extractor.errors import InputError, MissingExtra

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table

#: A file that unpacks to more is an attack or a photo album (bytes).
_LARGEST_UNPACKED: Final = 300_000_000
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PIECES: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_docx(data: bytes, *, doc_id: str, name: str) -> Document:
    """Return the text of a Word file; tables become lines (see tables).

    Refuses (InputError) what is no .docx, is locked, empty or in a legacy encoding, and
    (MissingExtra) any where python-docx is not installed.
    """
    check_size(data, name=name)
    try:
        import docx
    except ImportError as error:
        raise MissingExtra("python-docx", "readers") from error
    _check_archive(data, name)
    try:
        blocks = list(_blocks(docx.Document(io.BytesIO(data))))
    except Exception as error:  # python-docx lets anything through that a damaged file raises
        raise InputError(f"{name}: no readable Word file ({error!r:.80}); save it again") from error
    text = "\n".join(_lines(blocks))
    check_letters(text, name=name)
    return Document(doc_id, text, name)


def _check_archive(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(item.file_size for item in archive.infolist())
    except zipfile.BadZipFile as error:
        raise InputError(f"{name}: no Word file (.docx), or damaged; save it again") from error
    if size > _LARGEST_UNPACKED:
        raise InputError(f"{name}: unpacks to {size / 1e6:,.0f} MB; no bulletin is that long")


def _blocks(document: WordFile) -> Iterator[str | list[list[str]]]:
    """Yield paragraphs as text and tables as rows of cells, in the order of the file."""
    from docx.table import Table

    for block in document.iter_inner_content():
        yield _grid(block) if isinstance(block, Table) else _text(block._p)


def _lines(blocks: list[str | list[list[str]]]) -> Iterator[str]:
    above = ""
    for block in blocks:
        if isinstance(block, str):
            above = block
            yield block
        else:
            yield from render_table(block, unit=unit_above(above))


def _grid(table: Table) -> list[list[str]]:
    """Return a table's cells; python-docx gives a merged cell in each of its places."""
    return [
        [" ".join(_text(p._p) for p in cell.paragraphs) for cell in row.cells] for row in table.rows
    ]


def _text(paragraph: BaseOxmlElement) -> str:
    """Join the text of a paragraph, of its links, insertions and text boxes."""
    pieces: list[str] = []
    for node in paragraph.iter():
        if any(parent.tag == _FALLBACK for parent in node.iterancestors()):
            continue  # the same text box again, for old versions of Word
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in _PIECES and not _is_setting(node):
            pieces.append(_PIECES[node.tag])
        elif node.tag == f"{_W}p" and node is not paragraph:
            pieces.append("\n")
    return "".join(pieces)


def _is_setting(node: BaseOxmlElement) -> bool:
    """Tell a tab stop in the paragraph's settings from a tab in its text."""
    parent = node.getparent()
    return parent is not None and parent.tag == f"{_W}tabs"
