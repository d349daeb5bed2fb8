"""Read the words that narrow an indicator: which index, which condition, new or abolished.

Guideline §4: the words as printed, but for the fixed forms of the well-known indices and of what
happens to a procedure. Where nothing narrows the code, or nothing is sure to, the slot is empty.
Fields (`đất đai`) are not read: one that reached some figures of a sentence and not the others
made the audit contradict texts that agree.
"""

from __future__ import annotations

import re
from typing import Final

Span = tuple[int, int]

#: The well-known indices: the short name, and the words that name them behind `chỉ số`.
_INDICES: Final = {
    "SIPAS": (r"sipas", r"hài lòng"),
    "PAPI": (r"papi", r"quản trị (?:và )?hành chính công"),
    "PCI": (r"\bpci\b", r"năng lực cạnh tranh"),
    "DTI": (r"\bdti\b", r"chuyển đổi số"),
    "PAR_INDEX": (r"par[ _-]?index", r"cải cách hành chính|cchc"),
}
_INDEX: Final = re.compile(
    "|".join(f"(?P<{name}>{short}|{words})" for name, (short, words) in _INDICES.items())
)
#: The same far off, where the words alone may be a mere topic; other indices have no fixed form.
_TOLD: Final = re.compile(
    "|".join(
        rf"(?P<{name}>{short}|chỉ số (?:về )?(?:mức độ )?(?:{words}))"
        for name, (short, words) in _INDICES.items()
    )
    + r"|\b(?:ddci|ict|pgi)\b"
)
#: An index of the province's own: its name stands as printed.
_OWN: Final = re.compile(r"cấp (?:sở|huyện|xã)|nội tỉnh|nội bộ|ddci|khối")
#: What a score is called before the name of what is scored.
_SCORE: Final = re.compile(
    r"^(?:tổng )?(?:điểm|thứ hạng|hạng)(?: số| trung bình| bình quân)? ", re.I
)
#: Words that name no index.
_BARE: Final = re.compile(
    r"(?:(?:tổng|số|mức|giá trị|điểm|chỉ số|bình quân|trung bình|tổng hợp|chung|này|hạng|thứ|xếp"
    r"|đứng|vị trí|bậc|đạt|toàn quốc|cả nước|chuẩn|cao nhất|thấp nhất|trung vị|kết quả|đánh giá"
    r"|loại)\W*)+"
)
#: Words that tell no condition.
_EMPTY: Final = re.compile(r"(?:(?:có|được|đạt|điểm|tỷ lệ|mức|số|tổng|loại)\W*)+")
_COMPARED: Final = (
    r"(?:trên|dưới|từ|vượt|hơn|thấp hơn|cao hơn|chưa đến|chưa tới|chưa đạt|không quá|quá|ít nhất"
    r"|tối thiểu)"
)
#: The limit of a condition, behind what is limited: `số hóa hồ sơ dưới 50%`.
_LIMIT: Final = re.compile(
    r"[^\S\n]+(?:đạt |ở mức |được )?"
    rf"(?:(?:{_COMPARED} )?\d[\d.,]* ?(?:%|điểm)|{_COMPARED} \d[\d.,]* ?(?:hồ sơ|ngày))"
    r"(?: đến (?:dưới )?\d[\d.,]*(?: ?%| điểm)?)?(?: trở lên| trở xuống)?",
    re.I,
)
_ANOTHER_LIMIT: Final = re.compile(rf"{_COMPARED} \d", re.I)
_CHANGES: Final = {
    name: re.compile(words)
    for name, words in {
        "abolished": r"(?<!\w)(?:bỏ|hủy|huỷ)(?!\w)|hết hiệu lực",
        "replaced": r"(?<!\w)thay(?! đổi)(?!\w)",
        "amended": r"(?<!\w)sửa(?!\w)|bổ sung|chỉnh sửa",
        "new": r"(?<!thay )(?<!đổi )(?<!\w)mới(?!\w)|lần đầu|ban hành thêm",
    }.items()
}
_BY_POST: Final = re.compile(r"qua (?:dịch vụ )?bưu (?:chính|điện)(?: công ích)?", re.I)
_AT_HOME: Final = re.compile(r"tại nhà", re.I)
#: How far back an index may have been told, in characters.
_REACH: Final = 400


def read_qualifier(code: str, text: str, named: Span | None, figure: Span) -> str | None:
    """Return the qualifier of a figure; `named` is where its INDICATOR stands.

    >>> read_qualifier("other_index_rank", "Chỉ số PAPI xếp 17/63", (0, 11), (16, 21))
    'PAPI'
    >>> read_qualifier("procedures_announced", "bãi bỏ 14 thủ tục", (0, 6), (7, 17))
    'abolished'
    >>> text = "có 5 sở số hóa hồ sơ dưới 50%"
    >>> read_qualifier("units_meeting_condition", text, (8, 20), (3, 7))
    'số hóa hồ sơ dưới 50%'
    """
    if named is None:
        return None
    surface = text[slice(*named)]
    if code in ("other_index_score", "other_index_rank"):
        return _read_index(surface, text[max(0, named[0] - _REACH) : named[0]])
    if code == "procedures_announced":
        return _read_change(surface.lower())
    if code == "units_meeting_condition":
        return _read_condition(text, named, figure)
    if code == "component_rank":
        return None if _BARE.fullmatch(surface.lower()) else surface
    if code == "results_delivered":
        found = _BY_POST.search(surface) or _AT_HOME.search(surface)
        return found.group() if found else None
    return None


def _read_index(surface: str, told: str) -> str | None:
    """Name an index: the one that the INDICATOR names, its words, or the index told last."""
    lowered = surface.lower()
    found = _INDEX.search(lowered)
    if found is not None and not _OWN.search(lowered):
        return found.lastgroup
    if found is not None or not _BARE.fullmatch(lowered):
        return _SCORE.sub("", surface)
    last = [match.lastgroup for match in _TOLD.finditer(told.lower())][-1:]
    return last[0] if last else None


def _read_change(surface: str) -> str | None:
    """Return what happens to the procedures; several things at once have no name."""
    found = [change for change, words in _CHANGES.items() if words.search(surface)]
    return found[0] if len(found) == 1 else None


def _read_condition(text: str, named: Span, figure: Span) -> str | None:
    """Return the condition with its limit, unless that is another group's."""
    start, end = named
    limit = _LIMIT.match(text, end)
    if limit is not None:
        own = limit.end() <= figure[0] or figure[1] <= limit.start()
        if own and not _ANOTHER_LIMIT.search(text, limit.end(), max(figure[0], limit.end())):
            return text[start : limit.end()]
    return None if _EMPTY.fullmatch(text[start:end].lower()) else text[start:end]
