"""Read the periods that mean another one: told before, the day of the data, or the merger's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from extractor.facts.counted import (
    COUNT,
    THAT,
    read_about,
    read_and_half,
    read_months_since_merger,
    read_over,
    read_past_months,
    read_span,
    read_told_months,
    read_told_span,
    read_told_years,
)
from extractor.facts.merger import (
    read_first_month,
    read_first_quarter,
    read_first_year,
    read_from_merger,
)
from extractor.facts.recalled import (
    read_first_day,
    read_meeting_day,
    read_next,
    read_past_year,
    read_same_of_month,
    read_same_of_year_before,
    read_same_time,
    read_stage,
    read_this_year,
    read_time_before,
    read_whole_year,
)
from extractor.facts.told import Told, days_of
from extractor.vietnamese.gazetteer import MERGER
from extractor.vietnamese.lexicon import lexicon
from extractor.vietnamese.period import Period, months_of, period_before, shift_years
from extractor.vietnamese.period_forms import count_of
from extractor.vietnamese.periods import read_period

_S = r"\s+"
#: A bare unit means a period of that length told before: `trong quý`, `cả tháng`, `kỳ báo cáo`.
_BARE: Final = re.compile(
    rf"(?:(?:trong|cả|một|riêng|cũng|của|suốt|tính|cái|chính|toàn|trọn"
    rf"|cùng(?!{_S}kỳ(?!{_S}\w)))\s+)*"
    rf"(?:(tuần|tháng|quý|năm|kỳ|đợt)"
    rf"|((?:kỳ|(?:(?:khoảng|quãng){_S})?thời{_S}gian|giai{_S}đoạn|dịp|quãng|chặng)))"
    rf"(?:{_S}(?:báo{_S}cáo|rà{_S}soát|thống{_S}kê|tổng{_S}hợp|đánh{_S}giá|số{_S}liệu|kiểm{_S}tra"
    rf"|chấm(?:{_S}điểm)?|(?:đã{_S}|vừa{_S})?nêu{_S}trên"
    rf"|xét(?:{_S}hạng)?|vừa{_S}(?:chốt|xét|kể|nêu|nói|(?:khép|kết{_S}thúc|qua)(?:{_S}(?:sổ|lại))?)))?"
    rf"(?:{_S}{THAT})?"
)
#: Counted up to the day of the data, which a bulletin may print some days before its own.
_SINCE: Final = re.compile(
    rf"(?:(?:lũy|luỹ){_S}kế{_S}|cộng(?:{_S}dồn)?{_S}|tính(?:{_S}dồn)?{_S}|gộp{_S})?(?:kể{_S})?từ{_S}"
    rf"(?:đầu{_S}(?:năm|tháng|quý(?:{_S}(?:iv|i{{1,3}}))?)"
    rf"|(?:ngày{_S})?\d+[/.]\d+(?:[/.]\d{{4}})?|(?:đầu{_S})?tháng{_S}\d+(?:/\d{{4}})?"
    rf"|năm{_S}\d{{4}})(?:{_S}[\d/]+)?"
    rf"(?:{_S}(?:(?:đến|tới){_S}nay|trở{_S}lại{_S}đây))?"
)
#: Up to the last day of the data, where others end with the month that the page is about.
_TO_DATA: Final = re.compile(rf"{_S}(?:đến|tới|lại){_S}|^(?:tính{_S}|kể{_S})?từ{_S}đầu{_S}")
#: nếu tính `từ đầu năm`: as a further sum of the page's own period.
_YEAR_SO_FAR: Final = re.compile(rf"từ{_S}đầu{_S}năm")
_SHORT: Final = 12
_ADDED: Final = re.compile(rf"(?<!\w)(?:tính|cộng|gộp){_S}$", re.I)
#: The day of the data, wherever the bulletin has printed it: `đến thời điểm báo cáo`.
_DATA_DAY: Final = re.compile(
    rf"(?:tính{_S})?(?:(?:(?:đến|tới|tại){_S})?(?:thời{_S}điểm|mốc|lúc(?={_S}chốt))"
    rf"|(?:đến|tới){_S}(?:ngày|lúc)){_S}"
    rf"(?:chốt(?:{_S}(?:sổ|số(?:{_S}liệu)?))?|báo{_S}cáo|thống{_S}kê|tổng{_S}hợp|{THAT})"
)
#: The day of the page, whenever its data were closed.
_OWN_DAY: Final = re.compile(rf"(?:thời{_S}điểm|lúc){_S}(?:này|báo{_S}cáo)|ngày{_S}báo{_S}cáo")
#: The last day told: `tại cùng thời điểm`.
_SAME_DAY: Final = re.compile(
    rf"(?:(?:tính{_S})?(?:đến|tới){_S}|(?:cũng{_S})?(?:tại|vào|trong){_S})?"
    rf"(?:cùng{_S}(?:ngày|hôm|mốc|lúc|thời{_S}điểm)(?:{_S}{THAT})?|(?:hôm|lúc){_S}(?:ấy|đó)"
    rf"|ngày{_S}(?:chốt{_S}{THAT}|ấy|đó))"
)
_END_OF_PERIOD: Final = re.compile(
    rf"(?:(?:tính{_S})?(?:đến|tới){_S})?(?:hết|cuối){_S}(kỳ|tháng|quý)"
)
_TO_DATA_DAY: Final = re.compile(
    rf"{_S}(?:đến|tới){_S}(?:(?:mốc|thời{_S}điểm){_S}(?:trên|đó|ấy|này)|(?:ngày|lúc|khi){_S}chốt"
    rf"(?:{_S}(?:sổ|số{_S}liệu))?|(?P<own>hết{_S}(?:ngày{_S}báo{_S}cáo|kỳ(?:{_S}(?:này|báo{_S}cáo))?)))$"
)
#: From a day told before, or from the day the two-level government began.
_FROM_TOLD: Final = re.compile(
    rf"(?:(?:tính|kể){_S})?từ{_S}(?:khi{_S}|ngày{_S}|mốc{_S}|hôm{_S}|lúc{_S})?"
    rf"(?:đó|ấy|này|khai{_S}trương|mở{_S}cửa|ra{_S}mắt|(?:đi{_S}vào{_S})?hoạt{_S}động)\b"
)
#: The one before the freshest of its kind.
_PREVIOUS: Final = re.compile(
    rf"(?:(?:trong|của|hồi|một){_S})*(tuần|tháng|quý|năm|kỳ){_S}(?:(?:liền|vừa)?(?:{_S}?kề)?{_S}?)?"
    rf"(?:trước|liền{_S}kề)(?:{_S}(?:đó|đấy|ấy|nữa))?"
)
_SAME: Final = re.compile(
    rf"cùng{_S}(?:kỳ|(?:quãng|khoảng|thời)(?:{_S}(?:thời{_S})?(?:gian|điểm))?)"
    rf"(?:{_S}{THAT})?(?:{_S}(?:của{_S})?(?:năm{_S}(?:trước|ngoái)|(?:năm{_S})?((?:19|20)\d\d)))"
    rf"|cùng{_S}kỳ"
)
#: năm ngoái cùng quãng này, (cách đây) một năm trước.
_SAME_AFTER: Final = re.compile(
    rf"năm{_S}(?:ngoái|trước),?{_S}(?:cũng{_S})?cùng{_S}(?:kỳ|quãng|khoảng|thời{_S}(?:gian|điểm))"
    rf"(?:{_S}{THAT})?|(?:cách{_S}đây{_S})?một{_S}năm(?:{_S}về)?{_S}trước|cách{_S}đây{_S}một{_S}năm"
)
#: Half a year told before; what else it means is the first half.
_HALF_YEAR: Final = re.compile(
    rf"(?:(?:trong|cả|cũng|của|suốt|riêng|gần){_S})*(?:nửa{_S}năm|(?:sáu|0?6){_S}tháng)(?:{_S}{THAT})?"
)
#: Days before its end from which on a half counts as over.
_NEARLY: Final = 30
#: Months in which a second half begins, by the books or the calendar.
_MIDSUMMER: Final = (6, 7)
_LAST_YEAR: Final = re.compile(rf"(?:riêng{_S}|cả{_S})?năm{_S}ngoái")
_PAST_WEEK: Final = re.compile(
    rf"(?:(?:trong|riêng|của|cả){_S})*tuần(?:{_S}(?:lễ|làm{_S}việc))?{_S}(?:vừa{_S})?(?:qua|rồi)"
)
_PART: Final = re.compile(
    rf"((?:{COUNT}){_S}(?:ngày|tuần)|tuần|nửa(?:{_S}tháng)?){_S}(đầu|cuối)(?:{_S}(?:tiên|cùng|tháng))?"
)
_NTH_WEEK: Final = re.compile(
    rf"(?:(?:trong|của){_S})?tuần{_S}(?:thứ{_S})?(nhất|hai|ba|tư|bốn|(?<=thứ )[1-5])"
)
_BOTH: Final = re.compile(
    rf"(?:trong{_S})?(?:(?:cả|cộng|gộp){_S})?(hai|ba|bốn|năm|[2-5]){_S}(tháng|quý)(?:{_S}(?:cộng|gộp).*)?"
)
_EDGE_MONTH: Final = re.compile(
    rf"tháng{_S}(đầu|cuối)(?:{_S}(?:tiên|cùng))?(?:{_S}(?:của{_S})?(?:quý|kỳ))?"
)


def read_leaning(surface: str, told: Told) -> Period | None:
    """Read a period that means another one; None where it stands by itself."""
    return next((found for read in _READERS if (found := read(surface, told))), None)


def read_title(surface: str, told: Told) -> Period | None:
    """Read what a title says of the days that its lead tells: `hai tuần`, `một tháng`."""
    match = _BARE.fullmatch(surface)
    if match and match[1] in ("tuần", "tháng", "quý"):
        return told.freshest(match[1])
    part = _PART.fullmatch(surface)
    if part and part[1] == "tuần" and part[2] == "đầu":
        return told.freshest("tuần")
    return read_told_span(surface, told)


def _read_bare(surface: str, told: Told) -> Period | None:
    match = _BARE.fullmatch(surface)
    if match is None:
        return None
    unit = match[1] or "kỳ"
    period = told.freshest(unit) or (told.headed() if unit in ("kỳ", "đợt") else None)
    period = period or told.current(unit)
    if period is not None and unit in ("tháng", "quý"):
        return replace(period, running=surface.endswith("này") and not told.is_beside(period))
    if period is None or unit != "năm":
        return period
    # a target may be of the year after; one told that is still ahead is no other's
    return replace(period, elided=told.published is None or period.end <= told.published)


def _read_end_of_period(surface: str, told: Told) -> Period | None:
    match = _END_OF_PERIOD.fullmatch(surface)
    if match is None:
        return None
    named = told.freshest(match[1])
    period = named or told.current(match[1])
    if period is None:
        return None
    return Period(period.end, period.end, "as_of", opened=period.start, unnamed=named is None)


def _read_data_day(surface: str, told: Told) -> Period | None:
    if not _DATA_DAY.fullmatch(surface):
        return None
    day = told.published if _OWN_DAY.search(surface) else told.closing()
    return Period(day, day, "as_of") if day else None


def _read_same_day(surface: str, told: Told) -> Period | None:
    """Read `tính đến cùng ngày`: the last day told; `cùng lúc` on a page of no days: its period."""
    if not _SAME_DAY.fullmatch(surface):
        return None
    days = (Period(p.end, p.end, "as_of") for p in told.lately() if p.basis == "as_of")
    return next(days, told.freshest("kỳ") if surface.startswith("cùng") else None)


def _read_since(surface: str, told: Told) -> Period | None:
    to_day = _TO_DATA_DAY.search(surface)
    if _SINCE.fullmatch(surface) or to_day:
        added = _YEAR_SO_FAR.fullmatch(surface) and _ADDED.search(told.text, *told.ahead(_SHORT))
        to_data = _TO_DATA.search(surface) and not added
        own = told.freshest("kỳ") if to_day and to_day["own"] else None
        day = own.end if own else told.data_day() if to_data else told.closing()
        return read_period(_TO_DATA_DAY.sub(" đến nay", surface), published=day)
    return None


def _read_since_told(surface: str, told: Told) -> Period | None:
    """Read `từ ngày đó đến 9/12/2021`: from the last day told."""
    match = _FROM_TOLD.match(surface)
    end = read_period(surface[match.end() :], published=told.published) if match else None
    start = _day_meant(told) if end else None
    if start is None or end is None:
        return None
    published = told.published
    if end.elided and published and end.end > published:
        end = shift_years(end, -1)
    return Period(start, end.end, "stated") if start <= end.end else None


def _day_meant(told: Told) -> date | None:
    """Return the day printed last, else the last one told."""
    if day := told.printed_day():
        return day
    closing = told.data_day()  # up to which something was counted
    days = (p for p in told.lately() if p.start == p.end or p.onset)
    return next((p.start for p in days if p.onset or p.start != closing), None)


def _read_previous(surface: str, told: Told) -> Period | None:
    """Read `quý trước`, `năm trước đó`: before the freshest of those told."""
    match = _PREVIOUS.fullmatch(surface)
    if match is None:
        return None
    unit = match[1]
    if unit == "tuần":
        return _week_before(told)
    period = told.begun() if unit == "tháng" else None
    period = period or told.freshest(unit)
    if period is None:
        return None
    if unit == "năm":
        own = told.freshest("kỳ")
        past = own is not None and own.end.year == period.end.year + 1
        past = past and not surface.endswith("nữa") and not told.is_beside(period)
        return replace(period, reference=True) if past else shift_years(period, -1)
    return period_before(period, unit)


def _read_same_of_last_year(surface: str, told: Told) -> Period | None:
    """Read `cùng kỳ năm trước`: a year before the last period told of the freshest year."""
    match = _SAME.fullmatch(surface) or _SAME_AFTER.fullmatch(surface)
    # else a year before the last day told: tính đến 20/1 … một năm trước
    past = (told.of_its_own(told.running()) or told.lately()[:1]) if match else []
    year = max((period.end.year for period in past), default=0)
    period = next((p for p in past if p.end.year == year), None)
    if match is None or period is None:
        return None
    named = match[1] if match.re is _SAME else None
    return shift_years(period, int(named) - year if named else -1)


def _read_half_year(surface: str, told: Told) -> Period | None:
    """Read `nửa năm`, `sáu tháng` on a page that has told of a second half."""
    half = told.freshest("nửa năm") if _HALF_YEAR.fullmatch(surface) else None
    if half is None or half.start.month not in _MIDSUMMER:
        return None
    published = told.published
    over = published is None or (half.end - published).days <= _NEARLY
    return half if over else None


def _week_before(told: Told) -> Period | None:
    """Read `tuần trước`: seven days before the week told, else the one before the page's."""
    if week := told.freshest("tuần"):
        back = timedelta(days=7)
        return replace(week, start=week.start - back, end=week.end - back, reference=True)
    return None if told.published is None else _week_of(told.published - timedelta(days=7))


