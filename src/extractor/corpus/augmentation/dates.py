"""Move a bulletin in time: printed years, published day and period slots alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random
from typing import Final

from extractor.corpus.augmentation.edits import Edit, apply_edits
from extractor.corpus.gold import GoldFact
from extractor.corpus.store import Bulletin
from extractor.vietnamese.gazetteer import AFTER

_YEAR: Final = re.compile(r"(?<!\d)20[0-3]\d(?!\d)")
_SHORT_YEAR: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}(?!\d)")
_DATE_KINDS: Final = ("date", "year", "period")
SLOTS: Final = ("period_start", "period_end", "compare_start", "compare_end")
#: The eras of a bulletin: it is never moved across the reform of 1 July 2025.
_BEFORE: Final = (date(2013, 1, 1), date(2025, 6, 30))
_AFTER: Final = (date(2025, 7, 1), date(2027, 12, 31))


def move_years(bulletin: Bulletin, random: Random) -> Bulletin:
    """Return the bulletin some whole years earlier or later, within its era.

    Decree numbers and plan names (61/2018/NĐ-CP) keep their years. A bulletin without a day of
    publication or with two-digit years stays as it is.
    """
    published = bulletin.gold.published
    if published is None or any(_SHORT_YEAR.search(text) for _, text in dated_stretches(bulletin)):
        return bulletin
    first, last = _AFTER if bulletin.meta.get("era") == AFTER else _BEFORE
    # whole leap cycles where the end of February is named, else the dates would not exist
    step = 4 if _has_late_february(bulletin, published) else 1
    choices = [years for years in range(-8, 9, step) if first <= _shift(published, years) <= last]
    years = random.choice(choices)
    edits = [
        Edit(at + m.start(), at + m.end(), str(int(m.group()) + years))
        for at, text in dated_stretches(bulletin)
        for m in _YEAR.finditer(text)
    ]
    moved = apply_edits(bulletin, _distinct(edits))
    update = {
        "published": _shift(published, years),
        "facts": tuple(_shift_fact(fact, years) for fact in moved.gold.facts),
    }
    return replace(moved, gold=moved.gold.model_copy(update=update))


def dated_stretches(bulletin: Bulletin) -> Iterator[tuple[int, str]]:
    """Yield the dated stretches of the text with their offsets: periods, numbers that are dates."""
    for mention in bulletin.gold.mentions:
        if mention.label == "PERIOD":
            yield mention.start, bulletin.text[mention.start : mention.end]
    for number in bulletin.gold.distractors:
        if number.kind in _DATE_KINDS:
            yield number.start, bulletin.text[number.start : number.end]


def _distinct(edits: list[Edit]) -> list[Edit]:
    """Drop repeats: the numbers inside a PERIOD are distractors too."""
    return list({(edit.start, edit.end): edit for edit in edits}.values())


def _has_late_february(bulletin: Bulletin, published: date) -> bool:
    days = [getattr(fact, slot) for fact in bulletin.gold.facts for slot in SLOTS]
    return any(day and day.month == 2 and day.day > 27 for day in (*days, published))


def _shift(day: date, years: int) -> date:
    if day.month == 2 and day.day == 29 and years % 4:
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)


def _shift_fact(fact: GoldFact, years: int) -> GoldFact:
    days = {slot: day for slot in SLOTS if (day := getattr(fact, slot)) is not None}
    return fact.model_copy(update={slot: _shift(day, years) for slot, day in days.items()})
