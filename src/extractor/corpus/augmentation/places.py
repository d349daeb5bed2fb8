"""Move a bulletin to another province: provinces, districts, communes and departments by name."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Final

from extractor.corpus.augmentation.edits import Edit, apply_edits, fitting
from extractor.corpus.augmentation.words import words
from extractor.corpus.store import Bulletin
from extractor.vietnamese.gazetteer import (
    AFTER,
    BEFORE,
    Place,
    key_of,
    places_named,
    province_code,
    province_of,
)
from extractor.vietnamese.lexicon import data_file

_KINDS: Final = (
    "đặc khu", "thành phố", "thị xã", "thị trấn", "huyện", "quận", "phường", "xã", "tỉnh",
)  # fmt: skip
_SHORT: Final = {"TP.": "thành phố", "TP": "thành phố", "TX.": "thị xã", "TX": "thị xã"}
_TYPED: Final = re.compile(
    rf"(?<!\w)(?P<kind>{'|'.join(_KINDS)}|TP\.?|TX\.?)\s+(?P<name>\w+(?:[ -]\w+){{0,3}})", re.I
)
#: Districts and communes of the same kind that a bulletin may be moved to, at least.
_LONGEST_NAME: Final = 4


@dataclass(frozen=True, slots=True)
class Renaming:
    """Names to replace: typed ones by (kind, name), bare ones by name."""

    typed: dict[tuple[str, str], str]
    bare: dict[str, str]


@cache
def _units(era: str) -> dict[tuple[str, str], list[str]]:
    """Map (province code, kind) to the names of its units in one era, without their kind."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    with gzip.open(data_file("gazetteer.tsv.gz"), "rt", encoding="utf-8") as file:
        for line in file:
            fields = line.rstrip("\n").split("\t")
            if len(fields) != 6:
                continue
            place = Place(*fields[1:])
            kind = next((k for k in _KINDS if place.name.lower().startswith(f"{k} ")), None)
            province = province_of(place)
            if kind and province and place.is_of(era) and not place.name[-1].isdigit():
                found[province, kind].append(place.name[len(kind) + 1 :])
    return {key: sorted(set(names)) for key, names in found.items()}


def _kind_of_province(code: str, era: str) -> str | None:
    return next((kind for kind in ("tỉnh", "thành phố") if _is_listed(code, kind, era)), None)


def _is_listed(code: str, kind: str, era: str) -> bool:
    return any(
        kind in place.name.lower()
        for place in _provinces(era)
        if place.code == code and place.name.lower().startswith(kind)
    )


