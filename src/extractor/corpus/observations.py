"""Turn gold into observations, so that later stages can be measured on perfect input."""

from __future__ import annotations

from extractor.corpus.gold import GoldFact
from extractor.corpus.store import Bulletin
from extractor.labels import LinkKind
from extractor.schema import Context, Observation


def observe_gold(bulletin: Bulletin) -> tuple[tuple[Observation, ...], Context]:
    """Return the gold figures of a bulletin as observations, in the order of the text.

    PART_OF and RATE_OF links become `part_of` and `rate_of`; malformed numerals get no readings,
    which only a reader gives.
    """
    gold = bulletin.gold
    spans = {mention.id: (mention.start, mention.end) for mention in gold.mentions}
    targets = {(link.source, link.kind): link.target for link in gold.links}
    facts = sorted(gold.facts, key=lambda fact: spans[fact.mention])

    def named(fact: GoldFact, kind: LinkKind) -> str | None:
        target = targets.get((fact.mention, kind))
        return None if target is None else f"{gold.doc_id}#{spans[target][0]}"

    observations = tuple(
        Observation(
            **fact.model_dump(exclude={"mention", "true_value", "note"}),
            obs_id=f"{gold.doc_id}#{spans[fact.mention][0]}",
            doc_id=gold.doc_id,
            status_note=fact.note,
            part_of=named(fact, "PART_OF"),
            rate_of=named(fact, "RATE_OF"),
            surface=bulletin.text[slice(*spans[fact.mention])],
            char_start=spans[fact.mention][0],
            char_end=spans[fact.mention][1],
        )
        for fact in facts
    )
    return observations, Context(gold.doc_id, gold.province, gold.published)
