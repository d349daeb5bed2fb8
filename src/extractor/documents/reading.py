"""Read each source with the reader for its kind."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from extractor.documents.columns import read_rows
from extractor.documents.document import Document
from extractor.documents.plain import LARGEST, decode
from extractor.documents.sources import TABLES, Kind, Source, find_sources
from extractor.errors import ExtractorError, InputError
from extractor.rules.zones import find_zones

Outcome = Document | ExtractorError

#: How files of a kind begin, whatever their names say.
_BEGINNINGS: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "docx"),
    (b"<!doctype html", "html"),
    (b"<html", "html"),
)
#: Where a title is looked for (code points), and how many words one has: a date line has fewer.
_HEAD: Final = 4000
_FEWEST_WORDS: Final = 5
_MOST_WORDS: Final = 40
_OLD_WORD: Final = b"\xd0\xcf\x11\xe0"


def read_documents(names: Iterable[str]) -> Iterator[Outcome]:
    """Yield a document, or the error that tells why there is none, for every source in order.

    Names are files, folders, globs or "-" (standard input); a table of texts gives one document
    for each row.
    """
    sources, refused = find_sources(names)
    yield from refused
    for source in sources:
        yield from read_source(source)


def read_source(source: Source) -> Iterator[Outcome]:
    """Yield the document of a file, or the documents of a table's rows, errors in their place."""
    try:
        if source.path is not None and source.kind in TABLES:
            yield from read_rows(source, source.path)
        else:
            yield from map(with_title, read_bytes(_bytes_of(source), source))
    except ExtractorError as error:
        yield error


def read_bytes(data: bytes, source: Source) -> Iterator[Outcome]:
    """Read a file's bytes by what they are: a name may lie, a beginning seldom does."""
    doc_id, name = source.doc_id, source.name
    kind = _kind_of(data) or source.kind
    if kind == "html":
        from extractor.documents.html import read_html

        yield read_html(data, doc_id=doc_id, name=name)
    elif kind == "pdf":
        from extractor.documents.pdf import read_pdf

        yield from read_pdf(data, doc_id=doc_id, name=name)
    elif kind == "docx":
        from extractor.documents.docx import read_docx

        yield read_docx(data, doc_id=doc_id, name=name)
    elif data.startswith(_OLD_WORD):
        raise InputError(f"{name}: an old Word or Excel file; save it as .docx, or print it to PDF")
    else:
        yield Document(doc_id, decode(data, name=name), name)


def _kind_of(data: bytes) -> Kind | None:
    head = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip()
    lowered = head.lower()
    for beginning, kind in _BEGINNINGS:
        if (head if kind in ("pdf", "docx") else lowered).startswith(beginning):
            return kind
    return None


def with_title(outcome: Outcome) -> Outcome:
    """Give a document without a title the first line of some words that is short enough for one."""
    if isinstance(outcome, ExtractorError) or outcome.title is not None:
        return outcome
    for span in find_zones(outcome.text[:_HEAD]):
        line = outcome.text[span.start : span.end].strip()
        words = sum(word[0].isalpha() for word in line.split())
        if span.zone != "boilerplate" and words >= _FEWEST_WORDS:
            return replace(outcome, title=line) if words <= _MOST_WORDS else outcome
    return outcome


def _bytes_of(source: Source) -> bytes:
    """Read one byte more than the limit at most: a huge file is refused, never loaded."""
    if source.path is None:
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with source.path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{source.name}: {reason}; name a readable file") from error
