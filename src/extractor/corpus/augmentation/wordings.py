"""Exchange wordings: INDICATOR and LEVEL phrases seen in train, and phrases of running text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from extractor.codebook.loader import OTHER
from extractor.corpus.augmentation.edits import Edit, apply_edits, fitting, unmarked
from extractor.corpus.augmentation.words import words
from extractor.corpus.gold import Gold, GoldMention
from extractor.corpus.store import Bulletin

#: Two wordings are interchangeable where these agree: label, meaning, side and shape.
Slot = tuple[object, ...]
#: A wording is lent to others only where it mostly has the meaning that it is lent for.
_DOMINANT: Final = 0.6
_VERBAL: Final = re.compile(r"(?:đã|được|bị|còn|đang|phải|có|là|chưa|trong đó|số|hồ sơ)\s*$")
_LONG: Final = 3


@dataclass(frozen=True, slots=True)
class Stock:
    """What the train split offers to others: wordings by slot, and the provinces seen there."""

    wordings: dict[Slot, tuple[str, ...]] = field(default_factory=dict)
    provinces: tuple[str, ...] = ()


def take_stock(bulletins: Iterable[Bulletin]) -> Stock:
    """Collect the wordings and provinces of bulletins; give it train only, or test leaks in."""
    slots: dict[Slot, set[str]] = defaultdict(set)
    meanings: dict[str, Counter[object]] = defaultdict(Counter)
    provinces = set()
    for bulletin in bulletins:
        provinces |= {bulletin.gold.province} - {None}
        for mention, slot in _slots(bulletin):
            surface = bulletin.text[mention.start : mention.end]
            slots[slot].add(surface)
            meanings[surface.lower()][slot[1]] += 1
    wordings = {
        slot: tuple(sorted(s for s in surfaces if _is_dominant(meanings[s.lower()], slot[1])))
        for slot, surfaces in slots.items()
    }
    return Stock(wordings, tuple(sorted(p for p in provinces if p)))


def _is_dominant(counts: Counter[object], meaning: object) -> bool:
    return counts[meaning] >= _DOMINANT * counts.total()


def vary_wordings(
    bulletin: Bulletin, random: Random, stock: Stock, *, share: float = 0.4
) -> Bulletin:
    """Return the bulletin with about `share` of its INDICATOR and LEVEL phrases reworded.

    Equal phrases of one bulletin are reworded alike. Codes, links and slots do not change.
    """
    chosen: dict[tuple[str, Slot], str] = {}
    edits = []
    for mention, slot in _slots(bulletin):
        surface = bulletin.text[mention.start : mention.end]
        if (surface, slot) not in chosen:
            others = stock.wordings.get(slot, ())
            swap = bool(others) and random.random() < share
            chosen[surface, slot] = random.choice(others) if swap else surface
        edits.append(Edit(mention.start, mention.end, chosen[surface, slot]))
    return apply_edits(bulletin, edits)


def _slots(bulletin: Bulletin) -> list[tuple[GoldMention, Slot]]:
    """Give every INDICATOR and LEVEL mention that serves a figure with its slot."""
    gold, text = bulletin.gold, bulletin.text
    users = _users(gold)
    starts = {m.id: m.start for m in gold.mentions}
    found = []
    for mention in gold.mentions:
        figures = users.get(mention.id, [])
        surface = text[mention.start : mention.end]
        numbers = any(letter.isdigit() for letter in surface)
        if mention.label not in ("INDICATOR", "LEVEL") or not figures or numbers:
            continue
        if "\n" in surface or "\t" in text[mention.start - 1 : mention.end + 1]:
            continue
        nearest = min(figures, key=lambda name: abs(starts[name] - mention.start))
        side = "after" if starts[nearest] < mention.start else "before"
        meaning = _meaning(gold, mention, figures)
        if OTHER in {code for code, _ in meaning}:
            continue  # OTHER says nothing of what is counted: its wordings are not exchangeable
        found.append((mention, (mention.label, meaning, side, *_shape(text, mention))))
    return found


def _users(gold: Gold) -> dict[str, list[str]]:
    users: dict[str, list[str]] = defaultdict(list)
    for link in gold.links:
        if link.kind in ("HAS_INDICATOR", "AT_LEVEL"):
            users[link.target].append(link.source)
    return users


def _meaning(gold: Gold, mention: GoldMention, figures: list[str]) -> tuple[tuple[str, str], ...]:
    facts = [fact for fact in gold.facts if fact.mention in figures]
    if mention.label == "LEVEL":
        return tuple(sorted({(f.admin_level or "", f.level_scope or "") for f in facts}))
    return tuple(sorted({(f.indicator, f.qualifier or "") for f in facts}))


def _shape(text: str, mention: GoldMention) -> Slot:
    """Describe how a phrase sits in its sentence, so that an exchange still reads."""
    surface = text[mention.start : mention.end]
    before = text[max(0, mention.start - 12) : mention.start]
    lowered = surface.lower()
    return (
        surface[:1].isupper(),
        surface.isupper(),
        _VERBAL.search(before) is not None,
        len(lowered.split()) > _LONG,
        "lệ" in lowered[:5],
        "hồ sơ" in lowered,
        "tỉnh" in lowered,
        "thành phố" in lowered,
        "huyện" in lowered,
    )


def vary_phrases(bulletin: Bulletin, random: Random, *, share: float = 0.35) -> Bulletin:
    """Return the bulletin with phrases of its running text exchanged, outside every mention."""
    table = {phrase: members for members in words()["phrases"] for phrase in members if phrase}
    alternatives = "|".join(re.escape(p) for p in sorted(table, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")
    edits = []
    for start, end in unmarked(bulletin.gold, len(bulletin.text)):
        for match in pattern.finditer(bulletin.text, start, end):
            new = random.choice(table[match.group()])
            if new and random.random() < share:
                edits.append(Edit(match.start(), match.end(), new))
    return apply_edits(bulletin, edits)


def vary_terms(bulletin: Bulletin, random: Random, *, share: float = 0.35) -> Bulletin:
    """Return the bulletin with words inside its INDICATOR, LEVEL and AGENCY mentions exchanged.

    This gives wordings that no annotator wrote, which exchanging whole mentions cannot. LEVEL
    phrases are exchanged whole only.
    """
    edits = []
    for label, sets in words()["terms"].items():
        table = {word.lower(): members for members in sets for word in members}
        alternatives = "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))
        pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.I)
        for mention in bulletin.gold.mentions:
            if mention.label != label:
                continue
            surface = bulletin.text[mention.start : mention.end]
            for match in pattern.finditer(surface):
                whole = label != "LEVEL" or match.group() == surface
                if whole and random.random() < share:
                    new = random.choice(table[match.group().lower()])
                    place = (mention.start + match.start(), mention.start + match.end())
                    edits.append(Edit(*place, _cased(new, match.group())))
    return apply_edits(bulletin, fitting(bulletin.gold, edits))


def _cased(new: str, old: str) -> str:
    """Give `new` the capitals of `old`."""
    if old.isupper() and len(old) > 4:
        return new.upper()
    return new[0].upper() + new[1:] if old[0].isupper() else new
