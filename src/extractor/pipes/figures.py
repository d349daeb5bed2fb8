"""Judge the numerals of a text: grammar proposes all of them, the model says which report.

Ruled: where a numeral starts and ends, and its reading. Learned: whether it is a reported figure.
Figures replace whatever the entity recogniser called QUANTITY, which only seconds them; its other
mentions stay, unless a figure stands in their way, and are completed with what grammar and
gazetteer find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example

from extractor.pipes.judge import FIGURE, OTHER, find_figures, place_figures, samples_of
from extractor.pipes.linear import LinearClassifier
from extractor.pipes.records import mentions_of, register_extensions, set_mentions

#: scikit-learn's C: less lets fewer look-alikes through that stand among figures.
_STRENGTH: Final = 0.3


@Language.factory(
    "tthc_figures",
    assigns=["doc.ents"],
    default_config={"threshold": 0.5},
    default_score_weights={"figures_f": 1.0},
)
def make_figures(nlp: Language, name: str, threshold: float) -> Figures:
    """Build the component for a pipeline."""
    return Figures(name, threshold=threshold)


class Figures(Pipe):
    """Put the figures of a Doc among its entities; fitted when the pipeline is initialised."""

    def __init__(self, name: str, *, threshold: float) -> None:
        register_extensions()
        self.name = name
        self.threshold = threshold
        self._judge = LinearClassifier()

    def __call__(self, doc: Doc) -> Doc:
        """Replace the QUANTITY entities of a doc."""
        recognised = mentions_of(doc)
        figures = find_figures(doc.text, self._judge, recognised, threshold=self.threshold)
        set_mentions(doc, list(place_figures(doc.text, figures, recognised)))
        return doc

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        **settings: object,
    ) -> None:
        """Fit the judge on the gold figures of all examples."""
        samples, labels = [], []
        for example in get_examples():
            gold = [
                (e.start_char, e.end_char) for e in example.reference.ents if e.label_ == "QUANTITY"
            ]
            for quantity, features in samples_of(example.reference.text):
                hit = any(s < quantity.end and quantity.start < e for s, e in gold)
                samples.append(features)
                labels.append(FIGURE if hit else OTHER)
        self._judge.fit(samples, labels, strength=_STRENGTH)

    def score(self, examples: Iterable[Example], **settings: object) -> dict[str, Any]:
        """Score exact figures against gold ones."""
        right = predicted = gold = 0
        for example in examples:
            ours = {
                (e.start_char, e.end_char) for e in example.predicted.ents if e.label_ == "QUANTITY"
            }
            theirs = {
                (e.start_char, e.end_char) for e in example.reference.ents if e.label_ == "QUANTITY"
            }
            right += len(ours & theirs)
            predicted += len(ours)
            gold += len(theirs)
        return {"figures_f": 2 * right / (predicted + gold) if predicted + gold else None}

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the fitted judge."""
        return self._judge.to_bytes()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Figures:
        """Restore the fitted judge."""
        self._judge.from_bytes(data)
        return self

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the fitted judge into the folder `path`."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "judge.npz").write_bytes(self._judge.to_bytes())

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Figures:
        """Read what `to_disk` wrote."""
        self._judge.from_bytes((Path(path) / "judge.npz").read_bytes())
        return self
