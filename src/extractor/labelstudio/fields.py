"""What the labelling screen shows: labels, fields and arrows with their Vietnamese wording.

The one table behind the screen, the codec and the strict check. Codes of indicators come from the
codebook, everything else from `extractor.labels`; a test fails where a wording is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from extractor.codebook import load_codebook
from extractor.codebook.loader import OTHER
from extractor.labels import (
    BOUNDS,
    DIRECTIONS,
    DISTRACTOR_KINDS,
    LEVELS,
    PERIOD_BASES,
    ROLES,
    SCOPES,
    STATUSES,
    UNITS,
)

#: The sixth label of the screen: numbers that are no reported figure.
DISTRACTOR: Final = "DISTRACTOR"
QUANTITY: Final = "QUANTITY"


@dataclass(frozen=True, slots=True)
class LabelWording:
    """A label as people see it: name, key, colour and a hint."""

    vi: str
    hotkey: str
    colour: str
    hint: str


LABEL_WORDINGS: Final[dict[str, LabelWording]] = {
    "QUANTITY": LabelWording(
        "Số liệu", "1", "#1f77b4", "Con số kèm đơn vị: 64.933 hồ sơ; 98,7%; 3,148 tỷ đồng"
    ),
    "INDICATOR": LabelWording(
        "Chỉ tiêu", "2", "#d62728", "Cụm từ nói con số đếm cái gì: tiếp nhận, đúng hạn, trực tuyến"
    ),
    "LEVEL": LabelWording(
        "Cấp hành chính", "3", "#2ca02c", "Cấp hoặc phạm vi: toàn tỉnh, cấp tỉnh, cấp huyện, cấp xã"
    ),
    "AGENCY": LabelWording(
        "Cơ quan, địa phương", "4", "#9467bd", "Tên cơ quan, địa phương: Sở Tư pháp, huyện Yên Lạc"
    ),
    "PERIOD": LabelWording(
        "Kỳ báo cáo", "5", "#ff7f0e", "Thời gian của số liệu: quý III/2023, tháng 10/2021"
    ),
    DISTRACTOR: LabelWording(
        "Số khác", "6", "#7f7f7f", "Số không phải số liệu: ngày, năm, số văn bản, số điện thoại"
    ),
}

LINK_WORDINGS: Final[dict[str, tuple[str, str]]] = {
    "HAS_INDICATOR": ("chỉ tiêu", "#d62728"),
    "AT_LEVEL": ("cấp", "#2ca02c"),
    "BY_AGENCY": ("cơ quan", "#9467bd"),
    "IN_PERIOD": ("kỳ", "#ff7f0e"),
    "COMPARED_TO": ("so với kỳ", "#8c564b"),
    "PART_OF": ("là một phần của", "#17becf"),
    "RATE_OF": ("là tỷ lệ của", "#e377c2"),
}

FieldKind = Literal["taxonomy", "choice", "choices", "text"]


@dataclass(frozen=True, slots=True)
class Field:
    """One control of a selected region: `options` are (stored, Vietnamese, hotkey or "")."""

    name: str
    kind: FieldKind
    title: str
    label: str = QUANTITY
    options: tuple[tuple[str, str, str], ...] = ()
    hint: str = ""

    @property
    def stored(self) -> tuple[str, ...]:
        """Return the values that the field may hold; empty for a text."""
        return tuple(option[0] for option in self.options)


_ROLE_WORDS: Final = {
    "value": ("giá trị", "q"), "share_of": ("tỷ lệ của một số đã in", "w"),
    "score_of": ("điểm trên tổng điểm", ""), "rank_of": ("hạng trên tổng số", ""),
    "change_abs": ("tăng, giảm (số)", "e"), "change_rel": ("tăng, giảm (%)", "t"),
    "change_pp": ("tăng, giảm (điểm %)", ""), "change_rank": ("tăng, giảm hạng", ""),
    "target": ("chỉ tiêu phấn đấu", ""), "threshold": ("ngưỡng", ""),
}  # fmt: skip
_UNIT_WORDS: Final = {
    "dossier": "hồ sơ", "result": "kết quả", "transaction": "giao dịch", "VND": "đồng",
    "percent": "%", "point": "điểm", "rank": "hạng, bậc", "procedure": "thủ tục",
    "service": "dịch vụ công", "copy": "bản", "unit": "cơ quan, đơn vị", "process": "quy trình",
    "feedback": "phản ánh, kiến nghị", "person": "người", "day": "ngày", "times": "lần, lượt",
    "other": "đơn vị khác",
}  # fmt: skip
_BOUND_WORDS: Final = {
    "exact": "đúng bằng", "approx": "khoảng, xấp xỉ", "approx_below": "gần, ngót",
    "gt": "hơn, trên", "ge": "ít nhất, từ … trở lên", "lt": "dưới, chưa đến", "le": "tối đa",
    "range": "một đầu của khoảng",
}  # fmt: skip
_DIRECTION_WORDS: Final = {"up": "tăng", "down": "giảm"}
_STATUS_WORDS: Final = {
    "ok": "bình thường", "malformed": "viết sai, không rõ giá trị",
    "repaired": "viết sai, đã suy ra chắc chắn", "contradicted": "mâu thuẫn trong văn bản",
}  # fmt: skip
_LEVEL_WORDS: Final = {
    "national": ("trung ương, cả nước", ""), "province": ("tỉnh", "a"),
    "district": ("huyện", "s"), "commune": ("xã", "d"),
}  # fmt: skip
_SCOPE_WORDS: Final = {
    "whole_province": ("toàn tỉnh, mọi cấp", "z"), "tier": ("cả một cấp", "x"),
    "unit": ("một cơ quan", "c"), "area": ("một địa bàn", "v"),
}  # fmt: skip
_BASIS_WORDS: Final = {
    "stated": "văn bản ghi rõ ngày", "nominal": "theo lịch (tháng, quý, năm)",
    "as_of": "tính đến ngày",
}  # fmt: skip
_KIND_WORDS: Final = {
    "date": "ngày tháng", "year": "năm", "period": "số của kỳ", "clock": "giờ",
    "document_number": "số văn bản", "named_number": "số trong tên gọi",
    "service_level": "mức độ dịch vụ", "level_count": "số cấp", "place_number": "số trong địa danh",
    "duration": "thời hạn", "weekday": "thứ trong tuần", "list_number": "số thứ tự",
    "caption": "chú thích ảnh", "counter": "lượt xem", "phone": "điện thoại", "address": "địa chỉ",
    "context_count": "số chỉ nơi chốn", "count_word": "từ chỉ số", "rank_word": "từ chỉ hạng",
    "related_headline": "tin khác", "off_topic": "ngoài chủ đề", "other": "loại khác",
}  # fmt: skip
_GROUP_WORDS: Final = {
    "dossiers": "Hồ sơ", "rates": "Tỷ lệ", "payment": "Thanh toán trực tuyến",
    "digitisation": "Số hóa", "procedures": "Thủ tục, dịch vụ công", "index": "Chỉ số, xếp hạng",
    "feedback": "Phản ánh, kiến nghị", "units": "Cơ quan, đơn vị",
}  # fmt: skip


@cache
def indicator_groups() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the codes of the codebook by Vietnamese group, each (code, Vietnamese name)."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for indicator in load_codebook().indicators.values():
        name = _GROUP_WORDS.get(indicator.group, indicator.group)
        groups.setdefault(name, []).append((indicator.code, indicator.vi))
    groups["Khác"] = [(OTHER, "Số liệu thật nhưng không có mã")]
    return {name: tuple(codes) for name, codes in groups.items()}


@cache
def group_of() -> dict[str, str]:
    """Map each code to the Vietnamese group under which the screen shows it."""
    return {code: name for name, codes in indicator_groups().items() for code, _ in codes}


@cache
def fields() -> tuple[Field, ...]:
    """Return every field in the order of the screen."""
    codes = tuple((code, vi, "") for codes in indicator_groups().values() for code, vi in codes)
    return (
        Field("indicator", "taxonomy", "Mã chỉ tiêu", options=codes),
        Field("value", "text", "Giá trị", hint="đơn vị gốc, dấu chấm thập phân: 64933 hoặc 98.7"),
        Field("unit", "choice", "Đơn vị", options=_keyed(UNITS, _UNIT_WORDS)),
        Field("role", "choice", "Vai trò", options=_keyed(ROLES, _ROLE_WORDS)),
        Field("direction", "choice", "Chiều", options=_keyed(DIRECTIONS, _DIRECTION_WORDS)),
        Field("admin_level", "choices", "Cấp", options=_keyed(LEVELS, _LEVEL_WORDS)),
        Field("level_scope", "choice", "Phạm vi", options=_keyed(SCOPES, _SCOPE_WORDS)),
        Field("agency", "text", "Tên đầy đủ của cơ quan", hint="Sở Công Thương"),
        Field("period_start", "text", "Từ ngày", hint="2023-07-01"),
        Field("period_end", "text", "Đến ngày", hint="2023-09-30"),
        Field("period_basis", "choice", "Căn cứ", options=_keyed(PERIOD_BASES, _BASIS_WORDS)),
        Field("qualifier", "text", "Phần được nói đến", hint="lĩnh vực đất đai"),
        Field("bound", "choice", "Mức chính xác", options=_keyed(BOUNDS, _BOUND_WORDS)),
        Field("base_value", "text", "Mẫu số y của x/y", hint="1711"),
        Field("compare_start", "text", "So với kỳ từ ngày", hint="2022-07-01"),
        Field("compare_end", "text", "So với kỳ đến ngày", hint="2022-09-30"),
        Field("status", "choice", "Tình trạng con số", options=_keyed(STATUSES, _STATUS_WORDS)),
        Field("true_value", "text", "Giá trị đúng (nếu in sai)", hint="15110"),
        Field("ref_area", "text", "Mã địa bàn", hint="VN-P62"),
        Field("note", "text", "Ghi chú"),
        Field("breaks", "choice", "Số học", options=(("yes", "phép tính in ra cố ý sai", ""),)),
        Field(
            "kind", "choice", "Loại số", label=DISTRACTOR,
            options=_keyed(DISTRACTOR_KINDS, _KIND_WORDS),
        ),
    )  # fmt: skip


@cache
def fields_by_name() -> dict[str, Field]:
    """Map the name of each field to it."""
    return {field.name: field for field in fields()}


def _keyed(
    stored: tuple[str, ...], words: dict[str, str] | dict[str, tuple[str, str]]
) -> tuple[tuple[str, str, str], ...]:
    """Join stored values with their wording; a KeyError here is a value without a wording."""
    options = []
    for value in stored:
        word = words[value]
        text, hotkey = (word, "") if isinstance(word, str) else word
        options.append((value, text, hotkey))
    return tuple(options)
