"""Facts as parquet: one row a fact, a bounded number held in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.errors import MissingExtra
from extractor.export.entry import COLUMNS, Entry, facts_of, flatten
from extractor.export.files import whole
from extractor.schema import SCHEMA_VERSION, Observation

if TYPE_CHECKING:
    import pyarrow as pa

_GROUP: Final = 20_000
_DATES: Final = ("period_start", "period_end", "compare_start", "compare_end")
_OFFSETS: Final = ("char_start", "char_end")


def write_parquet(entries: Iterable[Entry], path: Path) -> None:
    """Write the facts of all entries; numbers are plain decimal strings, days are dates.

    Refuses (MissingExtra) where pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtra("pyarrow", "data") from error
    schema = _schema()
    with whole(path) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd") as file:
        for group in _groups(facts_of(entries)):
            columns = {name: [row[name] for row in group] for name in COLUMNS}
            file.write_table(pa.table(columns, schema=schema))


def _schema() -> pa.Schema:
    import pyarrow as pa

    types = {
        **dict.fromkeys(_DATES, pa.date32()),
        **dict.fromkeys(_OFFSETS, pa.int32()),
        "readings": pa.list_(pa.string()),
        "confidence": pa.float64(),
    }
    fields = [pa.field(name, types.get(name, pa.string())) for name in COLUMNS]
    return pa.schema(fields, metadata={"schema_version": SCHEMA_VERSION})


def _groups(facts: Iterable[Observation]) -> Iterator[list[dict[str, Any]]]:
    source = iter(facts)
    while group := [_row(fact) for fact in islice(source, _GROUP)]:
        yield group


def _row(fact: Observation) -> dict[str, Any]:
    row = flatten(fact)
    row.update({name: getattr(fact, name) for name in _DATES})
    row["readings"] = [format(reading, "f") for reading in fact.readings]
    return row
