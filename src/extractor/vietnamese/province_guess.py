"""Guess the province that a bulletin is about."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from extractor.vietnamese.agency_names import LEVELS_OF_KIND, territory_in
from extractor.vietnamese.agency_search import find_agencies
from extractor.vietnamese.gazetteer import AFTER, key_of, places_named, province_of, provinces
from extractor.vietnamese.lexicon import lower
from extractor.vietnamese.text import fold


def find_province(text: str, *, era: str | None = None) -> str | None:
    """Guess the province a bulletin is about: named in its title, in names of bodies, most often.

    The name comes without its kind (Kon Tum, Huế); None where no province leads. With an `era`
    the districts and communes of that era speak where the names of provinces are even.

    >>> find_province("Trung tâm hành chính công tỉnh Kon Tum tiếp nhận 5 hồ sơ")
    'Kon Tum'
    """
    votes: Counter[str] = Counter()
    head = min(len(text), 400)
    for match in _province_pattern().finditer(lower(text)):
        name = _province_names()[fold(match["name"])]
        weight = 3 if match["kind"] else 1
        votes[name] += weight * (2 if match.start() < head else 1)
    leader = _leader(votes)
    if leader is None and (era or not votes):
        leader = _leader(_votes_of_places(text, era))
    return leader


def _leader(votes: Counter[str]) -> str | None:
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _votes_of_places(text: str, era: str | None) -> Counter[str]:
    """Count the provinces of the named districts and communes that only one province has."""
    votes: Counter[str] = Counter()
    names = {p.code_before: p.before for p in provinces()}
    if era == AFTER:
        names |= {p.code_after: p.after for p in provinces()}
    for start, end in find_agencies(text):
        territory = territory_in(" ".join(text[start:end].split()))
        if territory is None:
            continue
        level = LEVELS_OF_KIND.get(territory[1]) or "D"
        named = [p for p in places_named(key_of(territory[2])) if p.level == level]
        codes = {code for p in named if p.is_of(era) and (code := province_of(p))}
        if len(codes) == 1 and (name := names.get(codes.pop())):
            votes[name] += 1
    return votes


@cache
def _province_names() -> dict[str, str]:
    names = {fold(name): name for p in provinces() for name in (p.before, p.after)}
    for name in list(names.values()):
        names[fold(name.replace(" - ", "-"))] = name
    names[fold("HCM")] = "Hồ Chí Minh"
    names[fold("TPHCM")] = "Hồ Chí Minh"
    return names


@cache
def _province_pattern() -> re.Pattern[str]:
    names = sorted(_province_names(), key=lambda name: -len(name))
    written = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    return re.compile(
        rf"(?P<kind>(?<!\w)(?:tỉnh|thành phố|tp\.?)\s?)?(?<!\w)(?P<name>{written})(?!\w)"
    )
