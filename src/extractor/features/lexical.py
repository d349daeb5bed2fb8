"""Sparse features of single mentions: what a figure or a target says by itself and around it."""

from __future__ import annotations

from typing import Final

from extractor.features.page import Figure, Page
from extractor.vietnamese.gazetteer import era_of
from extractor.vietnamese.levels import read_level
from extractor.vietnamese.period import Period
from extractor.vietnamese.places import resolve_agency

_WINDOW = 5
#: The most days between the first and the last of a period of each class, and the class of others.
_LENGTHS: Final = (0, 7, 32, 95, 190, 300, 370)
_LONGEST: Final = 9
#: Below how many days after its end a period has each age.
_AGES: Final = (("future", 0), ("fresh", 75), ("old", 300))


def figure_features(page: Page, figure: Figure, position: int) -> list[str]:
    """Return the features of a figure; `position` is its place among the page's figures."""
    if position not in page.said:
        page.said[position] = _read_figure(page, figure, position)
    return page.said[position]


def _read_figure(page: Page, figure: Figure, position: int) -> list[str]:
    quantity = figure.quantity
    unit = quantity.unit or "none"
    start, end = page.sentence_of(figure)
    before = page.words_before(figure.start, _WINDOW)
    after = page.words_after(figure.end, _WINDOW)
    features = [f"unit={unit}", f"shape={_shape(figure)}|{unit}"]
    features += [f"b{i}={word}" for i, word in enumerate(before[:3])]
    features += [f"a{i}={word}" for i, word in enumerate(after[:3])]
    features += [f"b={word}" for word in before] + [f"a={word}" for word in after]
    features.append(f"b01={' '.join(before[:2])}|{unit}")
    features.append(f"a01={' '.join(after[:2])}|{unit}")
    rank = sum(1 for f in page.figures[max(0, position - 8) : position] if f.start >= start)
    features.append(f"nth={min(rank, 5)}")
    features.append(f"title={page.layout.title[0] <= figure.start < page.layout.title[1]}")
    features += _cue_features(page, figure, start, end)
    features += _neighbour_features(page, position)
    features += _notion_features(page, figure, start, end)
    features += _ruled_features(page, position, unit)
    return features


def _ruled_features(page: Page, position: int, unit: str) -> list[str]:
    """Say which links the rules give the figure, and which code."""
    ruling = page.rulings[position]
    if ruling is None:
        return ["ruled=no"]
    features = [f"ruled={kind}" for kind in ruling.targets]
    return [*features, f"rule={ruling.code.indicator}|{unit}"]


def _notion_features(page: Page, figure: Figure, start: int, end: int) -> list[str]:
    """Name the nearest notions on both sides, within the sentence."""
    unit = figure.quantity.unit or "none"
    before = page.notions_in(max(start, figure.start - 60), figure.start)[::-1]
    after = page.notions_in(figure.end, min(end, figure.end + 40))
    features = [f"nb{i}={name}|{unit}" for i, name in enumerate(before[:3])]
    features += [f"na{i}={name}|{unit}" for i, name in enumerate(after[:2])]
    return features + [f"nb={name}" for name in before] + [f"na={name}" for name in after]


def _shape(figure: Figure) -> str:
    quantity = figure.quantity
    if quantity.malformed:
        return "malformed"
    if quantity.base_value is not None:
        return "x/y"
    if quantity.value is None:
        return "none"
    return f"{min(len(str(int(abs(quantity.value)))), 8)}.{min(quantity.decimals, 2)}"


def _cue_features(page: Page, figure: Figure, start: int, end: int) -> list[str]:
    """Name the nearest cues on both sides, within the sentence."""
    unit = figure.quantity.unit or "none"
    before = [hit for hit in page.survey.cues_before(figure.start) if start <= hit.start]
    after = page.survey.cues_from(figure.end, end)[:2]
    features = [f"cb{i}={hit.cue.name}|{unit}" for i, hit in enumerate(reversed(before))]
    features += [f"ca{i}={hit.cue.name}|{unit}" for i, hit in enumerate(after)]
    return features


