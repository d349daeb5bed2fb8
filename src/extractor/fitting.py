"""What each stage of a training run makes (extractor/training says in which order).

docs         documents of dev and of both halves of train
fold0, fold1 a pipeline learned from one half reads the other
pages        what the networks learn from: each bulletin, what was read of it, a varied copy
codes        indicators and roles, learned from gold
recogniser   tok2vec, ner and the judge of figures
linker       the linker alone
coder        scopes beside the codes
finish       the parts joined, figures read a second time, confidence fitted on dev
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.corpus.store import Bulletin
from extractor.labels import LABELS
from extractor.schema import Mention

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from extractor.pipes.coder import Coder

#: Halves of the train split, each read by a pipeline which learned from the other one.
FOLDS: Final = 2
#: More steps than any run has: the folds are read at the end only.
_NEVER: Final = 1_000_000
#: Epochs of a fold at most: it shows what wrong mentions and links look like.
_FOLD_EPOCHS: Final = 3
#: Epochs of the recogniser at most: on dev its mentions are as right after two as after four (F1 of
#: exact spans .807 after 2,500 and 3,000 steps of 5,800, .806 in the end).
_RECOGNISER_EPOCHS: Final = 2
#: A fold takes what may be a figure: linker and coder are to meet numbers that are none.
_FOLD_THRESHOLD: Final = 0.3
FIGURES: Final = "tthc_figures"
LINKER: Final = "tthc_linker"
CODER: Final = "tthc_coder"


@dataclass(frozen=True, slots=True)
class Job:
    """One training run: where the corpus is, which config, which seed, where the model goes."""

    root: Path
    config: Path
    out: Path
    seed: int = 1
    extra: Path | None = None
    #: Varied copies of every training bulletin (corpus/augmentation) for networks and scopes; dev
    #: never has any, nor have codes and roles: with 232 bulletins six took codes of wordings never
    #: seen from .80 to .87, with 3,175 they are as right on dev without (.961 with two, .961
    #: without, gold links), in a sixth of the time.
    copies: int = 1
    #: Learn from every n-th bulletin of the train split; of `extra` from all.
    every: int = 1
    work: Path = Path("build/training")


def write_docs(bulletins: dict[str, list[Bulletin]], work: Path) -> None:
    """Write gold as spaCy documents: dev, and train as what each fold learns from and reads."""
    from extractor.corpus.docs import write_docs as write

    write(blank(), bulletins["dev"], work / "dev.spacy")
    for fold in range(FOLDS):
        inside, outside = _halves(bulletins["train"], fold)
        write(blank(), inside, work / f"fold{fold}-in.spacy")
        write(blank(), outside, work / f"fold{fold}-out.spacy")


def write_pages(job: Job, train: list[Bulletin], work: Path) -> None:
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
    for copy in augment_all(train, copies=job.copies, seed=job.seed, stock=take_stock(train)):
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


def train_recogniser(job: Job, work: Path) -> None:
    """Train what the linker, which reads none of its vectors, need not wait for."""
    epochs = {"training.max_epochs": _epochs(job, _RECOGNISER_EPOCHS)}
    settings = _without(job, LINKER, CODER) | epochs
    _train(job, work / "train.spacy", work / "dev.spacy", work / "recogniser", settings=settings)


def train_linker(job: Job, work: Path) -> None:
    """Train the linker alone, beside all the rest.

    There are no mentions to score it by: what it loses tells of its progress.
    """
    others = [name for name in asked_of(job)["nlp"]["pipeline"] if name != LINKER]
    settings = {
        **_without(job, *others),
        "training.annotating_components": [],
        "training.patience": 0,
    }
    _train(job, work / "train.spacy", work / "dev.spacy", work / "linker", settings=settings)


def read_fold(job: Job, work: Path, fold: int) -> None:
    """Train on one half of the train split and let the pipeline read the other half.

    Beside what it read, each numeral is left with its company: what the second reading learns from.
    """
    import numpy as np
    from spacy.tokens import DocBin

    from extractor.pipes.figures import Figures, are_figures
    from extractor.pipes.leaning import lean_to_mentions
    from extractor.rules.findings import findings

    out = work / f"fold{fold}"
    # spaCy reads its dev set before the first step, too: not the whole other half
    half, dev = work / f"fold{fold}-in.spacy", work / "dev.spacy"
    settings = {
        **_without(job, CODER),
        "training.eval_frequency": _NEVER,
        "training.max_epochs": _epochs(job, _FOLD_EPOCHS),
        "components.tthc_linker.model.members": 1,
        "components.tthc_figures.threshold": _FOLD_THRESHOLD,
    }
    _train(job, half, dev, out, settings=settings)
    nlp = _load(out)
    lean_to_mentions(nlp.get_pipe("ner"))
    gold = DocBin().from_disk(work / f"fold{fold}-out.spacy").get_docs(nlp.vocab)
    read = DocBin(store_user_data=True)
    company, right = [], []
    for doc in gold:
        found = nlp.make_doc(doc.text)
        for _, component in nlp.pipeline:
            if isinstance(component, Figures):
                numerals = component.company(found)
                company.append(numerals.rows())
                right += are_figures(doc, findings(doc.text).quantities)
                found = component.settle(found, numerals)
            else:
                found = component(found)
        read.add(found)
    read.to_disk(work / f"fold{fold}-read.spacy")
    np.savez(
        work / f"fold{fold}-company.npz", company=np.concatenate(company), right=np.array(right)
    )


def fit_codes(job: Job, train: list[Bulletin], work: Path) -> None:
    """Fit codes and roles on gold."""
    from extractor.corpus.docs import make_doc
    from extractor.pipes.coder import completed

    shutil.rmtree(work / "codes", ignore_errors=True)  # scopes must not go on from older ones
    nlp = blank()
    coder = _add_coder(job, nlp)
    gold = (make_doc(nlp, b.text, b.gold) for b in train)
    pairs = ((completed(doc), doc) for doc in gold)
    coder.fit(pairs, only=("indicator", "role"), seed=job.seed)
    coder.to_disk(work / "codes")


def fit_scopes(job: Job, work: Path) -> None:
    """Fit scopes, beside codes and roles, on gold and on what the folds found."""
    from spacy.tokens import DocBin

    from extractor.pipes.coder import completed

    nlp = blank()
    coder = _add_coder(job, nlp).from_disk(work / "codes")

    def docs(name: str) -> list[Doc]:
        return list(DocBin().from_disk(work / name).get_docs(nlp.vocab))

    pairs = [(completed(doc), doc) for doc in docs("train.spacy")]
    for fold in range(FOLDS):
        read, right = docs(f"fold{fold}-read.spacy"), docs(f"fold{fold}-out.spacy")
        pairs += list(zip(read, right, strict=True))
    coder.fit(pairs, only=("scope",), seed=job.seed)
    coder.to_disk(work / "coder")


def finish(
    job: Job, work: Path, bulletins: dict[str, list[Bulletin]], digest: str, settings: str
) -> None:
    """Join the parts, calibrate on dev, write the meta data, put the pipeline in place whole.

    `digest` is the corpus's, `settings` that of all that the run depends on.
    """
    from extractor.calibration import fit_confidence
    from extractor.pipes.leaning import lean_to_mentions

    nlp = _load(work / "recogniser")
    lean_to_mentions(nlp.get_pipe("ner"))
    _fit_second_reading(job, nlp, work)
    nlp.add_pipe(LINKER, source=_load(work / "linker"))
    _add_coder(job, nlp).from_disk(work / "coder")
    nlp.config["paths"] = {**nlp.config["paths"], "train": None, "dev": None}  # of this machine
    nlp.config["training"]["score_weights"] = asked_of(job)["training"]["score_weights"]
    # in the recogniser's run, which has neither linker nor coder and judges figures only once
    unmeasured = ("links_", "codes_", "roles_", "figures_")
    measured = nlp.meta["performance"].items()
    nlp.meta["performance"] = {k: v for k, v in measured if not k.startswith(unmeasured)}
    nlp.meta["name"] = "tthc_core"
    nlp.meta["version"] = "0.1.0"
    nlp.meta["license"] = "Apache-2.0"
    nlp.meta["tthc"] = {
        "corpus": digest,
        "settings": settings,
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


def _fit_second_reading(job: Job, nlp: Language, work: Path) -> None:
    """Let the figures of a page be judged once more, by what half pipelines read of train."""
    import numpy as np

    from extractor.pipes.figures import Figures

    read = [np.load(work / f"fold{fold}-company.npz") for fold in range(FOLDS)]
    company = np.concatenate([part["company"] for part in read])
    right = np.concatenate([part["right"] for part in read])
    figures = nlp.get_pipe(FIGURES)
    assert isinstance(figures, Figures)
    figures.fit_second_reading(company, right, seed=job.seed)


def _forget_words(pipeline: Path) -> None:
    """Keep the labels of the strings: spaCy lists all words of training, 0.5 MB for nothing."""
    names = json.dumps(sorted(LABELS))
    (pipeline / "vocab" / "strings.json").write_text(names, encoding="utf-8")


def _train(job: Job, train: Path, dev: Path, out: Path, *, settings: Mapping[str, object]) -> None:
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
        **settings,
    }
    config = util.load_config(job.config, overrides=overrides, interpolate=False)
    out.mkdir(exist_ok=True)
    with fast_products():
        # its table is progress, not a result
        run_loop(init_nlp(config), out, stdout=sys.stderr)


def _load(run: Path) -> Language:
    """Load what a run of spaCy's loop left after its last epoch.

    spaCy's best epoch is that of exact spans: whole facts on dev .744 by it, .761 by the last.
    """
    import spacy

    import extractor.pipes.tagger  # noqa: F401  (registers all components)

    return spacy.load(run / "model-last")


def _epochs(job: Job, most: int) -> int:
    """Return the epochs that the config asks for, at most so many."""
    return min(int(asked_of(job)["training"]["max_epochs"]) or most, most)


def asked_of(job: Job) -> dict[str, Any]:
    """Return the config of a run, its references followed."""
    from spacy.util import load_config

    return dict(load_config(job.config, interpolate=True))


def _without(job: Job, *names: str) -> dict[str, object]:
    """Leave components out of a run, and what only they are scored by out of its table."""
    asked = asked_of(job)
    kept = [name for name in asked["nlp"]["pipeline"] if name not in names]
    scores = {CODER: ("codes_", "roles_"), LINKER: ("links_",), "ner": ("ents_", "figures_")}
    gone = tuple(score for name in names for score in scores.get(name, ()))
    weights = asked["training"]["score_weights"]
    return {"nlp.pipeline": kept} | {
        f"training.score_weights.{score}": None for score in weights if score.startswith(gone)
    }


def _add_coder(job: Job, nlp: Language) -> Coder:
    """Add an empty coder with the settings that the config asks for."""
    from extractor.pipes.coder import Coder

    asked = asked_of(job)["components"][CODER]
    settings = {name: value for name, value in asked.items() if name != "factory"}
    coder = nlp.add_pipe(CODER, config=settings)
    assert isinstance(coder, Coder)
    return coder
