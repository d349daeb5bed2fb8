"""Find and read the times that figures are about: quý III/2023, từ 21/9 đến 20/10/2021."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from extractor.vietnamese.calendar_periods import Known
from extractor.vietnamese.issue_date import find_date_of_issue
from extractor.vietnamese.lexicon import lower
from extractor.vietnamese.period import Period, shift_years
from extractor.vietnamese.period_forms import Fields, candidates, fields, match_form
from extractor.vietnamese.period_readers import READERS
from extractor.vietnamese.period_wording import tidy

__all__ = ["Period", "find_date_of_issue", "find_periods", "read_period"]

#: Forms that name days of the calendar, so that a year is printed or left out.
_CALENDAR: Final = frozenset({
    "month", "quarter", "half", "count", "month_word", "end_of", "range", "month_range", "as_of",
    "day", "year", "part_of_month", "half_quarter", "middle", "since_named",
})  # fmt: skip
#: Readers of forms that hold both ends themselves.
_FROM_TO: Final = frozenset({
    "range", "month_range", "since", "since_named", "months_since", "month_until", "years",
    "quarter_list", "from_now",
})  # fmt: skip
_BETWEEN: Final = re.compile(
    r"(?:.*\s)?(?:từ|giai\s+đoạn)\s+(\S.*?)\s+(?:cho\s+)?(?:đến|tới)\s+(\S.*)"
)
_BEGUN: Final = re.compile(
    r"((?:tháng|quý|năm)\s+\S+(?:\s+năm\s+\S+)?|(?:19|20)\d\d)[,\s(]+(?:(?:mới|chỉ|cũng)\s+)?"
    r"(?:tính\s+)?(?:đến|tới)\s+(\S.*?)\)?$"
)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DOCUMENT_BEFORE = re.compile(r"(?:/[^\s,;]*[a-zđ&-][^\s,;]*|(?<!\w)số[^\S\n]+\S+),?\s*$")
_NOISE_BEFORE = re.compile(
    r"(?:thứ\s+\w+,?|chủ nhật,?|đăng|cập nhật|ban hành|họp|hội nghị|sinh|số ra)\s*:?\s*$"
)


def find_periods(text: str) -> list[tuple[int, int]]:
    """Find the PERIOD mentions of `text`: half-open spans, in order, never overlapping.

    >>> text = "Trong quý III/2023, tính đến ngày 25/9"
    >>> [text[start:end] for start, end in find_periods(text)]
    ['quý III/2023', 'tính đến ngày 25/9']
    """
    lowered = lower(text)
    found: list[tuple[int, int]] = []
    position = 0
    for start, trigger in candidates(lowered):
        if start < position:
            continue
        matched = match_form(lowered, start, trigger)
        if matched is None:
            continue
        name, match = matched
        position = match.end()
        if name != "day" or not _is_other_date(lowered, start, match):
            found.append(match.span())
    return found


def _is_other_date(lowered: str, start: int, match: re.Match[str]) -> bool:
    """Tell the date of a decision, letter or web page from the day of a figure."""
    head = lowered[max(0, start - 40) : start]
    in_words = match["month_w"] and match["year_w"]
    if in_words and head.rstrip().endswith(","):  # Hà Nội, ngày 17 tháng 01 năm 2025
        return True
    return bool(_DOCUMENT_BEFORE.search(head) or _NOISE_BEFORE.search(head))


def read_period(
    surface: str, *, anchor: Period | None = None, published: date | None = None
) -> Period | None:
    """Read one PERIOD mention, None where the days cannot be known.

    `anchor` is the nearest full period before the mention: it gives an elided year and is what
    cùng kỳ and tháng trước refer to. `published` is the second source of the year, and the day of
    đến nay. Calendar periods are nominal: no reporting cut-off is invented.

    >>> read_period("quý III/2023").end, read_period("tháng 9") is None
    (datetime.date(2023, 9, 30), True)
    """
    lowered = tidy(surface, published)
    known = Known(anchor, published)
    return _read_between(lowered, known) or _read_form(lowered, known)


def _read_form(lowered: str, known: Known) -> Period | None:
    found = fields(lowered)
    if found is None:
        return None
    try:
        period = READERS[found.form](found, known)
    except ValueError:  # 31/6, 30/2: printed days that no calendar has
        return None
    if period is None or found.form not in _CALENDAR or _YEAR.search(lowered):
        return period
    return replace(period, elided=not found["relative"])


def _holds_both_ends(found: Fields) -> bool:
    """Tell whether a form has read both ends: of `từ đầu năm tới giữa tháng 9` it has one."""
    return found.form in _FROM_TO and bool(found.form != "since" or found["day"] or found["month"])


def _read_between(lowered: str, known: Known) -> Period | None:
    """Read `từ năm 2021 đến hết tháng 6/2023`: two periods of which each has a form of its own."""
    between = _BETWEEN.match(lowered) or _BEGUN.match(lowered)
    found = fields(lowered) if between else None
    if between is None or (found and _holds_both_ends(found)):
        return None
    last = _read_form(f"đến {between[2]}", known)
    first = _read_form(between[1], replace(known, anchor=last)) if last else None
    if first is None or last is None:
        return None
    if first.start > last.end and first.elided:
        first = shift_years(first, -1)
    # what has begun ends before its own end: năm 2024 (tới 20/12)
    fits = between.re is _BETWEEN or first.start < last.end < first.end
    return Period(first.start, last.end, "stated") if fits and first.start <= last.end else None
