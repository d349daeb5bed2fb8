"""Find the agencies and territories that a text names."""

from __future__ import annotations

import re
from functools import lru_cache

from extractor.vietnamese.agency_names import (
    bare_name_pattern,
    department_names,
    department_pattern,
    openings,
    organisation_pattern,
    territory_pattern,
    trim_name,
)
from extractor.vietnamese.gazetteer import key_of, places_named, province_codes, province_of
from extractor.vietnamese.text import fold


def find_agencies(text: str, *, province: str | None = None) -> list[tuple[int, int]]:
    """Find the AGENCY mentions of `text`: half-open spans, in order, never overlapping.

    Names without their kind (Công Thương after Sở Tư pháp) are taken where a figure follows;
    bare districts and communes only of `province`, the document's own.

    >>> text = "Sở TN&MT, UBND thị xã Hoài Nhơn và huyện Yên Lạc"
    >>> [text[start:end] for start, end in find_agencies(text)]
    ['Sở TN&MT', 'UBND thị xã Hoài Nhơn', 'huyện Yên Lạc']
    """
    named = find_named_agencies(text)
    return sorted(named + find_bare_agencies(text, named, province=province))


def find_named_agencies(text: str) -> list[tuple[int, int]]:
    """Find the mentions of agencies and territories that name their kind, in order."""
    found: list[tuple[int, int]] = []
    position = 0
    for start in openings(text):
        if start < position:
            continue
        end = _end_of_agency(text, start)
        if end is not None:
            found.append((start, end))
            position = end
    return found


def _end_of_agency(text: str, start: int) -> int | None:
    organisation = organisation_pattern().match(text, start)
    if organisation and not _is_headline(organisation):
        return _trim(text, start, organisation.end())
    territory = territory_pattern().match(text, start)
    return trim_name(text, start, territory.end()) if territory else None


def _trim(text: str, start: int, end: int) -> int:
    """Cut what follows the territory at the end of an organisation's name."""
    starts = [match.start("kind") for match in _TERRITORY_START.finditer(text, start + 1, end)]
    territory = territory_pattern().match(text, starts[-1]) if starts else None
    if territory is None:
        return end
    return trim_name(text, starts[-1], territory.end()) or _end_of_word(text, starts[-1])


def _end_of_word(text: str, start: int) -> int:
    """Give the end of tỉnh in `UBND tỉnh Nguyễn …`, where a person's name follows."""
    match = _KIND_WORD.match(text, start)
    return match.end() if match else start


_KIND_WORD = re.compile(r"(?i:thành\s+phố|thị\s+xã|thị\s+trấn|đặc\s+khu)|\w+\.?")


def _is_headline(organisation: re.Match[str]) -> bool:
    """Tell `BỘ MÁY GỌN HƠN`, words in capitals, from `SỞ NỘI VỤ`, a department."""
    name = organisation["ministry"] or organisation["department"]
    if not name or not name.isupper():
        return False
    return department_pattern().match(name.partition(" ")[2]) is None


_TERRITORY_START = re.compile(
    r"[^\S\n](?P<kind>(?i:tỉnh|thành\s+phố|huyện|thị\s+xã|quận|xã|phường|thị\s+trấn|đặc\s+khu)"
    r"(?=[^\S\n])|(?:TP|Tp|TX|Tx|TT|H|Q|P|X)(?=[.\sH]))"
)


def find_bare_agencies(
    text: str, taken: list[tuple[int, int]], *, province: str | None = None
) -> list[tuple[int, int]]:
    """Find names without their kind that stand before a figure: Công Thương (21), Ba Bể 9.

    `taken` are the mentions that name their kind, in order.
    """
    return [
        (start, end)
        for start, end, name in bare_names(text, taken)
        if is_place_or_department(name, province)
    ]


def bare_names(text: str, taken: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Find what may be a name without its kind, whatever the province: (start, end, name)."""
    found = []
    at = 0  # index into `taken`, which is sorted
    for match in bare_name_pattern().finditer(text):
        while at < len(taken) and taken[at][1] <= match.start():
            at += 1
        if at < len(taken) and taken[at][0] < match.end():
            continue
        found.append((*match.span("name"), match["name"]))
    return found


@lru_cache(maxsize=4096)
def is_place_or_department(name: str, province: str | None) -> bool:
    """Tell whether a name without its kind is a department, a province, or of the province."""
    if fold(name) in department_names():
        return True
    codes = province_codes(province) if province else frozenset()
    return any(
        place.level == "P" or (place.level in "DC" and province_of(place) in codes)
        for place in places_named(key_of(name))
    )
