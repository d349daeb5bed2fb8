"""What every export is made of: a report with the text and the source that it came from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from extractor.schema import Observation, Report

#: The columns of every table: the fields of the public record, in its order.
COLUMNS: Final = tuple(Observation.model_fields)
#: Roles of figures that are aims, not results; tables leave them out unless asked.
AIMS: Final = ("target", "threshold")


class Entry(BaseModel):
    """One bulletin on its way out; `text` is the raw text that the offsets point into."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    report: Report
    source: str
    text: str = ""
    title: str | None = None
    province: str | None = None
    published: date | None = None


def choose(entry: Entry, *, targets: bool = True, min_confidence: float | None = None) -> Entry:
    """Leave out aims (`targets=False`) and facts less sure than `min_confidence`.

    A fact without a confidence is left out too where a minimum is asked for.
    """
    kept = tuple(
        fact
        for fact in entry.report.observations
        if (targets or fact.role not in AIMS)
        and (min_confidence is None or (fact.confidence or 0.0) >= min_confidence)
    )
    if len(kept) == len(entry.report.observations):
        return entry
    return entry.model_copy(
        update={"report": entry.report.model_copy(update={"observations": kept})}
    )


def facts_of(entries: Iterable[Entry]) -> Iterator[Observation]:
    """Yield the facts of all entries in order."""
    for entry in entries:
        yield from entry.report.observations


def plain(number: Decimal | None) -> str | None:
    """Return a number as a plain decimal string, without exponent."""
    return None if number is None else format(number, "f")


def flatten(fact: Observation) -> dict[str, Any]:
    """Return a fact as plain values by column: Decimals and dates as strings, None as None.

    `readings` are joined by blanks, `evidence` is JSON.

    >>> fact = Observation(obs_id="a#0", doc_id="a", indicator=None, value=Decimal("1E+3"),
    ...                    unit="dossier", surface="1 nghìn hồ sơ", char_start=0, char_end=13)
    >>> row = flatten(fact)
    >>> row["value"], row["char_end"], row["readings"], row["evidence"]
    ('1000', 13, None, None)
    """
    row: dict[str, Any] = {}
    for name in COLUMNS:
        value = getattr(fact, name)
        if name == "readings":
            value = " ".join(format(reading, "f") for reading in value) or None
        elif name == "evidence":
            value = json.dumps(value, ensure_ascii=False) if value else None
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, Decimal):
            value = plain(value)
        row[name] = value
    return row
