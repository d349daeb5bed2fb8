"""Find agencies and places in a text and resolve them to names, levels and official codes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from extractor.labels import LevelScope
from extractor.vietnamese.agency_names import (
    LEVELS_OF_KIND,
    bare_province_pattern,
    department_pattern,
    openings,
    organisation_pattern,
    province_initials,
    territory_pattern,
    trim_name,
)
from extractor.vietnamese.gazetteer import (
    AFTER,
    BEFORE,
    Place,
    find_provinces_named,
    key_of,
    places_named,
    province_code,
    province_of,
    provinces,
)
from extractor.vietnamese.lexicon import lexicon
from extractor.vietnamese.text import fold

__all__ = [
    "Agency", "era_of", "find_agencies", "find_province", "province_code", "resolve_agency",
]  # fmt: skip

_LEVELS: Final = {"P": "province", "D": "district", "C": "commune"}
_TURN: Final = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Agency:
    """An organisation or territory: what cannot be known is None.

    `name` is the full name with short forms spelt out, `scope` is unit for an authority, area for
    a bare territory, tier for all bodies of a level. `area` is VN, VN-P62, VN-D or VN-C with the
    official code, `vintage` the era of that code.
    """

    name: str
    level: str | None = None
    scope: LevelScope | None = None
    area: str | None = None
    vintage: str | None = None


def era_of(day: date | None) -> str | None:
    """Give before_2025_07 or after_2025_07 for a day, None for None.

    >>> era_of(date(2025, 6, 30)), era_of(date(2025, 7, 1))
    ('before_2025_07', 'after_2025_07')
    """
    if day is None:
        return None
    return AFTER if day >= _TURN else BEFORE


def find_agencies(text: str, *, province: str | None = None) -> list[tuple[int, int]]:
    """Find the AGENCY mentions of `text`: half-open spans, in order, never overlapping.

    Names without their kind (Công Thương after Sở Tư pháp) are left out, save provinces with a
    figure. `province` is the document's own: its bare name is no agency.

    >>> text = "Sở TN&MT, UBND thị xã Hoài Nhơn và huyện Yên Lạc"
    >>> [text[start:end] for start, end in find_agencies(text)]
    ['Sở TN&MT', 'UBND thị xã Hoài Nhơn', 'huyện Yên Lạc']
    """
    found: list[tuple[int, int]] = []
    position = 0
    for start in openings(text):
        if start < position:
            continue
        end = _end_of_agency(text, start)
        if end is not None:
            found.append((start, end))
            position = end
    found += _bare_provinces(text, found)
    return sorted(found)


def _end_of_agency(text: str, start: int) -> int | None:
    organisation = organisation_pattern().match(text, start)
    if organisation and not _is_headline(organisation):
        return _trim(text, start, organisation.end())
    territory = territory_pattern().match(text, start)
    return trim_name(text, start, territory.end()) if territory else None


def _trim(text: str, start: int, end: int) -> int:
    """Cut what follows the territory at the end of an organisation's name."""
    last = None
    for last in _TERRITORY_START.finditer(text, start + 1, end):
        pass
    if last is None:
        return end
    territory = territory_pattern().match(text, last.start("kind"))
    trimmed = trim_name(text, last.start("kind"), territory.end()) if territory else None
    return trimmed or end


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


