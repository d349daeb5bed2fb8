"""What company a numeral keeps: the judge's first word on its neighbours, mentions around it.

A numeral among rates of dossiers is likelier one itself, one far from any INDICATOR likelier none.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from extractor.features.layout import Ints
from extractor.features.page import Page
from extractor.labels import DISTRACTOR_KINDS, LABELS, UNITS, Label
from extractor.schema import Mention

Floats = NDArray[np.float32]
Column = NDArray[Any]

#: Neighbours of the same sentence that are asked on each side.
_REACH: Final = 12
#: Log-odds beyond which a first word is sure.
_SURE: Final = 6.0
#: Characters in which the nearness of a mention falls to 1/e.
_NEAR: Final = 20.0
_AROUND: Final[tuple[Label, ...]] = ("INDICATOR", "LEVEL", "AGENCY", "PERIOD")
#: Mentions of a label in a sentence, counted up to this many.
_MANY: Final = 4
_COUNTED: Final[tuple[Label, ...]] = ("INDICATOR", "AGENCY")
_UNITS: Final = {unit: at for at, unit in enumerate((None, *UNITS))}
_KINDS: Final = {kind: at for at, kind in enumerate((None, *DISTRACTOR_KINDS))}

COLUMNS: Final[tuple[str, ...]] = (
    "first", "sentence_mean", "sentence_least", "sentence_most", "page_mean", "place",
    *(f"touches_{label}" for label in LABELS),
    *(f"{side}_{label}" for label in _AROUND for side in ("before", "after")),
    *(f"count_{label}" for label in _COUNTED),
    "unit_before", "unit_after",
    *(f"unit_{unit}" for unit in _UNITS),
    *(f"kind_{kind}" for kind in _KINDS),
)  # fmt: skip


class Company:
    """All numerals of a page with what surrounds them; rows are laid out when asked for.

    Of a text of 1 MB, 39,000 numerals, they would take 10 MB at once.
    """

    def __init__(self, page: Page, chances: Floats, recognised: Iterable[Mention]) -> None:
        """Look around every numeral of a page of numerals.

        `chances` are the judge's that each is a figure; `recognised` is what the entity recogniser
        found, no mention overlapping another of its label.
        """
        quantities = [figure.quantity for figure in page.figures]
        starts = np.array([q.start for q in quantities], np.int64)
        ends = np.array([q.end for q in quantities], np.int64)
        sentences = np.array([page.sentence_of(figure) for figure in page.figures], np.int64)
        sentences = sentences.reshape(-1, 2)
        self._units = np.array([_UNITS[q.unit] for q in quantities], np.int64)
        self._kinds = np.array([_KINDS[q.kind] for q in quantities], np.int64)
        sure = np.clip(chances.astype(np.float64), 1e-6, 1 - 1e-6)
        first = np.log(sure / (1 - sure))
        spans = _spans(recognised)
        columns: Iterable[Column] = chain(
            [first],
            _said_of_others(np.clip(first, -_SURE, _SURE), self._kinds == 0, sentences[:, 0]),
            [np.arange(len(starts)) / max(len(starts), 1)],
            (_touches(spans[label], starts, ends) for label in LABELS),
            (side for label in _AROUND for side in _near(spans[label], starts, ends, sentences)),
            (_count(spans[label], sentences) for label in _COUNTED),
            _same_as_neighbours(self._units),
        )
        self._told = np.empty((len(starts), len(COLUMNS) - len(_UNITS) - len(_KINDS)), np.float32)
        for at, column in enumerate(columns):
            self._told[:, at] = column

    def rows(self, first: int = 0, end: int | None = None) -> Floats:
        """Return what surrounds the numerals from `first` to before `end` (numerals × COLUMNS)."""
        units, kinds = self._units[first:end, None], self._kinds[first:end, None]
        named = units == np.arange(len(_UNITS)), kinds == np.arange(len(_KINDS))
        return np.hstack([self._told[first:end], *named], dtype=np.float32)


def _spans(mentions: Iterable[Mention]) -> dict[Label, tuple[Ints, Ints]]:
    """Return where the mentions of each label start and end, in order.

    None overlaps its like, so that starts and ends may be sorted apart.
    """
    starts, ends = ({label: array("q") for label in LABELS} for _ in range(2))
    for mention in mentions:
        starts[mention.label].append(mention.start)
        ends[mention.label].append(mention.end)
    return {
        label: (np.sort(np.array(starts[label])), np.sort(np.array(ends[label])))
        for label in LABELS
    }


def _said_of_others(
    first: NDArray[np.float64], plain: NDArray[np.bool_], sentences: Ints
) -> list[NDArray[np.float64]]:
    """Return mean, least and most of the others of the sentence that are no look-alikes (_REACH on
    each side at most), and the mean of those of the page."""
    size = len(first)
    total, count = np.zeros(size), np.zeros(size)
    least, most = np.full(size, np.inf), np.full(size, -np.inf)
    for step in range(1, min(_REACH, size - 1) + 1):
        left, right = np.arange(size - step), np.arange(step, size)
        same = sentences[left] == sentences[right]
        if not same.any():
            break
        for one, other in ((left, right), (right, left)):
            here = same & plain[other]
            asking, said = one[here], first[other[here]]
            total[asking] += said
            count[asking] += 1
            least[asking] = np.minimum(least[asking], said)
            most[asking] = np.maximum(most[asking], said)
    some = count > 0
    others = plain.sum() - plain
    mean = (np.sum(first * plain) - first * plain) / np.maximum(others, 1)
    return [
        total / np.maximum(count, 1),
        np.where(some, least, 0.0),
        np.where(some, most, 0.0),
        mean,
    ]


def _touches(spans: tuple[Ints, Ints], starts: Ints, ends: Ints) -> NDArray[np.bool_]:
    """Tell of each numeral whether one of the spans touches it."""
    return spans[0].searchsorted(ends) > spans[1].searchsorted(starts, "right")


def _near(
    spans: tuple[Ints, Ints], starts: Ints, ends: Ints, sentences: Ints
) -> list[NDArray[np.float64]]:
    """Return how near the last mention before and the first after each numeral stand, from 1 (no
    character between) to 0 (none in the sentence)."""
    if not len(spans[0]):
        return [np.zeros(len(starts)), np.zeros(len(starts))]
    last = spans[1].searchsorted(starts, "right") - 1
    gap = starts - spans[1][last]
    before = (last >= 0) & (spans[1][last] > sentences[:, 0])
    following = spans[0].searchsorted(ends)
    begin = spans[0][np.minimum(following, len(spans[0]) - 1)]
    after = (following < len(spans[0])) & (begin < sentences[:, 1])
    return [
        np.where(before, np.exp(-np.maximum(gap, 0) / _NEAR), 0.0),
        np.where(after, np.exp(-np.maximum(begin - ends, 0) / _NEAR), 0.0),
    ]


def _count(spans: tuple[Ints, Ints], sentences: Ints) -> NDArray[np.float64]:
    """Count the mentions that touch a sentence, as a share of _MANY."""
    count = spans[0].searchsorted(sentences[:, 1]) - spans[1].searchsorted(sentences[:, 0], "right")
    return np.asarray(np.minimum(count, _MANY) / _MANY)


def _same_as_neighbours(units: Ints) -> list[NDArray[np.bool_]]:
    """Tell of each numeral whether the one before and the one after have its unit."""
    same = np.zeros(len(units) + 1, bool)
    same[1:-1] = units[1:] == units[:-1]
    return [same[:-1], same[1:]]
