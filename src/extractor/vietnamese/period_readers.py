"""Read the days of each form of period, given what is known around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from extractor.vietnamese.calendar_periods import CALENDAR, Known, read_month, read_named
from extractor.vietnamese.period import Period, length_of, months_of, period_before, shift_years
from extractor.vietnamese.period_forms import QUARTERS, Fields, count_of


def _read_months_since(found: Fields, known: Known) -> Period | None:
    """Read `ba tháng kể từ 1/7/2025`, `một năm từ 1/7/2025`."""
    count = 12 if found["unit"] else count_of(found["count"] or "")
    year = known.year(found, month=int(found["month"] or 0))
    start = _day(found["day"], found["month"], year)
    if count is None or start is None:
        return None
    last = start.month + count - 1  # counted in months since January, day before the start's
    end = start.replace(year=start.year + last // 12, month=last % 12 + 1, day=min(start.day, 28))
    return Period(start, end - timedelta(days=1), "stated")


def _read_days_until(found: Fields, known: Known) -> Period | None:
    """Read `45 ngày tính đến 15/8`."""
    end = _day(found["day"], found["month"], known.year(found, month=int(found["month"] or 0)))
    days = count_of(found["count"] or "") or 0
    if end and found["unit"]:
        return _months_until(end, days)
    return Period(end - timedelta(days=days), end, "stated") if end and days else None


def _months_until(end: date, count: int) -> Period | None:
    """Give so many months up to a day: ba tháng, tính đến 30/9."""
    day = end + timedelta(days=1)
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return Period(day.replace(year=year, month=month + 1), end, "stated") if count else None


def _read_from_now(found: Fields, known: Known) -> Period | None:
    """Read `từ nay đến hết quý IV`: from the day of publication."""
    if found["day"]:
        end = opened = _day(
            found["day"], found["month"], known.year(found, month=int(found["month"] or 0))
        )
    else:
        named = read_named(found, known)
        end, opened = (named.end, named.start) if named else (None, None)
    start = known.published
    if start is None or end is None or start > end:
        return None
    return Period(start, end, "stated", opened=opened)


def _read_since_year(found: Fields, known: Known) -> Period | None:
    """Read `từ năm 2021`: to the day of publication."""
    start = date(int(found["year"] or 0), 1, 1)
    end = known.published
    return Period(start, end, "stated") if end and start <= end else None


def _read_since_day(found: Fields, known: Known) -> Period | None:
    """Read `kể từ ngày 01/7`: from that day to the last of the data; ahead, that day."""
    end = known.published
    if end is None:
        return None
    start = _since(found, end)
    if start > end:
        return Period(start, start, "as_of")
    return Period(start, end, "stated", onset=bool(found["first_day"] and not found["counted"]))


def _day(day: str | None, month: str | None, year: int | None) -> date | None:
    return date(year, int(month), int(day)) if day and month and year else None


def _read_range(found: Fields, known: Known) -> Period | None:
    """Read from-to: the end lends its month and year to the start."""
    month = found["month"] or ""
    year = known.year(found, month=int(month))
    end = _day(found["day"], month, year)
    if end is None:
        return None
    first_month = found["first_month"] or month
    first_year = int(found["first_year"]) if found["first_year"] else end.year
    if not found["first_year"] and int(first_month) > int(month):
        first_year -= 1
    start = date(first_year, int(first_month), int(found["first_day"] or 1))
    return Period(start, end, "stated") if start <= end else None


def _read_month_range(found: Fields, known: Known) -> Period | None:
    year = known.year(found, month=int(found["month"] or 0))
    if year is None:
        return None
    first_year = int(found["first_year"] or year)
    start = date(first_year, int(found["first_month"] or 0), 1)
    end = months_of(year, int(found["month"] or 0), int(found["month"] or 0)).end
    return Period(start, end, "stated") if start <= end else None


def _read_quarter_list(found: Fields, known: Known) -> Period | None:
    """Read `quý I và quý II/2025`, `quý II - IV`."""
    last = read_named(found, known)
    if last is None:
        return None
    year = int(found["first_year"] or last.end.year)
    start = date(year, 3 * QUARTERS[found["first_quarter"] or ""] - 2, 1)
    return Period(start, last.end, "stated") if start <= last.end else None


def _read_since_named(found: Fields, known: Known) -> Period | None:
    """Read `từ ngày 01/7 đến hết năm 2025`, `từ đầu năm đến hết quý III`."""
    end = read_named(found, known)
    if end is None:
        return None
    start = _since(found, end.end)
    return Period(start, end.end, "stated") if start <= end.end else None


def _read_end_of(found: Fields, known: Known) -> Period | None:
    """Read `đến cuối tháng 5/2025`, `hết quý III`: the last day; `cuối năm` is the year."""
    named = read_named(found, known)
    if named and found["whole"]:
        return replace(named, opened=named.start)
    return Period(named.end, named.end, "as_of", opened=named.start) if named else None


def _read_since(found: Fields, known: Known) -> Period | None:
    """Read `từ đầu năm đến nay`, `từ 1/7 đến nay`, `từ đầu năm đến ngày 15/8/2021`."""
    if found["day"]:
        year = known.year(found, month=int(found["month"] or 0))
        end = _day(found["day"], found["month"], year)
    elif found["month"]:
        month = read_month(found, known)
        end = month.end if month else None
    else:
        end = known.published
    if end is None:
        return None
    start = _since(found, end)
    return Period(start, end, "stated") if start <= end else None


def _since(found: Fields, end: date) -> date:
    if found["first_quarter"]:
        return date(end.year, 3 * QUARTERS[found["first_quarter"]] - 2, 1)
    if found["first_day"]:
        year = int(found["first_year"] or end.year)
        return date(year, int(found["first_month"] or end.month), int(found["first_day"]))
    if found["first_month"]:
        return date(int(found["first_year"] or end.year), int(found["first_month"]), 1)
    if found["unit"] == "tháng":
        return end.replace(day=1)
    if found["unit"] == "quý":
        return date(end.year, 3 * ((end.month - 1) // 3) + 1, 1)
    return date(int(found["first_year"] or end.year), 1, 1)


def _read_as_of(found: Fields, known: Known) -> Period | None:
    """Read a day of a stock: the printed day, else the day of publication."""
    if found["day"] is None:
        day = known.published
    else:
        year = known.year(found, month=int(found["month"] or 0))
        day = _day(found["day"], found["month"], year)
    return Period(day, day, "as_of") if day else None


def _read_current(found: Fields, known: Known) -> Period | None:
    """Read `tháng này`, `năm nay`: the anchor if it is one, else from the day of publication."""
    unit, published = found["unit"], known.published
    length = {"tháng": 1, "quý": 3, "năm": 12}.get(unit or "")
    if known.anchor and length == length_of(known.anchor):
        return replace(known.anchor, reference=False)
    if published is None:
        return None
    if unit == "năm":
        return months_of(published.year, 1, 12)
    return months_of(published.year, published.month, published.month) if unit == "tháng" else None


def _read_same_time(found: Fields, known: Known) -> Period | None:
    return known.anchor


def _read_reference(found: Fields, known: Known) -> Period | None:
    """Read `cùng kỳ` (a year before the anchor), `tháng trước` (the month before it)."""
    anchor, unit = known.anchor, found["unit"]
    if found["same"]:
        if anchor is None:
            return None
        years = anchor.end.year - int(found["year"]) if found["year"] else 1
        return shift_years(anchor, -years) if unit in (None, "năm") else period_before(anchor, unit)
    if unit == "năm":
        day = anchor.end if anchor else known.published
        return replace(months_of(day.year - 1, 1, 12), reference=True) if day else None
    return period_before(anchor, unit) if anchor else None


READERS: Final[Mapping[str, Callable[[Fields, Known], Period | None]]] = {
    **CALENDAR,
    "range": _read_range,
    "month_range": _read_month_range,
    "quarter_list": _read_quarter_list,
    "since": _read_since,
    "since_named": _read_since_named,
    "end_of": _read_end_of,
    "as_of": _read_as_of,
    "day": _read_as_of,
    "months_since": _read_months_since,
    "days_until": _read_days_until,
    "from_now": _read_from_now,
    "since_year": _read_since_year,
    "since_day": _read_since_day,
    "current": _read_current,
    "same_time": _read_same_time,
    "reference": _read_reference,
}
