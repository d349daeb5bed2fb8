"""What the rule pipeline says of a page's figures: the learned components read it as features.

The rules know conventions of the field (chains, headings, stock figures) that few bulletins show;
the model learns from the gold how far to trust them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from extractor.facts.scope import read_scope
from extractor.labels import LinkKind
from extractor.rules.tagger import tag_by_rules
from extractor.schema import Code, Context, Tagged
from extractor.vietnamese.gazetteer import era_of

if TYPE_CHECKING:
    from datetime import date

    from extractor.features.page import Page

_NO_CODE: Final = Code("none")


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rules' word on one figure: spans of its targets, code, and (level, scope)."""

    targets: dict[LinkKind, tuple[int, int]] = field(default_factory=dict)
    code: Code = _NO_CODE
    scope: tuple[str | None, str | None] = (None, None)


def read_rulings(page: Page) -> list[Ruling | None]:
    """Return the rules' word on every figure of a page, None where they saw no figure."""
    province, published = page.province, page.published
    tagged = _tag(page.text, province, published)
    era = era_of(published)
    targets: dict[int, dict[LinkKind, int]] = {}
    for link in tagged.links:
        targets.setdefault(link.source, {})[link.kind] = link.target
    rulings = {
        source: _ruling(tagged, code, targets.get(source, {}), province, era)
        for source, code in tagged.codes.items()
    }
    sources = sorted(rulings)  # mentions stand in order and do not overlap
    ends = [tagged.mentions[source].end for source in sources]
    found: list[Ruling | None] = []
    for figure in page.figures:
        at = bisect_right(ends, figure.start)
        over = at < len(sources) and tagged.mentions[sources[at]].start < figure.end
        found.append(rulings[sources[at]] if over else None)
    return found


@lru_cache(maxsize=64)
def _tag(text: str, province: str | None, published: date | None) -> Tagged:
    return tag_by_rules(text, Context("page", province, published))


def _ruling(
    tagged: Tagged,
    code: Code,
    targets: dict[LinkKind, int],
    province: str | None,
    era: str | None,
) -> Ruling:
    spans = {k: (tagged.mentions[at].start, tagged.mentions[at].end) for k, at in targets.items()}
    if code.scope is not None:
        return Ruling(spans, code, code.scope)
    level, agency = (
        tagged.text[slice(*spans[kind])].lower() if kind in spans else None
        for kind in ("AT_LEVEL", "BY_AGENCY")
    )
    read = read_scope(level, agency, province=province, era=era)
    return Ruling(spans, code, (read.level, read.scope))
