"""Leave out cues that stand in names and set phrases and say nothing of a figure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from extractor.rules.cues import GENERAL, Cue, Hit, all_cues
from extractor.vietnamese.lexicon import lower
from extractor.vietnamese.numbers import Quantity

_PAYMENTS: Final = frozenset({"payment", "payment_fee", "payment_land"})
#: What makes a verb part of a name: `Hệ thống thông tin giải quyết TTHC`, `Bộ phận tiếp nhận`.
_NAMED_BEFORE: Final[dict[str, re.Pattern[str]]] = {
    "received": re.compile(
        r"(?:ghi|xác|chứng|công|thừa|cảm|đảm|phận|cá|khâu|nơi|người|quy trình)\s+$", re.I
    ),
    "resolved": re.compile(
        r"(?:thời gian|thời hạn|thẩm quyền|công tác|quá trình|quy trình|thông tin|việc|phạm vi"
        r"|trong|kết quả|tình hình)\s+$",
        re.I,
    ),
}
_BOTH: Final = re.compile(r"mức độ (?:3|ba)(?:,| và|-|/| -)*\s*$", re.I)
_NAMED_AFTER: Final[dict[str, re.Pattern[str]]] = {
    "received": re.compile(r"\s+(?:định|thức|xét|diện|hộ khẩu|và trả kết quả)", re.I),
    "resolved": re.compile(r"\s+(?:TTHC|thủ tục|công việc|vướng mắc|khó khăn)", re.I),
    "online": re.compile(r"\s+(?:quốc gia|của tỉnh|trên Cổng|tại Cổng)", re.I),
}


#: Wordings that tell enough beside a figure, but too little to be cues of the learned model:
#: the cue of cues.toml that each stands for.
_TERSE: Final = (
    ("late", r"(?:bị|để|phần|số|gồm) (?:trễ|chậm|muộn)(?! nhất)|(?:trễ|chậm|muộn)(?= \d|:)"
             r"|(?:lỡ|sai) hẹn"),
    ("carried_over", r"tồn(?= \d)|hồ sơ (?:năm |kỳ |tháng )?cũ|(?:kỳ|tháng|quý|năm) cũ"),
    ("new", r"mới(?= \d)|(?<=hồ sơ )mới(?= và|,|;)|nhận mới|số mới"),
    ("online_partial", r"mức độ 3(?= và \d)"),
    ("early", r"(?<!tiếp nhận )(?:trước|sớm)(?= \d)"),
    ("feedback_resolved", r"trả lời(?= đủ| \d| được)"),
    ("resolved", r"giải quyết xong|làm xong|trả xong|(?:đã )?trả(?= \d)|đã xong"),
)  # fmt: skip


@cache
def _terse() -> tuple[re.Pattern[str], dict[str, Cue]]:
    cues = {cue.name: cue for cue in all_cues()}
    pattern = "|".join(f"(?P<{name}>{wording})" for name, wording in _TERSE)
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), cues


def find_hits(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the cues of the codebook (`hits`) and the terser ones beside them, in order."""
    pattern, cues = _terse()
    starts = [hit.start for hit in hits]
    terse = []
    for match in pattern.finditer(lower(text)):
        at = bisect_right(starts, match.start())
        clear = not at or hits[at - 1].end <= match.start()
        if clear and (at == len(hits) or match.end() <= hits[at].start):
            terse.append(Hit(*match.span(), cues[match.lastgroup or ""]))
    return sorted([*hits, *terse], key=lambda hit: hit.start)


def usable_hits(text: str, hits: Sequence[Hit], quantities: Sequence[Quantity]) -> list[Hit]:
    """Return the cues that may tell what a figure is, in order.

    A general cue inside a figure (629 giao dịch) only repeats its unit; `trực tuyến` after a
    payment (thanh toán trực tuyến) says how was paid, not how was filed.
    """
    starts = [quantity.start for quantity in quantities]
    online = _terse()[1]["online"]
    kept: list[Hit] = []
    for hit in hits:
        at = bisect_right(starts, hit.start) - 1
        inside = at >= 0 and hit.start < quantities[at].end
        if inside and hit.cue.name in GENERAL:
            continue
        if _is_name(text, hit) or (kept and _is_means(text, kept[-1], hit)):
            continue
        both = hit.cue.name == "online_full" and _BOTH.search(text[: hit.start][-16:])
        kept.append(replace(hit, cue=online) if both else hit)  # mức độ 3, mức độ 4: of any kind
    return kept


def _is_name(text: str, hit: Hit) -> bool:
    before, after = _NAMED_BEFORE.get(hit.cue.name), _NAMED_AFTER.get(hit.cue.name)
    head = text[max(0, hit.start - 16) : hit.start]
    return bool((before and before.search(head)) or (after and after.match(text, hit.end)))


def _is_means(text: str, payment: Hit, hit: Hit) -> bool:
    if hit.cue.name != "online" or payment.cue.name not in _PAYMENTS:
        return False
    between = text[payment.end : hit.start]
    return len(between) < 24 and re.search(r"[,;.:()]", between) is None
