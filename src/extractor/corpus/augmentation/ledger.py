"""What binds the figures of a bulletin: equal values, sums, shares, hedged restatements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from extractor.corpus.arithmetic import Share, Sum, find_shares, find_sums
from extractor.corpus.augmentation.numerals import Numeral, read_plain
from extractor.corpus.gold import GoldFact
from extractor.corpus.store import Bulletin

#: Units that are scaled together; all others (points, ranks, days, units) stay.
_CLASSES: Final = {
    **dict.fromkeys(("dossier", "result", "transaction", "copy", "feedback", "person"), "flow"),
    **dict.fromkeys(("procedure", "service", "process"), "stock"),
    "VND": "money",
}
_CLOSE: Final = Decimal("0.06")

#: Equal printed values of one class are one variable: (class, value).
Key = tuple[str, Decimal]


@dataclass(slots=True)
class Ledger:
    """The variables of a bulletin and what binds them.

    `fixed` are printed in a manner that cannot be repeated with another value; `steps` is the worth
    of the last printed digit; `hedged` points at the exact value that is restated; `within` are
    pairs (part, whole) in order of size.
    """

    facts: dict[str, GoldFact]
    numerals: dict[str, list[Numeral]]
    fixed: set[Key] = field(default_factory=set)
    steps: dict[Key, Decimal] = field(default_factory=dict)
    hedged: dict[Key, Key | None] = field(default_factory=dict)
    sums: list[tuple[Key, tuple[Key, ...]]] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    within: set[tuple[Key, Key]] = field(default_factory=set)


def read_ledger(bulletin: Bulletin) -> Ledger:
    """Collect the variables of a bulletin and the sums and shares that hold between them."""
    gold, text = bulletin.gold, bulletin.text
    spans = {m.id: (m.start, text[m.start : m.end]) for m in gold.mentions}
    facts = {fact.mention: fact for fact in gold.facts}
    ledger = Ledger(facts, {name: read_plain(spans[name][1], at=spans[name][0]) for name in facts})
    for fact in gold.facts:
        _add_variables(ledger, fact)
    for whole, parts in _held_sums(gold.facts, find_sums(gold)):
        top = key_of(facts[whole])
        below = [part for name in parts if (part := key_of(facts[name]))]
        if top and len(below) == len(parts):
            ledger.sums.append((top, tuple(below)))
    ledger.shares = [share for share in find_shares(gold, text) if share.holds]
    ledger.within = {
        (part, total)
        for link in gold.links
        if link.kind == "PART_OF"
        and (part := key_of(facts[link.source]))
        and (total := key_of(facts[link.target]))
        and part[1] <= total[1]
    }
    return ledger


def _add_variables(ledger: Ledger, fact: GoldFact) -> None:
    key = key_of(fact)
    if key is None:
        return
    numerals = ledger.numerals[fact.mention]
    keys = [key] + ([(key[0], fact.base_value)] if fact.base_value is not None else [])
    shown = [numeral.value for numeral in numerals]
    if shown != [one[1] for one in keys]:
        ledger.fixed.update(keys)
    for number, one in enumerate(keys):
        step = numerals[number].step if shown == [k[1] for k in keys] else Decimal(1)
        ledger.steps[one] = max(step, ledger.steps.get(one, Decimal(0)))
    if len(keys) == 2:
        ledger.within.add((keys[0], keys[1]))
    if fact.bound != "exact":
        ledger.hedged[key] = _counterpart(ledger, fact)


def key_of(fact: GoldFact) -> Key | None:
    """Name the variable that a figure prints; None where its value is not to be varied."""
    name = _CLASSES.get(fact.unit or "")
    if name is None or fact.value is None or fact.role in ("target", "threshold"):
        return None
    return (name, fact.value)


def _counterpart(ledger: Ledger, fact: GoldFact) -> Key | None:
    """Find the exact figure that a hedged one rounds: hơn 2.100 of 2.136."""
    value = fact.value or Decimal(0)
    for other in ledger.facts.values():
        key = key_of(other)
        if key is None or other.bound != "exact" or other.indicator != fact.indicator:
            continue
        if other.unit == fact.unit and value and abs(key[1] - value) / value < _CLOSE:
            return key
    return None


def _held_sums(
    facts: Iterable[GoldFact], sums: Iterable[Sum]
) -> Iterable[tuple[str, tuple[str, ...]]]:
    """List the sums that hold, and changes whose two ends are printed: A = B + d."""
    for one in sums:
        if one.holds:
            yield one.whole, one.parts
    by_code: dict[str, list[GoldFact]] = defaultdict(list)
    members = [f for f in facts if f.bound == "exact" and f.value is not None]
    for fact in members:
        by_code[fact.indicator].append(fact)
    for fact in members:
        if fact.role != "change_abs":
            continue
        ends = {f.value: f.mention for f in by_code[fact.indicator] if f.role == "value"}
        for value, name in ends.items():
            other = ends.get((value or Decimal(0)) - (fact.value or Decimal(0)))
            if other is not None:
                yield name, (other, fact.mention)
