"""Find words that may name a period, level or body: `của tỉnh`, `cả quý`, `Bác Ái`.

Too weak to be taken for mentions, they are candidates among which the linker chooses: gold links
of the training bulletins whose target no candidate covers fell from 8 % to 3 %.
"""

from __future__ import annotations

import re
from array import array
from functools import lru_cache
from itertools import chain, takewhile
from typing import Final

from extractor.labels import Label
from extractor.vietnamese.gazetteer import names_in, province_codes
from extractor.vietnamese.lexicon import lower
from extractor.vietnamese.period_forms import NUMBER_WORDS

Maybe = tuple[Label, int, int]

_S = r"\s+"
_DATE = r"(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])(?:[/.-](?:19|20)\d\d)?(?![\d/]|[.,]\d)"
_COUNT = rf"(?:\d{{1,2}}|{NUMBER_WORDS}|một|nửa)"
_UNIT = r"(?:tuần|tháng|quý|năm|kỳ)"
_PERIOD: Final = re.compile(
    rf"(?<![\w/.,-])(?:"
    rf"(?:(?:đến|tới|tại|vào|trước|sau|hồi|từ|sáng|chiều|trưa|tối|ngày|mốc|thời{_S}điểm){_S})*"
    rf"{_DATE}(?:\s*[-–]\s*(?:ngày{_S})?{_DATE}|{_S}(?:đến|tới){_S}(?:hết{_S})?(?:ngày{_S})?{_DATE})?"
    rf"|(?:trong|cả|cùng|riêng|cũng{_S}trong|của|một){_S}{_UNIT}(?:{_S}(?:này|đó|ấy|qua))?(?!\w)"
    rf"|{_COUNT}{_S}(?:tháng|tuần|ngày|quý|năm)(?:{_S}(?:đầu|cuối|qua|tới|gần{_S}đây|trước{_S}đó))?"
    rf"(?:{_S}tiên)?(?!\w)"
    rf"|{_UNIT}{_S}(?:đầu(?:{_S}tiên)?|cuối|này|qua|rồi|trước|sau|tới|ấy|đó|kế{_S}tiếp)(?!\w)"
    rf"|tháng{_S}(?:giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|chạp)(?!\w)"
    rf"|(?:đến|tới){_S}(?:hôm|sáng|chiều|trưa){_S}nay|hôm{_S}nay|lúc{_S}này|bây{_S}giờ|hiện(?!\w)"
    rf"|(?:đến|tới|tại){_S}(?:thời{_S}điểm|mốc)(?:{_S}(?:ấy|đó|này|trên|chốt{_S}số{_S}liệu|báo{_S}cáo))?"
    rf"|(?:tháng|quý|năm){_S}vừa{_S}(?:qua|rồi)(?!\w)|(?:0[1-9]|1[0-2])/20[12]\d(?!\d)"
    rf"|quý(?!\w)|20[12]\d(?![\d/.,-])"
    rf")"
)
_LEVEL: Final = re.compile(
    rf"(?<!\w)(?:"
    rf"(?:(?:cả|toàn|mỗi){_S})?(?:khối|nhóm|tuyến|hệ{_S}thống|ngành|bên|dưới|trên|phía)"
    rf"{_S}(?:này|(?:các{_S})?(?:cơ{_S}quan|địa{_S}phương|tỉnh|huyện|xã|phường|sở|ngành|đặc{_S}khu|bộ)"
    rf"(?:(?:,|{_S}và|{_S}-){_S}?(?:ban|ngành|xã|phường|thị{_S}trấn|đặc{_S}khu|huyện))*)"
    rf"|(?:cả|toàn){_S}(?:khối|nhóm|tuyến|hệ{_S}thống|ngành)"
    rf"|(?:các{_S})?(?:cơ{_S}quan|đơn{_S}vị|sở|ngành)(?:,\s*(?:cơ{_S}quan|ban|ngành|đơn{_S}vị))*"
    rf"(?:,\s*|{_S}và{_S})địa{_S}phương"
    rf"|các{_S}địa{_S}phương|tỉnh,{_S}thành{_S}phố"
    rf"|cấp{_S}(?:tỉnh|huyện|xã|này|trên|dưới)(?:{_S}mới)?"
    rf")(?!\w)"
)
_HEADS: Final = re.compile(r"(?:địa bàn|cấp|các|toàn|ubnd|hđnd|chủ tịch|ủy|bí thư|\d)\s+$", re.I)
_BODY: Final = re.compile(
    rf"(?<!\w)(?:(?:Trung|TRUNG|trung){_S}(?i:tâm)"
    rf"(?:{_S}(?i:phục{_S}vụ{_S}hành{_S}chính{_S}công|hành{_S}chính{_S}công|hcc|pvhcc))?"
    rf"(?:{_S}(?i:cấp{_S})?(?i:tỉnh|huyện|xã|phường|thành{_S}phố|đặc{_S}khu)(?!{_S}[A-ZĐ]))?"
    rf"|TTPVHCC|Sở|Cục|Phường|Xã|Huyện|Quận|Đặc{_S}khu|UBND{_S}(?i:tỉnh|huyện|xã|phường|thị{_S}xã|thành{_S}phố)"
    rf"|(?i:tổng{_S}đài|cổng|đường{_S}dây{_S}nóng){_S}\d{{3,8}}"
    rf"|Văn{_S}phòng{_S}(?i:đăng{_S}ký(?:{_S}đất{_S}đai)?))(?!\w)"
)
_WORDS: Final = re.compile(r"\w+(?:['’]\w+)*")
#: Words that the longest name of a place has.
_LONGEST: Final = 4


