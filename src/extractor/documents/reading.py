"""Find the files of a call and read each with the reader for its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.documents.document import Document
from extractor.documents.plain import decode
from extractor.errors import ExtractorError, InputError

Outcome = Document | ExtractorError


def read_documents(paths: Iterable[Path]) -> Iterator[Outcome]:
    """Yield a document, or the error that tells why there is none, for every file in order."""
    for path in paths:
        try:
            yield read_document(path)
        except ExtractorError as error:
            yield error


def read_document(path: Path) -> Document:
    """Read one file; refuse (InputError) what is missing or unreadable."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; name a readable file") from error
    return Document(path.stem, decode(data, name=str(path)), str(path))
