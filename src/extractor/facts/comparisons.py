"""Find figures that the bulletin compares: with themselves elsewhere, with an earlier period."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from extractor.codebook import load_codebook
from extractor.facts.checks import Check
from extractor.facts.equations import Equation
from extractor.facts.figures import Figure, Sheet
from extractor.facts.picking import pick
from extractor.facts.sums import at_most

_HUNDREDTH: Final = Decimal("0.01")
_ONE: Final = Decimal(1)
_ZERO: Final = Decimal(0)
#: More different values of one code in one frame are no restatement but a list.
_FEW: Final = 2
#: Shorter numerals resemble each other by chance.
_SHORT: Final = 3


def find_comparisons(sheet: Sheet) -> Iterator[Check]:
    """Yield restatements (title against body), changes against both periods, and rates of tiers."""
    for group in _mentions(sheet).values():
        if len(group) > 1:
            yield from _restated(group)
    for figure in list(sheet.figures.values()):
        if figure.base:
            yield from _base(sheet, figure)
        elif figure.obs.role.startswith("change_"):
            yield from _change(sheet, figure)
    yield from _between_tiers(sheet)


def _mentions(sheet: Sheet) -> dict[tuple[object, ...], list[Figure]]:
    """Group the figures that say the same of the same; hedged ones too."""
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for figure in sheet.stated():
        if figure.code in load_codebook().indicators and figure.obs.bound != "range":
            share = figure.obs.unit == "percent"
            groups.setdefault((figure.code, share, figure.frame), []).append(figure)
    return groups


def _restated(group: list[Figure]) -> Iterator[Check]:
    keys = {figure.key for figure in group}
    group = [figure for figure in group if figure.obs.part_of not in keys]
    exact = [f for f in group if f.obs.bound == "exact" and f.value is not None]
    if len({f.value for f in exact}) > _FEW:
        return
    best = min(exact, key=lambda f: f.step or _ONE, default=None)
    if best is None:
        return
    for figure in group:
        if figure is not best and (figure.value is None or _comparable(figure, best)):
            form = Equation((best.key, figure.key), (1, -1))
            yield Check("restated", "restated", (form,), "hint")


def _base(sheet: Sheet, base: Figure) -> Iterator[Check]:
    """The y of x/y restates the whole of which x is a part."""
    whole = sheet.whole_of(base)
    if whole is not None and whole.addable and whole.obs.unit not in ("percent", "point"):
        form = Equation((whole.key, base.key), (1, -1))
        yield Check("restated", "base", (form,), "hint")


def _comparable(figure: Figure, best: Figure) -> bool:
    """Leave out what is printed differently on purpose: short numerals and far hedges."""
    assert figure.lo is not None and figure.hi is not None
    assert best.lo is not None and best.hi is not None
    if figure.lo <= best.hi and best.lo <= figure.hi:
        return True
    return figure.obs.bound == "exact" and len(figure.printed) >= _SHORT


def _change(sheet: Sheet, change: Figure) -> Iterator[Check]:
    o = change.obs
    if o.compare_start is None or o.compare_end is None:
        return
    then = change.frame._replace(start=o.compare_start, end=o.compare_end)
    now_figure = pick(sheet, change.code, change)
    then_figure = pick(sheet, change.code, change, frame=then)
    if now_figure is None or then_figure is None or then == change.frame:
        return
    forms = _forms_of_change(change, now_figure, then_figure)
    if forms:
        yield Check("change", o.role, forms, "soft")


def _forms_of_change(change: Figure, now: Figure, then: Figure) -> tuple[Equation, ...]:
    """Return what a change may mean: a rise of N %, or N % of before; N more, or N times."""
    down = change.obs.direction == "down"
    if change.obs.role == "change_rel":
        keys = (change.key, then.key, now.key)
        if change.obs.unit == "times":
            if down:
                keys = (change.key, now.key, then.key)
            return (Equation(keys, (1, 1, 1), factor=(_ZERO, _ONE)),)
        if now.obs.unit == "percent":
            return ()
        rise = -_HUNDREDTH if down else _HUNDREDTH
        return (
            Equation(keys, (1, 1, 1), factor=(_ONE, rise)),
            Equation(keys, (1, 1, 1), factor=(_ZERO, _HUNDREDTH)),
        )
    if change.obs.role == "change_rank":
        down = not down  # a better rank is a smaller number
    more, less = (then, now) if down else (now, then)
    keys = (more.key, less.key, change.key)
    # The change of a score is worked out before both are rounded.
    rounding = change.step if change.obs.unit == "point" and change.step else _ZERO
    return (Equation(keys, (1, -1, -1), tolerance=rounding if rounding < 1 else _ZERO),)


def _between_tiers(sheet: Sheet) -> Iterator[Check]:
    """A rate of the whole province lies between the rates of its tiers."""
    tiers: dict[tuple[object, ...], list[Figure]] = {}
    for (code, frame), group in sheet.said.items():
        if code.startswith("rate_") and frame.scope == "tier" and frame.agency is None:
            name = (code, frame.qualifier, frame.start, frame.end)
            tiers.setdefault(name, []).extend(f for f in group if f.value is not None)
    if not tiers:
        return
    for (code, frame), group in sheet.said.items():
        name = (code, frame.qualifier, frame.start, frame.end)
        rates = tiers.get(name, [])
        levels = {figure.frame.level for figure in rates}
        if frame.scope != "whole_province" or len(rates) < 2 or len(levels) < len(rates):
            continue
        if not {"province", "commune"} <= levels:
            continue
        low = min(rates, key=lambda f: f.value or _ZERO)
        high = max(rates, key=lambda f: f.value or _ZERO)
        for rate in group:
            yield at_most("between", "rate_between_tiers", high, [rate])
            yield at_most("between", "rate_between_tiers", rate, [low])
