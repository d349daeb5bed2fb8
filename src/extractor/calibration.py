"""Calibrate confidence: from the product of the model's scores to the chance of a right fact.

The product orders facts well but is no probability. Isotonic regression on bulletins that the
weights never saw turns it into one; the shipped table is a handful of points, read by numpy alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from extractor.facts.confidence import Table, calibrated

if TYPE_CHECKING:
    from spacy.language import Language

    from extractor.corpus.store import Bulletin

FOLDS: Final = 5


def fit_table(raw: Sequence[float], right: Sequence[bool]) -> Table:
    """Fit the table by isotonic regression (scikit-learn); chances stay within [0.01, 0.99]."""
    from sklearn.isotonic import IsotonicRegression

    model = IsotonicRegression(y_min=0.01, y_max=0.99, out_of_bounds="clip")
    model.fit(np.asarray(raw, float), np.asarray(right, float))
    return {
        "raw": [round(float(x), 5) for x in model.X_thresholds_],
        "chance": [round(float(y), 5) for y in model.y_thresholds_],
    }


def judged_facts(nlp: Language, bulletins: Sequence[Bulletin]) -> list[tuple[str, float, bool]]:
    """Return (bulletin, raw score, whole fact right) of every fact that the pipeline reports."""
    from extractor.pipeline import Extractor
    from extractor.pipes.records import tagged_of
    from extractor.scoring.facts import align_facts

    extractor = Extractor(lambda text, context: tagged_of(nlp(text)), model="candidate")
    found = []
    for bulletin in bulletins:
        report = extractor.extract(bulletin.text, doc_id=bulletin.doc_id)
        alignment = align_facts(bulletin.gold, report.observations)
        judged = [(pair.observation, pair.whole) for pair in alignment.pairs]
        judged += [(one, False) for one in alignment.extra]  # no gold figure: a wrong fact
        found += [
            (bulletin.doc_id, float(one.confidence or 0), right)
            for one, right in judged
            if one is not None
        ]
    return found


def fit_confidence(nlp: Language, bulletins: Sequence[Bulletin]) -> dict[str, Any]:
    """Fit the shipped table on `bulletins`, and say how well one fitted on other folds does.

    The bulletins (dev) have chosen the model already, so the error is cross-fitted: every fact is
    judged by a table that never saw its bulletin.
    """
    facts = judged_facts(nlp, bulletins)
    names = sorted({name for name, _, _ in facts})
    fold_of = {name: index % FOLDS for index, name in enumerate(names)}
    chances, rights = [], []
    for fold in range(FOLDS):
        inside = [(r, ok) for name, r, ok in facts if fold_of[name] != fold]
        outside = [(r, ok) for name, r, ok in facts if fold_of[name] == fold]
        if not inside or not outside:
            continue
        table = fit_table([r for r, _ in inside], [ok for _, ok in inside])
        chances += [calibrated(r, table) for r, _ in outside]
        rights += [ok for _, ok in outside]
    table = fit_table([r for _, r, _ in facts], [ok for _, _, ok in facts])
    return {**table, "facts": len(facts), "cross_fitted_error": expected_error(chances, rights)}


def expected_error(
    chances: Sequence[float], rights: Sequence[bool], *, bins: int = 10
) -> float | None:
    """Return the expected calibration error over equal-width bins, None without facts."""
    if not chances:
        return None
    chance, right = np.asarray(chances), np.asarray(rights, float)
    bin_of = np.minimum((chance * bins).astype(int), bins - 1)
    gaps = [
        abs(chance[bin_of == b].mean() - right[bin_of == b].mean()) * (bin_of == b).mean()
        for b in range(bins)
        if (bin_of == b).any()
    ]
    return round(float(sum(gaps)), 4)
