"""Give the official codes of the territories that gold names: a look-up in the gazetteer's table.

The level is the annotator's; only the name is looked up, strictly: a name that several units of
that level bear within the province has no code, unless the author writes one (`ar=`). The product's
reader of agencies is not used.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import zip_longest
from typing import Final

from extractor.vietnamese.gazetteer import (
    AFTER,
    BEFORE,
    Place,
    key_of,
    places_named,
    province_code,
    province_codes,
    province_of,
    provinces,
)
from extractor.vietnamese.text import fold

_KINDS: Final = {
    "tỉnh": "P", "thành phố": "PD", "tp": "PD", "quận": "D", "huyện": "D", "thị xã": "D",
    "tx": "D", "xã": "C", "phường": "C", "thị trấn": "C", "tt": "C", "đặc khu": "C",
}  # fmt: skip
_FULL: Final = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn"}
_KIND: Final = re.compile(rf"(?<!\w)({'|'.join(_KINDS)})(?!\w)\.?\s*", re.IGNORECASE)
_AFTER_NAME: Final = re.compile(r"\s*[,;()]")


def find_area(
    agency: str | None,
    *,
    level: str | None,
    scope: str | None,
    province: str | None,
    era: str | None,
) -> str | None:
    """Give VN, VN-P, VN-D or VN-C with the official code, None where nothing proves one.

    `province` and `era` are the document's. A unit or territory below the province is the one that
    `agency` names; everything else is the province that it names, else the document's.

    >>> find_area("UBND huyện Yên Lạc", level="district", scope="unit",
    ...           province="Vĩnh Phúc", era="before_2025_07")
    'VN-D251'
    """
    if level is None or level == "national":
        return None if level is None else "VN"
    own = {"district": "D", "commune": "C"}.get(level)
    if own and scope in ("unit", "area"):
        return _below(agency, own, province, era)
    # A tier is that of the smallest territory named with it: `cấp xã` of a district.
    inside = _below(agency, "D", province, era) if level == "commune" and scope == "tier" else None
    return inside or _province(agency, province, era)


def area_vintage(area: str | None, era: str | None) -> str | None:
    """Tell of which list a code is, before or after 1 July 2025; None if nothing tells.

    A district code is of the list before, a province's code of the only one that has it, every
    other of the one in force in the document's `era`.

    >>> area_vintage("VN-D251", "after_2025_07"), area_vintage("VN-P62", None)
    ('before_2025_07', 'before_2025_07')
    """
    if area is None:
        return None
    if area.startswith("VN-D"):
        return BEFORE
    old, new = _province_codes()
    if area.startswith("VN-P") and (area in old) != (area in new):
        return BEFORE if area in old else AFTER
    return era


@cache
def _province_codes() -> tuple[frozenset[str], frozenset[str]]:
    rows = provinces()
    return (
        frozenset(f"VN-P{row.code_before}" for row in rows),
        frozenset(f"VN-P{row.code_after}" for row in rows),
    )


def _named(agency: str, level: str) -> tuple[str, str]:
    """Give the kind, spelt out, and the name of the first unit of a level that an agency names.

    A name that says no kind (a list's bare `Đăk Hà`) is the name itself, of the kind "".
    """
    heads = [head for head in _KIND.finditer(agency) if _begins_name(agency[head.end() :])]
    for head, following in zip_longest(heads, heads[1:]):
        kind, end = head[1].lower(), following.start() if following else None
        if level in _KINDS[kind]:
            return _FULL.get(kind, kind), _AFTER_NAME.split(agency[head.end() : end])[0].strip()
    return "", agency


def _begins_name(rest: str) -> bool:
    return rest[:1].isupper() or rest[:1].isdigit()


def _below(agency: str | None, level: str, province: str | None, era: str | None) -> str | None:
    if agency is None:
        return None
    kind, name = _named(agency, level)
    found = [p for p in places_named(key_of(name)) if p.level == level and _exists(p, era)]
    if province:
        # A province that was merged may have districts of each of the old ones.
        one = province_code(province, era=BEFORE) if era == BEFORE else None
        codes = {one} if one else province_codes(province)
        found = [p for p in found if province_of(p) in codes]
    found = [p for p in found if fold(p.name).startswith(kind)] or found
    found = [p for p in found if "B" in p.versions] or found if era == BEFORE else found
    codes_found = {p.code for p in found}
    return f"VN-{level}{codes_found.pop()}" if len(codes_found) == 1 else None


def _exists(place: Place, era: str | None) -> bool:
    return place.level == "D" or place.is_of(era)


def _province(agency: str | None, province: str | None, era: str | None) -> str | None:
    name = _named(agency, "P")[1] if agency else None
    # A province that is no more keeps its old code: figures of `tỉnh Kon Tum` are not its heir's.
    code = (province_code(name) or province_code(name, era=era)) if name else None
    code = code or (province_code(province, era=era) if province else None)
    return f"VN-P{code}" if code else None
