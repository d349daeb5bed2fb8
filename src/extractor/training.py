"""The researchers' loop: check the corpus, write spaCy documents, train, calibrate, evaluate.

Each stage leaves a stamp with the digest of what it read; a stage whose inputs did not change is
not run again, so that a broken run goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.batch.pool import open_pool
from extractor.corpus.store import Bulletin, load_bulletins
from extractor.errors import InputError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Say = Callable[[str], None]
CONFIG: Final = Path("training/config.cfg")
#: Parts of the train split that are read by a pipeline which learned from the others.
FOLDS: Final = 2
#: Copies that the networks read.
NETWORK_COPIES: Final = 1
#: More steps than any run has: the folds are read at the end only.
_NEVER: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """One training run: where the corpus is, which config, which seed, where the model goes."""

    root: Path
    config: Path
    out: Path
    seed: int = 1
    extra: Path | None = None
    #: Varied copies of every training bulletin (corpus/augmentation); dev never has any. The coder
    #: reads all, the networks the first NETWORK_COPIES. With 232 bulletins six took codes of
    #: wordings never seen from .80 to .87; with 675 two do as well as six.
    copies: int = 2
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
    settings = hashlib.sha256(
        f"{job.config.read_text()}{job.seed}{job.copies}{digest}".encode()
    ).hexdigest()
    _stage(work, "docs", f"{digest}{job.copies}", lambda: _write_docs(job, bulletins, work), say)
    files = work / "train.spacy", work / "dev.spacy", work / "model"
    with open_pool(1) as other:  # a second core trains folds and coder meanwhile
        beside = other.submit(_fit_beside, job, bulletins["train"], work, settings)
        _stage(work, "train", settings, lambda: _train(job, *files), say)
        for line in beside.result():
            say(line)
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


def _write_docs(job: Job, bulletins: dict[str, list[Bulletin]], work: Path) -> None:
    from extractor.corpus.augmentation import augment_all, take_stock
    from extractor.corpus.docs import write_docs

    def with_copies(members: list[Bulletin]) -> list[Bulletin]:
        copies = min(job.copies, NETWORK_COPIES)
        stock = take_stock(members)  # a fold must not borrow wordings of the half that it reads
        return members + list(augment_all(members, copies=copies, seed=job.seed, stock=stock))

    write_docs(blank(), bulletins["dev"], work / "dev.spacy")
    write_docs(blank(), with_copies(bulletins["train"]), work / "train.spacy")
    for fold in range(FOLDS):
        inside, outside = _halves(bulletins["train"], fold)
        write_docs(blank(), with_copies(inside), work / f"fold{fold}-in.spacy")
        write_docs(blank(), outside, work / f"fold{fold}-out.spacy")


def _halves(members: list[Bulletin], fold: int) -> tuple[list[Bulletin], list[Bulletin]]:
    """Return the bulletins that a fold learns from, and those that it reads."""
    inside = [b for i, b in enumerate(members) if i % FOLDS != fold]
    return inside, [b for i, b in enumerate(members) if i % FOLDS == fold]


def blank() -> Language:
    """Return an empty pipeline with the project's tokenizer."""
    import spacy

    import extractor.pipes.tokenizer  # noqa: F401  (registers the tokenizer)

    settings = {"nlp": {"tokenizer": {"@tokenizers": "tthc.UndertheseaTokenizer.v1"}}}
    return spacy.blank("vi", config=settings)


def _train(
    job: Job, train: Path, dev: Path, out: Path, *, settings: Mapping[str, object] | None = None
) -> None:
    """Run spaCy's own training loop on two DocBin files; `settings` override the config."""
    from spacy import util
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train as run_loop

    import extractor.pipes.tagger  # noqa: F401  (registers all components)
    from extractor.pipes.products import fast_products

    overrides: dict[str, Any] = {
        "paths.train": str(train),
        "paths.dev": str(dev),
        "system.seed": job.seed,
        **(settings or {}),
    }
    config = util.load_config(job.config, overrides=overrides, interpolate=False)
    out.mkdir(exist_ok=True)
    with fast_products():
        # its table is progress, not a result
        run_loop(init_nlp(config), out, stdout=sys.stderr)


