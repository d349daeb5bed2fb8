"""Provinces, districts and communes of Việt Nam by name, before and since July 2025.

Versions: A is the list of 705 districts, B the last one before July 2025, C the one since.
"""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from extractor.vietnamese.lexicon import data_file
from extractor.vietnamese.text import fold

BEFORE: Final = "before_2025_07"
AFTER: Final = "after_2025_07"
#: Since that day 34 provinces govern in two levels, without districts (Luật số 72/2025/QH15).
MERGER: Final = date(2025, 7, 1)
#: Names whose key is remembered; a bulletin names few, and the same ones over and over.
_REMEMBERED: Final = 4096
_TYPE = re.compile(
    r"(?:tỉnh|thành phố|tp|quận|q|huyện|h|thị xã|tx|xã|x|phường|p|thị trấn|tt|đặc khu)(?:\.\s*|\s+)"
)
_SIGNS = re.compile(r"\s*[-–]\s*|[\"“”]")
_APOSTROPHES = re.compile(r"[’‘`´]")


def era_of(day: date | None) -> str | None:
    """Give before_2025_07 or after_2025_07 for a day, None for None.

    >>> era_of(date(2025, 6, 30)), era_of(date(2025, 7, 1))
    ('before_2025_07', 'after_2025_07')
    """
    if day is None:
        return None
    return AFTER if day >= MERGER else BEFORE


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the official lists: level is P, D or C, parent the code of the unit above."""

    level: str
    code: str
    name: str
    parent: str
    versions: str

    def is_of(self, era: str | None) -> bool:
        """Tell whether the unit exists in an era; None: any."""
        if era is None:
            return True
        return "C" in self.versions if era == AFTER else self.versions != "C"


@lru_cache(maxsize=_REMEMBERED)
def key_of(name: str) -> str:
    """Give the form in which names are compared: folded, without the word for the kind of unit.

    >>> key_of("Tỉnh Bà Rịa - Vũng Tàu"), key_of("TP. Huế"), key_of("Quận 1")
    ('bà rịa vũng tàu', 'huế', '1')
    """
    folded = _APOSTROPHES.sub("'", _SIGNS.sub(" ", fold(name)))
    return _TYPE.sub("", folded, count=1).strip() if _TYPE.match(folded) else folded.strip()


@cache
def _lines() -> str:
    with gzip.open(data_file("gazetteer.tsv.gz"), "rt", encoding="utf-8", newline="\n") as file:
        return file.read().strip("\n")


@cache
def _rows() -> list[str]:
    """Return the lines of the list, which are sorted: searching all of it took 0.1 ms a name."""
    return _lines().split("\n")


@lru_cache(maxsize=_REMEMBERED)
def places_named(key: str) -> tuple[Place, ...]:
    """List the units whose name has this comparison key."""
    if not key or "\t" in key or "\n" in key:
        return ()
    rows, found = _rows(), []
    at = bisect_left(rows, f"{key}\t")
    while at < len(rows) and rows[at].startswith(f"{key}\t"):
        _, level, code, name, parent, versions = rows[at].split("\t")
        found.append(Place(level, code, name, parent, versions))
        at += 1
    return tuple(found)


@cache
def _district_parents() -> dict[str, str]:
    """Map each district code to its province."""
    pattern = re.compile(r"\tD\t([0-9]+)\t[^\t\n]*\t([0-9]+)\t")
    return dict(pattern.findall(_lines()))


def province_of(place: Place) -> str | None:
    """Give the code of the province that a unit belongs to."""
    if place.level == "P":
        return place.code
    if place.level == "D" or "C" in place.versions:
        return place.parent
    return _district_parents().get(place.parent)


@lru_cache(maxsize=64)
def names_in(codes: frozenset[str]) -> frozenset[str]:
    """Collect the names of all provinces, and of the units of those with the given codes.

    In lower case and without the kind of unit, as a text may write them: `bác ái`.
    """
    found = {name.lower() for row in provinces() for name in (row.before, row.after)}
    if not codes:
        return frozenset(found)
    for key, name in chain.from_iterable(_names_by_province().get(code, ()) for code in codes):
        found |= {key, _TYPE.sub("", name.lower(), count=1)}
    return frozenset(name for name in found if not name.isdecimal())


@cache
def _names_by_province() -> dict[str, list[tuple[str, str]]]:
    """Collect keys and names of units by the code of their province, in one pass for all."""
    parents, found = _district_parents(), defaultdict[str, list[tuple[str, str]]](list)
    for key, level, name, parent, versions in _UNITS.findall(_lines()):
        province = parent if level == "D" or "C" in versions else parents.get(parent)
        if province is not None:
            found[province].append((key, name))
    return found


_UNITS: Final = re.compile(r"^([^\t\n]+)\t([DC])\t[0-9]+\t([^\t\n]*)\t([0-9]+)\t([A-C]+)$", re.M)


@dataclass(frozen=True, slots=True)
class Province:
    """A province before July 2025 and the one it went into; names without their kind."""

    before: str
    code_before: str
    after: str
    code_after: str


@cache
def _keyed_provinces() -> tuple[tuple[Province, str, str], ...]:
    """Pair each row with the keys of its names: folding them at every call was 8 ms a bulletin."""
    return tuple((row, key_of(row.before), key_of(row.after)) for row in provinces())


@cache
def provinces() -> tuple[Province, ...]:
    """Read the table of the 63 provinces and their 34 successors."""
    rows = data_file("provinces.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return tuple(
        Province(_bare(before), code_before, _bare(after), code_after)
        for code_before, before, _, code_after, after in (row.split("\t") for row in rows)
    )


def _bare(name: str) -> str:
    return name.partition(" (")[0].removeprefix("Tỉnh ").removeprefix("Thành phố ")


_OTHER_NAMES: Final = {
    "thừa thiên huế": "huế", "hcm": "hồ chí minh", "tphcm": "hồ chí minh", "sài gòn": "hồ chí minh",
    "tp.hcm": "hồ chí minh", "đắc lắc": "đắk lắk", "đăk lăk": "đắk lắk", "đắc nông": "đắk nông",
    "đăk nông": "đắk nông", "đắk lăk": "đắk lắk", "brvt": "bà rịa vũng tàu", "tt huế": "huế",
}  # fmt: skip


def find_provinces_named(name: str) -> list[Province]:
    """List the rows of the provinces' table that bear a name, in either era."""
    key = key_of(name)
    keys = {key, _OTHER_NAMES.get(key, key)}
    return [row for row, before, after in _keyed_provinces() if before in keys or after in keys]


