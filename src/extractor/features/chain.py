"""What stands between a figure and the one before it: does the topic go on or change?

Most figures inherit period, level and agency from a neighbour. The chain (pipes/chain) scores for
each kind of link whether two figures in a row share their target; these are its features.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from extractor.features.layout import Ints
from extractor.features.page import Page
from extractor.features.pairs import KINDS
from extractor.labels import TARGETS

#: Values of each feature: nearness × fresh targets, units, signs × fresh, headings, notions.
_SIZES: Final = (12, 4, 12, 4, 24)
CHAIN_FEATURES: Final = len(_SIZES)
#: Distinct feature ids of one kind.
CHAIN_IDS: Final = sum(_SIZES)
_OFFSETS: Final = np.cumsum([0, *_SIZES[:-1]])
_NOTIONS: Final = ("compare", "target", "part", "total", "pending", "in_force", "carried")


def chain_ids(page: Page) -> Ints:
    """Return steps × kinds × CHAIN_FEATURES ids; step i leads from figure i to figure i + 1."""
    starts = np.array([figure.start for figure in page.figures], np.int64)
    ends = np.array([figure.end for figure in page.figures], np.int64)
    steps = max(len(starts) - 1, 0)
    left, right = ends[:-1], starts[1:]
    near = _nearness(page, left, right)
    columns = np.zeros((steps, len(KINDS), CHAIN_FEATURES), np.int64)
    if not steps:
        return columns
    unit, sign = _units(page), _signs(page, left, right)
    heading = _headings(page, left, right)
    notion = _notions(page, left, right)
    for number, kind in enumerate(KINDS):
        fresh = _fresh(page, TARGETS[kind], starts)
        values = (near * 3 + fresh, unit, sign * 3 + fresh, heading, notion * 3 + fresh)
        columns[:, number] = np.stack(values, axis=1) + _OFFSETS + number * CHAIN_IDS
    return columns


def _nearness(page: Page, left: Ints, right: Ints) -> Ints:
    """0 same sentence, 1 same line, 2 the next line, 3 farther."""
    lines = page.layout.between("line", left, right)
    sentences = page.layout.between("sentence", left, right)
    return np.where(lines > 0, np.minimum(lines, 2) + 1, np.minimum(sentences, 1))


def _fresh(page: Page, label: str, starts: Ints) -> Ints:
    """Count the label's mentions that begin between two figures, up to 2."""
    if label == "QUANTITY":
        return np.zeros(len(starts) - 1, np.int64)
    at = np.array([m.start for m in page.mentions if m.label == label], np.int64)
    return np.asarray(np.minimum(np.diff(np.searchsorted(at, starts)), 2), np.int64)


def _units(page: Page) -> Ints:
    """0 the same unit, 1 a rate after a count, 2 a count after a rate, 3 other units."""
    units = [figure.quantity.unit or "none" for figure in page.figures]
    values = []
    for before, here in pairwise(units):
        rate = 1 if here == "percent" else 2 if before == "percent" else 3
        values.append(0 if before == here else rate)
    return np.array(values, np.int64)


def _signs(page: Page, left: Ints, right: Ints) -> Ints:
    """0 nothing, 1 a comma, 2 a bracket, 3 a semicolon or colon."""
    layout = page.layout
    hard = layout.between("semicolon", left, right) + layout.between("colon", left, right)
    bracket = layout.between("open", left, right) + layout.between("close", left, right)
    comma = layout.between("comma", left, right)
    return np.select([hard > 0, bracket > 0, comma > 0], [3, 2, 1], default=0)


def _headings(page: Page, left: Ints, right: Ints) -> Ints:
    """Count the whole lines between two figures, up to 3."""
    return np.clip(page.layout.between("line", left, right) - 1, 0, 3)


def _notions(page: Page, left: Ints, right: Ints) -> Ints:
    """Name the last telling notion between two figures; 0 is none."""
    values = []
    for start, end in zip(left.tolist(), right.tolist(), strict=True):
        names = page.notions_in(max(start, end - 80), end)
        telling = [_NOTIONS.index(name) + 1 for name in names if name in _NOTIONS]
        values.append(telling[-1] if telling else 0)
    return np.array(values, np.int64)
