"""Features from which a figure's administrative level and scope are told.

The links say most of it, and reading them by rule is one of the features; the rest is what a link
cannot say: counts of units (`14/102 xã`), elliptical names (`Công Thương (21)`), silent topics.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final

from extractor.facts.scope import Scope, read_scope
from extractor.features.kin import Targets
from extractor.features.page import Page
from extractor.features.survey import masked_words
from extractor.labels import Label

#: How a (level, scope) pair is written as a class of the classifier.
_NONE = "-"
#: What the feature starts with that holds the reading of the links; it stands first.
_RULED: Final = "ruled="
_TOPICS: Final[tuple[Label, ...]] = ("LEVEL", "AGENCY")


def scope_label(level: str | None, scope: str | None) -> str:
    """Write level and scope as one class.

    >>> scope_label("district+commune", "tier"), scope_label(None, None)
    ('district+commune|tier', '-|-')
    """
    return f"{level or _NONE}|{scope or _NONE}"


def read_label(label: str) -> tuple[str | None, str | None]:
    """Turn a class back into level and scope."""
    level, _, scope = label.partition("|")
    return None if level == _NONE else level, None if scope == _NONE else scope


def ruled_label(features: list[str]) -> str:
    """Return the class that the links say by themselves, as `fixed_scoping` wrote it.

    >>> ruled_label(["ruled=commune|tier", "has=TrueFalse"])
    'commune|tier'
    """
    return features[0].removeprefix(_RULED)


def fixed_scoping(
    page: Page,
    position: int,
    targets: Targets,
    *,
    indicator: str,
    province: str | None,
    era: str | None,
) -> list[str]:
    """Return the features of a figure that hang on no other one's level and scope."""
    figure = page.figures[position]
    unit = figure.quantity.unit or "none"
    level = _surface(page, targets.get((figure.index, "AT_LEVEL")))
    body = targets.get((figure.index, "BY_AGENCY"))
    agency, name = _surface(page, body), None if body is None else page.printed(body)
    read = read_scope(level, name, province=province, era=era)
    ruled = scope_label(read.level, read.scope)
    features = [f"{_RULED}{ruled}", f"ruled={ruled}|{era}", f"ruled={ruled}|{unit}"]
    features.append(f"code={indicator}|{ruled}")
    features.append(f"has={level is not None}{agency is not None}")
    features += [f"level={level}", f"level={level}|{era}"]
    features += _name_features("agency", agency, ruled)
    features += _surface_features(page, position)
    features += _topic_features(page, position, read)
    ruling = page.rulings[position]
    if ruling is not None:
        said = scope_label(*ruling.scope)
        features += [f"rules={said}", f"rules={said}|{ruled}", f"rules={said}|{unit}"]
    return features


def running_scoping(page: Page, position: int, known: dict[int, str], ruled: str) -> list[str]:
    """Return the features that read the label of the figure before.

    `fixed_scoping` never makes any of them, so that the sums of both may be added. `ruled` is what
    the links say of the figure itself.
    """
    if not position:
        return []
    figure, before = page.figures[position], page.figures[position - 1]
    same = page.sentence_of(before) == page.sentence_of(figure)
    return [f"prev={known.get(before.index)}|{same}|{read_label(ruled)[0]}"]


def _surface(page: Page, index: int | None) -> str | None:
    return None if index is None else page.surface(index)


def _name_features(name: str, surface: str | None, ruled: str) -> list[str]:
    if surface is None:
        return [f"{name}=none"]
    words = surface.split()
    features = [f"{name}0={words[0]}|{ruled}", f"{name}01={' '.join(words[:2])}"]
    features += [f"{name}w={word}" for word in words]
    features.append(f"{name}={surface}")
    return features


def _surface_features(page: Page, position: int) -> list[str]:
    """Words of the figure's own surface and right around it: `14/102 xã, phường`."""
    figure = page.figures[position]
    features = [f"q={word}" for word in page.words(figure.start, figure.end)]
    features += [f"a={word}" for word in page.words_after(figure.end, 4)]
    features += [f"b={word}" for word in page.words_before(figure.start, 4)]
    return features


def _topic_features(page: Page, position: int, read: Scope) -> list[str]:
    """The nearest level phrase and body above, and the title, as silent topics."""
    figure = page.figures[position]
    features = []
    for label in _TOPICS:
        mention = page.last_before(label, figure.start)
        if mention is not None:
            words = page.words(mention.start, mention.end)
            near = "\n" not in page.text[mention.end : figure.start]
            features.append(f"above{label}={' '.join(words[:3])}|{near}|{read.level}")
    start, end = page.layout.title
    return [*features, *_title_features(page.lowered[start:end], read.level)]


@lru_cache(maxsize=8)  # of all figures of a page that have the same level
def _title_features(title: str, level: str | None) -> list[str]:
    return [f"t={one} {two}|{level}" for one, two in pairwise(masked_words(title))]
