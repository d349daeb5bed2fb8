"""Read the periods that begin with the two-level government: its first month, quarter, year."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from extractor.facts.counted import THAT
from extractor.facts.told import Told
from extractor.vietnamese.gazetteer import MERGER
from extractor.vietnamese.period import Period, months_of
from extractor.vietnamese.periods import read_period

_S = r"\s+"
#: `năm đầu tiên vận hành`, `một năm qua`, `sau 12 tháng ấy`.
_FIRST_YEAR: Final = re.compile(
    rf"(?:(?:sau|trong|qua|suốt|tròn|đúng|cả|hết|nhìn{_S}lại){_S})*"
    rf"(?:năm{_S}đầu(?:{_S}tiên)?|(?:một|0?1){_S}năm(?:{_S}đầu(?:{_S}tiên)?)?"
    rf"|(?:12|mười{_S}hai){_S}tháng)"
    rf"(?:{_S}(?:(?:vừa{_S})?qua|{THAT}))?"
    rf"(?:{_S}(?:vận{_S}hành|(?:sau{_S})?(?:hợp{_S}nhất|sáp{_S}nhập|sắp{_S}xếp)|hai{_S}cấp).*)?"
)
#: The year past, where the page has spoken of the first one shortly before.
_WHOLE_YEAR: Final = re.compile(rf"(?:(?:trong|suốt|tính|của){_S})*cả{_S}năm")
_SPOKEN: Final = re.compile(
    rf"(?<!\w)(?:năm{_S}đầu|một{_S}năm|tròn{_S}(?:12|mười{_S}hai){_S}tháng)(?!\w)", re.I
)
_NEAR: Final = 300
_YEAR_ON: Final = MERGER.replace(year=MERGER.year + 1)
#: Days before and after its end in which a page looks back on the first year.
_BEFORE: Final = 15
_AFTER: Final = 60

_FROM_MERGER: Final = re.compile(
    rf"(?:(?:kể{_S})?từ|sau|qua){_S}(?:khi|ngày|lúc|\w+{_S}tháng)?\s*.*?"
    rf"(?:vận{_S}hành|hợp{_S}nhất|sáp{_S}nhập|nhập{_S}(?:tỉnh|xã)"
    rf"|chính{_S}quyền{_S}(?:hai|2){_S}cấp)"
)
_UNTIL: Final = re.compile(rf"{_S}((?:đến|tới){_S}.*\d.*)$")
#: The first quarter since the merger.
_FIRST_QUARTER: Final = re.compile(
    rf"(?:(?:sau|trong|qua|hết){_S})?quý{_S}đầu(?:{_S}tiên)?"
    rf"(?:{_S}(?:vận{_S}hành|hợp{_S}nhất|(?:sáp{_S})?nhập|chính{_S}quyền).*)?"
)
_FIRST_MONTH: Final = re.compile(
    rf"(?:sau{_S}|trong{_S}|qua{_S})?(?:(?:một|1|01){_S}tháng|tháng{_S}đầu(?:{_S}tiên)?)(?!{_S}\d)"
    rf"(?:{_S}vận{_S}hành.*)?"
)


def read_first_year(surface: str, told: Told) -> Period | None:
    """Read `năm đầu tiên`, `một năm qua` on a page of the summer after the first year."""
    published = told.published
    if published is None or not _is_near(published):
        return None
    if _FIRST_YEAR.fullmatch(surface) or (_WHOLE_YEAR.fullmatch(surface) and _is_spoken_of(told)):
        own = told.freshest("năm")
        if own and own.start == MERGER:
            return own
        return Period(MERGER, _YEAR_ON - timedelta(days=1), "nominal")
    return None


def read_first_month(surface: str, told: Told) -> Period | None:
    """Read `tháng đầu tiên` on a page of the weeks after the merger."""
    published = told.published
    if not _FIRST_MONTH.fullmatch(surface) or published is None or published < MERGER:
        return None
    near = (published - MERGER).days < 80
    return months_of(MERGER.year, MERGER.month, MERGER.month) if near else None


def read_first_quarter(surface: str, told: Told) -> Period | None:
    """Read `quý đầu tiên` on a page of the months after the merger."""
    published = told.published
    if published is None or not _FIRST_QUARTER.fullmatch(surface):
        return None
    near = 0 < (published - MERGER).days < 150  # the second one is still running
    return months_of(MERGER.year, MERGER.month, MERGER.month + 2) if near else None


def read_from_merger(surface: str, told: Told) -> Period | None:
    """Read `từ khi hợp nhất (đến nay)`, `từ ngày nhập tỉnh đến hết 10-12`."""
    published = told.published
    if published is None or published < MERGER or not _FROM_MERGER.match(surface):
        return None
    until = _UNTIL.search(surface)
    if surface.endswith(("nay", "này")) or (until is None and surface.startswith(("từ", "kể"))):
        day = told.data_day()
    else:
        end = read_period(until[1], published=published) if until else None
        day = end.end if end else None
    return Period(MERGER, day, "stated") if day and day >= MERGER else None


def _is_near(published: date) -> bool:
    return -_BEFORE <= (published - _YEAR_ON).days <= _AFTER


def _is_spoken_of(told: Told) -> bool:
    """Tell whether the page has spoken of a year, or has read one, shortly before."""
    if _SPOKEN.search(told.text, max(0, told.start - _NEAR), told.start):
        return True
    return any(period.start == MERGER and period.end.year > MERGER.year for period in told.spans())
