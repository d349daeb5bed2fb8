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
from extractor.features.chain import CHAIN_IDS
from extractor.features.pairs import PAIR_IDS
from extractor.labels import LABELS
from extractor.schema import Mention

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Say = Callable[[str], None]
CONFIG: Final = Path("training/config.cfg")
#: Halves of the train split, each read by a pipeline which learned from the other one.
FOLDS: Final = 2
#: Copies that the networks read.
NETWORK_COPIES: Final = 1
#: More steps than any run has: the folds are read at the end only.
_NEVER: Final = 1_000_000
#: Epochs of a fold at most: it shows what wrong mentions and links look like.
_FOLD_EPOCHS: Final = 4
#: The coder is fitted in a stage of its own: fitted by spaCy too, it took minutes of each run.
_WITHOUT_CODER: Final = {
    "training.frozen_components": ["tthc_coder"],
    "training.score_weights.codes_acc": None,
    "training.score_weights.roles_acc": None,
}


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
    the training split; a text that the split has too is taken from the folder only. Refuses
    (InputError) a missing config and a corpus that fails its check.
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
        bulletins["train"] = _add(load_folder(job.extra), bulletins["train"])
    train = bulletins["train"]
    digest = corpus_digest(train + bulletins["dev"])
    halved = _digest(job.config.read_text(), job.seed, digest, PAIR_IDS, CHAIN_IDS)
    settings = _digest(halved, job.copies)
    _stage(work, "docs", digest, lambda: _write_docs(bulletins, work), say)
    files = work / "train.spacy", work / "dev.spacy", work / "model"
    with open_pool(1) as other:  # a second core trains beside the first
        first, second = (partial(_read_fold, job, work, fold) for fold in range(FOLDS))
        beside = other.submit(_run_beside, work, "fold1", halved, second)
        _stage(work, "fold0", halved, first, say)
        _say_all(beside.result(), say)
        _stage(work, "pages", settings, lambda: _write_pages(job, train, work), say)
        beside = other.submit(
            _run_beside, work, "coder", settings, partial(_fit_coder, job, train, work)
        )
        _stage(work, "train", settings, lambda: _train(job, *files), say)
        _say_all(beside.result(), say)
    if not (job.out / "meta.json").exists():
        (work / "finish.stamp").unlink(missing_ok=True)
    placed = f"{settings} {job.out.resolve()}"
    _stage(work, "finish", placed, lambda: _finish(job, work, bulletins, digest), say)
    return job.out


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

    write_docs(blank(), bulletins["dev"], work / "dev.spacy")
    for fold in range(FOLDS):
        inside, outside = _halves(bulletins["train"], fold)
        write_docs(blank(), inside, work / f"fold{fold}-in.spacy")
        write_docs(blank(), outside, work / f"fold{fold}-out.spacy")


def _write_pages(job: Job, train: list[Bulletin], work: Path) -> None:
    """Write what the networks learn from: every bulletin, with what a fold read, and its copies."""
    from spacy.tokens import DocBin

    from extractor.corpus.augmentation import augment_all, take_stock
    from extractor.corpus.docs import make_doc
    from extractor.pipes.records import mentions_of, register_extensions

    register_extensions()
    nlp = blank()
    read: dict[str, list[Mention]] = {}
    for fold in range(FOLDS):
        for doc in DocBin().from_disk(work / f"fold{fold}-read.spacy").get_docs(nlp.vocab):
            read[doc.text] = list(mentions_of(doc))
    pages = DocBin(store_user_data=True)
    for bulletin in train:
        page = make_doc(nlp, bulletin.text, bulletin.gold)
        page._.tthc_read = [(m.start, m.end, m.label, m.score) for m in read[page.text]]
        pages.add(page)
    copies = min(job.copies, NETWORK_COPIES)
    for copy in augment_all(train, copies=copies, seed=job.seed, stock=take_stock(train)):
        pages.add(make_doc(nlp, copy.text, copy.gold))
    pages.to_disk(work / "train.spacy")


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
        **_WITHOUT_CODER,
        **(settings or {}),
    }
    config = util.load_config(job.config, overrides=overrides, interpolate=False)
    out.mkdir(exist_ok=True)
    with fast_products():
        # its table is progress, not a result
        run_loop(init_nlp(config), out, stdout=sys.stderr)


def _run_beside(work: Path, name: str, digest: str, run: Callable[[], None]) -> list[str]:
    """Run one stage in another process; return what it says."""
    said: list[str] = []
    _stage(work, name, digest, run, said.append)
    return said


def _say_all(lines: Iterable[str], say: Say) -> None:
    for line in lines:
        say(line)


def _read_fold(job: Job, work: Path, fold: int) -> None:
    """Train on one half of the train split and let the pipeline read the other half."""
    from spacy.tokens import DocBin
    from spacy.util import load_config

    from extractor.pipes.leaning import lean_to_mentions
    from extractor.pipes.tagger import load_model

    out = work / f"fold{fold}"
    parts = work / f"fold{fold}-in.spacy", work / f"fold{fold}-out.spacy"
    epochs = int(load_config(job.config)["training"]["max_epochs"]) or _FOLD_EPOCHS
    settings = {
        "training.eval_frequency": _NEVER,
        "training.max_epochs": min(epochs, _FOLD_EPOCHS),
        "components.tthc_linker.model.members": 1,
    }
    _train(job, *parts, out, settings=settings)
    nlp, _, _ = load_model(out / "model-last")
    lean_to_mentions(nlp.get_pipe("ner"))
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
    from spacy.util import load_config

    from extractor.calibration import fit_confidence
    from extractor.pipes.leaning import lean_to_mentions
    from extractor.pipes.tagger import load_model

    # spaCy's best epoch is that of exact spans: whole facts on dev .744 by it, .761 by the last
    nlp, _, _ = load_model(work / "model" / "model-last")
    lean_to_mentions(nlp.get_pipe("ner"))
    nlp.get_pipe("tthc_coder").from_disk(work / "coder")  # type: ignore[attr-defined]
    nlp.config["paths"] = {**nlp.config["paths"], "train": None, "dev": None}  # of this machine
    asked = load_config(job.config)["training"]
    for name in ("frozen_components", "score_weights"):  # as they were before _WITHOUT_CODER
        nlp.config["training"][name] = asked.get(name, [])
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
    _forget_words(part)
    shutil.rmtree(job.out, ignore_errors=True)
    part.replace(job.out)


def _forget_words(pipeline: Path) -> None:
    """Keep the labels of the strings: spaCy lists all words of training, 0.5 MB for nothing."""
    names = json.dumps(sorted(LABELS))
    (pipeline / "vocab" / "strings.json").write_text(names, encoding="utf-8")


def read_meta(model: Path) -> dict[str, Any]:
    """Return what training wrote about a pipeline: digest, seed, calibration."""
    meta = json.loads((model / "meta.json").read_text(encoding="utf-8"))
    return dict(meta.get("tthc", {}))
