"""Bounds that one figure must keep: whole counts, 100 %, the maximum of a score, the last rank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from extractor.codebook import Indicator, load_codebook
from extractor.facts.figures import STATED, Figure, Sheet
from extractor.facts.wording import name_of, term_of, written
from extractor.schema import Context, Finding
from extractor.vietnamese.gazetteer import MERGER

#: Rates that carried-over dossiers may lift over 100 %.
_MAY_EXCEED: Final = frozenset({"rate_resolved"})
_WORD: Final = re.compile(r"[^\W\d]|%")
_AIMS: Final = frozenset({"target", "threshold"})


def find_breaches(sheet: Sheet, context: Context) -> Iterator[Finding]:
    """Yield a finding for each figure that breaks a bound; figures that keep theirs give none."""
    yield from _periods(sheet, context)
    indicators = load_codebook().indicators
    for figure in list(sheet.figures.values()):
        if figure.base:
            continue
        indicator = indicators.get(figure.code)
        if figure.value is None or indicator is None or figure.obs.role not in STATED:
            continue
        if not _WORD.search(figure.obs.surface) and figure.obs.base_value is None:
            continue  # without a printed unit it may be of another kind than its code says
        whole = sheet.whole_of(figure)
        if whole is None or whole.obs.role != "target":  # a plan may be met by 104,3 %
            yield from _amount(figure, figure.value, indicator)
        if indicator.kind == "score" and figure.obs.unit == "point":
            yield from _score(figure, figure.value, indicator)
        if indicator.kind == "rank":
            yield from _rank(figure, figure.value, context)


def _breach(
    figure: Figure, kind: str, said: str, gap: Decimal | None, *, verdict: str = "contradicts"
) -> Finding:
    return Finding(
        doc_id=figure.obs.doc_id,
        kind=kind,
        rule="bound",
        verdict=verdict,
        equation=said,
        gap=gap,
        terms=(term_of(figure),),
    )


def _amount(figure: Figure, value: Decimal, indicator: Indicator) -> Iterator[Finding]:
    name = name_of(figure)
    if figure.obs.unit == "percent":
        share = indicator.kind == "rate" or figure.obs.role == "share_of"
        if share and value > 100:
            verdict = "cannot_tell" if figure.code in _MAY_EXCEED else "contradicts"
            said = f"{name} {written(value)}% > 100%"
            yield _breach(figure, "percent", said, value - 100, verdict=verdict)
    elif indicator.kind == "count" and value != value.to_integral_value():
        rest = value - value.to_integral_value(ROUND_FLOOR)
        yield _breach(figure, "whole", f"{name} {written(value)} is no whole number", rest)


def _score(figure: Figure, value: Decimal, indicator: Indicator) -> Iterator[Finding]:
    name, base, most = name_of(figure), figure.obs.base_value, indicator.max_points
    top = base if base is not None else most
    if top is not None and value > top:
        # The index was recut over the years: only a printed maximum is sure.
        verdict = "contradicts" if base is not None else "cannot_tell"
        said = f"{name} {written(value)} > {written(top)}"
        yield _breach(figure, "score", said, value - top, verdict=verdict)


def _rank(figure: Figure, value: Decimal, context: Context) -> Iterator[Finding]:
    base = figure.obs.base_value
    last = base
    if last is None and figure.frame.scope == "whole_province":
        day = context.published or figure.frame.end
        # provinces of the country before and since the mergers
        last = Decimal(34 if day is not None and day >= MERGER else 63)
    name = name_of(figure)
    if value < 1 or value != value.to_integral_value():
        yield _breach(figure, "rank", f"{name} {written(value)} is no rank", None)
    elif last is not None and value > last:
        said = f"{name} {written(value)} > {written(last)} ranked"
        yield _breach(figure, "rank", said, value - last)


def _periods(sheet: Sheet, context: Context) -> Iterator[Finding]:
    """A bulletin reports no period that begins after its own day; a cut-off may lie ahead."""
    published = context.published
    later: dict[tuple[date, bool], list[Figure]] = {}
    for figure in sheet.figures.values():
        start, aim = figure.obs.period_start, figure.obs.role in _AIMS
        if published and start and start > published and not aim and not figure.base:
            stated = figure.obs.period_basis == "stated"
            later.setdefault((start, stated), []).append(figure)
    for (start, stated), figures in later.items():
        assert published is not None
        yield Finding(
            doc_id=figures[0].obs.doc_id,
            kind="period",
            rule="bound",
            # A nominal period may lack its printed year; a day that is still to come is a deadline.
            verdict="contradicts" if stated else "cannot_tell",
            equation=f"reported from {start} on, after the bulletin's day {published}",
            gap=Decimal((start - published).days),
            terms=tuple(term_of(figure) for figure in figures),
        )
