"""Give a bulletin other figures whose sums, shares and restatements still agree.

Counts are scaled class by class; wholes keep their parts (the residual of rounding goes to the
largest part) and printed rates are computed anew. Whatever held before holds afterwards, else
nothing is changed.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Final

from extractor.corpus.augmentation.edits import Edit, apply_edits
from extractor.corpus.augmentation.ledger import Key, Ledger, key_of, read_ledger
from extractor.corpus.augmentation.numerals import DOWN, UP, round_step, round_to
from extractor.corpus.gold import GoldFact
from extractor.corpus.store import Bulletin

_ATTEMPTS: Final = 25
_HUNDRED: Final = Decimal(100)

#: New rates by indicator and old value, so that a restated rate changes alike.
Rates = dict[tuple[str, Decimal], Decimal]
Values = dict[Key, Decimal]


def vary_amounts(bulletin: Bulletin, random: Random) -> Bulletin:
    """Return the bulletin with other counts and amounts, or unchanged where they cannot be kept.

    Bulletins with malformed, repaired or deliberately broken figures stay as they are: their point
    is the figure as printed.
    """
    gold = bulletin.gold
    if gold.breaks or any(fact.status != "ok" or fact.true_value for fact in gold.facts):
        return bulletin
    ledger = read_ledger(bulletin)
    for _ in range(_ATTEMPTS):
        scales = {name: _scale(random) for name in ("flow", "stock", "money")}
        values = _solve(ledger, scales)
        rates = _new_rates(ledger, values) if values is not None else None
        if values is not None and rates is not None:
            return _print(bulletin, ledger, values, rates)
    return bulletin


def _scale(random: Random) -> Decimal:
    return Decimal(str(round(2 ** random.uniform(-1.3, 1.6), 3)))


def _solve(ledger: Ledger, scales: dict[str, Decimal]) -> Values | None:
    """Scale every variable and repair the sums; None where a sum or an order cannot be kept."""
    values: Values = {}
    for key, step in ledger.steps.items():
        scaled = key[1] * scales[key[0]]
        values[key] = key[1] if key in ledger.fixed or key[1] == 0 else round_to(scaled, step)
    settled = set(ledger.fixed) | {whole for whole, _ in ledger.sums}
    for whole, parts in sorted(ledger.sums, key=lambda one: -one[0][1]):
        residual = values[whole] - sum(values[part] for part in parts)
        free = [part for part in parts if part not in settled and parts.count(part) == 1]
        free = free or [p for p in parts if p not in ledger.fixed and parts.count(p) == 1]
        if residual and free:
            values[max(free, key=lambda part: values[part])] += residual
        settled.update(parts)
    for key, exact in ledger.hedged.items():
        if key not in ledger.fixed:
            values[key] = _round_hedged(ledger, key, values[exact] if exact else values[key])
    return values if _is_sound(ledger, values) else None


def _round_hedged(ledger: Ledger, key: Key, exact: Decimal) -> Decimal:
    bounds = {f.bound for f in ledger.facts.values() if key_of(f) == key}
    step = max(round_step(key[1]), ledger.steps[key])
    while step > exact and step > ledger.steps[key]:
        step /= 10
    if bounds & {"gt", "ge"}:
        return round_to(exact, step, mode=DOWN)
    if bounds & {"lt", "le", "approx_below"}:
        return round_to(exact, step, mode=UP)
    return round_to(exact, step)


def _is_sound(ledger: Ledger, values: Values) -> bool:
    sums_hold = all(
        values[whole] == sum(values[part] for part in parts) for whole, parts in ledger.sums
    )
    ordered = all(values[part] <= values[whole] for part, whole in ledger.within)
    positive = all(values[key] > 0 or key[1] == 0 for key in values)
    hedges = all(
        (values[key] - values[exact]) * (key[1] - exact[1]) > 0 or key[1] == exact[1]
        for key, exact in ledger.hedged.items()
        if exact is not None
    )
    return sums_hold and ordered and positive and hedges


def _new_rates(ledger: Ledger, values: Values) -> Rates | None:
    """Compute printed shares anew, by indicator and old value; None where two readings differ."""
    rates: Rates = {}
    for share in ledger.shares:
        fact, part = ledger.facts[share.rate], ledger.facts[share.part]
        top = _value_of(part, values)
        whole = ledger.facts[share.whole]
        base = part.base_value if part.base_value is not None else whole.value
        old = replace(share, exact=_HUNDRED * (part.value or 0) / (base or 1))
        if base is None or not old.holds:
            return None
        key = key_of(part)
        bottom = values.get((key[0], base), base) if key else base
        if share.whole != share.part and part.base_value is None:
            bottom = _value_of(whole, values)
        new = round_to(_HUNDRED * top / bottom, Decimal(1).scaleb(-share.decimals))
        name = (fact.indicator, share.printed)
        extreme = new in (0, _HUNDRED) and share.printed not in (0, _HUNDRED)
        if rates.setdefault(name, new) != new or extreme:
            return None
    return rates


def _value_of(fact: GoldFact, values: Values) -> Decimal:
    key = key_of(fact)
    return values[key] if key else fact.value or Decimal(0)


def _print(
    bulletin: Bulletin,
    ledger: Ledger,
    values: Values,
    rates: Rates,
) -> Bulletin:
    edits, facts = [], []
    for fact in bulletin.gold.facts:
        changed = _new_fact(fact, ledger, values, rates)
        facts.append(changed)
        printed = [changed.value, changed.base_value]
        edits += [
            Edit(n.start, n.end, n.show(value))
            for n, value in zip(ledger.numerals[fact.mention], printed, strict=False)
            if value is not None and changed != fact
        ]
    edits += _restated(bulletin, ledger, values)
    moved = apply_edits(bulletin, edits)
    return replace(moved, gold=moved.gold.model_copy(update={"facts": tuple(facts)}))


def _new_fact(fact: GoldFact, ledger: Ledger, values: Values, rates: Rates) -> GoldFact:
    key, numerals = key_of(fact), ledger.numerals[fact.mention]
    if key is not None and key not in ledger.fixed:
        base = None if fact.base_value is None else values[(key[0], fact.base_value)]
        return fact.model_copy(update={"value": values[key], "base_value": base})
    if fact.unit != "percent" or fact.value is None or fact.bound != "exact" or not numerals:
        return fact
    new = rates.get((fact.indicator, fact.value))
    # a restated rate may be printed with fewer decimals than the one that was computed
    return (
        fact if new is None else fact.model_copy(update={"value": round_to(new, numerals[0].step)})
    )


def _restated(bulletin: Bulletin, ledger: Ledger, values: Values) -> list[Edit]:
    """Print captions and headlines that restate a figure with its new value."""
    old = {
        bulletin.text[n.start : n.end]: n.show(values[key])
        for fact in bulletin.gold.facts
        if (key := key_of(fact)) and key not in ledger.fixed and key[1] > 999
        for n in ledger.numerals[fact.mention][:1]
    }
    return [
        Edit(d.start, d.end, old[surface])
        for d in bulletin.gold.distractors
        if d.kind in ("caption", "related_headline", "other")
        and (surface := bulletin.text[d.start : d.end]) in old
    ]
