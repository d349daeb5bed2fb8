"""Complete the recogniser's mentions with those that grammar and gazetteer find beside them.

The linker chooses among candidates, so a candidate too many costs little and a missing one costs a
fact: periods, level phrases, named bodies and cues that no mention covers become candidates too. In
training the same completion surrounds the gold mentions, so that the linker learns to pass by.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from extractor.features.readings import reading_keys
from extractor.features.surroundings import set_aside, target_classes
from extractor.features.survey import survey
from extractor.labels import Label
from extractor.rules.findings import findings
from extractor.rules.grids import read_tables
from extractor.schema import Mention
from extractor.vietnamese.maybe import find_maybes

#: The score of a mention that only the grammar saw.
GRAMMAR_SCORE: Final = 0.5


def forget_texts() -> None:
    """Let go of all that is remembered of the last texts: of one of 1 MB it is 130 MB."""
    pages = set_aside, target_classes, reading_keys
    for remembered in (_grammar, survey, findings, read_tables, *pages):
        remembered.cache_clear()


def complete(text: str, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return the mentions and, where they leave room, the grammar's, in order of the text."""
    taken = sorted(mentions, key=lambda mention: mention.start)
    for candidate in _grammar(text):
        at = bisect_left(taken, candidate.start, key=lambda mention: mention.start)
        clear_left = at == 0 or taken[at - 1].end <= candidate.start
        clear_right = at == len(taken) or candidate.end <= taken[at].start
        if clear_left and clear_right:
            taken.insert(at, candidate)
    return tuple(taken)


@lru_cache(maxsize=64)
def _grammar(text: str) -> tuple[Mention, ...]:
    found = findings(text)
    layers: list[tuple[Label, list[tuple[int, int]]]] = [
        ("PERIOD", found.periods),
        ("AGENCY", found.agencies),
        ("LEVEL", found.levels),
        ("INDICATOR", [(hit.start, hit.end) for hit in found.cues]),
    ]
    known = [(label, start, end) for label, spans in layers for start, end in spans]
    weak = find_maybes(text, province=found.province)
    return tuple(
        Mention(start, end, label, GRAMMAR_SCORE)
        for label, start, end in known + weak
        if not found.is_wrapped(start)
    )
