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
from extractor.features.surroundings import (
    CLASSES,
    STANDING_SIZE,
    TOPICS,
    UNIT_GROUPS,
    find_standings,
    set_aside,
    target_classes,
    unit_groups,
)
from extractor.labels import LABELS, TARGETS, Label

#: Values of each feature: nearness × fresh targets, units, signs × fresh, headings, notions, the
#: groups of both units and with the break between, the last and the first fresh target, whether one
#: follows, the fresh topics of each label, what the target told last is and how it stands.
_BREAKS: Final = 6
#: Where the target told last stands: in the first figure's sentence or not, with a newer one before
#: the second figure or not, and the break between the two.
_WHERE: Final = 2 * 2 * _BREAKS
_SIZES: Final = (
    12, 4, 12, 4, 24, UNIT_GROUPS**2, UNIT_GROUPS**2 * _BREAKS, CLASSES * 2 * 3, CLASSES * 2 * 3,
    8, *[3 * _BREAKS] * len(TOPICS), CLASSES * _WHERE, (STANDING_SIZE * 2 + 1) * _WHERE,
)  # fmt: skip
CHAIN_FEATURES: Final = len(_SIZES)
#: Distinct feature ids of one kind.
CHAIN_IDS: Final = sum(_SIZES)
_OFFSETS: Final = np.cumsum([0, *_SIZES[:-1]])
_TELLING: Final = ("compare", "target", "part", "total", "pending", "in_force", "carried")
_NOTIONS: Final = {name: number for number, name in enumerate(_TELLING, start=1)}


def chain_ids(page: Page) -> Ints:
    """Return steps × kinds × CHAIN_FEATURES ids; step i leads from figure i to figure i + 1."""
    figures, places = page.places.figures, page.places
    steps = max(len(figures) - 1, 0)
    if not steps:
        return np.zeros((steps, len(KINDS), CHAIN_FEATURES), np.int64)
    starts, ends = places.starts[figures], places.ends[figures]
    left, right = ends[:-1], starts[1:]
    lines = np.minimum(page.layout.between("line", left, right), 2)
    opens = page.layout.between("sentence", left, right) > 0
    parted = lines * 2 + opens
    near, unit, sign = _nearness(page, left, right), _units(page), _signs(page, left, right)
    heading, notion = _headings(page, left, right), _notions(page, left, right)
    groups = unit_groups(page)
    group = groups[:-1] * UNIT_GROUPS + groups[1:]
    aside, kinds = set_aside(page), target_classes(page)
    classes, standing = kinds * 2 + aside, find_standings(page) * 2 + aside
    begun = {label: _fresh(page, label, starts) for label in LABELS}
    passed = [begun[label] * _BREAKS + parted for label in TOPICS]
    none = np.zeros(steps, np.int64)
    said = {}
    for label, fresh in begun.items():
        last = first = ahead = kind = how = none
        if label in TOPICS:
            last, first, ahead = _topics(page, label, classes, starts, ends, lines=lines)
            kind, how = _carried(page, label, starts, parted, kinds=kinds, standing=standing)
        said[label] = np.array([
            near * 3 + fresh, unit, sign * 3 + fresh, heading, notion * 3 + fresh,
            group, group * _BREAKS + parted, last, first, ahead * 2 + opens, *passed, kind, how,
        ]).T  # fmt: skip
    columns = np.stack([said[TARGETS[kind]] for kind in KINDS], axis=1)
    columns += _OFFSETS + np.arange(len(KINDS))[:, None] * CHAIN_IDS
    return columns


def _topics(
    page: Page, label: Label, classes: Ints, starts: Ints, ends: Ints, *, lines: Ints
) -> tuple[Ints, Ints, Ints]:
    """Say which targets begin between two figures, and whether one follows in the second's line.

    Class of the last one with their number up to 2, class of the first one with the lines between,
    and 2 where one follows, 1 more where one is between. `classes` are those of all mentions,
    `lines` how many are between the figures.
    """
    members = np.array(page.of(label), np.int64)
    at = page.places.starts[members]
    classes = np.append(classes[members], 0)
    low, high = at.searchsorted(ends[:-1]), at.searchsorted(starts[1:])
    count = high - low
    last = np.where(count > 0, classes[high - 1], 0) * 3 + np.minimum(count, 2)
    first = np.where(count > 0, classes[low], 0) * 3 + lines
    following = at.searchsorted(ends[1:])
    places = np.append(at, len(page.text))[following]
    near = page.layout.between("line", ends[1:], places) == 0
    return last, first, (near & (following < len(at))) * 2 + (count > 0)


def _carried(
    page: Page, label: Label, starts: Ints, parted: Ints, *, kinds: Ints, standing: Ints
) -> tuple[Ints, Ints]:
    """Say what the target is that was told last before the first figure of a step, and how it
    stands; each crossed with where it stands (_WHERE). An aside ends with its sentence.
    """
    members, places = np.array(page.of(label), np.int64), page.places
    last = places.starts[members].searchsorted(starts)
    told, renewed = last[:-1], last[1:] > last[:-1]
    if not len(members):
        return np.zeros_like(told), np.zeros_like(told)
    target = members[np.maximum(told - 1, 0)]
    here = places.sentences[target] == places.sentences[places.figures[:-1]]
    where = ((here & (told > 0)) * 2 + renewed) * _BREAKS + parted
    kind = np.where(told > 0, kinds[target], 0)
    how = np.where(told > 0, standing[target] + 1, 0)
    return kind * _WHERE + where, how * _WHERE + where


def _nearness(page: Page, left: Ints, right: Ints) -> Ints:
    """0 same sentence, 1 same line, 2 the next line, 3 farther."""
    lines = page.layout.between("line", left, right)
    sentences = page.layout.between("sentence", left, right)
    return np.where(lines > 0, np.minimum(lines, 2) + 1, np.minimum(sentences, 1))


def _fresh(page: Page, label: Label, starts: Ints) -> Ints:
    """Count the label's mentions that begin between two figures, up to 2."""
    if label == "QUANTITY":
        return np.zeros(len(starts) - 1, np.int64)
    at = page.places.starts[page.of(label)].searchsorted(starts)
    return np.asarray(np.minimum(at[1:] - at[:-1], 2), np.int64)


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
    lines = page.layout.between("line", left, right)
    return np.minimum(np.maximum(lines - 1, 0), 3)


def _notions(page: Page, left: Ints, right: Ints) -> Ints:
    """Name the last telling notion between two figures; 0 is none."""
    values = []
    for start, end in zip(left.tolist(), right.tolist(), strict=True):
        names = page.notions_in(max(start, end - 80), end)
        values.append(next((_NOTIONS[name] for name in reversed(names) if name in _NOTIONS), 0))
    return np.array(values, np.int64)
