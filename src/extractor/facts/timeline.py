"""Read the PERIOD mentions of a bulletin in order, each with the period that it leans on."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

from extractor.facts.leaning import read_leaning, read_title
from extractor.facts.surfaces import COMPARING, full_surface
from extractor.facts.told import Told
from extractor.labels import Role
from extractor.schema import Mention
from extractor.vietnamese.period import Period, length_of, months_of, shift_years
from extractor.vietnamese.periods import read_period

#: Periods that are counted from another one rather than from the day of publication.
_REFERENCE: Final = re.compile(r"cùng|trước(?!\s+(?:khi|(?:ngày\s+)?\d))|liền kề|ngoái", re.I)
#: Characters before a day that may say whose it is: cả nước, `tính đến 30/6`.
_NEAR: Final = 64
_OF_NATION: Final = re.compile(
    r"(?<!\w)(?:(?:cả|trong|toàn)\s+nước|toàn\s+quốc|số\s+liệu\s+(?:của\s+)?cổng[^.;\n]*\squốc\s+gia)[^.;\n]*$",
    re.I,
)
#: `riêng` tháng 6, so với `tháng 10`, (`tháng 7`: 44%).
_APART: Final = re.compile(
    r"(?<!\w)(?:riêng|chỉ\s+(?:tính|lấy)|nếu\s+tách)(?:\s+(?:trong|của|hồi))?\s+$", re.I
)
_COMPARED: Final = re.compile(r"(?<!\w)so(?:\s+với)?\s+$", re.I)
_UP_TO: Final = re.compile(r"trước\s+(?:(?:ngày|mốc|thời\s+điểm)\s+)?\d(?!\d?\s*(?:giờ|h))")
_BRACKET: Final = re.compile(r"\(\s*$")
#: tháng 10/2025 (`từ 21/9 đến 20/10`).
_NAME_AHEAD: Final = re.compile(
    r"(?<!\w)((?:tháng|quý|năm)\s+(?:\d{1,4}|iv|i{1,3})(?:(?:/|\s+năm\s+)\d{4})?)\s*\(\s*"
    r"(?:(?:tính|số\s+liệu|kỳ)\s+)?$",
    re.I,
)
_DIGIT: Final = re.compile(r"[0-9]")
_OPENING: Final = 32
#: Days after which a target is next year's rather than one that has just been missed.
_MISSED: Final = 100
#: Days before which the end of a year told as a value is last year's.
_AHEAD: Final = 180
#: What may stand between a month and its days.
_BESIDE: Final = re.compile(r"\s*[(,:–-]\s*(?:\w+\s+){0,4}[(:]?\s*")
#: Days by which a month of the books may be longer or shorter than the month it is named after.
_UNEVEN: Final = 3
#: Days after which a page no longer tells of the month that is over.
_FRESH: Final = 40
#: What stands between the days of a from-to, which a month counted back has not.
_BOTH_DAYS: Final = re.compile(r"đến|tới|[-–→>]", re.I)
#: Months of the periods for which books are kept.
_KEPT: Final = (1, 3)
#: Days of a quarter of which nothing can be told yet.
_BEGUN: Final = 12
_QUARTER: Final = 3
_MONTH: Final = 31
_TARGETS: Final[tuple[Role, ...]] = ("target", "threshold")


@dataclass(frozen=True, slots=True)
class Timeline:
    """The period of each PERIOD mention by index into the mentions; absent when unreadable."""

    periods: dict[int, Period]


@lru_cache(maxsize=4)  # linker and assembly ask for the same: 0.4 ms a bulletin
def read_timeline(text: str, mentions: tuple[Mention, ...], published: date | None) -> Timeline:
    """Read every PERIOD mention of a bulletin.

    An elided year comes from the day of publication where it is known, else from the nearest full
    period before, else the first after: full periods are as often last year's, for comparison, or
    a target's (wrong starts on the training bulletins fell from 9.4 % to 3.9 %).
    """
    found: dict[int, Period] = {}
    anchor = _first_full(text, mentions, published)
    last = 0
    for index, mention in enumerate(mentions):
        if mention.label != "PERIOD":
            continue
        surface = full_surface(text, mention)
        told = Told(found, published, text, mention.start, last)
        period = read_leaning(surface, told)
        if period is None and published is not None and not _REFERENCE.search(surface):
            period = read_period(surface, published=published)
        if period is None:
            period = read_period(surface, anchor=anchor, published=published)
        if period is None:
            continue
        if period.basis == "as_of":
            before = _UP_TO.match(surface) is not None
            period = replace(period, aside=_is_aside(text, mention), before=before)
        elif _is_apart(text, mention, period, told):
            period = replace(period, apart=True)
        found[index] = period
        last = mention.end
        if not period.reference and period.basis != "as_of":
            anchor = period
    found = _with_titles(text, mentions, found, published)
    found = _with_cut_offs(text, mentions, found)
    return Timeline(_by_the_books(text, mentions, found, published))


def _is_aside(text: str, mention: Mention) -> bool:
    """Tell whether a day is one compared with, or up to which the nation's figures are counted."""
    near = max(0, mention.start - _NEAR), mention.start
    return any(ahead.search(text, *near) for ahead in (_OF_NATION, _COMPARED))


