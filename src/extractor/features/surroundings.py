"""What stands between a figure and a target, and which part of the page the target heads.

A topic told earlier holds until another takes its place; one that only serves a comparison
(`so với quý I`, `cùng kỳ`) takes no place.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractor.features.layout import Ints
from extractor.features.lexical import age_class, length_class
from extractor.features.page import Page
from extractor.labels import LEVELS, SCOPES, Label
from extractor.vietnamese.gazetteer import era_of
from extractor.vietnamese.levels import read_level
from extractor.vietnamese.places import resolve_agency

Flags = NDArray[np.bool_]

#: Mentions of these labels are topics; how many of each were passed is a feature.
TOPICS: Final[tuple[Label, ...]] = ("INDICATOR", "LEVEL", "AGENCY", "PERIOD")
#: Those that have classes, and may only serve a comparison.
_CLASSED: Final[tuple[Label, ...]] = ("LEVEL", "AGENCY", "PERIOD")
#: Values of the features, for pairs.py.
PASSED_SIZE: Final = 4
SECTION_SIZE: Final = 8
EDGE_SIZE: Final = 4
COLUMN_SIZE: Final = 6
STANDING_SIZE: Final = 9
HOLD_SIZE: Final = STANDING_SIZE * 8
#: Kinds of targets within a label, and groups of units, that `cross_units` crosses.
CLASSES: Final = 25
UNIT_GROUPS: Final = 8
CROSS_SIZE: Final = CLASSES * UNIT_GROUPS

#: Up to two words may stand between the verb of a comparison and what it compares with.
_COMPARING: Final = re.compile(
    r"(?<!\w)(?:so với|so cùng|hơn|kém|thay vì|từ mức|(?<!đồng )(?<!công )(?<!văn )bằng|cùng kỳ)"
    r"[^\S\n]*(?:[^\W\d_]+[^\S\n]+){0,2}\Z"
)
#: A mention that begins so near the start of its sentence opens it.
_SENTENCE_OPENING: Final = 12
_SAME_TIME: Final = "cùng"
#: How far before a mention the verb of a comparison may begin.
_REACH: Final = 24
_LIST_SIGNS: Final = "-+•*–"
#: Signs that part the cells of a table's row, and how many a row has at least.
_CELL_SIGNS: Final = "|\t;"
_ROW: Final = 2
_NUMBERED: Final = re.compile(r"\w{1,2}[.)]")
#: Longer lines are no headings.
_HEADING: Final = 90
_GROUPS: Final = {
    "dossier": 0, "result": 0, "transaction": 0, "percent": 1, "procedure": 2, "service": 2,
    "process": 2, "point": 3, "rank": 3, "VND": 4, "unit": 5, "person": 6, "day": 6,
}  # fmt: skip
#: Longer periods are one class here; what is past, however long ago, has the last of three ages.
_LONG: Final = 7
_AGES: Final = {"undated": 0, "fresh": 0, "future": 1}


@lru_cache(maxsize=1)  # pairs and chain ask for it
def set_aside(page: Page) -> Flags:
    """Tell which mentions only serve a comparison."""
    aside = np.zeros(len(page.mentions), bool)
    for label in _CLASSED:
        for index in page.of(label):
            aside[index] = _is_aside(page, index)
    return aside


def _is_aside(page: Page, index: int) -> bool:
    mention = page.mentions[index]
    if mention.label == "PERIOD" and page.lowered.startswith(_SAME_TIME, mention.start):
        return True
    before = page.lowered[max(0, mention.start - _REACH) : mention.start]
    return _COMPARING.search(before) is not None


def count_passed(page: Page, own: Ints, target: Ints, aside: Flags) -> dict[Label, Ints]:
    """Count the topics of each label between figure and target; those set aside do not count.

    `own` and `target` are indices of mentions, one of each a pair.
    """
    low, high = np.minimum(own, target), np.maximum(own, target)
    passed: dict[Label, Ints] = {}
    for label in TOPICS:
        indices = np.array(page.of(label), np.int64)
        counted = np.zeros(len(page.mentions) + 1, np.int64)
        counted[indices + 1] = ~aside[indices]
        counted = counted.cumsum()
        passed[label] = counted[high] - counted[low + 1]
    return passed


def find_sections(page: Page, own: Ints, target: Ints) -> Ints:
    """Tell whether the target stands in the heading above the figure, or opens its list.

    0 no heading above, 1 elsewhere, 2 in the heading, 3 in the line with a colon that opens the
    list; 4 more where the figure stands in such a list.
    """
    (headings, openings), lines = _outline(page), page.places.lines
    heading, opening, at = headings[lines[own]], openings[lines[own]], lines[target]
    section = np.where(at == heading, 2, np.where(heading < 0, 0, 1))
    section = np.where((at == opening) & (opening >= 0), 3, section)
    return np.asarray(section + 4 * (opening >= 0), np.int64)


def _outline(page: Page) -> tuple[Ints, Ints]:
    """Return for each line the last heading above it and the line that opens its list, or −1.

    Lists without signs have one line at least: a line without a sign ends a list below itself.
    """
    headings, openings = [], []
    heading = opening = -1
    for number, (start, end) in enumerate(page.layout.lines()):
        headings.append(heading)
        openings.append(opening)
        words = page.text[start:end].strip()
        if not words:
            continue
        listed = words[0] in _LIST_SIGNS
        if len(words) < _HEADING and not listed and not page.figures_from(start, end):
            heading = number
        if words.endswith(":"):
            opening = number
        elif not listed and _NUMBERED.match(words) is None:
            opening = -1
    return np.array(headings, np.int64), np.array(openings, np.int64)


def find_edges(page: Page) -> Ints:
    """Tell whether each mention is the first (2) and the last (1) of its label in its line."""
    edges = np.zeros(len(page.mentions), np.int64)
    last: dict[tuple[str, int], int] = {}
    lines = page.places.lines.tolist()
    for index, (mention, line) in enumerate(zip(page.mentions, lines, strict=True)):
        if (mention.label, line) not in last:
            edges[index] = 2
        last[mention.label, line] = index
    edges[list(last.values())] += 1
    return edges


@lru_cache(maxsize=1)  # pairs and chain ask for it
def find_standings(page: Page) -> Ints:
    """Tell how each mention stands in its sentence, below STANDING_SIZE.

    0 where it opens the sentence, 3 where no figure stands before it there, else 6; and the figures
    after it in the sentence, up to 2, are added. What opens a sentence holds for those that follow;
    a time told in passing has its figure beside it, amid the sentence (`; năm 2023 là 99,81%`).
    """
    starts, sentence = page.places.starts, page.places.sentences
    figures = np.array(page.figure_starts, np.int64)  # of a part, those that it does not see too
    of_figure = page.layout.number("sentence", figures)
    first, behind = (of_figure.searchsorted(sentence, side) for side in ("left", "right"))
    before = figures.searchsorted(starts) - first
    after = behind - figures.searchsorted(starts, "right")
    opens = starts - page.layout.sentence_start(starts) < _SENTENCE_OPENING
    place = np.where(before > 0, 2, np.where(opens, 0, 1))
    return np.asarray(place * 3 + np.clip(after, 0, 2), np.int64)


def cross_standings(page: Page, own: Ints, target: Ints) -> Ints:
    """Cross how the target stands with where the figure is: its sentence, its line, the next, on.

    With this, and what a step of the chain carries, IN_PERIOD of six unseen authors .923 → .932,
    all links of dev .923 → .928 (gold mentions).
    """
    lines, sentences = page.places.lines, page.places.sentences
    line = np.abs(lines[target] - lines[own])
    away = np.where(line > 0, np.minimum(line + 1, 3), sentences[target] != sentences[own])
    return np.asarray((find_standings(page)[target] * 4 + away) * 2 + (target < own))


def find_columns(page: Page, own: Ints, target: Ints) -> Ints:
    """Tell whether figure and target stand in one column of a table, told from the right.

    0 not in one table, 1 in one row, 2 in one column, 3 in another one. Semicolons part the cells
    of some tables, and the clauses of much prose: 4 for one column of theirs, 5 for another one.
    The head of a row may span two columns.
    """
    starts, lines = page.places.starts, page.places.lines
    spans = list(page.layout.lines())
    rows = [_read_row(page.text[start:end]) for start, end in spans]
    signs = np.array([sign for sign, _ in rows], np.int64)[lines]
    counts = np.array([count for _, count in rows], np.int64)[lines]
    ends = np.array([end for _, end in spans], np.int64)[lines]
    cells = np.zeros(len(lines), np.int64)
    for number in np.unique(signs[counts > 0]).tolist():
        at = [m.start() for m in re.finditer(re.escape(_CELL_SIGNS[number]), page.text)]
        here = (signs == number) & (counts > 0)
        cells[here] = np.searchsorted(at, ends[here]) - np.searchsorted(at, starts[here])
    table = (signs[own] == signs[target]) & (counts[own] > 0)
    table &= np.abs(counts[own] - counts[target]) <= 1
    other_row = np.where(cells[own] == cells[target], 2, 3)
    other_row += 2 * (signs[own] == _CELL_SIGNS.index(";"))
    return np.where(table, np.where(lines[own] == lines[target], 1, other_row), 0)


def _read_row(line: str) -> tuple[int, int]:
    """Return which sign parts the cells of a line, and how often; (0, 0) where too few do."""
    counts = [line.count(sign) for sign in _CELL_SIGNS]
    most = max(counts)
    return (counts.index(most), most) if most >= _ROW else (0, 0)


def cross_units(page: Page, figure: Ints, target: Ints) -> Ints:
    """Cross the figure's unit with what the target is: how long and old a period, which level."""
    return unit_groups(page)[figure] * CLASSES + target_classes(page)[target]


