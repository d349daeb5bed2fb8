"""Which figures of a page share their indicator with one further right, and which unit they lend.

Found by look-up, not by going back over the page: a text of a megabyte has 20,000 figures, and
going back took a third of its time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from extractor.features.page import Figure, Page
from extractor.labels import LinkKind

Targets = dict[tuple[int, LinkKind], int]
#: What the unit of a figure without one is written as.
NO_UNIT: Final = "none"


class Kin:
    """The figures of a page by the indicator that `targets` links them to.

    `targets` maps (mention index, link kind) to a mention index.
    """

    def __init__(self, page: Page, targets: Targets) -> None:
        self.page = page
        self.targets = dict(targets)  # supposing changes it
        #: What features/coding says of linked words, and of their notions, by mention and unit.
        self.linked: dict[tuple[int, str], tuple[list[str], list[str]]] = {}
        self._own = [targets.get((f.index, "HAS_INDICATOR")) for f in page.figures]
        self._figure = {figure.index: figure for figure in page.figures}
        self._sharing: dict[tuple[int | None, str], list[int]] = {}
        self._counted: dict[int | None, list[int]] = {}
        self._named: dict[str, list[int]] = {}
        for position, (figure, own) in enumerate(zip(page.figures, self._own, strict=True)):
            unit = figure.quantity.unit
            self._sharing.setdefault((own, unit or NO_UNIT), []).append(position)
            if unit is not None:
                self._counted.setdefault(own, []).append(position)
            if own is not None:
                self._named.setdefault(page.surface(own), []).append(position)

    @contextmanager
    def supposing(self, position: int, target: int | None) -> Iterator[None]:
        """Take the indicator of one figure to be `target`, or none, for a while."""
        key: tuple[int, LinkKind] = (self.page.figures[position].index, "HAS_INDICATOR")
        linked = self._own[position]
        self._suppose(position, key, target)
        try:
            yield
        finally:
            self._suppose(position, key, linked)

    def _suppose(self, position: int, key: tuple[int, LinkKind], target: int | None) -> None:
        self._own[position] = target
        if target is None:
            self.targets.pop(key, None)
        else:
            self.targets[key] = target

    def unit(self, position: int) -> str:
        """Return the figure's unit, or the one that its column head, its whole or its kin has.

        `Ba Đồn (251)` counts what the figure before it counts; under `Tỷ lệ đúng hạn (%)` stand
        rates.
        """
        page, figure, own = self.page, self.page.figures[position], self._own[position]
        if figure.quantity.unit is not None:
            return figure.quantity.unit
        if own is not None and "%" in page.text[page.mentions[own].start : page.mentions[own].end]:
            return "percent"
        whole = self._figure.get(self.targets.get((figure.index, "PART_OF"), -1))
        if whole is not None and whole.quantity.unit is not None:
            return whole.quantity.unit
        kin = next(self._before(self._counted.get(own, []), position), None)
        return NO_UNIT if kin is None else kin.quantity.unit or NO_UNIT

    def sharing(self, position: int, unit: str) -> Iterator[Figure]:
        """Yield the figures before with the same target and a unit as printed, nearest first."""
        return self._before(self._sharing.get((self._own[position], unit), []), position)

    def named(self, position: int) -> Iterator[Figure]:
        """Yield the figures before whose targets have the same words, nearest first."""
        own = self._own[position]
        named = [] if own is None else self._named.get(self.page.surface(own), [])
        return self._before(named, position)

    def _before(self, positions: list[int], position: int) -> Iterator[Figure]:
        for at in range(bisect_left(positions, position) - 1, -1, -1):
            yield self.page.figures[positions[at]]
