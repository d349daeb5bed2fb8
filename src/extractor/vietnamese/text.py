"""Normalise the letters and blanks of a text without losing the way back to the raw offsets."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from typing import Final

_ZERO_WIDTH: Final = "\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad"
_BLANKS: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LINE_ENDS: Final = "\r\x0b\x0c\x85\u2028\u2029"
_FULL_WIDTH: Final = "\uff01-\uff5e"
_CYRILLIC: Final = dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсух", "ABESIJKMHOPCTYXaesijopcyx", strict=True))
_LETTERS: Final = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"}
_CHANGED: Final = re.compile(
    f"[{_ZERO_WIDTH}{_BLANKS}{_LINE_ENDS}{_FULL_WIDTH}{''.join(_LETTERS)}{''.join(_CYRILLIC)}]"
)
_DROPPED: Final = re.compile(f"[{_ZERO_WIDTH}]")
_LONGEST_WORD: Final = 24  # letters looked at on each side: longer runs are no words
_FAMILY: Final = {
    **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "latin"),
    **dict.fromkeys(_CYRILLIC, "cyrillic"),
}


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text and the raw offset of each of its characters.

    `offsets[i]` is where character i starts in the raw text and `ends[i]` where it ends; both are
    empty when nothing was moved.
    """

    text: str
    offsets: Sequence[int]
    ends: Sequence[int]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open span of the normalised text to the raw text."""
        if not self.offsets:
            return start, end
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else self._raw_length()
            return at, at
        return self.offsets[start], self.ends[min(end, len(self.ends)) - 1]

    def normal_span(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open span of the raw text to the characters that it touches."""
        if not self.offsets:
            return start, end
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.offsets, end))

    def _raw_length(self) -> int:
        return self.ends[-1] if self.ends else 0


def normalise(text: str) -> Normalised:
    """Give `text` in NFC, blanks as blanks, line ends as newlines, look-alike letters put right.

    Zero-width signs and soft hyphens are dropped, full-width digits and Cyrillic letters inside
    Latin words become Latin; the placement of tone marks (hoà, hòa) is kept.

    >>> normal = normalise("tiếp\\u00a0nhận\\u200b ５ hồ sơ")
    >>> normal.text, normal.raw_span(10, 11)
    ('tiếp nhận 5 hồ sơ', (11, 12))
    """
    composed = unicodedata.is_normalized("NFC", text)
    if composed and not _CHANGED.search(text):
        return Normalised(text, (), ())
    if composed and not _DROPPED.search(text) and "\r\n" not in text:
        replaced = _replace(text)
        if unicodedata.is_normalized("NFC", replaced):  # a Latin letter may take up a loose mark
            return Normalised(replaced, (), ())
    # arrays, a stream and a generator: lists of all letters took 200 MB more of a text of 1 MB
    kept = array("I", (at for at in range(len(text)) if not _is_dropped(text, at)))
    cleaned = _replace("".join(map(text.__getitem__, kept)))
    letters = StringIO()
    starts, ends = array("I"), array("I")
    for start, end in _clusters(cleaned):
        for letter in unicodedata.normalize("NFC", cleaned[start:end]):
            letters.write(letter)
            starts.append(kept[start])
            ends.append(kept[end - 1] + 1)
    return Normalised(letters.getvalue(), starts, ends)


def _is_dropped(text: str, at: int) -> bool:
    """Tell whether a character has no width, or is the CR of a CR LF."""
    letter = text[at]
    if letter == "\r":
        return text[at + 1 : at + 2] == "\n"
    return _DROPPED.match(letter) is not None


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text into letters with their combining marks."""
    start = 0
    for at, letter in enumerate(text):
        if at and not unicodedata.combining(letter):
            yield start, at
            start = at
    if text:
        yield start, len(text)


def _replace(text: str) -> str:
    """Replace letters one by one, so that no offset moves."""
    return _CHANGED.sub(lambda match: _replacement(text, match), text)


def _replacement(text: str, match: re.Match[str]) -> str:
    letter = match.group()
    if letter in _LETTERS:
        return _LETTERS[letter]
    if letter in _CYRILLIC:
        return _CYRILLIC[letter] if _is_in_latin_word(text, match.start()) else letter
    if "\uff01" <= letter <= "\uff5e":
        return chr(ord(letter) - 0xFEE0)
    return "\n" if letter in _LINE_ENDS else " "


def _is_in_latin_word(text: str, at: int) -> bool:
    """Tell whether the word around `at` has a Latin letter and no letter that only Cyrillic has."""
    start, end = at, at
    first, last = max(0, at - _LONGEST_WORD), min(len(text), at + _LONGEST_WORD)
    while start > first and _is_of_word(text[start - 1]):
        start -= 1
    while end < last and _is_of_word(text[end]):
        end += 1
    families = {_family(letter) for letter in text[start:end] if letter.isalpha()}
    return "latin" in families and "foreign" not in families


def _is_of_word(letter: str) -> bool:
    return letter.isalpha() or unicodedata.combining(letter) > 0


def _family(letter: str) -> str:
    known = _FAMILY.get(letter)
    if known:
        return known
    return (
        "latin"
        if "\u00c0" <= letter <= "\u1ef9" and not "\u0370" <= letter <= "\u1dff"
        else "foreign"
    )


_OPEN_TONES: Final = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONED: Final = re.compile(rf"(?:{'|'.join(_OPEN_TONES)})(?!\w)")
_QU: Final = re.compile(r"q([ùúủũụ])y(?!\w)")
_QU_TONES: Final = {"ù": "uỳ", "ú": "uý", "ủ": "uỷ", "ũ": "uỹ", "ụ": "uỵ"}


@lru_cache(maxsize=10_000)  # names and words come again and again
def fold(text: str) -> str:
    """Put `text` into the form in which words are compared: lower case, one blank, one tone place.

    >>> fold("Hoà  Bình") == fold("hòa bình"), fold("UỶ BAN")
    (True, 'ủy ban')
    """
    folded = " ".join(unicodedata.normalize("NFC", text).lower().split())
    folded = _TONED.sub(lambda match: _OPEN_TONES[match.group()], folded)
    return _QU.sub(lambda match: "q" + _QU_TONES[match[1]], folded)
