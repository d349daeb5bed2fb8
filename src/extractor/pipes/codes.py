"""Code the figures of a page from left to right; no spaCy needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from extractor.features.coding import Targets, fixed_features, running_features
from extractor.features.page import Page
from extractor.features.scoping import read_label, ruled_label, scoping_features
from extractor.pipes.linear import LinearClassifier
from extractor.pipes.rows import CodeRow
from extractor.vietnamese.places import era_of

#: The models of the coder.
MODELS: Final = ("indicator", "role", "scope")
#: How sure the scope model must be before it overrules a level that the links say (level on dev,
#: end to end: .872 whenever it differs, .883 at this bar, .873 never).
OVERRULE: Final = 0.65


def code_figures(
    page: Page, targets: Targets, models: Mapping[str, LinearClassifier]
) -> list[CodeRow]:
    """Return indicator, role and scope of every figure; each reads those further left."""
    indicators, roles, scopes = (models[name] for name in MODELS)
    history, alike = History(page), roles.reads_as(indicators)
    fixed = fixed_features(page, range(len(page.figures)), targets)
    known = indicators.look_up(fixed)  # once: both were fitted on the same
    coding, playing = indicators.sum(known), roles.sum(known if alike else roles.look_up(fixed))
    rows: list[CodeRow] = []
    for position, figure in enumerate(page.figures):
        running = running_features(page, position, targets, history.codes)
        more = indicators.rows_of(running)
        code, certainty = indicators.best_of(indicators.add(coding[position], more))
        more = more if alike else roles.rows_of(running)
        role, role_certainty = roles.best_of(roles.add(playing[position], more))
        scope, scope_certainty = _scope_of(history.scoping(position, targets, code), scopes)
        history.add(figure.index, code, scope)
        score = certainty * role_certainty * scope_certainty
        rows.append((figure.start, figure.end, code, role, scope, score))
    return rows


def _scope_of(sample: list[str], scopes: LinearClassifier) -> tuple[str, float]:
    """Return level and scope: what the links say, unless the model is sure of another."""
    label, certainty = scopes.best(sample)
    said = ruled_label(sample)
    if label != said and certainty < OVERRULE and read_label(said)[0] is not None:
        return said, certainty
    return label, certainty


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
        return scoping_features(
            self.page,
            position,
            targets,
            indicator=indicator,
            known=self.scopes,
            province=self._province,
            era=self._era,
        )

    def add(self, index: int, code: str, scope: str) -> None:
        """Remember what the figure at a mention index was given."""
        self.codes[index] = code
        self.scopes[index] = scope
