"""Figures as the audit sees them: a value, how precisely it is printed, and where it belongs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from extractor.codebook.loader import OTHER
from extractor.labels import Bound, Unit
from extractor.schema import Observation

#: Roles of figures that state how much there is; changes, targets and thresholds do not.
STATED: Final = frozenset({"value", "share_of", "score_of", "rank_of"})
_NUMERAL: Final = re.compile(r"\d+(?:[.,\s]\d+)*")
_NOT_DIGIT: Final = re.compile(r"\D")
_ONE: Final = Decimal(1)
_HALF: Final = Decimal("0.5")
#: How far a hedged figure (hơn, gần, khoảng) may lie from what it rounds, as a share of itself.
_REACH: Final = Decimal("0.15")


class Frame(NamedTuple):
    """What two figures must share before they may be added: part, level, holder and period."""

    qualifier: str | None
    level: str | None
    scope: str | None
    agency: str | None
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of an observation: its value, or the y of x/y (`base`).

    `code` is the indicator, empty where it is unknown; `printed` the numeral as it stands.
    `step` is what one unit of the last printed digit is worth; the true figure lies in `lo` to
    `hi`, which are equal where the print is exact. All three are None where `value` is.
    """

    key: str
    obs: Observation
    code: str
    frame: Frame
    printed: str
    value: Decimal | None
    step: Decimal | None = None
    lo: Decimal | None = None
    hi: Decimal | None = None
    base: bool = False

    @property
    def addable(self) -> bool:
        """Tell whether the figure may stand in a sum: a statement without hedge, no share."""
        o = self.obs
        if o.bound != "exact" or o.role not in STATED:
            return False
        return o.role != "share_of" or self.code.startswith("rate_")


@dataclass(frozen=True, slots=True)
class Sheet:
    """All figures of a bulletin: by key, by what the addable ones say, and under printed wholes.

    `said` leaves out the parts of another figure of the same code and frame; `frames` lists where
    each code is said. Both keep the order of the text.
    """

    figures: dict[str, Figure]
    said: dict[tuple[str, Frame], list[Figure]]
    frames: dict[str, list[Frame]]
    parts: dict[str, list[Figure]]

    def whole_of(self, figure: Figure) -> Figure | None:
        """Return the figure that this one is PART_OF."""
        return self.figures.get(figure.obs.part_of or "")

    def stated(self) -> Iterator[Figure]:
        """Yield the figures that state how much there is, without the y of x/y."""
        return (f for f in self.figures.values() if not f.base and f.obs.role in STATED)


def read_sheet(observations: Iterable[Observation]) -> Sheet:
    """Read the figures of one bulletin and index them."""
    known = {observation.obs_id: observation for observation in observations}
    figures: dict[str, Figure] = {}
    for observation in known.values():
        frame = _frame_of(observation, known)
        numerals = _NUMERAL.findall(observation.surface) or [""]
        key, value, base = observation.obs_id, observation.value, observation.base_value
        figures[key] = _figure(key, observation, frame, numerals[0], value)
        if base is not None:
            key += "/"
            figures[key] = _figure(key, observation, frame, numerals[-1], base, base=True)
    return _index(figures)


def _figure(
    key: str,
    obs: Observation,
    frame: Frame,
    printed: str,
    value: Decimal | None,
    *,
    base: bool = False,
) -> Figure:
    code = obs.indicator or ""
    if value is None:
        return Figure(key, obs, code, frame, printed, None, base=base)
    step = step_of(printed, value, obs.surface)
    ends = interval(value, step, obs.unit, obs.bound)
    return Figure(key, obs, code, frame, printed, value, step, *ends, base)


def _index(figures: dict[str, Figure]) -> Sheet:
    said: dict[tuple[str, Frame], list[Figure]] = defaultdict(list)
    parts: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures.values():
        if figure.base:
            continue
        if figure.obs.part_of in figures:
            parts[figure.obs.part_of].append(figure)
        whole = figures.get(figure.obs.part_of or "")
        inner = whole is not None and (whole.code, whole.frame) == (figure.code, figure.frame)
        if figure.addable and figure.code not in ("", OTHER) and not inner:
            said[figure.code, figure.frame].append(figure)
    frames: dict[str, list[Frame]] = defaultdict(list)
    for code, frame in said:
        frames[code].append(frame)
    return Sheet(figures, said, frames, parts)


def _frame_of(observation: Observation, known: Mapping[str, Observation]) -> Frame:
    """Let a part without level or period of its own stand where its whole does."""
    whole = known.get(observation.part_of or "")
    o, place, time = observation, observation, observation
    if whole is not None:
        if o.admin_level is None and o.agency is None:
            place = whole
        if o.period_start is None and o.period_end is None:
            time = whole
    return Frame(
        o.qualifier, place.admin_level, place.level_scope, place.agency,
        time.period_start, time.period_end,
    )  # fmt: skip


def with_value(figure: Figure, value: Decimal, step: Decimal) -> Figure:
    """Return the figure with another value, printed to `step`."""
    lo, hi = interval(value, step, figure.obs.unit, figure.obs.bound)
    return replace(figure, value=value, step=step, lo=lo, hi=hi)


def step_of(printed: str, value: Decimal, surface: str = "") -> Decimal:
    """Return what one unit of the last printed digit is worth.

    >>> step_of("98,70", Decimal("98.7")), step_of("3,148", Decimal(3148000000))
    (Decimal('0.01'), Decimal('1E+6'))
    """
    plain = printed.replace(".", "")
    if plain.isdecimal() and value == int(plain):
        return _ONE
    digits = _NOT_DIGIT.sub("", printed).lstrip("0")
    if value == 0:
        _, _, decimals = printed.rpartition(",")
        return _ONE.scaleb(-len(decimals)) if "," in printed else _ONE
    significant = digits.rstrip("0")
    _, read, exponent = value.normalize().as_tuple()
    assert isinstance(exponent, int)  # finite values only: the reader gives no NaN
    if "".join(map(str, read)) == significant:
        return _ONE.scaleb(exponent - (len(digits) - len(significant)))
    # `3 tỷ 148 triệu` is exact to its last word; `ba thủ tục` to the unit.
    several = len(_NUMERAL.findall(surface)) > 1
    return _ONE.scaleb(exponent if several else min(exponent, 0))


def interval(
    value: Decimal, step: Decimal, unit: Unit | None, bound: Bound
) -> tuple[Decimal, Decimal]:
    """Return from where to where the true figure may lie: rounded, cut off or hedged."""
    if bound != "exact":
        below = value if bound in ("gt", "ge") else value * (1 - _REACH)
        above = value if bound in ("lt", "le", "approx_below") else value * (1 + _REACH)
        return below, above
    if unit in ("percent", "times") or (step != _ONE and unit != "point"):
        # Of 38 good rates on real pages 2 are cut off, not rounded. Scores are added as printed.
        return value - step * _HALF, value + step
    return value, value
