"""Move a bulletin some months within its year where every printed date can follow.

Only bulletins whose periods are single months or quarters, or days of one month, are moved: half
years, running totals and whole years would change their meaning.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from extractor.corpus.augmentation.dates import SLOTS, dated_stretches
from extractor.corpus.augmentation.edits import Edit, apply_edits
from extractor.corpus.gold import GoldFact
from extractor.corpus.store import Bulletin
from extractor.vietnamese.gazetteer import MERGER

_QUARTERS: Final = ("I", "II", "III", "IV")
_PARTS: Final = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})(?P<sign>[/.-])(?P<month>\d{1,2})(?P<year>[/.-]20\d\d)?(?![\d/.-]*\d)"
    r"|(?<!\d)(?P<alone>\d{1,2})(?=[/.-]20\d\d)"
    r"|tháng\s+(?P<named>\d{1,2})(?!\d|\s*-)"
    r"|quý\s+(?P<quarter>IV|I{1,3})\b",
    re.I,
)
#: Words that make a period longer or tie it to the calendar year.
_TIED: Final = re.compile(
    r"đầu năm|cuối năm|nửa|năm qua|\d+ tháng|(?:hai|ba|bốn|năm|sáu|bảy|chín|mười) tháng|cả năm"
    r"|giai đoạn|từ đầu|luỹ kế|lũy kế|tháng giêng|tháng chạp|tết",
    re.I,
)
_LONGEST: Final = timedelta(days=92)


def move_months(bulletin: Bulletin, random: Random) -> Bulletin:
    """Return the bulletin in other months of the same years, or unchanged where that is unsafe."""
    choices = [by for by in range(-11, 12) if by and _can_move(bulletin, by)]
    if not choices:
        return bulletin
    by = random.choice(choices)
    edits = {
        (edit.start, edit.end): edit
        for at, text in _stretches(bulletin)
        for edit in _edits(at, text, by)
    }
    moved = apply_edits(bulletin, edits.values())
    published = bulletin.gold.published
    update = {
        "published": None if published is None else _shift(published, by),
        "facts": tuple(_shift_fact(fact, by) for fact in moved.gold.facts),
    }
    return replace(moved, gold=moved.gold.model_copy(update=update))


def _stretches(bulletin: Bulletin) -> Iterator[tuple[int, str]]:
    """Give dated stretches with the word before them that tells a month from another number."""
    for at, text in dated_stretches(bulletin):
        before = bulletin.text[max(0, at - 6) : at]
        lead = re.search(r"(?:tháng|quý)\s$", before, re.I)
        start = at - len(lead.group()) if lead else at
        yield start, bulletin.text[start : at + len(text)]


def _can_move(bulletin: Bulletin, by: int) -> bool:
    published = bulletin.gold.published
    if published is None or _TIED.search(bulletin.text) or _crosses_merger(published, by):
        return False
    printed = [m for _, text in _stretches(bulletin) for m in _PARTS.finditer(text)]
    quarters = [_QUARTERS.index(m["quarter"].upper()) for m in printed if m["quarter"]]
    named = {int(m["month"] or m["alone"] or m["named"]) for m in printed if not m["quarter"]}
    named |= {month for quarter in quarters for month in (3 * quarter + 1, 3 * quarter + 3)}
    late = any(m["day"] and int(m["day"]) > 28 for m in printed)
    if not named or late or (quarters and by % 3):
        return False
    periods = [(f.period_start, f.period_end) for f in bulletin.gold.facts]
    spans = [(start, end) for start, end in periods if start and end]
    # a period that no printed month tells (hết năm) would not move with the text
    told = all({start.month, end.month} <= named | {published.month} for start, end in spans)
    short = all(end - start <= _LONGEST for start, end in spans)
    days = [getattr(fact, slot) for fact in bulletin.gold.facts for slot in SLOTS]
    months = named | {day.month for day in days if day}
    return told and short and all(0 < month + by <= 12 for month in months)


def _crosses_merger(published: date, by: int) -> bool:
    month = published.month + by
    if not 0 < month <= 12:
        return True
    return (published >= MERGER) != (date(published.year, month, 1) >= MERGER)


def _edits(at: int, text: str, by: int) -> Iterator[Edit]:
    for match in _PARTS.finditer(text):
        group = next(name for name in ("month", "alone", "named", "quarter") if match[name])
        old = match[group]
        if group == "quarter":
            new = _QUARTERS[_QUARTERS.index(old.upper()) + by // 3]
        else:
            new = str(int(old) + by).zfill(len(old) if old[0] == "0" else 1)
        yield Edit(at + match.start(group), at + match.end(group), new)


def _shift(day: date, by: int) -> date:
    """Move a day by months; the last of a month stays the last."""
    last = monthrange(day.year, day.month)[1]
    month = day.month + by
    new_last = monthrange(day.year, month)[1]
    return date(day.year, month, new_last if day.day == last else min(day.day, new_last))


def _shift_fact(fact: GoldFact, by: int) -> GoldFact:
    days = {slot: day for slot in SLOTS if (day := getattr(fact, slot)) is not None}
    return fact.model_copy(update={slot: _shift(day, by) for slot, day in days.items()})