@cache
def _provinces(era: str) -> tuple[Place, ...]:
    with gzip.open(data_file("gazetteer.tsv.gz"), "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    places = [Place(*row[1:]) for row in rows if len(row) == 6 and row[1] == "P"]
    return tuple(place for place in places if place.is_of(era))


def move_province(bulletin: Bulletin, random: Random, provinces: Collection[str]) -> Bulletin:
    """Return the bulletin with the names of one of `provinces` and of its districts and communes.

    Only provinces of the same kind (tỉnh, thành phố) serve. A bulletin without province, or whose
    places find no counterpart there, stays as it is. Official codes in `ref_area` are emptied: the
    annotation never stated those of the new places.
    """
    era = bulletin.meta.get("era", BEFORE)
    era = AFTER if era == AFTER else BEFORE
    old = bulletin.gold.province
    code = province_code(old, era=era) if old else None
    if old is None or code is None:
        return bulletin
    kind = _kind_of_province(code, era)
    choices = [
        name
        for name in sorted(provinces)
        if (other := province_code(name, era=era)) and _kind_of_province(other, era) == kind
    ]
    if not choices:
        return bulletin
    new = random.choice(choices)
    renaming = _plan(bulletin.text, code, province_code(new, era=era) or code, era, random)
    if renaming is None:
        return bulletin
    if kind:
        renaming.typed[kind, old] = new
    renaming.bare[old] = new
    moved = rename(bulletin, renaming)
    return replace(moved, gold=moved.gold.model_copy(update={"province": new}))


def _plan(text: str, code: str, target: str, era: str, random: Random) -> Renaming | None:
    """Choose a new name for every unit of the province that the text names with its kind."""
    renaming = Renaming({}, {})
    used: set[str] = set()
    for kind, name in _named_units(text, code, era):
        if (kind, name) in renaming.typed:
            continue
        free = [n for n in _units(era).get((target, kind), ()) if n not in used]
        if not free:
            return None
        new = renaming.bare.get(name) or random.choice(free)
        used.add(new)
        renaming.typed[kind, name] = new
        if " " in name:  # a bare syllable may be an ordinary word or a person's name
            renaming.bare.setdefault(name, new)
    return renaming


def _named_units(text: str, code: str, era: str) -> Iterator[tuple[str, str]]:
    for match in _TYPED.finditer(text):
        kind = _SHORT.get(match["kind"].upper(), match["kind"].lower())
        syllables = match["name"].split(" ")
        for length in range(min(len(syllables), _LONGEST_NAME), 0, -1):
            name = " ".join(syllables[:length])
            if name[0].isupper() and not name.isupper() and _is_unit(kind, name, code, era):
                yield kind, name
                break


@cache
def _is_unit(kind: str, name: str, code: str, era: str) -> bool:
    return any(
        place.is_of(era) and province_of(place) == code and place.name.lower().startswith(kind)
        for place in places_named(key_of(f"{kind} {name}"))
        if place.level != "P"
    )


def rename(bulletin: Bulletin, renaming: Renaming) -> Bulletin:
    """Return the bulletin with names replaced in the text and in the slots that repeat them."""
    moved = apply_edits(
        bulletin, fitting(bulletin.gold, list(_find_names(bulletin.text, renaming)))
    )
    facts = tuple(
        fact.model_copy(
            update={
                "agency": _rename_string(fact.agency, renaming),
                "qualifier": _rename_string(fact.qualifier, renaming),
                "ref_area": "VN" if fact.ref_area == "VN" else None,
            }
        )
        for fact in moved.gold.facts
    )
    return replace(moved, gold=moved.gold.model_copy(update={"facts": facts}))


def _rename_string(text: str | None, renaming: Renaming) -> str | None:
    if text is None:
        return None
    last, pieces = 0, []
    taken: list[Edit] = []
    for edit in _find_names(text, renaming):
        if not any(edit.start < other.end and other.start < edit.end for other in taken):
            taken.append(edit)
    for edit in sorted(taken, key=lambda one: one.start):
        pieces += [text[last : edit.start], edit.text]
        last = edit.end
    return "".join(pieces) + text[last:]


def _find_names(text: str, renaming: Renaming) -> Iterator[Edit]:
    """Find names, typed ones first, longer ones first, also in capital letters."""
    short = {kind: [s for s, k in _SHORT.items() if k == kind] for kind in _KINDS}
    for (kind, name), new in sorted(renaming.typed.items(), key=lambda item: -len(item[0][1])):
        kinds = "|".join(map(re.escape, (kind, *short[kind])))
        pattern = rf"(?<!\w)(?:{kinds})\s+(?P<name>{re.escape(name)})(?!\w)"
        for match in re.finditer(pattern, text, re.I):
            yield _edit(match, new)
    for name, new in sorted(renaming.bare.items(), key=lambda item: -len(item[0])):
        for form in (name, name.upper()):
            for match in re.finditer(rf"(?<!\w)(?P<name>{re.escape(form)})(?!\w)", text):
                yield _edit(match, new)


def _edit(match: re.Match[str], new: str) -> Edit:
    shown = new.upper() if match["name"].isupper() else new
    return Edit(match.start("name"), match.end("name"), shown)


def swap_departments(bulletin: Bulletin, random: Random) -> Bulletin:
    """Return the bulletin with its departments (sở) exchanged for others of the same era.

    A department that the text also shortens (Sở TN&MT) stays, so that no name is left behind.
    """
    table = words()["departments"]
    era = AFTER if bulletin.meta.get("era") == AFTER else BEFORE
    names: list[str] = table[era]
    spelled = [
        name
        for name in names
        if f"Sở {name}" in bulletin.text
        and not any(short in bulletin.text for short in table["short"].get(name, ()))
    ]
    absent = [name for name in names if f"Sở {name}" not in bulletin.text]
    targets = random.sample(spelled + absent, len(spelled)) if spelled else []
    pairs = {old: new for old, new in zip(spelled, targets, strict=True) if old != new}
    bare = {f"Sở {old}": f"Sở {new}" for old, new in pairs.items()}
    return _rename_departments(bulletin, pairs, bare)


def _rename_departments(
    bulletin: Bulletin, pairs: dict[str, str], full: dict[str, str]
) -> Bulletin:
    """Rename full names everywhere and elliptical ones (Tư pháp) where they are an AGENCY."""
    edits = [
        _edit(match, new)
        for old, new in sorted(full.items(), key=lambda item: -len(item[0]))
        for match in re.finditer(rf"(?P<name>{re.escape(old)})(?!\w)", bulletin.text)
    ]
    for mention in bulletin.gold.mentions:
        surface = bulletin.text[mention.start : mention.end]
        if mention.label == "AGENCY" and surface in pairs:
            edits.append(Edit(mention.start, mention.end, pairs[surface]))
    moved = apply_edits(bulletin, fitting(bulletin.gold, edits))
    facts = tuple(
        fact.model_copy(update={"agency": full.get(fact.agency or "", fact.agency)})
        for fact in moved.gold.facts
    )
    return replace(moved, gold=moved.gold.model_copy(update={"facts": facts}))
