"""Read the periods that are told by how many days, weeks or months they have."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from extractor.facts.told import Told, days_of
from extractor.vietnamese.gazetteer import MERGER
from extractor.vietnamese.period import Period, length_of
from extractor.vietnamese.period_forms import NUMBER_WORDS, count_of

_S = r"\s+"
#: A number in words or digits, and what points back to something told.
COUNT: Final = rf"\d{{1,2}}|một|{NUMBER_WORDS}"
THAT: Final = rf"(?:này|ấy|đó|kia|(?:nói{_S})?trên)"
#: Days after which a page no longer tells of what ended.
_FRESH: Final = 15
#: Days after which so many months are no longer those told.
_RECENT: Final = 60
_LONGEST: Final = 18
#: Days for which the months since the merger are told of; later ones are since something else.
_RECALLED: Final = 400
#: An average month, less a day: so many of these in full are not `hơn` so many.
_MONTH_LENGTH: Final = 29.5
#: Days of which one speaks as of a span: `bốn ngày`.
_LEAST: Final = 4
#: Days of one that points back: `ba ngày ấy`.
_LEAST_MEANT: Final = 2
#: So many days or weeks: told before, the first since the merger, or the last ones.
_SPAN: Final = re.compile(
    rf"(?:(?:trong|cũng|cùng|riêng|qua|sau|cả|đúng|tính|quãng|khoảng|chặng){_S})*"
    rf"(?:(\d{{3}}|{COUNT}){_S}(ngày|tuần)|(nửa){_S}tháng)"
    rf"(?:{_S}(đầu(?:{_S}tiên)?|(?:vừa{_S})?(?:qua|rồi)|gần{_S}(?:đây|nhất)|{THAT}))?"
)
_OVER: Final = re.compile(
    rf"(?:(?:trong|sau|qua|suốt){_S})?hơn{_S}({COUNT}){_S}tháng(?:{_S}(?:qua|{THAT}))?"
)
#: Some more or less than so many days, weeks or months: `hơn sáu tuần qua`, `gần 4 tháng nói trên`.
_ABOUT: Final = re.compile(
    rf"(?:(?:trong|sau|qua|suốt|cả|(?:khoảng{_S})?thời{_S}gian|quãng|chặng){_S})*(hơn|gần){_S}"
    rf"(?:({COUNT}){_S}(ngày|tuần|tháng)|nửa{_S}năm)(?:{_S}(?:(?:vừa{_S})?qua|nay|{THAT}))?"
)
_WEEK: Final = 7.0
_LENGTHS: Final = {"ngày": 1.0, "tuần": _WEEK, "tháng": 30.5}
#: So many months, counted from the day the two-level government began.
_SINCE_MERGER: Final = re.compile(
    rf"(?:(?:sau|qua|trong){_S})?(?:({COUNT}){_S}tháng|một{_S}năm),?{_S}(?:(?:kể|tính){_S})?(?:từ|sau){_S}"
    rf"(?:(?:khi|ngày|lúc){_S})?(?:(?:được|chính{_S}thức|bắt{_S}đầu){_S})?"
    rf"(?:vận{_S}hành(?!{_S}(?:hệ{_S}thống|trung{_S}tâm|cổng|phần{_S}mềm))|hợp{_S}nhất|sáp{_S}nhập|nhập{_S}(?:tỉnh|xã))[\w\s]*"
)
_PAST_MONTHS: Final = re.compile(
    rf"(?:(?:trong|suốt|cả){_S})?(?:({COUNT}){_S}tháng|(nửa{_S}năm)){_S}"
    rf"(?:(?:vừa{_S})?(?:qua|rồi)|gần{_S}(?:đây|nhất))"
)
_AND_HALF: Final = re.compile(
    rf"(?:(?:chỉ|sau|trong|qua|hơn|cả){_S})*(?:({COUNT}){_S})?tháng{_S}rưỡi"
    rf"(?:{_S}(?:qua|vận{_S}hành|{THAT}))?"
)
#: So many months or years that were told: `11 tháng`, `cả năm tháng`, `hai tháng qua`.
_TOLD_MONTHS: Final = re.compile(
    rf"(?:(?:trong|cũng|qua|sau|suốt|cả|cộng|tính|quãng){_S})*({COUNT}){_S}tháng"
    rf"(?:{_S}((?:vừa{_S})?qua|{THAT}))?"
)
_TOLD_YEARS: Final = re.compile(
    rf"(?:(?:trong|qua|sau|suốt|cả|cộng|tính){_S})*(\d{{1,2}}|{NUMBER_WORDS}){_S}năm"
    rf"(?:{_S}(?:(?:vừa{_S})?qua|{THAT}))?"
)
_YEAR: Final = 365.25


def read_span(surface: str, told: Told) -> Period | None:
    """Read `hai tuần qua`, `14 ngày`, `nửa tháng`, `mười ngày ấy`."""
    match = _SPAN.fullmatch(surface)
    days = _days_in(match) if match else 0
    meant = match is not None and re.fullmatch(THAT, match[4] or "") is not None
    if match is None or days < (_LEAST_MEANT if meant else _LEAST):
        return None
    if (match[4] or "").endswith(("đây", "nhất")):
        return told.up_to_data(days)
    if period := _told_span(match, told):
        return period
    return _newest_days(days, told, past=(match[4] or "").endswith(("qua", "rồi")))


def read_told_span(surface: str, told: Told) -> Period | None:
    """Read `hai tuần`, `nửa tháng` as so many days told; None where none are."""
    match = _SPAN.fullmatch(surface)
    return _told_span(match, told) if match and _days_in(match) >= _LEAST else None


def _days_in(match: re.Match[str]) -> int:
    """Count the days of `hai tuần`, `nửa tháng`; 0 where no number is read."""
    count = count_of(match[1]) if match[1] else None
    return 15 if match[3] else (count or 0) * (7 if match[2] == "tuần" else 1)


def _told_span(match: re.Match[str], told: Told) -> Period | None:
    """Return the last period told of so many days; weeks and half months may be a day longer."""
    days, uneven = _days_in(match), not match[1] or match[2] == "tuần"
    least, most = days - (2 if match[2] == "tuần" else uneven), days + uneven
    period = told.like(lambda length: least <= length <= most)
    first = period is None or period.start.day == 1 or "đầu" not in match[0]
    return period if first else None


def _newest_days(days: int, told: Told, *, past: bool) -> Period | None:
    """Give the days between two told, since the merger, up to one told, or just past."""
    day, published = told.data_day(), told.published
    if day is None or published is None:
        return None
    length = timedelta(days=days - 1)
    single = sorted({p.end for p in told.lately() if p.start == p.end})
    if last := next((end for end in single if end - length in single), None):
        return Period(last - length, last, "stated")
    if days - 2 <= (published - MERGER).days <= days + 2:
        return Period(MERGER, MERGER + length, "stated")
    if past:
        return Period(published - length, published, "stated")
    return Period(day.replace(day=1), day, "stated") if day.day == days else None


def read_over(surface: str, told: Told) -> Period | None:
    """Read `hơn ba tháng qua`: the full months and those days of this one that have data."""
    match, day = _OVER.fullmatch(surface), told.data_day()
    count = count_of(match[1]) if match else None
    if not count or day is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return Period(date(year, month + 1, 1), day, "stated")


def read_about(surface: str, told: Told) -> Period | None:
    """Read `hơn sáu tuần qua`, `gần nửa năm nay`: the period told that comes nearest to it."""
    match = _ABOUT.fullmatch(surface)
    count = (count_of(match[2]) if match[2] else 6) if match else None
    if match is None or not count:
        return None
    unit = _LENGTHS[match[3] or "tháng"]
    length, spare = count * unit, unit if unit > 1 else count / 2
    least = length - spare if match[1] == "gần" else length
    least += unit > _WEEK  # a month of 31 days is not more than one
    most = least + spare
    if unit > _WEEK:  # so many months, or one more, in full are neither
        most = (count + (match[1] == "hơn")) * _MONTH_LENGTH
    near = (p for p in told.past() if least < days_of(p) < most)
    return min(near, key=lambda p: abs(days_of(p) - length), default=None)


def read_months_since_merger(surface: str, told: Told) -> Period | None:
    """Read `5 tháng kể từ ngày hợp nhất tỉnh`: so many months from the merger on."""
    match = _SINCE_MERGER.fullmatch(surface) if told.published else None
    count = (count_of(match[1]) if match[1] else 12) if match else None
    if not count or told.published is None:
        return None
    year, month = divmod(MERGER.year * 12 + MERGER.month - 1 + count, 12)
    end = date(year, month + 1, 1) - timedelta(days=1)
    near = -_FRESH <= (told.published - end).days <= _RECALLED
    return Period(MERGER, end, "nominal") if near else None


def read_past_months(surface: str, told: Told) -> Period | None:
    """Read `sáu tháng qua`: the last so many months that were told by their days."""
    match, day = _PAST_MONTHS.fullmatch(surface), told.published
    count = (6 if match[2] else count_of(match[1])) if match else None
    if not count or day is None:
        return None
    fits = (p for p in told.past() if p.start.day > 1 and length_of(p) == count)
    return next((p for p in fits if (day - p.end).days <= _FRESH), None)


def read_and_half(surface: str, told: Told) -> Period | None:
    """Read `sau ba tháng rưỡi`: since the merger, on a page of those days."""
    match, published = _AND_HALF.fullmatch(surface), told.published
    count = count_of(match[1] or "một") if match else None
    if not count or published is None or not 1 <= count <= 12:
        return None
    length = 30 * count + 15
    if period := told.like(lambda days: abs(days - length) <= count):
        return period
    year, month = divmod(MERGER.year * 12 + MERGER.month - 1 + count, 12)
    end = date(year, month + 1, 15)
    fresh = 0 <= (published - end).days <= _FRESH
    return Period(MERGER, end, "stated") if fresh else None


def read_told_months(surface: str, told: Told) -> Period | None:
    """Read `11 tháng`, `tám tháng` as the days told that last so long.

    They may have been told one by one, as the first and the last: giữa tháng 7, giữa tháng 3.
    """
    match = _TOLD_MONTHS.fullmatch(surface)
    count = count_of(match[1]) if match else None
    if match is None or not count or not 1 < count <= _LONGEST:
        return None
    stated = [p for p in told.past() if p.basis == "stated" and not p.apart]
    # six months beside 15/12 to 14/6 are the calendar's, unless it points back
    fits = (
        p
        for p in stated
        if length_of(p) == count and _is_whole(p) and (match[2] or p.start.day == 1)
    )
    period = next((p for p in fits if _is_fresh(p, told, _RECENT)), None)
    if period is None and match[2]:
        begun = (p for p in stated if _months_begun(p) == count and _opens_late(p))
        period = next((p for p in begun if _is_fresh(p, told, _FRESH)), None)
    return period or _between_days(count, told)


def _is_whole(period: Period) -> bool:
    """Tell whether a period ends on the day before that of its start: 15/12 to 14/6."""
    return (period.end + timedelta(days=1)).day == period.start.day


def _opens_late(period: Period) -> bool:
    """Tell whether a period begins with a month that is not the year's first."""
    return period.start.day == 1 < period.start.month


