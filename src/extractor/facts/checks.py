"""What a check is, and its verdict: holds, contradicts or cannot tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from extractor.facts.equations import Equation, Figures, Interval, holds, solve, unknowns

Verdict = Literal["holds", "contradicts", "cannot_tell"]

#: How sure it is that the equation must hold:
#: firm  by the meaning of its terms; a gap contradicts, unless it is so wide that no misprint
#:       accounts for it: then a figure was taken for another.
#: soft  unless something is unprinted; a gap contradicts only where one misprint would explain it.
#: hint  the same, but without such a misprint the figures are taken for unrelated.
#: open  a list that may be incomplete; only that it holds says something.
Strength = Literal["firm", "soft", "hint", "open"]

#: A gap that no single misprint explains is still an error of the text up to this share.
NEAR: Final = Decimal("0.1")

#: Kinds that state an equality, so that they can prove a reading.
PROOFS: Final = frozenset({"sum", "rate", "restated", "change"})


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be true of some figures; it holds when any of its forms does.

    The first form is the one that the text's own links suggest. `quiet` checks tell only of what
    contradicts.
    """

    kind: str
    rule: str
    forms: tuple[Equation, ...]
    strength: Strength = "firm"
    quiet: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of the figures of the first form."""
        return self.forms[0].keys


def true_form(check: Check, figures: Figures) -> Equation | None:
    """Return the first form that holds; None where none does or a term is unknown."""
    for form in check.forms:
        if not unknowns(form, figures) and holds(form, figures):
            return form
    return None


def settled(check: Check, key: str, figures: Figures) -> bool:
    """Tell whether the check holds by a form without the figure, whatever its value is."""
    return any(
        key not in form.keys and not unknowns(form, figures) and holds(form, figures)
        for form in check.forms
    )


def solutions(check: Check, key: str, figures: Figures) -> list[Interval]:
    """Return the values of one figure with which the check holds, all others as they are."""
    return [
        solve(form, key, figures)
        for form in check.forms
        if key in form.keys and all(k == key for k in unknowns(form, figures))
    ]


def judge(check: Check, figures: Figures, explained: Callable[[Check], bool]) -> Verdict | None:
    """Return the verdict on a check, None where it says nothing.

    `explained` tells whether one misprint would account for a gap.
    """
    if unknowns(check.forms[0], figures):
        bound = check.forms[0].at_most
        return None if bound or check.strength in ("hint", "open") else "cannot_tell"
    if true_form(check, figures) is not None:
        return None if check.quiet else "holds"
    if check.strength != "open" and explained(check):
        return "contradicts"
    if check.strength == "firm":
        return "contradicts" if _near(check.forms[0], figures) else "cannot_tell"
    return "cannot_tell" if check.strength == "soft" else None


def _near(form: Equation, figures: Figures) -> bool:
    """Tell whether the first figure is off by no more than NEAR of what it should be."""
    first = figures[form.keys[0]]
    low, high = solve(form, first.key, figures)
    assert first.lo is not None and first.hi is not None
    off = max(low - first.hi, first.lo - high)
    return off <= NEAR * max(abs(first.hi), abs(high))
