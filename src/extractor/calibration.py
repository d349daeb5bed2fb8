"""Calibrate confidence: from the product of the model's scores to the chance of a right fact.

The product orders facts well but is no probability. A curve fitted on bulletins that the
weights never saw turns it into one; the shipped table is some forty points, read by numpy alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from extractor.facts.confidence import ALONE
from extractor.scoring.calibration import cross_fit, fit_table, reliability

if TYPE_CHECKING:
    from spacy.language import Language

    from extractor.corpus.store import Bulletin
    from extractor.pipeline import Extractor


def judged_facts(
    extractor: Extractor, bulletins: Sequence[Bulletin], *, told: bool
) -> list[tuple[str, float, bool]]:
    """Return (bulletin, confidence, whole fact right) of every fact that the extractor reports.

    `told`: it is given province and day of publication, as evaluation gives them.
    """
    from extractor.scoring.facts import align_facts

    found = []
    for bulletin in bulletins:
        gold = bulletin.gold
        report = extractor.extract(
            bulletin.text,
            doc_id=bulletin.doc_id,
            province=gold.province if told else None,
            published=gold.published if told else None,
        )
        alignment = align_facts(gold, report.observations)
        judged = [(pair.observation, pair.whole) for pair in alignment.pairs]
        judged += [(one, False) for one in alignment.extra]  # no gold figure: a wrong fact
        found += [
            (bulletin.doc_id, float(one.confidence or 0), right)
            for one, right in judged
            if one is not None
        ]
    return found


def fit_confidence(nlp: Language, bulletins: Sequence[Bulletin]) -> dict[str, Any]:
    """Fit the shipped tables on `bulletins`, and say how well those fitted on other folds do.

    One is for bulletins whose province and day are given, the other (ALONE) for those where both
    must be found: fewer facts are right there. The bulletins (dev) have chosen the model already,
    so the error is cross-fitted: every fact is judged by a table that never saw its bulletin.
    """
    from extractor.pipeline import Extractor
    from extractor.pipes.records import tagged_of

    tag = cache(lambda text: tagged_of(nlp(text)))  # of texts alone: both tables ask for it
    raw = Extractor(lambda text, context: tag(text), model="candidate")
    told, alone = (_fit(judged_facts(raw, bulletins, told=told)) for told in (True, False))
    return {**told, ALONE: alone}


def _fit(facts: list[tuple[str, float, bool]]) -> dict[str, Any]:
    if not facts:  # of a handful of bulletins: the raw score is all there is
        return {"raw": [0.0, 1.0], "chance": [0.0, 1.0], "facts": 0, "cross_fitted_error": None}
    table = fit_table([r for _, r, _ in facts], [ok for _, _, ok in facts])
    found = reliability(cross_fit(facts))
    error = None if found is None else round(found.ece, 4)
    return {**table, "facts": len(facts), "cross_fitted_error": error}
