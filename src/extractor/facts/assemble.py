"""Assemble observations: mentions, links and codes become slots with values, scopes and dates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from extractor.codebook import OTHER, Codebook, load_codebook
from extractor.facts.confidence import Grounds, find_grounds, product_of
from extractor.facts.direction import read_direction
from extractor.facts.qualifier import read_qualifier
from extractor.facts.scope import Scope, read_scope, with_scope
from extractor.facts.timeline import Timeline, as_compared, fit_to_role, read_timeline
from extractor.facts.units import Counted
from extractor.labels import LinkKind
from extractor.schema import Code, Context, Observation, Tagged
from extractor.vietnamese.gazetteer import era_of
from extractor.vietnamese.periods import Period
from extractor.vietnamese.quantity import Quantity

#: Roles of what holds at the day of publication where no period is printed.
_HELD: Final = frozenset({"value", "score_of", "rank_of"})


@dataclass(frozen=True, slots=True)
class _Bulletin:
    """A tagged bulletin with everything that all its figures share."""

    tagged: Tagged
    context: Context
    timeline: Timeline
    era: str | None
    targets: dict[tuple[int, LinkKind], int]
    codebook: Codebook
    counted: Counted
    confidence: Callable[[Grounds], float | None]


def assemble(
    tagged: Tagged,
    context: Context,
    *,
    confidence: Callable[[Grounds], float | None] = product_of,
) -> tuple[Observation, ...]:
    """Return one observation for each coded QUANTITY, in the order of the text.

    Slots that nothing in the text supports stay None; values of malformed numerals too.
    `confidence` makes the chance that is reported of what a fact rests on.
    """
    codebook = load_codebook()
    targets = {(link.source, link.kind): link.target for link in tagged.links}
    wholes = {source: target for (source, kind), target in targets.items() if kind == "PART_OF"}
    bulletin = _Bulletin(
        tagged=tagged,
        context=context,
        timeline=read_timeline(tagged.text, tagged.mentions, context.published),
        era=context.era or era_of(context.published),
        targets=targets,
        codebook=codebook,
        counted=Counted(tagged, wholes, codebook),
        confidence=confidence,
    )
    return tuple(
        _observe(bulletin, index, tagged.codes[index], grounds)
        for index, grounds in find_grounds(tagged).items()
    )


def _observe(bulletin: _Bulletin, index: int, code: Code, grounds: Grounds) -> Observation:
    text, mention = bulletin.tagged.text, bulletin.tagged.mentions[index]
    surface = text[mention.start : mention.end]
    quantity, unit = bulletin.counted.read(index, code)
    scope = _scope(bulletin, index, code)
    period = _period(bulletin, index, code)
    other = _period_of_link(bulletin, index, "COMPARED_TO")
    compared = as_compared(other) if other else None
    doc_id = bulletin.context.doc_id
    return Observation(
        obs_id=f"{doc_id}#{mention.start}",
        doc_id=doc_id,
        indicator=code.indicator,
        qualifier=_qualifier(bulletin, index, code),
        role=code.role,
        value=_plain(quantity.value),
        unit=unit,
        bound=quantity.bound,
        direction=read_direction(
            text, mention.start, mention.end, role=code.role, value=quantity.value, unit=unit
        ),
        base_value=_plain(quantity.base_value),
        status="malformed" if quantity.malformed else "ok",
        status_note=_status_note(surface, quantity),
        readings=quantity.readings,
        admin_level=scope.level,
        level_scope=scope.scope,
        agency=scope.agency,
        ref_area=scope.area,
        area_vintage=scope.vintage,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        period_basis=period.basis if period else None,
        part_of=_obs_of_link(bulletin, index, "PART_OF"),
        rate_of=_obs_of_link(bulletin, index, "RATE_OF"),
        compare_start=compared.start if compared else None,
        compare_end=compared.end if compared else None,
        surface=surface,
        char_start=mention.start,
        char_end=mention.end,
        evidence=_evidence(bulletin, index),
        confidence=bulletin.confidence(grounds),
    )


def _surface_of_link(bulletin: _Bulletin, index: int, kind: LinkKind) -> str | None:
    target = bulletin.targets.get((index, kind))
    if target is None:
        return None
    mention = bulletin.tagged.mentions[target]
    return bulletin.tagged.text[mention.start : mention.end]


def _qualifier(bulletin: _Bulletin, index: int, code: Code) -> str | None:
    mentions = bulletin.tagged.mentions
    target = bulletin.targets.get((index, "HAS_INDICATOR"))
    named = None if target is None else (mentions[target].start, mentions[target].end)
    figure = mentions[index].start, mentions[index].end
    return read_qualifier(code.indicator, bulletin.tagged.text, named, figure)


def _scope(bulletin: _Bulletin, index: int, code: Code) -> Scope:
    province, era = bulletin.context.province, bulletin.era
    linked = read_scope(
        _surface_of_link(bulletin, index, "AT_LEVEL"),
        _surface_of_link(bulletin, index, "BY_AGENCY"),
        province=province,
        era=era,
    )
    return with_scope(linked, code.scope, province=province, era=era)


def _period(bulletin: _Bulletin, index: int, code: Code) -> Period | None:
    period = _period_of_link(bulletin, index, "IN_PERIOD")
    published = bulletin.context.published
    indicator = bulletin.codebook.indicators.get(code.indicator)
    stock = indicator.stock if indicator else code.indicator == OTHER
    if period is not None:
        return fit_to_role(period, code.role, published, stock=stock)
    if published is None or not stock or code.role not in _HELD:
        return None
    return Period(published, published, "as_of")


def _period_of_link(bulletin: _Bulletin, index: int, kind: LinkKind) -> Period | None:
    target = bulletin.targets.get((index, kind))
    return None if target is None else bulletin.timeline.periods.get(target)


def _obs_of_link(bulletin: _Bulletin, index: int, kind: LinkKind) -> str | None:
    target = bulletin.targets.get((index, kind))
    if target is None or target not in bulletin.tagged.codes:
        return None
    return f"{bulletin.context.doc_id}#{bulletin.tagged.mentions[target].start}"


def _status_note(surface: str, quantity: Quantity) -> str | None:
    if not quantity.malformed:
        return None
    readings = ", ".join(str(reading) for reading in quantity.readings) or "none"
    return f'"{surface}" breaks the grammar of numerals; possible readings: {readings}'


_SLOT_OF: Final[dict[LinkKind, str]] = {
    "HAS_INDICATOR": "indicator", "AT_LEVEL": "admin_level", "BY_AGENCY": "agency",
    "IN_PERIOD": "period", "COMPARED_TO": "compare", "PART_OF": "part_of", "RATE_OF": "rate_of",
}  # fmt: skip


def _evidence(bulletin: _Bulletin, index: int) -> dict[str, tuple[int, int]]:
    mentions = bulletin.tagged.mentions
    evidence = {"value": (mentions[index].start, mentions[index].end)}
    for kind, slot in _SLOT_OF.items():
        target = bulletin.targets.get((index, kind))
        if target is not None:
            evidence[slot] = (mentions[target].start, mentions[target].end)
    return evidence


def _plain(value: Decimal | None) -> Decimal | None:
    """Drop trailing zeros and exponents: 3148000000.000 is 3148000000."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