def _bare_provinces(text: str, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Find names of provinces that stand alone before a figure or verb."""
    found = []
    for initial in province_initials():
        at = text.find(initial)
        while at >= 0:
            if at == 0 or not (text[at - 1].isalnum() or text[at - 2 : at] in ("- ", "– ")):
                match = bare_province_pattern().match(text, at)
                if match and not any(s < match.end() and at < e for s, e in taken):
                    found.append(match.span())
            at = text.find(initial, at + 1)
    return found


def resolve_agency(surface: str, *, province: str | None = None, era: str | None = None) -> Agency:
    """Name an agency in full and give its level, scope and official area.

    `province` is the document's, `era` before_2025_07 or after_2025_07: both decide what a name
    that several places share stands for. A place that stays ambiguous has area None.

    >>> resolve_agency("huyện Yên Lạc", province="Vĩnh Phúc", era="before_2025_07").area
    'VN-D251'
    """
    text = " ".join(surface.split()).strip(" ,.;:()")
    territory = _territory_in(text)
    head = text[: territory[0]].rstrip() if territory else text
    if head.lower().endswith((" của", " thuộc")):
        head = head.rsplit(" ", 1)[0]
    own = _own_level(text)
    if own and territory is None:
        return _resolve_own(text, own, province=province, era=era)
    if territory is None:
        return _resolve_named(text, province=province, era=era)
    kind, name = territory[1], territory[2]
    place = _place(kind, name, province=province, era=era)
    level = _level(kind, place, province=province, era=era)
    title = place.name if place else f"{_TITLES.get(kind, kind.capitalize())} {name}"
    area, vintage = _area(place, era)
    if not head:
        return Agency(title, level, "area", area, vintage)
    full = f"{_expand(head)} {title[0].lower()}{title[1:]}"
    return Agency(full, level, "unit", area, vintage)


_TITLES: Final = {
    "tp": "Thành phố", "h": "Huyện", "tx": "Thị xã", "q": "Quận", "x": "Xã", "p": "Phường",
    "tt": "Thị trấn",
}  # fmt: skip
_TERRITORY_TAIL = re.compile(
    r"(?:^|\s)(?P<kind>tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu"
    r"|(?:tp|tx|tt|h|q|p|x)(?=\.|\s|hcm))(?:\.\s*|\s+|(?=hcm))(?P<name>[^\s].*)$"
)
_CITY_HCM: Final = "Hồ Chí Minh"


def _territory_in(text: str) -> tuple[int, str, str] | None:
    """Split off the territory at the end: (offset, kind, name)."""
    if len(text.lower()) != len(text):
        return None
    match = _TERRITORY_TAIL.search(text.lower())
    while match:
        name = text[match.start("name") :]
        if name[0].isupper() or name[0].isdigit():
            name = _CITY_HCM if name.upper() == "HCM" else name
            return match.start("kind"), match["kind"], name
        match = _TERRITORY_TAIL.search(text.lower(), match.start("name") - 1)
    return None


def _place(kind: str, name: str, *, province: str | None, era: str | None) -> Place | None:
    """Find the one unit of the gazetteer that is meant, None if several could be."""
    wanted = LEVELS_OF_KIND.get(kind)
    named = [p for p in places_named(key_of(name)) if wanted in (None, p.level)]
    if wanted is None:
        named = [p for p in named if p.name.startswith("Thành phố")]
    named = [p for p in named if p.is_of(era)] or named
    same_kind = [p for p in named if fold(p.name).startswith(fold(_TITLES.get(kind, kind)))]
    named = same_kind or named
    if province:
        codes = _codes(province)
        own = [p for p in named if province_of(p) in codes]
        named = own or [p for p in named if p.level == "P"]
    elif wanted is None:
        named = [p for p in named if p.level == "P"] or named
    return (
        named[0] if named and len({(p.level, p.code) for p in named}) == 1 else _newest(named, era)
    )


def _newest(named: list[Place], era: str | None) -> Place | None:
    """Of one unit in several lists take the one of the era: the last list before July 2025."""
    if era is None:
        return None
    kept = [p for p in named if ("C" if era == AFTER else "B") in p.versions]
    return kept[0] if len({(p.level, p.code) for p in kept}) == 1 else None


def _codes(province: str) -> set[str]:
    rows = find_provinces_named(province)
    return {code for row in rows for code in (row.code_before, row.code_after)}


def _level(kind: str, place: Place | None, *, province: str | None, era: str | None) -> str | None:
    if place:
        return _LEVELS[place.level]
    letter = LEVELS_OF_KIND.get(kind)
    if letter:
        return _LEVELS[letter]
    return "province" if era == AFTER else None


def _area(place: Place | None, era: str | None) -> tuple[str | None, str | None]:
    if place is None:
        return None, None
    if era is not None and place.is_of(era):
        return f"VN-{place.level}{place.code}", era
    vintage = AFTER if place.versions == "C" else BEFORE if "C" not in place.versions else era
    return f"VN-{place.level}{place.code}", vintage


_OWN = re.compile(r"(?:^|\s)(tỉnh|thành phố|tp)$", re.IGNORECASE)


def _own_level(text: str) -> str | None:
    """Give the kind of territory of `UBND tỉnh`, `Công an thành phố`, which name none."""
    match = _OWN.search(text)
    return match[1].lower() if match else None


def _resolve_own(text: str, kind: str, *, province: str | None, era: str | None) -> Agency:
    """Resolve an organisation of the document's own province or city."""
    city = kind != "tỉnh"
    is_province = not city or era == AFTER or (province is not None and _is_city(province))
    name = _expand(text)
    if not is_province:
        return Agency(name, "district" if province else None, "unit")
    return Agency(name, "province", "unit", *_province_area(province, era))


def _province_area(province: str | None, era: str | None) -> tuple[str | None, str | None]:
    code = province_code(province, era=era) if province else None
    return (f"VN-P{code}", era) if code else (None, None)


@cache
def _city_keys() -> frozenset[str]:
    return frozenset(key_of(p.after) for p in provinces() if _is_named_city(p.after))


def _is_named_city(name: str) -> bool:
    return any(
        p.level == "P" and p.name.startswith("Thành phố") for p in places_named(key_of(name))
    )


def _is_city(province: str) -> bool:
    return bool({key_of(p.after) for p in find_provinces_named(province)} & _city_keys()) and (
        key_of(province) in _city_keys() or "thành phố" in province.lower()
    )


def _resolve_named(text: str, *, province: str | None, era: str | None) -> Agency:
    """Resolve a name without territory: Sở Tư pháp, Bộ Y tế, Đà Nẵng."""
    name = _expand(text)
    lowered = name.lower()
    if lowered.startswith("bộ ") and not lowered.startswith("bộ phận"):
        return Agency(name, "national", "unit", "VN", era)
    if any(name.startswith(head) for head in lexicon()["organisations"]["national"]):
        return Agency(name, "national", "unit", "VN", era)
    if lowered.startswith(("sở ", "ban quản lý", "văn phòng", "công an", "cục ", "thanh tra")):
        return Agency(name, "province", "unit", *_province_area(province, era))
    if any(name == centre for centre in lexicon()["organisations"]["centres"]):
        return Agency(name, "province", "unit", *_province_area(province, era))
    return _resolve_bare(name, province=province, era=era)


def _resolve_bare(name: str, *, province: str | None, era: str | None) -> Agency:
    """Resolve a bare place name: a unit of the province, else a province."""
    named = [p for p in places_named(key_of(name)) if p.is_of(era)]
    codes = _codes(province) if province else set()
    for level in ("D", "C", "P"):
        own = [p for p in named if p.level == level and (level == "P" or province_of(p) in codes)]
        if len({p.code for p in own}) == 1:
            area, vintage = _area(own[0], era)
            return Agency(own[0].name, _LEVELS[level], "area", area, vintage)
    return Agency(name)


@cache
def _short_forms() -> list[tuple[re.Pattern[str], str]]:
    forms = [
        (other, full) for full, others in lexicon()["abbreviations"].items() for other in others
    ]
    forms.sort(key=lambda form: -len(form[0]))
    return [(re.compile(rf"(?<!\w){re.escape(other)}(?!\w)"), full) for other, full in forms]


@cache
def _department_names() -> dict[str, str]:
    tables: dict[str, list[str]] = lexicon()["departments"]
    return {fold(o): full for full, others in tables.items() for o in (full, *others)}


def _expand(name: str) -> str:
    """Spell out the short forms of a name: Sở TN&MT, TTPVHCC tỉnh.

    >>> _expand("Sở NN&PTNT")
    'Sở Nông nghiệp và Phát triển nông thôn'
    """
    for pattern, full in _short_forms():
        if pattern.search(name) and full not in name:
            name = pattern.sub(full, name, count=1)
            break
    head, _, rest = name.partition(" ")
    if head.lower() in ("sở", "bộ") and (match := department_pattern().match(rest)):
        full = _department_names().get(fold(match.group()), match.group())
        return f"{head.capitalize()} {full}{rest[match.end() :]}"
    return name[0].upper() + name[1:] if name else name


def find_province(text: str) -> str | None:
    """Guess the province a bulletin is about: named in its title, in names of bodies, most often.

    The name comes without its kind (Kon Tum, Huế); None where no province leads.

    >>> find_province("Trung tâm hành chính công tỉnh Kon Tum tiếp nhận 5 hồ sơ")
    'Kon Tum'
    """
    votes: Counter[str] = Counter()
    head = min(len(text), 400)
    for match in _province_pattern().finditer(text):
        name = _province_names()[fold(match["name"])]
        weight = 3 if match["kind"] else 1
        votes[name] += weight * (2 if match.start() < head else 1)
    ranked = (votes or _votes_of_places(text)).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _votes_of_places(text: str) -> Counter[str]:
    """Count the provinces of the named districts and communes that only one province has."""
    votes: Counter[str] = Counter()
    by_code = {p.code_before: p.before for p in provinces()}
    for start, end in find_agencies(text):
        territory = _territory_in(" ".join(text[start:end].split()))
        if territory is None:
            continue
        level = LEVELS_OF_KIND.get(territory[1]) or "D"
        named = [p for p in places_named(key_of(territory[2])) if p.level == level]
        codes = {code for p in named if (code := province_of(p))}
        if len(codes) == 1 and (name := by_code.get(codes.pop())):
            votes[name] += 1
    return votes


@cache
def _province_names() -> dict[str, str]:
    names = {fold(name): name for p in provinces() for name in (p.before, p.after)}
    for name in list(names.values()):
        names[fold(name.replace(" - ", "-"))] = name
    names[fold("HCM")] = _CITY_HCM
    names[fold("TPHCM")] = _CITY_HCM
    return names


@cache
def _province_pattern() -> re.Pattern[str]:
    names = sorted(_province_names(), key=lambda name: -len(name))
    written = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    return re.compile(
        rf"(?P<kind>(?<!\w)(?:tỉnh|thành phố|tp\.?|ubnd tp\.?)\s?)?(?<!\w)(?P<name>{written})(?!\w)",
        re.IGNORECASE,
    )
