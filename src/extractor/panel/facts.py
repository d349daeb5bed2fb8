"""Read exported facts (parquet, CSV or JSON Lines) a few at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from extractor.errors import InputError, MissingExtra

#: The columns of the public record that a panel needs.
NEEDED: Final = (
    "obs_id", "doc_id", "indicator", "qualifier", "role", "value", "unit", "bound", "status",
    "admin_level", "level_scope", "agency", "ref_area", "area_vintage", "period_start",
    "period_end", "confidence",
)  # fmt: skip
_BATCH: Final = 10_000


@dataclass(frozen=True, slots=True)
class Fact:
    """The slots of an observation that a panel needs; value is None for an unreadable numeral."""

    obs_id: str
    doc_id: str
    indicator: str | None
    qualifier: str | None
    role: str
    value: Decimal | None
    unit: str | None
    bound: str
    status: str
    admin_level: str | None
    level_scope: str | None
    agency: str | None
    ref_area: str | None
    area_vintage: str | None
    period_start: date | None
    period_end: date | None
    confidence: float | None


def read_facts(paths: Iterable[Path]) -> Iterator[Fact]:
    """Yield the facts of exported tables in order.

    Refuses (InputError) a file that is no export of facts, (MissingExtra) parquet without pyarrow.
    """
    for path in paths:
        reader = _READERS.get(path.suffix.lower())
        if reader is None:
            raise InputError(f"{path}: no table of facts; name .parquet, .csv or .jsonl")
        try:
            for number, row in enumerate(reader(path), start=1):
                yield _fact(row, f"{path} row {number}")
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}; name a readable file") from error
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: not UTF-8; export it again") from error


def _from_parquet(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtra("pyarrow", "data") from error
    try:
        with pq.ParquetFile(path) as file:
            _check_columns(file.schema_arrow.names, path)
            for batch in file.iter_batches(batch_size=_BATCH, columns=list(NEEDED)):
                yield from batch.to_pylist()
    except pa.ArrowException as error:
        raise InputError(f"{path}: no readable parquet ({error!s:.80}); export it again") from error


def _from_csv(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        _check_columns(rows.fieldnames or (), path)
        yield from rows


def _from_jsonl(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise InputError(f"{path} line {number}: no JSON; export it again") from error
            _check_columns(row, path)
            yield row


_READERS: Final = {".parquet": _from_parquet, ".csv": _from_csv, ".jsonl": _from_jsonl}


def _check_columns(names: Iterable[str], path: Path) -> None:
    missing = [name for name in NEEDED if name not in set(names)]
    if missing:
        raise InputError(
            f"{path}: no export of facts, it lacks {', '.join(missing[:3])}; run extractor extract"
        )


def _fact(row: Mapping[str, Any], place: str) -> Fact:
    slots: dict[str, Any] = {name: row[name] or None for name in NEEDED}
    try:
        slots["value"] = Decimal(str(slots["value"])) if row["value"] not in (None, "") else None
        slots["confidence"] = float(slots["confidence"]) if slots["confidence"] else None
        for name in ("period_start", "period_end"):
            if isinstance(slots[name], str):
                slots[name] = date.fromisoformat(slots[name])
    except (InvalidOperation, ValueError) as error:
        raise InputError(f"{place}: a broken value ({error}); export it again") from error
    return Fact(**slots)
