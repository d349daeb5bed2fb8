"""How figures stand in their sentences: where the indicator and the level are, how numbers look."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from extractor.corpus.arithmetic import find_claims, find_shares
from extractor.corpus.gold import GoldFact
from extractor.corpus.store import Bulletin

#: Where a figure's INDICATOR stands, most telling first; each figure has one pattern.
PATTERNS: Final = (
    "x/y", "bracketed rate", "other bracket", "rate after its count", "indicator before",
    "indicator after", "indicator inherited", "no indicator",
)  # fmt: skip
_SENTENCE_END: Final = re.compile(r"[.!?…][)\]”\"]*\s+(?=[^\W\d_])|\n")
_SHAPES: Final = {
    "figures with a thousand dot": re.compile(r"\d\.\d{3}(?!\d)"),
    "figures with a decimal comma": re.compile(r"\d,\d"),
    "figures with a decimal dot": re.compile(r"(?<![\d.])\d+\.\d{1,2}(?![\d.])"),
    "figures with a scale word": re.compile(r"\b(?:nghìn|ngàn|triệu|tỷ|tỉ|vạn)\b"),
    "figures with a leading zero": re.compile(r"^0\d"),
}
_UNITS: Final = ("percent", "dossier", "point", "procedure")
_KINDS: Final = (
    "document_number", "clock", "named_number", "service_level",
)  # fmt: skip
#: The numbers of dates: pages and corpus divide them differently.
_DATED: Final = ("date", "year", "period")
_TYPES: Final = ("result", "index", "report", "directive", "national", "digital", "table")


def link_pattern(bulletin: Bulletin, fact: GoldFact) -> str:
    """Name the one of PATTERNS that a figure shows."""
    spans = _spans(bulletin)
    start, end = spans[fact.mention]
    links = _targets(bulletin, fact)
    if fact.base_value is not None:
        return "x/y"
    if _in_brackets(bulletin.text, start, end):
        return "bracketed rate" if fact.unit == "percent" else "other bracket"
    if "RATE_OF" in links:
        return "rate after its count"
    target = links.get("HAS_INDICATOR")
    if target is None:
        return "no indicator"
    place = spans[target]
    if _between(bulletin.text, (start, end), place, _SENTENCE_END):
        return "indicator inherited"
    return "indicator before" if place[0] < start else "indicator after"


def _spans(bulletin: Bulletin) -> dict[str, tuple[int, int]]:
    return {m.id: (m.start, m.end) for m in bulletin.gold.mentions}


def _targets(bulletin: Bulletin, fact: GoldFact) -> dict[str, str]:
    return {k.kind: k.target for k in bulletin.gold.links if k.source == fact.mention}


def _in_brackets(text: str, start: int, end: int) -> bool:
    """Tell whether a bracket opens before and closes after the figure, in one line."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    line_end = text.find("\n", end)
    after = text[end : line_end if line_end >= 0 else len(text)]
    return before.count("(") > before.count(")") and after.count(")") > after.count("(")


def _between(
    text: str, one: tuple[int, int], two: tuple[int, int], pattern: re.Pattern[str]
) -> bool:
    """Tell whether `pattern` occurs between two stretches of the text."""
    (_, end), (start, _) = sorted((one, two))
    return pattern.search(text, end, start) is not None


def measure_shares(bulletins: Iterable[Bulletin]) -> dict[str, tuple[int, int]]:
    """Count, over all bulletins, each thing that phrasebook.toml counts on real pages: (n, of)."""
    hits: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for bulletin in bulletins:
        for name, true in _verdicts(bulletin):
            of[name] += 1
            hits[name] += true
    return {name: (hits[name], of[name]) for name in of}


def _verdicts(bulletin: Bulletin) -> Iterator[tuple[str, bool]]:
    gold = bulletin.gold
    for fact in gold.facts:
        yield from _figure_verdicts(bulletin, fact)
    for _ in gold.facts:
        yield "other numbers among all numbers", False
    for number in gold.distractors:
        yield "other numbers among all numbers", True
        yield "other numbers: date, year or period", number.kind in _DATED
        yield from ((f"other numbers: {kind}", number.kind == kind) for kind in _KINDS)
    malformed = any(fact.status != "ok" for fact in gold.facts)
    yield "bulletins with a malformed figure", malformed
    kind = bulletin.meta.get("type")
    yield from ((f"bulletins of type {name}", kind == name) for name in _TYPES)
    for one in find_claims(gold, bulletin.text):
        yield "printed sums that fail", not one.holds
    for share in find_shares(gold, bulletin.text):
        yield "printed shares that fail", not share.holds


def _figure_verdicts(bulletin: Bulletin, fact: GoldFact) -> Iterator[tuple[str, bool]]:
    start, end = _spans(bulletin)[fact.mention]
    surface = bulletin.text[start:end]
    bracketed = _in_brackets(bulletin.text, start, end)
    yield "hedged figures", fact.bound != "exact"
    yield "figures with x/y", fact.base_value is not None
    yield "figures in brackets", bracketed
    if fact.unit == "percent":
        yield "percentages in brackets", bracketed
    yield from ((name, bool(shape.search(surface))) for name, shape in _SHAPES.items())
    yield from ((f"unit {unit}", fact.unit == unit) for unit in _UNITS)
    place = _level_place(bulletin, fact)
    yield "level in the figure's own clause", place == "own"
    yield "level inherited", place == "inherited"
    province = fact.admin_level == "province"
    yield "scope whole province", province and fact.level_scope == "whole_province"
    yield "scope tier of the province", province and fact.level_scope == "tier"
    yield from ((f"level {name}", fact.admin_level == name) for name in ("commune", "district"))
    yield "level national", fact.admin_level == "national"
    yield "role change", fact.role.startswith("change")


def _level_place(bulletin: Bulletin, fact: GoldFact) -> str | None:
    """Tell where the words stand that give a figure its level: own clause or inherited.

    A clause reaches as far as the sentence and to the next figure on either side.
    """
    if fact.admin_level is None:
        return None
    spans, links = _spans(bulletin), _targets(bulletin, fact)
    figures = [spans[other.mention] for other in bulletin.gold.facts]
    for kind in ("AT_LEVEL", "BY_AGENCY"):
        if kind not in links:
            continue
        ends = (spans[fact.mention], spans[links[kind]])
        (_, left), (right, _) = sorted(ends)
        crowded = any(left <= start < right for start, _ in figures)
        if not crowded and not _between(bulletin.text, *ends, _SENTENCE_END):
            return "own"
    return "inherited"
