"""Evaluations as JSON: written whole or not at all, read back for comparisons."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from extractor.errors import InputError
from extractor.scoring.bootstrap import Interval
from extractor.scoring.comparison import Comparison
from extractor.scoring.counts import Counts
from extractor.scoring.evaluation import Evaluation
from extractor.scoring.summary import Average, Score, Summary
from extractor.scoring.tally import BulletinResult

RESULTS_FORMAT: Final = "1"

Json = dict[str, Any]


def to_json(evaluation: Evaluation, comparisons: Sequence[Comparison] = ()) -> Json:
    """Turn an evaluation into plain JSON data; undefined scores are null.

    Texts are not in it: wrong facts are named by offsets and their own surface.
    """
    groups = {}
    for name, summary in evaluation.summaries.items():
        texts, golds = evaluation.digests[name]
        groups[name] = {
            **_summary_json(summary), "corpus_sha256": texts, "annotations_sha256": golds,
        }  # fmt: skip
    return {
        "format": RESULTS_FORMAT,
        "model": evaluation.model,
        "facts": evaluation.facts,
        "notes": list(evaluation.notes),
        "groups": groups,
        "comparisons": [_rounded(asdict(one)) for one in comparisons],
        "bulletins": [_result_json(result) for result in evaluation.results],
    }


def read_results(path: Path) -> tuple[str, tuple[BulletinResult, ...]]:
    """Return the model and the per-bulletin counts of a stored evaluation.

    Refuses (InputError) a file that is missing, of another format, or broken.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != RESULTS_FORMAT:
            raise InputError(
                f"{path}: format {data['format']!r}, not {RESULTS_FORMAT!r}; run again"
            )
        results = tuple(_read_result(row) for row in data["bulletins"])
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; name the JSON of an evaluation") from error
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: no results of an evaluation ({error!r}); run again") from error
    return str(data["model"]), results


def write_text(text: str, path: Path) -> None:
    """Write a file whole or not at all, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)


def dump_json(data: Json) -> str:
    """Print JSON data with stable layout, letters as they are."""
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _summary_json(summary: Summary) -> Json:
    return {
        "bulletins": summary.bulletins,
        "figures": summary.figures,
        "observed": summary.observed,
        "scores": {name: _score_json(score) for name, score in summary.scores.items()},
        "codes_macro": _average_json(summary.macro),
        "codes_macro_rare": _average_json(summary.macro_rare),
        "confusion": [[*pair, n] for pair, n in sorted(summary.confusion.items())],
        "faults": [[list(slots), n] for slots, n in summary.faults.most_common()],
        "reliability": _rounded(asdict(summary.reliability)) if summary.reliability else None,
        "abstention": _rounded(asdict(summary.abstention)) if summary.abstention else None,
        "confidence_cross_fitted": summary.cross_fitted,
        "breakdowns": {
            trait: {
                value: {
                    "bulletins": bulletins,
                    "scores": {name: _score_json(score) for name, score in scores.items()},
                }
                for value, (bulletins, scores) in values.items()
            }
            for trait, values in summary.breakdowns.items()
        },
    }


def _score_json(score: Score) -> Json:
    counts = score.counts
    values: Json = {"tp": counts.tp, "fp": counts.fp, "fn": counts.fn}
    for measure, value in score.values.items():
        values[measure] = _rounded(value)
        values[f"{measure}_interval"] = _interval_json(score.intervals[measure])
    return values


def _average_json(average: Average) -> Json:
    return {
        "value": _rounded(average.value),
        "interval": _interval_json(average.interval),
        "codes": average.codes,
    }


def _interval_json(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [round(interval.low, 6), round(interval.high, 6)]


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value


def _result_json(result: BulletinResult) -> Json:
    return {
        "doc_id": result.doc_id,
        "group": result.group,
        "traits": result.traits,
        "text_sha256": result.text_sha256,
        "gold_sha256": result.gold_sha256,
        "figures": result.figures,
        "observed": result.observed,
        "failure": result.failure,
        "counts": {
            name: [counts.tp, counts.fp, counts.fn]
            for name, counts in result.table.items()
            # an empty row of a name that other bulletins have adds nothing
            if counts != Counts()
        },
        "confusion": [[*pair, n] for pair, n in sorted(result.confusion.items())],
        "wrong": [asdict(wrong) for wrong in result.wrongs],
    }


def _read_result(row: Json) -> BulletinResult:
    return BulletinResult(
        doc_id=row["doc_id"],
        group=row["group"],
        traits=row["traits"],
        text_sha256=row["text_sha256"],
        gold_sha256=row["gold_sha256"],
        figures=row["figures"],
        observed=row["observed"],
        table={name: Counts(*counts) for name, counts in row["counts"].items()},
        confusion=Counter({(ours, theirs): n for ours, theirs, n in row["confusion"]}),
        failure=row["failure"],
    )
