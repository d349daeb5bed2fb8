"""Run spaCy's greedy entity recogniser by numpy alone.

Outside an entity the score of a move hangs on the token alone, inside on the token, the one before
and the entity's first: so all tokens are scored outside at once, and of each possible entity a few
tokens ahead. The entities are spaCy's (tests/pipes/test_reader.py). Texts come without entities
and sentence ends, so that white space and the end of the text are all that forbids a move.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Params = Mapping[str, Any]

BEGIN, _IN, _LAST, UNIT, _OUT = "1", "2", "3", "4", "5"
#: Tokens that are scored ahead for each entity that may begin.
_AHEAD: Final = 6


class Move(NamedTuple):
    """What is done at a token: begin, go on, end, do both, or stay out; with the label."""

    action: str
    label: str


def read_moves(moves: str) -> list[Move] | None:
    """Read the moves of a recogniser in the order of its scores; None where labels came later."""
    tables: dict[str, dict[str, int]] = json.loads(moves)
    if any(count < 0 for labels in tables.values() for count in labels.values()):
        return None
    return [
        Move(action, label)
        for action, labels in sorted(tables.items())
        for _, label in sorted(((count, label) for label, count in labels.items()), reverse=True)
    ]


class Recogniser:
    """The weights of an entity recogniser, laid out for running.

    `params` are those of its layers in thinc's order: state, scores, and the layer that narrows the
    vectors of tokens.
    """

    def __init__(self, params: Sequence[Params], moves: Sequence[Move]) -> None:
        state, scores, narrow = (p for p in params if p)
        self._narrow, self._narrow_bias = np.ascontiguousarray(narrow["W"].T), narrow["b"]
        places, outputs, self._pieces, inputs = state["W"].shape
        # pieces side by side: the greatest of them is that of whole columns
        weights = state["W"].transpose(0, 2, 1, 3).reshape(-1, inputs)
        self._state = np.ascontiguousarray(weights.T)
        self._places, self._size = places, outputs * self._pieces
        self._bias = state["b"].T.ravel()
        absent = state["pad"][0].transpose(0, 2, 1).reshape(places, -1)
        self._absent = absent[1] + absent[2] + self._bias
        self._scores, self._scores_bias = np.ascontiguousarray(scores["W"].T), scores["b"]
        self._moves = list(moves)
        self._begins = np.array([move.action == BEGIN for move in moves])
        self._out = np.array([move.action == _OUT for move in moves])
        self._outside = np.array([_is_outside(move) for move in moves])
        numbers = {move: number for number, move in enumerate(moves)}
        labels = {move.label for move in moves if move.action == BEGIN}
        self._inner = {x: (numbers[Move(_IN, x)], numbers[Move(_LAST, x)]) for x in labels}

    def find(self, vectors: Floats, blank: NDArray[np.bool_]) -> list[tuple[int, int, str]]:
        """Return the entities as (first token, end, label); `blank` marks white space."""
        size = len(vectors)
        told = (vectors @ self._narrow + self._narrow_bias) @ self._state
        here, first, before = told.reshape(size, self._places, self._size).transpose(1, 0, 2)
        first = first + self._bias
        chosen = self._choose_outside(here + self._absent, blank)
        begins = np.flatnonzero(self._begins[chosen])
        closes = self._ends(begins, chosen, here, first, before)
        ends = dict(zip(begins.tolist(), closes, strict=True))
        found, at = [], 0
        for place in np.flatnonzero(~self._out[chosen]).tolist():
            if place >= at:
                at = ends.get(place, place + 1)
                found.append((place, at, self._moves[int(chosen[place])].label))
        return found

    def _choose_outside(self, told: Floats, blank: NDArray[np.bool_]) -> Ints:
        """Return the best move of each token, were it outside."""
        scores = self._score(told)
        scores[:, ~self._outside] = -np.inf
        scores[np.ix_(blank, ~self._out)] = -np.inf
        scores[-1, self._begins] = -np.inf  # an entity of several tokens needs another one
        return np.asarray(scores.argmax(axis=1), np.int64)

    def _ends(
        self, begins: Ints, chosen: Ints, here: Floats, first: Floats, before: Floats
    ) -> list[int]:
        """Return where the entities that begin at tokens end."""
        size = len(here)
        ends = np.full(len(begins), size)  # the last token ends any entity
        labels = [self._moves[int(chosen[begin])].label for begin in begins]
        inner = np.array([self._inner[label] for label in labels], np.int64).reshape(-1, 2)
        open_, start = np.arange(len(begins)), 1
        while len(open_):
            at = begins[open_][:, None] + np.arange(start, start + _AHEAD)
            at = np.minimum(at, size - 1)
            told = here[at] + before[at - 1] + first[begins[open_]][:, None]
            scores = self._score(told.reshape(-1, self._size)).reshape(*at.shape, -1)
            goes = np.take_along_axis(scores, inner[open_, 0][:, None, None], axis=2)[:, :, 0]
            stops = np.take_along_axis(scores, inner[open_, 1][:, None, None], axis=2)[:, :, 0]
            ended = (stops > goes) | (at == size - 1)  # of equal moves the first: going on
            some = ended.any(axis=1)
            ends[open_[some]] = at[some, ended[some].argmax(axis=1)] + 1
            open_, start = open_[~some], start + _AHEAD
        return ends.tolist()

    def _score(self, told: Floats) -> Floats:
        width = self._size // self._pieces
        best = told[:, :width]
        for piece in range(1, self._pieces):
            best = np.maximum(best, told[:, piece * width : (piece + 1) * width])
        return np.asarray(best @ self._scores + self._scores_bias, np.float32)


def _is_outside(move: Move) -> bool:
    """Tell whether a move can be made outside an entity; U without label needs a preset one."""
    return move.action in (BEGIN, _OUT) or (move.action == UNIT and bool(move.label))