def _months_begun(period: Period) -> int:
    months = period.end.month - period.start.month + 1
    return months + 12 * (period.end.year - period.start.year)


def _is_fresh(period: Period, told: Told, most: int) -> bool:
    return told.published is None or (told.published - period.end).days <= most


def _between_days(count: int, told: Told) -> Period | None:
    """Give the time between two days told that are so many months apart."""
    days = {p.end for p in told.lately() if p.basis == "as_of" and not p.aside}
    for end in sorted(days, reverse=True):
        year, month = divmod(end.year * 12 + end.month - 1 - count, 12)
        first = (day for day in days if (day.year, day.month) == (year, month + 1))
        if (end + timedelta(days=1)).day == 1:
            if any((day + timedelta(days=1)).day == 1 for day in first):
                year, month = divmod(year * 12 + month + 1, 12)
                return Period(date(year, month + 1, 1), end, "nominal")
            continue
        if start := next((day for day in first if day.day == end.day), None):
            return Period(start, end, "stated")
    return None


def read_told_years(surface: str, told: Told) -> Period | None:
    """Read `5 năm` as the years told: từ 01/7/2020 đến 15/6/2025."""
    match = _TOLD_YEARS.fullmatch(surface)
    count = count_of(match[1]) if match else None
    if not count or count <= 1:
        return None
    return told.like(lambda days: abs(days - count * _YEAR) <= _MONTH_LENGTH)
