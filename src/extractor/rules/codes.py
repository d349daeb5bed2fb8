"""Turn chosen cues into codes: what stands beside a figure decides between near meanings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from extractor.labels import Unit
from extractor.rules.indicators import Choice, Discourse
from extractor.vietnamese.numbers import Quantity

OTHER: Final = "OTHER"
#: The commonest code of a unit, for figures that no cue explains.
_DEFAULTS: Final[dict[Unit | None, str]] = {
    "unit": "units_meeting_condition",
    "rank": "idx766_rank",
    "dossier": "dossiers_received_total",
}
#: `lũy kế đã và đang giải quyết`, `phải giải quyết`: the whole workload.
_WORKLOAD: Final = re.compile(r"(?:đã và đang|đã và|phải|cần|yêu cầu)\s+$", re.I)
_EARLY: Final = re.compile(r"trước|sớm", re.I)
_LEFT: Final = re.compile(
    r"(?:còn|tồn|tồn đọng|vẫn)(?: có| đang| tới| đến| khoảng| lại)*\s*$", re.I
)
_KINDS: Final = {"payment_fee": "_fee_", "payment_land": "_land_"}
_INDEXES: Final = {
    code: (f"idx766_{kind}", f"other_index_{part}")
    for kind, part in (("total_score", "score"), ("rank", "rank"))
    for code in (f"idx766_{kind}", f"other_index_{part}")
}
_COMPONENTS: Final = frozenset(
    f"idx766_{part}_score"
    for part in ("publicity", "progress", "online_service", "online_payment", "digitisation",
                 "satisfaction")
)  # fmt: skip
_NAMES: Final = re.compile(
    r"(?<!\w)(?:(?P<other>par[- ]?index|sipas|papi|pci|dti|pgi|pari|"
    r"chỉ số (?:cải cách hành chính|cchc|hài lòng|năng lực|chuyển đổi))"
    r"|(?P<service>766|bộ chỉ số|chỉ số phục vụ|chỉ đạo, điều hành và đánh giá))(?!\w)",
    re.I,
)
#: Cues of what the components of an index measure.
_PARTS: Final = frozenset(
    {"online", "online_full", "payment", "digitised", "digitised_both", "digitised_results",
     "satisfaction", "publicity", "progress", "in_force", "service_online_share",
     "services_with_dossiers", "within_deadline"}
)  # fmt: skip
_ANSWERED: Final = re.compile(r"xử lý|giải quyết|trả lời|tiếp thu", re.I)
_COPY: Final = re.compile(r"bản sao|chứng thực", re.I)
_GROWTH: Final = re.compile(r"(?:tăng|giảm|thêm|hơn)[^;.()%]{0,24}$", re.I)
_RATE: Final = re.compile(r"tỷ lệ|tỉ lệ|%|chỉ số", re.I)
_FEEDBACK: Final = frozenset({"feedback_received", "feedback_resolved", "rate_feedback_resolved"})


def read_codes(
    discourse: Discourse,
    choices: Sequence[Choice | None],
    wholes: Sequence[int | None],
) -> list[str]:
    """Return the code of each figure of a text; `wholes` names the figure each is a part of."""
    codes: list[str] = []
    for index, quantity in enumerate(discourse.quantities):
        code = _plain_code(discourse, index, choices[index], codes)
        code = _index(discourse, index, code, choices[index])
        code = _payment(discourse, index, code, codes)
        whole = wholes[index]
        previous = codes[-1] if codes else ""
        if previous in _FEEDBACK and _is_answer(discourse, index):
            rate = quantity.unit == "percent"
            codes.append("rate_feedback_resolved" if rate else "feedback_resolved")
            continue
        beside = codes[whole] if whole is not None else ""
        if previous == "dossiers_pending" and _same_sentence(discourse, index):
            beside = previous
        codes.append(_within(discourse, quantity, code, beside))
    return _split_early(discourse, choices, codes)


def _is_answer(discourse: Discourse, index: int) -> bool:
    """Tell whether a figure says how much of the feedback before it was dealt with."""
    between = discourse.text[
        discourse.quantities[index - 1].end : discourse.quantities[index].start
    ]
    share = discourse.units[index] == "percent"
    return _same_sentence(discourse, index) and (share or _ANSWERED.search(between) is not None)


def _same_sentence(discourse: Discourse, index: int) -> bool:
    """Tell whether the figure before stands in the same sentence."""
    start = discourse.sentence_start(discourse.quantities[index].start)
    return start <= discourse.quantities[index - 1].start


def _plain_code(
    discourse: Discourse, index: int, choice: Choice | None, codes: Sequence[str]
) -> str:
    """Return the code that the cue gives for the unit of the figure, or for what has grown."""
    quantity, unit = discourse.quantities[index], discourse.units[index]
    if choice is None:
        return _DEFAULTS.get(unit, OTHER)
    cue, text = choice.hit.cue, discourse.text
    if cue.name == "electronic_results" and _COPY.search(text, choice.hit.start, choice.hit.end):
        return "certified_e_copies"
    head = text[discourse.sentence_start(quantity.start) : quantity.start]
    if cue.name in ("resolved", "pending") and _WORKLOAD.search(text[: choice.hit.start][-12:]):
        return "dossiers_received_total"
    if unit == "percent" and _GROWTH.search(head) and not _RATE.search(head):
        grown = cue.code("dossier")
        if grown is not None:
            return grown
    code = cue.code(unit) or _DEFAULTS.get(unit)
    if code is None and unit == "percent" and codes:
        return codes[-1]  # a share without a code of its own keeps that of its count
    return code or OTHER


def _index(discourse: Discourse, index: int, code: str, choice: Choice | None) -> str:
    """Tell which index a score or rank is of: a component of its clause, else the last named."""
    start = discourse.quantities[index].start
    if code in _COMPONENTS and choice and choice.hit.end <= discourse.sentence_start(start):
        code = "idx766_total_score"  # a list of bodies, after a sentence on one component
    if code not in _INDEXES:
        return code
    text = discourse.text
    clause = max(text.rfind(sign, 0, start) for sign in ",;.\n(") + 1
    parts = [h.cue.name for h in discourse.hits_between(clause, start) if h.cue.name in _PARTS]
    if code.endswith("_rank") and parts:
        return "component_rank"
    name = _last_named(text, start)
    if name is None:
        first = _NAMES.search(text, start)
        name = first.lastgroup if first else None
    return _INDEXES[code][name == "other"] if name else code


def _last_named(text: str, start: int) -> str | None:
    """Return the kind of the last index that is named before an offset."""
    if text[start - 1 : start].isalnum():  # a name whose blank was lost: hài lòng98,5%
        names = list(_NAMES.finditer(text, 0, start))
    else:
        names = [match for match in _all_named(text) if match.end() <= start]
    return names[-1].lastgroup if names else None


@lru_cache(maxsize=1)
def _all_named(text: str) -> list[re.Match[str]]:
    """Return all names of indexes: looked for before each score they took 0.2 ms more."""
    return list(_NAMES.finditer(text))


def _payment(discourse: Discourse, index: int, code: str, codes: Sequence[str]) -> str:
    """Keep the kind of payment that the sentence names, or the figure before in the paragraph."""
    if code not in ("payments_online_amount", "payments_online_transactions"):
        return code
    start = discourse.quantities[index].start
    sentence = discourse.sentence_start(start)
    kinds = [h.cue.name for h in discourse.hits_between(sentence, start) if h.cue.name in _KINDS]
    if kinds:
        return code.replace("_online_", _KINDS[kinds[-1]])
    line = discourse.text.rfind("\n", 0, start) + 1
    if codes and discourse.quantities[index - 1].start >= line:
        for kind in _KINDS.values():
            if codes[-1].startswith("payments" + kind):
                return code.replace("_online_", kind)
    return code


def _within(discourse: Discourse, quantity: Quantity, code: str, whole: str) -> str:
    """Read `quá hạn` and `trong hạn` by what they are a part of: resolved or pending dossiers."""
    left = _LEFT.search(discourse.text[max(0, quantity.start - 24) : quantity.start])
    if code == "dossiers_resolved_late" and (whole == "dossiers_pending" or left):
        return "dossiers_pending_overdue"
    if code == "dossiers_resolved_within_deadline" and whole == "dossiers_pending":
        return "dossiers_pending_in_time"
    return code


def _split_early(
    discourse: Discourse, choices: Sequence[Choice | None], codes: list[str]
) -> list[str]:
    """Read `đúng hạn` as on time alone where early dossiers have a figure of their own beside."""
    found = list(codes)
    for index, (choice, code) in enumerate(zip(choices, codes, strict=True)):
        if code != "dossiers_resolved_within_deadline" or choice is None:
            continue
        if _EARLY.search(discourse.text[choice.hit.start : choice.hit.end]):
            continue
        beside = codes[max(0, index - 2) : index + 3]
        if "dossiers_resolved_early" in beside:
            found[index] = "dossiers_resolved_on_time"
    return found
