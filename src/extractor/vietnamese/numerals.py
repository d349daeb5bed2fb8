"""The grammar of Vietnamese numerals: dots group thousands, a comma marks decimals.

A numeral that breaks the grammar has no value, only readings: proofs from the text's own sums may
choose one, the reader may not.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from extractor.vietnamese.lexicon import lexicon

#: What a numeral counts decides how a doubtful separator is taken: `count` has no decimals,
#: `ratio` (percent, points) and `scaled` (before tỷ, triệu) may have a decimal dot, `listed` (next
#: to such figures, times, days) too if one or two digits follow it, `mean` is an average of counts,
#: `free` is unknown.
Sense = Literal["count", "ratio", "scaled", "listed", "mean", "free"]

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,([0-9]+))?")
_PLAIN = re.compile(r"[0-9]+(?:,([0-9]+))?")
_POINTED = re.compile(r"0\.[0-9]+|[0-9]{2}\.[0-9]{3}|[0-9]+\.[0-9]{1,2}")
_SEPARATOR = re.compile(r"[.,\s]")
_MOST_READINGS: Final = 32
_MOST_DIGITS: Final = 15  # no figure is longer; Decimal keeps 28 digits through a product


class Numeral(NamedTuple):
    """The value of a numeral, or its possible readings where the grammar is broken."""

    value: Decimal | None
    decimals: int = 0
    readings: tuple[Decimal, ...] = ()

    @property
    def malformed(self) -> bool:
        """Tell whether the grammar is broken, so that there is no value."""
        return self.value is None


def read_numeral(printed: str, *, sense: Sense = "free") -> Numeral:
    """Read digits with their separators.

    >>> read_numeral("64.933").value, read_numeral("3,148", sense="scaled").value
    (Decimal('64933'), Decimal('3.148'))
    >>> read_numeral("13.2", sense="ratio").value, read_numeral("151.10", sense="count").value
    (Decimal('13.2'), None)
    """
    if len(printed) > _MOST_DIGITS and len(_digits(printed)) > _MOST_DIGITS:
        return Numeral(None)
    if printed.isdecimal():
        return Numeral(Decimal(printed))
    if blanked := re.fullmatch(r"[0-9]{1,3}(?:\s[0-9]{3})+", printed):
        return Numeral(Decimal(_digits(blanked.group())))
    if _POINTED.fullmatch(printed) and _point_is_decimal(printed, sense):
        return Numeral(Decimal(printed), decimals=len(printed) - printed.index(".") - 1)
    match = _GROUPED.fullmatch(printed) or _PLAIN.fullmatch(printed)
    if match and _comma_is_decimal(match.group(1), sense):
        value = Decimal(printed.replace(".", "").replace(",", "."))
        return Numeral(value, decimals=len(match.group(1) or ""))
    return Numeral(None, readings=_readings(printed, sense))


def _point_is_decimal(printed: str, sense: Sense) -> bool:
    """A dot with three digits groups thousands, save in a percentage or score: 98.123 %."""
    return sense == "ratio" or (sense in ("scaled", "listed") and not _GROUPED.fullmatch(printed))


def _comma_is_decimal(decimals: str | None, sense: Sense) -> bool:
    if decimals is None or sense in ("ratio", "scaled", "mean"):
        return True
    return sense in ("free", "listed") and len(decimals) != 3  # English habit: 1,234 hồ sơ


def _digits(printed: str) -> str:
    return _SEPARATOR.sub("", printed)


def _readings(printed: str, sense: Sense) -> tuple[Decimal, ...]:
    """List what may have been meant: no separators, then one digit lost, then one too many."""
    found = dict.fromkeys([Decimal(_digits(printed))])
    groups = _SEPARATOR.split(printed)
    faults = [at for at, group in enumerate(groups) if len(group) != 3 and (at or len(group) > 3)]
    if len(faults) == 1:
        found |= dict.fromkeys(_mend(groups, faults[0]))
    if sense != "count" and re.fullmatch(r"[0-9]+[.,][0-9]+", printed):
        found |= dict.fromkeys([Decimal(printed.replace(",", "."))])
    return tuple(found)[:_MOST_READINGS]


def _mend(groups: list[str], at: int) -> list[Decimal]:
    """Give the numbers in which the one faulty group of thousands has its three digits."""
    group, head, tail = groups[at], "".join(groups[:at]), "".join(groups[at + 1 :])
    if len(group) == 4:  # Vĩnh Phúc and others: one digit too many, 3227.885 for 327.885
        mended = [group[:i] + group[i + 1 :] for i in range(4)]
    elif len(group) == 2:  # one digit lost, 47.90 for 47.905: mostly the last one
        mended = [group[:i] + digit + group[i:] for i in (2, 1, 0) for digit in "0123456789"]
    else:
        mended = [group.ljust(3, "0")] if len(group) == 1 else []
    return [Decimal(head + digits + tail) for digits in mended]


def read_words(words: str) -> Decimal | None:
    """Read a number written in words, None where a word is no number.

    >>> read_words("hai mươi lăm"), read_words("một trăm linh hai"), read_words("một cửa")
    (Decimal('25'), Decimal('102'), None)
    """
    digits: dict[str, int] = lexicon()["words"]["digits"]
    total, section, digit = 0, 0, None
    for word in words.lower().split():
        if word in digits:
            digit = digits[word]
        elif word in ("mười", "mươi", "chục"):
            section, digit = section + 10 * (digit or 1), None
        elif word == "trăm":
            section, digit = section + 100 * (1 if digit is None else digit), None
        elif word in ("nghìn", "ngàn"):
            total, section, digit = total + 1000 * ((section + (digit or 0)) or 1), 0, None
        elif word not in ("linh", "lẻ"):
            return None
    return Decimal(total + section + (digit or 0)) if words.strip() else None
