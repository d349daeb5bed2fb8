"""The outer shapes of digits in a text: dates, clock times, document numbers, fractions."""

from __future__ import annotations

import re
from typing import Final

_NUMERAL: Final = r"[0-9]+(?:[.,][0-9]+)*"
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)[0-9]{2}"

#: Where a number can start; the first shape of SHAPE that fits is taken.
DIGIT: Final = re.compile(r"[0-9]")
SHAPE: Final = re.compile(
    rf"""
    (?P<date>{_DAY}(?P<sign>[./-]){_MONTH}(?P=sign){_YEAR}(?![0-9])
           |{_DAY}/{_MONTH}/[0-9]{{2}}(?![0-9/]))
  | (?P<clock>[0-2]?[0-9](?:[:hHgG][0-5][0-9](?::[0-5][0-9])?|[hg])(?![\w:]))
  | (?P<document>[0-9]+(?:\.[0-9]+)?(?:/[0-9]{{4}})?[/-](?=[A-ZĐÐ]\w*[A-ZĐÐ&-])
            [A-ZĐÐ][\w&]*(?:[-/.][\w&]+)*)
  | (?P<years>{_YEAR}\s?[-–]\s?{_YEAR}(?![0-9]))
  | (?P<month>{_MONTH}[/-]{_YEAR}(?![0-9]|[.,][0-9]))
  | (?P<phone>0[0-9]{{2,4}}(?:[. -]?[0-9]{{3,4}}){{2}}(?![0-9])
            |0[2-9][0-9]{{1,2}}[ ][0-9][ ][0-9]{{3}}[ ][0-9]{{3}}(?![0-9])
            |1[89]00[.\s]?[0-9]{{4,6}}(?![0-9]))
  | (?P<fraction>(?P<x>{_NUMERAL})[ ]?/[ ]?(?P<y>{_NUMERAL}))
  | (?P<span>(?P<low>{_NUMERAL})[-–](?P<high>{_NUMERAL}))
  | (?P<blanked>[0-9]{{1,3}}(?:[ \u00a0\u202f][0-9]{{3}}){{1,4}}(?![.,/]?[0-9]))
  | (?P<numeral>{_NUMERAL})
    """,
    re.VERBOSE,
)
NUMERAL: Final = re.compile(_NUMERAL)
#: `hạng 4 trong 63`, `thứ 40 trên 63`, `7,5 trên 12 điểm`: x of y in words.
OUT_OF: Final = re.compile(rf"[^\S\n]+(?:trên|trong)[^\S\n]+(?P<y>{_NUMERAL})(?![^\S\n]*%)")
_DAY_MONTH = re.compile(rf"{_DAY}[./-]{_MONTH}")
_LIST_MARK = re.compile(r"[)/](?=\s)|[^\S\n]*\||\.?[)](?=\w)|\.(?=\s|[^\W\d])")
_LIST_LEVELS = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})+\.?\s+(?=[^\W\d_])")


def is_day_month(printed: str) -> bool:
    """Tell whether digits such as 16/7, 7-8 or 11.5 can be a day and a month."""
    return _DAY_MONTH.fullmatch(printed) is not None


def is_year(printed: str) -> bool:
    """Tell whether digits can be a year of the bulletins' time."""
    return len(printed) == 4 and printed.isdecimal() and 1975 <= int(printed) <= 2060


def is_small(printed: str, most: int) -> bool:
    """Tell whether digits are a whole number of at most `most`."""
    return printed.isdecimal() and len(printed) <= 3 and int(printed) <= most


def is_list_number(text: str, start: int, end: int) -> bool:
    """Tell whether digits number an item: `1. Kết quả`, `2)`, `(3)` at the start of a line."""
    line = max(text.rfind("\n", max(0, start - 12), start) + 1, start - 12, 0)
    head = text[line:start].strip(" \t\xa0-*+•")
    if head == "(" or (text[max(0, start - 1) : start] == "(" and head[:-1].rstrip()[-1:] in ":;,"):
        return text[end : end + 1] == ")" and end - start <= 2
    if head:
        return False
    if end - start <= 2 and _LIST_MARK.match(text, end):
        return True
    return _LIST_LEVELS.match(text, start) is not None and "." in text[start:end]


def is_glued(text: str, start: int) -> bool:
    """Tell whether digits continue a word or identifier: A06, COVID-19, print/1038112."""
    if start == 0:
        return False
    before = text[start - 1]
    if before.isalpha() or before == "_":
        return True
    return before in "-/+=@#" and start > 1 and text[start - 2].isalpha()
