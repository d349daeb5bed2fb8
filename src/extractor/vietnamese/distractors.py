"""Numbers that are no reported figure: how the words around a numeral give them away."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from extractor.labels import Unit
from extractor.vietnamese.context import Lead, announces_rank, ends_with_any, kind_before
from extractor.vietnamese.lexicon import alternation, lexicon
from extractor.vietnamese.shapes import is_day_month, is_list_number, is_small, is_year

_DATE_WORDS: Final = frozenset(
    {"từ", "đến", "tới", "trước", "sau", "hết", "nay", "và", "vào", "-", "–"}
)
_ON_DUTY: Final = frozenset({"vụ", "động", "trực"})
#: Words before `số` after which a figure follows: tổng số 2.147.
_SUMS: Final = (
    (), ("tổng",), ("con",), ("trong",), ("trên",), ("chỉ",), ("điểm",), ("một",), ("cơ",),
    ("hệ",), ("của",), ("với",), ("có",), ("tăng",), ("giảm",),
)  # fmt: skip
_QUOTES: Final = "“\"'‘"
_FROM_TO = re.compile(
    r"\s*(?:đến|tới|-|–)\s*(?:hết\s+)?(?:ngày\s+)?[0-9]{1,2}[./-][0-9]{1,2}(?:[./-][0-9]{4})?(?![0-9%])"
)
_REPORTING: Final = frozenset(
    {"là", "đạt", "có", "nhận", "quyết", "xong", "được", "|", "hơn", "gần"}
)
_GROWTH: Final = frozenset({"gấp", "tăng", "bằng"})
_WEEKDAY_LEADS: Final = frozenset({"sáng", "chiều", "tối", "trưa", "ngày", "cả", "đến", "hôm"})


@cache
def _after_pattern() -> re.Pattern[str]:
    groups = (f"(?P<{kind}>{alternation(words)})" for kind, words in lexicon()["after"].items())
    level = r"[^\S\n]+(?:tỉnh|huyện|xã|sở)(?!\w)"  # "01 cấp tỉnh" counts
    return re.compile(rf"[^\S\n]*(?:{'|'.join(groups)})(?!\w|(?<=cấp){level})")


@cache
def _ordinal_after() -> re.Pattern[str]:
    return re.compile(rf"[^\S\n]+(?:{alternation(lexicon()['rank']['bare_ordinal_after'])})(?!\w)")


def kind_after(lowered: str, at: int) -> str | None:
    """Name the distractor kind of the word right after a numeral: `6 tháng`, `2 cấp`."""
    match = _after_pattern().match(lowered, at)
    return match.lastgroup if match else None


def fraction_kind(
    lowered: str, span: tuple[int, int], *, unit: Unit | None, lead: Lead
) -> str | None:
    """Tell a day and month (16/7) from x of y (4/13 sở); `24/24 giờ` is neither."""
    printed = lowered[span[0] : span[1]]
    if lead.last() in ("ngày", "hôm") and is_day_month(printed):
        return "date"
    if unit is not None or announces_rank(lead, alone=False):
        return None
    day, _, month = printed.replace(" ", "").partition("/")
    if (day, month) == ("24", "7") or (day == month == "24" and lead.last() in _ON_DUTY):
        return "duration"
    if not is_day_month(printed) or (day == month and lead.last() not in _DATE_WORDS):
        return None
    return "date"


def number_kind(
    text: str, lowered: str, span: tuple[int, int], *, unit: Unit | None, lead: Lead, place: bool
) -> str | None:
    """Name the distractor kind of a plain numeral, None where it may be a reported figure.

    `unit` is the unit word after it, `place` whether that names bodies; percentages and scaled
    numbers are never asked about.
    """
    start, end = span
    printed = text[start:end]
    if unit is None and is_list_number(text, start, end):
        return "list_number"
    announced = kind_before(lead)
    if announced in ("counter", "phone") and _is_counted(announced, printed, unit, lead):
        return announced
    if lead.last() == "thang":
        return "other"  # "thang 100 điểm"
    if unit == "other":  # `Nghị định 61 quy định`, `đến ngày 15 hệ thống`, `dài 3 phút`
        return _bare_kind(lowered, span, announced, lead)
    if unit is not None and not _is_dated(announced, printed, place, lead):
        return _kind_with_unit(lowered, span, unit=unit, lead=lead, place=place)
    kind = _bare_kind(lowered, span, announced, lead) or _numbered_place(text, span, printed)
    if kind:
        return kind
    if lead.last() == "số" and printed.isdecimal() and lead.words[-2:-1] not in _SUMS:
        return "address" if text[end : end + 2].strip().isupper() else "other"
    if printed == "4.0":
        return "named_number"  # công nghiệp 4.0
    if start and text[start - 1] in _QUOTES and is_small(printed, 12):
        return "named_number"  # slogans: "4 tại chỗ", “5 biết”
    return "year" if is_year(printed) and lead.last() not in _REPORTING else None


def _is_counted(announced: str, printed: str, unit: Unit | None, lead: Lead) -> bool:
    """A counter needs a plain number; `tổng đài 1022` is short, `liên hệ 1.234 hồ sơ` is not."""
    if announced == "phone":
        return unit is None and printed.isdecimal()
    return unit in (None, "times", "person") and not lead.words[-1].endswith(",")


def _is_dated(announced: str | None, printed: str, place: bool, lead: Lead) -> bool:
    """Tell whether a number belongs to the word before it: năm 2021 tỉnh đạt."""
    if announced == "year":
        return is_year(printed)
    if lead.last() in ("tháng", "quý") and is_small(printed, 12):
        return True
    return place and announced in ("named_number", "document_number") and is_small(printed, 999)


def _kind_with_unit(
    lowered: str, span: tuple[int, int], *, unit: Unit, lead: Lead, place: bool
) -> str | None:
    printed = lowered[span[0] : span[1]]
    if unit == "day" and lead.last() == "thứ":
        return "weekday"  # the clock of a site: "Thứ 5 Ngày 14/5/2020"
    if unit == "day":
        mean = "," in printed or ends_with_any(lead, "processing_time", within=4)
        return None if mean else "duration"
    if unit == "times":
        return _times_kind(lowered, span, printed, lead)
    if unit == "VND" and printed == "0":
        return "named_number"  # “0 đồng”: the name of a policy, not a sum
    if place and printed.isdecimal() and ends_with_any(lead, "determiners"):
        return "context_count"
    return None


def is_multiple(printed: str, lead: Lead) -> bool:
    """Tell `gấp gần 5 lần`, `2,3 lần` (a growth) from `ít nhất 2 lần` (a frequency)."""
    return "," in printed or "." in printed or bool(_GROWTH & set(lead.words[-3:]))


def _times_kind(lowered: str, span: tuple[int, int], printed: str, lead: Lead) -> str | None:
    tail = lowered[span[1] : span[1] + 12].strip()
    if tail.startswith("lần"):
        return None if is_multiple(printed, lead) else "other"
    head = lowered[max(0, span[0] - 24) : span[0]].rpartition("\n")[2].rstrip(" -–|")
    is_own_line = not head or head[-1].isdigit()
    return kind_after(lowered, span[1]) if is_own_line else None


def _bare_kind(
    lowered: str, span: tuple[int, int], announced: str | None, lead: Lead
) -> str | None:
    """Judge a numeral without unit by the words before it, then by the word after it."""
    printed = lowered[span[0] : span[1]]
    if announced is not None and _fits(announced, printed, lead):
        return announced
    after = kind_after(lowered, span[1])
    if after == "counter":
        if lowered.startswith("bình", span[1] + 1):
            return after
        return after if lowered[max(0, span[0] - 1) : span[0]] in ("", "\n") else None
    if after == "level_count":
        return after if is_small(printed, 5) else None
    if after == "duration" and ends_with_any(lead, "processing_time", within=4):
        return None  # a processing time in hours or minutes
    if after is not None:
        return after
    if lead.last() == "thứ" and printed.isdecimal():
        return _ordinal_kind(lowered, span, lead)
    if lead.last() in _DATE_WORDS and _is_date_part(lowered, span, printed):
        return "date"
    return None


def _fits(announced: str, printed: str, lead: Lead) -> bool:
    """Tell whether a bare numeral looks like what the words before it announce."""
    if lead.bracketed and announced not in ("counter", "phone", "place_number"):
        return False
    if lead.colon and announced not in ("counter", "phone", "address", "document_number", "other"):
        return False
    most = {"level_count": 4, "period": 53, "place_number": 40, "caption": 60}
    if announced == "service_level":
        return re.fullmatch(r"[1-4](?:[,./-][1-4])*", printed) is not None
    if announced in most:
        return is_small(printed, most[announced]) or (
            announced == "period" and re.fullmatch(r"[0-9]{1,2}[.][0-9]{4}", printed) is not None
        )
    if announced == "date":
        return is_small(printed, 31) or is_day_month(printed)
    if announced == "year":
        return is_year(printed)
    if announced == "phone":
        return printed[0] == "0" or (printed.isdecimal() and len(printed) > 2)
    if announced == "document_number":
        return printed.isdecimal() and not (lead.colon and lead.last() != "số")
    if announced in ("counter", "rank_word", "clock"):
        return printed.isdecimal() or announced == "counter"
    if announced == "named_number":
        return printed.isdecimal()
    return printed.isdecimal() or announced == "address"


def _ordinal_kind(lowered: str, span: tuple[int, int], lead: Lead) -> str | None:
    """Tell `thứ 7` (Saturday) from `thứ 7 cả nước` and `90,05 điểm, thứ 3` (ranks)."""
    if announces_rank(lead, alone=True) or _ordinal_after().match(lowered, span[1]):
        return None
    if not 2 <= int(lowered[span[0] : span[1]]) <= 7:
        return None
    is_day = set(lead.words[-2:-1]) & _WEEKDAY_LEADS or _DAY_AFTER.match(lowered, span[1])
    if not is_day and _RANKING.search(lowered, max(0, span[0] - 60), span[0] - 4):
        return None
    return "weekday"


_DAY_AFTER = re.compile(r",?\s*(?:ngày\s+)?[0-9]{1,2}[/.-]|\s+(?:hằng|hàng|tuần)(?!\w)")
_RANKING = re.compile(r"(?<!\w)(?:điểm|hạng|đứng|xếp|thứ)(?!\w)")


def _is_date_part(lowered: str, span: tuple[int, int], printed: str) -> bool:
    if not (is_small(printed, 31) or is_day_month(printed)):
        return False
    return _FROM_TO.match(lowered, span[1]) is not None


_PLACE_NAME = re.compile(r"(?:xã|phường|thị trấn|khu vực)((?:\s+[^\W\d]+){1,3})\s$", re.IGNORECASE)


def _numbered_place(text: str, span: tuple[int, int], printed: str) -> str | None:
    """Find names such as `xã Sơn Kim 2`: a small number right after a commune's name."""
    if not is_small(printed, 12) or printed.startswith("0"):
        return None
    match = _PLACE_NAME.search(text, max(0, span[0] - 32), span[0])
    if match is None or not all(word[0].isupper() for word in match[1].split()):
        return None
    return "place_number"
