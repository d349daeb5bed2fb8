"""Find bulletins that are too alike, and text that stands in a real bulletin.

Likeness is the share of word shingles that two texts have in common, with digits and names masked:
a copy with other figures and another province is still a copy. Masked shingles are eight words
long; a stock phrase ("tỷ lệ … đạt …") is shorter, a sentence is longer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from extractor.vietnamese.text import fold, normalise

SHINGLE: Final = 8
#: Words in a row that count as copied from a real bulletin.
COPIED: Final = 12
#: Containment (shared shingles / those of the shorter text) above which two bulletins are too
#: alike. Chosen on the corpus (corpus/DATA_CARD.md, "Splits and leakage"): the worst honest pairs
#: share 0.11 across splits and within one, all of it stock wording; copies with other figures,
#: places and wordings share 0.64 or more, and of 40 copies in which about half of the sentences
#: were replaced 38 share more than 0.12.
LIMIT_ACROSS: Final = 0.12
LIMIT_WITHIN: Final = 0.15

_WORD: Final = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:[&.-][^\W\d_]+)*|%")
_NUMBER: Final = "0"
_NAME: Final = "A"

Shingle = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two bulletins and the share of the shorter one's shingles that the other has too."""

    one: str
    two: str
    share: float
    example: str


def mask_words(text: str) -> list[str]:
    """Return the words of a text, folded, numbers as 0 and runs of names as A.

    A name is a run of capitalised words that does not start a sentence or line.

    >>> mask_words("Huyện Yên Lạc đã tiếp nhận 64.933 hồ sơ.")
    ['huyện', 'A', 'đã', 'tiếp', 'nhận', '0', 'hồ', 'sơ']
    """
    words: list[str] = []
    clean = normalise(text).text
    last = 0
    for match in _WORD.finditer(clean):
        word = match.group()
        starts = not words or bool(re.search(r"[.!?:;…\n\"“”(-]", clean[last : match.start()]))
        last = match.end()
        if word[0].isdigit():
            words.append(_NUMBER)
        elif word[0].isupper() and not starts and not word.isupper():
            if not words or words[-1] != _NAME:
                words.append(_NAME)
        else:
            words.append(fold(word))
    return words


def shingles(text: str, *, size: int = SHINGLE) -> set[Shingle]:
    """Return the masked shingles of a text; those that are mostly masks are left out."""
    words = mask_words(text)
    windows = (tuple(words[at : at + size]) for at in range(len(words) - size + 1))
    return {window for window in windows if _spelled(window) > size // 2}


def _spelled(window: Shingle) -> int:
    return sum(word not in (_NUMBER, _NAME) for word in window)


def find_alike(texts: Mapping[str, str], *, limit: float = 0.0) -> list[Likeness]:
    """List the pairs that share more than `limit` of the shorter one's shingles, worst first."""
    sets = {name: shingles(text) for name, text in texts.items()}
    holders: dict[Shingle, list[str]] = defaultdict(list)
    for name, members in sets.items():
        for shingle in members:
            holders[shingle].append(name)
    shared: dict[tuple[str, str], list[Shingle]] = defaultdict(list)
    for shingle, names in holders.items():
        for pair in combinations(sorted(names), 2):
            shared[pair].append(shingle)
    found = []
    for (one, two), common in shared.items():
        share = len(common) / min(len(sets[one]), len(sets[two]))
        if share > limit:
            found.append(Likeness(one, two, share, " ".join(min(common))))
    return sorted(found, key=lambda pair: (-pair.share, pair.one, pair.two))


def find_copied(text: str, sources: Iterable[str]) -> Iterator[str]:
    """Yield runs of COPIED words of `text` that stand in one of `sources`, figures included.

    Words are compared folded and unmasked; overlapping runs are reported once, by their start.
    """
    known = {run for source in sources for run in _runs(_plain_words(source))}
    words = _plain_words(text)
    skip = 0
    for at, run in enumerate(_runs(words)):
        if at >= skip and run in known:
            skip = at + COPIED
            yield " ".join(run)


def _plain_words(text: str) -> list[str]:
    return [fold(match.group()) for match in _WORD.finditer(normalise(text).text)]


def _runs(words: list[str]) -> Iterator[Shingle]:
    return (tuple(words[at : at + COPIED]) for at in range(len(words) - COPIED + 1))