def _neighbour_features(page: Page, position: int) -> list[str]:
    unit = page.figures[position].quantity.unit or "none"
    features = []
    for name, at in (("prev", position - 1), ("next", position + 1)):
        if 0 <= at < len(page.figures):
            features.append(f"{name}={page.figures[at].quantity.unit}|{unit}")
    return features


def target_features(page: Page, index: int) -> list[str]:
    """Return the features of an INDICATOR, LEVEL, AGENCY, PERIOD or QUANTITY as a target."""
    mention = page.mentions[index]
    words = page.words(mention.start, mention.end)
    whole = " ".join(words)
    features = [f"label={mention.label}", f"whole={whole}", f"first={words[0] if words else ''}"]
    features.append(f"last={words[-1] if words else ''}")
    features += [f"w={word}" for word in words[:8]]
    line_start, line_end = page.layout.line_of(mention.start)
    heading = line_end - line_start < 90 and not page.figures_from(line_start, line_end)
    features.append(f"heading={heading}|{mention.label}")
    features.append(f"leads={not page.text[line_start : mention.start].strip()}|{mention.label}")
    features.append(
        f"title={page.layout.title[0] <= mention.start < page.layout.title[1]}|{mention.label}"
    )
    features += [f"tb={word}" for word in page.words_before(mention.start, 2)]
    features += [f"ta={word}" for word in page.words_after(mention.end, 2)]
    features += [f"tn={name}" for name in page.notions_in(mention.start, mention.end)]
    left = page.notions_in(max(0, mention.start - 24), max(0, mention.start - 1))
    right = page.notions_in(mention.end + 1, mention.end + 24)
    features += [f"tnb={name}|{mention.label}" for name in left[-2:]]
    features += [f"tna={name}|{mention.label}" for name in right[:2]]
    return features + _reading_features(page, index)


def _reading_features(page: Page, index: int) -> list[str]:
    """Say what the reader makes of a target: its level, its interval, the body's rank, its cues."""
    mention = page.mentions[index]
    surface = page.printed(index)
    if mention.label == "LEVEL":
        level, scope = read_level(surface)
        return [f"level={level}|{scope}"]
    if mention.label == "PERIOD":
        return _period_features(page, index)
    if mention.label == "AGENCY":
        agency = resolve_agency(surface, province=page.province, era=era_of(page.published))
        return [f"agency={agency.level}|{agency.scope}"]
    if mention.label == "INDICATOR":
        return [f"cue={hit.cue.name}" for hit in page.cues_in(mention.start, mention.end)]
    return []


def length_class(period: Period) -> int:
    """Class a period by its length: a day, a week, a month … a year, the longest."""
    days = (period.end - period.start).days
    return next((place for place, most in enumerate(_LENGTHS) if days <= most), _LONGEST)


def age_class(page: Page, period: Period) -> str:
    """Class a period by how long before the day of publication it ended."""
    if page.published is None:
        return "undated"
    behind = (page.published - period.end).days
    return next((name for name, below in _AGES if behind < below), "past")


def _period_features(page: Page, index: int) -> list[str]:
    """Length, basis and age of a period, and how often the bulletin names the same days."""
    period = page.periods.get(index)
    if period is None:
        return ["period=unread"]
    length, age = length_class(period), age_class(page, period)
    same = page.days[period.start, period.end]
    first = next(iter(page.periods.values()))
    features = [f"length={length}", f"basis={period.basis}|{period.reference}", f"age={age}"]
    features.append(f"period={length}|{period.basis}|{period.reference}|{age}")
    features.append(f"named={min(same, 4)}")
    features.append(f"as_first={(first.start, first.end) == (period.start, period.end)}|{age}")
    return features
