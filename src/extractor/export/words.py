"""What the page says, in Vietnamese and in English: closed vocabularies, periods, remarks."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from extractor.codebook import load_codebook
from extractor.export.terminal import calendar_unit, period
from extractor.schema import Observation


class Words(NamedTuple):
    """One saying in both languages of the page."""

    vi: str
    en: str


UNITS: Final = {
    "dossier": Words("hồ sơ", "dossiers"),
    "result": Words("kết quả", "results"),
    "transaction": Words("giao dịch", "transactions"),
    "VND": Words("đồng", "VND"),
    "percent": Words("%", "%"),
    "point": Words("điểm", "points"),
    "rank": Words("hạng", "rank"),
    "procedure": Words("thủ tục", "procedures"),
    "service": Words("dịch vụ công", "services"),
    "copy": Words("bản", "copies"),
    "unit": Words("đơn vị", "units"),
    "process": Words("quy trình", "processes"),
    "feedback": Words("phản ánh, kiến nghị", "pieces of feedback"),
    "person": Words("người", "people"),
    "day": Words("ngày", "days"),
    "times": Words("lần, lượt", "times"),
    "other": Words("đơn vị khác", "another unit"),
}
LEVELS: Final = {
    "national": Words("quốc gia", "national"),
    "province": Words("cấp tỉnh", "province"),
    "district": Words("cấp huyện", "district"),
    "commune": Words("cấp xã", "commune"),
}
SCOPES: Final = {
    "whole_province": Words("toàn tỉnh", "whole province"),
    "tier": Words("cả cấp", "tier"),
    "unit": Words("một cơ quan", "unit"),
    "area": Words("một địa bàn", "area"),
}
STATUSES: Final = {
    "ok": Words("hợp lệ", "ok"),
    "malformed": Words("in sai, chưa rõ", "malformed"),
    "repaired": Words("in sai, đã chứng minh", "repaired"),
    "contradicted": Words("bị phủ định", "contradicted"),
}
VERDICTS: Final = {
    "holds": Words("khớp", "holds"),
    "contradicts": Words("mâu thuẫn", "contradicts"),
    "cannot_tell": Words("chưa kết luận", "cannot tell"),
}
ROLES: Final = {
    "value": Words("", ""),
    "share_of": Words("tỷ lệ", "share"),
    "score_of": Words("điểm", "score"),
    "rank_of": Words("xếp hạng", "rank"),
    "change_abs": Words("tăng, giảm", "change"),
    "change_rel": Words("tăng, giảm tương đối", "relative change"),
    "change_pp": Words("điểm phần trăm", "change in points"),
    "change_rank": Words("thay đổi hạng", "change of rank"),
    "target": Words("chỉ tiêu đặt ra", "target"),
    "threshold": Words("ngưỡng", "threshold"),
}
_QUARTERS: Final = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}
_HALVES: Final = {"H1": "6 tháng đầu năm", "H2": "6 tháng cuối năm"}
#: Remarks and equations of the stages as patterns; what is in brackets is kept.
_REMARKS: Final = tuple(
    (re.compile(pattern, re.S), words)
    for pattern, words in (
        (r'printed "(.+?)", proven by ', r"in là “\1”, chứng minh bằng "),
        (r"two identities say (\S+): ", r"hai đẳng thức cho \1: "),
        (
            r'"(.+?)" breaks the grammar of numerals; possible readings: none$',
            r"“\1” sai cách viết số; không có cách đọc nào",
        ),
        (
            r'"(.+?)" breaks the grammar of numerals; possible readings: ',
            r"“\1” sai cách viết số; có thể đọc: ",
        ),
        (r"several figures are unreadable", "nhiều số không đọc được"),
        (r"a numeral is malformed and not proven", "có số in sai chưa chứng minh được"),
        (
            r"two independent identities agree on this reading",
            "hai đẳng thức cùng cho cách đọc này",
        ),
        (r"a figure may be unprinted or of another scope", "có thể thiếu số hoặc khác phạm vi"),
        (
            r"no single misprint of one figure explains the gap",
            "không lỗi in đơn lẻ nào giải thích được chênh lệch",
        ),
        (r"vs average", "so với mức trung bình"),
        (r" read as (?=\d)", " đọc là "),
        (r"\(together (?=\d)", "(cộng lại "),
        (r" is no whole number", " không phải số nguyên"),
        (r" is no rank", " không phải thứ hạng"),
        (r" ranked$", " đơn vị xếp hạng"),
        (
            r"reported from (\S+) on, after the bulletin's day (\S+)",
            r"kỳ báo cáo từ \1, sau ngày ra bản tin \2",
        ),
    )
)
_CODE: Final = re.compile(r"[a-z]\w*_\w+")


def level_words(fact: Observation) -> Words:
    """Return level and scope of a fact."""
    levels = [LEVELS[name] for name in (fact.admin_level or "").split("+") if name]
    parts = [Words(", ".join(w.vi for w in levels), " and ".join(w.en for w in levels))]
    if fact.level_scope is not None:
        parts.append(SCOPES[fact.level_scope])
    kept = [part for part in parts if part.vi]
    return Words(" · ".join(w.vi for w in kept), " · ".join(w.en for w in kept))


def period_words(fact: Observation) -> Words:
    """Return the period of a fact.

    >>> fact = Observation(obs_id="a#0", doc_id="a", indicator=None, value=None, unit=None,
    ...     period_start=date(2023, 7, 1), period_end=date(2023, 9, 30), period_basis="nominal",
    ...     surface="5", char_start=0, char_end=1)
    >>> period_words(fact)
    Words(vi='quý III/2023', en='2023-Q3')
    """
    start, end = fact.period_start, fact.period_end
    if start is None or end is None or fact.period_basis != "nominal":
        named = None
    else:
        named = calendar_unit(start, end)
    if named is not None:
        return Words(_calendar_vi(named), named)
    if start is None and end is None:
        return Words("", "")
    if start == end:
        words = _day(start)
        return Words(f"đến {words}" if fact.period_basis == "as_of" else words, period(fact))
    return Words(f"{_day(start)} – {_day(end)}", period(fact))


def indicator_words(code: str | None) -> Words:
    """Return the name of a code; empty for none and for one outside the codebook."""
    found = load_codebook().indicators.get(code or "")
    return Words(found.vi, found.en) if found else Words("", "")


def remark_words(remark: str | None) -> Words:
    """Return a remark of a stage with the names of codes; one without a translation stays English.

    >>> remark_words("several figures are unreadable").vi
    'nhiều số không đọc được'
    """
    if not remark:
        return Words("", "")
    said = remark
    for pattern, words in _REMARKS:
        said = pattern.sub(words, said)
    return Words(_named(said, 0), _named(remark, 1))


def _named(text: str, language: int) -> str:
    """Put the names of indicators in the place of their codes."""

    def name(match: re.Match[str]) -> str:
        return indicator_words(match[0])[language] or match[0]

    return _CODE.sub(name, text)


def _day(day: date | None) -> str:
    return "…" if day is None else f"{day:%d/%m/%Y}"


def _calendar_vi(name: str) -> str:
    year, _, part = name.partition("-")
    if not part:
        return f"năm {year}"
    if part in _QUARTERS:
        return f"quý {_QUARTERS[part]}/{year}"
    if part in _HALVES:
        return f"{_HALVES[part]} {year}"
    return f"tháng {int(part)}/{year}"
