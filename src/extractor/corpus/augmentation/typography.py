"""Vary how a bulletin is typed: tone places, tỷ and tỉ, capitals, decimal dots, leading zeros."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from extractor.corpus.augmentation.edits import Edit, apply_edits, fitting
from extractor.corpus.augmentation.numerals import read_plain
from extractor.corpus.store import Bulletin

_OLD_TONES: Final = {
    "òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ",
    "òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ",
    "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ",
}  # fmt: skip
_TONES: Final = {
    **_OLD_TONES, **{old.upper(): new.upper() for old, new in _OLD_TONES.items()},
    **{old.capitalize(): new.capitalize() for old, new in _OLD_TONES.items()},
}  # fmt: skip
_DIGITS_ONLY: Final = 10


def vary_typing(bulletin: Bulletin, random: Random) -> Bulletin:
    """Return the bulletin typed by another hand: each habit is drawn once for the whole text."""
    if random.random() < 0.3:
        bulletin = _swap_words(bulletin, _TONES if random.random() < 0.5 else _turned(_TONES))
    if random.random() < 0.25:
        bulletin = _swap_words(bulletin, {"tỷ lệ": "tỉ lệ", "Tỷ lệ": "Tỉ lệ", "tỷ đồng": "tỉ đồng"})
    if random.random() < 0.12:
        bulletin = _raise_title(bulletin)
    if random.random() < 0.15:
        bulletin = _dot_percentages(bulletin)
    if random.random() < 0.2:
        bulletin = _pad_numbers(bulletin)
    if random.random() < 0.15:
        bulletin = _harden_blanks(bulletin, random)
    return bulletin


def _turned(table: dict[str, str]) -> dict[str, str]:
    return {new: old for old, new in table.items()}


def _swap_words(bulletin: Bulletin, table: dict[str, str]) -> Bulletin:
    pattern = re.compile(rf"(?:{'|'.join(map(re.escape, table))})(?!\w)")
    edits = [
        Edit(match.start(), match.end(), table[match.group()])
        for match in pattern.finditer(bulletin.text)
        if not bulletin.text[: match.start()].lower().endswith("q")
    ]
    return apply_edits(bulletin, fitting(bulletin.gold, edits))


def _raise_title(bulletin: Bulletin) -> Bulletin:
    """Print the first line in capitals, as portals do."""
    match = re.search(r"\S[^\n]*", bulletin.text)
    if match is None or len(match.group().upper()) != len(match.group()):
        return bulletin
    edits = [
        Edit(at, at + 1, bulletin.text[at].upper()) for at in range(match.start(), match.end())
    ]
    return apply_edits(bulletin, edits)


def _dot_percentages(bulletin: Bulletin) -> Bulletin:
    """Print percentages with a decimal dot: 98,7% as 98.7%."""
    percent = {
        f.mention for f in bulletin.gold.facts if f.unit == "percent" and f.value is not None
    }
    edits = []
    for mention in bulletin.gold.mentions:
        surface = bulletin.text[mention.start : mention.end]
        match = re.match(r"\d+(,)\d{1,2}\s?%", surface)
        if mention.id in percent and match:
            at = mention.start + match.start(1)
            edits.append(Edit(at, at + 1, "."))
    return apply_edits(bulletin, edits)


def _pad_numbers(bulletin: Bulletin) -> Bulletin:
    """Print small counts with a leading zero: 9 hồ sơ as 09 hồ sơ."""
    counts = {
        f.mention: f for f in bulletin.gold.facts if f.unit not in ("percent", "point", "VND")
    }
    edits = []
    for mention in bulletin.gold.mentions:
        fact = counts.get(mention.id)
        if fact is None or fact.value is None or fact.base_value is not None:
            continue
        surface = bulletin.text[mention.start : mention.end]
        for numeral in read_plain(surface, at=mention.start):
            if numeral.value < _DIGITS_ONLY and numeral.decimals == 0 and not numeral.scale:
                padded = f"0{int(numeral.value)}"
                edits.append(Edit(numeral.start, numeral.end, padded))
    return apply_edits(bulletin, edits)


def _harden_blanks(bulletin: Bulletin, random: Random) -> Bulletin:
    """Put no-break spaces between numeral and unit, as editors' programs do."""
    edits = []
    for mention in bulletin.gold.mentions:
        surface = bulletin.text[mention.start : mention.end]
        match = re.match(r"[\d.,/]+( )\D", surface)
        if mention.label == "QUANTITY" and match and random.random() < 0.7:
            at = mention.start + match.start(1)
            edits.append(Edit(at, at + 1, "\u00a0"))
    return apply_edits(bulletin, edits)
