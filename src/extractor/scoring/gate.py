"""The gate: no score may fall below the floor that was recorded for it.

Floors rise with every update. One is lowered only with a reason, which stays in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from pathlib import Path
from typing import Final

from extractor.corpus.store import REAL
from extractor.errors import InputError
from extractor.scoring.baseline import (
    Baseline,
    GroupFloors,
    Lowering,
    read_baseline,
    write_baseline,
)
from extractor.scoring.counts import Measure
from extractor.scoring.evaluation import Evaluation
from extractor.scoring.summary import Summary

#: How far below its floor a score may lie: less than one figure in a thousand.
EPSILON: Final = 0.0005
#: What is gated, by name and measure; every one of them is better when higher.
GATED: Final[tuple[tuple[str, Measure], ...]] = (
    ("spans/exact/all", "f1"), ("links/exact/all", "f1"), ("facts/detection", "f1"),
    ("facts/value_and_unit", "recall"), ("facts/slots/indicator", "recall"),
    ("facts/slots/level", "recall"), ("facts/slots/agency", "recall"),
    ("facts/slots/period", "recall"), ("facts/core", "f1"), ("facts/whole", "f1"),
    ("facts/whole", "recall"), ("facts/parts/PART_OF", "f1"), ("facts/parts/RATE_OF", "f1"),
    ("codes/micro", "f1"), ("malformed/flagged", "recall"), ("malformed/not_invented", "recall"),
    ("distractors/left_alone/all", "recall"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says: a line per fall, per rise, and per group that could not be checked."""

    falls: tuple[str, ...] = ()
    rises: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Tell whether no score fell."""
        return not self.falls


def check_gate(evaluation: Evaluation, baseline: Path) -> Verdict:
    """Compare an evaluation with the floors of `baseline`.

    Only the group "real" may be absent from the evaluation (its texts do not travel with the
    project); it is named in `skipped`. A score that is undefined now has fallen. Refuses
    (InputError) a missing or broken file, and texts or annotations other than those that the floors
    were measured on.
    """
    groups = read_baseline(baseline).groups
    if not groups:
        raise InputError(f"{baseline}: no floors in it; make them with --update")
    falls: list[str] = []
    rises: list[str] = []
    skipped: list[str] = []
    for name, stored in groups.items():
        summary = evaluation.summaries.get(name)
        if summary is None:
            line = f"{name}: not measured, floors not checked"
            (skipped if name == REAL else falls).append(line)
            continue
        _demand_digests(name, stored, evaluation.digests[name], baseline)
        now = gated_scores(summary)
        for score, lowest in stored.floors.items():
            value = now.get(score)
            if _fell(value, lowest):
                falls.append(f"{name}: {score} fell to {_show(value)}, floor {lowest:.4f}")
            elif value is not None and value > lowest + EPSILON:
                rises.append(f"{name}: {score} rose to {value:.4f}, floor {lowest:.4f}")
    unknown = [name for name in evaluation.summaries if name not in groups]
    skipped += [f"{name}: no floors recorded; make them with --update" for name in unknown]
    return Verdict(tuple(falls), tuple(rises), tuple(skipped))


def update_gate(
    evaluation: Evaluation, baseline: Path, *, allow_regression_reason: str | None = None
) -> Verdict:
    """Raise the floors to what was measured, and record the digests of texts and annotations.

    A lower score is refused (InputError) and nothing is written, unless a reason is given: then the
    floor falls, and is kept with the reason under `lowered`. Groups that were not measured keep
    their floors.
    """
    old = read_baseline(baseline) if baseline.exists() else Baseline()
    reason = (allow_regression_reason or "").strip()
    groups, lowered, rises = dict(old.groups), list(old.lowered), []
    for name, summary in evaluation.summaries.items():
        before = groups[name].floors if name in groups else {}
        floors, fallen = _move_floors(before, gated_scores(summary))
        lowered += [
            Lowering(group=name, score=score, floor=before[score], to=floors.get(score),
                     model=evaluation.model, reason=reason)
            for score in fallen
        ]  # fmt: skip
        rises += [
            f"{name}: {score} floor {_show(before.get(score))} → {value:.4f}"
            for score, value in floors.items()
            if value > before.get(score, -1.0)
        ]
        texts, golds = evaluation.digests[name]
        groups[name] = GroupFloors(
            bulletins=summary.bulletins, figures=summary.figures, corpus_sha256=texts,
            annotations_sha256=golds, floors=floors,
        )  # fmt: skip
    falls = [
        f"{one.group}: {one.score} floor {one.floor:.4f} → {_show(one.to)}"
        for one in lowered[len(old.lowered) :]
    ]
    if falls and not reason:
        raise InputError(f"floors would fall: {'; '.join(falls)}; give the reason to allow it")
    new = Baseline(model=evaluation.model, groups=groups, lowered=tuple(lowered))
    write_baseline(new, baseline)
    return Verdict(tuple(falls), tuple(rises))


def gated_scores(summary: Summary) -> dict[str, float | None]:
    """Give the gated scores of a group by name; None where undefined or not measured."""
    scores: dict[str, float | None] = {"codes/macro f1": summary.macro.value}
    for name, measure in GATED:
        found = summary.scores.get(name)
        scores[f"{name} {measure}"] = found.values[measure] if found else None
    return scores


def _move_floors(
    before: Mapping[str, float], now: Mapping[str, float | None]
) -> tuple[dict[str, float], list[str]]:
    """Return the new floors and the names of those that fell."""
    floors: dict[str, float] = {}
    fallen: list[str] = []
    for score in dict.fromkeys([*now, *before]):
        lowest, value = before.get(score), now.get(score)
        if lowest is not None and _fell(value, lowest):
            fallen.append(score)
            lowest = None
        if value is not None:
            # rounded down, so that the score just measured passes its own floor
            floors[score] = max(floor(value * 10_000) / 10_000, lowest or 0.0)
    return floors, fallen


def _fell(value: float | None, lowest: float) -> bool:
    return value is None or value < lowest - EPSILON


def _demand_digests(group: str, stored: GroupFloors, digests: tuple[str, str], path: Path) -> None:
    texts, golds = digests
    for what, now, then in (
        ("texts", texts, stored.corpus_sha256),
        ("annotations", golds, stored.annotations_sha256),
    ):
        if now != then:
            raise InputError(
                f"{path}: the {what} of {group} ({now[:12]}) are not those that the floors were "
                f"measured on ({then[:12]}); restore them or run the gate with --update"
            )


def _show(value: float | None) -> str:
    return "none" if value is None else f"{value:.4f}"
