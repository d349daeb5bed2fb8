"""Gather facts into cells, province by indicator by period, and choose where texts disagree.

A cell holds what all bulletins say of one province, indicator, unit, level and period. Where they
say different things the choice goes, in this order, to
    1. a sound numeral before a repaired one, a repaired one before a contradicted one,
    2. an exact figure before a rounded or bounded one (hơn, gần),
    3. the more precise of figures that round to one another,
    4. the figure that more documents state,
    5. the surer one,
    6. the first by id, so that the choice is the same every time.
Nothing is averaged: every cell is a printed figure, and `reason` says why it is this one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final

from extractor.export.entry import plain
from extractor.panel.facts import Fact
from extractor.vietnamese.gazetteer import AFTER, MERGER, provinces

#: Roles whose figures are states of an indicator; changes and aims are none.
_STATES: Final = ("value", "share_of", "score_of", "rank_of")
_STATUS_RANKS: Final = {"ok": 0, "repaired": 1, "contradicted": 2}
_MOST_OTHERS: Final = 5

#: Indicator, province, area, unit, level, scope, first and last day.
Key = tuple[str, str, str, str, str, str, date, date]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of the panel; `others` are the values that were not chosen."""

    province: str
    area: str
    indicator: str
    unit: str
    admin_level: str
    level_scope: str
    period_start: date
    period_end: date
    value: Decimal
    status: str
    confidence: float | None
    obs_id: str
    documents: int
    reason: str
    others: tuple[Decimal, ...]


@dataclass(slots=True)
class _Candidate:
    """All that states one value of a cell: the best fact for it, and the documents."""

    best: Fact
    value: Decimal
    documents: set[str] = field(default_factory=set)


def build_panel(
    facts: Iterable[Fact], *, every_scope: bool = False
) -> tuple[list[Cell], Counter[str]]:
    """Return the cells, sorted, and how many facts were left out by reason.

    Only figures for a whole province, or with `every_scope` also those for one tier of it. Memory
    grows with the number of cells and different values, not of facts.
    """
    cells: dict[Key, dict[Decimal, _Candidate]] = {}
    left_out: Counter[str] = Counter()
    for fact in facts:
        place = _place(fact, every_scope=every_scope)
        if isinstance(place, str):
            left_out[place] += 1
            continue
        key, value = place
        candidate = cells.setdefault(key, {}).setdefault(value, _Candidate(fact, value))
        candidate.documents.add(fact.doc_id)
        if _rank(fact) < _rank(candidate.best):
            candidate.best = fact
    return [_cell(key, list(cells[key].values())) for key in sorted(cells)], left_out


def _place(fact: Fact, *, every_scope: bool) -> tuple[Key, Decimal] | str:
    """Return a fact's cell and value, or the reason why it has none."""
    if fact.value is None:
        return "the numeral is not readable"
    if fact.indicator in (None, "OTHER"):
        return "no indicator of the codebook"
    if fact.role not in _STATES:
        return "a change or an aim"
    if fact.qualifier is not None:
        return "only a part of its indicator"
    if fact.ref_area is None or not fact.ref_area.startswith("VN-P"):
        return "no province"
    if fact.level_scope not in (("whole_province", "tier") if every_scope else ("whole_province",)):
        return "not for the whole province"
    if fact.period_start is None or fact.period_end is None:
        return "no period"
    key = (
        fact.indicator or "", _province(fact.ref_area, fact.area_vintage, fact.period_end),
        fact.ref_area, fact.unit or "", fact.admin_level or "", fact.level_scope or "",
        fact.period_start, fact.period_end,
    )  # fmt: skip
    return key, fact.value


def _province(area: str, vintage: str | None, end: date) -> str:
    """Return the name of a province by its code, as it was called at the time."""
    new = vintage == AFTER or (vintage is None and end >= MERGER)
    return _names(new=new).get(area) or _names(new=not new).get(area) or area


@cache
def _names(*, new: bool) -> dict[str, str]:
    return {
        f"VN-P{p.code_after if new else p.code_before}": p.after if new else p.before
        for p in provinces()
    }


def _rank(fact: Fact) -> tuple[int, int, float, str]:
    """Order facts of one value: the sounder and surer first."""
    return (
        _STATUS_RANKS.get(fact.status, len(_STATUS_RANKS)),
        int(fact.bound != "exact"),
        -(fact.confidence or 0.0),
        fact.obs_id,
    )


def _cell(key: Key, candidates: list[_Candidate]) -> Cell:
    indicator, province, area, unit, level, scope, start, end = key
    ranked = sorted(candidates, key=lambda candidate: _order(candidate, candidates))
    chosen = ranked[0]
    return Cell(
        province=province,
        area=area,
        indicator=indicator,
        unit=unit,
        admin_level=level,
        level_scope=scope,
        period_start=start,
        period_end=end,
        value=chosen.value,
        status=chosen.best.status,
        confidence=chosen.best.confidence,
        obs_id=chosen.best.obs_id,
        documents=len({name for candidate in candidates for name in candidate.documents}),
        reason=_reason(ranked),
        others=tuple(candidate.value for candidate in ranked[1 : 1 + _MOST_OTHERS]),
    )


def _order(
    candidate: _Candidate, candidates: list[_Candidate]
) -> tuple[int, int, int, int, float, str]:
    """Return where a value stands in the order of choice that the module describes."""
    status, bound, surer, obs_id = _rank(candidate.best)
    coarser = any(
        rounds_to(other.value, candidate.value) for other in candidates if other is not candidate
    )
    return status, bound, int(coarser), -len(candidate.documents), surer, obs_id


def rounds_to(fine: Decimal, coarse: Decimal) -> bool:
    """Tell whether a figure with fewer digits is the finer one rounded or cut.

    >>> rounds_to(Decimal("98.72"), Decimal("98.7")), rounds_to(Decimal("98.7"), Decimal("98.72"))
    (True, False)
    """
    digits, more = coarse.as_tuple().exponent, fine.as_tuple().exponent
    if not isinstance(digits, int) or not isinstance(more, int) or more >= digits:
        return False
    step = Decimal(1).scaleb(digits)
    return coarse in (fine.quantize(step, ROUND_HALF_UP), fine.quantize(step, ROUND_DOWN))


def _sureness(candidate: _Candidate) -> str:
    return f"{candidate.best.confidence or 0:.2f}"


def _reason(ranked: list[_Candidate]) -> str:
    """Say why the first of the ranked values was chosen before the second."""
    chosen = ranked[0]
    if len(ranked) == 1:
        times = len(chosen.documents)
        return "stated once" if times == 1 else f"stated alike in {times} documents"
    other = ranked[1]
    mine, theirs = _order(chosen, ranked), _order(other, ranked)
    differs = next(place for place in range(6) if mine[place] != theirs[place])
    value = plain(other.value)
    return (
        f"{chosen.best.status} before {other.best.status} ({value})",
        f"exact before {other.best.bound} ({value})",
        f"more precise than {value}, which it rounds to",
        f"{len(chosen.documents)} documents against {len(other.documents)} ({value})",
        f"surer: {_sureness(chosen)} against {_sureness(other)} ({value})",
        f"undecided between {plain(chosen.value)} and {value}: the first by id",
    )[differs]