def unit_groups(page: Page) -> Ints:
    """Return the group of each figure's unit, below UNIT_GROUPS."""
    units = [_GROUPS.get(f.quantity.unit or "", UNIT_GROUPS - 1) for f in page.figures]
    return np.array(units, np.int64)


@lru_cache(maxsize=1)
def target_classes(page: Page) -> Ints:
    """Return the kind of each mention within its label, below CLASSES; 0 is none."""
    classes = np.zeros(len(page.mentions), np.int64)
    for label in _CLASSED:
        for index in page.of(label):
            classes[index] = _class_of(page, index)
    return classes


def _class_of(page: Page, index: int) -> int:
    mention = page.mentions[index]
    if mention.label == "LEVEL":
        level, scope = read_level(page.lowered[mention.start : mention.end])
        return 1 + _place(level, LEVELS) * len(SCOPES) + _place(scope, SCOPES[:-1])
    if mention.label == "AGENCY":
        agency = resolve_agency(
            page.printed(index), province=page.province, era=era_of(page.published)
        )
        return 1 + _place(agency.level, LEVELS) * len(SCOPES) + _place(agency.scope, SCOPES[:-1])
    period = page.periods.get(index)
    if period is None:
        return 0
    length = min(length_class(period), _LONG)
    return 1 + length * 3 + _AGES.get(age_class(page, period), 2)


def _place(name: str | None, names: tuple[str, ...]) -> int:
    """Number a name; what is not among the names (none, several levels at once) comes last."""
    return names.index(name) if name in names else len(names)
