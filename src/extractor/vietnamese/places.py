"""Resolve agencies and places to full names, levels and official codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from extractor.labels import LevelScope
from extractor.vietnamese.agency_names import (
    LEVELS_OF_KIND,
    department_names,
    department_pattern,
    territory_in,
)
from extractor.vietnamese.agency_search import find_agencies
from extractor.vietnamese.gazetteer import (
    AFTER,
    BEFORE,
    Place,
    find_provinces_named,
    key_of,
    places_named,
    province_code,
    province_codes,
    province_of,
    provinces,
)
from extractor.vietnamese.lexicon import lexicon
from extractor.vietnamese.province_guess import find_province
from extractor.vietnamese.text import fold

__all__ = [
    "Agency", "find_agencies", "find_province", "province_code", "resolve_agency",
]  # fmt: skip

_LEVELS: Final = {"P": "province", "D": "district", "C": "commune"}


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


@lru_cache(maxsize=4096)
def resolve_agency(surface: str, *, province: str | None = None, era: str | None = None) -> Agency:
    """Name an agency in full and give its level, scope and official area.

    `province` is the document's, `era` before_2025_07 or after_2025_07: both decide what a name
    that several places share stands for. A place that stays ambiguous has area None.

    >>> resolve_agency("huyện Yên Lạc", province="Vĩnh Phúc", era="before_2025_07").area
    'VN-D251'
    """
    text = " ".join(surface.split()).strip(" ,.;:()")
    territory = territory_in(text)
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
    title = _title(place.name if place else f"{_TITLES.get(kind, kind)} {name}")
    area, vintage = _area(place, era)
    if not head:
        return Agency(title, level, _scope_of(place, province), area, vintage)
    full = f"{_expand(head)} {title}"
    scope: LevelScope = "tier" if level == "province" and _is_centre(full) else "unit"
    return Agency(full, level, scope, area, vintage)


def _title(name: str) -> str:
    """Write the kind of a unit small, as within a sentence: huyện Yên Lạc."""
    return name[0].lower() + name[1:]


def _scope_of(place: Place | None, province: str | None) -> LevelScope:
    """The document's own province is the whole of it, any other place an area."""
    own = place and place.level == "P" and province and place.code in province_codes(province)
    return "whole_province" if own else "area"


def _is_centre(name: str) -> bool:
    """Tell the one-stop centre of a province: it speaks for all provincial bodies."""
    return name.startswith(tuple(lexicon()["organisations"]["centres"]))


_TITLES: Final = {
    "tp": "thành phố", "h": "huyện", "tx": "thị xã", "q": "quận", "x": "xã", "p": "phường",
    "tt": "thị trấn",
}  # fmt: skip


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
        codes = province_codes(province)
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


def _level(kind: str, place: Place | None, *, province: str | None, era: str | None) -> str | None:
    if place:
        return _LEVELS[place.level]
    letter = LEVELS_OF_KIND.get(kind)
    if letter:
        return _LEVELS[letter]
    return "province" if era == AFTER else "district" if era == BEFORE else None


def _area(place: Place | None, era: str | None) -> tuple[str | None, str | None]:
    if place is None:
        return None, None
    if era is not None and place.is_of(era):
        return f"VN-{place.level}{place.code}", era
    vintage = AFTER if place.versions == "C" else BEFORE if "C" not in place.versions else era
    return f"VN-{place.level}{place.code}", vintage


_OWN = re.compile(
    r"(?:^|\s)(tỉnh|thành phố|tp|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)$", re.IGNORECASE
)


def _own_level(text: str) -> str | None:
    """Give the kind of territory of `UBND tỉnh`, `Công an thành phố`, which name none."""
    match = _OWN.search(text)
    return match[1].lower() if match else None


def _resolve_own(text: str, kind: str, *, province: str | None, era: str | None) -> Agency:
    """Resolve an organisation of the document's own province, city or smaller unit."""
    if (letter := LEVELS_OF_KIND.get(kind)) in ("D", "C"):
        return Agency(_expand(text), _LEVELS[letter], "area" if text.lower() == kind else "unit")
    city = kind != "tỉnh"
    is_province = not city or era == AFTER or (province is not None and _is_city(province))
    name = _expand(text)
    scope: LevelScope = "area" if text.lower() == kind else "unit"
    if not is_province:
        return Agency(name, "district" if province else None, scope)
    if _is_centre(name):
        scope = "tier"
    return Agency(name, "province", scope, *_province_area(province, era))


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
    if lowered.startswith(_PROVINCIAL):
        return Agency(name, "province", "unit", *_province_area(province, era))
    if _is_centre(name):
        return Agency(name, "province", "tier", *_province_area(province, era))
    department = department_names().get(fold(name))
    if department:  # a list goes on without "Sở": Sở Tư pháp (15), Công Thương (21)
        return Agency(f"Sở {department}", "province", "unit", *_province_area(province, era))
    return _resolve_bare(name, province=province, era=era)


_PROVINCIAL: Final = (
    "sở ", "ban quản lý", "ban dân tộc", "văn phòng", "công an", "cục ", "thanh tra", "thuế ",
    "kho bạc", "bảo hiểm xã hội",
)  # fmt: skip


def _resolve_bare(name: str, *, province: str | None, era: str | None) -> Agency:
    """Resolve a bare place name: a unit of the province, else a province."""
    named = [p for p in places_named(key_of(name)) if p.is_of(era) or p.level == "P"]
    named = [p for p in named if p.is_of(era)] if _is_any(named, "P", era) else named
    codes = province_codes(province) if province else frozenset()
    levels = "PDC" if find_provinces_named(name) else "DC"
    for level in levels:
        own = [p for p in named if p.level == level and (level == "P" or province_of(p) in codes)]
        if len({p.code for p in own}) == 1:
            area, vintage = _area(own[0], era)
            scope = _scope_of(own[0], province)
            return Agency(_title(own[0].name), _LEVELS[level], scope, area, vintage)
    return Agency(name)


def _is_any(named: list[Place], level: str, era: str | None) -> bool:
    return any(place.level == level and place.is_of(era) for place in named)


@cache
def _short_forms() -> list[tuple[re.Pattern[str], str]]:
    forms = [
        (other, full) for full, others in lexicon()["abbreviations"].items() for other in others
    ]
    forms.sort(key=lambda form: -len(form[0]))
    return [(re.compile(rf"(?<!\w){re.escape(other)}(?!\w)"), full) for other, full in forms]


@cache
def _any_short_form() -> re.Pattern[str]:
    """Match what any short form does: most names have none, and asking 35 patterns adds up."""
    return re.compile("|".join(pattern.pattern for pattern, _ in _short_forms()))


def _expand(name: str) -> str:
    """Spell out the short forms of a name: Sở TN&MT, TTPVHCC tỉnh.

    >>> _expand("Sở NN&PTNT")
    'Sở Nông nghiệp và Phát triển nông thôn'
    """
    for pattern, full in _short_forms() if _any_short_form().search(name) else ():
        if pattern.search(name) and full not in name:
            name = pattern.sub(full, name, count=1)
            break
    head, _, rest = name.partition(" ")
    if head.lower() in ("sở", "bộ") and (match := department_pattern().match(rest)):
        full = department_names().get(fold(match.group()), match.group())
        return f"{head.capitalize()} {full}{rest[match.end() :]}"
    return name[0].upper() + name[1:] if name else name
