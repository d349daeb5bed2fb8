"""Experiments one after the other: train on some bulletins, score on others, keep what came out.

Each result is appended to a JSON Lines file as it ends. A run whose line is there already, of the
same bulletins, config and seed, is not repeated, and one that was broken off goes on at the stage
where it stopped: start the same command again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from thinc.api import Config

from extractor.corpus.building import build_corpus, sources
from extractor.corpus.store import Bulletin, load_bulletins
from extractor.errors import InputError
from extractor.fitting import FOLDS, Job
from extractor.scoring.counts import Measure
from extractor.scoring.results import write_text
from extractor.scoring.run import evaluate_system
from extractor.scoring.studies import read_rows
from extractor.scoring.summary import summarise
from extractor.scoring.systems import load_system
from extractor.training import corpus_digest, train_model

#: The scores of a line: accuracy over all gold figures, but for the F1 of finding them.
SCORES: Final[dict[str, tuple[str, Measure]]] = {
    "detection": ("facts/detection", "f1"),
    "value": ("facts/slots/value", "recall"),
    "indicator": ("facts/slots/indicator", "recall"),
    "level": ("facts/slots/level", "recall"),
    "period": ("facts/slots/period", "recall"),
    "core5": ("facts/core", "recall"),
    "whole": ("facts/whole", "recall"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One run: its name, the bulletins it learns from and those it reads; `facts` join its line.

    `dev` calibrates, as in every training; `held` is read besides.
    """

    run: str
    train: Sequence[Bulletin]
    dev: Sequence[Bulletin]
    held: Sequence[Bulletin] = ()
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """What all runs of a study share: the checkout, the config, the seed and where lines go."""

    root: Path
    config: Path
    results: Path
    seed: int = 1
    #: Fewer epochs than the config has, to try a study out.
    epochs: int | None = None


def read_arguments(description: str, results: str, arguments: Sequence[str] | None) -> Namespace:
    """Read the options that every study has; paths are relative to the checkout."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--config", type=Path, default=Path("training/quick.cfg"))
    parser.add_argument("--results", type=Path, default=Path("evaluation/results") / results)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, help="fewer epochs than the config has")
    return parser.parse_args(arguments)


def run_plans(plans: Iterable[Plan], setting: Setting) -> None:
    """Run the plans in order, one at a time; skip those whose line is there.

    Refuses (InputError) a plan with too few bulletins to learn from or to develop on, before any
    runs.
    """
    plans = list(plans)
    for plan in plans:
        if len(plan.train) < FOLDS or not plan.dev:
            raise InputError(
                f"{plan.run}: {len(plan.train)} bulletins to train on, {len(plan.dev)} to develop "
                f"on; it needs at least {FOLDS} and one"
            )
    every = {s: load_bulletins(s, root=setting.root) for s in ("train", "dev")}
    corpus = corpus_digest(every["train"] + every["dev"])
    for plan in plans:
        digest = digest_of(plan, setting)
        rows = read_rows(setting.results) if setting.results.exists() else []
        if any(row["run"] == plan.run and row["settings"] == digest for row in rows):
            _say(f"{plan.run}: done before, kept")
            continue
        _say(f"{plan.run}: {len(plan.train)} bulletins to train on")
        line = {"run": plan.run, **plan.facts, **_run(plan, setting, digest)}
        line |= {"corpus": corpus, "config": setting.config.name, "settings": digest}
        lines = [json.dumps(row, ensure_ascii=False) for row in (*rows, line)]
        write_text("\n".join(lines) + "\n", setting.results)


def digest_of(plan: Plan, setting: Setting) -> str:
    """Return the SHA-256 of everything that a run depends on but the code."""
    parts = [setting.config.read_text(encoding="utf-8"), str(setting.seed), str(setting.epochs)]
    parts += [corpus_digest(members) for members in (plan.train, plan.dev, plan.held)]
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()


def _run(plan: Plan, setting: Setting, digest: str) -> dict[str, Any]:
    started = time.monotonic()
    work = setting.root / "build" / "studies" / digest[:16]
    model = work / "trained"
    _write_corpus(work, setting.root, {b.doc_id for b in (*plan.train, *plan.dev)})
    config = _write_config(work, setting, plan.train)
    train_model(Job(work, config, model, seed=setting.seed, copies=0), say=_say)
    line = {
        "bulletins": len(plan.train),
        "figures": sum(len(bulletin.gold.facts) for bulletin in plan.train),
        "seed": setting.seed,
        "scores": _score(model, plan.dev),
    }
    if plan.held:
        line |= {"held_bulletins": len(plan.held), "held": _score(model, plan.held)}
    shutil.rmtree(work)
    return {**line, "seconds": round(time.monotonic() - started)}


def _write_corpus(work: Path, root: Path, members: set[str]) -> None:
    """Make a project folder that holds these bulletins alone, built from their sources."""
    folder = work / "annotations" / "first"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in sources(root):
        if path.stem in members:
            shutil.copy(path, folder)
    built, refused = build_corpus(work)
    if refused or built != len(members):
        raise InputError(f"{built} of {len(members)} bulletins built; run extractor corpus check")


def _write_config(work: Path, setting: Setting, train: Sequence[Bulletin]) -> Path:
    """Write the config with a look at dev about once an epoch, however few the bulletins are."""
    config = Config().from_disk(setting.config, interpolate=False)
    size = config["training"]["batcher"]["size"]
    if isinstance(size, int):
        words = sum(len(bulletin.text.split()) for bulletin in train)
        config["training"]["eval_frequency"] = max(1, words // size)
    if setting.epochs is not None:
        config["training"]["max_epochs"] = setting.epochs
    path = work / "config.cfg"
    config.to_disk(path, interpolate=False)
    return path


def _score(model: Path, bulletins: Sequence[Bulletin]) -> dict[str, float | None]:
    evaluation = evaluate_system(load_system(str(model)), bulletins, resamples=0)
    # bulletins of two splits are two groups of an evaluation; here they are one
    pooled = summarise("held", evaluation.results, resamples=0).scores
    found = {name: pooled[key].values[measure] for name, (key, measure) in SCORES.items()}
    return {name: None if value is None else round(value, 4) for name, value in found.items()}


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
