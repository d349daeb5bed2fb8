"""Read the days of each form of period, given what is known around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from extractor.vietnamese.period import (
    Period,
    length_of,
    months_of,
    period_before,
    shift_years,
)
from extractor.vietnamese.period_forms import QUARTERS, Fields, count_of

#: Days after which a month counts as spent.
_HALF: Final = 15
#: Months that a page looks ahead when it names one without its year.
_AHEAD: Final = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What a period may lean on: a full period before it, and the day of publication."""

    anchor: Period | None
    published: date | None

    def year(self, found: Fields, *, month: int = 1) -> int | None:
        """Give the printed year, else the anchor's, else the publication's.

        `năm nay` and `năm ngoái` are counted from the publication. A page of January to March that
        names a month more than a quarter ahead means the year before.
        """
        if found["year"]:
            return int(found["year"] or 0)
        if found["relative"]:
            day = self.published or (self.anchor.end if self.anchor else None)
            return day.year - (found["relative"] != "nay") if day else None
        if self.anchor:
            return self.anchor.end.year
        if self.published is None:
            return None
        early = self.published.month <= 3 and month > self.published.month + _AHEAD
        return self.published.year - early


def _read_month(found: Fields, known: Known) -> Period | None:
    month = int(found["month"] or 0)
    year = known.year(found, month=month)
    return months_of(year, month, month) if year else None


def _read_quarter(found: Fields, known: Known) -> Period | None:
    quarter = QUARTERS[found["quarter"] or ""]
    year = known.year(found, month=3 * quarter - 2)
    return months_of(year, 3 * quarter - 2, 3 * quarter) if year else None


def _read_year(found: Fields, known: Known) -> Period | None:
    year = known.year(found)
    return months_of(year, 1, 12) if year else None


def _read_past_year(found: Fields, known: Known) -> Period | None:
    """Read `năm qua`: the year before in a page of January to March, else not known."""
    day = known.published
    return months_of(day.year - 1, 1, 12) if day and day.month <= 3 else None


def _read_first_quarter(found: Fields, known: Known) -> Period | None:
    year = known.year(found)
    return months_of(year, 1, 3) if year else None


def _read_years(found: Fields, known: Known) -> Period:
    first, last = int(found["year"] or 0), int(found["last"] or 0)
    return Period(date(first, 1, 1), date(last, 12, 31), "stated")


def _read_count(found: Fields, known: Known) -> Period | None:
    """Read `6 tháng đầu năm 2024`; a bare `6 tháng` is the last full period of that length."""
    count = count_of(found["count"] or "")
    if count is None or not 1 <= count <= 12:
        return None
    anchor = known.anchor
    named = found["year"] or found["part"] or found["relative"]
    if not named and anchor and length_of(anchor) == count:
        return anchor
    if not named and _long_gone(count, known.published):
        return _read_past_months(found, known)
    year = known.year(found, month=count)
    if year is None:
        return None
    return months_of(year, 13 - count, 12) if found["part"] == "cuối" else months_of(year, 1, count)


def _long_gone(count: int, published: date | None) -> bool:
    """Tell whether the first months of the year are too long past to be what a page tells of.

    `ba tháng vận hành` in October are July to September; six and nine months are what reports are
    written about, whenever they come out.
    """
    return published is not None and count not in (6, 9) and published.month > count + 3


