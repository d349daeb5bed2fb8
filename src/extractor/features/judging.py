"""Features from which a numeral is judged: a reported figure, or a date, a name, a counter."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Final

from extractor.features.page import Figure, Page
from extractor.labels import Unit
from extractor.schema import Mention
from extractor.vietnamese.numbers import Quantity

_WINDOW = 6
#: Characters in which the first words of a sentence are looked for.
_OPENING = 40
#: The numerals whose kinds are asked: on dev figures found .985 → .988 with the two before and one
#: after, other numbers taken 3.0 → 2.4 %.
_NEIGHBOURS = (-2, -1, 1)
#: What parts the clauses of a sentence; a comma or full stop before a digit belongs to a numeral.
_CLAUSE_END: Final = re.compile(r"[;:()\n!?–]|,(?!\d)|\.(?!\d)|\s-\s")
#: So many characters of the sentence before and after a numeral say what it speaks of.
_BEFORE, _AFTER = 150, 80
#: Characters of a clause that are read on each side: what has no signs at all, a table on one line,
#: is no clause. No figure of train has more than 140.
_CLAUSE: Final = 150


def candidate_page(text: str, quantities: list[Quantity]) -> Page:
    """Return a page whose figures are all numerals that the grammar finds, of every kind."""
    mentions = tuple(Mention(q.start, q.end, "QUANTITY") for q in quantities)
    return Page(text, mentions, {q.start: q for q in quantities})


def judging_features(page: Page, position: int) -> list[str]:
    """Return the features of the numeral at `position` among the page's figures."""
    figure = page.figures[position]
    quantity = figure.quantity
    unit, kind = quantity.unit or "none", quantity.kind or "figure"
    before = page.words_before(figure.start, _WINDOW)
    after = page.words_after(figure.end, _WINDOW)
    features = [f"kind={kind}", f"unit={unit}", f"kind={kind}|unit={unit}"]
    features.append(f"shape={_shape(page.text[quantity.num_start : quantity.num_end])}|{unit}")
    features += [f"b{i}={word}|{unit}" for i, word in enumerate(before[:4])]
    features += [f"a{i}={word}|{unit}" for i, word in enumerate(after[:4])]
    features += [f"b={word}" for word in before] + [f"a={word}" for word in after]
    features += [
        f"b01={' '.join(before[:2])}",
        f"a01={' '.join(after[:2])}",
        f"b012={' '.join(before[:3])}",
        f"a012={' '.join(after[:3])}",
        f"ba={before[:1]}|{after[:1]}|{unit}",
        f"kb={kind}|{before[:1]}",
    ]
    sentence = page.sentence_of(figure)
    opening = sentence[0]
    first = page.words(opening, min(opening + _OPENING, figure.start))
    features += [f"s={word}|{unit}" for word in first[:3]]
    features.append(f"surface={page.lowered[figure.start : figure.end]}")
    features += _line_features(page, position, unit)
    features += _cue_features(page, sentence, quantity.unit)
    features += _neighbour_features(page, position, unit)
    features += _subject_features(page, figure, sentence)
    return features


def forget_page() -> None:
    """Let go of the page that was judged last: all numerals of a text of 1 MB take 25 MB."""
    _count_in_line.cache_clear()
    _cue_features.cache_clear()
    _clause_ends.cache_clear()


def _shape(printed: str) -> str:
    return "".join("0" if c.isdigit() else c for c in printed)


def _line_features(page: Page, position: int, unit: str) -> list[str]:
    """Say where the line stands on the page and what else is in it."""
    figure = page.figures[position]
    start, end = page.layout.line_of(figure.start)
    zone = page.survey.found.zone_of(figure.start) or "none"
    length, plain = _count_in_line(page, start, end)
    share = int(10 * figure.start / max(len(page.text), 1))
    first = page.words(start, min(start + 40, figure.start))[:2]
    return [
        f"zone={zone}|{unit}",
        f"words={min(length // 5, 6)}|{unit}",
        f"others={min(plain, 4)}",
        f"share={share}",
        f"first={' '.join(first)}",
        f"leads={start == figure.start}|{unit}",
        f"ends={end == figure.end}|{unit}",
    ]


@lru_cache(maxsize=1)  # of all numerals of a line
def _count_in_line(page: Page, start: int, end: int) -> tuple[int, int]:
    """Count the words and the figures of a line."""
    plain = sum(1 for f in page.figures_from(start, end) if f.quantity.kind is None)
    return len(page.text[start:end].split()), plain


@lru_cache(maxsize=4)  # most numerals share sentence and unit with one of the last few
def _cue_features(page: Page, sentence: tuple[int, int], unit: Unit | None) -> list[str]:
    hits, written = page.survey.cues_from(*sentence), unit or "none"
    names = dict.fromkeys(hit.cue.name for hit in hits)  # in order: sums would differ by it
    features = [f"cue={name}|{written}" for name in names]
    features.append(f"cues={min(len(names), 3)}|{written}")
    fitting = any(hit.cue.code(unit) for hit in hits)
    features.append(f"fits={fitting}|{written}")
    return features


def _neighbour_features(page: Page, position: int, unit: str) -> list[str]:
    """Say what the numerals around it are: look-alikes come in rows, as figures do."""
    figures, features = page.figures, []
    sentence = page.sentence_of(figures[position])
    for step in _NEIGHBOURS:
        at = position + step
        if not 0 <= at < len(figures):
            continue
        other = figures[at]
        same = page.sentence_of(other) == sentence
        kind = other.quantity.kind or "figure"
        features.append(f"n{step}={kind}|{other.quantity.unit}|{same}|{unit}")
    return features


def _subject_features(page: Page, figure: Figure, sentence: tuple[int, int]) -> list[str]:
    """Say what clause and sentence speak of: `GRDP tăng 7,9%` stands among rates of dossiers.

    Of 90 bulletins full of other subjects by three authors not learned from, figures F1 .923 →
    .942, dev as before.
    """
    ends = _clause_ends(page)
    at = bisect_right(ends, figure.start)
    start = max(ends[at - 1], figure.start - _CLAUSE)
    end = min(ends[bisect_left(ends, figure.end)], figure.end + _CLAUSE)
    words = dict.fromkeys([*page.words(start, figure.start), *page.words(figure.end, end)])
    first, last = max(sentence[0], figure.start - _BEFORE), min(sentence[1], figure.end + _AFTER)
    unit, hits = figure.quantity.unit, page.survey.cues_from(start, end)
    cues = dict.fromkeys(hit.cue.name for hit in hits)
    return [
        *(f"c={word}" for word in words),
        *(f"sw={word}" for word in dict.fromkeys(page.words(first, last))),
        *(f"ccue={cue}|{unit}" for cue in cues),
        f"clause={min(len(words), 8)}",
        f"ccues={min(len(cues), 2)}|{unit}",
        f"cfits={any(hit.cue.code(unit) for hit in hits)}|{unit}",
    ]


@lru_cache(maxsize=1)  # of all numerals of a page
def _clause_ends(page: Page) -> list[int]:
    """Return where clauses end, between the start and the end of the text."""
    return [0, *(match.end() for match in _CLAUSE_END.finditer(page.text)), len(page.text)]
