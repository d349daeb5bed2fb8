"""Scores of a group of bulletins: pooled counts, intervals, averages and breakdowns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extractor.scoring.abstention import Abstention, abstain
from extractor.scoring.bootstrap import RESAMPLES, SEED, Interval, draw, interval, macro_interval
from extractor.scoring.calibration import Reliability, cross_fit, reliability
from extractor.scoring.codes import RARE, macro_f1, micro
from extractor.scoring.counts import MEASURES, Counts, Measure, add_tables
from extractor.scoring.slots import WHOLE
from extractor.scoring.tally import BulletinResult, Wrong

#: The scores that breakdowns, comparisons and the first table show.
HEADLINES: Final = (
    "spans/exact/all", "links/exact/all", "gold_links/exact/all", "facts/detection",
    "facts/value_and_unit", "facts/core", "facts/whole", "codes/micro",
)  # fmt: skip
TRAITS: Final = ("type", "era", "region")
_CODES: Final = "codes/by_code/"


@dataclass(frozen=True, slots=True)
class Score:
    """Pooled counts of one name, its three measures and their 95 % intervals."""

    counts: Counts
    values: dict[Measure, float | None]
    intervals: dict[Measure, Interval | None]


@dataclass(frozen=True, slots=True)
class Average:
    """A macro average, its 95 % interval and the number of codes averaged."""

    value: float | None
    interval: Interval | None
    codes: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that is said of one group of bulletins.

    `faults` counts wrong facts by what is wrong: slots of the whole fact, or missed, or extra.
    `breakdowns` maps a trait to its values to (bulletins, headline scores). `cross_fitted` tells
    that reliability and abstention are of a confidence fitted on other bulletins of the group.
    """

    group: str
    bulletins: int
    figures: int
    observed: int
    scores: dict[str, Score]
    macro: Average
    macro_rare: Average
    confusion: Counter[tuple[str, str]]
    faults: Counter[tuple[str, ...]]
    reliability: Reliability | None
    abstention: Abstention | None
    cross_fitted: bool
    breakdowns: dict[str, dict[str, tuple[int, dict[str, Score]]]]


def summarise(
    group: str,
    results: Sequence[BulletinResult],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    cross_fitted: bool = False,
) -> Summary:
    """Pool the results of one group; intervals come from `resamples` draws of its bulletins.

    `cross_fitted` is for a group that the system's confidence was fitted on.
    """
    draws = (resamples, seed)
    figures = sum(result.figures for result in results)
    points = _points(results, cross_fitted=cross_fitted)
    breakdowns = {
        trait: values for trait in TRAITS if (values := _break_down(trait, results, draws))
    }
    return Summary(
        group=group,
        bulletins=len(results),
        figures=figures,
        observed=sum(result.observed for result in results),
        scores=score_results(results, resamples=resamples, seed=seed),
        macro=_average(results, draws, rarer_than=None),
        macro_rare=_average(results, draws, rarer_than=RARE),
        confusion=sum((result.confusion for result in results), Counter()),
        faults=Counter(_faults(wrong) for one in results for wrong in one.wrongs),
        reliability=reliability(points),
        abstention=abstain(points, figures=figures),
        cross_fitted=cross_fitted,
        breakdowns=breakdowns,
    )


def _faults(wrong: Wrong) -> tuple[str, ...]:
    if wrong.kind != "wrong":
        return (wrong.kind,)
    return tuple(slot for slot in WHOLE if slot in wrong.slots)


def _points(results: Sequence[BulletinResult], *, cross_fitted: bool) -> list[tuple[float, bool]]:
    """List (confidence, right) of the observations of a group."""
    if not cross_fitted:
        return [point for result in results for point in result.confidences]
    return cross_fit(
        [(one.doc_id, grounds, right) for one in results for grounds, right in one.grounds]
    )


def rows_of(results: Sequence[BulletinResult], name: str) -> list[Counts]:
    """List the counts of one name bulletin by bulletin; "codes/micro" pools the codes of each."""
    if name == "codes/micro":
        return [micro(_codes_of(result)) for result in results]
    return [result.table.get(name, Counts()) for result in results]


def score_results(
    results: Sequence[BulletinResult],
    names: Sequence[str] | None = None,
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, Score]:
    """Score names (None: every one that occurs) over bulletins; an absent name is left out."""
    draws = draw(len(results), resamples=resamples, seed=seed)
    present = [*add_tables(result.table for result in results), "codes/micro"]
    scores = {}
    for name in present if names is None else [name for name in names if name in present]:
        rows = rows_of(results, name)
        counts = sum(rows, Counts())
        scores[name] = Score(
            counts,
            {measure: counts.measure(measure) for measure in MEASURES},
            {measure: interval(rows, measure, draws) for measure in MEASURES},
        )
    return scores


def _codes_of(result: BulletinResult) -> dict[str, Counts]:
    return {
        name.removeprefix(_CODES): counts
        for name, counts in result.table.items()
        if name.startswith(_CODES)
    }


def _average(
    results: Sequence[BulletinResult], draws: tuple[int, int], *, rarer_than: int | None
) -> Average:
    tables = [_codes_of(result) for result in results]
    pooled = add_tables(tables)
    support = {code: counts.tp + counts.fn for code, counts in pooled.items()}
    codes = [code for code, n in support.items() if n and (rarer_than is None or n < rarer_than)]
    resamples, seed = draws
    drawn = draw(len(results), resamples=resamples, seed=seed)
    return Average(
        macro_f1(pooled, rarer_than=rarer_than), macro_interval(tables, codes, drawn), len(codes)
    )


def _break_down(
    trait: str, results: Sequence[BulletinResult], draws: tuple[int, int]
) -> dict[str, tuple[int, dict[str, Score]]]:
    resamples, seed = draws
    values = sorted({result.traits[trait] for result in results if trait in result.traits})
    parts = {
        value: [result for result in results if result.traits.get(trait) == value]
        for value in values
    }
    return {
        value: (len(part), score_results(part, HEADLINES, resamples=resamples, seed=seed))
        for value, part in parts.items()
    }
