"""Decide what a figure counts: the printed unit, else that of its whole, else the indicator's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from extractor.codebook import OTHER, Codebook, Indicator
from extractor.labels import Unit
from extractor.schema import Code, Tagged
from extractor.vietnamese.numbers import read_figure
from extractor.vietnamese.quantity import Quantity

#: Units that say only that something was counted.
_VAGUE: Final = re.compile(r"\d\s*(?:lượt|trường hợp|bộ)$", re.I)
#: Units that a word may seem to name where the indicator counts something else: `hạng 6 Bộ chỉ
#: số`, `nhóm 10 tỉnh`, `93,18 điểm phục vụ`, `80 điểm tiếp nhận`, `386 lượt` of payments. With gold
#: codes and links wrong units and values of train fell from 756 to 579 (48,429 figures).
_SEEMING: Final = frozenset({"times", "other", "unit", "point", "copy"})
#: A word of the figure's own print that is no unit of ours: `18 phút`, `27.600 km`.
_WORDED: Final = re.compile(r"\d\W*[^\W\d_]")
_RANKED: Final = frozenset({"change_rank", "rank_of"})


@dataclass(slots=True)
class Counted:
    """The figures of a bulletin with their units; `wholes` are the targets of PART_OF.

    >>> from extractor.codebook import load_codebook
    >>> from extractor.schema import Code, Mention, Tagged
    >>> tagged = Tagged("đạt 74.9", (Mention(4, 8, "QUANTITY"),), (), {})
    >>> counted = Counted(tagged, {}, load_codebook())
    >>> quantity, unit = counted.read(0, Code("idx766_total_score"))
    >>> str(quantity.value), unit
    ('74.9', 'point')
    """

    tagged: Tagged
    wholes: Mapping[int, int]
    codebook: Codebook
    _found: dict[int, Unit | None] = field(default_factory=dict)

    def read(self, index: int, code: Code) -> tuple[Quantity, Unit | None]:
        """Return the reading of the figure at a mention index, and its unit.

        Whether a dot is a decimal point hangs on the unit: `74.9` is malformed as a count and a
        score as it stands, also where `điểm` is printed only once for a whole list.
        """
        quantity, unit = self._read(index, None), self._unit(index, code)
        if quantity.malformed and quantity.unit != unit and unit in ("point", "percent"):
            quantity = self._read(index, unit)
        return quantity, unit

    def _read(self, index: int, unit: Unit | None) -> Quantity:
        mention = self.tagged.mentions[index]
        return read_figure(self.tagged.text, mention.start, mention.end, unit=unit)

    def _unit(self, index: int, code: Code) -> Unit | None:
        if index not in self._found:
            self._found[index] = None  # parts of each other end here
            self._found[index] = self._find(index, code)
        return self._found[index]

    def _find(self, index: int, code: Code) -> Unit | None:
        """Return the printed unit; `8.866 lượt` and `58 trường hợp` count what the indicator does.

        A part printed without one counts what its whole counts: of `1.590 TTHC` the `142` on the
        national portal are procedures too. Online services are services, though, also where their
        whole is counted in procedures.
        """
        mention = self.tagged.mentions[index]
        surface = self.tagged.text[mention.start : mention.end]
        indicator = self.codebook.indicators.get(code.indicator)
        printed = self._read(index, None).unit
        vague = indicator is not None and _VAGUE.search(surface)
        if printed is not None and not (vague or _seems(printed, indicator, code)):
            return printed
        if code.role in _RANKED:
            return "rank"
        if indicator is None:
            worded = code.indicator == OTHER and _WORDED.search(surface)
            return self._unit_of_whole(index) or ("other" if worded else None)
        own, whole = cast(Unit, indicator.units[0]), self._unit_of_whole(index)
        return whole if whole in indicator.units and own != "service" else own

    def _unit_of_whole(self, index: int) -> Unit | None:
        whole = self.wholes.get(index)
        code = None if whole is None else self.tagged.codes.get(whole)
        return None if whole is None or code is None else self._unit(whole, code)


def _seems(printed: Unit, indicator: Indicator | None, code: Code) -> bool:
    """Tell whether a printed unit only seems to be one.

    `gấp 2 lần` is one, of whatever indicator; and nothing printed without `%` is a percentage, but
    for the points by which one changes.
    """
    if indicator is None or printed not in _SEEMING or printed in indicator.units:
        return False
    if "percent" in indicator.units:
        return printed == "point" and code.role == "change_pp"
    return not (printed == "times" and code.role.startswith("change"))
