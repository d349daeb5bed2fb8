"""Load and check the indicators and identities that ship with the package."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from extractor.errors import CodebookError
from extractor.labels import UNITS

KINDS: Final = ("count", "rate", "amount", "score", "rank", "duration")
OTHER: Final = "OTHER"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that bulletins report; `terms` are wordings, … stands for the figure."""

    code: str
    group: str
    vi: str
    en: str
    kind: str
    units: tuple[str, ...]
    status: str
    parent: str | None = None
    terms: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    note: str = ""
    max_points: Decimal | None = None
    #: Holds at a day rather than over an interval: procedures in force, services offered.
    stock: bool = False
    qualifiers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identity:
    """An arithmetic relation between indicators; `type` says how the rest is read."""

    id: str
    type: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Codebook:
    """All indicators by code and all identities, checked."""

    version: str
    indicators: dict[str, Indicator]
    identities: tuple[Identity, ...]

    def first_units(self) -> dict[str, str]:
        """Map each code to the unit that a figure printed without one has."""
        return {code: indicator.units[0] for code, indicator in self.indicators.items()}


@cache
def load_codebook() -> Codebook:
    """Return the shipped codebook; refuse contradicting data with CodebookError."""
    data = files("extractor.codebook") / "data"
    indicators = tomllib.loads((data / "indicators.toml").read_text(encoding="utf-8"))
    identities = tomllib.loads((data / "identities.toml").read_text(encoding="utf-8"))
    return build_codebook({**indicators, **identities})


def build_codebook(data: dict[str, Any]) -> Codebook:
    """Check parsed tables and return them as a Codebook; refuse faults with CodebookError."""
    indicators: dict[str, Indicator] = {}
    for row in data["indicators"]:
        indicator = _read_indicator(row)
        if indicator.code in indicators:
            raise CodebookError(f"indicator {indicator.code} stands twice; remove one")
        indicators[indicator.code] = indicator
    _check_parents(indicators)
    identities = tuple(
        Identity(row["id"], row["type"], {k: v for k, v in row.items() if k not in ("id", "type")})
        for row in data.get("identities", [])
    )
    _check_identities(identities, indicators)
    return Codebook(data["version"], indicators, identities)


def _read_indicator(row: dict[str, Any]) -> Indicator:
    code = row.get("code", "?")
    unknown = set(row["units"]) - set(UNITS)
    if unknown or row["kind"] not in KINDS or not row["units"]:
        raise CodebookError(f"indicator {code}: unknown kind or units {row['kind']} {row['units']}")
    if len(set(row["terms"])) != len(row["terms"]):
        raise CodebookError(f"indicator {code}: a term stands twice; remove one")
    points = row.get("max_points")
    return Indicator(
        code=code,
        group=row["group"],
        vi=row["vi"],
        en=row["en"],
        kind=row["kind"],
        units=tuple(row["units"]),
        status=row["status"],
        parent=row.get("parent"),
        terms=tuple(row["terms"]),
        source=tuple(row.get("source", ())),
        note=row.get("note", ""),
        max_points=None if points is None else Decimal(str(points)),
        stock=bool(row.get("stock", False)),
        qualifiers=dict(row.get("qualifiers", {})),
    )


def _check_parents(indicators: dict[str, Indicator]) -> None:
    for code, indicator in indicators.items():
        seen = {code}
        parent = indicator.parent
        while parent is not None:
            if parent not in indicators:
                raise CodebookError(f"indicator {code}: parent {parent} is unknown; add or mend it")
            if parent in seen:
                raise CodebookError(f"indicator {code}: its parents form a cycle at {parent}")
            seen.add(parent)
            parent = indicators[parent].parent


def _check_identities(identities: tuple[Identity, ...], indicators: dict[str, Indicator]) -> None:
    ids = [identity.id for identity in identities]
    if len(set(ids)) != len(ids):
        raise CodebookError("two identities share one id; rename one")
    for identity in identities:
        for code in _codes_of(identity):
            if code not in indicators:
                raise CodebookError(f"identity {identity.id}: code {code} is unknown; mend it")


def _codes_of(identity: Identity) -> list[str]:
    found: list[str] = []
    for key in (
        "total",
        "parts",
        "optional_parts",
        "value",
        "numerator",
        "denominators",
        "indicator",
    ):
        value = identity.fields.get(key, [])
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                found.append(item.removeprefix("share_of:"))
    return found