def _fit_beside(job: Job, train: list[Bulletin], work: Path, settings: str) -> list[str]:
    """Run the stages of the folds and the coder, which the networks do not need; return lines."""
    said: list[str] = []
    for fold in range(FOLDS):
        _stage(work, f"fold{fold}", settings, partial(_read_fold, job, work, fold), said.append)
    _stage(work, "coder", settings, lambda: _fit_coder(job, train, work), said.append)
    return said


def _read_fold(job: Job, work: Path, fold: int) -> None:
    """Train on one half of the train split and let the pipeline read the other half."""
    from spacy.tokens import DocBin
    from spacy.util import load_config

    from extractor.pipes.tagger import load_model

    out = work / f"fold{fold}"
    parts = work / f"fold{fold}-in.spacy", work / f"fold{fold}-out.spacy"
    # half the epochs: a fold shows what wrong links look like, it need not be the best pipeline
    epochs = int(load_config(job.config)["training"]["max_epochs"])
    settings = {"training.eval_frequency": _NEVER, "training.max_epochs": (epochs + 1) // 2}
    _train(job, *parts, out, settings=settings)
    nlp, _, _ = load_model(out / "model-last")
    gold = DocBin().from_disk(work / f"fold{fold}-out.spacy").get_docs(nlp.vocab)
    read = DocBin(store_user_data=True)
    for doc in gold:
        read.add(nlp(doc.text))
    read.to_disk(work / f"fold{fold}-read.spacy")


def _fit_coder(job: Job, train: list[Bulletin], work: Path) -> None:
    """Fit codes and roles on gold and its copies, scopes on gold and on what the folds found.

    The coder of a fold, fitted anew, is left in `work`/coder.
    """
    from spacy.tokens import DocBin

    from extractor.corpus.augmentation import augment_all, take_stock
    from extractor.corpus.docs import make_doc
    from extractor.pipes.coder import Coder, completed
    from extractor.pipes.tagger import load_model

    nlp, _, _ = load_model(work / "fold0" / "model-last")

    def docs(name: str) -> list[Doc]:
        return list(DocBin().from_disk(work / name).get_docs(nlp.vocab))

    coder = nlp.get_pipe("tthc_coder")
    assert isinstance(coder, Coder)
    stock = take_stock(train)
    copies = augment_all(train, copies=job.copies, seed=job.seed, stock=stock)
    gold = (make_doc(nlp, b.text, b.gold) for b in [*train, *copies])
    # a feature of one bulletin is in each of its copies too: it must stand in another one
    least = 2 * (1 + job.copies)
    coder.fit(((completed(doc), doc) for doc in gold), only=("indicator", "role"), least=least)
    pairs = [(completed(doc), doc) for doc in docs("train.spacy")]
    for fold in range(FOLDS):
        read, right = docs(f"fold{fold}-read.spacy"), docs(f"fold{fold}-out.spacy")
        pairs += list(zip(read, right, strict=True))
    coder.fit(pairs, only=("scope",))
    coder.to_disk(work / "coder")


def _finish(job: Job, work: Path, bulletins: dict[str, list[Bulletin]], digest: str) -> None:
    """Calibrate on dev, write the meta data, and put the pipeline in place whole."""
    from extractor.calibration import fit_confidence
    from extractor.pipes.tagger import load_model

    # spaCy's best epoch is that of exact spans: whole facts on dev .744 by it, .761 by the last
    nlp, _, _ = load_model(work / "model" / "model-last")
    nlp.get_pipe("tthc_coder").from_disk(work / "coder")  # type: ignore[attr-defined]
    paths = nlp.config["paths"]
    nlp.config["paths"] = {**paths, "train": None, "dev": None}  # of this machine only
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
    job.out.parent.mkdir(parents=True, exist_ok=True)
    part = job.out.with_name(job.out.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    nlp.to_disk(part)
    shutil.rmtree(job.out, ignore_errors=True)
    part.replace(job.out)


def read_meta(model: Path) -> dict[str, Any]:
    """Return what training wrote about a pipeline: digest, seed, calibration."""
    meta = json.loads((model / "meta.json").read_text(encoding="utf-8"))
    return dict(meta.get("tthc", {}))
