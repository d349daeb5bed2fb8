"""The sums and shares that the gold figures of one bulletin print.

Read from the annotation alone (values, codes, PART_OF, RATE_OF), never by the product's audit, so
that a check of the corpus is independent of what the corpus is used to test.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

from extractor.codebook import load_codebook
from extractor.corpus.gold import Gold, GoldFact

LISTING: Final = "listing"
#: A total by the ways in which dossiers come, where none are carried over from the period before.
CHANNELS: Final = "channels"
_WAYS: Final = ("dossiers_received_online", "dossiers_received_direct_postal")
#: Codes whose printing puts a rule out of force: another one takes them in.
_IMPLIED: Final = {CHANNELS: {"dossiers_carried_over", "dossiers_received_new"}}
#: Units whose parts do not add up to their whole.
_RATIOS: Final = ("percent", "point", "rank")
_DECIMALS: Final = re.compile(r"\d[,.](\d+)\s*(?:%|điểm|phần trăm|$)")


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole and its parts, by mention id; `rule` is an identity of the codebook or LISTING.

    `firm` says that a gap is a fault unless the bulletin breaks its arithmetic on purpose.
    """

    rule: str
    whole: str
    parts: tuple[str, ...]
    gap: Decimal
    tolerance: Decimal
    firm: bool

    @property
    def holds(self) -> bool:
        """Tell whether the parts add up to the whole."""
        return abs(self.gap) <= self.tolerance


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage that restates `part` of `whole`, by mention id; `exact` is 100·part/whole."""

    rate: str
    part: str
    whole: str
    printed: Decimal
    exact: Decimal
    decimals: int

    @property
    def holds(self) -> bool:
        """Tell whether the printed rate is the exact one rounded or cut to its decimals."""
        return abs(self.printed - self.exact) < Decimal(1).scaleb(-self.decimals)


def find_sums(gold: Gold) -> list[Sum]:
    """List the sums that PART_OF links and the codebook's identities claim, holding or not.

    Only exact, well-formed values and scores take part. A part that is not printed itself is
    replaced by the parts that it has (direct and postal for both); such a sum is not firm. A
    listing is the parts with the code and unit of their whole that split it in one way (tiers,
    units, fields); it is never firm, because a list may be incomplete.
    """
    facts = {fact.mention: fact for fact in gold.facts if _counts(fact)}
    children: dict[str, list[GoldFact]] = defaultdict(list)
    for link in gold.links:
        if link.kind == "PART_OF" and link.source in facts and link.target in facts:
            children[link.target].append(facts[link.source])
    found = []
    for whole, parts in children.items():
        found += _identity_sums(facts[whole], parts)
        for same in _listings(facts[whole], parts):
            found.append(_sum(LISTING, facts[whole], same, Decimal(0), firm=False))
    return found


def find_claims(gold: Gold, text: str) -> list[Sum]:
    """List the sums that a bulletin claims, holding or not: all but lists that are incomplete.

    A list that falls short of its whole is a claim only if the author says so: `breaks` names a
    figure of it that no other sum or share breaks, and no list of that figure falls short by less.
    """
    sums = find_sums(gold)
    claims = [one for one in sums if one.rule != LISTING or one.gap <= 0]
    broken = {name for one in claims if not one.holds for name in (one.whole, *one.parts)}
    for share in find_shares(gold, text):
        broken |= set() if share.holds else {share.rate, share.part, share.whole}
    short = sorted((s for s in sums if s.rule == LISTING and s.gap > 0), key=lambda one: one.gap)
    for name in gold.breaks:
        found = next((one for one in short if name in (one.whole, *one.parts)), None)
        if found is not None and name not in broken:
            claims.append(found)
            broken |= {found.whole, *found.parts}
    return claims


def _listings(whole: GoldFact, parts: list[GoldFact]) -> list[list[GoldFact]]:
    """Group parts that measure what the whole does by the one way in which they split it."""
    groups: dict[tuple[object, ...], list[GoldFact]] = defaultdict(list)
    for part in parts:
        if (part.indicator, part.unit) == (whole.indicator, whole.unit) and part.base_value is None:
            split = (part.level_scope, part.qualifier is None, part.period_start, part.period_end)
            groups[split].append(part)
    if whole.unit in _RATIOS:
        return []
    return [_splitting(whole, group) for group in groups.values() if len(group) > 1]


def _splitting(whole: GoldFact, group: list[GoldFact]) -> list[GoldFact]:
    """Give the neighbours in a group that split the whole exactly, else the whole group.

    A bulletin may split one total twice, by field and by channel.
    """
    for start in range(len(group) - 1):
        for end in range(len(group), start + 1, -1):
            run = group[start:end]
            if sum(part.value or 0 for part in run) == whole.value:
                return run
    return group


def _counts(fact: GoldFact) -> bool:
    measured = fact.role in ("value", "score_of")
    return measured and fact.bound == "exact" and fact.value is not None


def _identity_sums(whole: GoldFact, parts: list[GoldFact]) -> list[Sum]:
    by_code: dict[str, list[GoldFact]] = defaultdict(list)
    for part in parts:
        if _scope(part) == _scope(whole) and part.qualifier == whole.qualifier:
            by_code[part.indicator].append(part)
    once = {code: same[0] for code, same in by_code.items() if len(same) == 1}
    found = []
    for rule, fields in _sum_rules():
        codes = [one for code in fields["parts"] for one in _refined(code, once)]
        if fields["total"] != whole.indicator or not all(code in once for code in codes):
            continue
        if _IMPLIED.get(rule, set()) & once.keys():
            continue
        firm = "severity" not in fields and "tolerance" in fields
        firm = firm and set(fields["parts"]) <= once.keys()
        tolerance = Decimal(str(fields.get("tolerance", 0)))
        more = [code for code in fields.get("optional_parts", ()) if code in once]
        short, full = (
            _sum(rule, whole, [once[code] for code in taken], tolerance, firm=firm)
            for taken in (codes, codes + more)
        )
        found.append(min(short, full, key=lambda one: abs(one.gap)))
    return found


def _refined(code: str, once: Mapping[str, GoldFact]) -> list[str]:
    """Give a part, or the parts of it that are printed in its stead."""
    if code in once:
        return [code]
    splits = [fields["parts"] for _, fields in _sum_rules() if fields["total"] == code]
    return next((list(split) for split in splits if all(c in once for c in split)), [code])


@cache
def _sum_rules() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Give the sums of the codebook and CHANNELS, each with its fields."""
    known = [(i.id, i.fields) for i in load_codebook().identities if i.type == "sum"]
    return (*known, (CHANNELS, {"total": "dossiers_received_total", "parts": _WAYS}))


