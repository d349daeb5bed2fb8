"""Bring what a period is called to the words that the forms know: mùng 1/7, tháng Giêng."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from extractor.vietnamese.lexicon import lower
from extractor.vietnamese.numerals import read_words

_MONTHS: Final = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
    "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_QUARTERS: Final = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4}
_TENS: Final = {"mười lăm": 15, "hai mươi": 20, "hai mươi lăm": 25}
_WEEKDAY: Final = re.compile(r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)[\s,]+(?=\d)")
#: ngày 5 tháng Năm: in a date tháng năm is May; 9 tháng năm 2025 are months of that year.
_DATE_IN_WORDS: Final = re.compile(
    rf"(?<!\w)((?:(ngày)|từ|đến|tới|hết)\s+\d{{1,2}}\s+tháng)\s+"
    rf"({'|'.join(sorted(_MONTHS, key=len, reverse=True))}"
    rf"|năm(?(2)|(?!\s+(?:(?:19|20)\d\d|nay|ngoái|trước)(?!\w))))(?!\w)"
)
_DAYS: Final = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
    "mười": 10,
}  # fmt: skip
_DAY_WORD: Final = re.compile(rf"(?<=mùng |mồng )({'|'.join(_DAYS)})(?!\w)")
_UNITS: Final = {"q": "quý", "t": "tháng"}
#: T9/2025, and T1 before - T9/2025; T2, 22/9 is a Monday.
_ABBREVIATED: Final = re.compile(
    r"(?<!\w)([qt])\.?\s?(\d{1,2})(?=\s*[/-]\s*(?:19|20)\d\d|$"
    r"|(?:\s*(?:[-=]>|[-–,+&→])\s*|\s+(?:và|đến|tới)\s+(?:hết\s+)?)"
    r"(?:[qt]\.?\s?\d|\d{1,2}(?:/(?:19|20)\d\d|$)|nay$))"
)
_QUARTER_WORD: Final = re.compile(r"(?<!\w)quý\s+(một|hai|ba|bốn|tư)(?!\w)")
#: mùng 5 tháng 9 is a day, 5 tháng are months.
_LONE_DAY: Final = re.compile(r"(?:^|(?<=hôm ))(?:mồng|mùng)\s+(?=\d)")
_FILLER: Final = re.compile(r"(?<!\w)(?:mồng|mùng)\s+(?=\d)|(?<=từ )(?:ngày\s+)(?:mồng|mùng)\s+")
#: tháng năm stays: before a year it is as often the month of a year as May.
_MONTH_WORD: Final = re.compile(
    rf"(?<!\w)(?<!\d )tháng\s+({'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?!\w)"
)
_TEN_WORDS: Final = re.compile(rf"(?<!\w)({'|'.join(_TENS)})(?=\s+ngày)")
_CLOSED: Final = re.compile(
    r"(?:lúc|thời\s+điểm|khi|ngày|mốc)?\s*(?:chốt(?:\s+(?:sổ|số\s+liệu))?|báo\s+cáo|tổng\s+hợp)\s*"
    r"(?:ngày\s+|\((?:ngày\s+)?)(\d[\d/.-]*\d)\)?"
)
#: từ hai mươi hai đến hai mươi tám tháng 6: days in words, where a month follows.
_UNITS_SPELT: Final = "một|mốt|hai|ba|tư|bốn|năm|lăm|sáu|bảy|tám|chín"
_SPELT_DAY: Final = re.compile(
    rf"(?<!\w)((?:từ|ngày|đến|tới|hết|sáng|chiều)\s+(?:ngày\s+)?)"
    rf"((?:(?:hai|ba)\s+)?(?:mười|mươi)(?:\s+(?:{_UNITS_SPELT}))?)"
    rf"(?=\s+tháng\s+[\w]|\s+(?:đến|tới)\s+(?:hết\s+)?(?:ngày\s+)?(?:\d|mười|(?:hai|ba)\s+mươi))"
)
_MID_YEAR: Final = re.compile(r"(?:(?<=đến )|(?<=tới ))giữa\s+năm(?!\s+(?:trước|ngoái))(?!\w)")
_DOTTED: Final = re.compile(
    r"(?<![\d.,/])(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])(?:\.((?:19|20)\d\d))?(?![\d.,/]\d|\d|%)"
)
_SINCE: Final = re.compile(
    r"\s+(?:trở\s+(?:lại\s+đây|về\s+đây)|(?:cho\s+)?(?:đến|tới)\s+(?:(?:bây\s+)?giờ|(?:hôm|ngày)\s+nay))$"
    r"|(?<=\d)\s*[-–→]\s*nay$"
)
#: cả năm đến nay, từ ngày đầu năm đến nay: counted from the first day.
_SO_FAR: Final = re.compile(
    r"^(?:(?:cả|trong|suốt)\s+)?(năm|tháng|quý)(?:\s+(?:này|nay))?\s+(?=(?:tính\s+)?(?:đến|tới)\s+nay$)"
    r"|(?<=từ )(?:những\s+)?ngày\s+đầu(?:\s+tiên)?(?:\s+của)?\s+(?=năm|tháng|quý)"
)
#: The first of January; before its date it is only a name.
_NEW_YEAR: Final = re.compile(
    r"(?<!\w)(?:(?:ngày\s+)?(?:mùng|mồng)\s+(?:một|1)\s+)?tết\s+dương(?:\s+lịch)?(?!\w|\s+lịch|[\s(]*\d)"
)
_YESTERDAY: Final = re.compile(r"(?<!\w)(?:(?:ngày\s+)?hôm|sáng|chiều|tối)\s+qua$")
_DAY_OF_THIS_MONTH: Final = re.compile(
    r"(?<!\w)((?:ngày|từ|đến|tới)\s+\d{1,2})\s+tháng\s+(này|trước)(?!\w)"
)
_PART_OF_THIS_MONTH: Final = re.compile(r"(?<!\w)(giữa|cuối|hết)\s+tháng\s+(này|trước)(?!\w)")
_FULL_MOON: Final = re.compile(r"(?<!\w)rằm\s+tháng\s+(\d{1,2})(?:\s+này)?(?!\w)")
_LISTED: Final = re.compile(
    r"(?<!\w)(tháng|năm|quý)\s+(\d+|i{1,3}|iv)(?:\s*,\s*(?:\1\s+)?(?:\d+|i{1,3}|iv))+"
    r"(?=\s*(?:,|và|-)\s*(?:\1\s+)?(?:\d|i))"
)
_WEEKDAYS: Final = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tư": 2, "4": 2, "năm": 3, "5": 3, "sáu": 4, "6": 4,
    "bảy": 5, "7": 5, None: 6,
}  # fmt: skip
_BARE_WEEKDAY: Final = re.compile(
    r"(?:^|(?<=giờ )|(?<=sáng )|(?<=trưa )|(?<=chiều )|(?<=tối )|(?<=đến )|(?<=tới )|(?<=hết ))"
    r"(?:thứ\s+(hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)(?:\s+(?:vừa\s+)?(?:qua|rồi))?$"
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
    words = _NEW_YEAR.sub("ngày 1/1", words)
    words = _DAY_WORD.sub(lambda match: str(_DAYS[match[1]]), words)
    words = _WEEKDAY.sub("", _FILLER.sub("", _LONE_DAY.sub("ngày ", words)))
    words = _SPELT_DAY.sub(_with_day, words)
    words = _MID_YEAR.sub("hết tháng 6", words)
    words = _QUARTER_WORD.sub(lambda match: f"quý {_QUARTERS[match[1]]}", words)
    words = _TEN_WORDS.sub(lambda match: str(_TENS[match[1]]), words)
    words = _MONTH_WORD.sub(lambda match: f"tháng {_MONTHS[match[1]]}", words)
    words = _DATE_IN_WORDS.sub(_with_month, words)
    words = _ABBREVIATED.sub(lambda match: f"{_UNITS[match[1]]} {match[2]}", words)
    words = _CLOSED.sub(lambda match: match[1], words)
    words = _DOTTED.sub(lambda match: "/".join(part for part in match.groups() if part), words)
    words = _FULL_MOON.sub(r"ngày 15/\1", words)
    words = _LISTED.sub(r"\1 \2", _SINCE.sub(" đến nay", words))
    words = _SO_FAR.sub(lambda match: f"từ đầu {match[1]} " if match[1] else "đầu ", words)
    if published is not None:
        words = _count_back(words, published)
        words = _YEAR_OF_DAY.sub(lambda match: _year(words, match, published), words)
    return words


def _with_day(match: re.Match[str]) -> str:
    day = read_words(match[2])
    return match[1] + (match[2] if day is None else str(int(day)))


def _with_month(match: re.Match[str]) -> str:
    return f"{match[1]} {_MONTHS.get(match[3], 5)}"


def _count_back(words: str, published: date) -> str:
    """Write the days that are counted back from the day of publication: hôm qua, thứ Sáu."""
    words = _YESTERDAY.sub(_print(published - timedelta(days=1)), words)
    words = _BARE_WEEKDAY.sub(lambda match: _print(_last(match[1], published)), words)
    words = _PART_OF_THIS_MONTH.sub(
        lambda match: f"{match[1]} tháng {_month(match[2], published)[1:]}", words
    )
    return _DAY_OF_THIS_MONTH.sub(lambda match: match[1] + _month(match[2], published), words)


def _last(weekday: str | None, published: date) -> date:
    """Return the last such weekday before the day of publication."""
    back = (published.weekday() - _WEEKDAYS[weekday]) % 7
    return published - timedelta(days=back or 7)


def _month(which: str, published: date) -> str:
    last = published if which == "này" else published.replace(day=1) - timedelta(days=1)
    return f"/{last.month}/{last.year}"


def _print(day: date) -> str:
    return f"ngày {day.day}/{day.month}/{day.year}"


def _year(words: str, match: re.Match[str], published: date) -> str:
    """Write the year of `15/12 năm trước` into the date; after anything else leave the words."""
    if not _DAY.search(words, 0, match.start()):
        return match[0]
    return f"/{published.year - (match[1] != 'nay')}"
