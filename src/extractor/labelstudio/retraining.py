"""Train a pipeline on what people have submitted, in a process of its own; tell models apart."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from extractor.errors import ModelError
from extractor.export.files import write_text
from extractor.labelstudio.client import Server
from extractor.labelstudio.pull import Wish, pull
from extractor.pipeline import RULES, Extractor, load
from extractor.pipes.pipeline_files import find_pipeline

#: A training that takes longer is given up (seconds).
LONGEST: Final = 6 * 3600


#: The first eight digits of a digest: enough to tell trainings of one project apart.
_DIGITS: Final = 8


def load_version(name: str | Path | None = None) -> Extractor:
    """Load a model under a version that no other training has.

    Every training names its pipeline alike, and suggestions are sent once for each version: so the
    digest of meta.json, which holds corpus, seed and scores, is put behind the name. Refuses
    (ModelError) what `load` refuses.
    """
    extractor = load(name)
    if name != RULES:
        meta = find_pipeline(Path(name) if name is not None else None) / "meta.json"
        extractor.model += f"+{sha256(meta.read_bytes()).hexdigest()[:_DIGITS]}"
    return extractor


def make_trainer(
    server: Server, title: str, folder: Path, *, options: Sequence[str] = ()
) -> Callable[[], Callable[[], Extractor]]:
    """Return what a training request does: pull, train niced, and say how to load the result.

    `folder` receives the pulled gold, the log and one pipeline a training; `options` are further
    words for `extractor train`. The call refuses (ModelError) when training fails; the log says
    why.
    """

    def run() -> Callable[[], Extractor]:
        gold = folder / "gold"
        pulled = pull(server, title, Wish(gold, texts=True))
        stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        output = folder / f"model-{stamp}"
        log = folder / f"training-{stamp}.log"
        train = [sys.executable, "-m", "extractor.cli", "train", *options]
        write_text([f"refused: {line}\n" for line in pulled.refused], log)
        with log.open("ab") as file:
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
        return lambda: load_version(output)

    return run
