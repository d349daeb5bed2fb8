"""Read texts from the rows of JSONL, CSV and parquet files, a few at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from extractor.documents.document import Document
from extractor.documents.sources import Source
from extractor.errors import ExtractorError, InputError, MissingExtra

#: Names of columns, the first that a table has is taken.
TEXT: Final = ("text", "raw_text", "content", "body", "noi_dung", "nội dung", "van_ban")
_ID: Final = ("doc_id", "id", "_id", "url")
_TITLE: Final = ("title", "tieu_de", "tiêu đề", "headline")
_PUBLISHED: Final = ("published", "published_at", "date", "ngay_dang", "ngày đăng", "pub_date")
_PROVINCE: Final = ("province", "tinh", "tỉnh")
_LONGEST_CELL: Final = 50_000_000
_BATCH: Final = 64

Row = Mapping[str, Any]


def read_rows(source: Source, path: Path) -> Iterator[Document | ExtractorError]:
    """Yield a document for each row of a table; a row without a text gives an error in its place.

    The text stands in the first of the columns TEXT; title, province and ISO date of publication
    are taken where there are such columns, the id too (else file name and row number). Refuses
    (InputError) a table without a column for the text.
    """
    readers = {"jsonl": _jsonl, "csv": _csv, "parquet": _parquet}
    try:
        yield from readers[source.kind or ""](source, path)
    except OSError as error:
        yield InputError(f"{source.name}: {error.strerror or error}; name a readable file")
    except UnicodeDecodeError as error:
        yield InputError(f"{source.name}: not UTF-8 (byte {error.start}); save it as UTF-8")
    except ExtractorError as error:
        yield error


def count_rows(source: Source) -> int | None:
    """Return how many texts a source holds where that is quickly told, else None."""
    if source.path is None or source.kind not in ("parquet", "jsonl"):
        return None if source.kind == "csv" else 1
    try:
        if source.kind == "parquet":
            import pyarrow.parquet as pq

            return int(pq.read_metadata(source.path).num_rows)
        with source.path.open("rb") as file:
            return sum(1 for line in file if line.strip())
    except Exception:  # the reader says later what is wrong with it
        return None


def _jsonl(source: Source, path: Path) -> Iterator[Document | ExtractorError]:
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        for number, line in enumerate(filter(str.strip, file), start=1):
            try:
                row = json.loads(line)
            except ValueError as error:
                yield InputError(f"{source.name} row {number}: no JSON ({error}); mend the line")
                continue
            if not isinstance(row, dict):
                yield InputError(f"{source.name} row {number}: no JSON object; mend the line")
            elif _found(row, TEXT) is None:
                yield InputError(_without_text(f"{source.name} row {number}", list(row)))
            else:
                yield _document(row, number, source)


def _csv(source: Source, path: Path) -> Iterator[Document | ExtractorError]:
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        sign = max(",;\t", key=head.count)
        file.seek(0)
        rows = csv.DictReader(file, delimiter=sign)
        if _found(dict.fromkeys(rows.fieldnames or ()), TEXT) is None:
            raise InputError(_without_text(source.name, list(rows.fieldnames or ())))
        try:
            for number, row in enumerate(rows, start=1):
                yield _document(row, number, source)
        except csv.Error as error:
            raise InputError(f"{source.name} line {rows.line_num}: broken CSV ({error})") from error


def _parquet(source: Source, path: Path) -> Iterator[Document | ExtractorError]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtra("pyarrow", "data") from error
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if _found(dict.fromkeys(names), TEXT) is None:
                raise InputError(_without_text(source.name, names))
            groups = (TEXT, _ID, _TITLE, _PUBLISHED, _PROVINCE)
            wanted = [name for group in groups if (name := _found(dict.fromkeys(names), group))]
            number = 0
            for batch in file.iter_batches(batch_size=_BATCH, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    yield _document(row, number, source)
    except pa.ArrowException as error:
        raise InputError(f"{source.name}: no readable parquet ({error!s:.80}); check it") from error


def _document(row: Row, number: int, source: Source) -> Document | ExtractorError:
    text = _value(row, TEXT)
    place = f"{source.name} row {number}"
    if not isinstance(text, str) or not text.strip():
        return InputError(f"{place}: the text is empty; nothing to extract")
    doc_id, title = _value(row, _ID), _value(row, _TITLE)
    province = _value(row, _PROVINCE)
    return Document(
        doc_id=str(doc_id) if doc_id not in (None, "") else f"{source.doc_id}-{number}",
        text=text,
        source=place,
        title=str(title) if title else None,
        published=_day(_value(row, _PUBLISHED)),
        province=str(province) if province else None,
    )


def _found(row: Row, names: tuple[str, ...]) -> str | None:
    """Return the column of a row that bears one of these names, in any case."""
    columns = {str(column).strip().lower(): column for column in row if column is not None}
    return next((columns[name] for name in names if name in columns), None)


def _value(row: Row, names: tuple[str, ...]) -> object:
    column = _found(row, names)
    return None if column is None else row[column]


def _day(value: object) -> date | None:
    """Read a day; anything but a date or an ISO date is none, and the text is asked instead."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _without_text(place: str, columns: list[str]) -> str:
    found = ", ".join(map(str, columns[:8])) or "none"
    return f"{place}: no column for the text among {found}; name it text"
