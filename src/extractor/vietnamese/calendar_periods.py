"""Read the months, quarters and years of the calendar that a period names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from extractor.vietnamese.period import Period, length_of, months_of
from extractor.vietnamese.period_forms import QUARTERS, Fields, count_of

#: Days after which a month counts as spent.
_HALF: Final = 15
#: Days after which a page may tell of its own month as one that is over.
_SPENT: Final = 24
#: Months that a page looks ahead when it names one without its year.
_AHEAD: Final = 3
#: Months of a page that looks back on the year before, and on its own.
_SPRING: Final = 3
_LAST: Final = 12


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


def _in_year(found: Fields, known: Known, first: int, last: int, *, told: int) -> Period | None:
    """Give the months `first` to `last` of the year of a period that names the month `told`."""
    year = known.year(found, month=told)
    return months_of(year, first, last) if year else None


def _months_to(last: int, count: int) -> Period:
    """Give `count` months up to `last`, counted since year 0."""
    first = last - count + 1
    end = months_of(last // 12, last % 12 + 1, last % 12 + 1).end
    return Period(date(first // 12, first % 12 + 1, 1), end, "nominal")


def read_month(found: Fields, known: Known) -> Period | None:
    """Read `tháng 9`, `tháng 9/2025`."""
    month = int(found["month"] or 0)
    return _in_year(found, known, month, month, told=month)


def _read_quarter(found: Fields, known: Known) -> Period | None:
    quarter = QUARTERS[found["quarter"] or ""]
    return _in_year(found, known, 3 * quarter - 2, 3 * quarter, told=3 * quarter - 2)


def _read_year(found: Fields, known: Known) -> Period | None:
    return _in_year(found, known, 1, 12, told=1)


def _read_past_year(found: Fields, known: Known) -> Period | None:
    """Read `năm qua`: the year that ends about the page's day, else not known."""
    day = known.published
    if day is None or _SPRING < day.month < _LAST:
        return None
    year = day.year - (day.month <= _SPRING)
    return months_of(year, 1, 12)


def _read_first_quarter(found: Fields, known: Known) -> Period | None:
    return _in_year(found, known, 1, 3, told=1)


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
    if found["part"] == "cuối":
        return _in_year(found, known, 13 - count, 12, told=count)
    return _in_year(found, known, 1, count, told=count)


def _long_gone(count: int, published: date | None) -> bool:
    """Tell whether the first months of the year are too long past to be what a page tells of.

    `ba tháng vận hành` in October are July to September; six and nine months are what reports are
    written about, whenever they come out.
    """
    return published is not None and count not in (6, 9) and published.month > count + 3


def _read_past_months(found: Fields, known: Known) -> Period | None:
    """Read `bốn tháng qua`, `quý vừa qua`: the full months before the day of publication."""
    unit = " ".join((found["unit"] or "").split())
    whole, day = {"quý": 3}.get(unit, 1), known.published
    count = count_of(found["count"]) if found["count"] else whole
    if count is None or day is None or not 1 <= count <= 12:
        return None
    if unit == "nửa năm":
        return _half_before(day)
    last = day.year * 12 + day.month - 2  # months since year 0, the one before the page's
    if found["count"] and count == day.month and day.day > _SPENT:
        last += 1  # five months past, late in May
    return _months_to(last - (last + 1) % whole, count)


def _read_first_month(found: Fields, known: Known) -> Period | None:
    """Read `tháng đầu năm 2026`, `tháng đầu quý III`."""
    month = 3 * QUARTERS[found["quarter"]] - 2 if found["quarter"] else 1
    return _in_year(found, known, month, month, told=month)


def _read_quarters(found: Fields, known: Known) -> Period | None:
    """Read `ba quý đầu năm 2024`, `hai quý cuối`."""
    count = count_of((found["count"] or "").lstrip("0"))
    if count is None:
        return None
    if found["part"] == "cuối":
        return _in_year(found, known, 13 - 3 * count, 12, told=3 * count)
    return _in_year(found, known, 1, 3 * count, told=3 * count)


def _read_last_month(found: Fields, known: Known) -> Period | None:
    """Read `tháng cuối năm`, `tháng cuối quý III`."""
    month = 3 * QUARTERS[found["quarter"]] if found["quarter"] else 12
    return _in_year(found, known, month, month, told=month)


def _read_month_until(found: Fields, known: Known) -> Period | None:
    """Read `tháng 10 (đến hết ngày 25)`."""
    month = read_month(found, known)
    if month is None:
        return None
    return Period(month.start, month.start.replace(day=int(found["until"] or 0)), "stated")


def _read_last_quarter(found: Fields, known: Known) -> Period | None:
    return _in_year(found, known, 10, 12, told=10)


