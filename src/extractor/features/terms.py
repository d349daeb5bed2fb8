"""Compare a figure's words with the codebook's own wording of every code.

A rare code has few examples in any corpus, but the codebook names it and lists terms: the codes
whose terms are nearest become features, so that unseen wordings still point somewhere.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

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
    weights: dict[str, float] = {}
    total = 0.0
    postings, lengths = _postings(unit), _index()[1]
    for gram in sorted(_grams(words)):  # sums of floats depend on their order
        found = postings.get(gram)
        if found is None:
            continue
        square, codes = found
        total += square
        for code in codes:
            weights[code] = weights.get(code, 0.0) + square
    if not total:
        return []
    scored = [(code, w / math.sqrt(total * lengths[code])) for code, w in weights.items()]
    return sorted(scored, key=lambda item: (-item[1], item[0]))[:count]


@cache
def _postings(unit: str | None) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Return, by word and word pair, the squared weight and the codes that take the unit."""
    index, lengths, units = _index()
    found = {}
    for gram, codes in index.items():
        idf = math.log(len(lengths) / len(codes)) + 0.5
        fitting = tuple(code for code in codes if unit is None or unit in units[code])
        found[gram] = (idf * idf, fitting)
    return found


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
