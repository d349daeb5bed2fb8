"""The days that a figure is about, and steps from one period to another."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date

from extractor.labels import PeriodBasis


@dataclass(frozen=True, slots=True)
class Period:
    """The days a figure is about, both ends included.

    `basis` is stated (a from-to in the text), nominal (the calendar month, quarter, year) or as_of
    (one day of a stock). `reference` marks a period that others are compared with (cùng kỳ),
    `elided` a year left out, `opened` the start of the whole whose last day is named, `onset` a
    start whose end is left to the data (từ ngày 1/7), `unnamed` a unit that no period told names
    (hết quý), `aside` a day that says nothing of up to when the page's own data go, `apart` what is
    told beside the page's own period (riêng tháng 6), `before` a day up to which something was
    so (trước ngày 1/7), `running` the unit that a page stands in (quý này).
    """

    start: date
    end: date
    basis: PeriodBasis
    reference: bool = False
    elided: bool = field(default=False, compare=False)
    opened: date | None = field(default=None, compare=False)
    onset: bool = field(default=False, compare=False)
    unnamed: bool = field(default=False, compare=False)
    aside: bool = field(default=False, compare=False)
    apart: bool = field(default=False, compare=False)
    before: bool = field(default=False, compare=False)
    running: bool = field(default=False, compare=False)


def months_of(year: int, first: int, last: int) -> Period:
    """Give the calendar months `first` to `last` of a year."""
    end = date(year, last, monthrange(year, last)[1])
    return Period(date(year, first, 1), end, "nominal")


def length_of(period: Period) -> int:
    """Count the months that a period of whole months spans."""
    span = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month
    return span + 1 if period.start.day <= period.end.day else span


def shift_years(period: Period, years: int) -> Period:
    """Move a period by whole years as a period of comparison; 29 February becomes the 28th.

    Whole months stay whole: of the months to 28 February those of a leap year end with the 29th.
    """
    ends = monthrange(period.end.year, period.end.month)[1] == period.end.day
    whole = ends and period.basis == "nominal"

    def moved(day: date) -> date:
        month_end = monthrange(day.year + years, day.month)[1]
        last = month_end if whole and day == period.end else min(day.day, month_end)
        return day.replace(year=day.year + years, day=last)

    return replace(period, start=moved(period.start), end=moved(period.end), reference=True)


def _months_back(period: Period, months: int) -> Period:
    """Move a stated period back: 15/11-14/12 is preceded by 15/10-14/11."""

    def moved(day: date) -> date:
        year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

    return replace(period, start=moved(period.start), end=moved(period.end), reference=True)


def period_before(anchor: Period, unit: str | None) -> Period | None:
    """Give the month, quarter, half-year or year before the one that the anchor is named after."""
    length = {"tháng": 1, "quý": 3}.get(unit or "", length_of(anchor) if unit == "kỳ" else 0)
    if length not in (1, 3, 6, 12):
        return None
    if unit == "kỳ" and anchor.basis == "stated":
        return _months_back(anchor, length)
    last = anchor.end.year * 12 + anchor.end.month - 1
    first = last - last % length - length
    period = months_of(first // 12, first % 12 + 1, first % 12 + length)
    return replace(period, reference=True)
