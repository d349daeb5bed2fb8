"""Candidate targets of every figure, and the features of each pair, for all pairs at once."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.features.arithmetic import relate_values
from extractor.features.layout import SIGNS, Ints
from extractor.features.page import Page
from extractor.features.readings import reading_keys
from extractor.features.segments import spread_ranges
from extractor.features.surroundings import (
    COLUMN_SIZE,
    CROSS_SIZE,
    EDGE_SIZE,
    HOLD_SIZE,
    PASSED_SIZE,
    SECTION_SIZE,
    TOPICS,
    count_passed,
    cross_standings,
    cross_units,
    find_columns,
    find_edges,
    find_sections,
    set_aside,
)
from extractor.labels import LABELS, TARGETS, LinkKind, Unit
from extractor.rules.cues import GENERAL, Cue

KINDS: Final[tuple[LinkKind, ...]] = tuple(TARGETS)


class Window(NamedTuple):
    """How many candidates of a kind: the nearest before and after the figure, and the first of the
    document (title, lead, headings)."""

    before: int
    after: int
    first: int = 0


#: Recall of gold links is checked by a test on dev; with ten before and four after of each topic
#: and thirty figures before there were a quarter more pairs for .1 % of the links.
WINDOWS: Final[dict[LinkKind, Window]] = {
    "HAS_INDICATOR": Window(8, 2, 3),
    "AT_LEVEL": Window(8, 1, 3),
    "BY_AGENCY": Window(8, 1, 3),
    "IN_PERIOD": Window(8, 3, 3),
    "COMPARED_TO": Window(3, 3),
    "PART_OF": Window(24, 4),
    "RATE_OF": Window(8, 1),
}
#: Units of a rate; nothing else has a count that it is a rate of.
_RATES: Final = ("percent", None)

#: How many values each pair feature may take; pair ids are offset by the sum of those before.
_SIZES: Final[dict[str, int]] = {
    "distance": 12, "figures": 8, "line": 6, "sentence": 5, "semicolon": 5, "comma": 6, "close": 4,
    "depth": 9, "first": 4, "same_before": 3, "rank_sentence": 48, "side_comma": 24,
    "arithmetic": 12, "order": 10, "adjacent": 8, "rank_line": 48, "between": 4,
    "fit": 6, "place": 70, "ruled": 4, "past_level": PASSED_SIZE,
    "past_agency": PASSED_SIZE, "past_indicator": PASSED_SIZE, "past_period": PASSED_SIZE,
    "section": SECTION_SIZE, "edge": EDGE_SIZE, "unit_target": CROSS_SIZE,
    "column": COLUMN_SIZE, "hold": HOLD_SIZE,
}  # fmt: skip
PAIR_FEATURES: Final = len(_SIZES)
#: Distinct pair ids of one kind; the kind crosses every feature.
PAIR_IDS: Final = sum(_SIZES.values())
_OFFSETS: Final = np.cumsum([0, *list(_SIZES.values())[:-1]], dtype=np.int32)
_GREATEST: Final = np.array(list(_SIZES.values()), np.int32) - 1
#: The kinds from here on link figures with figures.
_FIRST_OF_FIGURES: Final = KINDS.index("PART_OF")
#: A mention that begins so near the start of its line opens it.
_OPENING: Final = 16
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
    ids: NDArray[np.int32]


def candidates(page: Page) -> tuple[Ints, Ints, Ints]:
    """Return (figure, kind, target) of every pair, by figure and kind, targets in text order."""
    starts, lengths, mentions = _ranges(page)
    target = mentions[spread_ranges(starts.ravel(), lengths.ravel())]
    sizes = lengths.sum(axis=2)
    group = np.repeat(np.arange(sizes.size), sizes.ravel())
    return group // len(KINDS), group % len(KINDS), target


def _ranges(page: Page) -> tuple[Ints, Ints, Ints]:
    """Return starts and lengths (figures × kinds × 2 ranges) into the mentions sorted by label.

    A window is the document's first targets and those around the figure, or the figures before
    and after it.
    """
    places = page.places
    figures = places.starts[places.figures]
    bounds = np.zeros((4, len(KINDS), len(figures)), np.int64)
    mentions = [np.array(page.of(label), np.int64) for label in LABELS]
    begun = dict(zip(LABELS, np.cumsum([0, *map(len, mentions)]).tolist(), strict=False))
    for kind, label in enumerate(TARGETS.values()):
        indices = mentions[LABELS.index(label)]
        at = places.starts[indices].searchsorted(figures)
        before, after, first = WINDOWS[KINDS[kind]]
        if KINDS[kind] == "RATE_OF":
            rate = np.array([f.quantity.unit in _RATES for f in page.figures])
            bounds[:, kind] = at - rate * before, at, at + 1, at + 1 + rate * after
        elif label == "QUANTITY":
            bounds[:, kind] = at - before, at, at + 1, at + 1 + after
        else:
            near = np.maximum(at - before, 0)
            bounds[:, kind] = near * 0, np.minimum(near, first), near, at + after
        bounds[:, kind] = np.minimum(np.maximum(bounds[:, kind], 0), len(indices)) + begun[label]
    starts, ends = bounds[::2].T, bounds[1::2].T
    return starts, np.maximum(ends - starts, 0), np.concatenate(mentions)


def build_pairs(page: Page) -> Pairs:
    """Return every candidate pair of a page with its feature ids."""
    figure, kind, target = candidates(page)
    if not len(target):
        return Pairs(figure, target, kind, np.zeros((0, PAIR_FEATURES), np.int32))
    columns = _columns(page, figure, target, kind)
    # feature by feature: read so, too; all at once in 64 bits they took 30 MB more of a long page
    ids = np.empty((PAIR_FEATURES, len(target)), np.int32)
    for row, name in zip(ids, _SIZES, strict=True):
        np.copyto(row, columns.pop(name), casting="same_kind")
    np.maximum(ids, 0, out=ids)
    np.minimum(ids, _GREATEST[:, None], out=ids)
    ids += _OFFSETS[:, None]
    ids += (kind * PAIR_IDS).astype(np.int32)
    return Pairs(figure, target, kind, ids.T)


def _columns(page: Page, figure: Ints, target: Ints, kind: Ints) -> dict[str, Ints]:
    """Return the value of every feature for each pair.

    Whatever hangs on one offset is looked up once a mention, not once a pair.
    """
    places, layout = page.places, page.layout
    starts, ends = places.starts, places.ends
    own = places.figures[figure]
    before = target < own
    left, right = np.where(before, target, own), np.where(before, own, target)
    distance = starts[right] - ends[left]
    signs = layout.count_before(starts).take(right, axis=1)
    signs -= layout.count_before(ends).take(left, axis=1)
    columns: dict[str, Ints] = dict(zip(SIGNS, signs, strict=True))
    figures = starts[places.figures]
    between = figures.searchsorted(starts)[right] - figures.searchsorted(ends)[left]
    depth = np.minimum(layout.depth(starts), 2)
    group = np.flatnonzero(np.diff(figure * len(KINDS) + kind, prepend=-1))
    rank = np.minimum(_rank(group, before), 7)
    columns |= {
        "distance": _DISTANCES.searchsorted(distance),
        "figures": between,
        "depth": depth[own] * 3 + depth[target],
        "first": np.minimum(_place_in_label(page), 3)[target],
        "same_before": _repeats(page, figure, target, kind),
        "between": _shared_line(page, own, target),
    }
    sentence = np.minimum(columns["sentence"], 2)
    columns["rank_sentence"] = (rank * 3 + sentence) * 2 + before
    columns["rank_line"] = (rank * 3 + np.minimum(columns["line"], 2)) * 2 + before
    columns["side_comma"] = (
        np.minimum(columns["comma"], 3) * 3 + np.minimum(columns["semicolon"] + sentence, 2)
    ) * 2 + before
    columns["adjacent"] = np.minimum(between, 3) * 2 + before
    columns["fit"] = _fit(page, figure, target, kind)
    columns["ruled"] = _ruled(page, figure, kind, target)
    columns["place"] = _place(page, own, target, group)
    columns["arithmetic"], columns["order"] = _arithmetic(page, figure, target, kind)
    return columns | _surroundings(page, own, figure, target)


def _surroundings(page: Page, own: Ints, figure: Ints, target: Ints) -> dict[str, Ints]:
    """Return what was passed between figure and target, and what the target heads."""
    passed = count_passed(page, own, target, set_aside(page))
    return {
        "section": find_sections(page, own, target),
        "edge": find_edges(page)[target],
        "unit_target": cross_units(page, figure, target),
        "column": find_columns(page, own, target),
        "hold": cross_standings(page, own, target),
    } | {f"past_{label.lower()}": passed[label] for label in TOPICS}


def _rank(group: Ints, before: NDArray[np.bool_]) -> Ints:
    """Count, for each pair, the candidates of its group that stand nearer on the same side.

    `group` holds where each group starts; in it the candidates before the figure come first.
    """
    lengths = np.diff(group, append=len(before))
    place = np.arange(len(before)) - np.repeat(group, lengths)
    ahead = np.repeat(np.add.reduceat(before.astype(np.int64), group), lengths)
    return np.where(before, ahead - 1 - place, place - ahead)


def _place_in_label(page: Page) -> Ints:
    """Number the mentions of each label."""
    seen: Counter[str] = Counter()
    place = []
    for mention in page.mentions:
        place.append(seen[mention.label])
        seen[mention.label] += 1
    return np.array(place, np.int64)


def _repeats(page: Page, figure: Ints, target: Ints, kind: Ints) -> Ints:
    """Tell whether an equal phrase stands nearer to the figure: the nearest of equals is linked."""
    names: dict[str, int] = {}
    code = np.zeros(len(page.mentions), np.int64)
    for index, mention in enumerate(page.mentions):
        if mention.label != "QUANTITY":  # a figure is only itself
            words = page.lowered[mention.start : mention.end]
            code[index] = names.setdefault(words, len(names))
    at = np.flatnonzero(kind < _FIRST_OF_FIGURES)
    starts, asked = page.places.starts, target[at]
    gap = np.abs(starts[asked] - starts[page.places.figures[figure[at]]])
    group = (figure[at] * len(KINDS) + kind[at]) * (len(names) + 1) + code[asked]
    order = np.lexsort((gap, group))
    result = np.zeros_like(figure)
    result[at[order[1:]]] = group[order[1:]] == group[order[:-1]]
    return result


def _shared_line(page: Page, own: Ints, target: Ints) -> Ints:
    """Tell whether both stand in one line, and whether the target stands in the title."""
    starts, lines = page.places.starts, page.places.lines
    title_start, title_end = page.layout.title
    in_title = (title_start <= starts) & (starts < title_end)
    return np.asarray((lines[own] == lines[target]) * np.int64(2) + in_title[target], np.int64)


def _ruled(page: Page, figure: Ints, kind: Ints, target: Ints) -> Ints:
    """Tell what the rules say: 0 no figure, 1 no target, 2 this target or its equal, 3 another."""
    keys = reading_keys(page)
    starts = page.places.starts.tolist()
    said = np.zeros((len(page.figures), len(KINDS)), np.int64)
    right = np.full(said.shape, -1)
    for number, ruling in enumerate(page.rulings):
        if ruling is None:
            continue
        said[number] = 1
        for name, (start, end) in ruling.targets.items():
            place = KINDS.index(name)
            said[number, place] = 3
            at = max(bisect_right(starts, start) - 1, 0)
            for index in range(at, min(at + 2, len(starts))):
                mention = page.mentions[index]
                if mention.label == TARGETS[name] and mention.start < end and start < mention.end:
                    right[number, place] = keys[index]
    return np.where(keys[target] == right[figure, kind], 2, said[figure, kind])


def _place(page: Page, own: Ints, target: Ints, group: Ints) -> Ints:
    """Cross where the target stands with what the figure's own sentence and line offer.

    A figure takes a topic from afar only where its own sentence and paragraph name none. `group`
    holds where the candidates of each (figure, kind) start.
    """
    layout, places = page.layout, page.places
    starts, lines, sentences = places.starts, places.lines, places.sentences
    line, sentence = lines[target] - lines[own], sentences[target] - sentences[own]
    before = target < own
    title = starts[target] < layout.title[1]
    where = np.where(before, np.where(title, 4, np.where(line == -1, 5, 6)), 7)
    where = np.where(line == 0, np.where(before, 2, 3), where)
    where = np.where(sentence == 0, np.where(before, 0, 1), where)
    nearest = np.minimum(np.minimum.reduceat(where, group), 3)
    offered = np.repeat(nearest, np.diff(group, append=len(where)))
    opens = (starts - layout.line_start(starts) < _OPENING)[target]
    return np.asarray((where * 4 + offered) * 2 + opens, np.int64)


def _fit(page: Page, figure: Ints, target: Ints, kind: Ints) -> Ints:
    """Tell whether an INDICATOR's cues say anything of the figure's unit.

    1 no cue, 2 a telling cue with a code for the unit, 3 a general one, 4 cues of other units only.
    """
    units = [f.quantity.unit for f in page.figures]
    numbers = {unit: number for number, unit in enumerate(dict.fromkeys(units))}
    fits = np.zeros((len(page.mentions), len(numbers)), np.int64)
    for index in page.of("INDICATOR"):
        mention = page.mentions[index]
        cues = [hit.cue for hit in page.cues_in(mention.start, mention.end)]
        fits[index] = [_fit_one(cues, unit) for unit in numbers]
    unit_of = np.array([numbers[unit] for unit in units])
    return np.where(kind == KINDS.index("HAS_INDICATOR"), fits[target, unit_of[figure]], 0)


def _fit_one(cues: list[Cue], unit: Unit | None) -> int:
    fitting = [cue.name for cue in cues if cue.code(unit)]
    telling = any(name not in GENERAL for name in fitting)
    return 2 if telling else 3 if fitting else 4 if cues else 1


def _arithmetic(page: Page, figure: Ints, target: Ints, kind: Ints) -> tuple[Ints, Ints]:
    """Compare the values of pairs of figures; 0 for other pairs."""
    arithmetic, order = np.zeros_like(figure), np.zeros_like(figure)
    at = np.flatnonzero(kind >= _FIRST_OF_FIGURES)
    number = np.zeros(len(page.mentions), np.int64)
    number[page.places.figures] = np.arange(len(page.figures))
    arithmetic[at], order[at] = relate_values(page, figure[at], number[target[at]])
    return arithmetic, order
