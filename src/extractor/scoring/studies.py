"""Studies for the report: the learning curve, reading what was left out, active learning.

The scripts of training/ append one line of JSON for each run that ended; a report shows the runs
that belong together with the last one: same corpus, same config.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any, Final

from extractor.errors import InputError
from extractor.scoring.cells import TableView, show

LEARNING_CURVE: Final = "learning_curve.jsonl"
GENERALISATION: Final = "generalisation.jsonl"
ACTIVE_LEARNING: Final = "active_learning.jsonl"
#: Of the scores of active learning the one that is shown: every code of a figure right.
_ACTIVE_SCORE: Final = "all"

#: One run: name, training size, corpus digest, config, seconds, and scores by name.
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Studies:
    """The rows of each study; empty where a study was not run."""

    curve: tuple[Row, ...] = ()
    generalisation: tuple[Row, ...] = ()
    active: tuple[Row, ...] = ()


def read_studies(folder: Path) -> Studies:
    """Read the studies that lie in a folder, by default evaluation/results of the checkout."""
    found = [
        tuple(_latest(read_rows(folder / name))) if (folder / name).exists() else ()
        for name in (LEARNING_CURVE, GENERALISATION, ACTIVE_LEARNING)
    ]
    return Studies(*found)


def read_rows(path: Path) -> list[Row]:
    """Read the lines of a study; refuse (InputError) one that is no result of a run."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            _ = row["run"], row["settings"], row["corpus"], row["config"], row["scores"].items()
            _ = int(row["bulletins"]), int(row["seconds"]), *row.get("held", {}).items()
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                f"{path} line {number}: no result of a run ({error!r}); remove the line"
            ) from error
        rows.append(row)
    return rows


def study_tables(studies: Studies) -> list[TableView]:
    """Tabulate the studies that were run."""
    tables = []
    if studies.curve:
        rows = sorted(studies.curve, key=lambda row: int(row["bulletins"]))
        note = "Scores on dev. " + _origin(rows)
        tables.append(_table("Learning curve", note, rows, ("scores",)))
    if studies.generalisation:
        note = (
            "Left out: scores on the bulletins that the run did not learn from; dev: on the rest "
            "of dev, which is like its training. " + _origin(studies.generalisation)
        )
        title = "Reading regions and eras that were left out"
        tables.append(_table(title, note, studies.generalisation, ("held", "scores")))
    if studies.active:
        note = (
            "Bulletins annotated one after another: drawn at random, or those that `annotate next` "
            "ranks first; share of figures on dev with every code right, gold mentions and links, "
            "averaged over seeds. " + _origin(studies.active)
        )
        rows = active_rows(studies.active)
        tables.append(_table("Active learning, simulated", note, rows, ("scores",)))
    return tables


def active_rows(rows: Sequence[Row]) -> list[Row]:
    """Bring active learning to one row for each number of bulletins, a score for each order.

    Scores are averaged over the seeds; a number that some order or seed lacks is left out.
    """
    found: dict[int, dict[str, list[float]]] = {}
    for row in rows:
        score = row["scores"].get(_ACTIVE_SCORE)
        if score is not None:
            orders = found.setdefault(int(row["bulletins"]), {})
            orders.setdefault(str(row["order"]), []).append(score)
    most = max((len(s) for orders in found.values() for s in orders.values()), default=0)
    names = {name for orders in found.values() for name in orders}
    return [
        {
            "run": f"{size} bulletins",
            "bulletins": size,
            "scores": {name: mean(orders[name]) for name in sorted(orders)},
        }
        for size, orders in sorted(found.items())
        if set(orders) == names and all(len(scores) == most for scores in orders.values())
    ]


def _latest(rows: Sequence[Row]) -> list[Row]:
    """Keep the runs of the last one's corpus and config; of a repeated run the last."""
    if not rows:
        return []
    last = rows[-1]["corpus"], rows[-1]["config"]
    kept = {row["run"]: row for row in rows if (row["corpus"], row["config"]) == last}
    return list(kept.values())


def _origin(rows: Sequence[Row]) -> str:
    minutes = sum(int(row["seconds"]) for row in rows) / 60
    return f"Config {rows[-1]['config']}, corpus {rows[-1]['corpus'][:12]}, {minutes:.0f} minutes."


def _table(title: str, note: str, rows: Sequence[Row], parts: Sequence[str]) -> TableView:
    """Tabulate rows; with two parts each run has a row for either."""
    names = list(dict.fromkeys(name for row in rows for name in row["scores"]))
    shown = {"held": "left out", "scores": "dev"}
    cells = []
    for row in rows:
        for part in parts:
            scores = row.get(part, {})
            run = f"{row['run']}: {shown[part]}" if len(parts) > 1 else str(row["run"])
            read = str(row.get("held_bulletins", "")) if part == "held" else ""
            sizes = (str(row["bulletins"]), *([read] if len(parts) > 1 else []))
            cells.append((run, *sizes, *(show(scores.get(name)) for name in names)))
    sizes_header = ("trained on", *(["left out"] if len(parts) > 1 else []))
    return TableView(title, note, ("run", *sizes_header, *names), tuple(cells))