def _week_of(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6), "nominal")


def _read_last_year(surface: str, told: Told) -> Period | None:
    if told.published is None or not _LAST_YEAR.fullmatch(surface):
        return None
    return replace(months_of(told.published.year - 1, 1, 12), reference=True)


def _read_past_week(surface: str, told: Told) -> Period | None:
    """Read `tuần qua`: the week told, else the last that had its five working days."""
    if not _PAST_WEEK.fullmatch(surface):
        return None
    if (week := told.freshest("tuần")) or told.published is None:
        return week
    return _week_of(told.published - timedelta(days=4))


def _read_part(surface: str, told: Told) -> Period | None:
    """Read `tuần đầu`, `20 ngày cuối tháng`: of the month told."""
    match = _PART.fullmatch(surface)
    month = told.freshest("tháng") if match else None
    if match is None or month is None:
        return None
    return read_period(f"{match[1]} {match[2]} tháng {month.end.month}/{month.end.year}")


def _read_nth_week(surface: str, told: Told) -> Period | None:
    """Read `tuần thứ hai`: counted from the first week told, or from the merger."""
    match = _NTH_WEEK.fullmatch(surface)
    if match is None:
        return None
    ordinals: dict[str, int] = lexicon()["words"]["ordinals"]
    count = ordinals.get(match[1]) or int(match[1])
    first = next((p.start for p in told.past() if p.start.day == 1 and days_of(p) == 7), None)
    if first is None and told.published and 0 <= (told.published - MERGER).days <= 45:
        first = MERGER
    start = first + timedelta(days=7 * (count - 1)) if first else None
    return Period(start, start + timedelta(days=6), "stated") if start else None