def _is_apart(text: str, mention: Mention, period: Period, told: Told) -> bool:
    """Tell whether a month or quarter is told beside the page's own period."""
    start = max(0, mention.start - _OPENING)
    if COMPARING.search(text, start, mention.start):
        return True
    if not any(p.start <= period.start <= p.end for p in told.spans() if not p.apart):
        return False  # the page's own: no period told has it as a part
    if _APART.search(text, start, mention.start):
        return True
    return period.basis == "nominal" and _BRACKET.search(text, start, mention.start) is not None


def _with_titles(
    text: str,
    mentions: tuple[Mention, ...],
    found: dict[int, Period],
    published: date | None,
) -> dict[int, Period]:
    """Let what stands before the first span that is told lean on that one: a title on its lead."""
    stated = (i for i, period in found.items() if period.basis == "stated")
    days = (i for i in stated if _DIGIT.search(text, mentions[i].start, mentions[i].end))
    first = next(days, None)
    if first is None:
        return found
    told = Told({first: found[first]}, published)
    ahead = (i for i in range(first) if mentions[i].label == "PERIOD")
    leaning = {i: read_title(full_surface(text, mentions[i]), told) for i in ahead}
    return {**found, **{i: period for i, period in leaning.items() if period}}


def _with_cut_offs(
    text: str, mentions: tuple[Mention, ...], found: dict[int, Period]
) -> dict[int, Period]:
    """Give a month or quarter the days that its bulletin prints beside it.

    Offices close their books early: tháng 10 (từ 21/9 đến 20/10). Wherever such a bulletin says
    tháng 10 again it means those days.
    """
    meant: dict[tuple[date, date], Period] = {}
    indices = sorted(found, key=lambda index: mentions[index].start)
    for index, following in pairwise(indices):
        period, told = found[index], found[following]
        between = text[mentions[index].end : mentions[following].start]
        if _BESIDE.fullmatch(between) and _is_closed_early(period, told):
            meant[period.start, period.end] = told
    for index, told in found.items():
        named = _before_bracket(text, mentions[index], told)
        if named and _is_closed_early(named, told):
            meant[named.start, named.end] = told
    return {
        index: period if period.reference else meant.get((period.start, period.end), period)
        for index, period in found.items()
    }


def _before_bracket(text: str, mention: Mention, told: Period) -> Period | None:
    """Read the name of `quý I/2026 (15/12 - 14/3)`, be it a mention with its days or none."""
    name, bracket, _ = text[mention.start : mention.end].partition("(")
    ahead = _NAME_AHEAD.search(text, max(0, mention.start - _OPENING), mention.start)
    if ahead and not bracket:
        name, bracket = ahead[1], ahead[0]
    return read_period(name, published=told.end) if bracket and name else None


def _by_the_books(
    text: str, mentions: tuple[Mention, ...], found: dict[int, Period], published: date | None
) -> dict[int, Period]:
    """Move the months of a bulletin whose own is stated by days (guideline section 6).

    Where it tells of 21/9 to 20/10, its `tháng 9` and `tháng trước` are 21/8 to 20/9.
    """
    own = next(
        (
            period
            for index, period in found.items()
            if _is_of_the_books(period, published)
            and _BOTH_DAYS.search(text, mentions[index].start, mentions[index].end)
        ),
        None,
    )
    if own is None:
        return found
    closed = {period.end for period in found.values() if period.basis == "as_of"}
    return {
        index: _closed_as(period, own, full=period.end in closed) for index, period in found.items()
    }