def _scope(fact: GoldFact) -> tuple[object, ...]:
    # A whole province is one holder, named or not.
    holder = None if fact.level_scope == "whole_province" else fact.agency
    return (
        fact.admin_level, fact.level_scope, holder, fact.period_start, fact.period_end, fact.unit,
    )  # fmt: skip


def _sum(
    rule: str, whole: GoldFact, parts: list[GoldFact], tolerance: Decimal, *, firm: bool
) -> Sum:
    total = sum((part.value or Decimal(0) for part in parts), Decimal(0))
    gap = (whole.value or Decimal(0)) - total
    return Sum(rule, whole.mention, tuple(p.mention for p in parts), gap, tolerance, firm)


def find_shares(gold: Gold, text: str) -> list[Share]:
    """List the percentages whose part (RATE_OF) and whole (PART_OF) are both printed, exact counts.

    The whole is the target of the rate's own PART_OF, else of its part's; a `RATE_OF` to x/y takes
    y as the whole. Hedged and malformed figures are left out.
    """
    facts = {fact.mention: fact for fact in gold.facts}
    spans = {mention.id: text[mention.start : mention.end] for mention in gold.mentions}
    targets = {(link.source, link.kind): link.target for link in gold.links}
    found = []
    for fact in gold.facts:
        part_id = targets.get((fact.mention, "RATE_OF"))
        if part_id is None or fact.unit != "percent" or not _usable(fact):
            continue
        part = facts[part_id]
        whole_id = targets.get((fact.mention, "PART_OF")) or targets.get((part_id, "PART_OF"))
        base = part.base_value
        if whole_id is not None and _usable(facts[whole_id]):
            base = base or facts[whole_id].value
        if not _usable(part) or not base or fact.value is None or part.value is None:
            continue
        if whole_id is not None and facts[whole_id].unit == "percent":
            continue
        found.append(
            Share(
                fact.mention, part_id, whole_id or part_id, fact.value,
                100 * part.value / base, _decimals(spans[fact.mention]),
            )
        )  # fmt: skip
    return found


def _usable(fact: GoldFact) -> bool:
    return fact.bound == "exact" and fact.value is not None and fact.status in ("ok", "repaired")


def _decimals(surface: str) -> int:
    match = _DECIMALS.search(surface)
    return len(match.group(1)) if match else 0
