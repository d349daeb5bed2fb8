"""Which targets say the same: two mentions of one period are one answer to the same question."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

import numpy as np

from extractor.features.layout import Ints
from extractor.features.page import Page
from extractor.vietnamese.levels import read_level


@lru_cache(maxsize=1)  # pairs and batch ask for them
def reading_keys(page: Page) -> Ints:
    """Return a number for each mention, equal for mentions that a figure may take for each other.

    Periods with the same days, level phrases with the same level and scope, indicators and
    agencies with the same words; a QUANTITY is only itself.
    """
    names: dict[Hashable, int] = {}
    keys = np.zeros(len(page.mentions), np.int64)
    for index in range(len(page.mentions)):
        keys[index] = names.setdefault(_reading(page, index), len(names))
    return keys


def _reading(page: Page, index: int) -> Hashable:
    mention = page.mentions[index]
    words = page.lowered[mention.start : mention.end]
    if mention.label == "QUANTITY":
        return index
    if mention.label == "PERIOD" and index in page.periods:
        period = page.periods[index]
        return ("PERIOD", period.start, period.end)
    if mention.label == "LEVEL":
        level, scope = read_level(words)
        return ("LEVEL", level, scope) if level else ("LEVEL", words)
    return (mention.label, words)
