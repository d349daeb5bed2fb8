"""Links: every gold link counts, also where one of its mentions was not found.

Feed predicted mentions for the end-to-end score; feed a prediction made on gold mentions for the
score of linking alone: the scorer is the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from extractor.corpus.gold import Gold, GoldMention
from extractor.labels import TARGETS
from extractor.schema import Link, Tagged
from extractor.scoring.alignment import Stretch, align
from extractor.scoring.counts import Counts, add_tables, count_matches
from extractor.scoring.spans import ALL

#: Where a link's target stands, seen from the figure.
PLACES: Final = (
    "before, same sentence", "after, same sentence", "before, same paragraph",
    "after, same paragraph", "before, other paragraph", "after, other paragraph",
)  # fmt: skip
_SENTENCE_END: Final = re.compile(r"[.!?…][)\]”\"]*\s+(?=[^\W\d_])")

_Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class LinkScores:
    """Counts by link kind and for "all"; `exact` and `overlap` say how both ends must match.

    `places` counts links of all kinds by where the target stands (ends matched by overlap).
    """

    exact: dict[str, Counts]
    overlap: dict[str, Counts]
    places: dict[str, Counts]


def score_links(gold: Gold, tagged: Tagged) -> LinkScores:
    """Score one bulletin's links; every kind has a row, undefined where it never occurs."""
    exact = _name_mentions(_match_exactly(gold, tagged), tagged)
    loose = _name_mentions(_match_by_overlap(gold, tagged), tagged)
    return LinkScores(
        exact=_by_kind(gold, _triples(tagged, exact)),
        overlap=_by_kind(gold, _triples(tagged, loose)),
        places=_by_place(gold, tagged, loose),
    )


def _match_exactly(gold: Gold, tagged: Tagged) -> dict[int, str]:
    index = {(m.start, m.end, m.label): n for n, m in reversed(list(enumerate(tagged.mentions)))}
    found = {m.id: index.get((m.start, m.end, m.label)) for m in gold.mentions}
    return {n: name for name, n in found.items() if n is not None}


def _match_by_overlap(gold: Gold, tagged: Tagged) -> dict[int, str]:
    matches: dict[int, str] = {}
    for label in {mention.label for mention in gold.mentions}:
        ours = [m for m in gold.mentions if m.label == label]
        theirs = [n for n, m in enumerate(tagged.mentions) if m.label == label]
        pairs = align(
            [(m.start, m.end) for m in ours],
            [(tagged.mentions[n].start, tagged.mentions[n].end) for n in theirs],
        )
        matches.update({theirs[p]: ours[g].id for g, p in pairs.items()})
    return matches


def _name_mentions(matches: dict[int, str], tagged: Tagged) -> list[str]:
    # A mention that matches no gold gets a name that no gold mention can have.
    return [matches.get(n, f"#{n}") for n in range(len(tagged.mentions))]


def _triples(tagged: Tagged, names: list[str]) -> list[_Triple]:
    return [(names[link.source], link.kind, names[link.target]) for link in tagged.links]


def _by_kind(gold: Gold, predicted: list[_Triple]) -> dict[str, Counts]:
    wanted = [(link.source, link.kind, link.target) for link in gold.links]
    scores: dict[str, Counts] = {
        kind: count_matches(
            [triple for triple in wanted if triple[1] == kind],
            [triple for triple in predicted if triple[1] == kind],
        )
        for kind in TARGETS
    }
    return {**scores, ALL: sum(scores.values(), Counts())}


def _by_place(gold: Gold, tagged: Tagged, names: list[str]) -> dict[str, Counts]:
    mentions = {mention.id: mention for mention in gold.mentions}
    breaks = Breaks(tagged.text)
    wanted: dict[_Triple, str] = {
        (link.source, link.kind, link.target): breaks.place(
            _stretch(mentions[link.source]), _stretch(mentions[link.target])
        )
        for link in gold.links
    }
    tables = [{place: Counts() for place in PLACES}]
    for link in tagged.links:
        triple = (names[link.source], link.kind, names[link.target])
        place = wanted.pop(triple, None)
        if place is None:
            tables.append({_place_of(link, tagged, breaks): Counts(fp=1)})
        else:
            tables.append({place: Counts(tp=1)})
    tables += [{place: Counts(fn=1)} for place in wanted.values()]
    return add_tables(tables)


def _place_of(link: Link, tagged: Tagged, breaks: Breaks) -> str:
    source, target = tagged.mentions[link.source], tagged.mentions[link.target]
    return breaks.place((source.start, source.end), (target.start, target.end))


def _stretch(mention: GoldMention) -> Stretch:
    return mention.start, mention.end


class Breaks:
    """Where paragraphs (lines) and sentences of a text end, by plain punctuation.

    >>> breaks = Breaks("Quý I. Tiếp nhận 9 hồ sơ.")
    >>> breaks.place((17, 24), (0, 5))
    'before, same paragraph'
    """

    def __init__(self, text: str) -> None:
        self._lines = [match.end() for match in re.finditer(r"\n", text)]
        self._sentences = sorted(
            {*self._lines, *(match.end() for match in _SENTENCE_END.finditer(text))}
        )

    def place(self, source: Stretch, target: Stretch) -> str:
        """Name where `target` stands seen from `source`: one of PLACES."""
        side = "before" if target[0] < source[0] else "after"
        low, high = sorted((source[0], target[0]))
        if any(low < end <= high for end in self._lines):
            return f"{side}, other paragraph"
        if any(low < end <= high for end in self._sentences):
            return f"{side}, same paragraph"
        return f"{side}, same sentence"
