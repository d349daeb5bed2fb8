"""Links and codes by the offsets of their mentions, and how they become a `Tagged`.

Character offsets survive every change of tokens, so that components may hand them on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from extractor.features.kin import Targets
from extractor.features.scoping import read_label
from extractor.schema import Code, Link, Mention, Tagged

#: Figure start and end, kind, target start and end, chance.
LinkRow = tuple[int, int, str, int, int, float]
#: Figure start and end, start and end of an INDICATOR that it may have (NOWHERE: none), chance.
DoubtRow = tuple[int, int, int, int, float]
#: What a figure may have besides its link, by its place among the mentions: targets with chances.
Doubts = dict[int, list[tuple[int | None, float]]]
#: Where no INDICATOR stands.
NOWHERE: Final = -1
#: Figure start and end, indicator, role, scope, chance.
CodeRow = tuple[int, int, str, str, str, float]


def gather(
    text: str,
    mentions: tuple[Mention, ...],
    links: Iterable[LinkRow],
    codes: Iterable[CodeRow],
) -> Tagged:
    """Join mentions, links and codes; rows whose mentions are not there are left out."""
    places = {(m.start, m.end): index for index, m in enumerate(mentions)}
    found = []
    for q_start, q_end, kind, t_start, t_end, score in links:
        source, target = places.get((q_start, q_end)), places.get((t_start, t_end))
        if source is not None and target is not None:
            found.append(Link(source, kind, target, score))  # type: ignore[arg-type]
    coded: dict[int, Code] = {}
    for q_start, q_end, indicator, role, scope, score in codes:
        source = places.get((q_start, q_end))
        if source is not None:
            coded[source] = Code(indicator, role, scope=read_label(scope), score=score)  # type: ignore[arg-type]
    return Tagged(text, mentions, tuple(found), coded)


def targets_of(mentions: tuple[Mention, ...], links: Iterable[LinkRow]) -> Targets:
    """Map (figure, link kind) to the target, both by their place among the mentions."""
    places = {(m.start, m.end): index for index, m in enumerate(mentions)}
    found: Targets = {}
    for row in links:
        source, target = places.get((row[0], row[1])), places.get((row[3], row[4]))
        if source is not None and target is not None:
            found[(source, row[2])] = target  # type: ignore[index]
    return found


def doubts_of(mentions: tuple[Mention, ...], rows: Iterable[DoubtRow]) -> Doubts:
    """Map each doubtful figure to the INDICATORs that it may have, or None, with their chances."""
    places = {(m.start, m.end): index for index, m in enumerate(mentions)}
    found: Doubts = {}
    for q_start, q_end, t_start, t_end, chance in rows:
        source = places.get((q_start, q_end))
        if source is not None:
            found.setdefault(source, []).append((places.get((t_start, t_end)), chance))
    return found
