"""Complete the words of a PERIOD mention by those around it that it may have left out."""

from __future__ import annotations

import re
from typing import Final

from extractor.schema import Mention
from extractor.vietnamese.lexicon import lower
from extractor.vietnamese.period_forms import NUMBER_WORDS

#: The words that a mention may have left out: `bốn tháng` qua.
_AFTER: Final = re.compile(r"\s+(?:qua|tới|vừa\s+qua)(?!\w)", re.I)
#: `cộng dồn` từ đầu năm.
_BEFORE: Final = re.compile(r"(?<!\w)(?:lũy\s+kế|luỹ\s+kế|cộng(?:\s+dồn)?|gộp)\s+$", re.I)
#: cùng kỳ `năm 2023`.
_SAME: Final = re.compile(r"(?<!\w)cùng\s+(?:kỳ|thời\s+gian)\s+(?:của\s+)?$", re.I)
#: năm ngoái, `cùng thời gian`.
_YEAR_BEFORE: Final = re.compile(r"(?<!\w)năm\s+(?:ngoái|trước),?\s+(?:cũng\s+)?$", re.I)
_SAME_TIME: Final = re.compile(
    r"cùng\s+(?:kỳ|quãng|khoảng|thời\s+(?:gian|điểm))(?:\s+(?:này|ấy|đó))?", re.I
)
#: cùng thời gian ấy của `tháng trước`.
_SAME_DAYS: Final = re.compile(
    r"(?<!\w)cùng\s+(?:(?:kỳ|ngày|quãng|khoảng)|(?:khoảng\s+)?thời\s+(?:gian|điểm))"
    r"(?:\s+(?:này|ấy|đó))?\s+(?:của\s+)?$",
    re.I,
)
_OF_MONTH: Final = re.compile(r"tháng\s+(?:trước|\d{1,2})", re.I)
_OF_YEAR: Final = re.compile(r"(?:năm\s+)?(?:19|20)\d\d|năm\s+(?:trước|ngoái)", re.I)
#: quý `4/2025`; `6 tháng đầu năm` has its own.
_UNIT: Final = re.compile(r"(?<!\w)(?:tháng|quý|năm)\s+$", re.I)
_OF_UNIT: Final = re.compile(
    r"(?:\d{1,2}(?:\s*[-–,+&]\s*|\s+(?:và|đến|tới)\s+)(?:(?:tháng|quý)\s+)?)?"
    r"\d{1,2}(?:/|\s+năm\s+)\d{4}|\d{4}|\d{1,2}$",
    re.I,
)
#: `đến nay` (số liệu ngày 15/12).
_NOW: Final = re.compile(r"(?<!\w)(?:(?:đến|tới)\s+nay|hiện(?:\s+(?:nay|tại))?)$", re.I)
_OF_DATA: Final = re.compile(
    r"\s*\((?:(?:số\s+liệu|tính|cập\s+nhật|chốt(?:\s+sổ)?|lấy|đến|tới|hết|ngày)\s+){1,4}"
    r"(\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?)\)",
    re.I,
)
_AT_CLOSING: Final = re.compile(r"\s*\((?:lúc|khi|thời\s+điểm)\s+chốt(?:\s+\w+){0,2}\)", re.I)
#: kể từ ngày 1/7 … nhận 9 hồ sơ `đến hết ngày 31/8`.
_FAR: Final = 120
_UNTIL: Final = re.compile(
    r"(?:cho\s+)?(?:đến|tới)\s+(?:hết\s+)?(?:ngày\s+)?\d{1,2}[/.-]\d{1,2}", re.I
)
_START: Final = re.compile(
    r"(?<!\w)(kể\s+từ\s+(?:ngày\s+)?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?)(?!\d)"
    r"(?:[^.;\n]|\.(?=\d))*$",
    re.I,
)
#: bốn tháng (`7 - 10/2025`).
_OF_MONTHS: Final = re.compile(r"(?:0?[1-9]|1[0-2])\s*[-–]\s*(?:0?[1-9]|1[0-2])/(?:19|20)\d\d")
#: từ `đầu năm đến nay`.
_CUT: Final = re.compile(
    r"(?:đầu\s+(?:năm|tháng|quý)(?:\s+(?:[\d/]+|(?:iv|i{1,3})(?:/\d{4})?))?"
    r"|\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|tháng\s+[\d/]+)"
    r"\s+(?:cho\s+)?(?:đến|tới)\s+(?:hết\s+)?(?:nay|(?:ngày\s+)?\d{1,2}[/.-])"
    r"|ngày\s+\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?\s+(?:đến|tới)\s+(?:hết|cuối)\s+(?:tháng|quý|năm)",
    re.I,
)
#: 20 ngày của `tháng 8`.
_DAYS_OF: Final = re.compile(rf"(?<![\w.,])(\d{{1,2}}|{NUMBER_WORDS})\s+ngày\s+của\s+$", re.I)
#: kỳ này `năm ngoái`, `quãng ấy năm trước`, `năm ngoái` cùng kỳ.
_BEFORE_IT: Final = r"năm\s+(?:trước|ngoái)"
_THAT_TIME: Final = (
    r"(?:(?:khoảng|quãng)\s+thời\s+gian|thời\s+gian|quãng|khoảng|kỳ|đợt|dịp)\s+(?:này|ấy|đó)"
)
_LAST_YEAR: Final = re.compile(_BEFORE_IT, re.I)
_OPENED_BY_TIME: Final = re.compile(rf"(?<!\w){_THAT_TIME}\s+(?:của\s+)?$", re.I)
_CLOSED_BY_TIME: Final = re.compile(r",?\s+(?:cũng\s+)?cùng\s+(?:kỳ|quãng|thời\s+gian)(?!\w)", re.I)
_THIS_UNIT: Final = re.compile(r"(?<!\w)(?:tháng|quý|ngày)\s+(?:này|ấy|đó)\s+$", re.I)
_THAT_TIME_BEFORE: Final = re.compile(
    rf"(?:(?:đúng|cũng|vào)\s+)*{_THAT_TIME}\s+(?:của\s+)?{_BEFORE_IT}"
    rf"|{_BEFORE_IT},?\s+cũng\s+(?:{_THAT_TIME}|(?:\d{{1,2}}|{NUMBER_WORDS})\s+tháng\s+(?:này|ấy|đó))",
    re.I,
)
#: bão tháng 9: `tháng ấy`.
_THAT_MONTH: Final = re.compile(r"(?:riêng\s+|cũng\s+)?tháng\s+(?:này|ấy|đó)", re.I)
_LAST_MONTH: Final = re.compile(
    r"(?<!\w)(tháng\s+\d{1,2}(?:(?:/|\s+năm\s+)\d{4})?)(?![/\d])"
    r"(?:(?!(?<!\w)tháng\s+\d)[^.;\n])*$",
    re.I,
)
#: What a period right after is only measured against.
COMPARING: Final = re.compile(
    r"(?<!\w)(?:so(?:\s+với)?|hơn|gấp(?:\s+[\d,.]+\s+lần)?)(?:\s+(?:trong|của|hồi))?\s+$", re.I
)
#: tháng 8 (tính hết ngày 28).
_MONTH_NAMED: Final = re.compile(r"tháng\s+\d{1,2}(?:(?:/|\s+năm\s+)\d{4})?", re.I)
_TO_ITS_DAY: Final = re.compile(
    r"\s*\((?:mới\s+|chỉ\s+)?(?:tính\s+)?(?:(?:đến|tới)\s+hết|đến|tới|hết)\s+(?:ngày\s+)?(\d{1,2})\)",
    re.I,
)
_FROM: Final = re.compile(r"(?:kể\s+)?từ\s", re.I)
_LONGEST: Final = 12
_OPENING: Final = 32
_NEAR: Final = 64


