"""Find the sums of a bulletin: identities of the codebook, tiers and lists under printed wholes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from extractor.codebook import Identity, load_codebook
from extractor.facts.checks import Check, Strength
from extractor.facts.equations import Equation
from extractor.facts.figures import Figure, Sheet
from extractor.facts.picking import pick, totals
from extractor.vietnamese.gazetteer import MERGER

#: Parts that a bulletin may leave unprinted although its total counts them.
_OMITTED: Final = frozenset({"dossiers_carried_over"})
#: The tiers that make up a province; districts ended on 30 June 2025.
_TIERS_BEFORE: Final = frozenset({"province", "district", "commune"})
_TIERS_SINCE: Final = frozenset({"province", "commune"})
_RATIOS: Final = ("percent", "point", "rank")


def find_sums(sheet: Sheet, published: date | None) -> Iterator[Check]:
    """Yield every sum and bound that the codes, the tiers or the PART_OF links claim, once."""
    seen: set[tuple[str, frozenset[str]]] = set()
    for check in _all_sums(sheet, published):
        name = check.kind, frozenset(check.keys)
        if name not in seen:
            seen.add(name)
            yield check


def _all_sums(sheet: Sheet, published: date | None) -> Iterator[Check]:
    split: list[Check] = []
    for identity in load_codebook().identities:
        if identity.type in ("sum", "le"):
            for check in _of_identity(identity, sheet):
                if _is_direct(identity, check, sheet):
                    yield check
                else:
                    split.append(check)
    yield from split  # after those that name the same figures by their own identity
    for key, parts in sheet.parts.items():
        whole = sheet.figures[key]
        yield from _of_parts(whole, parts, published)
        if whole.addable:
            yield from _too_large(whole, parts)
    yield from _of_tiers(sheet, published)


def _is_direct(identity: Identity, check: Check, sheet: Sheet) -> bool:
    return {sheet.figures[key].code for key in check.keys[1:]} <= set(identity.fields["parts"])


@cache
def splits() -> dict[str, list[tuple[str, ...]]]:
    """Map each total to the lists of parts that replace it where it is not printed itself."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for identity in load_codebook().identities:
        total = identity.fields.get("total")
        if identity.type == "sum" and isinstance(total, str):
            found[total].append(tuple(identity.fields["parts"]))
    return found


def _of_identity(identity: Identity, sheet: Sheet) -> Iterator[Check]:
    fields = identity.fields
    if not isinstance(fields.get("total"), str):
        if identity.type == "sum":
            yield from _complement(identity, sheet)
        return
    for whole in totals(sheet, fields["total"]):
        parts, missing = _parts_of(sheet, whole, fields["parts"])
        if identity.type == "le":
            if parts:
                yield at_most("part", identity.id, whole, parts)
        elif len(parts) > 1:
            yield from _sum_of(identity, sheet, whole, parts, missing)


def find_parts(sheet: Sheet, code: str, near: Figure) -> list[Figure]:
    """Return the figure of a code beside `near`, else the figures that together replace it."""
    found = pick(sheet, code, near)
    if found is not None:
        return [found]
    for codes in splits().get(code, ()):
        figures = [pick(sheet, part, near) for part in codes]
        if None not in figures:
            return [figure for figure in figures if figure is not None]
    return []


def _parts_of(sheet: Sheet, whole: Figure, codes: Iterable[str]) -> tuple[list[Figure], list[str]]:
    """Return the printed parts of a whole and the codes of those that are not."""
    parts: list[Figure] = []
    missing: list[str] = []
    for code in codes:
        found = find_parts(sheet, code, whole)
        parts += found
        if not found:
            missing.append(code)
    return parts, missing


def _sum_of(
    identity: Identity, sheet: Sheet, whole: Figure, parts: list[Figure], missing: list[str]
) -> Iterator[Check]:
    tolerance = Decimal(str(identity.fields.get("tolerance", 0)))
    if set(missing) - _OMITTED:
        yield Check("sum", identity.id, (total_of(whole, parts),), "open")
        yield at_most("part", identity.id, whole, parts)
        return
    forms = [total_of(whole, parts, tolerance=tolerance)]
    for code in identity.fields.get("optional_parts", ()):
        more = find_parts(sheet, code, whole)
        if more:
            forms.append(total_of(whole, parts + more, tolerance=tolerance))
    strength: Strength = "soft" if missing or "severity" in identity.fields else "firm"
    yield Check("sum", identity.id, tuple(forms), strength)


def _complement(identity: Identity, sheet: Sheet) -> Iterator[Check]:
    """Rates that share one base add up to 100; which base they have is rarely printed."""
    first, *rest = identity.fields["parts"]
    for figure in totals(sheet, first):
        parts = [pick(sheet, code, figure) for code in rest]
        known = [part for part in parts if part is not None]
        if len(known) == len(rest):
            keys = (figure.key, *(part.key for part in known))
            tolerance = Decimal(str(identity.fields.get("tolerance", 0)))
            form = Equation(keys, (1,) * len(keys), Decimal(identity.fields["total"]), tolerance)
            yield Check("sum", identity.id, (form,), "hint")


