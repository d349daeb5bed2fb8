"""Carry gold over to another codebook or gazetteer without touching text, offsets or links."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.codebook.loader import OTHER, Codebook
from extractor.corpus.areas import area_vintage, find_area
from extractor.corpus.gold import Gold
from extractor.errors import AnnotationError
from extractor.vietnamese.gazetteer import era_of


def recode(
    gold: Gold,
    codes: Mapping[str, str],
    codebook: Codebook,
    *,
    figures: Mapping[str, str] | None = None,
) -> Gold:
    """Return the gold with codes renamed by `codes` and single figures recoded by `figures`.

    `figures` maps mention ids to codes, for a code that was split and must be decided by reading.
    Refuses (AnnotationError) a figure whose code the codebook lacks afterwards, and ids of no
    figure. Marked sources need no migration: they are compiled anew.
    """
    single = dict(figures or {})
    unknown = set(single) - {fact.mention for fact in gold.facts}
    if unknown:
        raise AnnotationError(f"{gold.doc_id}: {min(unknown)} is no figure; correct the id")
    facts = []
    for fact in gold.facts:
        code = single.get(fact.mention, codes.get(fact.indicator, fact.indicator))
        if code != OTHER and code not in codebook.indicators:
            raise AnnotationError(
                f"{gold.doc_id}: {fact.mention} has code {code}, not in codebook "
                f"{codebook.version}; add it to the mapping"
            )
        facts.append(fact.model_copy(update={"indicator": code}))
    return gold.model_copy(update={"facts": tuple(facts), "codebook": codebook.version})


def locate(gold: Gold, *, era: str | None = None) -> Gold:
    """Return the gold with the area codes that its figures lack; codes that are there stay.

    `era` (before_2025_07 or after_2025_07) is needed only where the gold has no day of publication.
    Compiled gold needs no such step.
    """
    era = era or era_of(gold.published)
    facts = []
    for fact in gold.facts:
        area = fact.ref_area or find_area(
            fact.agency,
            level=fact.admin_level,
            scope=fact.level_scope,
            province=gold.province,
            era=era,
        )
        vintage = fact.area_vintage or area_vintage(area, era)
        facts.append(fact.model_copy(update={"ref_area": area, "area_vintage": vintage}))
    return gold.model_copy(update={"facts": tuple(facts)})
