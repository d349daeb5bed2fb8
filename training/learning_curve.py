"""Would more bulletins help? Train on 25, 50, 75 and 100 % of train and score each on dev.

    python training/learning_curve.py

The shares are nested and drawn by the seed. Each result is appended to
evaluation/results/learning_curve.jsonl as it ends; `extractor evaluate` shows them.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from experiments import Plan, Setting, read_arguments, run_plans

from extractor.corpus.store import load_bulletins, project_root
from extractor.errors import ExtractorError
from extractor.fitting import FOLDS

SHARES: Final = (0.25, 0.5, 0.75, 1.0)


def plan_curve(root: Path, *, seed: int, shares: Sequence[float] = SHARES) -> Iterator[Plan]:
    """Yield one run for each share of the training bulletins, the smallest first."""
    train, dev = (load_bulletins(split, root=root) for split in ("train", "dev"))
    random.Random(seed).shuffle(train)
    for share in shares:
        part = train[: max(FOLDS, round(share * len(train)))]
        yield Plan(f"{share:.0%} of train, seed {seed}", part, dev, facts={"share": share})


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the study as the command line asks for it."""
    wanted = read_arguments("Train on growing shares of train.", "learning_curve.jsonl", arguments)
    root = project_root()
    setting = Setting(root, wanted.config, wanted.results, wanted.seed, wanted.epochs)
    run_plans(plan_curve(root, seed=wanted.seed), setting)


if __name__ == "__main__":
    try:
        main()
    except ExtractorError as error:
        sys.exit(f"learning_curve: {error}")