def total_of(
    whole: Figure, parts: Sequence[Figure], *, tolerance: Decimal = Decimal(0)
) -> Equation:
    """Return whole = Σ parts."""
    keys = (whole.key, *(part.key for part in parts))
    return Equation(keys, (1, *(-1 for _ in parts)), tolerance=tolerance)


def at_most(kind: str, rule: str, whole: Figure, parts: Sequence[Figure]) -> Check:
    """Return Σ parts ≤ whole; only of whole lists it is told that it holds."""
    keys = (whole.key, *(part.key for part in parts))
    form = Equation(keys, (-1, *(1 for _ in parts)), at_most=True)
    strength: Strength = "soft" if all(_descends(p.code, whole.code) for p in parts) else "hint"
    return Check(kind, rule, (form,), strength, quiet=kind != "list")


def _descends(code: str, whole: str) -> bool:
    """Tell whether the codebook makes one code a part of another, so that it cannot be more."""
    indicators = load_codebook().indicators
    while code != whole:
        parent = indicators[code].parent if code in indicators else None
        if parent is None:
            return False
        code = parent
    return True


def _too_large(whole: Figure, parts: Iterable[Figure]) -> Iterator[Check]:
    """Compare each part with its whole; those that are visibly smaller make no check."""
    for part in parts:
        if part.obs.unit != whole.obs.unit or not part.addable or whole.obs.unit in _RATIOS:
            continue
        unknown = part.value is None or whole.value is None
        if unknown or (part.value or 0) > (whole.value or 0):
            yield at_most("part", "part_of", whole, [part])


def _of_parts(whole: Figure, parts: list[Figure], published: date | None) -> Iterator[Check]:
    """Add up the parts that measure what their whole does and split it in one way."""
    if not whole.addable or whole.obs.unit in _RATIOS:
        return
    alike = [p for p in parts if p.code == whole.code and p.obs.unit == whole.obs.unit]
    groups: dict[str, list[Figure]] = defaultdict(list)
    for part in alike:
        groups[_way(part, whole)].append(part)
    tiers = groups.pop("tier", [])
    shared = groups.get("same", [])
    if len(tiers) > 1 and _all_addable(tiers):
        # procedures in force: `chung 3 cấp` stands beside the tiers at the level of the whole
        members = tiers + shared if _all_addable(shared) else tiers
        yield _tier_sum(whole, members, published)
        groups.pop("same", None)
    for way, group in groups.items():
        if len(group) > 1 and _all_addable(group):
            yield Check("sum", f"list by {way}", (total_of(whole, group),), "open")
            if way == "unit":
                yield at_most("list", "list by unit", whole, _once(group))


def _all_addable(figures: Iterable[Figure]) -> bool:
    return all(figure.addable for figure in figures)


def _way(part: Figure, whole: Figure) -> str:
    mine, its = part.frame, whole.frame
    if (mine.start, mine.end) != (its.start, its.end):
        return "period"
    if mine.qualifier != its.qualifier:
        return "part"
    if (mine.level, mine.scope, mine.agency) == (its.level, its.scope, its.agency):
        return "same"
    return "tier" if mine.scope == "tier" and mine.agency is None else "unit"


def _once(parts: Iterable[Figure]) -> list[Figure]:
    """Keep one of equal figures: a list may name its first unit twice, in title and text."""
    return list({part.value: part for part in parts}.values())


def _of_tiers(sheet: Sheet, published: date | None) -> Iterator[Check]:
    """Add up tiers that stand apart from their total, without PART_OF links."""
    tiers: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    figures = [figure for code in list(sheet.frames) for figure in totals(sheet, code)]
    for figure in figures:
        if figure.frame.scope == "tier" and figure.frame.agency is None:
            tiers[_less_level(figure)].append(figure)
    for figure in figures:
        if figure.frame.scope != "whole_province":
            continue
        members = tiers.get(_less_level(figure), [])
        if len(members) > 1 and not any(_says(figure, sheet.whole_of(m)) for m in members):
            check = _tier_sum(figure, members, published)
            if check.strength == "firm":
                yield check


def _says(figure: Figure, other: Figure | None) -> bool:
    """Tell whether two mentions state the same of the same."""
    return other is not None and (figure.code, figure.frame) == (other.code, other.frame)


def _less_level(figure: Figure) -> tuple[object, ...]:
    frame = figure.frame
    return figure.code, figure.obs.unit, frame.qualifier, frame.start, frame.end


def _tier_sum(whole: Figure, parts: Sequence[Figure], published: date | None) -> Check:
    levels = [
        level
        for part in parts
        if part.frame.scope == "tier"
        for level in (part.frame.level or "").split("+")
    ]
    day = published or whole.frame.end
    needed = _TIERS_SINCE if day is not None and day >= MERGER else _TIERS_BEFORE
    complete = (
        whole.frame.scope == "whole_province"
        and set(levels) >= needed
        and len(levels) == len(set(levels))
        and whole.obs.unit not in _RATIOS
    )
    return Check("sum", "sum over tiers", (total_of(whole, parts),), "firm" if complete else "open")