def full_surface(text: str, mention: Mention) -> str:
    """Return the words of a mention with those that it may have left out."""
    words = _with_following(text, mention, text[mention.start : mention.end])
    words = _meant_by(text, mention, words)
    if _OF_MONTHS.fullmatch(words):
        words = f"tháng {words}"
    if _CUT.match(words):
        words = f"từ {words}"
    return lower(" ".join(_with_opening(text, mention, words).split()))


def _with_following(text: str, mention: Mention, words: str) -> str:
    """Add what follows a mention, and the unit that stands ahead of a bare number."""
    if after := _AFTER.match(text, mention.end):
        words += after[0]
    if _OF_UNIT.match(words) and (
        unit := _UNIT.search(text, max(0, mention.start - 6), mention.start)
    ):
        words = unit[0] + words
    if _NOW.search(words) and (day := _OF_DATA.match(text, mention.end)):
        words = f"{_NOW.sub('', words)}đến ngày {day[1]}"
    if _NOW.fullmatch(words) and _AT_CLOSING.match(text, mention.end):
        words = "lúc chốt số"
    if _MONTH_NAMED.fullmatch(words) and (day := _TO_ITS_DAY.match(text, mention.end)):
        words = f"{words} (đến hết ngày {day[1]})"
    return words


def _meant_by(text: str, mention: Mention, words: str) -> str:
    """Write out what the words ahead make of a mention: 20 ngày của `tháng 8`, kỳ này `năm trước`.

    `tháng ấy` is the month printed shortly before in its sentence.
    """
    ahead = max(0, mention.start - _OPENING), mention.start
    if _MONTH_NAMED.fullmatch(words) and (days := _DAYS_OF.search(text, *ahead)):
        return f"{days[1]} ngày đầu {words}"
    if _LAST_YEAR.fullmatch(words) and (unit := _THIS_UNIT.search(text, *ahead)):
        return f"{unit[0]}{words}"
    if _is_time_of_last_year(text, mention, words):
        return "cùng kỳ năm trước"
    near = ahead if words.endswith("này") else (max(0, mention.start - _NEAR), mention.start)
    month = _LAST_MONTH.search(text, *near) if _THAT_MONTH.fullmatch(words) else None
    if month is None:
        return words
    aside = words.endswith("này") and COMPARING.search(text, ahead[0], month.start())
    return words if aside else month[1]


