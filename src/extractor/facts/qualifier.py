"""Read the words that narrow an indicator: which index, which condition, which field.

Guideline §4: the words as printed, but for the fixed forms of the well-known indices and of what
happens to a procedure. Where nothing narrows the code, or nothing is sure to, the slot is empty.
"""

from __future__ import annotations

import re
from typing import Final

Span = tuple[int, int]

#: The well-known indices, by what names them.
_INDICES: Final = {
    "SIPAS": r"sipas|hài lòng",
    "PAPI": r"papi|quản trị và hành chính công",
    "PCI": r"\bpci\b|năng lực cạnh tranh",
    "DTI": r"\bdti\b|chuyển đổi số",
    "PAR_INDEX": r"par[ _-]?index|cải cách hành chính|cchc",
}
_INDEX: Final = re.compile("|".join(f"(?P<{name}>{named})" for name, named in _INDICES.items()))
#: An index of the province's own: its name stands as printed.
_OWN: Final = re.compile(r"cấp (?:sở|huyện|xã)|nội tỉnh|nội bộ|ddci|khối")
#: What a score is called before the name of what is scored.
_SCORE: Final = re.compile(
    r"^(?:tổng )?(?:điểm|thứ hạng|hạng)(?: số| trung bình| bình quân)? ", re.I
)
#: Words that name neither an index nor a condition.
_BARE: Final = re.compile(
    r"(?:(?:tổng|số|mức|giá trị|điểm|chỉ số|bình quân|chung|này|hạng|thứ|xếp|đứng|vị trí|bậc|đạt"
    r"|toàn quốc|cả nước|chuẩn|cao nhất|thấp nhất|trung vị|kết quả|đánh giá|loại)\W*)+"
)
#: The limit of a condition, behind what is limited: `số hóa hồ sơ dưới 50%`.
_LIMIT: Final = re.compile(
    r"\s+(?:đạt |ở mức |được )?(?:(?:trên|dưới|từ|vượt|hơn|thấp hơn|cao hơn|chưa đến|chưa tới"
    r"|chưa đạt|không quá|quá|ít nhất|tối thiểu) )?"
    r"(\d[\d.,]*) ?(?:%|điểm|hồ sơ|ngày)(?: trở lên| trở xuống)?",
    re.I,
)
_CHANGES: Final = {
    name: re.compile(words)
    for name, words in {
        "abolished": r"(?<!\w)bỏ(?!\w)|hết hiệu lực",
        "replaced": r"thay thế|thay bằng|được thay",
        "amended": r"sửa đổi|bổ sung|chỉnh sửa|chuẩn hóa",
        "new": r"(?<!\w)mới(?!\w)|lần đầu|ban hành thêm",
    }.items()
}
#: Fields that dossiers and procedures are counted by; others name bodies as often.
_FIELD: Final = re.compile(
    r"(?<!\w)(?:đất đai|hộ tịch|chứng thực|khai sinh|hộ kinh doanh|lý lịch tư pháp)(?!\w)", re.I
)
_OF_FIELDS: Final = ("dossiers_", "results_", "procedures_in_force", "procedures_simplified")
_BY_POST: Final = re.compile(r"qua (?:dịch vụ )?bưu (?:chính|điện)(?: công ích)?|tại nhà")
_CLAUSE_END: Final = re.compile(r"[,.;()\n]")
#: How far back an index may have been told, and how far on a field may follow, in characters.
_REACH: Final = 400
_NEAR: Final = 30


def read_qualifier(
    code: str, text: str, named: Span | None, figure: Span, *, before: int = 0, whole: bool = True
) -> str | None:
    """Return the qualifier of a figure.

    `named` is where its INDICATOR stands, `before` where the figure before it ends; `whole` says
    that it is the nation's or the whole province's: only of these is the reform index PAR_INDEX.

    >>> read_qualifier("other_index_rank", "Chỉ số PAPI xếp 17/63", (0, 11), (16, 21))
    'PAPI'
    >>> read_qualifier("procedures_announced", "bãi bỏ 14 thủ tục", (0, 6), (7, 17))
    'abolished'
    >>> text = "có 5 sở số hóa hồ sơ dưới 50%"
    >>> read_qualifier("units_meeting_condition", text, (8, 20), (3, 7))
    'số hóa hồ sơ dưới 50%'
    """
    surface = text[slice(*named)] if named else ""
    if code in ("other_index_score", "other_index_rank"):
        told = text[max(0, named[0] - _REACH) : named[0]] if named else ""
        return _read_index(surface, told, whole=whole) if surface else None
    if code == "procedures_announced":
        return _read_change(surface.lower())
    if code == "units_meeting_condition" and named:
        limit = _LIMIT.match(text, named[1])
        if limit and not limit.start(1) <= figure[0] < limit.end():
            return text[named[0] : limit.end()]
    if code in ("units_meeting_condition", "component_rank"):
        return None if not surface or _BARE.fullmatch(surface.lower()) else surface
    post = _BY_POST.search(surface.lower()) if code == "results_delivered" else None
    if post:
        return post.group()
    return _read_field(text, figure, before) if code.startswith(_OF_FIELDS) else None


def _read_index(surface: str, told: str, *, whole: bool) -> str | None:
    """Name an index: the one that the INDICATOR names, its words, or the index told last."""
    lowered = surface.lower()
    found = _INDEX.search(lowered)
    if found is not None:
        own = _OWN.search(lowered) or (found.lastgroup == "PAR_INDEX" and not whole)
        return _SCORE.sub("", surface) if own else found.lastgroup
    if not _BARE.fullmatch(lowered):
        return _SCORE.sub("", surface)
    last = [match.lastgroup for match in _INDEX.finditer(told.lower())][-1:]
    return last[0] if last else None


def _read_change(surface: str) -> str | None:
    """Return what happens to the procedures; several things at once have no name."""
    found = [change for change, words in _CHANGES.items() if words.search(surface)]
    return found[0] if len(found) == 1 else None


def _read_field(text: str, figure: Span, before: int) -> str | None:
    """Return the field that stands behind the figure in its clause, or else nearest before it."""
    start, end = figure
    behind = _CLAUSE_END.split(text[end : end + _NEAR], maxsplit=1)[0]
    after = _FIELD.search(behind)
    if after:
        return after.group()
    begin = max(before, *(text.rfind(sign, before, start) + 1 for sign in ("\n", ". ", ";")))
    ahead = [match.group() for match in _FIELD.finditer(text[begin:start])]
    return ahead[-1] if ahead else None
