"""Give a bulletin other figures whose sums, shares and restatements still agree.

Counts are scaled class by class; wholes keep their parts (the residual of rounding goes to the
largest part) and printed rates are computed anew. Whatever held before holds afterwards, else
nothing is changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Final

from extractor.corpus.arithmetic import Share, Sum, find_shares, find_sums
from extractor.corpus.augmentation.edits import Edit, apply_edits
from extractor.corpus.augmentation.numerals import (
    DOWN,
    UP,
    Numeral,
    read_plain,
    round_step,
    round_to,
)
from extractor.corpus.gold import GoldFact
from extractor.corpus.store import Bulletin

#: Units that are scaled together; all others (points, ranks, days, units) stay.
_CLASSES: Final = {
    **dict.fromkeys(("dossier", "result", "transaction", "copy", "feedback", "person"), "flow"),
    **dict.fromkeys(("procedure", "service", "process"), "stock"),
    "VND": "money",
}
_ATTEMPTS: Final = 25
_CLOSE: Final = Decimal("0.06")
_HUNDRED: Final = Decimal(100)

#: Equal printed values of one class are one variable: (class, value).
Key = tuple[str, Decimal]


@dataclass(slots=True)
class _System:
    """The variables of a bulletin and what binds them."""

    facts: dict[str, GoldFact]
    numerals: dict[str, list[Numeral]]
    fixed: set[Key] = field(default_factory=set)
    steps: dict[Key, Decimal] = field(default_factory=dict)
    hedged: dict[Key, Key | None] = field(default_factory=dict)
    sums: list[tuple[Key, tuple[Key, ...]]] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    within: set[tuple[Key, Key]] = field(default_factory=set)


def vary_amounts(bulletin: Bulletin, random: Random) -> Bulletin:
    """Return the bulletin with other counts and amounts, or unchanged where they cannot be kept.

    Bulletins with malformed, repaired or deliberately broken figures stay as they are: their point
    is the figure as printed.
    """
    gold = bulletin.gold
    if gold.breaks or any(fact.status != "ok" or fact.true_value for fact in gold.facts):
        return bulletin
    system = _read_system(bulletin)
    for _ in range(_ATTEMPTS):
        scales = {name: _scale(random) for name in ("flow", "stock", "money")}
        values = _solve(system, scales)
        rates = _new_rates(system, values) if values is not None else None
        if values is not None and rates is not None:
            return _print(bulletin, system, values, rates)
    return bulletin


def _scale(random: Random) -> Decimal:
    return Decimal(str(round(2 ** random.uniform(-1.3, 1.6), 3)))


def _read_system(bulletin: Bulletin) -> _System:
    gold, text = bulletin.gold, bulletin.text
    spans = {m.id: (m.start, text[m.start : m.end]) for m in gold.mentions}
    facts = {fact.mention: fact for fact in gold.facts}
    system = _System(
        facts, {name: read_plain(spans[name][1], at=spans[name][0]) for name in facts}
    )
    for fact in gold.facts:
        _add_variables(system, fact)
    for whole, parts in _held_sums(gold.facts, find_sums(gold)):
        keys = [_key(facts[name]) for name in (whole, *parts)]
        if all(keys):
            system.sums.append((keys[0], tuple(keys[1:])))  # type: ignore[arg-type]
    system.shares = [share for share in find_shares(gold, text) if share.holds]
    system.within = {
        (part, whole)
        for link in gold.links
        if link.kind == "PART_OF"
        and (part := _key(facts[link.source]))
        and (whole := _key(facts[link.target]))
        and part[1] <= whole[1]
    }
    return system


def _add_variables(system: _System, fact: GoldFact) -> None:
    key = _key(fact)
    if key is None:
        return
    numerals = system.numerals[fact.mention]
    keys = [key] + ([(key[0], fact.base_value)] if fact.base_value is not None else [])
    shown = [numeral.value for numeral in numerals]
    if shown != [one[1] for one in keys]:
        system.fixed.update(keys)
    for number, one in enumerate(keys):
        step = numerals[number].step if shown == [k[1] for k in keys] else Decimal(1)
        system.steps[one] = max(step, system.steps.get(one, Decimal(0)))
    if len(keys) == 2:
        system.within.add((keys[0], keys[1]))
    if fact.bound != "exact":
        system.hedged[key] = _counterpart(system, fact)


def _key(fact: GoldFact) -> Key | None:
    name = _CLASSES.get(fact.unit or "")
    if name is None or fact.value is None or fact.role in ("target", "threshold"):
        return None
    return (name, fact.value)


def _counterpart(system: _System, fact: GoldFact) -> Key | None:
    """Find the exact figure that a hedged one rounds: hơn 2.100 of 2.136."""
    value = fact.value or Decimal(0)
    for other in system.facts.values():
        key = _key(other)
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
            other = ends.get((value or 0) - (fact.value or 0))
            if other is not None:
                yield name, (other, fact.mention)


def _solve(system: _System, scales: dict[str, Decimal]) -> dict[Key, Decimal] | None:
    """Scale every variable and repair the sums; None where a sum or an order cannot be kept."""
    values: dict[Key, Decimal] = {}
    for key, step in system.steps.items():
        scaled = key[1] * scales[key[0]]
        values[key] = key[1] if key in system.fixed or key[1] == 0 else round_to(scaled, step)
    settled = set(system.fixed) | {whole for whole, _ in system.sums}
    for whole, parts in sorted(system.sums, key=lambda one: -one[0][1]):
        residual = values[whole] - sum(values[part] for part in parts)
        free = [part for part in parts if part not in settled and parts.count(part) == 1]
        free = free or [p for p in parts if p not in system.fixed and parts.count(p) == 1]
        if residual and free:
            values[max(free, key=lambda part: values[part])] += residual
        settled.update(parts)
    for key, exact in system.hedged.items():
        if key not in system.fixed:
            values[key] = _round_hedged(system, key, values[exact] if exact else values[key])
    return values if _is_sound(system, values) else None


def _round_hedged(system: _System, key: Key, exact: Decimal) -> Decimal:
    bounds = {f.bound for f in system.facts.values() if _key(f) == key}
    step = max(round_step(key[1]), system.steps[key])
    while step > exact and step > system.steps[key]:
        step /= 10
    if bounds & {"gt", "ge"}:
        return round_to(exact, step, mode=DOWN)
    return round_to(exact, step, mode=UP) if bounds & {"lt", "le", "approx_below"} else round_to(exact, step)


def _is_sound(system: _System, values: dict[Key, Decimal]) -> bool:
    sums_hold = all(
        values[whole] == sum(values[part] for part in parts) for whole, parts in system.sums
    )
    ordered = all(values[part] <= values[whole] for part, whole in system.within)
    positive = all(values[key] > 0 or key[1] == 0 for key in values)
    hedges = all(
        (values[key] - values[exact]) * (key[1] - exact[1]) > 0 or key[1] == exact[1]
        for key, exact in system.hedged.items()
        if exact is not None
    )
    return sums_hold and ordered and positive and hedges


def _new_rates(system: _System, values: dict[Key, Decimal]) -> dict[tuple[str, Decimal], Decimal] | None:
    """Compute printed shares anew, by indicator and old value; None where two readings differ."""
    rates: dict[tuple[str, Decimal], Decimal] = {}
    for share in system.shares:
        fact, part = system.facts[share.rate], system.facts[share.part]
        top = _value_of(part, values)
        whole = system.facts[share.whole]
        base = part.base_value if part.base_value is not None else whole.value
        old = replace(share, exact=_HUNDRED * (part.value or 0) / (base or 1))
        if base is None or not old.holds:
            return None
        key = _key(part)
        bottom = values.get((key[0], base), base) if key else base
        if share.whole != share.part and part.base_value is None:
            bottom = _value_of(whole, values)
        new = round_to(_HUNDRED * top / bottom, Decimal(1).scaleb(-share.decimals))
        name = (fact.indicator, share.printed)
        extreme = new in (0, _HUNDRED) and share.printed not in (0, _HUNDRED)
        if rates.setdefault(name, new) != new or extreme:
            return None
    return rates


def _value_of(fact: GoldFact, values: dict[Key, Decimal]) -> Decimal:
    key = _key(fact)
    return values[key] if key else fact.value or Decimal(0)


def _print(
    bulletin: Bulletin,
    system: _System,
    values: dict[Key, Decimal],
    rates: dict[tuple[str, Decimal], Decimal],
) -> Bulletin:
    edits, facts = [], []
    for fact in bulletin.gold.facts:
        key, numerals = _key(fact), system.numerals[fact.mention]
        changed = fact
        if key is not None and key not in system.fixed:
            base = None if fact.base_value is None else values[(key[0], fact.base_value)]
            changed = fact.model_copy(update={"value": values[key], "base_value": base})
        elif fact.unit == "percent" and fact.value is not None and fact.bound == "exact" and numerals:
            new = rates.get((fact.indicator, fact.value), fact.value)
            changed = fact.model_copy(update={"value": new})
        facts.append(changed)
        printed = [changed.value, changed.base_value]
        if changed != fact:
            edits += [
                Edit(n.start, n.end, n.show(value))
                for n, value in zip(numerals, printed, strict=False)
                if value is not None
            ]
    edits += _restated(bulletin, system, values)
    moved = apply_edits(bulletin, edits)
    return replace(moved, gold=moved.gold.model_copy(update={"facts": tuple(facts)}))


def _restated(bulletin: Bulletin, system: _System, values: dict[Key, Decimal]) -> list[Edit]:
    """Print captions and headlines that restate a figure with its new value."""
    old = {
        bulletin.text[n.start : n.end]: n.show(values[key])
        for fact in bulletin.gold.facts
        if (key := _key(fact)) and key not in system.fixed and key[1] > 999
        for n in system.numerals[fact.mention][:1]
    }
    return [
        Edit(d.start, d.end, old[surface])
        for d in bulletin.gold.distractors
        if d.kind in ("caption", "related_headline", "other")
        and (surface := bulletin.text[d.start : d.end]) in old
    ]
