"""Code the figures of a page from left to right; no spaCy needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from extractor.features.coding import (
    fixed_features,
    paid_for,
    running_features,
    supposed_features,
)
from extractor.features.kin import Kin, Targets
from extractor.features.page import Page
from extractor.features.scoping import fixed_scoping, read_label, ruled_label, running_scoping
from extractor.pipes.linear import Floats, LinearClassifier
from extractor.pipes.rows import CodeRow, Doubts
from extractor.vietnamese.gazetteer import era_of

#: The models of the coder.
MODELS: Final = ("indicator", "role", "scope")
#: How sure the scope model must be before it overrules a level that the links say (level on dev,
#: end to end: .872 whenever it differs, .883 at this bar, .873 never).
OVERRULE: Final = 0.65
#: Figures whose features are held at a time: all those of a bulletin, while those of a text of 1 MB
#: take 400 MB.
_BLOCK: Final = 256


def code_figures(
    page: Page,
    targets: Targets,
    models: Mapping[str, LinearClassifier],
    doubts: Doubts | None = None,
) -> list[CodeRow]:
    """Return indicator, role and scope of every figure; each reads those further left.

    What hangs on no other figure is looked up for a bulletin's figures at once. Where a figure may
    have several INDICATORs (`doubts`) the code that most of their chance says is taken.
    """
    indicators, roles, scopes = (models[name] for name in MODELS)
    history, alike, kin = History(page), roles.reads_as(indicators), Kin(page, targets)
    named = []
    for positions in _blocks(len(page.figures)):
        fixed = fixed_features(kin, positions)
        known = indicators.look_up(fixed)  # once: both were fitted on the same
        supposed = _suppose(kin, positions, doubts or {}, indicators)
        coding, playing = indicators.sum(known), roles.sum(known if alike else roles.look_up(fixed))
        for position, features, codes, parts in zip(positions, fixed, coding, playing, strict=True):
            running = running_features(kin, position, history.codes)
            more = indicators.rows_of(running)
            playing_more = more if alike else roles.rows_of(running)
            index = page.figures[position].index
            code, certainty = indicators.best_of(indicators.add(codes, more))
            if doubts and index in doubts:
                said = {targets.get((index, "HAS_INDICATOR")): (code, certainty)}
                for other, _ in doubts[index]:
                    if other not in said:
                        with kin.supposing(position, other):
                            running = running_features(kin, position, history.codes)
                        scores = supposed[position, other]
                        scores = indicators.add(scores, indicators.rows_of(running))
                        said[other] = indicators.best_of(scores)
                code, certainty = _agree(said, doubts[index])
            code = paid_for(code, features)
            role, role_certainty = roles.best_of(roles.add(parts, playing_more))
            history.codes[index] = code
            named.append((code, role, certainty * role_certainty))
        page.said.clear()
        kin.linked.clear()
    placed = _find_scopes(history, targets, scopes)
    return [
        (figure.start, figure.end, code, role, scope, score * certainty)
        for figure, (code, role, score), (scope, certainty) in zip(
            page.figures, named, placed, strict=True
        )
    ]


def _suppose(
    kin: Kin, positions: Iterable[int], doubts: Doubts, indicators: LinearClassifier
) -> dict[tuple[int, int | None], Floats]:
    """Return the scores of figures, were they linked to the other INDICATORs that they may have.

    Found for a bulletin at once (features/coding).
    """
    cases = []
    for position in positions:
        index = kin.page.figures[position].index
        linked = kin.targets.get((index, "HAS_INDICATOR"))
        cases += [(position, other) for other, _ in doubts.get(index, ()) if other != linked]
    scores = indicators.sum(indicators.look_up(supposed_features(kin, cases)))
    return dict(zip(cases, scores, strict=True))


def _agree(
    said: Mapping[int | None, tuple[str, float]], doubts: Sequence[tuple[int | None, float]]
) -> tuple[str, float]:
    """Return the code that the likely INDICATORs say together, and how sure the surest is of it.

    Each speaks with its chance and the square of its certainty: codes of unseen bulletins and dev
    .897 right by the likeliest alone, .899 by chance alone, .902 so.
    """
    weights: dict[str, float] = {}
    surest: dict[str, float] = {}
    for target, chance in doubts:
        code, certainty = said[target]
        weights[code] = weights.get(code, 0.0) + chance * certainty**2
        surest[code] = max(certainty, surest.get(code, 0.0))
    code = max(weights, key=weights.__getitem__)
    return code, surest[code]


def _find_scopes(
    history: History, targets: Targets, scopes: LinearClassifier
) -> list[tuple[str, float]]:
    """Return level and scope of every figure: what the links say, unless the model is sure."""
    page = history.page
    found = []
    for positions in _blocks(len(page.figures)):
        fixed = [history.fixed_scoping(position, targets) for position in positions]
        scores = scopes.sum(scopes.look_up(fixed))
        for position, features, score in zip(positions, fixed, scores, strict=True):
            said = ruled_label(features)
            more = scopes.rows_of(running_scoping(page, position, history.scopes, said))
            label, certainty = scopes.best_of(scopes.add(score, more))
            if label != said and certainty < OVERRULE and read_label(said)[0] is not None:
                label = said
            history.scopes[page.figures[position].index] = label
            found.append((label, certainty))
    return found


def _blocks(count: int) -> Iterator[range]:
    """Part the figures of a page."""
    for first in range(0, count, _BLOCK):
        yield range(first, min(first + _BLOCK, count))


class History:
    """The codes and scopes given so far on a page: what figures further right inherit from."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.codes: dict[int, str] = {}
        self.scopes: dict[int, str] = {}
        self._province = page.province
        self._era = era_of(page.published)

    def scoping(self, position: int, targets: Targets, indicator: str) -> list[str]:
        """Return the features of a figure's scope."""
        self.codes[self.page.figures[position].index] = indicator
        fixed = self.fixed_scoping(position, targets)
        return fixed + running_scoping(self.page, position, self.scopes, ruled_label(fixed))

    def fixed_scoping(self, position: int, targets: Targets) -> list[str]:
        """Return the features of the scope of a figure that has its code."""
        return fixed_scoping(
            self.page,
            position,
            targets,
            indicator=self.codes[self.page.figures[position].index],
            province=self._province,
            era=self._era,
        )

    def add(self, index: int, code: str, scope: str) -> None:
        """Remember what the figure at a mention index was given."""
        self.codes[index] = code
        self.scopes[index] = scope
