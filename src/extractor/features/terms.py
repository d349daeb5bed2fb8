"""Compare a figure's words with the codebook's own wording of every code.

A rare code has few examples in any corpus, but the codebook names it and lists terms: the codes
whose terms are nearest become features, so that unseen wordings still point somewhere.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.codebook import load_codebook
from extractor.vietnamese.text import fold

#: Words that name no code.
_COMMON: Final = frozenset({
    "hồ", "sơ", "số", "tỷ", "lệ", "tỉ", "các", "của", "và", "được", "đã", "có", "là", "trong",
    "cho", "theo", "với", "tổng", "về", "…", ",", ".", "(", ")",
})  # fmt: skip


def nearest_codes(words: list[str], unit: str | None, *, count: int = 2) -> list[tuple[str, float]]:
    """Return the codes whose terms are nearest to the words, best first, with their cosine.

    Only codes that take the unit compete; a figure without a unit may be any.

    >>> nearest_codes("từ kỳ trước chuyển sang".split(), "dossier", count=1)[0][0]
    'dossiers_carried_over'
    """
    table, takes = _table(), _taking(unit)
    rows = [table.rows[gram] for gram in sorted(_grams(words)) if gram in table.rows]
    if not rows:
        return []
    # Sums of floats depend on their order: gram by gram, as the grams are sorted.
    total = np.add.reduce(table.squares[rows], axis=0)
    cosine = np.where(takes, total[:-1], 0.0) / np.sqrt(total[-1] * table.lengths)
    found = []
    for _ in range(min(count, int(np.count_nonzero(cosine)))):
        at = int(cosine.argmax())
        found.append((table.codes[at], float(cosine[at])))
        cosine[at] = 0
    return found


class _Table(NamedTuple):
    """Squared weights of words and word pairs by code (sorted).

    The last column holds the weight itself, whatever the code.
    """

    rows: dict[str, int]
    squares: NDArray[np.float64]
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
    codes = sorted(lengths)
    column = {code: number for number, code in enumerate(codes)}
    squares = np.zeros((len(index), len(codes) + 1))
    for row, found in enumerate(index.values()):
        idf = math.log(len(lengths) / len(found)) + 0.5
        squares[row, [*(column[code] for code in found), -1]] = idf * idf
    rows = {gram: row for row, gram in enumerate(index)}
    return _Table(rows, squares, codes, np.array([lengths[code] for code in codes]))


#: A bulletin's words come again and again; folding them was half of the search.
_fold_word = lru_cache(maxsize=10_000)(fold)


def _grams(words: list[str]) -> set[str]:
    folded = [word for word in (_fold_word(word) for word in words) if word not in _COMMON]
    return set(folded) | {f"{one} {two}" for one, two in pairwise(folded)}


@cache
def _index() -> tuple[dict[str, list[str]], dict[str, float], dict[str, frozenset[str]]]:
    """Return postings by word and word pair, squared length by code, and units by code."""
    postings: dict[str, list[str]] = {}
    grams_of: dict[str, set[str]] = {}
    indicators = load_codebook().indicators
    for code, indicator in indicators.items():
        grams = set()
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
