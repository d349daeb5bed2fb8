"""Read the periods that recall one told: this year, its first day, the same days of a month."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from extractor.facts.counted import THAT
from extractor.facts.told import Told, days_of
from extractor.vietnamese.gazetteer import MERGER
from extractor.vietnamese.period import Period, length_of, months_of, shift_years

_S = r"\s+"
#: `cùng quãng của tháng 7`, `cùng ngày tháng trước`: what was told, in that month.
_SAME_OF_MONTH: Final = re.compile(
    rf"cùng{_S}(?:(ngày|hôm|mốc|thời{_S}điểm)"
    rf"|kỳ|(?:quãng|khoảng|thời)(?:{_S}(?:thời{_S})?gian)?)(?:{_S}{THAT})?"
    rf"(?:{_S}(?:của|trong|hồi))?{_S}tháng{_S}(?:(\d{{1,2}})|trước)(?!{_S}(?:năm|nay)|[\d/.-])"
)
#: Past, where neither the turn of the year nor a number of years tells which.
_PAST_YEAR: Final = re.compile(
    rf"(?:(?:trong|suốt|cả|riêng){_S})*năm{_S}(?:qua|vừa{_S}(?:qua|rồi))"
)
_THIS_YEAR: Final = re.compile(rf"(?:(?:trong|riêng|của){_S})*năm(?:{_S}(?:nay|này))?")
_FIRST_DAY: Final = re.compile(rf"(?:(?:trong|của|so{_S}với|với){_S})*ngày{_S}đầu(?:{_S}tiên)?")
_WHOLE_YEAR: Final = re.compile(rf"(?:(?:tính|cả){_S})*(?:tròn|trọn){_S}năm(?:{_S}{THAT})?")
_STAGE: Final = re.compile(
    rf"(?:(?:trong|suốt|cả|toàn|của){_S})+(?:giai{_S}đoạn|nhiệm{_S}kỳ)(?:{_S}{THAT})?"
)
_STAGE_DAYS: Final = 600
_MEETING: Final = re.compile(
    rf"(?:tính{_S})?(?:(?:đến|tới|tại|vào){_S}(?:hết{_S})?(?:ngày|buổi){_S}(họp|kiểm{_S}tra|làm{_S}việc)"
    rf"|(?:đến|tới){_S}hết{_S}ngày{_S}{THAT})"
)
_SAME_TIME: Final = re.compile(
    rf"(?:(?:trong|cũng){_S})*cùng{_S}thời{_S}(?:gian|kỳ)(?:{_S}{THAT})?"
)
_SAME_UNIT: Final = re.compile(
    rf"(?:(?:đúng|cũng|vào){_S})*(?:cùng{_S}(ngày|tháng|quý)(?:{_S}{THAT})?|(ngày|hôm|tháng|quý){_S}{THAT})"
    rf"{_S}(?:của{_S})?năm{_S}(?:trước|ngoái)"
)
_NEXT: Final = re.compile(rf"(?:(?:trong|sang|của){_S})*kỳ{_S}(?:tới|sau)")
_TIME_BEFORE: Final = re.compile(
    rf"trước{_S}đó{_S}(?:một|1){_S}(tuần|tháng|ngày)"
    rf"|(?:một|1){_S}(tuần|tháng|ngày){_S}trước(?:{_S}đó)?|(?:ngày|hôm){_S}trước(?:{_S}đó)?"
)
#: Months between which the year past is not the one that has just ended or is about to.
_SPRING: Final = 3
_LAST: Final = 12
#: Days after which a page no longer tells of a first day.
_RECENT: Final = 45
#: Days of the shortest period that is a month.
_MONTH: Final = 27


def read_same_of_month(surface: str, told: Told) -> Period | None:
    """Read `cùng quãng của tháng 7`: the days told last, as they were in that month.

    What was told of a whole month is left to the readers of months.
    """
    match = _SAME_OF_MONTH.fullmatch(surface)
    period = _days_told(told, single=bool(match[1])) if match else None
    if match is None:
        return None
    if period is None:
        return _month_before(int(match[2] or 0), told)
    month = int(match[2]) if match[2] else (period.end.month - 2) % 12 + 1
    if not 1 <= month <= 12:
        return None
    year = period.end.year - (month >= period.end.month)
    start, end = (_day_in(year, month, day) for day in (period.start.day, period.end.day))
    return Period(start, end, period.basis, reference=True)


def _days_told(told: Told, *, single: bool) -> Period | None:
    """Return the last day told, or the last days of one month that are not all of it."""
    for period in told.lately():
        within = period.start.month == period.end.month and days_of(period) < _MONTH
        if within and not period.reference and (period.basis == "as_of") == single:
            return period
    return None


def _month_before(month: int, told: Told) -> Period | None:
    """Return the last such month before publication: no days were told that could be its own."""
    last = told.published or max((p.end for p in told.past()), default=None)
    if last is None or not 1 <= month <= 12:
        return None
    year = last.year - (month > last.month)
    return replace(months_of(year, month, month), reference=True)


def _day_in(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def read_past_year(surface: str, told: Told) -> Period | None:
    """Read `năm qua` on a page of spring to autumn: the year told."""
    day = told.published
    if day is None or not _PAST_YEAR.fullmatch(surface):
        return None
    return told.freshest("năm") if _SPRING < day.month < _LAST else None


def read_this_year(surface: str, told: Told) -> Period | None:
    """Read `năm nay` on a page that has told of the year by its days: từ 1/1 đến 15/12."""
    if told.published is None or not _THIS_YEAR.fullmatch(surface):
        return None
    first = date(told.published.year, 1, 1)
    days = (p for p in told.past() if p.start == first and p.end.month == _LAST)
    return next((p for p in days if p.basis == "stated"), None)


def read_first_day(surface: str, told: Told) -> Period | None:
    """Read `ngày đầu tiên`: of the days told, or of the two-level government."""
    published = told.published
    if published is None or not _FIRST_DAY.fullmatch(surface):
        return None
    days = next((p for p in told.past() if p.basis == "stated"), None)
    start = days.start if days else MERGER
    return Period(start, start, "as_of") if 0 <= (published - start).days <= _RECENT else None


def read_whole_year(surface: str, told: Told) -> Period | None:
    """Read `tròn năm`: the one that ends about the page's day."""
    day = told.published
    if day is None or not _WHOLE_YEAR.fullmatch(surface):
        return None
    if own := told.freshest("năm"):
        return own
    year = day.year - (day.month <= _SPRING)
    return months_of(year, 1, 12) if day.month in (*range(1, _SPRING + 1), _LAST) else None


