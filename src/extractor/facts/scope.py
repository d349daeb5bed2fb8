"""Decide the administrative level and scope of a figure from its LEVEL and AGENCY mentions."""

from __future__ import annotations

from typing import Final, NamedTuple

from extractor.labels import LEVELS, LevelScope
from extractor.vietnamese.levels import read_level
from extractor.vietnamese.places import Agency, province_code, resolve_agency

#: Cities of the rank of a province; Huế since 2025.
CITY_PROVINCES: Final = frozenset(
    {"Hà Nội", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh", "Huế"}
)
_NATION: Final = "VN"
#: Scopes that have the area of the document's province.
_WIDE: Final = frozenset({"whole_province", "tier"})


class Scope(NamedTuple):
    """Where a figure belongs; every part may be None."""

    level: str | None = None
    scope: LevelScope | None = None
    agency: str | None = None
    area: str | None = None
    vintage: str | None = None


def read_scope(
    level_surface: str | None,
    agency_surface: str | None,
    *,
    province: str | None,
    era: str | None,
) -> Scope:
    """Join a LEVEL and an AGENCY surface into one scope.

    A named body outranks the level phrase of its paragraph, unless the phrase names a tier below
    it: `cấp xã` beside `huyện Yên Lạc` stays commune, tier.
    """
    agency = _agency(agency_surface, province, era)
    level, scope = _level(level_surface, province, era)
    if agency is not None and agency.level is not None and not _below(level, scope, agency):
        return Scope(agency.level, agency.scope, agency.name, agency.area, agency.vintage or era)
    name = agency.name if agency else None
    if level is None:
        return Scope(agency=name, area=agency.area if agency else None, vintage=era)
    area = agency.area if agency else None
    if area is None:
        area = _area_of(level, province, era)
    return Scope(level, scope, name, area, era)


def with_scope(
    found: Scope,
    told: tuple[str | None, str | None] | None,
    *,
    province: str | None,
    era: str | None,
) -> Scope:
    """Let the tagger's own level and scope win; the agency stays, and the area where it still fits.

    A tier, the whole province and the nation have the area that their level has, whether or not a
    link says the level.
    """
    if told is None or told == (found.level, found.scope):
        return found
    level, scope = told
    area, vintage = found.area, found.vintage
    if level == "national" or (scope in _WIDE and area in (None, _NATION)):
        area, vintage = _area_of(level, province, era), era
    return found._replace(level=level, scope=scope, area=area, vintage=vintage)  # type: ignore[arg-type]


def _agency(surface: str | None, province: str | None, era: str | None) -> Agency | None:
    return resolve_agency(surface, province=province, era=era) if surface else None


def _level(
    surface: str | None, province: str | None, era: str | None
) -> tuple[str | None, LevelScope | None]:
    if surface is None:
        return None, None
    return read_level(surface, province_is_city=province in CITY_PROVINCES, era=era)


def _below(level: str | None, scope: LevelScope | None, agency: Agency) -> bool:
    """Tell whether the phrase names a tier under the agency's territory."""
    if level is None or scope != "tier" or agency.scope == "unit" or agency.level is None:
        return False
    return LEVELS.index(level.split("+")[0]) > LEVELS.index(agency.level.split("+")[0])


def _area_of(level: str | None, province: str | None, era: str | None) -> str | None:
    """Return the area of a level's whole: the nation, or the document's province."""
    if level == "national":
        return _NATION
    code = province_code(province, era=era) if province else None
    return f"VN-P{code}" if code else None
