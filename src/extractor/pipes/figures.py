"""Judge the numerals of a text: grammar proposes all of them, the model says which report.

Ruled: where a numeral starts and ends, and its reading. Learned: whether it is a reported figure.
Figures replace whatever the entity recogniser called QUANTITY; its other mentions stay, unless a
figure stands in their way, and are completed with what grammar and gazetteer find. A second reading
knows what the first said of the neighbours and what the recogniser found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import srsly
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example

from extractor.features.company import Company
from extractor.pipes.judge import (
    FIGURE,
    OTHER,
    company_in,
    find_figures,
    place_figures,
    samples_of,
)
from extractor.pipes.linear import Floats, LinearClassifier
from extractor.pipes.records import mentions_of, register_extensions, set_mentions
from extractor.pipes.second_reading import SecondReading, read_second_reading
from extractor.vietnamese.numbers import Quantity

#: scikit-learn's C: less lets fewer look-alikes through that stand among figures.
_STRENGTH: Final = 0.3


@Language.factory(
    "tthc_figures",
    assigns=["doc.ents"],
    default_config={"threshold": 0.45},
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
        self._second = SecondReading()

    def __call__(self, doc: Doc) -> Doc:
        """Replace the QUANTITY entities of a doc."""
        return self.settle(doc, self.company(doc))

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        **settings: object,
    ) -> None:
        """Fit the judge on the gold figures of all examples; a second reading is to follow."""
        self._second = SecondReading()
        samples, labels = [], []
        for example in get_examples():
            found = samples_of(example.reference.text)
            samples += [features for _, features in found]
            right = are_figures(example.reference, [quantity for quantity, _ in found])
            labels += [FIGURE if hit else OTHER for hit in right]
        self._judge.fit(samples, labels, strength=_STRENGTH)
        self._judge.forget_idle()

    def company(self, doc: Doc) -> Company:
        """Return every numeral of a recognised doc with its company."""
        return company_in(doc.text, self._judge, mentions_of(doc))

    def settle(self, doc: Doc, company: Company) -> Doc:
        """Replace the QUANTITY entities of a doc by the figures among its numerals."""
        figures = find_figures(doc.text, company, self._second, threshold=self.threshold)
        set_mentions(doc, list(place_figures(doc.text, figures, mentions_of(doc))))
        return doc

    def fit_second_reading(
        self, company: Floats, right: NDArray[np.bool_], *, seed: int = 0
    ) -> None:
        """Learn from numerals of docs that neither judge nor recogniser had learned from."""
        self._second.fit(company, right, seed=seed)

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
        """Return what was fitted."""
        parts = {"judge": self._judge.to_bytes(), "second": self._second.to_bytes()}
        return bytes(srsly.msgpack_dumps(parts))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Figures:
        """Restore what was fitted."""
        parts = srsly.msgpack_loads(data)
        self._judge.from_bytes(parts["judge"])
        self._second.from_bytes(parts["second"])
        return self

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write what was fitted into the folder `path`."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "judge.npz").write_bytes(self._judge.to_bytes())
        (folder / "second.npz").write_bytes(self._second.to_bytes())

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Figures:
        """Read what `to_disk` wrote."""
        self._judge.from_bytes((Path(path) / "judge.npz").read_bytes())
        self._second = read_second_reading(Path(path))
        return self


def are_figures(gold: Doc, quantities: Iterable[Quantity]) -> list[bool]:
    """Tell of each numeral of a text whether a QUANTITY of its gold doc touches it."""
    spans = [(e.start_char, e.end_char) for e in gold.ents if e.label_ == "QUANTITY"]
    return [any(s < q.end and q.start < e for s, e in spans) for q in quantities]
