"""Say checks in words and figures, numbers as Vietnamese prints them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from extractor.facts.equations import WIDE, Equation, Figures
from extractor.facts.figures import Figure, Frame
from extractor.schema import Term

_DECIMALS: Final = Decimal("0.0001")


def written(value: Decimal) -> str:
    """Write a number as Vietnamese does: dots group thousands, a comma marks decimals.

    >>> written(Decimal("64933")), written(Decimal("98.70"))
    ('64.933', '98,7')
    """
    text = f"{value.quantize(_DECIMALS, context=WIDE):,f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def name_of(figure: Figure, frame: Frame | None = None) -> str:
    """Name a figure by its code and by what sets its frame apart from another one."""
    own = figure.frame
    marks: list[str] = []
    if figure.base:
        marks.append("base")
    if frame is not None and own != frame:
        if own.agency != frame.agency and own.agency:
            marks.append(own.agency)
        elif (own.level, own.scope) != (frame.level, frame.scope) and own.level:
            marks.append(f"{own.level}, {own.scope}" if own.scope == "tier" else own.level)
        if own.qualifier != frame.qualifier and own.qualifier:
            marks.append(own.qualifier)
        if own.end != frame.end and own.end:
            marks.append(own.end.isoformat())
    code = figure.code or "figure"
    return f"{code} ({'; '.join(marks)})" if marks else code


def term_of(figure: Figure, frame: Frame | None = None) -> Term:
    """Return a figure as a term of a finding."""
    o = figure.obs
    return Term(
        obs_id=o.obs_id,
        value=figure.value,
        char_start=o.char_start,
        char_end=o.char_end,
        name=name_of(figure, frame),
    )


def say(equation: Equation, figures: Figures, *, true: bool) -> str:
    """Say an equation: `total 10 = part 4 + part 6`, or ≠ with what comes out.

    Unreadable figures are shown as printed, with a question mark.
    """
    terms = [figures[key] for key in equation.keys]
    frame = terms[0].frame
    known = all(term.value is not None for term in terms)
    if equation.factor is not None:
        return _say_product(equation, terms, true=true)
    left = [_say_figure(t, frame) for t, s in zip(terms, equation.signs, strict=True) if s > 0]
    right = [_say_figure(t, frame) for t, s in zip(terms, equation.signs, strict=True) if s < 0]
    if equation.constant:
        right.append(written(equation.constant))
    signs = ("≤", ">") if equation.at_most else ("=", "≠")
    sign = signs[0] if true or not known else signs[1]
    said = f"{' + '.join(left)} {sign} {' + '.join(right)}"
    side = [t for t, s in zip(terms, equation.signs, strict=True) if (s < 0) != equation.at_most]
    if true or not known or len(side) < 2:
        return said
    return f"{said} (together {written(sum((t.value or Decimal(0) for t in side), Decimal(0)))})"


def _say_figure(figure: Figure, frame: Frame) -> str:
    shown = f"{figure.printed}?" if figure.value is None else written(figure.value)
    sign = "%" if figure.obs.unit == "percent" and not figure.base else ""
    return f"{name_of(figure, frame)} {shown}{sign}"


def _say_product(equation: Equation, terms: list[Figure], *, true: bool) -> str:
    rate, whole, *parts = terms
    assert equation.factor is not None
    a, b = equation.factor
    frame = whole.frame
    over = " + ".join(_say_figure(part, frame) for part in parts)
    over = f"({over})" if len(parts) > 1 else over
    values = [term.value for term in terms[1:]]
    if rate.value is None or None in values or not whole.value:
        return f"{_say_figure(rate, frame)} = {over} / {_say_figure(whole, frame)}"
    share = (sum((part.value or Decimal(0) for part in parts), Decimal(0)) / whole.value - a) / b
    less = " − 1" if a else ""
    percent = "%" if rate.obs.unit == "percent" else ""
    return (
        f"{_say_figure(rate, frame)} {'=' if true else '≠'} "
        f"{over} / {_say_figure(whole, frame)}{less} (= {written(share)}{percent})"
    )
