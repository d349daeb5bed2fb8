"""Tell each figure's indicator code and role from its linked words and its kin, left to right.

A linear model fitted by scikit-learn when the pipeline is initialised; it reads the gold links
then, and the linker's at run time. Codes of figures further left are features of those further
right: a bracketed rate names nothing and inherits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example

from extractor.features.coding import Targets, coding_features
from extractor.features.page import Page
from extractor.pipes.linear import LinearClassifier
from extractor.pipes.records import CodeRow, mentions_of, register_extensions
from extractor.schema import Mention


@Language.factory(
    "tthc_coder",
    requires=["doc.ents", "doc._.tthc_links"],
    assigns=["doc._.tthc_codes"],
    default_config={"strength": 2.0},
    default_score_weights={"codes_acc": 1.0, "roles_acc": 0.0},
)
def make_coder(nlp: Language, name: str, strength: float) -> Coder:
    """Build the component for a pipeline; `strength` is scikit-learn's C."""
    return Coder(name, strength=strength)


class Coder(Pipe):  # type: ignore[misc]
    """Write `doc._.tthc_codes`; fitted when the pipeline is initialised."""

    def __init__(self, name: str, *, strength: float) -> None:
        register_extensions()
        self.name = name
        self.strength = strength
        self._models = {"indicator": LinearClassifier(), "role": LinearClassifier()}

    def __call__(self, doc: Doc) -> Doc:
        """Code every figure of a doc."""
        mentions = mentions_of(doc)
        targets = _targets(mentions, doc._.tthc_links or ())
        doc._.tthc_codes = self._code(Page(doc.text, mentions), targets)
        return doc

    def _code(self, page: Page, targets: Targets) -> list[CodeRow]:
        indicator, role = self._models["indicator"], self._models["role"]
        known: dict[int, str] = {}
        rows: list[CodeRow] = []
        for position, figure in enumerate(page.figures):
            features = coding_features(page, position, targets, known)
            chances, parts = indicator.predict(features), role.predict(features)
            best, part = int(chances.argmax()), int(parts.argmax())
            known[figure.index] = indicator.classes[best]
            score = float(chances[best]) * float(parts[part])
            rows.append(
                (figure.start, figure.end, indicator.classes[best], role.classes[part], score)
            )
        return rows

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        **settings: Any,
    ) -> None:
        """Fit both classifiers on gold mentions, links and codes."""
        samples: list[list[str]] = []
        labels: dict[str, list[str]] = {"indicator": [], "role": []}
        for example in get_examples():
            gold = example.reference
            mentions = tuple(Mention(e.start_char, e.end_char, e.label_) for e in gold.ents)
            page, targets = Page(gold.text, mentions), _targets(mentions, gold._.tthc_links or ())
            codes = {(row[0], row[1]): row for row in gold._.tthc_codes or ()}
            known: dict[int, str] = {}
            for position, figure in enumerate(page.figures):
                row = codes.get((figure.start, figure.end))
                if row is None:
                    continue
                samples.append(coding_features(page, position, targets, known))
                labels["indicator"].append(row[2])
                labels["role"].append(row[3])
                known[figure.index] = row[2]
        for name, model in self._models.items():
            model.fit(samples, labels[name], strength=self.strength)

    def score(self, examples: Iterable[Example], **settings: Any) -> dict[str, Any]:
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
        """Return both classifiers."""
        import srsly

        return bytes(srsly.msgpack_dumps({k: m.to_bytes() for k, m in self._models.items()}))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Coder:
        """Restore both classifiers."""
        import srsly

        for name, model in srsly.msgpack_loads(data).items():
            self._models[name].from_bytes(model)
        return self

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write both classifiers into the folder `path`."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, model in self._models.items():
            (folder / f"{name}.npz").write_bytes(model.to_bytes())

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Coder:
        """Read what `to_disk` wrote."""
        for name, model in self._models.items():
            model.from_bytes((Path(path) / f"{name}.npz").read_bytes())
        return self


def _targets(mentions: tuple[Mention, ...], links: Iterable[Any]) -> Targets:
    places = {(m.start, m.end): index for index, m in enumerate(mentions)}
    found: Targets = {}
    for row in links:
        source, target = places.get((row[0], row[1])), places.get((row[3], row[4]))
        if source is not None and target is not None:
            found[(source, row[2])] = target
    return found
