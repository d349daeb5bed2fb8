"""Facts: gold figures paired with observations, then slot by slot and as a whole.

Every gold figure is in every denominator: a figure that was missed is wrong in each slot, an
observation that is no gold figure is spurious in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from extractor.corpus.gold import Gold, GoldFact, GoldMention
from extractor.labels import LinkKind
from extractor.schema import Observation
from extractor.scoring.alignment import align
from extractor.scoring.counts import Counts
from extractor.scoring.slots import (
    CORE,
    LADDER,
    SLOTS,
    WHOLE,
    all_right,
    gold_slots,
    observed_slots,
    wrong_slots,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One gold figure, where it stands, and the observation that covers it (None: missed)."""

    fact: GoldFact
    mention: GoldMention
    observation: Observation | None
    wrong: frozenset[str]

    @property
    def whole(self) -> bool:
        """Tell whether the whole fact is right."""
        return all_right(self.wrong, WHOLE)


@dataclass(frozen=True, slots=True)
class Alignment:
    """All gold figures of a bulletin in order of text, and the observations left over."""

    pairs: tuple[Pair, ...]
    extra: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class FactScores:
    """Counts of one bulletin; accuracy over all gold figures is `recall`.

    `slots`: each slot alone, null equal to null. `filled`: each slot alone where gold or the
    observation has something to say, so that a mostly empty slot cannot look good. `ladder`: slots
    added one by one. `levels`: the whole fact by the gold level. `parts`: PART_OF and RATE_OF
    between figures.
    """

    detection: Counts
    slots: dict[str, Counts]
    filled: dict[str, Counts]
    ladder: dict[str, Counts]
    whole: Counts
    core: Counts
    value_and_unit: Counts
    levels: dict[str, Counts]
    parts: dict[str, Counts]


def align_facts(gold: Gold, observations: Iterable[Observation]) -> Alignment:
    """Pair gold figures with observations by overlap of their quantities, one to one."""
    mentions = {mention.id: mention for mention in gold.mentions}
    facts = sorted(gold.facts, key=lambda fact: mentions[fact.mention].start)
    seen = sorted(observations, key=lambda one: (one.char_start, one.char_end))
    matches = align(
        [(mentions[fact.mention].start, mentions[fact.mention].end) for fact in facts],
        [(one.char_start, one.char_end) for one in seen],
    )
    pairs = []
    for number, fact in enumerate(facts):
        found = seen[matches[number]] if number in matches else None
        pairs.append(Pair(fact, mentions[fact.mention], found, wrong_slots(fact, found)))
    used = set(matches.values())
    return Alignment(tuple(pairs), tuple(one for n, one in enumerate(seen) if n not in used))


def score_facts(gold: Gold, alignment: Alignment) -> FactScores:
    """Score one bulletin's aligned facts."""
    pairs = alignment.pairs
    steps = {slot: LADDER[: place + 1] for place, slot in enumerate(LADDER)}
    levels = sorted({pair.fact.admin_level or "none" for pair in pairs})
    return FactScores(
        detection=_count(alignment, lambda pair: pair.observation is not None),
        slots={slot: _count_slots(alignment, (slot,)) for slot in SLOTS},
        filled={slot: _count_filled(alignment, slot) for slot in SLOTS},
        ladder={slot: _count_slots(alignment, needed) for slot, needed in steps.items()},
        whole=_count_slots(alignment, WHOLE),
        core=_count_slots(alignment, CORE),
        value_and_unit=_count_slots(alignment, ("value", "unit")),
        levels={
            level: _shares(p.whole for p in pairs if (p.fact.admin_level or "none") == level)
            for level in levels
        },
        parts={kind: _count_parts(gold, alignment, kind) for kind in ("PART_OF", "RATE_OF")},
    )


def _count(alignment: Alignment, right: Callable[[Pair], bool]) -> Counts:
    hits = sum(right(pair) for pair in alignment.pairs)
    found = sum(pair.observation is not None for pair in alignment.pairs)
    return Counts(hits, found + len(alignment.extra) - hits, len(alignment.pairs) - hits)


def _count_slots(alignment: Alignment, needed: Sequence[str]) -> Counts:
    return _count(alignment, lambda pair: all_right(pair.wrong, needed))


def _count_filled(alignment: Alignment, slot: str) -> Counts:
    right = given = wanted = 0
    for pair in alignment.pairs:
        ours = gold_slots(pair.fact)[slot]
        theirs = observed_slots(pair.observation)[slot] if pair.observation else None
        wanted += ours is not None
        given += theirs is not None
        right += ours is not None and ours == theirs
    given += sum(observed_slots(one)[slot] is not None for one in alignment.extra)
    return Counts(right, given - right, wanted - right)


def _shares(verdicts: Iterable[bool]) -> Counts:
    right = list(verdicts)
    return Counts(tp=sum(right), fn=len(right) - sum(right))


def _count_parts(gold: Gold, alignment: Alignment, kind: LinkKind) -> Counts:
    found = {pair.fact.mention: pair.observation for pair in alignment.pairs}
    targets = {link.source: link.target for link in gold.links if link.kind == kind}
    right = 0
    for source, target in targets.items():
        one, whole = found.get(source), found.get(target)
        right += one is not None and whole is not None and _points(one, kind) == whole.obs_id
    seen = [one for one in found.values() if one] + list(alignment.extra)
    given = sum(_points(one, kind) is not None for one in seen)
    return Counts(right, given - right, len(targets) - right)


def _points(observation: Observation, kind: LinkKind) -> str | None:
    return observation.part_of if kind == "PART_OF" else observation.rate_of
