"""The researchers' loop: check the corpus, write spaCy documents, train, calibrate, evaluate.

Each stage leaves a stamp with the digest of what it read; a stage whose inputs did not change is
not run again, so that a broken run goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.corpus.store import Bulletin, load_bulletins
from extractor.errors import InputError

if TYPE_CHECKING:
    from spacy.language import Language

Say = Callable[[str], None]
CONFIG: Final = Path("training/config.cfg")


@dataclass(frozen=True, slots=True)
class Job:
    """One training run: where the corpus is, which config, which seed, where the model goes."""

    root: Path
    config: Path
    out: Path
    seed: int = 1
    extra: Path | None = None
    work: Path = Path("build/training")


def train_model(job: Job, *, say: Say = lambda line: None) -> Path:
    """Go from the corpus to a trained, calibrated pipeline in `job.out`; return that folder.

    `job.extra` is a folder of gold files with their texts (<id>.json beside <id>.txt), added to
    the training split. Refuses (InputError) a missing config and a corpus that fails its check.
    """
    if not job.config.exists():
        raise InputError(f"{job.config}: no such training config; see training/")
    work = job.root / job.work
    work.mkdir(parents=True, exist_ok=True)
    bulletins = {
        "train": load_bulletins("train", root=job.root),
        "dev": load_bulletins("dev", root=job.root),
    }
    if job.extra is not None:
        bulletins["train"] += load_folder(job.extra)
    digest = corpus_digest(bulletins["train"] + bulletins["dev"])
    settings = hashlib.sha256(f"{job.config.read_text()}{job.seed}{digest}".encode()).hexdigest()
    _stage(work, "docs", digest, lambda: _write_docs(bulletins, work), say)
    _stage(work, "train", settings, lambda: _train(job, work), say)
    if not (job.out / "meta.json").exists():
        (work / "finish.stamp").unlink(missing_ok=True)
    placed = f"{settings} {job.out.resolve()}"
    _stage(work, "finish", placed, lambda: _finish(job, work, bulletins, digest), say)
    return job.out


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


def _stage(work: Path, name: str, digest: str, run: Callable[[], None], say: Say) -> None:
    stamp = work / f"{name}.stamp"
    if stamp.exists() and stamp.read_text() == digest:
        say(f"{name}: unchanged, kept")
        return
    say(f"{name}: running")
    stamp.unlink(missing_ok=True)
    run()
    stamp.write_text(digest)


def _write_docs(bulletins: dict[str, list[Bulletin]], work: Path) -> None:
    from extractor.corpus.docs import write_docs

    for split, members in bulletins.items():
        write_docs(blank(), members, work / f"{split}.spacy")


def blank() -> Language:
    """Return an empty pipeline with the project's tokenizer."""
    import spacy

    import extractor.pipes.tokenizer  # noqa: F401  (registers the tokenizer)

    settings = {"nlp": {"tokenizer": {"@tokenizers": "tthc.UndertheseaTokenizer.v1"}}}
    return spacy.blank("vi", config=settings)


def _train(job: Job, work: Path) -> None:
    from spacy import util
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train

    import extractor.pipes.tagger  # noqa: F401  (registers all components)

    overrides: dict[str, Any] = {
        "paths.train": str(work / "train.spacy"),
        "paths.dev": str(work / "dev.spacy"),
        "system.seed": job.seed,
    }
    config = util.load_config(job.config, overrides=overrides, interpolate=False)
    (work / "model").mkdir(exist_ok=True)
    nlp = init_nlp(config)
    train(nlp, work / "model")


def _finish(job: Job, work: Path, bulletins: dict[str, list[Bulletin]], digest: str) -> None:
    """Calibrate on dev, write the meta data, and put the pipeline in place whole."""
    from extractor.calibration import fit_confidence
    from extractor.pipes.tagger import load_model

    best = work / "model" / "model-best"
    nlp, _, _ = load_model(best)
    nlp.meta["name"] = "tthc_core"
    nlp.meta["version"] = "0.1.0"
    nlp.meta["license"] = "Apache-2.0"
    nlp.meta["tthc"] = {
        "corpus": digest,
        "train": len(bulletins["train"]),
        "dev": len(bulletins["dev"]),
        "seed": job.seed,
        "confidence": fit_confidence(nlp, bulletins["dev"]),
    }
    part = job.out.with_name(job.out.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    nlp.to_disk(part)
    shutil.rmtree(job.out, ignore_errors=True)
    part.replace(job.out)


def read_meta(model: Path) -> dict[str, Any]:
    """Return what training wrote about a pipeline: digest, seed, calibration."""
    meta = json.loads((model / "meta.json").read_text(encoding="utf-8"))
    return dict(meta.get("tthc", {}))
