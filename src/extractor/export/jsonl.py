"""Facts as JSON Lines, and whole reports as one JSON array."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from extractor.export.entry import Entry, facts_of, plain
from extractor.schema import Observation


def to_jsonl(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield one line for each fact: the fields of the record in order, numbers as strings."""
    for fact in facts_of(entries):
        yield fact_line(fact) + "\n"


def fact_line(fact: Observation) -> str:
    """Return a fact as one line of JSON without line end.

    >>> from decimal import Decimal
    >>> fact = Observation(obs_id="a#0", doc_id="a", indicator=None, value=Decimal("1E+3"),
    ...                    unit="dossier", surface="1 nghìn hồ sơ", char_start=0, char_end=13)
    >>> json.loads(fact_line(fact))["value"]
    '1000'
    """
    row = fact.model_dump(mode="json")
    row["value"], row["base_value"] = plain(fact.value), plain(fact.base_value)
    row["readings"] = [plain(reading) for reading in fact.readings]
    return json.dumps(row, ensure_ascii=False)


def to_json(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the pieces of one JSON array of whole reports: facts, findings and versions."""
    yield "["
    for number, entry in enumerate(entries):
        report = entry.report.model_dump(mode="json", exclude={"observations"})
        facts = ",\n  ".join(map(fact_line, entry.report.observations))
        inner = json.dumps(report, ensure_ascii=False)[1:]
        yield f'{"," if number else ""}\n {{"observations": [\n  {facts}],\n {inner}'
    yield "\n]\n"
