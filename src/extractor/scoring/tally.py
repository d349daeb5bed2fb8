"""One bulletin scored: every count by name, and the facts that are wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Protocol

from extractor.corpus.gold import GoldFact
from extractor.corpus.patterns import link_pattern
from extractor.corpus.store import Bulletin
from extractor.facts.confidence import Grounds
from extractor.schema import Observation, Tagged
from extractor.scoring.codes import CodeScores, code_pairs, score_codes
from extractor.scoring.counts import Counts
from extractor.scoring.facts import Alignment, FactScores, Pair, align_facts, score_facts
from extractor.scoring.links import LinkScores, score_links
from extractor.scoring.numerals import (
    DistractorScores,
    MalformedScores,
    score_distractors,
    score_malformed,
)
from extractor.scoring.slots import SLOTS, WHOLE, Slots, gold_slots, observed_slots
from extractor.scoring.spans import SpanScores, gold_spans, score_spans, tagged_spans
from extractor.vietnamese.gazetteer import MERGER

_Scores = SpanScores | LinkScores | CodeScores | FactScores | MalformedScores | DistractorScores


class Extraction(Protocol):
    """What a system returns for one bulletin; its `tagged`, where it has one, is scored too.

    Where it has `grounds`, by obs_id, the confidence can be cross-fitted.
    """

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The figures found."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One figure that is missed, extra, or has wrong slots; slot values as printed in reports.

    `gold_at` and `observed_at` are the stretches of text that gold and the system link it to.
    """

    doc_id: str
    start: int
    end: int
    surface: str
    kind: str
    slots: tuple[str, ...]
    gold: dict[str, str]
    observed: dict[str, str]
    gold_at: tuple[tuple[int, int], ...] = ()
    observed_at: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BulletinResult:
    """Everything that was counted in one bulletin; `traits` are what breakdowns go by."""

    doc_id: str
    group: str
    traits: dict[str, str]
    text_sha256: str
    gold_sha256: str
    figures: int
    observed: int
    table: dict[str, Counts]
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: (confidence, whole fact right) of each observation that has a confidence.
    confidences: tuple[tuple[float, bool], ...] = ()
    #: The same by what the confidence is made of, for systems that tell it.
    grounds: tuple[tuple[Grounds, bool], ...] = ()
    wrongs: tuple[Wrong, ...] = ()
    failure: str | None = None


def score_bulletin(
    bulletin: Bulletin,
    extraction: Extraction,
    *,
    relinked: Tagged | None = None,
    failure: str | None = None,
) -> BulletinResult:
    """Score what a system made of one bulletin.

    `relinked` is its linking of the gold mentions, scored beside the end-to-end links.
    """
    gold = bulletin.gold
    alignment = align_facts(gold, extraction.observations)
    codes = score_codes(code_pairs(alignment))
    table = dict(_name_counts("facts", score_facts(gold, alignment)))
    table.update(_pattern_counts(bulletin, alignment))
    table.update(_name_counts("codes", codes))
    table.update(_name_counts("malformed", score_malformed(alignment)))
    table.update(_name_counts("distractors", score_distractors(gold, alignment)))
    tagged: Tagged | None = getattr(extraction, "tagged", None)
    grounds: Mapping[str, Grounds] = getattr(extraction, "grounds", {})
    if tagged is not None:
        spans = score_spans(gold_spans(gold), tagged_spans(tagged))
        table.update(_name_counts("spans", spans))
        table.update(_name_counts("links", score_links(gold, tagged)))
    if relinked is not None:
        table.update(_name_counts("gold_links", score_links(gold, relinked)))
    return BulletinResult(
        doc_id=bulletin.doc_id,
        group=bulletin.split,
        traits=_traits(bulletin),
        text_sha256=gold.text_sha256,
        gold_sha256=sha256(gold.model_dump_json().encode()).hexdigest(),
        figures=len(alignment.pairs),
        observed=len(extraction.observations),
        table=table,
        confusion=codes.confusion,
        confidences=tuple(
            (one.confidence, right)
            for one, right in _judged(alignment)
            if one.confidence is not None
        ),
        grounds=tuple(
            (grounds[one.obs_id], right)
            for one, right in _judged(alignment)
            if one.obs_id in grounds
        ),
        wrongs=tuple(_wrongs(bulletin, alignment)),
        failure=failure,
    )


