"""What grammar and gazetteer see in a text, as tags of stretches of it; no spaCy needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from extractor.features.survey import survey
from extractor.rules.findings import findings

_WRAPPED: Final = "wrapped"


def find_hints(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, tag) of everything that grammar and gazetteer know, surest first."""
    found = findings(text)
    for quantity in found.quantities:
        kind = quantity.kind or f"q_{quantity.unit}"
        yield quantity.start, quantity.end, kind
    yield from _tagged(found.periods, "period")
    yield from _tagged(found.agencies, "agency")
    yield from _tagged(found.levels, "level")
    for notion in survey(text).notions:
        yield notion.start, notion.end, notion.name
    yield from _tagged(found.wrapped, _WRAPPED)


def _tagged(spans: Iterable[tuple[int, int]], tag: str) -> Iterator[tuple[int, int, str]]:
    for start, end in spans:
        yield start, end, tag
