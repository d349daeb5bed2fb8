"""A sparse linear classifier: fitted by scikit-learn, run by numpy alone.

scikit-learn costs more than a second to import; the shipped pipeline therefore keeps only the
vocabulary and the weights, and `predict_all` is one sparse sum and one softmax for a whole page.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from extractor.pipes.vocabulary import Known, read_vocabulary

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]

#: Features seen less often are left out: they tell nothing of texts to come.
MIN_COUNT: Final = 2


#: Weights that decide nothing; as zeros they take no room in the archive (7.7 → 2.3 MB; .005 → .012
#: another 1.4 MB of a pipeline, and dev is read as before).
NEGLIGIBLE: Final = 0.012
#: What one unit of margin is worth when margins are turned into probabilities.
MARGIN_SCALE: Final = 3.0
#: What stands between the classes and the names of the features in the head of an archive.
_NAMES: Final = b', "features": '


class LinearClassifier:
    """A linear model over string features.

    Logistic regression for few classes; with `margins` a support vector machine, which does better
    on many classes with few examples (indicator codes on dev: .878 against .864). Its probabilities
    are softened margins and need calibration.
    """

    def __init__(self, *, margins: bool = False) -> None:
        self._margins = margins
        self.classes: list[str] = []
        self._know([])
        self._archive: bytes | None = None
        #: In half precision, as on disk: what is summed is made wide, not 20 MB of it all.
        self._weights: Halves = np.zeros((1, 0), np.float16)

    def fit(
        self,
        samples: Sequence[Sequence[str]],
        labels: Sequence[str],
        *,
        strength: float = 1.0,
        seed: int = 0,
    ) -> None:
        """Fit weights (features + bias × classes).

        `strength` is scikit-learn's C; features in fewer than MIN_COUNT samples are left out. A
        single class is certain, whatever the sample.
        """
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import LinearSVC

        counts = Counter(feature for sample in samples for feature in set(sample))
        names = sorted(feature for feature, count in counts.items() if count >= MIN_COUNT)
        self._know(names)
        self._archive = None
        rows = {name: row for row, name in enumerate(names)}
        indices, pointers = [], [0]
        for sample in samples:
            indices += sorted({rows[f] for f in sample if f in rows})
            pointers.append(len(indices))
        matrix = csr_matrix(
            (np.ones(len(indices), np.float32), indices, pointers),
            shape=(len(samples), len(names)),
        )
        if len(set(labels)) == 1:
            self.classes = [labels[0]]
            self._weights = np.zeros((len(names) + 1, 1), np.float16)
            return
        model: Any = LogisticRegression(C=strength, max_iter=400, tol=1e-3)
        if self._margins:
            # it visits the samples in an order drawn by chance
            model = LinearSVC(C=strength, random_state=seed)
        model.fit(matrix, list(labels))
        self.classes = [str(name) for name in model.classes_]
        weights = np.vstack([model.coef_.T, model.intercept_[None, :]])
        if self._margins:
            weights = weights * MARGIN_SCALE
        if len(self.classes) == 2:
            weights = np.hstack([-weights / 2, weights / 2])
        weights[np.abs(weights) < NEGLIGIBLE] = 0
        self._weights = weights.astype(np.float16)

    def forget_idle(self) -> None:
        """Drop the features of a model just fitted that decide nothing: all their weights are 0.

        Of the judge's 281,783 features 12,964 stay; it says the same without the others.
        """
        busy = np.asarray(self._weights[:-1].any(axis=1))
        self._know([name for name, kept in zip(self._names, busy, strict=True) if kept])
        self._archive = None
        self._weights = np.vstack([self._weights[:-1][busy], self._weights[-1:]])

    def _know(self, names: list[str]) -> None:
        self._names = names
        self._vocabulary = read_vocabulary(json.dumps(names, ensure_ascii=False).encode("utf-8"))

    def predict(self, sample: Sequence[str]) -> Floats:
        """Return the probability of each class for one sample; unknown features are ignored."""
        chances: Floats = self.predict_all([sample])[0]
        return chances

    def predict_all(self, samples: Sequence[Sequence[str]]) -> Floats:
        """Return the probabilities of many samples at once (samples × classes)."""
        scores = self.sum(self.look_up(samples))
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), np.float32)

    def look_up(self, samples: Sequence[Sequence[str]]) -> Known:
        """Return the rows of the known features of samples, each once, and that of the bias."""
        return self._vocabulary.look_up(samples)

    def sum(self, known: Known) -> Floats:
        """Return the score of each class for samples that were looked up (samples × classes)."""
        if not len(known.starts):
            return np.zeros((0, len(self.classes)), np.float32)
        weights = self._weights.take(known.rows, axis=0)  # in half the time of [known.rows]
        return np.asarray(np.add.reduceat(weights, known.starts, axis=0, dtype=np.float32))

    def rows_of(self, features: Sequence[str]) -> list[int]:
        """Return the rows of the known ones of a few features, each once, without the bias."""
        return self._vocabulary.rows_met(features)

    def add(self, scores: Floats, rows: list[int]) -> Floats:
        """Return the scores of one sample with those of some more features, given by `rows_of`."""
        if not rows:
            return scores
        return np.asarray(
            scores + np.add.reduce(self._weights.take(rows, axis=0), dtype=np.float32)
        )

    def reads_as(self, other: LinearClassifier) -> bool:
        """Tell whether both know the same features by the same rows."""
        return self._vocabulary is other._vocabulary

    def best(self, sample: Sequence[str]) -> tuple[str, float]:
        """Return the likeliest class and its probability."""
        return self.best_of(self.sum(self.look_up([sample]))[0])

    def best_of(self, scores: Floats) -> tuple[str, float]:
        """Return the likeliest class and its probability, given the scores of a sample."""
        at = int(scores.argmax())
        return self.classes[at], float(1 / np.exp(scores - scores[at]).sum())

    def to_bytes(self) -> bytes:
        """Return vocabulary, classes and half-precision weights as one compressed archive."""
        if self._archive is not None:
            return self._archive
        buffer = io.BytesIO()
        head = json.dumps({"classes": self.classes, "features": self._names}, ensure_ascii=False)
        np.savez_compressed(
            buffer,
            head=np.frombuffer(head.encode("utf-8"), np.uint8),
            weights=self._weights,
        )
        return buffer.getvalue()

    def from_bytes(self, data: bytes) -> LinearClassifier:
        """Restore what `to_bytes` returned.

        The archive is kept for `to_bytes`, not the names: a pipeline's 330,000 took 35 MB, not 6.
        """
        self._archive, self._names = data, []
        archive = np.load(io.BytesIO(data))
        # The names are most of what is read, and two models of a pipeline share them.
        head = archive["head"].tobytes()
        end = head.index(_NAMES)
        self.classes = json.loads(head[:end] + b"}")["classes"]
        self._vocabulary = read_vocabulary(head[end + len(_NAMES) : -1])
        self._weights = archive["weights"]
        return self
