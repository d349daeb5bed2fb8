"""Find the rates of a bulletin that can be worked out: by their links, else by the codebook."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Final

from extractor.codebook import Identity, load_codebook
from extractor.facts.checks import Check, Strength
from extractor.facts.equations import Equation
from extractor.facts.figures import Figure, Sheet
from extractor.facts.picking import pick
from extractor.facts.sums import find_parts, splits

_COUNTED: Final = frozenset({"dossier", "result", "copy", "other", "transaction"})
_OFFERED: Final = frozenset({"procedure", "service", "other"})
#: A percentage: 0 + rate / 100.
PERCENT: Final = (Decimal(0), Decimal("0.01"))


def find_rates(sheet: Sheet) -> Iterator[Check]:
    """Yield one check for each percentage whose part and whole are printed.

    The figures that RATE_OF and PART_OF name come first; another whole that the codebook allows
    (received for resolved) may make it hold too.
    """
    for rate in list(sheet.stated()):
        if rate.obs.unit == "percent" and rate.obs.bound != "range":
            check = _check_rate(sheet, rate)
            if check is not None:
                yield check


def _check_rate(sheet: Sheet, rate: Figure) -> Check | None:
    part = sheet.figures.get(rate.obs.rate_of or "")
    linked = sheet.whole_of(rate)
    rules = _rules_of(rate.code, rate.obs.role)
    if part is not None and not (_is_count(part) and _is_share(rate, part)):
        return None
    whole = linked if linked is not None and _is_base(linked) else None
    forms: list[Equation] = []
    for parts in [[part]] if part is not None else _parts(sheet, rate, whole, rules):
        for base in _wholes(sheet, rate, parts[0], whole, rules, several=len(parts) > 1):
            if base.key not in {p.key for p in parts} and _comparable(parts[0], base):
                keys = (rate.key, base.key, *(p.key for p in parts))
                forms.append(Equation(keys, (1,) * len(keys), factor=PERCENT))
    if not forms:
        return None
    strength: Strength = "soft" if part or whole else "hint"
    if part is not None and (whole is not None or f"{part.key}/" in sheet.figures):
        strength = "firm" if _fits(rate, part, sheet.figures[forms[0].keys[1]]) else "soft"
    rule = "rate_of" if part is not None else rules[0].id
    return Check("rate", rule, tuple(dict.fromkeys(forms)), strength)


def _fits(rate: Figure, part: Figure, whole: Figure) -> bool:
    """Tell whether the codes allow that the rate is part / whole; if not, a link may be wrong."""
    if part.value is not None and whole.value is not None and part.value > whole.value:
        return False
    rules = _rules_of(rate.code, rate.obs.role)
    return not rules or part.code == rate.code or part.code in _numerators(rules)


def _numerators(rules: tuple[Identity, ...]) -> set[str]:
    """Return the codes that the rules divide, and those that make them up."""
    found: set[str] = set()
    for rule in rules:
        named = rule.fields["numerator"]
        found.update(named if isinstance(named, list) else [named])
    return found | {part for code in found for split in splits().get(code, ()) for part in split}


def _is_count(figure: Figure) -> bool:
    return figure.addable and figure.obs.unit not in ("percent", "rank")


def _is_share(rate: Figure, part: Figure) -> bool:
    """A rate of its own beside a score (tiến độ 18,4 điểm, 96 % đúng hạn) is no share of it."""
    return part.obs.unit != "point" or part.code == rate.code


def _is_base(figure: Figure) -> bool:
    """Tell whether a figure may be 100 %: a count, or a target that is met in part."""
    o = figure.obs
    target = o.role == "target" and o.bound == "exact"
    return _is_count(figure) or (target and o.unit not in ("percent", "rank"))


def _comparable(part: Figure, whole: Figure) -> bool:
    """Tell whether one may be a share of the other: results of dossiers, but no units of them."""
    units = {part.obs.unit, whole.obs.unit}
    return len(units) == 1 or units <= _COUNTED or units <= _OFFERED


@cache
def _rules_of(code: str, role: str) -> tuple[Identity, ...]:
    """Return the ratios of the codebook that give a rate, or the share of a count."""
    names = (code, f"share_of:{code}") if role == "share_of" else (code,)
    return tuple(
        identity
        for identity in load_codebook().identities
        if identity.type == "ratio" and identity.fields["value"] in names
    )


def _parts(
    sheet: Sheet, rate: Figure, whole: Figure | None, rules: tuple[Identity, ...]
) -> Iterator[list[Figure]]:
    """Yield the printed figures that a rate without RATE_OF may restate."""
    for rule in rules:
        named = rule.fields["numerator"]
        for code in named if isinstance(named, list) else [named]:
            found = find_parts(sheet, code, whole or rate)
            found = [figure for figure in found if figure.frame == rate.frame]
            if found:
                yield found


def _wholes(
    sheet: Sheet, rate: Figure, part: Figure, whole: Figure | None, rules: tuple[Identity, ...],
    *, several: bool,
) -> Iterator[Figure]:  # fmt: skip
    """Yield what the rate may be a share of: the linked whole, the y of x/y, the codebook's."""
    if whole is not None:
        yield whole
    if not several and f"{part.key}/" in sheet.figures:
        yield sheet.figures[f"{part.key}/"]
    for rule in rules:
        for code in rule.fields["denominators"]:
            found = pick(sheet, code, rate, frame=part.frame)
            if found is not None:
                yield found
