"""Choose the period of a figure: its own clause, its sentence, its paragraph, then the topic."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from extractor.rules.indicators import Discourse
from extractor.schema import Mention
from extractor.vietnamese.numbers import Quantity
from extractor.vietnamese.periods import Period, read_period

#: Lends a year to `tháng 9` where only the kind of period is asked for, never its dates.
_SOME_YEAR: Final = Period(date(2024, 1, 1), date(2024, 12, 31), "nominal")
_EARLIER: Final = re.compile(r"cùng kỳ|cùng thời|trước|ngoái|liền kề|năm qua", re.I)
_COMPARING: Final = re.compile(
    r"(?:so với|cao hơn|thấp hơn|nhiều hơn|ít hơn|hơn|bằng|như|kém|của cả|lần)"
    r"(?: với)?(?: các| cả| của| mức| số| con số| trung bình| thời điểm| chỉ số| kết quả)*\s*$",
    re.I,
)
_COMPARED: Final = re.compile(r"so với|cùng kỳ", re.I)
_TRAILING: Final = re.compile(r"[\s(]*(?:(?:trong|vào|ở|của|tại|cho|từ)\s+)*$", re.I)
_OPENING: Final = re.compile(
    r"^\W*(?:(?:riêng|trong|tính|theo|còn|về|cả|chỉ|như vậy|cụ thể|cũng|kết quả|báo cáo|"
    r"đó|trước đó|sang|bước)\W+)*$",
    re.I,
)
_BRACKET: Final = re.compile(r"\s*[(,-]\s*(?:(?:tính|số liệu|kỳ báo cáo|báo cáo)\s*:?\s*)*$", re.I)
_HELD: Final = re.compile(r"\s*\(\s*(?:là |đạt |chỉ |mới )?$", re.I)
#: What says that the figures of the whole text were counted from one day to another.
_COUNTED: Final = re.compile(
    r"(?:(?:số liệu|dữ liệu|kỳ báo cáo|con số)[^.;\n]{0,16}|tính)\s*:?\s*$", re.I
)
_TODAY: Final = re.compile(r"nay|hiện|tính đến|tới|đến", re.I)
_NOW: Final = re.compile(r"(?<!\w)(?:đang|hiện)(?!\w)", re.I)
#: Codes of what exists at a day rather than happens over an interval.
_STOCKS: Final = ("procedures_", "services_", "one_stop_")
#: A report may come out so long before its nominal period ends; a plan spans more than a year.
_LATE: Final = timedelta(days=20)
_LONGEST: Final = timedelta(days=370)

Kind = Literal["interval", "day", "earlier"]


@dataclass(frozen=True, slots=True)
class _Time:
    """A PERIOD mention: its index, its place, what it can hold, and its dates but for the year."""

    index: int
    start: int
    end: int
    kind: Kind
    opens: bool
    alone: bool
    period: Period | None


class Times:
    """The periods of one text, for finding the one that each figure is about."""

    def __init__(
        self, discourse: Discourse, mentions: tuple[Mention, ...], published: date | None
    ) -> None:
        self._discourse = discourse
        self._published = published
        self._times: list[_Time] = []
        for index, mention in enumerate(mentions):
            if mention.label == "PERIOD":
                self._times.append(self._time(index, mention, published))
        self._starts = [time.start for time in self._times]
        self._days = [t for t in self._times if t.kind == "day" and _TODAY.match(self._surface(t))]
        self._alike: dict[tuple[Period | None, Kind], list[_Time]] = {}
        for time in self._times:
            self._alike.setdefault((time.period, time.kind), []).append(time)
        self._topic, self._named = self._find_topic()

    def period_of(self, quantity: Quantity, code: str) -> int | None:
        """Return the index of the PERIOD mention that a figure is about, None without one."""
        start, stock = quantity.start, code.startswith(_STOCKS)
        found = self._own(start, quantity.end) or self._paragraph(start, stock=stock)
        if found is None and (stock or self._stands_now(start, code)):
            found = _last_before(self._days, start)
        if found is not None and found.period is not None and found.period == self._named:
            found = self._topic
        found = found or self._topic or _last_before(self._times, start) or self._first()
        return self._nearest(start, found).index if found else None

    def _nearest(self, start: int, found: _Time) -> _Time:
        """Return the last mention before that says the same as `found`, else `found`."""
        if found.period is None:
            return found
        return _last_before(self._alike[found.period, found.kind], start) or found

    def _stands_now(self, start: int, code: str) -> bool:
        """Tell whether a rank is said to be held at present: `tỉnh đang xếp thứ 17/63`."""
        head = self._discourse.text[self._discourse.sentence_start(start) : start]
        return code.endswith("_rank") and _NOW.search(head) is not None

    def _own(self, start: int, end: int) -> _Time | None:
        """Return the period of the figure's own sentence."""
        trailing = self._trailing(end)
        if trailing is not None:
            return trailing
        text, sentence = self._discourse.text, self._discourse.sentence_start(start)
        last = _last_before(self._times, start)
        if last and _HELD.match(text[last.end : start]):
            return last
        inside = self._between(sentence, start)
        return next((t for t in reversed(inside) if t.kind != "earlier" or t.alone), None)

    def _between(self, low: int, high: int) -> list[_Time]:
        """Return the periods that begin between two offsets, in order."""
        return self._times[bisect_left(self._starts, low) : bisect_left(self._starts, high)]

    def _paragraph(self, start: int, *, stock: bool) -> _Time | None:
        """Return the last period that opens a sentence of the paragraph."""
        line = self._discourse.text.rfind("\n", 0, start) + 1
        for time in reversed(self._between(line, start)):
            if time.opens and (time.kind == "interval" or (time.kind == "day" and stock)):
                return time
        return None

    def _surface(self, time: _Time) -> str:
        return self._discourse.text[time.start : time.end]

    def compared_with(self, end: int) -> int | None:
        """Return the index of the first PERIOD after a figure that it is compared with."""
        times = self._between(end, self._discourse.sentence_end(end))
        if not times:
            return None
        verb = _COMPARED.search(self._discourse.text, end, times[-1].end)
        return next((t.index for t in times if verb and verb.end() <= t.end), None)

    def _time(self, index: int, mention: Mention, published: date | None) -> _Time:
        text = self._discourse.text
        surface = text[mention.start : mention.end]
        period = read_period(surface, published=published) if published else None
        period = period or read_period(surface, anchor=_SOME_YEAR, published=_SOME_YEAR.end)
        sentence = self._discourse.sentence_start(mention.start)
        head = text[max(sentence, mention.start - 40) : mention.start]
        kind: Kind = "interval"
        if _EARLIER.search(surface) or _COMPARING.search(head):
            kind = "earlier"
        elif period is None or period.basis == "as_of":
            kind = "day"
        opens = _OPENING.match(text[sentence : mention.start]) is not None
        if self._times and _BRACKET.match(text[self._times[-1].end : mention.start]):
            opens = opens or self._times[-1].opens  # Tháng 10 (từ ngày 21/9 đến ngày 20/10)
        alone = opens and not _COMPARING.search(head)
        return _Time(index, mention.start, mention.end, kind, opens, alone, period)

    def _trailing(self, end: int) -> _Time | None:
        """Return a PERIOD right after the figure: `18,9% trong tháng 9`."""
        at = bisect_left(self._starts, end)
        if at == len(self._times):
            return None
        time = self._times[at]
        between = self._discourse.text[end : time.start]
        near = len(between) < 12 and between.strip() and _TRAILING.match(between)
        return time if near else None

    def _find_topic(self) -> tuple[_Time | None, Period | None]:
        """Return the reporting period, the first interval, and the name that its dates restate."""
        intervals = [time for time in self._times if time.kind == "interval"]
        intervals = [time for time in intervals if self._is_over(time)] or intervals
        if not intervals:
            return None, None
        first = intervals[0]
        for time in intervals[1:]:
            if time.period is None or time.period.basis != "stated":
                continue
            if first.period is not None and _restates(time.period, first.period):
                return time, first.period
            if _COUNTED.search(self._discourse.text, max(0, time.start - 32), time.start):
                return time, None
        return first, None

    def _is_over(self, time: _Time) -> bool:
        """Tell whether a period lies within two years and was over when the text was published."""
        if time.period is None:
            return False
        length = time.period.end - time.period.start
        over = self._published is None or time.period.end - self._published <= _LATE
        return over and length <= _LONGEST

    def _first(self) -> _Time | None:
        usable = [time for time in self._times if time.kind != "earlier"] or self._times
        return usable[0] if usable else None


def _last_before(times: list[_Time], start: int) -> _Time | None:
    """Return the last of some periods that begins before an offset."""
    at = bisect_left(times, start, key=lambda time: time.start)
    return times[at - 1] if at else None


def _restates(stated: Period, named: Period) -> bool:
    """Tell whether a from-to prints the dates of a named month or quarter, cut off a little off."""
    shared = min(stated.end, named.end) - max(stated.start, named.start)
    length = (named.end - named.start).days + 1
    close = abs((stated.end - stated.start).days + 1 - length) <= max(4, length // 8)
    return close and shared.days + 1 >= length // 3