def _read_past_months(found: Fields, known: Known) -> Period | None:
    """Read `bốn tháng qua`, `tháng vừa qua`: the full months before the day of publication."""
    count, day = count_of(found["count"] or "một"), known.published
    if found["unit"] == "quý":
        count = 3
    if count is None or day is None or not 1 <= count <= 12:
        return None
    last = day.year * 12 + day.month - 2  # months since year 0, the one before the page's
    if found["unit"] == "quý":
        last -= (last + 1) % 3
    first = last - count + 1
    if first // 12 != last // 12:
        return None
    return months_of(last // 12, first % 12 + 1, last % 12 + 1)


def _read_months_since(found: Fields, known: Known) -> Period | None:
    """Read `ba tháng kể từ 1/7/2025`."""
    count, year = count_of(found["count"] or ""), known.year(found, month=int(found["month"] or 0))
    start = _day(found["day"], found["month"], year)
    if count is None or start is None:
        return None
    last = start.month + count - 1  # counted in months since January, day before the start's
    end = start.replace(year=start.year + last // 12, month=last % 12 + 1, day=min(start.day, 28))
    return Period(start, end - timedelta(days=1), "stated")


def _read_days_until(found: Fields, known: Known) -> Period | None:
    """Read `45 ngày tính đến 15/8`."""
    end = _day(found["day"], found["month"], known.year(found, month=int(found["month"] or 0)))
    days = int(found["count"] or 0)
    return Period(end - timedelta(days=days), end, "stated") if end and days else None


def _read_from_now(found: Fields, known: Known) -> Period | None:
    """Read `từ nay đến hết quý IV`: from the day of publication."""
    if found["day"]:
        end = _day(found["day"], found["month"], known.year(found, month=int(found["month"] or 0)))
    else:
        named = _read_named(found, known)
        end = named.end if named else None
    start = known.published
    return Period(start, end, "stated") if start and end and start <= end else None


def _read_since_year(found: Fields, known: Known) -> Period | None:
    """Read `từ năm 2021`: to the day of publication."""
    start = date(int(found["year"] or 0), 1, 1)
    end = known.published
    return Period(start, end, "stated") if end and start <= end else None


def _read_first_month(found: Fields, known: Known) -> Period | None:
    """Read `tháng đầu năm 2026`, `tháng đầu quý III`."""
    month = 3 * QUARTERS[found["quarter"]] - 2 if found["quarter"] else 1
    year = known.year(found, month=month)
    return months_of(year, month, month) if year else None


def _read_quarters(found: Fields, known: Known) -> Period | None:
    """Read `ba quý đầu năm 2024`, `hai quý cuối`."""
    count = count_of((found["count"] or "").lstrip("0"))
    year = known.year(found, month=3 * count) if count else None
    if count is None or year is None:
        return None
    late = found["part"] == "cuối"
    return months_of(year, 13 - 3 * count, 12) if late else months_of(year, 1, 3 * count)


def _read_last_month(found: Fields, known: Known) -> Period | None:
    """Read `tháng cuối năm`, `tháng cuối quý III`."""
    month = 3 * QUARTERS[found["quarter"]] if found["quarter"] else 12
    year = known.year(found, month=month)
    return months_of(year, month, month) if year else None


def _read_month_until(found: Fields, known: Known) -> Period | None:
    """Read `tháng 10 (đến hết ngày 25)`."""
    month = _read_month(found, known)
    if month is None:
        return None
    return Period(month.start, month.start.replace(day=int(found["until"] or 0)), "stated")


def _read_last_quarter(found: Fields, known: Known) -> Period | None:
    year = known.year(found, month=10)
    return months_of(year, 10, 12) if year else None


def _read_months_before(found: Fields, known: Known) -> Period | None:
    """Read `ba tháng trước đó`: the months before the period told."""
    count, anchor = count_of(found["count"] or ""), known.anchor
    if count is None or anchor is None or not 1 <= count <= 12:
        return None
    last = anchor.start.year * 12 + anchor.start.month - 2
    first = last - count + 1
    if first // 12 != last // 12:
        return None
    return replace(months_of(last // 12, first % 12 + 1, last % 12 + 1), reference=True)


def _read_next(found: Fields, known: Known) -> Period | None:
    """Read `năm tới`, `quý tới`, `6 tháng tới`: what follows the day of publication."""
    day = known.published
    if day is None:
        return None
    if found["unit"] == "năm":
        # in January the year to come is the one that has begun
        year = day.year + (day.month > 1)
        return months_of(year, 1, 12)
    count = 3 if found["unit"] == "quý" else count_of(found["count"] or "một")
    month = day.month + (day.day > _HALF or count == 1)
    if found["unit"] == "quý":
        month = 3 * ((day.month - 1) // 3) + 4
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    if count is None or month + count > 13:
        return None
    return months_of(year, month, month + count - 1)


def _read_part_of_month(found: Fields, known: Known) -> Period | None:
    """Read `tuần đầu tháng 7`, `20 ngày đầu tháng 12`, `nửa cuối tháng 8/2025`, `7 ngày đầu`."""
    day = known.anchor.end if known.anchor else known.published
    month = months_of(day.year, day.month, day.month) if day else None
    if found["month"]:
        month = _read_month(found, known)
    if month is None:
        return None
    length = {"tuần": 7, "nửa": 15}.get(found["piece"] or "") or count_of(found["days"] or "")
    if length == 7 and found["weeks"]:
        length = 14
    if not length:
        return None
    if found["part"] in ("đầu", None):
        return Period(month.start, month.start + timedelta(days=length - 1), "stated")
    start = month.start + timedelta(days=15) if length == 15 else month.end - timedelta(length - 1)
    return Period(start, month.end, "stated")


def _read_middle(found: Fields, known: Known) -> Period | None:
    """Read `giữa tháng 8`: its fifteenth day."""
    month = _read_month(found, known)
    day = month.start.replace(day=15) if month else None
    return Period(day, day, "as_of") if day else None


def _read_start_of(found: Fields, known: Known) -> Period | None:
    """Read `đầu năm 2025`: its first day, where a stock is told."""
    year = known.year(found)
    return Period(date(year, 1, 1), date(year, 1, 1), "as_of") if year else None


def _read_since_day(found: Fields, known: Known) -> Period | None:
    """Read `kể từ ngày 01/7`: from that day to the last of the data."""
    end = known.published
    if end is None:
        return None
    start = _since(found, end)
    return Period(start, end, "stated") if start <= end else None


def _read_half(found: Fields, known: Known) -> Period | None:
    year = known.year(found, month=6)
    if year is None:
        return None
    late = found["part"] in ("cuối", "sau")
    return months_of(year, 7, 12) if late else months_of(year, 1, 6)


def _read_week(found: Fields, known: Known) -> Period | None:
    year = known.year(found)
    if year is None:
        return None
    start = date.fromisocalendar(year, int(found["count"] or 0), 1)
    return Period(start, start + timedelta(days=6), "nominal")


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
    start = date(first_year, int(first_month), int(found["first_day"] or 0))
    return Period(start, end, "stated") if start <= end else None


def _read_month_range(found: Fields, known: Known) -> Period | None:
    year = known.year(found, month=int(found["month"] or 0))
    if year is None:
        return None
    first_year = int(found["first_year"] or year)
    start = date(first_year, int(found["first_month"] or 0), 1)
    end = months_of(year, int(found["month"] or 0), int(found["month"] or 0)).end
    return Period(start, end, "stated") if start <= end else None


def _read_since_named(found: Fields, known: Known) -> Period | None:
    """Read `từ ngày 01/7 đến hết năm 2025`, `từ đầu năm đến hết quý III`."""
    end = _read_named(found, known)
    if end is None:
        return None
    start = _since(found, end.end)
    return Period(start, end.end, "stated") if start <= end.end else None


def _read_end_of(found: Fields, known: Known) -> Period | None:
    """Read `đến cuối tháng 5/2025`, `hết quý III`, `cuối năm`: the last day."""
    named = _read_named(found, known)
    return Period(named.end, named.end, "as_of", opened=named.start) if named else None


def _read_named(found: Fields, known: Known) -> Period | None:
    if found["quarter"]:
        return _read_quarter(found, known)
    return _read_month(found, known) if found["month"] else _read_year(found, known)


def _read_month_word(found: Fields, known: Known) -> Period | None:
    """Read `tháng hai`; `tháng tư` is April."""
    month = 4 if found["words"] == "tư" else count_of(found["words"] or "")
    year = known.year(found, month=month) if month else None
    return months_of(year, month, month) if year and month else None


def _read_last_year(found: Fields, known: Known) -> Period | None:
    return months_of(known.published.year - 1, 1, 12) if known.published else None


def _read_since(found: Fields, known: Known) -> Period | None:
    """Read `từ đầu năm đến nay`, `từ 1/7 đến nay`, `từ đầu năm đến ngày 15/8/2021`."""
    if found["day"]:
        year = known.year(found, month=int(found["month"] or 0))
        end = _day(found["day"], found["month"], year)
    elif found["month"]:
        month = _read_month(found, known)
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
    "range": _read_range,
    "month_range": _read_month_range,
    "years": _read_years,
    "since": _read_since,
    "since_named": _read_since_named,
    "end_of": _read_end_of,
    "month_word": _read_month_word,
    "last_year": _read_last_year,
    "as_of": _read_as_of,
    "quarter": _read_quarter,
    "count": _read_count,
    "half": _read_half,
    "month": _read_month,
    "week": _read_week,
    "year": _read_year,
    "day": _read_as_of,
    "past_year": _read_past_year,
    "months_since": _read_months_since,
    "days_until": _read_days_until,
    "from_now": _read_from_now,
    "since_year": _read_since_year,
    "first_month": _read_first_month,
    "quarters": _read_quarters,
    "last_month": _read_last_month,
    "month_until": _read_month_until,
    "last_quarter": _read_last_quarter,
    "months_before": _read_months_before,
    "next": _read_next,
    "part_of_month": _read_part_of_month,
    "middle": _read_middle,
    "start_of": _read_start_of,
    "since_day": _read_since_day,
    "past_months": _read_past_months,
    "first_quarter": _read_first_quarter,
    "current": _read_current,
    "same_time": _read_same_time,
    "reference": _read_reference,
}
