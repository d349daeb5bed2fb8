"""Bring what a period is called to the words that the forms know: mùng 1/7, tháng Giêng."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final

from extractor.vietnamese.lexicon import lower

_MONTHS: Final = {
    "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_TENS: Final = {"mười lăm": 15, "hai mươi": 20, "hai mươi lăm": 25}
_WEEKDAY: Final = re.compile(r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)[\s,]+(?=\d)")
_FILLER: Final = re.compile(r"(?<!\w)(?:mồng|mùng)\s+(?=\d)|(?<=từ )(?:ngày\s+)(?:mồng|mùng)\s+")
#: tháng năm stays: before a year it is as often the month of a year as May.
_MONTH_WORD: Final = re.compile(
    rf"(?<!\w)(?<!\d )tháng\s+({'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?!\w)"
)
_TEN_WORDS: Final = re.compile(rf"(?<!\w)({'|'.join(_TENS)})(?=\s+ngày)")
_CLOSED: Final = re.compile(
    r"(?:lúc|thời\s+điểm|khi|ngày|mốc)?\s*chốt(?:\s+(?:sổ|số\s+liệu))?\s*(?:ngày\s+|\()(\d[\d/.-]*\d)\)?"
)
_YEAR_OF_DAY: Final = re.compile(r"(?<=\d)\s+năm\s+(nay|ngoái|trước)(?!\w)")
_DAY: Final = re.compile(r"(?<![\d/.-])\d{1,2}[/-]\d{1,2}$")


@lru_cache(maxsize=1024)
def tidy(surface: str, published: date | None) -> str:
    """Return a period in lower case, with digits for words and the years that can be counted.

    >>> tidy("Từ thứ Hai 3/8 đến Chủ nhật 9/8", None), tidy("từ tháng Giêng tới nay", None)
    ('từ 3/8 đến 9/8', 'từ tháng 1 tới nay')
    >>> tidy("từ 15/12 năm trước đến 14/1 năm nay", date(2026, 1, 27))
    'từ 15/12/2025 đến 14/1/2026'
    """
    words = " ".join(lower(surface).split())
    words = _FILLER.sub("", _WEEKDAY.sub("", words))
    words = _TEN_WORDS.sub(lambda match: str(_TENS[match[1]]), words)
    words = _MONTH_WORD.sub(lambda match: f"tháng {_MONTHS[match[1]]}", words)
    words = _CLOSED.sub(lambda match: match[1], words)
    if published is not None:
        words = _YEAR_OF_DAY.sub(lambda match: _year(words, match, published), words)
    return words


def _year(words: str, match: re.Match[str], published: date) -> str:
    """Write the year of `15/12 năm trước` into the date; after anything else leave the words."""
    if not _DAY.search(words, 0, match.start()):
        return match[0]
    return f"/{published.year - (match[1] != 'nay')}"
