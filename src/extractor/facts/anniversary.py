"""Read the first year of the two-level government on pages that look back on it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from extractor.facts.counted import THAT
from extractor.facts.told import Told
from extractor.vietnamese.gazetteer import MERGER
from extractor.vietnamese.period import Period

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


def _is_near(published: date) -> bool:
    return -_BEFORE <= (published - _YEAR_ON).days <= _AFTER


def _is_spoken_of(told: Told) -> bool:
    """Tell whether the page has spoken of a year, or has read one, shortly before."""
    if _SPOKEN.search(told.text, max(0, told.start - _NEAR), told.start):
        return True
    return any(period.start == MERGER and period.end.year > MERGER.year for period in told.spans())