def _read_months_before(found: Fields, known: Known) -> Period | None:
    """Read `ba tháng trước đó`: the months before the period told."""
    count, anchor = count_of(found["count"] or ""), known.anchor
    if count is None or anchor is None or not 1 <= count <= 12:
        return None
    before = _months_to(anchor.start.year * 12 + anchor.start.month - 2, count)
    return replace(before, reference=True)


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
    half = count == 6 and day.month % 6 == 1  # of the half that has just begun
    month = day.month + (not half and (day.day > _HALF or count == 1))
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
        month = read_month(found, known)
    if month is None:
        return None
    return _piece_of(month, found)


def _read_part_of_year(found: Fields, known: Known) -> Period | None:
    """Read `hai tuần cuối năm 2025`, `20 ngày đầu quý III`."""
    whole = _read_quarter(found, known) if found["quarter"] else _read_year(found, known)
    return _piece_of(whole, found) if whole else None


def _read_half_quarter(found: Fields, known: Known) -> Period | None:
    """Read `nửa cuối quý III`: from the middle of its second month."""
    quarter = _read_quarter(found, known)
    if quarter is None:
        return None
    middle = date(quarter.start.year, quarter.start.month + 1, _HALF)
    if found["part"] == "đầu":
        return Period(quarter.start, middle, "stated")
    return Period(middle + timedelta(days=1), quarter.end, "stated")


def _piece_of(whole: Period, found: Fields) -> Period | None:
    """Cut the first or last days off a month, quarter or year."""
    weeks = count_of(found["weeks"] or "một") or 0
    halves = 15 if (found["piece"] or "").startswith("nửa") else 0
    length = halves or (7 * weeks if found["piece"] else count_of(found["days"] or ""))
    if not length:
        return None
    if found["part"] in ("đầu", None):
        return Period(whole.start, whole.start + timedelta(days=length - 1), "stated")
    start = whole.end - timedelta(days=length - 1)
    if halves and whole.start.month == whole.end.month:
        start = whole.start + timedelta(days=halves)
    return Period(start, whole.end, "stated")


def _read_middle(found: Fields, known: Known) -> Period | None:
    """Read `giữa tháng 8`: its fifteenth day."""
    month = read_month(found, known)
    day = month.start.replace(day=15) if month else None
    return Period(day, day, "as_of") if day else None


def _read_start_of(found: Fields, known: Known) -> Period | None:
    """Read `đầu năm 2025`: its first day, where a stock is told."""
    year = known.year(found)
    return Period(date(year, 1, 1), date(year, 1, 1), "as_of") if year else None


def _read_half(found: Fields, known: Known) -> Period | None:
    late = found["part"] in ("cuối", "sau")
    return _in_year(found, known, *((7, 12) if late else (1, 6)), told=6)


def _read_half_bare(found: Fields, known: Known) -> Period | None:
    """Read `nửa năm 2024`; a bare `nửa năm` is the last one over, or about to be."""
    if found["year"] or known.published is None:
        return _read_half(found, known)
    return _half_before(known.published)


def _half_before(day: date) -> Period:
    day += timedelta(days=_HALF)  # a page of late June tells of the half that ends with it
    last = day.year * 12 + day.month - 2  # months since year 0, the one before the page's
    return _months_to(last - (last + 1) % 6, 6)


def _read_week(found: Fields, known: Known) -> Period | None:
    year = known.year(found)
    if year is None:
        return None
    start = date.fromisocalendar(year, int(found["count"] or 0), 1)
    return Period(start, start + timedelta(days=6), "nominal")


def read_named(found: Fields, known: Known) -> Period | None:
    """Read the quarter, month or year that a period names, whichever is the smaller."""
    if found["quarter"]:
        return _read_quarter(found, known)
    return read_month(found, known) if found["month"] else _read_year(found, known)


def _read_month_word(found: Fields, known: Known) -> Period | None:
    """Read `tháng hai`; `tháng tư` is April."""
    month = 4 if found["words"] == "tư" else count_of(found["words"] or "")
    return _in_year(found, known, month, month, told=month) if month else None


def _read_last_year(found: Fields, known: Known) -> Period | None:
    return months_of(known.published.year - 1, 1, 12) if known.published else None


CALENDAR: Final[Mapping[str, Callable[[Fields, Known], Period | None]]] = {
    "years": _read_years,
    "month_word": _read_month_word,
    "last_year": _read_last_year,
    "quarter": _read_quarter,
    "count": _read_count,
    "half": _read_half,
    "half_bare": _read_half_bare,
    "month": read_month,
    "week": _read_week,
    "year": _read_year,
    "past_year": _read_past_year,
    "first_month": _read_first_month,
    "quarters": _read_quarters,
    "last_month": _read_last_month,
    "month_until": _read_month_until,
    "last_quarter": _read_last_quarter,
    "months_before": _read_months_before,
    "next": _read_next,
    "part_of_year": _read_part_of_year,
    "half_quarter": _read_half_quarter,
    "part_of_month": _read_part_of_month,
    "middle": _read_middle,
    "start_of": _read_start_of,
    "past_months": _read_past_months,
    "first_quarter": _read_first_quarter,
}