def _is_of_the_books(period: Period, published: date | None) -> bool:
    """Tell whether a page is about a stated month or quarter that began in the month before."""
    if period.basis != "stated" or period.reference or period.start.day != period.end.day + 1:
        return False
    fresh = published is None or 0 <= (published - period.end).days <= _FRESH
    return fresh and length_of(period) in _KEPT


def _closed_as(period: Period, own: Period, *, full: bool) -> Period:
    """Give a calendar month of the past the days on which the books are closed.

    Of quarters that holds for the own one, unless something is told of its last day by the
    calendar (`full`), and for the one before: `quý III` beside 15/9 to 14/12 is as often the
    calendar's.
    """
    month, last = (period.end.year, period.end.month), (own.end.year, own.end.month)
    past, itself = month <= last, month == last and not full
    next_to = period.start < own.start and (own.start - period.end).days <= _MONTH
    # with its year printed it is the calendar's
    named = period.reference or (period.elided and (length_of(period) == 1 or itself or next_to))
    alike = period.basis == "nominal" and length_of(period) == length_of(own)
    if not (alike and past and named):
        return period
    before = _closing_day(period.start - timedelta(days=1), own)
    start = before + timedelta(days=1)
    return replace(period, start=start, end=_closing_day(period.end, own), basis="stated")


def _closing_day(month_end: date, own: Period) -> date:
    """Return the day on which the books of a month are closed: that of `own`, if it has one."""
    last = monthrange(month_end.year, month_end.month)[1]
    return month_end.replace(day=min(own.end.day, last))


def _is_closed_early(period: Period, told: Period) -> bool:
    """Tell whether stated days are those of a month or quarter closed some days early."""
    if period.basis != "nominal" or told.basis != "stated":
        return False
    longer = told.end - told.start - (period.end - period.start)
    return abs(longer.days) <= _UNEVEN and told.start < period.start <= told.end < period.end


def fit_to_role(
    period: Period, role: Role, published: date | None, *, stock: bool = False
) -> Period:
    """Fit a period to what its figure is.

    A target is to be reached within the whole month, quarter or year whose end is named (guideline
    section 6), and lies ahead; whatever else is told of a year left out lies behind. What is so
    `từ ngày 1/5` was or will be so on that day, unless it was counted since.
    """
    if period.onset and (stock or role in _TARGETS):
        return replace(period, end=period.start, basis="as_of")
    if period.before and role not in _TARGETS:
        last = period.end - timedelta(days=1)
        return replace(period, start=last, end=last)
    if period.running and role in _TARGETS and published is not None and period.end < published:
        return _around(published, length_of(period))
    if role == "threshold" and _is_over(period, published):
        return period
    if role in _TARGETS and period.opened is not None:
        whole_day = period.opened == period.end
        period = replace(period, start=period.opened, basis="as_of" if whole_day else "nominal")
        if period.unnamed and published is not None and period.end < published:
            return _around(published, length_of(period))
    if not period.elided or published is None:
        return period
    if role in _TARGETS and (published - period.end).days > _MISSED:
        return replace(shift_years(period, 1), reference=False)
    whole = period.basis != "as_of" or period.opened is not None
    ahead = period.start > published or (
        period.opened == period.start and (period.end - published).days > _AHEAD
    )
    begun = 0 <= (published - period.start).days < _BEGUN and length_of(period) >= _QUARTER
    if role not in _TARGETS and whole and (ahead or (begun and period.basis == "nominal")):
        return replace(shift_years(period, -1), reference=False)
    return period


def _is_over(period: Period, published: date | None) -> bool:
    """Tell whether a named last day lies behind: what was reached by then is no target."""
    if published is None or period.basis != "as_of" or period.end > published:
        return False
    return not period.elided or (published - period.end).days <= _MISSED


def _around(day: date, count: int) -> Period:
    """Give the month or quarter that a day lies in."""
    first = day.month - (day.month - 1) % count
    return months_of(day.year, first, first + count - 1)


def as_compared(period: Period) -> Period:
    """Take the last day of a year whose end something is compared with (guideline section 7)."""
    if period.opened is None or period.opened != period.start or period.basis != "nominal":
        return period
    return replace(period, start=period.end, basis="as_of")


def _first_full(text: str, mentions: tuple[Mention, ...], published: date | None) -> Period | None:
    """Return the first period that prints its own year."""
    for mention in mentions:
        if mention.label == "PERIOD":
            period = read_period(text[mention.start : mention.end], anchor=None, published=None)
            if period is not None and not period.reference:
                return period
    return None
