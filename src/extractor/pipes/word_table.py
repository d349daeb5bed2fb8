"""Look up underthesea's conditional random field by text: the same words in a tenth of the time.

The field scores each token of a line by what stands in it and around it: its text and its
neighbours' (raw and lower case), whether they are numbers, begin with a capital, or stand in a
dictionary. Every such score hangs on a run of one, two or three tokens only, so it is computed
once for each run and remembered. `build_segmenter` makes the table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from itertools import pairwise
from operator import add
from typing import Any, Final, NamedTuple
from zipfile import BadZipFile

import numpy
from numpy.typing import NDArray

from extractor.errors import ModelError

#: Runs whose weights are remembered; beyond it the memory starts afresh.
_REMEMBERED: Final = 50_000

Transitions = tuple[float, float, float, float]
#: How much a run adds to inside less begin of each token around it: of one token to the tokens two
#: after it to two before it, of two tokens from the token after them to that before, of three to
#: its last, middle and first.
Weights = tuple[float, ...]


class Runs(NamedTuple):
    """The weights of runs by text: `begins` tells where those of each begin in `weights`.

    An array for each of the 63,000 took 5 MB and 10 ms more.
    """

    begins: dict[str, int]
    weights: NDArray[numpy.float64]


class Table(NamedTuple):
    """The field by text.

    `raw` and `lower` hold the weights of a run by its text as it stands and in lower case; `plain`
    the weights of any run by its length and whether it is title, number, in the dictionary;
    `dictionary` the words of at most three syllables; `openings` the first two tokens, in lower
    case, of every run of three in `raw` or `dictionary`; `edges` what the two ends of a line add,
    by the number of tokens before and after (two stand for more); `transitions` begin-begin,
    begin-inside, inside-begin, inside-inside. `version` is the release of underthesea that the
    table was made from, `files` the SHA-256 of each file read.
    """

    version: str
    files: dict[str, str]
    raw: Runs
    lower: Runs
    plain: dict[tuple[int, bool, bool, bool], Weights]
    dictionary: frozenset[str]
    openings: frozenset[str]
    edges: list[list[float]]
    transitions: Transitions


def read_table() -> Table:
    """Read the table that the package carries; refuse a damaged one with `ModelError`."""
    source = resources.files("extractor.pipes").joinpath("data", "segmentation.npz")
    try:
        with source.open("rb") as stream, numpy.load(stream) as arrays:
            about = json.loads(_unpack(arrays["about"]))
            return Table(
                version=about["version"],
                files=about["files"],
                raw=_read_weights(arrays, "raw", lengths=(1, 2, 3)),
                lower=_read_weights(arrays, "lower", lengths=(1, 2)),
                plain={tuple(answers): tuple(weights) for answers, weights in about["plain"]},
                dictionary=frozenset(_unpack(arrays["dictionary"]).split("\n")),
                openings=frozenset(_unpack(arrays["openings"]).split("\n")),
                edges=about["edges"],
                transitions=tuple(about["transitions"]),
            )
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise ModelError(f"{source} is no segmentation table ({error}); reinstall") from error


def _read_weights(arrays: Mapping[str, NDArray[Any]], name: str, *, lengths: Iterable[int]) -> Runs:
    begins: dict[str, int] = {}
    weights: list[NDArray[numpy.float64]] = []
    total = 0
    for length in lengths:
        rows = arrays[f"{name}_{length}_weights"]
        texts = _unpack(arrays[f"{name}_{length}_texts"]).split("\n")
        end = total + rows.size
        begins.update(zip(texts, range(total, end, rows.shape[1]), strict=True))
        weights.append(rows.ravel())
        total = end
    return Runs(begins, numpy.concatenate(weights))


def _unpack(array: NDArray[Any]) -> str:
    return array.tobytes().decode()


class TableSegmenter:
    """Decode the field with the weights of a table.

    The words are underthesea's, line by line (tests/pipes/test_segmentation.py), but for exact
    ties in a row of tokens that the field has never seen.
    """

    def __init__(self, table: Table) -> None:
        self.version = table.version
        self._table = table
        self._known: dict[str, tuple[Weights, bool]] = {}

    def continues(self, shown: Sequence[str]) -> list[bool]:
        """Tell for each shown atom whether it continues the word of the atom before it."""
        if len(shown) < 2:
            return [False] * len(shown)
        if len(self._known) > _REMEMBERED:
            self._known = {}
        return decode(self._score(shown), self._table.transitions)

    def _score(self, shown: Sequence[str]) -> list[float]:
        """Return for each token how much the field prefers inside to begin."""
        size, known, weigh = len(shown), self._known, self._weigh
        # Two places more at each end take what runs add beyond the line.
        scores = [0.0] * (size + 4)
        ones = [known.get(text) or weigh(text) for text in shown]
        for place, (weights, _) in enumerate(ones):
            scores[place + 4] += weights[0]
            scores[place + 3] += weights[1]
            scores[place + 2] += weights[2]
            scores[place + 1] += weights[3]
            scores[place] += weights[4]
        pairs = [f"{left} {right}" for left, right in pairwise(shown)]
        for place, text in enumerate(pairs):
            weights, may_open = known.get(text) or weigh(text)
            scores[place + 4] += weights[0]
            scores[place + 3] += weights[1]
            scores[place + 2] += weights[2]
            scores[place + 1] += weights[3]
            if place + 2 == size:
                break
            if may_open:
                three = f"{text} {shown[place + 2]}"
                weights, _ = known.get(three) or weigh(three)
            else:
                is_title = ones[place][1] and ones[place + 1][1] and ones[place + 2][1]
                weights = self._table.plain[3, is_title, False, False]
            scores[place + 4] += weights[0]
            scores[place + 3] += weights[1]
            scores[place + 2] += weights[2]
        for place in {0, 1, size - 2, size - 1}:
            scores[place + 2] += self._table.edges[min(place, 2)][min(size - 1 - place, 2)]
        return scores[2:-2]

    def _weigh(self, run: str) -> tuple[Weights, bool]:
        """Return and remember what a run adds, and a flag.

        The flag of one token is whether it begins with a capital (or with no letter at all), of two
        tokens whether they may open a known run of three.
        """
        words, lower, table = run.split(" "), run.lower(), self._table
        is_one = len(words) == 1
        is_title = not [word for word in words if word[0].upper() != word[0]]
        is_number = is_one and run.isdecimal()
        weights = table.plain[len(words), is_title, is_number, lower in table.dictionary]
        width = len(weights)
        for runs, text in ((table.raw, run), (table.lower, lower)):
            begin = runs.begins.get(text)
            if begin is not None:
                weights = tuple(map(add, weights, runs.weights[begin : begin + width].tolist()))
        found = self._known[run] = (weights, is_title if is_one else lower in table.openings)
        return found


def decode(scores: Sequence[float], transitions: Transitions) -> list[bool]:
    """Return the best path through a line: True where a token is inside a word.

    `scores` are inside less begin for each token. Between equal paths rounding decides, there as in
    underthesea. A line whose first token comes out inside begins a word all the same.
    """
    begin_begin, begin_inside, inside_begin, inside_inside = transitions
    lead = scores[0]
    steps: list[tuple[bool, bool]] = []
    for score in scores[1:]:
        before_begin, before_inside = lead + inside_begin, lead + inside_inside
        from_inside = (before_begin > begin_begin, before_inside > begin_inside)
        steps.append(from_inside)
        lead = (
            score
            + (before_inside if from_inside[1] else begin_inside)
            - (before_begin if from_inside[0] else begin_begin)
        )
    is_inside = lead > 0
    path = [is_inside]
    for from_inside in reversed(steps):
        is_inside = from_inside[is_inside]
        path.append(is_inside)
    path.reverse()
    path[0] = False
    return path
