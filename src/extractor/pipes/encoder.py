"""Run spaCy's tok2vec (MultiHashEmbed, MaxoutWindowEncoder) by numpy alone.

What a token is made into before it meets its neighbours hangs on its own strings, so it is made
once and remembered: bulletins repeat nine of ten tokens. The vectors are spaCy's but for rounding
(tests/pipes/test_reader.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, reduce
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from extractor.pipes.hashing import number_of, rows_of

Floats = NDArray[np.float32]
Params = Mapping[str, Any]
#: A token: its text, norm, lemma and tag.
Token = tuple[str, str, str, str]
_Key = TypeVar("_Key", str, Token)

#: Tokens whose vectors are remembered (4 to 6 MB), and strings of each attribute (6 to 9 MB, which
#: three of them fill); beyond it the memory starts afresh. A bulletin has 47 new tokens: four times
#: as many were not faster, and took 70 MB more after many bulletins.
_TOKENS: Final = 10_000
_STRINGS: Final = 5_000
_NEW: Final = -1
#: Rows of zeros that thinc puts around a text, so that the window sees its ends.
_EDGE: Final = 4
_EPSILON: Final = np.float32(1e-8)
_LONG: Final = 100
_RUN: Final = 4


class Encoder:
    """The weights of a tok2vec, laid out for running.

    `params` are those of its layers in thinc's order: an embedding a column, then maxout and norm
    of the mixer and of each window layer; `columns` are the attributes embedded, `seeds` theirs.
    """

    def __init__(
        self, params: Sequence[Params], *, columns: Sequence[str], seeds: Sequence[int]
    ) -> None:
        filled = [p for p in params if p]
        tables = [p["E"] for p in filled[: len(columns)]]
        layers = filled[len(columns) :]
        self._mixer, *self._windows = (
            _Layer(*pair) for pair in zip(layers[::2], layers[1::2], strict=True)
        )
        parts = np.split(self._mixer.weights, len(columns), axis=1)
        self._columns = [
            (
                _ATTRIBUTES[column],
                _Memory(_Column(seed, table, np.ascontiguousarray(part.T)), most=_STRINGS),
            )
            for column, seed, table, part in zip(columns, seeds, tables, parts, strict=True)
        ]
        self._tokens = _Memory(self._mix, most=_TOKENS)
        self._width = tables[0].shape[1]

    def encode_stretch(self, columns: Sequence[Sequence[str]], stretch: range) -> Floats:
        """Return the vectors of a stretch of one text, given the columns of all its tokens."""
        reach = len(self._windows)  # how many tokens on each side a vector hangs on
        begin = max(0, stretch.start - reach)
        seen = (column[begin : stretch.stop + reach] for column in columns)
        vectors = self.encode(list(zip(*seen, strict=True)))
        return vectors[stretch.start - begin : stretch.stop - begin]

    def encode(self, tokens: Sequence[Token]) -> Floats:
        """Return the vectors of the tokens of one text (tokens × width)."""
        width, inside = self._width, slice(_EDGE, _EDGE + len(tokens))
        vectors = np.zeros((width, len(tokens) + 2 * _EDGE), np.float32)
        vectors[:, inside] = self._tokens.find(tokens).T
        windows = np.zeros((3 * width, vectors.shape[1]), np.float32)
        for layer in self._windows:
            windows[:width, 1:] = vectors[:, :-1]
            windows[width : 2 * width] = vectors
            windows[2 * width :, :-1] = vectors[:, 1:]
            vectors += layer.finish(layer.weights @ windows)
        return vectors[:, inside].T

    def _mix(self, tokens: Sequence[Token]) -> Floats:
        """Mix the embeddings of the attributes of tokens that are new."""
        pieces = reduce(
            np.add, (memory.find([read(t) for t in tokens]) for read, memory in self._columns)
        )
        return self._mixer.finish(np.ascontiguousarray(pieces.T)).T


class _Memory(Generic[_Key]):
    """The vectors of at most so many keys met before; `make` gives those of what is new."""

    def __init__(self, make: Callable[[Sequence[_Key]], Floats], *, most: int) -> None:
        self._make: Callable[[Sequence[_Key]], Floats] = make
        self._most = most
        self._known: dict[_Key, int] = {}
        self._vectors = np.zeros((0, 0), np.float32)

    def find(self, keys: Sequence[_Key]) -> Floats:
        """Return the vectors of keys (keys × width)."""
        if len(self._known) > self._most:
            self._known.clear()
        known = self._known
        places = [known.get(key, _NEW) for key in keys]
        if _NEW in places:
            met = zip(keys, places, strict=True)
            new = list(dict.fromkeys(key for key, place in met if place == _NEW))
            begin = len(known)
            self._keep(self._make(new), begin)
            known.update(zip(new, range(begin, begin + len(new)), strict=True))
            places = [known[key] for key in keys]
        return self._vectors.take(places, axis=0)

    def _keep(self, vectors: Floats, begin: int) -> None:
        end = begin + len(vectors)
        if end > len(self._vectors):  # room for half as many more: each is copied twice on average
            grown = np.empty((end + end // 2, vectors.shape[1]), np.float32)
            if begin:
                grown[:begin] = self._vectors[:begin]
            self._vectors = grown
        self._vectors[begin:end] = vectors


class _Column:
    """The embedding of one attribute, and the part of the mixer that reads it.

    The pieces of the mixer's maxout are sums over the attributes: what a string adds to them is
    made once (a bulletin has 300 distinct tokens, 47 of them new, of 16 new strings).
    """

    def __init__(self, seed: int, table: Floats, weights: Floats) -> None:
        self._seed, self._table, self._weights = seed, table, weights

    def __call__(self, strings: Sequence[str]) -> Floats:
        numbers = np.array([number_of(string) for string in strings], np.uint64)
        rows = rows_of(numbers, self._seed, len(self._table))
        return np.asarray(self._table[rows].sum(axis=1) @ self._weights, np.float32)


class _Layer:
    """A maxout and the norm after it; features run down, tokens across."""

    def __init__(self, maxout: Params, norm: Params) -> None:
        outputs, self._pieces, inputs = maxout["W"].shape
        weights = maxout["W"].transpose(1, 0, 2).reshape(outputs * self._pieces, inputs)
        self.weights: Floats = np.ascontiguousarray(weights)
        self._bias = maxout["b"].T.reshape(-1, 1)
        self._scale, self._shift = norm["G"][:, None], norm["b"][:, None]
        self._share = np.full(outputs, 1 / outputs, np.float32)

    def finish(self, pieces: Floats) -> Floats:
        """Choose the greatest of the pieces and normalise; `pieces` is written over."""
        pieces += self._bias
        best: Floats = reduce(np.maximum, np.split(pieces, self._pieces))
        best -= self._share @ best
        spread = np.einsum("ij,ij->j", best, best) * self._share[0]
        best *= 1 / np.sqrt(spread + _EPSILON)
        best *= self._scale
        best += self._shift
        return best


@lru_cache(maxsize=2 * _TOKENS)
def shape_of(text: str) -> str:
    """Write a token by the kinds of its letters, as spaCy does: no kind more than four times.

    >>> shape_of("TN&MT"), shape_of("64.933"), shape_of("thường")
    ('XX&XX', 'dd.ddd', 'xxxx')
    """
    if len(text) >= _LONG:
        return "LONG"
    shape, last, run = "", "", 0
    for letter in text:
        kind = letter
        if letter.isalpha():
            kind = "X" if letter.isupper() else "x"
        elif letter.isdigit():
            kind = "d"
        run = run + 1 if kind == last else 0
        last = kind
        if run < _RUN:
            shape += kind
    return shape


_ATTRIBUTES: Final[dict[str, Callable[[Token], str]]] = {
    "NORM": lambda token: token[1],
    "PREFIX": lambda token: token[0][0],
    "SUFFIX": lambda token: token[0][-3:],
    "SHAPE": lambda token: shape_of(token[0]),
    "LEMMA": lambda token: token[2],
    "TAG": lambda token: token[3],
}
#: The attributes that the encoder can make of a token.
ATTRIBUTES: Final = frozenset(_ATTRIBUTES)
