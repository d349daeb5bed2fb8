"""What grammar and gazetteer find in one text, each looked for once.

The rules, hints, figures, completion, linker and coder all ask for the same: looking five times
cost 10 ms a bulletin. `findings` remembers the last few texts, so that stages need not hand it on.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

from extractor.rules.cues import Hit, find_cues
from extractor.rules.zones import Zone, ZoneSpan, find_zones
from extractor.vietnamese.agency_search import (
    bare_names,
    find_named_agencies,
    is_place_or_department,
)
from extractor.vietnamese.era_guess import find_era
from extractor.vietnamese.gazetteer import era_of
from extractor.vietnamese.issue_date import find_date_of_issue
from extractor.vietnamese.levels import find_levels
from extractor.vietnamese.numbers import Quantity, find_quantities
from extractor.vietnamese.periods import find_periods
from extractor.vietnamese.places import find_province

Span = tuple[int, int]
#: Texts whose findings are remembered: those that one worker has under way.
REMEMBERED: Final = 4


@lru_cache(maxsize=REMEMBERED)
def findings(text: str) -> Findings:
    """Return the findings of a text; asked again soon, the same object."""
    return Findings(text)


class Findings:
    """Everything that is found in a text without reading it as a whole, each on first use."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def quantities(self) -> list[Quantity]:
        """All numerals, of every kind."""
        return find_quantities(self.text)

    @cached_property
    def periods(self) -> list[Span]:
        """Where periods are named."""
        return find_periods(self.text)

    @cached_property
    def levels(self) -> list[Span]:
        """Where administrative levels are named."""
        return find_levels(self.text)

    @cached_property
    def agencies(self) -> list[Span]:
        """Where bodies and territories are named."""
        return self.agencies_in(None)

    def agencies_in(self, province: str | None) -> list[Span]:
        """Return where bodies and territories are named, also bare ones of a province."""
        bare = [
            (start, end)
            for start, end, name in self._bare_names
            if is_place_or_department(name, province)
        ]
        return sorted(self._named_agencies + bare)

    @cached_property
    def _named_agencies(self) -> list[Span]:
        return find_named_agencies(self.text)

    @cached_property
    def _bare_names(self) -> list[tuple[int, int, str]]:
        return bare_names(self.text, self._named_agencies)

    @cached_property
    def cues(self) -> list[Hit]:
        """The cues of the codebook."""
        return find_cues(self.text)

    @cached_property
    def zones(self) -> list[ZoneSpan]:
        """The lines with their zones."""
        return find_zones(self.text)

    @cached_property
    def wrapped(self) -> list[Span]:
        """The lines that are no part of the bulletin."""
        return [(z.start, z.end) for z in self.zones if z.zone == "boilerplate"]

    def is_wrapped(self, offset: int) -> bool:
        """Tell whether an offset stands in such a line."""
        at = bisect_right(self.wrapped, offset, key=lambda span: span[0])
        return at > 0 and offset < self.wrapped[at - 1][1]

    def zone_of(self, offset: int) -> Zone | None:
        """Return the zone of the line around an offset, None between lines."""
        at = bisect_right(self.zones, offset, key=lambda zone: zone.start)
        inside = at > 0 and offset < self.zones[at - 1].end
        return self.zones[at - 1].zone if inside else None

    @cached_property
    def published(self) -> date | None:
        """The day of publication as printed."""
        return find_date_of_issue(self.text)

    @cached_property
    def era(self) -> str | None:
        """The era of the official units: of the printed day, else guessed."""
        return era_of(self.published) or find_era(self.text)

    @cached_property
    def province(self) -> str | None:
        """The province that the text is about."""
        return find_province(self.text)
