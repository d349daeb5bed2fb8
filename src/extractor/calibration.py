"""Fit confidence: from what facts rest on to the chance that they are right.

The weights are fitted on bulletins that the networks never saw (dev); a pipeline carries seven
numbers for each of two cases (facts/confidence).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from extractor.facts.confidence import ALONE, TOLD, Grounds
from extractor.scoring.calibration import cross_fit, fit_weights, reliability

if TYPE_CHECKING:
    from spacy.language import Language

    from extractor.corpus.store import Bulletin
    from extractor.scoring.evaluation import Extract


def judged_facts(
    extract: Extract, bulletins: Sequence[Bulletin], *, told: bool
) -> list[tuple[str, Grounds, bool]]:
    """Return (bulletin, grounds, whole fact right) of every fact that is found.

    `extract` tells the grounds of its facts (scoring/systems). `told`: it is given province and day
    of publication, as evaluation gives them. A fact that no gold figure has is wrong.
    """
    from extractor.scoring.tally import score_bulletin

    found = []
    for bulletin in bulletins:
        gold = bulletin.gold
        extracted = extract(
            bulletin.text,
            doc_id=bulletin.doc_id,
            province=gold.province if told else None,
            published=gold.published if told else None,
        )
        judged = score_bulletin(bulletin, extracted).grounds
        found += [(bulletin.doc_id, grounds, right) for grounds, right in judged]
    return found


def fit_confidence(nlp: Language, bulletins: Sequence[Bulletin]) -> dict[str, Any]:
    """Fit the shipped weights on `bulletins`, and say how well those fitted on other folds do.

    One set is for bulletins whose province and day are given, the other for those where both must
    be found: fewer facts are right there. The bulletins (dev) have chosen the model already, so the
    error is cross-fitted: every fact is judged by weights that never saw its bulletin.
    """
    from extractor.pipes.records import tagged_of
    from extractor.scoring.systems import with_tags

    tag = cache(lambda text: tagged_of(nlp(text)))  # of texts alone: both cases ask for it
    extract = with_tags(lambda text, context: tag(text), model="candidate")
    return {
        case: _fit(judged_facts(extract, bulletins, told=case == TOLD)) for case in (TOLD, ALONE)
    }


def _fit(facts: list[tuple[str, Grounds, bool]]) -> dict[str, Any]:
    found = reliability(cross_fit(facts))
    return {
        **fit_weights([grounds for _, grounds, _ in facts], [right for _, _, right in facts]),
        "facts": len(facts),
        "cross_fitted_error": None if found is None else round(found.ece, 4),
    }
