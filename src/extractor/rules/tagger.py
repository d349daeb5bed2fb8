"""Tag a bulletin by rules alone: figures by grammar, everything else by cues and discourse."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from extractor.labels import Label, LinkKind, Role
from extractor.rules.codes import read_codes
from extractor.rules.findings import Findings, findings
from extractor.rules.hits import find_hits, usable_hits
from extractor.rules.holders import Holders
from extractor.rules.indicators import Choice, Discourse
from extractor.rules.roles import read_role
from extractor.rules.times import Times
from extractor.schema import Code, Context, Link, Mention, Tagged
from extractor.vietnamese.lexicon import lower
from extractor.vietnamese.numbers import Quantity

_PARTS: Final = re.compile(r"trong (?:đó|số)|bao gồm|gồm|cụ thể|chia ra|bao gồm:|\(")


def tag_by_rules(text: str, context: Context) -> Tagged:
    """Return the mentions, links and codes of a (normalised) text."""
    found = findings(text)
    quantities = _figures(found)
    discourse = Discourse(
        text, quantities, usable_hits(text, find_hits(text, found.cues), quantities)
    )
    choices: list[Choice | None] = []
    for index in range(len(quantities)):
        choices.append(discourse.choose(index, choices))
    mentions = _mentions(found, context, quantities, choices)
    times = Times(discourse, mentions, context.published)
    board = _Board(discourse, mentions, times, Holders(discourse, mentions, context))
    links: list[Link] = []
    codes: dict[int, Code] = {}
    wholes = [_whole(discourse, quantities, index) for index in range(len(quantities))]
    read = read_codes(discourse, choices, wholes)
    for index, quantity in enumerate(quantities):
        source = board.index_of(quantity.start)
        restated = _restated(discourse, quantities, index, choices)
        holding = board.holders.holding_of(quantity)
        role = _role(discourse, index, read[index], restated)
        codes[source] = Code(read[index], role=role, scope=holding.scope)
        targets: dict[LinkKind, int | None] = {
            "HAS_INDICATOR": board.indicator_of(choices[index]),
            "AT_LEVEL": holding.level,
            "BY_AGENCY": holding.agency,
            "IN_PERIOD": board.times.period_of(quantity, read[index]),
            "COMPARED_TO": board.times.compared_with(quantity.end),
            "PART_OF": board.figure_of(wholes[index]),
            "RATE_OF": board.figure_of(restated),
        }
        links += [Link(source, kind, at) for kind, at in targets.items() if at is not None]
    return Tagged(text, mentions, tuple(links), codes)


def _figures(found: Findings) -> list[Quantity]:
    """Numerals of title and body that the grammar does not know as dates, decrees or the like."""
    return [
        quantity
        for quantity in found.quantities
        if quantity.kind is None
        and (quantity.unit is not None or quantity.value is None or quantity.end > quantity.start)
        and not found.is_wrapped(quantity.start)
    ]


def _mentions(
    found: Findings, context: Context, quantities: list[Quantity], choices: list[Choice | None]
) -> tuple[Mention, ...]:
    """Merge all mentions; figures win over agencies, these over levels, periods, indicators."""
    layers: list[tuple[Label, list[tuple[int, int]]]] = [
        ("QUANTITY", [(q.start, q.end) for q in quantities]),
        ("PERIOD", found.periods),
        ("AGENCY", found.agencies_in(context.province)),
        ("LEVEL", found.levels),
        ("INDICATOR", sorted({(c.hit.start, c.hit.end) for c in choices if c})),
    ]
    taken: list[Mention] = []
    for label, spans in layers:
        starts = sorted((m.start, m.end) for m in taken)
        for start, end in spans:
            at = bisect_left(starts, (start, end))
            clear_left = at == 0 or starts[at - 1][1] <= start
            clear_right = at == len(starts) or end <= starts[at][0]
            if clear_left and clear_right:
                taken.append(Mention(start, end, label))
    return tuple(sorted(taken, key=lambda mention: mention.start))


@dataclass(slots=True)
class _Board:
    """The mentions of one text, for finding each figure's targets."""

    discourse: Discourse
    mentions: tuple[Mention, ...]
    times: Times
    holders: Holders

    def index_of(self, start: int) -> int:
        return bisect_left(self.mentions, start, key=lambda mention: mention.start)

    def figure_of(self, number: int | None) -> int | None:
        """Return the index of the mention of a figure, given by its place among the figures."""
        return None if number is None else self.index_of(self.discourse.quantities[number].start)

    def indicator_of(self, choice: Choice | None) -> int | None:
        """Return the index of the mention of a chosen cue, None where another mention covers it."""
        if choice is None:
            return None
        at = self.index_of(choice.hit.start)
        # a name may start where its cue does: `Trung tâm Phục vụ hành chính công`
        mention = Mention(choice.hit.start, choice.hit.end, "INDICATOR")
        return at if self.mentions[at : at + 1] == (mention,) else None


def _role(discourse: Discourse, index: int, code: str, restated: int | None) -> Role:
    quantity = discourse.quantities[index]
    start = discourse.sentence_start(quantity.start)
    previous = discourse.quantities[index - 1] if index else None
    counted = previous is not None and previous.unit == "unit" and previous.start >= start
    return read_role(
        quantity,
        code,
        before=discourse.text[start : quantity.start],
        after_count_of_units=counted,
        restates=restated is not None,
    )


def _whole(discourse: Discourse, quantities: list[Quantity], index: int) -> int | None:
    """The count before the last `trong đó` or open bracket of the sentence, of the same unit."""
    quantity = quantities[index]
    start = discourse.sentence_start(quantity.start)
    head = lower(discourse.text[start : quantity.start])
    marker = max((start + m.start() for m in _PARTS.finditer(head)), default=None)
    if marker is None:
        return None
    for at in range(index - 1, -1, -1):
        other = quantities[at]
        if other.end <= marker and other.unit not in ("percent",):
            same = quantity.unit in (other.unit, "percent")
            return at if same else None
    return None


def _restated(
    discourse: Discourse, quantities: list[Quantity], index: int, choices: list[Choice | None]
) -> int | None:
    """The count just before a bracketed or comma-attached percentage."""
    quantity = quantities[index]
    if quantity.unit != "percent" or index == 0 or quantities[index - 1].unit == "percent":
        return None
    between = discourse.text[quantities[index - 1].end : quantity.start]
    same = choices[index] is not None and choices[index - 1] is not None
    if (
        same
        and len(between) < 60
        and re.search(r"\(|,|chiếm|đạt|tương ứng|bằng", between)
        and "." not in between
    ):
        return index - 1
    return None