def _with_opening(text: str, mention: Mention, words: str) -> str:
    """Put the words that open a period ahead of a mention that leaves them out."""
    if _UNTIL.match(words) and (
        start := _START.search(text, max(0, mention.start - _FAR), mention.start)
    ):
        words = f"{start[1]} {words}"
    before = _BEFORE.search(text, max(0, mention.start - _LONGEST), mention.start)
    if before and _FROM.match(words):
        words = before[0] + words
    if _OF_YEAR.fullmatch(words) and (
        same := _SAME.search(text, max(0, mention.start - _LONGEST), mention.start)
    ):
        words = same[0] + words
    for named, opening in ((_SAME_TIME, _YEAR_BEFORE), (_OF_MONTH, _SAME_DAYS)):
        if named.fullmatch(words) and (
            opened := opening.search(text, max(0, mention.start - _OPENING), mention.start)
        ):
            words = opened[0] + words
    return words


def _is_time_of_last_year(text: str, mention: Mention, words: str) -> bool:
    """Tell whether `năm ngoái` is said of the time that is told: kỳ này năm ngoái."""
    if _THAT_TIME_BEFORE.fullmatch(words):
        return True
    opening = max(0, mention.start - _OPENING)
    return _LAST_YEAR.fullmatch(words) is not None and (
        _OPENED_BY_TIME.search(text, opening, mention.start) is not None
        or _CLOSED_BY_TIME.match(text, mention.end) is not None
    )
