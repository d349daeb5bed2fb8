"""Choose whose a figure is: the level or body of its clause, paragraph or heading, or the topic."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from extractor.labels import Label
from extractor.rules.indicators import Discourse
from extractor.schema import Context, Mention
from extractor.vietnamese.gazetteer import era_of
from extractor.vietnamese.levels import read_level
from extractor.vietnamese.numbers import Quantity
from extractor.vietnamese.places import resolve_agency

_ATTACHED: Final = re.compile(r"\s*(?:(?:của|ở|tại|thuộc|từ|do)\s+)?$", re.I)
#: Words after which a territory is only a place of comparison or the range of a rank.
_ASIDE: Final = re.compile(
    r"(?:so với|cao hơn|thấp hơn|phạm vi|thứ|hạng|nhất|nhì|trong|mặt bằng|trung bình|chung"
    r"|tại quyết định|báo cáo của|theo|chỉ đạo của|yêu cầu|đề nghị|giao)"
    r"(?: mức| của| chung| số| mặt bằng| bình quân)*\s*$",
    re.I,
)
_OPENING: Final = re.compile(
    r"^\W*(?:(?:riêng|trong|tính|theo|còn|về|cả|chỉ|cụ thể|cũng|kết quả|đó|tại|ở|với|đối|nhóm|"
    r"xét|chung|hiện|đến|nay|\d+|[ivx]+|[a-h])\W+){0,4}$",
    re.I,
)
#: What an authority does that reports or orders the figures of others.
_REPORTING: Final = re.compile(
    r"\s*(?:vừa |đã |cũng |sẽ |có )*(?:tổng hợp|cho biết|công bố|báo cáo|thông báo|ban hành"
    r"|chốt|yêu cầu|chỉ đạo|giao|đề nghị|thông tin|ghi nhận|phê duyệt|quyết định|đặt|đánh giá"
    r"|thống kê|văn bản)",
    re.I,
)
_CENTRE: Final = re.compile(
    r"Trung tâm(?= (?:đã|tiếp|đón|giải quyết|trả|có|nhận|phải|còn|cũng|số hóa|xử lý|được)(?!\w))"
)
#: Cities of the rank of a province; Huế since 2025.
_CITIES: Final = frozenset({"Hà Nội", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh", "Huế"})
_BRACKETS: Final = re.compile(r"[()]")
_NUMERAL: Final = re.compile(r"^[\d.,/\s]+")
WHOLE: Final = ("province", "whole_province")
_WHOLES: Final = frozenset({WHOLE, ("district", "area"), ("commune", "area")})
#: Headings this near to the start are the title (code points).
_LEAD: Final = 300
Scope = tuple[str | None, str | None]
#: The longest heading, in words.
_HEADING: Final = 26


@dataclass(frozen=True, slots=True)
class _Holder:
    """A LEVEL or AGENCY mention; `weak` ones serve a comparison, `opens` begins its sentence."""

    index: int
    start: int
    end: int
    label: Label
    opens: bool
    weak: bool
    scope: Scope


@dataclass(frozen=True, slots=True)
class Holding:
    """Whose a figure is: the mention that tells it, or the scope that the text tells otherwise."""

    level: int | None = None
    agency: int | None = None
    scope: Scope | None = None


class Holders:
    """The levels and bodies of one text, for finding the one that each figure belongs to."""

    def __init__(
        self, discourse: Discourse, mentions: tuple[Mention, ...], context: Context
    ) -> None:
        self._discourse = discourse
        self._text = discourse.text
        self._context = context
        self._era = context.era or era_of(context.published)
        self._holders = [
            self._holder(index, mention)
            for index, mention in enumerate(mentions)
            if mention.label in ("LEVEL", "AGENCY")
        ]
        self._holders = sorted([*self._holders, *self._short_names()], key=lambda h: h.start)
        self._starts = [holder.start for holder in self._holders]
        self._headings = self._find_headings()
        self._topic = self._find_topic()

    def holding_of(self, quantity: Quantity) -> Holding:
        """Return what a figure belongs to, every part None without a word of it."""
        found = self._holding(quantity.start, quantity.end)
        if quantity.unit != "unit":
            return found
        surface = _NUMERAL.sub("", self._text[quantity.start : quantity.end])
        level, scope = self._read_level(surface)
        # 64 xã, phường: a count of bodies prints its level itself
        counted = level not in (None, "national") and scope == "tier"
        return replace(found, scope=(level, scope)) if counted else found

    def _holding(self, start: int, end: int) -> Holding:
        own = self._attached(end) or self._own(start)
        found = own or self._paragraph(start) or self._heading(start) or self._topic
        if found is None:
            return Holding(scope=WHOLE if self._context.province else None)
        if found.label == "LEVEL":
            return Holding(level=found.index)
        if own is None and found.scope == WHOLE:
            # the province is the holder of a sentence that names it, of others only the level
            return self._whole(start)
        return Holding(agency=found.index)

    def _whole(self, start: int) -> Holding:
        """Return the nearest phrase before for the whole province, its bare scope without one."""
        for holder in self._back_from(start):
            if holder.label == "LEVEL" and holder.scope == WHOLE:
                return Holding(level=holder.index)
        return Holding(scope=WHOLE)

    def _back_from(self, start: int) -> Iterator[_Holder]:
        for at in range(bisect_left(self._starts, start) - 1, -1, -1):
            yield self._holders[at]

    def _holder(self, index: int, mention: Mention) -> _Holder:
        sentence = self._discourse.sentence_start(mention.start)
        head = self._text[sentence : mention.start]
        told = mention.label == "AGENCY" and _REPORTING.match(self._text, mention.end) is not None
        return _Holder(
            index,
            mention.start,
            mention.end,
            mention.label,
            opens=_OPENING.match(head) is not None,
            weak=told or _ASIDE.search(head) is not None,
            scope=self._scope(mention),
        )

    def _short_names(self) -> list[_Holder]:
        """Return `Trung tâm` alone as subject, each standing for the centre named before it."""
        centres = [h for h in self._holders if self._text.startswith("Trung tâm", h.start)]
        if not centres:
            return []
        starts = [centre.start for centre in centres]
        found = []
        for match in _CENTRE.finditer(self._text):
            at = bisect_left(starts, match.start())
            if at < len(starts) and starts[at] == match.start():
                continue
            named = centres[max(0, at - 1)]
            found.append(replace(named, start=match.start(), end=match.end(), opens=True))
        return found

    def _scope(self, mention: Mention) -> Scope:
        surface = self._text[mention.start : mention.end]
        if mention.label == "LEVEL":
            return self._read_level(surface)
        province, era = self._context.province, self._era
        agency = resolve_agency(surface, province=province, era=era)
        if agency.level == "province" and surface.lower().startswith("ubnd"):
            return WHOLE  # the authority of the province stands for all of it
        return agency.level, agency.scope

    def _read_level(self, surface: str) -> Scope:
        city = self._context.province in _CITIES
        return read_level(surface, province_is_city=city, era=self._era)

    def _attached(self, end: int) -> _Holder | None:
        """Return a level right after the figure: `15 cơ quan cấp tỉnh`, `312 hồ sơ ở cấp xã`."""
        at = bisect_left(self._starts, end)
        if at == len(self._holders) or self._holders[at].start > end + 24:
            return None
        holder = self._holders[at]
        between = self._text[end : holder.start]
        if holder.scope[0] in (None, "national") or not _ATTACHED.match(between):
            return None
        return holder

    def _own(self, start: int) -> _Holder | None:
        """Return the last level or body before a figure in its sentence, closed brackets apart."""
        sentence = self._discourse.sentence_start(start)
        for holder in self._back_from(start):
            if holder.start < sentence:
                return None
            between = self._text[holder.end : start]
            if _leaves_bracket(between):
                continue
            if not holder.weak and not self._extends(holder):
                return holder
        return None

    def _extends(self, holder: _Holder) -> bool:
        """Tell `UBND các xã trên địa bàn tỉnh`, whose level stands before."""
        at = bisect_left(self._starts, holder.start)
        if not at or holder.scope != WHOLE or holder.label != "LEVEL":
            return False
        return not self._text[self._holders[at - 1].end : holder.start].strip()

    def _paragraph(self, start: int) -> _Holder | None:
        """Return the last level or body that opens an earlier sentence of the paragraph."""
        line = self._text.rfind("\n", 0, start) + 1
        for holder in self._back_from(start):
            if holder.start < line:
                return None
            if holder.opens and not holder.weak and holder.scope[0] != "national":
                return holder
        return None

    def _find_headings(self) -> list[tuple[int, int]]:
        """Return the lines that are short and hold no figure, in order."""
        figures = [quantity.start for quantity in self._discourse.quantities]
        spans = []
        for line in re.finditer(r"[^\n]*\S[^\n]*", self._text):
            at = bisect_left(figures, line.start())
            empty = at == len(figures) or figures[at] >= line.end()
            stated = line.group().rstrip().endswith((".", ";", "...", "…", "/."))
            if empty and not stated and len(line.group().split()) <= _HEADING:
                spans.append(line.span())
        return spans

    def _heading(self, start: int) -> _Holder | None:
        """Return the level or body that the nearest heading above names."""
        at = bisect_left(self._headings, (start, start))
        return self._named_in(*self._headings[at - 1]) if at else None

    def _find_topic(self) -> _Holder | None:
        """Return what the title names, else the first phrase for the whole of something."""
        for start, end in self._headings:
            if start > _LEAD:
                break
            named = self._named_in(start, end)
            if named and (named.end - named.start) * 3 < (end - start) * 2:  # else a letterhead
                return named
        wholes = (h for h in self._holders if h.label == "LEVEL" and h.scope in _WHOLES)
        return next(wholes, None)

    def _named_in(self, start: int, end: int) -> _Holder | None:
        inside = self._holders[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        usable = [one for one in inside if not one.weak and one.scope[0] != "national"]
        return usable[-1] if usable else None


def _leaves_bracket(between: str) -> bool:
    """Tell whether a bracket that was open before `between` closes in it."""
    depth = 0
    for sign in _BRACKETS.findall(between):
        depth += 1 if sign == "(" else -1
        if depth < 0:
            return True
    return False
