"""Tell each figure's indicator code, role and scope from its links and its kin, left to right.

Linear models fitted by scikit-learn when the pipeline is initialised; they read the gold links
then, and the linker's at run time. Codes of figures further left are features of those further
right: a bracketed rate names nothing and inherits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example

from extractor.features.coding import coding_features
from extractor.features.page import Page
from extractor.pipes.codes import History, code_figures
from extractor.pipes.completion import complete
from extractor.pipes.linear import LinearClassifier
from extractor.pipes.records import mentions_of, register_extensions, set_mentions
from extractor.pipes.rows import CodeRow, doubts_of, targets_of


@Language.factory(
    "tthc_coder",
    requires=["doc.ents", "doc._.tthc_links"],
    assigns=["doc._.tthc_codes"],
    default_config={"strengths": {"indicator": 0.2, "role": 1.0, "scope": 2.0}},
    default_score_weights={"codes_acc": 1.0, "roles_acc": 0.0},
)
def make_coder(nlp: Language, name: str, strengths: dict[str, float]) -> Coder:
    """Build the component for a pipeline; `strengths` is scikit-learn's C for each model."""
    return Coder(name, strengths=strengths)


class Coder(Pipe):
    """Write `doc._.tthc_codes`; fitted when the pipeline is initialised."""

    def __init__(self, name: str, *, strengths: dict[str, float]) -> None:
        register_extensions()
        self.name = name
        self.strengths = strengths
        self._models = {
            "indicator": LinearClassifier(margins=True),
            "role": LinearClassifier(),
            "scope": LinearClassifier(),
        }

    def __call__(self, doc: Doc) -> Doc:
        """Code every figure of a doc; a coder that is not fitted yet codes none."""
        if not self._models["indicator"].classes:
            return doc
        mentions = mentions_of(doc)
        targets = targets_of(mentions, doc._.tthc_links or ())
        doubts = doubts_of(mentions, doc._.tthc_doubts or ())
        doc._.tthc_codes = code_figures(Page(doc.text, mentions), targets, self._models, doubts)
        return doc

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        **settings: object,
    ) -> None:
        """Fit the classifiers on gold mentions, links and codes."""
        self.fit((completed(example.reference), example.reference) for example in get_examples())

    def fit(
        self,
        pairs: Iterable[tuple[Doc, Doc]],
        *,
        only: Collection[str] | None = None,
        seed: int = 0,
    ) -> None:
        """Fit on pairs of docs: one whose mentions and links are read, one whose codes are right.

        Gold serves as both. `only` names the models to fit (indicator, role, scope). Docs that a
        pipeline read which never learned from them teach the scope model what wrong links look
        like (scope on dev .734 → .769); the other two do better on gold alone.
        """
        names = only or tuple(self._models)
        samples: dict[str, list[list[str]]] = {name: [] for name in names}
        labels: dict[str, list[str]] = {name: [] for name in names}
        for read, gold in pairs:
            _collect(read, gold, samples, labels)
        for name in names:
            model, strength = self._models[name], self.strengths[name]
            model.fit(samples[name], labels[name], strength=strength, seed=seed)
            if name == "scope":  # the other two are looked up at once, by the same rows
                model.forget_idle()

    def score(self, examples: Iterable[Example], **settings: object) -> dict[str, Any]:
        """Score codes and roles end to end: every gold figure counts, found or not."""
        right = roles = gold = 0
        for example in examples:
            ours = {(r[0], r[1]): r for r in example.predicted._.tthc_codes or ()}
            for row in example.reference._.tthc_codes or ():
                gold += 1
                mine = ours.get((row[0], row[1]))
                right += mine is not None and mine[2] == row[2]
                roles += mine is not None and mine[3] == row[3]
        return {
            "codes_acc": right / gold if gold else None,
            "roles_acc": roles / gold if gold else None,
        }

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the classifiers."""
        import srsly

        return bytes(srsly.msgpack_dumps({k: m.to_bytes() for k, m in self._models.items()}))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Coder:
        """Restore the classifiers."""
        import srsly

        for name, model in srsly.msgpack_loads(data).items():
            self._models[name].from_bytes(model)
        return self

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the classifiers into the folder `path`."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, model in self._models.items():
            (folder / f"{name}.npz").write_bytes(model.to_bytes())

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Coder:
        """Read what `to_disk` wrote."""
        for name, model in self._models.items():
            model.from_bytes((Path(path) / f"{name}.npz").read_bytes())
        return self


def completed(gold: Doc) -> Doc:
    """Return a copy of a gold doc whose mentions are completed as at run time."""
    doc = gold.copy()
    set_mentions(doc, list(complete(doc.text, mentions_of(gold))))
    doc._.tthc_links = gold._.tthc_links
    return doc


def _collect(
    read: Doc, gold: Doc, samples: dict[str, list[list[str]]], labels: dict[str, list[str]]
) -> None:
    """Add every figure of `read` that overlaps a gold one as one sample of each model asked for.

    What only another model reads is not made.
    """
    mentions = mentions_of(read)
    page, targets = Page(read.text, mentions), targets_of(mentions, read._.tthc_links or ())
    rows: list[CodeRow] = list(gold._.tthc_codes or ())
    history = History(page)
    for position, figure in enumerate(page.figures):
        row = next((r for r in rows if r[0] < figure.end and figure.start < r[1]), None)
        if row is None:
            continue
        told = {"indicator": row[2], "role": row[3], "scope": row[4]}
        coding = []
        if not samples.keys().isdisjoint({"indicator", "role"}):
            coding = coding_features(page, position, targets, history.codes)
        for name, sample in samples.items():
            is_scope = name == "scope"
            sample.append(history.scoping(position, targets, row[2]) if is_scope else coding)
            labels[name].append(told[name])
        history.add(figure.index, row[2], row[4])
