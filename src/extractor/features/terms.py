"""Compare a figure's words with the codebook's own wording of every code.

A rare code has few examples in any corpus, but the codebook names it and lists terms: the codes
whose terms are nearest become features, so that unseen wordings still point somewhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.codebook import load_codebook
from extractor.features.segments import spread_ranges
from extractor.vietnamese.text import fold

#: Words that name no code.
_COMMON: Final = frozenset({
    "hồ", "sơ", "số", "tỷ", "lệ", "tỉ", "các", "của", "và", "được", "đã", "có", "là", "trong",
    "cho", "theo", "với", "tổng", "về", "…", ",", ".", "(", ")",
})  # fmt: skip
#: Keeps a sample without a known word, whose sums are zero, from a division by zero.
_TINY: Final = 1e-12


#: A sample: the words of a figure, and its unit.
Sample = tuple[list[str], str | None]
#: A word or two that follow each other.
Gram = str | tuple[str, str]
#: A code and its cosine.
Near = tuple[str, float]


def nearest_codes(words: list[str], unit: str | None, *, count: int = 2) -> list[Near]:
    """Return the codes whose terms are nearest to the words, best first, with their cosine.

    Only codes that take the unit compete; a figure without a unit may be any.

    >>> nearest_codes("từ kỳ trước chuyển sang".split(), "dossier", count=1)[0][0]
    'dossiers_carried_over'
    """
    return all_nearest_codes([(words, unit)], count=count)[0]


def all_nearest_codes(samples: Sequence[Sample], *, count: int = 2) -> list[list[Near]]:
    """Return the nearest codes of every sample.

    A page's samples are compared at once: one by one they took half as long again.
    """
    if not samples:
        return []
    table, known = _table(), _table().rows
    # Sums of floats depend on their order: gram by gram, as the grams are sorted.
    rows = [_known_grams(words, known) for words, _ in samples]
    sizes = np.array([len(found) for found in rows], np.int64)
    flat = np.array([row for found in rows for row in found], np.int64)
    weights = table.weights[flat]
    sample = np.repeat(np.arange(len(rows)), sizes)
    lengths = np.bincount(sample, weights=weights, minlength=len(rows))
    spread = spread_ranges(table.starts[flat], table.sizes[flat])
    cell = np.repeat(sample * len(table.codes), table.sizes[flat]) + table.postings[spread]
    total = np.bincount(
        cell,
        weights=np.repeat(weights, table.sizes[flat]),
        minlength=len(rows) * len(table.codes),
    ).reshape(len(rows), -1)
    takes = np.array([_taking(unit) for _, unit in samples])
    norms = np.sqrt(np.maximum(lengths, _TINY)[:, None] * table.lengths)
    return _best(np.where(takes, total, 0.0) / norms, table.codes, count)


def _best(cosines: NDArray[np.float64], codes: list[str], count: int) -> list[list[Near]]:
    """Return the greatest cosines of every sample; they are zeroed, and zeros left out."""
    found: list[list[Near]] = [[] for _ in cosines]
    samples = np.arange(len(cosines))
    for _ in range(count):
        at = cosines.argmax(axis=1)
        greatest = cosines[samples, at]
        cosines[samples, at] = 0
        for near, code, cosine in zip(found, at.tolist(), greatest.tolist(), strict=True):
            if cosine:
                near.append((codes[code], cosine))
    return found


class _Table(NamedTuple):
    """The words and word pairs of the codebook, sorted: their squared weights and their codes.

    `postings` has the codes (by number) of every gram, from `starts`, as many as `sizes`.
    """

    rows: dict[Gram, int]
    weights: NDArray[np.float64]
    postings: NDArray[np.int64]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    codes: list[str]
    lengths: NDArray[np.float64]


@cache
def _taking(unit: str | None) -> NDArray[np.bool_]:
    """Tell which codes take a unit; a figure without one may be any."""
    units = _index()[2]
    return np.array([unit is None or unit in units[code] for code in _table().codes])


@cache
def _table() -> _Table:
    index, lengths, _ = _index()
    codes, grams = sorted(lengths), sorted(index, key=_written)
    column = {code: number for number, code in enumerate(codes)}
    sizes = np.array([len(index[gram]) for gram in grams])
    return _Table(
        rows={gram: row for row, gram in enumerate(grams)},
        weights=(np.array([math.log(len(lengths) / size) for size in sizes.tolist()]) + 0.5) ** 2,
        postings=np.array([column[code] for gram in grams for code in index[gram]]),
        starts=np.cumsum(sizes) - sizes,
        sizes=sizes,
        codes=codes,
        lengths=np.array([lengths[code] for code in codes]),
    )


def _grams(words: list[str]) -> set[Gram]:
    folded = _telling(words)
    return {*folded, *pairwise(folded)}


def _known_grams(words: list[str], known: dict[Gram, int]) -> list[int]:
    """Return the numbers of the grams of words that the codebook has, in order."""
    folded = _telling(words)
    rows = {*map(known.get, folded), *map(known.get, pairwise(folded))}
    return sorted(row for row in rows if row is not None)


def _written(gram: Gram) -> str:
    return gram if isinstance(gram, str) else " ".join(gram)


def _telling(words: list[str]) -> list[str]:
    return [word for word in map(fold, words) if word not in _COMMON]


@cache
def _index() -> tuple[dict[Gram, list[str]], dict[str, float], dict[str, frozenset[str]]]:
    """Return postings by word and word pair, squared length by code, and units by code."""
    postings: dict[Gram, list[str]] = {}
    grams_of: dict[str, set[Gram]] = {}
    indicators = load_codebook().indicators
    for code, indicator in indicators.items():
        grams: set[Gram] = set()
        for term in (indicator.vi, *indicator.terms):
            grams |= _grams(term.replace("(", " ").replace(")", " ").split())
        grams_of[code] = grams
        for gram in grams:
            postings.setdefault(gram, []).append(code)
    lengths = {
        code: math.fsum((math.log(len(indicators) / len(postings[g])) + 0.5) ** 2 for g in grams)
        or 1.0
        for code, grams in grams_of.items()
    }
    return postings, lengths, {c: frozenset(i.units) for c, i in indicators.items()}
