"""Candidate targets of every figure, and the features of each pair, for all pairs at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractor.features.layout import SIGNS, Ints
from extractor.features.page import Page
from extractor.labels import TARGETS, LinkKind, Unit
from extractor.rules.cues import GENERAL

KINDS: Final[tuple[LinkKind, ...]] = tuple(TARGETS)
#: Candidates of each kind: so many nearest before and after the figure, and so many of the
#: document's first (title, lead, headings). Recall of gold links is checked by a test on dev.
NEAR_BEFORE: Final = 10
NEAR_AFTER: Final = 4
FIRST: Final = 3
QUANTITIES_BEFORE: Final = 30
QUANTITIES_AFTER: Final = 6

#: How many values each pair feature may take; pair ids are offset by the sum of those before.
_SIZES: Final[dict[str, int]] = {
    "kind": 7, "side": 2, "distance": 12, "rank": 16, "figures": 8, "line": 6, "sentence": 5,
    "semicolon": 5, "comma": 6, "colon": 3, "open": 4, "close": 4, "parts": 3, "and": 4,
    "depth": 9, "nearest": 2, "first": 4, "same_before": 3, "rank_sentence": 48, "side_comma": 24,
    "arithmetic": 12, "order": 10, "adjacent": 8, "rank_line": 48, "between": 4,
    "fit": 6,
}  # fmt: skip
PAIR_FEATURES: Final = len(_SIZES)
#: Distinct pair ids of one kind; the kind crosses every feature.
PAIR_IDS: Final = sum(_SIZES.values())
_OFFSETS: Final = np.cumsum([0, *list(_SIZES.values())[:-1]])
_DISTANCES: Final = np.array([2, 5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560])


@dataclass(frozen=True, slots=True)
class Pairs:
    """All candidate pairs of a page.

    `figure` (index into page.figures), `target` (index into page.mentions) and `kind` (index into
    KINDS) have one entry a pair, grouped by (figure, kind); `ids` has pairs × PAIR_FEATURES.
    """

    figure: Ints
    target: Ints
    kind: Ints
    ids: Ints


def candidates(page: Page) -> list[tuple[int, int, list[int]]]:
    """Return (figure, kind, targets) for every figure and kind; targets in order of the text."""
    by_label = {label: page.of(label) for label in set(TARGETS.values())}
    starts = {k: np.array([page.mentions[i].start for i in v]) for k, v in by_label.items()}
    found = []
    for number, figure in enumerate(page.figures):
        for kind_number, kind in enumerate(KINDS):
            label = TARGETS[kind]
            indices = by_label[label]
            at = int(np.searchsorted(starts[label], figure.start)) if indices else 0
            if label == "QUANTITY":
                chosen = indices[max(0, at - QUANTITIES_BEFORE) : at]
                chosen += indices[at + 1 : at + 1 + QUANTITIES_AFTER]
            else:
                near = indices[max(0, at - NEAR_BEFORE) : at + NEAR_AFTER]
                chosen = [i for i in indices[:FIRST] if i not in near] + near
            found.append((number, kind_number, chosen))
    return found


def build_pairs(page: Page) -> Pairs:
    """Return every candidate pair of a page with its feature ids."""
    groups = candidates(page)
    figure = np.array([f for f, _, c in groups for _ in c], np.int64)
    kind = np.array([k for _, k, c in groups for _ in c], np.int64)
    target = np.array([t for _, _, c in groups for t in c], np.int64)
    if not len(target):
        return Pairs(figure, target, kind, np.zeros((0, PAIR_FEATURES), np.int64))
    columns = _columns(page, figure, target, kind)
    ids = np.stack([np.clip(columns[name], 0, size - 1) for name, size in _SIZES.items()], axis=1)
    return Pairs(figure, target, kind, ids + _OFFSETS + kind[:, None] * PAIR_IDS)


def _columns(page: Page, figure: Ints, target: Ints, kind: Ints) -> dict[str, Ints]:
    q_start = np.array([f.start for f in page.figures])[figure]
    q_end = np.array([f.end for f in page.figures])[figure]
    t_start = np.array([m.start for m in page.mentions])[target]
    t_end = np.array([m.end for m in page.mentions])[target]
    before = t_start < q_start
    left, right = np.where(before, t_end, q_end), np.where(before, q_start, t_start)
    layout = page.layout
    columns = {sign: layout.between(sign, left, right) for sign in SIGNS}
    figures = np.array([f.start for f in page.figures])
    rank = _rank(figure, target, kind, before)
    columns |= {
        "kind": kind,
        "side": before.astype(np.int64),
        "distance": np.searchsorted(_DISTANCES, right - left),
        "rank": np.minimum(rank, 7) * 2 + before,
        "figures": np.searchsorted(figures, right) - np.searchsorted(figures, left),
        "depth": np.minimum(layout.depth(q_start), 2) * 3 + np.minimum(layout.depth(t_start), 2),
        "nearest": _nearest(figure, kind, right - left),
        "first": np.minimum(_place_in_label(page, target), 3),
        "same_before": _repeats(page, figure, target, kind),
        "between": _shared_line(page, q_start, t_start),
    }
    sentence = np.minimum(columns["sentence"], 2)
    columns["rank_sentence"] = (np.minimum(rank, 7) * 3 + sentence) * 2 + before
    columns["rank_line"] = (np.minimum(rank, 7) * 3 + np.minimum(columns["line"], 2)) * 2 + before
    columns["side_comma"] = (
        np.minimum(columns["comma"], 3) * 3 + np.minimum(columns["semicolon"] + sentence, 2)
    ) * 2 + before
    columns["adjacent"] = np.minimum(columns["figures"], 3) * 2 + before
    columns["fit"] = _fit(page, figure, target, kind)
    columns["arithmetic"], columns["order"] = _arithmetic(page, figure, target, kind)
    return columns


def _rank(figure: Ints, target: Ints, kind: Ints, before: NDArray[np.bool_]) -> Ints:
    """Count, for each pair, the candidates of its group that stand nearer on the same side."""
    rank = np.zeros(len(figure), np.int64)
    group = figure * len(KINDS) + kind
    edges = np.flatnonzero(np.diff(group)) + 1
    for part in np.split(np.arange(len(figure)), edges):
        ahead = int(before[part].sum())
        rank[part[:ahead]] = np.arange(ahead)[::-1]
        rank[part[ahead:]] = np.arange(len(part) - ahead)
    return rank


def _nearest(figure: Ints, kind: Ints, distance: Ints) -> Ints:
    group = figure * len(KINDS) + kind
    nearest = np.zeros(len(figure), np.int64)
    edges = np.flatnonzero(np.diff(group)) + 1
    for part in np.split(np.arange(len(figure)), edges):
        nearest[part[int(np.argmin(distance[part]))]] = 1
    return nearest


def _place_in_label(page: Page, target: Ints) -> Ints:
    place = np.zeros(len(page.mentions), np.int64)
    seen: dict[str, int] = {}
    for index, mention in enumerate(page.mentions):
        place[index] = seen.get(mention.label, 0)
        seen[mention.label] = int(place[index]) + 1
    return place[target]


def _repeats(page: Page, figure: Ints, target: Ints, kind: Ints) -> Ints:
    """Tell whether an equal phrase stands nearer to the figure: the nearest of equals is linked."""
    names: dict[str | int, int] = {}
    code = np.zeros(len(page.mentions), np.int64)
    for index, mention in enumerate(page.mentions):
        key = page.lowered[mention.start : mention.end] if mention.label != "QUANTITY" else index
        code[index] = names.setdefault(key, len(names))
    result = np.zeros(len(figure), np.int64)
    starts = np.array([m.start for m in page.mentions])
    q_start = np.array([f.start for f in page.figures])[figure]
    gap = np.abs(starts[target] - q_start)
    group = (figure * len(KINDS) + kind) * (len(names) + 1) + code[target]
    order = np.lexsort((gap, group))
    first = np.ones(len(order), bool)
    first[1:] = group[order][1:] != group[order][:-1]
    result[order] = np.where(first, 0, 1)
    return result


def _shared_line(page: Page, q_start: Ints, t_start: Ints) -> Ints:
    same_line = page.layout.line_start(q_start) == page.layout.line_start(t_start)
    title_start, title_end = page.layout.title
    in_title = (title_start <= t_start) & (t_start < title_end)
    return np.asarray(same_line * np.int64(2) + in_title, np.int64)


def _fit(page: Page, figure: Ints, target: Ints, kind: Ints) -> Ints:
    """Tell whether an INDICATOR's cues say anything of the figure's unit.

    1 no cue, 2 a telling cue with a code for the unit, 3 a general one, 4 cues of other units only.
    """
    fit = np.zeros(len(figure), np.int64)
    names: dict[tuple[int, Unit | None], int] = {}
    for at in np.flatnonzero(kind == KINDS.index("HAS_INDICATOR")):
        unit, index = page.figures[int(figure[at])].quantity.unit, int(target[at])
        if (index, unit) not in names:
            mention = page.mentions[index]
            hits = page.cues_in(mention.start, mention.end)
            fitting = [hit.cue.name for hit in hits if hit.cue.code(unit)]
            telling = any(name not in GENERAL for name in fitting)
            names[(index, unit)] = 2 if telling else 3 if fitting else 4 if hits else 1
        fit[at] = names[(index, unit)]
    return fit


def _arithmetic(page: Page, figure: Ints, target: Ints, kind: Ints) -> tuple[Ints, Ints]:
    """Tell for pairs of figures how their values and units relate.

    `order` crosses same unit, percent and which is larger; `arithmetic` says whether the
    percentage is the target's share of some whole on the page (a rate), or whether the figure and
    another one sum to the target (a part).
    """
    values = np.array([_value(f.quantity.value) for f in page.figures])
    units = [f.quantity.unit or "none" for f in page.figures]
    of_mention = {f.index: n for n, f in enumerate(page.figures)}
    arithmetic = np.zeros(len(figure), np.int64)
    order = np.zeros(len(figure), np.int64)
    counts = values[(values > 0) & np.array([u != "percent" for u in units])]
    for at in np.flatnonzero(kind >= KINDS.index("PART_OF")):
        q, t = int(figure[at]), of_mention[int(target[at])]
        x, y = values[q], values[t]
        percent, same = units[q] == "percent", units[q] == units[t]
        order[at] = 1 + (0 if same else 1 if percent else 2 if units[t] == "percent" else 3) * 2
        order[at] += bool(x <= y)
        arithmetic[at] = 1 + _evidence(x, y, percent=percent, same=same, counts=counts)
    return arithmetic, order


def _evidence(x: float, y: float, *, percent: bool, same: bool, counts: np.ndarray) -> int:
    if np.isnan(x) or np.isnan(y) or y <= 0:
        return 0
    if percent and not same and x > 0:
        with np.errstate(divide="ignore", invalid="ignore"):
            share = bool(np.any(np.abs(100 * y / counts - x) < 0.06))
            base = bool(np.any(np.abs(100 * counts / y - x) < 0.06))
        return 1 + share + 2 * base
    if same and not percent:
        return 5 + bool(x < y and np.any(np.abs(counts + x - y) < 0.5))
    return 7


def _value(value: object) -> float:
    return float("nan") if value is None else float(value)  # type: ignore[arg-type]
