"""Judge the numerals of a text: grammar proposes all of them, the model says which report.

Ruled: where a numeral starts and ends, and its reading. Learned: whether it is a reported figure.
Figures replace whatever the entity recogniser called QUANTITY; its other mentions stay, unless a
figure stands in their way, and are completed with what grammar and gazetteer find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example

from extractor.features.judging import candidate_page, judging_features
from extractor.features.survey import survey
from extractor.pipes.completion import complete
from extractor.pipes.linear import LinearClassifier
from extractor.pipes.records import mentions_of, register_extensions, set_mentions
from extractor.schema import Mention
from extractor.vietnamese.numbers import Quantity

_FIGURE: Final = "figure"
_OTHER: Final = "other"


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
        figures = self._figures(doc.text)
        taken = [(m.start, m.end) for m in figures]
        kept = [
            mention
            for mention in mentions_of(doc)
            if mention.label != "QUANTITY"
            and not any(start < mention.end and mention.start < end for start, end in taken)
        ]
        set_mentions(doc, list(complete(doc.text, figures + kept)))
        return doc

    def _figures(self, text: str) -> list[Mention]:
        found = []
        for quantity, features in _samples(text):
            chances = self._judge.predict(features)
            chance = float(chances[self._judge.classes.index(_FIGURE)])
            if chance >= self.threshold:
                found.append(Mention(quantity.start, quantity.end, "QUANTITY", chance))
        return found

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
            for quantity, features in _samples(example.reference.text):
                hit = any(s < quantity.end and quantity.start < e for s, e in gold)
                samples.append(features)
                labels.append(_FIGURE if hit else _OTHER)
        self._judge.fit(samples, labels)

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


def _samples(text: str) -> list[tuple[Quantity, list[str]]]:
    found = survey(text)
    quantities, zones = found.quantities, found.zones
    page = candidate_page(text, quantities)
    return [(q, judging_features(page, i, zones)) for i, q in enumerate(quantities)]
