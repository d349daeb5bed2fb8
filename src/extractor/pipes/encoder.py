"""Run spaCy's tok2vec (MultiHashEmbed, MaxoutWindowEncoder) by numpy alone.

What a token is made into before it meets its neighbours hangs on its own strings, so it is made
once and remembered: bulletins repeat nine of ten tokens. The vectors are spaCy's but for rounding
(tests/pipes/test_reader.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from extractor.pipes.hashing import number_of, rows_of

Floats = NDArray[np.float32]
Params = Mapping[str, Any]
#: A token: its text, norm, lemma and tag.
Token = tuple[str, str, str, str]

#: Tokens whose vectors are remembered (8 MB); beyond it the memory starts afresh.
_REMEMBERED: Final = 20_000
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
        self._columns = list(zip(columns, seeds, tables, strict=True))
        self._mixer, *self._windows = (
            _Layer(*pair) for pair in zip(layers[::2], layers[1::2], strict=True)
        )
        self._known: dict[Token, int] = {}
        self._vectors = np.zeros((0, tables[0].shape[1]), np.float32)

    def encode(self, tokens: Sequence[Token]) -> Floats:
        """Return the vectors of the tokens of one text (tokens × width)."""
        inside = slice(_EDGE, _EDGE + len(tokens))
        width = self._vectors.shape[1]
        vectors = np.zeros((len(tokens) + 2 * _EDGE, width), np.float32)
        vectors[inside] = self._embed(tokens)
        windows = np.zeros((len(vectors), 3 * width), np.float32)
        for layer in self._windows:
            windows[1:, :width] = vectors[:-1]
            windows[:, width : 2 * width] = vectors
            windows[:-1, 2 * width :] = vectors[1:]
            vectors += layer.run(windows)
        return vectors[inside]

    def _embed(self, tokens: Sequence[Token]) -> Floats:
        known = self._known
        if len(known) > _REMEMBERED:
            known = self._known = {}
            self._vectors = self._vectors[:0]
        new = [token for token in dict.fromkeys(tokens) if token not in known]
        if new:
            known.update(zip(new, range(len(known), len(known) + len(new)), strict=True))
            self._vectors = np.concatenate([self._vectors, self._mix(new)])
        return self._vectors[[known[token] for token in tokens]]

    def _mix(self, tokens: Sequence[Token]) -> Floats:
        """Embed each attribute of tokens that are new, and mix the embeddings."""
        found = []
        for column, seed, table in self._columns:
            read = _ATTRIBUTES[column]
            numbers = np.array([number_of(read(token)) for token in tokens], np.uint64)
            found.append(table[rows_of(numbers, seed, len(table))].sum(axis=1))
        return self._mixer.run(np.concatenate(found, axis=1))


class _Layer:
    """A maxout and the norm after it."""

    def __init__(self, maxout: Params, norm: Params) -> None:
        outputs, self._pieces, inputs = maxout["W"].shape
        weights = maxout["W"].transpose(1, 0, 2).reshape(outputs * self._pieces, inputs)
        self._weights = np.ascontiguousarray(weights.T)
        self._bias = maxout["b"].T.ravel()
        self._scale, self._shift = norm["G"], norm["b"]

    def run(self, inputs: Floats) -> Floats:
        pieces = inputs @ self._weights
        pieces += self._bias
        best: Floats = reduce(np.maximum, np.split(pieces, self._pieces, axis=1))
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best) / np.float32(best.shape[1])
        best *= (1 / np.sqrt(spread + _EPSILON))[:, None]
        best *= self._scale
        best += self._shift
        return best


@lru_cache(maxsize=_REMEMBERED)
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
