"""Tag a bulletin by rules alone: figures by grammar, everything else by cues and discourse."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Final

from extractor.codebook import load_codebook
from extractor.labels import Label, LinkKind
from extractor.rules.cues import find_cues
from extractor.rules.indicators import Choice, Discourse
from extractor.rules.roles import read_role
from extractor.rules.zones import find_zones
from extractor.schema import Code, Context, Link, Mention, Tagged
from extractor.vietnamese.levels import find_levels
from extractor.vietnamese.numbers import Quantity, find_quantities
from extractor.vietnamese.periods import find_periods
from extractor.vietnamese.places import find_agencies

_PARTS: Final = re.compile(r"trong (?:đó|số)|bao gồm|gồm|cụ thể|chia ra|bao gồm:|\(", re.I)
_COMPARED: Final = re.compile(r"so với|cùng kỳ", re.I)


def tag_by_rules(text: str, context: Context) -> Tagged:
    """Return the mentions, links and codes of a (normalised) text."""
    quantities = _figures(text)
    discourse = Discourse(text, quantities, find_cues(text))
    choices: list[Choice | None] = []
    for index in range(len(quantities)):
        choices.append(discourse.choose(index, choices))
    mentions = _mentions(text, context, quantities, choices)
    board = _Board(text, discourse, mentions)
    links: list[Link] = []
    codes: dict[int, Code] = {}
    for index, quantity in enumerate(quantities):
        source = board.index_of(quantity.start)
        whole = _whole(discourse, quantities, index)
        restated = _restated(discourse, quantities, index, choices)
        codes[source] = _code(discourse, index, choices[index], restated)
        links += board.links(source, quantity, choices[index])
        for kind, target in (("PART_OF", whole), ("RATE_OF", restated)):
            if target is not None:
                links.append(Link(source, kind, board.index_of(quantities[target].start)))  # type: ignore[arg-type]
    return Tagged(text, mentions, tuple(links), codes)


def _figures(text: str) -> list[Quantity]:
    """Numerals of title and body that the grammar does not know as dates, decrees or the like."""
    wrapped = [(z.start, z.end) for z in find_zones(text) if z.zone == "boilerplate"]
    return [
        quantity
        for quantity in find_quantities(text)
        if quantity.kind is None
        and (quantity.unit is not None or quantity.value is None or quantity.end > quantity.start)
        and not any(start <= quantity.start < end for start, end in wrapped)
    ]


def _mentions(
    text: str, context: Context, quantities: list[Quantity], choices: list[Choice | None]
) -> tuple[Mention, ...]:
    """Merge all mentions; figures win over agencies, these over levels, periods, indicators."""
    layers: list[tuple[Label, list[tuple[int, int]]]] = [
        ("QUANTITY", [(q.start, q.end) for q in quantities]),
        ("PERIOD", find_periods(text)),
        ("AGENCY", find_agencies(text, province=context.province)),
        ("LEVEL", find_levels(text)),
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
    """The mentions of one text by label, for finding each figure's targets."""

    text: str
    discourse: Discourse
    mentions: tuple[Mention, ...]

    def index_of(self, start: int) -> int:
        return bisect_left(self.mentions, start, key=lambda mention: mention.start)

    def links(self, source: int, quantity: Quantity, choice: Choice | None) -> list[Link]:
        found: list[Link] = []
        if choice is not None:
            at = self.index_of(choice.hit.start)
            if at < len(self.mentions) and self.mentions[at].start == choice.hit.start:
                found.append(Link(source, "HAS_INDICATOR", at))
        level, agency = self._nearest(quantity, "LEVEL"), self._nearest(quantity, "AGENCY")
        if agency is not None and self._holds(agency, level, quantity):
            found.append(Link(source, "BY_AGENCY", agency))
        elif level is not None:
            found.append(Link(source, "AT_LEVEL", level))
        found += self._period_links(source, quantity)
        return found

    def _nearest(self, quantity: Quantity, label: Label) -> int | None:
        """The last mention before in the sentence, else the first after, else the last before."""
        start = self.discourse.sentence_start(quantity.start)
        end = self.discourse.sentence_end(quantity.end)
        before = [
            i for i, m in enumerate(self.mentions) if m.label == label and m.end <= quantity.start
        ]
        inside = [i for i in before if self.mentions[i].start >= start]
        if inside:
            return inside[-1]
        if label == "LEVEL":
            after = [
                i for i, m in enumerate(self.mentions)
                if m.label == label and quantity.end <= m.start < min(end, quantity.end + 30)
            ]  # fmt: skip
            if after:
                return after[0]
        return before[-1] if before else None

    def _holds(self, agency: int, level: int | None, quantity: Quantity) -> bool:
        """An agency holds the figure when it is named in its sentence, after any level phrase."""
        mention = self.mentions[agency]
        if mention.start < self.discourse.sentence_start(quantity.start):
            return False
        return level is None or self.mentions[level].start < mention.start

    def _period_links(self, source: int, quantity: Quantity) -> list[Link]:
        periods = [i for i, m in enumerate(self.mentions) if m.label == "PERIOD"]
        end = self.discourse.sentence_end(quantity.end)
        compared = [
            i for i in periods
            if quantity.end <= self.mentions[i].start < end
            and _COMPARED.search(self.text[quantity.end : self.mentions[i].end])
        ]  # fmt: skip
        own = [i for i in periods if self.mentions[i].end <= quantity.start]
        links: list[Link] = []
        if own or [i for i in periods if i not in compared]:
            target = own[-1] if own else next(i for i in periods if i not in compared)
            links.append(Link(source, "IN_PERIOD", target))
        if compared:
            kind: LinkKind = "COMPARED_TO"
            links.append(Link(source, kind, compared[0]))
        return links


def _code(discourse: Discourse, index: int, choice: Choice | None, restated: int | None) -> Code:
    quantity = discourse.quantities[index]
    code = (choice.hit.cue.code(quantity.unit) if choice else None) or _default(quantity)
    before = discourse.text[discourse.sentence_start(quantity.start) : quantity.start]
    previous = discourse.quantities[index - 1] if index else None
    role = read_role(
        quantity,
        code,
        before=before,
        after_count_of_units=previous is not None and previous.unit == "unit",
        restates=restated is not None,
    )
    return replace(Code(code), role=role)


def _default(quantity: Quantity) -> str:
    """The commonest code of a unit, for figures that no cue explains."""
    defaults = {
        "unit": "units_meeting_condition",
        "rank": "idx766_rank",
        "dossier": "dossiers_received_total",
    }
    code = defaults.get(str(quantity.unit), "OTHER")
    return code if code in load_codebook().indicators else "OTHER"


def _whole(discourse: Discourse, quantities: list[Quantity], index: int) -> int | None:
    """The count before the last `trong đó` or open bracket of the sentence, of the same unit."""
    quantity = quantities[index]
    start = discourse.sentence_start(quantity.start)
    marker = max(
        (m.start() for m in _PARTS.finditer(discourse.text, start, quantity.start)), default=None
    )
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
