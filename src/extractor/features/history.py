"""What the figures before chose: most figures inherit period, level and agency from a neighbour.

The network reads the neighbours' targets as features. In training these are the gold ones, at times
hidden or spoiled; at run time those of its own last pass, starting from "unknown".
"""

from __future__ import annotations

from typing import Final

import numpy as np

from extractor.features.layout import Ints
from extractor.features.page import Page

#: In a table of choices: figure has no target, or its target is not known yet.
NO_TARGET: Final = -1
UNKNOWN: Final = -2
#: Values of one history column: how near the neighbour is (4) × what it chose (6).
HISTORY_SIZE: Final = 24
HISTORY_FEATURES: Final = 3


class Neighbours:
    """For each figure, the three figures whose choices it may share.

    The one before, the nearest before with the same unit, and the one after; −1 where there is
    none. `near` says of each whether it stands in the same sentence (3), line (2) or elsewhere (1).
    """

    def __init__(self, page: Page, keys: Ints) -> None:
        count = len(page.figures)
        self.index = np.full((count, HISTORY_FEATURES), -1)
        self.near = np.zeros((count, HISTORY_FEATURES), np.int64)
        last: dict[str | None, int] = {}
        for number, figure in enumerate(page.figures):
            unit = figure.quantity.unit
            after = number + 1 if number + 1 < count else -1
            for column, other in enumerate((number - 1, last.get(unit, -1), after)):
                self.index[number, column] = other
                if other >= 0:
                    self.near[number, column] = _nearness(page, number, other)
            last[unit] = number
        self.key = keys[[figure.index for figure in page.figures]]


def _nearness(page: Page, one: int, two: int) -> int:
    first, second = page.figures[one].start, page.figures[two].start
    if page.layout.sentence_of(first) == page.layout.sentence_of(second):
        return 3
    return 2 if page.layout.line_of(first) == page.layout.line_of(second) else 1


def history_columns(
    neighbours: Neighbours, choices: Ints, figure: Ints, kind: Ints, key: Ints
) -> Ints:
    """Return pairs × HISTORY_FEATURES values below HISTORY_SIZE.

    `choices` is figures × kinds: reading key, NO_TARGET or UNKNOWN; `figure`, `kind` and `key`
    describe the pairs (key NO_TARGET is the "none" pair).
    """
    columns = []
    for column in range(HISTORY_FEATURES):
        other = neighbours.index[figure, column]
        chosen = np.where(other >= 0, choices[np.maximum(other, 0), kind], UNKNOWN)
        own = np.where(other >= 0, neighbours.key[np.maximum(other, 0)], UNKNOWN)
        value = np.select(
            [chosen == UNKNOWN, chosen == key, own == key, chosen == NO_TARGET],
            [0, 1, 2, 3],
            default=np.where(key == NO_TARGET, 4, 5),
        )
        columns.append(neighbours.near[figure, column] * 6 + value)
    return np.stack(columns, axis=1)
