"""Find and read the words that name an administrative level: toàn tỉnh, cấp huyện, các sở."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from extractor.labels import LEVELS, LevelScope
from extractor.vietnamese.lexicon import alternation, lexicon, lower

_HEADS: Final = ("các", "khối", "ubnd", "cấp", "tỉnh", "thành", "của")
_TIERS: Final = ("province", "district", "commune")
_JOIN: Final = r"(?:,\s*|\s+và\s+|\s+cùng\s+|\s*;\s*|\s+-\s+|\s+hay\s+)"
_CASE: Final = re.compile(r"[^\S\n]+[^\W\d_]")


@cache
def _tables() -> dict[str, list[str]]:
    tables: dict[str, list[str]] = lexicon()["levels"]
    return tables


def _bodies(words: Sequence[str], followers: Sequence[str], *, plural: str) -> str:
    """Write a list of bodies: `các huyện`, `huyện, thị xã, thành phố`, `UBND các xã, phường`."""
    body = rf"(?:{alternation(words)})(?!\w)"
    follower = rf"(?:{alternation([*words, *followers])})(?!\w)"
    more = rf"(?:(?:,\s*|\s+và\s+|\s*-\s*|[^\S\n]+)(?:ubnd\s+)?{follower})"
    head = r"(?:(?:khối\s+)?ubnd\s+(?:các\s+)?|khối\s+(?:các\s+)?|các\s+|cấp\s+)"
    return rf"(?:{head})?(?:{body}{more}+)|{plural}(?:{body})"


@cache
def _element() -> str:
    """Write one level: a fixed phrase or a list of bodies, each with the group of its tier."""
    tables = _tables()
    plural = r"(?:ubnd\s+các\s+|khối\s+các\s+|khối\s+|các\s+)"
    groups = [
        rf"(?P<{name}>(?:{alternation(tables[name])})(?!\w))"
        for name in ("ministries", "city_tier")
    ]
    for tier in _TIERS:
        fixed = alternation(tables[tier])
        bodies = _bodies(
            tables[f"{tier}_bodies"], tables.get(f"{tier}_followers", []), plural=plural
        )
        suffix = r"(?:\s+tương\s+đương\s+sở)?(?:\s+cấp\s+tỉnh)?" if tier == "province" else ""
        groups.append(rf"(?P<{tier}>(?:{bodies}|(?:{fixed})(?!\w)){suffix})")
    return "|".join(groups)


@cache
def _element_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{_element()})")


@cache
def _fixed_pattern() -> re.Pattern[str]:
    names = ("national", "whole_province", "whole_city", "whole_district", "whole_commune",
             "whole_levels", "shared", "whole_bare")  # fmt: skip
    groups = (f"(?P<{name}>{alternation(_tables()[name])})" for name in names)
    return re.compile(rf"(?:{'|'.join(groups)})(?!\w)")


@cache
def _subject_pattern() -> re.Pattern[str]:
    verbs = alternation(_tables()["subject_verbs"])
    return re.compile(rf"(?:của\s+)?(?:tỉnh|thành phố)(?=\s+(?:(?:{verbs})(?!\w)|[0-9]))")


_JOIN_PATTERN = re.compile(_JOIN)
_CLAUSE = re.compile(r"(?:^|[\n.,;:(“\"–])[^\S\n]*$")


@cache
def _openers() -> frozenset[str]:
    """Collect the first words of all level phrases."""
    phrases = [phrase for table in _tables().values() for phrase in table]
    return frozenset({phrase.split()[0].rstrip(",") for phrase in phrases} | set(_HEADS))


@cache
def _opener_pattern() -> re.Pattern[str]:
    first = "".join(sorted({word[0] for word in _openers()}))
    return re.compile(rf"[{first}]\w*")


def find_levels(text: str) -> list[tuple[int, int]]:
    """Find the LEVEL mentions of `text`: half-open spans, in order, never overlapping.

    Coordinated levels are one mention. A list of bodies after a number (92 xã, phường) is found
    too, though it may belong to a quantity.

    >>> text = "Trên địa bàn tỉnh, cấp huyện, cấp xã và các sở, ban, ngành"
    >>> [text[start:end] for start, end in find_levels(text)]
    ['Trên địa bàn tỉnh', 'cấp huyện, cấp xã và các sở, ban, ngành']
    """
    lowered = lower(text)
    openers = _openers()
    found: list[tuple[int, int]] = []
    position = 0
    for word in _opener_pattern().finditer(lowered):
        start = word.start()
        if start < position or word.group() not in openers:
            continue
        if start and lowered[start - 1].isalnum():
            continue
        end = _end_of_level(text, lowered, start)
        if end:
            found.append((start, end))
            position = end
    return found


def _end_of_level(text: str, lowered: str, start: int) -> int | None:
    fixed = _fixed_pattern().match(lowered, start)
    if fixed:
        return None if _is_counted(lowered, start, fixed) else fixed.end()
    end, at = None, start
    while element := _element_pattern().match(lowered, at):
        if _names_one(text, element.end(), element):
            break
        end = element.end()
        join = _JOIN_PATTERN.match(lowered, end)
        if join is None:
            return end
        at = join.end()
    of_whole = lowered.startswith("của", start)
    if end is None and (of_whole or _CLAUSE.search(lowered, max(0, start - 6), start)):
        subject = _subject_pattern().match(lowered, start)
        return subject.end() if subject else None
    return end


def _is_counted(lowered: str, start: int, fixed: re.Match[str]) -> bool:
    """Tell `chính quyền địa phương 2 cấp` (a form of government) from `chung 3 cấp`."""
    if fixed["whole_levels"] is None:
        return False
    head = lowered[max(0, start - 24) : start].rstrip()
    return head.endswith(
        ("chính quyền", "địa phương", "chính quyền địa phương", "mô hình", "liên thông")
    )


def _names_one(text: str, end: int, element: re.Match[str]) -> bool:
    """Tell `các xã Phú Ninh, Tiên Phước` (names) from `các xã, phường` (a tier)."""
    if element.lastgroup not in ("district", "commune"):
        return False
    follow = _CASE.match(text, end)
    return follow is not None and text[follow.end() - 1].isupper()


@lru_cache(maxsize=2048)
def read_level(
    surface: str, *, province_is_city: bool = False, era: str | None = None
) -> tuple[str | None, LevelScope | None]:
    """Read a LEVEL mention as (admin level, scope); several tiers are joined with "+".

    `province_is_city` says that the document's province is itself a city (Hải Phòng), `era` is
    before_2025_07 or after_2025_07: both decide what thành phố means. Unknown words give
    (None, None).

    >>> read_level("các sở, ngành và UBND cấp xã")
    ('province+commune', 'tier')
    >>> read_level("toàn tỉnh"), read_level("cả nước")
    (('province', 'whole_province'), ('national', None))
    """
    lowered = " ".join(lower(surface).split())
    city_is_province = province_is_city or era == "after_2025_07"
    tiers = _tiers_in(lowered, city_is_province=city_is_province)
    if tiers == {"province"} and re.search(r"địa phương(?!\w)", lowered):
        return "province", "whole_province"  # các sở, ngành, địa phương: all levels together
    if tiers:
        return "+".join(level for level in LEVELS if level in tiers), "tier"
    fixed = _fixed_pattern().search(lowered)
    if fixed:
        return _read_fixed(fixed.lastgroup or "", city_is_province=city_is_province, era=era)
    return _read_single(lowered, city_is_province=city_is_province)


def _tiers_in(lowered: str, *, city_is_province: bool) -> set[str]:
    tiers = set()
    for element in _element_pattern().finditer(lowered):
        before = lowered[max(0, element.start() - 1) : element.start()]
        if before.isalnum() or lowered[: element.start()].endswith("địa bàn "):
            continue
        name = element.lastgroup or ""
        if name == "ministries":
            tiers.add("national")
        elif name == "city_tier":
            tiers.add("province" if city_is_province else "district")
        else:
            tiers.add(name)
    if tiers == {"national"} and re.search(r"địa phương(?!\w)", lowered):
        tiers.add("province")
    return tiers


def _read_fixed(
    name: str, *, city_is_province: bool, era: str | None
) -> tuple[str | None, LevelScope | None]:
    if name == "national":
        return "national", None
    if name in ("whole_district", "whole_commune"):
        return name.removeprefix("whole_"), "area"
    if name == "whole_city" and not city_is_province:
        return "district", "area"
    if name == "shared":
        after = era == "after_2025_07"
        return ("province+commune" if after else "province+district+commune"), "tier"
    return "province", "whole_province"


_SINGLE: Final = (
    (("địa phương",), None),
    (("tỉnh",), "province"),
    (("thành phố", "tp"), "city"),
    (("sở", "ngành"), "province_tier"),
    (("huyện", "quận", "thị xã"), "district"),
    (("xã", "phường", "thị trấn", "đặc khu"), "commune"),
)


def _read_single(lowered: str, *, city_is_province: bool) -> tuple[str | None, LevelScope | None]:
    """Read one bare word: `tỉnh` is the whole province, `xã` the tier of communes."""
    for words, level in _SINGLE:
        if not any(re.search(rf"(?<!\w){word}(?!\w)", lowered) for word in words):
            continue
        if level == "province" and re.search(r"tỉnh, thành", lowered):
            return "province", "tier"
        if level == "province" or (level == "city" and city_is_province):
            return "province", "whole_province"
        if level == "city":
            return "district", "area"
        if level is None:
            return None, None
        return level.removesuffix("_tier"), "tier"
    return None, None
