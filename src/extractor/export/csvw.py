"""Metadata for the CSV: what each column is, by the W3C's "CSV on the Web"."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from extractor.export.columns import DESCRIPTIONS
from extractor.export.entry import COLUMNS
from extractor.export.files import write_text
from extractor.labels import BOUNDS, DIRECTIONS, PERIOD_BASES, ROLES, SCOPES, STATUSES, UNITS
from extractor.schema import SCHEMA_VERSION

_NUMBERS: Final = ("value", "base_value", "readings", "confidence")
_OFFSETS: Final = ("char_start", "char_end")
_CHOICES: Final = {
    "role": ROLES, "unit": UNITS, "bound": BOUNDS, "direction": DIRECTIONS, "status": STATUSES,
    "level_scope": SCOPES, "period_basis": PERIOD_BASES,
}  # fmt: skip
_REQUIRED: Final = ("obs_id", "doc_id", "role", "bound", "status", "surface", *_OFFSETS)


def write_metadata(table: Path) -> None:
    """Write `NAME.csv-metadata.json` beside a CSV file, where CSVW readers look for it."""
    text = json.dumps(metadata(table.name), ensure_ascii=False, indent=1)
    write_text([text, "\n"], table.with_name(f"{table.name}-metadata.json"))


def metadata(name: str) -> dict[str, Any]:
    """Return the CSVW description of the table in a file of this name."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": name,
        "dc:title": f"Figures of bulletins on administrative procedures (schema {SCHEMA_VERSION})",
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {
            "primaryKey": "obs_id",
            "columns": [_column(column) for column in COLUMNS],
        },
    }


def _column(name: str) -> dict[str, Any]:
    column: dict[str, Any] = {
        "name": name,
        "titles": name,
        "dc:description": DESCRIPTIONS[name],
        "datatype": _datatype(name),
        "required": name in _REQUIRED,
    }
    if name == "readings":
        column["separator"] = " "
    return column


def _datatype(name: str) -> str | dict[str, str]:
    if name in _NUMBERS:
        return "decimal"
    if name in _OFFSETS:
        return "nonNegativeInteger"
    if name == "evidence":
        return "json"
    if name.endswith(("_start", "_end")):
        return "date"
    if name in _CHOICES:
        return {"base": "string", "format": "|".join(_CHOICES[name])}
    return "string"
