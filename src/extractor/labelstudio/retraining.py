"""Train a pipeline on what people have submitted, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from extractor.errors import ModelError
from extractor.labelstudio.client import Server
from extractor.labelstudio.pull import Wish, pull
from extractor.pipeline import Extractor, load

#: A training that takes longer is given up (seconds).
LONGEST: Final = 6 * 3600


def make_trainer(
    server: Server, title: str, folder: Path, *, command: tuple[str, ...] | None = None
) -> Callable[[], Callable[[], Extractor]]:
    """Return what a training request does: pull, train niced, and say how to load the result.

    `folder` receives the pulled gold, the log and one pipeline a training. The call refuses
    (ModelError) when training fails; the log says why.
    """
    train = command or (sys.executable, "-m", "extractor.cli", "train")

    def run() -> Callable[[], Extractor]:
        gold = folder / "gold"
        pull(server, title, Wish(gold, texts=True))
        stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        output = folder / f"model-{stamp}"
        log = folder / f"training-{stamp}.log"
        with log.open("wb") as file:
            try:
                done = subprocess.run(
                    ["nice", "-n", "10", *train, "--annotations", str(gold), "-o", str(output)],
                    stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
                    timeout=LONGEST, check=False,
                )  # fmt: skip
            except subprocess.TimeoutExpired as error:
                raise ModelError(f"training took over {LONGEST} s; see {log}") from error
        if done.returncode:
            raise ModelError(f"training ended with code {done.returncode}; see {log}")
        return lambda: load(output)

    return run