def _name_counts(prefix: str, scores: _Scores) -> Iterator[tuple[str, Counts]]:
    for part in fields(scores):
        value = getattr(scores, part.name)
        if isinstance(value, Counts):
            yield f"{prefix}/{part.name}", value
        elif isinstance(value, dict) and not isinstance(value, Counter):
            for key, counts in value.items():
                yield f"{prefix}/{part.name}/{key}", counts


def _pattern_counts(bulletin: Bulletin, alignment: Alignment) -> Iterator[tuple[str, Counts]]:
    """Count whole facts by where the figure's indicator stands (corpus/patterns)."""
    verdicts: dict[str, list[bool]] = {}
    for pair in alignment.pairs:
        verdicts.setdefault(link_pattern(bulletin, pair.fact), []).append(pair.whole)
    for pattern, right in verdicts.items():
        yield f"facts/patterns/{pattern}", Counts(tp=sum(right), fn=len(right) - sum(right))


def _traits(bulletin: Bulletin) -> dict[str, str]:
    traits = {
        name: bulletin.meta[name] for name in ("type", "era", "region") if bulletin.meta.get(name)
    }
    published = bulletin.gold.published
    if "era" not in traits and published:
        traits["era"] = "before_2025_07" if published < MERGER else "after_2025_07"
    return traits


def _judged(alignment: Alignment) -> Iterator[tuple[Observation, bool]]:
    """Yield every observation and whether its whole fact is right; spurious ones are wrong."""
    for pair in alignment.pairs:
        if pair.observation is not None:
            yield pair.observation, pair.whole
    for one in alignment.extra:
        yield one, False


def _wrongs(bulletin: Bulletin, alignment: Alignment) -> Iterator[Wrong]:
    found = [_wrong_pair(bulletin, pair) for pair in alignment.pairs if not pair.whole]
    found += [_extra(bulletin, one) for one in alignment.extra]
    yield from sorted(found, key=lambda wrong: (wrong.start, wrong.end))


def _wrong_pair(bulletin: Bulletin, pair: Pair) -> Wrong:
    seen, at = pair.observation, pair.mention
    return Wrong(
        doc_id=bulletin.doc_id,
        start=at.start,
        end=at.end,
        surface=bulletin.text[at.start : at.end],
        kind="missed" if seen is None else "wrong",
        slots=() if seen is None else tuple(slot for slot in SLOTS if slot in pair.wrong),
        gold=_print_slots(gold_slots(pair.fact), pair.fact, pair.wrong if seen else ()),
        observed={} if seen is None else _print_slots(observed_slots(seen), seen, pair.wrong),
        gold_at=tuple(_targets(bulletin, pair.fact)),
        observed_at=() if seen is None else tuple(seen.evidence.values()),
    )


def _targets(bulletin: Bulletin, fact: GoldFact) -> Iterator[tuple[int, int]]:
    places = {mention.id: (mention.start, mention.end) for mention in bulletin.gold.mentions}
    for link in bulletin.gold.links:
        # observations name the figures that they are parts or rates of without offsets
        if link.source == fact.mention and link.kind not in ("PART_OF", "RATE_OF"):
            yield places[link.target]


def _extra(bulletin: Bulletin, one: Observation) -> Wrong:
    surface = bulletin.text[one.char_start : one.char_end]
    observed = _print_slots(observed_slots(one), one)
    at, given = (one.char_start, one.char_end), tuple(one.evidence.values())
    return Wrong(bulletin.doc_id, *at, surface, "extra", (), {}, observed, observed_at=given)


def _print_slots(
    slots: Slots, source: GoldFact | Observation, wrong: Iterable[str] = ()
) -> dict[str, str]:
    """Print the slots of the whole fact, its agency, and others that are wrong."""
    # people want the names as written, not as folded for comparison
    slots = {**slots, "agency": source.agency, "qualifier": source.qualifier}
    shown = {*WHOLE, "agency", *wrong}
    return {name: _print_slot(value) for name, value in slots.items() if name in shown}


def _print_slot(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return " … ".join("–" if part is None else str(part) for part in value)
    return str(value)
