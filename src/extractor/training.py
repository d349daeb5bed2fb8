"""The researchers' loop: check the corpus, write spaCy documents, train, calibrate.

What a stage makes stands in extractor/fitting; a broken run goes on where it stopped
(extractor/stages).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final

from extractor.corpus.store import Bulletin, load_bulletins
from extractor.errors import AnnotationError, InputError
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
from extractor.pipes.pipeline_files import COMPONENTS, read_meta
from extractor.stages import Stages, alone_in, processes
from extractor.vietnamese.text import normalise

#: What weights are made by; a change of anything else makes no stage run again.
_LEARNING: Final = (
    "codebook", "corpus", "facts", "features", "fitting.py", "labels.py", "pipes", "rules",
    "schema.py", "vietnamese",
)  # fmt: skip
_SOURCES: Final = (".py", ".toml", ".tsv", ".gz", ".json", ".npz")


def train_model(job: Job, *, say: Callable[[str], None] = lambda line: None) -> Path:
    """Go from the corpus to a trained, calibrated pipeline in `job.out`; return that folder.

    `job.extra` is a folder of gold files with their texts (<id>.json beside <id>.txt), added to
    the training split; a text that the split has too is taken from the folder only. Refuses
    (AnnotationError) a corpus that fails its check and (InputError) a missing config, one that
    names other components or no end, a folder for the pipeline that holds something else, too few
    bulletins, more gold that dev or test have too, and a second run beside one.
    """
    _check_config(job)
    _check_place(job.out)
    work = job.root / job.work
    with alone_in(work):
        _run_stages(job, _read_splits(job), Stages(work, say))
    return job.out


def _run_stages(job: Job, bulletins: dict[str, list[Bulletin]], stages: Stages) -> None:
    train, work = bulletins["train"], stages.work
    corpus = corpus_digest(train + bulletins["dev"])
    read = _digest(*(corpus_digest(bulletins[split]) for split in ("train", "dev")), *_sources())
    halved = _digest(job.config.read_text(), job.seed, read)
    settings = _digest(halved, job.copies)
    # the clerk, one process, takes its stages one after the other
    with processes(1) as clerk, processes(1) as other:
        checked = stages.begin(clerk, "check", read, partial(_check_corpus, job.root))
        # codes and roles read gold alone: they fill the cores where the others wait
        codes = stages.begin(clerk, "codes", halved, partial(fit_codes, job, train, work))
        stages.run("docs", read, lambda: write_docs(bulletins, work))
        stages.end(checked)
        first, second = (partial(read_fold, job, work, fold) for fold in range(FOLDS))
        beside = stages.begin(other, "fold1", halved, second)
        stages.run("fold0", halved, first)
        stages.end(beside)
        stages.run("pages", settings, lambda: write_pages(job, train, work))
        if codes is not None and codes.done():
            stages.end(codes)  # a failure is told before the networks are trained
        # of these three none reads what another makes
        linker = stages.begin(other, "linker", settings, partial(train_linker, job, work))
        coder = stages.begin(clerk, "coder", settings, partial(fit_scopes, job, work))
        stages.run("recogniser", settings, lambda: train_recogniser(job, work))
        for begun in (codes, coder, linker):
            stages.end(begun)
    if not _is_placed(job.out, settings):
        stages.forget("finish")
    whole = _digest(settings, *_sources(None))
    stages.run("finish", whole, lambda: finish(job, work, bulletins, corpus, settings))


def _check_config(job: Job) -> None:
    if not job.config.exists():
        raise InputError(f"{job.config}: no such training config; see training/")
    asked = asked_of(job)
    if tuple(asked["nlp"]["pipeline"]) != COMPONENTS:
        raise InputError(f"{job.config}: [nlp] pipeline must be {', '.join(COMPONENTS)}")
    if max(asked["training"]["max_epochs"], asked["training"]["max_steps"]) < 1:
        raise InputError(
            f"{job.config}: [training] needs max_epochs or max_steps: the linker, alone, has "
            "no score to end by"
        )


def _check_place(out: Path) -> None:
    """Refuse (InputError) a place whose files the finished pipeline would take the place of."""
    is_other = out.is_file() or (out.is_dir() and any(out.iterdir()))
    if not out.name or (is_other and not (out / "meta.json").exists()):
        raise InputError(f"{out}: not a pipeline's folder, and not empty; name another")


def _is_placed(out: Path, settings: str) -> bool:
    """Tell whether the pipeline in a folder is the one of these settings."""
    if not (out / "meta.json").exists():
        return False
    return bool(read_meta(out).get("tthc", {}).get("settings") == settings)


def _check_corpus(root: Path) -> None:
    from extractor.corpus.checks import check_corpus

    refused = [fault for fault in check_corpus(root) if fault.severity == "refused"]
    if refused:
        raise AnnotationError(
            f"{refused[0].where}: {refused[0].what} ({len(refused)} faults in all; run extractor "
            "corpus check)"
        )


def _read_splits(job: Job) -> dict[str, list[Bulletin]]:
    """Read train, with more gold where it is given, and dev."""
    if job.every < 1:
        raise InputError(f"every {job.every}: name 1 for all bulletins, 2 for half of them")
    splits = {split: load_bulletins(split, root=job.root) for split in ("train", "dev")}
    splits["train"] = splits["train"][:: job.every]
    if job.extra is not None:
        extra = load_folder(job.extra)
        _refuse_held(extra, splits["dev"] + load_bulletins("test", root=job.root))
        splits["train"] = _add(extra, splits["train"])
    if len(splits["train"]) < FOLDS or not splits["dev"]:
        raise InputError(
            f"{len(splits['train'])} bulletins to train on, {len(splits['dev'])} to develop on; "
            f"training needs at least {FOLDS} and one"
        )
    return splits


def _refuse_held(extra: list[Bulletin], held: list[Bulletin]) -> None:
    """Refuse (InputError) to learn from what is scored, under whatever name."""
    texts = {normalise(bulletin.text).text: bulletin.doc_id for bulletin in held}
    for bulletin in extra:
        if (name := texts.get(normalise(bulletin.text).text)) is not None:
            raise InputError(
                f"{bulletin.doc_id}: the text of {name}, which dev or test holds; a model that "
                "learned it cannot be scored: leave it out"
            )


def _add(extra: list[Bulletin], train: list[Bulletin]) -> list[Bulletin]:
    """Add bulletins to a split; a text that both have must not stand in both halves."""
    texts = {normalise(bulletin.text).text: bulletin for bulletin in extra}
    return [b for b in train if normalise(b.text).text not in texts] + list(texts.values())


def _digest(*parts: object) -> str:
    return hashlib.sha256(" ".join(map(str, parts)).encode("utf-8")).hexdigest()


def _sources(names: tuple[str, ...] | None = _LEARNING) -> list[str]:
    """Return the digest of every file of code and data under some names of the package, or all."""
    package = Path(__file__).parent
    roots = [package] if names is None else [package / name for name in names]
    files = (file for root in roots for file in ([root] if root.is_file() else root.rglob("*")))
    return [
        hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(files)
        if file.suffix in _SOURCES and "model" not in file.relative_to(package).parts
    ]


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