def _read_both(surface: str, told: Told) -> Period | None:
    """Read `cả hai quý`: those told last, if one follows the other."""
    match = _BOTH.fullmatch(surface)
    if match is None:
        return None
    count = count_of(match[1])
    units = sorted(told.all_of(match[2]), key=lambda period: period.end)[-(count or 0) :]
    joined = all((b.start - a.end).days == 1 for a, b in pairwise(units))
    if len(units) != count or not joined:
        return None
    return Period(units[0].start, units[-1].end, "stated")


def _read_edge_month(surface: str, told: Told) -> Period | None:
    """Read `tháng cuối`: of the months told together, or of the quarter."""
    match = _EDGE_MONTH.fullmatch(surface)
    period = told.like(lambda days: days > 59) if match else None
    if match is None or period is None:
        return None
    day = period.start if match[1] == "đầu" else period.end
    return months_of(day.year, day.month, day.month)


_READERS: Final[tuple[Callable[[str, Told], Period | None], ...]] = (
    read_first_year, read_told_months, read_told_years, read_stage, read_this_year, _read_bare,
    _read_end_of_period, _read_data_day, _read_same_day, read_meeting_day, _read_since,
    _read_since_told, read_past_months, read_about, read_months_since_merger, read_and_half,
    read_first_month, read_first_quarter, read_from_merger, read_time_before, _read_previous,
    read_same_time, read_same_of_year_before,
    _read_last_year, read_past_year, read_whole_year, read_next,
    read_first_day, _read_past_week, read_span, read_same_of_month,
    _read_same_of_last_year, _read_part, _read_nth_week, _read_both, read_over,
    _read_edge_month, _read_half_year,
)  # fmt: skip
