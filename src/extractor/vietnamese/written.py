"""Numbers written in words: hai mươi lăm hồ sơ, xếp thứ tư, sáu tháng đầu năm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Final

from extractor.labels import Unit
from extractor.vietnamese.context import Lead, announces_rank, hedge_of, lead_of
from extractor.vietnamese.distractors import is_multiple, kind_after
from extractor.vietnamese.lexicon import lexicon
from extractor.vietnamese.numerals import read_words
from extractor.vietnamese.quantity import Quantity
from extractor.vietnamese.units import match_unit

_ROMAN = re.compile(r"qu[ýí]\s+(?P<roman>iv|i{1,3})(?=[\W\d])")
_FIRST_WORDS: Final = (
    "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "mười",
)  # fmt: skip
_WEEKDAYS: Final = frozenset({"hai", "ba", "tư", "năm", "sáu", "bảy"})
#: Units whose written count is a figure; bodies and people in words are mere context.
_REPORTED: Final = frozenset(
    {"dossier", "procedure", "service", "transaction", "feedback", "result", "copy", "percent",
     "point", "rank", "VND"}
)  # fmt: skip


@cache
def _number_pattern() -> re.Pattern[str]:
    digit = "một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín"
    tail = "một|mốt|hai|ba|bốn|tư|lăm|sáu|bảy|bẩy|tám|chín"
    tens = rf"(?:mười|(?:{digit})\s+mươi)(?:\s+(?:{tail})(?!\w))?"
    hundreds = rf"(?:{digit})\s+trăm(?:\s+(?:(?:linh|lẻ)\s+(?:{tail})|{tens}))?"
    scaled = rf"(?:{hundreds}|{tens}|{digit})\s+(?:nghìn|ngàn|chục)"
    return re.compile(rf"(?:{scaled}|{hundreds}|{tens}|{digit})(?!\w)")


@cache
def _ordinal_pattern() -> re.Pattern[str]:
    words = "|".join(lexicon()["words"]["ordinals"])
    return re.compile(rf"thứ\s+(?P<word>{words})(?!\w)")


def find_written(text: str, lowered: str) -> list[Quantity]:
    """Find the numbers in words of a text; `lowered` is the text in lower case.

    A number in words counts only with a unit, a rank word or a word that makes it a period, level
    count or duration: `một cửa`, `một số` are no numbers.
    """
    found = [q for m in _ordinal_pattern().finditer(lowered) if (q := _ordinal(lowered, m))]
    found += [_none(m.span("roman"), "period") for m in _ROMAN.finditer(lowered)]
    taken = {quantity.start for quantity in found}
    for match in _number_matches(lowered):
        if match.start() not in taken and (
            q := _written(text, lowered, match.start(), match.end())
        ):
            found.append(q)
    return sorted(found, key=lambda quantity: quantity.start)


def _number_matches(lowered: str) -> Iterator[re.Match[str]]:
    """Match the numbers in words; plain searches for their first words are the fast way."""
    pattern, end = _number_pattern(), 0
    for start in sorted(_starts(lowered)):
        if start >= end and (match := pattern.match(lowered, start)):
            end = match.end()
            yield match


def _starts(lowered: str) -> Iterator[int]:
    for word in _FIRST_WORDS:
        at = lowered.find(word)
        while at >= 0:
            if at == 0 or not lowered[at - 1].isalnum():
                yield at
            at = lowered.find(word, at + 1)


def _none(span: tuple[int, int], kind: str, value: Decimal | None = None) -> Quantity:
    return Quantity(*span, *span, value, kind=kind)


def _ordinal(lowered: str, match: re.Match[str]) -> Quantity | None:
    """Read `xếp thứ tư` as a rank, `thứ Năm` as a day of the week, `lần thứ hai` as neither."""
    span, word = match.span("word"), match["word"]
    value = Decimal(lexicon()["words"]["ordinals"][word])
    if announces_rank(lead_of(lowered, span[0]), alone=True):
        return Quantity(*span, *span, value, unit="rank")
    head = lead_of(lowered, match.start()).last()
    if head in ("lần", "người", "kỳ", "khóa", "phiên"):
        return _none(span, "rank_word", value)
    is_weekday = word in _WEEKDAYS and (
        head in ("", "ngày", "sáng", "chiều") or _dated(lowered, span)
    )
    return _none(span, "weekday" if is_weekday else "rank_word", value)


def _dated(lowered: str, span: tuple[int, int]) -> bool:
    return re.match(r"[,\s]+(?:ngày\s+)?[0-9]", lowered[span[1] : span[1] + 10]) is not None


def _written(text: str, lowered: str, start: int, end: int) -> Quantity | None:
    word = lowered[start:end]
    value = read_words(word)
    words = lexicon()["words"]
    lead = lead_of(lowered, start)
    if value is None or (word == "năm" and lead.last() in words["year_guards"]):
        return None
    after = kind_after(lowered, end)
    if after and word != "một":
        return _none((start, end), after, value)
    unit = match_unit(text, lowered, end)
    if unit is None or (
        word == "một" and not _is_counted_one(lead.endings, unit[1], words["only"])
    ):
        return None
    bound, hedge = hedge_of(lowered, lead)
    kind = _kind(lowered, end, unit[1], lead)
    return Quantity(
        start, unit[0], start, end, value, unit=unit[1], bound=bound, hedge=hedge, kind=kind
    )


def _is_counted_one(endings: tuple[str, ...], unit: Unit, only: list[str]) -> bool:
    """`chỉ một hồ sơ`, `và một bậc` count; `một hồ sơ` is an article."""
    return unit == "rank" or (unit in _REPORTED and any(end in only[:6] for end in endings))


def _kind(lowered: str, end: int, unit: Unit, lead: Lead) -> str | None:
    if unit in _REPORTED:
        return None
    if unit == "day":
        return "duration"
    if lowered[end : end + 5].strip().startswith("lần"):
        return None if is_multiple("", lead) else "other"
    return "context_count"


def read_written(text: str, lowered: str, start: int, end: int) -> Quantity | None:
    """Read the span [start, end) as a number in words, known to be a figure: `tư`, `một bậc`."""
    words: dict[str, int] = lexicon()["words"]["ordinals"]
    if lowered.startswith("thứ ", start):
        start += len("thứ ")
    first = lowered[start:end].strip()
    lead = lead_of(lowered, start)
    bound, hedge = hedge_of(lowered, lead)
    if first in words and announces_rank(lead, alone=True):
        return Quantity(start, end, start, end, Decimal(words[first]), unit="rank")
    match = _number_pattern().match(lowered, start, end)
    value = read_words(match.group()) if match else None
    if match is None or value is None:
        return None
    unit = match_unit(text, lowered, match.end())
    return Quantity(
        start, max(end, match.end()), start, match.end(), value,
        unit=unit[1] if unit else None, bound=bound, hedge=hedge,
    )  # fmt: skip
