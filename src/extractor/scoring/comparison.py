"""Two systems on the same bulletins, score by score, with a paired test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extractor.errors import InputError
from extractor.scoring.bootstrap import RESAMPLES, SEED, Difference, compare, draw
from extractor.scoring.counts import Measure
from extractor.scoring.summary import HEADLINES, rows_of
from extractor.scoring.tally import BulletinResult

#: What is compared; a name that either run lacks is left out.
COMPARED: Final[tuple[tuple[str, Measure], ...]] = (
    *((name, "f1") for name in HEADLINES),
    *((f"facts/slots/{slot}", "recall") for slot in ("value", "indicator", "level", "period")),
    ("facts/whole", "recall"),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One score of two systems in one group."""

    group: str
    name: str
    measure: Measure
    difference: Difference


def compare_results(
    ours: Sequence[BulletinResult],
    theirs: Sequence[BulletinResult],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[Comparison, ...]:
    """Compare two runs group by group; refuse (InputError) runs on other bulletins or gold."""
    groups = dict.fromkeys(result.group for result in ours)
    found: list[Comparison] = []
    for group in groups:
        mine = sorted((r for r in ours if r.group == group), key=_key)
        other = sorted((r for r in theirs if r.group == group), key=_key)
        _demand_same(group, mine, other)
        draws = draw(len(mine), resamples=resamples, seed=seed)
        for name, measure in COMPARED:
            if _has(mine, name) and _has(other, name):
                rows = rows_of(mine, name), rows_of(other, name)
                found.append(Comparison(group, name, measure, compare(*rows, measure, draws)))
    return tuple(found)


def _key(result: BulletinResult) -> str:
    return result.doc_id


def _has(results: Sequence[BulletinResult], name: str) -> bool:
    return name == "codes/micro" or any(name in result.table for result in results)


def _demand_same(
    group: str, ours: Sequence[BulletinResult], theirs: Sequence[BulletinResult]
) -> None:
    mine = {(r.doc_id, r.text_sha256, r.gold_sha256) for r in ours}
    other = {(r.doc_id, r.text_sha256, r.gold_sha256) for r in theirs}
    if mine != other:
        odd = sorted({doc_id for doc_id, *_ in mine ^ other})
        raise InputError(
            f"group {group}: the two runs differ in bulletins, texts or annotations "
            f"({len(odd)}: {', '.join(odd[:3])}{' …' if len(odd) > 3 else ''}); "
            "evaluate both on the same ones"
        )
