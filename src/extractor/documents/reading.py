"""Read each source with the reader for its kind."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.documents.document import Document
from extractor.documents.plain import LARGEST, decode
from extractor.documents.sources import Source, find_sources
from extractor.errors import ExtractorError, InputError

Outcome = Document | ExtractorError


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
        yield read_document(source)
    except ExtractorError as error:
        yield error


def read_document(source: Source) -> Document:
    """Read one file; refuse (InputError) what is missing or unreadable."""
    text = decode(_bytes_of(source), name=source.name)
    return Document(source.doc_id, text, source.name)


def _bytes_of(source: Source) -> bytes:
    """Read one byte more than the limit at most: a huge file is refused, never loaded."""
    if source.path is None:
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with Path(source.path).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(
            f"{source.name}: {error.strerror or error}; name a readable file"
        ) from error
