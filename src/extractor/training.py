"""The researchers' loop: check the corpus, write spaCy documents, train, calibrate.

What a stage makes stands in extractor/fitting; a broken run goes on where it stopped
(extractor/stages).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

from extractor import codebook
from extractor.corpus.store import Bulletin, load_bulletins
from extractor.errors import InputError
from extractor.features.chain import CHAIN_IDS
from extractor.features.company import COLUMNS
from extractor.features.pairs import PAIR_IDS
from extractor.fitting import (
    FOLDS,
    Job,
    asked_of,
    finish,
    fit_codes,
    fit_scopes,
    read_fold,
    train_linker,
    train_recogniser,
    write_docs,
    write_pages,
)
from extractor.pipes.pipeline_files import COMPONENTS
from extractor.stages import Stages, processes

CONFIG: Final = Path("training/config.cfg")
#: Lexicon, cues and notions, which features are made of.
DATA: Final = Path(codebook.__file__).parent / "data"


def train_model(job: Job, *, say: Callable[[str], None] = lambda line: None) -> Path:
    """Go from the corpus to a trained, calibrated pipeline in `job.out`; return that folder.

    `job.extra` is a folder of gold files with their texts (<id>.json beside <id>.txt), added to
    the training split; a text that the split has too is taken from the folder only. Refuses
    (InputError) a missing config, one that names other components or no end, and a corpus that
    fails its check.
    """
    _check_config(job)
    work = job.root / job.work
    work.mkdir(parents=True, exist_ok=True)
    bulletins = {
        "train": load_bulletins("train", root=job.root),
        "dev": load_bulletins("dev", root=job.root),
    }
    if job.extra is not None:
        bulletins["train"] = _add(load_folder(job.extra), bulletins["train"])
    train = bulletins["train"]
    digest = corpus_digest(train + bulletins["dev"])
    known = [path.read_text(encoding="utf-8") for path in sorted(DATA.glob("*.toml"))]
    halved = _digest(job.config.read_text(), job.seed, digest, PAIR_IDS, CHAIN_IDS, COLUMNS, *known)
    settings = _digest(halved, job.copies)
    stages = Stages(work, say)
    # the clerk, one process, takes its stages one after the other
    with processes(1) as clerk, processes(1) as other:
        # codes and roles read gold alone: they fill the cores where the others wait
        codes = stages.begin(clerk, "codes", settings, partial(fit_codes, job, train, work))
        stages.run("docs", digest, lambda: write_docs(bulletins, work))
        first, second = (partial(read_fold, job, work, fold) for fold in range(FOLDS))
        beside = stages.begin(other, "fold1", halved, second)
        stages.run("fold0", halved, first)
        stages.end(beside)
        stages.run("pages", settings, lambda: write_pages(job, train, work))
        # of these three none reads what another makes
        linker = stages.begin(other, "linker", settings, partial(train_linker, job, work))
        coder = stages.begin(clerk, "coder", settings, partial(fit_scopes, job, work))
        stages.run("recogniser", settings, lambda: train_recogniser(job, work))
        for begun in (codes, coder, linker):
            stages.end(begun)
    if not (job.out / "meta.json").exists():
        stages.forget("finish")
    placed = f"{settings} {job.out.resolve()}"
    stages.run("finish", placed, lambda: finish(job, work, bulletins, digest))
    return job.out


def _check_config(job: Job) -> None:
    if not job.config.exists():
        raise InputError(f"{job.config}: no such training config; see training/")
    asked = asked_of(job)
    if tuple(asked["nlp"]["pipeline"]) != COMPONENTS:
        raise InputError(f"{job.config}: [nlp] pipeline must be {', '.join(COMPONENTS)}")
    if not asked["training"]["max_epochs"] and not asked["training"]["max_steps"]:
        raise InputError(
            f"{job.config}: [training] needs max_epochs or max_steps: the linker, alone, has "
            "no score to end by"
        )


def _add(extra: list[Bulletin], train: list[Bulletin]) -> list[Bulletin]:
    """Add bulletins to a split; a text that both have must not stand in both halves."""
    texts = {bulletin.text for bulletin in extra}
    return [bulletin for bulletin in train if bulletin.text not in texts] + extra


def _digest(*parts: object) -> str:
    return hashlib.sha256(" ".join(map(str, parts)).encode("utf-8")).hexdigest()


def corpus_digest(bulletins: Iterable[Bulletin]) -> str:
    """Return one SHA-256 over all texts and gold, independent of their order."""
    parts = sorted(f"{b.doc_id}:{b.gold.model_dump_json()}" for b in bulletins)
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()


def load_folder(folder: Path) -> list[Bulletin]:
    """Read a folder of gold files with texts of the same name; refuse one without its text."""
    from extractor.corpus.gold import check_text, read_gold

    found = []
    for path in sorted(folder.glob("*.json")):
        text_path = path.with_suffix(".txt")
        if not text_path.exists():
            raise InputError(f"{path}: {text_path.name} is missing beside it; add the text")
        gold, text = read_gold(path), text_path.read_bytes().decode("utf-8")
        check_text(gold, text)
        found.append(Bulletin(gold.doc_id, text, gold, "train", {"doc_id": gold.doc_id}))
    return found


def read_meta(model: Path) -> dict[str, Any]:
    """Return what training wrote about a pipeline: digest, seed, calibration."""
    meta = json.loads((model / "meta.json").read_text(encoding="utf-8"))
    return dict(meta.get("tthc", {}))
