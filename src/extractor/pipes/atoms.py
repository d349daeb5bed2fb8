"""Cut a text into syllables, numerals, signs and white space, and describe them: no spaCy needed.

The tokenizer makes a Doc of it, the reader runs on it as it is.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import compress
from sys import intern
from typing import Final, NamedTuple

from extractor.pipes.segmentation import Segmenter, show

# Combining marks stay with their letter: text in NFD has whole syllables too.
_ATOM: Final = re.compile(r"(\d+(?:[.,]\d+)*|(?:[^\W\d_][\u0300-\u036f]*)+|\s+|.)( ?)", re.DOTALL)
_LINE_END: Final = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
_LONG_RUN: Final = re.compile(r"0{5,}")
_SHAPE_LENGTH: Final = 12
#: Atoms whose reading is remembered; beyond it the memory starts afresh.
_REMEMBERED: Final = 50_000


class _Reading(NamedTuple):
    """What is known of an atom without its neighbours."""

    shown: str
    norm: str
    is_syllable: bool
    is_space: bool
    ends_line: bool


class Words(NamedTuple):
    """The atoms of a text, each with the one blank after it or none, and what describes them."""

    atoms: list[tuple[str, str]]
    tags: list[str]
    lemmas: list[str]
    norms: list[str]


def cut(text: str) -> list[tuple[str, str]]:
    """Return the atoms of a text, each with the one blank after it or none; joined they are it.

    >>> cut("đạt 81,42%quá")
    [('đạt', ' '), ('81,42', ''), ('%', ''), ('quá', '')]
    """
    return _ATOM.findall(text)


class WordReader:
    """Read the words of texts; remembers the atoms it has met."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._readings: dict[str, _Reading] = {}

    def read(self, text: str) -> Words:
        """Return the atoms of a text with their tags, lemmas and norms."""
        found: dict[tuple[str, str], tuple[str, str]] = {}
        # each once: the atoms of a text of 1 MB took 34 MB
        atoms = [found.setdefault(atom, atom) for atom in cut(text)]
        readings = self._read_all(atoms)
        return Words(atoms, *_describe(readings, self._find_words(atoms, readings)))

    def _read_all(self, atoms: list[tuple[str, str]]) -> list[_Reading]:
        known = self._readings
        if len(known) > _REMEMBERED:
            known = self._readings = {}
        readings = []
        for atom, _ in atoms:
            reading = known.get(atom)
            if reading is None:
                reading = known[atom] = _read(atom)
            readings.append(reading)
        return readings

    def _find_words(self, atoms: list[tuple[str, str]], readings: list[_Reading]) -> list[bool]:
        """Tell for each atom whether it continues the word of the atom before it."""
        joined = [False] * len(atoms)
        line: list[int] = []
        for index, reading in enumerate(readings):
            if not reading.is_space:
                line.append(index)
            if line and (reading.ends_line or index + 1 == len(readings)):
                flags = self._segmenter.continues([readings[place].shown for place in line])
                for place in compress(line, flags):
                    # Only two syllables with one blank between them may share a word.
                    before = place - 1
                    joined[place] = (
                        atoms[before][1] == " "
                        and readings[before].is_syllable
                        and readings[place].is_syllable
                    )
                line.clear()
        return joined


def _read(atom: str) -> _Reading:
    if atom.isspace():
        return _Reading("", " ", False, True, _LINE_END.search(atom) is not None)
    norm = unicodedata.normalize("NFC", atom).lower()
    if atom[0].isdecimal():
        norm = _LONG_RUN.sub("0000", re.sub(r"\d", "0", norm))[:_SHAPE_LENGTH]
    return _Reading(show(atom), norm, atom[0].isalpha(), False, False)


def _describe(
    readings: list[_Reading], joined: list[bool]
) -> tuple[list[str], list[str], list[str]]:
    """Return tags, lemmas and norms."""
    norms = [reading.norm for reading in readings]
    tags = ["_SP" if reading.is_space else "S" for reading in readings]
    lemmas = norms.copy()
    begin = 0
    for end in range(1, len(norms) + 1):
        if end < len(norms) and joined[end]:
            continue
        if end - begin > 1:
            tags[begin:end] = ["B"] + ["I"] * (end - begin - 1)
            lemmas[begin:end] = [intern(" ".join(norms[begin:end]))] * (end - begin)
        begin = end
    return tags, lemmas, norms


def describe_surrogate(text: str) -> str:
    """Say where a text holds half a character, which no encoding can write."""
    place = next(index for index, sign in enumerate(text) if "\ud800" <= sign <= "\udfff")
    return f"lone surrogate {text[place]!a} at character {place}; decode the file as UTF-8 again"
