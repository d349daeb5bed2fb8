"""What a page has told of its periods so far: the freshest month, the day of its data, its week."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import Final

from extractor.vietnamese.period import Period, months_of
from extractor.vietnamese.periods import find_periods, read_period

#: Days by which the data may be older than the page that tells them.
_LAG: Final = 15
#: Days after which a page no longer adds up to the end of the month that it is about.
_MONTH: Final = 30
#: Periods told before that one may lean on: all those of a bulletin, so that a long text costs no
#: more for each.
_TOLD: Final = 50
#: Days after whose end a month, quarter or year told is not what a bare unit means.
_STALE: Final = {"tuần": 21, "tháng": 45, "quý": 135, "nửa năm": 180, "năm": 380}
_DAYS: Final = {
    "tuần": (5, 8), "tháng": (27, 32), "quý": (88, 93), "nửa năm": (172, 185), "năm": (360, 367)
}  # fmt: skip
#: Days of a month that has begun, from which on it is one.
_BEGUN: Final = 20
#: A day printed in words about what began on it, and how far back it may stand.
_PRINTED: Final = re.compile(
    r"(?<!\w)(?:ngày|từ|hôm|sáng|chiều)\s+(\d{1,2})[/.-](\d{1,2})(?:[/.-]((?:19|20)\d\d))?(?![\d%]|[.,]\d)",
    re.I,
)
_NEAR: Final = 300
_DATE: Final = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?!\d)")
#: Characters of a page in which it says what it is about, before any figure.
_HEAD: Final = 1200
_SENTENCE_END: Final = re.compile(r"[.!?](?=\s)|\n")
_CLAUSE_END: Final = re.compile(r"[.!?](?=\s)|[;\n]")
#: The day of a document, or one up to which something is counted: nothing began on it.
_NO_START: Final = re.compile(
    r"(?<!\w)(?:(?:đến|tới|trước)"
    r"(?:\s+(?:hết|cuối|ngày|sáng|chiều|tối|thời\s+điểm|\d{1,2}\s*(?:giờ|h)\d{0,2}))*\s+"
    r"|(?:số\s+\d+/\S+|(?:công\s+văn|văn\s+bản|(?:quyết|nghị)\s+định|kế\s+hoạch|nghị\s+quyết"
    r"|báo\s+cáo|thông\s+báo|chỉ\s+thị|tờ\s+trình|kết\s+luận)"
    r"(?:\s+(?!(?:khai|mở|hoạt|vận|ra|đi|triển|áp|có|bắt)\b)[^\s.,;:]+){0,4}),?\s+ngày\s+)$",
    re.I,
)
#: The lengths that reports are written about, in days.
_LONG: Final = 50
_REPORTED: Final = ((5, 8), (27, 32), (88, 93), (180, 185), (272, 275), (360, 367))


@dataclass(frozen=True, slots=True)
class Told:
    """The periods told before a mention, in order, the day of publication, and where it stands."""

    found: dict[int, Period]
    published: date | None
    text: str = ""
    start: int = 0
    #: Where the last mention that was told ends.
    last: int = 0

    def ahead(self, length: int) -> tuple[int, int]:
        """Return where the text ahead of the mention begins and ends, `length` characters of it."""
        return max(0, self.start - length), self.start

    def lately(self) -> list[Period]:
        """Return the periods told last, the last first."""
        return list(islice(reversed(self.found.values()), _TOLD))

    def spans(self) -> list[Period]:
        """Return those of them that have a length of their own, the last first."""
        return [p for p in self.lately() if not p.reference and p.basis != "as_of"]

    def freshest(self, unit: str) -> Period | None:
        """Return the freshest period told before that a bare unit can mean."""
        told = [p for p in self.spans() if _is_a(p, unit)]
        if unit in _DAYS:
            found = [p for p in told if self._is_over(p)] or told
        else:
            past = self._past([p for p in told if not p.apart] or told)
            found = [p for p in past if _is_reported(p) and p.end != self.published] or past
        freshest = max(reversed(found), key=self._freshness, default=None)
        return None if freshest and self._is_stale(freshest, unit) else freshest

    def all_of(self, unit: str) -> list[Period]:
        """Return every period of that length that is over, once."""
        return list(dict.fromkeys(p for p in self.past() if _is_a(p, unit)))

    def begun(self) -> Period | None:
        """Return the month of which the first days were told, if none that is told is fresher."""
        newest = max(self.past(), key=lambda period: period.end, default=None)
        if newest is None or newest.start.day != 1 or days_of(newest) >= _BEGUN:
            return None
        return months_of(newest.end.year, newest.end.month, newest.end.month)

    def like(self, fits: Callable[[int], bool]) -> Period | None:
        """Return the freshest period told whose number of days fits."""
        fitting = [p for p in self._past(self.spans()) if fits(days_of(p))]
        own = [p for p in fitting if not p.apart] or fitting
        return max(own, key=lambda p: p.end, default=None)

    def current(self, unit: str) -> Period | None:
        """Return the month, quarter or year that a page tells of: the last one soon after it."""
        if self.published is None or unit not in ("tháng", "quý", "năm"):
            return None
        day = self.published - timedelta(days={"tháng": 15, "quý": 45, "năm": 75}[unit])
        first, last = {
            "tháng": (day.month, day.month),
            "quý": (day.month - (day.month - 1) % 3, day.month - (day.month - 1) % 3 + 2),
            "năm": (1, 12),
        }[unit]
        return months_of(day.year, first, last)

    def data_day(self) -> date | None:
        """Return the last day of data printed before, if as fresh as the page, else its own."""
        if self.published is None:
            return None
        begun = {p.start for p in self.spans()}
        told = (
            p.end
            for p in self.lately()
            if p.basis == "as_of" and not p.aside and p.end not in begun
        )
        fresh = (day for day in told if 0 < (self.published - day).days <= _LAG)
        return next(fresh, self.published)

    def printed_day(self) -> date | None:
        """Return the last day printed shortly before, mention or not."""
        text, least = self.text, max(0, self.start - _NEAR)
        near = _PRINTED.finditer(text, least, self.start)
        starts = (match for match in near if not _NO_START.search(text, least, match.start(1)))
        days = [day for match in starts if (day := _day_of(match, self.published))]
        return days[-1] if days else None

    def up_to_data(self, days: int) -> Period | None:
        """Return the last days that have data."""
        day = self.data_day()
        return Period(day - timedelta(days=days - 1), day, "stated") if day else None

    def closing(self) -> date | None:
        """Return the last day of the freshest month, quarter or year told, else of the data."""
        published, own, day = self.published, self.freshest("kỳ"), self.data_day()
        if day != published or published is None or own is None:
            return day
        return own.end if 0 <= (published - own.end).days <= _MONTH else day

    def of_its_own(self, told: list[Period]) -> list[Period]:
        """Leave out what is told beside the page's own periods, unless in this very sentence."""
        near = self.start - self.last < _NEAR
        if near and not _SENTENCE_END.search(self.text, self.last, self.start):
            return told
        return [p for p in told if not p.apart] or told

    def is_beside(self, period: Period) -> bool:
        """Tell whether a period is the last one told, in this very clause."""
        near = self.start - self.last < _NEAR
        return (
            near
            and next(iter(self.lately()), None) == period
            and not _CLAUSE_END.search(self.text, self.last, self.start)
        )

    def headed(self, least: int = 0) -> Period | None:
        """Return the period in the head of the page, though no figure is told of it there.

        With `least`, one of so many days, which may not be over yet.
        """
        return _read_head(self.text[:_HEAD], self.published, least)

    def day_of_head(self) -> date | None:
        """Return the first day shortly before the page's own that its head prints with its year."""
        days = (_day_of(match, None) for match in _DATE.finditer(self.text[:_HEAD]))
        day, last = next((day for day in days if day), None), self.published
        return day if day and last and 0 <= (last - day).days <= _LAG else None

    def past(self) -> list[Period]:
        """Return the periods with a length of their own that are over, the last first."""
        return self._past(self.spans())

    def running(self) -> list[Period]:
        """Return those and the ones about to end: a quarter told of in its last weeks."""
        published = self.published
        if published is None:
            return self.past()
        # a quarter in its last weeks runs, a month that has just begun is only planned for
        begun = (
            p for p in self.spans() if (p.end - published).days <= min(_MONTH, days_of(p) // 4)
        )
        return list(begun) or self.past()

    def _past(self, told: list[Period]) -> list[Period]:
        published = self.published
        return [p for p in told if published is None or p.end <= published] or told

    def _freshness(self, period: Period) -> tuple[int, int, bool, date]:
        """Order periods by the month of their end; those stated by days before the calendar's."""
        end = period.end
        over = self.published is None or end <= self.published
        return end.year, end.month, over, end

    def _is_over(self, period: Period) -> bool:
        """Tell whether a page may tell of a period as over: a year from December on."""
        published = self.published
        return published is None or (period.end - published).days <= days_of(period) // 12

    def _is_stale(self, period: Period, unit: str) -> bool:
        if self.published is None:
            return False
        return (self.published - period.end).days > _STALE.get(unit, 10_000)


@lru_cache(maxsize=64)
def _read_head(head: str, published: date | None, least: int) -> Period | None:
    """Read the days in the head of a page, else its first months, quarter or year."""
    named = (read_period(head[start:end], published=published) for start, end in find_periods(head))
    found = [
        p
        for p in named
        if p
        and not p.reference
        and p.basis != "as_of"
        and days_of(p) >= least
        and (least or not published or p.end <= published)
    ]
    days = (p for p in found if p.basis == "stated" and days_of(p) >= _BEGUN)
    return next(days, next(iter(found), None))


def _day_of(match: re.Match[str], published: date | None) -> date | None:
    """Read a printed day; one without its year lies behind the page."""
    number, month = int(match[1]), int(match[2])
    try:
        if match[3]:
            return date(int(match[3]), month, number)
        if published is None:
            return None
        behind = (month, number) <= (published.month, published.day)
        return date(published.year - (not behind), month, number)
    except ValueError:  # 31/6: no calendar has it
        return None


def days_of(period: Period) -> int:
    """Count the days of a period."""
    return (period.end - period.start).days + 1


def _is_a(period: Period, unit: str) -> bool:
    least, most = _DAYS.get(unit, (2, 10_000))
    if unit == "tháng" and period.start.day == 1 and period.basis == "stated":
        least = _BEGUN  # of which the data have the first days
    return least <= days_of(period) <= most


def _is_reported(period: Period) -> bool:
    """Tell whether a period is as long as those that reports are written about."""
    if period.start.day == 1 and period.start.month in (1, 7) and days_of(period) > _LONG:
        return True
    return any(least <= days_of(period) <= most for least, most in _REPORTED)
