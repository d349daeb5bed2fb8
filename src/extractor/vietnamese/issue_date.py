"""Find the day of publication that a page prints in its head or foot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

_DATE = re.compile(
    r"(?<![0-9/.-])(?P<day>[0-3]?[0-9])"
    r"(?:(?P<sign>[/.-]| - )(?P<month>[01]?[0-9])(?P=sign)(?P<year>20[0-4][0-9])"
    r"|\s+tháng\s+(?P<month_w>[01]?[0-9])\s+năm\s+(?P<year_w>20[0-4][0-9]))(?![0-9/])",
    re.IGNORECASE,
)
_POSTED = re.compile(
    r"(?:ngày đăng|đăng ngày|đăng lúc|đăng|số ra ngày|phát sóng|ngày xuất bản"
    r"|xuất bản|ngày phát hành|ngày tạo)"
    r"(?:\s*tin)?\s*:?\s*(?:[0-9]{1,2}[:hg][0-9]{2}(?::[0-9]{2})?)?[\s,|-]*(?:ngày\s+)?$",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"cập nhật(?:\s*(?:lúc|ngày))*\s*:?\s*(?:[0-9:h]{4,5})?[\s,|-]*$", re.IGNORECASE
)
_LETTER_HEAD = re.compile(r"[^\W\d]+,\s*ngày\s+$", re.IGNORECASE)
_DATELINE = re.compile(r"^[A-ZĐ][^\W\d]*(?:\s[A-ZĐ][^\W\d]*){0,3},\s*$")
_SITE_CLOCK = re.compile(r"(?:[Tt]hứ\s*\S+|[Cc]hủ [Nn]hật),?\s*Ngày\s+$")
_TICKING = re.compile(r"^[\s,|-]*[0-9]{1,2}:[0-9]{2}:[0-9]{2}\s*(?:AM|PM|SA|CH)", re.IGNORECASE)
_CITED = re.compile(r"(?:/[^\s,;]*[^\W\d]|\bsố[ \t]+\S+),?[ \t]*(?:ngày[ \t]+)?$", re.IGNORECASE)
_FROM_TO = re.compile(
    r"(?:từ|đến|hết|trước|sau|kể từ|tới|so với)\s+(?:hết\s+)?(?:ngày\s+)?$", re.IGNORECASE
)
_CLOCK = re.compile(r"(?<![0-9])[0-2]?[0-9][:hg][0-5][0-9](?![0-9])")
_BESIDE = re.compile(r"[ \t\xa0,|–-]*[0-2]?[0-9][:h][0-5][0-9](?![0-9:])")
_WEEKDAY = re.compile(r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)\b", re.IGNORECASE)
_HEAD: Final = 700
_SHORT_LINE: Final = 70


def find_date_of_issue(text: str) -> date | None:
    """Find the publication date of a bulletin, None where the page prints none.

    Dates of decisions, of periods and of the site's own ticking clock are never taken.

    >>> find_date_of_issue("Tin tức\\nNgày đăng: 26/09/2023 14:01\\nTừ ngày 1/9/2023 đến 25/9/2023")
    datetime.date(2023, 9, 26)
    """
    best: tuple[int, int] | None = None
    chosen = None
    for start, score, day in _scored(text):
        if score > 0 and (best is None or (score, -start) > best):
            best, chosen = (score, -start), day
    return chosen


def _scored(text: str) -> Iterator[tuple[int, int, date]]:
    for match in _DATE.finditer(text):
        try:
            day = date(
                int(match["year"] or match["year_w"]),
                int(match["month"] or match["month_w"]),
                int(match["day"]),
            )
        except ValueError:  # 31/6: no such day
            continue
        yield match.start(), _score(text, match.start(), match.end()), day


def _score(text: str, start: int, end: int) -> int:
    """Weigh what stands around a date: a cue, a clock time and a short line at the head win."""
    before = text[max(0, start - 48) : start]
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    here = before[-(start - line_start) :] if start > line_start else ""
    if _SITE_CLOCK.search(here) or _TICKING.match(text[end : end + 20]):
        return 0
    if _POSTED.search(here):
        return 200
    if _CITED.search(before) or _FROM_TO.search(before):
        return 0
    head = start < _HEAD
    if head and _DATELINE.search(here) and not text[end : end + 1].strip():
        return 50
    if _LETTER_HEAD.search(here) and head and len(line) < 2 * _SHORT_LINE:
        return 60
    if _UPDATED.search(here):
        return 45 if head else 30
    if head and _BESIDE.match(text, end):
        return 80
    clock = bool(_CLOCK.search(line))
    if len(line.strip()) > _SHORT_LINE or here.endswith("("):
        return 20 if here.endswith("(") and clock and head else 0
    return 15 + 40 * clock + 10 * bool(_WEEKDAY.search(line)) + 30 * head