def find_maybes(text: str, *, province: str | None) -> list[Maybe]:
    """Find what may be a period, level or body; half-open spans that may overlap each other.

    `province` is the document's own: bare names of its districts and communes are bodies.
    """
    lowered = lower(text)
    found: list[Maybe] = [("PERIOD", *match.span()) for match in _PERIOD.finditer(lowered)]
    for match in _LEVEL.finditer(lowered):
        head = lowered[max(0, match.start() - 12) : match.start()]
        follow = text[match.end() : match.end() + 2]
        if not _HEADS.search(head) and not (follow[:1].isspace() and follow[1:].isupper()):
            found.append(("LEVEL", *match.span()))
    found += [("AGENCY", *match.span()) for match in _BODY.finditer(text)]
    found += [("AGENCY", start, end) for start, end in _named_places(text, province)]
    return found


def _named_places(text: str, province: str | None) -> list[tuple[int, int]]:
    """Find bare names of provinces, and of the districts and communes of one province."""
    names = names_in(province_codes(province) if province else frozenset())
    openings = _openings(names)
    # starts and ends by turns: as pairs they took 28 MB more of a text of 1 MB
    places = array("q", chain.from_iterable(map(re.Match.span, _WORDS.finditer(text))))
    found, at = [], 0
    while at < len(places):
        length, start = 0, places[at]
        # four of five words in capitals open no name
        if not text[start].islower() and lower(text[start : places[at + 1]]) in openings:
            length = _words_of_name(text, places[at : at + 2 * _LONGEST], names)
        if length:
            found.append((start, places[at + 2 * length - 1]))
        at += 2 * (length or 1)
    return found


@lru_cache(maxsize=64)
def _openings(names: frozenset[str]) -> frozenset[str]:
    """Collect the first words of names."""
    return frozenset(word[0] for name in names if (word := _WORDS.match(name)))


def _words_of_name(text: str, places: array[int], names: frozenset[str]) -> int:
    """Count the words of the longest name that opens with the first word; 0 for none.

    Each begins with a capital or is a number: Phường 1.
    """
    capitals = takewhile(lambda start: not text[start].islower(), places[::2])
    ends = [end for end, _ in zip(places[1::2], capitals, strict=False)]
    known = (n for n in range(len(ends), 0, -1) if lower(text[places[0] : ends[n - 1]]) in names)
    return next(known, 0)