def read_stage(surface: str, told: Told) -> Period | None:
    """Read `cả giai đoạn`: the years told, else those in the head of the page."""
    if not _STAGE.fullmatch(surface):
        return None
    years = (p for p in told.spans() if days_of(p) >= _STAGE_DAYS)
    return next(years, None) or told.headed(_STAGE_DAYS)


def read_meeting_day(surface: str, told: Told) -> Period | None:
    """Read `tới ngày họp`: the day in the head of the minutes; `đến hết ngày này`: the one told."""
    match = _MEETING.fullmatch(surface)
    if match is None:
        return None
    day = told.day_of_head() if match[1] else told.printed_day()
    return Period(day, day, "as_of") if day else None


def read_next(surface: str, told: Told) -> Period | None:
    """Read `kỳ tới`: as long as the one told, and after it."""
    own = told.freshest("kỳ") if _NEXT.fullmatch(surface) else None
    if own is None or own.start.day != 1:
        return None
    count = length_of(own)
    first = own.end.year * 12 + own.end.month  # months since year 0
    if first % 12 + count > _LAST:
        return None
    return months_of(first // 12, first % 12 + 1, first % 12 + count)


def read_time_before(surface: str, told: Told) -> Period | None:
    """Read `trước đó một tuần`, `một tháng trước`, `hôm trước`: counted from the last day told."""
    match = _TIME_BEFORE.fullmatch(surface)
    last = next(iter(told.lately()), None)
    if match is None or last is None or last.start != last.end:
        return None
    unit = next((group for group in match.groups() if group), "ngày")
    if unit == "tháng":
        year, month = divmod(last.end.year * 12 + last.end.month - 2, 12)
        day = _day_in(year, month + 1, last.end.day)
    else:
        day = last.end - timedelta(days=7 if unit == "tuần" else 1)
    return Period(day, day, "as_of", reference=True)


def read_same_time(surface: str, told: Told) -> Period | None:
    """Read `cùng thời gian`: the page's own time, or the last day told for `tại thời điểm này`."""
    if _SAME_TIME.fullmatch(surface):
        return told.freshest("kỳ")
    return None


def read_same_of_year_before(surface: str, told: Told) -> Period | None:
    """Read `quý này năm trước`, `đúng ngày này năm ngoái`: what is told, a year before."""
    match = _SAME_UNIT.fullmatch(surface)
    if match is None:
        return None
    unit = match[1] or match[2]
    if unit in ("ngày", "hôm"):
        period = next((p for p in told.lately() if p.basis == "as_of"), None)
    else:
        period = told.freshest(unit)
    return shift_years(period, -1) if period else None