def canonical_province(name: str) -> str | None:
    """Return a province's name as the table writes it, None for a name that no province bears.

    >>> canonical_province("kon tum"), canonical_province("Atlantis")
    ('Kon Tum', None)
    """
    found = find_provinces_named(name)
    if not found:
        return None
    key = key_of(name)
    return next((p.before for p in found if key_of(p.before) == key), found[0].after)


@cache
def province_codes(name: str) -> frozenset[str]:
    """Collect the codes that a province has, or had, in either era."""
    rows = find_provinces_named(name)
    return frozenset(code for row in rows for code in (row.code_before, row.code_after))


@lru_cache(maxsize=256)
def province_code(name: str, *, era: str | None = None) -> str | None:
    """Give the official code of a province, the successor's after July 2025.

    Without an era only a code that is the same in both is given.

    >>> [province_code("Kon Tum", era=era) for era in ("before_2025_07", "after_2025_07")]
    ['62', '51']
    """
    key = key_of(name)
    keys = {key, _OTHER_NAMES.get(key, key)}
    rows = _keyed_provinces()
    before = {row.code_before for row, old, _ in rows if _OTHER_NAMES.get(old, old) in keys}
    after = {row.code_after for row, _, new in rows if new in keys}
    succeeding = {row.code_after for row, _, _ in rows if row.code_before in before}
    if era == AFTER:
        codes = after or succeeding
    elif era == BEFORE:
        codes = before
    else:
        codes = before | after
    return next(iter(codes)) if len(codes) == 1 else None
