"""Facts as CSV, with the metadata that CSV on the Web asks for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from extractor.export.entry import COLUMNS, Entry, facts_of, flatten


def to_csv(entries: Iterable[Entry], *, bom: bool = False) -> Iterator[str]:
    """Yield the lines of a CSV table: a head, then one line for each fact; null is empty.

    `bom` puts the mark in front without which Excel takes UTF-8 for the local code page.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")  # RFC 4180
    if bom:
        yield "\ufeff"
    writer.writerow(COLUMNS)
    for fact in facts_of(entries):
        writer.writerow(flatten(fact).values())
        if buffer.tell() > 65_536:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _emptied(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
